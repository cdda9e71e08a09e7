//! What is likely to run short.

use serde::Serialize;
use skillkeep_insight::{Interval, NotEnough};

use super::figure::{Empty, sealed};
use super::{CellView, How, Nothing};

/// Shortages to come over one partition. They say where to look; a person decides.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Shortfalls {
    /// Partition.
    pub over: String,
    /// How many missing people were asked about.
    pub people: u64,
    /// Its cells, with the coverage of the newest release.
    pub cells: Vec<CellView>,
    /// One a skill and cell that asks for it, the likeliest first.
    pub rows: Vec<ShortfallRow>,
    /// Skills and cells that a role asks for and of which nothing can be told.
    pub unknown: Vec<UnknownRow>,
    /// How many more there are than are listed.
    pub more: More,
    /// The releases.
    pub how: Vec<How>,
}

/// How many rows are left out: those that come after the listed ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct More {
    /// Of `rows`.
    pub rows: usize,
    /// Of `unknown`.
    pub unknown: usize,
}

/// A shortage to come, at the last period ahead.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ShortfallRow {
    /// Skill id.
    pub skill: String,
    /// Its name.
    pub label: String,
    /// Cell name.
    pub cell: String,
    /// Its name.
    pub cell_label: String,
    /// People who should have the skill.
    pub demand: u64,
    /// Periods ahead of the newest release.
    pub ahead: usize,
    /// Demand less supply, people: the middle.
    pub shortage: f64,
    /// 95 %.
    pub interval: Interval,
    /// Probability that at least as many as were asked about are missing.
    pub probability: f64,
}

/// Where nothing can be told.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct UnknownRow {
    /// Skill id.
    pub skill: String,
    /// Its name.
    pub label: String,
    /// Cell name.
    pub cell: String,
    /// Its name.
    pub cell_label: String,
    /// What is lacking.
    pub not_enough: NotEnough,
}

/// No release to look ahead from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NoShortfalls {
    /// Partition.
    pub over: String,
    people: (),
    cells: Empty,
    rows: Empty,
    unknown: Empty,
    more: (),
    how: Empty,
}

impl NoShortfalls {
    /// Of a partition.
    pub fn new(over: &str) -> NoShortfalls {
        NoShortfalls { over: over.to_owned(), people: (), cells: [], rows: [], unknown: [], more: (), how: [] }
    }
}

impl sealed::Sealed for NoShortfalls {}
impl Nothing for NoShortfalls {}
