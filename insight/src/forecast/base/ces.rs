//! Complex exponential smoothing without seasons (Svetunkov, Kourentzes & Ord 2022).

use super::simplex::least;

/// How far the second number may be from 1, where the level stays; beyond, forecasts grow by that share of it a period.
const BEND: f64 = 0.02;

#[derive(Debug, Clone, Copy)]
struct Model {
    real: f64,
    other: f64,
}

impl Model {
    fn of(x: &[f64; 2]) -> Model {
        Model { real: 0.5 + 2.0 * x[0], other: 1.0 + BEND * (2.0 * x[1] - 1.0) }
    }

    /// Errors die out.
    fn stable(self) -> bool {
        let ring = |x: f64, y: f64| (self.real - x) * (self.real - x) + (self.other - y) * (self.other - y);
        ring(2.5, 0.0) > 1.25 && ring(0.5, 1.0) > 0.25 && ring(1.5, 0.5) < 1.5
    }

    fn step(self, state: (f64, f64), miss: f64) -> (f64, f64) {
        let (level, potential) = state;
        (
            level - (1.0 - self.other) * potential + (self.real - self.other) * miss,
            level + (1.0 - self.real) * potential + (self.real + self.other) * miss,
        )
    }

    fn run(self, y: &[f64]) -> (f64, (f64, f64)) {
        let first = &y[..y.len().min(10)];
        let mean = first.iter().sum::<f64>() / first.len().max(1) as f64;
        let mut state = (mean, mean / self.real.max(0.3));
        let mut squares = 0.0;
        for value in y {
            let miss = value - state.0;
            squares += miss * miss;
            state = self.step(state, miss);
        }
        (squares, state)
    }
}

/// Fits and goes on.
pub(crate) fn ces(y: &[f64], periods: usize) -> Vec<f64> {
    let cost = |x: &[f64; 2]| {
        let model = Model::of(x);
        if model.stable() { model.run(y).0 } else { f64::INFINITY }
    };
    let model = Model::of(&least([0.4, 0.5], 0.2, 60, cost));
    let (_, mut state) = model.run(y);
    (0..periods)
        .map(|_| {
            let now = state.0;
            state = model.step(state, 0.0);
            now
        })
        .collect()
}
