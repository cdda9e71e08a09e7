//! The shapes that cross to the page; `pkg/src/types.ts` says the same.

use serde::Serialize;

use super::Fit;
use crate::catalog::Modality;
use crate::profile::{Estimate, Standing};
use crate::recommend::ItemRow;

/// A share with its 80 % interval, 0..=1.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct FitRow {
    /// Best guess.
    pub mean: f64,
    /// Lower end.
    pub low: f64,
    /// Upper end.
    pub high: f64,
}

impl From<Fit> for FitRow {
    fn from(f: Fit) -> Self {
        FitRow { mean: f.mean, low: f.low, high: f.high }
    }
}

/// A level with its 80 % interval, 0..=5.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct LevelRow {
    /// Best guess.
    pub mean: f64,
    /// Standard deviation.
    pub sd: f64,
    /// Lower end.
    pub low: f64,
    /// Upper end.
    pub high: f64,
}

impl From<&Estimate> for LevelRow {
    fn from(e: &Estimate) -> Self {
        let half = 1.281_551_565_5 * e.sd;
        LevelRow { mean: e.mean, sd: e.sd, low: (e.mean - half).max(0.0), high: (e.mean + half).min(5.0) }
    }
}

/// A skill by name.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SkillName {
    /// Skill id.
    pub skill: String,
    /// Its name.
    pub label: String,
}

/// A skill and the levels that are missing.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct GapRow {
    /// Skill id.
    pub skill: String,
    /// Its name.
    pub label: String,
    /// Levels missing, > 0.
    pub gap: f64,
}

/// A role beside the person.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct RoleRow {
    /// Role id.
    pub id: String,
    /// Name.
    pub label: String,
    /// Function id.
    pub function: String,
    /// Family id.
    pub family: String,
    /// Grade, 1 = entry.
    pub grade: u8,
    /// Share of essential needs met.
    pub fit: FitRow,
    /// Essential needs that are more likely unmet than met.
    pub gaps: u32,
    /// Minutes of the plan toward it.
    pub minutes: u32,
    /// It is the person's goal.
    pub goal: bool,
    /// What is missing, where that is little and can be learned here in weeks: the role is a bridge to somewhere else. Else none.
    pub bridge: Option<Vec<GapRow>>,
}

/// One need of a role beside the person's level.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct RoleNeed {
    /// Skill id.
    pub skill: String,
    /// Its name.
    pub label: String,
    /// Level needed.
    pub need: f32,
    /// Essential.
    pub essential: bool,
    /// The person's level, where anything speaks of it.
    pub level: Option<LevelRow>,
    /// Its mark: inferred is never shown as owned.
    pub standing: Option<Standing>,
    /// P(level >= need).
    pub p_met: f64,
    /// Levels missing.
    pub gap: f64,
}

/// One step of a ladder's rung.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RungStep {
    /// Item id.
    pub item: String,
    /// Title.
    pub title: String,
    /// Form.
    pub modality: Modality,
    /// Minutes.
    pub minutes: u32,
}

/// One rung of a ladder.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct LadderRung {
    /// Role id.
    pub role: String,
    /// Name.
    pub label: String,
    /// Grade.
    pub grade: u8,
    /// The highest rung that the person holds.
    pub here: bool,
    /// The person's goal.
    pub goal: bool,
    /// Share of essential needs met.
    pub fit: f64,
    /// What is missing, largest first.
    pub gaps: Vec<GapRow>,
    /// Items that close the gaps, in order, after those of the rungs below.
    pub steps: Vec<RungStep>,
}

/// One entry of a plan.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PlanRow {
    /// The item.
    pub item: ItemRow,
    /// The skill it is in the plan for.
    pub skill: String,
    /// Its name.
    pub label: String,
    /// Probability of following it, coming from the steps before, 0.05..=0.95.
    pub success: f64,
    /// It is there to use what was learned before it.
    pub applies: bool,
}

/// A role in full.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RoleDetail {
    /// The row.
    #[serde(flatten)]
    pub row: RoleRow,
    /// One or two sentences.
    pub description: String,
    /// Its needs, essential first, largest gap first.
    pub needs: Vec<RoleNeed>,
    /// The roles of its family, upward.
    pub ladder: Vec<LadderRung>,
    /// An ordered plan.
    pub plan: Vec<PlanRow>,
    /// Probability that every essential need is met at its end: a lower and an upper bound, and what is between.
    pub arrive: FitRow,
}

/// A gig beside the person.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct GigRow {
    /// The gig.
    pub item: ItemRow,
    /// Share of what it expects that is met.
    pub fit: FitRow,
    /// Skills it expects that are likely there.
    pub meets: Vec<SkillName>,
    /// Skills it expects that are likely not there yet.
    pub lacks: Vec<GapRow>,
    /// Skills it would raise.
    pub learns: Vec<SkillName>,
}

/// A colleague who can help.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct MentorRow {
    /// The offer, with its contact.
    pub item: ItemRow,
    /// What of it the person wants, and by how many levels.
    pub helps: Vec<GapRow>,
}
