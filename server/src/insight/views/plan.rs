//! Plans, while there is no release to set them against.

use serde::Serialize;

use super::Nothing;
use super::figure::{Empty, sealed};

/// No release to compare a scenario with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NoCompare {
    /// Partition.
    pub over: String,
    period: (),
    periods: Empty,
    cells: Empty,
    rows: Empty,
    how: Empty,
}

impl NoCompare {
    /// Of a partition.
    pub fn new(over: &str) -> NoCompare {
        NoCompare { over: over.to_owned(), period: (), periods: [], cells: [], rows: [], how: [] }
    }
}

impl sealed::Sealed for NoCompare {}
impl Nothing for NoCompare {}
