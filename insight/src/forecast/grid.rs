//! The grid of models, and how much each is believed.

use super::Reading;
use super::kalman::{Fitted, Model};

/// Standard deviations a period, as shares of the series' size.
const LEVELS: [f64; 5] = [0.01, 0.02, 0.04, 0.08, 0.16];
/// The same for changes of the slope.
const SLOPES: [f64; 4] = [0.0, 0.005, 0.01, 0.03];
/// The same for the slope at the start.
const FIRST_SLOPES: [f64; 3] = [0.03, 0.06, 0.15];
/// 1 is a straight line; it is believed less the further one looks, so most of the mixture bends.
const DAMPINGS: [f64; 3] = [0.8, 0.95, 1.0];
/// A process as rough as this is e times less likely, before the series is seen.
const CALM: f64 = 0.08;
/// The same for slopes.
const CALM_SLOPE: f64 = 0.015;

/// All models with their weights, which sum to 1. Models that hardly weigh are left out.
pub(super) fn weigh(series: &[Option<Reading>], ceiling: f64) -> Vec<(f64, Fitted)> {
    let seen: Vec<Reading> = series.iter().flatten().copied().collect();
    let n = (seen.len() as f64).max(1.0);
    let mean = seen.iter().map(|r| r.value).sum::<f64>() / n;
    let noise = (seen.iter().map(|r| r.variance).sum::<f64>() / n).sqrt();
    // Shares of the series' own size; one that is lost in its noise is taken to be as large as a quarter of that noise.
    let size = mean.abs().max(noise / 4.0).max(ceiling * 1e-3).min(ceiling);
    let start = seen.first().map_or(0.0, |r| r.value);
    let first_noise = seen.first().map_or(0.0, |r| r.variance);
    // Wide beside anything the series can tell, and the same for all models, so that likelihoods compare.
    let spread = ceiling * ceiling + 100.0 * first_noise;
    let mut models = Vec::new();
    for level in LEVELS {
        for slope in SLOPES {
            for first in FIRST_SLOPES {
                for damping in DAMPINGS {
                    let square = |share: f64| (share * size) * (share * size);
                    let model =
                        Model { damping, level: square(level), slope: square(slope), first_slope: square(first) };
                    let fitted = model.fit(series, start, spread);
                    models.push((fitted.log_likelihood - level / CALM - slope / CALM_SLOPE, fitted));
                }
            }
        }
    }
    let best = models.iter().map(|m| m.0).fold(f64::NEG_INFINITY, f64::max);
    models.iter_mut().for_each(|m| m.0 = (m.0 - best).exp());
    models.retain(|m| m.0 > 2e-3);
    let total: f64 = models.iter().map(|m| m.0).sum();
    models.iter_mut().for_each(|m| m.0 /= total);
    models
}
