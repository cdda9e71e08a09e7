//! The true values under noise of known variance.
//!
//! A local level with a damped slope, its process variances weighed by likelihood, smoothed over the whole series (Durbin & Koopman 2012,
//! chapter 4): the last value is the filter's.

/// Damping of the slope.
const PHI: f64 = 0.9;
/// A model that much less likely than the best, in logarithms, is left out.
const LEAST: f64 = 4.0;
/// Variances of the level's steps, in variances of the series' steps.
const LEVELS: [f64; 7] = [0.001, 0.005, 0.02, 0.06, 0.15, 0.4, 1.0];
/// The same for the slope's.
const SLOPES: [f64; 4] = [0.0, 0.0005, 0.005, 0.03];

#[derive(Debug, Clone, Copy)]
struct State {
    x: [f64; 2],
    p: [f64; 3],
}

/// Log likelihood; states before and after each value, where asked.
fn filter(
    y: &[f64],
    noise: &[f64],
    level: f64,
    slope: f64,
    spread: f64,
    mut keep: Option<&mut Vec<(State, State)>>,
) -> f64 {
    let first = y.first().copied().unwrap_or_default();
    let mut state = State { x: [first, 0.0], p: [spread, 0.0, spread * 0.01] };
    let mut likelihood = 0.0;
    for (t, (value, noise)) in y.iter().zip(noise).enumerate() {
        if t > 0 {
            let [a, b, c] = state.p;
            state.x = [state.x[0] + PHI * state.x[1], PHI * state.x[1]];
            state.p = [a + 2.0 * PHI * b + PHI * PHI * c + level, PHI * b + PHI * PHI * c, PHI * PHI * c + slope];
        }
        let before = state;
        let [a, b, c] = state.p;
        let total = (a + noise).max(f64::MIN_POSITIVE);
        let miss = value - state.x[0];
        likelihood -= 0.5 * (total.ln() + miss * miss / total);
        let (ka, kb) = (a / total, b / total);
        state = State {
            x: [state.x[0] + ka * miss, state.x[1] + kb * miss],
            p: [(1.0 - ka) * a, (1.0 - ka) * b, c - kb * b],
        };
        if let Some(keep) = &mut keep {
            keep.push((before, state));
        }
    }
    likelihood
}

/// The true values as far as they are known.
#[derive(Debug, Clone)]
pub(crate) struct Denoised {
    /// The smoothed series.
    pub(crate) values: Vec<f64>,
    /// Variance of the last of them.
    pub(crate) variance: f64,
}

/// Smooths a series; `noise` is the variance of each value. Models are weighed by likelihood.
pub(crate) fn denoise(y: &[f64], noise: &[f64]) -> Denoised {
    let n = y.len().max(2) as f64;
    let steps = y.windows(2).map(|w| (w[1] - w[0]) * (w[1] - w[0])).sum::<f64>() / (n - 1.0);
    if steps <= 0.0 || noise.iter().all(|v| *v <= 0.0) {
        return Denoised { values: y.to_vec(), variance: 0.0 };
    }
    let spread = 100.0 * (steps + noise.iter().copied().fold(0.0, f64::max));
    let models = LEVELS.iter().flat_map(|level| SLOPES.iter().map(move |slope| (level * steps, slope * steps)));
    let mut scored: Vec<(f64, f64, f64)> =
        models.map(|(level, slope)| (filter(y, noise, level, slope, spread, None), level, slope)).collect();
    let best = scored.iter().map(|m| m.0).fold(f64::NEG_INFINITY, f64::max);
    scored.retain(|m| m.0 > best - LEAST);
    let total: f64 = scored.iter().map(|m| (m.0 - best).exp()).sum();
    let mut out = Denoised { values: vec![0.0; y.len()], variance: 0.0 };
    let mut lasts = Vec::with_capacity(scored.len());
    for (likelihood, level, slope) in scored {
        let weight = (likelihood - best).exp() / total;
        let mut states = Vec::with_capacity(y.len());
        filter(y, noise, level, slope, spread, Some(&mut states));
        let own = smooth(&states);
        out.values.iter_mut().zip(&own).for_each(|(sum, v)| *sum += weight * v);
        let variance = states.last().map_or(0.0, |(_, after)| after.p[0]);
        lasts.push((weight, own.last().copied().unwrap_or_default(), variance));
    }
    let middle = out.values.last().copied().unwrap_or_default();
    out.variance = lasts.iter().map(|(w, v, p)| w * (p + (v - middle) * (v - middle))).sum();
    out
}

/// The fixed-interval smoother of Rauch, Tung & Striebel.
fn smooth(states: &[(State, State)]) -> Vec<f64> {
    let mut out: Vec<f64> = Vec::with_capacity(states.len());
    let mut later: Option<(State, [f64; 2])> = None;
    for (before, after) in states.iter().rev() {
        let x = match later {
            None => after.x,
            Some((next, smooth)) => {
                // The gain P F' / P(next).
                let [a, b, c] = after.p;
                let (f, g, h, i) = (a + PHI * b, PHI * b, b + PHI * c, PHI * c);
                let [p, q, r] = next.p;
                let d = (p * r - q * q).max(f64::MIN_POSITIVE);
                let (u, v) = (smooth[0] - next.x[0], smooth[1] - next.x[1]);
                let (s, t) = ((r * u - q * v) / d, (p * v - q * u) / d);
                if d > 1e-12 * p * r { [after.x[0] + f * s + g * t, after.x[1] + h * s + i * t] } else { after.x }
            }
        };
        out.push(x[0]);
        later = Some((*before, x));
    }
    out.reverse();
    out
}
