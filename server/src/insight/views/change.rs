//! What is answered while nothing can be said of an action.

use serde::Serialize;

use super::Nothing;
use super::figure::{Empty, sealed};

/// No release to compare.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct NoChange {
    /// Number of the action.
    pub number: u64,
    before: (),
    now: (),
    change: (),
    not_enough: (),
    how: Empty,
}

impl NoChange {
    /// Of an action.
    pub fn new(number: u64) -> NoChange {
        NoChange { number, before: (), now: (), change: (), not_enough: (), how: [] }
    }
}

impl sealed::Sealed for NoChange {}
impl Nothing for NoChange {}
