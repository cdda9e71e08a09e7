//! Barnard's (1945) and Boschloo's (1970) tests: two binomial samples, the common rate unknown; the p-value is the largest over that rate.
//!
//! Barnard's orders tables by the pooled Wald statistic, Boschloo's by Fisher's one-sided p-value, two-sided as twice the smaller; both as
//! scipy.stats does. The common rate is searched on a grid of `sin^2`, fine near 0 and 1, then refined around the highest points.

use super::fisher::{Law, Tail};
use super::table::{ExactError, TwoByTwo};

/// No more pairs of counts than this.
const MOST: u64 = 40_000_000;

/// Points of the grid.
const GRID: usize = 400;

/// How many peaks are refined.
const PEAKS: usize = 4;

/// Which margin the two samples are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fixed {
    /// The groups are the samples: so many people of each were considered.
    Groups,
    /// The outcomes are the samples: so many were selected and so many were not. This is what scipy computes from a table with a row each group.
    Outcomes,
}

/// Counts seen in two samples, and their sizes.
struct Samples {
    seen: (u64, u64),
    all: (u64, u64),
}

impl Samples {
    fn of(table: &TwoByTwo, fixed: Fixed) -> Result<Samples, ExactError> {
        table.contrast()?;
        let (seen, rest) = match fixed {
            Fixed::Groups => ((table.a_yes, table.b_yes), (table.a_no, table.b_no)),
            Fixed::Outcomes => ((table.a_yes, table.a_no), (table.b_yes, table.b_no)),
        };
        let all = seen.0.checked_add(rest.0).zip(seen.1.checked_add(rest.1)).ok_or(ExactError::TooLarge)?;
        let pairs = all.0.checked_add(1).zip(all.1.checked_add(1)).and_then(|(x, y)| x.checked_mul(y));
        if pairs.is_none_or(|p| p > MOST) { Err(ExactError::TooLarge) } else { Ok(Samples { seen, all }) }
    }

    /// The largest probability, over the common rate, of the counts that `extreme` names.
    fn largest(&self, extreme: impl Fn(u64, u64) -> bool) -> f64 {
        let ranges: Vec<Vec<(usize, usize)>> =
            (0..=self.all.0).map(|x| runs((0..=self.all.1).map(|y| extreme(x, y)))).collect();
        let choose = (log_choose(self.all.0), log_choose(self.all.1));
        let at = |angle: f64| {
            let rate = angle.sin().powi(2);
            let first = law(&choose.0, rate);
            let mut below = Vec::with_capacity(choose.1.len() + 1);
            let mut sum = 0.0;
            below.push(0.0);
            for p in law(&choose.1, rate) {
                sum += p;
                below.push(sum);
            }
            let up_to = |i: usize| below.get(i).copied().unwrap_or(sum);
            let tail = |r: &Vec<(usize, usize)>| r.iter().map(|&(from, to)| up_to(to) - up_to(from)).sum::<f64>();
            first.iter().zip(&ranges).map(|(p, r)| p * tail(r)).sum::<f64>()
        };
        highest(at).clamp(0.0, 1.0)
    }
}

/// Largest value of a function of an angle, 0 to a quarter turn.
fn highest(at: impl Fn(f64) -> f64) -> f64 {
    let step = std::f64::consts::FRAC_PI_2 / GRID as f64;
    let mut points: Vec<(f64, f64)> = (0..=GRID).map(|i| (i as f64 * step, at(i as f64 * step))).collect();
    points.sort_by(|a, b| b.1.total_cmp(&a.1));
    let best = points.first().map_or(0.0, |p| p.1);
    points.iter().take(PEAKS).fold(best, |best, &(angle, _)| best.max(refined(angle, step, &at)))
}

/// Golden section around one point.
fn refined(angle: f64, step: f64, at: &impl Fn(f64) -> f64) -> f64 {
    let part = (5f64.sqrt() - 1.0) / 2.0;
    let (mut low, mut high) = ((angle - step).max(0.0), (angle + step).min(std::f64::consts::FRAC_PI_2));
    let mut best = 0.0f64;
    for _ in 0..30 {
        let (left, right) = (high - part * (high - low), low + part * (high - low));
        let (at_left, at_right) = (at(left), at(right));
        best = best.max(at_left).max(at_right);
        if at_left < at_right { low = left } else { high = right }
    }
    best
}

