//! Demand and gaps of a scenario: before, after, and the difference.

use std::collections::BTreeMap;

use serde::Serialize;
use skillkeep_insight::forecast::{shortfalls, unsure};
use skillkeep_insight::{Forecast, ForecastError, Horizon, Interval, Lack, NotEnough, Released, Sums};

use super::error::Wrong;
use super::quarter::{Ahead, Quarter};
use super::scenario::{Body, Places};
use super::series::Leans;
use super::store::Series;
use crate::insight::company::{Place, Question};
use crate::insight::figures::{Table, cells, how, past, share, table};
use crate::insight::views::{CellView, Figure, How, NoCompare};
use crate::insight::{Company, Shelf};
use crate::problem::Refused;

/// Furthest period ahead: a year of quarters.
pub const AHEAD: usize = 4;
/// Most rows: nobody reads more, and each is a forecast.
const MOST: usize = 120;

/// A scenario against what roles ask for now, over one partition, so many periods ahead.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Compare {
    /// Partition.
    pub over: String,
    /// Quarter that is compared.
    pub period: String,
    /// The quarters ahead one may choose.
    pub periods: Vec<String>,
    /// The partition's cells, with the coverage of the newest release.
    pub cells: Vec<CellView>,
    /// One a skill and cell that anybody asks for, the largest difference first.
    pub rows: Vec<Row>,
    /// Skills and cells of smaller differences that were left out.
    pub left: usize,
    /// The releases.
    pub how: Vec<How>,
}

/// A skill in a cell.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Row {
    /// Skill id.
    pub skill: String,
    /// Its name.
    pub label: String,
    /// Cell name.
    pub cell: String,
    /// Its name.
    pub cell_label: String,
    /// People asked for if everything stays.
    pub before: f64,
    /// People the scenario asks for.
    pub after: f64,
    /// 95 % of them, where they follow a series from outside; None where they are stated.
    pub after_interval: Option<Interval>,
    /// After less before.
    pub difference: f64,
    /// The gap if everything stays.
    pub gap_before: Option<Short>,
    /// The gap of the scenario.
    pub gap_after: Option<Short>,
    /// Why there is no gap.
    pub not_enough: Option<NotEnough>,
}

/// Demand less the supply that is forecast.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Short {
    /// People missing: the middle.
    pub shortage: f64,
    /// 95 %: the noise of the releases, the forecast's own, and what is not known of a demand that follows a series.
    pub interval: Interval,
    /// Probability that fewer have the skill than are asked for.
    pub probability: f64,
}

/// A scenario set against the forecast of supply, `ahead` periods after the newest release ([`AHEAD`] where none is
/// said).
///
/// # Errors
/// [`Refused::Figure`] for a partition or period that is not known; [`Refused::Plan`] where the scenario does not fit
/// (any more).
pub fn compare(
    company: &Company,
    shelf: &Shelf,
    body: &Body,
    series: &[Series],
    over: Option<&str>,
    period: Option<&str>,
) -> Result<Figure<Compare, NoCompare>, Refused> {
    let (over, found) = table(company, shelf, None, over)?;
    let nothing = || Ok(Figure::Nothing(NoCompare::new(over)));
    let Some(Table { question, span, .. }) = found else { return nothing() };
    let every = question.cells.iter().flat_map(|place| {
        question.periods().iter().filter_map(|span| shelf.get(&place.asked, span)).map(Released::as_ref)
    });
    let Some(releases) = Released::collect(every) else { return nothing() };
    let ahead = Ahead::of(question, span).ok_or(Refused::Internal)?;
    let at = match period {
        None => AHEAD,
        Some(text) => {
            let quarter = Quarter::of(text).ok_or(Refused::Figure)?;
            (1..=AHEAD).find(|at| ahead.at(*at) == quarter).ok_or(Refused::Figure)?
        }
    };
    let before = Asked::of(company, &Body::default(), series, ahead)?;
    let after = Asked::of(company, body, series, ahead)?;
    Ok(Figure::Of(releases.map(|all| {
        let of = |place: &Place| all.iter().filter(|sums| sums.cell == place.asked.cell).copied().collect();
        let own: Vec<Vec<&Sums>> = question.cells.iter().map(of).collect();
        let (mut wanted, mut newest) = (Vec::new(), Vec::new());
        for (place, own) in question.cells.iter().zip(&own) {
            newest.extend(own.last().copied());
            let here = before.inside(question, place);
            for (ix, skill) in question.skills().iter().enumerate() {
                let [b, a] = [&before, &after].map(|asked| asked.sum(&here, skill, at));
                if b.people > 0.0 || a.people > 0.0 {
                    wanted.push(Wanted { place, own, ix, skill, before: b, after: a });
                }
            }
        }
        wanted.sort_by(|x, y| {
            let size = |one: &Wanted<'_>| (one.after.people - one.before.people).abs();
            size(y).total_cmp(&size(x)).then(y.after.people.total_cmp(&x.after.people))
        });
        let left = wanted.len().saturating_sub(MOST);
        wanted.truncate(MOST);
        let mut rows = side_by_side(&wanted, |one| row(company, question, one, span.start, at));
        // Among equal differences the shortage that is certain goes first.
        let certain = |row: &Row| row.gap_after.map_or(f64::NEG_INFINITY, |g| g.interval.low);
        rows.sort_by(|x, y| {
            let size = y.difference.abs().total_cmp(&x.difference.abs());
            size.then(certain(y).total_cmp(&certain(x)))
        });
        Compare {
            over: over.to_owned(),
            period: ahead.at(at).to_string(),
            periods: (1..=AHEAD).map(|at| ahead.at(at).to_string()).collect(),
            cells: cells(question, &newest),
            rows,
            left,
            how: how(&all),
        }
    })))
}

