//! Where one is, and what there is to see.

use serde::Serialize;
use skillkeep::sync::Named;
use skillkeep_insight::Released;

/// Where one is, and what there is to see.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Overview {
    /// Name of the company.
    pub company: String,
    /// Tenant.
    pub tenant: String,
    /// A made-up company?
    pub sample: bool,
    /// Leader and keeper in one process?
    pub one_process: bool,
    /// Version of the dictionary.
    pub dictionary: u64,
    /// The periods that have begun.
    pub periods: Vec<PeriodView>,
    /// Functions.
    pub functions: Vec<Named>,
    /// Regions.
    pub regions: Vec<Named>,
    /// Skills that are asked for, by name.
    pub skills: Vec<SkillView>,
    /// What people may say of themselves.
    pub attributes: Vec<AttributeView>,
    /// How many answered, in the newest release over the whole company.
    pub coverage: Option<Released<Coverage>>,
    /// What kept the collector from its work when it last looked.
    pub problem: Option<String>,
}

/// A period.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PeriodView {
    /// Id.
    pub id: String,
    /// First day.
    pub start: String,
    /// First day after it.
    pub end: String,
    /// Releases there are.
    pub releases: usize,
    /// Batches that are asked for.
    pub of: usize,
}

/// A skill.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SkillView {
    /// Id.
    pub id: String,
    /// Name.
    pub label: String,
    /// Partitions over which it is asked for.
    pub asked: Vec<&'static str>,
}

/// What people may say of themselves.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AttributeView {
    /// Id.
    pub id: String,
    /// Name.
    pub label: String,
    /// What can be said.
    pub options: Vec<Named>,
    /// With whom audits compare.
    pub reference: String,
}

/// How many answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Coverage {
    /// Answers, with the noise in them; 0..=headcount.
    pub answers: u64,
    /// People.
    pub headcount: u64,
}
