//! Forecasts of many series of one kind: base methods, a median of them, and bands from how far such forecasts missed in the family.

use serde::Serialize;

use super::ForecastPoint;
use super::base::{Season, Trend, ces, theta};
use crate::Interval;

/// What to forecast for each series of a family.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Family {
    /// Periods ahead, at least 1.
    pub periods: usize,
    /// Periods of a season: 4 for quarters, 12 for months, 1 for none.
    pub season: usize,
}

/// The periods ahead of one series.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Fan {
    /// From the first period ahead.
    pub points: Vec<ForecastPoint>,
}

/// Why a family has no forecast.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum FamilyError {
    /// A series of fewer than four values, or no period asked for.
    #[error("a series is too short to forecast")]
    TooShort,
    /// A value is no finite number.
    #[error("the series has a value that is no number")]
    NotANumber,
}

impl FamilyError {
    /// A stable code.
    pub fn code(self) -> &'static str {
        match self {
            FamilyError::TooShort => "insight.forecast.too_short",
            FamilyError::NotANumber => "insight.forecast.not_a_number",
        }
    }
}

fn middle(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    let n = values.len();
    let at = |k: usize| values.get(k).copied().unwrap_or_default();
    if n % 2 == 1 { at(n / 2) } else { f64::midpoint(at(n / 2), at((n / 2).saturating_sub(1))) }
}

fn point(y: &[f64], plan: &Family) -> Vec<f64> {
    let season = Season::of(y, plan.season, true);
    let calm: Vec<f64> =
        y.iter().enumerate().map(|(t, v)| season.as_ref().map_or(*v, |season| season.take(t, *v))).collect();
    let told = [
        theta(&calm, plan.periods).ahead,
        Trend::Damped.fit(&calm, plan.periods).1.ahead,
        Trend::None.fit(&calm, plan.periods).1.ahead,
        ces(&calm, plan.periods).ahead,
    ];
    (0..plan.periods)
        .map(|k| {
            let value = middle(told.iter().filter_map(|t| t.get(k).copied()).collect());
            season.as_ref().map_or(value, |season| season.give(y.len() + k, value))
        })
        .collect()
}

fn scale(y: &[f64], season: usize) -> f64 {
    let n = y.len().saturating_sub(season).max(1) as f64;
    y.iter().zip(y.iter().skip(season)).map(|(a, b)| (b - a).abs()).sum::<f64>() / n
}

/// Forecasts each series, oldest value first.
///
/// # Errors
/// [`FamilyError`].
pub fn family(series: &[Vec<f64>], plan: &Family) -> Result<Vec<Fan>, FamilyError> {
    if plan.periods == 0 || series.iter().any(|y| y.len() < 4) {
        return Err(FamilyError::TooShort);
    }
    if series.iter().flatten().any(|v| !v.is_finite()) {
        return Err(FamilyError::NotANumber);
    }
    let mut misses: Vec<Vec<f64>> = vec![Vec::new(); plan.periods];
    for y in series {
        let (past, ahead) = y.split_at(y.len().saturating_sub(plan.periods));
        if past.len() < 4 {
            continue;
        }
        let size = scale(past, plan.season);
        for ((miss, told), came) in misses.iter_mut().zip(point(past, plan)).zip(ahead) {
            if size > 0.0 {
                miss.push((told - came).abs() / size);
            }
        }
    }
    misses.iter_mut().for_each(|m| m.sort_by(f64::total_cmp));
    let quantile = |k: usize, p: f64| {
        let of = misses.get(k).map_or(&[][..], Vec::as_slice);
        of.get(((of.len() as f64 + 1.0) * p) as usize).or(of.last()).copied().unwrap_or_default()
    };
    let fan = |y: &Vec<f64>| {
        let size = scale(y, plan.season);
        let of = |(k, value): (usize, f64)| {
            let band = |p: f64| Interval { low: value - size * quantile(k, p), high: value + size * quantile(k, p) };
            let (band50, band80, band95) = (band(0.5), band(0.8), band(0.95));
            ForecastPoint { ahead: k + 1, value, band50, band80, band95, falls_short: None }
        };
        Fan { points: point(y, plan).into_iter().enumerate().map(of).collect() }
    };
    Ok(series.iter().map(fan).collect())
}
