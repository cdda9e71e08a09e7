//! People among states as a Markov chain (Bartholomew, Forbes & McClean 1991): `n(t+1) = n(t) P + R(t) r`.
//!
//! Each person moves on their own by the row of their state; what is missing to 1 in a row leaves. Newcomers fall into the states by `r`.
//! Expected numbers and the covariance among states follow in closed form.

use serde::{Deserialize, Serialize};

use super::linear;

/// Why a flow cannot be computed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum FlowError {
    /// Matrix, numbers and mix are not of one size, or of none.
    #[error("the parts of the flow are not of one size")]
    Shape,
    /// A chance outside 0..=1, a row above 1, a mix that does not sum to 1, a number that is negative or none.
    #[error("a chance or a number is outside its range")]
    Range,
    /// Some never leave: there is no mean time and no lasting state.
    #[error("people in some state never leave")]
    NobodyLeaves,
}

impl FlowError {
    /// A stable code.
    pub fn code(&self) -> &'static str {
        match self {
            FlowError::Shape => "insight.flow.shape",
            FlowError::Range => "insight.flow.range",
            FlowError::NobodyLeaves => "insight.flow.nobody_leaves",
        }
    }
}

/// How many are hired each period.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Hiring {
    /// Whoever leaves is replaced: the total stays.
    Replace,
    /// A fixed number, people a period.
    Fixed(f64),
    /// A random number with this mean (Poisson), people a period.
    Random(f64),
}

/// A flow.
#[derive(Debug, Clone, PartialEq)]
pub struct Flow {
    moves: Vec<Vec<f64>>,
    mix: Vec<f64>,
    hiring: Hiring,
}

/// Expected numbers and their covariance.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Spread {
    /// People expected in each state.
    pub mean: Vec<f64>,
    /// Covariance among states, people squared.
    pub covariance: Vec<Vec<f64>>,
}

/// Sums may be off 1 by this.
const SLACK: f64 = 1e-9;

impl Flow {
    /// `moves[i][j]` is the chance a period of going from i to j; `mix[j]` a newcomer's chance of beginning in j.
    ///
    /// # Errors
    /// [`FlowError::Shape`], [`FlowError::Range`].
    pub fn new(moves: Vec<Vec<f64>>, mix: Vec<f64>, hiring: Hiring) -> Result<Flow, FlowError> {
        let k = mix.len();
        if k == 0 || moves.len() != k || moves.iter().any(|row| row.len() != k) {
            return Err(FlowError::Shape);
        }
        let chances = moves.iter().flatten().chain(&mix).all(|p| (-SLACK..=1.0 + SLACK).contains(p));
        let rows = moves.iter().all(|row| row.iter().sum::<f64>() <= 1.0 + SLACK);
        let hired = match hiring {
            Hiring::Replace => true,
            Hiring::Fixed(n) | Hiring::Random(n) => n.is_finite() && n >= 0.0,
        };
        let whole = (mix.iter().sum::<f64>() - 1.0).abs() <= SLACK;
        if chances && rows && hired && whole { Ok(Flow { moves, mix, hiring }) } else { Err(FlowError::Range) }
    }

    /// Chance of leaving each state's people.
    pub fn wastage(&self) -> Vec<f64> {
        self.moves.iter().map(|row| (1.0 - row.iter().sum::<f64>()).max(0.0)).collect()
    }

    /// The matrix by which numbers move: with replacement, a leaver's place moves on.
    fn matrix(&self) -> Vec<Vec<f64>> {
        match self.hiring {
            Hiring::Replace => {
                let rows = self.moves.iter().zip(self.wastage());
                rows.map(|(row, left)| row.iter().zip(&self.mix).map(|(p, r)| p + left * r).collect()).collect()
            }
            _ => self.moves.clone(),
        }
    }

    /// Numbers for each period from now, `periods + 1` of them; `now` is known exactly.
    ///
    /// # Errors
    /// [`FlowError::Shape`], or numbers below zero.
    pub fn run(&self, now: &[f64], periods: usize) -> Result<Vec<Spread>, FlowError> {
        let k = self.mix.len();
        if now.len() != k {
            return Err(FlowError::Shape);
        }
        self.run_from(Spread { mean: now.to_vec(), covariance: vec![vec![0.0; k]; k] }, periods)
    }

