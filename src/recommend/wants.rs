//! Which level of which skill is wanted, how much, and on whose account.

use super::normal::normal_cdf;
use super::score::gain;
use super::{PRIOR_LEVEL, Person};
use crate::career::fit::role_fit;
use crate::catalog::{Catalogue, Teaches};
use crate::clock::{Millis, Now};
use crate::map::Map;
use crate::profile::{Estimate, Standing};
use crate::taxonomy::{Need, Role, RoleIx, SkillId, Taxonomy};

/// On whose account a skill is wanted.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Source {
    /// Nobody's: a little more than there is.
    Base,
    /// The person's goal.
    Goal(RoleIx),
    /// A role that fits, where no goal is set.
    Role(RoleIx),
    /// A good beginning: this many roles of the function need it.
    First(u32),
    /// The person asked.
    Wish,
    /// It fades.
    Keep,
}

/// One wanted skill.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Want {
    /// Level, 0..=5.
    pub(crate) level: f64,
    /// 0..=1.
    pub(crate) weight: f64,
    /// Why.
    pub(crate) source: Source,
}

/// How surely a skill is held well enough to lean on.
pub(crate) fn held(e: &Estimate) -> f64 {
    normal_cdf((e.mean - 1.0) / e.sd.max(0.05))
}

/// True when fewer than three skills are known and not contested: the profile is nearly empty.
pub(crate) fn nearly_empty(estimates: &Map<SkillId, Estimate>) -> bool {
    estimates.values().filter(|e| e.standing != Standing::Contested).count() < 3
}

/// What the part above the prior was when the skill was last practised, minus what it is now: levels lost by fading.
///
/// The profile's curve is kept(t) = (1 + (0.9^-2 - 1) t / S)^-1/2, a power law with S the days to 90 %.
pub(crate) fn lost(e: &Estimate, now: Millis) -> f64 {
    let Some(last) = e.last else { return 0.0 };
    let kept = kept(now.days_since(last), e.stability);
    (e.mean - PRIOR_LEVEL).max(0.0) * (1.0 / kept - 1.0)
}

/// Share of the part above the prior that is left after `days`.
pub(crate) fn kept(days: f64, stability: f64) -> f64 {
    (1.0 + 0.234_567_901 * days / stability.max(1.0)).powf(-0.5)
}

/// Everything that is wanted of a person with these estimates.
pub(crate) fn wants(
    tax: &Taxonomy,
    cat: &Catalogue,
    person: &Person<'_>,
    estimates: &Map<SkillId, Estimate>,
    now: Millis,
) -> Map<SkillId, Want> {
    let mut all = Map::new();
    let goal = person.goal.and_then(|ix| tax.roles().get(ix.0 as usize).map(|role| (ix, role)));
    if let Some((ix, role)) = goal {
        of_role(&mut all, role, Source::Goal(ix), estimates, |_| 1.0);
    } else {
        let here = function_roles(tax, person.cell.map(|(function, _)| function));
        if nearly_empty(estimates) {
            first_steps(&mut all, &here);
        }
        if !estimates.is_empty() {
            fitting_roles(&mut all, &here, cat, estimates);
        }
    }
    for (&skill, e) in estimates {
        if e.fading && e.standing != Standing::Contested {
            let peak = (e.mean + lost(e, now)).min(5.0);
            merge(&mut all, skill, Want { level: peak, weight: 0.45 + 0.35 * e.p_held, source: Source::Keep });
        }
    }
    for &skill in person.wishes {
        let mean = estimates.get(&skill).map_or(PRIOR_LEVEL, |e| e.mean);
        merge(&mut all, skill, Want { level: (mean + 1.0).clamp(2.0, 5.0), weight: 0.9, source: Source::Wish });
    }
    all
}

/// What an item's skill is worth to a person: the weight of the want, and the levels toward it that the item adds.
pub(crate) fn wanted_gain<'a>(
    tax: &Taxonomy,
    cat: &Catalogue,
    person: &Person<'a>,
    now: Now,
) -> impl Fn(&Teaches) -> (f64, f64) + 'a {
    let wants = wants(tax, cat, person, person.estimates, now.at);
    let estimates = person.estimates;
    move |t| {
        let Some(want) = wants.get(&t.skill) else { return (0.0, 0.0) };
        let have =
            estimates.get(&t.skill).filter(|e| e.standing != Standing::Contested).map_or(PRIOR_LEVEL, |e| e.mean);
        // Whoever is past what somebody teaches, or far below where it begins, is not helped.
        let reached = have + 1.0 >= f64::from(t.from);
        (want.weight, if reached { gain(t, have, want.level) } else { 0.0 })
    }
}

/// Keeps the heavier account with its level.
fn heavier(all: &mut Map<SkillId, Want>, skill: SkillId, want: Want) {
    let old = all.entry(skill).or_insert(want);
    if want.weight > old.weight {
        *old = want;
    }
}

/// Keeps the heavier account and the higher level: who asks for more than a role needs gets more.
fn merge(all: &mut Map<SkillId, Want>, skill: SkillId, want: Want) {
    let level = all.get(&skill).map_or(want.level, |old| old.level.max(want.level));
    heavier(all, skill, want);
    all.entry(skill).and_modify(|w| w.level = level);
}

