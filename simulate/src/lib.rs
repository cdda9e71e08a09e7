//! # The sample company's people
//!
//! Six thousand people who do not exist, each with the real engine: what they learnt becomes signals, signals become a profile,
//! and every quarter they report as a browser would. For `cargo x simulate`, for the first start of a company that is only
//! looked at, and for proofs.
//!
//! **Not for real people.** What people are and do is drawn from a seed, so that a run can be repeated, and so are the nonces of
//! their tokens, so that a run that was cut off can go on. What protects a report is not: halves are cut and sealed with the
//! system's randomness, and the two aggregators' noise is theirs.
//!
//! | question | door |
//! |---|---|
//! | who works here? | [`Population`] |
//! | what was planted, to be found again? | [`Plants`] |
//! | what does a person's engine answer? | [`Browsers`] |
//! | let them all report, over HTTP | [`run`] |
//! | a leader and a keeper to report to | [`stage`] |
#![forbid(unsafe_code)]

mod browser;
mod chance;
mod error;
mod life;
pub mod plants;
mod population;
mod run;
pub mod stage;
mod tables;
mod upload;

pub use browser::{Answers, Browsers, Kept};
pub use chance::Chance;
pub use error::SimulateError;
pub use plants::Plants;
pub use population::{Person, Population};
pub use run::{Report, Run, run};
pub use tables::Tables;
