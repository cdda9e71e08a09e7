//! Proposals as they come in: what a file may say, and whether a change fits the pack that is in place.
//!
//! A proposal names skills, words and counts. It has no field for a person; a file with another field than those of the format, or
//! with an address in a text, is refused whole.

use std::collections::BTreeMap;

use serde_json::Value;
use sha2::{Digest, Sha256};
use skillkeep::taxonomy::change::{ChangeKind, EvidenceCount, Proposal, ProposalFile, RaisedBy};
use skillkeep::taxonomy::{Relation, SkillId, Taxonomy};

use super::store::New;
use crate::release::hex;

/// Longest name, characters.
const NAME: usize = 120;
/// Longest reason or description.
const TEXT: usize = 1000;
/// Most skills, names or counts of one proposal.
const MANY: usize = 16;
/// Most proposals of one file: nobody reviews more.
const MOST: usize = 5000;
/// Steps up the broader ones, where a pack had a circle.
const HEIGHT: usize = 16;

/// Fields of a file.
const FILE: [&str; 5] = ["format", "taxonomy", "from", "to", "proposals"];
/// Fields of a proposal.
const FIELDS: [&str; 17] = [
    "id",
    "kind",
    "subjects",
    "into",
    "label",
    "aliases",
    "description",
    "reason",
    "evidence",
    "raisedBy",
    "domain",
    "owner",
    "opened",
    "status",
    "decided",
    "note",
    "confidence",
];
/// Fields of a count.
const COUNTED: [&str; 3] = ["what", "source", "count"];
/// What may be counted.
const WHAT: [&str; 7] = ["people", "people-at-least", "postings", "occupations", "items", "proposals", "roles"];

/// Why a proposal or a file of them was not taken. Nothing of it was kept.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ProposalError {
    /// Not a file of proposals.
    #[error("this is not a file of proposals of format 1")]
    Shape,
    /// It has a field that the format does not have: it could say whose it is.
    #[error("the file has a field that proposals do not have")]
    Field,
    /// A proposal that does not fit its kind, or the pack.
    #[error("proposal {number}: {why}")]
    Wrong {
        /// Which of the file, from 1.
        number: usize,
        /// What is wrong with it.
        why: &'static str,
    },
}

impl ProposalError {
    /// A stable code.
    pub fn code(&self) -> &'static str {
        match self {
            ProposalError::Shape => "proposal.shape",
            ProposalError::Field => "proposal.field",
            ProposalError::Wrong { .. } => "proposal.wrong",
        }
    }
}

/// Reads a file of proposals, each checked against the pack. Where they stand is not taken from a file: they come in open.
///
/// # Errors
/// [`ProposalError`]: none of them is taken.
pub fn read(bytes: &[u8], taxonomy: &Taxonomy) -> Result<Vec<Proposal>, ProposalError> {
    // serde_json stops at 128 levels by itself.
    let raw: Value = serde_json::from_slice(bytes).map_err(|_| ProposalError::Shape)?;
    strict(&raw)?;
    let file = ProposalFile::read(bytes).map_err(|_| ProposalError::Shape)?;
    if file.proposals.len() > MOST {
        return Err(ProposalError::Shape);
    }
    let named = names(taxonomy);
    for (i, proposal) in file.proposals.iter().enumerate() {
        check(proposal, taxonomy, &named).map_err(|why| ProposalError::Wrong { number: i + 1, why })?;
    }
    Ok(file.proposals)
}

/// The format passes unknown fields over; here they are refused, since one could name somebody.
fn strict(raw: &Value) -> Result<(), ProposalError> {
    let only = |value: &Value, fields: &[&str]| {
        let object = value.as_object().ok_or(ProposalError::Shape)?;
        if object.keys().all(|k| fields.contains(&k.as_str())) { Ok(()) } else { Err(ProposalError::Field) }
    };
    only(raw, &FILE)?;
    for proposal in raw.get("proposals").and_then(Value::as_array).ok_or(ProposalError::Shape)? {
        only(proposal, &FIELDS)?;
        for count in proposal.get("evidence").and_then(Value::as_array).into_iter().flatten() {
            only(count, &COUNTED)?;
        }
    }
    Ok(())
}

/// Checks one proposal against the pack.
///
/// # Errors
/// [`ProposalError::Wrong`].
pub fn fits(proposal: &Proposal, taxonomy: &Taxonomy) -> Result<(), ProposalError> {
    check(proposal, taxonomy, &names(taxonomy)).map_err(|why| ProposalError::Wrong { number: 1, why })
}

/// Every name of a skill in use, and whose it is.
fn names(taxonomy: &Taxonomy) -> BTreeMap<String, SkillId> {
    let used = taxonomy.skills().filter(|s| !taxonomy.retired(*s));
    let words = |s: SkillId| taxonomy.aliases(s).into_iter().chain([taxonomy.label(s)]).map(str::to_lowercase);
    used.flat_map(|s| words(s).map(move |w| (w, s)).collect::<Vec<_>>()).collect()
}

