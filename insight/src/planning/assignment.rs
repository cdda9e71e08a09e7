//! The best assignment of rows to columns (Hungarian method: Kuhn 1955, as shortest augmenting paths, Jonker & Volgenant 1987).

use serde::Serialize;

/// Why there is no assignment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum AssignError {
    /// Rows of different lengths, or none.
    #[error("the table has rows of different lengths, or none")]
    Shape,
    /// A score that is no number.
    #[error("a score is not a number")]
    Range,
}

impl AssignError {
    /// A stable code.
    pub fn code(&self) -> &'static str {
        match self {
            AssignError::Shape => "insight.assign.shape",
            AssignError::Range => "insight.assign.range",
        }
    }
}

/// An assignment.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Assignment {
    /// The column of each row; None where there are more rows than columns and this one is left over.
    pub column: Vec<Option<usize>>,
    /// Sum of scores.
    pub total: f64,
}

/// Assigns as many as there can be, each row and column at most once, with the highest sum of scores. Time: rows x columns x the smaller.
///
/// # Errors
/// [`AssignError`].
pub fn assign(scores: &[Vec<f64>]) -> Result<Assignment, AssignError> {
    let (n, m) = (scores.len(), scores.first().map_or(0, Vec::len));
    if n == 0 || m == 0 || scores.iter().any(|row| row.len() != m) {
        return Err(AssignError::Shape);
    }
    if scores.iter().flatten().any(|s| !s.is_finite()) {
        return Err(AssignError::Range);
    }
    let pairs = if n <= m {
        shortest(n, m, |i, j| -scores[i][j])
    } else {
        shortest(m, n, |i, j| -scores[j][i]).into_iter().map(|(i, j)| (j, i)).collect()
    };
    let mut column = vec![None; n];
    let mut total = 0.0;
    for (i, j) in pairs {
        column[i] = Some(j);
        total += scores[i][j];
    }
    Ok(Assignment { column, total })
}

/// Lowest cost with `n <= m`; index 0 of rows and columns is none.
fn shortest(n: usize, m: usize, cost: impl Fn(usize, usize) -> f64) -> Vec<(usize, usize)> {
    let (mut of_row, mut of_column) = (vec![0.0; n + 1], vec![0.0; m + 1]);
    let mut row_of = vec![0usize; m + 1];
    for row in 1..=n {
        row_of[0] = row;
        let mut at = 0;
        let (mut least, mut from) = (vec![f64::INFINITY; m + 1], vec![0usize; m + 1]);
        let mut used = vec![false; m + 1];
        while row_of[at] != 0 {
            used[at] = true;
            let (i, mut step, mut next) = (row_of[at], f64::INFINITY, 0);
            for j in 1..=m {
                if used[j] {
                    continue;
                }
                let reduced = cost(i - 1, j - 1) - of_row[i] - of_column[j];
                if reduced < least[j] {
                    least[j] = reduced;
                    from[j] = at;
                }
                if least[j] < step {
                    step = least[j];
                    next = j;
                }
            }
            for j in 0..=m {
                if used[j] {
                    of_row[row_of[j]] += step;
                    of_column[j] -= step;
                } else {
                    least[j] -= step;
                }
            }
            at = next;
        }
        while at != 0 {
            row_of[at] = row_of[from[at]];
            at = from[at];
        }
    }
    (1..=m).filter(|&j| row_of[j] != 0).map(|j| (row_of[j] - 1, j - 1)).collect()
}
