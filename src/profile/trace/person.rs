//! The state of one person, and how an answer moves it.

use super::layer::sigmoid;
use super::population::Population;
use crate::map::Map;

/// One answer, or one that is about to be given.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Answer<'a> {
    /// The item's dense number.
    pub item: u32,
    /// Its skills' dense numbers.
    pub skills: &'a [u32],
    /// When, in seconds; `None` where only the order is known.
    pub time: Option<f64>,
}

/// How many of the last answers are compared with the next item.
pub(super) const RECENT: usize = 24;
/// What one answer weighs in the moving averages, fast to slow.
pub(super) const RATES: [f32; 3] = [0.35, 0.1, 0.03];
/// Seconds after which a practice counts half, in the windows.
pub(super) const WINDOWS: [f64; 3] = [3_600.0, 86_400.0, 1_209_600.0];
/// A pause that ends a sitting, in seconds.
const SITTING: f64 = 3_600.0;

/// An ability: mean and variance, in logits.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Ability {
    pub(super) mean: f32,
    pub(super) variance: f32,
}

/// Tries and wins, and how the last of them went.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Tally {
    pub(super) tries: f32,
    pub(super) wins: f32,
    pub(super) right: [f32; 3],
    pub(super) beyond: [f32; 3],
    pub(super) streak: f32,
    pub(super) last: f32,
    pub(super) step: f32,
    pub(super) time: f64,
    pub(super) windows: [[f32; 2]; 3],
}

impl Tally {
    /// The windows as they are at a time: practices that are still fresh, tries and wins.
    pub(super) fn faded(&self, time: Option<f64>) -> [[f32; 2]; 3] {
        let Some(now) = time else { return self.windows };
        let mut out = self.windows;
        for (window, half) in out.iter_mut().zip(WINDOWS) {
            let keep = (-(now - self.time).max(0.0) / half).exp2() as f32;
            window.iter_mut().for_each(|x| *x *= keep);
        }
        out
    }

    fn add(&mut self, right: bool, beyond: f32, step: f32, time: Option<f64>) {
        let y = f32::from(u8::from(right));
        self.windows = self.faded(time);
        for window in &mut self.windows {
            window[0] += 1.0;
            window[1] += y;
        }
        for (k, rate) in RATES.into_iter().enumerate() {
            // The first answers weigh more, so that the average does not start from nowhere.
            let rate = rate.max(1.0 / (self.tries + 3.0));
            self.right[k] += rate * (y - 0.5 - self.right[k]);
            self.beyond[k] += rate * (beyond - self.beyond[k]);
        }
        self.streak = match (right, self.streak) {
            (true, s) => s.max(0.0) + 1.0,
            (false, s) => s.min(0.0) - 1.0,
        };
        self.tries += 1.0;
        self.wins += y;
        self.last = 2.0 * y - 1.0;
        self.step = step;
        self.time = time.unwrap_or(self.time);
    }
}

/// A skill of one person.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Skill {
    pub(super) ability: Ability,
    pub(super) tally: Tally,
}

/// An answer that is remembered for what it tells of the next items.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Recent {
    pub(super) item: u32,
    pub(super) skill: u32,
    pub(super) right: bool,
}

/// What is kept of one person: a fixed amount for the person, each skill and each item met.
#[derive(Clone, Default)]
pub struct Person {
    pub(super) ability: Ability,
    pub(super) all: Tally,
    pub(super) skills: Map<u32, Skill>,
    pub(super) items: Map<u32, (f32, f32, f32)>,
    pub(super) recent: Vec<Recent>,
    pub(super) sitting: f32,
    pub(super) history: u8,
    pub(super) set: u32,
    pub(super) run: f32,
}

/// The chance by ability and difficulty alone.
#[derive(Clone, Copy, Debug)]
pub(super) struct Margin {
    pub(super) mean: f32,
    pub(super) variance: f32,
    pub(super) chance: f32,
    pub(super) skill: Ability,
}

