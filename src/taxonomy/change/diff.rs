//! What differs between two versions of a taxonomy, as proposals to review.
//!
//! - A skill that is only in the new one is introduced.
//! - One with another label, description or aliases is renamed; with an empty `label` where the label stays.
//! - One that is only in the old one is gone. The new pack's own tombstone says what took its place, if it has one. Else: if two or
//!   more introduced skills bear its names it was split; if a skill bears its label, or it bears that skill's label, it was merged
//!   into it; else the most alike skill takes over where the likeness is at least [`SURE`]; else nothing does, and the note
//!   names the nearest for the reviewer. Several that lead to one skill are one merge.
//!
//! Deterministic: the same two sources give the same proposals in any order of their rows.

use std::collections::{BTreeMap, BTreeSet};

use sha2::{Digest, Sha256};

use super::super::token::Stems;
use super::super::{PackSource, SkillSource};
use super::similar::{Likeness, plain};
use super::{ChangeKind, EvidenceCount, Proposal, ProposalFile, RaisedBy};

/// Least likeness at which a successor is proposed.
pub const SURE: f32 = 0.60;
/// Confidence of a successor that bears the same name.
const SAME_NAME: f32 = 0.95;

/// Compares two versions. `day` is when the proposals are raised, `YYYY-MM-DD`.
pub fn diff(old: &PackSource, new: &PackSource, day: &str) -> ProposalFile {
    let version = |p: &PackSource| p.sources.first().map_or(String::new(), |s| s.version.clone());
    let mut out = Diff { new_version: version(new), needs: needs(old), day, proposals: Vec::new() };
    let before: BTreeMap<&str, &SkillSource> = live(old);
    let after: BTreeMap<&str, &SkillSource> = live(new);
    for (id, is) in &after {
        match before.get(id) {
            Some(was) => out.reworded(was, is),
            None => out.introduced(is),
        }
    }
    let tombstones: BTreeMap<&str, &SkillSource> =
        new.skills.iter().filter(|s| s.retired).map(|s| (s.id.as_str(), s)).collect();
    let gone: Vec<&SkillSource> = before.values().filter(|s| !after.contains_key(s.id.as_str())).copied().collect();
    out.gone(&gone, &before, &after, &tombstones);
    let taxonomy = old.sources.first().map_or(String::new(), |s| s.source.clone());
    out.proposals.sort_by(|a, b| a.id.cmp(&b.id));
    ProposalFile { format: 1, taxonomy, from: version(old), to: version(new), proposals: out.proposals }
}

fn live(p: &PackSource) -> BTreeMap<&str, &SkillSource> {
    p.skills.iter().filter(|s| !s.retired).map(|s| (s.id.as_str(), s)).collect()
}

/// How many roles need a skill.
fn needs(p: &PackSource) -> BTreeMap<&str, u64> {
    let mut out = BTreeMap::new();
    for (id, ..) in p.roles.iter().flat_map(|r| &r.needs) {
        *out.entry(id.as_str()).or_default() += 1;
    }
    out
}

struct Diff<'a> {
    new_version: String,
    needs: BTreeMap<&'a str, u64>,
    day: &'a str,
    proposals: Vec<Proposal>,
}

