//! The impact ratio: a group's rate over the reference group's, with an interval that knows the noise.
//!
//! The ratio `R` is kept where `|p_a - R p_b| <= z sqrt(V_a(R p0) + R^2 V_b(p0))`, with
//! `V(p) = p(1-p)/n + (s_yes (1-p)^2 + s_no p^2)/n^2`; `p0` is the reference rate under `R`, by a few steps of iteratively reweighted least
//! squares. Without noise it is close to Koopman's score interval (1984); with noise it covers where the plain one falls to a third.

use serde::Serialize;

use crate::normal::{Z95, Z95_ONE_SIDED};
use crate::planner::{Contrast, needed};
use crate::share::{Lack, NotEnough};
use crate::{Interval, Noisy};

/// Four fifths: below it, a ratio is adverse impact by the rule of the Uniform Guidelines, 29 CFR 1607.4(D).
pub const FOUR_FIFTHS: f64 = 0.8;

/// Ratios are not looked at above this.
const LARGEST: f64 = 200.0;

/// Nor told from zero below this.
const SMALLEST: f64 = 1e-3;

/// No more people than this are asked for.
const MOST: u64 = 1_000_000_000;

/// Steps of reweighting; the third changes nothing that is shown.
const STEPS: usize = 6;

/// A group's two counts.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Group {
    /// With the outcome.
    pub yes: Noisy,
    /// Without it.
    pub no: Noisy,
}

/// What may be said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(tag = "is", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum Verdict {
    /// The upper limit lies below four fifths.
    Disparity,
    /// The lower limit reaches four fifths.
    NoMaterialDisparity,
    /// Neither. `needs` is about how many of what `lack` says it would take.
    NotEnoughData {
        /// About how many.
        needs: u64,
        /// Of what.
        lack: Lack,
    },
    /// This is the group that others are compared with.
    Reference,
}

impl From<NotEnough> for Verdict {
    fn from(lacking: NotEnough) -> Verdict {
        Verdict::NotEnoughData { needs: lacking.needs, lack: lacking.lack }
    }
}

/// An impact ratio.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Ratio {
    /// Rate over rate; at least 0.
    pub value: f64,
    /// Two-sided 95 %; an end without limit is infinite (`null`).
    pub interval: Interval,
    /// One-sided 95 %: the ratio is below this.
    pub upper95: f64,
    /// One-sided 95 %: the ratio is above this.
    pub lower95: f64,
    /// By the two-sided interval.
    pub verdict: Verdict,
}

/// The two counts as the formulas want them.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Counts {
    n: f64,
    p: f64,
    noise_yes: f64,
    noise_no: f64,
}

impl Counts {
    fn of(group: &Group) -> Option<Counts> {
        let (yes, no) = (group.yes.value as f64, group.no.value as f64);
        let n = yes + no;
        let counts = Counts { n, p: yes / n, noise_yes: group.yes.sigma2, noise_no: group.no.sigma2 };
        let noise = counts.noise_yes + counts.noise_no;
        (n >= 1.0 && noise >= 0.0 && n * n > Z95 * Z95 * noise).then_some(counts)
    }

    /// A group as planned, with the rate it should have.
    pub(crate) fn planned(p: f64, n: f64, sigma2: f64) -> Counts {
        Counts { n, p, noise_yes: sigma2, noise_no: sigma2 }
    }
}

/// V(p) of a group's rate: sampling, then noise.
pub(crate) fn variance(p: f64, counts: &Counts) -> f64 {
    let p = p.clamp(0.0, 1.0);
    let noise = counts.noise_yes * (1.0 - p) * (1.0 - p) + counts.noise_no * p * p;
    (p * (1.0 - p) / counts.n + noise / (counts.n * counts.n)).max(1e-12)
}

/// The reference rate that fits both groups best where the ratio is `ratio`.
pub(crate) fn null_rate(ratio: f64, group: &Counts, reference: &Counts) -> f64 {
    let top = (1.0f64 / ratio).min(1.0) * (1.0 - 1e-9);
    let mut p = reference.p.clamp(1e-9, top);
    for _ in 0..STEPS {
        let (va, vb) = (variance(ratio * p, group), variance(p, reference));
        let fitted = (ratio * group.p / va + reference.p / vb) / (ratio * ratio / va + 1.0 / vb);
        p = fitted.clamp(1e-9, top);
    }
    p
}

/// The score statistic at `ratio`; negative where the group's rate is lower than that.
fn score(ratio: f64, group: &Counts, reference: &Counts) -> f64 {
    let p0 = null_rate(ratio, group, reference);
    let v = variance(ratio * p0, group) + ratio * ratio * variance(p0, reference);
    (group.p - ratio * reference.p) / v.sqrt()
}

