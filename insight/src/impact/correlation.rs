//! Correlation from sums.

use serde::Serialize;

use super::change::ImpactError;
use crate::Interval;
use crate::exact::Test;
use crate::normal::quantile;
use crate::strata::GroupSums;

/// A correlation.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Correlation {
    /// Pearson's, -1..=1.
    pub value: f64,
    /// Fisher's interval (1915); -1..=1 with three people.
    pub interval: Interval,
    /// Test of no correlation by Student's t.
    pub test: Test,
}

/// From sums; the interval at `1 - alpha`.
///
/// # Errors
/// Fewer than three people, a value that is the same for all, numbers that are none.
pub fn correlation(s: &GroupSums, alpha: f64) -> Result<Correlation, ImpactError> {
    if [s.n, s.sx, s.sy, s.sxx, s.sxy, s.syy].iter().any(|v| !v.is_finite()) {
        return Err(ImpactError::Range);
    }
    if s.n < 3.0 {
        return Err(ImpactError::TooFew);
    }
    let (xx, yy) = (s.sxx - s.sx * s.sx / s.n, s.syy - s.sy * s.sy / s.n);
    let xy = s.sxy - s.sx * s.sy / s.n;
    if xx <= 1e-12 * s.sxx.abs() || yy <= 1e-12 * s.syy.abs() {
        return Err(ImpactError::NoSpread);
    }
    correlation_test(xy / (xx * yy).sqrt(), s.n, alpha)
}

/// Interval and test of a correlation that is known.
///
/// # Errors
/// Fewer than three people, `alpha` or the correlation outside its range.
pub fn correlation_test(value: f64, n: f64, alpha: f64) -> Result<Correlation, ImpactError> {
    if !(alpha > 0.0 && alpha < 1.0) || value.is_nan() || value.abs() > 1.0 + 1e-9 {
        return Err(ImpactError::Range);
    }
    if n.is_nan() || n < 3.0 {
        return Err(ImpactError::TooFew);
    }
    let value = value.clamp(-1.0, 1.0);
    let free = n - 2.0;
    let t = value * (free / (1.0 - value * value)).sqrt();
    let test = if t.is_finite() { Test::student(t, free) } else { Test { statistic: t, p: 0.0 } };
    let interval = if n > 3.0 {
        let reach = quantile(1.0 - alpha / 2.0) / (n - 3.0).sqrt();
        Interval { low: (value.atanh() - reach).tanh(), high: (value.atanh() + reach).tanh() }
    } else {
        Interval { low: -1.0, high: 1.0 }
    };
    Ok(Correlation { value, interval, test })
}
