//! Signals: what happened, as its source tells it, and the importers that read the sources.
//!
//! A signal never leaves the browser. It becomes evidence when `taxonomy` links it to a skill. [`sniff`] finds the [`Source`] of a
//! file, [`importer`] streams it into a [`Sink`], and the [`Policy`] says what may count.

pub mod json;
pub mod xapi;

#[allow(clippy::module_inception)] // the house's word for it is its own
mod event;
mod git_log;
mod import;
mod key;
mod lines;
mod policy;
mod sniff;
mod table;
mod text;
mod when;
mod words;

pub use event::{Actor, Kind, Progress, Signal, Source};
pub use import::{ImportConfig, ImportError, Importer, Place, Refusal, Sink};
pub use policy::{Policy, PolicyError, PolicyRow};
pub use sniff::{importer, other_encoding, sniff};
pub use table::{ColumnMapping, DateOrder, TablePreview, preview_table};

#[cfg(test)]
mod hostile_tests;
#[cfg(test)]
mod tests;
