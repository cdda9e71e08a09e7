//! The releases that are shown: each verified once, when it comes in or when the store is opened. And what was looked ahead from them,
//! which is kept as long as they are the same.

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use skillkeep_dap::messages::TaskId;
use skillkeep_insight::{ForecastPoint, NotEnough, Released, Sums};

use crate::insight::company::Question;
use crate::tasks::{Asked, Span};

/// One coordinate's look ahead, or why there is none.
pub type Ahead = Result<ForecastPoint, NotEnough>;

/// The releases of one task by period.
#[derive(Debug, Clone, Default)]
struct Row {
    releases: BTreeMap<u64, Arc<Released<Sums>>>,
    /// A place a coordinate. Shared with the shelf's copies, so that what one of them computes none computes again; a new release
    /// begins a new one.
    ahead: Arc<OnceLock<Vec<OnceLock<Ahead>>>>,
}

/// Releases by task and period.
#[derive(Debug, Clone, Default)]
pub struct Shelf(BTreeMap<TaskId, Row>);

impl Shelf {
    /// Puts a release of a task and period there. That it is of them, whoever verified it has seen to.
    pub fn put(&mut self, task: TaskId, period: u64, released: Released<Sums>) {
        let row = self.0.entry(task).or_default();
        row.releases.insert(period, Arc::new(released));
        row.ahead = Arc::default();
    }

    /// The release of a task and period.
    pub fn get(&self, asked: &Asked, span: &Span) -> Option<&Released<Sums>> {
        self.0.get(&asked.task.id)?.releases.get(&span.start).map(AsRef::as_ref)
    }

    /// What `look` says of a coordinate of a task, asked once for the releases that are here now: it must depend on nothing that
    /// changes while the server runs but on them.
    pub fn ahead(&self, asked: &Asked, place: usize, look: impl FnOnce() -> Ahead) -> Ahead {
        let Some(row) = self.0.get(&asked.task.id) else { return look() };
        let places = row.ahead.get_or_init(|| (0..asked.task.vdaf.length()).map(|_| OnceLock::new()).collect());
        match places.get(place) {
            Some(kept) => *kept.get_or_init(look),
            None => look(),
        }
    }

    /// Is there one?
    pub fn has(&self, task: TaskId, period: u64) -> bool {
        self.0.get(&task).is_some_and(|row| row.releases.contains_key(&period))
    }

    /// The newest period of which at least half of a question's cells have a release; where there is none, the newest of which
    /// any has: a single cell that is early would else hide the period that can be seen whole.
    pub fn newest<'q>(&self, question: &'q Question) -> Option<&'q Span> {
        let here = |span: &Span| question.cells.iter().filter(|p| self.has(p.asked.task.id, span.start)).count();
        let newest = |least: usize| question.periods().iter().rev().find(|span| here(span) >= least);
        newest(question.cells.len().div_ceil(2).max(1)).or_else(|| newest(1)).map(AsRef::as_ref)
    }

    /// How many releases there are of a period.
    pub fn of_period(&self, start: u64) -> usize {
        self.0.values().filter(|row| row.releases.contains_key(&start)).count()
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.0.values().map(|row| row.releases.len()).sum()
    }

    /// None at all.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}
