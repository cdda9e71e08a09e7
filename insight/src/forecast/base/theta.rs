//! The dynamic optimised Theta model (Fiorucci, Pellegrini, Louzada, Petropoulos & Koehler 2016).
//!
//! Simple exponential smoothing plus a share of the drift of a least-squares line through all that was seen so far. Given the smoothing,
//! the forecasts are linear in the first level and in that share, so only the smoothing is searched.

use super::linear::Two;

/// The line through what was seen: its mean, its slope, and how many periods.
#[derive(Debug, Clone, Copy, Default)]
struct Line {
    n: f64,
    mean: f64,
    slope: f64,
}

impl Line {
    fn see(&mut self, y: f64) {
        let n = self.n + 1.0;
        if n > 1.0 {
            self.slope = ((n - 2.0) * self.slope + 6.0 * (y - self.mean) / n) / (n + 1.0);
        }
        self.mean += (y - self.mean) / n;
        self.n = n;
    }

    fn start(&self) -> f64 {
        self.mean - self.slope * (self.n + 1.0) / 2.0
    }

    /// What the whole drift adds to the next forecast, `decay` being (1 - alpha)^n.
    fn drift(&self, alpha: f64, decay: f64) -> f64 {
        decay * self.start() + (1.0 - decay * (1.0 - alpha)) / alpha * self.slope
    }
}

fn sums(y: &[f64], alpha: f64) -> (Two, f64, f64, Line) {
    let (mut two, mut level, mut decay, mut line) = (Two::default(), 0.0, 1.0, Line::default());
    for (t, &value) in y.iter().enumerate() {
        if t >= 2 {
            two.add(value - level, decay, line.drift(alpha, decay));
        }
        level += alpha * (value - level);
        decay *= 1.0 - alpha;
        line.see(value);
    }
    (two, level, decay, line)
}

/// The best first level and share of the drift, and their squares.
fn best(two: &Two) -> (f64, f64, f64) {
    let (mut first, mut share) = two.both();
    if !(0.0..=1.0).contains(&share) {
        share = share.clamp(0.0, 1.0);
        first = two.first(share);
    }
    (first, share, two.squares(first, share))
}

/// Fits and goes on. At least three values.
pub(crate) fn theta(y: &[f64], periods: usize) -> Vec<f64> {
    let at = |alpha: f64| best(&sums(y, alpha).0).2;
    let grid = |k: usize| 0.1 + 0.89 * k as f64 / 20.0;
    let near = (0..=20usize).min_by(|a, b| at(grid(*a)).total_cmp(&at(grid(*b)))).unwrap_or(0);
    let (mut low, mut high) = (grid(near.saturating_sub(1)), grid((near + 1).min(20)));
    for _ in 0..8 {
        let (a, b) = (low + 0.382 * (high - low), low + 0.618 * (high - low));
        if at(a) < at(b) { high = b } else { low = a }
    }
    let alpha = f64::midpoint(low, high);
    let (two, mut level, mut decay, mut line) = sums(y, alpha);
    let (first, share, _) = best(&two);
    level += first * decay;
    (0..periods)
        .map(|_| {
            let next = level + share * line.drift(alpha, decay);
            level += alpha * (next - level);
            decay *= 1.0 - alpha;
            line.see(next);
            next
        })
        .collect()
}
