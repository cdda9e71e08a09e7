//! Everything that insight is made of, opened once.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};

use ed25519_dalek::VerifyingKey;
use skillkeep::catalog::CatalogueError;
use skillkeep::sync::Dictionary;
use skillkeep::taxonomy::{PackError, Taxonomy};
use skillkeep_dap::hpke::Keypair;
use skillkeep_insight::{KeeperKeys, ReleaseError, Released, Sums};
use tokio::sync::Notify;

use crate::action::{ActionStore, ActionsKey};
use crate::audit::{Evidence, FindingsStore};
use crate::clock::Clock;
use crate::collector::Collector;
use crate::http::Secret;
use crate::impact::ImpactStore;
use crate::insight::collect::Pace;
use crate::insight::company::{Company, Shown};
use crate::insight::demand::{Demand, PositionsError};
use crate::insight::figures;
use crate::insight::recorded::{self, RecordedError, Verified};
use crate::insight::shelf::Shelf;
use crate::peer::PeerError;
use crate::plan::PlanStore;
use crate::store::insight::Kept;
use crate::store::{InsightStore, StoreError};
use crate::tasks::{Tasks, TasksError};
use crate::taxonomy::changes::ChangesError;
use crate::taxonomy::intake::IntakeError;
use crate::taxonomy::{self, CatalogueDesk, TaxonomyStore, Thresholds, Vocabulary};

