//! The keeper, DAP's helper: the second key. It believes nothing that the leader says: it derives the tasks, checks the tokens,
//! counts the people and draws its own noise, and it signs what it released.
#![deny(clippy::float_arithmetic)]

use std::collections::BTreeSet;
use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::{Path, RawQuery, Request, State};
use axum::http::{Method, Response};
use sha2::{Digest, Sha256};
use skillkeep::sync::Dictionary;
use skillkeep_dap::codec::{Decode, Encode};
use skillkeep_dap::hpke::{Keypair, Role};
use skillkeep_dap::media::Media;
use skillkeep_dap::messages::{
    AggregateShare, AggregateShareReq, AggregationJobInitReq, BATCH_MODE_TIME_INTERVAL, HpkeConfig, JobId, ReportError,
    VerifyInit,
};
use skillkeep_dap::noise::Sampler;
use skillkeep_dap::problem::Problem;
use skillkeep_dap::vdaf::Share;

use crate::clock::Clock;
use crate::console::Guard;
use crate::http::{self, Route, Secret};
use crate::leader::{config_list, judge_request};
use crate::problem::Refused;
use crate::release::{FORMAT, Release, ReleaseKey, hex, share_digest};
use crate::status::Shown;
use crate::store::keeper::{Collected, Countable, Judged, Recorded};
use crate::store::{Batch, KeeperStore};
use crate::tasks::{Asked, KNOWN, Span, Tasks};

/// Days after a period's close on which a report that was uploaded in time may still come from the leader: a keeper that stood
/// still over the close loses nothing. A batch that was collected takes nothing, whatever the day.
pub const LATE_DAYS: u64 = 7;
/// Days before a period's beginning on which the leader's reports of it are counted already: its clock may be ahead of the keeper's, and
/// a report that it took would be lost. The leader itself takes none before the day.
pub const EARLY_DAYS: u64 = 1;
/// Longest aggregation job, bytes.
const JOB_LIMIT: usize = 32 << 20;
/// Longest request for a share, bytes.
const REQUEST_LIMIT: usize = 4096;
/// Releases of one page.
const PAGE: u32 = 200;

/// The keeper's state.
#[derive(Debug)]
pub struct Keeper {
    /// What is asked, by the keeper's own copy of the dictionary.
    pub tasks: Tasks,
    /// What is remembered.
    pub store: KeeperStore,
    /// To which clients seal.
    pub keys: Keypair,
    /// What the leader shows.
    pub leader_token: Secret,
    /// To whom shares are sealed.
    pub collector: HpkeConfig,
    /// What releases are signed with.
    pub signing: ReleaseKey,
    /// What day it is.
    pub clock: Clock,
    /// The dictionary itself, for the officer's console.
    pub dictionary: Dictionary,
    /// Who may look at the console.
    pub guard: Guard,
    /// What every screen says.
    pub shown: Shown,
}

type Keeping = State<Arc<Keeper>>;

fn table() -> Vec<Route<Arc<Keeper>>> {
    vec![
        http::route(Method::GET, "/keeper/hpke_config", hpke_config),
        http::route(Method::GET, "/keeper/releases", releases),
        http::route(Method::PUT, "/keeper/tasks/{task}/aggregation_jobs/{job}", aggregate),
        http::route(Method::PUT, "/keeper/tasks/{task}/aggregate_shares/{job}", aggregate_share),
    ]
}

/// Everything that the keeper answers to.
pub fn routes() -> Vec<(Method, &'static str)> {
    table().into_iter().map(|(method, path, _)| (method, path)).collect()
}

/// The keeper's router; paths begin with `/keeper/`.
pub fn router(keeper: Arc<Keeper>) -> Router {
    http::router(table(), keeper)
}

async fn hpke_config(State(keeper): Keeping) -> Result<Response<Body>, Refused> {
    config_list(keeper.keys.config())
}

