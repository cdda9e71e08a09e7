//! One skill, whole: what it rests on, how it fades, what would change it.

use serde::Serialize;

use super::Engine;
use super::acts::{ActError, Group};
use super::state::{Act, Deed};
use super::views::{Level, SkillRow};
use crate::clock::{Millis, Now};
use crate::map::Map;
use crate::profile::{Estimate, SkillLog, infer};
use crate::signal::{Kind, Source};
use crate::taxonomy::{Provenance, Relation, SkillId};

/// A piece of evidence, or commits of one place and month.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
#[allow(missing_docs, reason = "documented in types.ts")]
pub struct EvidenceRow {
    pub id: String,
    pub kind: Kind,
    pub source: Source,
    pub title: String,
    pub context: String,
    pub at: Millis,
    pub adds: f64,
    pub counted: bool,
    pub counts: Counts,
    pub act: Option<u64>,
    pub count: usize,
    pub expires: Option<Millis>,
    pub import_id: u32,
}

/// What a row of evidence does to the level.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Counts {
    /// It raises or lowers it.
    Moves,
    /// It says nothing new, and being practice it slows the fading.
    Keeps,
    /// It says nothing new.
    Repeats,
    /// The person took it out.
    Excluded,
    /// Its validity is over.
    Expired,
}

/// Level before and after a correction.
#[derive(Debug, Clone, Copy, Serialize)]
#[allow(missing_docs, reason = "level 0..=5")]
pub struct Outcome {
    pub before: f64,
    pub after: f64,
}

/// A correction and what it did.
#[derive(Debug, Clone, Serialize)]
#[allow(missing_docs, reason = "documented in types.ts")]
pub struct CorrectionRow {
    pub act: u64,
    pub at: Millis,
    pub what: &'static str,
    pub level: Option<f32>,
    pub reason: String,
    pub adds: f64,
    pub outcome: Outcome,
}

/// One point of the fading curve.
#[derive(Debug, Clone, Copy, Serialize)]
#[allow(missing_docs, reason = "documented in types.ts")]
pub struct CurvePoint {
    pub at: Millis,
    pub mean: f64,
    pub sd: f64,
}

/// A neighbour in the taxonomy.
#[derive(Debug, Clone, Serialize)]
#[allow(missing_docs, reason = "documented in types.ts")]
pub struct RelatedRow {
    pub id: String,
    pub label: String,
    pub relation: Relation,
}

/// What the person's other skills let one guess of a skill that nothing speaks of.
#[derive(Debug, Clone, Serialize)]
#[allow(missing_docs, reason = "documented in types.ts")]
pub struct InferredRow {
    pub level: Level,
    pub chance: f64,
    pub from: Vec<SkillName>,
}

/// A skill by name.
#[derive(Debug, Clone, Serialize)]
#[allow(missing_docs, reason = "documented in types.ts")]
pub struct SkillName {
    pub id: String,
    pub label: String,
}

/// What would shrink the uncertainty most.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
#[allow(missing_docs, reason = "documented in types.ts")]
pub struct Improve {
    pub item: String,
    pub title: String,
    pub minutes: u32,
    pub sd_after: f64,
}

/// A role that needs the skill.
#[derive(Debug, Clone, Serialize)]
#[allow(missing_docs, reason = "documented in types.ts")]
pub struct NeededBy {
    pub role: String,
    pub label: String,
    pub level: f32,
}

/// One skill, whole.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
#[allow(missing_docs, reason = "documented in types.ts")]
pub struct SkillDetail {
    #[serde(flatten)]
    pub row: SkillRow,
    pub description: String,
    pub aliases: Vec<String>,
    pub provenance: Provenance,
    pub prior: f64,
    pub fading_total: f64,
    pub stability: f64,
    pub evidence_rows: Vec<EvidenceRow>,
    pub corrections: Vec<CorrectionRow>,
    pub curve: Vec<CurvePoint>,
    pub curve_now: usize,
    pub related: Vec<RelatedRow>,
    pub inferred: Option<InferredRow>,
    pub improve: Option<Improve>,
    pub needed_by: Vec<NeededBy>,
}

