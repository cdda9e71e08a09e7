//! The releases that are shown: each verified once, when it comes in or when the store is opened.

use std::collections::BTreeMap;

use skillkeep_dap::messages::TaskId;
use skillkeep_insight::{Released, Sums};

use crate::insight::company::Question;
use crate::tasks::{Asked, Span};

/// Releases by task and period.
#[derive(Debug, Clone, Default)]
pub struct Shelf(BTreeMap<(TaskId, u64), Released<Sums>>);

impl Shelf {
    /// Puts a release of a task and period there. That it is of them, whoever verified it has seen to.
    pub fn put(&mut self, task: TaskId, period: u64, released: Released<Sums>) {
        self.0.insert((task, period), released);
    }

    /// The release of a task and period.
    pub fn get(&self, asked: &Asked, span: &Span) -> Option<&Released<Sums>> {
        self.0.get(&(asked.task.id, span.start))
    }

    /// Is there one?
    pub fn has(&self, task: TaskId, period: u64) -> bool {
        self.0.contains_key(&(task, period))
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
        self.0.keys().filter(|(_, period)| *period == start).count()
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// None at all.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}
