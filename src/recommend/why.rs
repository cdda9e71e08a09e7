//! Why this now: clauses from the exact terms, and the evidence that `carrier` found to carry the step.

use super::carrier::{Carried, to_name};
use super::field::Field;
use super::score::{Ground, Terms, difficulty, gain};
use super::wants::Source;
use super::{Aids, Args, Difficulty, Person, Reason, ReasonCode, evidence_id};
use crate::catalog::{Catalogue, Item, ItemIx, Teaches};
use crate::clock::Now;
use crate::taxonomy::{RoleIx, SkillId, Taxonomy};

/// Most clauses of a reason.
pub(crate) const CLAUSES: usize = 3;

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

    /// At most `most` clauses, strongest first. Evidence that carries the step is always among them.
    pub(crate) fn clauses(
        &self,
        ix: ItemIx,
        item: &Item,
        terms: &Terms,
        fading: Option<SkillId>,
        most: usize,
    ) -> Vec<Reason> {
        let mut all: Vec<Clause> = Vec::new();
        let main = self.main_skill(item);
        all.extend(main.and_then(|t| self.wanted(t, terms)));
        let fades = fading.map(|skill| self.fades(ix, skill, terms));
        let named = fades.as_ref().and_then(|f| f.reason.evidence.first()).cloned();
        all.extend(fades);
        let built = self.builds_on(ix, item, terms, named.as_deref());
        let level = item.teaches.first().and_then(|t| self.level(t, built.as_ref()));
        all.extend(built.map(|b| b.clause));
        all.extend(self.opens(item));
        all.extend(self.liked(item));
        all.extend(self.uncertain(item));
        all.extend(level);
        crate::order::sort_by(&mut all, |a, b| {
            b.strength.total_cmp(&a.strength).then(a.reason.code.cmp(&b.reason.code))
        });
        // Whatever else there is to say, what she did herself is said: the last place is kept for it.
        let hers = |c: &Clause| !c.reason.evidence.is_empty();
        if let Some(first) = all.iter().position(hers).filter(|at| *at >= most) {
            all.swap(most.saturating_sub(1), first);
        }
        all.into_iter().take(most).map(|c| c.reason).collect()
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
            args.insert("evidence", self.person.titles.title(e.key).as_str().into());
            if self.fall(ix, terms, e).is_some() {
                evidence.push(evidence_id(e.key));
            }
        }
        Clause { strength: 0.45 + 2.0 * (terms[2] - 1.0), reason: Reason { code: ReasonCode::Fading, args, evidence } }
    }

    /// Which evidence of hers the step stands on. What is `named` as fading already is no ground to stand on as well; that it was
    /// never taught is worth saying still.
    fn builds_on(&self, ix: ItemIx, item: &Item, terms: &Terms, named: Option<&str>) -> Option<Built> {
        let found = self.carriers(ix, item, terms);
        let untaught = |c: &Carried| {
            self.field.cell(c.skill).is_some_and(|cell| cell.untaught)
                && item.teaches.iter().any(|t| t.skill == c.skill)
        };
        let twice = |c: &&Carried| named == Some(evidence_id(c.evidence.key).as_str()) && !untaught(c);
        let carried = to_name(found.iter().filter(|c| !twice(c)))?;
        let (skill, e) = (carried.skill, carried.evidence);
        let code = if untaught(carried) { ReasonCode::UsedUntaught } else { ReasonCode::BuildsOn };
        let mut args = Args::new();
        args.insert("skill", self.tax.label(skill).into());
        let (id, title) = (evidence_id(e.key), self.person.titles.title(e.key));
        args.insert("evidence", title.as_str().into());
        args.insert("at", (e.at.0 as f64).into());
        let reason = Reason { code, args, evidence: vec![id.clone()] };
        Some(Built { clause: Clause { strength: 0.35 + 1.5 * carried.fall, reason }, evidence: id, title })
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
}

struct Built {
    clause: Clause,
    evidence: String,
    title: String,
}

/// One decimal, as levels are shown.
fn tenth(level: f64) -> f64 {
    (level * 10.0).round() / 10.0
}
