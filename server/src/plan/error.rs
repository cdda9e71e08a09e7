//! Why a plan is refused: each with a stable code, and the line where it is a file's.

use axum::http::StatusCode;
use skillkeep_insight::forecast::ScenarioError;
use skillkeep_insight::planning::DemandError;

use crate::problem::Refused;
use crate::store::StoreError;

/// What is wrong with a line, or with a step of a scenario.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Wrong {
    /// Other columns.
    #[error("the columns are not those of this kind of table")]
    Columns,
    /// Nothing in it.
    #[error("the table has no lines")]
    Empty,
    /// More than is kept.
    #[error("there are too many lines or steps")]
    Many,
    /// Not text, or another number of columns.
    #[error("the line cannot be read")]
    Unreadable,
    /// No such role.
    #[error("there is no such role in the pack")]
    Role,
    /// No such function or region, or nobody can be there.
    #[error("there is no such function or region")]
    Place,
    /// No such skill is asked about.
    #[error("there is no such skill in the dictionary's questions")]
    Skill,
    /// Not a quarter such as 2027-q1.
    #[error("the period is not a quarter such as 2027-q1")]
    Period,
    /// No number, or out of range.
    #[error("a number is missing or outside its range")]
    Number,
    /// A headcount below nobody.
    #[error("a number of people is below 0")]
    Negative,
    /// The same line again.
    #[error("the same line stands there twice")]
    Twice,
    /// Two lines that say different things of the same.
    #[error("two lines contradict each other")]
    Contradiction,
    /// A name that is empty or too long.
    #[error("a name has 1 to 100 characters")]
    Name,
    /// A skill replaced by itself.
    #[error("a skill is replaced by itself")]
    Itself,
    /// More than all of a skill is replaced.
    #[error("more than all of a skill is replaced")]
    TooMuch,
    /// What replaces a skill is itself replaced.
    #[error("what replaces a skill is itself replaced")]
    Chain,
    /// A series that is not there.
    #[error("there is no such series")]
    Series,
    /// A series of fewer than three periods, or with a gap.
    #[error("a series has at least three quarters, none missing")]
    Short,
}

impl Wrong {
    /// A stable code.
    pub fn code(self) -> &'static str {
        match self {
            Wrong::Columns => "plan.columns",
            Wrong::Empty => "plan.empty",
            Wrong::Many => "plan.many",
            Wrong::Unreadable => "plan.unreadable",
            Wrong::Role => "plan.role",
            Wrong::Place => "plan.place",
            Wrong::Skill => "plan.skill",
            Wrong::Period => "plan.period",
            Wrong::Number => "plan.number",
            Wrong::Negative => "plan.negative",
            Wrong::Twice => "plan.twice",
            Wrong::Contradiction => "plan.contradiction",
            Wrong::Name => "plan.name",
            Wrong::Itself => "plan.itself",
            Wrong::TooMuch => "plan.too_much",
            Wrong::Chain => "plan.chain",
            Wrong::Series => "plan.series",
            Wrong::Short => "plan.short",
        }
    }
}

impl From<DemandError> for Wrong {
    fn from(error: DemandError) -> Wrong {
        match error {
            DemandError::Itself => Wrong::Itself,
            DemandError::TooMuch => Wrong::TooMuch,
            DemandError::Chain => Wrong::Chain,
            DemandError::Twice => Wrong::Contradiction,
            DemandError::People(ScenarioError::TooShort) => Wrong::Short,
            _ => Wrong::Number,
        }
    }
}

/// Why a request about plans is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PlanError {
    /// A file: its line, the heading is 1, and what is wrong there. Nothing of it was taken.
    #[error("line {line}: {wrong}")]
    Line {
        /// Its number.
        line: u64,
        /// What is wrong.
        wrong: Wrong,
    },
    /// A scenario as a whole.
    #[error(transparent)]
    Wrong(#[from] Wrong),
    /// No such scenario or series.
    #[error("there is no such scenario")]
    Unknown,
    /// Somebody changed it since it was read.
    #[error("the scenario was changed since it was read")]
    Conflict,
    /// The solver found none, or a number is outside its range.
    #[error("these measures and costs make no plan")]
    Measures,
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl PlanError {
    /// A stable code.
    pub fn code(&self) -> &str {
        match self {
            PlanError::Line { wrong, .. } | PlanError::Wrong(wrong) => wrong.code(),
            PlanError::Unknown => "plan.unknown",
            PlanError::Conflict => "plan.conflict",
            PlanError::Measures => "plan.measures",
            PlanError::Store(e) => e.code(),
        }
    }

    /// The line of a file.
    pub fn line(&self) -> Option<u64> {
        if let PlanError::Line { line, .. } = self { Some(*line) } else { None }
    }

    /// The HTTP status.
    pub fn status(&self) -> StatusCode {
        match self {
            PlanError::Unknown => StatusCode::NOT_FOUND,
            PlanError::Conflict => StatusCode::CONFLICT,
            // A store's own failure goes through `Refused::Store`.
            PlanError::Store(_) => StatusCode::INTERNAL_SERVER_ERROR,
            _ => StatusCode::BAD_REQUEST,
        }
    }
}

impl From<PlanError> for Refused {
    fn from(error: PlanError) -> Refused {
        match error {
            PlanError::Store(e) => Refused::Store(e),
            other => Refused::Plan(other),
        }
    }
}

impl From<Wrong> for Refused {
    fn from(wrong: Wrong) -> Refused {
        Refused::Plan(wrong.into())
    }
}
