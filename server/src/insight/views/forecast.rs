//! Where a skill is going.

use serde::Serialize;
use skillkeep_insight::{Interval, NotEnough};

use super::figure::{Empty, sealed};
use super::{How, Nothing};

/// Where a skill is going in a cell; in people.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ForecastView {
    /// Skill id.
    pub skill: String,
    /// Its name.
    pub label: String,
    /// Cell name.
    pub cell: String,
    /// Its name.
    pub cell_label: String,
    /// People of the cell, by its newest release.
    pub headcount: u64,
    /// How many of them should have the skill.
    pub demand: u64,
    /// A row a period from the first release to the last.
    pub history: Vec<HistoryView>,
    /// The periods ahead; none where there is not enough.
    pub points: Vec<PointView>,
    /// Why there is no forecast.
    pub not_enough: Option<NotEnough>,
    /// The releases, the oldest first.
    pub how: Vec<How>,
}

/// A period of the past.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct HistoryView {
    /// Period id.
    pub period: String,
    /// People who have the skill; None where there is no release.
    pub people: Option<f64>,
    /// 95 %.
    pub interval: Option<Interval>,
}

/// A period ahead.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PointView {
    /// Period id; past the end of the dictionary `+1`, `+2`: so many after the last release.
    pub period: String,
    /// Median, people.
    pub people: f64,
    /// 50 %.
    pub p50: Interval,
    /// 80 %.
    pub p80: Interval,
    /// 95 %.
    pub p95: Interval,
    /// Probability that fewer people than the demand will have it.
    pub falls_short: f64,
}

/// No release to forecast from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct NoForecast {
    /// Skill id.
    pub skill: String,
    /// Its name.
    pub label: String,
    /// Cell name.
    pub cell: String,
    /// Its name.
    pub cell_label: String,
    headcount: (),
    demand: (),
    history: Empty,
    points: Empty,
    not_enough: (),
    how: Empty,
}

impl NoForecast {
    /// Of a skill and cell, each by id and name.
    pub fn new([skill, label]: [&str; 2], [cell, cell_label]: [&str; 2]) -> NoForecast {
        let [skill, label, cell, cell_label] = [skill, label, cell, cell_label].map(str::to_owned);
        let (headcount, demand, history, points, not_enough, how) = ((), (), [], [], (), []);
        NoForecast { skill, label, cell, cell_label, headcount, demand, history, points, not_enough, how }
    }
}

impl sealed::Sealed for NoForecast {}
impl Nothing for NoForecast {}
