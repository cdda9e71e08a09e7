//! The gap between two groups' rates within strata, from noisy counts.
//!
//! Strata are weighted by `n1 n0 / n` (Mantel-Haenszel weights) of the noisy sizes; the variance is that of each stratum's rates, sampling and
//! noise, with the weights as given: what the noise does to the weights is of second order where sizes can be told from zero, and strata
//! where they cannot are left out and counted.

use serde::Serialize;

use super::pooled::StrataError;
use crate::ratio::Group;
use crate::{Estimate, Interval};

/// A stratum whose size is less than this many standard deviations of its noise is left out.
const TELLS: f64 = 3.0;

/// A stratified gap.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct StratifiedGap {
    /// Rate minus rate, weighted, with its variance.
    pub gap: Estimate,
    /// Its 95 % interval, within -1..=1.
    pub interval: Interval,
    /// Variance that is the noise's alone.
    pub noise: f64,
    /// Strata that count.
    pub strata: usize,
    /// Strata left out: too few people to tell their size.
    pub left_out: usize,
}

struct Side {
    n: f64,
    p: f64,
    sampling: f64,
    noise: f64,
}

fn side(group: &Group) -> Option<Side> {
    let (yes, no) = (group.yes.value as f64, group.no.value as f64);
    let n = yes + no;
    let (s_yes, s_no) = (group.yes.sigma2, group.no.sigma2);
    let tells = s_yes >= 0.0 && s_no >= 0.0 && n >= 1.0 && n * n > TELLS * TELLS * (s_yes + s_no);
    tells.then(|| {
        let p = yes / n;
        // Half a person of each kind keeps the variance of a rate of 0 or 1 from vanishing.
        let near = ((yes.clamp(0.0, n)) + 0.5) / (n + 1.0);
        let sampling = near * (1.0 - near) / n;
        let noise = (s_yes * (1.0 - near).powi(2) + s_no * near * near) / (n * n);
        Side { n, p, sampling, noise }
    })
}

/// The gap of pairs of group and reference, one pair each stratum.
///
/// # Errors
/// No stratum whose sizes can be told from zero.
pub fn stratified_gap(strata: &[(Group, Group)]) -> Result<StratifiedGap, StrataError> {
    let (mut value, mut sampling, mut noise, mut weights, mut kept) = (0.0, 0.0, 0.0, 0.0, 0);
    for (group, reference) in strata {
        let (Some(a), Some(b)) = (side(group), side(reference)) else { continue };
        let weight = a.n * b.n / (a.n + b.n);
        value += weight * (a.p - b.p);
        sampling += weight * weight * (a.sampling + b.sampling);
        noise += weight * weight * (a.noise + b.noise);
        weights += weight;
        kept += 1;
    }
    if kept == 0 || weights <= 0.0 {
        return Err(StrataError::Empty);
    }
    let square = weights * weights;
    let gap = Estimate { value: value / weights, variance: (sampling + noise) / square };
    let wide = gap.interval95();
    let interval = Interval { low: wide.low.clamp(-1.0, 1.0), high: wide.high.clamp(-1.0, 1.0) };
    Ok(StratifiedGap { gap, interval, noise: noise / square, strata: kept, left_out: strata.len() - kept })
}
