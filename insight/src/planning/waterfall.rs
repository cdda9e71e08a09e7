//! A skill's way from now to then: opening, attrition, learning, mobility, hires, closing, each with its variance.
//!
//! One chain of nine states ([`Flow`]): those who have the skill by how they came to it, those who do not, and those
//! who had it and left, again by how they came. Every step is a sum over states, so its variance follows from their
//! covariance, and the steps add up exactly.

use serde::Serialize;

use super::flow::{Flow, FlowError, Hiring, Spread};
use crate::Estimate;
use crate::forecast::{MIN_RELEASES, Reading};
use crate::share::{Lack, NotEnough};

/// What moves people, a period.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Rates {
    /// Chance of leaving of somebody who has the skill, 0..=1. Whoever leaves without it is replaced by somebody
    /// without it.
    pub attrition: f64,
    /// Chance of learning it of somebody who has not, 0..=1, and how surely that is known.
    pub learning: Estimate,
    /// People with the skill who move in, on average; their number is Poisson.
    pub moves: f64,
    /// People with the skill who are hired, on average; their number is Poisson.
    pub hires: f64,
}

/// People, by step. `opening + attrition + learning + mobility + hires = closing`.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Waterfall {
    /// Have it now.
    pub opening: Estimate,
    /// Leave, however they came to it; not above 0.
    pub attrition: Estimate,
    /// Learn it.
    pub learning: Estimate,
    /// Move in with it.
    pub mobility: Estimate,
    /// Are hired with it.
    pub hires: Estimate,
    /// Have it then.
    pub closing: Estimate,
}

/// States: who has it from the start, learned, moved in, was hired; who has not; and who left, in the same order.
const K: usize = 9;
const WITHOUT: usize = 1;
/// Has it now, and has left with it.
const WAYS: [(usize, usize); 4] = [(0, 5), (2, 6), (3, 7), (4, 8)];

/// Runs so many periods from `opening`, of `people` in all.
///
/// # Errors
/// [`FlowError`].
pub fn waterfall(opening: Estimate, people: f64, rates: &Rates, periods: usize) -> Result<Waterfall, FlowError> {
    let middle = run(opening, people, rates, rates.learning.value, periods)?;
    let sd = rates.learning.variance.max(0.0).sqrt();
    if sd == 0.0 {
        return Ok(middle);
    }
    // A rate that is not known moves every step with it: half the way from one standard deviation below to one above.
    let at = |by: f64| run(opening, people, rates, (rates.learning.value + by).clamp(0.0, 1.0), periods);
    let (low, high) = (at(-sd)?, at(sd)?);
    let wider = |of: fn(&Waterfall) -> Estimate| {
        let half = (of(&high).value - of(&low).value) / 2.0;
        Estimate { value: of(&middle).value, variance: of(&middle).variance + half * half }
    };
    Ok(Waterfall {
        opening: middle.opening,
        attrition: wider(|w| w.attrition),
        learning: wider(|w| w.learning),
        mobility: middle.mobility,
        hires: middle.hires,
        closing: wider(|w| w.closing),
    })
}

