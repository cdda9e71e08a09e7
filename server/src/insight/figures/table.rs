//! What supply and gaps share: one question over one partition in one period.

use skillkeep::sync::Partition;
use skillkeep_insight::{Released, Sums};

use crate::insight::company::{Company, Place, Question};
use crate::insight::shelf::Shelf;
use crate::insight::views::{CellView, How};
use crate::problem::Refused;
use crate::tasks::Span;

/// The partition of a name, as the dictionary writes it; `company` where none is given.
pub(super) fn partition(over: Option<&str>) -> Result<(Partition, &'static str), Refused> {
    match over.unwrap_or("company") {
        "company" => Ok((Partition::Company, "company")),
        "function" => Ok((Partition::Function, "function")),
        "region" => Ok((Partition::Region, "region")),
        "function-region" => Ok((Partition::FunctionRegion, "function-region")),
        _ => Err(Refused::Figure),
    }
}

/// The period that is asked for, or the newest with a release of the question; None where there is none.
pub(super) fn period<'q>(
    company: &Company,
    shelf: &Shelf,
    question: &'q Question,
    wanted: Option<&str>,
) -> Result<Option<&'q Span>, Refused> {
    let Some(wanted) = wanted else { return Ok(shelf.newest(question)) };
    company.tasks.period(wanted).ok_or(Refused::Figure)?;
    Ok(question.periods().iter().map(AsRef::as_ref).find(|span| span.id == wanted))
}

/// The releases of a question's cells in a period; None where there is none at all.
pub(super) fn releases<'s>(shelf: &'s Shelf, question: &Question, span: &Span) -> Option<Released<Vec<&'s Sums>>> {
    Released::collect(question.cells.iter().filter_map(|p| shelf.get(&p.asked, span)).map(Released::as_ref))
}

/// The release of a cell, of these.
pub(super) fn of<'s>(all: &[&'s Sums], place: &Place) -> Option<&'s Sums> {
    all.iter().find(|sums| sums.cell == place.asked.cell).copied()
}

/// The cells of a question as columns.
pub(super) fn cells(question: &Question, all: &[&Sums]) -> Vec<CellView> {
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

/// How they were made.
pub(super) fn how(all: &[&Sums]) -> Vec<How> {
    all.iter().map(|sums| How::of(sums)).collect()
}
