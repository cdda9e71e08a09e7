//! A change that somebody proposes to the vocabulary: what it may say, and whether it fits the pack that is in place.
//!
//! A proposal names skills, words and counts. It has no field for a person, a team or a day, and a file with another field than these is refused
//! whole.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use skillkeep::taxonomy::{Relation, SkillId, SkillKind, Taxonomy};

use super::store::New;
use crate::release::hex;

/// Format of a file of proposals.
pub const FORMAT: &str = "skillkeep-proposals/1";
/// Longest name, characters.
const NAME: usize = 120;
/// Longest reason or description.
const TEXT: usize = 1000;
/// Most skills, names and aliases of one proposal.
const MANY: usize = 8;
/// Steps up the broader ones, where a pack had a circle.
const HEIGHT: usize = 16;

/// Why a proposal or a file of them was not taken. Nothing of it was kept.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ProposalError {
    /// Not a file of proposals, or one with something else in it.
    #[error("this is not a file of proposals, or has a field that proposals do not have")]
    Shape,
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
            ProposalError::Wrong { .. } => "proposal.wrong",
        }
    }
}

/// What a proposal would do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Change {
    /// A skill that is not there yet.
    Introduce,
    /// Skills become part of another.
    Merge,
    /// A skill becomes several.
    Split,
    /// A skill gets another name.
    Rename,
    /// A skill is retired, with or without one in its place.
    Sunset,
}

impl Change {
    /// Its word.
    pub fn word(self) -> &'static str {
        match self {
            Change::Introduce => "introduce",
            Change::Merge => "merge",
            Change::Split => "split",
            Change::Rename => "rename",
            Change::Sunset => "sunset",
        }
    }
}

/// Where a proposal is from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Origin {
    /// A count passed a threshold.
    Threshold,
    /// An employee's file; whose, is in no file.
    Employee,
    /// A new version of a source.
    Import,
    /// A skill owner.
    Owner,
}

impl Origin {
    /// Its word.
    pub fn word(self) -> &'static str {
        match self {
            Origin::Threshold => "threshold",
            Origin::Employee => "employee",
            Origin::Import => "import",
            Origin::Owner => "owner",
        }
    }
}

/// What was counted for a proposal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Counted {
    /// Job postings that ask for it, in the last period of a table.
    Postings,
    /// The same in its best period.
    PostingsBest,
    /// Occupations for which O*NET has it in demand.
    Occupations,
    /// Files in which employees proposed it.
    Proposals,
    /// People, from a released measure over the published candidates.
    Measure,
    /// Roles that need it.
    Roles,
}

/// One count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Evidence {
    /// Of what.
    pub source: Counted,
    /// How many.
    pub count: u64,
}

/// A name that would be new.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewName {
    /// The name.
    pub label: String,
    /// Other names.
    #[serde(default)]
    pub aliases: Vec<String>,
    /// One or two sentences.
    #[serde(default)]
    pub description: String,
    /// What it is.
    #[serde(default)]
    pub kind: SkillKind,
}

/// A proposal as it is written down.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Proposal {
    /// What it would do.
    pub kind: Change,
    /// Ids of the skills that would change.
    #[serde(default)]
    pub skills: Vec<String>,
    /// Id of the skill that stays or takes the place.
    #[serde(default)]
    pub into: Option<String>,
    /// Names that would be new.
    #[serde(default)]
    pub names: Vec<NewName>,
    /// Why.
    #[serde(default)]
    pub reason: String,
    /// Part of the vocabulary; found out where it is empty.
    #[serde(default)]
    pub domain: String,
    /// Where it is from.
    #[serde(default = "employee")]
    pub raised: Origin,
    /// What was counted for it.
    #[serde(default)]
    pub evidence: Vec<Evidence>,
}

fn employee() -> Origin {
    Origin::Employee
}

/// A file of proposals.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct File {
    /// [`FORMAT`].
    pub format: String,
    /// Its proposals.
    pub proposals: Vec<Proposal>,
}