fn run(opening: Estimate, people: f64, rates: &Rates, learning: f64, periods: usize) -> Result<Waterfall, FlowError> {
    let (leave, add) = (rates.attrition, rates.moves + rates.hires);
    if ![opening.value, opening.variance, people, leave, learning, add].iter().all(|v| v.is_finite())
        || rates.moves < 0.0
        || rates.hires < 0.0
    {
        return Err(FlowError::Range);
    }
    let mut moves = vec![vec![0.0; K]; K];
    let mut set = |from: usize, to: usize, chance: f64| {
        if let Some(cell) = moves.get_mut(from).and_then(|row| row.get_mut(to)) {
            *cell = chance;
        }
    };
    set(WITHOUT, WITHOUT, 1.0 - learning);
    set(WITHOUT, 2, learning);
    for (has, left) in WAYS {
        set(has, has, 1.0 - leave);
        set(has, left, leave);
        set(left, left, 1.0);
    }
    let share = if add > 0.0 { rates.moves / add } else { 0.0 };
    let mix = (0..K)
        .map(|s| {
            if s == 3 {
                share
            } else if s == 4 {
                1.0 - share
            } else {
                0.0
            }
        })
        .collect();
    let flow = Flow::new(moves, mix, Hiring::Random(add))?;
    let has = opening.value.clamp(0.0, people.max(0.0));
    let mean = (0..K)
        .map(|s| {
            if s == 0 {
                has
            } else if s == WITHOUT {
                people - has
            } else {
                0.0
            }
        })
        .collect();
    // Who does not have it is everybody else: the noise of the one is that of the other, turned round.
    let noise = |a: usize, b: usize| match (a, b) {
        (0, 0) | (1, 1) => opening.variance,
        (0, 1) | (1, 0) => -opening.variance,
        _ => 0.0,
    };
    let covariance = (0..K).map(|a| (0..K).map(|b| noise(a, b)).collect()).collect();
    let all = flow.run_from(Spread { mean, covariance }, periods)?;
    let last = all.last().ok_or(FlowError::Shape)?;
    let of = |way: usize| WAYS.get(way).map_or(vec![], |(has, left)| vec![(*has, 1.0), (*left, 1.0)]);
    let left: Vec<(usize, f64)> = WAYS.iter().map(|(_, left)| (*left, -1.0)).collect();
    let then: Vec<(usize, f64)> = WAYS.iter().map(|(has, _)| (*has, 1.0)).collect();
    Ok(Waterfall {
        opening: Estimate { value: has, variance: opening.variance },
        attrition: sum(last, &left),
        learning: sum(last, &of(1)),
        mobility: sum(last, &of(2)),
        hires: sum(last, &of(3)),
        closing: sum(last, &then),
    })
}

/// A sum over states, with its variance.
fn sum(spread: &Spread, weights: &[(usize, f64)]) -> Estimate {
    let mean = |s: usize| spread.mean.get(s).copied().unwrap_or(0.0);
    let cov = |a: usize, b: usize| spread.covariance.get(a).and_then(|row| row.get(b)).copied().unwrap_or(0.0);
    let value = weights.iter().map(|(s, w)| w * mean(*s)).sum();
    let variance: f64 = weights.iter().flat_map(|(a, x)| weights.iter().map(move |(b, y)| x * y * cov(*a, *b))).sum();
    Estimate { value, variance: variance.max(0.0) }
}

