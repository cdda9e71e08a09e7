//! Makes figures of a hierarchy add up: skill < family, function x region < company.
//!
//! Each release has noise of its own, so parts never add up to their whole. Generalised least squares with the **known** covariance of
//! the noise gives the sums that fit all of them best and do add up (Hyndman, Ahmed, Athanasopoulos & Shang 2011; Wickramasuriya,
//! Athanasopoulos & Hyndman 2019). Written as a projection on the constraints, so exact figures (variance 0) stay as they are:
//! `y - W U (U' W U)^-1 U' y` where `U' y` is each whole less its parts.

use serde::Serialize;

/// Which figures are sums of which.
#[derive(Debug, Clone, PartialEq)]
pub struct Hierarchy {
    /// Coefficients of each constraint over all figures; each constraint is zero where the figures add up.
    constraints: Vec<Vec<(usize, f64)>>,
    figures: usize,
}

/// How the noise of the figures goes together.
#[derive(Debug, Clone, PartialEq)]
pub enum Noise {
    /// Each its own, with these variances: what releases have.
    Apart(Vec<f64>),
    /// The whole covariance, a row a figure: what errors of forecasts have.
    Together(Vec<Vec<f64>>),
}

/// Figures that add up.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Reconciled {
    /// In the order given.
    pub values: Vec<f64>,
    /// Variance of each; never more than it had.
    pub variances: Vec<f64>,
}

/// Why figures cannot be made to add up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ReconcileError {
    /// A matrix or a list of another size than the hierarchy.
    #[error("the figures are not those of the hierarchy")]
    Shape,
    /// A figure that is a sum of parts which are not there.
    #[error("a part of a sum is not among the figures")]
    NoPart,
    /// A value or variance that is no finite number, or a negative variance.
    #[error("a value is no number")]
    NotANumber,
    /// Exact figures that do not add up.
    #[error("figures without noise contradict each other")]
    Contradiction,
}

impl ReconcileError {
    /// A stable code.
    pub fn code(self) -> &'static str {
        match self {
            ReconcileError::Shape => "insight.reconcile.shape",
            ReconcileError::NoPart => "insight.reconcile.no_part",
            ReconcileError::NotANumber => "insight.reconcile.not_a_number",
            ReconcileError::Contradiction => "insight.reconcile.contradiction",
        }
    }
}

impl Hierarchy {
    /// From the sums: each names the whole and its parts by their places among `figures`. A part may be a whole itself.
    ///
    /// # Errors
    /// [`ReconcileError::NoPart`].
    pub fn of_sums(figures: usize, sums: &[(usize, Vec<usize>)]) -> Result<Hierarchy, ReconcileError> {
        let known = |at: &usize| *at < figures;
        if !sums.iter().all(|(whole, parts)| known(whole) && parts.iter().all(known)) {
            return Err(ReconcileError::NoPart);
        }
        let constraint = |(whole, parts): &(usize, Vec<usize>)| {
            let parts = parts.iter().map(|part| (*part, -1.0));
            std::iter::once((*whole, 1.0)).chain(parts).collect()
        };
        Ok(Hierarchy { constraints: sums.iter().map(constraint).collect(), figures })
    }

    /// From a summing matrix: a row a figure, a column a bottom figure; each bottom figure has a row of its own.
    ///
    /// # Errors
    /// [`ReconcileError::Shape`], [`ReconcileError::NoPart`] where a bottom figure has no row, [`ReconcileError::NotANumber`].
    pub fn of_matrix(rows: &[Vec<f64>]) -> Result<Hierarchy, ReconcileError> {
        let bottom = rows.first().map_or(0, Vec::len);
        if rows.iter().any(|row| row.len() != bottom) {
            return Err(ReconcileError::Shape);
        }
        if rows.iter().flatten().any(|v| !v.is_finite()) {
            return Err(ReconcileError::NotANumber);
        }
        let alone = |row: &[f64], k: usize| row.iter().enumerate().all(|(at, v)| *v == f64::from(u8::from(at == k)));
        let place = |k: usize| rows.iter().position(|row| alone(row, k)).ok_or(ReconcileError::NoPart);
        let places: Vec<usize> = (0..bottom).map(place).collect::<Result<_, _>>()?;
        let sums = rows.iter().enumerate().filter(|(at, _)| !places.contains(at));
        let constraint = |(at, row): (usize, &Vec<f64>)| {
            let parts = row.iter().zip(&places).filter(|(v, _)| **v != 0.0).map(|(v, place)| (*place, -v));
            std::iter::once((at, 1.0)).chain(parts).collect()
        };
        Ok(Hierarchy { constraints: sums.map(constraint).collect(), figures: rows.len() })
    }

