//! A skill's way in a cell: opening, attrition, learning, mobility, hires, closing, and the gap that remains.

use serde::Serialize;
use skillkeep_insight::planning::waterfall::{Rates, learning, waterfall as flow};
use skillkeep_insight::{Estimate, Interval, NotEnough, Sums};

use super::compare::{AHEAD, Short};
use super::error::Wrong;
use super::one::{Look, One};
use super::scenario::Body;
use super::store::Series;
use crate::insight::figures::{past, share};
use crate::insight::views::{Figure, How, NoWaterfall};
use crate::insight::{Company, Shelf};
use crate::problem::Refused;

/// Percent a year who leave, where nobody says otherwise.
pub const ATTRITION: f64 = 10.0;
/// More people a year than this is a slip of the hand.
const CROWD: f64 = 1e6;

/// What a planner supposes, a year.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Supposed {
    /// Percent of those who have the skill who leave.
    pub attrition: f64,
    /// Percent of the others who learn it; None: as the releases say.
    pub learning: Option<f64>,
    /// People with the skill who move in.
    pub moves: f64,
    /// People with the skill who are hired.
    pub hires: f64,
}

/// The way.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Waterfall {
    /// Skill id.
    pub skill: String,
    /// Its name.
    pub label: String,
    /// Cell name.
    pub cell: String,
    /// Its name.
    pub cell_label: String,
    /// Quarter it leads to.
    pub period: String,
    /// The quarters one may choose.
    pub periods: Vec<String>,
    /// People of the cell.
    pub headcount: u64,
    /// Reports of the newest release.
    pub reports: u64,
    /// What it rests on; None where nothing can be told.
    pub assumed: Option<Assumed>,
    /// The steps; None where nothing can be told.
    pub steps: Option<Steps>,
    /// People who should have the skill then.
    pub demand: f64,
    /// 95 % of them, where they follow a series from outside.
    pub demand_interval: Option<Interval>,
    /// Demand less closing.
    pub gap: Option<Short>,
    /// Why nothing can be told.
    pub not_enough: Option<NotEnough>,
    /// The releases, the oldest first.
    pub how: Vec<How>,
}

/// What it rests on, a year.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Assumed {
    /// Percent.
    pub attrition: f64,
    /// Percent.
    pub learning: f64,
    /// 95 %, where it is from the releases.
    pub learning_interval: Option<Interval>,
    /// Is it from the releases?
    pub learned: bool,
    /// People.
    pub moves: f64,
    /// People.
    pub hires: f64,
}

/// People, by step.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[allow(missing_docs, reason = "each is the step of its name in insight::planning::waterfall")]
pub struct Steps {
    pub opening: Step,
    pub attrition: Step,
    pub learning: Step,
    pub mobility: Step,
    pub hires: Step,
    pub closing: Step,
}

/// People of one step.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Step {
    /// Expected.
    pub value: f64,
    /// 95 %.
    pub interval: Interval,
}

/// Nobody can be fewer than none.
fn step(estimate: Estimate) -> Step {
    let interval = estimate.interval95();
    let interval = if estimate.value < 0.0 {
        Interval { low: interval.low, high: interval.high.min(0.0) }
    } else {
        Interval { low: interval.low.max(0.0), high: interval.high }
    };
    Step { value: estimate.value, interval }
}

