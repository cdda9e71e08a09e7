//! Which of the person's own evidence carries a step: named only after working out what the step is worth without it.

use super::field::Field;
use super::score::{Terms, total};
use super::why::Why;
use super::{EvidenceRef, PRIOR_LEVEL, PRIOR_SD};
use crate::catalog::{Item, ItemIx};
use crate::map::{Map, Set};
use crate::profile::{Estimate, Standing};
use crate::taxonomy::SkillId;

/// Most skills whose strongest and latest evidence is tried first.
const SKILLS: usize = 6;
/// Most further pieces that are tried, one after the other, where none of the first carries the step.
const FURTHER: usize = 12;
/// In a skill with more pieces than this no weaker one is tried: where the strongest carries nothing, one of many does not either.
const FEW: usize = 16;
/// Share of the total whose fall one notices.
const CLEAR_FALL: f64 = 0.002;
/// Below this share a fall may be rounding.
const LEAST_FALL: f64 = 1e-6;

/// Evidence without which a step is worth less.
pub(super) struct Carried {
    /// Share of the total that is gone without it.
    pub(super) fall: f64,
    pub(super) skill: SkillId,
    pub(super) evidence: EvidenceRef,
}

/// The piece to name. Of those that carry at least half as much as the best one it is the latest: that is what a person remembers.
pub(super) fn to_name<'c>(found: impl Iterator<Item = &'c Carried> + Clone) -> Option<&'c Carried> {
    let most = found.clone().map(|c| c.fall).fold(0.0, f64::max);
    found.filter(|c| c.fall >= 0.5 * most).max_by_key(|c| c.evidence.at)
}

impl<'a> Why<'a> {
    /// Evidence that carries a step, of all that its readiness is worked out from: the skills it teaches, those they require,
    /// and those close to them.
    pub(super) fn carriers(&self, ix: ItemIx, item: &Item, terms: &Terms) -> Vec<Carried> {
        let skills = self.skills_below(item);
        let tried = |skill: SkillId, evidence: EvidenceRef| {
            let fall = self.fall(ix, terms, &evidence)?;
            Some(Carried { fall, skill, evidence })
        };
        let mut seen: Set<u64> = Set::new();
        let mut found: Vec<Carried> = Vec::new();
        for &(skill, all) in skills.iter().take(SKILLS) {
            let strongest = all.first().filter(|e| seen.insert(e.key));
            found.extend(strongest.and_then(|e| tried(skill, *e)));
        }
        let most = found.iter().map(|c| c.fall).fold(0.0, f64::max);
        if most < CLEAR_FALL {
            let few = skills.iter().filter(|(_, all)| all.len() <= FEW);
            let rest = few.flat_map(|&(skill, all)| all.iter().map(move |e| (skill, *e)));
            let rest = rest.filter(|(_, e)| seen.insert(e.key)).take(FURTHER);
            let clear = |c: &Carried| c.fall >= CLEAR_FALL;
            for (skill, e) in rest {
                found.extend(tried(skill, e));
                if found.last().is_some_and(clear) {
                    break;
                }
            }
        }
        found
    }

    /// The skills that readiness looks at, each with its evidence, strongest first; a contested skill carries nothing.
    fn skills_below(&self, item: &Item) -> Vec<(SkillId, &'a [EvidenceRef])> {
        let mut skills: Vec<SkillId> = item.teaches.iter().map(|t| t.skill).collect();
        let supports: Vec<_> = item.teaches.iter().filter_map(|t| self.cat.support(t.skill)).collect();
        skills.extend(supports.iter().flat_map(|s| &s.requires));
        skills.extend(supports.iter().flat_map(|s| &s.related));
        let mut seen = Set::new();
        let person = self.person;
        let known = skills.into_iter().filter(|s| seen.insert(*s) && person.ground(*s).is_some());
        known.filter_map(|s| Some((s, &**person.evidence.get(&s)?))).filter(|(_, all)| !all.is_empty()).collect()
    }

    /// The share of the step's total that is gone without a piece of evidence, by working the whole out again;
    /// `None` where it does not fall.
    pub(super) fn fall(&self, ix: ItemIx, terms: &Terms, e: &EvidenceRef) -> Option<f64> {
        let estimates = self.estimates_without(e);
        let field = Field::new(self.tax, self.cat, self.person, &estimates, Some(e.key), self.now.at);
        let before = total(terms);
        let after = self.ground.terms(&field, ix).map_or(0.0, |t| total(&t));
        let fall = 1.0 - after / before;
        (fall >= LEAST_FALL).then_some(fall)
    }

    /// All estimates as they would be without one signal, which may speak of several skills.
    fn estimates_without(&self, e: &EvidenceRef) -> Map<SkillId, Estimate> {
        let mut estimates = self.person.estimates.clone();
        for (&skill, all) in self.person.evidence {
            let Some(e) = all.iter().find(|other| other.key == e.key) else { continue };
            let left = match self.aids.without {
                Some(without) => without(skill, e.key),
                None => estimates.get(&skill).and_then(|old| lowered(old, e, all)),
            };
            match left {
                Some(estimate) => estimates.insert(skill, estimate),
                None => estimates.remove(&skill),
            };
        }
        estimates
    }
}

/// An estimate without one piece of its evidence: the mean falls by what the piece adds, and the piece's share of the
/// knowledge gained (as precision) is given back.
fn lowered(old: &Estimate, e: &EvidenceRef, all: &[EvidenceRef]) -> Option<Estimate> {
    let rest = all.iter().filter(|other| other.key != e.key);
    let last = rest.clone().map(|other| other.at).max();
    if last.is_none() && old.standing == Standing::Inferred {
        return None;
    }
    let sum: f64 = all.iter().map(|other| other.adds.abs()).sum();
    let share = if sum > 0.0 { e.adds.abs() / sum } else { 0.0 };
    let prior = 1.0 / (PRIOR_SD * PRIOR_SD);
    let precision = 1.0 / (old.sd * old.sd).max(1e-6);
    let sd = 1.0 / (precision - share * (precision - prior).max(0.0)).sqrt();
    let mean = (old.mean - e.adds).clamp(PRIOR_LEVEL.min(old.mean), 5.0);
    let p_held = super::normal_cdf((mean - 1.0) / sd).min(old.p_held);
    Some(Estimate { mean, sd, p_held, last, evidence: old.evidence.saturating_sub(1), ..*old })
}
