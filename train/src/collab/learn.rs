//! From noised sums to a model: the spectrum of the item-item matrix without what noise alone would show, and popularity where
//! nothing is left.

use nalgebra::{DMatrix, SymmetricEigen};

use super::Sums;
use crate::random::Random;

/// Power of an item's popularity that its row and column are divided by.
const DAMP: f64 = 0.5;
/// Ridge in shares of the largest eigenvalue and of the noise's largest.
const RIDGE: (f64, f64) = (0.1, 1.0);
/// Power of an item's popularity that its score is multiplied by.
const POPULAR: f64 = 0.35;
/// What popularity (most popular: 1) counts in standard deviations of a person's scores, and how much more with each share of
/// the noise in the second eigenvalue.
const BLEND: (f64, f64) = (1.0, 2.0);
/// Popularity alone ranks unless the second eigenvalue is this many times the noise's largest, or so many directions stand out
/// of it: the first is popularity itself, and one more may be chance.
const SIGNAL: (f64, usize) = (1.5, 4);

/// Scores of all items for a person.
#[derive(Clone, Debug)]
pub struct Model {
    items: usize,
    /// Rows of given items, columns of scored ones; empty where popularity alone ranks.
    scores: Vec<f64>,
    popular: Vec<f64>,
    blend: f64,
    /// Second eigenvalue, in units of the largest that noise alone shows; infinite without noise.
    pub signal: f64,
    /// Directions kept.
    pub kept: usize,
}

/// What of the item-item matrix stands out of the noise.
pub(super) struct Seen {
    /// People per item, at least 1.
    pub(super) taken: Vec<f64>,
    /// What an item's row and column were divided by, as a factor.
    pub(super) damp: Vec<f64>,
    /// Items by directions.
    pub(super) directions: DMatrix<f64>,
    /// What is left of each direction, 0..1; all 0 where popularity alone ranks.
    pub(super) left: Vec<f64>,
    /// Second eigenvalue, in units of the largest that noise alone shows.
    pub(super) signal: f64,
}

/// Looks at sums, clear or noised.
pub(super) fn seen(sums: &Sums) -> Seen {
    let own = f64::from(sums.clip.own);
    let unsure = sums.deviation / own;
    let taken: Vec<f64> = sums.own.iter().map(|s| (s / own).max(1.0)).collect();
    // An item whose popularity may be noise must not be blown up.
    let damp: Vec<f64> = taken.iter().map(|t| (t + 2.0 * unsure + 1.0).powf(-DAMP)).collect();
    let eigen = SymmetricEigen::new(symmetric(&damp, |a| taken[a], &sums.pairs));
    let noise = loudest(sums, &damp);
    let mut order: Vec<f64> = eigen.eigenvalues.iter().copied().collect();
    order.sort_by(|a, b| b.total_cmp(a));
    let at = |k: usize| order.get(k).copied().unwrap_or(0.0).max(0.0);
    let signal = if noise > 0.0 { at(1) / noise } else { f64::INFINITY };
    let standing = order.iter().filter(|&&l| l > noise).count();
    let nothing = (signal < SIGNAL.0 && standing < SIGNAL.1) || at(0) <= 0.0;
    let ridge = RIDGE.0 * at(0) + RIDGE.1 * noise;
    // An eigenvalue l of signal and noise e: the signal's own is (l + sqrt(l² - e²)) / 2 for noise of one variance (Benaych-Georges
    // and Nadakuditi, Advances in Mathematics 2011); below e there is nothing to see.
    let left = |l: &f64| match *l > noise && !nothing {
        true => {
            let cleared = (l + (l * l - noise * noise).sqrt()) / 2.0;
            cleared / (cleared + ridge)
        }
        false => 0.0,
    };
    let left = eigen.eigenvalues.iter().map(left).collect();
    Seen { taken, damp, directions: eigen.eigenvectors, left, signal }
}

/// What an item's score is multiplied by.
pub(super) fn lift(taken: f64) -> f64 {
    taken.powf(POPULAR)
}

