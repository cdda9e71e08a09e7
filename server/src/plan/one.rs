//! One skill in one cell, looked at from its newest release.

use skillkeep_insight::{Released, Sums};

use super::compare::{AHEAD, Asked, People};
use super::quarter::{Ahead, Quarter};
use super::scenario::Body;
use super::store::Series;
use crate::insight::company::{Place, Question};
use crate::insight::figures::find;
use crate::insight::{Company, Shelf};
use crate::problem::Refused;
use crate::tasks::Span;

/// Where one looks.
pub(super) struct One<'c> {
    /// The question that asks for the skill there.
    pub(super) question: &'c Question,
    /// The cell.
    pub(super) place: &'c Place,
    /// The skill's place in the question.
    pub(super) ix: usize,
    /// Skill and cell, each by id and name.
    pub(super) names: [&'c str; 4],
}

/// What is seen from there.
pub(super) struct Look {
    /// First day of the newest release's period.
    pub(super) newest: u64,
    /// What is ahead.
    pub(super) ahead: Ahead,
    /// How far one looks.
    pub(super) at: usize,
    /// People who should have the skill then.
    pub(super) demand: People,
}

impl<'c> One<'c> {
    /// Finds it.
    ///
    /// # Errors
    /// [`Refused::Figure`] for a skill that is not asked for in the cell, or a cell that is not known.
    pub(super) fn find(company: &'c Company, skill: &'c str, cell: &str) -> Result<One<'c>, Refused> {
        let (question, place) = find(company, skill, cell).ok_or(Refused::Figure)?;
        let ix = question.skills().iter().position(|s| s == skill).ok_or(Refused::Figure)?;
        let names = [skill, company.label(skill), &place.asked.cell, &place.label];
        Ok(One { question, place, ix, names })
    }

    /// Its releases, the oldest first; None of none.
    pub(super) fn releases<'s>(&self, shelf: &'s Shelf) -> Option<Released<Vec<&'s Sums>>> {
        let found = self.question.periods().iter().filter_map(|span| shelf.get(&self.place.asked, span));
        Released::collect(found.map(Released::as_ref))
    }

    /// Looks so far, at the demand of a scenario; [`AHEAD`] periods where no quarter is named.
    ///
    /// # Errors
    /// [`Refused::Figure`] for a quarter that is not ahead; [`Refused::Plan`] where the scenario does not fit.
    pub(super) fn look(
        &self,
        company: &Company,
        shelf: &Shelf,
        (body, series): (&Body, &[Series]),
        period: Option<&str>,
    ) -> Result<Look, Refused> {
        let here = |span: &&std::sync::Arc<Span>| shelf.has(self.place.asked.task.id, span.start);
        let newest = self.question.periods().iter().rev().find(here).ok_or(Refused::Figure)?;
        let ahead = Ahead::of(self.question, newest).ok_or(Refused::Internal)?;
        let at = match period {
            None => AHEAD,
            Some(text) => {
                let quarter = Quarter::of(text).ok_or(Refused::Figure)?;
                (1..=AHEAD).find(|at| ahead.at(*at) == quarter).ok_or(Refused::Figure)?
            }
        };
        let [skill, ..] = self.names;
        let demand = Asked::of(company, body, series, ahead)?.people(self.question, self.place, skill, at);
        Ok(Look { newest: newest.start, ahead, at, demand })
    }
}
