//! Where a short quarterly series of noisy releases is going.
//!
//! A local level with a damped trend (Durbin & Koopman 2012, section 3.2; Gardner & McKenzie 1985), the noise of each release known. A
//! year or two of quarters cannot pick process variances, so none is picked: a grid of models is weighed by likelihood and a prior that
//! prefers calm, and the bands are those of the mixture. They are for the **true** value, not for the next release.

use serde::Serialize;

use super::grid;
use super::kalman::Fitted;
use crate::normal::{cdf, density as density_of};
use crate::share::{Lack, NotEnough};
use crate::{Interval, Noisy, Share};

/// Fewest releases a forecast is made from.
pub const MIN_RELEASES: usize = 4;

/// Furthest period ahead, whatever is asked: two years of quarters.
pub const FURTHEST: usize = 8;

/// One release of the series: a head count or a share, with the variance of its noise. Periods follow one another; a missing one is None
/// in the series.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Reading {
    /// The released value.
    pub value: f64,
    /// Its noise variance.
    pub variance: f64,
}

impl From<Noisy> for Reading {
    fn from(noisy: Noisy) -> Reading {
        Reading { value: noisy.value as f64, variance: noisy.sigma2 }
    }
}

impl From<Share> for Reading {
    fn from(share: Share) -> Reading {
        Reading { value: share.value, variance: share.variance }
    }
}

/// What to forecast.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Horizon {
    /// Periods ahead, 1..=[`FURTHEST`]; more is cut.
    pub periods: usize,
    /// What the value cannot exceed: the headcount, or 1 for a share. It cannot be negative.
    pub ceiling: f64,
    /// What is wanted, in the value's unit; where it is given, each point says how likely it falls short.
    pub demand: Option<f64>,
}

/// One period ahead, or one of the past as it is now believed to have been.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ForecastPoint {
    /// Periods after the last release, from 1.
    pub ahead: usize,
    /// Median.
    pub value: f64,
    /// 50 %.
    pub band50: Interval,
    /// 80 %.
    pub band80: Interval,
    /// 95 %.
    pub band95: Interval,
    /// Probability that the true value is below [`Horizon::demand`], where that was given.
    pub falls_short: Option<f64>,
}

/// A fan.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Forecast {
    /// Releases it was made from.
    pub releases: usize,
    /// The last period as it is believed to be, `ahead` 0.
    pub now: ForecastPoint,
    /// The periods ahead.
    pub points: Vec<ForecastPoint>,
    /// Believed change a period at the end of the series, before damping.
    pub trend: f64,
    /// Probability that the change a period is upward.
    pub rising: f64,
}

/// Why there is no forecast.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum ForecastError {
    /// Fewer than [`MIN_RELEASES`].
    #[error(transparent)]
    NotEnough(#[from] NotEnough),
    /// A value or variance is not a finite number, a variance is negative, the ceiling is not positive, or the demand no number.
    #[error("the series has a value that is no number")]
    NotANumber,
}

impl ForecastError {
    /// A stable code.
    pub fn code(&self) -> &'static str {
        match self {
            ForecastError::NotEnough(lack) => lack.code(),
            ForecastError::NotANumber => "insight.forecast.not_a_number",
        }
    }
}

/// One component of the mixture at one horizon.
#[derive(Debug, Clone, Copy)]
struct Part {
    weight: f64,
    mean: f64,
    sd: f64,
}

/// Forecasts a series, oldest first; None where a period has no release.
///
/// # Errors
/// [`ForecastError`].
pub fn forecast(series: &[Option<Reading>], horizon: &Horizon) -> Result<Forecast, ForecastError> {
    let releases = sound(series, horizon)?;
    let weighed = grid::weigh(series, horizon.ceiling);
    let at = |ahead: usize| point(ahead, &parts(&weighed, ahead), horizon);
    let slopes: Vec<Part> = weighed
        .iter()
        .map(|(weight, fitted)| Part { weight: *weight, mean: fitted.slope, sd: fitted.slope_variance.max(0.0).sqrt() })
        .collect();
    Ok(Forecast {
        releases,
        now: at(0),
        points: (1..=horizon.periods.clamp(1, FURTHEST)).map(at).collect(),
        trend: slopes.iter().map(|p| p.weight * p.mean).sum(),
        rising: 1.0 - below(&slopes, 0.0),
    })
}

/// The last period ahead of the same forecast alone: what a list of thousands of series is ordered by, at a fraction of the cost.
///
/// # Errors
/// [`ForecastError`].
pub fn furthest(series: &[Option<Reading>], horizon: &Horizon) -> Result<ForecastPoint, ForecastError> {
    sound(series, horizon)?;
    let ahead = horizon.periods.clamp(1, FURTHEST);
    Ok(point(ahead, &parts(&grid::weigh(series, horizon.ceiling), ahead), horizon))
}

