//! How likely a plan leads to the role, between two bounds that need no guess of how skills hang together.

use super::FitRow;
use super::fit::p_met;
use super::plan::{LEARNED_SD, LEAST, PlanStep, Walk};
use crate::recommend::{Person, normal_cdf};
use crate::taxonomy::{Need, Role};

/// Nobody arrives for certain.
const MOST: f64 = 0.95;

/// The probability that every essential need is met at the end of a plan.
///
/// A need is met when it is met already, or when each step of the plan that is there for it works and its end is high enough: an item
/// that ends at the needed level brings some above it and some not quite. What nothing in the catalogue
/// closes stays as likely as it is today. The lower bound takes the needs for independent (the product), the upper one for as
/// dependent as can be: who learns one learns the others (the least likely need alone). Of outcomes that help each other the
/// truth lies between the two (Esary, Proschan and Walkup 1967). `mean` is their geometric mean.
pub(super) fn arrive(person: &Person<'_>, role: &Role, steps: &[PlanStep], walk: &Walk) -> FitRow {
    let any = role.needs.iter().any(|n| n.essential);
    let (mut low, mut high) = (1.0f64, 1.0f64);
    for need in role.needs.iter().filter(|n| n.essential || !any) {
        let p = met_after(person, need, steps, walk).min(MOST);
        (low, high) = (low * p, high.min(p));
    }
    FitRow { mean: (low * high).sqrt(), low, high }
}

fn met_after(person: &Person<'_>, need: &Need, steps: &[PlanStep], walk: &Walk) -> f64 {
    let level = f64::from(need.level);
    let today = p_met(person.estimates.get(&need.skill), level);
    let mut towards = steps.iter().filter(|s| s.skill == need.skill && !s.applies).peekable();
    if towards.peek().is_none() || walk.level(need.skill) < level - LEAST {
        return today;
    }
    let high_enough = normal_cdf((walk.level(need.skill) - level + LEAST) / LEARNED_SD);
    today + (1.0 - today) * high_enough * towards.map(|s| s.success).product::<f64>()
}
