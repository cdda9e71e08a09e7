//! Skills, their relations and the roles that need them, opened from a pack; and the linking of text to skills.
//!
//! `source` is what somebody keeps in tables, `compile` checks it and writes a pack, `Taxonomy::open` reads one. A pack holds its
//! strings (`text`) and what the linker looks things up in: phrases (`trie`) and words (`bm25`). `graph` learns which skills are close.
//! `link` goes from a text or a
//! stated name to skills, `search` from what a person is typing.

mod bm25;
mod bytes;
pub mod change;
mod compile;
mod error;
mod facets;
mod graph;
mod link;
mod opened;
mod pack;
mod rank;
mod search;
mod short_forms;
mod source;
mod sure;
mod terms;
mod text;
mod token;
mod trie;
mod types;
mod vectors;

pub use compile::{Learned, compile, compile_with};
pub use error::PackError;
pub use facets::{LocalNames, Market, SkillKind};
pub use graph::neighbours;
pub use opened::Taxonomy;
pub use rank::{Candidate, FEATURES, WEIGHTS};
pub use source::{PackSource, RoleSource, SkillSource, SourceNotice};
pub use sure::{Best, LINKABLE, RIGHT, SURE_FEATURES, probability};
pub use terms::Terms;
pub use types::{Mention, Need, Provenance, Relation, Role, RoleIx, SkillId};
pub use vectors::{Vectors, row_numbers, words_of};

#[cfg(test)]
mod tests;
