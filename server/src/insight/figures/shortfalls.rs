//! "A shortfall of at least so many within so many periods": every skill and cell that a role asks for, the likeliest first.

use skillkeep_insight::forecast::{furthest, shortfalls as against};
use skillkeep_insight::{ForecastError, Horizon, Lack, NotEnough, Reading, Released, Sums};

use super::forecast::{AHEAD, line, people as people_of, reading};
use super::table::{cells, how, share, table};
use crate::insight::company::{Company, Place, Question};
use crate::insight::shelf::{Ahead, Shelf};
use crate::insight::views::{Figure, More, NoShortfalls, ShortfallRow, Shortfalls, UnknownRow};
use crate::problem::Refused;
use crate::tasks::Span;

/// Most missing people that may be asked about: nobody's company has more.
pub const MOST_PEOPLE: u64 = 1_000_000;
/// Most rows of a kind in an answer; a person reads the likeliest.
const ROWS: usize = 1000;

/// Shortages of at least `people` (1 where none is said), [`AHEAD`] periods after each cell's newest release; partition as for [`super::supply`].
///
/// Demand is taken to stay as it is.
///
/// # Errors
/// [`Refused::Figure`] for a partition that is not known; [`Refused::People`] for nobody, and more than [`MOST_PEOPLE`].
pub fn shortfalls(
    company: &Company,
    shelf: &Shelf,
    over: Option<&str>,
    people: Option<u64>,
) -> Result<Figure<Shortfalls, NoShortfalls>, Refused> {
    let people = people.unwrap_or(1);
    if !(1..=MOST_PEOPLE).contains(&people) {
        return Err(Refused::People);
    }
    let (over, found) = table(company, shelf, None, over)?;
    let Some(question) = found.map(|t| t.question) else { return Ok(Figure::Nothing(NoShortfalls::new(over))) };
    let every = question.cells.iter().flat_map(|place| {
        question.periods().iter().filter_map(|span| shelf.get(&place.asked, span)).map(Released::as_ref)
    });
    let Some(releases) = Released::collect(every) else { return Ok(Figure::Nothing(NoShortfalls::new(over))) };
    Ok(Figure::Of(releases.map(|all| {
        let (mut rows, mut unknown, mut newest) = (Vec::new(), Vec::new(), Vec::new());
        for (place, found) in question.cells.iter().zip(asked_for(company, shelf, question, &all)) {
            newest.extend(all.iter().rfind(|sums| sums.cell == place.asked.cell));
            for Found { at, demand, ahead } in found {
                match ahead.and_then(|point| against(&[point], &[demand as f64], people as f64).pop().ok_or(NOBODY)) {
                    Ok(s) => rows.push((at, place, demand, s)),
                    Err(not_enough) => unknown.push((at, place, not_enough)),
                }
            }
        }
        // Among equally likely ones the shortage that is certain goes first.
        rows.sort_by(|(.., a), (.., b)| {
            b.at_least.total_cmp(&a.at_least).then(b.interval.low.total_cmp(&a.interval.low))
        });
        let more = More { rows: rows.len().saturating_sub(ROWS), unknown: unknown.len().saturating_sub(ROWS) };
        let skill = |at: usize| question.skills().get(at).map_or("", String::as_str);
        let row = |(at, place, demand, s): (usize, &Place, u64, skillkeep_insight::forecast::Shortfall)| ShortfallRow {
            skill: skill(at).to_owned(),
            label: company.label(skill(at)).to_owned(),
            cell: place.asked.cell.clone(),
            cell_label: place.label.clone(),
            demand,
            ahead: s.ahead,
            shortage: s.shortage,
            interval: s.interval,
            probability: s.at_least,
        };
        let told_not = |(at, place, not_enough): (usize, &Place, NotEnough)| UnknownRow {
            skill: skill(at).to_owned(),
            label: company.label(skill(at)).to_owned(),
            cell: place.asked.cell.clone(),
            cell_label: place.label.clone(),
            not_enough,
        };
        Shortfalls {
            over: over.to_owned(),
            people,
            cells: cells(question, &newest),
            rows: rows.into_iter().take(ROWS).map(row).collect(),
            unknown: unknown.into_iter().take(ROWS).map(told_not).collect(),
            more,
            how: how(&all),
        }
    })))
}

/// Looks ahead over every partition, so that nobody who opens the page waits for it. What was looked at before costs nothing.
pub fn foresee(company: &Company, shelf: &Shelf) {
    for over in crate::insight::company::PARTITIONS {
        let Some(question) = company.held(over) else { continue };
        let cells = question.cells.iter();
        let every = cells.flat_map(|place| question.periods().iter().filter_map(|s| shelf.get(&place.asked, s)));
        let all: Vec<&Sums> = every.map(Released::get).collect();
        asked_for(company, shelf, question, &all);
    }
}

const NOBODY: NotEnough = NotEnough { needs: 1, lack: Lack::People };

/// A skill that a role of a cell asks for.
struct Found {
    at: usize,
    demand: u64,
    ahead: Ahead,
}

/// What each cell's skills are going to be: a list a cell. The cells are shared out among the processors.
fn asked_for(company: &Company, shelf: &Shelf, question: &Question, all: &[&Sums]) -> Vec<Vec<Found>> {
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let part = question.cells.len().div_ceil(threads).max(1);
    let some = |places: &[Place]| places.iter().map(|p| cell(company, shelf, question, p, all)).collect::<Vec<_>>();
    std::thread::scope(|scope| {
        let working: Vec<_> = question.cells.chunks(part).map(|places| scope.spawn(|| some(places))).collect();
        // A thread that was lost is asked again here, where its panic is this request's.
        let done = working.into_iter().zip(question.cells.chunks(part));
        done.flat_map(|(thread, places)| thread.join().unwrap_or_else(|_| some(places))).collect()
    })
}

fn cell(company: &Company, shelf: &Shelf, question: &Question, place: &Place, all: &[&Sums]) -> Vec<Found> {
    let own: Vec<&Sums> = all.iter().filter(|sums| sums.cell == place.asked.cell).copied().collect();
    let (line, _) = line(question, &own);
    let one = |(at, skill): (usize, &String)| {
        let demand = company.demand.of(&place.asked.cell, skill);
        (demand > 0).then(|| Found { at, demand, ahead: shelf.ahead(&place.asked, at, || look(place, &line, at)) })
    };
    question.skills().iter().enumerate().filter_map(one).collect()
}

/// How many will hold a skill, [`AHEAD`] periods after the newest release.
fn look(place: &Place, line: &[(&Span, Option<&Sums>)], at: usize) -> Ahead {
    let newest = line.iter().rev().find_map(|(_, sums)| *sums);
    let newest = newest.ok_or(NotEnough { needs: 1, lack: Lack::Releases })?;
    share(newest, at).ok_or(NOBODY)?.people.enough()?;
    let headcount = if newest.headcount > 0 { newest.headcount } else { place.asked.people };
    let readings: Vec<Option<Reading>> = line.iter().map(|(_, sums)| reading(*sums, at).map(people_of)).collect();
    let horizon = Horizon { periods: AHEAD, ceiling: headcount as f64, demand: None };
    furthest(&readings, &horizon).map_err(|e| match e {
        ForecastError::NotEnough(lack) => lack,
        _ => NOBODY,
    })
}
