//! The door.

use serde::Serialize;

use super::bands::Bands;
use super::methods::{Setting, believed};
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
    /// True values are not below: 0 for counts. None: 0 where no value is negative, unbounded otherwise.
    pub floor: Option<f64>,
}

/// One series of a family.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Series {
    /// Oldest first.
    pub values: Vec<f64>,
    /// Variance of the noise in each value, 0 where there is none. Forecasts and bands are for the **true** values.
    pub noise_variance: f64,
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

/// Forecasts each series. Series of one kind and one length of period; a few hundred are better than a few, and one
/// is enough.
///
/// # Errors
/// [`FamilyError`].
pub fn family(series: &[Series], plan: &Family) -> Result<Vec<Fan>, FamilyError> {
    if plan.periods == 0 || series.iter().any(|s| s.values.len() < FEWEST) {
        return Err(FamilyError::TooShort);
    }
    let sane =
        |s: &Series| s.noise_variance.is_finite() && s.noise_variance >= 0.0 && s.values.iter().all(|v| v.is_finite());
    if !series.iter().all(sane) || plan.floor.is_some_and(|floor| !floor.is_finite()) {
        return Err(FamilyError::NotANumber);
    }
    let positive = series.iter().flat_map(|s| &s.values).all(|v| *v >= 0.0);
    let floor = plan.floor.or(positive.then_some(0.0));
    let noisy = series.iter().any(|s| s.noise_variance > 0.0);
    let (mut last, mut past) = (Vec::with_capacity(series.len()), Vec::new());
    for Series { values, noise_variance } in series {
        let (periods, season) = (plan.periods, plan.season.max(1));
        let (now, earlier) = ends(values, &Setting { periods, season, noise: *noise_variance, noisy, floor });
        last.push(now);
        past.extend(earlier);
    }
    // Series that never moved say nothing of how others move.
    past.retain(|end| end.size > 0.0);
    let learned = Learned::from(&past, series.len(), noisy, plan.periods);
    Ok(last.iter().map(|end| learned.fan(end, floor)).collect())
}

/// What the family's past says.
struct Learned {
    weights: Vec<f64>,
    scale: Scale,
    bands: Bands,
}

impl Learned {
    fn from(past: &[End], series: usize, noisy: bool, periods: usize) -> Learned {
        let weights = weigh(past, series, &believed(noisy));
        let mut missed: Vec<(usize, f64, &End, Miss)> = Vec::new();
        for end in past {
            for (k, ((value, apart), came)) in combine(end, &weights).into_iter().zip(&end.came).enumerate() {
                let known = end.unknown + end.noise;
                missed.push((k, apart, end, Miss { terms: terms(end, apart, k), miss: came - value, known }));
            }
        }
        let all: Vec<Miss> = missed.iter().map(|m| m.3).collect();
        let scale = Scale::fit(&all);
        let mut scaled: Vec<Vec<f64>> = vec![Vec::new(); periods];
        for (k, apart, end, miss) in missed {
            let own = scale.of(end, apart, k);
            if let Some(at) = scaled.get_mut(k) {
                at.push(miss.miss / (own * own + end.noise).sqrt().max(f64::MIN_POSITIVE));
            }
        }
        Learned { weights, scale, bands: Bands::of(&scaled) }
    }

    fn fan(&self, end: &End, floor: Option<f64>) -> Fan {
        let cut = |v: f64| floor.map_or(v, |floor| v.max(floor));
        let of = |(k, (value, apart)): (usize, (f64, f64))| {
            let own = if end.size > 0.0 { self.scale.of(end, apart, k) } else { end.unknown.sqrt() };
            let bands = self.bands.around(k, value, own, end.noise);
            let [band50, band80, band95] = bands.map(|b| Interval { low: cut(b.low), high: cut(b.high) });
            ForecastPoint { ahead: k + 1, value: cut(value), band50, band80, band95, falls_short: None }
        };
        Fan { points: combine(end, &self.weights).into_iter().enumerate().map(of).collect() }
    }
}
