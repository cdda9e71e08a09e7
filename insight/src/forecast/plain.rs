//! What is usually printed, to measure against: the naive forecast and simple exponential smoothing, with their textbook bands, which
//! take every value as it stands (Hyndman & Athanasopoulos 2021, sections 5.5 and 8.7).

use super::base::{Loss, Season, flat};
use crate::Interval;
use crate::normal::Z95;

/// One period ahead by the usual methods.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Plain {
    /// The last value, with its season.
    pub naive: f64,
    /// 95 % band of a random walk.
    pub naive95: Interval,
    /// Simple exponential smoothing, with its season.
    pub smoothed: f64,
    /// Its 95 % band.
    pub smoothed95: Interval,
}

/// The periods ahead of one series, oldest value first, by the usual methods. Empty where there are fewer than three values.
pub fn plain(y: &[f64], periods: usize, season: usize) -> Vec<Plain> {
    if y.len() < 3 {
        return Vec::new();
    }
    let season = Season::of(y, season);
    let calm: Vec<f64> = y.iter().enumerate().map(|(t, v)| season.as_ref().map_or(*v, |s| s.take(t, *v))).collect();
    let last = calm.last().copied().unwrap_or_default();
    let n = calm.len() as f64;
    let steps = (calm.windows(2).map(|w| (w[1] - w[0]) * (w[1] - w[0])).sum::<f64>() / (n - 1.0)).sqrt();
    let (level, alpha, miss) = smooth(&calm, last);
    let of = |k: usize| {
        let ahead = k as f64 + 1.0;
        let with = |v: f64| season.as_ref().map_or(v, |s| s.give(y.len() + k, v));
        let band = |middle: f64, sd: f64| Interval { low: with(middle - Z95 * sd), high: with(middle + Z95 * sd) };
        Plain {
            naive: with(last),
            naive95: band(last, steps * ahead.sqrt()),
            smoothed: with(level),
            smoothed95: band(level, miss * (1.0 + (ahead - 1.0) * alpha * alpha).sqrt()),
        }
    };
    (0..periods).map(of).collect()
}

/// Level, smoothing and standard deviation of the one-step misses.
fn smooth(y: &[f64], last: f64) -> (f64, f64, f64) {
    let level = flat(y, 1, &Loss { robust: false, leads: &[1], calm: 0.0 }).first().copied().unwrap_or(last);
    // The smoothing that leads there best: by its squares, on a grid.
    let run = |alpha: f64| {
        let mut level = y.iter().take(4).sum::<f64>() / y.len().min(4) as f64;
        let mut squares = 0.0;
        for value in y {
            squares += (value - level) * (value - level);
            level += alpha * (value - level);
        }
        (squares, alpha)
    };
    let (squares, alpha) =
        (1..100).map(|k| run(f64::from(k) / 100.0)).min_by(|a, b| a.0.total_cmp(&b.0)).unwrap_or((0.0, 1.0));
    (level, alpha, (squares / (y.len() as f64 - 2.0).max(1.0)).sqrt())
}
