//! Bands: quantiles of scaled misses of the whole family, a period ahead at a time (split conformal; Lei, G'Sell, Rinaldo, Tibshirani &
//! Wasserman 2018).

use crate::Interval;

/// Half a band's probability above its middle: 50, 80 and 95 %.
const REACH: [f64; 3] = [0.5, 0.8, 0.95];
/// The same quantiles of Student's t with eight degrees of freedom.
const STUDENT: [f64; 3] = [0.706, 1.397, 2.306];
/// Scaled misses as many as these are believed as much as Student's t.
const FEW: f64 = 30.0;
/// From so many on, what is missed above and below is told apart.
const MANY: f64 = 1000.0;

/// Reaches in scales below and above, by period ahead.
#[derive(Debug, Clone)]
pub(super) struct Bands(Vec<[(f64, f64); 3]>);

impl Bands {
    /// From scaled misses `(what came - what was said) / scale`, a list a period ahead; neighbouring periods count too.
    pub(super) fn of(misses: &[Vec<f64>]) -> Bands {
        let beside = (misses.len() / 6).max(1);
        let at = |k: usize| {
            let near = misses.get(k.saturating_sub(beside)..(k + beside + 1).min(misses.len())).unwrap_or_default();
            let mut signed: Vec<f64> = near.iter().flatten().copied().collect();
            let own = signed.len() as f64 / near.len().max(1) as f64;
            let mut sizes: Vec<f64> = signed.iter().map(|v| v.abs()).collect();
            signed.sort_by(f64::total_cmp);
            sizes.sort_by(f64::total_cmp);
            std::array::from_fn(|i| {
                let (p, tail) = (REACH[i], (1.0 - REACH[i]) / 2.0);
                let both = quantile(&sizes, (p * (1.0 + 1.0 / own.max(1.0))).min(1.0));
                let apart = own / (own + MANY);
                let known = own / (own + FEW);
                let mix = |side: f64| known * (apart * side + (1.0 - apart) * both) + (1.0 - known) * STUDENT[i];
                (mix(-quantile(&signed, tail)).max(0.0), mix(quantile(&signed, 1.0 - tail)).max(0.0))
            })
        };
        Bands((0..misses.len()).map(at).collect())
    }

    /// The bands of the true value: what is left of the reach of noisy values after the noise.
    pub(super) fn around(&self, ahead: usize, value: f64, scale: f64, noise: f64) -> [Interval; 3] {
        let reaches = self.0.get(ahead).copied().unwrap_or_else(|| STUDENT.map(|q| (q, q)));
        std::array::from_fn(|i| {
            // The more of what was missed is noise, the less it says of the truth's tails.
            let share = scale * scale / (scale * scale + noise).max(f64::MIN_POSITIVE);
            let side = |q: f64| scale * if noise > 0.0 { share * q + (1.0 - share) * STUDENT[i] } else { q };
            Interval { low: value - side(reaches[i].0), high: value + side(reaches[i].1) }
        })
    }
}

fn quantile(sorted: &[f64], p: f64) -> f64 {
    let at = p * (sorted.len().max(1) - 1) as f64;
    let get = |k: usize| sorted.get(k).or(sorted.last()).copied().unwrap_or_default();
    let share = at - at.floor();
    (1.0 - share) * get(at as usize) + share * get(at as usize + 1)
}
