//! The catalogue: items that can be recommended, as the company publishes them, whole.
//!
//! `read` turns JSON or CSV into items, strictly; `catalogue` keeps them with the indexes that the rest asks for;
//! `duplicates` finds items that a person would take for the same, `health` what the content team should look at.

mod catalogue;
pub(crate) mod day;
mod duplicates;
mod error;
mod health;
mod item;
mod read;
mod read_csv;

#[cfg(test)]
mod tests;

pub use catalogue::Catalogue;
pub use duplicates::Duplicate;
pub use error::{CatalogueError, CatalogueWarning};
pub use health::{Finding, FindingCode, Health, Labelled, health};
pub use item::{Item, ItemIx, Modality, Moment, Teaches};
