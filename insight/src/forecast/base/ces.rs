//! Complex exponential smoothing without seasons (Svetunkov, Kourentzes & Ord 2022).

use super::Told;
use super::linear::Two;
use super::simplex::least;

fn run(y: &[f64], a0: f64, a1: f64) -> (Two, [f64; 3], [f64; 3]) {
    let mut two = Two::default();
    let (mut level, mut potential) = ([0.0, 1.0, 0.0], [0.0, 0.0, 1.0]);
    for &value in y {
        let miss = [value - level[0], -level[1], -level[2]];
        two.add(miss[0], level[1], level[2]);
        for k in 0..3 {
            let (l, c) = (level[k], potential[k]);
            level[k] = l - (1.0 - a1) * c + (a0 - a1) * miss[k];
            potential[k] = l + (1.0 - a0) * c + (a0 + a1) * miss[k];
        }
    }
    (two, level, potential)
}

/// Smoothing from the unit square, and whether errors die out.
fn smoothing(x: &[f64; 2]) -> (f64, f64, bool) {
    let (a0, a1) = (0.5 + 2.0 * x[0], 0.5 + x[1]);
    let ring = |x: f64, y: f64, r: f64| (a0 - x) * (a0 - x) + (a1 - y) * (a1 - y) - r;
    (a0, a1, ring(2.5, 0.0, 1.25) > 0.0 && ring(0.5, 1.0, 0.25) > 0.0 && ring(1.5, 0.5, 1.5) < 0.0)
}

/// Fits and goes on.
pub(crate) fn ces(y: &[f64], periods: usize) -> Told {
    let cost = |x: &[f64; 2]| {
        let (a0, a1, stable) = smoothing(x);
        if !stable {
            return f64::INFINITY;
        }
        let (two, ..) = run(y, a0, a1);
        let (a, b) = two.both();
        two.squares(a, b)
    };
    let x = least([0.4, 0.5], 0.2, 60, cost);
    let (a0, a1, _) = smoothing(&x);
    let (two, level, potential) = run(y, a0, a1);
    let (a, b) = two.both();
    let join = |x: [f64; 3]| x[0] + a * x[1] + b * x[2];
    let (mut l, mut c) = (join(level), join(potential));
    let ahead = (0..periods)
        .map(|_| {
            let now = l;
            (l, c) = (l - (1.0 - a1) * c, l + (1.0 - a0) * c);
            now
        })
        .collect();
    Told { ahead, squares: two.squares(a, b) }
}
