//! The leading eigenpairs of a Gram matrix that is never written down: block subspace iteration with Rayleigh-Ritz (Halko,
//! Martinsson and Tropp, "Finding structure with randomness", SIAM Review 2011).

use nalgebra::{DMatrix, DVector};

use super::people::Interactions;
use crate::random::Random;

/// Directions beyond those wanted: they make the last wanted ones come out right.
const MORE: usize = 16;
/// Rounds of the iteration from nothing, and from the directions of a neighbouring power.
const ROUNDS: (usize, usize) = (10, 5);

/// Leading eigenpairs of N'N, largest first, with N = X diag(g).
#[derive(Debug, Clone)]
pub struct Spectrum {
    /// Weight of each item: popularity^-power, 0 for an item that nobody took.
    pub weights: Vec<f64>,
    /// Items by directions.
    pub directions: DMatrix<f64>,
    /// Eigenvalues.
    pub values: DVector<f64>,
    /// Sum of all eigenvalues.
    pub trace: f64,
}

/// The `count` leading eigenpairs with popularity taken out to a power. `near`: the answer for a power nearby, to begin from.
pub fn leading(all: &Interactions, power: f64, count: usize, near: Option<&Spectrum>) -> Spectrum {
    let weight = |t: &u32| if *t == 0 { 0.0 } else { f64::from(*t + 1).powf(-power) };
    let weights: Vec<f64> = all.taken().iter().map(weight).collect();
    let trace = all.taken().iter().zip(&weights).map(|(t, w)| f64::from(*t) * w * w).sum();
    let n = all.items();
    let width = (count + MORE).min(n);
    let mut random = Random::new(11);
    let mut block = match near {
        Some(near) if near.directions.ncols() == width => near.directions.clone(),
        _ => DMatrix::from_fn(n, width, |_, _| f64::from(random.normal())),
    };
    let rounds = if near.is_some() { ROUNDS.1 } else { ROUNDS.0 };
    for _ in 0..rounds {
        block = product(all, &weights, &block).qr().q();
    }
    let small = block.tr_mul(&product(all, &weights, &block));
    let small = (&small + small.transpose()) * 0.5;
    let eigen = small.symmetric_eigen();
    let mut order: Vec<usize> = (0..eigen.eigenvalues.len()).collect();
    order.sort_by(|a, b| eigen.eigenvalues[*b].total_cmp(&eigen.eigenvalues[*a]));
    let turn = DMatrix::from_fn(width, width, |r, c| eigen.eigenvectors[(r, order[c])]);
    let values = DVector::from_fn(width, |c, _| eigen.eigenvalues[order[c]].max(0.0));
    Spectrum { weights, directions: &block * turn, values, trace }
}

/// N'N times a block, one person at a time.
fn product(all: &Interactions, weights: &[f64], block: &DMatrix<f64>) -> DMatrix<f64> {
    let width = block.ncols();
    // Rows side by side in memory: one item's numbers are read together.
    let rows = block.transpose();
    let mut out = DMatrix::<f64>::zeros(width, block.nrows());
    let mut sum = DVector::<f64>::zeros(width);
    for own in all.people() {
        sum.fill(0.0);
        for item in own {
            sum.axpy(weights[*item as usize], &rows.column(*item as usize), 1.0);
        }
        for item in own {
            out.column_mut(*item as usize).axpy(weights[*item as usize], &sum, 1.0);
        }
    }
    out.transpose()
}
