//! Questions and their answers.

use std::sync::Arc;

use serde::Serialize;

use super::Engine;
use super::changes::ChangeRow;
use super::doubts::DoubtRow;
use super::sync::LeavesView;
use super::views::{AboutView, ActRow, ImportRow, PolicyView, ProfileView, SkillHit, StepsView};
use crate::career;
use crate::catalog::ItemIx;
use crate::clock::{Millis, Now};
use crate::command::Query;
use crate::engine::acts::ActError;
use crate::engine::skill::SkillDetail;
use crate::error::EngineError;
use crate::map::Map;
use crate::profile::Estimate;
use crate::recommend::{EvidenceRef, FeedbackEvent, ItemRow, ItemState, Person, Titles, states};
use crate::sync::Day;
use crate::taxonomy::{RoleIx, SkillId};

/// The answer to a [`Query`], as the page reads it.
#[derive(Debug, Clone, Serialize)]
#[serde(untagged)]
#[allow(missing_docs, reason = "each variant is the answer to the query of its name")]
pub enum Answer {
    Steps(StepsView),
    Profile(ProfileView),
    Skill(Box<SkillDetail>),
    Roles(Vec<career::RoleRow>),
    Role(Box<career::RoleDetail>),
    Gigs(Vec<career::GigRow>),
    Mentors(Vec<career::MentorRow>),
    SkillHits(Vec<SkillHit>),
    Items(Vec<ItemRow>),
    Acts(Vec<ActRow>),
    Imports(Vec<ImportRow>),
    Policy(PolicyView),
    About(Box<AboutView>),
    Leaves(Box<LeavesView>),
    Changes(Vec<ChangeRow>),
    Doubts(Vec<DoubtRow>),
}

/// Most rows of one answer that the page asks for by number.
const MOST: usize = 50;

/// What the recommender and the career part need, owned.
pub(super) struct Owned<'e> {
    engine: &'e Engine,
    pub(super) estimates: Map<SkillId, Estimate>,
    pub(super) evidence: Map<SkillId, Arc<[EvidenceRef]>>,
    pub(super) items: Map<ItemIx, ItemState>,
    pub(super) goal: Option<RoleIx>,
    feedback: Vec<FeedbackEvent>,
    wishes: Vec<SkillId>,
    moments: Vec<Millis>,
    cell: Option<(String, String)>,
    seed: u64,
}

impl Owned<'_> {
    pub(super) fn person(&self) -> Person<'_> {
        Person {
            estimates: &self.estimates,
            evidence: &self.evidence,
            titles: self.engine,
            items: &self.items,
            goal: self.goal,
            wishes: &self.wishes,
            moments: &self.moments,
            feedback: &self.feedback,
            cell: self.cell.as_ref().map(|(f, r)| (f.as_str(), r.as_str())),
            seed: self.seed,
        }
    }
}

impl Titles for Engine {
    fn title(&self, key: u64) -> String {
        self.words_of(key).map_or_else(String::new, |words| words.0)
    }
}

impl Engine {
    /// Answers a question. Changes nothing.
    ///
    /// # Errors
    /// `act.unknown_skill`, `act.unknown_role` where the question names one that is not there.
    pub fn query(&self, query: &Query, now: Now) -> Result<Answer, EngineError> {
        let (tax, cat) = (&self.company.taxonomy, &self.company.catalogue);
        Ok(match query {
            Query::Steps { count, minutes, surprise } => {
                Answer::Steps(self.steps((*count).min(MOST), *minutes, f64::from(*surprise) / 100.0, now))
            }
            Query::Profile => Answer::Profile(self.profile(now)),
            Query::Skill { id } => Answer::Skill(Box::new(self.skill(id, now)?)),
            Query::Roles => Answer::Roles(career::roles(tax, cat, &self.owned(now).person(), now)),
            Query::Role { id } => {
                let ix = tax.find_role(id).ok_or_else(|| ActError::UnknownRole(id.clone()))?;
                let detail = career::role(tax, cat, &self.owned(now).person(), ix, now);
                Answer::Role(Box::new(detail.ok_or_else(|| ActError::UnknownRole(id.clone()))?))
            }
            Query::Gigs => Answer::Gigs(career::gigs(tax, cat, &self.owned(now).person(), now)),
            Query::Mentors => Answer::Mentors(career::mentors(tax, cat, &self.owned(now).person(), now)),
            Query::SearchSkills { text, count } => {
                let hit = |s: SkillId| SkillHit {
                    id: tax.id(s).to_owned(),
                    label: tax.label(s).to_owned(),
                    description: tax.description(s).to_owned(),
                };
                Answer::SkillHits(tax.search(text, (*count).min(MOST)).into_iter().map(hit).collect())
            }
            Query::SearchItems { text, count } => {
                let states = self.item_states();
                let row = |ix: ItemIx| self.item_row(ix, &states);
                Answer::Items(cat.search(text, (*count).min(MOST)).into_iter().filter_map(row).collect())
            }
            Query::Acts => Answer::Acts(self.act_rows()),
            Query::Imports => Answer::Imports(self.import_rows()),
            Query::Policy => Answer::Policy(self.policy_view()),
            Query::About => Answer::About(Box::new(self.about())),
            Query::Changes => Answer::Changes(self.changes()),
            Query::Leaves => Answer::Leaves(Box::new(self.leaves(now))),
            Query::Doubts => Answer::Doubts(self.doubts(now)),
        })
    }

    /// Everything the recommender looks at, at this moment.
    pub(super) fn owned(&self, now: Now) -> Owned<'_> {
        let mut evidence = Map::new();
        let mut estimates = Map::new();
        for (&skill, log) in &self.logs {
            estimates.insert(skill, log.estimate(now.at));
            evidence.insert(skill, log.counted(now.at));
        }
        Owned {
            engine: self,
            estimates,
            evidence,
            items: self.offered_states(now),
            goal: self.goal().and_then(|id| self.company.taxonomy.find_role(id)),
            feedback: self.feedback(),
            wishes: self.wishes(),
            moments: self.progress.values().map(|(_, at)| *at).collect(),
            cell: self.state.cell.clone(),
            seed: self.state.seed,
        }
    }

    /// The states of items, with those put off that an experiment offers only to an arm that has begun: everybody else is not offered
    /// them until it ends. What the person has done with one stands.
    fn offered_states(&self, now: Now) -> Map<ItemIx, ItemState> {
        let mut all = self.item_states();
        let today = Day::of(now.at);
        for measure in self.company.dictionary.measures.iter().filter(|m| m.starts <= today && today < m.expires) {
            let Some(experiment) = measure.encoding.experiment() else { continue };
            let arm = experiment.arm(self.state.seed).and_then(|arm| experiment.arms.get(arm));
            let until = arm.and_then(|a| a.starts).unwrap_or(measure.expires);
            for item in
                experiment.items.iter().filter(|_| today < until).filter_map(|id| self.company.catalogue.find(id))
            {
                all.entry(item).or_insert(ItemState::Snoozed { until: until.start() });
            }
        }
        all
    }

    /// State of every item that a signal or the person said something of.
    pub(super) fn item_states(&self) -> Map<ItemIx, ItemState> {
        states(&self.feedback(), self.progress.iter().map(|(ix, (progress, _))| (*ix, *progress)))
    }
}
