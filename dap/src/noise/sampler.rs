//! A table sampler whose time does not depend on the value drawn.

use std::fmt;

use rand_core::CryptoRng;

use super::NoiseError;
use super::table::{THRESHOLD_BITS, thresholds};

/// Base-2 logarithm of a bound on the statistical distance between one draw of a [`Sampler`] and N_Z(0, sigma2).
///
/// A vector of `d` coordinates is at most `d` times as far. What an accountant charges for a release is
/// `(1 + e^epsilon) d 2^DISTANCE_LOG2` added to delta. The proof is at the head of `noise/table.rs`.
pub const DISTANCE_LOG2: i32 = -109;

/// Draws from the discrete Gaussian N_Z(0, sigma2): the whole number `x` with probability proportional to
/// `exp(-x^2 / (2 sigma2))`. (`sigma2` is the parameter; the variance differs from it by less than 10^-6 from 1 on.)
///
/// Make one for each `sigma2` and keep it: the table is the work.
#[derive(Clone, PartialEq, Eq)]
pub struct Sampler {
    sigma2: u64,
    thresholds: Vec<u128>,
}

impl Sampler {
    /// Builds the table for one variance: about 13 sigma entries of 16 bytes.
    ///
    /// # Errors
    /// [`NoiseError::ZeroVariance`], or [`NoiseError::VarianceTooLarge`] above [`MAX_SIGMA2`](super::MAX_SIGMA2).
    pub fn new(sigma2: u64) -> Result<Self, NoiseError> {
        Ok(Self { sigma2, thresholds: thresholds(sigma2)? })
    }

    /// The variance parameter that this was made for.
    #[must_use]
    pub fn sigma2(&self) -> u64 {
        self.sigma2
    }

    /// The largest magnitude that can be drawn, about 13 sigma.
    #[must_use]
    pub fn bound(&self) -> u64 {
        self.thresholds.len() as u64
    }

    /// One draw.
    ///
    /// Takes 128 random bits: the lowest is the sign, the other 127 choose the magnitude. Zero has its weight once in the
    /// table and the sign of zero is zero, so that it is not counted twice.
    ///
    /// **Constant time.** The loop visits the whole table for every draw, and a comparison is one subtraction: both numbers
    /// are below 2^127, so that the top bit of the difference is set exactly when the draw is below the threshold. No branch
    /// and no address depends on the draw. (The sampler of exact rejection that libraries offer is slower for large values:
    /// its time tells part of the noise.)
    pub fn sample(&self, rng: &mut impl CryptoRng) -> i64 {
        let bits = u128::from(rng.next_u64()) << 64 | u128::from(rng.next_u64());
        let draw = bits >> 1;
        let below =
            self.thresholds.iter().fold(0u64, |count, &t| count + (draw.wrapping_sub(t) >> THRESHOLD_BITS) as u64);
        let magnitude = (self.bound() - below) as i64;
        let sign = -((bits & 1) as i64);
        (magnitude ^ sign) - sign
    }

    /// Fills `out` with independent draws, one for each coordinate of a share.
    pub fn fill(&self, rng: &mut impl CryptoRng, out: &mut [i64]) {
        for value in out {
            *value = self.sample(rng);
        }
    }

    /// The probability of a magnitude times 2^127, as the table has it.
    #[cfg(test)]
    pub(super) fn mass(&self, magnitude: usize) -> u128 {
        let upper = self.thresholds.get(magnitude).copied().unwrap_or(1 << THRESHOLD_BITS);
        let lower = magnitude.checked_sub(1).map_or(0, |below| self.thresholds[below]);
        upper - lower
    }
}

impl fmt::Debug for Sampler {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The table is public, but nobody wants to read it.
        f.debug_struct("Sampler").field("sigma2", &self.sigma2).field("bound", &self.bound()).finish()
    }
}
