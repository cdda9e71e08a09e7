//! What became of the skill's supply in the cell since an action was published. It is no proof of effect: much else happened too.

use serde::Serialize;
use skillkeep_insight::impact::{Since, since};
use skillkeep_insight::{Lack, NotEnough, Released, Share, Sums};

use super::proposal::asked;
use super::store::Action;
use crate::insight::company::Company;
use crate::insight::figures::{how, share};
use crate::insight::shelf::Shelf;
use crate::insight::views::{Figure, How, NoChange};
use crate::problem::Refused;
use crate::tasks::Span;

/// A day, milliseconds.
const DAY: i64 = 86_400_000;

/// Supply at two times.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Change {
    /// Number of the action.
    pub number: u64,
    /// The last period that had ended when it was published.
    pub before: Option<Reading>,
    /// The newest period that began after that day.
    pub now: Option<Reading>,
    /// The difference; None where there is not enough data.
    pub change: Option<Since>,
    /// What is lacking.
    pub not_enough: Option<NotEnough>,
    /// The releases.
    pub how: Vec<How>,
}

/// A share in a period.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Reading {
    /// Period id.
    pub period: String,
    /// Share of those who answered.
    pub share: Share,
}

/// The change of an action's skill in its cell.
///
/// # Errors
/// [`Refused::Figure`] for one that was never published, or whose question is no longer asked.
pub fn change(company: &Company, shelf: &Shelf, action: &Action) -> Result<Figure<Change, NoChange>, Refused> {
    let published = action.published().ok_or(Refused::Figure)?;
    let day = u64::try_from(published.div_euclid(DAY)).unwrap_or(0);
    let seen = &action.proposal.shortfall;
    let (question, place) = asked(company, &seen.cell).ok_or(Refused::Figure)?;
    let at = question.skills().iter().position(|s| *s == seen.skill).ok_or(Refused::Figure)?;
    let released = |wanted: &dyn Fn(&Span) -> bool| {
        question.periods().iter().rev().filter(|s| wanted(s)).find_map(|span| shelf.get(&place.asked, span))
    };
    let (before, now) = (released(&|span| span.end <= day), released(&|span| span.start > day));
    let both = [before, now].into_iter().flatten().map(Released::as_ref);
    let Some(releases) = Released::collect(both) else { return Ok(Figure::Nothing(NoChange::new(action.number))) };
    let (had, has) = (before.is_some(), now.is_some());
    Ok(Figure::Of(releases.map(|all: Vec<&Sums>| {
        let reading = |sums: &&Sums| Some(Reading { period: sums.period.id.clone(), share: share(sums, at)? });
        let before = all.first().filter(|_| had).and_then(reading);
        let now = all.last().filter(|_| has).and_then(reading);
        let lacking = NotEnough { needs: 1, lack: Lack::Releases };
        let found = match (&before, &now) {
            (Some(before), Some(now)) => since(&before.share, &now.share),
            _ => Err(lacking),
        };
        Change { number: action.number, change: found.ok(), not_enough: found.err(), before, now, how: how(&all) }
    })))
}
