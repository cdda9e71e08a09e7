//! "Is this right?": links between evidence and a skill that are doubtful, asked about only where her first steps turn on
//! the answer. A question that changes nothing for her is not worth her time.

use serde::Serialize;

use super::Engine;
use super::acts::Group;
use super::answer::Owned;
use super::derive::make_certain;
use super::state::Deed;
use super::views::without;
use crate::clock::{Millis, Now};
use crate::map::Set;
use crate::profile::SkillLog;
use crate::recommend::{Aids, next_steps_with};
use crate::signal::Kind;
use crate::taxonomy::SkillId;

/// A link is doubtful below this confidence (0..=1). A skill's own name in a text gives more; words that only sound like
/// the skill give at most .5.
const DOUBTFUL: f32 = 0.6;
/// Doubtful links that are looked at, those that lack most confidence first: each costs two rankings of the catalogue.
const LOOKED_AT: usize = 12;
/// Questions of one answer.
const ASKED: usize = 3;
/// Steps that an answer has to change.
const STEPS: usize = 3;

/// One question: is this evidence about this skill?
#[derive(Debug, Clone, Serialize)]
#[allow(missing_docs, reason = "documented in types.ts")]
pub struct DoubtRow {
    pub evidence: String,
    pub skill: String,
    pub label: String,
    pub title: String,
    pub context: String,
    pub kind: Kind,
    pub at: Millis,
    pub count: usize,
    pub confidence: f32,
}

/// A doubtful link: how sure it is (0..=1), and which.
struct Doubt {
    confidence: f32,
    skill: SkillId,
    group: Group,
}

impl Engine {
    /// The questions worth asking now, the one that lacks most confidence first.
    pub(super) fn doubts(&self, now: Now) -> Vec<DoubtRow> {
        let doubtful = self.doubtful();
        if doubtful.is_empty() {
            return Vec::new();
        }
        let mut owned = self.owned(now);
        let mut rows = Vec::new();
        let mut looked_at = 0;
        for doubt in doubtful {
            let Some(log) = self.logs.get(&doubt.skill) else { continue };
            let (mut certain, mut gone) = (log.clone(), log.clone());
            make_certain(&mut certain, &doubt.group.keys);
            doubt.group.keys.iter().for_each(|k| gone.exclude(*k));
            // "No" must not be a way to a higher level, so a poor result is not asked about.
            if gone.estimate(now.at).mean > log.estimate(now.at).mean {
                continue;
            }
            if looked_at == LOOKED_AT || rows.len() == ASKED {
                break;
            }
            looked_at += 1;
            if self.first_steps(&mut owned, doubt.skill, &certain, now)
                != self.first_steps(&mut owned, doubt.skill, &gone, now)
            {
                rows.extend(self.doubt_row(&doubt));
            }
        }
        rows
    }

    /// Rows of evidence with a doubtful link that nobody answered for, least sure first.
    fn doubtful(&self) -> Vec<Doubt> {
        let mut answered: Set<(SkillId, u64)> = Set::new();
        for act in &self.state.acts {
            if let Deed::Exclude { skill, keys, .. } | Deed::Sure { skill, keys } = &act.deed
                && let Some(skill) = self.skill_of(skill)
            {
                answered.extend(keys.iter().map(|k| (skill, *k)));
            }
        }
        let mut found = Vec::new();
        for (&skill, log) in &self.logs {
            // Cheaper than its rows, and most skills have none.
            let sure = |key: u64| log.observation(key).map_or(1.0, |o| o.confidence);
            if !log.keys().any(|key| sure(key) < DOUBTFUL) {
                continue;
            }
            for group in self.evidence_groups(skill) {
                let confidence = group.keys.iter().map(|k| sure(*k)).fold(0.0, f32::max);
                if confidence < DOUBTFUL && !group.keys.iter().any(|k| answered.contains(&(skill, *k))) {
                    found.push(Doubt { confidence, skill, group });
                }
            }
        }
        crate::order::sort_by(&mut found, |a, b| {
            a.confidence
                .total_cmp(&b.confidence)
                .then(a.skill.cmp(&b.skill))
                .then_with(|| a.group.keys.cmp(&b.group.keys))
        });
        found
    }

    /// Ids of the first steps as if this were the skill's log; `owned` is as it was afterwards.
    fn first_steps(&self, owned: &mut Owned<'_>, skill: SkillId, log: &SkillLog, now: Now) -> Vec<String> {
        let estimate = owned.estimates.insert(skill, log.estimate(now.at));
        let evidence = owned.evidence.insert(skill, log.counted(now.at));
        let without = |s: SkillId, key: u64| without(if s == skill { log } else { self.logs.get(&s)? }, key, now.at);
        let aids = Aids { factors: self.company.factors.as_ref(), without: Some(&without), ..Aids::default() };
        let (tax, cat) = (&self.company.taxonomy, &self.company.catalogue);
        let steps = next_steps_with(tax, cat, &owned.person(), now, STEPS, &aids);
        owned.estimates.extend(estimate.map(|e| (skill, e)));
        owned.evidence.extend(evidence.map(|e| (skill, e)));
        steps.into_iter().map(|s| s.item.id).collect()
    }

    fn doubt_row(&self, doubt: &Doubt) -> Option<DoubtRow> {
        let keys = &doubt.group.keys;
        let newest = keys.iter().copied().max_by_key(|k| self.state.signals.get(k).map_or(0, |s| s.at))?;
        let (title, context, at, kind, ..) = self.words_of(newest)?;
        let tax = &self.company.taxonomy;
        Some(DoubtRow {
            evidence: format!("{:016x}", keys.first()?),
            skill: tax.id(doubt.skill).to_owned(),
            label: tax.label(doubt.skill).to_owned(),
            title,
            context,
            kind,
            at,
            count: keys.len(),
            confidence: doubt.confidence,
        })
    }
}
