//! The way to the leader: a ticket for a token, and reports of many people in one request.

use std::collections::BTreeMap;
use std::sync::Arc;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use reqwest::{Client, StatusCode};
use skillkeep::Millis;
use skillkeep::engine::Sealing;
use skillkeep_dap::client::{Target, report};
use skillkeep_dap::codec::{Decode, Encode};
use skillkeep_dap::media::Media;
use skillkeep_dap::messages::{Extension, HpkeConfig, HpkeConfigList, ReportError, UploadErrors};
use skillkeep_dap::token::{EXTENSION_TYPE, Request, Token};
use skillkeep_server::leader::UPLOAD_LIMIT;
use skillkeep_server::release::hex;
use skillkeep_server::tasks::{Asked, Span, Tasks};
use skillkeep_server::ticket::TicketKey;

use crate::{Chance, Person, SimulateError};

/// Where reports of one period go.
pub(crate) struct Door {
    http: Client,
    leader_url: String,
    leader: HpkeConfig,
    keeper: HpkeConfig,
    tenant: String,
    tickets: TicketKey,
    asked: BTreeMap<(String, String), Arc<Asked>>,
    span: Arc<Span>,
    seed: u64,
}

/// A sealed report of one task.
pub(crate) struct Sealed {
    pub(crate) asked: Arc<Asked>,
    pub(crate) bytes: Vec<u8>,
}

impl Door {
    /// Looks up both parties' keys; the keeper's must be the one that the dictionary pins, where it does.
    pub(crate) async fn open(
        tasks: &Tasks,
        period: &str,
        [leader_url, keeper_url]: [&str; 2],
        pinned: &str,
        tickets: TicketKey,
        seed: u64,
    ) -> Result<Door, SimulateError> {
        let http = Client::new();
        let slash = |url: &str| format!("{}/", url.trim_end_matches('/'));
        let key = async |base: &str| -> Result<HpkeConfig, SimulateError> {
            let bytes = http.get(format!("{}hpke_config", slash(base))).send().await?.bytes().await?;
            let list = HpkeConfigList::get_decoded(&bytes).map_err(|_| refused("hpke_config"))?;
            list.0.into_iter().next().ok_or_else(|| refused("hpke_config"))
        };
        let (leader, keeper) = (key(leader_url).await?, key(keeper_url).await?);
        if !pinned.is_empty() && STANDARD.decode(pinned).ok() != keeper.get_encoded().ok() {
            return Err(refused("the keeper has another key than the dictionary pins"));
        }
        let span = tasks.periods.iter().find(|s| s.id == period);
        let span = Arc::clone(span.ok_or_else(|| SimulateError::Dictionary(format!("no period {period:?}")))?);
        let asked = tasks.all().map(|a| ((a.measure.clone(), a.cell.clone()), Arc::clone(a))).collect();
        let (tenant, leader_url) = (tasks.tenant.clone(), slash(leader_url));
        Ok(Door { http, leader_url, leader, keeper, tenant, tickets, asked, span, seed })
    }

    /// A person's token of the period; None where it was given out for another request. Its nonce comes from the seed: a run
    /// that was cut off asks for the same token again, and gets it.
    pub(crate) async fn token(&self, person: &Person) -> Result<Option<Token>, SimulateError> {
        let wrong = || SimulateError::Dictionary(format!("no token key of {}", self.span.id));
        let key = self.span.token_key.as_ref().ok_or_else(wrong)?;
        let mut chance = Chance::of(self.seed, person.number, &format!("token {}", self.span.id));
        let request = Request::new(chance.rng(), &self.tenant, &self.span.id, key)?;
        let ticket = self.tickets.issue(&self.tenant, &person.subject, Millis(i64::MAX));
        let to = format!("{}tokens/{}", self.leader_url, self.span.id);
        let answer = self.http.post(to).bearer_auth(ticket).body(request.blinded().to_vec()).send().await?;
        match answer.status() {
            StatusCode::OK => Ok(Some(request.finalize(&answer.bytes().await?)?)),
            StatusCode::CONFLICT => Ok(None),
            status => Err(refused(&format!("a token: {status} {}", answer.text().await?))),
        }
    }

    /// Cuts and seals a person's answers.
    pub(crate) fn seal(&self, sealing: &Sealing, token: &Token) -> Result<Vec<Sealed>, SimulateError> {
        let mut rng = rand_core::UnwrapErr(getrandom::SysRng);
        let mut all = Vec::with_capacity(sealing.tasks.len());
        for task in &sealing.tasks {
            let asked = self.asked.get(&(task.measure.clone(), task.cell.clone()));
            let asked = asked.filter(|a| hex(&a.task.configuration.task_info) == task.task_info);
            let asked = asked.ok_or_else(|| refused(&format!("{} is not asked over {}", task.measure, task.cell)))?;
            let target = Target {
                task: asked.task.id,
                configuration: &asked.task.configuration,
                vdaf: &asked.task.vdaf,
                leader: &self.leader,
                helper: &self.keeper,
            };
            let token = Extension { kind: EXTENSION_TYPE, data: token.encode().to_vec() };
            let report = report(&target, &task.measurement.set, self.span.start, vec![token], &mut rng)?;
            let bytes = report.get_encoded().map_err(|_| refused("a report that is too long"))?;
            all.push(Sealed { asked: Arc::clone(asked), bytes });
        }
        Ok(all)
    }

    /// Uploads reports of one task, in as few requests as the leader takes. How many were spent before.
    pub(crate) async fn upload(&self, asked: &Asked, reports: &[Vec<u8>]) -> Result<usize, SimulateError> {
        let to = format!("{}tasks/{}/reports", self.leader_url, asked.task.id.to_url());
        let (mut from, mut before) = (0, 0);
        while from < reports.len() {
            let mut size = 0;
            let fits = |r: &&Vec<u8>| {
                size += r.len();
                size <= UPLOAD_LIMIT
            };
            let some = reports.get(from..).unwrap_or_default();
            let count = some.iter().take_while(fits).count().max(1);
            let body = some.get(..count).unwrap_or_default().concat();
            from += count;
            let post = self.http.post(&to).header("content-type", Media::UploadReq.name()).body(body);
            let answer = post.send().await?;
            let status = answer.status();
            let bytes = answer.bytes().await?;
            if status != StatusCode::OK {
                return Err(refused(&format!("{}: {status} {}", asked.measure, String::from_utf8_lossy(&bytes))));
            }
            if bytes.is_empty() {
                continue;
            }
            for (_, error) in UploadErrors::get_decoded(&bytes).map_err(|_| refused("an answer"))?.0 {
                match error {
                    ReportError::ReportReplayed => before += 1,
                    other => return Err(refused(&format!("{}: {other:?}", asked.measure))),
                }
            }
        }
        Ok(before)
    }
}

fn refused(what: &str) -> SimulateError {
    SimulateError::Refused(what.to_owned())
}