/// The way of a skill in a cell to the quarter that is named; `at` is skill, cell and quarter.
///
/// # Errors
/// [`Refused::Figure`] for a skill, cell or quarter that is not known; [`Refused::Plan`] for numbers out of range or a
/// scenario that does not fit.
pub fn waterfall(
    company: &Company,
    shelf: &Shelf,
    scenario: (&Body, &[Series]),
    (skill, cell, period): (&str, &str, Option<&str>),
    supposed: &Supposed,
) -> Result<Figure<Waterfall, NoWaterfall>, Refused> {
    let percent = |p: f64| (0.0..100.0).contains(&p);
    let people = |n: f64| (0.0..=CROWD).contains(&n);
    let learns = supposed.learning.is_none_or(percent);
    if !(percent(supposed.attrition) && learns && people(supposed.moves) && people(supposed.hires)) {
        return Err(Wrong::Number.into());
    }
    let one = One::find(company, skill, cell)?;
    let Some(releases) = one.releases(shelf) else { return Ok(Figure::Nothing(NoWaterfall::new(one.names))) };
    let look = one.look(company, shelf, scenario, period)?;
    Ok(Figure::Of(releases.map(|all| {
        let told = told(&one, &look, &all, supposed);
        let (label, [skill, _, cell, cell_label]) = (company.label(skill).to_owned(), one.names.map(str::to_owned));
        let newest = all.last();
        Waterfall {
            skill,
            label,
            cell,
            cell_label,
            period: look.ahead.at(look.at).to_string(),
            periods: (1..=AHEAD).map(|at| look.ahead.at(at).to_string()).collect(),
            headcount: newest.map_or(one.place.asked.people, |s| s.headcount),
            reports: newest.map_or(0, |s| s.reports),
            assumed: told.as_ref().ok().map(|t| t.0),
            steps: told.as_ref().ok().map(|t| t.1),
            demand: look.demand.people,
            demand_interval: look.demand.interval,
            gap: told.as_ref().ok().map(|t| t.2),
            not_enough: told.err(),
            how: all.iter().map(|sums| How::of(sums)).collect(),
        }
    })))
}

fn told(one: &One<'_>, look: &Look, all: &[&Sums], supposed: &Supposed) -> Result<(Assumed, Steps, Short), NotEnough> {
    let nobody = NotEnough { needs: 1, lack: skillkeep_insight::Lack::People };
    let sums = all.last().ok_or(nobody)?;
    let share = share(sums, one.ix).ok_or(nobody)?;
    share.people.enough()?;
    let people = sums.headcount as f64;
    let opening = Estimate { value: share.value * people, variance: share.variance * people * people };
    let years = f64::from(look.ahead.quarters()) / 4.0;
    let a_period = |percent: f64| 1.0 - (1.0 - percent / 100.0).powf(years);
    let a_year = |rate: f64| 100.0 * (1.0 - (1.0 - rate.clamp(0.0, 1.0)).powf(1.0 / years));
    let attrition = a_period(supposed.attrition);
    let (_, readings, _) = past(one.question, all, one.ix);
    let (rate, interval) = match supposed.learning {
        Some(percent) => (Estimate { value: a_period(percent), variance: 0.0 }, None),
        None => {
            let rate = learning(&readings, people, attrition)?;
            let Interval { low, high } = rate.interval95();
            (rate, Some(Interval { low: a_year(low), high: a_year(high) }))
        }
    };
    let (moves, hires) = (supposed.moves * years, supposed.hires * years);
    let rates = Rates { attrition, learning: rate, moves, hires };
    let way = flow(opening, people, &rates, look.at).map_err(|_| nobody)?;
    let wanted = look.demand;
    let missing = Estimate { value: wanted.people - way.closing.value, variance: way.closing.variance };
    let gap = wanted.widen(Short {
        shortage: missing.value,
        interval: missing.interval95(),
        probability: way.closing.probability_below(wanted.people),
    });
    let gap = if wanted.people > 0.0 { gap } else { Short { probability: 0.0, ..gap } };
    let assumed = Assumed {
        attrition: supposed.attrition,
        learning: a_year(rate.value),
        learning_interval: interval,
        learned: supposed.learning.is_none(),
        moves: supposed.moves,
        hires: supposed.hires,
    };
    let steps = Steps {
        opening: step(way.opening),
        attrition: step(way.attrition),
        learning: step(way.learning),
        mobility: step(way.mobility),
        hires: step(way.hires),
        closing: step(way.closing),
    };
    Ok((assumed, steps, gap))
}
