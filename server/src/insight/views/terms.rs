//! Words that no skill explains, while there is no release of them.

use serde::Serialize;

use super::Nothing;
use super::figure::{Empty, sealed};

/// No release to tell them from, or no question that asks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NoTerms {
    /// Period id, where one was asked for.
    pub period: Option<String>,
    cells: Empty,
    clipped: (),
    rows: Empty,
    how: Empty,
}

impl NoTerms {
    /// Of a period.
    pub fn new(period: Option<String>) -> NoTerms {
        NoTerms { period, cells: [], clipped: (), rows: [], how: [] }
    }
}

impl sealed::Sealed for NoTerms {}
impl Nothing for NoTerms {}
