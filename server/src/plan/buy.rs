//! What closing a gap costs: sprints, moves, hires and contracts, and the frontier of cost against sureness.

use serde::{Deserialize, Serialize};
use skillkeep_insight::planning::build_or_buy::PlanError as Unsolved;
use skillkeep_insight::planning::careful::{Way, careful};
use skillkeep_insight::{Estimate, Interval, NotEnough, Sums};

use super::compare::{Short, short, supply};
use super::error::{PlanError, Wrong};
use super::one::{Look, One};
use super::scenario::{self, Body};
use super::store::Series;
use crate::insight::views::{Figure, How, NoBuy};
use crate::insight::{Company, Shelf};
use crate::problem::Refused;

/// How sure a plan is to close the gap.
const LEVELS: [f64; 6] = [0.95, 0.9, 0.8, 0.7, 0.6, 0.5];
/// Most measures.
const MOST: usize = 20;
/// A cost beyond this is a slip of the hand.
const RICH: f64 = 1e9;
/// Most people of one measure where no limit is told.
const CROWD: u32 = 1_000_000;

/// What kind of measure it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// A learning sprint.
    Learn,
    /// Somebody moves in from elsewhere.
    Move,
    /// Somebody is hired.
    Hire,
    /// Somebody is contracted.
    Contract,
}

/// A measure as a planner writes it.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Told {
    /// What kind.
    pub kind: Kind,
    /// Its name.
    pub name: String,
    /// Cost of one person.
    pub cost: f64,
    /// Share of a person who has the skill then, 0..=1.
    pub yields: f64,
    /// Standard deviation of that share.
    pub sd: f64,
    /// At most so many people.
    pub most: Option<u32>,
}

/// A gap and its measures.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Asked {
    /// Skill id.
    pub skill: String,
    /// Cell name.
    pub cell: String,
    /// Scenario id; None: today's demand.
    pub scenario: Option<String>,
    /// Quarter; None: the last one ahead.
    pub period: Option<String>,
    /// The measures.
    pub measures: Vec<Told>,
}

/// The frontier.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Buy {
    /// Skill id.
    pub skill: String,
    /// Its name.
    pub label: String,
    /// Cell name.
    pub cell: String,
    /// Its name.
    pub cell_label: String,
    /// Quarter.
    pub period: String,
    /// The gap.
    pub gap: Option<Short>,
    /// People of the cell.
    pub headcount: u64,
    /// Reports of the newest release.
    pub reports: u64,
    /// Plans, the most careful first.
    pub points: Vec<Point>,
    /// Why there is no gap.
    pub not_enough: Option<NotEnough>,
    /// The releases, the oldest first.
    pub how: Vec<How>,
}

/// A plan.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Point {
    /// Level of sureness.
    pub sure: f64,
    /// People of each measure, in their order; None where they do not reach so far.
    pub people: Option<Vec<f64>>,
    /// What they cost.
    pub cost: Option<f64>,
    /// People whom that adds.
    pub adds: Option<f64>,
    /// 95 % of them.
    pub interval: Option<Interval>,
    /// Probability that it closes the gap.
    pub closes: Option<f64>,
}

impl Asked {
    /// The measures as the solver takes them.
    fn ways(&self) -> Result<Vec<Way>, Wrong> {
        if self.measures.is_empty() || self.measures.len() > MOST {
            return Err(Wrong::Many);
        }
        let way = |told: &Told| {
            scenario::name(&told.name)?;
            let (share, sd) = ((0.0..=1.0).contains(&told.yields), (0.0..=1.0).contains(&told.sd));
            if !(share && sd && (0.0..=RICH).contains(&told.cost)) {
                return Err(Wrong::Number);
            }
            let yields = Estimate { value: told.yields, variance: told.sd * told.sd };
            Ok(Way { cost: told.cost, yields, most: Some(f64::from(told.most.unwrap_or(CROWD).min(CROWD))) })
        };
        self.measures.iter().map(way).collect()
    }
}

/// What closing a gap costs.
///
/// # Errors
/// [`Refused::Figure`] for a skill, cell or quarter that is not known; [`Refused::Plan`] for measures that make no
/// plan.
pub fn buy(
    company: &Company,
    shelf: &Shelf,
    scenario: (&Body, &[Series]),
    asked: &Asked,
) -> Result<Figure<Buy, NoBuy>, Refused> {
    let ways = asked.ways()?;
    let one = One::find(company, &asked.skill, &asked.cell)?;
    let Some(releases) = one.releases(shelf) else { return Ok(Figure::Nothing(NoBuy::new(one.names))) };
    let look = one.look(company, shelf, scenario, asked.period.as_deref())?;
    let made = releases.map(|all| frontier(&one, &look, &all, &ways)).transpose();
    Ok(Figure::Of(made.map_err(|_| PlanError::Measures)?))
}

fn frontier(one: &One<'_>, look: &Look, all: &[&Sums], ways: &[Way]) -> Result<Buy, Unsolved> {
    let supply = supply(one.question, one.place, all, one.ix, look.newest);
    let gap = supply.as_ref().ok().and_then(|(forecast, most)| short(forecast, *most, look.demand, look.at));
    let points = match gap {
        None => Vec::new(),
        Some(gap) => {
            // The width of the side that matters: how many more may be missing.
            let sd = (gap.interval.high - gap.shortage).max(0.0) / 1.959_964;
            careful(Estimate { value: gap.shortage, variance: sd * sd }, ways, &LEVELS)?
        }
    };
    let point = |p: skillkeep_insight::planning::careful::Point| Point {
        sure: p.sure,
        people: p.people,
        cost: p.cost,
        adds: p.adds.map(|a| a.value),
        interval: p.adds.map(|a| {
            let Interval { low, high } = a.interval95();
            Interval { low: low.max(0.0), high }
        }),
        closes: p.closes,
    };
    let [skill, label, cell, cell_label] = one.names.map(str::to_owned);
    Ok(Buy {
        skill,
        label,
        cell,
        cell_label,
        period: look.ahead.at(look.at).to_string(),
        gap,
        headcount: all.last().map_or(one.place.asked.people, |s| s.headcount),
        reports: all.last().map_or(0, |s| s.reports),
        points: points.into_iter().map(point).collect(),
        not_enough: supply.err(),
        how: all.iter().map(|sums| How::of(sums)).collect(),
    })
}
