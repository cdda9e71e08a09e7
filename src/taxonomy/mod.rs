//! Skills, their relations and the roles that need them, opened from a pack; and the linking of text to skills.

mod types;

pub use types::{Mention, Need, Provenance, Relation, Role, RoleIx, SkillId};
