//! What an audit says beyond group against group: the summary by category, many comparisons at once, like with like, and what is missing.

use std::borrow::Cow;

use serde::Serialize;
use skillkeep::sync::{Attribute, Encoding, Outcome, Partition};
use skillkeep_insight::exact::{Tail, normal::Test};
use skillkeep_insight::ratio::{FOUR_FIFTHS, score_at};
use skillkeep_insight::strata::{Correction, StratifiedGap, adjusted, stratified_gap};
use skillkeep_insight::{Group, MIN_COVERAGE, Released, Sums};

use crate::insight::company::{Place, Question};
use crate::insight::figures::{Split, one, outcome, splits};
use crate::insight::views::{AuditView, Figure, GroupView, How, NoFairness};
use crate::insight::{Company, Shelf};
use crate::problem::Refused;
use crate::tasks::Span;

/// Findings are told at this false discovery rate.
pub const FALSE_DISCOVERY: f64 = 0.05;
/// A category of less than this part of all who answered may be left out of the summary's ratios (Local Law 144 rules, 5-301).
pub const SMALLEST: f64 = 0.02;

/// An audit of one period.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Audited {
    /// Period id.
    pub period: String,
    /// The summary: selection and scoring rates by category.
    pub summary: Vec<Summary>,
    /// Every group against its reference, with p-values of all of them together.
    pub comparisons: Vec<Comparison>,
    /// The same within functions or regions.
    pub strata: Vec<Stratified>,
    /// What cannot be said, and which measure is missing.
    pub lacking: Vec<Lacking>,
    /// Every release behind it.
    pub how: Vec<How>,
}

/// One table of the summary.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Summary {
    /// `selection`: a decision for or against; `scoring`: share above the median of all.
    pub kind: &'static str,
    /// The comparison behind it.
    #[serde(flatten)]
    pub audit: AuditView,
    /// For `scoring`: the median's value, and whether noise can have moved it to another.
    pub median: Option<Median>,
    /// Groups of too small a part of all to be compared.
    pub small: Vec<String>,
}

/// The median of a scale of a few values.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Median {
    /// The value it falls on.
    pub value: String,
    /// The noise cannot have moved it, at 95 %.
    pub sure: bool,
}

/// One group against its reference.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Comparison {
    /// Measure id.
    pub measure: String,
    /// Cell name.
    pub cell: String,
    /// Which values count as yes.
    pub yes: Vec<String>,
    /// The group.
    pub group: String,
    /// With whom.
    pub reference: String,
    /// Fewer than 60 % of the cell answered: p-values stand, and nothing is concluded.
    pub few_answers: bool,
    /// Two-sided: the rates are equal.
    pub equal: PValue,
    /// One-sided: the ratio is at least four fifths.
    pub four_fifths: PValue,
}

/// A p-value, alone and among all of the audit.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct PValue {
    /// Alone; None where a size cannot be told from zero.
    pub p: Option<f64>,
    /// After Benjamini and Hochberg.
    pub adjusted: Option<f64>,
}

/// A group against its reference like with like: within the cells of a partition.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Stratified {
    /// Measure id.
    pub measure: String,
    /// `function`, `region` or `function-region`.
    pub over: &'static str,
    /// Which values count as yes.
    pub yes: Vec<String>,
    /// The group.
    pub group: String,
    /// Its name.
    pub label: String,
    /// With whom.
    pub reference: String,
    /// Rate minus rate over the same cells together; None where sizes cannot be told from zero.
    pub crude: Option<StratifiedGap>,
    /// Within the cells, weighted as Mantel and Haenszel do.
    pub within: Option<StratifiedGap>,
    /// The releases.
    pub how: Vec<How>,
}

/// What cannot be said.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Lacking {
    /// `outcome`, `release`, `strata`, `intersections`, `exact`.
    pub what: &'static str,
    /// The measure that is there, or the kind that is missing.
    pub measure: Option<String>,
    /// Attribute id.
    pub attribute: Option<String>,
    /// Outcome.
    pub outcome: Option<String>,
}

