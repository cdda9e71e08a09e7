//! Whether groups are treated alike: every outcome that is asked for, group against group.

use std::borrow::Cow;

use skillkeep::sync::{Attribute, Encoding, Named, Outcome};
use skillkeep_insight::{Audit, AuditPlan, GroupRow, Reference, Released, Sums, audit};

use super::table::span;
use crate::insight::company::{Company, Place, Question};
use crate::insight::shelf::Shelf;
use crate::insight::views::{AuditView, Fairness, Figure, GroupView, How, NoFairness};
use crate::problem::Refused;

/// All comparisons of a period; of the newest with a release of any outcome where none is named.
///
/// # Errors
/// [`Refused::Figure`] for a period that is not known.
pub fn fairness(
    company: &Company,
    shelf: &Shelf,
    period: Option<&str>,
) -> Result<Figure<Fairness, NoFairness>, Refused> {
    if period.is_some_and(|id| company.tasks.period(id).is_none()) {
        return Err(Refused::Figure);
    }
    let outcomes = || company.questions().iter().filter_map(|q| Some((q, outcome(company, q)?)));
    let newest = outcomes().filter_map(|(q, _)| shelf.newest(q)).max_by_key(|s| s.start).map(|s| s.id.as_str());
    let nothing = || Ok(Figure::Nothing(NoFairness::new(period.map(str::to_owned))));
    let Some(id) = period.or(newest) else { return nothing() };
    let mut audits = Vec::new();
    for (question, (attribute, outcome)) in outcomes() {
        let Some(span) = span(shelf, question, Some(id)) else { continue };
        for place in &question.cells {
            let Some(released) = shelf.get(&place.asked, span) else { continue };
            audits.extend(splits(outcome).iter().filter_map(|split| one(released, question, place, &attribute, split)));
        }
    }
    match Released::collect(audits) {
        Some(audits) => Ok(Figure::Of(audits.map(|audits| Fairness { period: id.to_owned(), audits }))),
        None => nothing(),
    }
}

/// The attribute and outcome that a question is about; None for the other kinds. Two attributes at once are one whose options are all
/// pairs.
pub(crate) fn outcome<'c>(company: &'c Company, question: &Question) -> Option<(Cow<'c, Attribute>, Outcome)> {
    let Encoding::Outcome { outcome, .. } = &question.measure.encoding else { return None };
    match company.dictionary.groups(&question.measure).as_slice() {
        [one] => Some((Cow::Borrowed(*one), *outcome)),
        [first, second] => Some((Cow::Owned(crossed(first, second)), *outcome)),
        _ => None,
    }
}

/// What stands between the ids of two attributes, and of their options.
pub(crate) const BOTH: char = '+';

/// Two attributes as one, in the order of an answer's groups; its reference is the reference of both.
fn crossed(first: &Attribute, second: &Attribute) -> Attribute {
    let id = |a: &str, b: &str| format!("{a}{BOTH}{b}");
    let pair = |a: &Named| {
        let a = a.clone();
        let with = move |b: &Named| Named { id: id(&a.id, &b.id), label: format!("{}, {}", a.label, b.label) };
        second.options.iter().map(with).collect::<Vec<_>>()
    };
    Attribute {
        id: id(&first.id, &second.id),
        label: format!("{}, {}", first.label, second.label),
        options: first.options.iter().flat_map(pair).collect(),
        reference: id(&first.reference, &second.reference),
    }
}

/// An outcome as yes and no.
pub(crate) struct Split {
    pub(crate) outcome: &'static str,
    pub(crate) values: &'static [&'static str],
    pub(crate) yes: &'static [usize],
    pub(crate) no: &'static [usize],
}

/// What an outcome is asked: a stretch step is offered or not, and of those to whom it is offered, taken up or not; of those who
/// contested something, settled or not.
pub(crate) fn splits(outcome: Outcome) -> &'static [Split] {
    const STRETCH: &[&str] = &["not_offered", "offered", "accepted"];
    match outcome {
        Outcome::Stretch => &[
            Split { outcome: "stretch", values: STRETCH, yes: &[1, 2], no: &[0] },
            Split { outcome: "stretch", values: STRETCH, yes: &[2], no: &[1] },
        ],
        Outcome::Confidence => {
            &[Split { outcome: "confidence", values: &["low", "middle", "high"], yes: &[2], no: &[0, 1] }]
        }
        Outcome::Contested => &[Split { outcome: "contested", values: &["no", "yes"], yes: &[1], no: &[0] }],
        Outcome::Fit => &[Split { outcome: "fit", values: &["low", "middle", "high"], yes: &[2], no: &[0, 1] }],
        Outcome::Settled => {
            &[Split { outcome: "settled", values: &["nothing", "open", "settled"], yes: &[2], no: &[1] }]
        }
    }
}

/// One comparison; None where the release's sums are not those of the question, which whoever opened it has ruled out.
pub(crate) fn one(
    released: &Released<Sums>,
    question: &Question,
    place: &Place,
    attribute: &Attribute,
    split: &Split,
) -> Option<Released<AuditView>> {
    let plan = AuditPlan {
        options: attribute.options.iter().map(|o| o.id.clone()).collect(),
        outcomes: split.values.len(),
        yes: split.yes.to_vec(),
        no: split.no.to_vec(),
        reference: Reference::Named(attribute.reference.clone()),
    };
    let audited = released.as_ref().map(|sums| Ok((audit(sums, &plan)?, How::of(sums))));
    let audited = audited.transpose().map_err(|error: skillkeep_insight::AuditError| {
        tracing::error!(code = error.code(), measure = question.measure.id, "not audited");
    });
    let names =
        |values: &[usize]| values.iter().filter_map(|v| split.values.get(*v)).map(|v| (*v).to_owned()).collect();
    audited.ok().map(|audited| {
        audited.map(|(audit, how)| {
            let Audit { reference, people, coverage, groups } = audit;
            let label = |row: &GroupRow| attribute.options.iter().find(|o| o.id == row.group).map(|o| o.label.clone());
            let group = |row: GroupRow| GroupView { label: label(&row).unwrap_or_default(), row };
            AuditView {
                measure: question.measure.id.clone(),
                question: question.measure.question.clone(),
                attribute: attribute.id.clone(),
                outcome: split.outcome.to_owned(),
                yes: names(split.yes),
                no: names(split.no),
                cell: place.asked.cell.clone(),
                cell_label: place.label.clone(),
                coverage,
                people,
                reference,
                groups: groups.into_iter().map(group).collect(),
                how: vec![how],
            }
        })
    })
}
