//! CUPED (Deng et al. 2013): the part of an outcome that the past foretells is taken out of a comparison of two arms.

use serde::Serialize;

use super::change::ImpactError;
use crate::Estimate;
use crate::strata::GroupSums;

/// A comparison of two arms.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Cuped {
    /// Difference of means as they are.
    pub plain: Estimate,
    /// With the past taken out.
    pub adjusted: Estimate,
    /// Outcome per unit of the past.
    pub theta: f64,
    /// Part of the variance that is gone, 0..=1.
    pub saved: f64,
}

/// Compares the arms; `x` is the person's value before, `y` after. Theta is the pooled within-arm slope; where x is the same for all it is 0.
///
/// # Errors
/// Sums that are no numbers, fewer than two people in an arm.
pub fn cuped(arm: &GroupSums, control: &GroupSums) -> Result<Cuped, ImpactError> {
    let (a, b) = (moments(arm)?, moments(control)?);
    let spread = a.xx + b.xx;
    let tiny = 1e-12 * (arm.sxx.abs() + control.sxx.abs());
    let theta = if spread > tiny { (a.xy + b.xy) / spread } else { 0.0 };
    let plain = Estimate { value: a.y - b.y, variance: a.yy / (a.n - 1.0) / a.n + b.yy / (b.n - 1.0) / b.n };
    let left = |m: &Moments| (m.yy - 2.0 * theta * m.xy + theta * theta * m.xx).max(0.0) / (m.n - 1.0) / m.n;
    let adjusted = Estimate { value: plain.value - theta * (a.x - b.x), variance: left(&a) + left(&b) };
    let saved = if plain.variance > 0.0 { (1.0 - adjusted.variance / plain.variance).clamp(0.0, 1.0) } else { 0.0 };
    Ok(Cuped { plain, adjusted, theta, saved })
}

struct Moments {
    n: f64,
    x: f64,
    y: f64,
    xx: f64,
    xy: f64,
    yy: f64,
}

fn moments(s: &GroupSums) -> Result<Moments, ImpactError> {
    if [s.n, s.sx, s.sy, s.sxx, s.sxy, s.syy].iter().any(|v| !v.is_finite()) {
        return Err(ImpactError::Range);
    }
    if s.n < 2.0 {
        return Err(ImpactError::TooFew);
    }
    let (x, y) = (s.sx / s.n, s.sy / s.n);
    let centred = |sum: f64, u: f64, v: f64| sum - s.n * u * v;
    let (xx, yy) = (centred(s.sxx, x, x).max(0.0), centred(s.syy, y, y).max(0.0));
    Ok(Moments { n: s.n, x, y, xx, xy: centred(s.sxy, x, y), yy })
}
