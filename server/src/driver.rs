//! The leader's work that no caller waits for: reports to the keeper, batches to the collector. Every step can be repeated: a
//! job keeps its id and its bytes until its outcome is written, and the keeper answers the same job with the same bytes.
#![deny(clippy::float_arithmetic)]

use std::sync::Arc;
use std::time::Duration;

use rand_core::Rng;
use skillkeep_dap::aggregator::Checksum;
use skillkeep_dap::codec::{Decode, Encode};
use skillkeep_dap::hpke::Role;
use skillkeep_dap::media::Media;
use skillkeep_dap::messages::{
    AggregateShare, AggregateShareReq, AggregationJobInitReq, AggregationJobResp, BATCH_MODE_TIME_INTERVAL,
    BatchSelector, CollectionJobReq, CollectionJobResp, Interval, JobId, Report, ReportId, VerifyInit,
};
use skillkeep_dap::problem::Problem;
use skillkeep_dap::vdaf::{self, LeaderState};
use tokio::sync::watch;

use crate::http::{self, Secret};
use crate::keeper::draw;
use crate::leader::Leader;
use crate::peer::{Peer, PeerError};
use crate::problem::Refused;
use crate::store::leader::{Job, Outcome};
use crate::store::{Share, StoreError};
use crate::tasks::{Asked, KNOWN};

/// Most reports of one aggregation job.
pub const JOB_SIZE: u32 = 300;
/// How often it looks by itself.
const LOOK: Duration = Duration::from_secs(30);
/// First and longest wait after a failure.
const BACKOFF: [Duration; 2] = [Duration::from_secs(1), Duration::from_secs(300)];

/// What the keeper says of a batch once and for all. Anything else, such as a bearer that it does not know, is of the moment: the job
/// is given up by nobody.
const FINAL: [Problem; 4] =
    [Problem::InvalidBatchSize, Problem::BatchInvalid, Problem::BatchMismatch, Problem::BatchOverlap];

/// Why a step did not end. Everything waits where it was.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum DriverError {
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The keeper did not answer, or refused.
    #[error(transparent)]
    Peer(#[from] PeerError),
    /// Something stored or answered is not what it should be.
    #[error("a job's bytes, or the keeper's answer to it, cannot be used")]
    Malformed,
}

impl DriverError {
    /// A stable code.
    pub fn code(&self) -> &str {
        match self {
            DriverError::Store(e) => e.code(),
            DriverError::Peer(e) => e.code(),
            DriverError::Malformed => "driver.malformed",
        }
    }
}

/// The leader's worker.
#[derive(Debug, Clone)]
pub struct Driver {
    leader: Arc<Leader>,
    keeper: Peer,
}

impl Driver {
    /// A worker of this leader, for a keeper at this base URL.
    ///
    /// # Errors
    /// [`PeerError::Client`].
    pub fn new(leader: Arc<Leader>, keeper: &str, token: Secret) -> Result<Driver, PeerError> {
        Ok(Driver { leader, keeper: Peer::new(keeper, Some(token))? })
    }

    /// Works until told to stop; the step that is running ends first.
    pub async fn run(&self, mut stop: watch::Receiver<bool>) {
        let mut wait = BACKOFF[0];
        while !*stop.borrow() {
            let pause = match self.step().await {
                Ok(()) => {
                    wait = BACKOFF[0];
                    LOOK
                }
                Err(error) => {
                    tracing::warn!(code = error.code(), again_in = wait.as_secs(), "the leader's work waits");
                    let now = wait;
                    wait = (wait * 2).min(BACKOFF[1]);
                    now
                }
            };
            let rung = async {
                // After a failure a bell does not shorten the wait: the keeper is down for everybody.
                if pause == LOOK { self.leader.work.notified().await } else { std::future::pending().await }
            };
            tokio::select! {
                () = tokio::time::sleep(pause) => {}
                () = rung => {}
                _ = stop.changed() => {}
            }
        }
    }

