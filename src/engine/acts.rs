//! What the person does: checked, kept with a number, in effect at once, and undone by that number.

use super::Engine;
use super::state::{Act, Deed};
use crate::clock::{Millis, Now};
use crate::command::{Applied, Command};
use crate::error::{Coded, EngineError};
use crate::map::Map;
use crate::profile::SkillLog;
use crate::signal::Kind;
use crate::taxonomy::SkillId;

/// Longest reason or note, in characters.
const LONGEST: usize = 500;

/// Why an act was not taken. Nothing is changed then.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ActError {
    /// No such skill.
    #[error("no skill {0:?}")]
    UnknownSkill(String),
    /// No such role.
    #[error("no role {0:?}")]
    UnknownRole(String),
    /// No such item.
    #[error("no item {0:?}")]
    UnknownItem(String),
    /// No such evidence for this skill.
    #[error("no evidence {0:?}")]
    UnknownEvidence(String),
    /// No such act, or undone already.
    #[error("no act {0}")]
    UnknownAct(u64),
    /// A contest needs a sentence.
    #[error("a contest needs a reason")]
    ReasonMissing,
    /// Longer than 500 characters.
    #[error("longer than {LONGEST} characters")]
    TooLong,
    /// Not on 0..=5.
    #[error("a level is between 0 and 5")]
    Level,
}

impl Coded for ActError {
    fn code(&self) -> &'static str {
        match self {
            ActError::UnknownSkill(_) => "act.unknown_skill",
            ActError::UnknownRole(_) => "act.unknown_role",
            ActError::UnknownItem(_) => "act.unknown_item",
            ActError::UnknownEvidence(_) => "act.unknown_evidence",
            ActError::UnknownAct(_) => "act.unknown",
            ActError::ReasonMissing => "act.reason_missing",
            ActError::TooLong => "act.too_long",
            ActError::Level => "act.level",
        }
    }
    fn args(&self) -> Map<&'static str, String> {
        match self {
            ActError::UnknownSkill(id)
            | ActError::UnknownRole(id)
            | ActError::UnknownItem(id)
            | ActError::UnknownEvidence(id) => Map::from([("id", id.clone())]),
            _ => Map::new(),
        }
    }
}

impl Engine {
    /// Takes an act, or takes one back.
    ///
    /// # Errors
    /// [`ActError`]; nothing is changed then.
    pub fn apply(&mut self, command: Command, now: Now) -> Result<Applied, EngineError> {
        let deed = match command {
            Command::Undo { act } => return self.undo(act),
            Command::ReadChanges => {
                self.acknowledge();
                return Ok(Applied { act: None });
            }
            Command::Confirm { skill, level } => {
                check_level(level)?;
                Deed::Confirm { skill: self.known(skill)?, level }
            }
            Command::Contest { skill, reason, claim } => {
                check_level(claim)?;
                let reason = check_text(&reason)?;
                if reason.is_empty() {
                    return Err(ActError::ReasonMissing.into());
                }
                Deed::Contest { skill: self.known(skill)?, reason, claim }
            }
            Command::Add { skill, level, note } => {
                check_level(Some(level))?;
                Deed::Add { skill: self.known(skill)?, level, note: check_text(&note)? }
            }
            Command::Exclude { skill, evidence, reason } => {
                let keys = self.evidence_keys(&skill, &evidence)?;
                Deed::Exclude { skill, keys, reason: check_text(&reason)? }
            }
            Command::Answer { skill, evidence, right } => {
                let keys = self.evidence_keys(&skill, &evidence)?;
                // "No" is the act that there was: this evidence is left out for this skill.
                if right { Deed::Sure { skill, keys } } else { Deed::Exclude { skill, keys, reason: String::new() } }
            }
            Command::Goal { role } => {
                if let Some(id) = &role {
                    self.company.taxonomy.find_role(id).ok_or_else(|| ActError::UnknownRole(id.clone()))?;
                }
                Deed::Goal { role }
            }
            Command::Feedback { item, feedback } => {
                self.company.catalogue.find(&item).ok_or_else(|| ActError::UnknownItem(item.clone()))?;
                Deed::Feedback { item, what: feedback }
            }
        };
        Ok(Applied { act: Some(self.keep(deed, now.at)) })
    }

    /// Numbers a deed, keeps it, and makes it take effect.
    pub(super) fn keep(&mut self, deed: Deed, at: Millis) -> u64 {
        let id = self.state.next_act;
        self.state.next_act += 1;
        let act = Act { id, at: at.0, deed };
        self.perform(&act);
        self.state.acts.push(act);
        id
    }

