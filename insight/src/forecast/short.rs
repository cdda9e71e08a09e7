//! Where a short quarterly series of noisy releases is going.
//!
//! A local level with a damped trend (Durbin & Koopman 2012, section 3.2; Gardner & McKenzie 1985), the noise of each release known. A
//! year or two of quarters cannot pick process variances, so none is picked: a grid of models is weighed by likelihood and a prior that
//! prefers calm, and the bands are those of the mixture. They are for the **true** value, not for the next release.

use serde::Serialize;

use super::grid;

use crate::normal::cdf;
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
    let sane = |r: &Reading| r.value.is_finite() && r.variance.is_finite() && r.variance >= 0.0;
    let bounded = horizon.ceiling.is_finite() && horizon.ceiling > 0.0 && horizon.demand.is_none_or(f64::is_finite);
    if !bounded || !series.iter().flatten().all(sane) {
        return Err(ForecastError::NotANumber);
    }
    let releases = series.iter().flatten().count();
    if releases < MIN_RELEASES {
        return Err(NotEnough { needs: MIN_RELEASES as u64, lack: Lack::Releases }.into());
    }
    let weighed = grid::weigh(series, horizon.ceiling);
    let at = |ahead: usize| {
        let parts: Vec<Part> = weighed
            .iter()
            .map(|(weight, fitted)| {
                let (mean, variance) = fitted.ahead(ahead);
                Part { weight: *weight, mean, sd: variance.max(0.0).sqrt() }
            })
            .collect();
        point(ahead, &parts, horizon)
    };
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
    parts.iter().map(|p| p.weight * one(p)).sum()
}

/// The `p` quantile of the mixture, by bisection.
fn quantile(parts: &[Part], p: f64) -> f64 {
    let mut low = parts.iter().map(|c| c.mean - 8.0 * c.sd).fold(f64::INFINITY, f64::min);
    let mut high = parts.iter().map(|c| c.mean + 8.0 * c.sd).fold(f64::NEG_INFINITY, f64::max);
    for _ in 0..30 {
        let middle = f64::midpoint(low, high);
        if below(parts, middle) < p { low = middle } else { high = middle }
    }
    f64::midpoint(low, high)
}