    /// Does everything that can be done now: jobs that wait, then collections. One job's failure does not stop the others,
    /// unless the keeper is not there at all.
    ///
    /// # Errors
    /// The first failure; what it concerns stays as it was.
    pub async fn step(&self) -> Result<(), DriverError> {
        let store = &self.leader.store;
        let draw_id = || {
            let mut id = JobId([0; 16]);
            http::rng().fill_bytes(&mut id.0);
            id
        };
        store.make_jobs(JOB_SIZE, draw_id).await?;
        let mut first = None;
        for job in store.jobs().await? {
            keep_first(&mut first, self.aggregate(&job).await)?;
        }
        for (job, request) in store.collections().await? {
            keep_first(&mut first, self.collect(&job, &request).await)?;
        }
        first.map_or(Ok(()), Err)
    }

    fn asked(&self, job: &Job) -> Result<Arc<Asked>, DriverError> {
        // A task that the dictionary does not have any more: its reports wait for an operator.
        self.leader.tasks.get(job.task).map(Arc::clone).ok_or(DriverError::Malformed)
    }

    async fn aggregate(&self, job: &Job) -> Result<(), DriverError> {
        let asked = self.asked(job)?;
        let reports = self.leader.store.reports(job).await?;
        let (leader, task) = (Arc::clone(&self.leader), Arc::clone(&asked));
        let begun = work(move || begin(&leader, &task, reports)).await??;
        let path = format!("tasks/{}/aggregation_jobs/{}", job.task.to_url(), job.id.to_url());
        let answers = match &begun.request {
            None => AggregationJobResp(Vec::new()),
            Some(request) => {
                let answer =
                    self.keeper.put(&path, Media::AggregationJobInitReq, request, Media::AggregationJobResp).await?;
                AggregationJobResp::get_decoded(&answer).map_err(|_| DriverError::Malformed)?
            }
        };
        let task = Arc::clone(&asked);
        let (outcome, sum) = work(move || finish(&task, begun, answers)).await??;
        let length = asked.task.vdaf.length();
        let add = |before: &Share| {
            let damaged = |_| StoreError::Damaged;
            let mut all = match before.0.as_slice() {
                [] => vdaf::Share::zero(length),
                bytes => vdaf::Share::decode(bytes, length).map_err(damaged)?,
            };
            all.add(&sum).map_err(damaged)?;
            all.encode().map(Share).map_err(damaged)
        };
        self.leader.store.finish(job, &outcome, add).await?;
        let (counted, refused) = (outcome.counted.len(), outcome.refused.len());
        tracing::info!(measure = asked.measure, cell = asked.cell, counted, refused, "aggregated");
        Ok(())
    }

    async fn collect(&self, job: &Job, request: &[u8]) -> Result<(), DriverError> {
        let asked = self.asked(job)?;
        let store = &self.leader.store;
        let (batch, waiting) = store.batch(job.task, job.period).await?;
        if waiting > 0 {
            return Ok(());
        }
        if batch.count < self.leader.tasks.min_batch {
            return Ok(store.fail(job, &Problem::InvalidBatchSize.uri()).await?);
        }
        let wanted = CollectionJobReq::get_decoded(request).map_err(|_| DriverError::Malformed)?;
        let to_keeper = AggregateShareReq {
            job: wanted.clone(),
            batch: BatchSelector(wanted.query.0),
            count: batch.count,
            checksum: batch.checksum.0,
        };
        let to_keeper = to_keeper.get_encoded().map_err(|_| DriverError::Malformed)?;
        let path = format!("tasks/{}/aggregate_shares/{}", job.task.to_url(), job.id.to_url());
        let answer = self.keeper.put(&path, Media::AggregateShareReq, &to_keeper, Media::AggregateShare).await;
        let answer = match answer {
            // The keeper's clock is behind: its day will come, and the job waits for it.
            Err(PeerError::Refused { uri, .. }) if uri == Refused::BatchOpen.uri() => {
                tracing::info!(measure = asked.measure, cell = asked.cell, "the keeper's period is still open");
                return Ok(());
            }
            // The keeper has judged: asking again would not change it.
            Err(PeerError::Refused { uri, .. }) if FINAL.iter().any(|p| p.uri() == uri) => {
                return Ok(store.fail(job, &uri).await?);
            }
            other => other?,
        };
        let helper = AggregateShare::get_decoded(&answer).map_err(|_| DriverError::Malformed)?.0;
        let leader = Arc::clone(&self.leader);
        let task = Arc::clone(&asked);
        let own = work(move || {
            let malformed = |_| DriverError::Malformed;
            let length = task.task.vdaf.length();
            let mut share = vdaf::Share::decode(&batch.share.0, length).map_err(malformed)?;
            let noise = draw(task.sigma2, length).map_err(|_| DriverError::Malformed)?;
            share.add_noise(&noise).map_err(malformed)?;
            let sealed = task.task.seal_share(Role::Leader, &share, &wanted, &leader.collector, &mut http::rng());
            sealed.map_err(|_| DriverError::Malformed)
        })
        .await??;
        // All reports of a period have its first day as their time.
        let interval = Interval { start: job.period, duration: 1 };
        let response = CollectionJobResp { count: batch.count, interval, leader: own, helper };
        let response = response.get_encoded().map_err(|_| DriverError::Malformed)?;
        store.complete(job, &response).await?;
        tracing::info!(measure = asked.measure, cell = asked.cell, reports = batch.count, "collected");
        Ok(())
    }
}

