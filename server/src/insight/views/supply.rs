//! Who holds what.

use serde::Serialize;
use skillkeep_insight::Share;

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
