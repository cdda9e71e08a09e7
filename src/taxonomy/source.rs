//! What a compiler of packs reads: plain owned strings, in the words of whoever keeps the taxonomy.

use serde::{Deserialize, Serialize};

use super::change::ChangeEntry;
use super::{LocalNames, Market, Relation, SkillKind};

/// A whole taxonomy before it is compiled. Order does not matter: a pack is ordered by id.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct PackSource {
    /// Where the skills come from; `SkillSource::source` is an index into it.
    pub sources: Vec<SourceNotice>,
    /// The skills, the retired ones too.
    pub skills: Vec<SkillSource>,
    /// The roles and what they need.
    pub roles: Vec<RoleSource>,
}

/// One source of skills and what its licence asks to be said.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SourceNotice {
    /// Short name: `esco-1.1.1`, `sample`.
    pub source: String,
    /// Version or date.
    pub version: String,
    /// The notice to show; may be empty.
    pub notice: String,
}

/// One skill as it is written down.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct SkillSource {
    /// Stable id; it never changes meaning.
    pub id: String,
    /// Name.
    pub label: String,
    /// Other names, in any order.
    pub aliases: Vec<String>,
    /// One or two sentences; may be empty.
    pub description: String,
    /// The source's own identifier or URL; may be empty.
    pub uri: String,
    /// Index into `PackSource::sources`.
    pub source: usize,
    /// How it stands to other skills, by their ids. The other direction is added when the pack is compiled.
    pub relations: Vec<(Relation, String)>,
    /// No longer in use: it keeps its id and name, and no text is linked to it.
    pub retired: bool,
    /// Id of the skill that took its place, if one did.
    pub successor: Option<String>,
    /// What it is.
    pub kind: SkillKind,
    /// What a source says of the labour market.
    pub market: Market,
    /// Other sources that have it: index into `PackSource::sources`, and their URI of it (may be empty).
    pub also: Vec<(usize, String)>,
    /// Its names in other languages than the pack's own.
    pub names: Vec<LocalNames>,
    /// What it was called before, newest first.
    pub former: Vec<String>,
    /// What was done to it, oldest first.
    pub history: Vec<ChangeEntry>,
}

/// One role as it is written down.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct RoleSource {
    /// Stable id.
    pub id: String,
    /// Name.
    pub label: String,
    /// One or two sentences; may be empty.
    pub description: String,
    /// Function id, or empty.
    pub function: String,
    /// Family id: roles of one ladder share it; may be empty.
    pub family: String,
    /// Grade in its family, 1 = entry.
    pub grade: u8,
    /// Skill id, level 0..=5, essential or only good to have.
    pub needs: Vec<(String, f32, bool)>,
}
