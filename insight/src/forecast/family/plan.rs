//! The door.

use serde::Serialize;

use super::bands::Bands;
use super::methods::Setting;
use super::past::{End, ends};
use super::scale::{Miss, Scale, terms};
use super::weights::{combine, weigh};
use crate::Interval;
use crate::forecast::ForecastPoint;

/// Fewest values of a series.
const FEWEST: usize = 4;

/// What to forecast for each series of a family.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Family {
    /// Periods ahead, at least 1.
    pub periods: usize,
    /// Periods of a season: 4 for quarters, 12 for months, 1 for none.
    pub season: usize,
    /// Variance of the noise in each value, 0 where there is none. Forecasts and bands are for the **true** values.
    pub noise_variance: f64,
    /// True values are not below: 0 for counts. None: 0 where no value is negative, unbounded otherwise.
    pub floor: Option<f64>,
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
    /// A value is no finite number, or the noise's variance negative.
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

/// Forecasts each series, oldest value first. Series of one kind and one length of period; a few hundred are better than a few, and one
/// is enough.
///
/// # Errors
/// [`FamilyError`].
pub fn family(series: &[Vec<f64>], plan: &Family) -> Result<Vec<Fan>, FamilyError> {
    if plan.periods == 0 || series.iter().any(|y| y.len() < FEWEST) {
        return Err(FamilyError::TooShort);
    }
    let sane = plan.noise_variance.is_finite() && plan.noise_variance >= 0.0;
    if !sane || series.iter().flatten().any(|v| !v.is_finite()) {
        return Err(FamilyError::NotANumber);
    }
    let positive = series.iter().flatten().all(|v| *v >= 0.0);
    let floor = plan.floor.or(positive.then_some(0.0));
    let noise = plan.noise_variance;
    let setting = Setting { periods: plan.periods, season: plan.season.max(1), noise, floor };
    let (mut last, mut past) = (Vec::with_capacity(series.len()), Vec::new());
    for y in series {
        let (now, earlier) = ends(y, &setting);
        last.push(now);
        past.extend(earlier);
    }
    let methods = last.first().map_or(0, |end| end.told.len());
    let weights = weigh(&past, series.len(), methods);
    let misses = |end: &End| -> Vec<(usize, f64, Miss)> {
        let told = combine(end, &weights).into_iter().zip(&end.came).enumerate();
        told.map(|(k, ((value, apart), came))| {
            (k, apart, Miss { terms: terms(end, apart, k), miss: came - value, known: end.unknown + noise })
        })
        .collect()
    };
    let moving = || past.iter().filter(|end| end.size > 0.0);
    let all: Vec<Miss> = moving().flat_map(misses).map(|m| m.2).collect();
    let scale = Scale::fit(&all);
    let mut scaled: Vec<Vec<f64>> = vec![Vec::new(); plan.periods];
    for end in moving() {
        for (k, apart, miss) in misses(end) {
            let own = scale.of(end, apart, k);
            if let Some(at) = scaled.get_mut(k) {
                at.push(miss.miss / (own * own + noise).sqrt());
            }
        }
    }
    let bands = Bands::of(&scaled);
    let fan = |end: &End| {
        let of = |(k, (value, apart)): (usize, (f64, f64))| {
            let own = if end.size > 0.0 { scale.of(end, apart, k) } else { 0.0 };
            let cut = |v: f64| floor.map_or(v, |floor| v.max(floor));
            let [band50, band80, band95] =
                bands.around(k, value, own, noise).map(|b| Interval { low: cut(b.low), high: cut(b.high) });
            ForecastPoint { ahead: k + 1, value, band50, band80, band95, falls_short: None }
        };
        Fan { points: combine(end, &weights).into_iter().enumerate().map(of).collect() }
    };
    Ok(last.iter().map(fan).collect())
}
