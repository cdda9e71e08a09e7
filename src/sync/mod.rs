//! Private sync, the engine's half: what is asked, what this person's answer is, and what answering costs.
//!
//! The dictionary is the company's signed list of questions ([`Dictionary`], [`Measure`]); a profile answers one as a
//! [`Measurement`] ([`Facts`] is all that answering may look at); the ledger ([`Ledger`]) refuses what is past the year's cap. Sealing,
//! tokens and HTTP are not known here: they are a second wasm's. Floating point ends where an answer begins.

mod day;
mod dictionary;
mod encode;
mod experiment;
mod ledger;
mod measure;
mod plan;
mod task;
#[cfg(test)]
mod tests;

pub use day::Day;
pub use dictionary::{
    Aggregator, Aggregators, Attribute, Dictionary, DictionaryError, Headcount, LedgerTerms, Named, Period,
};
pub use encode::{Clip, Facts, Measurement, Moved, Outcomes};
pub use experiment::{Arm, CHANGE_BINS, Experiment};
pub use ledger::{Answered, Ledger, LedgerError};
pub use measure::{Asked, Encoding, Every, Measure, Outcome, Partition, Shape, micro_rho, pair_place};
pub use plan::{Plan, PlanRow, plan};
pub use task::{entry, task_info};