    fn undo(&mut self, id: u64) -> Result<Applied, EngineError> {
        let at = self.state.acts.iter().position(|a| a.id == id).ok_or(ActError::UnknownAct(id))?;
        let act = self.state.acts.remove(at);
        match act.deed {
            Deed::Confirm { skill, .. } | Deed::Contest { skill, .. } | Deed::Add { skill, .. } => {
                if let Some(log) = self.skill_of(&skill).and_then(|s| self.logs.get_mut(&s)) {
                    log.uncorrect(id);
                }
            }
            Deed::Exclude { skill, keys, .. } => {
                // A key that another act still leaves out stays out.
                let still = |k: &u64| {
                    let same = |s: &str| self.skill_of(s) == self.skill_of(&skill);
                    self.state
                        .acts
                        .iter()
                        .any(|a| matches!(&a.deed, Deed::Exclude { skill: s, keys, .. } if keys.contains(k) && same(s)))
                };
                let back: Vec<u64> = keys.iter().filter(|k| !still(k)).copied().collect();
                if let Some(log) = self.skill_of(&skill).and_then(|s| self.logs.get_mut(&s)) {
                    back.iter().for_each(|k| log.include(*k));
                }
            }
            Deed::Feedback { item, what } => {
                for (skill, key, _) in self.evidence_of_feedback(id, act.at, &item, what) {
                    if let Some(log) = self.logs.get_mut(&skill) {
                        log.remove(key);
                    }
                }
            }
            Deed::Import { import } => {
                self.state.drop_import(import);
                self.rebuild();
            }
            // How sure the link was is kept with the signals only.
            Deed::Sure { .. } => self.rebuild(),
            Deed::Goal { .. } => {}
        }
        self.logs.retain(|_, log| !log.is_empty());
        Ok(Applied { act: None })
    }

    fn known(&self, skill: String) -> Result<String, ActError> {
        if self.company.taxonomy.find(&skill).is_some() { Ok(skill) } else { Err(ActError::UnknownSkill(skill)) }
    }

    /// The keys behind one row of evidence: commits of one place and month are one row.
    fn evidence_keys(&self, skill: &str, evidence: &str) -> Result<Vec<u64>, ActError> {
        let unknown = || ActError::UnknownEvidence(evidence.to_owned());
        let skill = self.skill_of(skill).ok_or_else(|| ActError::UnknownSkill(skill.to_owned()))?;
        let key = u64::from_str_radix(evidence, 16).map_err(|_| unknown())?;
        let groups = self.evidence_groups(skill);
        groups.into_iter().find(|g| g.keys.contains(&key)).map(|g| g.keys).ok_or_else(unknown)
    }

    /// The last goal that was set and not undone.
    pub(super) fn goal(&self) -> Option<&str> {
        self.state.acts.iter().rev().find_map(|a| match &a.deed {
            Deed::Goal { role } => Some(role.as_deref()),
            _ => None,
        })?
    }

    /// Rows of evidence of a skill: one a signal, but commits of one place and month together.
    pub(super) fn evidence_groups(&self, skill: SkillId) -> Vec<Group> {
        let mut groups: Vec<Group> = Vec::new();
        let mut commits: Map<(u32, i64), usize> = Map::new();
        for key in self.logs.get(&skill).into_iter().flat_map(SkillLog::keys) {
            let commit = self.state.signals.get(&key).filter(|s| s.kind == Kind::Commit);
            if let Some(s) = commit {
                let slot = (s.context, month(s.at));
                if let Some(&at) = commits.get(&slot) {
                    groups[at].keys.push(key);
                    continue;
                }
                commits.insert(slot, groups.len());
            }
            groups.push(Group { keys: vec![key] });
        }
        groups
    }
}

/// Evidence that is shown as one row.
pub(super) struct Group {
    /// Keys, smallest first; the first names the row.
    pub(super) keys: Vec<u64>,
}

/// Months since 1970 in UTC.
fn month(at: i64) -> i64 {
    let seconds = at.div_euclid(1000);
    time::OffsetDateTime::from_unix_timestamp(seconds)
        .map_or(0, |t| i64::from(t.year()) * 12 + i64::from(u8::from(t.month())))
}

fn check_level(level: Option<f32>) -> Result<(), ActError> {
    match level {
        Some(l) if !(0.0..=5.0).contains(&l) => Err(ActError::Level),
        _ => Ok(()),
    }
}

fn check_text(text: &str) -> Result<String, ActError> {
    let text = text.trim();
    if text.chars().count() > LONGEST { Err(ActError::TooLong) } else { Ok(text.to_owned()) }
}