/// A skill and cell that anybody asks for.
struct Wanted<'a> {
    place: &'a Place,
    own: &'a [&'a Sums],
    ix: usize,
    skill: &'a str,
    before: People,
    after: People,
}

/// People who should have a skill.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct People {
    /// The middle.
    pub(super) people: f64,
    /// 95 %, where they follow a series from outside.
    pub(super) interval: Option<Interval>,
}

fn row(company: &Company, question: &Question, one: &Wanted<'_>, newest: u64, at: usize) -> Row {
    let supply = supply(question, one.place, one.own, one.ix, newest);
    let gap = |people: People| supply.as_ref().ok().and_then(|(f, most)| short(f, *most, people, at));
    Row {
        skill: one.skill.to_owned(),
        label: company.label(one.skill).to_owned(),
        cell: one.place.asked.cell.clone(),
        cell_label: one.place.label.clone(),
        before: one.before.people,
        after: one.after.people,
        after_interval: one.after.interval,
        difference: one.after.people - one.before.people,
        gap_before: gap(one.before),
        gap_after: gap(one.after),
        not_enough: supply.as_ref().err().copied(),
    }
}

/// Each forecast is milliseconds of computing; the processors share them. The order stays.
fn side_by_side<T: Sync, R: Send>(all: &[T], make: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let threads = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let size = all.len().div_ceil(threads).max(1);
    std::thread::scope(|scope| {
        let made: Vec<_> =
            all.chunks(size).map(|part| scope.spawn(|| part.iter().map(&make).collect::<Vec<R>>())).collect();
        made.into_iter().flat_map(|thread| thread.join().unwrap_or_default()).collect()
    })
}

/// Whom a scenario asks for, in every place and period ahead.
pub(super) struct Asked {
    places: Places,
    skills: BTreeMap<String, usize>,
    demand: Demand,
    /// The ends where series from outside are followed.
    ends: Option<[Demand; 2]>,
}

/// People by place, skill and period ahead.
type Demand = Vec<Vec<Vec<f64>>>;

impl Asked {
    /// Of a scenario.
    ///
    /// # Errors
    /// [`Wrong`].
    pub(super) fn of(company: &Company, body: &Body, series: &[Series], ahead: Ahead) -> Result<Asked, Wrong> {
        let comes = body.comes(company, series, ahead, AHEAD)?;
        let demand = comes.assumed.demand(comes.places.len(), comes.skills.len(), AHEAD)?;
        // Only a body that follows something pays for the forecasts of the series.
        let leans = if body.market.is_empty() { Leans::default() } else { Leans::of(series) };
        let ends = if body.market.iter().any(|f| leans.knows(&f.series)) {
            let end = |which: fn([f64; 2]) -> f64| -> Result<Demand, Wrong> {
                let lean = |name: &str, quarters: i32| which(leans.at(name, quarters));
                let leaning = body.comes_leaning(company, series, ahead, AHEAD, &lean)?;
                Ok(leaning.assumed.demand(leaning.places.len(), leaning.skills.len(), AHEAD)?)
            };
            Some([end(|[low, _]| low)?, end(|[_, high]| high)?])
        } else {
            None
        };
        Ok(Asked { places: comes.places, skills: comes.skills, demand, ends })
    }

