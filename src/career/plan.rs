//! An ordered plan toward a role: what can be done now comes first, and each step stands on those before it.

use super::fit::p_met;
use crate::catalog::{Catalogue, Item, ItemIx, Modality, Teaches};
use crate::clock::Now;
use crate::map::{Map, Set};
use crate::recommend::{PRIOR_LEVEL, PRIOR_SD, Person, follows, plannable, unmet};
use crate::taxonomy::{Relation, Role, SkillId, Taxonomy};

/// Most steps of a plan.
const MOST: usize = 24;
/// How far below an item's `from` a person may be to follow it.
const REACH: f64 = 0.5;
/// Least that an item must bring a skill forward to be planned for it.
pub(super) const LEAST: f64 = 0.2;
/// Standard deviation of a level that was reached by a step, and of how well a published `from` says what is expected.
pub(super) const LEARNED_SD: f64 = 0.6;
const FROM_SD: f64 = 0.5;

/// One step of a plan.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PlanStep {
    /// The item.
    pub item: ItemIx,
    /// The skill it is in the plan for.
    pub skill: SkillId,
    /// Probability of following it, coming from the steps before, 0.05..=0.95.
    pub success: f64,
    /// It is there to use what the steps before it taught, not to close a gap.
    pub applies: bool,
}

/// Where a person stands while a plan is laid: it moves with every step.
#[derive(Debug, Clone)]
pub(crate) struct Walk {
    levels: Map<SkillId, f64>,
    sds: Map<SkillId, f64>,
    taken: Set<ItemIx>,
}

impl Walk {
    pub(crate) fn new(person: &Person<'_>) -> Walk {
        let all = || person.estimates.iter();
        Walk {
            levels: all().map(|(&s, e)| (s, e.mean)).collect(),
            sds: all().map(|(&s, e)| (s, e.sd)).collect(),
            taken: Set::new(),
        }
    }

    /// P(following an item from here), over its skills.
    fn success(&self, item: &Item) -> f64 {
        let p = |t: &Teaches| {
            let sd = self.sds.get(&t.skill).copied().unwrap_or(PRIOR_SD);
            follows(t, self.level(t.skill), (sd * sd + FROM_SD * FROM_SD).sqrt())
        };
        let all = item.teaches.iter().map(p).sum::<f64>() / item.teaches.len().max(1) as f64;
        all.clamp(0.05, 0.95)
    }

    fn step(&mut self, cat: &Catalogue, item: ItemIx, skill: SkillId, applies: bool) -> PlanStep {
        let success = cat.get(item).map_or(0.0, |item| self.success(item));
        self.take(cat, item);
        PlanStep { item, skill, success, applies }
    }

    pub(super) fn level(&self, skill: SkillId) -> f64 {
        self.levels.get(&skill).copied().unwrap_or(PRIOR_LEVEL)
    }

    fn take(&mut self, cat: &Catalogue, ix: ItemIx) {
        self.taken.insert(ix);
        for t in cat.get(ix).into_iter().flat_map(|item| &item.teaches) {
            let now = self.level(t.skill);
            if f64::from(t.from) <= now + REACH {
                self.levels.insert(t.skill, now.max(f64::from(t.to)));
                self.sds.insert(t.skill, LEARNED_SD);
            }
        }
    }
}

/// The plan toward a role from where the person stands.
pub fn plan(tax: &Taxonomy, cat: &Catalogue, person: &Person<'_>, role: &Role, now: Now) -> Vec<PlanStep> {
    extend(tax, cat, person, role, now, &mut Walk::new(person))
}

/// Minutes of a plan.
pub(crate) fn minutes(cat: &Catalogue, plan: &[PlanStep]) -> u32 {
    plan.iter().filter_map(|s| cat.get(s.item)).fold(0, |sum, item| sum.saturating_add(item.minutes))
}

