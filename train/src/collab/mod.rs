//! A collaborative model from noised sums alone: how many people took an item, and how many took two.
//!
//! - `sums`: what a person adds to the sums, what that may change at most, and the noise that hides it
//! - `learn`: a model from noised sums whose noise is known, and popularity where they say no more
//! - `factors`: the same as the file that the engine reads
//!
//! Whatever is worked out from a release is post-processing: the settings may be chosen from the noised sums without cost.

mod factors;
mod learn;
mod sums;
#[cfg(test)]
mod tests;

pub use factors::factors;
pub use learn::{Model, ease, learn};
pub use sums::{Clip, Sums};
