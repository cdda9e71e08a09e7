//! The nouns of the taxonomy.

use serde::{Deserialize, Serialize};

/// Index of a skill in the opened pack. Its string id is what is stored and crosses the boundary.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SkillId(pub u32);

/// Index of a role in the opened pack.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RoleIx(pub u32);

/// How one skill stands to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[repr(u8)]
pub enum Relation {
    /// The other is the wider idea.
    Broader = 0,
    /// The other is the narrower idea.
    Narrower = 1,
    /// The other should come first.
    Requires = 2,
    /// This one should come before the other.
    RequiredBy = 3,
    /// Close: who has one learns the other quickly.
    Related = 4,
}

/// Where a skill comes from, and what its licence asks to be said.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Provenance {
    /// Short name of the source: `esco-1.1.1`, `sample`.
    pub source: String,
    /// Version or date of it.
    pub version: String,
    /// The notice to show.
    pub notice: String,
    /// The source's own identifier or URL of this skill; may be empty.
    pub uri: String,
}

/// A role and what it needs.
#[derive(Debug, Clone, PartialEq)]
pub struct Role {
    /// Stable id.
    pub id: String,
    /// Name.
    pub label: String,
    /// One or two sentences.
    pub description: String,
    /// Function id, or empty.
    pub function: String,
    /// Grade in its family, 1 = entry; ladders go upward.
    pub grade: u8,
    /// Family id: roles of one ladder share it.
    pub family: String,
    /// What it needs.
    pub needs: Vec<Need>,
}

/// One skill that a role needs.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Need {
    /// The skill.
    pub skill: SkillId,
    /// Level, 0..=5.
    pub level: f32,
    /// Essential, or only good to have.
    pub essential: bool,
}

/// A skill found in a text.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Mention {
    /// The skill.
    pub skill: SkillId,
    /// 0..=1, how sure the link is.
    pub confidence: f32,
    /// Byte range in the text.
    pub span: (u32, u32),
}
