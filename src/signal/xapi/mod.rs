//! xAPI statements, 1.0.3 and 2.0: [`validate_part`] says whether a part follows the specification, [`meaning`](self) gives a
//! statement its kind, and the importer streams a file of them.
//!
//! Specification: <https://github.com/adlnet/xAPI-Spec> (1.0.3, "Data" is its `xAPI-Data.md`), IEEE 9274.1.1 (2.0).

mod actor;
mod check;
mod formats;
mod importer;
mod interaction;
mod meaning;
mod validate;
#[cfg(test)]
mod wrapping_tests;
#[cfg(test)]
mod xapi_2_tests;

pub(crate) use importer::XapiImporter;
pub use validate::{Slot, Version, validate_part};