    /// The same where today's numbers have a covariance of their own, such as the noise of the sums they come from.
    ///
    /// # Errors
    /// As [`Flow::run`].
    pub fn run_from(&self, now: Spread, periods: usize) -> Result<Vec<Spread>, FlowError> {
        let k = self.mix.len();
        if now.mean.len() != k || now.covariance.len() != k || now.covariance.iter().any(|row| row.len() != k) {
            return Err(FlowError::Shape);
        }
        if now.mean.iter().any(|n| !n.is_finite() || *n < 0.0)
            || now.covariance.iter().flatten().any(|c| !c.is_finite())
        {
            return Err(FlowError::Range);
        }
        let matrix = self.matrix();
        let mut all = vec![now];
        for _ in 0..periods {
            let next = all.last().map(|last| self.step(&matrix, last)).ok_or(FlowError::Shape)?;
            all.push(next);
        }
        Ok(all)
    }

    fn step(&self, matrix: &[Vec<f64>], last: &Spread) -> Spread {
        let k = self.mix.len();
        let hired = match self.hiring {
            Hiring::Replace => 0.0,
            Hiring::Fixed(n) | Hiring::Random(n) => n,
        };
        let random = matches!(self.hiring, Hiring::Random(_));
        let mean = (0..k).map(|j| (0..k).map(|i| last.mean[i] * matrix[i][j]).sum::<f64>() + hired * self.mix[j]);
        let half: Vec<Vec<f64>> = (0..k)
            .map(|i| (0..k).map(|b| (0..k).map(|j| last.covariance[i][j] * matrix[j][b]).sum()).collect())
            .collect();
        let cell = |a: usize, b: usize| {
            let same = |p: f64| if a == b { p } else { 0.0 };
            let carried: f64 = (0..k).map(|i| matrix[i][a] * half[i][b]).sum();
            let moved: f64 = (0..k).map(|i| last.mean[i] * (same(matrix[i][a]) - matrix[i][a] * matrix[i][b])).sum();
            let spread = if random { same(self.mix[a]) } else { same(self.mix[a]) - self.mix[a] * self.mix[b] };
            carried + moved + hired * spread
        };
        Spread { mean: mean.collect(), covariance: (0..k).map(|a| (0..k).map(|b| cell(a, b)).collect()).collect() }
    }

    /// Expected periods in state j of a person who is in i now, up to leaving: `(I - P)^-1`.
    ///
    /// # Errors
    /// [`FlowError::NobodyLeaves`].
    pub fn fundamental(&self) -> Result<Vec<Vec<f64>>, FlowError> {
        let less = self.moves.iter().enumerate();
        let less =
            less.map(|(i, row)| row.iter().enumerate().map(|(j, p)| if i == j { 1.0 - p } else { -p }).collect());
        linear::inverse(&less.collect::<Vec<_>>()).ok_or(FlowError::NobodyLeaves)
    }

    /// Expected periods up to leaving, by state now.
    ///
    /// # Errors
    /// [`FlowError::NobodyLeaves`].
    pub fn mean_time(&self) -> Result<Vec<f64>, FlowError> {
        Ok(self.fundamental()?.iter().map(|row| row.iter().sum()).collect())
    }

    /// Numbers that stay: newcomers times the periods each spends; `total` people in all where leavers are replaced (not looked at otherwise).
    ///
    /// # Errors
    /// [`FlowError::NobodyLeaves`], or a total that is none.
    pub fn lasting(&self, total: f64) -> Result<Vec<f64>, FlowError> {
        let stay = self.fundamental()?;
        let each =
            |j: usize| self.mix.iter().zip(&stay).map(|(r, row)| r * row.get(j).copied().unwrap_or(0.0)).sum::<f64>();
        let per_newcomer: Vec<f64> = (0..self.mix.len()).map(each).collect();
        let newcomers = match self.hiring {
            Hiring::Fixed(n) | Hiring::Random(n) => n,
            Hiring::Replace if total.is_finite() && total >= 0.0 => total / per_newcomer.iter().sum::<f64>(),
            Hiring::Replace => return Err(FlowError::Range),
        };
        Ok(per_newcomer.into_iter().map(|n| n * newcomers).collect())
    }
}
