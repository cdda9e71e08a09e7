//! Skills, their relations and the roles that need them, opened from a pack; and the linking of text to skills.
//!
//! `source` is what somebody keeps in tables, `compile` checks it and writes a pack, `Taxonomy::open` reads one. A pack holds its
//! strings (`text`) and what the linker looks things up in: phrases (`trie`) and words (`bm25`). `link` goes from a text or a
//! stated name to skills, `search` from what a person is typing.

mod bm25;
mod bytes;
pub mod change;
mod compile;
mod error;
mod facets;
mod link;
mod opened;
mod pack;
mod search;
mod source;
mod text;
mod token;
mod trie;
mod types;

pub use compile::compile;
pub use error::PackError;
pub use facets::{LocalNames, Market, SkillKind};
pub use opened::Taxonomy;
pub use source::{PackSource, RoleSource, SkillSource, SourceNotice};
pub use types::{Mention, Need, Provenance, Relation, Role, RoleIx, SkillId};

#[cfg(test)]
mod tests;