    /// The places of a cell.
    fn inside(&self, question: &Question, place: &Place) -> Vec<usize> {
        let of = |(f, r): &(String, String)| question.over.cell(f, r) == place.asked.cell;
        self.places.iter().enumerate().filter(|(_, at)| of(at)).map(|(i, _)| i).collect()
    }

    fn sum(&self, places: &[usize], skill: &str, ahead: usize) -> People {
        let Some(ix) = self.skills.get(skill) else { return People { people: 0.0, interval: None } };
        let of = |demand: &Demand| -> f64 {
            let one = |place: &usize| demand.get(*place)?.get(*ix)?.get(ahead.checked_sub(1)?);
            places.iter().filter_map(one).sum()
        };
        let people = of(&self.demand);
        let interval = self.ends.as_ref().map(|[a, b]| (of(a), of(b)));
        // Of a replaced skill the low end of one is the high end of the other; what follows nothing has no interval.
        let interval = interval.map(|(a, b)| Interval { low: a.min(b).min(people), high: a.max(b).max(people) });
        People { people, interval: interval.filter(|i| i.high - i.low > 1e-9) }
    }

    /// People of a cell who should have a skill, so many periods ahead from 1.
    pub(super) fn people(&self, question: &Question, place: &Place, skill: &str, ahead: usize) -> People {
        self.sum(&self.inside(question, place), skill, ahead)
    }
}

/// The forecast of a skill's supply in a cell, and the people who are there at most.
///
/// Every cell is looked at from the same release on: one that is behind would be asked about another quarter.
pub(super) fn supply(
    question: &Question,
    place: &Place,
    own: &[&Sums],
    ix: usize,
    newest: u64,
) -> Result<(Forecast, f64), NotEnough> {
    let (nobody, none) = (NotEnough { needs: 1, lack: Lack::People }, NotEnough { needs: 1, lack: Lack::Releases });
    let id = question.periods().iter().find(|span| span.start == newest).map(|span| span.id.as_str());
    let last = own.iter().position(|sums| Some(sums.period.id.as_str()) == id).ok_or(none)?;
    let own = own.get(..=last).ok_or(none)?;
    let sums = own.last().ok_or(none)?;
    share(sums, ix).ok_or(nobody)?.people.enough()?;
    let people = if sums.headcount > 0 { sums.headcount } else { place.asked.people } as f64;
    let (_, readings, _) = past(question, own, ix);
    let horizon = Horizon { periods: AHEAD, ceiling: people, demand: None };
    let forecast = skillkeep_insight::forecast(&readings, &horizon).map_err(|e| match e {
        ForecastError::NotEnough(lack) => lack,
        _ => nobody,
    })?;
    Ok((forecast, people))
}

/// The gap at a period ahead, where so many are wanted and at most `most` are there.
pub(super) fn short(forecast: &Forecast, most: f64, wanted: People, ahead: usize) -> Option<Short> {
    let point = forecast.points.iter().find(|p| p.ahead == ahead)?;
    let found = shortfalls(std::slice::from_ref(point), &[wanted.people], 1.0).first().copied()?;
    let found = Short { shortage: found.shortage, interval: found.interval, probability: found.probability };
    let found = wanted.widen(found);
    // Supply cannot leave nobody to everybody, whatever the band's tails say.
    let probability = if wanted.people <= 0.0 {
        0.0
    } else if wanted.interval.map_or(wanted.people, |i| i.low) > most {
        1.0
    } else {
        found.probability
    };
    Some(Short { probability, ..found })
}

impl People {
    /// The gap with what is not known of the demand in it too.
    pub(super) fn widen(self, gap: Short) -> Short {
        let Some(ends) = self.interval else { return gap };
        let (interval, probability) = unsure(gap.shortage, gap.interval, (self.people, ends));
        Short { shortage: gap.shortage, interval, probability }
    }
}
