//! Accepted proposals become the next version of a taxonomy, with a change log.
//!
//! Decided:
//! - What is retired stays as a tombstone: id, names, description, history; no relations, and no role needs it.
//! - A merge gives the names of what goes to what stays. A sunset does not: a successor is not the same thing.
//! - A split retires its subject, and the first of `into` takes over what people had; they are told of the others. Where one part
//!   keeps the meaning it is no split but a rename and an introduction.
//! - A successor that is retired itself is followed to its end, so that every chain is one step. A circle is refused.
//! - A role that needed what is gone needs its successor, at the higher level; without one the need goes.
//! - Introductions and new names come first, then merges, splits and sunsets, each in the order of ids.

use std::collections::{BTreeMap, BTreeSet};

use super::super::{PackSource, SkillSource};
use super::{ChangeEntry, ChangeKind, ChangeLog, FileFault, Proposal, ProposalFile, ProposalStatus};

/// What a release made.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Release {
    /// The next version, in order of id.
    pub source: PackSource,
    /// What was done, of this version only.
    pub log: ChangeLog,
    /// The proposals, the accepted ones now released.
    pub proposals: ProposalFile,
}

/// Applies the accepted proposals to `before`. With `onto`, which is another version of the same taxonomy, that is what goes on:
/// its words, relations and (where it has any) roles; what is only in `before` stays as a tombstone.
///
/// # Errors
/// [`FileFault::Proposal`] naming the first proposal that names a skill that is not there or is retired already, retires what
/// another one retires too, introduces an id that is there, or closes a circle.
pub fn apply(
    before: &PackSource,
    onto: Option<&PackSource>,
    file: &ProposalFile,
    version: &str,
    day: &str,
) -> Result<Release, FileFault> {
    let mut work = Work::new(before, onto);
    let mut accepted: Vec<&Proposal> = file.proposals.iter().filter(|p| p.status == ProposalStatus::Accepted).collect();
    accepted.sort_by(|a, b| (a.kind.order(), &a.id).cmp(&(b.kind.order(), &b.id)));
    for p in &accepted {
        p.check()?;
        work.take(p, version, day)?;
    }
    work.close()?;
    let mut proposals = file.clone();
    for p in proposals.proposals.iter_mut().filter(|p| p.status == ProposalStatus::Accepted) {
        p.status = ProposalStatus::Released;
    }
    let mut entries = work.entries;
    entries.sort_by(|a, b| (a.kind, &a.subject, &a.proposal).cmp(&(b.kind, &b.subject, &b.proposal)));
    let (sources, roles) = (work.sources, work.roles);
    let source = PackSource { sources, skills: work.skills.into_values().collect(), roles };
    Ok(Release { source, log: ChangeLog { format: 1, entries }, proposals })
}

impl ChangeKind {
    fn order(self) -> u8 {
        match self {
            ChangeKind::Introduce => 0,
            ChangeKind::Rename => 1,
            _ => 2,
        }
    }
}

struct Work {
    sources: Vec<super::super::SourceNotice>,
    skills: BTreeMap<String, SkillSource>,
    roles: Vec<super::super::RoleSource>,
    entries: Vec<ChangeEntry>,
    /// What this release retired, and by which proposal.
    retired: BTreeMap<String, String>,
    /// Labels of the version before.
    labels: BTreeMap<String, String>,
    /// Skills that `onto` brought.
    brought: BTreeSet<String>,
}

