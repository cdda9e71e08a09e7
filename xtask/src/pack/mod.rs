//! Reading taxonomies into what `skillkeep::taxonomy::compile` takes; `docs/packs.md` is for those who make packs.
//!
//! A reader (`esco`, `onet`, `rsd`, `case`, `table`) makes a `draft` of one source; tables go through `decode` (encodings), `guard` (rows without
//! end) and `sheet` (columns, bad rows), JSON through `json`. `merge` puts sources together, `finish` checks what joins them, with `graph` for circles. All write
//! what they find to one `report`, by its `code`s. `command` is `cargo x pack`.

pub(crate) mod baskets;
mod case;
mod code;
mod command;
mod decode;
mod draft;
mod error;
mod esco;
mod finish;
mod graph;
mod guard;
mod history;
mod json;
mod merge;
mod names;
mod onet;
mod report;
mod rsd;
mod sheet;
mod table;

#[cfg(test)]
mod bad_tests;
#[cfg(test)]
mod fixture;
#[cfg(test)]
mod official_tests;
#[cfg(test)]
mod tests;

pub(crate) use command::{esco_download, run, sources, tables as table};
pub(crate) use error::PackReadError;
use report::Place;
