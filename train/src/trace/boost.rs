//! Small trees on top of the layer: gradient boosting with second-order gains over 64 bins a feature (Friedman 2001; Chen and
//! Guestrin 2016), full trees of one depth so that a chance costs the same for everyone. Deterministic.

use skillkeep::profile::trace::{FEATURES, Layer, Node, Tree, sigmoid};

use super::{Rows, surprise};
use crate::random::Random;

const BINS: usize = 64;

/// How trees are grown.
#[derive(Clone, Copy)]
pub(super) struct Settings {
    pub(super) trees: usize,
    pub(super) depth: usize,
    pub(super) rate: f32,
    /// Ridge on a leaf, in units of information.
    pub(super) ridge: f32,
    /// Least information in a leaf.
    pub(super) least: f32,
    /// Share of rows and of features a tree sees.
    pub(super) sample: f32,
    /// Trees without a better result on held-back people before it stops.
    pub(super) patience: usize,
}

impl Default for Settings {
    fn default() -> Settings {
        Settings { trees: 240, depth: 5, rate: 0.08, ridge: 20.0, least: 20.0, sample: 0.5, patience: 25 }
    }
}

/// Grows trees onto a layer; returns how many are best by the held-back rows, and keeps so many.
pub(super) fn grow(layer: &mut Layer, rows: &Rows, held: Option<&Rows>, settings: Settings) -> usize {
    let edges: Vec<Vec<f32>> = (0..FEATURES).map(|k| edges(rows, k)).collect();
    let bins: Vec<Vec<u8>> =
        (0..FEATURES).map(|k| rows.x.iter().map(|x| edges[k].partition_point(|e| *e < x[k]) as u8).collect()).collect();
    let mut logits: Vec<f32> = rows.x.iter().map(|x| layer.linear(x)).collect();
    let mut watched: Vec<f32> = held.map(|h| h.x.iter().map(|x| layer.linear(x)).collect()).unwrap_or_default();
    let mut random = Random::new(7);
    let none = |h: &Rows| watched.iter().zip(&h.y).map(|(l, y)| surprise(sigmoid(*l), *y)).sum();
    let (mut best, mut least): (usize, f64) = (0, held.map_or(f64::INFINITY, none));
    for round in 0..settings.trees {
        let sampled: Vec<u32> = (0..rows.y.len() as u32).filter(|_| random.share() < settings.sample).collect();
        let features: Vec<usize> =
            (0..FEATURES).filter(|k| !edges[*k].is_empty() && random.share() < settings.sample).collect();
        let slopes: Vec<(f32, f32)> = logits
            .iter()
            .zip(&rows.y)
            .map(|(l, y)| {
                let p = sigmoid(*l);
                (f32::from(u8::from(*y)) - p, p * (1.0 - p))
            })
            .collect();
        let tree = plant(&bins, &edges, &sampled, &features, &slopes, settings);
        for (l, x) in logits.iter_mut().zip(&rows.x) {
            *l += tree.adds(x);
        }
        layer.trees.push(tree);
        let (Some(held), Some(tree)) = (held, layer.trees.last()) else { continue };
        let mut sum = 0.0;
        for ((l, x), y) in watched.iter_mut().zip(&held.x).zip(&held.y) {
            *l += tree.adds(x);
            sum += surprise(sigmoid(*l), *y);
        }
        if sum < least {
            (best, least) = (round + 1, sum);
        } else if round + 1 > best + settings.patience {
            break;
        }
    }
    if held.is_some() {
        layer.trees.truncate(best);
    }
    layer.trees.len()
}

/// Thresholds of a feature: quantiles of a sample, none twice.
fn edges(rows: &Rows, k: usize) -> Vec<f32> {
    let step = (rows.x.len() / 20_000).max(1);
    let mut values: Vec<f32> = rows.x.iter().step_by(step).map(|x| x[k]).collect();
    values.sort_by(f32::total_cmp);
    let mut out: Vec<f32> = (1..BINS).filter_map(|b| values.get(b * values.len() / BINS).copied()).collect();
    out.dedup();
    if out.len() == 1 && values.first() == values.last() {
        out.clear();
    }
    out
}

fn plant(
    bins: &[Vec<u8>],
    edges: &[Vec<f32>],
    sampled: &[u32],
    features: &[usize],
    slopes: &[(f32, f32)],
    settings: Settings,
) -> Tree {
    let mut tree = Tree::default();
    let mut place = vec![0u16; sampled.len()];
    for depth in 0..settings.depth {
        let width = 1 << depth;
        // A fork that gains nothing sends everything left.
        let mut forks = vec![(0.0f32, 0usize, u8::MAX); width];
        for k in features {
            let mut sums = vec![(0.0f32, 0.0f32); width * BINS];
            for (at, row) in place.iter().zip(sampled) {
                let row = *row as usize;
                let sum = &mut sums[usize::from(*at) * BINS + usize::from(bins[*k][row])];
                sum.0 += slopes[row].0;
                sum.1 += slopes[row].1;
            }
            for (fork, sums) in forks.iter_mut().zip(sums.chunks_exact(BINS)) {
                let total = sums.iter().fold((0.0, 0.0), |t, s| (t.0 + s.0, t.1 + s.1));
                let score = |g: f32, h: f32| g * g / (h + settings.ridge);
                let (mut g, mut h) = (0.0, 0.0);
                for (bin, sum) in sums.iter().enumerate().take(edges[*k].len()) {
                    (g, h) = (g + sum.0, h + sum.1);
                    if h < settings.least || total.1 - h < settings.least {
                        continue;
                    }
                    let gain = score(g, h) + score(total.0 - g, total.1 - h) - score(total.0, total.1);
                    if gain > fork.0 {
                        *fork = (gain, *k, bin as u8);
                    }
                }
            }
        }
        for (_, k, bin) in &forks {
            let threshold = edges[*k].get(usize::from(*bin)).copied().unwrap_or(f32::MAX);
            tree.nodes.push(Node { feature: *k as u16, threshold });
        }
        for (at, row) in place.iter_mut().zip(sampled) {
            let (_, k, bin) = forks[usize::from(*at)];
            *at = 2 * *at + u16::from(bins[k][*row as usize] > bin);
        }
    }
    let mut sums = vec![(0.0f32, 0.0f32); 1 << settings.depth];
    for (at, row) in place.iter().zip(sampled) {
        sums[usize::from(*at)].0 += slopes[*row as usize].0;
        sums[usize::from(*at)].1 += slopes[*row as usize].1;
    }
    tree.leaves = sums.iter().map(|(g, h)| settings.rate * g / (h + settings.ridge)).collect();
    tree
}
