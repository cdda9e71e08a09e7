//! The logistic layer by Newton steps with a small ridge, and the last straightening.

use nalgebra::{DMatrix, DVector};
use skillkeep::profile::trace::{FEATURES, Layer, sigmoid};

use super::Rows;

/// Ridge on standardised features, in answers.
const RIDGE: f64 = 3.0;
const STEPS: usize = 6;

/// The weights of a layer without trees.
pub(super) fn fit(rows: &Rows) -> Layer {
    let n = rows.y.len().max(1) as f64;
    let mut mean = [0.0f64; FEATURES];
    let mut scale = [0.0f64; FEATURES];
    for x in &rows.x {
        for k in 0..FEATURES {
            mean[k] += f64::from(x[k]) / n;
            scale[k] += f64::from(x[k]) * f64::from(x[k]) / n;
        }
    }
    for k in 0..FEATURES {
        scale[k] = (scale[k] - mean[k] * mean[k]).max(0.0).sqrt();
    }
    let unit = |x: &[f32; FEATURES]| {
        let mut z = [1.0f64; FEATURES + 1];
        for k in 0..FEATURES {
            z[k] = if scale[k] > 1e-6 { (f64::from(x[k]) - mean[k]) / scale[k] } else { 0.0 };
        }
        z
    };
    let mut beta = [0.0f64; FEATURES + 1];
    for _ in 0..STEPS {
        let mut hessian = vec![0.0f64; (FEATURES + 1) * (FEATURES + 1)];
        let mut gradient = [0.0f64; FEATURES + 1];
        for (x, y) in rows.x.iter().zip(&rows.y) {
            let z = unit(x);
            let logits: f64 = z.iter().zip(&beta).map(|(a, b)| a * b).sum();
            let p = 1.0 / (1.0 + (-logits).exp());
            let (residual, weight) = (f64::from(u8::from(*y)) - p, p * (1.0 - p));
            for a in 0..=FEATURES {
                gradient[a] += z[a] * residual;
                let za = z[a] * weight;
                for (h, zb) in hessian[a * (FEATURES + 1)..][..=a].iter_mut().zip(&z) {
                    *h += za * zb;
                }
            }
        }
        let full = DMatrix::from_fn(FEATURES + 1, FEATURES + 1, |a, b| {
            hessian[a.max(b) * (FEATURES + 1) + a.min(b)] + if a == b { RIDGE } else { 0.0 }
        });
        let target =
            DVector::from_fn(FEATURES + 1, |a, _| gradient[a] - RIDGE * if a < FEATURES { beta[a] } else { 0.0 });
        let Some(step) = full.cholesky().map(|c| c.solve(&target)) else { break };
        beta.iter_mut().zip(step.iter()).for_each(|(b, s)| *b += s);
    }
    let weights: Vec<f64> = (0..FEATURES).map(|k| if scale[k] > 1e-6 { beta[k] / scale[k] } else { 0.0 }).collect();
    let bias = beta[FEATURES] - weights.iter().zip(&mean).map(|(w, m)| w * m).sum::<f64>();
    Layer { bias: bias as f32, weights: weights.iter().map(|w| *w as f32).collect(), ..Layer::default() }
}

/// Intercept and slope minus one that make the chances of people held back true, shrunk to (0, 0).
pub(super) fn straighten(layer: &Layer, rows: &Rows) -> (f32, f32) {
    let shrink = 200.0;
    let logits: Vec<f64> = rows
        .x
        .iter()
        .map(|x| {
            let p = f64::from(layer.chance(x));
            (p / (1.0 - p)).ln()
        })
        .collect();
    let (mut a, mut b) = (0.0f64, 0.0f64);
    for _ in 0..20 {
        let (mut ga, mut gb, mut haa, mut hab, mut hbb) = (-shrink * a, -shrink * b, shrink, 0.0, shrink);
        for (l, y) in logits.iter().zip(&rows.y) {
            let p = f64::from(sigmoid((a + (1.0 + b) * l) as f32));
            let (r, w) = (f64::from(u8::from(*y)) - p, p * (1.0 - p));
            (ga, gb) = (ga + r, gb + r * l);
            (haa, hab, hbb) = (haa + w, hab + w * l, hbb + w * l * l);
        }
        let det = haa * hbb - hab * hab;
        a += (hbb * ga - hab * gb) / det;
        b += (haa * gb - hab * ga) / det;
    }
    (a as f32, b as f32)
}
