//! The rows that the page shows; their TypeScript twins are in `pkg/src/types.ts`.

use serde::Serialize;

use super::state::{Act, Deed};
use super::{Cell, Engine};
use crate::catalog::ItemIx;
use crate::clock::{Millis, Now};
use crate::map::Map;
use crate::profile::{Estimate, SkillLog, Standing};
use crate::recommend::{Aids, Feedback, FeedbackEvent, ItemRow, ItemState, Step, next_steps_with, pace};
use crate::signal::{PolicyRow, Source};
use crate::sync::Named;
use crate::taxonomy::SkillId;

/// Done items that are shown, at most.
const SHOWN_DONE: usize = 50;

/// A level as a best guess and where it lies with 80 % certainty.
#[derive(Debug, Clone, Copy, Serialize)]
#[allow(missing_docs, reason = "level 0..=5")]
pub struct Level {
    pub mean: f64,
    pub sd: f64,
    pub low: f64,
    pub high: f64,
}

impl Level {
    pub(super) fn of(e: &Estimate) -> Level {
        let (low, high) = e.level_interval();
        Level { mean: e.mean, sd: e.sd, low, high }
    }
}

/// One skill in a list.
#[derive(Debug, Clone, Serialize)]
#[allow(missing_docs, reason = "documented in types.ts")]
pub struct SkillRow {
    pub id: String,
    pub label: String,
    pub level: Level,
    pub standing: Standing,
    pub confidence: f64,
    pub held: bool,
    pub fading: bool,
    pub evidence: u32,
    pub last: Option<Millis>,
    pub need: Option<f32>,
}

/// The profile.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
#[allow(missing_docs, reason = "documented in types.ts")]
pub struct ProfileView {
    pub skills: Vec<SkillRow>,
    pub signals: usize,
    pub as_of: Millis,
}

/// The role that the person grows toward.
#[derive(Debug, Clone, Serialize)]
#[allow(missing_docs, reason = "documented in types.ts")]
pub struct GoalView {
    pub role: String,
    pub label: String,
    pub gaps: u32,
    pub minutes: u32,
}

/// A step that was set aside.
#[derive(Debug, Clone, Serialize)]
#[allow(missing_docs, reason = "documented in types.ts")]
pub struct SetAside {
    pub item: ItemRow,
    pub act: u64,
    pub feedback: Feedback,
    pub at: Millis,
    pub until: Option<Millis>,
}

/// The next steps and what stands around them.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
#[allow(missing_docs, reason = "documented in types.ts")]
pub struct StepsView {
    pub steps: Vec<Step>,
    pub pace: &'static str,
    pub signals: usize,
    pub goal: Option<GoalView>,
    pub set_aside: Vec<SetAside>,
    pub running: Vec<ItemRow>,
    pub done: Vec<ItemRow>,
    pub finished: usize,
}

/// A skill found by typing.
#[derive(Debug, Clone, Serialize)]
#[allow(missing_docs, reason = "documented in types.ts")]
pub struct SkillHit {
    pub id: String,
    pub label: String,
    pub description: String,
}

/// One act of the person.
#[derive(Debug, Clone, Serialize)]
#[allow(missing_docs, reason = "documented in types.ts")]
pub struct ActRow {
    pub id: u64,
    pub at: Millis,
    pub what: &'static str,
    pub subject: String,
    pub label: String,
    pub detail: String,
}

/// One import.
#[derive(Debug, Clone, Serialize)]
#[allow(missing_docs, reason = "documented in types.ts")]
pub struct ImportRow {
    pub id: u32,
    pub at: Millis,
    pub name: String,
    pub kind: Source,
    pub signals: usize,
    pub act: u64,
}

/// The signed signal policy.
#[derive(Debug, Clone, Serialize)]
#[allow(missing_docs, reason = "documented in types.ts")]
pub struct PolicyView {
    pub version: u64,
    pub sources: Vec<PolicyRow>,
}

/// A file of the company.
#[derive(Debug, Clone, Serialize)]
#[allow(missing_docs, reason = "documented in types.ts")]
pub struct FileView {
    pub name: String,
    pub role: String,
    pub version: u64,
    pub sha256: String,
    pub bytes: u64,
}

/// The root in use.
#[derive(Debug, Clone, Serialize)]
#[allow(missing_docs, reason = "documented in types.ts")]
pub struct RootView {
    pub version: u64,
    pub pin: String,
}

/// What is open.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
#[allow(missing_docs, reason = "documented in types.ts")]
pub struct AboutView {
    pub tenant: String,
    pub company: String,
    pub sample: bool,
    pub cell: Option<Cell>,
    pub functions: Vec<Named>,
    pub regions: Vec<Named>,
    pub root: RootView,
    pub files: Vec<FileView>,
    pub skills: usize,
    pub roles: usize,
    pub items: usize,
    pub notices: Vec<String>,
    pub engine: &'static str,
    pub catalogue_from: &'static str,
    pub signals: usize,
    pub snapshot_bytes: usize,
}

