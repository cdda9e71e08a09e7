//! Why this now: clauses from the exact terms, and evidence that is named only after trying what happens without it.

use super::field::Field;
use super::score::{Ground, Terms, difficulty, gain, total};
use super::wants::Source;
use super::{Aids, Args, Difficulty, EvidenceRef, PRIOR_LEVEL, PRIOR_SD, Person, Reason, ReasonCode};
use crate::catalog::{Catalogue, Item, ItemIx, Teaches};
use crate::clock::Now;
use crate::map::Map;
use crate::profile::Estimate;
use crate::taxonomy::{RoleIx, SkillId, Taxonomy};

/// Most clauses of a reason.
const CLAUSES: usize = 3;
/// Most pieces of evidence that are tried for one step.
const TRIES: usize = 6;
/// Least share of the total that must fall for evidence to be named.
const LEAST_FALL: f64 = 0.002;

/// All that explaining a step needs.
pub(crate) struct Why<'a> {
    pub(crate) tax: &'a Taxonomy,
    pub(crate) cat: &'a Catalogue,
    pub(crate) person: &'a Person<'a>,
    pub(crate) now: Now,
    pub(crate) aids: &'a Aids<'a>,
    pub(crate) ground: &'a Ground<'a>,
    pub(crate) field: &'a Field,
}

struct Clause {
    strength: f64,
    reason: Reason,
}

