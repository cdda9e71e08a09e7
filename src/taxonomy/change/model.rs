//! Proposals to change a taxonomy, and the log of what was changed. Flat records: a file of them is kept in git, the console
//! exports and imports the same file.
//!
//! ```json
//! { "format": 1, "taxonomy": "esco", "from": "1.1.1", "to": "1.2.0", "proposals": [
//!   { "id": "merge-0f3c…", "kind": "merge", "subjects": ["esco:a", "esco:b"], "into": ["esco:b"], "label": "", "aliases": [],
//!     "description": "", "reason": "two names of one thing", "evidence": [{ "what": "people", "source": "dap:q3", "count": 41 }],
//!     "raisedBy": "threshold", "domain": "data", "owner": "", "opened": "2026-11-02", "status": "open", "decided": "",
//!     "note": "", "confidence": 0.91 } ] }
//! ```
//! Days are `YYYY-MM-DD`, empty where there is none yet. A field that is not there is empty; one that is not known is passed over.

use serde::{Deserialize, Serialize};

use crate::error::Coded;
use crate::map::Map;

/// What a proposal asks for, and what a release did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ChangeKind {
    /// A skill that was not there: `label`, `aliases`, `description`; its id is `into[0]`.
    #[default]
    Introduce,
    /// `subjects` become one skill, `into[0]`, which is one of them or another.
    Merge,
    /// `subjects[0]` is retired; `into` has its parts. The first takes over what people had.
    Split,
    /// `subjects[0]` keeps its id and is called `label` from now on. With an empty `label` only the words around it
    /// (`aliases`, `description`) change.
    Rename,
    /// `subjects[0]` is retired; `into[0]`, if any, takes over what people had.
    Sunset,
}

impl ChangeKind {
    /// Every kind, in the order of their declaration.
    pub const ALL: [ChangeKind; 5] =
        [ChangeKind::Introduce, ChangeKind::Merge, ChangeKind::Split, ChangeKind::Rename, ChangeKind::Sunset];

    /// As it is written in files.
    pub fn name(self) -> &'static str {
        match self {
            ChangeKind::Introduce => "introduce",
            ChangeKind::Merge => "merge",
            ChangeKind::Split => "split",
            ChangeKind::Rename => "rename",
            ChangeKind::Sunset => "sunset",
        }
    }
}

/// Who or what raised a proposal. Never which person.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RaisedBy {
    /// A released figure or a market table passed its threshold.
    Threshold,
    /// "Propose a skill" in the portal.
    Employee,
    /// A new version of an imported taxonomy.
    Import,
    /// A skill owner.
    #[default]
    Owner,
}

/// Where a proposal stands. `Open` leads to `Accepted`, `Rejected` or `Deferred`, `Deferred` to the same three, and `Accepted` to
/// `Released` when a pack has it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ProposalStatus {
    /// Nobody decided yet.
    #[default]
    Open,
    /// The next pack has it.
    Accepted,
    /// Not done; the note says why.
    Rejected,
    /// Looked at again at the next review.
    Deferred,
    /// A pack has it.
    Released,
}

impl ProposalStatus {
    /// Whether a decision may lead from here to `next`.
    pub fn may_become(self, next: ProposalStatus) -> bool {
        use ProposalStatus::{Accepted, Deferred, Open, Rejected, Released};
        match self {
            Open | Deferred => matches!(next, Accepted | Rejected | Deferred),
            // Until it is released a decision can be taken back.
            Accepted | Rejected => matches!((self, next), (_, Open) | (Accepted, Released)),
            Released => false,
        }
    }
}

/// A count that speaks for a proposal, and where it comes from. Never of or about one person.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct EvidenceCount {
    /// What was counted: `people`, `people-at-least` (the lower end of an interval), `postings`, `occupations`, `items`, `proposals`.
    pub what: String,
    /// The table, question or file: `onet-29.2`, `dap:2026-q3/tools`.
    pub source: String,
    /// How many; where the source is noisy, the released figure rounded.
    pub count: u64,
}

