//! Groups and their outcomes, from one histogram.

use serde::Serialize;

use crate::ratio::{Group, Ratio, Verdict, impact_ratio};
use crate::share::{Lack, NotEnough, People, Question, Share};
use crate::{Interval, Noisy, Sums};

/// With whom groups are compared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reference {
    /// The group with this id, as the dictionary names it.
    Named(String),
    /// The group with the highest rate, as the Uniform Guidelines say. Under noise the highest is a little too high by luck, so a named
    /// reference is better where there is one.
    Highest,
}

/// How to read a histogram of `options * outcomes + 1` cells; index = option * outcomes + outcome, the last cell is "no answer".
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditPlan {
    /// Ids of the groups, in the dictionary's order.
    pub options: Vec<String>,
    /// Outcomes a group has.
    pub outcomes: usize,
    /// Outcomes that count as yes.
    pub yes: Vec<usize>,
    /// Outcomes that count as no; an outcome in neither is left out of the rate.
    pub no: Vec<usize>,
    /// With whom groups are compared.
    pub reference: Reference,
}

/// Why a histogram cannot be read by a plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum AuditError {
    /// The number of sums is not options times outcomes and one.
    #[error("the histogram has {found} cells, the plan {expected}")]
    Shape {
        /// Cells the plan has.
        expected: usize,
        /// Cells there are.
        found: usize,
    },
    /// An outcome is named that does not exist, or as both yes and no, or one side is empty.
    #[error("the plan's outcomes are not a division into yes and no")]
    Outcomes,
    /// The named reference group does not exist.
    #[error("the reference group is not among the options")]
    Reference,
}

impl AuditError {
    /// A stable code.
    pub fn code(&self) -> &'static str {
        match self {
            AuditError::Shape { .. } => "insight.audit.shape",
            AuditError::Outcomes => "insight.audit.outcomes",
            AuditError::Reference => "insight.audit.reference",
        }
    }
}

/// One group.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct GroupRow {
    /// The option's id.
    pub group: String,
    /// People of the group who answered, with noise.
    pub answers: Noisy,
    /// Its rate; None where its size cannot be told from zero.
    pub rate: Option<f64>,
    /// The rate's 95 % interval, sampling and noise.
    pub rate_interval: Option<Interval>,
    /// Ratio to the reference; None for the reference itself and where there is not enough.
    pub ratio: Option<Ratio>,
    /// What may be said.
    pub verdict: Verdict,
}

/// An audit of one measure, cell and period.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Audit {
    /// The group compared with; None where no group's rate is known.
    pub reference: Option<String>,
    /// Answers and headcount.
    pub people: People,
    /// Answers over headcount, 0..=1.
    pub coverage: f64,
    /// A row each option, in the plan's order.
    pub groups: Vec<GroupRow>,
}

/// Compares the groups of a histogram. Where fewer than [`crate::MIN_COVERAGE`] of the headcount answered, the figures stand and every
/// verdict is "not enough data".
///
/// # Errors
/// [`AuditError`] where the plan does not fit the histogram.
pub fn audit(sums: &Sums, plan: &AuditPlan) -> Result<Audit, AuditError> {
    let expected = plan.options.len().saturating_mul(plan.outcomes).saturating_add(1);
    let shape = AuditError::Shape { expected, found: sums.sums.len() };
    if sums.sums.len() != expected {
        return Err(shape);
    }
    check_outcomes(plan)?;
    let groups = (0..plan.options.len()).map(|i| counts(sums, plan, i)).collect::<Option<Vec<_>>>().ok_or(shape)?;
    let rates: Vec<Option<Share>> = groups.iter().map(rate).collect();
    let reference = match &plan.reference {
        Reference::Named(id) => Some(plan.options.iter().position(|o| o == id).ok_or(AuditError::Reference)?),
        Reference::Highest => rates
            .iter()
            .enumerate()
            .filter_map(|(i, r)| r.map(|r| (i, r.value)))
            .max_by(|a, b| a.1.total_cmp(&b.1))
            .map(|(i, _)| i),
    };
    let answers = sums.answered_in_histogram().ok_or(shape)?;
    let people = People { answers, headcount: sums.headcount };
    let too_few = people.enough().err();
    let compared = reference.and_then(|r| groups.get(r));
    let rows = plan.options.iter().zip(&groups).zip(&rates).enumerate();
    let groups = rows.map(|(i, ((id, group), rate))| row(id, group, rate, compared, reference == Some(i), too_few));
    let groups = groups.collect();
    let reference = reference.and_then(|r| plan.options.get(r).cloned());
    Ok(Audit { reference, people, coverage: people.coverage(), groups })
}

fn row(
    id: &str,
    group: &Group,
    rate: &Option<Share>,
    compared: Option<&Group>,
    is_reference: bool,
    too_few: Option<NotEnough>,
) -> GroupRow {
    let ratio = match compared {
        Some(compared) if !is_reference => Some(impact_ratio(group, compared)),
        _ => None,
    };
    let verdict = match (&ratio, too_few) {
        _ if is_reference => Verdict::Reference,
        (_, Some(lack)) => lack.into(),
        (Some(Ok(ratio)), None) => ratio.verdict,
        (Some(Err(lack)), None) => (*lack).into(),
        (None, None) => NotEnough { needs: 1, lack: Lack::Answers }.into(),
    };
    GroupRow {
        group: id.to_owned(),
        answers: group.yes + group.no,
        rate: rate.map(|r| r.value),
        rate_interval: rate.map(|r| r.interval),
        ratio: ratio.and_then(Result::ok),
        verdict,
    }
}

fn check_outcomes(plan: &AuditPlan) -> Result<(), AuditError> {
    let known = |side: &[usize]| !side.is_empty() && side.iter().all(|&o| o < plan.outcomes);
    let apart = plan.yes.iter().all(|o| !plan.no.contains(o));
    if known(&plan.yes) && known(&plan.no) && apart { Ok(()) } else { Err(AuditError::Outcomes) }
}

fn counts(sums: &Sums, plan: &AuditPlan, option: usize) -> Option<Group> {
    let side = |outcomes: &[usize]| sums.over(outcomes.iter().map(|o| option * plan.outcomes + o));
    Some(Group { yes: side(&plan.yes)?, no: side(&plan.no)? })
}

/// A group's rate as a share of the process. Yes is part of the whole here, so the two noises are not independent; the ratio form keeps
/// them apart: `|yes - p (yes + no)| = |(1-p) yes - p no|`.
fn rate(group: &Group) -> Option<Share> {
    Share::of_parts(group.yes, group.no, Question::Process).ok()
}