/// The needs of a role that are not reached yet.
fn of_role(
    all: &mut Map<SkillId, Want>,
    role: &Role,
    source: Source,
    estimates: &Map<SkillId, Estimate>,
    share: impl Fn(SkillId) -> f64,
) {
    for need in &role.needs {
        let level = f64::from(need.level);
        let reached = |e: &Estimate| e.standing != Standing::Contested && e.mean >= level;
        if !estimates.get(&need.skill).is_some_and(reached) {
            let weight = share(need.skill) * if need.essential { 1.0 } else { 0.5 };
            heavier(all, need.skill, Want { level, weight, source });
        }
    }
}

/// Roles of a function; all roles where the function has none or is not known.
fn function_roles<'t>(tax: &'t Taxonomy, function: Option<&str>) -> Vec<(RoleIx, &'t Role)> {
    let numbered = || tax.roles().iter().enumerate().map(|(at, role)| (RoleIx(at as u32), role));
    let here: Vec<_> = numbered().filter(|(_, role)| Some(role.function.as_str()) == function).collect();
    if here.is_empty() { numbered().collect() } else { here }
}

/// An empty profile begins with what the entry roles of the function share.
fn first_steps(all: &mut Map<SkillId, Want>, here: &[(RoleIx, &Role)]) {
    let entry = here.iter().map(|(_, role)| role.grade).min().unwrap_or(0);
    let mut counts: Map<SkillId, (u32, u32, f64)> = Map::new();
    for (_, role) in here {
        for need in &role.needs {
            let count = counts.entry(need.skill).or_insert((0, 0, 5.0));
            count.0 += 1;
            count.1 += u32::from(need.essential && role.grade == entry);
            count.2 = count.2.min(f64::from(need.level));
        }
    }
    let roles = here.len().max(1) as f64;
    for (skill, (count, entry, level)) in counts {
        let weight = 0.2 + 0.6 * f64::from(count) / roles + if entry > 0 { 0.15 } else { 0.0 };
        let want = Want { level: level.clamp(1.5, 2.5), weight, source: Source::First(count) };
        heavier(all, skill, want);
    }
}

/// Share of the best role's closeness that a role must reach to be called close.
const CLOSE: f64 = 0.6;

/// How much of what a role needs is under way. A sum over the square root of the needs: a role that shares many skills comes before
/// one that needs few and shares one.
fn closeness(role: &Role, estimates: &Map<SkillId, Estimate>) -> f64 {
    let part = |need: &Need| {
        let known = estimates.get(&need.skill).filter(|e| e.standing != Standing::Contested)?;
        let way = (f64::from(need.level) - PRIOR_LEVEL).max(0.5);
        Some(((known.mean - PRIOR_LEVEL) / way).clamp(0.0, 1.0) * if need.essential { 1.0 } else { 0.5 })
    };
    role.needs.iter().filter_map(part).sum::<f64>() / (role.needs.len().max(1) as f64).sqrt()
}

/// Without a goal: at most three roles that are closest and not reached yet.
fn fitting_roles(
    all: &mut Map<SkillId, Want>,
    here: &[(RoleIx, &Role)],
    cat: &Catalogue,
    estimates: &Map<SkillId, Estimate>,
) {
    let open = here.iter().filter(|(_, role)| role_fit(role, estimates).mean < 0.97);
    let mut close: Vec<(f64, RoleIx, &Role)> =
        open.map(|&(ix, role)| (closeness(role, estimates), ix, role)).filter(|r| r.0 > 0.0).collect();
    crate::order::sort_by(&mut close, |a, b| {
        b.0.total_cmp(&a.0).then(a.2.grade.cmp(&b.2.grade)).then_with(|| a.2.id.cmp(&b.2.id))
    });
    // A role far behind the closest one is somebody else's: an analyst with one interview on record is no recruiter.
    let near = close.first().map_or(0.0, |best| CLOSE * best.0);
    close.retain(|r| r.0 >= near);
    for ((_, ix, role), share) in close.into_iter().zip([0.9, 0.55, 0.35]) {
        // Nobody asked for these roles: what begins from nothing of hers comes after what goes on from something.
        let hers = |skill| share * (NEW_GROUND + (1.0 - NEW_GROUND) * ground(cat, skill, estimates));
        of_role(all, role, Source::Role(ix), estimates, hers);
    }
}

/// Share of its weight that a skill keeps in which, and near which, the person has shown nothing.
const NEW_GROUND: f64 = 0.6;

/// 0..=1: how much of what the person has shown a skill goes on from. All where it is the skill itself, else as sure as the
/// surest of those that it requires or that are close to it.
fn ground(cat: &Catalogue, skill: SkillId, estimates: &Map<SkillId, Estimate>) -> f64 {
    let uncontested = |s: &SkillId| estimates.get(s).filter(|e| e.standing != Standing::Contested);
    if uncontested(&skill).is_some() {
        return 1.0;
    }
    let Some(support) = cat.support(skill) else { return 0.0 };
    let near = support.requires.iter().chain(&support.related).filter_map(uncontested);
    near.map(held).fold(0.0, f64::max)
}
