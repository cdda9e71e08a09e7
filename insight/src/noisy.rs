//! Numbers that know their noise.

use std::ops::{Add, Neg, Sub};

use serde::Serialize;

use crate::normal::{Z95, below};

/// A released whole number: the truth plus discrete Gaussian noise of mean 0.
///
/// Adding and subtracting is right only for values whose noises are independent: different coordinates, cells or periods. Whether two
/// releases may be added at all is [`crate::Sums::plus`]'s question.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Noisy {
    /// What was released, people; may be negative.
    pub value: i64,
    /// Variance of its noise, both aggregators' together, people squared.
    pub sigma2: f64,
}

impl Noisy {
    /// A released sum to which two aggregators each added noise of variance `sigma2_each`.
    pub fn of_two(value: i64, sigma2_each: u64) -> Noisy {
        Noisy { value, sigma2: 2.0 * sigma2_each as f64 }
    }

    /// A number without noise.
    pub fn exact(value: i64) -> Noisy {
        Noisy { value, sigma2: 0.0 }
    }

    /// `factor` times the value; the variance grows with its square.
    #[must_use]
    pub fn scale(self, factor: i64) -> Noisy {
        let squared = (factor as f64) * (factor as f64);
        Noisy { value: self.value.saturating_mul(factor), sigma2: self.sigma2 * squared }
    }

    /// Sum of independent values.
    pub fn sum(values: impl IntoIterator<Item = Noisy>) -> Noisy {
        values.into_iter().fold(Noisy::exact(0), Add::add)
    }

    /// The number as an estimate of the truth.
    pub fn estimate(self) -> Estimate {
        Estimate { value: self.value as f64, variance: self.sigma2 }
    }
}

impl Add for Noisy {
    type Output = Noisy;
    fn add(self, other: Noisy) -> Noisy {
        Noisy { value: self.value.saturating_add(other.value), sigma2: self.sigma2 + other.sigma2 }
    }
}

impl Neg for Noisy {
    type Output = Noisy;
    fn neg(self) -> Noisy {
        self.scale(-1)
    }
}

impl Sub for Noisy {
    type Output = Noisy;
    fn sub(self, other: Noisy) -> Noisy {
        self + -other
    }
}

/// An approximately normal estimate.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Estimate {
    /// The estimate.
    pub value: f64,
    /// Its variance, in the value's unit squared.
    pub variance: f64,
}

impl Estimate {
    /// Two-sided 95 % interval, Wald.
    pub fn interval95(self) -> Interval {
        let half = Z95 * self.variance.max(0.0).sqrt();
        Interval { low: self.value - half, high: self.value + half }
    }

    /// `factor` times the estimate.
    #[must_use]
    pub fn scale(self, factor: f64) -> Estimate {
        Estimate { value: self.value * factor, variance: self.variance * factor * factor }
    }

    /// Probability that the truth lies below `limit`.
    pub fn probability_below(self, limit: f64) -> f64 {
        below(limit, self.value, self.variance)
    }
}

/// Where a truth lies, both ends included. An end without limit is infinite, and `null` in JSON.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Interval {
    /// Lower end.
    pub low: f64,
    /// Upper end.
    pub high: f64,
}

impl Interval {
    /// `high - low`.
    pub fn width(self) -> f64 {
        self.high - self.low
    }

    /// Whether `value` lies in it.
    pub fn contains(self, value: f64) -> bool {
        self.low <= value && value <= self.high
    }

    /// Both ends times `factor`, which is not negative.
    #[must_use]
    pub fn scale(self, factor: f64) -> Interval {
        Interval { low: self.low * factor, high: self.high * factor }
    }

    /// Both ends moved into `low..=high`.
    #[must_use]
    pub fn clamp(self, low: f64, high: f64) -> Interval {
        Interval { low: self.low.max(low).min(high), high: self.high.min(high).max(low) }
    }
}

/// Pools independent estimates of one truth by inverse variance: cells taken to be alike, or periods without a trend. Estimates with a
/// variance that is not a positive number are left out, unless one is certain: then the certain ones' mean is the answer. None of none.
pub fn pool(estimates: &[Estimate]) -> Option<Estimate> {
    let certain: Vec<f64> = estimates.iter().filter(|e| e.variance == 0.0).map(|e| e.value).collect();
    if !certain.is_empty() {
        return Some(Estimate { value: certain.iter().sum::<f64>() / certain.len() as f64, variance: 0.0 });
    }
    let usable = || estimates.iter().filter(|e| e.variance > 0.0 && e.variance.is_finite() && e.value.is_finite());
    let weight: f64 = usable().map(|e| 1.0 / e.variance).sum();
    if weight <= 0.0 {
        return None;
    }
    Some(Estimate { value: usable().map(|e| e.value / e.variance).sum::<f64>() / weight, variance: 1.0 / weight })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_aggregators_add_their_noise_and_variances_add_in_differences_too() {
        let a = Noisy::of_two(10, 1389);
        assert_eq!(a.sigma2, 2778.0);
        let d = a - Noisy::of_two(4, 11);
        assert_eq!((d.value, d.sigma2), (6, 2800.0));
        assert_eq!(a.scale(3), Noisy { value: 30, sigma2: 25_002.0 });
        assert_eq!(Noisy::sum([a, a, a]).sigma2, 8334.0);
        assert_eq!(Noisy::exact(i64::MAX).scale(-2).value, i64::MIN);
    }

    #[test]
    fn pooling_weighs_by_inverse_variance() {
        let p = pool(&[Estimate { value: 1.0, variance: 1.0 }, Estimate { value: 4.0, variance: 0.5 }]).unwrap();
        assert!((p.value - 3.0).abs() < 1e-12 && (p.variance - 1.0 / 3.0).abs() < 1e-12);
        assert_eq!(pool(&[]), None);
        assert_eq!(pool(&[Estimate { value: 1.0, variance: f64::NAN }]), None);
    }
}