/// Continues a walk until nothing in the catalogue brings a need of the role forward.
///
/// Greedy: of all items that can be followed from here, the one that closes most of the weighted gap for its length (square
/// root of minutes: a long course is worth its time when it goes far). A skill whose own prerequisite is also still missing
/// waits for it.
pub(crate) fn extend(
    tax: &Taxonomy,
    cat: &Catalogue,
    person: &Person<'_>,
    role: &Role,
    now: Now,
    walk: &mut Walk,
) -> Vec<PlanStep> {
    // What is likely there already needs no step; what the person contests does, and the walk says from where.
    let mut open: Vec<(SkillId, f64, f64)> = Vec::new();
    for need in &role.needs {
        let level = f64::from(need.level);
        if p_met(person.estimates.get(&need.skill), level) < 0.5 || walk.level(need.skill) < level - LEAST {
            open.push((need.skill, level, if need.essential { 1.0 } else { 0.4 }));
        }
    }
    let first: Map<SkillId, Vec<SkillId>> = open
        .iter()
        .map(|&(skill, ..)| {
            let before = tax.relations(skill).into_iter().filter(|(r, _)| *r == Relation::Requires).map(|(_, s)| s);
            (skill, before.filter(|s| open.iter().any(|(other, ..)| other == s)).collect())
        })
        .collect();
    let mut steps = Vec::new();
    while steps.len() < MOST {
        let mut best: Option<(f64, &str, ItemIx, SkillId)> = None;
        for &(skill, need, weight) in &open {
            let level = walk.level(skill);
            if level >= need - LEAST {
                continue;
            }
            let waits = first.get(&skill).is_some_and(|before| before.iter().any(|s| below(walk, &open, *s)));
            for &ix in cat.teaching(skill) {
                let Some(item) = cat.get(ix) else { continue };
                let Some(t) = item.teaches.iter().find(|t| t.skill == skill) else { continue };
                let forward = f64::from(t.to).min(need) - level.max(f64::from(t.from) - REACH);
                if forward < LEAST || f64::from(t.from) > level + REACH || walk.taken.contains(&ix) {
                    continue;
                }
                let worth = weight * forward / f64::from(item.minutes.max(5)).sqrt() * if waits { 0.3 } else { 1.0 };
                let better = best.is_none_or(|(most, id, ..)| worth > most || (worth == most && item.id.as_str() < id));
                if better && plannable(cat, person, ix, now) && ready(cat, person, ix, walk) {
                    best = Some((worth, &item.id, ix, skill));
                }
            }
        }
        let Some((_, _, item, skill)) = best else { break };
        for before in missing(cat, person, item, walk, now) {
            steps.push(walk.step(cat, before, skill, false));
        }
        steps.push(walk.step(cat, item, skill, false));
    }
    steps.truncate(MOST);
    for &(skill, need, _) in &open {
        stitch(cat, person, skill, need, now, walk, &mut steps);
    }
    steps.truncate(MOST);
    steps
}

/// Where a skill was only read, watched or listened to, the shortest way to use it follows: an exercise, a question to take to a
/// colleague, a project. One a skill.
fn stitch(
    cat: &Catalogue,
    person: &Person<'_>,
    skill: SkillId,
    need: f64,
    now: Now,
    walk: &mut Walk,
    steps: &mut Vec<PlanStep>,
) {
    let form = |s: &PlanStep| cat.get(s.item).map(|item| item.modality);
    let listened = |s: &PlanStep| matches!(form(s), Some(Modality::Course | Modality::QuickRead | Modality::Video));
    let Some(last) = steps.iter().rposition(|s| s.skill == skill) else { return };
    if !steps.iter().filter(|s| s.skill == skill).all(listened) {
        return;
    }
    let level = walk.level(skill);
    let mut best: Option<(u32, &str, ItemIx)> = None;
    for &ix in cat.teaching(skill) {
        let Some(item) = cat.get(ix) else { continue };
        let does = matches!(
            item.modality,
            Modality::Practice | Modality::Simulation | Modality::CoachingPrompt | Modality::Project
        );
        let near = |t: &Teaches| {
            t.skill == skill && f64::from(t.from) <= level + REACH && f64::from(t.to) >= need.min(level) - 1.0
        };
        let shorter = best.is_none_or(|(least, id, _)| (item.minutes, item.id.as_str()) < (least, id));
        // What it asks of other skills must be there too, and nothing may have to come before it.
        let followed = item.teaches.iter().all(|t| f64::from(t.from) <= walk.level(t.skill) + REACH);
        let free = !walk.taken.contains(&ix) && unmet(cat, person, ix).is_empty() && plannable(cat, person, ix, now);
        if does && shorter && followed && item.teaches.iter().any(near) && free {
            best = Some((item.minutes, &item.id, ix));
        }
    }
    if let Some((_, _, ix)) = best {
        steps.insert(last + 1, walk.step(cat, ix, skill, true));
    }
}

fn below(walk: &Walk, open: &[(SkillId, f64, f64)], skill: SkillId) -> bool {
    open.iter().any(|&(s, need, _)| s == skill && walk.level(s) < need - LEAST)
}

/// True when everything that the item requires is done, taken, or can be put before it.
fn ready(cat: &Catalogue, person: &Person<'_>, ix: ItemIx, walk: &Walk) -> bool {
    unmet(cat, person, ix).iter().all(|r| {
        walk.taken.contains(r)
            || cat
                .get(*r)
                .is_some_and(|item| item.teaches.iter().all(|t| f64::from(t.from) <= walk.level(t.skill) + 2.0 * REACH))
    })
}

/// What has to come before an item, in order; items that cannot be planned (dismissed) never get here.
fn missing(cat: &Catalogue, person: &Person<'_>, ix: ItemIx, walk: &Walk, now: Now) -> Vec<ItemIx> {
    let mut order = Vec::new();
    for before in unmet(cat, person, ix) {
        if walk.taken.contains(&before) || !plannable(cat, person, before, now) {
            continue;
        }
        for earlier in missing(cat, person, before, walk, now) {
            if !order.contains(&earlier) {
                order.push(earlier);
            }
        }
        if !order.contains(&before) {
            order.push(before);
        }
    }
    order
}