    /// How many figures.
    pub fn figures(&self) -> usize {
        self.figures
    }

    /// The figures nearest to these, in units of their noise, that add up.
    ///
    /// # Errors
    /// [`ReconcileError`].
    pub fn reconcile(&self, values: &[f64], noise: &Noise) -> Result<Reconciled, ReconcileError> {
        noise.check(self.figures)?;
        if values.len() != self.figures {
            return Err(ReconcileError::Shape);
        }
        if values.iter().any(|v| !v.is_finite()) {
            return Err(ReconcileError::NotANumber);
        }
        let size = values.iter().fold(0.0f64, |a, v| a.max(v.abs())).max(1.0);
        // One row a constraint: its covariance with every figure.
        let with: Vec<Vec<f64>> = self.constraints.iter().map(|c| noise.times(c)).collect();
        let miss: Vec<f64> = self.constraints.iter().map(|c| dot(c, values)).collect();
        let square = |row: &Vec<f64>| self.constraints.iter().map(|c| dot(c, row)).collect();
        let factor = Factor::of(with.iter().map(square).collect());
        let weights = factor.solve(&miss, size)?;
        let mut out: Vec<f64> = values.to_vec();
        for (weight, row) in weights.iter().zip(&with) {
            out.iter_mut().zip(row).for_each(|(v, w)| *v -= weight * w);
        }
        let variance = |at: usize| {
            let column: Vec<f64> = with.iter().map(|row| row.get(at).copied().unwrap_or_default()).collect();
            (noise.variance(at) - factor.norm(&column)).max(0.0)
        };
        Ok(Reconciled { values: out, variances: (0..self.figures).map(variance).collect() })
    }
}

impl Noise {
    /// Covariance of forecast errors, a row of errors a figure; off the diagonal shrunk as Schaefer & Strimmer 2005 do where asked,
    /// which a few periods of many figures need.
    ///
    /// # Errors
    /// [`ReconcileError::Shape`] where the rows differ in length or have fewer than two errors, [`ReconcileError::NotANumber`].
    pub fn of_errors(errors: &[Vec<f64>], shrunk: bool) -> Result<Noise, ReconcileError> {
        let n = errors.first().map_or(0, Vec::len);
        if n < 2 || errors.iter().any(|row| row.len() != n) {
            return Err(ReconcileError::Shape);
        }
        if errors.iter().flatten().any(|v| !v.is_finite()) {
            return Err(ReconcileError::NotANumber);
        }
        let count = n as f64;
        let centred: Vec<Vec<f64>> = errors
            .iter()
            .map(|row| {
                let mean = row.iter().sum::<f64>() / count;
                row.iter().map(|v| v - mean).collect()
            })
            .collect();
        let product = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(x, y)| x * y).sum::<f64>();
        let mut all: Vec<Vec<f64>> =
            centred.iter().map(|a| centred.iter().map(|b| product(a, b) / (count - 1.0)).collect()).collect();
        if shrunk {
            let keep = 1.0 - shrinkage(&centred);
            for (i, row) in all.iter_mut().enumerate() {
                row.iter_mut().enumerate().filter(|(j, _)| *j != i).for_each(|(_, v)| *v *= keep);
            }
        }
        Ok(Noise::Together(all))
    }

    fn check(&self, figures: usize) -> Result<(), ReconcileError> {
        let (shape, numbers) = match self {
            Noise::Apart(v) => (v.len() == figures, v.iter().all(|v| v.is_finite() && *v >= 0.0)),
            Noise::Together(rows) => (
                rows.len() == figures && rows.iter().all(|row| row.len() == figures),
                rows.iter().flatten().all(|v| v.is_finite())
                    && rows.iter().enumerate().all(|(at, row)| row.get(at).is_some_and(|v| *v >= 0.0)),
            ),
        };
        if !shape {
            return Err(ReconcileError::Shape);
        }
        if numbers { Ok(()) } else { Err(ReconcileError::NotANumber) }
    }

    fn variance(&self, at: usize) -> f64 {
        match self {
            Noise::Apart(v) => v.get(at).copied().unwrap_or_default(),
            Noise::Together(rows) => rows.get(at).and_then(|row| row.get(at)).copied().unwrap_or_default(),
        }
    }

    /// Covariance of a constraint with every figure.
    fn times(&self, constraint: &[(usize, f64)]) -> Vec<f64> {
        match self {
            Noise::Apart(v) => {
                let mut out = vec![0.0; v.len()];
                for (at, c) in constraint {
                    if let (Some(out), Some(v)) = (out.get_mut(*at), v.get(*at)) {
                        *out += c * v;
                    }
                }
                out
            }
            Noise::Together(rows) => rows.iter().map(|row| dot(constraint, row)).collect(),
        }
    }
}

