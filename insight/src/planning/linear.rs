//! Small systems of equations.

use nalgebra::{DMatrix, DVector};

/// Solves `a x = b`; None where `a` is not square, or singular to rounding.
pub(crate) fn solve(a: &[Vec<f64>], b: &[f64]) -> Option<Vec<f64>> {
    let x = square(a, b.len())?.full_piv_lu().solve(&DVector::from_column_slice(b))?;
    Some(x.iter().copied().collect())
}

/// The inverse; None as for [`solve`].
pub(crate) fn inverse(a: &[Vec<f64>]) -> Option<Vec<Vec<f64>>> {
    let inverse = square(a, a.len())?.try_inverse()?;
    Some(inverse.row_iter().map(|row| row.iter().copied().collect()).collect())
}

/// The matrix, where it can be solved with: its smallest singular value is beyond rounding.
fn square(a: &[Vec<f64>], n: usize) -> Option<DMatrix<f64>> {
    if a.len() != n || a.iter().any(|row| row.len() != n || row.iter().any(|x| !x.is_finite())) {
        return None;
    }
    let matrix = DMatrix::from_fn(n, n, |i, j| a.get(i).and_then(|row| row.get(j)).copied().unwrap_or(f64::NAN));
    let values = matrix.singular_values();
    (values.min() > 1e-13 * values.max()).then_some(matrix)
}
