//! What is short.

use serde::Serialize;
use skillkeep_insight::Gap;

use super::figure::{Empty, sealed};
use super::{CellView, How, Nothing};

/// What is short.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Gaps {
    /// Period id.
    pub period: String,
    /// Partition.
    pub over: String,
    /// Its cells.
    pub cells: Vec<CellView>,
    /// A row a skill that any role of these cells needs, the largest certain shortage first.
    pub rows: Vec<GapRow>,
    /// The largest shortage that is certain; None where none is.
    pub headline: Option<Headline>,
    /// The releases, in the order of the cells that have one.
    pub how: Vec<How>,
}

/// A skill.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct GapRow {
    /// Skill id.
    pub skill: String,
    /// Its name.
    pub label: String,
    /// One a cell; None where the cell has no release, or its answers cannot be told from none.
    pub gaps: Vec<Option<Gap>>,
}

/// One shortage.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Headline {
    /// Skill id.
    pub skill: String,
    /// Its name.
    pub label: String,
    /// Cell name.
    pub cell: String,
    /// Its name.
    pub cell_label: String,
    /// How much.
    pub gap: Gap,
}

/// No release to tell shortages from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NoGaps {
    /// Period id, where one was asked for.
    pub period: Option<String>,
    /// Partition.
    pub over: String,
    cells: Empty,
    rows: Empty,
    headline: (),
    how: Empty,
}

impl NoGaps {
    /// Of a period and partition.
    pub fn new(period: Option<String>, over: &str) -> NoGaps {
        NoGaps { period, over: over.to_owned(), cells: [], rows: [], headline: (), how: [] }
    }
}

impl sealed::Sealed for NoGaps {}
impl Nothing for NoGaps {}
