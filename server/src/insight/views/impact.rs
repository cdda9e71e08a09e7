//! What an action did, and key figures, while there is no release of them.

use serde::Serialize;

use super::Nothing;
use super::figure::{Empty, sealed};

/// No release to tell an effect from, or no experiment.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct NoExperiments {
    experiments: Empty,
}

impl sealed::Sealed for NoExperiments {}
impl Nothing for NoExperiments {}

/// No release to tell key figures from.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct NoKeyFigures {
    period: (),
    figures: Empty,
    correlations: Empty,
}

impl sealed::Sealed for NoKeyFigures {}
impl Nothing for NoKeyFigures {}
