//! What would have been said at earlier ends of the series (rolling origin; Tashman 2000).

use super::methods::{Setting, Told, tell};

/// Earlier ends of each series that are looked at.
const ENDS: usize = 3;
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
    /// Logarithms of what the size of misses goes with; see [`traits`].
    pub(super) traits: [f64; TRAITS],
}

/// How many traits.
pub(super) const TRAITS: usize = 7;

/// The last end of a series, and earlier ones.
pub(super) fn ends(y: &[f64], setting: &Setting) -> (End, Vec<End>) {
    let h = setting.periods;
    let earlier = (0..ENDS).filter_map(|back| {
        let length = y.len().checked_sub(h + back * h.div_ceil(3))?;
        let (seen, rest) = y.split_at_checked(length)?;
        let enough = length >= FEWEST.max(h / 2);
        enough.then(|| End { came: rest.iter().take(h).copied().collect(), ..end(seen, setting) })
    });
    (end(y, setting), earlier.collect())
}

fn end(y: &[f64], setting: &Setting) -> End {
    let (traits, size) = traits(y, setting);
    let (told, unknown) = tell(y, setting);
    End { told, came: Vec::new(), size, unknown, traits }
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
        ],
        mean(&seasonal),
    )
}