/// What took the place of a skill that is gone.
enum Fate<'a> {
    Split(Vec<&'a SkillSource>),
    Into(&'a SkillSource, f32, &'static str),
    Nothing(Option<(&'a SkillSource, f32)>),
}

impl Diff<'_> {
    fn raise(&mut self, p: Proposal) {
        let count: u64 = p.subjects.iter().map(|s| self.needs.get(s.as_str()).copied().unwrap_or(0)).sum();
        let source = "roles of the version before".to_owned();
        let evidence = if count > 0 { vec![EvidenceCount { what: "roles".into(), source, count }] } else { Vec::new() };
        self.proposals.push(Proposal {
            id: finding(&p),
            evidence,
            raised_by: RaisedBy::Import,
            opened: self.day.to_owned(),
            ..p
        });
    }

    fn introduced(&mut self, s: &SkillSource) {
        self.raise(Proposal {
            kind: ChangeKind::Introduce,
            into: vec![s.id.clone()],
            label: s.label.clone(),
            aliases: s.aliases.clone(),
            description: s.description.clone(),
            reason: format!("New in version {}.", self.new_version),
            confidence: 1.0,
            ..Proposal::default()
        });
    }

    fn reworded(&mut self, was: &SkillSource, is: &SkillSource) {
        let names = |s: &SkillSource| s.aliases.iter().map(|a| a.trim().to_owned()).collect::<BTreeSet<String>>();
        let label = was.label.trim() != is.label.trim();
        let (described, named) = (was.description.trim() != is.description.trim(), names(was) != names(is));
        if !(label || described || named) {
            return;
        }
        let reason = match (label, described) {
            (true, _) => format!("Version {} calls it so.", self.new_version),
            (false, true) => format!("Version {} describes it in other words.", self.new_version),
            (false, false) => format!("Version {} has other names for it.", self.new_version),
        };
        self.raise(Proposal {
            kind: ChangeKind::Rename,
            subjects: vec![was.id.clone()],
            label: if label { is.label.clone() } else { String::new() },
            aliases: if named { is.aliases.clone() } else { Vec::new() },
            description: if described { is.description.clone() } else { String::new() },
            reason,
            confidence: 1.0,
            ..Proposal::default()
        });
    }

    fn gone<'n>(
        &mut self,
        gone: &[&SkillSource],
        before: &BTreeMap<&str, &SkillSource>,
        after: &BTreeMap<&str, &'n SkillSource>,
        tombstones: &BTreeMap<&str, &SkillSource>,
    ) {
        let candidates: Vec<&SkillSource> = after.values().copied().collect();
        let mut likeness = Likeness::new(&candidates);
        let mut names = Names::new(&candidates);
        let fates: Vec<(&SkillSource, Fate<'n>)> = gone
            .iter()
            .map(|s| {
                let said =
                    tombstones.get(s.id.as_str()).and_then(|t| t.successor.as_deref()).and_then(|to| after.get(to));
                if let Some(to) = said {
                    return (*s, Fate::Into(to, 1.0, "the new version names it as its successor"));
                }
                let parts: Vec<&SkillSource> =
                    names.labels_among(s).iter().filter_map(|i| candidates.get(*i)).copied().collect();
                let new_parts = parts.iter().filter(|p| !before.contains_key(p.id.as_str())).count();
                if new_parts >= 2 {
                    let parts = parts.iter().filter_map(|p| after.get(p.id.as_str())).copied().collect();
                    return (*s, Fate::Split(parts));
                }
                if let Some(to) = names.same(s).and_then(|i| candidates.get(i)).and_then(|c| after.get(c.id.as_str())) {
                    return (*s, Fate::Into(to, SAME_NAME, "it bears the same name"));
                }
                let near =
                    likeness.nearest(s).and_then(|(i, n)| Some((*after.get(candidates.get(i)?.id.as_str())?, n)));
                match near {
                    Some((to, score)) if score >= SURE => (*s, Fate::Into(to, score, "its words are alike")),
                    near => (*s, Fate::Nothing(near)),
                }
            })
            .collect();
        let mut into: BTreeMap<&str, Vec<(&SkillSource, f32, &str)>> = BTreeMap::new();
        for (s, fate) in &fates {
            match fate {
                Fate::Into(to, sure, why) => into.entry(to.id.as_str()).or_default().push((s, *sure, why)),
                Fate::Split(parts) => self.raise(Proposal {
                    kind: ChangeKind::Split,
                    subjects: vec![s.id.clone()],
                    into: parts.iter().map(|p| p.id.clone()).collect(),
                    reason: format!("Not in version {}; its names are those of several new skills.", self.new_version),
                    confidence: 0.8,
                    ..Proposal::default()
                }),
                Fate::Nothing(near) => {
                    let note = near.map_or(String::new(), |(n, score)| {
                        format!("The nearest is {:?} ({}), with a likeness of {score:.2}: not enough.", n.label, n.id)
                    });
                    self.raise(Proposal {
                        kind: ChangeKind::Sunset,
                        subjects: vec![s.id.clone()],
                        reason: format!("Not in version {}.", self.new_version),
                        note,
                        ..Proposal::default()
                    });
                }
            }
        }
        for (to, from) in into {
            let Some(target) = after.get(to) else { continue };
            let sure = from.iter().map(|f| f.1).fold(1.0, f32::min);
            let why = from.first().map_or("", |f| f.2);
            let one = from.len() == 1;
            // A new skill in the place of one that is gone is its successor; what was there before takes it in.
            let kind = if one && !before.contains_key(to) { ChangeKind::Sunset } else { ChangeKind::Merge };
            self.raise(Proposal {
                kind,
                subjects: from.iter().map(|f| f.0.id.clone()).collect(),
                into: vec![to.to_owned()],
                reason: format!(
                    "Not in version {}; {:?} takes its place, since {why}.",
                    self.new_version, target.label
                ),
                confidence: sure,
                ..Proposal::default()
            });
        }
    }
}

/// Names of the skills of a version, compared without case and inflection.
struct Names {
    stems: Stems,
    labels: BTreeMap<String, usize>,
    aliases: BTreeMap<String, usize>,
}

impl Names {
    fn new(skills: &[&SkillSource]) -> Names {
        let mut out = Names { stems: Stems::new(), labels: BTreeMap::new(), aliases: BTreeMap::new() };
        for (i, s) in skills.iter().enumerate() {
            let name = plain(&mut out.stems, &s.label);
            out.labels.entry(name).or_insert(i);
            for alias in &s.aliases {
                let name = plain(&mut out.stems, alias);
                out.aliases.entry(name).or_insert(i);
            }
        }
        out
    }

    /// The skill of the same name: label to label, to an alias, or an alias of the one that is gone to a label.
    fn same(&mut self, s: &SkillSource) -> Option<usize> {
        let label = plain(&mut self.stems, &s.label);
        let found = self.labels.get(&label).or_else(|| self.aliases.get(&label)).copied();
        found.or_else(|| self.labels_among(s).into_iter().next())
    }

    /// Skills whose label is an alias of this one, in the order of its aliases, once each.
    fn labels_among(&mut self, s: &SkillSource) -> Vec<usize> {
        let mut out: Vec<usize> = Vec::new();
        for alias in &s.aliases {
            let alias = plain(&mut self.stems, alias);
            if let Some(i) = self.labels.get(&alias).filter(|i| !out.contains(i)) {
                out.push(*i);
            }
        }
        out
    }
}

/// The id of a finding: the same one raised again has the same.
fn finding(p: &Proposal) -> String {
    let mut h = Sha256::new();
    for part in [p.kind.name()].into_iter().chain(p.subjects.iter().map(String::as_str)) {
        h.update(part.as_bytes());
        h.update([0]);
    }
    h.update([1]);
    for part in p.into.iter().map(String::as_str).chain([p.label.as_str()]) {
        h.update(part.as_bytes());
        h.update([0]);
    }
    let hex: String = h.finalize().iter().take(8).map(|b| format!("{b:02x}")).collect();
    format!("{}-{hex}", p.kind.name())
}
