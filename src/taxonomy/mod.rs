//! Skills, their relations and the roles that need them, opened from a pack; and the linking of text to skills.

mod error;
mod source;
mod taxonomy;
mod types;

pub use error::PackError;
pub use source::{PackSource, RoleSource, SkillSource, SourceNotice};
pub use taxonomy::{Taxonomy, compile};
pub use types::{Mention, Need, Provenance, Relation, Role, RoleIx, SkillId};
