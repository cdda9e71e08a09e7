//! How many people a comparison of two rates takes, with the noise in the account.

use serde::Serialize;

use crate::normal::{Z95, quantile};
use crate::ratio::{Counts, null_rate, variance};

/// What is to be told apart.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Contrast {
    /// Rate of the reference group, 0..1.
    pub reference_rate: f64,
    /// The ratio that is true.
    pub truth: f64,
    /// The ratio to be excluded; 1 asks whether there is a difference at all.
    pub excluded: f64,
    /// People of the reference group for each one of the group.
    pub reference_per_person: f64,
    /// Noise variance of each count, both aggregators' together.
    pub sigma2: f64,
}

/// People in the group (not in the reference) with which the two-sided 95 % interval excludes `contrast.excluded` four times in five.
///
/// `|p_a - R p_b| = z sqrt(V0) + z' sqrt(V1)`: `V0` under the excluded ratio (its restricted rates), `V1` under the truth, as in
/// Farrington & Manning 1990, with the noise in both. None where the two ratios are the same, or the rates are not rates.
pub fn needed(contrast: &Contrast) -> Option<u64> {
    let Contrast { reference_rate: pb, truth, excluded, reference_per_person: k, sigma2 } = *contrast;
    let pa = truth * pb;
    let sane = pb > 0.0 && pb < 1.0 && (0.0..1.0).contains(&pa) && excluded > 0.0 && k > 0.0 && sigma2 >= 0.0;
    let apart = (pa - excluded * pb).abs();
    if !sane || !k.is_finite() || !sigma2.is_finite() || apart < 1e-9 {
        return None;
    }
    let power = quantile(0.8);
    let enough = |n: f64| {
        let group = Counts::planned(pa, n, sigma2);
        let reference = Counts::planned(pb, k * n, sigma2);
        let p0 = null_rate(excluded, &group, &reference);
        let v0 = variance(excluded * p0, &group) + excluded * excluded * variance(p0, &reference);
        let v1 = variance(pa, &group) + excluded * excluded * variance(pb, &reference);
        apart >= Z95 * v0.sqrt() + power * v1.sqrt()
    };
    let mut high = 1.0;
    while !enough(high) {
        high *= 2.0;
        if high > 1e12 {
            return None;
        }
    }
    let mut low = high / 2.0;
    while high - low > 0.01 {
        let middle = f64::midpoint(low, high);
        if enough(middle) { high = middle } else { low = middle }
    }
    Some(high.ceil() as u64)
}