/// One proposal to change the taxonomy.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct Proposal {
    /// Stable id, `[a-z0-9-]`, at most 64; the same finding raised twice has the same one.
    pub id: String,
    /// What is asked for.
    pub kind: ChangeKind,
    /// Ids of the skills it is about; none for `Introduce`.
    pub subjects: Vec<String>,
    /// Ids of what takes their place; the first takes over what people had.
    pub into: Vec<String>,
    /// New name; empty where none changes.
    pub label: String,
    /// New or further names.
    pub aliases: Vec<String>,
    /// New description; empty where it stays.
    pub description: String,
    /// Why, in a sentence that people will read.
    pub reason: String,
    /// Counts that speak for it.
    pub evidence: Vec<EvidenceCount>,
    /// Who or what raised it.
    pub raised_by: RaisedBy,
    /// Domain that reviews it: `data`; empty: the whole taxonomy's owner.
    pub domain: String,
    /// Login of the skill owner who reviews it; may be empty.
    pub owner: String,
    /// Day it was raised.
    pub opened: String,
    /// Where it stands.
    pub status: ProposalStatus,
    /// Day of the decision.
    pub decided: String,
    /// What the decision was grounded on.
    pub note: String,
    /// Of a machine's finding: how sure it is that `into` is right, 0..=1; 0 where nobody estimated it.
    pub confidence: f32,
}

/// A file of proposals, as it is kept in git and as the console exports and imports it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct ProposalFile {
    /// 1.
    pub format: u32,
    /// Short name of the taxonomy; may be empty.
    pub taxonomy: String,
    /// Version that it starts from; may be empty.
    pub from: String,
    /// Version that it leads to; may be empty.
    pub to: String,
    /// In order of id.
    pub proposals: Vec<Proposal>,
}

/// One line of the change log.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct ChangeEntry {
    /// Version of the taxonomy that has it first.
    pub version: String,
    /// Day of that version.
    pub day: String,
    /// What was done.
    pub kind: ChangeKind,
    /// Id of the skill it was done to; of `Introduce` the new one.
    pub subject: String,
    /// What that skill was called before; of `Introduce` its name.
    pub label: String,
    /// Ids of what took its place, the one that has people's evidence first.
    pub into: Vec<String>,
    /// What those are called; of `Rename` the new name.
    pub into_labels: Vec<String>,
    /// Why.
    pub reason: String,
    /// Id of the proposal.
    pub proposal: String,
}

/// Everything that was changed, oldest version first.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct ChangeLog {
    /// 1.
    pub format: u32,
    /// By version in the order of release, then kind and subject.
    pub entries: Vec<ChangeEntry>,
}

/// Why a file of proposals or a proposal is not taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum FileFault {
    /// Not JSON of this shape.
    #[error("line {line}: {reason}")]
    Json {
        /// Line, from 1.
        line: usize,
        /// What the reader says.
        reason: String,
    },
    /// Written by a newer program.
    #[error("the file has format {0}; this program reads 1")]
    Format(u32),
    /// More than anyone reviews.
    #[error("more than {0} proposals")]
    TooMany(usize),
    /// A proposal contradicts itself.
    #[error("proposal {id:?}: {reason}")]
    Proposal {
        /// Its id.
        id: String,
        /// What is wrong.
        reason: String,
    },
}

impl Coded for FileFault {
    fn code(&self) -> &'static str {
        match self {
            FileFault::Json { .. } => "proposals.json",
            FileFault::Format(_) => "proposals.format",
            FileFault::TooMany(_) => "proposals.too_many",
            FileFault::Proposal { .. } => "proposals.proposal",
        }
    }

    fn args(&self) -> Map<&'static str, String> {
        match self {
            FileFault::Json { line, reason } => Map::from([("line", line.to_string()), ("reason", reason.clone())]),
            FileFault::Format(found) => Map::from([("found", found.to_string())]),
            FileFault::TooMany(most) => Map::from([("most", most.to_string())]),
            FileFault::Proposal { id, reason } => Map::from([("id", id.clone()), ("reason", reason.clone())]),
        }
    }
}

