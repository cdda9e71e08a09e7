//! Disparity with and without the strata: in Simpson's case (Bickel, Hammel & O'Connell 1975) the two point different ways.

use serde::Serialize;

use super::pooled::{Pooled, StrataError, cells, mantel_haenszel};
use crate::Estimate;
use crate::exact::TwoByTwo;

/// Steps of Newton's method for the adjusted log odds.
const STEPS: usize = 100;

/// The share of the group among the rejected minus its share among the selected, over all strata at once; positive where the group is
/// worse off.
///
/// # Errors
/// No stratum with both groups; nobody rejected or nobody selected.
pub fn disparity(strata: &[TwoByTwo]) -> Result<f64, StrataError> {
    let total = together(strata)?;
    of_one(total).ok_or(StrataError::NoContrast)
}

/// The same within each stratum, weighted by its people (Wachter, Mittelstadt & Russell 2021). A stratum with one outcome only has no
/// disparity.
///
/// # Errors
/// No stratum with both groups.
pub fn conditional_disparity(strata: &[TwoByTwo]) -> Result<f64, StrataError> {
    let cells = cells(strata)?;
    let people: f64 = cells.iter().map(|t| t.n).sum();
    let weighted = cells.iter().map(|t| t.n * of_one([t.a, t.b, t.c, t.d]).unwrap_or(0.0));
    Ok(weighted.sum::<f64>() / people)
}

fn together(strata: &[TwoByTwo]) -> Result<[f64; 4], StrataError> {
    let sum = |all: [f64; 4], t: &super::pooled::Cells| [all[0] + t.a, all[1] + t.b, all[2] + t.c, all[3] + t.d];
    Ok(cells(strata)?.iter().fold([0.0; 4], sum))
}

fn of_one([a, b, c, d]: [f64; 4]) -> Option<f64> {
    (a + c > 0.0 && b + d > 0.0).then(|| b / (b + d) - a / (a + c))
}

/// What all people together say, and what they say like with like.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Simpson {
    /// Rate minus rate over everybody.
    pub crude: f64,
    /// Within strata.
    pub pooled: Pooled,
    /// The two point different ways.
    pub reversed: bool,
    /// Share of the crude difference that goes with who is in which stratum; may lie outside 0..=1, None where there is no crude difference.
    pub explained: Option<f64>,
}

/// Compares the two.
///
/// # Errors
/// As [`mantel_haenszel`].
pub fn simpson(strata: &[TwoByTwo], alpha: f64) -> Result<Simpson, StrataError> {
    let pooled = mantel_haenszel(strata, alpha)?;
    let [a, b, c, d] = together(strata)?;
    let crude = a / (a + b) - c / (c + d);
    let explained = (crude != 0.0).then(|| 1.0 - pooled.difference / crude);
    Ok(Simpson { crude, pooled, reversed: crude * pooled.difference < 0.0, explained })
}

/// Log odds ratio of the reference group against the group, by logistic regression with an intercept each stratum. The strata's intercepts
/// are eliminated, so any number of them costs the same per step.
///
/// # Errors
/// No contrast, or the likelihood has no highest point (all of one group and none of the other).
pub fn adjusted_log_odds(strata: &[TwoByTwo]) -> Result<Estimate, StrataError> {
    let cells = cells(strata)?;
    let kept: Vec<_> = cells.iter().filter(|t| t.a + t.c > 0.0 && t.b + t.d > 0.0).collect();
    if kept.is_empty() {
        return Err(StrataError::NoContrast);
    }
    let chance = |x: f64| 1.0 / (1.0 + (-x).exp());
    let mut slope = 0.0f64;
    let mut intercepts: Vec<f64> = kept.iter().map(|t| ((t.a + t.c) / (t.b + t.d)).ln()).collect();
    for _ in 0..STEPS {
        let (mut gradient, mut information) = (0.0, 0.0);
        let mut parts = Vec::with_capacity(kept.len());
        for (t, at) in kept.iter().zip(&intercepts) {
            let (p1, p0) = (chance(*at), chance(*at + slope));
            let (w1, w0) = (t.n1 * p1 * (1.0 - p1), t.n0 * p0 * (1.0 - p0));
            let of_reference = t.c - t.n0 * p0;
            let of_both = of_reference + t.a - t.n1 * p1;
            let whole = (w1 + w0).max(1e-300);
            gradient += of_reference - w0 / whole * of_both;
            information += w0 * w1 / whole;
            parts.push((of_both, w0, whole));
        }
        if !information.is_finite() || information < 1e-12 || slope.abs() > 30.0 {
            return Err(StrataError::NoContrast);
        }
        let step = (gradient / information).clamp(-2.0, 2.0);
        slope += step;
        for (at, (of_both, w0, whole)) in intercepts.iter_mut().zip(parts) {
            *at += ((of_both - w0 * step) / whole).clamp(-2.0, 2.0);
        }
        if step.abs() < 1e-13 {
            return Ok(Estimate { value: slope, variance: 1.0 / information });
        }
    }
    Err(StrataError::NoContrast)
}
