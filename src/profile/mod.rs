//! The profile: per skill a level with its uncertainty, how it fades, and exactly what it rests on.
//!
//! [`SkillLog`] is the door: observations and the person's corrections go in, in any order; an [`Estimate`], a [`Breakdown`] and
//! a [`Curve`] come out. [`Parameters`] holds every number of the model, `docs/profile-model.md` says where each comes from.
//!
//! - `observe`: what one piece of evidence says · `filter`: how it moves the level, and how time does
//! - `log`: the events of one skill, and when they have to be read again · `correct`, `breakdown`, `types`: the words
//! - `smooth`: what the neighbours of a skill let one guess of it
//! - `trace`: the chance of the next right answer · `memory`: the chance that a card is remembered

mod breakdown;
mod correct;
mod filter;
mod log;
pub mod memory;
mod normal;
mod observe;
mod parameters;
#[cfg(test)]
mod properties;
mod smooth;
#[cfg(test)]
mod stories;
pub mod trace;
mod types;

pub use breakdown::{Breakdown, Curve};
pub use correct::Correct;
pub use log::SkillLog;
pub use normal::{Z80, normal_cdf};
pub use observe::Observation;
pub use parameters::{KindParameters, Parameters, ParametersError};
pub use smooth::{Inferred, LEAST_SD, MOST_CHANCE, infer};
pub use types::{Counted, Estimate, HELD_FROM, Standing};