impl Person {
    /// A person of whom nothing is known.
    pub fn new(population: &Population) -> Person {
        Person { ability: Ability { mean: 0.0, variance: population.spread.person }, ..Person::default() }
    }

    /// The chance of a right answer by ability and difficulty alone: mean and variance of the margin in logits, and the chance.
    pub fn margin(&self, population: &Population, answer: Answer) -> (f32, f32, f32) {
        let margin = self.weigh(population, answer);
        (margin.mean, margin.variance, margin.chance)
    }

    pub(super) fn weigh(&self, population: &Population, answer: Answer) -> Margin {
        let item = population.item(answer.item, answer.skills);
        let share = 1.0 / answer.skills.len().max(1) as f32;
        let mut skill = Ability::default();
        for s in answer.skills {
            let own = self
                .skills
                .get(s)
                .map_or(Ability { mean: 0.0, variance: population.spread.skill }, |known| known.ability);
            skill.mean += share * own.mean;
            skill.variance += share * share * own.variance;
        }
        let mean = self.ability.mean + skill.mean - item.difficulty;
        let variance = self.ability.variance + skill.variance;
        // A logistic of a normal is close to a flatter logistic of its mean (MacKay 1992).
        let chance = sigmoid(mean / (1.0 + std::f32::consts::PI / 8.0 * variance).sqrt());
        Margin { mean, variance, chance, skill }
    }

    /// Learns from an answer.
    pub fn learn(&mut self, population: &Population, answer: Answer, right: bool) {
        let margin = self.weigh(population, answer);
        let spread = population.spread;
        let beyond = f32::from(u8::from(right)) - margin.chance;
        let slope = margin.chance * (1.0 - margin.chance);
        let gain = 1.0 / (1.0 + slope * margin.variance);
        let moved = |a: Ability, weight: f32, drift: f32, most: f32| Ability {
            mean: a.mean + a.variance * weight * beyond * gain,
            variance: (a.variance - (a.variance * weight).powi(2) * slope * gain + drift).clamp(1e-4, most.max(1e-4)),
        };
        let step = self.all.tries + 1.0;
        if let Some(now) = answer.time {
            self.sitting = if now - self.all.time > SITTING { 0.0 } else { self.sitting + 1.0 };
        } else {
            self.sitting += 1.0;
        }
        self.ability = moved(self.ability, 1.0, spread.person_drift, spread.person);
        self.all.add(right, beyond, step, answer.time);
        self.history = self.history << 1 | u8::from(right);
        let share = 1.0 / answer.skills.len().max(1) as f32;
        for s in answer.skills {
            let mut known = self
                .skills
                .get(s)
                .copied()
                .unwrap_or(Skill { ability: Ability { mean: 0.0, variance: spread.skill }, tally: Tally::default() });
            known.ability = moved(known.ability, share, spread.skill_drift, spread.skill);
            known.tally.add(right, beyond, step, answer.time);
            self.skills.insert(*s, known);
        }
        let before = self.items.get(&answer.item).copied().unwrap_or_default();
        let y = f32::from(u8::from(right));
        self.items.insert(answer.item, (before.0 + 1.0, before.1 + y, 2.0 * y - 1.0));
        let set = answer.skills.iter().fold(0u32, |h, s| h.wrapping_mul(31).wrapping_add(s + 1));
        self.run = if set == self.set { self.run + 1.0 } else { 1.0 };
        self.set = set;
        if self.recent.len() >= RECENT {
            self.recent.remove(0);
        }
        self.recent.push(Recent {
            item: answer.item,
            skill: answer.skills.first().copied().unwrap_or(u32::MAX),
            right,
        });
    }

    /// The last answers, oldest first: item, first skill, right. What pairs are counted from.
    pub fn recent(&self) -> impl Iterator<Item = (u32, u32, bool)> + '_ {
        self.recent.iter().map(|r| (r.item, r.skill, r.right))
    }
}
