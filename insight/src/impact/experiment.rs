//! An experiment from released histograms: one cell an arm and size of change. Difference-in-differences of each person's own change,
//! checks of what it takes for granted, and intervals that hold at every look.

use serde::Serialize;

use super::change::{Change, ImpactError};
use super::did::{EventTime, GroupTime, did, event_study, placebo};
use crate::exact::Test;
use crate::normal::quantile;
use crate::strata::{Correction, adjusted};
use crate::{Estimate, Interval, Noisy, Sums};

/// What is known of an experiment without any release.
#[derive(Debug, Clone, PartialEq)]
pub struct Design {
    /// Each arm's share of the people (any unit), and the place of the period in which it began; None: never.
    pub arms: Vec<(f64, Option<i64>)>,
    /// The change that each cell of an arm stands for, levels; evenly spaced around 0.
    pub cells: Vec<f64>,
}

/// One period of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Look {
    /// Place of the period in time.
    pub time: i64,
    /// Each arm's changes.
    pub arms: Vec<Change>,
}

impl Design {
    /// The arms' changes of a release. None where it has another number of cells.
    pub fn look(&self, time: i64, sums: &Sums) -> Option<Look> {
        let bins = self.cells.len();
        if sums.sums.len() != self.arms.len() * bins + 1 {
            return None;
        }
        let arm = |arm: usize| {
            let mut change = Change::default();
            for (place, moved) in self.cells.iter().enumerate() {
                let Noisy { value, sigma2 } = sums.at(arm * bins + place)?;
                let count = value as f64;
                change.n += count;
                change.sum += moved * count;
                change.squares += moved * moved * count;
                change.n_noise += sigma2;
                change.sum_noise += moved * moved * sigma2;
            }
            Some(change)
        };
        let arms = (0..self.arms.len()).map(arm).collect::<Option<_>>()?;
        Some(Look { time, arms })
    }

    fn begun(&self, arm: usize, time: i64) -> bool {
        self.arms.get(arm).is_some_and(|(_, began)| began.is_some_and(|b| b <= time))
    }

    /// All who had begun, and all who had not, at one look.
    fn halves(&self, look: &Look) -> (Change, Change) {
        let mut halves = (Change::default(), Change::default());
        for (arm, change) in look.arms.iter().enumerate() {
            let half = if self.begun(arm, look.time) { &mut halves.0 } else { &mut halves.1 };
            *half = half.plus(change);
        }
        halves
    }

    /// Every arm that begins at some time against those who have not begun (nor are it), at every look.
    fn group_times(&self, looks: &[Look]) -> Vec<(usize, GroupTime)> {
        let mut all = Vec::new();
        for look in looks {
            for (arm, treated) in look.arms.iter().enumerate() {
                let Some((_, Some(group))) = self.arms.get(arm) else { continue };
                let others = look.arms.iter().enumerate().filter(|(o, _)| *o != arm && !self.begun(*o, look.time));
                let control = others.fold(Change::default(), |sum, (_, change)| sum.plus(change));
                all.push((arm, GroupTime { group: *group, time: look.time, treated: *treated, control }));
            }
        }
        all
    }
}

/// The effect seen at one look.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct LookEffect {
    /// Place of the period in time.
    pub time: i64,
    /// Mean change of those who had begun minus that of those who had not.
    pub effect: Estimate,
    /// 95 % at this look alone.
    pub interval: Interval,
    /// These intervals hold all together at 95 %, however many looks there will be.
    pub always: Interval,
}

/// One arm at one time.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ArmEffect {
    /// Place of the arm.
    pub arm: usize,
    /// Place of the period.
    pub time: i64,
    /// Periods since the arm began; negative before.
    pub distance: i64,
    /// Effect; before the beginning it should be none.
    pub effect: Estimate,
}

/// What an experiment comes to.
#[derive(Debug, Clone, PartialEq)]
pub struct Findings {
    /// Looks at which somebody had begun, in order; the last one is the result.
    pub looks: Vec<LookEffect>,
    /// Each arm at each time.
    pub arms: Vec<ArmEffect>,
    /// By periods since the beginning.
    pub events: Vec<EventTime>,
    /// "No effect before the beginning": the smallest p-value, corrected for their number; None where there was no time before.
    pub placebo: Option<Test>,
    /// "The arms have the people that the shares promise": the smallest p-value over the arms, corrected for their number.
    pub balance: Option<Test>,
}

/// Everything that the releases of an experiment tell, looks in the order of time.
///
/// # Errors
/// No look at which both halves can be told from nobody.
pub fn findings(design: &Design, looks: &[Look]) -> Result<Findings, ImpactError> {
    let mut seen: Vec<LookEffect> = Vec::new();
    for look in looks {
        let (treated, control) = design.halves(look);
        let Ok(effect) = did(&treated, &control) else { continue };
        let always = always_valid(effect, seen.len() as u32 + 1, 0.05);
        seen.push(LookEffect { time: look.time, effect, interval: effect.interval95(), always });
    }
    let last = seen.last().ok_or(ImpactError::TooFew)?.time;
    let cells = design.group_times(looks);
    let arms = cells.iter().filter_map(|(arm, cell)| {
        let (time, distance) = (cell.time, cell.time - cell.group);
        Some(ArmEffect { arm: *arm, time, distance, effect: cell.effect().ok()? })
    });
    let arms = arms.collect();
    let cells: Vec<GroupTime> = cells.into_iter().map(|(_, cell)| cell).collect();
    let balance = looks.iter().find(|l| l.time == last).and_then(|l| balance(design, l));
    Ok(Findings { looks: seen, arms, events: event_study(&cells)?, placebo: placebo(&cells), balance })
}

