//! Reading taxonomies: the tables a person edits (`table`) and the official ESCO download (`esco`), into what
//! `skillkeep::taxonomy::compile` takes.

mod error;
mod esco;
mod table;

pub(crate) use error::PackReadError;
pub(crate) use esco::esco;
pub(crate) use table::table;
