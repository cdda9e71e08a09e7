//! "A shortfall of at least so many within so many periods": every skill and cell that a role asks for, the likeliest first.

use skillkeep_insight::forecast::shortfalls as against;
use skillkeep_insight::{ForecastError, Horizon, Lack, NotEnough, Released, Sums};

use super::forecast::{AHEAD, past};
use super::table::{cells, how, share, table};
use crate::insight::company::{Company, Place, Question};
use crate::insight::shelf::Shelf;
use crate::insight::views::{Figure, NoShortfalls, ShortfallRow, Shortfalls, UnknownRow};
use crate::problem::Refused;

/// Shortages of at least `people` (1 where none is said), [`AHEAD`] periods after each cell's newest release; partition as for [`super::supply`].
///
/// Demand is taken to stay as it is.
///
/// # Errors
/// [`Refused::Figure`] for a partition that is not known.
pub fn shortfalls(
    company: &Company,
    shelf: &Shelf,
    over: Option<&str>,
    people: Option<u64>,
) -> Result<Figure<Shortfalls, NoShortfalls>, Refused> {
    let (over, found) = table(company, shelf, None, over)?;
    let Some(question) = found.map(|t| t.question) else { return Ok(Figure::Nothing(NoShortfalls::new(over))) };
    let every = question.cells.iter().flat_map(|place| {
        question.periods().iter().filter_map(|span| shelf.get(&place.asked, span)).map(Released::as_ref)
    });
    let Some(releases) = Released::collect(every) else { return Ok(Figure::Nothing(NoShortfalls::new(over))) };
    let people = people.unwrap_or(1);
    Ok(Figure::Of(releases.map(|all| {
        let (mut rows, mut unknown, mut newest) = (Vec::new(), Vec::new(), Vec::new());
        for place in &question.cells {
            let own: Vec<&Sums> = all.iter().filter(|sums| sums.cell == place.asked.cell).copied().collect();
            newest.extend(own.last().copied());
            for (at, skill) in question.skills().iter().enumerate() {
                let demand = company.demand.of(&place.asked.cell, skill);
                if demand == 0 {
                    continue;
                }
                let (skill, label) = (skill.clone(), company.label(skill).to_owned());
                let (cell, cell_label) = (place.asked.cell.clone(), place.label.clone());
                match one(question, place, &own, at, demand, people) {
                    Ok(s) => rows.push(ShortfallRow {
                        skill,
                        label,
                        cell,
                        cell_label,
                        demand,
                        ahead: s.ahead,
                        shortage: s.shortage,
                        interval: s.interval,
                        probability: s.at_least,
                    }),
                    Err(not_enough) => unknown.push(UnknownRow { skill, label, cell, cell_label, not_enough }),
                }
            }
        }
        // Among equally likely ones the shortage that is certain goes first.
        rows.sort_by(|a, b| b.probability.total_cmp(&a.probability).then(b.interval.low.total_cmp(&a.interval.low)));
        Shortfalls { over: over.to_owned(), people, cells: cells(question, &newest), rows, unknown, how: how(&all) }
    })))
}

fn one(
    question: &Question,
    place: &Place,
    own: &[&Sums],
    at: usize,
    demand: u64,
    people: u64,
) -> Result<skillkeep_insight::forecast::Shortfall, NotEnough> {
    let nobody = NotEnough { needs: 1, lack: Lack::People };
    let newest = own.last().ok_or(NotEnough { needs: 1, lack: Lack::Releases })?;
    share(newest, at).ok_or(nobody)?.people.enough()?;
    let headcount = if newest.headcount > 0 { newest.headcount } else { place.asked.people };
    let (_, readings, _) = past(question, own, at);
    let horizon = Horizon { periods: AHEAD, ceiling: headcount as f64, demand: Some(demand as f64) };
    let forecast = skillkeep_insight::forecast(&readings, &horizon).map_err(|e| match e {
        ForecastError::NotEnough(lack) => lack,
        _ => nobody,
    })?;
    let wanted = vec![demand as f64; forecast.points.len()];
    against(&forecast.points, &wanted, people as f64).last().copied().ok_or(nobody)
}
