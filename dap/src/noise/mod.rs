//! Discrete Gaussian noise for one aggregator's share, and what it costs a person.
//!
//! Each of the two aggregators adds N_Z(0, sigma2) to every coordinate of its own share before the share leaves it, so that
//! the sum is private towards the collector even when the other aggregator adds nothing (Canonne, Kamath, Steinke, *The
//! Discrete Gaussian for Differential Privacy*, 2020, theorem 4). There is no floating point between a share and its release:
//! the weights of the distribution are fixed-point big integers ([`Sampler::new`]), a draw is integer comparisons in a time
//! that does not depend on what is drawn ([`Sampler::sample`]), and the price is a whole number of millionths of rho
//! ([`rho::micro_rho`]).

#![deny(clippy::float_arithmetic)]

mod error;
pub mod rho;
mod sampler;
mod table;
#[cfg(test)]
mod tests;

pub use error::NoiseError;
pub use sampler::{DISTANCE_LOG2, Sampler};
pub use table::MAX_SIGMA2;
