//! The worker that fetches releases: asks the leader for every batch that is not kept, looks after those it works on, and keeps
//! what the keeper signed. Asking twice is asking once, so nothing is remembered but what was got.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use skillkeep_dap::messages::TaskId;
use skillkeep_insight::Released;
use tokio::sync::watch;
use tokio::time::Instant;

use crate::collector::{CollectError, Handed, SignedRelease};
use crate::insight::recorded::{kept, period_of};
use crate::insight::state::Insight;
use crate::peer::PeerError;
use crate::store::StoreError;
use crate::store::insight::Attempt;
use crate::tasks::{Asked, Span};

/// Between two looks at the batches that the leader works on.
const PAUSE: Duration = Duration::from_millis(100);
/// Longest wait before a batch that was refused, or a leader that was not there, is asked again.
const LONGEST: Duration = Duration::from_secs(600);
/// The leader says this of a batch that still takes reports: everybody may have answered any moment.
const OPEN: &str = "batch.open";
/// The leader works on it.
const WORKING: &str = "collect.not_yet";
/// Fewer reports than the smallest batch.
const SMALL: &str = "invalidBatchSize";

/// How often and how long the worker looks.
#[derive(Debug, Clone, Copy)]
pub struct Pace {
    /// Between two looks.
    pub look: Duration,
    /// How long one look waits for the leader's work.
    pub patience: Duration,
}

impl Default for Pace {
    fn default() -> Pace {
        Pace { look: Duration::from_secs(30), patience: Duration::from_secs(10) }
    }
}

/// What a look came to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Look {
    /// Releases that were got.
    pub got: usize,
    /// Batches that still take reports, have too few, or are worked on.
    pub waiting: usize,
    /// The first failure that is none of these.
    pub failed: Option<String>,
}

/// One batch.
type Batch = (Arc<Asked>, Arc<Span>);
/// When a batch may be asked again, and how long the wait was.
type Backoff = BTreeMap<(TaskId, u64), (Instant, Duration)>;

/// The worker.
#[derive(Debug)]
pub struct Worker {
    insight: Arc<Insight>,
    backoff: Backoff,
    /// Releases of batches that are not kept yet, and the number of the last one that was read.
    signed: Vec<SignedRelease>,
    after: u64,
    /// What was written down of a batch, so that the same is not written at every look.
    noted: BTreeMap<(TaskId, u64), String>,
}

/// Works until told to stop: looks every [`Pace::look`], and at once when [`Insight::ring`] rings.
pub async fn collect_all(insight: Arc<Insight>, mut stop: watch::Receiver<bool>) {
    let mut worker = Worker::new(Arc::clone(&insight));
    let mut pause = insight.pace.look;
    foresee(&insight);
    while !*stop.borrow() {
        let look = tokio::select! {
            look = worker.look() => look,
            _ = stop.changed() => break,
        };
        pause = match look {
            Ok(look) => {
                if look.got > 0 {
                    foresee(&insight);
                }
                insight.pace.look
            }
            Err(error) => {
                tracing::warn!(code = error.code(), "the collector waits");
                *insight.problem_now() = Some(short(error.code()).to_owned());
                (pause * 2).min(LONGEST)
            }
        };
        tokio::select! {
            () = tokio::time::sleep(pause) => {}
            () = insight.bell.notified() => worker.backoff.clear(),
            _ = stop.changed() => {}
        }
    }
}

/// Looks ahead beside everything else: a large company's takes seconds, and a page would wait for it.
fn foresee(insight: &Arc<Insight>) {
    let insight = Arc::clone(insight);
    tokio::task::spawn_blocking(move || insight.foresee());
}

/// Why a look ended early: it would have gone the same way for every batch.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum LookError {
    /// An aggregator is not there.
    #[error(transparent)]
    Peer(#[from] CollectError),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl LookError {
    /// A stable code.
    pub fn code(&self) -> &str {
        match self {
            LookError::Peer(e) => e.code(),
            LookError::Store(e) => e.code(),
        }
    }
}

impl Worker {
    /// A worker of this insight.
    pub fn new(insight: Arc<Insight>) -> Worker {
        Worker { insight, backoff: Backoff::new(), signed: Vec::new(), after: 0, noted: BTreeMap::new() }
    }

