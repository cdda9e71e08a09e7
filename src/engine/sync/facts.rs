//! From the profile to what answering may look at, and to the answer.

use crate::career::{p_met, role_fit};
use crate::clock::{Millis, Now};
use crate::engine::Engine;
use crate::engine::state::{Act, Deed};
use crate::map::{Map, Set};
use crate::profile::{Estimate, Standing};
use crate::recommend::{Difficulty, Feedback, difficulty};
use crate::signal::Progress;
use crate::sync::{Arm, Clip, Day, Encoding, Facts, Measure, Measurement, Moved, Outcome, Outcomes, Partition, Period};
use crate::taxonomy::{Role, SkillId};

/// Days for which one looks back at what was contested.
const YEAR: i32 = 365;

impl Engine {
    pub(super) fn answer_to(&self, measure: &Measure, facts: &Facts, clip: Clip<'_>, yes: bool) -> Measurement {
        let dictionary = &self.company.dictionary;
        if yes {
            measure.encoding.answer(facts, &dictionary.groups(measure), clip)
        } else {
            Measurement::no_answer(measure.encoding.shape(dictionary.options(measure)))
        }
    }

    pub(super) fn cell_of(&self, over: Partition) -> Option<String> {
        self.state.cell.as_ref().map(|(function, region)| over.cell(function, region))
    }

    /// All that answering about a period may look at.
    pub(super) fn facts(&self, period: &Period, now: Now) -> Facts {
        let tax = &self.company.taxonomy;
        let mut held = Map::new();
        let mut confidence = Vec::new();
        let mut estimates = Map::new();
        for (&skill, log) in &self.logs {
            let estimate = log.estimate(now.at);
            confidence.push(log.confidence(now.at));
            if estimate.held() {
                let level = (1..=5u8).rev().find(|l| estimate.p_at_least(f64::from(*l)) >= crate::profile::HELD_FROM);
                held.insert(tax.id(skill).to_owned(), level.unwrap_or(1));
            }
            estimates.insert(skill, estimate);
        }
        let mean = |s| estimates.get(&s).map_or(0.0, |e: &Estimate| e.mean);
        let goal = self.goal().and_then(|id| tax.find_role(id)).and_then(|ix| tax.roles().get(ix.0 as usize));
        let needs = goal.into_iter().flat_map(|r| &r.needs).filter(|n| mean(n.skill) < f64::from(n.level));
        let goals = needs.map(|n| tax.id(n.skill).to_owned()).collect();
        let (items, taken) = self.items_and_stretch(period, &mean);
        let offered = self.steps(3, None, 0.0, now).steps.iter().any(|s| s.difficulty == Difficulty::Stretch);
        let contests = |a: &Act| matches!(a.deed, Deed::Contest { .. }) && Day::of(Millis(a.at)) >= period.start;
        let asked = self.company.dictionary.asked_in(period).any(|m| !m.encoding.terms().is_empty());
        let terms = if asked { self.unexplained(period.end) } else { Set::new() };
        let there = |role: &Role| {
            let any = role.needs.iter().any(|n| n.essential);
            let mut counted = role.needs.iter().filter(|n| n.essential || !any).peekable();
            counted.peek().is_some() && counted.all(|n| p_met(estimates.get(&n.skill), f64::from(n.level)) >= 0.5)
        };
        let path = goal.map(|role| (role.id.clone(), there(role)));
        let told = |wanted: Outcome| {
            let is = |m: &Measure| matches!(m.encoding, Encoding::Outcome { outcome, .. } if outcome == wanted);
            self.company.dictionary.asked_in(period).any(is)
        };
        // Every role of a large pack is looked at only where it is asked for.
        let best = if told(Outcome::Fit) {
            tax.roles().iter().map(|role| role_fit(role, &estimates).mean).fold(0.0, f64::max)
        } else {
            0.0
        };
        let moved = self.moved(period);
        let share = confidence.iter().sum::<f64>() / confidence.len().max(1) as f64;
        Facts {
            known: !held.is_empty() || !self.logs.is_empty() || !terms.is_empty(),
            held,
            goals,
            items,
            terms,
            moved,
            path,
            outcomes: Outcomes {
                stretch: if taken { 2 } else { u8::from(offered) },
                confidence: u8::from(share >= 0.5) + u8::from(share >= 0.75),
                contested: u8::from(self.state.acts.iter().any(contests)),
                fit: u8::from(best >= 0.5) + u8::from(best >= 0.8),
                settled: self.settled(period, &estimates),
            },
            groups: self.state.sync.groups.clone(),
        }
    }

