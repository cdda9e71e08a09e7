//! Build or buy: the cheapest mix of learning, moving, hiring and borrowing that closes gaps, as a linear or whole-number program.
//!
//! Solved by `microlp` through `good_lp`: simplex and branch and bound in Rust alone.

use good_lp::{
    Expression, ProblemVariables, ResolutionError, Solution as _, SolverModel, Variable, constraint, microlp, variable,
};
use serde::{Deserialize, Serialize};

use crate::Estimate;
use crate::normal::quantile;

/// Why there is no plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PlanError {
    /// Rows and columns do not fit.
    #[error("the parts of the program are not of one size")]
    Shape,
    /// A number that is none, or negative where it cannot be.
    #[error("a number is outside its range")]
    Range,
    /// Nothing satisfies all limits.
    #[error("nothing satisfies all limits")]
    Infeasible,
    /// The cost has no lowest value.
    #[error("the cost has no lowest value")]
    Unbounded,
    /// The solver gave up.
    #[error("the solver gave up")]
    Solver,
}

impl PlanError {
    /// A stable code.
    pub fn code(&self) -> &'static str {
        match self {
            PlanError::Shape => "insight.plan.shape",
            PlanError::Range => "insight.plan.range",
            PlanError::Infeasible => "insight.plan.infeasible",
            PlanError::Unbounded => "insight.plan.unbounded",
            PlanError::Solver => "insight.plan.solver",
        }
    }
}

/// How a row is limited.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Sense {
    /// At most.
    AtMost,
    /// At least.
    AtLeast,
    /// Equal.
    Equal,
}

/// A program: lowest `cost x` under `rows`, `0 <= x <= most`.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Program {
    /// Cost of one of each.
    pub cost: Vec<f64>,
    /// At most so many of each; infinite (`null`) where there is no limit.
    pub most: Vec<Option<f64>>,
    /// Only whole numbers of each.
    pub whole: Vec<bool>,
    /// Coefficients, sense, limit.
    pub rows: Vec<(Vec<f64>, Sense, f64)>,
}

/// What a program answers.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Solution {
    /// How many of each.
    pub values: Vec<f64>,
    /// Their cost.
    pub cost: f64,
}

impl Program {
    /// Solves it.
    ///
    /// # Errors
    /// [`PlanError`].
    pub fn solve(&self) -> Result<Solution, PlanError> {
        let n = self.cost.len();
        let shape = self.most.len() == n && self.whole.len() == n && self.rows.iter().all(|r| r.0.len() == n);
        if n == 0 || !shape {
            return Err(PlanError::Shape);
        }
        let numbers = self.rows.iter().flat_map(|r| r.0.iter().chain([&r.2])).chain(&self.cost);
        let numbers = numbers.chain(self.most.iter().flatten());
        if numbers.into_iter().any(|x| !x.is_finite()) || self.most.iter().flatten().any(|m| *m < 0.0) {
            return Err(PlanError::Range);
        }
        let mut all = ProblemVariables::new();
        let x: Vec<Variable> = self
            .most
            .iter()
            .zip(&self.whole)
            .map(|(most, whole)| {
                let one = variable().min(0.0);
                let one = most.map_or(one.clone(), |m| one.max(m));
                all.add(if *whole { one.integer() } else { one })
            })
            .collect();
        let sum =
            |of: &[f64]| -> Expression { of.iter().zip(&x).filter(|(c, _)| **c != 0.0).map(|(c, v)| *c * *v).sum() };
        let mut model = all.minimise(sum(&self.cost)).using(microlp);
        for (row, sense, limit) in &self.rows {
            // A row without coefficients is true or it is not; solvers differ in what they make of it.
            if row.iter().all(|c| *c == 0.0) {
                let holds = match sense {
                    Sense::AtMost => *limit >= 0.0,
                    Sense::AtLeast => *limit <= 0.0,
                    Sense::Equal => *limit == 0.0,
                };
                if holds {
                    continue;
                }
                return Err(PlanError::Infeasible);
            }
            let (left, limit) = (sum(row), *limit);
            model.add_constraint(match sense {
                Sense::AtMost => constraint!(left <= limit),
                Sense::AtLeast => constraint!(left >= limit),
                Sense::Equal => constraint!(left == limit),
            });
        }
        let solved = model.solve().map_err(|e| match e {
            ResolutionError::Infeasible => PlanError::Infeasible,
            ResolutionError::Unbounded => PlanError::Unbounded,
            _ => PlanError::Solver,
        })?;
        let values: Vec<f64> = x
            .iter()
            .zip(&self.whole)
            .map(|(v, whole)| {
                let value = solved.value(*v);
                if *whole { value.round() } else { value }
            })
            .collect();
        let cost = values.iter().zip(&self.cost).map(|(v, c)| v * c).sum();
        Ok(Solution { values, cost })
    }
}

