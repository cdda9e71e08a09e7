//! What can be wrong with a catalogue: errors refuse it whole, warnings say what was left out of it.

use serde::Serialize;

use crate::error::Coded;
use crate::map::Map;

/// Why a catalogue is refused. The one that was open before stays open.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CatalogueError {
    /// The file as a whole is not JSON, or not CSV with a header.
    #[error("the catalogue cannot be read: {0}")]
    Syntax(String),
    /// JSON without the format's name, or a version of it that this engine does not read.
    #[error("not a catalogue of format skillkeep-catalogue/1 (found {0:?})")]
    Format(String),
    /// CSV without a column that every item needs.
    #[error("column {0:?} is missing")]
    Column(&'static str),
    /// One item has a value that cannot be used.
    #[error("item {row} ({id:?}): {field}: {detail}")]
    Item {
        /// Counted from 1; in CSV the line.
        row: u64,
        /// Its id, as far as it could be read.
        id: String,
        /// Which field.
        field: &'static str,
        /// What is wrong with it.
        detail: String,
    },
    /// The same id twice. Ids are what a person's history hangs on, so neither is guessed to be right.
    #[error("item {row}: the id {id:?} is there already")]
    Duplicate {
        /// The second of the two.
        row: u64,
        /// The id.
        id: String,
    },
}

impl Coded for CatalogueError {
    fn code(&self) -> &'static str {
        match self {
            CatalogueError::Syntax(_) => "catalogue.syntax",
            CatalogueError::Format(_) => "catalogue.format",
            CatalogueError::Column(_) => "catalogue.column",
            CatalogueError::Item { .. } => "catalogue.item",
            CatalogueError::Duplicate { .. } => "catalogue.duplicate",
        }
    }
    fn args(&self) -> Map<&'static str, String> {
        let pairs = match self {
            CatalogueError::Syntax(detail) => vec![("detail", detail.clone())],
            CatalogueError::Format(found) => vec![("found", found.clone())],
            CatalogueError::Column(column) => vec![("column", (*column).to_owned())],
            CatalogueError::Item { row, id, field, detail } => vec![
                ("row", row.to_string()),
                ("id", id.clone()),
                ("field", (*field).to_owned()),
                ("detail", detail.clone()),
            ],
            CatalogueError::Duplicate { row, id } => vec![("row", row.to_string()), ("id", id.clone())],
        };
        pairs.into_iter().collect()
    }
}

/// Something in the catalogue that was left out; the rest of the item is used.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct CatalogueWarning {
    /// `catalogue.unknown_skill`, `catalogue.unknown_requirement`, `catalogue.requirement_circle`.
    pub code: &'static str,
    /// The item it is about.
    pub item: String,
    /// The id that was left out.
    pub detail: String,
}
