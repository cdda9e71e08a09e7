//! The shape that every importer has: bytes in, signals or refusals out, and a place for each refusal.

use serde::Serialize;

use super::{Actor, ColumnMapping, Signal};
use crate::clock::Millis;
use crate::error::Coded;
use crate::map::Map;

/// What an importer has to know besides the bytes.
#[derive(Debug, Clone, PartialEq)]
pub struct ImportConfig {
    /// The file's name: it becomes the context of what has none of its own.
    pub name: String,
    /// Which column means what; `None` lets the importer guess. Tables only.
    pub mapping: Option<ColumnMapping>,
    /// The moment of the import, UTC.
    pub now: Millis,
}

/// Where in a file something stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase", tag = "in", content = "at")]
pub enum Place {
    /// A line, counted from 1.
    Line(u64),
    /// A JSON path such as `$[12].actor.mbox`.
    Path(String),
}

impl std::fmt::Display for Place {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Place::Line(n) => write!(f, "line {n}"),
            Place::Path(p) => f.write_str(p),
        }
    }
}

/// Why one record was not taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Refusal {
    /// Stable code, `xapi.actor_missing`, `table.date`, …
    pub code: &'static str,
    /// Where.
    pub place: Place,
    /// The section of the specification, or the value that was found; at most 80 characters, never a whole record.
    pub detail: String,
}

/// What the importer hands on, record by record.
pub trait Sink {
    /// A well-formed signal of this actor.
    fn signal(&mut self, actor: &Actor, signal: Signal);
    /// A well-formed record that says nothing of skill (a paused video); `code` is stable: `xapi.verb_says_nothing`.
    fn ignore(&mut self, actor: &Actor, code: &'static str);
    /// A record that breaks the rules of its format. The rest goes on.
    fn refuse(&mut self, refusal: Refusal);
    /// A record that takes back the signal with this key, which may have been handed on earlier in this file or in another one
    /// (a voiding statement), or not at all. Does nothing unless it is overridden.
    fn retract(&mut self, _key: u64) {}
}

/// Reads one file in pieces of any size. Total: any bytes give signals, refusals or an error, never a panic, and memory is
/// bounded by the largest single record (limit 4 MiB), not by the file.
pub trait Importer {
    /// The next bytes of the file.
    ///
    /// # Errors
    /// When the file as a whole cannot be read further; nothing of it is then kept unless the person asks for it.
    fn push(&mut self, bytes: &[u8], sink: &mut dyn Sink) -> Result<(), ImportError>;
    /// The file has ended.
    ///
    /// # Errors
    /// When it ended in the middle of something.
    fn finish(&mut self, sink: &mut dyn Sink) -> Result<(), ImportError>;
}

/// Why a file cannot be read (further).
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ImportError {
    /// Not UTF-8. The worker offers other encodings.
    #[error("not UTF-8 at {0}")]
    Encoding(Place),
    /// Broken syntax.
    #[error("broken {format} at {place}: {detail}")]
    Syntax {
        /// `JSON`, `CSV`, `git log`.
        format: &'static str,
        /// Where.
        place: Place,
        /// What the parser said.
        detail: String,
    },
    /// The file stops in the middle.
    #[error("stops in the middle at {0}")]
    Truncated(Place),
    /// One record is larger than the limit.
    #[error("one record is larger than 4 MiB at {0}")]
    RecordTooLarge(Place),
    /// Nothing that any importer knows.
    #[error("not a format this engine reads")]
    Unknown,
    /// The table's columns are not mapped, or the mapping names a column that is not there.
    #[error("column {0:?} is needed and not mapped")]
    Column(String),
    /// Nothing in it.
    #[error("the file is empty")]
    Empty,
}

impl Coded for ImportError {
    fn code(&self) -> &'static str {
        match self {
            ImportError::Encoding(_) => "import.encoding",
            ImportError::Syntax { .. } => "import.syntax",
            ImportError::Truncated(_) => "import.truncated",
            ImportError::RecordTooLarge(_) => "import.record_too_large",
            ImportError::Unknown => "import.unknown_format",
            ImportError::Column(_) => "import.column",
            ImportError::Empty => "import.empty",
        }
    }
    fn args(&self) -> Map<&'static str, String> {
        let mut args = Map::new();
        match self {
            ImportError::Encoding(p) | ImportError::Truncated(p) | ImportError::RecordTooLarge(p) => {
                args.insert("place", p.to_string());
            }
            ImportError::Syntax { format, place, detail } => {
                args.insert("format", (*format).to_owned());
                args.insert("place", place.to_string());
                args.insert("detail", detail.clone());
            }
            ImportError::Column(c) => {
                args.insert("column", c.clone());
            }
            ImportError::Unknown | ImportError::Empty => {}
        }
        args
    }
}