/// Learns from sums, clear or noised.
pub fn learn(sums: &Sums) -> Model {
    let items = sums.own.len();
    let Seen { taken, damp, directions, left, signal } = seen(sums);
    let most = taken.iter().copied().fold(1.0, f64::max);
    let popular: Vec<f64> = taken.iter().map(|t| t / most).collect();
    let kept = left.iter().filter(|l| **l > 0.0).count();
    let empty = Model { items, scores: Vec::new(), popular, blend: 1.0, signal, kept };
    if kept == 0 {
        return empty;
    }
    let mut scaled = directions.clone();
    for (mut column, left) in scaled.column_iter_mut().zip(&left) {
        column *= *left;
    }
    let filter = scaled * directions.transpose();
    let mut scores = vec![0.0; items * items];
    for (j, &popular) in taken.iter().enumerate() {
        let by = lift(popular) / (1.0 - filter[(j, j)]).max(0.05);
        for i in (0..items).filter(|&i| i != j) {
            scores[i * items + j] = damp[i] * filter[(i, j)] * by;
        }
    }
    let blend = BLEND.0 + BLEND.1 / signal;
    Model { scores, blend, ..empty }
}

/// Ridge regression of each item on all others (EASE: Steck, "Embarrassingly Shallow Autoencoders for Sparse Data", WWW 2019)
/// from clear sums, with `ridge` > 0: what a model from noised sums is held against. Popularity alone where there is no solution.
pub fn ease(sums: &Sums, ridge: f64) -> Model {
    let items = sums.own.len();
    let own = f64::from(sums.clip.own);
    let flat = vec![1.0; items];
    let gram = symmetric(&flat, |a| sums.own.get(a).map_or(0.0, |s| s / own) + ridge, &sums.pairs);
    let popular = sums.own.clone();
    let mut scores = Vec::new();
    if let Some(inverse) = gram.cholesky().map(|c| c.inverse()) {
        scores = vec![0.0; items * items];
        for j in 0..items {
            for i in (0..items).filter(|&i| i != j) {
                scores[i * items + j] = -inverse[(i, j)] / inverse[(j, j)];
            }
        }
    }
    let blend = if scores.is_empty() { 1.0 } else { 0.0 };
    Model { items, scores, popular, blend, signal: f64::INFINITY, kept: items }
}

impl Model {
    /// A score for each item from the items that a person took; larger is better. Popularity alone where nothing was taken.
    pub fn scores(&self, given: &[u32]) -> Vec<f64> {
        let mut out = vec![0.0; self.items];
        for &item in given {
            let at = item as usize * self.items;
            let row = self.scores.get(at..at + self.items).unwrap_or_default();
            out.iter_mut().zip(row).for_each(|(o, s)| *o += s);
        }
        let n = self.items.max(1) as f64;
        let mean = out.iter().sum::<f64>() / n;
        let sd = (out.iter().map(|o| (o - mean) * (o - mean)).sum::<f64>() / n).sqrt();
        let by = if sd > 0.0 { 1.0 / sd } else { 0.0 };
        out.iter_mut().zip(&self.popular).for_each(|(o, p)| *o = *o * by + self.blend * p);
        out
    }
}

fn symmetric(damp: &[f64], own: impl Fn(usize) -> f64, pairs: &[f64]) -> DMatrix<f64> {
    let n = damp.len();
    let mut out = DMatrix::zeros(n, n);
    let mut pairs = pairs.iter();
    for a in 0..n {
        out[(a, a)] = own(a) * damp[a] * damp[a];
        for b in a + 1..n {
            let x = pairs.next().copied().unwrap_or(0.0) * damp[a] * damp[b];
            (out[(a, b)], out[(b, a)]) = (x, x);
        }
    }
    out
}

/// The largest eigenvalue of a matrix of nothing but this noise, drawn once: damping makes it uneven, so that no formula holds.
fn loudest(sums: &Sums, damp: &[f64]) -> f64 {
    if sums.deviation <= 0.0 {
        return 0.0;
    }
    let mut random = Random::new(7);
    let drawn: Vec<f64> = sums.pairs.iter().map(|_| sums.deviation * f64::from(random.normal())).collect();
    symmetric(damp, |_| 0.0, &drawn).symmetric_eigenvalues().iter().fold(0.0f64, |m, l| m.max(l.abs()))
}
