//! The share of a role's essential needs that is met, as an expectation with an interval.

use crate::map::Map;
use crate::profile::{Estimate, Standing};
use crate::recommend::normal_cdf;
use crate::taxonomy::{Role, SkillId};

/// 80 % of a normal variable lies within this many standard deviations of its mean.
const Z80: f64 = 1.281_551_565_5;

/// A share with its 80 % interval, all 0..=1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Fit {
    /// Expected share.
    pub mean: f64,
    /// Lower end.
    pub low: f64,
    /// Upper end.
    pub high: f64,
}

/// P(level >= need). What nothing speaks of, and what the person contests, does not count as met.
pub fn p_met(estimate: Option<&Estimate>, need: f64) -> f64 {
    match estimate {
        Some(e) if e.standing != Standing::Contested => normal_cdf((e.mean - need) / e.sd.max(0.05)),
        _ => 0.0,
    }
}

/// The weighted share of needs met: weights are the needed levels, and meeting each is an independent event with its own
/// probability, so that the sum is Poisson-binomial with mean sum(w p) and variance sum(w^2 p (1 - p)).
pub(crate) fn share(parts: impl Iterator<Item = (f64, f64)>) -> Fit {
    let (mut weight, mut mean, mut variance) = (0.0, 0.0, 0.0);
    for (w, p) in parts {
        weight += w;
        mean += w * p;
        variance += w * w * p * (1.0 - p);
    }
    if weight <= 0.0 {
        return Fit { mean: 0.0, low: 0.0, high: 0.0 };
    }
    let (mean, sd) = (mean / weight, variance.sqrt() / weight);
    Fit { mean, low: (mean - Z80 * sd).clamp(0.0, 1.0), high: (mean + Z80 * sd).clamp(0.0, 1.0) }
}

/// How well a role fits: over its essential needs, or over all where none is essential.
pub fn role_fit(role: &Role, estimates: &Map<SkillId, Estimate>) -> Fit {
    let any = role.needs.iter().any(|n| n.essential);
    let counted = role.needs.iter().filter(|n| n.essential || !any);
    share(counted.map(|n| (f64::from(n.level).max(0.5), p_met(estimates.get(&n.skill), f64::from(n.level)))))
}
