//! Signals: what happened, as its source tells it, and the importers that read the sources.
//!
//! A signal never leaves the browser. It becomes evidence when `taxonomy` links it to a skill.

mod import;
mod signal;

pub use import::{ImportError, Importer, Place, Refusal, Sink};
pub use signal::{Actor, Kind, Progress, Signal, Source};
