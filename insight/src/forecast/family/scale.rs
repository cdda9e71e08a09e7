//! How far a forecast is likely to miss: a regression of the logarithm of that on how restless the series is, how far its methods are
//! apart, and how far ahead.
//!
//! Misses follow Student's t with eight degrees of freedom, so one shock does not widen every band. What was missed is a noisy value:
//! its noise is known, and what is left after it is the scale for the truth.

use super::past::{End, TRAITS};

/// Numbers of the regression: one, the traits, the distance of methods, the logarithm of the periods ahead.
const TERMS: usize = TRAITS + 3;
/// Degrees of freedom.
const FREEDOM: f64 = 8.0;
/// What is believed before any miss is seen weighs as much as so many of them.
const BELIEF: f64 = 30.0;
const STEPS: usize = 25;

/// The regression.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Scale([f64; TERMS]);

/// A miss and what it goes with.
#[derive(Debug, Clone, Copy)]
pub(super) struct Miss {
    pub(super) terms: [f64; TERMS],
    pub(super) miss: f64,
    /// Variance that is known beforehand: of the end's true value, and of the noise in what came.
    pub(super) known: f64,
}

/// What a miss `ahead` (from 0) periods after an end goes with.
pub(super) fn terms(end: &End, apart: f64, ahead: usize) -> [f64; TERMS] {
    let mut out = [1.0; TERMS];
    out[1..=TRAITS].copy_from_slice(&end.traits);
    // Methods may agree by chance.
    out[TRAITS + 1] = (apart + 0.05 * end.traits[3].exp()).max(f64::MIN_POSITIVE).ln();
    out[TRAITS + 2] = (ahead as f64 + 1.0).ln();
    out
}

fn belief() -> [f64; TERMS] {
    let mut out = [1.0 / (TERMS - 2) as f64; TERMS];
    (out[0], out[TERMS - 1]) = (0.0, 0.4);
    out
}

fn dot(a: &[f64; TERMS], b: &[f64; TERMS]) -> f64 {
    a.iter().zip(b).map(|(x, y)| x * y).sum()
}

impl Scale {
    /// Fits by Fisher scoring.
    pub(super) fn fit(misses: &[Miss]) -> Scale {
        let before = belief();
        let mut b = before;
        if misses.is_empty() {
            b[0] = 0.5;
            return Scale(b);
        }
        let raw = |m: &Miss| {
            (0.5 * (m.miss * m.miss - m.known).max(0.05 * m.miss * m.miss).max(1e-24).ln()) - dot(&m.terms, &before)
        };
        b[0] = super::methods::median(misses.iter().map(raw).collect()) + 0.4;
        for _ in 0..STEPS {
            let (mut gradient, mut square) = ([0.0; TERMS], [[0.0; TERMS]; TERMS]);
            for m in misses {
                let own = (2.0 * dot(&m.terms, &b)).exp();
                let total = (own + m.known).max(f64::MIN_POSITIVE);
                let (share, size) = (own / total, m.miss * m.miss / total);
                let pull = share * ((FREEDOM + 1.0) * size / (FREEDOM + size) - 1.0);
                let weight = 2.0 * FREEDOM / (FREEDOM + 3.0) * share * share;
                for i in 0..TERMS {
                    gradient[i] += pull * m.terms[i];
                    let row = square[i].iter_mut().zip(m.terms).take(i + 1);
                    row.for_each(|(s, t)| *s += weight * m.terms[i] * t);
                }
            }
            for i in 0..TERMS {
                let believed = if i == 0 { 1e-3 } else { BELIEF };
                gradient[i] -= believed * (b[i] - before[i]) * f64::from(u8::from(i > 0));
                square[i][i] += believed;
            }
            let step = solve(square, gradient);
            let longest = step.iter().fold(0.0f64, |a, v| a.max(v.abs()));
            let shorten = if longest > 1.0 { 1.0 / longest } else { 1.0 };
            b.iter_mut().zip(step).for_each(|(b, s)| *b += shorten * s);
            if longest < 1e-6 {
                break;
            }
        }
        Scale(b)
    }

    /// The scale of the true value's miss, held between a fiftieth of the differences to a season before and what a random walk of
    /// four times those would do.
    pub(super) fn of(&self, end: &End, apart: f64, ahead: usize) -> f64 {
        let size = end.traits[0].exp();
        let most = 4.0 * size * (ahead as f64 + 1.0).sqrt();
        let own = dot(&self.0, &terms(end, apart, ahead)).exp().clamp(0.02 * size, most);
        (own * own + end.unknown).sqrt()
    }
}

/// Cholesky on the lower half.
fn solve(mut a: [[f64; TERMS]; TERMS], mut b: [f64; TERMS]) -> [f64; TERMS] {
    for i in 0..TERMS {
        for j in 0..=i {
            let told: f64 = (0..j).map(|k| a[i][k] * a[j][k]).sum();
            a[i][j] = if i == j { (a[i][i] - told).max(1e-12).sqrt() } else { (a[i][j] - told) / a[j][j] };
        }
        let told: f64 = (0..i).map(|k| a[i][k] * b[k]).sum();
        b[i] = (b[i] - told) / a[i][i];
    }
    for i in (0..TERMS).rev() {
        let told: f64 = (i + 1..TERMS).map(|k| a[k][i] * b[k]).sum();
        b[i] = (b[i] - told) / a[i][i];
    }
    b
}
