//! Exponential smoothing with a damped trend (Gardner & McKenzie 1985), fitted to errors of one or of several periods ahead.
//!
//! Thirty to a hundred values say little about five numbers. Slopes that change quickly, and first slopes far from that of the first ten
//! values, cost; on the ends of the training series of M3 that gains more than choosing between trends by AICc.

use super::simplex::least;

/// What a fit makes small.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Loss<'a> {
    /// Absolute errors, which shocks weigh less in, for squares.
    pub(crate) robust: bool,
    /// Periods ahead whose errors count, each at least 1.
    pub(crate) leads: &'a [usize],
    /// How much quick slopes and odd starts cost, as a share of the loss.
    pub(crate) calm: f64,
}

#[derive(Debug, Clone, Copy)]
struct Model {
    alpha: f64,
    beta: f64,
    phi: f64,
    level: f64,
    slope: f64,
}

impl Model {
    /// The loss over a series, and the level and slope after it.
    fn run(&self, y: &[f64], loss: &Loss<'_>, sums: &mut Vec<(usize, f64)>) -> (f64, f64, f64) {
        sums.clear();
        sums.extend(
            loss.leads.iter().map(|lead| (lead - 1, (1..=*lead).map(|j| self.phi.powi(j as i32)).sum::<f64>())),
        );
        let (mut level, mut slope, mut total) = (self.level, self.slope, 0.0);
        for (t, value) in y.iter().enumerate() {
            let (mut sum, mut seen) = (0.0, 0.0);
            for (lead, bend) in &*sums {
                if let Some(later) = y.get(t + lead) {
                    let miss = later - level - bend * slope;
                    sum += if loss.robust { miss.abs() } else { miss * miss };
                    seen += 1.0;
                }
            }
            total += sum / f64::max(seen, 1.0);
            slope *= self.phi;
            let miss = value - level - slope;
            level += slope + self.alpha * miss;
            slope += self.beta * miss;
        }
        (total, level, slope)
    }
}

/// Where the first values say a series starts: the level before it, its slope, and the size of its changes.
fn start(y: &[f64]) -> (f64, f64, f64, f64) {
    let mut steps: Vec<f64> = y.windows(2).map(|w| (w[1] - w[0]).abs()).collect();
    steps.sort_by(f64::total_cmp);
    let size = steps.get(steps.len() / 2).copied().unwrap_or_default().max(1e-9);
    let first = &y[..y.len().min(10)];
    let n = first.len() as f64;
    let (middle, mean) = ((n - 1.0) / 2.0, first.iter().sum::<f64>() / n.max(1.0));
    let (mut up, mut across) = (0.0, 0.0);
    for (t, value) in first.iter().enumerate() {
        up += (t as f64 - middle) * (value - mean);
        across += (t as f64 - middle) * (t as f64 - middle);
    }
    let slope = if across > 0.0 { up / across } else { 0.0 };
    (mean - slope * (middle + 1.0), slope, size, mean)
}

/// Fits and goes on.
pub(crate) fn damped(y: &[f64], periods: usize, loss: &Loss<'_>) -> Vec<f64> {
    let (level, slope, size, _) = start(y);
    let model = |x: &[f64; 5]| {
        let alpha = 0.001 + 0.998 * x[0];
        Model {
            alpha,
            beta: alpha * x[1],
            phi: 0.8 + 0.18 * x[4],
            level: level + 8.0 * size * (x[2] - 0.5),
            slope: slope + 2.0 * size * (x[3] - 0.5),
        }
    };
    let buffer = std::cell::RefCell::new(Vec::new());
    let cost = |x: &[f64; 5]| {
        let odd = 4.0 * (x[3] - 0.5) * (x[3] - 0.5) + x[1] * x[1];
        model(x).run(y, loss, &mut buffer.borrow_mut()).0 * (1.0 + loss.calm * odd)
    };
    let found = model(&least([0.4, 0.1, 0.5, 0.5, 0.8], 0.25, 140, cost));
    let (_, mut level, mut slope) = found.run(y, loss, &mut Vec::new());
    (0..periods)
        .map(|_| {
            slope *= found.phi;
            level += slope;
            level
        })
        .collect()
}

/// The same without a slope: simple exponential smoothing.
pub(crate) fn flat(y: &[f64], periods: usize, loss: &Loss<'_>) -> Vec<f64> {
    let (_, _, size, mean) = start(y);
    let model = |x: &[f64; 2]| {
        let level = mean + 8.0 * size * (x[1] - 0.5);
        Model { alpha: 0.001 + 0.998 * x[0], beta: 0.0, phi: 0.0, level, slope: 0.0 }
    };
    let buffer = std::cell::RefCell::new(Vec::new());
    let found = model(&least([0.4, 0.5], 0.25, 50, |x| model(x).run(y, loss, &mut buffer.borrow_mut()).0));
    vec![found.run(y, loss, &mut Vec::new()).1; periods]
}