/// Signed releases with a number above `after`: a JSON array of envelopes, at most 200, the lowest number first.
async fn releases(State(keeper): Keeping, RawQuery(query): RawQuery) -> Result<Response<Body>, Refused> {
    let query = query.unwrap_or_default();
    let after = match query.split('&').find_map(|p| p.strip_prefix("after=")) {
        None => 0,
        Some(text) => text.parse().map_err(|_| Problem::InvalidMessage)?,
    };
    let found = keeper.store.releases(after, PAGE).await?;
    // Each is JSON already, as it was signed.
    Ok(http::typed("application/json", format!("[{}]", found.join(",")).into_bytes()))
}

/// Verifies reports and counts them, draft section 4.6.2. The same job again gets the same bytes.
async fn aggregate(
    State(keeper): Keeping,
    Path((task, job)): Path<(String, String)>,
    request: Request,
) -> Result<Response<Body>, Refused> {
    keeper.leader_token.check(request.headers())?;
    let (asked, job) = (http::task(&keeper.tasks, &task)?, http::job(&job)?);
    let bytes = http::body(request, Some(Media::AggregationJobInitReq), JOB_LIMIT).await?;
    let (id, hash) = (asked.task.id, <[u8; 32]>::from(Sha256::digest(&bytes)));
    let recorded = match keeper.store.answered(id, job, &hash).await? {
        Some(before) => before,
        None => {
            let (judge, people, length) = (Arc::clone(&keeper), asked.people, asked.task.vdaf.length());
            let judged = http::work(move || judge.judge_job(&asked, &bytes)).await??;
            keeper.store.record((id, job, hash), people, length, judged).await?
        }
    };
    match recorded {
        Recorded::Answer(bytes) => Ok(http::message(Media::AggregationJobResp, bytes)),
        Recorded::Changed => Err(Refused::JobChanged),
    }
}

/// Gives the keeper's share of a batch, with its noise, once, draft section 4.7.4.
async fn aggregate_share(
    State(keeper): Keeping,
    Path((task, job)): Path<(String, String)>,
    request: Request,
) -> Result<Response<Body>, Refused> {
    keeper.leader_token.check(request.headers())?;
    let (asked, job) = (http::task(&keeper.tasks, &task)?, http::job(&job)?);
    let bytes = http::body(request, Some(Media::AggregateShareReq), REQUEST_LIMIT).await?;
    let wanted = AggregateShareReq::get_decoded(&bytes).map_err(|_| Problem::InvalidMessage)?;
    judge_request(&wanted.job)?;
    if wanted.batch.0 != wanted.job.query.0 {
        return Err(Problem::InvalidMessage.into());
    }
    let hash = <[u8; 32]>::from(Sha256::digest(&bytes));
    let span = asked.batch(&wanted.batch.0).cloned().ok_or(Problem::BatchInvalid)?;
    if let Some(before) = keeper.store.collected(asked.task.id, span.start).await? {
        return repeated(before, job, hash);
    }
    // Looked at first, so that a request that will be refused costs no noise; looked at again where it counts.
    keeper.judge_batch(&asked, &span, &wanted, &keeper.store.batch(asked.task.id, span.start).await?)?;
    let (sigma2, length) = (asked.sigma2, asked.task.vdaf.length());
    let noise = http::work(move || draw(sigma2, length)).await??;
    let key = (asked.task.id, job, hash);
    let now = keeper.clock.now().0;
    let collected = keeper.store.release(key, span.start, now, |batch, number| {
        keeper.judge_batch(&asked, &span, &wanted, batch)?;
        keeper.seal(&asked, &span, &wanted, batch, &noise, number)
    });
    let collected = collected.await?;
    tracing::info!(measure = asked.measure, cell = asked.cell, period = span.id, "released");
    repeated(collected, job, hash)
}

/// A collected batch belongs to one job and one request.
fn repeated(collected: Collected, job: JobId, hash: [u8; 32]) -> Result<Response<Body>, Refused> {
    if collected.job != job || collected.request != hash {
        return Err(Problem::BatchOverlap.into());
    }
    Ok(http::message(Media::AggregateShare, collected.sealed))
}

