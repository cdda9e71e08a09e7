//! The standard normal law, once.

use statrs::distribution::{ContinuousCDF, Normal};

/// 97.5 % point: two-sided 95 %.
pub(crate) const Z95: f64 = 1.959_963_984_540_054;

/// 95 % point: one-sided 95 %.
pub(crate) const Z95_ONE_SIDED: f64 = 1.644_853_626_951_472_2;

/// P(Z <= x).
pub(crate) fn cdf(x: f64) -> f64 {
    Normal::standard().cdf(x)
}

/// Density at `x`.
pub(crate) fn density(x: f64) -> f64 {
    (-0.5 * x * x).exp() * (0.5 * std::f64::consts::FRAC_2_SQRT_PI * std::f64::consts::FRAC_1_SQRT_2)
}

/// The point below which a share `p` of the law lies; infinite at 0 and 1.
pub(crate) fn quantile(p: f64) -> f64 {
    Normal::standard().inverse_cdf(p.clamp(0.0, 1.0))
}

/// P(value < limit) for a normal value; a certain value (variance 0) answers 0, 0.5 at the limit itself, or 1.
pub(crate) fn below(limit: f64, mean: f64, variance: f64) -> f64 {
    if variance > 0.0 {
        cdf((limit - mean) / variance.sqrt())
    } else if mean < limit {
        1.0
    } else if mean > limit {
        0.0
    } else {
        0.5
    }
}
