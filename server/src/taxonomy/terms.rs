//! Words that people's records name and no skill explains: how many people, from releases, and which of them are worth a proposal.
//! The list is the dictionary's, published and signed; nobody's own words are here.

use serde::Serialize;
use skillkeep::taxonomy::Terms;
use skillkeep::taxonomy::change::{EvidenceCount, Proposal, RaisedBy};
use skillkeep_insight::Share;

use super::proposal;
use super::vocabulary::Row;
use crate::insight::Insight;
use crate::insight::figures::{cells, clipped, how, of, share, span};
use crate::insight::views::{CellView, Figure, How, NoTerms};
use crate::problem::Refused;

/// Words that no skill explained when they were asked about.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct TermsView {
    /// Period id.
    pub period: String,
    /// The cells that were asked.
    pub cells: Vec<CellView>,
    /// Share of those who answered who could have named more than they were let.
    pub clipped: Option<Share>,
    /// A row a term, what most people surely name first.
    pub rows: Vec<TermRow>,
    /// From so many people on a term is proposed.
    pub threshold: u64,
    /// The releases.
    pub how: Vec<How>,
}

/// A term.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct TermRow {
    /// As the list writes it.
    pub term: String,
    /// One a cell; None where the cell has no release, or its answers cannot be told from none.
    pub shares: Vec<Option<Share>>,
    /// People who surely name it: lower ends of the intervals, times the headcounts.
    pub surely: u64,
    /// Enough people answered, and at least the threshold name it.
    pub passes: bool,
    /// The skill that has taken it up since.
    pub skill: Option<Row>,
}

/// Words that no skill explains, of one period or of the newest with a release.
///
/// # Errors
/// [`Refused::Figure`] for a period that is not known.
pub fn terms(insight: &Insight, period: Option<&str>) -> Result<Figure<TermsView, NoTerms>, Refused> {
    let (company, shelf) = (&insight.company, insight.shelf());
    if period.is_some_and(|id| company.tasks.period(id).is_none()) {
        return Err(Refused::Figure);
    }
    let nothing = || Ok(Figure::Nothing(NoTerms::new(period.map(str::to_owned))));
    let Some(question) = company.terms() else { return nothing() };
    let Some(span) = span(&shelf, question, period) else { return nothing() };
    let found = question.cells.iter().filter_map(|place| shelf.get(&place.asked, span)).map(|r| r.as_ref());
    let Some(releases) = skillkeep_insight::Released::collect(found) else { return nothing() };
    let threshold = insight.market.introduce_people;
    Ok(Figure::Of(releases.map(|all| {
        let row = |(place, term): (usize, &String)| {
            let shares: Vec<Option<Share>> = question.cells.iter().map(|cell| share(of(&all, cell)?, place)).collect();
            let heads = |s: &Share| s.interval.low * s.people.headcount as f64;
            let surely = shares.iter().flatten().map(heads).sum::<f64>().floor() as u64;
            let enough = shares.iter().flatten().all(|s| s.people.enough().is_ok());
            let skill = Terms::explained(insight.vocabulary.taxonomy(), term);
            let skill = skill.map(|s| insight.vocabulary.row_of(insight.vocabulary.taxonomy().id(s)));
            let passes = skill.is_none() && enough && surely >= threshold;
            TermRow { term: term.clone(), shares, surely, passes, skill }
        };
        let mut rows: Vec<TermRow> = question.measure.encoding.terms().iter().enumerate().map(row).collect();
        rows.sort_by(|a, b| b.surely.cmp(&a.surely).then(value(b).total_cmp(&value(a))));
        TermsView {
            period: span.id.clone(),
            cells: cells(question, &all),
            clipped: clipped(&all),
            rows,
            threshold,
            how: how(&all),
        }
    })))
}

fn value(row: &TermRow) -> f64 {
    row.shares.iter().flatten().map(|s| s.value).fold(0.0, f64::max)
}

/// The proposals that the newest release is worth.
pub(super) fn raised(insight: &Insight) -> Vec<Proposal> {
    let Ok(figure) = terms(insight, None) else { return Vec::new() };
    let Some(view) = figure.released() else { return Vec::new() };
    let measure = view.how.first().map_or("", |h| h.measure.as_str());
    let one = |row: &TermRow| {
        let source = format!("dap:{}/{measure}", view.period);
        let evidence = vec![EvidenceCount { what: "people-at-least".into(), source, count: row.surely }];
        let mut one =
            Proposal { label: row.term.clone(), raised_by: RaisedBy::Threshold, evidence, ..Proposal::default() };
        one.id = proposal::id(&one);
        one
    };
    view.rows.iter().filter(|r| r.passes).take(insight.market.most).map(one).collect()
}