impl Work {
    fn new(before: &PackSource, onto: Option<&PackSource>) -> Work {
        let labels: BTreeMap<String, String> = before.skills.iter().map(|s| (s.id.clone(), s.label.clone())).collect();
        let base = onto.unwrap_or(before);
        let mut skills: BTreeMap<String, SkillSource> = base.skills.iter().map(|s| (s.id.clone(), s.clone())).collect();
        let mut sources = base.sources.clone();
        let mut brought = BTreeSet::new();
        if onto.is_some() {
            brought = skills.keys().filter(|id| !labels.contains_key(*id)).cloned().collect();
            for s in &before.skills {
                if let Some(now) = skills.get_mut(&s.id) {
                    // What was learned here stays with the skill.
                    now.history.splice(0..0, s.history.iter().cloned());
                    now.former.extend(s.former.iter().filter(|f| **f != now.label).cloned());
                    if now.names.is_empty() {
                        now.names.clone_from(&s.names);
                    }
                } else {
                    let mut stone = s.clone();
                    stone.source = source_in(&mut sources, before, s.source);
                    stone.also =
                        stone.also.iter().map(|(i, uri)| (source_in(&mut sources, before, *i), uri.clone())).collect();
                    stone.retired = true;
                    stone.relations.clear();
                    skills.insert(stone.id.clone(), stone);
                }
            }
        }
        let roles = if base.roles.is_empty() { before.roles.clone() } else { base.roles.clone() };
        Work { sources, skills, roles, entries: Vec::new(), retired: BTreeMap::new(), labels, brought }
    }

    fn take(&mut self, p: &Proposal, version: &str, day: &str) -> Result<(), FileFault> {
        let bad = |reason: String| FileFault::Proposal { id: p.id.clone(), reason };
        let entry = |subject: &str, label: String, into: Vec<String>, into_labels: Vec<String>| ChangeEntry {
            version: version.to_owned(),
            day: day.to_owned(),
            kind: p.kind,
            subject: subject.to_owned(),
            label,
            into,
            into_labels,
            reason: p.reason.clone(),
            proposal: p.id.clone(),
        };
        for id in p.subjects.iter().chain(p.into.iter().filter(|_| p.kind != ChangeKind::Introduce)) {
            if !self.skills.contains_key(id) {
                return Err(bad(format!("there is no skill {id:?}")));
            }
        }
        let label_of = |skills: &BTreeMap<String, SkillSource>, id: &String| {
            skills.get(id).map_or(String::new(), |s| s.label.clone())
        };
        match p.kind {
            ChangeKind::Introduce => {
                let id = p.into.first().cloned().unwrap_or_else(|| p.id.clone());
                if !self.brought.remove(&id) {
                    if self.skills.contains_key(&id) {
                        return Err(bad(format!("the id {id:?} is there already")));
                    }
                    let (label, aliases, description) = (p.label.clone(), p.aliases.clone(), p.description.clone());
                    let skill = SkillSource { id: id.clone(), label, aliases, description, ..SkillSource::default() };
                    self.skills.insert(id.clone(), skill);
                }
                let e = entry(&id, p.label.clone(), Vec::new(), Vec::new());
                self.keep(&id, e);
            }
            ChangeKind::Rename => {
                let Some(id) = p.subjects.first().cloned() else { return Ok(()) };
                let former = self.labels.get(&id).cloned().unwrap_or_else(|| label_of(&self.skills, &id));
                if let Some(s) = self.skills.get_mut(&id) {
                    reword(s, p, &former);
                }
                // New words around an old name are nothing to tell anyone.
                if !p.label.is_empty() {
                    let e = entry(&id, former, Vec::new(), vec![p.label.clone()]);
                    self.keep(&id, e);
                }
            }
            ChangeKind::Merge | ChangeKind::Split | ChangeKind::Sunset => {
                let into_labels: Vec<String> = p.into.iter().map(|id| label_of(&self.skills, id)).collect();
                for id in p.subjects.iter().filter(|id| p.into.first() != Some(id)) {
                    if let Some(by) = self.retired.insert(id.clone(), p.id.clone()) {
                        return Err(bad(format!("{id:?} is retired by {by:?} too")));
                    }
                    let label = self.labels.get(id).cloned().unwrap_or_else(|| label_of(&self.skills, id));
                    let gone = self.retire(id, p.into.first());
                    if let (ChangeKind::Merge, Some(names), Some(to)) = (p.kind, gone, p.into.first()) {
                        self.give_names(to, names);
                    }
                    let e = entry(id, label, p.into.clone(), into_labels.clone());
                    self.keep(id, e);
                }
            }
        }
        Ok(())
    }

