//! What supply and gaps share: the question over one partition, in one period, with its releases.

use skillkeep::sync::Partition;
use skillkeep_insight::{Question as About, Released, Share, Sums};

use crate::insight::company::{Company, Place, Question, partition_name};
use crate::insight::shelf::Shelf;
use crate::insight::views::{CellView, How};
use crate::problem::Refused;
use crate::tasks::Span;

/// The skills held over one partition in one period.
pub(crate) struct Table<'c, 's> {
    pub(crate) question: &'c Question,
    pub(crate) span: &'c Span,
    /// At least one of its cells' releases.
    pub(crate) releases: Released<Vec<&'s Sums>>,
}

/// The table that is asked for, with the name of its partition (`company` where none is named; the newest period with a release
/// where none is named). None where there is no release.
///
/// # Errors
/// [`Refused::Figure`].
pub(crate) fn table<'c, 's>(
    company: &'c Company,
    shelf: &'s Shelf,
    period: Option<&str>,
    over: Option<&str>,
) -> Result<(&'static str, Option<Table<'c, 's>>), Refused> {
    let over = partition(over)?;
    let name = partition_name(over);
    if period.is_some_and(|id| company.tasks.period(id).is_none()) {
        return Err(Refused::Figure);
    }
    let Some(question) = company.held(over) else { return Ok((name, None)) };
    let Some(span) = span(shelf, question, period) else { return Ok((name, None)) };
    let found = question.cells.iter().filter_map(|place| shelf.get(&place.asked, span)).map(Released::as_ref);
    Ok((name, Released::collect(found).map(|releases| Table { question, span, releases })))
}

fn partition(over: Option<&str>) -> Result<Partition, Refused> {
    let Some(over) = over else { return Ok(Partition::Company) };
    crate::insight::company::PARTITIONS.into_iter().find(|p| partition_name(*p) == over).ok_or(Refused::Figure)
}

/// The period of that id, if the question is asked in it; or the newest with a release.
pub(crate) fn span<'q>(shelf: &Shelf, question: &'q Question, period: Option<&str>) -> Option<&'q Span> {
    match period {
        None => shelf.newest(question),
        Some(id) => question.periods().iter().map(AsRef::as_ref).find(|span| span.id == id),
    }
}

/// The release of a cell, of these.
pub(crate) fn of<'s>(all: &[&'s Sums], place: &Place) -> Option<&'s Sums> {
    all.iter().find(|sums| sums.cell == place.asked.cell).copied()
}

/// A coordinate's share of those who answered: all of them, hence a census.
pub(crate) fn share(sums: &Sums, place: usize) -> Option<Share> {
    Share::of(sums.at(place)?, sums.people()?, About::Census).ok()
}

/// The cells of a question as columns.
pub(crate) fn cells(question: &Question, all: &[&Sums]) -> Vec<CellView> {
    let cell = |place: &Place| {
        let sums = of(all, place);
        CellView {
            cell: place.asked.cell.clone(),
            label: place.label.clone(),
            headcount: sums.map_or(place.asked.people, |s| s.headcount),
            reports: sums.map(|s| s.reports),
        }
    };
    question.cells.iter().map(cell).collect()
}

/// How they were made, in the order of the cells.
pub(crate) fn how(all: &[&Sums]) -> Vec<How> {
    all.iter().map(|sums| How::of(sums)).collect()
}
