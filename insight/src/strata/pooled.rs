//! Mantel-Haenszel estimates (1959) over strata, with the variances of Robins, Breslow & Greenland (1986), Greenland & Robins (1985) and
//! Sato (1989). Strata in which a group has nobody tell nothing and are left out.

use serde::Serialize;

use crate::Interval;
use crate::exact::{Test, TwoByTwo};
use crate::normal::quantile;

/// Why strata cannot be pooled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum StrataError {
    /// No stratum has people of both groups.
    #[error("no stratum has people of both groups")]
    Empty,
    /// Nobody, or everybody, has the outcome in every stratum: nothing can be compared.
    #[error("no stratum has people with and without the outcome")]
    NoContrast,
    /// A number that is not one, or outside its range.
    #[error("a number is outside its range")]
    Range,
}

impl StrataError {
    /// A stable code.
    pub fn code(&self) -> &'static str {
        match self {
            StrataError::Empty => "insight.strata.empty",
            StrataError::NoContrast => "insight.strata.no_contrast",
            StrataError::Range => "insight.strata.range",
        }
    }
}

/// Estimates over all strata.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Pooled {
    /// Odds ratio; infinite where its denominator is zero.
    pub odds_ratio: f64,
    /// Standard error of its logarithm; not finite where the ratio is 0 or infinite.
    pub log_odds_se: f64,
    /// Its interval.
    pub odds_interval: Interval,
    /// Rate over rate.
    pub risk_ratio: f64,
    /// Its interval.
    pub risk_interval: Interval,
    /// Rate minus rate.
    pub difference: f64,
    /// Its interval.
    pub difference_interval: Interval,
    /// Strata that count.
    pub strata: usize,
}

/// Cells of a stratum: yes and no of the group, yes and no of the reference; people of each and of both.
#[derive(Debug, Clone, Copy)]
pub(super) struct Cells {
    pub(super) a: f64,
    pub(super) b: f64,
    pub(super) c: f64,
    pub(super) d: f64,
    pub(super) n1: f64,
    pub(super) n0: f64,
    pub(super) n: f64,
}

/// Strata with people of both groups.
pub(super) fn cells(strata: &[TwoByTwo]) -> Result<Vec<Cells>, StrataError> {
    let kept: Vec<Cells> = strata
        .iter()
        .map(|t| Cells {
            a: t.a_yes as f64,
            b: t.a_no as f64,
            c: t.b_yes as f64,
            d: t.b_no as f64,
            n1: t.a_all(),
            n0: t.b_all(),
            n: t.all(),
        })
        .filter(|t| t.n1 > 0.0 && t.n0 > 0.0)
        .collect();
    if kept.is_empty() { Err(StrataError::Empty) } else { Ok(kept) }
}

/// The estimates with intervals at `1 - alpha`.
///
/// # Errors
/// No stratum with both groups, or with people with and without the outcome.
pub fn mantel_haenszel(strata: &[TwoByTwo], alpha: f64) -> Result<Pooled, StrataError> {
    if !(alpha > 0.0 && alpha < 1.0) {
        return Err(StrataError::Range);
    }
    let cells = cells(strata)?;
    let sum = |f: &dyn Fn(&Cells) -> f64| cells.iter().map(f).sum::<f64>();
    let (r, s) = (sum(&|t| t.a * t.d / t.n), sum(&|t| t.b * t.c / t.n));
    if r + s <= 0.0 {
        return Err(StrataError::NoContrast);
    }
    let z = quantile(1.0 - alpha / 2.0);
    let odds_ratio = r / s;
    let pr = sum(&|t| (t.a + t.d) / t.n * t.a * t.d / t.n);
    let crossed = sum(&|t| (t.a + t.d) / t.n * t.b * t.c / t.n + (t.b + t.c) / t.n * t.a * t.d / t.n);
    let qs = sum(&|t| (t.b + t.c) / t.n * t.b * t.c / t.n);
    let log_odds_se = (pr / (2.0 * r * r) + crossed / (2.0 * r * s) + qs / (2.0 * s * s)).sqrt();

    let (over, under) = (sum(&|t| t.a * t.n0 / t.n), sum(&|t| t.c * t.n1 / t.n));
    let risk_ratio = over / under;
    let spread = sum(&|t| (t.n1 * t.n0 * (t.a + t.c) - t.a * t.c * t.n) / (t.n * t.n));
    let risk_se = (spread / (over * under)).sqrt();

    let weight = sum(&|t| t.n1 * t.n0 / t.n);
    let difference = sum(&|t| (t.a * t.n0 - t.c * t.n1) / t.n) / weight;
    // Sato 1989: holds for few large and for many small strata.
    let p = sum(&|t| (t.n1 * t.n1 * t.c - t.n0 * t.n0 * t.a + t.n1 * t.n0 * (t.n0 - t.n1) / 2.0) / (t.n * t.n));
    let q = sum(&|t| (t.a * (t.n0 - t.c) + t.c * (t.n1 - t.a)) / (2.0 * t.n));
    let difference_se = ((difference * p + q) / (weight * weight)).max(0.0).sqrt();
    Ok(Pooled {
        odds_ratio,
        log_odds_se,
        odds_interval: by_logs(odds_ratio, log_odds_se, z),
        risk_ratio,
        risk_interval: by_logs(risk_ratio, risk_se, z),
        difference,
        difference_interval: Interval { low: difference - z * difference_se, high: difference + z * difference_se },
        strata: cells.len(),
    })
}

/// A ratio's interval; without limits where its logarithm has no standard error.
fn by_logs(ratio: f64, se: f64, z: f64) -> Interval {
    if se.is_finite() && ratio > 0.0 && ratio.is_finite() {
        Interval { low: ratio * (-z * se).exp(), high: ratio * (z * se).exp() }
    } else {
        Interval { low: 0.0, high: f64::INFINITY }
    }
}

/// The Cochran-Mantel-Haenszel test that the outcome goes with the group in no stratum: chi-square, one degree of freedom; with the
/// continuity correction of one half where `corrected`.
///
/// # Errors
/// As [`mantel_haenszel`].
pub fn cochran_mantel_haenszel(strata: &[TwoByTwo], corrected: bool) -> Result<Test, StrataError> {
    let (mut off, mut variance) = (0.0, 0.0);
    for t in cells(strata)?.iter().filter(|t| t.n > 1.0) {
        let (yes, no) = (t.a + t.c, t.b + t.d);
        off += t.a - t.n1 * yes / t.n;
        variance += t.n1 / t.n * t.n0 / t.n * yes * no / (t.n - 1.0);
    }
    if variance <= 0.0 {
        return Err(StrataError::NoContrast);
    }
    let off = if corrected { (off.abs() - 0.5).max(0.0) } else { off };
    Ok(Test::chi2(off * off / variance, 1.0))
}