    /// What came of what she contested in the year before the period's end.
    fn settled(&self, period: &Period, estimates: &Map<SkillId, Estimate>) -> u8 {
        let mut contested = 0;
        for act in &self.state.acts {
            let Deed::Contest { skill, .. } = &act.deed else { continue };
            let day = Day::of(Millis(act.at));
            if day < Day(period.end.0.saturating_sub(YEAR)) || day >= period.end {
                continue;
            }
            let standing = self.company.taxonomy.find(skill).and_then(|s| estimates.get(&s)).map(|e| e.standing);
            if standing == Some(Standing::Contested) {
                return 1;
            }
            contested = 2;
        }
        contested
    }

    /// Of every experiment that is asked about: her arm and her own change, where she is in it.
    fn moved(&self, period: &Period) -> Map<String, Moved> {
        let mut all = Map::new();
        for measure in self.company.dictionary.asked_in(period) {
            let Encoding::Change { skills, experiment, .. } = &measure.encoding else { continue };
            let Some(arm) = experiment.arm(self.state.seed) else { continue };
            let (from, to) = experiment.window(period);
            let mut change = 0.0;
            for id in skills {
                let log = self.company.taxonomy.find(id).and_then(|s| self.logs.get(&s));
                change += log.map_or(0.0, |l| l.estimate(to.start()).mean - l.estimate(from.start()).mean);
            }
            let change = change / skills.len().max(1) as f64;
            all.insert(Moved::name(experiment, skills), Moved { arm, change });
        }
        all
    }

    /// Her arm of a measure's experiment. For tests and simulations; no page asks for it.
    pub fn arm(&self, measure: &str) -> Option<&Arm> {
        let measure = self.company.dictionary.measures.iter().find(|m| m.id == measure)?;
        let experiment = measure.encoding.experiment()?;
        experiment.arms.get(experiment.arm(self.state.seed)?)
    }

    /// Items finished with "did it help?", and whether a stretch item was taken up in the period.
    fn items_and_stretch(
        &self,
        period: &Period,
        mean: &impl Fn(crate::taxonomy::SkillId) -> f64,
    ) -> (Map<String, bool>, bool) {
        let items = self.company.catalogue.items();
        let mut finished = Map::new();
        let mut taken = false;
        let mut look = |ix: crate::catalog::ItemIx, done: bool, at: Millis| {
            let Some(item) = items.get(ix.0 as usize) else { return };
            if done {
                finished.entry(item.id.clone()).or_insert(false);
            }
            let stretch = |t: &crate::catalog::Teaches| difficulty(t, mean(t.skill)) == Difficulty::Stretch;
            taken |= Day::of(at) >= period.start && item.teaches.first().is_some_and(stretch);
        };
        for (ix, (progress, at)) in &self.progress {
            look(*ix, *progress == Progress::Done, *at);
        }
        let said = self.feedback();
        for event in said.iter().filter(|e| matches!(e.what, Feedback::Started | Feedback::Done)) {
            look(event.item, event.what == Feedback::Done, event.at);
        }
        for event in said.iter().filter(|e| e.what == Feedback::Helpful) {
            if let Some(helped) = items.get(event.item.0 as usize).and_then(|i| finished.get_mut(&i.id)) {
                *helped = true;
            }
        }
        (finished, taken)
    }
}