impl Why<'_> {
    /// The skill that a step saves from fading, where that raised its value.
    pub(crate) fn fading_skill(&self, item: &Item, terms: &Terms) -> Option<SkillId> {
        if terms[2] <= 1.02 {
            return None;
        }
        let urgent = |t: &&Teaches| {
            self.field
                .cell(t.skill)
                .is_some_and(|c| c.urgency > 0.0 && f64::from(t.from) <= c.mean + 0.5 && f64::from(t.to) >= c.mean)
        };
        item.teaches.iter().find(urgent).map(|t| t.skill)
    }

    /// One to three clauses, strongest first.
    pub(crate) fn clauses(&self, ix: ItemIx, item: &Item, terms: &Terms, fading: Option<SkillId>) -> Vec<Reason> {
        let mut all: Vec<Clause> = Vec::new();
        let main = self.main_skill(item);
        all.extend(main.and_then(|t| self.wanted(t, terms)));
        all.extend(fading.map(|skill| self.fades(ix, skill, terms)));
        let built = self.builds_on(ix, item, terms);
        let level = item.teaches.first().and_then(|t| self.level(t, built.as_ref()));
        all.extend(built.map(|b| b.clause));
        all.extend(self.opens(item));
        all.extend(self.liked(item));
        all.extend(self.uncertain(item));
        all.extend(level);
        crate::order::sort_by(&mut all, |a, b| {
            b.strength.total_cmp(&a.strength).then(a.reason.code.cmp(&b.reason.code))
        });
        all.into_iter().take(CLAUSES).map(|c| c.reason).collect()
    }

    /// The skill that closes most of what is wanted.
    fn main_skill<'i>(&self, item: &'i Item) -> Option<&'i Teaches> {
        let worth = |t: &Teaches| self.field.cell(t.skill).map_or(0.0, |c| c.weight * gain(t, c.have, c.want));
        let mut best: Option<(f64, &Teaches)> = None;
        for t in &item.teaches {
            let worth = worth(t);
            if best.is_none_or(|(most, _)| worth > most) {
                best = Some((worth, t));
            }
        }
        best.map(|(_, t)| t)
    }

    fn role_label(&self, role: RoleIx) -> &str {
        self.tax.roles().get(role.0 as usize).map_or("", |r| r.label.as_str())
    }

    fn wanted(&self, t: &Teaches, terms: &Terms) -> Option<Clause> {
        let cell = self.field.cell(t.skill)?;
        let mut args = Args::new();
        args.insert("skill", self.tax.label(t.skill).into());
        let have = self.person.estimates.get(&t.skill).filter(|e| e.known()).map_or(0.0, |e| e.mean);
        let mut gap = |ix: RoleIx| {
            let role = self.tax.roles().get(ix.0 as usize);
            let need = role.and_then(|r| r.needs.iter().find(|n| n.skill == t.skill));
            args.insert("have", tenth(have).into());
            args.insert("need", tenth(need.map_or(cell.want, |n| f64::from(n.level))).into());
            args.insert("role", self.role_label(ix).into());
        };
        let (code, more) = match self.field.source(t.skill) {
            Source::Goal(role) => {
                gap(role);
                (ReasonCode::GoalGap, 0.5)
            }
            Source::Role(role) => {
                gap(role);
                (ReasonCode::RoleGap, 0.3)
            }
            Source::First(count) => {
                args.insert("functionCount", f64::from(count).into());
                (ReasonCode::FirstStep, 0.5)
            }
            Source::Wish => (ReasonCode::AskedFor, 0.6),
            // Fading has a clause of its own, and a little more of the same needs none.
            Source::Keep | Source::Base => return None,
        };
        Some(Clause { strength: more + terms[0], reason: Reason { code, args, evidence: Vec::new() } })
    }

    fn fades(&self, ix: ItemIx, skill: SkillId, terms: &Terms) -> Clause {
        let mut args = Args::new();
        args.insert("skill", self.tax.label(skill).into());
        let estimate = self.person.estimates.get(&skill);
        if let Some(e) = estimate {
            args.insert("level", tenth(e.mean).into());
            if let Some(last) = e.last {
                args.insert("at", (last.0 as f64).into());
                args.insert("days", self.now.at.days_since(last).floor().into());
            }
        }
        let mut evidence = Vec::new();
        let latest = self.person.evidence.get(&skill).and_then(|all| all.iter().max_by_key(|e| e.at));
        if let Some(e) = latest {
            args.insert("evidence", e.title.as_str().into());
            if self.fall(ix, terms, e).is_some() {
                evidence.push(e.id.clone());
            }
        }
        Clause { strength: 0.45 + 2.0 * (terms[2] - 1.0), reason: Reason { code: ReasonCode::Fading, args, evidence } }
    }

    /// The evidence without which the step would lose most: of the skills it starts from, and of those that carry them.
    fn builds_on(&self, ix: ItemIx, item: &Item, terms: &Terms) -> Option<Built> {
        let mut skills: Vec<SkillId> = Vec::new();
        for t in item.teaches.iter().take(2) {
            skills.push(t.skill);
            if let Some(support) = self.cat.support(t.skill) {
                skills.extend(support.requires.iter().chain(&support.related));
            }
        }
        let mut tries = 0;
        let mut best: Option<(f64, SkillId, &EvidenceRef)> = None;
        let mut seen = crate::map::Set::new();
        for skill in skills.into_iter().filter(|s| seen.insert(*s)) {
            if self.person.ground(skill).is_none() || tries >= TRIES {
                continue;
            }
            let Some(e) = self.person.evidence.get(&skill).and_then(|all| all.first()) else { continue };
            tries += 1;
            if let Some(fall) = self.fall(ix, terms, e)
                && best.is_none_or(|(most, ..)| fall > most)
            {
                best = Some((fall, skill, e));
            }
        }
        let (fall, skill, e) = best?;
        let untaught =
            self.field.cell(skill).is_some_and(|c| c.untaught) && item.teaches.iter().any(|t| t.skill == skill);
        let code = if untaught { ReasonCode::UsedUntaught } else { ReasonCode::BuildsOn };
        let mut args = Args::new();
        args.insert("skill", self.tax.label(skill).into());
        args.insert("evidence", e.title.as_str().into());
        args.insert("at", (e.at.0 as f64).into());
        let reason = Reason { code, args, evidence: vec![e.id.clone()] };
        Some(Built {
            clause: Clause { strength: 0.35 + 1.5 * fall, reason },
            evidence: e.id.clone(),
            title: e.title.clone(),
        })
    }

    fn level(&self, t: &Teaches, built: Option<&Built>) -> Option<Clause> {
        let cell = self.field.cell(t.skill)?;
        let mut args = Args::new();
        args.insert("skill", self.tax.label(t.skill).into());
        let mut evidence = Vec::new();
        let (code, strength) = match difficulty(t, cell.mean) {
            Difficulty::Foundation => (ReasonCode::Foundation, 0.1),
            Difficulty::OnLevel => (ReasonCode::OnLevel, 0.12),
            Difficulty::Stretch => {
                if let Some(b) = built {
                    args.insert("evidence", b.title.as_str().into());
                    evidence.push(b.evidence.clone());
                }
                (ReasonCode::Stretch, 0.2)
            }
        };
        Some(Clause { strength, reason: Reason { code, args, evidence } })
    }

    /// How many of the goal's gaps the item touches, when it is more than one.
    fn opens(&self, item: &Item) -> Option<Clause> {
        let role = self.person.goal?;
        let touches = |t: &&Teaches| {
            matches!(self.field.source(t.skill), Source::Goal(_))
                && self.field.cell(t.skill).is_some_and(|c| gain(t, c.have, c.want) > 0.0)
        };
        let count = item.teaches.iter().filter(touches).count();
        if count < 2 {
            return None;
        }
        let mut args = Args::new();
        args.insert("count", (count as f64).into());
        args.insert("role", self.role_label(role).into());
        let reason = Reason { code: ReasonCode::Opens, args, evidence: Vec::new() };
        Some(Clause { strength: 0.25 + 0.1 * count as f64, reason })
    }

    fn liked(&self, item: &Item) -> Option<Clause> {
        let (liking, count) = self.ground.preference.liked(item.modality);
        if liking < 0.05 || count == 0 {
            return None;
        }
        let mut args = Args::new();
        let modality = serde_json::to_value(item.modality).ok()?;
        args.insert("modality", modality.as_str()?.into());
        args.insert("count", f64::from(count).into());
        Some(Clause { strength: 0.2 + liking, reason: Reason { code: ReasonCode::Liked, args, evidence: Vec::new() } })
    }

    fn uncertain(&self, item: &Item) -> Option<Clause> {
        use crate::catalog::Modality::{Practice, Simulation};
        let first = item.teaches.first()?;
        if !matches!(item.modality, Practice | Simulation) || !self.field.cell(first.skill)?.uncertain {
            return None;
        }
        let mut args = Args::new();
        args.insert("skill", self.tax.label(first.skill).into());
        let reason = Reason { code: ReasonCode::Uncertain, args, evidence: Vec::new() };
        Some(Clause { strength: 0.22, reason })
    }

    /// The share of the step's total that is gone without a piece of evidence, by working the whole out again;
    /// `None` where it does not fall.
    fn fall(&self, ix: ItemIx, terms: &Terms, e: &EvidenceRef) -> Option<f64> {
        let estimates = self.estimates_without(&e.id);
        let field = Field::new(self.tax, self.cat, self.person, &estimates, Some(&e.id), self.now.at);
        let before = total(terms);
        let after = self.ground.terms(&field, ix).map_or(0.0, |t| total(&t));
        let fall = 1.0 - after / before;
        (fall >= LEAST_FALL).then_some(fall)
    }

    /// All estimates as they would be without one signal, which may speak of several skills.
    fn estimates_without(&self, id: &str) -> Map<SkillId, Estimate> {
        let mut estimates = self.person.estimates.clone();
        for (&skill, all) in self.person.evidence {
            let Some(e) = all.iter().find(|e| e.id == id) else { continue };
            let left = match self.aids.without {
                Some(without) => without(skill, id),
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

struct Built {
    clause: Clause,
    evidence: String,
    title: String,
}

/// An estimate without one piece of its evidence: the mean falls by what the piece adds, and the piece's share of the
/// knowledge gained (as precision) is given back.
pub(crate) fn lowered(old: &Estimate, e: &EvidenceRef, all: &[EvidenceRef]) -> Option<Estimate> {
    let rest = all.iter().filter(|other| other.id != e.id);
    let last = rest.clone().map(|other| other.at).max();
    if last.is_none() && old.standing == crate::profile::Standing::Inferred {
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

/// One decimal, as levels are shown.
fn tenth(level: f64) -> f64 {
    (level * 10.0).round() / 10.0
}