impl Proposal {
    /// Whether its fields fit its kind, whatever taxonomy it is for.
    ///
    /// # Errors
    /// [`FileFault::Proposal`] with what is missing, too long or twice.
    pub fn check(&self) -> Result<(), FileFault> {
        let bad = |reason: &str| Err(FileFault::Proposal { id: self.id.clone(), reason: reason.to_owned() });
        let plain = |c: u8| c.is_ascii_lowercase() || c.is_ascii_digit() || c == b'-';
        if self.id.is_empty() || self.id.len() > 64 || !self.id.bytes().all(plain) {
            return bad("its id is not 1 to 64 of a-z, 0-9 and -");
        }
        let texts = [&self.label, &self.reason, &self.note, &self.description, &self.domain, &self.owner];
        let lists = self.subjects.iter().chain(&self.into).chain(&self.aliases);
        if texts.into_iter().chain(lists).any(|t| t.len() > LONGEST) {
            return bad("a text is longer than 8 000 bytes");
        }
        if [&self.subjects, &self.into, &self.aliases].iter().any(|l| l.len() > 500) {
            return bad("a list has more than 500 entries");
        }
        if [&self.opened, &self.decided].iter().any(|d| !d.is_empty() && !is_day(d)) {
            return bad("a day is not YYYY-MM-DD");
        }
        if !(0.0..=1.0).contains(&self.confidence) {
            return bad("its confidence is not between 0 and 1");
        }
        let twice =
            |l: &[String]| l.iter().enumerate().any(|(i, a)| a.is_empty() || l.iter().skip(i + 1).any(|b| a == b));
        if twice(&self.subjects) || twice(&self.into) {
            return bad("a skill is named twice or without id");
        }
        let (subjects, into) = (self.subjects.len(), self.into.len());
        let same = |id: &String| self.subjects.contains(id);
        match self.kind {
            ChangeKind::Introduce if subjects > 0 || into > 1 || self.label.trim().is_empty() => {
                bad("an introduction has a label, at most one id in `into`, and no subjects")
            }
            ChangeKind::Merge if into != 1 || !self.subjects.iter().any(|s| *s != self.into[0]) => {
                bad("a merge has one skill in `into` and another among its subjects")
            }
            ChangeKind::Split if subjects != 1 || into < 2 || self.into.iter().any(same) => {
                bad("a split has one subject and two or more other skills in `into`")
            }
            ChangeKind::Rename if subjects != 1 || into > 0 => bad("a rename has one subject and nothing in `into`"),
            ChangeKind::Sunset if subjects != 1 || into > 1 || self.into.iter().any(same) => {
                bad("a sunset has one subject and at most one other skill in `into`")
            }
            _ => Ok(()),
        }
    }
}

/// Longest text of a proposal (bytes).
const LONGEST: usize = 8_000;

impl ProposalFile {
    /// Most proposals of one file.
    pub const MOST: usize = 50_000;

    /// Reads a file and checks every proposal.
    ///
    /// # Errors
    /// [`FileFault`]; the first one found.
    pub fn read(bytes: &[u8]) -> Result<ProposalFile, FileFault> {
        let file: ProposalFile =
            serde_json::from_slice(bytes).map_err(|e| FileFault::Json { line: e.line(), reason: e.to_string() })?;
        if file.format != 1 {
            return Err(FileFault::Format(file.format));
        }
        if file.proposals.len() > Self::MOST {
            return Err(FileFault::TooMany(Self::MOST));
        }
        let mut ids = std::collections::BTreeSet::new();
        for p in &file.proposals {
            p.check()?;
            if !ids.insert(p.id.as_str()) {
                return Err(FileFault::Proposal { id: p.id.clone(), reason: "its id is there twice".into() });
            }
        }
        Ok(file)
    }

    /// The file as it is kept: in order of id, indented, one newline at the end.
    pub fn write(&self) -> String {
        let mut file = ProposalFile { format: 1, ..self.clone() };
        file.proposals.sort_by(|a, b| a.id.cmp(&b.id));
        let mut out = serde_json::to_string_pretty(&file).unwrap_or_default();
        out.push('\n');
        out
    }
}

fn is_day(text: &str) -> bool {
    let b = text.as_bytes();
    let two = |at: usize| text.get(at..at + 2).and_then(|t| t.parse::<u8>().ok());
    b.len() == 10
        && b[4] == b'-'
        && b[7] == b'-'
        && text.get(..4).is_some_and(|y| y.bytes().all(|c| c.is_ascii_digit()))
        && two(5).is_some_and(|m| (1..=12).contains(&m))
        && two(8).is_some_and(|d| (1..=31).contains(&d))
}
