//! Roles beside the person.

use super::arrive::arrive;
use super::fit::{p_met, role_fit};
use super::ladder::ladder;
use super::plan::{LEAST, PlanStep, Walk, extend, minutes};
use super::{FitRow, GapRow, LevelRow, PlanRow, RoleDetail, RoleNeed, RoleRow};
use crate::catalog::Catalogue;
use crate::clock::Now;
use crate::map::Map;
use crate::profile::Estimate;
use crate::recommend::{ItemRow, Person};
use crate::taxonomy::{Need, Role, RoleIx, SkillId, Taxonomy};

/// Every role, best fit first; equal ones by grade, then id.
pub fn roles(tax: &Taxonomy, cat: &Catalogue, person: &Person<'_>, now: Now) -> Vec<RoleRow> {
    let numbered = tax.roles().iter().enumerate();
    let mut rows: Vec<RoleRow> = numbered
        .map(|(at, role)| row(tax, cat, person, RoleIx(at as u32), role, &laid(tax, cat, person, role, now)))
        .collect();
    crate::order::sort_by(&mut rows, |a, b| {
        b.fit.mean.total_cmp(&a.fit.mean).then(a.grade.cmp(&b.grade)).then_with(|| a.id.cmp(&b.id))
    });
    rows
}

/// One role's row, for a goal's summary.
pub fn role_row(tax: &Taxonomy, cat: &Catalogue, person: &Person<'_>, ix: RoleIx, now: Now) -> Option<RoleRow> {
    let role = tax.roles().get(ix.0 as usize)?;
    Some(row(tax, cat, person, ix, role, &laid(tax, cat, person, role, now)))
}

/// One role in full: needs, ladder, plan. `None` where it is not in the taxonomy.
pub fn role(tax: &Taxonomy, cat: &Catalogue, person: &Person<'_>, ix: RoleIx, now: Now) -> Option<RoleDetail> {
    let role = tax.roles().get(ix.0 as usize)?;
    let way = laid(tax, cat, person, role, now);
    let steps = &way.steps;
    let mut needs: Vec<RoleNeed> = role.needs.iter().map(|need| need_row(tax, person, need)).collect();
    crate::order::sort_by(&mut needs, |a, b| {
        b.essential.cmp(&a.essential).then(b.gap.total_cmp(&a.gap)).then_with(|| a.skill.cmp(&b.skill))
    });
    let planned = steps.iter().filter_map(|step| {
        Some(PlanRow {
            item: ItemRow::of(tax, cat.get(step.item)?, person.items.get(&step.item).copied()),
            skill: tax.id(step.skill).to_owned(),
            label: tax.label(step.skill).to_owned(),
            success: step.success,
            applies: step.applies,
        })
    });
    Some(RoleDetail {
        arrive: way.arrive,
        row: row(tax, cat, person, ix, role, &way),
        description: role.description.clone(),
        needs,
        ladder: ladder(tax, cat, person, &role.family, now),
        plan: planned.collect(),
    })
}

/// A plan and where it leads.
struct Way {
    steps: Vec<PlanStep>,
    arrive: FitRow,
    /// At its end no essential need is left open.
    closes: bool,
}

fn laid(tax: &Taxonomy, cat: &Catalogue, person: &Person<'_>, role: &Role, now: Now) -> Way {
    let mut walk = Walk::new(person);
    let steps = extend(tax, cat, person, role, now, &mut walk);
    let there = |n: &Need| !n.essential || walk.level(n.skill) >= f64::from(n.level) - LEAST;
    Way { arrive: arrive(person, role, &steps, &walk), closes: role.needs.iter().all(there), steps }
}

/// Least share of the needed levels that is there, most gaps and most minutes of a role that is a bridge: some weeks of learning
/// beside the work.
const BRIDGE: (f64, u32, u32) = (0.45, 4, 1500);

/// Share of the levels that a role needs, of its essential skills, that the person has by our best guess.
fn near(person: &Person<'_>, role: &Role) -> f64 {
    let any = role.needs.iter().any(|n| n.essential);
    let (mut needed, mut missing) = (0.0, 0.0);
    for need in role.needs.iter().filter(|n| n.essential || !any) {
        needed += f64::from(need.level);
        missing += gap(person.estimates, need);
    }
    if needed > 0.0 { 1.0 - missing / needed } else { 0.0 }
}

fn row(tax: &Taxonomy, cat: &Catalogue, person: &Person<'_>, ix: RoleIx, role: &Role, way: &Way) -> RoleRow {
    let any = role.needs.iter().any(|n| n.essential);
    let unmet = |n: &&Need| (n.essential || !any) && p_met(person.estimates.get(&n.skill), f64::from(n.level)) < 0.5;
    let fit = role_fit(role, person.estimates);
    let gap_count = role.needs.iter().filter(unmet).count() as u32;
    let minutes = minutes(cat, &way.steps);
    let goal = person.goal == Some(ix);
    let small = near(person, role) >= BRIDGE.0 && (1..=BRIDGE.1).contains(&gap_count) && minutes <= BRIDGE.2;
    RoleRow {
        id: role.id.clone(),
        label: role.label.clone(),
        function: role.function.clone(),
        family: role.family.clone(),
        grade: role.grade,
        fit: fit.into(),
        gaps: gap_count,
        minutes,
        goal,
        bridge: (small && way.closes && !goal).then(|| gaps(tax, person, role)),
    }
}

fn need_row(tax: &Taxonomy, person: &Person<'_>, need: &Need) -> RoleNeed {
    let estimate = person.estimates.get(&need.skill);
    let known = estimate.filter(|e| e.known());
    RoleNeed {
        skill: tax.id(need.skill).to_owned(),
        label: tax.label(need.skill).to_owned(),
        need: need.level,
        essential: need.essential,
        level: known.map(LevelRow::from),
        standing: known.map(|e| e.standing),
        p_met: p_met(estimate, f64::from(need.level)),
        gap: gap(person.estimates, need),
    }
}

/// Levels missing; of a skill that nothing speaks of, all of them.
fn gap(estimates: &Map<SkillId, Estimate>, need: &Need) -> f64 {
    (f64::from(need.level) - estimates.get(&need.skill).filter(|e| e.known()).map_or(0.0, |e| e.mean)).max(0.0)
}

/// What is missing of a role, largest first: essential needs that are more likely unmet than met.
pub(crate) fn gaps(tax: &Taxonomy, person: &Person<'_>, role: &Role) -> Vec<GapRow> {
    let any = role.needs.iter().any(|n| n.essential);
    let counted = role.needs.iter().filter(|n| n.essential || !any);
    let open = counted.filter(|n| p_met(person.estimates.get(&n.skill), f64::from(n.level)) < 0.5);
    let mut rows: Vec<GapRow> = open
        .map(|n| GapRow {
            skill: tax.id(n.skill).to_owned(),
            label: tax.label(n.skill).to_owned(),
            gap: gap(person.estimates, n),
        })
        .filter(|g| g.gap > 0.0)
        .collect();
    crate::order::sort_by(&mut rows, |a, b| b.gap.total_cmp(&a.gap).then_with(|| a.skill.cmp(&b.skill)));
    rows
}
