//! Time to an event where some are still waiting: Kaplan & Meier 1958, from counts by time.

use serde::{Deserialize, Serialize};

use super::change::ImpactError;
use crate::exact::Test;
use crate::normal::quantile;
use crate::planning::linear;
use crate::{Estimate, Interval, Noisy};

/// Counts at one time.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AtTime {
    /// The time, any unit.
    pub time: f64,
    /// People whose event is at this time.
    pub events: u64,
    /// People last seen at this time without it.
    pub censored: u64,
}

/// One step of a curve.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Step {
    /// Time of an event.
    pub time: f64,
    /// People at risk just before.
    pub at_risk: f64,
    /// Events.
    pub events: f64,
    /// Chance of no event up to and with this time, 0..=1.
    pub survival: f64,
    /// Its standard error (Greenwood 1926).
    pub se: f64,
}

/// A survival curve.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Curve {
    /// People.
    pub n: u64,
    /// A step each time with an event, in order.
    pub steps: Vec<Step>,
}

fn checked(counts: &[AtTime]) -> Result<(Vec<AtTime>, u64), ImpactError> {
    if counts.iter().any(|c| !c.time.is_finite()) {
        return Err(ImpactError::Range);
    }
    let mut sorted = counts.to_vec();
    sorted.sort_by(|a, b| a.time.total_cmp(&b.time));
    let mut merged: Vec<AtTime> = Vec::with_capacity(sorted.len());
    let mut n = 0u64;
    for at in sorted {
        n = n.checked_add(at.events).and_then(|n| n.checked_add(at.censored)).ok_or(ImpactError::Range)?;
        match merged.last_mut() {
            Some(last) if last.time == at.time => {
                last.events += at.events;
                last.censored += at.censored;
            }
            _ => merged.push(at),
        }
    }
    if n == 0 { Err(ImpactError::TooFew) } else { Ok((merged, n)) }
}

/// The curve; rows in any order, equal times are added. People last seen at a time were at risk at that time.
///
/// # Errors
/// Nobody; times that are no numbers.
pub fn kaplan_meier(counts: &[AtTime]) -> Result<Curve, ImpactError> {
    let (rows, n) = checked(counts)?;
    let (mut at_risk, mut survival, mut greenwood) = (n as f64, 1.0, 0.0);
    let mut steps = Vec::new();
    for row in rows {
        let events = row.events as f64;
        if row.events > 0 {
            survival *= 1.0 - events / at_risk;
            greenwood += events / (at_risk * (at_risk - events));
            let se = if survival > 0.0 { survival * greenwood.sqrt() } else { f64::NAN };
            steps.push(Step { time: row.time, at_risk, events, survival, se });
        }
        at_risk -= events + row.censored as f64;
    }
    Ok(Curve { n, steps })
}

impl Curve {
    /// Chance of no event up to `time`.
    pub fn at(&self, time: f64) -> f64 {
        self.steps.iter().rev().find(|s| s.time <= time).map_or(1.0, |s| s.survival)
    }

    /// The first time by which more than a part `p` have had the event; None where that is never seen.
    pub fn quantile(&self, p: f64) -> Option<f64> {
        self.steps.iter().find(|s| s.survival < 1.0 - p).map(|s| s.time)
    }

    /// Median.
    pub fn median(&self) -> Option<f64> {
        self.quantile(0.5)
    }

    /// Interval of a quantile at `1 - alpha`: the times whose survival, on the complementary log-log scale, does not contradict it
    /// (Brookmeyer & Crowley 1982). None where no time does; the upper end is infinite where it is not seen.
    pub fn quantile_interval(&self, p: f64, alpha: f64) -> Option<Interval> {
        let scale = |s: f64| (-s.ln()).ln();
        let slope = |s: f64| (-1.0 / (s * s.ln())).abs();
        let z = quantile(1.0 - alpha / 2.0);
        let fits = |s: &Step| ((scale(s.survival) - scale(1.0 - p)) / (slope(s.survival) * s.se)).abs() <= z;
        let first = self.steps.iter().position(fits)?;
        let last = self.steps.iter().rposition(fits)?;
        let low = self.steps.get(first)?.time;
        let high = self.steps.get(last + 1).map_or(f64::INFINITY, |s| s.time);
        Some(Interval { low, high })
    }
}

