//! The leader: takes reports, gives tokens, answers the collector. It sees half of every report, and can read none.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::{Path, Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, Response, StatusCode, header};
use sha2::{Digest, Sha256};
use skillkeep_dap::codec::{self, Decode, Encode};
use skillkeep_dap::hpke::Keypair;
use skillkeep_dap::media::Media;
use skillkeep_dap::messages::{CollectionJobReq, HpkeConfig, HpkeConfigList, Report, ReportError, UploadErrors};
use skillkeep_dap::problem::Problem;
use skillkeep_dap::token::{Issuer, MODULUS_LEN, TokenError};
use tokio::sync::Notify;

use crate::clock::Clock;
use crate::http::{self, Route, Secret};
use crate::problem::Refused;
use crate::store::LeaderStore;
use crate::store::leader::{Accepted, Claim, Collection, Job};
use crate::tasks::{Asked, KNOWN, Tasks};
use crate::ticket::TicketKey;

/// Longest upload, bytes: a report of the longest measure has about 20 000.
pub const UPLOAD_LIMIT: usize = 2 << 20;
/// Longest request of the collector, bytes.
const REQUEST_LIMIT: usize = 4096;

/// The leader's state.
#[derive(Debug)]
pub struct Leader {
    /// What is asked.
    pub tasks: Tasks,
    /// What is remembered.
    pub store: LeaderStore,
    /// To which clients seal.
    pub keys: Keypair,
    /// Signers of tokens, by period id.
    pub issuers: BTreeMap<String, Issuer>,
    /// What the portal's tickets are made with.
    pub tickets: TicketKey,
    /// Who may collect.
    pub collector_token: Secret,
    /// To whom shares are sealed.
    pub collector: HpkeConfig,
    /// What day it is.
    pub clock: Clock,
    /// Rung when there is work for the [`crate::driver`].
    pub work: Notify,
}

type Leading = State<Arc<Leader>>;

fn table() -> Vec<Route<Arc<Leader>>> {
    vec![
        http::route(Method::GET, "/leader/hpke_config", hpke_config),
        http::route(Method::POST, "/leader/tasks/{task}/reports", upload),
        http::route(Method::POST, "/leader/tokens/{period}", token),
        http::route(Method::PUT, "/leader/tasks/{task}/collection_jobs/{job}", collect),
        http::route(Method::GET, "/leader/tasks/{task}/collection_jobs/{job}", poll),
    ]
}

/// Everything that the leader answers to.
pub fn routes() -> Vec<(Method, &'static str)> {
    table().into_iter().map(|(method, path, _)| (method, path)).collect()
}

/// The leader's router; paths begin with `/leader/`.
pub fn router(leader: Arc<Leader>) -> Router {
    http::router(table(), leader)
}

async fn hpke_config(State(leader): Leading) -> Result<Response<Body>, Refused> {
    config_list(leader.keys.config())
}

/// The answer to `GET hpke_config`, draft section 4.5.1.
pub(crate) fn config_list(config: &HpkeConfig) -> Result<Response<Body>, Refused> {
    let bytes = HpkeConfigList(vec![config.clone()]).get_encoded().map_err(|_| Refused::Internal)?;
    let mut response = http::message(Media::HpkeConfigList, bytes);
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("max-age=3600"));
    Ok(response)
}

/// Reports of one task, one after another; what is refused is named, the others are taken, draft section 4.5.2.
async fn upload(State(leader): Leading, Path(task): Path<String>, request: Request) -> Result<Response<Body>, Refused> {
    let asked = http::task(&leader.tasks, &task)?;
    let bytes = http::body(request, Some(Media::UploadReq), UPLOAD_LIMIT).await?;
    let reports: Vec<Report> = codec::all(&bytes).map_err(|_| Problem::InvalidMessage)?;
    if reports.is_empty() {
        return Err(Problem::InvalidMessage.into());
    }
    let (judge, id) = (Arc::clone(&leader), asked.task.id);
    let judged = http::work(move || {
        let today = judge.clock.today();
        let one = |r: &Report| judge.judge(&asked, r, today).map_err(|e| (r.metadata.id, e));
        reports.iter().map(one).collect::<Vec<_>>()
    })
    .await?;
    let mut errors = Vec::new();
    let mut good = Vec::new();
    for one in judged {
        match one {
            Ok(accepted) => good.push(accepted),
            Err(error) => errors.push(error),
        }
    }
    errors.extend(leader.store.accept(id, &good).await?);
    tracing::info!(task = %id.to_url(), taken = good.len(), refused = errors.len(), "reports");
    leader.work.notify_one();
    match errors.as_slice() {
        [] => Ok(http::empty(StatusCode::OK)),
        _ => {
            let bytes = UploadErrors(errors).get_encoded().map_err(|_| Refused::Internal)?;
            Ok(http::message(Media::UploadErrors, bytes))
        }
    }
}

