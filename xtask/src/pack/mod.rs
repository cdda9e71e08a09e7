//! Reading taxonomies: the tables a person edits (`table`) and the official ESCO download (`esco`), into what
//! `skillkeep::taxonomy::compile` takes.

mod error;
mod esco;
mod table;

pub use error::PackReadError;
pub use esco::esco;
pub use table::table;
