//! What would have been said at earlier ends of the series (rolling origin; Tashman 2000).

use super::methods::{Setting, Told, tell};

/// Earlier ends of each series that are looked at.
const ENDS: usize = 3;
/// Ends before those, whose misses tell how hard a series is; the first of them is a whole horizon before the first end.
const BEFORE: usize = 3;
/// Fewest values before an end.
const FEWEST: usize = 8;

/// One end of one series.
#[derive(Debug, Clone)]
pub(super) struct End {
    /// What each method said.
    pub(super) told: Told,
    /// What came; empty at the last end.
    pub(super) came: Vec<f64>,
    /// Mean absolute difference to a season before, over what was seen.
    pub(super) size: f64,
    /// Variance of the true value at the end: what the noise leaves unknown.
    pub(super) unknown: f64,
    /// Variance of the noise in what came.
    pub(super) noise: f64,
    /// Logarithms of what the size of misses goes with; see [`traits`].
    pub(super) traits: [f64; TRAITS],
}

/// How many traits.
pub(super) const TRAITS: usize = 8;

/// The last end of a series, and earlier ones.
pub(super) fn ends(y: &[f64], setting: &Setting) -> (End, Vec<End>) {
    let h = setting.periods;
    let earlier = (0..ENDS + BEFORE).filter_map(|back| {
        let length = y.len().checked_sub(h + back * h.div_ceil(3))?;
        let (seen, rest) = y.split_at_checked(length)?;
        let enough = length >= FEWEST.max(h / 2);
        enough.then(|| End { came: rest.iter().take(h).copied().collect(), ..end(seen, setting) })
    });
    let mut earlier: Vec<End> = earlier.collect();
    let missed: Vec<f64> = earlier.iter().map(missed).collect();
    let hard = |size: f64, of: &[f64], noise: f64| {
        let typical = 0.8 * size;
        let mean = (of.iter().take(BEFORE).sum::<f64>() + typical) / (of.len().min(BEFORE) as f64 + 1.0);
        (mean * mean - noise * 2.0 / std::f64::consts::PI).max(0.01 * mean * mean).sqrt().max(1e-12).ln()
    };
    for (k, end) in earlier.iter_mut().enumerate() {
        end.traits[TRAITS - 1] = hard(end.size, missed.get(k + BEFORE..).unwrap_or_default(), setting.noise);
    }
    let mut last = end(y, setting);
    last.traits[TRAITS - 1] = hard(last.size, &missed, setting.noise);
    earlier.truncate(ENDS);
    (last, earlier)
}

/// Mean absolute miss of the middle method.
fn missed(end: &End) -> f64 {
    let at = |k: usize| super::methods::median(end.told.iter().filter_map(|m| m.get(k).copied()).collect());
    end.came.iter().enumerate().map(|(k, came)| (came - at(k)).abs()).sum::<f64>() / end.came.len().max(1) as f64
}

fn end(y: &[f64], setting: &Setting) -> End {
    let (traits, size) = traits(y, setting);
    let (told, unknown) = tell(y, setting);
    End { told, came: Vec::new(), size, unknown, noise: setting.noise, traits }
}

/// Mean, median and recent mean of the differences to a season before and to the period before, and the level of the last season; the
/// noise is taken out of each.
fn traits(y: &[f64], setting: &Setting) -> ([f64; TRAITS], f64) {
    let differences =
        |lag: usize| -> Vec<f64> { y.iter().zip(y.iter().skip(lag)).map(|(a, b)| (b - a).abs()).collect() };
    let mean = |of: &[f64]| of.iter().sum::<f64>() / of.len().max(1) as f64;
    let lag = setting.season.clamp(1, y.len().saturating_sub(1).max(1));
    let (seasonal, steps) = (differences(lag), differences(1));
    let recent = |of: &[f64]| mean(of.get(of.len().saturating_sub(2 * lag)..).unwrap_or(of));
    let middle = |of: &[f64]| super::methods::median(of.to_vec());
    let level = mean(&y.iter().rev().take(lag.max(4)).map(|v| v.abs()).collect::<Vec<_>>());
    let least = 1e-6 * level + 1e-12;
    // The mean absolute difference of two noises is sqrt(4 / pi) of their standard deviation, the median .954 of it.
    let pure = |value: f64, noise: f64| {
        (value * value - noise * setting.noise).max(0.01 * value * value).sqrt().max(least).ln()
    };
    let by_mean = 4.0 / std::f64::consts::PI;
    (
        [
            pure(mean(&seasonal), by_mean),
            pure(middle(&seasonal), 0.91),
            pure(recent(&seasonal), by_mean),
            pure(mean(&steps), by_mean),
            pure(middle(&steps), 0.91),
            pure(recent(&steps), by_mean),
            level.max(least).ln(),
            0.0,
        ],
        mean(&seasonal),
    )
}
