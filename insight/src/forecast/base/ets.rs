//! Exponential smoothing with additive errors (Hyndman, Koehler, Ord & Snyder 2008), its trend chosen by AICc.

use super::Told;
use super::linear::Two;
use super::simplex::least;

/// The trend of one model.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Trend {
    /// None: simple exponential smoothing.
    None,
    /// Goes on as it is.
    Straight,
    /// Bends.
    Damped,
}

/// Smoothing of the level, of the slope, and what is left of the slope after a period.
#[derive(Debug, Clone, Copy)]
struct Smoothing {
    alpha: f64,
    beta: f64,
    phi: f64,
}

/// A state and what the first level and slope add to it.
#[derive(Debug, Clone, Copy)]
struct State {
    level: [f64; 3],
    slope: [f64; 3],
}

fn run(y: &[f64], s: Smoothing) -> (Two, State) {
    let mut two = Two::default();
    let (mut level, mut slope) = ([0.0, 1.0, 0.0], [0.0, 0.0, 1.0]);
    for &value in y {
        let mut ahead = [0.0; 3];
        for k in 0..3 {
            slope[k] *= s.phi;
            ahead[k] = level[k] + slope[k];
        }
        let miss = [value - ahead[0], -ahead[1], -ahead[2]];
        two.add(miss[0], ahead[1], ahead[2]);
        for k in 0..3 {
            level[k] = ahead[k] + s.alpha * miss[k];
            slope[k] += s.beta * miss[k];
        }
    }
    (two, State { level, slope })
}

impl Trend {
    fn smoothing<const N: usize>(self, x: &[f64; N]) -> Smoothing {
        let at = |k: usize| x.get(k).copied().unwrap_or_default();
        let alpha = 0.001 + 0.998 * at(0);
        match self {
            Trend::None => Smoothing { alpha, beta: 0.0, phi: 0.0 },
            Trend::Straight => Smoothing { alpha, beta: alpha * at(1), phi: 1.0 },
            Trend::Damped => Smoothing { alpha, beta: alpha * at(1), phi: 0.8 + 0.18 * at(2) },
        }
    }

    fn start(self, two: &Two) -> (f64, f64) {
        if self == Trend::None { (two.first(0.0), 0.0) } else { two.both() }
    }

    fn search(self, y: &[f64]) -> Smoothing {
        let cost = |s: Smoothing| {
            let (two, _) = run(y, s);
            let (level, slope) = self.start(&two);
            two.squares(level, slope)
        };
        match self {
            Trend::None => self.smoothing(&least([0.4], 0.3, 24, |x: &[f64; 1]| cost(self.smoothing(x)))),
            Trend::Straight => self.smoothing(&least([0.4, 0.1], 0.25, 50, |x: &[f64; 2]| cost(self.smoothing(x)))),
            Trend::Damped => self.smoothing(&least([0.4, 0.1, 0.8], 0.25, 70, |x: &[f64; 3]| cost(self.smoothing(x)))),
        }
    }

    fn parameters(self) -> f64 {
        match self {
            Trend::None => 3.0,
            Trend::Straight => 5.0,
            Trend::Damped => 6.0,
        }
    }

    /// Fits one model and goes on.
    pub(crate) fn fit(self, y: &[f64], periods: usize) -> (f64, Told) {
        let smoothing = self.search(y);
        let (two, state) = run(y, smoothing);
        let (first, first_slope) = self.start(&two);
        let squares = two.squares(first, first_slope);
        let join = |x: [f64; 3]| x[0] + first * x[1] + first_slope * x[2];
        let (mut level, mut slope) = (join(state.level), join(state.slope));
        let ahead = (0..periods)
            .map(|_| {
                slope *= smoothing.phi;
                level += slope;
                level
            })
            .collect();
        let (n, k) = (y.len() as f64, self.parameters());
        let small = if n - k - 1.0 > 0.0 { 2.0 * k * (k + 1.0) / (n - k - 1.0) } else { f64::INFINITY };
        let aicc = n * (squares / n).max(f64::MIN_POSITIVE).ln() + 2.0 * k + small;
        (aicc, Told { ahead, squares })
    }
}

/// The trend that AICc prefers.
pub(crate) fn ets(y: &[f64], periods: usize) -> Told {
    let mut best = Trend::None.fit(y, periods);
    for trend in [Trend::Straight, Trend::Damped] {
        let next = trend.fit(y, periods);
        if next.0 < best.0 {
            best = next;
        }
    }
    best.1
}
