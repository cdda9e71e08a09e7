//! Intervals of a difference and of a ratio of two rates.

use super::fisher::Tail;
use super::normal::ratio_test;
use super::rates::wilson;
use super::roots::crossing;
use super::table::{ExactError, TwoByTwo};
use crate::Interval;
use crate::normal::quantile;

/// How the interval of a difference is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DifferenceMethod {
    /// Newcombe 1998, his method 10: from both Wilson intervals; the default.
    Newcombe,
    /// Miettinen & Nurminen 1985: the score test turned round.
    Score,
    /// The same as statsmodels 0.15 computes it, with the reference's count where the paper's cubic has its people. Here to compare with
    /// reports made with that library, not for new ones.
    ScoreOfStatsmodels,
    /// The plain one, too short for small counts.
    Wald,
    /// Agresti & Caffo 2000: Wald with one more of each kind in each group.
    AgrestiCaffo,
}

/// How the interval of a ratio is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RatioMethod {
    /// Miettinen & Nurminen 1985: the score test turned round; the default.
    Score,
    /// Katz 1978: Wald of the logarithm. Not there where a count is zero.
    Log,
    /// Walter 1975: half a person more in each count and each group.
    LogAdjusted,
}

/// Ratios are looked for up to this.
const LARGEST: f64 = 1e9;

fn z_of(alpha: f64) -> Result<f64, ExactError> {
    if alpha > 0.0 && alpha < 1.0 { Ok(quantile(1.0 - alpha / 2.0)) } else { Err(ExactError::Range) }
}

/// The group's rate minus the reference's, at `1 - alpha`.
///
/// # Errors
/// A group has nobody, or `alpha` is none.
pub fn difference_interval(table: &TwoByTwo, alpha: f64, method: DifferenceMethod) -> Result<Interval, ExactError> {
    let (a, b) = table.rates()?;
    let z = z_of(alpha)?;
    let (n1, n0) = (table.a_all(), table.b_all());
    let wald = |a: f64, b: f64, n1: f64, n0: f64| {
        let reach = z * (a * (1.0 - a) / n1 + b * (1.0 - b) / n0).sqrt();
        Interval { low: a - b - reach, high: a - b + reach }
    };
    match method {
        DifferenceMethod::Wald => Ok(wald(a, b, n1, n0)),
        DifferenceMethod::AgrestiCaffo => {
            let (n1, n0) = (n1 + 2.0, n0 + 2.0);
            Ok(wald((table.a_yes as f64 + 1.0) / n1, (table.b_yes as f64 + 1.0) / n0, n1, n0))
        }
        DifferenceMethod::Newcombe => {
            let (of_a, of_b) = (wilson(table.a_yes as f64, n1, z), wilson(table.b_yes as f64, n0, z));
            let apart = a - b;
            Ok(Interval {
                low: apart - (a - of_a.low).hypot(of_b.high - b),
                high: apart + (of_a.high - a).hypot(b - of_b.low),
            })
        }
        DifferenceMethod::Score | DifferenceMethod::ScoreOfStatsmodels => {
            let middle = if method == DifferenceMethod::Score { n0 } else { table.b_yes as f64 };
            let apart = a - b;
            let score = |d: f64| (apart - d) / difference_variance(table, d, middle).max(1e-300).sqrt();
            let edge = 1.0 - 1e-12;
            let low = crossing(-edge, apart, |d| score(d) - z).unwrap_or(-1.0);
            let high = crossing(apart, edge, |d| score(d) + z).unwrap_or(1.0);
            Ok(Interval { low, high })
        }
    }
}

/// `middle` is the reference group's people.
///
/// Variance of the difference under the difference `d`, rates restricted to it (the closed form of the cubic, Miettinen & Nurminen).
pub(crate) fn difference_variance(table: &TwoByTwo, d: f64, middle: f64) -> f64 {
    let (x1, x0, n1, n0) = (table.a_yes as f64, table.b_yes as f64, table.a_all(), table.b_all());
    let n = n1 + n0;
    let l3 = n;
    let l2 = (n1 + 2.0 * n0) * d - n - (x1 + x0);
    let l1 = (middle * d - n - 2.0 * x0) * d + x1 + x0;
    let l0 = x0 * d * (1.0 - d);
    let q = (l2 / (3.0 * l3)).powi(3) - l1 * l2 / (6.0 * l3 * l3) + l0 / (2.0 * l3);
    let under = ((l2 / (3.0 * l3)).powi(2) - l1 / (3.0 * l3)).max(0.0).sqrt();
    let p = if q >= 0.0 { under } else { -under };
    let turn = if p == 0.0 { 0.0 } else { (q / p.powi(3)).clamp(-1.0, 1.0) };
    let angle = (std::f64::consts::PI + turn.acos()) / 3.0;
    let p0 = (2.0 * p * angle.cos() - l2 / (3.0 * l3)).clamp(0.0, 1.0);
    let p1 = (p0 + d).clamp(0.0, 1.0);
    (p1 * (1.0 - p1) / n1 + p0 * (1.0 - p0) / n0) * n / (n - 1.0).max(1.0)
}

/// Rate over rate, at `1 - alpha`; an end without limit is infinite.
///
/// # Errors
/// A group has nobody, `alpha` is none, nobody has the outcome, or (by logarithms) a count is zero.
pub fn ratio_interval(table: &TwoByTwo, alpha: f64, method: RatioMethod) -> Result<Interval, ExactError> {
    let (a, b) = table.rates()?;
    let z = z_of(alpha)?;
    let by_logs = |x1: f64, n1: f64, x0: f64, n0: f64| {
        let reach = z * (1.0 / x1 - 1.0 / n1 + 1.0 / x0 - 1.0 / n0).max(0.0).sqrt();
        let log = (x1 / n1 / (x0 / n0)).ln();
        Interval { low: (log - reach).exp(), high: (log + reach).exp() }
    };
    let (x1, x0, n1, n0) = (table.a_yes as f64, table.b_yes as f64, table.a_all(), table.b_all());
    match method {
        RatioMethod::Log if x1 > 0.0 && x0 > 0.0 => Ok(by_logs(x1, n1, x0, n0)),
        RatioMethod::Log => Err(ExactError::NoReference),
        RatioMethod::LogAdjusted => Ok(by_logs(x1 + 0.5, n1 + 0.5, x0 + 0.5, n0 + 0.5)),
        RatioMethod::Score => {
            if x1 + x0 == 0.0 {
                return Err(ExactError::NoContrast);
            }
            // No variance is left only where the ratio fits exactly.
            let score = |log: f64| ratio_test(table, log.exp(), Tail::Two).map_or(0.0, |t| t.statistic);
            let limit = LARGEST.ln();
            let middle = if a > 0.0 && b > 0.0 { (a / b).ln() } else { 0.0 };
            // With a rate of zero one end is open and the other is searched over the whole line.
            let (from_low, to_low) = (-limit, if b > 0.0 { middle } else { limit });
            let (from_high, to_high) = (if a > 0.0 { middle } else { -limit }, limit);
            let low = if x1 == 0.0 { Some(f64::NEG_INFINITY) } else { crossing(from_low, to_low, |t| score(t) - z) };
            let high = if x0 == 0.0 { Some(f64::INFINITY) } else { crossing(from_high, to_high, |t| score(t) + z) };
            Ok(Interval { low: low.map_or(0.0, f64::exp), high: high.map_or(f64::INFINITY, f64::exp) })
        }
    }
}