fn check(p: &Proposal, taxonomy: &Taxonomy, named: &BTreeMap<String, SkillId>) -> Result<(), &'static str> {
    if p.check().is_err() {
        return Err("it has too many or too few skills or names for its kind");
    }
    if [p.subjects.len(), p.into.len(), p.aliases.len(), p.evidence.len()].into_iter().any(|n| n > MANY) {
        return Err("it has more than 16 skills, names or counts");
    }
    // The id of a new skill is not there yet; every other one is.
    let new = p.kind == ChangeKind::Introduce;
    let mut seen = Vec::new();
    for id in p.subjects.iter().chain(p.into.iter().filter(|_| !new)) {
        let skill = taxonomy.find(id).ok_or("it names a skill that the pack does not have")?;
        if taxonomy.retired(skill) {
            return Err("it names a skill that is retired already");
        }
        seen.push(skill);
    }
    if new && p.into.iter().any(|id| taxonomy.find(id).is_some()) {
        return Err("its id belongs to another skill");
    }
    for word in p.aliases.iter().chain([&p.label].into_iter().filter(|l| !l.is_empty())) {
        let good = (1..=NAME).contains(&word.trim().chars().count()) && !word.chars().any(char::is_control);
        if !good || word.contains('@') {
            return Err("a name has 1 to 120 characters, and no address in it");
        }
        if named.get(&word.trim().to_lowercase()).is_some_and(|s| !seen.contains(s)) {
            return Err("a skill is called so already");
        }
    }
    if ![&p.reason, &p.description].into_iter().all(|t| plain(t)) {
        return Err("a text has at most 1000 characters, and no address in it");
    }
    let word = |t: &str| t.chars().count() <= NAME && plain(t) && !t.contains('\n');
    if !word(&p.domain) || !p.evidence.iter().all(|e| word(&e.source) && WHAT.contains(&e.what.as_str())) {
        return Err("its domain or a count is none");
    }
    Ok(())
}

/// No longer than a text may be, and without what looks like an address: that would be somebody's.
fn plain(text: &str) -> bool {
    let control = |c: char| c.is_control() && c != '\n';
    text.chars().count() <= TEXT && !text.contains('@') && !text.chars().any(control)
}

/// An id of what a proposal would do: the same change has the same one, whoever proposes it and however often.
pub fn id(p: &Proposal) -> String {
    let mut subjects: Vec<&str> = p.subjects.iter().map(String::as_str).collect();
    subjects.sort_unstable();
    let into = if p.kind == ChangeKind::Introduce { &[] } else { p.into.as_slice() };
    let what = (subjects, into, p.label.trim().to_lowercase());
    format!("{}-{}", p.kind.name(), digest(&serde_json::to_vec(&what).unwrap_or_default()))
}

/// Twenty digits that stand for these bytes.
pub(super) fn digest(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes)).chars().take(20).collect()
}

/// As the store takes it: without what only a file says of itself. `domain` is what it is where the proposal does not say.
pub fn keep(mut p: Proposal, domain: impl FnOnce(&Proposal) -> String) -> Option<New> {
    if p.domain.is_empty() {
        p.domain = domain(&p);
    }
    (p.owner, p.opened, p.decided, p.note) = Default::default();
    p.status = Default::default();
    Some(New {
        id: p.id.clone(),
        kind: p.kind.name().to_owned(),
        domain: p.domain.clone(),
        raised: raised(p.raised_by).to_owned(),
        skills: p.subjects.iter().chain(&p.into).cloned().collect(),
        body: serde_json::to_string(&p).ok()?,
    })
}

fn raised(by: RaisedBy) -> &'static str {
    match by {
        RaisedBy::Threshold => "threshold",
        RaisedBy::Employee => "employee",
        RaisedBy::Import => "import",
        RaisedBy::Owner => "owner",
    }
}

/// One body of what is kept and what came anew: employees' files add up, everything else is the newer count. What was there first
/// stays otherwise.
pub fn merged(kept: &str, new: &str) -> Option<String> {
    let mut kept: Proposal = serde_json::from_str(kept).ok()?;
    let new: Proposal = serde_json::from_str(new).ok()?;
    let same = |a: &EvidenceCount, b: &EvidenceCount| a.what == b.what && a.source == b.source;
    for count in new.evidence {
        match kept.evidence.iter_mut().find(|e| same(e, &count)) {
            Some(e) if e.what == "proposals" => e.count = e.count.saturating_add(count.count),
            Some(e) => e.count = count.count,
            None => kept.evidence.push(count),
        }
    }
    if kept.reason.is_empty() {
        kept.reason = new.reason;
    }
    serde_json::to_string(&kept).ok()
}

/// The part of the vocabulary a proposal is about: the function most of whose roles need its skills, or else the widest skill
/// above them. Empty where there is neither.
pub fn domain(proposal: &Proposal, taxonomy: &Taxonomy, function: impl Fn(&str) -> Option<String>) -> String {
    let ids = proposal.subjects.iter().chain(&proposal.into);
    let skills: Vec<SkillId> = ids.filter_map(|s| taxonomy.find(s)).collect();
    let mut functions: BTreeMap<&str, usize> = BTreeMap::new();
    for role in taxonomy.roles().iter().filter(|r| !r.function.is_empty()) {
        if role.needs.iter().any(|n| skills.contains(&n.skill)) {
            *functions.entry(&role.function).or_default() += 1;
        }
    }
    // Of equals the first in the alphabet: the same proposal must not move.
    if let Some((most, _)) = functions.into_iter().rev().max_by_key(|(_, roles)| *roles) {
        return function(most).unwrap_or_else(|| most.to_owned());
    }
    let Some(mut top) = skills.first().copied() else { return String::new() };
    for _ in 0..HEIGHT {
        let broader = taxonomy.relations(top).into_iter().find(|(relation, _)| *relation == Relation::Broader);
        let Some((_, next)) = broader else { break };
        top = next;
    }
    if skills.first() == Some(&top) { String::new() } else { taxonomy.label(top).to_owned() }
}
