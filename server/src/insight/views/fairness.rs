//! Whether groups are treated alike.

use serde::Serialize;
use skillkeep_insight::{GroupRow, People};

use super::figure::{Empty, sealed};
use super::{How, Nothing};

/// Whether groups are treated alike.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Fairness {
    /// Period id.
    pub period: String,
    /// One an outcome, measure and cell.
    pub audits: Vec<AuditView>,
}

/// One comparison.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct AuditView {
    /// Measure id.
    pub measure: String,
    /// Its question.
    pub question: String,
    /// Attribute id; of two at once `first+second`, and their groups likewise.
    pub attribute: String,
    /// `stretch`, `confidence`, `contested`, `fit`, `settled`.
    pub outcome: String,
    /// Which of its values count as yes.
    pub yes: Vec<String>,
    /// Which as no; people with others are not in the rate.
    pub no: Vec<String>,
    /// Cell name.
    pub cell: String,
    /// Its name.
    pub cell_label: String,
    /// Answers over headcount, 0..=1.
    pub coverage: f64,
    /// Who is behind it.
    pub people: People,
    /// Option with which groups are compared.
    pub reference: Option<String>,
    /// A row an option.
    pub groups: Vec<GroupView>,
    /// The release.
    pub how: Vec<How>,
}

/// A group.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct GroupView {
    /// Its name.
    pub label: String,
    /// What may be said of it.
    #[serde(flatten)]
    pub row: GroupRow,
}

/// No release to audit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NoFairness {
    /// Period id, where one was asked for.
    pub period: Option<String>,
    audits: Empty,
}

impl NoFairness {
    /// Of a period.
    pub fn new(period: Option<String>) -> NoFairness {
        NoFairness { period, audits: [] }
    }
}

impl sealed::Sealed for NoFairness {}
impl Nothing for NoFairness {}