/// One way to close gaps.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Measure {
    /// Name, such as "learn: SQL".
    pub name: String,
    /// Cost of one person, any currency.
    pub cost: f64,
    /// People it adds to each need, on average: a learner of whom four in five finish adds .8, a mover takes from the need left behind.
    pub adds: Vec<f64>,
    /// At most so many people; None without limit.
    pub most: Option<f64>,
}

/// A gap to close.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Need {
    /// Name.
    pub name: String,
    /// People missing (demand minus supply), with the variance of both.
    pub missing: Estimate,
    /// Cost of a person who stays missing; None where the gap must be closed.
    pub shortfall_cost: Option<f64>,
}

/// A plan.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Plan {
    /// People for each measure.
    pub people: Vec<f64>,
    /// People who stay missing for each need.
    pub short: Vec<f64>,
    /// Cost of measures.
    pub spend: f64,
    /// Spend and the cost of those who stay missing.
    pub cost: f64,
}

/// The cheapest plan where each gap is as large as it is with probability `sure` at most; .5 plans for the estimate itself.
///
/// # Errors
/// [`PlanError`].
pub fn cheapest(
    needs: &[Need],
    measures: &[Measure],
    sure: f64,
    whole: bool,
    budget: Option<f64>,
) -> Result<Plan, PlanError> {
    if !(sure > 0.0 && sure < 1.0) {
        return Err(PlanError::Range);
    }
    if measures.iter().any(|m| m.adds.len() != needs.len()) {
        return Err(PlanError::Shape);
    }
    let (n, k) = (measures.len(), needs.len());
    let mut program = Program {
        cost: measures.iter().map(|m| m.cost).chain(needs.iter().map(|g| g.shortfall_cost.unwrap_or(0.0))).collect(),
        most: measures
            .iter()
            .map(|m| m.most)
            .chain(needs.iter().map(|g| g.shortfall_cost.is_none().then_some(0.0)))
            .collect(),
        whole: (0..n + k).map(|i| whole && i < n).collect(),
        rows: Vec::with_capacity(k + 1),
    };
    for (i, need) in needs.iter().enumerate() {
        let missing = need.missing.value + quantile(sure) * need.missing.variance.max(0.0).sqrt();
        let adds = measures.iter().map(|m| m.adds.get(i).copied().unwrap_or(0.0));
        let short = (0..k).map(|j| if i == j { 1.0 } else { 0.0 });
        program.rows.push((adds.chain(short).collect(), Sense::AtLeast, missing));
    }
    if let Some(budget) = budget {
        let spend = measures.iter().map(|m| m.cost).chain((0..k).map(|_| 0.0));
        program.rows.push((spend.collect(), Sense::AtMost, budget));
    }
    let solution = program.solve()?;
    let spend = solution.values.iter().zip(measures).map(|(v, m)| v * m.cost).sum();
    let short = solution.values.iter().copied().skip(n).collect();
    Ok(Plan { people: solution.values.iter().copied().take(n).collect(), short, spend, cost: solution.cost })
}

/// A point of the frontier.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Frontier {
    /// Probability with which each gap is closed, taken on its own.
    pub sure: f64,
    /// The cheapest plan for it; None where there is none.
    pub plan: Option<Plan>,
}

/// Cost against risk, the most careful plan first. Points for which nothing satisfies all limits stay, without a plan.
///
/// # Errors
/// [`PlanError`] other than infeasible.
pub fn frontier(needs: &[Need], measures: &[Measure], levels: &[f64], whole: bool) -> Result<Vec<Frontier>, PlanError> {
    let mut levels = levels.to_vec();
    levels.sort_by(|a, b| b.total_cmp(a));
    let point = |sure: f64| match cheapest(needs, measures, sure, whole, None) {
        Ok(plan) => Ok(Frontier { sure, plan: Some(plan) }),
        Err(PlanError::Infeasible) => Ok(Frontier { sure, plan: None }),
        Err(e) => Err(e),
    };
    levels.into_iter().map(point).collect()
}