impl Engine {
    pub(super) fn skill_row(&self, skill: SkillId, log: &SkillLog, now: Millis) -> SkillRow {
        let e = log.estimate(now);
        SkillRow {
            id: self.company.taxonomy.id(skill).to_owned(),
            label: self.company.taxonomy.label(skill).to_owned(),
            level: Level::of(&e),
            standing: e.standing,
            confidence: log.confidence(now),
            held: e.held(),
            fading: e.fading,
            evidence: e.evidence,
            last: e.last,
            need: self.need(skill),
        }
    }

    /// What the goal needs of a skill.
    pub(super) fn need(&self, skill: SkillId) -> Option<f32> {
        let role = self.company.taxonomy.find_role(self.goal()?)?;
        let role = self.company.taxonomy.roles().get(role.0 as usize)?;
        role.needs.iter().find(|n| n.skill == skill).map(|n| n.level)
    }

    pub(super) fn profile(&self, now: Now) -> ProfileView {
        let mut skills: Vec<SkillRow> = self.logs.iter().map(|(s, log)| self.skill_row(*s, log, now.at)).collect();
        crate::order::sort_by(&mut skills, |a, b| {
            b.level.mean.total_cmp(&a.level.mean).then_with(|| a.label.cmp(&b.label))
        });
        ProfileView { skills, signals: self.state.signals.len(), as_of: now.at }
    }

    pub(super) fn steps(&self, count: usize, slot: Option<u32>, surprise: f64, now: Now) -> StepsView {
        let (tax, cat) = (&self.company.taxonomy, &self.company.catalogue);
        let owned = self.owned(now);
        let person = owned.person();
        let without = |skill: SkillId, key: u64| self.without(skill, key, now.at);
        let aids = Aids { factors: self.company.factors.as_ref(), without: Some(&without), slot, surprise };
        let steps = next_steps_with(tax, cat, &person, now, count, &aids);
        let goal = owned.goal.and_then(|ix| crate::career::role_row(tax, cat, &person, ix, now)).map(|r| GoalView {
            role: r.id,
            label: r.label,
            gaps: r.gaps,
            minutes: r.minutes,
        });
        let row = |ix: ItemIx| self.item_row(ix, &owned.items);
        let in_state = |wanted: fn(&ItemState) -> bool| -> Vec<ItemRow> {
            owned.items.iter().filter(|(_, s)| wanted(s)).filter_map(|(ix, _)| row(*ix)).collect()
        };
        let set_aside = |act: &Act| {
            let Deed::Feedback { item, what } = &act.deed else { return None };
            let ix = cat.find(item)?;
            let until = match (what, owned.items.get(&ix)?) {
                (Feedback::NotNow, ItemState::Snoozed { until }) => Some(*until),
                (Feedback::Never, ItemState::Dismissed) | (Feedback::AlreadyKnow, ItemState::Known) => None,
                _ => return None,
            };
            Some(SetAside { item: row(ix)?, act: act.id, feedback: *what, at: Millis(act.at), until })
        };
        let (done, finished) = self.done(&owned.items, &self.feedback());
        StepsView {
            steps,
            pace: pace(&person, now.at).name(),
            signals: self.state.signals.len(),
            goal,
            set_aside: self.state.acts.iter().rev().filter_map(set_aside).collect(),
            running: in_state(|s| matches!(s, ItemState::Running)),
            done,
            finished,
        }
    }

    /// What is done, the latest first, as many as a page shows; and how many there are. Somebody may have finished thousands.
    fn done(&self, states: &Map<ItemIx, ItemState>, feedback: &[FeedbackEvent]) -> (Vec<ItemRow>, usize) {
        let mut told: Map<ItemIx, Millis> = Map::new();
        for f in feedback.iter().filter(|f| f.what == Feedback::Done) {
            let at = told.entry(f.item).or_insert(f.at);
            *at = (*at).max(f.at);
        }
        let mut all: Vec<(Millis, ItemIx)> = states
            .iter()
            .filter(|(_, s)| matches!(s, ItemState::Done))
            .map(|(ix, _)| (self.progress.get(ix).map(|p| p.1).max(told.get(ix).copied()).unwrap_or(Millis(0)), *ix))
            .collect();
        let finished = all.len();
        let latest_first = |a: &(Millis, ItemIx), b: &(Millis, ItemIx)| b.0.cmp(&a.0).then(a.1.cmp(&b.1));
        if finished > SHOWN_DONE {
            all.select_nth_unstable_by(SHOWN_DONE, latest_first);
            all.truncate(SHOWN_DONE);
        }
        crate::order::sort_by(&mut all, latest_first);
        (all.iter().filter_map(|(_, ix)| self.item_row(*ix, states)).collect(), finished)
    }

    /// An item with its state.
    pub(super) fn item_row(&self, ix: ItemIx, states: &Map<ItemIx, ItemState>) -> Option<ItemRow> {
        let item = self.company.catalogue.items().get(ix.0 as usize)?;
        Some(ItemRow::of(&self.company.taxonomy, item, states.get(&ix).copied()))
    }

