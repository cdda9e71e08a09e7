//! Difference-in-differences (Callaway & Sant'Anna 2021, without covariates) of each person's own change.
//!
//! For people who began in period g, the effect in period t is their mean change since the period before g, minus that of people who had not
//! begun. It is an effect only where both would have changed alike without it: [`placebo`] looks at the periods before g.

use serde::{Deserialize, Serialize};

use super::change::{Change, ImpactError};
use crate::Estimate;
use crate::exact::{Tail, Test};
use crate::strata::{Correction, adjusted};

/// The effect on one group at one time.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct GroupTime {
    /// Period in which the group began.
    pub group: i64,
    /// Period of the outcome.
    pub time: i64,
    /// The group's changes.
    pub treated: Change,
    /// Changes, over the same periods, of those who had not begun.
    pub control: Change,
}

impl GroupTime {
    /// Average effect on the group.
    ///
    /// # Errors
    /// As [`did`].
    pub fn effect(&self) -> Result<Estimate, ImpactError> {
        did(&self.treated, &self.control)
    }
}

/// Mean change of the treated minus that of the others. The standard error is csdid's: variances divided by n, no small-sample factor.
///
/// # Errors
/// Sums that are no numbers, too few people.
pub fn did(treated: &Change, control: &Change) -> Result<Estimate, ImpactError> {
    let (a, b) = (treated.mean()?, control.mean()?);
    Ok(Estimate { value: a.value - b.value, variance: a.variance + b.variance })
}

/// Effect at a distance from the beginning.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct EventTime {
    /// Periods since the beginning; negative before.
    pub distance: i64,
    /// The groups' effects, weighted by their people. The groups share people they are compared with, and sums do not tell how much: the
    /// variance is the largest possible one (all effects fully correlated), so that intervals never promise too much.
    pub effect: Estimate,
    /// Groups in it.
    pub groups: usize,
}

/// Effects by distance from the beginning, in order. Cells with too few people are left out.
///
/// # Errors
/// No cell with enough people.
pub fn event_study(cells: &[GroupTime]) -> Result<Vec<EventTime>, ImpactError> {
    let mut by_distance: std::collections::BTreeMap<i64, (f64, f64, f64, usize)> = std::collections::BTreeMap::new();
    for cell in cells {
        let Ok(effect) = cell.effect() else { continue };
        let at = by_distance.entry(cell.time.saturating_sub(cell.group)).or_default();
        at.0 += cell.treated.n;
        at.1 += cell.treated.n * effect.value;
        at.2 += cell.treated.n * effect.variance.sqrt();
        at.3 += 1;
    }
    if by_distance.is_empty() {
        return Err(ImpactError::TooFew);
    }
    let rows = by_distance.into_iter().map(|(distance, (people, value, error, groups))| {
        let effect = Estimate { value: value / people, variance: (error / people).powi(2) };
        EventTime { distance, effect, groups }
    });
    Ok(rows.collect())
}

/// The smallest p-value, corrected for their number (Holm), of "no effect" in the periods before the beginning; None where there are none.
/// A small one says that the groups were already drifting apart and the effect is not to be believed.
pub fn placebo(cells: &[GroupTime]) -> Option<Test> {
    let before = cells.iter().filter(|c| c.time < c.group);
    let tests: Vec<Test> = before
        .filter_map(|c| c.effect().ok())
        .filter(|e| e.variance > 0.0)
        .map(|e| Test::normal(e.value / e.variance.sqrt(), Tail::Two))
        .collect();
    let p: Vec<f64> = tests.iter().map(|t| t.p).collect();
    let corrected = adjusted(&p, Correction::Holm).ok()?;
    let both = tests.iter().zip(corrected).min_by(|a, b| a.1.total_cmp(&b.1));
    both.map(|(test, p)| Test { statistic: test.statistic, p })
}

/// Difference-in-differences of four means (repeated cross-sections).
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct CellDid {
    /// The effect.
    pub effect: f64,
    /// Standard error with one variance for all, as least squares has it.
    pub se_ols: f64,
    /// With a variance each cell (HC1).
    pub se_hc1: f64,
    /// With a variance each cell (Welch), divided by n - 1; the one to use.
    pub se_welch: f64,
    /// Test by `se_ols` and Student's t.
    pub test: Test,
    /// Values in all.
    pub n: f64,
}

/// From the sums of levels of (treated before, treated after, control before, control after); noise variances enter all three errors.
///
/// # Errors
/// Sums that are no numbers, fewer than two people in a cell, all values the same.
pub fn did_from_cells(treated: [Change; 2], control: [Change; 2]) -> Result<CellDid, ImpactError> {
    let [a, b] = treated;
    let [c, d] = control;
    let cells = [a, b, c, d];
    if cells.iter().any(|c| c.n < 2.0) {
        return Err(ImpactError::TooFew);
    }
    let mut n = 0.0;
    let (mut residual, mut inverse, mut white, mut welch, mut noise) = (0.0, 0.0, 0.0, 0.0, 0.0);
    for cell in &cells {
        let spread = cell.spread()?;
        n += cell.n;
        residual += spread * cell.n;
        inverse += 1.0 / cell.n;
        white += spread / cell.n;
        welch += spread / (cell.n - 1.0);
        noise += cell.mean()?.variance - spread / cell.n;
    }
    let free = n - 4.0;
    let effect = (b.mean()?.value - a.mean()?.value) - (d.mean()?.value - c.mean()?.value);
    let se_ols = (residual / free * inverse + noise).sqrt();
    if se_ols <= 0.0 {
        return Err(ImpactError::NoSpread);
    }
    Ok(CellDid {
        effect,
        se_ols,
        se_hc1: (white * n / free + noise).sqrt(),
        se_welch: (welch + noise).sqrt(),
        test: Test::student(effect / se_ols, free),
        n,
    })
}