/// How many releases a series has, where it can be forecast.
fn sound(series: &[Option<Reading>], horizon: &Horizon) -> Result<usize, ForecastError> {
    let sane = |r: &Reading| r.value.is_finite() && r.variance.is_finite() && r.variance >= 0.0;
    let bounded = horizon.ceiling.is_finite() && horizon.ceiling > 0.0 && horizon.demand.is_none_or(f64::is_finite);
    if !bounded || !series.iter().flatten().all(sane) {
        return Err(ForecastError::NotANumber);
    }
    let releases = series.iter().flatten().count();
    if releases < MIN_RELEASES {
        return Err(NotEnough { needs: MIN_RELEASES as u64, lack: Lack::Releases }.into());
    }
    Ok(releases)
}

/// The mixture so many periods ahead.
fn parts(weighed: &[(f64, Fitted)], ahead: usize) -> Vec<Part> {
    let part = |(weight, fitted): &(f64, Fitted)| {
        let (mean, variance) = fitted.ahead(ahead);
        Part { weight: *weight, mean, sd: variance.max(0.0).sqrt() }
    };
    weighed.iter().map(part).collect()
}

/// Bands of a mixture, cut at 0 and the ceiling.
fn point(ahead: usize, parts: &[Part], horizon: &Horizon) -> ForecastPoint {
    let at = |p: f64| quantile(parts, p).clamp(0.0, horizon.ceiling);
    let band = |tail: f64| Interval { low: at(tail), high: at(1.0 - tail) };
    // The true value cannot leave 0..=ceiling, whatever the mixture's tails say.
    let falls_short = |demand: f64| {
        if demand <= 0.0 {
            0.0
        } else if demand > horizon.ceiling {
            1.0
        } else {
            below(parts, demand)
        }
    };
    let falls_short = horizon.demand.map(falls_short);
    ForecastPoint { ahead, value: at(0.5), band50: band(0.25), band80: band(0.1), band95: band(0.025), falls_short }
}

/// Mass of the mixture below `x`.
fn below(parts: &[Part], x: f64) -> f64 {
    let one = |p: &Part| if p.sd > 0.0 { cdf((x - p.mean) / p.sd) } else { f64::from(u8::from(p.mean < x)) };
    // Weights add up to 1 but for a rounding, and no probability is above it.
    parts.iter().map(|p| p.weight * one(p)).sum::<f64>().clamp(0.0, 1.0)
}

/// Mass below `x`, and the density there.
fn mass(parts: &[Part], x: f64) -> (f64, f64) {
    let one = |(mass, density): (f64, f64), p: &Part| {
        let z = (x - p.mean) / p.sd;
        (mass + p.weight * cdf(z), density + p.weight * density_of(z) / p.sd)
    };
    parts.iter().filter(|p| p.sd > 0.0).fold((0.0, 0.0), one)
}

/// The `p` quantile of the mixture: Newton's steps within a bracket, halving it where a step would leave it.
fn quantile(parts: &[Part], p: f64) -> f64 {
    let mut low = parts.iter().map(|c| c.mean - 8.0 * c.sd).fold(f64::INFINITY, f64::min);
    let mut high = parts.iter().map(|c| c.mean + 8.0 * c.sd).fold(f64::NEG_INFINITY, f64::max);
    let close = 1e-9 * (high - low);
    let points = parts.iter().filter(|c| c.sd <= 0.0).count();
    let mut x = f64::midpoint(low, high);
    for _ in 0..60 {
        let (under, density) = if points == 0 { mass(parts, x) } else { (below(parts, x), 0.0) };
        if under < p {
            low = x
        } else {
            high = x
        }
        let step = x - (under - p) / density;
        let next = if step > low && step < high { step } else { f64::midpoint(low, high) };
        if (next - x).abs() <= close || high - low <= close {
            return next;
        }
        x = next;
    }
    x
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mixture() -> Vec<Part> {
        let part = |weight, mean, sd| Part { weight, mean, sd };
        vec![part(0.5, 10.0, 1.0), part(0.3, 14.0, 0.1), part(0.2, -50.0, 20.0)]
    }

    #[test]
    fn the_mass_below_a_quantile_is_what_was_asked_for() {
        let mut certain = mixture();
        certain.push(Part { weight: 0.0, mean: 3.0, sd: 0.0 });
        for parts in [mixture(), certain] {
            for p in [0.001, 0.025, 0.1, 0.25, 0.5, 0.75, 0.9, 0.975, 0.999] {
                assert!((below(&parts, quantile(&parts, p)) - p).abs() < 1e-5, "{p}");
            }
        }
        let step = [Part { weight: 1.0, mean: 7.0, sd: 0.0 }];
        assert_eq!(quantile(&step, 0.3), 7.0);
    }

    #[test]
    fn the_furthest_period_alone_is_that_of_the_whole_forecast() {
        let series: Vec<Option<Reading>> =
            (0..9).map(|t| (t != 4).then_some(Reading { value: 50.0 + 3.0 * f64::from(t), variance: 9.0 })).collect();
        let horizon = Horizon { periods: 3, ceiling: 100.0, demand: None };
        let whole = forecast(&series, &horizon).unwrap();
        assert_eq!(furthest(&series, &horizon).unwrap(), whole.points[2]);
        assert!(matches!(furthest(&series[..3], &horizon), Err(ForecastError::NotEnough(_))));
    }
}
