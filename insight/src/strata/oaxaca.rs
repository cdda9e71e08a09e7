//! The Oaxaca-Blinder decomposition (1973) of a gap in means with one covariate, from sums alone.
//!
//! `gap = b_r (x_a - x_b) + rest`: the part that goes with the covariate at the reference coefficients `b_r`, and the rest. The sums are
//! taken as exact: privacy noise in `sum xx` would pull the slope towards zero.

use serde::{Deserialize, Serialize};

use super::pooled::StrataError;
use crate::Estimate;

/// Sums over a group's people.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct GroupSums {
    /// People.
    pub n: f64,
    /// Sum of the covariate.
    pub sx: f64,
    /// Sum of the outcome.
    pub sy: f64,
    /// Sum of its squares.
    pub sxx: f64,
    /// Sum of the products.
    pub sxy: f64,
    /// Sum of the outcome's squares.
    pub syy: f64,
}

impl GroupSums {
    /// Sums of two groups together.
    #[must_use]
    pub fn plus(&self, other: &GroupSums) -> GroupSums {
        GroupSums {
            n: self.n + other.n,
            sx: self.sx + other.sx,
            sy: self.sy + other.sy,
            sxx: self.sxx + other.sxx,
            sxy: self.sxy + other.sxy,
            syy: self.syy + other.syy,
        }
    }

    fn line(&self) -> Result<Line, StrataError> {
        let n = self.n;
        let sums = [n, self.sx, self.sy, self.sxx, self.sxy, self.syy];
        if n < 3.0 || sums.iter().any(|x| !x.is_finite()) {
            return Err(StrataError::Empty);
        }
        let (x, y) = (self.sx / n, self.sy / n);
        let spread = self.sxx - n * x * x;
        // Below this the spread is what rounding left of equal numbers.
        if spread <= 1e-12 * self.sxx.abs().max(1e-300) {
            return Err(StrataError::NoContrast);
        }
        let slope = (self.sxy - n * x * y) / spread;
        let residual = ((self.syy - n * y * y - slope * slope * spread) / (n - 2.0)).max(0.0);
        Ok(Line {
            x,
            y,
            slope,
            level: y - slope * x,
            slope_variance: residual / spread,
            x_variance: spread / (n - 1.0) / n,
        })
    }
}

/// A least-squares line.
struct Line {
    x: f64,
    y: f64,
    slope: f64,
    level: f64,
    slope_variance: f64,
    x_variance: f64,
}

/// Parts of a gap.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Oaxaca {
    /// Mean of the group minus mean of the reference.
    pub gap: f64,
    /// Part that goes with the covariate, at the reference group's slope; its variance has both the slope's and the means'.
    pub explained: Estimate,
    /// What is left.
    pub unexplained: f64,
    /// Threefold: the same as `explained`.
    pub endowments: f64,
    /// Threefold: at equal covariates.
    pub coefficients: f64,
    /// Threefold: both at once; the three add up to the gap.
    pub interaction: f64,
    /// Part that goes with the covariate at the slope of both groups together (Neumark 1988).
    pub explained_pooled: f64,
}

/// Decomposes the gap of the group's mean outcome to the reference's.
///
/// # Errors
/// Fewer than three people in a group, or a covariate that is the same for all of one.
pub fn oaxaca(group: &GroupSums, reference: &GroupSums) -> Result<Oaxaca, StrataError> {
    let (a, b) = (group.line()?, reference.line()?);
    let both = group.plus(reference).line()?;
    let apart = a.x - b.x;
    let gap = a.y - b.y;
    let endowments = b.slope * apart;
    let coefficients = (a.level - b.level) + b.x * (a.slope - b.slope);
    let variance = apart * apart * b.slope_variance + b.slope * b.slope * (a.x_variance + b.x_variance);
    Ok(Oaxaca {
        gap,
        explained: Estimate { value: endowments, variance },
        unexplained: gap - endowments,
        endowments,
        coefficients,
        interaction: apart * (a.slope - b.slope),
        explained_pooled: both.slope * apart,
    })
}
