//! How much each method is believed: weights of a family, by the absolute errors of its earlier ends, drawn towards what is believed beforehand.

use super::past::End;

/// Pull towards the weights believed beforehand, in mean scaled errors for a squared distance of 1.
const PULL: f64 = 0.02;
/// Steps of exponentiated gradient (Kivinen & Warmuth 1997).
const STEPS: usize = 150;

/// Weights that sum to 1, one a method; `before` are those believed without a look.
pub(super) fn weigh(ends: &[End], series: usize, before: &[f64]) -> Vec<f64> {
    let methods = before.len();
    let mut weights = before.to_vec();
    let mut rows: Vec<(Vec<f64>, f64)> = Vec::new();
    for end in ends.iter().filter(|end| end.size > 0.0) {
        for (k, came) in end.came.iter().enumerate() {
            let row = end.told.iter().filter_map(|m| m.get(k)).map(|v| v / end.size);
            rows.push((row.collect(), came / end.size));
        }
    }
    if rows.is_empty() {
        return weights;
    }
    // Misses beyond the last two per cent say more of their series than of the methods.
    let mut misses: Vec<f64> =
        rows.iter().map(|(row, came)| (row.iter().zip(before).map(|(f, w)| f * w).sum::<f64>() - came).abs()).collect();
    misses.sort_by(f64::total_cmp);
    let odd = misses.get((misses.len() - 1) * 98 / 100).copied().unwrap_or(f64::INFINITY);
    // Few series cannot choose.
    let pull = PULL + 1.0 / series.max(1) as f64;
    for step in 0..STEPS {
        let mut gradient = vec![0.0; methods];
        for (row, came) in &rows {
            let miss = row.iter().zip(&weights).map(|(f, w)| f * w).sum::<f64>() - came;
            if miss.abs() <= odd {
                gradient.iter_mut().zip(row).for_each(|(g, f)| *g += f * miss.signum());
            }
        }
        let n = rows.len() as f64;
        gradient.iter_mut().zip(weights.iter().zip(before)).for_each(|(g, (w, b))| *g = *g / n + 2.0 * pull * (w - b));
        let mean: f64 = gradient.iter().zip(&weights).map(|(g, w)| g * w).sum();
        let pace = 1.0 / (1.0 + step as f64 / 40.0);
        weights.iter_mut().zip(&gradient).for_each(|(w, g)| *w *= (pace * (mean - g).clamp(-1.0, 1.0)).exp());
        let total: f64 = weights.iter().sum();
        weights.iter_mut().for_each(|w| *w /= total);
    }
    weights
}

/// The weighed forecast and how far the methods are apart, a pair a period ahead.
pub(super) fn combine(end: &End, weights: &[f64]) -> Vec<(f64, f64)> {
    let periods = end.told.first().map_or(0, Vec::len);
    let n = end.told.len().max(1) as f64;
    let at = |k: usize| {
        let said = || end.told.iter().filter_map(move |m| m.get(k).copied());
        let value: f64 = said().zip(weights).map(|(v, w)| v * w).sum();
        let mean = said().sum::<f64>() / n;
        (value, (said().map(|v| (v - mean) * (v - mean)).sum::<f64>() / n).sqrt())
    };
    (0..periods).map(at).collect()
}
