//! Fisher's exact test (1935): the law of one cell given both margins, and the odds ratio under which that cell is likely.
//!
//! The noncentral hypergeometric law is summed outwards from its mode by ratios of neighbours, so no factorial is ever formed and 10^6 people
//! cost no digits. Two-sided p: the probability of all cells no likelier than the one seen, as R and scipy do.

use serde::Serialize;

use super::roots::crossing;
use super::table::{ExactError, TwoByTwo};
use crate::Interval;

/// Cells this much likelier than the one seen still count as equally likely.
const TIES: f64 = 1e-7;

/// A weight below this part of the mode's adds nothing.
const NOTHING: f64 = 1e-300;

/// Odds ratios are looked for between `exp(-LOG_LIMIT)` and `exp(LOG_LIMIT)`.
const LOG_LIMIT: f64 = 60.0;

/// Which alternative.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Tail {
    /// The rates differ.
    Two,
    /// The group's rate is lower.
    Less,
    /// The group's rate is higher.
    Greater,
}

/// What Fisher's test says.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Fisher {
    /// Odds ratio of the sample; None where neither product is there.
    pub odds_ratio: Option<f64>,
    /// Odds ratio with the highest conditional likelihood; 0 or infinite at the ends of the table.
    pub conditional: f64,
    /// Its exact interval at `1 - alpha` (Cornfield 1956), each side alpha/2.
    pub interval: Interval,
    /// Two-sided.
    pub p: f64,
    /// One-sided: the group's rate is lower.
    pub p_less: f64,
    /// One-sided: the group's rate is higher.
    pub p_greater: f64,
}

/// The law of the first cell: weights by value from `first`, the mode's about 1.
pub(crate) struct Law {
    first: f64,
    weights: Vec<f64>,
    total: f64,
}

impl Law {
    /// Margins: people of the group, of the reference, with the outcome; `log_odds` 0 is independence.
    pub(crate) fn of(a_all: f64, b_all: f64, yes: f64, log_odds: f64) -> Law {
        let (low, high) = ((yes - b_all).max(0.0), yes.min(a_all));
        // Log of weight(k+1) / weight(k).
        let up = |k: f64| ((a_all - k) * (yes - k)).ln() - ((k + 1.0) * (b_all - yes + k + 1.0)).ln() + log_odds;
        let (mut left, mut right) = (low, high);
        while left < right {
            let middle = ((left + right) / 2.0).floor();
            if up(middle) > 0.0 { left = middle + 1.0 } else { right = middle }
        }
        let mode = left;
        let mut below = Vec::new();
        let (mut k, mut weight) = (mode, 1.0f64);
        while k > low {
            weight *= (-up(k - 1.0)).exp();
            if weight < NOTHING {
                break;
            }
            k -= 1.0;
            below.push(weight);
        }
        let first = k;
        below.reverse();
        let mut weights = below;
        weights.push(1.0);
        let (mut k, mut weight) = (mode, 1.0f64);
        while k < high {
            weight *= up(k).exp();
            if weight < NOTHING {
                break;
            }
            k += 1.0;
            weights.push(weight);
        }
        let total = weights.iter().sum();
        Law { first, weights, total }
    }

    fn sum(&self, keep: impl Fn(f64, f64) -> bool) -> f64 {
        let cells = self.weights.iter().enumerate().map(|(i, w)| (self.first + i as f64, *w));
        cells.filter(|(k, w)| keep(*k, *w)).map(|(_, w)| w).sum::<f64>() / self.total
    }

    /// P(X <= k).
    pub(crate) fn at_most(&self, k: f64) -> f64 {
        self.sum(|x, _| x <= k)
    }

    /// P(X >= k).
    pub(crate) fn at_least(&self, k: f64) -> f64 {
        self.sum(|x, _| x >= k)
    }

    /// The first value, and P(X <= value) from there.
    pub(crate) fn running(&self) -> (f64, Vec<f64>) {
        let mut sum = 0.0;
        let sums = self.weights.iter().map(|w| {
            sum += w;
            sum / self.total
        });
        (self.first, sums.collect())
    }

    fn mean(&self) -> f64 {
        self.weights.iter().enumerate().map(|(i, w)| (self.first + i as f64) * w).sum::<f64>() / self.total
    }

    fn as_unlikely_as(&self, k: f64) -> f64 {
        let index = k - self.first;
        let seen = if index >= 0.0 { self.weights.get(index as usize).copied().unwrap_or(0.0) } else { 0.0 };
        self.sum(|_, w| w <= seen * (1.0 + TIES))
    }
}

/// Fisher's test with the interval at `1 - alpha`.
///
/// # Errors
/// A group has nobody, everybody or nobody has the outcome, or `alpha` is not within 0 and 1.
pub fn fisher(table: &TwoByTwo, alpha: f64) -> Result<Fisher, ExactError> {
    table.contrast()?;
    if !(alpha > 0.0 && alpha < 1.0) {
        return Err(ExactError::Range);
    }
    let (a_all, b_all, yes) = (table.a_all(), table.b_all(), table.a_yes as f64 + table.b_yes as f64);
    if table.all() > 1e13 {
        return Err(ExactError::TooLarge);
    }
    let seen = table.a_yes as f64;
    let (low, high) = ((yes - b_all).max(0.0), yes.min(a_all));
    let law = |log_odds: f64| Law::of(a_all, b_all, yes, log_odds);
    let find = |f: &dyn Fn(f64) -> f64| crossing(-LOG_LIMIT, LOG_LIMIT, f).map(f64::exp).ok_or(ExactError::Range);
    let conditional = if seen <= low {
        0.0
    } else if seen >= high {
        f64::INFINITY
    } else {
        find(&|t| law(t).mean() - seen)?
    };
    let half = alpha / 2.0;
    let bottom = if seen <= low { 0.0 } else { find(&|t| law(t).at_least(seen) - half)? };
    let top = if seen >= high { f64::INFINITY } else { find(&|t| law(t).at_most(seen) - half)? };
    let null = law(0.0);
    Ok(Fisher {
        odds_ratio: table.odds_ratio(),
        conditional,
        interval: Interval { low: bottom, high: top },
        p: null.as_unlikely_as(seen).min(1.0),
        p_less: null.at_most(seen).min(1.0),
        p_greater: null.at_least(seen).min(1.0),
    })
}
