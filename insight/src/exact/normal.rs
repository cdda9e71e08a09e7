//! Tests by the normal law, for counts that are not small.

use serde::Serialize;

use super::fisher::Tail;
use super::table::{ExactError, TwoByTwo};
use crate::normal::{cdf, quantile};

/// A statistic and its p-value.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Test {
    /// The statistic; about standard normal or chi-square where there is no difference, as its function says.
    pub statistic: f64,
    /// The p-value.
    pub p: f64,
}

impl Test {
    /// From a standard normal statistic.
    pub fn normal(z: f64, tail: Tail) -> Test {
        let p = match tail {
            Tail::Two => 2.0 * cdf(-z.abs()),
            Tail::Less => cdf(z),
            Tail::Greater => cdf(-z),
        };
        Test { statistic: z, p: p.min(1.0) }
    }

    /// From a chi-square statistic with `degrees` of freedom.
    pub fn chi2(statistic: f64, degrees: f64) -> Test {
        let p = if statistic > 0.0 && degrees > 0.0 {
            statrs::function::gamma::checked_gamma_ur(degrees / 2.0, statistic / 2.0).unwrap_or(f64::NAN)
        } else {
            1.0
        };
        Test { statistic, p }
    }

    /// From Student's t with `degrees` of freedom, two-sided.
    pub fn student(t: f64, degrees: f64) -> Test {
        let x = degrees / (degrees + t * t);
        let p = statrs::function::beta::checked_beta_reg(degrees / 2.0, 0.5, x.clamp(0.0, 1.0)).unwrap_or(f64::NAN);
        Test { statistic: t, p }
    }
}

/// z test of two rates with their pooled variance; its square is Pearson's chi-square of the table.
///
/// # Errors
/// A group has nobody, or everybody or nobody has the outcome.
pub fn z_test(table: &TwoByTwo, tail: Tail) -> Result<Test, ExactError> {
    let (a, b) = table.contrast()?;
    let p = (table.a_yes as f64 + table.b_yes as f64) / table.all();
    let se = (p * (1.0 - p) * (1.0 / table.a_all() + 1.0 / table.b_all())).sqrt();
    Ok(Test::normal((a - b) / se, tail))
}

/// Pearson's chi-square with Yates's continuity correction, one degree of freedom.
///
/// # Errors
/// As [`z_test`].
pub fn yates(table: &TwoByTwo) -> Result<Test, ExactError> {
    table.contrast()?;
    let (yes, no) = (table.a_yes as f64 + table.b_yes as f64, table.a_no as f64 + table.b_no as f64);
    let (a, b, n) = (table.a_all(), table.b_all(), table.all());
    let off = (table.a_yes as f64 - a * yes / n).abs();
    let off = off - off.min(0.5);
    Ok(Test::chi2(off * off * n * n * n / (a * b * yes * no), 1.0))
}

/// z test of the logarithm of the ratio with the pooled variance.
///
/// # Errors
/// As [`z_test`], or a rate is zero.
pub fn log_ratio_test(table: &TwoByTwo, tail: Tail) -> Result<Test, ExactError> {
    let (a, b) = table.contrast()?;
    if a <= 0.0 || b <= 0.0 {
        return Err(ExactError::NoReference);
    }
    let p = (table.a_yes as f64 + table.b_yes as f64) / table.all();
    let se = ((1.0 - p) / p * (1.0 / table.a_all() + 1.0 / table.b_all())).sqrt();
    Ok(Test::normal((a / b).ln() / se, tail))
}

/// Score test that the ratio is `ratio` (Miettinen & Nurminen 1985, with their n / (n - 1)).
///
/// # Errors
/// A group has nobody, or `ratio` is not positive, or the variance under it is zero.
pub fn ratio_test(table: &TwoByTwo, ratio: f64, tail: Tail) -> Result<Test, ExactError> {
    let (a, b) = table.rates()?;
    if !(ratio > 0.0 && ratio.is_finite()) {
        return Err(ExactError::Range);
    }
    let (n1, n0, n) = (table.a_all(), table.b_all(), table.all());
    let (x1, x0) = (table.a_yes as f64, table.b_yes as f64);
    // The rates under the ratio, closed form: the smaller root of a quadratic.
    let (qa, qb, qc) = (n * ratio, -(n1 * ratio + x1 + n0 + x0 * ratio), x1 + x0);
    let root = (qb * qb - 4.0 * qa * qc).max(0.0).sqrt();
    // The stable form of (-qb - root) / 2 qa.
    let p0 = (2.0 * qc / (root - qb)).clamp(0.0, 1.0);
    let p1 = (p0 * ratio).min(1.0);
    let variance = p1 * (1.0 - p1) / n1 + ratio * ratio * p0 * (1.0 - p0) / n0;
    let variance = variance * n / (n - 1.0).max(1.0);
    if variance <= 0.0 {
        return Err(ExactError::NoContrast);
    }
    Ok(Test::normal((a - b * ratio) / variance.sqrt(), tail))
}

/// Cohen's effect size of two rates, radians.
pub fn cohen_h(a: f64, b: f64) -> f64 {
    let angle = |p: f64| 2.0 * p.clamp(0.0, 1.0).sqrt().asin();
    angle(a) - angle(b)
}

/// People of the group with which a z test at one-sided level `alpha` finds `a` apart from `b` with probability `power`, with
/// `reference_per_person` people of the reference group for each. Not rounded.
///
/// # Errors
/// Rates outside 0 and 1 or equal, a level, power or proportion that is none.
pub fn needed_one_tail(a: f64, b: f64, reference_per_person: f64, alpha: f64, power: f64) -> Result<f64, ExactError> {
    let within = |x: f64| x > 0.0 && x < 1.0;
    let k = reference_per_person;
    let sane = (0.0..=1.0).contains(&a) && (0.0..=1.0).contains(&b) && a != b && within(alpha) && within(power);
    if !(sane && k > 0.0 && k.is_finite()) {
        return Err(ExactError::Range);
    }
    let pooled = (a + b * k) / (1.0 + k);
    let null = (pooled * (1.0 - pooled) * (1.0 + 1.0 / k)).sqrt();
    let truth = (a * (1.0 - a) + b * (1.0 - b) / k).sqrt();
    let apart = (quantile(1.0 - alpha) * null + quantile(power) * truth) / (a - b);
    Ok(apart * apart)
}
