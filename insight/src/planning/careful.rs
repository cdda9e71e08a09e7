//! What closing one gap costs, where neither the gap nor what a measure yields is known exactly. The most careful plan
//! first.
//!
//! At a level of sureness the gap is taken as large as it is at most with that probability, and every yield as small
//! as it is at least: both lower bounds at once, so a plan is surer than its level says. How sure, is computed for
//! each plan.

use serde::Serialize;

use super::build_or_buy::{Measure, Need, PlanError, cheapest};
use crate::Estimate;
use crate::normal::{below, quantile};

/// A way to close a gap.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Way {
    /// Cost of one person.
    pub cost: f64,
    /// Share of a person who has the skill then, 0..=1, with the variance of what is believed of it.
    pub yields: Estimate,
    /// At most so many people.
    pub most: Option<f64>,
}

/// A plan at one level of sureness.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Point {
    /// The level.
    pub sure: f64,
    /// People in each way, whole; None where the ways do not reach so far.
    pub people: Option<Vec<f64>>,
    /// What they cost.
    pub cost: Option<f64>,
    /// People with the skill whom that adds.
    pub adds: Option<Estimate>,
    /// Probability that it closes the gap.
    pub closes: Option<f64>,
}

/// The cheapest plan at each level, the most careful first.
///
/// # Errors
/// [`PlanError`] other than infeasible.
pub fn careful(missing: Estimate, ways: &[Way], levels: &[f64]) -> Result<Vec<Point>, PlanError> {
    let sane = |w: &Way| {
        let share = (0.0..=1.0).contains(&w.yields.value) && (0.0..=1.0).contains(&w.yields.variance);
        share && w.cost.is_finite() && w.cost >= 0.0 && w.most.is_none_or(|m| m.is_finite() && m >= 0.0)
    };
    if !ways.iter().all(sane) || !missing.value.is_finite() || !missing.variance.is_finite() {
        return Err(PlanError::Range);
    }
    let mut levels = levels.to_vec();
    levels.sort_by(|a, b| b.total_cmp(a));
    levels.into_iter().map(|sure| point(missing, ways, sure)).collect()
}

fn point(missing: Estimate, ways: &[Way], sure: f64) -> Result<Point, PlanError> {
    let measure = |way: &Way| Measure {
        name: String::new(),
        cost: way.cost,
        adds: vec![(way.yields.value - quantile(sure) * way.yields.variance.sqrt()).clamp(0.0, 1.0)],
        most: way.most,
    };
    let measures: Vec<Measure> = ways.iter().map(measure).collect();
    let need = Need { name: String::new(), missing, shortfall_cost: None };
    let plan = match cheapest(&[need], &measures, sure, true, None) {
        Ok(plan) => plan,
        Err(PlanError::Infeasible) => return Ok(Point { sure, people: None, cost: None, adds: None, closes: None }),
        Err(e) => return Err(e),
    };
    let each = || plan.people.iter().zip(ways);
    let value = each().map(|(n, way)| n * way.yields.value).sum();
    // One yield for all people of a way, and each of them makes it or not.
    let one = |(n, way): (&f64, &Way)| n * n * way.yields.variance + n * way.yields.value * (1.0 - way.yields.value);
    let adds = Estimate { value, variance: each().map(one).sum() };
    let closes = below(adds.value, missing.value, missing.variance + adds.variance);
    Ok(Point { sure, cost: Some(plan.spend), adds: Some(adds), closes: Some(closes), people: Some(plan.people) })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn way(cost: f64, value: f64, sd: f64, most: Option<f64>) -> Way {
        Way { cost, yields: Estimate { value, variance: sd * sd }, most }
    }

    #[test]
    fn being_surer_costs_more_and_what_cannot_be_is_said() {
        let ways = [way(2_000.0, 0.8, 0.1, Some(40.0)), way(15_000.0, 1.0, 0.0, Some(20.0))];
        let points = careful(Estimate { value: 30.0, variance: 64.0 }, &ways, &[0.5, 0.8, 0.95, 0.999]).unwrap();
        let sure: Vec<f64> = points.iter().map(|p| p.sure).collect();
        assert_eq!(sure, [0.999, 0.95, 0.8, 0.5]);
        assert_eq!(points[0].people, None, "forty learners and twenty hires are not enough for that");
        // The estimate itself: 38 learners are 30.4.
        assert_eq!((points[3].people.as_deref(), points[3].cost), (Some(&[38.0, 0.0][..]), Some(76_000.0)));
        let costs: Vec<f64> = points[1..].iter().filter_map(|p| p.cost).collect();
        assert!(costs.windows(2).all(|w| w[0] > w[1]), "{costs:?}");
        for point in &points[1..] {
            assert!(point.closes.unwrap() >= point.sure, "{point:?}");
        }
    }

    #[test]
    fn no_gap_costs_nothing_and_a_cost_below_nothing_is_refused() {
        let points = careful(Estimate { value: -50.0, variance: 4.0 }, &[way(1.0, 1.0, 0.0, None)], &[0.95]).unwrap();
        assert_eq!((points[0].people.as_deref(), points[0].cost), (Some(&[0.0][..]), Some(0.0)));
        let refused = |w: Way| careful(Estimate { value: 5.0, variance: 1.0 }, &[w], &[0.5]).unwrap_err();
        assert_eq!(refused(way(-1.0, 1.0, 0.0, None)), PlanError::Range);
        assert_eq!(refused(way(1.0, 1.2, 0.0, None)), PlanError::Range);
        assert_eq!(refused(way(1.0, 0.5, f64::NAN, None)), PlanError::Range);
    }
}
