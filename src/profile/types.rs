//! What the profile says of one skill.

use serde::Serialize;

use super::normal::{Z80, normal_cdf};
use crate::clock::Millis;
use crate::signal::Kind;

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

impl Estimate {
    /// Where the level lies with 80 % certainty, within 0..=5.
    pub fn level_interval(&self) -> (f64, f64) {
        let reach = Z80 * self.sd;
        ((self.mean - reach).clamp(0.0, 5.0), (self.mean + reach).clamp(0.0, 5.0))
    }

    /// Does anything speak of it: evidence that counts, or the person's word? Otherwise the level is what is assumed of anybody.
    pub fn known(&self) -> bool {
        self.evidence > 0 || self.standing != Standing::Inferred
    }

    /// Does the person hold the skill: P(level >= 1) >= 0.8 from own evidence, and not contested?
    pub fn held(&self) -> bool {
        self.p_held >= HELD_FROM
    }

    /// P(level >= `level`): the chance that a need is met.
    pub fn p_at_least(&self, level: f64) -> f64 {
        normal_cdf((self.mean - level) / self.sd)
    }
}

/// A piece of evidence that counts.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Counted {
    /// Key of the signal. One signal may be evidence of several skills.
    pub key: u64,
    /// What kind.
    pub kind: Kind,
    /// When, UTC.
    pub at: Millis,
    /// What it adds to the level, before fading.
    pub adds: f64,
}

/// A skill is held from this probability on.
pub const HELD_FROM: f64 = 0.8;