/// Reads a file of proposals, each checked against the pack.
///
/// # Errors
/// [`ProposalError`]: none of them is taken.
pub fn read(bytes: &[u8], taxonomy: &Taxonomy) -> Result<Vec<Proposal>, ProposalError> {
    // serde_json stops at 128 levels by itself.
    let file: File = serde_json::from_slice(bytes).map_err(|_| ProposalError::Shape)?;
    if file.format != FORMAT {
        return Err(ProposalError::Shape);
    }
    let named = names(taxonomy);
    for (i, proposal) in file.proposals.iter().enumerate() {
        check(proposal, taxonomy, &named).map_err(|why| ProposalError::Wrong { number: i + 1, why })?;
    }
    Ok(file.proposals)
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
    let (skills, names) = (p.skills.len(), p.names.len());
    let shape = match p.kind {
        Change::Introduce => skills == 0 && p.into.is_none() && names == 1,
        Change::Merge => (1..=MANY).contains(&skills) && p.into.is_some() && names == 0,
        Change::Split => skills == 1 && p.into.is_none() && (2..=MANY).contains(&names),
        Change::Rename => skills == 1 && p.into.is_none() && names == 1,
        Change::Sunset => skills == 1 && names == 0,
    };
    if !shape {
        return Err("it has too many or too few skills or names for its kind");
    }
    let mut seen = BTreeSet::new();
    for id in p.skills.iter().chain(&p.into) {
        let skill = taxonomy.find(id).ok_or("it names a skill that the pack does not have")?;
        if taxonomy.retired(skill) {
            return Err("it names a skill that is retired already");
        }
        if !seen.insert(skill) {
            return Err("it names a skill twice");
        }
    }
    for name in &p.names {
        for word in name.aliases.iter().chain([&name.label]) {
            let good = (1..=NAME).contains(&word.trim().chars().count()) && !word.chars().any(char::is_control);
            if !good || word.contains('@') {
                return Err("a name has 1 to 120 characters, and no address in it");
            }
            // A part of what is split may keep its name.
            if named.get(&word.trim().to_lowercase()).is_some_and(|s| !seen.contains(s)) {
                return Err("a skill is called so already");
            }
        }
        if name.aliases.len() > MANY || !plain(&name.description) {
            return Err("a description has at most 1000 characters, and no address in it");
        }
    }
    if !plain(&p.reason) || p.domain.chars().count() > NAME || p.domain.chars().any(char::is_control) {
        return Err("a reason has at most 1000 characters, and no address in it");
    }
    if p.evidence.len() > MANY { Err("it has too many counts") } else { Ok(()) }
}

/// No longer than a text may be, and without what looks like an address: that would be somebody's.
fn plain(text: &str) -> bool {
    let control = |c: char| c.is_control() && c != '\n';
    text.chars().count() <= TEXT && !text.contains('@') && !text.chars().any(control)
}

impl Proposal {
    /// The same change has the same id, whoever proposes it and however often.
    pub fn id(&self) -> String {
        let mut skills: Vec<&str> = self.skills.iter().map(String::as_str).collect();
        skills.sort_unstable();
        let mut names: Vec<String> = self.names.iter().map(|n| n.label.trim().to_lowercase()).collect();
        names.sort_unstable();
        let what = (self.kind.word(), skills, self.into.as_deref(), names);
        digest(&serde_json::to_vec(&what).unwrap_or_default())
    }

    /// As the store takes it. `domain` is what it is where the proposal does not say.
    pub fn keep(mut self, domain: impl FnOnce(&Proposal) -> String) -> Option<New> {
        if self.domain.is_empty() {
            self.domain = domain(&self);
        }
        Some(New {
            id: self.id(),
            kind: self.kind.word().to_owned(),
            domain: self.domain.clone(),
            raised: self.raised.word().to_owned(),
            skills: self.skills.iter().chain(&self.into).cloned().collect(),
            body: serde_json::to_string(&self).ok()?,
        })
    }
}

/// Twenty digits that stand for these bytes.
pub(super) fn digest(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes)).chars().take(20).collect()
}

/// One body of what is kept and what came anew: employees' files add up, everything else is the newer count. The reason that was
/// there first stays.
pub fn merged(kept: &str, new: &str) -> Option<String> {
    let mut kept: Proposal = serde_json::from_str(kept).ok()?;
    let new: Proposal = serde_json::from_str(new).ok()?;
    for count in new.evidence {
        match kept.evidence.iter_mut().find(|e| e.source == count.source) {
            Some(e) if e.source == Counted::Proposals => e.count = e.count.saturating_add(count.count),
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
    let skills: Vec<SkillId> = proposal.skills.iter().chain(&proposal.into).filter_map(|s| taxonomy.find(s)).collect();
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
