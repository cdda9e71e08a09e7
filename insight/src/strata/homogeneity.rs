//! Whether one odds ratio fits every stratum: Breslow & Day 1980, with Tarone's correction (1985).

use super::pooled::{Cells, StrataError, cells, mantel_haenszel};
use crate::exact::{Test, TwoByTwo};

/// The Breslow-Day test; chi-square with one degree of freedom less than there are strata.
///
/// # Errors
/// As [`mantel_haenszel`]; fewer than two strata with a contrast.
pub fn breslow_day(strata: &[TwoByTwo]) -> Result<Test, StrataError> {
    statistic(strata, false)
}

/// The same with Tarone's correction.
///
/// # Errors
/// As [`breslow_day`].
pub fn tarone(strata: &[TwoByTwo]) -> Result<Test, StrataError> {
    statistic(strata, true)
}

fn statistic(strata: &[TwoByTwo], corrected: bool) -> Result<Test, StrataError> {
    let ratio = mantel_haenszel(strata, 0.05)?.odds_ratio;
    let kept = cells(strata)?;
    // A stratum with one outcome only fits every odds ratio.
    let kept: Vec<&Cells> = kept.iter().filter(|t| t.a + t.c > 0.0 && t.b + t.d > 0.0).collect();
    if kept.len() < 2 || !(ratio > 0.0 && ratio.is_finite()) {
        return Err(StrataError::NoContrast);
    }
    let (mut chi2, mut off, mut total) = (0.0, 0.0, 0.0);
    for t in &kept {
        let fitted = fitted(t, ratio);
        let yes = t.a + t.c;
        let inverse = 1.0 / fitted + 1.0 / (t.n1 - fitted) + 1.0 / (yes - fitted) + 1.0 / (t.n0 - yes + fitted);
        chi2 += (t.a - fitted) * (t.a - fitted) * inverse;
        off += t.a - fitted;
        total += 1.0 / inverse;
    }
    let chi2 = if corrected { chi2 - off * off / total } else { chi2 };
    Ok(Test::chi2(chi2.max(0.0), kept.len() as f64 - 1.0))
}

/// The group's expected yes with the margins kept and the odds ratio given: a root of a quadratic.
fn fitted(t: &Cells, ratio: f64) -> f64 {
    let yes = t.a + t.c;
    let (a, b, c) = (1.0 - ratio, t.n0 - yes + ratio * (yes + t.n1), -ratio * yes * t.n1);
    // This form holds where the odds ratio is 1, too, and there the equation is linear.
    let root = (b * b - 4.0 * a * c).max(0.0).sqrt();
    -2.0 * c / (b + root)
}
