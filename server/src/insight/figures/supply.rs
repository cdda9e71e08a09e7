//! Who holds what: the share of each skill in each cell.

use skillkeep_insight::{Noisy, People, Question as About, Share, Sums};

use super::table::{Table, cells, how, of, share, table};
use crate::insight::company::Company;
use crate::insight::shelf::Shelf;
use crate::insight::views::{Figure, NoSupply, Supply, SupplyRow};
use crate::problem::Refused;

/// The shares of all skills that are asked for over a partition: `company` where none is named, in the newest period with a
/// release where none is named.
///
/// # Errors
/// [`Refused::Figure`] for a period or partition that is not known.
pub fn supply(
    company: &Company,
    shelf: &Shelf,
    period: Option<&str>,
    over: Option<&str>,
) -> Result<Figure<Supply, NoSupply>, Refused> {
    let (over, found) = table(company, shelf, period, over)?;
    let Some(Table { question, span, releases }) = found else {
        return Ok(Figure::Nothing(NoSupply::new(period.map(str::to_owned), over)));
    };
    Ok(Figure::Of(releases.map(|all| {
        let row = |(place, skill): (usize, &String)| SupplyRow {
            skill: skill.clone(),
            label: company.label(skill).to_owned(),
            shares: question.cells.iter().map(|cell| share(of(&all, cell)?, place)).collect(),
        };
        Supply {
            period: span.id.clone(),
            over: over.to_owned(),
            cells: cells(question, &all),
            clipped: clipped(&all),
            rows: question.skills().iter().enumerate().map(row).collect(),
            how: how(&all),
        }
    })))
}

/// The share whose answer was clipped, over all cells together: nobody is in two.
pub(crate) fn clipped(all: &[&Sums]) -> Option<Share> {
    let clipped = Noisy::sum(all.iter().filter_map(|s| s.clipped()));
    let answers = Noisy::sum(all.iter().filter_map(|s| s.answered()));
    let headcount = all.iter().fold(0u64, |sum, s| sum.saturating_add(s.headcount));
    Share::of(clipped, People { answers, headcount }, About::Census).ok()
}
