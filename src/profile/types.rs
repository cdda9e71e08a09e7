//! What the profile says of one skill.

use serde::Serialize;

use crate::clock::Millis;

/// What mark a skill carries, everywhere the same: inferred is hollow, confirmed is solid, contested is red.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// From evidence alone; never shown as owned.
    Inferred,
    /// The person said yes.
    Confirmed,
    /// The person put it there.
    Added,
    /// The person says it is wrong.
    Contested,
}

/// A level on 0..=5 as a Gaussian, at one moment.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Estimate {
    /// Mean level, 0..=5.
    pub mean: f64,
    /// Standard deviation of the level, > 0.
    pub sd: f64,
    /// Days after which the part above the prior has faded to 90 %.
    pub stability: f64,
    /// Last practice, if ever.
    pub last: Option<Millis>,
    /// P(level >= 1) from own evidence.
    pub p_held: f64,
    /// The mark.
    pub standing: Standing,
    /// Pieces of evidence that count.
    pub evidence: u32,
    /// True when fading has taken at least 0.25 of a level since the last practice.
    pub fading: bool,
}
