//! The numbers a layer sees. Each is of the order of one, and zero where nothing is known.

use super::person::{Answer, Person, RATES, Tally};
use super::population::Population;

/// How many numbers there are.
pub const FEATURES: usize = 60;

/// What each number is, in order.
pub const NAMES: [&str; FEATURES] = [
    "margin",
    "difficulty",
    "difficulty error",
    "ability",
    "skill ability",
    "ability variance",
    "skill variance",
    "skill tries",
    "skill wins",
    "all tries",
    "all wins",
    "item tries",
    "item wins",
    "item last",
    "right fast",
    "right middle",
    "right slow",
    "beyond fast",
    "beyond middle",
    "beyond slow",
    "skill right fast",
    "skill right middle",
    "skill right slow",
    "skill beyond fast",
    "skill beyond middle",
    "skill beyond slow",
    "last",
    "last but one",
    "last but two",
    "streak",
    "skill last",
    "skill streak",
    "skill difficulty",
    "item beyond its skills",
    "item count",
    "skills",
    "new skill",
    "run of these skills",
    "answers since the skill",
    "time since any",
    "time since the skill",
    "skill tries in an hour",
    "skill wins in an hour",
    "skill tries in a day",
    "skill wins in a day",
    "skill tries in a fortnight",
    "skill wins in a fortnight",
    "all tries in an hour",
    "all tries in a day",
    "sitting",
    "pairs sum",
    "pairs mean",
    "pairs last",
    "pairs known",
    "skill pairs sum",
    "skill pairs mean",
    "hardest skill",
    "hardest skill tries",
    "time known",
    "forgetting",
];

fn log(x: f32) -> f32 {
    (x.max(0.0) + 1.0).ln()
}

impl Person {
    /// The numbers for an answer that is about to be given. Cost: the answer's skills and the last few answers.
    pub fn features(&self, population: &Population, answer: Answer) -> [f32; FEATURES] {
        let margin = self.weigh(population, answer);
        let item = population.item(answer.item, answer.skills);
        let of_skills = population.of_skills(answer.skills);
        let share = 1.0 / answer.skills.len().max(1) as f32;
        let mut mean = Tally { step: 0.0, ..Tally::default() };
        let (mut windows, mut fresh) = ([[0.0f32; 2]; 3], f32::INFINITY);
        let (mut elapsed, mut unseen, mut worst, mut worst_tries) = (f64::INFINITY, 0.0, f32::INFINITY, 0.0);
        for s in answer.skills {
            let Some(known) = self.skills.get(s) else {
                unseen += share;
                if worst > 0.0 {
                    (worst, worst_tries) = (0.0, 0.0);
                }
                continue;
            };
            let t = &known.tally;
            mean.tries += share * log(t.tries);
            mean.wins += share * log(t.wins);
            for k in 0..RATES.len() {
                mean.right[k] += share * t.right[k];
                mean.beyond[k] += share * t.beyond[k];
            }
            mean.last += share * t.last;
            mean.streak += share * t.streak.signum() * log(t.streak.abs());
            fresh = fresh.min(self.all.tries - t.step);
            for (sum, own) in windows.iter_mut().zip(t.faded(answer.time)) {
                sum[0] += share * log(own[0]);
                sum[1] += share * log(own[1]);
            }
            if let Some(now) = answer.time {
                elapsed = elapsed.min((now - t.time).max(0.0));
            }
            if known.ability.mean < worst {
                (worst, worst_tries) = (known.ability.mean, log(t.tries));
            }
        }
        let since =
            |seconds: f64| if seconds.is_finite() { ((seconds / 60.0).max(0.0) + 1.0).ln() as f32 } else { 0.0 };
        let any = answer.time.filter(|_| self.all.tries > 0.0).map_or(0.0, |now| (now - self.all.time).max(0.0));
        let all = self.all.faded(answer.time);
        let bit = |k: u32, least: f32| {
            if self.all.tries < least { 0.0 } else { f32::from(self.history >> k & 1) * 2.0 - 1.0 }
        };
        let (pairs, skill_pairs) = self.pairs(population, answer);
        let (tries, wins, last) = self.items.get(&answer.item).copied().unwrap_or_default();
        // Wins that fade with the logarithm of time: a power curve in the odds.
        let forgetting = if elapsed.is_finite() && elapsed > 86_400.0 { since(elapsed) - since(86_400.0) } else { 0.0 };
        let known = f32::from(u8::from(answer.time.is_some()));
        [
            margin.mean / (1.0 + std::f32::consts::PI / 8.0 * margin.variance).sqrt(),
            item.difficulty,
            item.error,
            self.ability.mean,
            margin.skill.mean,
            self.ability.variance,
            margin.skill.variance,
            mean.tries,
            mean.wins,
            log(self.all.tries),
            log(self.all.wins),
            log(tries),
            log(wins),
            last,
            self.all.right[0],
            self.all.right[1],
            self.all.right[2],
            self.all.beyond[0],
            self.all.beyond[1],
            self.all.beyond[2],
            mean.right[0],
            mean.right[1],
            mean.right[2],
            mean.beyond[0],
            mean.beyond[1],
            mean.beyond[2],
            bit(0, 1.0),
            bit(1, 2.0),
            bit(2, 3.0),
            self.all.streak.signum() * log(self.all.streak.abs()),
            mean.last,
            mean.streak,
            of_skills,
            item.difficulty - of_skills,
            log(item.count),
            answer.skills.len() as f32,
            unseen,
            log(if self.follows(answer) { self.run } else { 0.0 }),
            if fresh.is_finite() { log(fresh) } else { 0.0 },
            since(any),
            since(elapsed),
            windows[0][0],
            windows[0][1],
            windows[1][0],
            windows[1][1],
            windows[2][0],
            windows[2][1],
            log(all[0][0]) * known,
            log(all[1][0]) * known,
            log(if any > 3_600.0 { 0.0 } else { self.sitting }),
            pairs[0],
            pairs[1],
            pairs[2],
            pairs[3],
            skill_pairs[0],
            skill_pairs[1],
            if worst.is_finite() { worst } else { 0.0 },
            worst_tries,
            known,
            forgetting,
        ]
    }

    fn follows(&self, answer: Answer) -> bool {
        self.run > 0.0 && answer.skills.iter().fold(0u32, |h, s| h.wrapping_mul(31).wrapping_add(s + 1)) == self.set
    }

    /// What the last answers tell of this item, and their skills of this skill.
    fn pairs(&self, population: &Population, answer: Answer) -> ([f32; 4], [f32; 2]) {
        let (mut sum, mut count, mut last) = (0.0, 0.0f32, 0.0);
        let (mut skill_sum, mut skill_count) = (0.0, 0.0f32);
        let skill = answer.skills.first().copied().unwrap_or(u32::MAX);
        for r in self.recent.iter().rev() {
            if let Some(shift) = population.pairs.shift(r.item, r.right, answer.item) {
                if count == 0.0 {
                    last = shift;
                }
                sum += shift;
                count += 1.0;
            }
            if let Some(shift) = population.skill_pairs.shift(r.skill, r.right, skill) {
                skill_sum += shift;
                skill_count += 1.0;
            }
        }
        (
            [sum / count.max(1.0).sqrt(), sum / count.max(1.0), last, log(count)],
            [skill_sum / skill_count.max(1.0).sqrt(), skill_sum / skill_count.max(1.0)],
        )
    }
}
