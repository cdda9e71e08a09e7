//! What will be asked for: plans, growth, shifts of technology, new regions, and what a market series says.

use serde::{Deserialize, Serialize};

/// A role's demand for a skill in a cell over the periods ahead. All of it is a stated assumption; nothing is estimated here.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Scenario {
    /// People in the role now.
    pub headcount: f64,
    /// Share of them who must have the skill now, 0..=1.
    pub required: f64,
    /// Planned people by period ahead, where there is a plan; the last one goes on.
    #[serde(default)]
    pub plan: Vec<f64>,
    /// Growth of the headcount a period, as a share, on top of the plan: .02 is 2 % more each period.
    #[serde(default)]
    pub growth: f64,
    /// Change of the required share a period: a technology that comes or goes.
    #[serde(default)]
    pub shift: f64,
    /// People added in another region: from which period ahead on (from 1), how many.
    #[serde(default)]
    pub expansion: Vec<(usize, f64)>,
}

/// Why a scenario says nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ScenarioError {
    /// A number that is none, or fewer than no people.
    #[error("a number of the scenario is not one")]
    NotANumber,
    /// A required share beyond 0..=1, or a growth that leaves fewer than no people.
    #[error("the scenario contradicts itself")]
    Contradiction,
    /// A market series needs three values above 0.
    #[error("the market series is too short")]
    TooShort,
}

impl ScenarioError {
    /// A stable code.
    pub fn code(self) -> &'static str {
        match self {
            ScenarioError::NotANumber => "insight.scenario.not_a_number",
            ScenarioError::Contradiction => "insight.scenario.contradiction",
            ScenarioError::TooShort => "insight.scenario.too_short",
        }
    }
}

impl Scenario {
    /// People who must have the skill, by period ahead.
    ///
    /// # Errors
    /// [`ScenarioError`].
    pub fn demand(&self, periods: usize) -> Result<Vec<f64>, ScenarioError> {
        let counts = self.plan.iter().chain(self.expansion.iter().map(|e| &e.1)).chain([&self.headcount]);
        let sane = |v: &f64| v.is_finite() && *v >= 0.0;
        if !counts.into_iter().all(sane) || ![self.required, self.growth, self.shift].iter().all(|v| v.is_finite()) {
            return Err(ScenarioError::NotANumber);
        }
        if !(0.0..=1.0).contains(&self.required) || self.growth <= -1.0 {
            return Err(ScenarioError::Contradiction);
        }
        let at = |ahead: usize| {
            let planned = self.plan.get(ahead - 1).or(self.plan.last()).copied().unwrap_or(self.headcount);
            let added: f64 = self.expansion.iter().filter(|(from, _)| *from <= ahead).map(|e| e.1).sum();
            let people = (planned + added) * (1.0 + self.growth).powi(ahead as i32);
            people * (self.required + self.shift * ahead as f64).clamp(0.0, 1.0)
        };
        Ok((1..=periods).map(at).collect())
    }
}

/// A series from outside, such as job postings for a skill, one value a period of the scenario, oldest first.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Market {
    /// Where it is from, as shown beside every figure that rests on it.
    pub source: String,
    /// Values, each above 0.
    pub values: Vec<f64>,
}

impl Market {
    /// Growth a period, as a share: the middle of the growths between all pairs of periods, which a third of odd values cannot move
    /// far (Theil 1950; Sen 1968).
    ///
    /// # Errors
    /// [`ScenarioError::TooShort`], [`ScenarioError::NotANumber`].
    pub fn growth(&self) -> Result<f64, ScenarioError> {
        if self.values.iter().any(|v| !v.is_finite() || *v <= 0.0) {
            return Err(ScenarioError::NotANumber);
        }
        if self.values.len() < 3 {
            return Err(ScenarioError::TooShort);
        }
        let pairs = self.values.iter().enumerate().flat_map(|(i, a)| {
            self.values.iter().enumerate().skip(i + 1).map(move |(j, b)| (b / a).ln() / (j - i) as f64)
        });
        let mut growths: Vec<f64> = pairs.collect();
        growths.sort_by(f64::total_cmp);
        Ok(growths.get(growths.len() / 2).copied().unwrap_or_default().exp_m1())
    }
}