/// Why insight does not run.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum InsightError {
    /// The dictionary makes no tasks.
    #[error(transparent)]
    Tasks(#[from] TasksError),
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A keeper's key.
    #[error(transparent)]
    Key(#[from] ReleaseError),
    /// The pack.
    #[error(transparent)]
    Pack(#[from] PackError),
    /// The catalogue.
    #[error(transparent)]
    Catalogue(#[from] CatalogueError),
    /// The positions.
    #[error(transparent)]
    Positions(#[from] PositionsError),
    /// The recorded releases.
    #[error(transparent)]
    Recorded(#[from] RecordedError),
    /// The proposals to begin with.
    #[error(transparent)]
    Proposals(#[from] IntakeError),
    /// The pack's changes.
    #[error(transparent)]
    Changes(#[from] ChangesError),
    /// An aggregator's address.
    #[error(transparent)]
    Peer(#[from] PeerError),
}

impl InsightError {
    /// A stable code.
    pub fn code(&self) -> &str {
        match self {
            InsightError::Tasks(e) => e.code(),
            InsightError::Store(e) => e.code(),
            InsightError::Key(e) => e.code(),
            InsightError::Pack(_) => "insight.pack",
            InsightError::Catalogue(_) => "insight.catalogue",
            InsightError::Positions(e) => e.code(),
            InsightError::Recorded(e) => e.code(),
            InsightError::Proposals(e) => e.code(),
            InsightError::Changes(e) => e.code(),
            InsightError::Peer(e) => e.code(),
        }
    }
}

/// What insight is opened from: plain values.
#[derive(Debug)]
pub struct InsightSetup {
    /// The tenant.
    pub tenant: String,
    /// What every screen says.
    pub shown: Shown,
    /// The dictionary, checked by the caller.
    pub dictionary: Dictionary,
    /// Bytes of the pack: skills and roles.
    pub pack: Vec<u8>,
    /// CSV of role, function, region, people; empty where no demand is known.
    pub positions: Vec<u8>,
    /// Bytes of the catalogue, JSON or CSV, where its keepers are to see what it lacks.
    pub catalogue: Option<Vec<u8>>,
    /// Bytes of a file of recorded releases, for a sample company.
    pub recorded: Option<Vec<u8>>,
    /// Bytes of a file of proposals to begin with.
    pub proposals: Option<Vec<u8>>,
    /// Bytes of the pack's file of changes.
    pub changes: Option<Vec<u8>>,
    /// From when on a market table raises a proposal.
    pub market: Thresholds,
    /// What the list of actions is signed with; without it nothing is published.
    pub actions_key: Option<ActionsKey>,
    /// The files that prove the dictionary, for audit packs.
    pub evidence: Evidence,
    /// The root's keys of the role `keeper`: id and Ed25519 public key.
    pub keeper_keys: Vec<(String, [u8; 32])>,
    /// Base URLs of leader and keeper.
    pub aggregators: [String; 2],
    /// The leader's bearer of the collector.
    pub collector_token: Secret,
    /// The key to which shares are sealed.
    pub collector: Keypair,
    /// Database file.
    pub database: PathBuf,
    /// Megabytes past which it does not grow.
    pub database_limit: Option<u64>,
    /// How often and how long it looks for releases.
    pub pace: Pace,
    /// What day it is.
    pub clock: Clock,
}

/// The role insight.
#[derive(Debug)]
pub struct Insight {
    /// What is known without any release.
    pub company: Company,
    /// The company's pack: its vocabulary.
    pub vocabulary: Vocabulary,
    /// The catalogue against that vocabulary, where one is named.
    pub catalogue: Option<CatalogueDesk>,
    /// What is proposed to change in it, and what was changed.
    pub proposals: TaxonomyStore,
    /// From when on a market table raises a proposal.
    pub market: Thresholds,
    /// What the company measures itself.
    pub endpoints: ImpactStore,
    /// What planners suppose.
    pub plans: PlanStore,
    /// What was decided about shortfalls.
    pub actions: ActionStore,
    /// What the list of actions is signed with.
    pub actions_key: Option<ActionsKey>,
    /// What audits found.
    pub findings: FindingsStore,
    /// The files that prove the dictionary.
    pub evidence: Evidence,
    /// What is kept.
    pub store: InsightStore,
    /// What day it is.
    pub clock: Clock,
    pub(super) keys: KeeperKeys,
    pub(super) collector: Collector,
    pub(super) pace: Pace,
    pub(super) bell: Notify,
    shelf: RwLock<Arc<Shelf>>,
    problem: Mutex<Option<String>>,
}

impl Insight {
    /// Opens it: what is stored and what is recorded is verified here, once.
    ///
    /// # Errors
    /// [`InsightError`].
    pub async fn open(setup: InsightSetup) -> Result<Insight, InsightError> {
        // Verification keys are the aggregators'; who collects does not have the seed.
        let tasks = Tasks::derive(&setup.dictionary, &setup.tenant, &[0; 32])?;
        let taxonomy = Taxonomy::open(&setup.pack)?;
        let demand = match setup.positions.as_slice() {
            [] => Demand::of_nobody(&taxonomy),
            csv => Demand::read(csv, &taxonomy, &setup.dictionary)?,
        };
        let catalogue = setup.catalogue.as_deref().map(|bytes| CatalogueDesk::read(bytes, &taxonomy)).transpose()?;
        let known = setup.keeper_keys.iter().map(|(id, key)| (id.as_str(), *key));
        let keys = KeeperKeys::new(&setup.tenant, known)?;
        let point = |(id, key): &(String, [u8; 32])| {
            VerifyingKey::from_bytes(key).map(|key| (id.clone(), key)).map_err(|_| ReleaseError::Key)
        };
        let believed = setup.keeper_keys.iter().map(point).collect::<Result<_, _>>()?;
        let [leader, keeper] = &setup.aggregators;
        let collector = Collector::new([leader, keeper], setup.collector_token, setup.collector, believed)?;
        let store = InsightStore::open(&setup.database, setup.database_limit, &setup.tenant).await?;
        let insight = Insight {
            company: Company::new(setup.shown, setup.dictionary, tasks, &taxonomy, demand),
            vocabulary: Vocabulary::new(taxonomy),
            catalogue,
            proposals: store.vocabulary().await?,
            market: setup.market,
            endpoints: store.endpoints().await?,
            plans: store.plans().await?,
            actions: store.actions().await?,
            actions_key: setup.actions_key,
            findings: store.findings().await?,
            evidence: setup.evidence,
            store,
            clock: setup.clock,
            keys,
            collector,
            pace: setup.pace,
            bell: Notify::new(),
            shelf: RwLock::default(),
            problem: Mutex::default(),
        };
        insight.fill().await?;
        if let Some(bytes) = setup.recorded {
            insight.record(&bytes).await?;
        }
        if let Some(bytes) = setup.proposals {
            insight.bring(&bytes).await?;
        }
        // The file has all that was ever published, the pack what concerns its own skills.
        let log = match setup.changes {
            Some(bytes) => taxonomy::changes::read(&bytes)?,
            None => taxonomy::changes::of(insight.vocabulary.taxonomy()),
        };
        insight.proposals.publish(&log).await?;
        Ok(insight)
    }

    /// Everything that is stored, verified again: a file on disk proves nothing.
    async fn fill(&self) -> Result<(), InsightError> {
        let mut shelf = Shelf::default();
        // A question that was changed is another task: what was released of the old one stays in the store, and is not read.
        for asked in self.company.tasks.all() {
            for kept in self.store.of_task(asked.task.id).await? {
                match self.verify(&kept) {
                    Some(released) => shelf.put(kept.task, kept.period, released),
                    // The keeper's key was changed, or the file.
                    None => tracing::warn!(measure = kept.measure, cell = kept.cell, "a stored release is not shown"),
                }
            }
        }
        *self.shelf.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(shelf);
        Ok(())
    }

    fn verify(&self, kept: &Kept) -> Option<Released<Sums>> {
        let released = Released::open(kept.envelope.as_bytes(), &self.keys, kept.sums.as_deref()).ok()?;
        let asked = recorded::task_of(&self.company.tasks, released.get())?;
        let span = recorded::period_of(asked, released.get())?;
        (asked.task.id == kept.task && span.start == kept.period).then_some(released)
    }

    /// Takes a file of recorded releases; what is there already stays. Answers how many are new, and how many are of tasks that
    /// are not known.
    ///
    /// # Errors
    /// [`InsightError::Recorded`]: nothing of the file was taken; [`InsightError::Store`].
    pub async fn record(&self, bytes: &[u8]) -> Result<[usize; 2], InsightError> {
        let loaded = recorded::load(bytes, &self.keys, &self.company.tasks, self.clock.now())?;
        let taken = self.put(loaded.releases).await?;
        Ok([taken, loaded.skipped])
    }

    /// Keeps verified releases, and shows them.
    pub(super) async fn put(&self, releases: Vec<Verified>) -> Result<usize, StoreError> {
        let (kept, released): (Vec<Kept>, Vec<Released<Sums>>) = releases.into_iter().unzip();
        let taken = self.store.keep(&kept).await?;
        let mut shelf = self.shelf.write().unwrap_or_else(PoisonError::into_inner);
        let shelf = Arc::make_mut(&mut shelf);
        let new = kept.iter().zip(released).zip(&taken).filter(|(_, taken)| **taken);
        new.for_each(|((kept, released), _)| shelf.put(kept.task, kept.period, released));
        Ok(taken.iter().filter(|taken| **taken).count())
    }

    /// What may be shown now.
    pub fn shelf(&self) -> Arc<Shelf> {
        Arc::clone(&self.shelf.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Looks ahead from what may be shown now, before anybody asks; for a thread of its own.
    pub fn foresee(&self) {
        figures::foresee(&self.company, &self.shelf());
    }

    /// Rings for the collector: there may be something to collect.
    pub fn ring(&self) {
        self.bell.notify_one();
    }

    /// What kept the collector from its work when it last looked; None where nothing did.
    pub fn problem(&self) -> Option<String> {
        self.problem_now().clone()
    }

    pub(super) fn problem_now(&self) -> MutexGuard<'_, Option<String>> {
        self.problem.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