/// Half-open runs of true.
fn runs(flags: impl Iterator<Item = bool>) -> Vec<(usize, usize)> {
    let mut found: Vec<(usize, usize)> = Vec::new();
    for (i, _) in flags.enumerate().filter(|(_, on)| *on) {
        match found.last_mut() {
            Some(run) if run.1 == i => run.1 = i + 1,
            _ => found.push((i, i + 1)),
        }
    }
    found
}

/// Logs of n choose k for each k.
fn log_choose(n: u64) -> Vec<f64> {
    let mut log = 0.0;
    let mut all = vec![0.0];
    for k in 1..=n {
        log += ((n - k + 1) as f64).ln() - (k as f64).ln();
        all.push(log);
    }
    all
}

fn law(choose: &[f64], rate: f64) -> Vec<f64> {
    let n = choose.len() as f64 - 1.0;
    // 0 ln 0 is 0 here.
    let part = |count: f64, log: f64| if count > 0.0 { count * log } else { 0.0 };
    let (yes, no) = (rate.ln(), (1.0 - rate).ln());
    choose.iter().enumerate().map(|(k, c)| (c + part(k as f64, yes) + part(n - k as f64, no)).exp()).collect()
}

/// Barnard's test.
///
/// # Errors
/// A group has nobody, everybody or nobody has the outcome, or more people than the test is meant for.
pub fn barnard(table: &TwoByTwo, fixed: Fixed, tail: Tail) -> Result<f64, ExactError> {
    let samples = Samples::of(table, fixed)?;
    let (n, m) = (samples.all.0 as f64, samples.all.1 as f64);
    let wald = |x: u64, y: u64| {
        let (p, q) = (x as f64 / n, y as f64 / m);
        let pooled = (x as f64 + y as f64) / (n + m);
        if p == q { 0.0 } else { (p - q) / (pooled * (1.0 - pooled) * (1.0 / n + 1.0 / m)).sqrt() }
    };
    let seen = wald(samples.seen.0, samples.seen.1);
    // Equal tables must not part by the last bit.
    let slack = 1e-12 * (1.0 + seen.abs());
    Ok(match tail {
        Tail::Two => samples.largest(|x, y| wald(x, y).abs() >= seen.abs() - slack),
        Tail::Less => samples.largest(|x, y| wald(x, y) <= seen + slack),
        Tail::Greater => samples.largest(|x, y| wald(x, y) >= seen - slack),
    })
}

/// Boschloo's test; never above Fisher's p-value of the same side.
///
/// # Errors
/// As [`barnard`].
pub fn boschloo(table: &TwoByTwo, fixed: Fixed, tail: Tail) -> Result<f64, ExactError> {
    let samples = Samples::of(table, fixed)?;
    Ok(match tail {
        Tail::Less => boschloo_less(&samples),
        Tail::Greater => boschloo_less(&turned(&samples)),
        Tail::Two => (2.0 * boschloo_less(&samples).min(boschloo_less(&turned(&samples)))).min(1.0),
    })
}

fn turned(samples: &Samples) -> Samples {
    Samples { seen: (samples.seen.1, samples.seen.0), all: (samples.all.1, samples.all.0) }
}

fn boschloo_less(samples: &Samples) -> f64 {
    let (n, m) = samples.all;
    // P(X <= x) given x + y, by the number with the outcome and then by x; each is a few running sums.
    let by_total: Vec<(f64, Vec<f64>)> =
        (0..=n + m).map(|yes| Law::of(n as f64, m as f64, yes as f64, 0.0).running()).collect();
    let p_of = |x: u64, y: u64| {
        by_total.get((x + y) as usize).map_or(1.0, |(first, sums)| {
            let index = x as f64 - first;
            if index < 0.0 { 0.0 } else { sums.get(index as usize).copied().unwrap_or(1.0) }
        })
    };
    let seen = p_of(samples.seen.0, samples.seen.1);
    samples.largest(|x, y| p_of(x, y) <= seen * (1.0 + 1e-9))
}
