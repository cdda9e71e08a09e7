//! Where a skill is going in a cell, against what roles ask for there.

use skillkeep_insight::{
    Forecast, ForecastError, Horizon, NotEnough, Reading, Released, RoleDemand, Share, Sums, demand,
};

use super::table::share;
use crate::insight::company::{Company, PARTITIONS, Place, Question};
use crate::insight::shelf::Shelf;
use crate::insight::views::{Figure, ForecastView, HistoryView, How, NoForecast, PointView};
use crate::problem::Refused;
use crate::tasks::Span;

/// Periods ahead.
pub const AHEAD: usize = 2;

/// The forecast of a skill in a cell: so many people as its share makes of everybody there.
///
/// # Errors
/// [`Refused::Figure`] for a skill that is not asked for in the cell, or a cell that is not known.
pub fn forecast(
    company: &Company,
    shelf: &Shelf,
    skill: &str,
    cell: &str,
) -> Result<Figure<ForecastView, NoForecast>, Refused> {
    let (question, cell) = find(company, skill, cell).ok_or(Refused::Figure)?;
    let place = question.skills().iter().position(|s| s == skill).ok_or(Refused::Figure)?;
    let label = company.label(skill);
    let releases = question.periods().iter().filter_map(|span| shelf.get(&cell.asked, span)).map(Released::as_ref);
    let Some(releases) = Released::collect(releases) else {
        return Ok(Figure::Nothing(NoForecast::new([skill, label], [&cell.asked.cell, &cell.label])));
    };
    let wanted = company.demand.of(&cell.asked.cell, skill);
    Ok(Figure::Of(releases.map(|all| {
        let headcount = all.last().map_or(cell.asked.people, |sums| sums.headcount);
        let (history, readings, ahead) = past(question, &all, place);
        let horizon = Horizon {
            periods: AHEAD,
            ceiling: headcount as f64,
            demand: Some(demand(&[RoleDemand { headcount: wanted, required: 1.0 }])),
        };
        let (points, not_enough) = match skillkeep_insight::forecast(&readings, &horizon) {
            Ok(forecast) => (points(&forecast, ahead), None),
            Err(ForecastError::NotEnough(lack)) => (Vec::new(), Some(lack)),
            // A cell of nobody has no ceiling; nothing is to be said of it.
            Err(_) => (Vec::new(), Some(NotEnough { needs: 1, lack: skillkeep_insight::Lack::People })),
        };
        ForecastView {
            skill: skill.to_owned(),
            label: label.to_owned(),
            cell: cell.asked.cell.clone(),
            cell_label: cell.label.clone(),
            headcount,
            demand: wanted,
            history,
            points,
            not_enough,
            how: all.iter().map(|sums| How::of(sums)).collect(),
        }
    })))
}

/// The question that asks for a skill in a cell.
pub(crate) fn find<'c>(company: &'c Company, skill: &str, cell: &str) -> Option<(&'c Question, &'c Place)> {
    PARTITIONS.into_iter().find_map(|over| {
        let question = company.held_of(over, skill)?;
        question.cells.iter().find(|place| place.asked.cell == cell).map(|place| (question, place))
    })
}

/// The periods from the first release to the last, each with its release, and the number of periods up to there.
pub(super) fn line<'q, 's>(question: &'q Question, all: &[&'s Sums]) -> (Vec<(&'q Span, Option<&'s Sums>)>, usize) {
    let of = |id: &str| all.iter().find(|sums| sums.period.id == id).copied();
    let line: Vec<(&Span, Option<&Sums>)> = question.periods().iter().map(|s| (s.as_ref(), of(&s.id))).collect();
    let first = line.iter().position(|(_, sums)| sums.is_some()).unwrap_or(0);
    let end = line.iter().rposition(|(_, sums)| sums.is_some()).map_or(first, |last| last + 1);
    (line.into_iter().take(end).skip(first).collect(), end)
}

/// People of a period: a share of the cell's.
pub(super) fn reading(sums: Option<&Sums>, place: usize) -> Option<(Share, f64)> {
    sums.and_then(|sums| Some((share(sums, place)?, sums.headcount as f64)))
}

/// The same as the forecaster takes it.
pub(super) fn people((share, n): (Share, f64)) -> Reading {
    Reading { value: share.value * n, variance: share.variance * n * n }
}

/// The periods from the first release to the last as rows and as the forecaster's series, and the ids of those that follow.
pub(crate) fn past<'q>(
    question: &'q Question,
    all: &[&Sums],
    place: usize,
) -> (Vec<HistoryView>, Vec<Option<Reading>>, impl Iterator<Item = &'q str>) {
    let (line, end) = line(question, all);
    let row = |(span, sums): &(&Span, Option<&Sums>)| {
        let read = reading(*sums, place);
        let history = HistoryView {
            period: span.id.clone(),
            people: read.map(|(share, n)| share.value * n),
            interval: read.map(|(share, n)| share.interval.scale(n)),
        };
        (history, read.map(people))
    };
    let (history, readings) = line.iter().map(row).unzip();
    (history, readings, question.periods().iter().skip(end).map(|span| span.id.as_str()))
}

fn points<'q>(forecast: &Forecast, mut periods: impl Iterator<Item = &'q str>) -> Vec<PointView> {
    let point = |p: &skillkeep_insight::ForecastPoint| PointView {
        period: periods.next().map_or_else(|| format!("+{}", p.ahead), str::to_owned),
        people: p.value,
        p50: p.band50,
        p80: p.band80,
        p95: p.band95,
        falls_short: p.falls_short.unwrap_or(0.0),
    };
    forecast.points.iter().map(point).collect()
}
