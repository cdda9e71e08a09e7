//! Seasons: whether there are any, and their indices by classical decomposition.

/// Indices of the seasons, the first of the series first.
#[derive(Debug, Clone)]
pub(crate) struct Season {
    indices: Vec<f64>,
    multiplied: bool,
}

/// Critical value of the test of the autocorrelation, 90 %, as Assimakopoulos & Nikolopoulos 2000 have it.
const CRITICAL: f64 = 1.645;

/// Whether the autocorrelation at the season is beyond chance (Bartlett's variance).
fn seasonal(y: &[f64], m: usize) -> bool {
    let n = y.len();
    if m < 2 || n < 3 * m {
        return false;
    }
    let mean = y.iter().sum::<f64>() / n as f64;
    let variance: f64 = y.iter().map(|v| (v - mean) * (v - mean)).sum();
    if variance <= 0.0 {
        return false;
    }
    let at = |k: usize| y.iter().zip(&y[k..]).map(|(a, b)| (a - mean) * (b - mean)).sum::<f64>() / variance;
    let before: f64 = (1..m).map(|k| at(k) * at(k)).sum();
    at(m).abs() > CRITICAL * ((1.0 + 2.0 * before) / n as f64).sqrt()
}

impl Season {
    /// The seasons of a series; None where there are none.
    pub(crate) fn of(y: &[f64], m: usize) -> Option<Season> {
        if !seasonal(y, m) {
            return None;
        }
        let multiplied = y.iter().all(|v| *v > 0.0);
        let half = m / 2;
        let mut of: Vec<Vec<f64>> = vec![Vec::new(); m];
        for t in half..y.len() - half {
            let window = &y[t - half..=t + half];
            let sum: f64 = window.iter().sum();
            let middle = if m.is_multiple_of(2) {
                (sum - (window[0] + window[2 * half]) / 2.0) / m as f64
            } else {
                sum / m as f64
            };
            of[t % m].push(if multiplied { y[t] / middle } else { y[t] - middle });
        }
        if of.iter().any(Vec::is_empty) {
            return None;
        }
        let mut indices: Vec<f64> = of.iter().map(|v| v.iter().sum::<f64>() / v.len() as f64).collect();
        let mean = indices.iter().sum::<f64>() / m as f64;
        indices.iter_mut().for_each(|v| *v = if multiplied { *v / mean } else { *v - mean });
        let calm = if multiplied { 1.0 } else { 0.0 };
        if m > 3 {
            // Towards none, as far as their own scatter explains them (James & Stein; Miller & Williams 2003).
            let spread: f64 = indices.iter().map(|v| (v - calm) * (v - calm)).sum();
            let scatter: f64 = of
                .iter()
                .map(|v| {
                    let mean = v.iter().sum::<f64>() / v.len() as f64;
                    let square: f64 = v.iter().map(|x| (x - mean) * (x - mean)).sum();
                    square / (v.len() as f64 - 1.0).max(1.0) / v.len() as f64
                })
                .sum::<f64>()
                / m as f64;
            let keep = (1.0 - (m as f64 - 3.0) * scatter / spread.max(f64::MIN_POSITIVE)).clamp(0.0, 1.0);
            indices.iter_mut().for_each(|v| *v = calm + keep * (*v - calm));
        }
        if multiplied && indices.iter().any(|v| *v < 0.01) {
            return None;
        }
        Some(Season { indices, multiplied })
    }

    fn index(&self, t: usize) -> f64 {
        self.indices[t % self.indices.len()]
    }

    /// A value without its season.
    pub(crate) fn take(&self, t: usize, value: f64) -> f64 {
        if self.multiplied { value / self.index(t) } else { value - self.index(t) }
    }

    /// What the noise variance of a value becomes without its season.
    pub(crate) fn noise(&self, t: usize, variance: f64) -> f64 {
        if self.multiplied { variance / (self.index(t) * self.index(t)) } else { variance }
    }

    /// A value with its season.
    pub(crate) fn give(&self, t: usize, value: f64) -> f64 {
        if self.multiplied { value * self.index(t) } else { value + self.index(t) }
    }
}
