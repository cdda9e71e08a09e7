//! Why a pack was not made or not opened.

use crate::error::Coded;
use crate::map::Map;

/// Why a pack was not made or not opened.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PackError {
    /// The bytes are not a pack.
    #[error("not a skills pack")]
    Magic,
    /// The pack was written by a newer program.
    #[error("the pack has version {found}; this program reads up to {newest}")]
    Version {
        /// Version in the bytes.
        found: u32,
        /// Newest version that is understood.
        newest: u32,
    },
    /// The pack ends too early, or goes on after its end.
    #[error("the pack should have {expected} bytes and has {found}")]
    Truncated {
        /// Bytes that there are.
        found: u64,
        /// Bytes that its head promises.
        expected: u64,
    },
    /// The bytes are not those that were written.
    #[error("the pack's checksum does not match its content")]
    Checksum,
    /// The content contradicts itself: two skills with one id, a relation to nowhere, a level out of range.
    #[error("{place}: {reason}")]
    Content {
        /// The skill, role or section: `skill python`, `section strings`.
        place: String,
        /// What is wrong with it.
        reason: String,
    },
}

impl PackError {
    pub(crate) fn content(place: impl Into<String>, reason: impl Into<String>) -> Self {
        PackError::Content { place: place.into(), reason: reason.into() }
    }
}

impl Coded for PackError {
    fn code(&self) -> &'static str {
        match self {
            PackError::Magic => "pack.magic",
            PackError::Version { .. } => "pack.version",
            PackError::Truncated { .. } => "pack.truncated",
            PackError::Checksum => "pack.checksum",
            PackError::Content { .. } => "pack.content",
        }
    }

    fn args(&self) -> Map<&'static str, String> {
        match self {
            PackError::Magic | PackError::Checksum => Map::new(),
            PackError::Version { found, newest } => {
                Map::from([("found", found.to_string()), ("newest", newest.to_string())])
            }
            PackError::Truncated { found, expected } => {
                Map::from([("found", found.to_string()), ("expected", expected.to_string())])
            }
            PackError::Content { place, reason } => Map::from([("place", place.clone()), ("reason", reason.clone())]),
        }
    }
}