/// One release of an outcome.
struct Cell<'a> {
    question: &'a Question,
    place: &'a Place,
    attribute: Cow<'a, Attribute>,
    outcome: Outcome,
    released: &'a Released<Sums>,
}

/// The audit of a period; of the newest with a release of any outcome where none is named.
///
/// # Errors
/// [`Refused::Figure`] for a period that is not known.
pub fn audited(company: &Company, shelf: &Shelf, period: Option<&str>) -> Result<Figure<Audited, NoFairness>, Refused> {
    let nothing = || Ok(Figure::Nothing(NoFairness::new(period.map(str::to_owned))));
    let Some(id) = newest(company, shelf, period)? else { return nothing() };
    let mut cells = Vec::new();
    for (question, (attribute, outcome)) in asked(company) {
        let Some(span) = span_of(question, id) else { continue };
        let found = question.cells.iter().filter_map(|place| Some((place, shelf.get(&place.asked, span)?)));
        let cell = |(place, released)| Cell { question, place, attribute: attribute.clone(), outcome, released };
        cells.extend(found.map(cell));
    }
    let Some(sums) = Released::collect(cells.iter().map(|c| c.released.as_ref())) else { return nothing() };
    let lacking = lacking(company, &cells, id);
    let views = |cell: &Cell<'_>, split: &Split| one(cell.released, cell.question, cell.place, &cell.attribute, split);
    Ok(Figure::Of(sums.map(|all| {
        let summary = cells.iter().flat_map(|cell| summaries(cell, &views)).collect();
        Audited {
            period: id.to_owned(),
            summary,
            comparisons: comparisons(&cells),
            strata: strata(company, &cells),
            lacking,
            how: all.into_iter().map(How::of).collect(),
        }
    })))
}

/// The questions about outcomes.
fn asked(company: &Company) -> impl Iterator<Item = (&Question, (Cow<'_, Attribute>, Outcome))> {
    company.questions().iter().filter_map(|q| outcome(company, q).map(|o| (q, o)))
}

/// The period that is audited: this one, or the newest with a release of any outcome.
///
/// # Errors
/// [`Refused::Figure`] for a period that is not known.
pub(super) fn newest<'c>(
    company: &'c Company,
    shelf: &Shelf,
    period: Option<&'c str>,
) -> Result<Option<&'c str>, Refused> {
    if period.is_some_and(|id| company.tasks.period(id).is_none()) {
        return Err(Refused::Figure);
    }
    let newest = || asked(company).filter_map(|(q, _)| shelf.newest(q)).max_by_key(|s| s.start).map(|s| s.id.as_str());
    Ok(period.or_else(newest))
}

/// The period of a question by its id.
pub(crate) fn span_of<'q>(question: &'q Question, id: &str) -> Option<&'q Span> {
    question.periods().iter().map(AsRef::as_ref).find(|span| span.id == id)
}

fn summaries(cell: &Cell<'_>, view: &dyn Fn(&Cell<'_>, &Split) -> Option<Released<AuditView>>) -> Vec<Summary> {
    let of = |kind, split: &Split, median| {
        let audit = view(cell, split)?.get().clone();
        let all: f64 = audit.groups.iter().map(|g| g.row.answers.value.max(0) as f64).sum();
        let small = |g: &&GroupView| (g.row.answers.value.max(0) as f64) < SMALLEST * all;
        let small = audit.groups.iter().filter(small).map(|g| g.row.group.clone()).collect();
        Some(Summary { kind, audit, median, small })
    };
    match cell.outcome {
        Outcome::Stretch => splits(cell.outcome).iter().filter_map(|split| of("selection", split, None)).collect(),
        Outcome::Confidence | Outcome::Fit => scored(cell, &of).into_iter().collect(),
        // A contest, and what came of it, is neither a selection nor a score: it is among the comparisons.
        Outcome::Contested | Outcome::Settled => Vec::new(),
    }
}