impl Engine {
    pub(super) fn skill(&self, id: &str, now: Now) -> Result<SkillDetail, ActError> {
        let tax = &self.company.taxonomy;
        let skill = self.skill_of(id).ok_or_else(|| ActError::UnknownSkill(id.to_owned()))?;
        let empty = SkillLog::new();
        let log = self.logs.get(&skill).unwrap_or(&empty);
        let estimate = log.estimate(now.at);
        let parts = log.breakdown(now.at);
        let adds: Map<u64, (f64, bool)> = parts.evidence.iter().map(|(k, a, c)| (*k, (*a, *c))).collect();
        let mut rows: Vec<EvidenceRow> =
            self.evidence_groups(skill).iter().filter_map(|g| self.evidence_row(skill, g, &adds)).collect();
        // What moves the level most comes first; of equals the newest.
        crate::order::sort_by(&mut rows, |a, b| {
            b.adds.abs().total_cmp(&a.adds.abs()).then(b.at.cmp(&a.at)).then_with(|| a.id.cmp(&b.id))
        });
        let curve = log.curve(now.at);
        let related = tax.relations(skill).into_iter().map(|(relation, s)| RelatedRow {
            id: tax.id(s).to_owned(),
            label: tax.label(s).to_owned(),
            relation,
        });
        let needed = tax.roles().iter().filter_map(|r| {
            let need = r.needs.iter().find(|n| n.skill == skill)?;
            Some(NeededBy { role: r.id.clone(), label: r.label.clone(), level: need.level })
        });
        Ok(SkillDetail {
            row: self.skill_row(skill, log, now.at),
            description: tax.description(skill).to_owned(),
            aliases: tax.aliases(skill).into_iter().map(str::to_owned).collect(),
            provenance: tax.provenance(skill),
            prior: parts.prior,
            fading_total: parts.fading,
            stability: estimate.stability,
            evidence_rows: rows,
            corrections: self.correction_rows(&parts.corrections),
            curve: curve.points.iter().map(|(at, mean, sd)| CurvePoint { at: *at, mean: *mean, sd: *sd }).collect(),
            curve_now: curve.now_index + 1,
            related: related.collect(),
            inferred: if estimate.known() { None } else { self.inferred(skill, now.at) },
            improve: self.improve(skill, log, &estimate, now.at),
            needed_by: needed.collect(),
        })
    }

    /// A guess from the neighbours that the person holds, those that say most first. It goes on the page of the skill and nowhere
    /// else: no step, role or report rests on it.
    fn inferred(&self, skill: SkillId, now: Millis) -> Option<InferredRow> {
        let tax = &self.company.taxonomy;
        let known = |s: SkillId| self.logs.get(&s).map(|log| log.estimate(now));
        let near = tax.adjacent(skill).filter_map(|(s, weight)| Some((s, weight, known(s)?)));
        let mut from: Vec<(SkillId, f32, Estimate)> = near.filter(|n| n.2.p_held > 0.0).collect();
        let guess = infer(SkillLog::new().parameters(), from.iter().map(|n| (n.1, n.2)))?;
        crate::order::sort_by(&mut from, |a, b| {
            (f64::from(b.1) * b.2.p_held).total_cmp(&(f64::from(a.1) * a.2.p_held)).then(a.0.cmp(&b.0))
        });
        let name =
            |n: &(SkillId, f32, Estimate)| SkillName { id: tax.id(n.0).to_owned(), label: tax.label(n.0).to_owned() };
        let (level, chance) = (Level::of(&guess.estimate), guess.chance);
        Some(InferredRow { level, chance, from: from.iter().map(name).collect() })
    }

