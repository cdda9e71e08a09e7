//! What an importer finds: something that happened, in the words of its source.

use serde::{Deserialize, Serialize};

use crate::clock::Millis;

/// Where a signal came from. The signed policy names these.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Source {
    /// xAPI statements, 1.0.3 or 2.0.
    Xapi,
    /// The text that `git log --numstat` prints.
    GitLog,
    /// A CSV or JSON table with a column mapping.
    Table,
    /// A pasted note or CV.
    Text,
    /// What the person said in the portal ("done", "already know it"); not a file, so no policy applies.
    Person,
}

/// What kind of evidence a signal is. Strengths and reliabilities are looked up by it (`profile::observe`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Kind {
    /// A certificate, with a level or an expiry where the source gives them.
    Certificate,
    /// A graded answer or test; `outcome` is the share of points.
    Assessment,
    /// A finished course, video, reading or practice.
    Completion,
    /// A project that was delivered.
    Project,
    /// A system or tool in use.
    ToolUse,
    /// Code committed.
    Commit,
    /// A rating by a peer; `level` holds it on 0..=5.
    PeerRating,
    /// A rating by the manager; `level` holds it on 0..=5.
    ManagerRating,
    /// The person's own rating; `level` holds it on 0..=5.
    SelfRating,
    /// What a customer said or did; `outcome` on 0..=1.
    CustomerOutcome,
    /// A skill named in free text.
    TextMention,
    /// Something that shows activity on an item but says nothing of skill (started, attempted).
    Activity,
}

/// What a signal says of an item of the catalogue.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Progress {
    /// Begun and not ended.
    Running,
    /// Ended.
    Done,
}

/// Who did it, as the source names them.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Actor {
    /// Canonical identity: `mailto:…`, `sha1:…`, `openid:…`, `account:HOME|NAME`; empty where the source has no actors (a table without such a column, a pasted note).
    pub key: String,
    /// The name a person recognises.
    pub name: String,
}

/// One thing that happened.
///
/// `text` and `skills` are for linking and are dropped after it; only `title` and `context` stay as words.
#[derive(Debug, Clone, PartialEq)]
pub struct Signal {
    /// First 64 bits of SHA-256 over (source, the source's own identity of the event): importing twice finds it again.
    pub key: u64,
    /// Where from.
    pub source: Source,
    /// What kind.
    pub kind: Kind,
    /// When, UTC.
    pub at: Millis,
    /// Words a person can read, at most 160 characters: "Joins in practice", "Returns dashboard, 41 commits".
    pub title: String,
    /// Where it belongs, at most 80 characters: a repository, a course, a platform. May be empty.
    pub context: String,
    /// Text to link to skills; never stored.
    pub text: String,
    /// Skill names that the source states outright (a table's column); linked by name, never stored.
    pub skills: Vec<String>,
    /// The activity's IRI or the item's id, to find it in the catalogue.
    pub object: Option<String>,
    /// Share of points or success, 0..=1.
    pub outcome: Option<f32>,
    /// A level on 0..=5, where the source states one.
    pub level: Option<f32>,
    /// How much of it, 1 = one ordinary event. Commits: number of commits folded into this one signal.
    pub amount: f32,
    /// When the evidence ends (a certificate's expiry).
    pub expires: Option<Millis>,
    /// What it says of an item.
    pub progress: Option<Progress>,
}