    /// The estimate that a skill would have without one piece of evidence: replayed, not guessed.
    fn without(&self, skill: SkillId, evidence: u64, now: Millis) -> Option<Estimate> {
        without(self.logs.get(&skill)?, evidence, now)
    }

    /// Skills that the person added at a level below 1: wishes, not claims.
    pub(super) fn wishes(&self) -> Vec<SkillId> {
        let wish = |a: &Act| match &a.deed {
            Deed::Add { skill, level, .. } if *level < 1.0 => self.skill_of(skill),
            _ => None,
        };
        self.state.acts.iter().filter_map(wish).collect()
    }

    pub(super) fn act_rows(&self) -> Vec<ActRow> {
        let tax = &self.company.taxonomy;
        let skill = |id: &String| tax.find(id).map_or_else(|| id.clone(), |s| tax.label(s).to_owned());
        let level = |l: &Option<f32>| l.map_or(String::new(), |l| l.to_string());
        let row = |act: &Act| {
            let (what, subject, label, detail) = match &act.deed {
                Deed::Confirm { skill: s, level: l } => ("confirm", s.clone(), skill(s), level(l)),
                Deed::Contest { skill: s, reason, .. } => ("contest", s.clone(), skill(s), reason.clone()),
                Deed::Add { skill: s, level: l, .. } => ("add", s.clone(), skill(s), l.to_string()),
                Deed::Exclude { skill: s, reason, .. } => ("exclude", s.clone(), skill(s), reason.clone()),
                Deed::Sure { skill: s, .. } => ("answer", s.clone(), skill(s), String::new()),
                Deed::Goal { role } => {
                    let id = role.clone().unwrap_or_default();
                    let found = tax.find_role(&id).and_then(|ix| tax.roles().get(ix.0 as usize));
                    ("goal", id, found.map_or(String::new(), |r| r.label.clone()), String::new())
                }
                Deed::Feedback { item, what } => {
                    ("feedback", item.clone(), self.item_title(item), what.name().to_owned())
                }
                Deed::Import { import } => {
                    let found = self.state.imports.iter().find(|i| i.id == *import);
                    ("import", import.to_string(), found.map_or(String::new(), |i| i.name.clone()), String::new())
                }
            };
            ActRow { id: act.id, at: Millis(act.at), what, subject, label, detail }
        };
        self.state.acts.iter().rev().map(row).collect()
    }

    pub(super) fn item_title(&self, id: &str) -> String {
        let cat = &self.company.catalogue;
        cat.find(id).and_then(|ix| cat.items().get(ix.0 as usize)).map_or_else(|| id.to_owned(), |i| i.title.clone())
    }

    pub(super) fn import_rows(&self) -> Vec<ImportRow> {
        let act_of = |id: u32| {
            let import = |a: &&Act| matches!(a.deed, Deed::Import { import } if import == id);
            self.state.acts.iter().find(import).map_or(0, |a| a.id)
        };
        self.state
            .imports
            .iter()
            .rev()
            .map(|i| ImportRow {
                id: i.id,
                at: Millis(i.at),
                name: i.name.clone(),
                kind: i.source,
                signals: self.state.signals.values().filter(|s| s.import == i.id).count(),
                act: act_of(i.id),
            })
            .collect()
    }

    pub(super) fn policy_view(&self) -> PolicyView {
        PolicyView { version: self.company.policy.version(), sources: self.company.policy.rows() }
    }

    pub(super) fn about(&self) -> AboutView {
        let c = &self.company;
        let file = |f: &crate::trust::FileEntry| FileView {
            name: f.name.clone(),
            role: f.role.clone(),
            version: f.version,
            sha256: f.sha256.clone(),
            bytes: f.bytes,
        };
        AboutView {
            tenant: self.state.tenant.clone(),
            company: c.manifest.company.clone(),
            sample: c.manifest.sample,
            cell: self.state.cell.as_ref().map(|(f, r)| Cell { function: f.clone(), region: r.clone() }),
            functions: c.dictionary.functions.clone(),
            regions: c.dictionary.regions.clone(),
            root: RootView { version: c.root.version, pin: c.root.pin.clone() },
            files: c.manifest.files.iter().map(file).collect(),
            skills: c.taxonomy.len(),
            roles: c.taxonomy.roles().len(),
            items: c.catalogue.items().len(),
            notices: c.taxonomy.notices(),
            engine: env!("CARGO_PKG_VERSION"),
            catalogue_from: if c.catalogue_from_page { "page" } else { "signed" },
            signals: self.state.signals.len(),
            snapshot_bytes: self.snapshot().len(),
        }
    }
}

/// The estimate of a log without one piece of evidence; none where nothing would be left.
pub(super) fn without(log: &SkillLog, evidence: u64, now: Millis) -> Option<Estimate> {
    let mut log = log.clone();
    log.exclude(evidence);
    let estimate = log.estimate(now);
    (estimate.evidence > 0 || estimate.standing != Standing::Inferred).then_some(estimate)
}