impl Leader {
    /// All that can be said of a report without looking at others.
    fn judge(&self, asked: &Asked, report: &Report, today: u64) -> Result<Accepted, ReportError> {
        let span = asked.at(report.metadata.time).ok_or(ReportError::InvalidMessage)?;
        if today < span.start {
            return Err(ReportError::ReportTooEarly);
        }
        if !span.open(today) {
            return Err(ReportError::ReportDropped);
        }
        let token = self.tasks.token(span, &report.metadata)?;
        // Opening its half now tells the client at once; what comes out is made again when it is aggregated.
        asked.task.leader_init(&self.keys, report, KNOWN)?;
        let bytes = report.get_encoded().map_err(|_| ReportError::InvalidMessage)?;
        Ok(Accepted { id: report.metadata.id, period: span.start, token, bytes })
    }

    /// May this batch be collected now? Only when nothing can be added to it any more.
    async fn ready(&self, asked: &Asked, job: &Job, closes: u64) -> Result<(), Refused> {
        let (batch, waiting) = self.store.batch(job.task, job.period).await?;
        if batch.job.is_some() {
            return Err(Problem::BatchOverlap.into());
        }
        let everybody = waiting == 0 && batch.count == asked.people;
        if self.clock.today() < closes && !everybody {
            return Err(Refused::BatchOpen);
        }
        if waiting == 0 && batch.count < self.tasks.min_batch {
            return Err(Problem::InvalidBatchSize.into());
        }
        Ok(())
    }
}

/// Signs one blinded message of a subject and a period, RFC 9474 section 4.3. The same message again is answered again, since an
/// answer can be lost; another one is not.
async fn token(
    State(leader): Leading,
    Path(period): Path<String>,
    request: Request,
) -> Result<Response<Body>, Refused> {
    let ticket = http::bearer(request.headers()).ok_or(Refused::Ticket)?;
    let subject = leader.tickets.check(ticket, &leader.tasks.tenant, leader.clock.now()).ok_or(Refused::Ticket)?;
    let span = leader.tasks.period(&period).filter(|s| s.open(leader.clock.today())).ok_or(Refused::Period)?;
    let start = span.start;
    let blinded = http::body(request, None, MODULUS_LEN).await?;
    let hash: [u8; 32] = Sha256::digest(&blinded).into();
    let signer = Arc::clone(&leader);
    let signature = http::work(move || {
        let issuer = signer.issuers.get(&period).ok_or(Refused::Period)?;
        issuer.blind_sign(&mut http::rng(), &blinded).map_err(|e| match e {
            TokenError::BlindedMessage => Refused::Blinded,
            _ => Refused::Internal,
        })
    })
    .await??;
    // Signed before it is written down, so that a refusal of the signer costs nobody a token; nothing left this function yet.
    if !leader.store.issue(start, &subject.0, &hash).await? {
        return Err(Refused::Issued);
    }
    Ok(http::typed("application/octet-stream", signature.to_vec()))
}

async fn collect(
    State(leader): Leading,
    Path((task, job)): Path<(String, String)>,
    request: Request,
) -> Result<Response<Body>, Refused> {
    leader.collector_token.check(request.headers())?;
    let (asked, id) = (http::task(&leader.tasks, &task)?, http::job(&job)?);
    let bytes = http::body(request, Some(Media::CollectionJobReq), REQUEST_LIMIT).await?;
    let wanted = collection_request(&bytes)?;
    let span = asked.batch(&wanted.query.0).ok_or(Problem::BatchInvalid)?;
    let job = Job { task: asked.task.id, id, period: span.start };
    if leader.store.collection(job.task, id).await?.is_none() {
        leader.ready(&asked, &job, span.closes).await?;
    }
    match leader.store.claim(&job, &bytes).await? {
        Claim::Job(state) => {
            leader.work.notify_one();
            answer(state)
        }
        Claim::Changed => Err(Refused::JobChanged),
        Claim::Overlap => Err(Problem::BatchOverlap.into()),
    }
}

async fn poll(
    State(leader): Leading,
    Path((task, job)): Path<(String, String)>,
    headers: HeaderMap,
) -> Result<Response<Body>, Refused> {
    leader.collector_token.check(&headers)?;
    let (asked, id) = (http::task(&leader.tasks, &task)?, http::job(&job)?);
    answer(leader.store.collection(asked.task.id, id).await?.ok_or(Refused::Job)?)
}

fn answer(state: Collection) -> Result<Response<Body>, Refused> {
    match state {
        Collection::Done(bytes) => Ok(http::message(Media::CollectionJobResp, bytes)),
        Collection::Failed(uri) => Err(Refused::Failed(uri)),
        Collection::Open => {
            let mut response = http::empty(StatusCode::ACCEPTED);
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("1"));
            Ok(response)
        }
    }
}

/// What both aggregators take as a request for a batch: Prio3 has no parameter, and no extension is known.
pub(crate) fn collection_request(bytes: &[u8]) -> Result<CollectionJobReq, Refused> {
    let wanted = CollectionJobReq::get_decoded(bytes).map_err(|_| Problem::InvalidMessage)?;
    judge_request(&wanted)?;
    Ok(wanted)
}

/// See [`collection_request`].
pub(crate) fn judge_request(wanted: &CollectionJobReq) -> Result<(), Refused> {
    if !wanted.parameter.is_empty() {
        return Err(Problem::InvalidAggregationParameter.into());
    }
    if !wanted.extensions.is_empty() {
        return Err(Problem::UnsupportedExtension.into());
    }
    Ok(())
}
