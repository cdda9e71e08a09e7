//! From what is kept to what is derived: evidence logs, item progress, and retention.

use super::Engine;
use super::state::{Act, Deed, Kept};
use super::terms::Heard;
use crate::catalog::ItemIx;
use crate::clock::Millis;
use crate::profile::{Correct, Observation, SkillLog};
use crate::recommend::{Feedback, FeedbackEvent};
use crate::signal::{Kind, Progress, Source};
use crate::taxonomy::SkillId;

impl Engine {
    /// Drops signals that the policy keeps no longer. Answers whether any went.
    pub(super) fn retire_old(&mut self, now: Millis) -> bool {
        let policy = &self.company.policy;
        let before = self.state.signals.len();
        self.state.signals.retain(|_, s| {
            policy.allows(s.source, s.kind) && Millis(s.at) >= now.plus_days(-f64::from(policy.keep_days(s.source)))
        });
        let keeps = |h: &Heard| Millis(h.at) >= now.plus_days(-f64::from(policy.keep_days(h.source)));
        self.state.heard.retain(keeps);
        self.state.signals.len() != before
    }

    /// Builds everything derived anew: on open, after an import and after its undo.
    pub(super) fn rebuild(&mut self) {
        self.logs.clear();
        self.progress.clear();
        let found = self.find_words(self.state.signals.values());
        // Lent for the loop: nothing in it looks at the signals.
        let signals = std::mem::take(&mut self.state.signals);
        // In the order of time, so that each insertion is O(1).
        let mut order: Vec<(i64, u64, &Kept)> = signals.iter().map(|(key, kept)| (kept.at, *key, kept)).collect();
        crate::order::sort_by(&mut order, |a, b| (a.0, a.1).cmp(&(b.0, b.1)));
        for (_, key, kept) in order {
            self.take_in(key, kept, &found);
        }
        self.state.signals = signals;
        for act in self.state.acts.clone() {
            self.perform(&act);
        }
    }

