//! What is short: supply against what roles ask for.

use skillkeep_insight::{Gap, RoleDemand, Sums, demand};

use super::table::{Table, cells, how, of, share, table};
use crate::insight::company::{Company, Question};
use crate::insight::shelf::Shelf;
use crate::insight::views::{Figure, GapRow, Gaps, Headline, NoGaps};
use crate::problem::Refused;

/// The gaps of all skills that any role of a partition's cells needs; period and partition as for [`super::supply`].
///
/// # Errors
/// [`Refused::Figure`] for a period or partition that is not known.
pub fn gaps(
    company: &Company,
    shelf: &Shelf,
    period: Option<&str>,
    over: Option<&str>,
) -> Result<Figure<Gaps, NoGaps>, Refused> {
    let (over, found) = table(company, shelf, period, over)?;
    let Some(Table { question, span, releases }) = found else {
        return Ok(Figure::Nothing(NoGaps::new(period.map(str::to_owned), over)));
    };
    Ok(Figure::Of(releases.map(|all| {
        let rows = rows(company, question, &all);
        Gaps {
            period: span.id.clone(),
            over: over.to_owned(),
            cells: cells(question, &all),
            headline: headline(question, &rows),
            rows,
            how: how(&all),
        }
    })))
}

fn rows(company: &Company, question: &Question, all: &[&Sums]) -> Vec<GapRow> {
    let mut rows = Vec::new();
    for (place, skill) in question.skills().iter().enumerate() {
        let wanted: Vec<u64> = question.cells.iter().map(|c| company.demand.of(&c.asked.cell, skill)).collect();
        if wanted.iter().all(|people| *people == 0) {
            continue;
        }
        let gap = |(cell, people): (&_, &u64)| {
            let share = share(of(all, cell)?, place)?;
            Some(Gap::of(&share, demand(&[RoleDemand { headcount: *people, required: 1.0 }])))
        };
        let gaps = question.cells.iter().zip(&wanted).map(gap).collect();
        rows.push(GapRow { skill: skill.clone(), label: company.label(skill).to_owned(), gaps });
    }
    // The lower end is the shortage that is certain; a skill without any gap goes last.
    let certain =
        |row: &GapRow| row.gaps.iter().flatten().map(|g| g.shortage_interval.low).fold(f64::NEG_INFINITY, f64::max);
    rows.sort_by(|a, b| certain(b).total_cmp(&certain(a)));
    rows
}

/// The largest shortage whose interval excludes none, where enough people answered to say so.
fn headline(question: &Question, rows: &[GapRow]) -> Option<Headline> {
    let mut best: Option<Headline> = None;
    for row in rows {
        for (cell, gap) in question.cells.iter().zip(&row.gaps) {
            let Some(gap) = gap else { continue };
            let certain = gap.shortage_interval.low > 0.0 && gap.not_enough.is_none();
            if certain && best.as_ref().is_none_or(|b| b.gap.shortage < gap.shortage) {
                best = Some(Headline {
                    skill: row.skill.clone(),
                    label: row.label.clone(),
                    cell: cell.asked.cell.clone(),
                    cell_label: cell.label.clone(),
                    gap: *gap,
                });
            }
        }
    }
    best
}
