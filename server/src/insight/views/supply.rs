//! Who holds what.

use serde::Serialize;
use skillkeep_insight::{Interval, Share};

use super::figure::{Empty, sealed};
use super::{CellView, How, Nothing};

/// Who holds what.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Supply {
    /// Period id.
    pub period: String,
    /// Partition: `company`, `function`, `region`, `function-region`.
    pub over: String,
    /// Its cells.
    pub cells: Vec<CellView>,
    /// Share of those who answered who hold more than they could name; where it is large, all shares are too low.
    pub clipped: Option<Share>,
    /// A row a skill, in the dictionary's order.
    pub rows: Vec<SupplyRow>,
    /// The releases, in the order of the cells that have one.
    pub how: Vec<How>,
}

/// A skill.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SupplyRow {
    /// Skill id.
    pub skill: String,
    /// Its name.
    pub label: String,
    /// One a cell; None where the cell has no release, or its answers cannot be told from none.
    pub shares: Vec<Option<Share>>,
}

/// One skill, everywhere it is asked for.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Everywhere {
    /// Skill id.
    pub skill: String,
    /// Its name.
    pub label: String,
    /// Period id.
    pub period: String,
    /// Partitions that could not be added up with others.
    pub apart: Vec<Apart>,
    /// Everybody, of all that was added up; None where nothing was.
    pub whole: Option<HeldView>,
    /// A row a cell, the widest partition first.
    pub rows: Vec<EverywhereRow>,
    /// The releases.
    pub how: Vec<How>,
}

/// A partition whose cells stand as they were released.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Apart {
    /// Partition.
    pub over: String,
    /// `missing`: a cell has no release; `clipped`: its question lets people name another number of skills, and many had more;
    /// `alone`: nothing else counts the same people.
    pub why: &'static str,
}

/// A cell.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct EverywhereRow {
    /// Partition.
    pub over: String,
    /// Cell name.
    pub cell: String,
    /// Its name.
    pub label: String,
    /// People.
    pub headcount: u64,
    /// Reports counted; None where the cell has no release.
    pub reports: Option<u64>,
    /// As released.
    pub released: Option<HeldView>,
    /// Made to add up with all that count the same people.
    pub together: Option<HeldView>,
}

/// Who holds a skill among those who answered.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct HeldView {
    /// People; at least 0.
    pub people: f64,
    /// Their 95 %: noise alone.
    pub interval: Interval,
    /// The same as a share of those who answered.
    pub share: Share,
}

/// No release of a skill.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NoEverywhere {
    /// Skill id.
    pub skill: String,
    /// Its name.
    pub label: String,
    /// Period id, where one was asked for.
    pub period: Option<String>,
    apart: Empty,
    whole: (),
    rows: Empty,
    how: Empty,
}

impl NoEverywhere {
    /// Of a skill and period.
    pub fn new([skill, label]: [&str; 2], period: Option<String>) -> NoEverywhere {
        NoEverywhere {
            skill: skill.to_owned(),
            label: label.to_owned(),
            period,
            apart: [],
            whole: (),
            rows: [],
            how: [],
        }
    }
}

impl sealed::Sealed for NoEverywhere {}
impl Nothing for NoEverywhere {}

/// No release to tell supply from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NoSupply {
    /// Period id, where one was asked for.
    pub period: Option<String>,
    /// Partition.
    pub over: String,
    cells: Empty,
    clipped: (),
    rows: Empty,
    how: Empty,
}

impl NoSupply {
    /// Of a period and partition.
    pub fn new(period: Option<String>, over: &str) -> NoSupply {
        NoSupply { period, over: over.to_owned(), cells: [], clipped: (), rows: [], how: [] }
    }
}

impl sealed::Sealed for NoSupply {}
impl Nothing for NoSupply {}