/// The score statistic of two groups at a ratio, about standard normal where that ratio is true. None where a group's size cannot be told
/// from zero, or `ratio` is not positive.
pub fn score_at(ratio: f64, group: &Group, reference: &Group) -> Option<f64> {
    let (a, b) = (Counts::of(group)?, Counts::of(reference)?);
    (ratio > 0.0 && ratio.is_finite()).then(|| score(ratio, &a, &b))
}

/// The impact ratio of `group` to `reference`.
///
/// # Errors
/// [`NotEnough`] where a group's size, or the reference group's rate, cannot be told from zero.
pub fn impact_ratio(group: &Group, reference: &Group) -> Result<Ratio, NotEnough> {
    let (Some(a), Some(b)) = (Counts::of(group), Counts::of(reference)) else {
        return Err(NotEnough { needs: plan(FOUR_FIFTHS, 1.0, 0.5, 1.0, group.yes.sigma2), lack: Lack::People });
    };
    let per_person = (b.n / a.n).clamp(0.01, 100.0);
    if b.p <= 0.0 {
        return Err(NotEnough { needs: plan(FOUR_FIFTHS, 1.0, 0.05, per_person, a.noise_yes), lack: Lack::People });
    }
    let value = (a.p / b.p).max(0.0);
    let interval = Interval { low: lower(value, Z95, &a, &b), high: upper(value, Z95, &a, &b) };
    Ok(Ratio {
        value,
        interval,
        lower95: lower(value, Z95_ONE_SIDED, &a, &b),
        upper95: upper(value, Z95_ONE_SIDED, &a, &b),
        verdict: verdict(value, interval, per_person, &a, &b),
    })
}

fn verdict(value: f64, interval: Interval, per_person: f64, a: &Counts, b: &Counts) -> Verdict {
    if interval.high < FOUR_FIFTHS {
        return Verdict::Disparity;
    }
    if interval.low >= FOUR_FIFTHS {
        return Verdict::NoMaterialDisparity;
    }
    let (rate, noise) = (b.p.clamp(0.01, 0.95), f64::midpoint(a.noise_yes, a.noise_no));
    // The size that tells four fifths from equality; where there are more people already, the ratio lies so near to four fifths that
    // telling it from them takes what its distance says, of which a twentieth is the least that anybody would wait for.
    let mut needs = plan(FOUR_FIFTHS, 1.0, rate, per_person, noise);
    if needs as f64 <= a.n {
        let truth = if value < FOUR_FIFTHS { value.min(0.75) } else { value.clamp(0.85, 1.0) };
        needs = plan(truth, FOUR_FIFTHS, rate, per_person, noise).max((1.1 * a.n).ceil() as u64);
    }
    Verdict::NotEnoughData { needs, lack: Lack::People }
}

fn plan(truth: f64, excluded: f64, reference_rate: f64, reference_per_person: f64, sigma2: f64) -> u64 {
    needed(&Contrast { reference_rate, truth, excluded, reference_per_person, sigma2 }).map_or(MOST, |n| n.min(MOST))
}

/// The smallest ratio kept, 0 where none is too small.
fn lower(value: f64, z: f64, a: &Counts, b: &Counts) -> f64 {
    let kept = |ratio: f64| score(ratio, a, b) <= z;
    let mut inside = value.clamp(SMALLEST, LARGEST);
    while inside > SMALLEST {
        let next = (inside / 1.25).max(SMALLEST);
        if !kept(next) {
            return bisect(inside, next, kept);
        }
        inside = next;
    }
    0.0
}

/// The largest ratio kept, infinite where none is too large.
fn upper(value: f64, z: f64, a: &Counts, b: &Counts) -> f64 {
    let kept = |ratio: f64| score(ratio, a, b) >= -z;
    let mut inside = value.clamp(SMALLEST, LARGEST);
    while inside < LARGEST {
        let next = (inside * 1.25).min(LARGEST);
        if !kept(next) {
            return bisect(inside, next, kept);
        }
        inside = next;
    }
    f64::INFINITY
}

/// The border between what is kept and what is not.
fn bisect(mut inside: f64, mut outside: f64, kept: impl Fn(f64) -> bool) -> f64 {
    while (inside - outside).abs() > 1e-9 * inside.max(1.0) {
        let middle = f64::midpoint(inside, outside);
        if kept(middle) { inside = middle } else { outside = middle }
    }
    inside
}