    fn evidence_row(&self, skill: SkillId, group: &Group, adds: &Map<u64, (f64, bool)>) -> Option<EvidenceRow> {
        let first = *group.keys.first()?;
        // The newest of a group speaks for it.
        let newest = group.keys.iter().copied().max_by_key(|k| self.state.signals.get(k).map_or(0, |s| s.at))?;
        let (title, context, at, kind, source, expires, import) = self.words_of(newest)?;
        let practises = self.logs.get(&skill).is_some_and(|log| log.practises(kind));
        let parts = group.keys.iter().filter_map(|k| adds.get(k));
        let excluded = |a: &&Act| match &a.deed {
            // A skill that was sunset since is its successor now.
            Deed::Exclude { skill: s, keys, .. } => keys.contains(&first) && self.skill_of(s) == Some(skill),
            _ => false,
        };
        let counted = parts.clone().any(|p| p.1);
        let act = self.state.acts.iter().find(excluded).map(|a| a.id);
        let counts = match counted {
            false if act.is_some() => Counts::Excluded,
            false => Counts::Expired,
            true if parts.clone().any(|p| p.0.abs() > 1e-12) => Counts::Moves,
            true if practises => Counts::Keeps,
            true => Counts::Repeats,
        };
        Some(EvidenceRow {
            id: format!("{first:016x}"),
            kind,
            source,
            title,
            context,
            at,
            adds: parts.clone().map(|p| p.0).sum(),
            counted,
            counts,
            act,
            count: group.keys.len(),
            expires,
            import_id: import,
        })
    }

    /// The words of a piece of evidence: a signal's, or an act's.
    #[expect(clippy::type_complexity, reason = "one private tuple, read in three places")]
    pub(super) fn words_of(&self, key: u64) -> Option<(String, String, Millis, Kind, Source, Option<Millis>, u32)> {
        if let Some(s) = self.state.signals.get(&key) {
            let (title, context) = (self.state.say(s.title).to_owned(), self.state.say(s.context).to_owned());
            return Some((title, context, Millis(s.at), s.kind, s.source, s.expires.map(Millis), s.import));
        }
        let act = self.state.acts.iter().find(|a| super::derive::act_key(a.id) == key)?;
        let Deed::Feedback { item, what } = &act.deed else { return None };
        let kind = self.evidence_of_feedback(act.id, act.at, item, *what).first().map(|e| e.2.kind)?;
        Some((self.item_title(item), String::new(), Millis(act.at), kind, Source::Person, None, 0))
    }

    fn correction_rows(&self, parts: &[(u64, f64, f64, f64)]) -> Vec<CorrectionRow> {
        let row = |&(id, adds, before, after): &(u64, f64, f64, f64)| {
            let act = self.state.acts.iter().find(|a| a.id == id)?;
            let (what, level, reason) = match &act.deed {
                Deed::Confirm { level, .. } => ("confirm", *level, String::new()),
                Deed::Contest { reason, claim, .. } => ("contest", *claim, reason.clone()),
                Deed::Add { level, note, .. } => ("add", Some(*level), note.clone()),
                _ => return None,
            };
            let outcome = Outcome { before, after };
            Some(CorrectionRow { act: id, at: Millis(act.at), what, level, reason, adds, outcome })
        };
        let mut rows: Vec<CorrectionRow> = parts.iter().filter_map(row).collect();
        crate::order::sort_by(&mut rows, |a, b| b.at.cmp(&a.at).then(b.act.cmp(&a.act)));
        rows
    }

    /// The shortest exercise that fits the level, and how much it would tell.
    fn improve(&self, skill: SkillId, log: &SkillLog, e: &Estimate, now: Millis) -> Option<Improve> {
        use crate::catalog::Modality;
        let states = self.item_states();
        let cat = &self.company.catalogue;
        let fits = cat.items().iter().enumerate().filter(|(ix, item)| {
            let graded = matches!(item.modality, Modality::Practice | Modality::Simulation);
            let near = item.teaches.iter().any(|t| t.skill == skill && f64::from(t.from) <= e.mean + 1.0);
            graded && near && !item.retired && !states.contains_key(&crate::catalog::ItemIx(*ix as u32))
        });
        // The highest that is in reach tells most; of equals the shortest.
        let reach = |item: &crate::catalog::Item| item.teaches.iter().find(|t| t.skill == skill).map_or(0.0, |t| t.to);
        let (_, item) =
            fits.min_by(|a, b| reach(b.1).total_cmp(&reach(a.1)).then_with(|| a.1.minutes.cmp(&b.1.minutes)))?;
        let sd_after = log.sd_after(Kind::Assessment, now);
        Some(Improve { item: item.id.clone(), title: item.title.clone(), minutes: item.minutes, sd_after })
    }
}
