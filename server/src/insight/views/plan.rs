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
    left: (),
    how: Empty,
}

impl NoCompare {
    /// Of a partition.
    pub fn new(over: &str) -> NoCompare {
        NoCompare { over: over.to_owned(), period: (), periods: [], cells: [], rows: [], left: (), how: [] }
    }
}

impl sealed::Sealed for NoCompare {}
impl Nothing for NoCompare {}

/// No release to begin a skill's way from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct NoWaterfall {
    /// Skill id.
    pub skill: String,
    /// Its name.
    pub label: String,
    /// Cell name.
    pub cell: String,
    /// Its name.
    pub cell_label: String,
    period: (),
    periods: Empty,
    headcount: (),
    reports: (),
    assumed: (),
    steps: (),
    demand: (),
    demand_interval: (),
    gap: (),
    not_enough: (),
    how: Empty,
}

impl NoWaterfall {
    /// Of a skill and cell, each by id and name.
    pub fn new(names: [&str; 4]) -> NoWaterfall {
        let [skill, label, cell, cell_label] = names.map(str::to_owned);
        NoWaterfall {
            skill,
            label,
            cell,
            cell_label,
            period: (),
            periods: [],
            headcount: (),
            reports: (),
            assumed: (),
            steps: (),
            demand: (),
            demand_interval: (),
            gap: (),
            not_enough: (),
            how: [],
        }
    }
}

impl sealed::Sealed for NoWaterfall {}
impl Nothing for NoWaterfall {}

/// No release to tell a gap from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct NoBuy {
    /// Skill id.
    pub skill: String,
    /// Its name.
    pub label: String,
    /// Cell name.
    pub cell: String,
    /// Its name.
    pub cell_label: String,
    period: (),
    gap: (),
    headcount: (),
    reports: (),
    points: Empty,
    not_enough: (),
    how: Empty,
}

impl NoBuy {
    /// Of a skill and cell, each by id and name.
    pub fn new(names: [&str; 4]) -> NoBuy {
        let [skill, label, cell, cell_label] = names.map(str::to_owned);
        let (period, gap, headcount, reports, points, not_enough, how) = ((), (), (), (), [], (), []);
        NoBuy { skill, label, cell, cell_label, period, gap, headcount, reports, points, not_enough, how }
    }
}

impl sealed::Sealed for NoBuy {}
impl Nothing for NoBuy {}

/// No release of who holds a role's missing skills.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct NoHeldBeside {
    rows: Empty,
    how: Empty,
}

impl sealed::Sealed for NoHeldBeside {}
impl Nothing for NoHeldBeside {}

/// No release of who is on the way to a role.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NoPathSuccess {
    /// A question asks for it.
    pub asked: bool,
    rows: Empty,
    how: Empty,
}

impl NoPathSuccess {
    /// Asked for or not.
    pub fn new(asked: bool) -> NoPathSuccess {
        NoPathSuccess { asked, rows: [], how: [] }
    }
}

impl sealed::Sealed for NoPathSuccess {}
impl Nothing for NoPathSuccess {}
