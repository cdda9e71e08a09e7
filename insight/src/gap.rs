//! Supply against demand.

use serde::{Deserialize, Serialize};

use crate::normal::below;
use crate::{Interval, NotEnough, Share};

/// What one role asks for.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RoleDemand {
    /// People in the role.
    pub headcount: u64,
    /// Share of them who must have the skill, 0..=1.
    pub required: f64,
}

/// People who must have the skill: sum over roles of headcount times what is required. A share that is not one counts as the nearest.
pub fn demand(roles: &[RoleDemand]) -> f64 {
    roles.iter().map(|r| r.headcount as f64 * r.required.clamp(0.0, 1.0)).sum()
}

/// A skill's supply against its demand, in people. Supply is the share among those who answered, taken for everybody: that those who
/// did not answer are like those who did is an assumption, and `coverage` says how far it reaches.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Gap {
    /// People who have the skill.
    pub supply: f64,
    /// 95 %.
    pub supply_interval: Interval,
    /// People who should.
    pub demand: f64,
    /// Demand less supply: a shortage is positive.
    pub shortage: f64,
    /// 95 %.
    pub shortage_interval: Interval,
    /// Probability that supply is less than demand.
    pub falls_short: f64,
    /// Answers over headcount, 0..=1.
    pub coverage: f64,
    /// Why nothing should rest on it yet, where that is so.
    pub not_enough: Option<NotEnough>,
}

impl Gap {
    /// From a share of a cell's people and the demand in that cell, people.
    pub fn of(share: &Share, demand: f64) -> Gap {
        let people = share.people.headcount as f64;
        let supply = share.value * people;
        let supply_interval = share.interval.scale(people);
        let shortage_interval = Interval { low: demand - supply_interval.high, high: demand - supply_interval.low };
        // Supply cannot leave 0..=headcount, whatever the noise says.
        let falls_short = if demand <= 0.0 {
            0.0
        } else if demand > people {
            1.0
        } else {
            below(demand, supply, share.variance * people * people)
        };
        Gap {
            supply,
            supply_interval,
            demand,
            shortage: demand - supply,
            shortage_interval,
            falls_short,
            coverage: share.coverage,
            not_enough: share.people.enough().err(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Noisy, People, Question};

    #[test]
    fn a_shortage_is_positive_and_its_interval_is_the_supplys_turned_round() {
        let people = People { answers: Noisy::exact(800), headcount: 1000 };
        let share = Share::of(Noisy { value: 400, sigma2: 400.0 }, people, Question::Census).unwrap();
        let gap = Gap::of(
            &share,
            demand(&[RoleDemand { headcount: 500, required: 0.9 }, RoleDemand { headcount: 100, required: 1.0 }]),
        );
        assert_eq!((gap.supply, gap.demand, gap.shortage), (500.0, 550.0, 50.0));
        // 20 of 800 is 25 of 1000.
        assert!((gap.shortage_interval.low - (50.0 - 1.959964 * 25.0)).abs() < 1e-3);
        assert!((gap.shortage_interval.high - (50.0 + 1.959964 * 25.0)).abs() < 1e-3);
        assert!((gap.falls_short - 0.97725).abs() < 1e-4);
        assert_eq!(gap.not_enough, None);
        assert_eq!(Gap::of(&share, 1001.0).falls_short, 1.0);
        assert_eq!(Gap::of(&share, 0.0).falls_short, 0.0);
    }

    #[test]
    fn few_answers_are_said() {
        let people = People { answers: Noisy::exact(300), headcount: 1000 };
        let share = Share::of(Noisy { value: 100, sigma2: 4.0 }, people, Question::Census).unwrap();
        assert_eq!(Gap::of(&share, 10.0).not_enough.map(|n| n.needs), Some(600));
    }
}