/// A job on its way: what the keeper gets, and what waits for its answer.
struct Begun {
    request: Option<Vec<u8>>,
    states: Vec<(ReportId, LeaderState)>,
    refused: Vec<ReportId>,
}

/// The leader's first step on each report of a job. It draws nothing, so a repeated job has the same bytes.
fn begin(leader: &Leader, asked: &Asked, reports: Vec<(ReportId, Vec<u8>)>) -> Result<Begun, DriverError> {
    let mut begun = Begun { request: None, states: Vec::new(), refused: Vec::new() };
    let mut inits: Vec<VerifyInit> = Vec::new();
    for (id, bytes) in reports {
        let report = Report::get_decoded(&bytes).map_err(|_| DriverError::Malformed)?;
        match asked.task.leader_init(&leader.keys, &report, KNOWN) {
            Ok((state, init)) => {
                begun.states.push((id, state));
                inits.push(init);
            }
            Err(error) => {
                tracing::warn!(code = error.code(), "a report that was taken cannot be aggregated");
                begun.refused.push(id);
            }
        }
    }
    if !inits.is_empty() {
        let request = AggregationJobInitReq {
            verification_key: 0,
            parameter: Vec::new(),
            batch_mode: BATCH_MODE_TIME_INTERVAL,
            reports: inits,
        };
        begun.request = Some(request.get_encoded().map_err(|_| DriverError::Malformed)?);
    }
    Ok(begun)
}

/// The leader's last step on each report, and the sum of its shares.
fn finish(asked: &Asked, begun: Begun, answers: AggregationJobResp) -> Result<(Outcome, vdaf::Share), DriverError> {
    // The answers must be to these reports, in this order, draft section 4.6.1.
    let same = begun.states.iter().map(|(id, _)| *id).eq(answers.0.iter().map(|a| a.id));
    if !same {
        return Err(DriverError::Malformed);
    }
    let mut outcome = Outcome { counted: Vec::new(), refused: begun.refused, checksum: Checksum::default() };
    let mut sum = vdaf::Share::zero(asked.task.vdaf.length());
    for ((id, state), answer) in begun.states.into_iter().zip(answers.0) {
        match asked.task.leader_finish(state, &answer.result) {
            Ok(share) => {
                sum.add(&share).map_err(|_| DriverError::Malformed)?;
                outcome.checksum.add(&id);
                outcome.counted.push(id);
            }
            Err(error) => {
                tracing::debug!(code = error.code(), "not counted");
                outcome.refused.push(id);
            }
        }
    }
    Ok((outcome, sum))
}

async fn work<T: Send + 'static>(what: impl FnOnce() -> T + Send + 'static) -> Result<T, DriverError> {
    http::work(what).await.map_err(|_| DriverError::Malformed)
}

/// Remembers the first failure and goes on, except where going on is of no use.
fn keep_first(first: &mut Option<DriverError>, result: Result<(), DriverError>) -> Result<(), DriverError> {
    match result {
        Ok(()) => Ok(()),
        Err(e @ (DriverError::Store(_) | DriverError::Peer(PeerError::Unreachable))) => Err(e),
        Err(e) => {
            tracing::warn!(code = e.code(), "a job waits");
            first.get_or_insert(e);
            Ok(())
        }
    }
}
