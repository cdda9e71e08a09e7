//! Intervals of one rate.

use statrs::function::beta::checked_beta_reg;

use super::roots::crossing;
use super::table::ExactError;
use crate::Interval;
use crate::normal::quantile;

/// How the interval of a rate is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RateMethod {
    /// Wilson 1927: the score interval, the default.
    Wilson,
    /// Clopper & Pearson 1934: never covers less than it says.
    ClopperPearson,
    /// Equal tails of the posterior under Jeffreys's prior.
    Jeffreys,
    /// Agresti & Coull 1998.
    AgrestiCoull,
}

/// The interval of `yes` of `all` at `1 - alpha`, within 0..=1.
///
/// # Errors
/// Nobody, more than all, or an `alpha` that is none.
pub fn rate_interval(yes: u64, all: u64, alpha: f64, method: RateMethod) -> Result<Interval, ExactError> {
    if all == 0 {
        return Err(ExactError::Empty);
    }
    if yes > all {
        return Err(ExactError::MoreThanAll);
    }
    if !(alpha > 0.0 && alpha < 1.0) {
        return Err(ExactError::Range);
    }
    let (x, n, z) = (yes as f64, all as f64, quantile(1.0 - alpha / 2.0));
    let half = alpha / 2.0;
    let around = |middle: f64, reach: f64| Interval { low: (middle - reach).max(0.0), high: (middle + reach).min(1.0) };
    Ok(match method {
        RateMethod::Wilson => wilson(x, n, z),
        RateMethod::AgrestiCoull => {
            let n = n + z * z;
            let p = (x + z * z / 2.0) / n;
            around(p, z * (p * (1.0 - p) / n).sqrt())
        }
        RateMethod::ClopperPearson => Interval {
            low: if yes == 0 { 0.0 } else { beta_quantile(half, x, n - x + 1.0)? },
            high: if yes == all { 1.0 } else { beta_quantile(1.0 - half, x + 1.0, n - x)? },
        },
        RateMethod::Jeffreys => Interval {
            low: beta_quantile(half, x + 0.5, n - x + 0.5)?,
            high: beta_quantile(1.0 - half, x + 0.5, n - x + 0.5)?,
        },
    })
}

/// Wilson's interval; its ends are 0 and 1 where the rate is.
pub(super) fn wilson(x: f64, n: f64, z: f64) -> Interval {
    let p = x / n;
    let below = 1.0 + z * z / n;
    let middle = (p + z * z / (2.0 * n)) / below;
    let reach = z * (p * (1.0 - p) / n + z * z / (4.0 * n * n)).sqrt() / below;
    Interval {
        low: if x <= 0.0 { 0.0 } else { (middle - reach).max(0.0) },
        high: if x >= n { 1.0 } else { (middle + reach).min(1.0) },
    }
}

fn beta_quantile(p: f64, a: f64, b: f64) -> Result<f64, ExactError> {
    let below = |x: f64| checked_beta_reg(a, b, x).unwrap_or(f64::NAN) - p;
    crossing(0.0, 1.0, below).ok_or(ExactError::Range)
}
