//! What became of a person's skills since she was last told: new names, merges, splits, skills that are no longer used.
//!
//! Nothing is rewritten when a pack changes: evidence and corrections keep the ids they came with, and every opening follows the
//! pack's successors anew (`derive`). So nothing can be lost on the way, doing it twice is doing it once, and the way over any
//! versions between gives the same as the direct one. What is kept is only what the person was last told of each id.

use serde::{Deserialize, Serialize};

use super::Engine;
use super::state::Deed;
use crate::map::{Map, Set};
use crate::taxonomy::SkillId;
use crate::taxonomy::change::{ChangeEntry, ChangeKind};

/// What a person was last told of an id that something of hers names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Told {
    /// Name of the skill that stood for it.
    label: String,
    /// Id of that skill; empty where it is no longer in use.
    place: String,
}

/// One skill of the person's that is not what it was.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[allow(missing_docs, reason = "documented in types.ts")]
pub struct ChangeRow {
    pub former: String,
    pub kind: &'static str,
    pub skill: Option<String>,
    pub label: String,
    pub others: Vec<ChangeOther>,
    pub version: String,
    pub day: String,
    pub reason: String,
}

/// A further part of a skill that was split.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[allow(missing_docs, reason = "documented in types.ts")]
pub struct ChangeOther {
    pub skill: String,
    pub label: String,
}

impl Engine {
    /// What changed since the person was last told, in the order of the former names.
    pub(super) fn changes(&self) -> Vec<ChangeRow> {
        let mut rows: Vec<ChangeRow> = Vec::new();
        for id in self.ids_in_use() {
            let (before, now) = (self.told(&id), self.stands(&id));
            if before != now && !before.label.is_empty() {
                rows.push(self.change_row(&id, before, now));
            }
        }
        crate::order::sort(&mut rows);
        // Ids that were one skill for her already are told of once.
        rows.dedup();
        rows
    }

    /// The person has read what changed.
    pub(super) fn acknowledge(&mut self) {
        self.state.told =
            self.ids_in_use().into_iter().map(|id| (self.stands(&id), id)).map(|(t, id)| (id, t)).collect();
    }

    /// What the next opening takes as told: what was, and of new ids what they are now. An id that nothing names any more goes.
    pub(super) fn told_so_far(&self) -> Map<String, Told> {
        self.ids_in_use().into_iter().map(|id| (self.told(&id), id)).map(|(t, id)| (id, t)).collect()
    }

    /// An id of which nothing is kept is taken as told under its own name: so of snapshots of before, which knew no names, a merge
    /// is told and a new name is not.
    fn told(&self, id: &str) -> Told {
        self.state.told.get(id).cloned().unwrap_or_else(|| {
            let tax = &self.company.taxonomy;
            let label = tax.find(id).map_or("", |s| tax.label(s)).to_owned();
            Told { label, place: id.to_owned() }
        })
    }

    fn stands(&self, id: &str) -> Told {
        let tax = &self.company.taxonomy;
        match self.skill_of(id) {
            Some(skill) => {
                let place = if tax.retired(skill) { "" } else { tax.id(skill) };
                Told { label: tax.label(skill).to_owned(), place: place.to_owned() }
            }
            // Her evidence stays, under the name it had.
            None => {
                Told { label: self.state.told.get(id).map_or(String::new(), |t| t.label.clone()), place: String::new() }
            }
        }
    }

    fn change_row(&self, id: &str, before: Told, now: Told) -> ChangeRow {
        let tax = &self.company.taxonomy;
        let entry = self.entry(if before.place.is_empty() { id } else { &before.place }, before.place == now.place);
        let others: Vec<ChangeOther> = match &entry {
            Some(e) if e.kind == ChangeKind::Split => e.into.iter().filter_map(|i| self.other(i, &now.place)).collect(),
            _ => Vec::new(),
        };
        let kind = match &entry {
            _ if before.place == now.place => ChangeKind::Rename,
            _ if now.place.is_empty() => ChangeKind::Sunset,
            Some(e) if e.kind == ChangeKind::Split && !others.is_empty() => ChangeKind::Split,
            _ => ChangeKind::Merge,
        };
        let ChangeEntry { version, day, reason, .. } = entry.unwrap_or_default();
        let label = tax.find(&now.place).map_or(String::new(), |s| tax.label(s).to_owned());
        let skill = Some(now.place).filter(|p| !p.is_empty());
        ChangeRow { former: before.label, kind: kind.name(), skill, label, others, version, day, reason }
    }

    /// The last thing that was done to a skill: the last new name, or what retired it.
    fn entry(&self, id: &str, renamed: bool) -> Option<ChangeEntry> {
        let history = self.company.taxonomy.history(self.company.taxonomy.find(id)?);
        let fits = |e: &ChangeEntry| match e.kind {
            ChangeKind::Introduce => false,
            kind => (kind == ChangeKind::Rename) == renamed,
        };
        history.into_iter().rev().find(fits)
    }

    fn other(&self, id: &str, place: &str) -> Option<ChangeOther> {
        let tax = &self.company.taxonomy;
        let skill = self.skill_of(id).filter(|s| !tax.retired(*s) && tax.id(*s) != place)?;
        Some(ChangeOther { skill: tax.id(skill).to_owned(), label: tax.label(skill).to_owned() })
    }

    /// Ids that something of the person's names, as it came.
    fn ids_in_use(&self) -> Set<String> {
        let words: Set<u32> = self.state.signals.values().flat_map(|s| s.links.iter().map(|l| l.0)).collect();
        let mut ids: Set<String> = words.iter().map(|w| self.state.say(*w).to_owned()).collect();
        for act in &self.state.acts {
            match &act.deed {
                Deed::Confirm { skill, .. }
                | Deed::Contest { skill, .. }
                | Deed::Add { skill, .. }
                | Deed::Exclude { skill, .. } => {
                    ids.insert(skill.clone());
                }
                _ => {}
            }
        }
        ids
    }

    /// The skill that stands for an id now; a tombstone where nothing took its place.
    pub(super) fn skill_of(&self, id: &str) -> Option<SkillId> {
        self.company.taxonomy.find(id).map(|skill| self.company.taxonomy.heir(skill))
    }
}
