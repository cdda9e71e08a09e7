//! The catalogue: items that can be recommended, as the company publishes them, whole.
//!
//! `actions` reads what is published beside it. `read` turns JSON or CSV into items, strictly; `catalogue` keeps them with the indexes that the rest asks for;
//! `duplicates` finds items that a person would take for the same, `health` what the content team should look at.

mod actions;
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

pub use actions::{ACTIONS_BYTES, ACTIONS_FORMAT, ACTIONS_ITEMS, ACTIONS_ROLE, ACTIONS_TYPE, Actions, ActionsError};
pub use catalogue::Catalogue;
pub use duplicates::Duplicate;
pub use error::{CatalogueError, CatalogueWarning};
pub use health::{Finding, FindingCode, Health, Labelled, health};
pub use item::{Item, ItemIx, Modality, Moment, Teaches};