/// What the log-rank test says.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct LogRank {
    /// Chi-square with one degree of freedom less than there are groups.
    pub test: Test,
    /// Events seen in each group.
    pub seen: Vec<f64>,
    /// Events expected if all groups were alike.
    pub expected: Vec<f64>,
}

/// The log-rank test (Mantel 1966) that all groups' curves are the same.
///
/// # Errors
/// Fewer than two groups, a group with nobody, no event at all.
pub fn log_rank(groups: &[Vec<AtTime>]) -> Result<LogRank, ImpactError> {
    let k = groups.len();
    if k < 2 {
        return Err(ImpactError::TooFew);
    }
    let rows = groups.iter().map(|g| checked(g)).collect::<Result<Vec<_>, _>>()?;
    let mut times: Vec<f64> =
        rows.iter().flat_map(|(r, _)| r.iter().filter(|a| a.events > 0).map(|a| a.time)).collect();
    times.sort_by(f64::total_cmp);
    times.dedup();
    let mut at_risk: Vec<f64> = rows.iter().map(|(_, n)| *n as f64).collect();
    let mut next = vec![0usize; k];
    let (mut seen, mut expected) = (vec![0.0; k], vec![0.0; k]);
    let mut covariance = vec![vec![0.0; k]; k];
    for time in times {
        let mut events = vec![0.0; k];
        for g in 0..k {
            while let Some(row) = rows[g].0.get(next[g]).filter(|r| r.time < time) {
                at_risk[g] -= row.events as f64 + row.censored as f64;
                next[g] += 1;
            }
            events[g] = rows[g].0.get(next[g]).filter(|r| r.time == time).map_or(0.0, |r| r.events as f64);
        }
        let (n, d): (f64, f64) = (at_risk.iter().sum(), events.iter().sum());
        let factor = if n > 1.0 { d * (n - d) / (n - 1.0) } else { 0.0 };
        for g in 0..k {
            seen[g] += events[g];
            expected[g] += d * at_risk[g] / n;
            for (h, cell) in covariance[g].iter_mut().enumerate() {
                let same = if g == h { 1.0 } else { 0.0 };
                *cell += factor * at_risk[g] / n * (same - at_risk[h] / n);
            }
        }
    }
    let off: Vec<f64> = seen.iter().zip(&expected).map(|(s, e)| s - e).take(k - 1).collect();
    let small: Vec<Vec<f64>> =
        covariance.iter().take(k - 1).map(|row| row.iter().copied().take(k - 1).collect()).collect();
    let solved = linear::solve(&small, &off).ok_or(ImpactError::NoSpread)?;
    let chi2 = off.iter().zip(&solved).map(|(a, b)| a * b).sum();
    Ok(LogRank { test: Test::chi2(chi2, k as f64 - 1.0), seen, expected })
}

/// Survival from noisy counts by period: (at risk, events) each. A hazard is events over those at risk, within 0 and .999; its variance has
/// sampling and both noises; the curve's variance is Greenwood's sum with them. Gives an estimate after each period; ends where those at
/// risk can no longer be told from none.
pub fn noisy_survival(periods: &[(Noisy, Noisy)]) -> Vec<Estimate> {
    let (mut survival, mut relative) = (1.0, 0.0);
    let mut curve = Vec::with_capacity(periods.len());
    for (at_risk, events) in periods {
        let r = at_risk.value as f64;
        if r < 1.0 || r * r < 9.0 * at_risk.sigma2 {
            break;
        }
        let hazard = (events.value as f64 / r).clamp(0.0, 0.999);
        let variance = hazard * (1.0 - hazard) / r + (events.sigma2 + hazard * hazard * at_risk.sigma2) / (r * r);
        survival *= 1.0 - hazard;
        relative += variance / (1.0 - hazard).powi(2);
        curve.push(Estimate { value: survival, variance: survival * survival * relative });
    }
    curve
}