/// Noise for one share, from the system's generator.
pub(crate) fn draw(sigma2: u64, length: usize) -> Result<Vec<i64>, Refused> {
    let sampler = Sampler::new(sigma2).map_err(|_| Refused::Internal)?;
    let mut noise = vec![0; length];
    sampler.fill(&mut http::rng(), &mut noise);
    Ok(noise)
}

impl Keeper {
    fn judge_job(&self, asked: &Asked, bytes: &[u8]) -> Result<Vec<Judged>, Refused> {
        let init = AggregationJobInitReq::get_decoded(bytes).map_err(|_| Problem::InvalidMessage)?;
        if !init.parameter.is_empty() {
            return Err(Problem::InvalidAggregationParameter.into());
        }
        let ids: BTreeSet<_> = init.reports.iter().map(|r| r.share.metadata.id).collect();
        let twice = ids.len() < init.reports.len();
        if init.batch_mode != BATCH_MODE_TIME_INTERVAL || init.verification_key != 0 || twice || ids.is_empty() {
            return Err(Problem::InvalidMessage.into());
        }
        let today = self.clock.today();
        let judge = |r: &VerifyInit| {
            let metadata = &r.share.metadata;
            Judged { id: metadata.id, time: metadata.time, verdict: self.judge(asked, r, today) }
        };
        Ok(init.reports.iter().map(judge).collect())
    }

    fn judge(&self, asked: &Asked, init: &VerifyInit, today: u64) -> Result<Countable, ReportError> {
        let metadata = &init.share.metadata;
        let span = asked.at(metadata.time).ok_or(ReportError::InvalidMessage)?;
        if today.saturating_add(EARLY_DAYS) < span.start {
            return Err(ReportError::ReportTooEarly);
        }
        if today >= span.closes.saturating_add(LATE_DAYS) {
            return Err(ReportError::ReportDropped);
        }
        let token = self.tasks.token(span, metadata)?;
        let (share, result) = asked.task.helper_init(&self.keys, init, KNOWN)?;
        Ok(Countable { period: span.start, token, share, result })
    }

    /// May this batch be released? It takes nothing more, is large enough, and the leader counted the same.
    fn judge_batch(
        &self,
        asked: &Asked,
        span: &Span,
        wanted: &AggregateShareReq,
        batch: &Batch,
    ) -> Result<(), Refused> {
        if self.clock.today() < span.closes && batch.count != asked.people {
            return Err(Refused::BatchOpen);
        }
        if batch.count < self.tasks.min_batch {
            return Err(Problem::InvalidBatchSize.into());
        }
        if batch.count != wanted.count || batch.checksum.0 != wanted.checksum {
            return Err(Problem::BatchMismatch.into());
        }
        Ok(())
    }

    fn seal(
        &self,
        asked: &Asked,
        span: &Span,
        wanted: &AggregateShareReq,
        batch: &Batch,
        noise: &[i64],
        number: u64,
    ) -> Result<(Vec<u8>, String), Refused> {
        let internal = |_| Refused::Internal;
        let mut share = Share::decode(&batch.share.0, asked.task.vdaf.length()).map_err(internal)?;
        share.add_noise(noise).map_err(internal)?;
        let sealed = asked.task.seal_share(Role::Helper, &share, &wanted.job, &self.collector, &mut http::rng())?;
        let sealed = AggregateShare(sealed).get_encoded().map_err(|_| Refused::Internal)?;
        let [start, end] = span.written.clone();
        let release = Release {
            format: FORMAT.to_owned(),
            tenant: self.tasks.tenant.clone(),
            dictionary: self.tasks.dictionary,
            number,
            measure: asked.measure.clone(),
            cell: asked.cell.clone(),
            task: hex(&asked.task.id.0),
            period: span.id.clone(),
            start,
            end,
            reports: batch.count,
            headcount: asked.people,
            sigma2: asked.sigma2,
            keeper_share: share_digest(&sealed),
            sums: None,
        };
        Ok((sealed, self.signing.sign(&release).ok_or(Refused::Internal)?))
    }
}