    /// Which words name a skill and which an item, looked up once.
    pub(super) fn find_words<'k>(&self, signals: impl Iterator<Item = &'k Kept>) -> Found {
        let mut found = Found { skills: vec![None; self.state.words.len()], items: vec![None; self.state.words.len()] };
        for kept in signals {
            for (word, _) in &kept.links {
                if let Some(slot @ None) = found.skills.get_mut(*word as usize) {
                    *slot = Some(self.skill_of(self.state.say(*word)));
                }
            }
            if let Some(word) = kept.object
                && let Some(slot @ None) = found.items.get_mut(word as usize)
            {
                *slot = Some(self.company.catalogue.find_object(self.state.say(word)));
            }
        }
        found
    }

    /// One signal into the logs; O(its skills) when it is the newest.
    pub(super) fn take_in(&mut self, key: u64, kept: &Kept, found: &Found) {
        if self.state.voided.contains_key(&key) {
            return;
        }
        let item = kept.object.and_then(|o| found.items.get(o as usize).copied().flatten().flatten());
        if let (Some(ix), Some(progress)) = (item, kept.progress) {
            self.note_progress(ix, progress, Millis(kept.at));
        }
        if kept.kind == Kind::Activity {
            return;
        }
        for (word, confidence) in &kept.links {
            let skill_of = |word: u32| found.skills.get(word as usize).copied().flatten().flatten();
            if let Some(skill) = skill_of(*word) {
                // Of two skills that became one the surer link counts, whatever the order.
                if kept.links.iter().any(|(other, c)| c > confidence && skill_of(*other) == Some(skill)) {
                    continue;
                }
                self.observe(skill, key, kept, *confidence, item);
            }
        }
    }

    fn note_progress(&mut self, ix: ItemIx, progress: Progress, at: Millis) {
        let slot = self.progress.entry(ix).or_insert((progress, at));
        // Done stays done: starting a finished item again is practice, not a new course.
        if progress == Progress::Done || slot.0 == Progress::Running {
            *slot = (progress, at);
        }
    }

    fn observe(&mut self, skill: SkillId, key: u64, kept: &Kept, confidence: f32, item: Option<ItemIx>) {
        let teaches = item.and_then(|ix| self.teaches(ix, skill));
        self.logs.entry(skill).or_default().insert(Observation {
            key,
            kind: kept.kind,
            at: Millis(kept.at),
            level: kept.level,
            outcome: kept.outcome,
            amount: kept.amount,
            confidence,
            teaches,
            expires: kept.expires.map(Millis),
        });
    }

    fn teaches(&self, ix: ItemIx, skill: SkillId) -> Option<(f32, f32)> {
        let item = self.company.catalogue.items().get(ix.0 as usize)?;
        item.teaches.iter().find(|t| t.skill == skill).map(|t| (t.from, t.to))
    }

    /// Makes an act take effect on what is derived.
    pub(super) fn perform(&mut self, act: &Act) {
        let at = Millis(act.at);
        match &act.deed {
            Deed::Confirm { skill, level } => self.correct(skill, act.id, at, Correct::Confirm { level: *level }),
            Deed::Contest { skill, claim, .. } => self.correct(skill, act.id, at, Correct::Contest { claim: *claim }),
            Deed::Add { skill, level, .. } => self.correct(skill, act.id, at, Correct::Add { level: *level }),
            Deed::Exclude { skill, keys, .. } => {
                if let Some(log) = self.skill_of(skill).and_then(|s| self.logs.get_mut(&s)) {
                    keys.iter().for_each(|k| log.exclude(*k));
                }
            }
            Deed::Sure { skill, keys } => {
                if let Some(log) = self.skill_of(skill).and_then(|s| self.logs.get_mut(&s)) {
                    make_certain(log, keys);
                }
            }
            Deed::Feedback { item, what } => {
                for (skill, key, kept) in self.evidence_of_feedback(act.id, act.at, item, *what) {
                    let ix = self.company.catalogue.find(item);
                    self.observe(skill, key, &kept, 1.0, ix);
                }
            }
            Deed::Goal { .. } | Deed::Import { .. } => {}
        }
    }

    fn correct(&mut self, skill: &str, act: u64, at: Millis, correct: Correct) {
        if let Some(skill) = self.skill_of(skill) {
            self.logs.entry(skill).or_default().correct(act, at, correct);
        }
    }

    /// "Done" and "already know it" are evidence of their own: weak, the person's word.
    pub(super) fn evidence_of_feedback(
        &self,
        act: u64,
        at: i64,
        item: &str,
        what: Feedback,
    ) -> Vec<(SkillId, u64, Kept)> {
        let kind = match what {
            Feedback::Done => Kind::Completion,
            Feedback::AlreadyKnow => Kind::SelfRating,
            _ => return Vec::new(),
        };
        let Some(item) =
            self.company.catalogue.find(item).and_then(|ix| self.company.catalogue.items().get(ix.0 as usize))
        else {
            return Vec::new();
        };
        let kept = |to: f32| Kept {
            source: Source::Person,
            kind,
            at,
            title: u32::MAX,
            context: u32::MAX,
            object: None,
            outcome: None,
            level: (kind == Kind::SelfRating).then_some(to),
            amount: 1.0,
            expires: None,
            progress: None,
            links: Vec::new(),
            import: 0,
        };
        item.teaches.iter().map(|t| (t.skill, act_key(act), kept(t.to))).collect()
    }

    /// The person's words about steps, oldest first.
    pub(super) fn feedback(&self) -> Vec<FeedbackEvent> {
        let found = |act: &Act| match &act.deed {
            Deed::Feedback { item, what } => {
                let item = self.company.catalogue.find(item)?;
                Some(FeedbackEvent { item, what: *what, at: Millis(act.at) })
            }
            _ => None,
        };
        self.state.acts.iter().filter_map(found).collect()
    }
}

/// Counts these pieces of evidence as surely about the skill.
pub(super) fn make_certain(log: &mut SkillLog, keys: &[u64]) {
    for key in keys {
        if let Some(o) = log.observation(*key).copied() {
            log.insert(Observation { confidence: 1.0, ..o });
        }
    }
}

/// Key of the evidence that an act is. The top bit keeps it apart from the hashes of signals only by chance of 2^-63.
pub(super) fn act_key(act: u64) -> u64 {
    u64::MAX - act
}

/// What words of the snapshot mean in the opened pack and catalogue, by their number: `None` where nobody asked yet,
/// `Some(None)` where they name nothing.
pub(super) struct Found {
    skills: Vec<Option<Option<SkillId>>>,
    items: Vec<Option<Option<ItemIx>>>,
}