    /// Looks once: begins all collections, then looks after them until they are done or patience ends. What one batch is refused
    /// with does not stop the others.
    ///
    /// # Errors
    /// [`LookError`]; what was got before stays.
    pub async fn look(&mut self) -> Result<Look, LookError> {
        let insight = Arc::clone(&self.insight);
        let give_up = Instant::now() + insight.pace.patience;
        let mut look = Look::default();
        let mut working: Vec<Batch> = Vec::new();
        for batch in self.wanted() {
            match insight.collector.begin(&batch.0, &batch.1).await {
                Ok(None) => working.push(batch),
                Ok(Some(handed)) => self.take(&mut look, batch, &handed).await?,
                Err(error) => self.note(&mut look, &batch, error).await?,
            }
        }
        while !working.is_empty() && Instant::now() < give_up {
            tokio::time::sleep(PAUSE).await;
            for batch in std::mem::take(&mut working) {
                match insight.collector.look(&batch.0, &batch.1).await {
                    Ok(None) => working.push(batch),
                    Ok(Some(handed)) => self.take(&mut look, batch, &handed).await?,
                    Err(error) => self.note(&mut look, &batch, error).await?,
                }
            }
        }
        for batch in working {
            self.note(&mut look, &batch, CollectError::NotYet).await?;
        }
        *insight.problem_now() = look.failed.clone();
        Ok(look)
    }

    /// Every batch that has begun and is not kept: those that are closed first.
    fn wanted(&self) -> Vec<Batch> {
        let (shelf, today, now) = (self.insight.shelf(), self.insight.clock.today(), Instant::now());
        let mut wanted: Vec<Batch> = Vec::new();
        for asked in self.insight.company.tasks.all() {
            for span in asked.periods.iter().filter(|span| span.start <= today) {
                let key = (asked.task.id, span.start);
                let waits = self.backoff.get(&key).is_some_and(|(until, _)| now < *until);
                if !waits && !shelf.has(key.0, key.1) {
                    wanted.push((Arc::clone(asked), Arc::clone(span)));
                }
            }
        }
        wanted.sort_by_key(|(_, span)| (today < span.closes, span.start));
        wanted
    }

    /// A batch was handed over: verify it, keep it.
    async fn take(&mut self, look: &mut Look, batch: Batch, handed: &Handed) -> Result<(), LookError> {
        let (asked, span) = (&batch.0, &batch.1);
        let opened = match self.signed(asked, span).await {
            Ok(signed) => self.insight.collector.open(asked, span, handed, &signed).map(|c| (signed, c.sums)),
            Err(error) => Err(error),
        };
        let (signed, sums) = match opened {
            Ok(opened) => opened,
            Err(error) => return self.note(look, &batch, error).await,
        };
        // The same keys once more, by the one door through which figures get their numbers.
        let Ok(released) = Released::open(signed.envelope.as_bytes(), &self.insight.keys, Some(&sums)) else {
            return self.note(look, &batch, CollectError::Unsigned).await;
        };
        if period_of(asked, released.get()).is_none() {
            return self.note(look, &batch, CollectError::Differs).await;
        }
        let kept = kept(asked, span, &signed.envelope, Some(sums), &released, self.insight.clock.now(), false);
        self.insight.put(vec![(kept, released)]).await?;
        self.backoff.remove(&(asked.task.id, span.start));
        self.signed.retain(|s| !s.of(asked, span));
        look.got += 1;
        tracing::info!(measure = asked.measure, cell = asked.cell, period = span.id, "collected");
        Ok(())
    }

    /// The keeper's release of a batch. Each is read once.
    async fn signed(&mut self, asked: &Asked, span: &Span) -> Result<SignedRelease, CollectError> {
        loop {
            if let Some(signed) = self.signed.iter().find(|s| s.of(asked, span)) {
                return Ok(signed.clone());
            }
            let page = self.insight.collector.releases(self.after).await?;
            let Some(last) = page.last().map(|signed| signed.release.number) else {
                // From the beginning next time: the keeper's list may be another one.
                (self.after, self.signed) = (0, Vec::new());
                return Err(CollectError::Unsigned);
            };
            self.after = last;
            self.signed.extend(page);
        }
    }

    /// Writes down why a batch is not there. Where an aggregator is not there at all, the look ends.
    async fn note(&mut self, look: &mut Look, (asked, span): &Batch, error: CollectError) -> Result<(), LookError> {
        let code = short(error.code()).to_owned();
        let (task, period) = (asked.task.id, span.start);
        if self.noted.get(&(task, period)) != Some(&code) {
            let attempt = Attempt { task, period, code: code.clone(), at: self.insight.clock.now() };
            self.insight.store.note(&attempt).await?;
            self.noted.insert((task, period), code.clone());
        }
        if matches!(error, CollectError::Peer(PeerError::Unreachable)) {
            return Err(error.into());
        }
        if matches!(code.as_str(), OPEN | WORKING | SMALL) {
            look.waiting += 1;
        } else {
            tracing::warn!(measure = asked.measure, cell = asked.cell, period = span.id, code, "not collected");
            look.failed.get_or_insert(code.clone());
        }
        if !matches!(code.as_str(), OPEN | WORKING) {
            let before = self.backoff.get(&(task, period)).map_or(self.insight.pace.look, |(_, wait)| *wait);
            let wait = (before * 2).min(LONGEST);
            self.backoff.insert((task, period), (Instant::now() + wait, wait));
        }
        Ok(())
    }
}

/// The last part of a problem's type.
fn short(code: &str) -> &str {
    code.rsplit(':').next().unwrap_or(code)
}
