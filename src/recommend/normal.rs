//! The normal distribution, as fast as scoring a hundred thousand items needs it.

/// P(X <= x) of a standard normal variable, to 7 decimals.
///
/// Abramowitz and Stegun, *Handbook of Mathematical Functions*, 26.2.17.
pub fn normal_cdf(x: f64) -> f64 {
    let t = 1.0 / (1.0 + 0.231_641_9 * x.abs());
    let poly =
        t * (0.319_381_530 + t * (-0.356_563_782 + t * (1.781_477_937 + t * (-1.821_255_978 + t * 1.330_274_429))));
    let tail = 0.398_942_280_401_432_7 * (-0.5 * x * x).exp() * poly;
    if x >= 0.0 { 1.0 - tail } else { tail }
}