/// Makes a table of a kind and a split.
type Tabled<'f> = &'f dyn Fn(&'static str, &Split, Option<Median>) -> Option<Summary>;

/// Share above the median of all. Where the median is the highest value nobody is above it, and there is no such rate.
fn scored(cell: &Cell<'_>, of: Tabled<'_>) -> Option<Summary> {
    const CUTS: [(&[usize], &[usize]); 2] = [(&[1, 2], &[0]), (&[2], &[0, 1])];
    let whole = splits(cell.outcome).first()?;
    let (sums, values) = (cell.released.get(), whole.values.len());
    let at = |value: usize| sums.over((0..cell.attribute.options.len()).map(|option| option * values + value));
    let counts = (0..values).map(at).collect::<Option<Vec<_>>>()?;
    let all: f64 = counts.iter().map(|c| c.value as f64).sum();
    let noise = counts.iter().map(|c| c.sigma2).sum::<f64>().sqrt() / 2.0;
    let mut below = 0.0;
    for (value, count) in counts.iter().enumerate() {
        let before = below;
        below += count.value as f64;
        if below < all / 2.0 {
            continue;
        }
        let (yes, no) = *CUTS.get(value)?;
        // Below minus half of all is half of (below - above): each count with half of its noise.
        let sure = (below - all / 2.0) > 1.96 * noise && (value == 0 || all / 2.0 - before > 1.96 * noise);
        let median = Median { value: (*whole.values.get(value)?).to_owned(), sure };
        return of("scoring", &Split { outcome: whole.outcome, values: whole.values, yes, no }, Some(median));
    }
    None
}

/// Yes and no of an option.
fn group(sums: &Sums, split: &Split, option: usize) -> Option<Group> {
    let side = |values: &[usize]| sums.over(values.iter().map(|v| option * split.values.len() + v));
    Some(Group { yes: side(split.yes)?, no: side(split.no)? })
}

/// The groups of an attribute other than its reference, each with the reference's place.
fn against(attribute: &Attribute) -> Vec<(usize, usize)> {
    let Some(reference) = attribute.options.iter().position(|o| o.id == attribute.reference) else { return Vec::new() };
    (0..attribute.options.len()).filter(|at| *at != reference).map(|at| (at, reference)).collect()
}

fn names(split: &Split) -> Vec<String> {
    split.yes.iter().filter_map(|v| split.values.get(*v)).map(|v| (*v).to_owned()).collect()
}

fn comparisons(cells: &[Cell<'_>]) -> Vec<Comparison> {
    let mut all = Vec::new();
    for cell in cells {
        let sums = cell.released.get();
        let coverage = sums.answered_in_histogram().map_or(0.0, |a| a.value as f64) / (sums.headcount.max(1) as f64);
        for split in splits(cell.outcome) {
            for (option, reference) in against(&cell.attribute) {
                let pair = group(sums, split, option).zip(group(sums, split, reference));
                let z = |ratio: f64| pair.and_then(|(a, b)| score_at(ratio, &a, &b)).filter(|z| z.is_finite());
                let p = |z: Option<f64>, tail| PValue { p: z.map(|z| Test::normal(z, tail).p), adjusted: None };
                let id = |at: usize| cell.attribute.options.get(at).map(|o| o.id.clone()).unwrap_or_default();
                all.push(Comparison {
                    measure: cell.question.measure.id.clone(),
                    cell: cell.place.asked.cell.clone(),
                    yes: names(split),
                    group: id(option),
                    reference: id(reference),
                    few_answers: coverage < MIN_COVERAGE,
                    equal: p(z(1.0), Tail::Two),
                    four_fifths: p(z(FOUR_FIFTHS), Tail::Less),
                });
            }
        }
    }
    adjust(&mut all, |c| &mut c.equal);
    adjust(&mut all, |c| &mut c.four_fifths);
    all
}

/// Benjamini and Hochberg over all that have a p-value.
fn adjust(all: &mut [Comparison], of: fn(&mut Comparison) -> &mut PValue) {
    let known: Vec<&mut PValue> = all.iter_mut().map(of).filter(|v| v.p.is_some()).collect();
    let values: Vec<f64> = known.iter().filter_map(|v| v.p).collect();
    let Ok(adjusted) = adjusted(&values, Correction::BenjaminiHochberg) else { return };
    known.into_iter().zip(adjusted).for_each(|(value, p)| value.adjusted = Some(p));
}

fn strata(company: &Company, cells: &[Cell<'_>]) -> Vec<Stratified> {
    let mut all = Vec::new();
    for question in company.questions().iter().filter(|q| q.over != Partition::Company) {
        let mine: Vec<&Cell<'_>> = cells.iter().filter(|c| std::ptr::eq(c.question, question)).collect();
        let Some(first) = mine.first().filter(|_| mine.len() > 1) else { continue };
        for split in splits(first.outcome) {
            for (option, reference) in against(&first.attribute) {
                let pair = |c: &&Cell<'_>| {
                    let sums = c.released.get();
                    group(sums, split, option).zip(group(sums, split, reference))
                };
                let pairs: Vec<(Group, Group)> = mine.iter().filter_map(pair).collect();
                let sum = |side: fn(&(Group, Group)) -> Group| Group {
                    yes: skillkeep_insight::Noisy::sum(pairs.iter().map(|p| side(p).yes)),
                    no: skillkeep_insight::Noisy::sum(pairs.iter().map(|p| side(p).no)),
                };
                let crude = stratified_gap(&[(sum(|p| p.0), sum(|p| p.1))]).ok();
                let option = first.attribute.options.get(option);
                all.push(Stratified {
                    measure: question.measure.id.clone(),
                    over: crate::insight::company::partition_name(question.over),
                    yes: names(split),
                    group: option.map(|o| o.id.clone()).unwrap_or_default(),
                    label: option.map(|o| o.label.clone()).unwrap_or_default(),
                    reference: first.attribute.reference.clone(),
                    crude,
                    within: stratified_gap(&pairs).ok(),
                    how: mine.iter().map(|c| How::of(c.released.get())).collect(),
                });
            }
        }
    }
    all
}

/// The outcomes that an audit looks for.
const KINDS: [Outcome; 5] = [Outcome::Stretch, Outcome::Confidence, Outcome::Contested, Outcome::Fit, Outcome::Settled];

fn lacking(company: &Company, cells: &[Cell<'_>], period: &str) -> Vec<Lacking> {
    let mut all = Vec::new();
    let lack = |what, measure: Option<&str>, attribute: Option<&str>, outcome: Option<&str>| Lacking {
        what,
        measure: measure.map(str::to_owned),
        attribute: attribute.map(str::to_owned),
        outcome: outcome.map(str::to_owned),
    };
    for attribute in &company.dictionary.attributes {
        for kind in KINDS {
            let name = splits(kind).first().map_or("", |split| split.outcome);
            let mine = company.questions().iter().filter(|q| {
                matches!(&q.measure.encoding, Encoding::Outcome { attribute: a, with: None, outcome } if *a == attribute.id && *outcome == kind)
            });
            let mine: Vec<&Question> = mine.collect();
            let about = |what, measure: Option<&str>| lack(what, measure, Some(&attribute.id), Some(name));
            let Some(first) = mine.first() else {
                all.push(about("outcome", None));
                continue;
            };
            for question in &mine {
                let here = cells.iter().filter(|c| std::ptr::eq(c.question, *question)).count();
                if span_of(question, period).is_some() && here < question.cells.len() {
                    all.push(about("release", Some(&question.measure.id)));
                }
            }
            if mine.iter().all(|q| q.over == Partition::Company) {
                all.push(about("strata", Some(&first.measure.id)));
            }
        }
    }
    let both = |q: &Question| matches!(&q.measure.encoding, Encoding::Outcome { with: Some(_), .. });
    if company.dictionary.attributes.len() > 1 && !company.questions().iter().any(both) {
        all.push(lack("intersections", None, None, None));
    }
    // Every release carries noise: an exact test would take for a count what is none.
    all.push(lack("exact", None, None, None));
    all
}