    fn keep(&mut self, id: &str, e: ChangeEntry) {
        if let Some(s) = self.skills.get_mut(id) {
            s.history.push(e.clone());
        }
        self.entries.push(e);
    }

    /// Makes a tombstone, and answers with its names.
    fn retire(&mut self, id: &str, successor: Option<&String>) -> Option<Vec<String>> {
        let s = self.skills.get_mut(id)?;
        s.retired = true;
        s.successor = successor.cloned();
        s.relations.clear();
        Some(std::iter::once(&s.label).chain(&s.aliases).cloned().collect())
    }

    fn give_names(&mut self, to: &str, names: Vec<String>) {
        let Some(s) = self.skills.get_mut(to) else { return };
        for name in names {
            if name != s.label && !s.aliases.contains(&name) {
                s.aliases.push(name);
            }
        }
    }

    /// Follows every successor to its end, and takes away what points at tombstones.
    fn close(&mut self) -> Result<(), FileFault> {
        let mut ends: BTreeMap<String, Option<String>> = BTreeMap::new();
        for (id, s) in self.skills.iter().filter(|(_, s)| s.retired) {
            let (mut at, mut seen) = (s.successor.clone(), BTreeSet::from([id.clone()]));
            while let Some(to) = at.as_ref().and_then(|to| self.skills.get(to)).filter(|to| to.retired) {
                if !seen.insert(to.id.clone()) {
                    let by = self.retired.get(id).cloned().unwrap_or_default();
                    return Err(FileFault::Proposal {
                        id: by,
                        reason: format!("successors of {id:?} go round in a circle"),
                    });
                }
                // A tombstone without successor is the end: what people had is kept there.
                if to.successor.is_none() {
                    break;
                }
                at.clone_from(&to.successor);
            }
            ends.insert(id.clone(), at);
        }
        for s in self.skills.values_mut() {
            if let Some(end) = ends.get(&s.id) {
                s.successor.clone_from(end);
            }
            let id = s.id.clone();
            let mut kept: Vec<_> = Vec::new();
            for (relation, to) in s.relations.drain(..) {
                let to = ends.get(&to).map_or(Some(to), |end| end.clone().filter(|e| !ends.contains_key(e)));
                if let Some(to) = to.filter(|to| *to != id)
                    && !kept.contains(&(relation, to.clone()))
                {
                    kept.push((relation, to));
                }
            }
            s.relations = kept;
        }
        let there: BTreeSet<&String> = self.skills.keys().collect();
        for role in &mut self.roles {
            let mut needs: BTreeMap<String, (f32, bool)> = BTreeMap::new();
            for (id, level, essential) in role.needs.drain(..) {
                let to = ends.get(&id).map_or(Some(id), |end| end.clone().filter(|e| !ends.contains_key(e)));
                if let Some(to) = to.filter(|to| there.contains(to)) {
                    let need = needs.entry(to).or_insert((level, essential));
                    *need = (need.0.max(level), need.1 || essential);
                }
            }
            role.needs = needs.into_iter().map(|(id, (level, essential))| (id, level, essential)).collect();
        }
        Ok(())
    }
}

/// New words for a skill; its old name is still found, and remembered.
fn reword(s: &mut SkillSource, p: &Proposal, former: &str) {
    if !p.label.is_empty() {
        s.label.clone_from(&p.label);
        s.former.retain(|f| f != former);
        s.former.insert(0, former.to_owned());
    }
    for alias in p.aliases.iter().map(String::as_str).chain([former]) {
        if alias != s.label && !s.aliases.iter().any(|a| a == alias) {
            s.aliases.push(alias.to_owned());
        }
    }
    if !p.description.is_empty() {
        s.description.clone_from(&p.description);
    }
}

/// Where a source of `from` is in `sources`, adding it.
fn source_in(sources: &mut Vec<super::super::SourceNotice>, from: &PackSource, at: usize) -> usize {
    let notice = from.sources.get(at).cloned().unwrap_or_default();
    sources.iter().position(|s| *s == notice).unwrap_or_else(|| {
        sources.push(notice);
        sources.len() - 1
    })
}
