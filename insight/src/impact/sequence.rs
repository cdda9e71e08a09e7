//! Intervals that hold at every look at once, however often and whenever one stops.

use super::change::ImpactError;
use crate::exact::Test;
use crate::{Estimate, Interval};

/// The mixture sequential probability ratio test (Robbins 1970; Johari et al. 2017): effects are mixed by a normal law of variance `tau2`.
/// Gives the interval at `1 - alpha` and the always-valid p-value of "no effect" at this look; over several looks the intervals may be
/// intersected and the smallest p-value kept. `statistic` is the likelihood ratio's logarithm.
///
/// # Errors
/// A variance, `tau2` or `alpha` that is none.
pub fn mixture_sprt(effect: Estimate, tau2: f64, alpha: f64) -> Result<(Interval, Test), ImpactError> {
    let v = effect.variance;
    let sane = v > 0.0 && v.is_finite() && tau2 > 0.0 && tau2.is_finite() && effect.value.is_finite();
    if !(sane && alpha > 0.0 && alpha < 1.0) {
        return Err(ImpactError::Range);
    }
    let log_ratio = 0.5 * (v / (v + tau2)).ln() + tau2 * effect.value * effect.value / (2.0 * v * (v + tau2));
    let reach = (2.0 * v * (v + tau2) / tau2 * (0.5 * ((v + tau2) / v).ln() - alpha.ln())).sqrt();
    let interval = Interval { low: effect.value - reach, high: effect.value + reach };
    Ok((interval, Test { statistic: log_ratio, p: (-log_ratio).exp().min(1.0) }))
}

/// The asymptotic confidence sequence (Waudby-Smith et al. 2024, eq. 2.2) of a mean of `n` values with standard deviation `deviation`.
///
/// # Errors
/// Numbers that are none, fewer than two values.
pub fn asymptotic_sequence(mean: f64, deviation: f64, n: f64, rho: f64, alpha: f64) -> Result<Interval, ImpactError> {
    let sane = mean.is_finite() && deviation >= 0.0 && deviation.is_finite() && rho > 0.0 && rho.is_finite();
    if !(sane && alpha > 0.0 && alpha < 1.0) {
        return Err(ImpactError::Range);
    }
    if n.is_nan() || n < 2.0 {
        return Err(ImpactError::TooFew);
    }
    let scale = n * rho * rho + 1.0;
    let reach = deviation * (2.0 * scale / (n * n * rho * rho) * (scale.sqrt() / alpha).ln()).sqrt();
    Ok(Interval { low: mean - reach, high: mean + reach })
}

/// The `rho` with which the sequence is tightest after about `n` values (the same paper, appendix B.2).
pub fn rho_for(n: f64, alpha: f64) -> f64 {
    let twice = -2.0 * alpha.clamp(1e-12, 0.5).ln();
    ((twice + twice.ln() + 1.0) / n.max(1.0)).sqrt()
}
