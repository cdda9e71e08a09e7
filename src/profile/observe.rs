//! From a piece of evidence to what it says of the level: where it points, and how sharply.

use super::Parameters;
use crate::clock::Millis;
use crate::signal::Kind;

/// A signal linked to one skill.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Observation {
    /// Key of the signal; one signal counts once for a skill.
    pub key: u64,
    /// What kind of evidence.
    pub kind: Kind,
    /// When it happened, UTC.
    pub at: Millis,
    /// The level it states, 0..=5.
    pub level: Option<f32>,
    /// Share of points or success, 0..=1.
    pub outcome: Option<f32>,
    /// How much of it, 1 = one ordinary event.
    pub amount: f32,
    /// How sure the link to the skill is, 0..=1.
    pub confidence: f32,
    /// The levels (from, to) that the catalogue item teaches, if it was one.
    pub teaches: Option<(f32, f32)>,
    /// When it stops counting.
    pub expires: Option<Millis>,
}

/// What an observation says.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Reading {
    /// The level it points to, 0..=5.
    pub(crate) level: f64,
    /// Information (1 / variance) of one piece.
    pub(crate) information: f64,
    /// Information that no amount of this kind passes.
    pub(crate) most: f64,
    /// It proves "at least".
    pub(crate) at_least: bool,
    /// It proves "at most": a failed test cannot raise.
    pub(crate) at_most: bool,
    /// How much practice it was, 0..=1.
    pub(crate) practice: f64,
    /// How many pieces.
    pub(crate) pieces: f64,
    /// How far pieces of one week repeat each other.
    pub(crate) correlation: f64,
}

/// A finite number in the range, or nothing.
fn within(x: Option<f32>, low: f64, high: f64) -> Option<f64> {
    x.filter(|x| x.is_finite()).map(|x| f64::from(x).clamp(low, high))
}

/// Reads an observation by the published table; `None` when it says nothing of skill.
pub(crate) fn read(p: &Parameters, o: &Observation) -> Option<Reading> {
    let k = p.of(o.kind)?;
    let confidence = within(Some(o.confidence), 0.0, 1.0)?;
    let pieces = within(Some(o.amount), 0.0, 1e6)?;
    if confidence == 0.0 || pieces == 0.0 {
        return None;
    }
    let stated = within(o.level, 0.0, 5.0);
    let outcome = within(o.outcome, 0.0, 1.0);
    let range = match o.teaches {
        Some((from, to)) => within(Some(from), 0.0, 5.0).zip(within(Some(to), 0.0, 5.0)),
        None => None,
    };
    let mut variance = k.noise_sd * k.noise_sd;
    let (mut at_least, mut at_most, mut success) = (k.at_least, false, 1.0);
    let level = match o.kind {
        Kind::Assessment => match (stated, outcome) {
            (Some(level), _) => level,
            (None, Some(outcome)) => {
                let (from, to) = range.unwrap_or_else(|| {
                    variance *= 2.0;
                    p.unknown_range
                });
                // A test sees no further than its own questions: all right says "at least", all wrong says "at most".
                at_least = outcome >= p.ceiling;
                at_most = outcome < 0.5;
                success = outcome;
                from + outcome * (to - from) - (0.5 - outcome).max(0.0) * 2.0 * p.failed_drop
            }
            // Sat, result unknown: no more than having finished it.
            (None, None) => {
                at_least = true;
                variance = p.completion.noise_sd * p.completion.noise_sd;
                range.map_or(p.completion.level, |(_, to)| to)
            }
        },
        Kind::PeerRating | Kind::ManagerRating | Kind::SelfRating => stated.or(outcome.map(|o| 5.0 * o))? - k.bias,
        Kind::CustomerOutcome => {
            success = outcome.unwrap_or(0.5);
            let (worst, best) = p.customer_range;
            stated.or(outcome.map(|o| worst + o * (best - worst))).unwrap_or(k.level)
        }
        Kind::Completion => match range {
            Some((from, to)) => from + outcome.unwrap_or(1.0) * (to - from),
            None => stated.unwrap_or(k.level),
        },
        _ => stated.or(range.map(|(_, to)| to)).unwrap_or(k.level) - k.bias,
    };
    Some(Reading {
        level: level.clamp(0.0, 5.0),
        information: confidence * confidence / variance,
        most: 1.0 / (k.floor_sd * k.floor_sd),
        at_least,
        at_most,
        practice: k.practice * success,
        pieces,
        correlation: k.correlation,
    })
}

/// How many independent pieces `n` pieces are worth that repeat each other: n / (1 + (n - 1) rho), at most 1 / rho.
///
/// The design effect of L. Kish, *Survey Sampling*, Wiley 1965, section 8.2.
pub(crate) fn independent(n: f64, correlation: f64) -> f64 {
    if n <= 0.0 { 0.0 } else { n / (1.0 + (n - 1.0) * correlation) }
}