/// Chance of learning a period, from what releases say: the least-squares slope of those who have the skill, plus
/// those who must have made up for attrition, over those who could learn. Past hires and moves are in it. Its variance
/// is the slope's, from the scatter around the line or the known noise, whichever is larger.
///
/// # Errors
/// [`NotEnough`] of fewer than [`MIN_RELEASES`] releases, or of nobody who could learn.
pub fn learning(series: &[Option<Reading>], people: f64, attrition: f64) -> Result<Estimate, NotEnough> {
    let points: Vec<(f64, Reading)> =
        series.iter().enumerate().filter_map(|(at, reading)| Some((at as f64, (*reading)?))).collect();
    let n = points.len() as f64;
    if points.len() < MIN_RELEASES {
        return Err(NotEnough { needs: MIN_RELEASES as u64, lack: Lack::Releases });
    }
    let (x, y) = (points.iter().map(|p| p.0).sum::<f64>() / n, points.iter().map(|p| p.1.value).sum::<f64>() / n);
    let spread: f64 = points.iter().map(|p| (p.0 - x).powi(2)).sum();
    let slope = points.iter().map(|p| (p.0 - x) * (p.1.value - y)).sum::<f64>() / spread;
    let left: f64 = points.iter().map(|p| (p.1.value - y - slope * (p.0 - x)).powi(2)).sum();
    let noise = points.iter().map(|p| p.1.variance).sum::<f64>() / n;
    let scatter = (left / (n - 2.0)).max(noise);
    let could = people - y;
    if could < 1.0 {
        return Err(NotEnough { needs: 1, lack: Lack::People });
    }
    let rate = ((slope + attrition * y) / could).clamp(0.0, 1.0);
    Ok(Estimate { value: rate, variance: scatter / spread / (could * could) })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn exact(value: f64) -> Estimate {
        Estimate { value, variance: 0.0 }
    }

    #[test]
    fn the_steps_add_up_and_are_the_closed_form() {
        let rates = Rates { attrition: 0.1, learning: exact(0.05), moves: 2.0, hires: 3.0 };
        let w = waterfall(Estimate { value: 100.0, variance: 25.0 }, 300.0, &rates, 1).unwrap();
        assert!((w.attrition.value + 10.0).abs() < 1e-9 && (w.learning.value - 10.0).abs() < 1e-9);
        assert!((w.mobility.value - 2.0).abs() < 1e-9 && (w.hires.value - 3.0).abs() < 1e-9);
        // Poisson newcomers; binomial leavers and learners, and what is not known of the opening.
        assert!((w.hires.variance - 3.0).abs() < 1e-9 && (w.mobility.variance - 2.0).abs() < 1e-9);
        assert!((w.attrition.variance - (100.0 * 0.09 + 25.0 * 0.01)).abs() < 1e-9);
        let closing = 100.0 * 0.09 + 200.0 * 0.05 * 0.95 + 5.0 + 25.0 * (0.9 - 0.05f64).powi(2);
        assert!((w.closing.variance - closing).abs() < 1e-9, "{} {closing}", w.closing.variance);
        let four = waterfall(exact(100.0), 300.0, &rates, 4).unwrap();
        let sum =
            four.opening.value + four.attrition.value + four.learning.value + four.mobility.value + four.hires.value;
        assert!((sum - four.closing.value).abs() < 1e-9);
        assert!((four.learning.value - 200.0 * (1.0 - 0.95f64.powi(4))).abs() < 1e-9);
    }

    #[test]
    fn a_rate_that_is_not_known_widens_what_rests_on_it() {
        let at = |variance: f64| Rates {
            attrition: 0.0,
            learning: Estimate { value: 0.05, variance },
            moves: 0.0,
            hires: 4.0,
        };
        let (sure, unsure) = (
            waterfall(exact(100.0), 300.0, &at(0.0), 1).unwrap(),
            waterfall(exact(100.0), 300.0, &at(1e-4), 1).unwrap(),
        );
        // One standard deviation of the rate is two of two hundred people.
        assert!((unsure.learning.variance - sure.learning.variance - 4.0).abs() < 1e-9);
        assert_eq!(unsure.hires, sure.hires);
        assert!((unsure.closing.variance - sure.closing.variance - 4.0).abs() < 1e-9);
    }

    #[test]
    fn learning_is_what_releases_grow_by_and_what_attrition_took() {
        let series: Vec<Option<Reading>> =
            (0..6).map(|t| (t != 2).then_some(Reading { value: 100.0 + 6.0 * f64::from(t), variance: 4.0 })).collect();
        let middle = 100.0 + 6.0 * 13.0 / 5.0;
        let rate = learning(&series, 500.0, 0.02).unwrap();
        assert!((rate.value - (6.0 + 0.02 * middle) / (500.0 - middle)).abs() < 1e-9);
        assert!(rate.variance > 0.0);
        assert_eq!(learning(&series[..3], 500.0, 0.02).unwrap_err().lack, Lack::Releases);
        assert_eq!(learning(&series, middle, 0.02).unwrap_err().lack, Lack::People);
    }

    #[test]
    fn what_is_no_rate_is_refused() {
        let with = |attrition: f64, hires: f64| {
            let rates = Rates { attrition, learning: exact(0.1), moves: 0.0, hires };
            waterfall(exact(10.0), 20.0, &rates, 2)
        };
        assert!(with(0.1, 1.0).is_ok());
        assert_eq!(with(1.1, 1.0), Err(FlowError::Range));
        assert_eq!(with(0.1, -1.0), Err(FlowError::Range));
        assert_eq!(with(f64::NAN, 1.0), Err(FlowError::Range));
    }
}