/// The interval of look number `look` (from 1) out of arbitrarily many that hold together at `1 - alpha`: each look gets
/// `6 alpha / (pi look)^2` of it, which sums to `alpha` whatever the looks have to do with each other. A mixture test would be narrower
/// and would need looks that only add people; here each quarter brings its own noise and its own effect.
pub fn always_valid(effect: Estimate, look: u32, alpha: f64) -> Interval {
    let share = 6.0 / (std::f64::consts::PI * f64::from(look.max(1))).powi(2);
    let half = quantile(1.0 - alpha * share / 2.0) * effect.variance.max(0.0).sqrt();
    Interval { low: effect.value - half, high: effect.value + half }
}

/// Are the arms as large as they were drawn? A draw that went wrong (one arm answers less) shows here first.
fn balance(design: &Design, look: &Look) -> Option<Test> {
    let whole: f64 = design.arms.iter().map(|(share, _)| share).sum();
    let people: f64 = look.arms.iter().map(|c| c.n).sum();
    let noise: f64 = look.arms.iter().map(|c| c.n_noise).sum();
    if people < 1.0 || whole <= 0.0 {
        return None;
    }
    let tests: Vec<Test> = look
        .arms
        .iter()
        .zip(&design.arms)
        .map(|(change, (share, _))| {
            let p = share / whole;
            // The arm's own noise is in the whole too.
            let variance = people * p * (1.0 - p) + (1.0 - 2.0 * p) * change.n_noise + p * p * noise;
            Test::normal((change.n - p * people) / variance.sqrt(), crate::exact::Tail::Two)
        })
        .collect();
    let p: Vec<f64> = tests.iter().map(|t| t.p).collect();
    let corrected = adjusted(&p, Correction::Holm).ok()?;
    let both = tests.iter().zip(corrected).min_by(|a, b| a.1.total_cmp(&b.1));
    both.map(|(test, p)| Test { statistic: test.statistic, p })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn design() -> Design {
        Design { arms: vec![(400.0, Some(1)), (300.0, Some(2)), (300.0, None)], cells: vec![-1.0, -0.5, 0.0, 0.5, 1.0] }
    }

    /// People by cell; what is added to those who have begun moves from "no change" to "half a level".
    fn look(time: i64, helped: [f64; 3]) -> Look {
        let arm = |(people, part): (f64, f64)| {
            let up = people * (0.1 + part);
            let down = people * 0.1;
            Change {
                n: people,
                sum: 0.5 * up - 0.5 * down,
                squares: 0.25 * (up + down),
                n_noise: 5000.0,
                sum_noise: 2500.0,
            }
        };
        Look { time, arms: [2400.0, 1800.0, 1800.0].into_iter().zip(helped).map(arm).collect() }
    }

    #[test]
    fn what_was_planted_is_found_and_the_time_before_is_quiet() {
        let looks = [look(0, [0.0; 3]), look(1, [0.4, 0.0, 0.0]), look(2, [0.4, 0.4, 0.0])];
        let found = findings(&design(), &looks).unwrap();
        assert_eq!(found.looks.len(), 2, "before anybody had begun there is nothing to compare");
        for look in &found.looks {
            assert!((look.effect.value - 0.2).abs() < 1e-9 && look.interval.low > 0.1, "{look:?}");
            assert!(look.always.low < look.interval.low && look.always.high > look.interval.high);
        }
        assert!(
            found.looks[1].always.width() / found.looks[1].interval.width()
                > found.looks[0].always.width() / found.looks[0].interval.width()
        );
        assert!(found.placebo.unwrap().p > 0.9);
        assert!(found.balance.unwrap().p > 0.9);
        assert_eq!(found.events.iter().map(|e| e.distance).collect::<Vec<_>>(), [-2, -1, 0, 1]);
        assert_eq!(found.arms.len(), 6);
    }

    #[test]
    fn a_drift_before_and_a_crooked_draw_are_seen() {
        let looks = [look(0, [0.3, 0.0, 0.0]), look(1, [0.4, 0.0, 0.0])];
        assert!(findings(&design(), &looks).unwrap().placebo.unwrap().p < 1e-3);
        let mut crooked = look(1, [0.4, 0.0, 0.0]);
        crooked.arms[0].n -= 900.0;
        assert!(findings(&design(), &[crooked]).unwrap().balance.unwrap().p < 1e-3);
    }

    #[test]
    fn nobody_tells_nothing() {
        assert_eq!(findings(&design(), &[]), Err(ImpactError::TooFew));
        let nobody = Look { time: 1, arms: vec![Change { n: 20.0, n_noise: 5000.0, ..Change::default() }; 3] };
        assert_eq!(findings(&design(), &[nobody]), Err(ImpactError::TooFew));
    }
}
