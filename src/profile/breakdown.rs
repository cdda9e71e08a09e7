//! What a level rests on, and how it goes on from here.

use crate::clock::Millis;

/// The parts of a level. `prior + evidence + corrections + fading` is the mean.
#[derive(Debug, Clone, PartialEq)]
pub struct Breakdown {
    /// Level of a skill of which nothing is known.
    pub prior: f64,
    /// Key of the signal, what it added when it came (levels), and whether it counts now: not set aside, not expired, not ahead
    /// of time. In order of time.
    pub evidence: Vec<(u64, f64, bool)>,
    /// Number of the act, what it added, and the mean before and after it. In order of time.
    pub corrections: Vec<(u64, f64, f64, f64)>,
    /// What time has taken (negative) from all of that.
    pub fading: f64,
}

/// The level over time: what was known at each past fortnight, and what is left at each coming one if nothing is done.
#[derive(Debug, Clone, PartialEq)]
pub struct Curve {
    /// When, mean, standard deviation.
    pub points: Vec<(Millis, f64, f64)>,
    /// Index of the point at `now`; later ones are a look ahead.
    pub now_index: usize,
}