/// How far correlations are shrunk to none: their variances over their squares.
fn shrinkage(centred: &[Vec<f64>]) -> f64 {
    let n = centred.first().map_or(0, Vec::len) as f64;
    let scaled: Vec<Vec<f64>> = centred
        .iter()
        .map(|row| {
            let sd = (row.iter().map(|v| v * v).sum::<f64>() / (n - 1.0)).sqrt();
            row.iter().map(|v| if sd > 0.0 { v / sd } else { 0.0 }).collect()
        })
        .collect();
    let (mut variances, mut squares) = (0.0, 0.0);
    for (i, a) in scaled.iter().enumerate() {
        for b in scaled.iter().take(i) {
            let mean = a.iter().zip(b).map(|(x, y)| x * y).sum::<f64>() / n;
            let spread: f64 = a.iter().zip(b).map(|(x, y)| (x * y - mean) * (x * y - mean)).sum();
            let correlation = mean * n / (n - 1.0);
            variances += n / ((n - 1.0) * (n - 1.0) * (n - 1.0)) * spread;
            squares += correlation * correlation;
        }
    }
    if squares > 0.0 { (variances / squares).clamp(0.0, 1.0) } else { 1.0 }
}

fn dot(constraint: &[(usize, f64)], values: &[f64]) -> f64 {
    constraint.iter().map(|(at, c)| c * values.get(*at).copied().unwrap_or_default()).sum()
}

/// Cholesky's factor; a constraint without noise, or one that follows from others, has no pivot.
struct Factor {
    rows: Vec<Vec<f64>>,
    pivots: Vec<bool>,
}

impl Factor {
    fn of(matrix: Vec<Vec<f64>>) -> Factor {
        let mut rows: Vec<Vec<f64>> = Vec::with_capacity(matrix.len());
        let mut pivots = Vec::with_capacity(matrix.len());
        for (i, from) in matrix.iter().enumerate() {
            let mut row = forward(&rows, &pivots, from);
            let own = from.get(i).copied().unwrap_or_default();
            let left = own - row.iter().map(|v| v * v).sum::<f64>();
            pivots.push(left > 1e-12 * own.abs());
            row.push(left.max(0.0).sqrt());
            rows.push(row);
        }
        Factor { rows, pivots }
    }

    fn norm(&self, right: &[f64]) -> f64 {
        forward(&self.rows, &self.pivots, right).iter().map(|v| v * v).sum()
    }

    fn solve(&self, right: &[f64], size: f64) -> Result<Vec<f64>, ReconcileError> {
        let mut out = forward(&self.rows, &self.pivots, right);
        for (i, (row, pivot)) in self.rows.iter().zip(&self.pivots).enumerate() {
            let told: f64 = row.iter().take(i).zip(&out).map(|(l, x)| l * x).sum();
            if !pivot && (right.get(i).copied().unwrap_or_default() - told).abs() > 1e-6 * size {
                return Err(ReconcileError::Contradiction);
            }
        }
        for i in (0..out.len()).rev() {
            let below = self.rows.iter().zip(&out).skip(i + 1);
            let told: f64 = below.map(|(row, x)| row.get(i).copied().unwrap_or_default() * x).sum();
            let own = self.rows.get(i).and_then(|row| row.get(i)).copied().unwrap_or(1.0);
            let pivot = self.pivots.get(i).copied().unwrap_or_default();
            if let Some(x) = out.get_mut(i) {
                *x = if pivot { (*x - told) / own } else { 0.0 };
            }
        }
        Ok(out)
    }
}

/// Solves with the factor's rows so far; zero where there is no pivot.
fn forward(rows: &[Vec<f64>], pivots: &[bool], right: &[f64]) -> Vec<f64> {
    let mut out: Vec<f64> = Vec::with_capacity(rows.len());
    for ((i, row), pivot) in rows.iter().enumerate().zip(pivots) {
        let told: f64 = row.iter().zip(&out).map(|(l, x)| l * x).sum();
        let own = row.get(i).copied().unwrap_or(1.0);
        out.push(if *pivot { (right.get(i).copied().unwrap_or_default() - told) / own } else { 0.0 });
    }
    out
}
