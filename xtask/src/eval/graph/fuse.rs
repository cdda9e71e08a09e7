//! Logistic regression of a few numbers, by Newton's method: which of the features of a candidate speak for it, and how much.

/// Ridge on the standardised weights: there are a hundred thousand rows for each, so it only keeps the steps finite.
const RIDGE: f64 = 1.0;
/// Newton steps.
const STEPS: usize = 12;

/// A fitted model of `N` features.
#[derive(Debug, Clone)]
pub(super) struct Fused<const N: usize> {
    mean: [f64; N],
    sd: [f64; N],
    /// Weight of each standardised feature.
    pub(super) weights: [f64; N],
    bias: f64,
}

impl<const N: usize> Fused<N> {
    /// Fits rows of features to yes or no.
    pub(super) fn fit(rows: &[([f32; N], bool)]) -> Fused<N> {
        let n = rows.len().max(1) as f64;
        let (mut mean, mut sd) = ([0.0; N], [0.0; N]);
        for (x, _) in rows {
            (0..N).for_each(|j| mean[j] += f64::from(x[j]) / n);
        }
        for (x, _) in rows {
            (0..N).for_each(|j| sd[j] += (f64::from(x[j]) - mean[j]).powi(2) / n);
        }
        sd.iter_mut().for_each(|s| *s = s.sqrt().max(1e-9));
        let mut model = Fused { mean, sd, weights: [0.0; N], bias: -3.0 };
        for _ in 0..STEPS {
            // The last row and column belong to the bias.
            let mut hessian = vec![vec![0.0; N + 2]; N + 1];
            for (j, row) in hessian.iter_mut().enumerate().take(N) {
                row[j] += RIDGE;
                row[N + 1] -= RIDGE * model.weights[j];
            }
            for (x, yes) in rows {
                let z = model.standardised(x);
                let p = 1.0 / (1.0 + (-model.at(&z)).exp());
                let (error, weight) = (f64::from(u8::from(*yes)) - p, (p * (1.0 - p)).max(1e-9));
                let of = |j: usize| if j < N { z[j] } else { 1.0 };
                for (j, row) in hessian.iter_mut().enumerate() {
                    let zj = of(j);
                    (0..=N).for_each(|k| row[k] += weight * zj * of(k));
                    row[N + 1] += error * zj;
                }
            }
            let step = eliminate(hessian);
            (0..N).for_each(|j| model.weights[j] += step[j]);
            model.bias += step[N];
        }
        model
    }

    fn standardised(&self, x: &[f32; N]) -> [f64; N] {
        std::array::from_fn(|j| (f64::from(x[j]) - self.mean[j]) / self.sd[j])
    }

    fn at(&self, z: &[f64; N]) -> f64 {
        self.bias + z.iter().zip(&self.weights).map(|(z, w)| z * w).sum::<f64>()
    }

    /// Log odds of yes.
    pub(super) fn score(&self, x: &[f32; N]) -> f64 {
        self.at(&self.standardised(x))
    }
}

/// Solves a symmetric positive system; each row ends with its right side.
fn eliminate(mut a: Vec<Vec<f64>>) -> Vec<f64> {
    let n = a.len();
    for i in 0..n {
        for below in i + 1..n {
            let by = a[below][i] / a[i][i];
            let row = a[i].clone();
            a[below].iter_mut().zip(&row).skip(i).for_each(|(x, r)| *x -= by * r);
        }
    }
    let mut x = vec![0.0; n];
    for i in (0..n).rev() {
        let known: f64 = (i + 1..n).map(|j| a[i][j] * x[j]).sum();
        x[i] = (a[i][n] - known) / a[i][i];
    }
    x
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_feature_that_decides_gets_the_weight() {
        let rows: Vec<([f32; 2], bool)> = (0..400u32)
            .map(|i| {
                let (a, b) = ((i % 20) as f32, (i * 7 % 13) as f32);
                ([a, b], (a + (i % 3) as f32 * 3.0) > 12.0)
            })
            .collect();
        let model = Fused::fit(&rows);
        assert!(model.weights[0] > 5.0 * model.weights[1].abs(), "{:?}", model.weights);
        assert!(model.score(&[19.0, 5.0]) > model.score(&[2.0, 5.0]));
    }
}
