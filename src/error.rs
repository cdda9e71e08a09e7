//! One error type at the door. Every module has an enum of its own; here it becomes a stable code, a place and words for a log.

use serde::Serialize;

use crate::map::Map;

/// What every module's error can say of itself.
pub trait Coded: std::error::Error {
    /// A stable code, `area.reason` in lower case; it never changes meaning. The page looks its words up by it.
    fn code(&self) -> &'static str;
    /// Values for the page's message: `line`, `path`, `found`, `expected`, …
    fn args(&self) -> Map<&'static str, String> {
        Map::new()
    }
}

/// The error that leaves the engine.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct EngineError {
    /// Stable code such as `snapshot.checksum`.
    pub code: &'static str,
    /// One English sentence for a log or a developer; a person reads the message of the code instead.
    pub message: String,
    /// Values for that message.
    pub args: Map<&'static str, String>,
}

impl std::fmt::Display for EngineError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: {}", self.code, self.message)
    }
}

impl std::error::Error for EngineError {}

impl<E: Coded> From<E> for EngineError {
    fn from(e: E) -> Self {
        EngineError { code: e.code(), message: e.to_string(), args: e.args() }
    }
}
