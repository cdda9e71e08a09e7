//! Small systems of equations.

/// Solves `a x = b` by elimination with row pivots; None where `a` is not square, or singular to rounding.
pub(crate) fn solve(a: &[Vec<f64>], b: &[f64]) -> Option<Vec<f64>> {
    let n = b.len();
    if a.len() != n || a.iter().any(|row| row.len() != n) {
        return None;
    }
    let mut rows: Vec<Vec<f64>> = a.iter().zip(b).map(|(row, b)| row.iter().copied().chain([*b]).collect()).collect();
    for column in 0..n {
        let pivot = (column..n).max_by(|&i, &j| rows[i][column].abs().total_cmp(&rows[j][column].abs()))?;
        let largest = a.iter().filter_map(|row| row.get(column)).fold(0.0f64, |m, x| m.max(x.abs()));
        rows.swap(column, pivot);
        let lead = rows[column][column];
        if !lead.is_finite() || lead.abs() <= 1e-13 * largest {
            return None;
        }
        for i in column + 1..n {
            let factor = rows[i][column] / lead;
            if factor != 0.0 {
                for j in column..=n {
                    rows[i][j] -= factor * rows[column][j];
                }
            }
        }
    }
    let mut x = vec![0.0; n];
    for i in (0..n).rev() {
        let known: f64 = (i + 1..n).map(|j| rows[i][j] * x[j]).sum();
        x[i] = (rows[i][n] - known) / rows[i][i];
    }
    Some(x)
}

/// The inverse; None as for [`solve`].
pub(crate) fn inverse(a: &[Vec<f64>]) -> Option<Vec<Vec<f64>>> {
    let n = a.len();
    let unit = |j: usize| (0..n).map(|i| if i == j { 1.0 } else { 0.0 }).collect::<Vec<f64>>();
    let columns = (0..n).map(|j| solve(a, &unit(j))).collect::<Option<Vec<_>>>()?;
    Some((0..n).map(|i| columns.iter().map(|c| c[i]).collect()).collect())
}
