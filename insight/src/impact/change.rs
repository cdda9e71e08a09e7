//! A mean change from its sums.

use serde::{Deserialize, Serialize};

use crate::Estimate;

/// Why an effect cannot be given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ImpactError {
    /// Too few people, or their number cannot be told from zero.
    #[error("too few people")]
    TooFew,
    /// All values are the same.
    #[error("all values are the same")]
    NoSpread,
    /// A number that is not one, or outside its range.
    #[error("a number is outside its range")]
    Range,
}

impl ImpactError {
    /// A stable code.
    pub fn code(&self) -> &'static str {
        match self {
            ImpactError::TooFew => "insight.impact.too_few",
            ImpactError::NoSpread => "insight.impact.no_spread",
            ImpactError::Range => "insight.impact.range",
        }
    }
}

/// A number of people is told from zero where it is this many standard deviations of its noise.
const TELLS: f64 = 3.0;

/// Sums of each person's own change `d`, and the variances of the noise in them (0 where exact).
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Change {
    /// People.
    pub n: f64,
    /// Sum of d.
    pub sum: f64,
    /// Sum of d squared.
    pub squares: f64,
    /// Noise variance of `n`.
    pub n_noise: f64,
    /// Noise variance of `sum`.
    pub sum_noise: f64,
}

impl Change {
    /// Without noise.
    pub fn exact(n: f64, sum: f64, squares: f64) -> Change {
        Change { n, sum, squares, n_noise: 0.0, sum_noise: 0.0 }
    }

    /// The sums are numbers and the people can be told from none.
    fn check(&self) -> Result<(), ImpactError> {
        let all = [self.n, self.sum, self.squares, self.n_noise, self.sum_noise];
        if all.iter().any(|x| !x.is_finite()) || self.n_noise < 0.0 || self.sum_noise < 0.0 {
            return Err(ImpactError::Range);
        }
        if self.n < 1.0 || self.n * self.n < TELLS * TELLS * self.n_noise {
            return Err(ImpactError::TooFew);
        }
        Ok(())
    }

    /// Variance of d among the people (divided by n); the part that the noise of the mean adds to it is taken out again. At least 0.
    ///
    /// # Errors
    /// Numbers that are none, or too few people.
    pub fn spread(&self) -> Result<f64, ImpactError> {
        self.check()?;
        let mean = self.sum / self.n;
        let found =
            self.squares / self.n - mean * mean + (self.sum_noise + mean * mean * self.n_noise) / (self.n * self.n);
        // What rounding leaves of equal values is no spread.
        Ok(if found < 1e-14 * (mean * mean) { 0.0 } else { found.max(0.0) })
    }

    /// Mean change; its variance has sampling and noise: `spread/n + (noise of sum + mean^2 noise of n) / n^2`.
    ///
    /// # Errors
    /// As [`Change::spread`].
    pub fn mean(&self) -> Result<Estimate, ImpactError> {
        let spread = self.spread()?;
        let mean = self.sum / self.n;
        let noise = (self.sum_noise + mean * mean * self.n_noise) / (self.n * self.n);
        Ok(Estimate { value: mean, variance: spread / self.n + noise })
    }
}
