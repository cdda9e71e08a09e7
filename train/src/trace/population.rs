//! Difficulties, and how far abilities lie apart: the difficulty at which the streaming ability predicts an item's answers.

use skillkeep::profile::trace::{Item, Person, Population, Spread};

use super::{FOLDS, Given, Sizes, deal, surprise};

/// Rounds of "stream all people, then move the difficulties".
const ROUNDS: usize = 5;

/// Sums of an item or a skill over one round: residuals and information.
#[derive(Clone, Copy, Default)]
struct Sums {
    residual: f64,
    information: f64,
    count: f64,
}

/// Difficulties of items and skills. Items are shrunk to their skills, skills to the average, each by how far such lie apart.
pub(super) fn fit(people: &[&[Given]], sizes: Sizes, spread: Spread) -> Population {
    let mut known = Population {
        items: vec![Item::default(); sizes.items],
        skills: vec![0.0; sizes.skills],
        spread,
        usual_error: 1.0,
        ..Population::default()
    };
    let (mut item_variance, mut skill_variance) = (0.7f64, 0.5f64);
    let mut skills_of: Vec<&[u32]> = vec![&[]; sizes.items];
    for given in people.iter().copied().flatten() {
        skills_of[given.item as usize] = &given.skills;
    }
    for _ in 0..ROUNDS {
        let mut items = vec![Sums::default(); sizes.items];
        let mut skills = vec![Sums::default(); sizes.skills];
        let mut all = Sums::default();
        for person in people {
            let mut state = Person::new(&known);
            for given in *person {
                let (_, _, chance) = state.margin(&known, given.answer());
                let residual = f64::from(u8::from(given.right)) - f64::from(chance);
                let information = f64::from(chance * (1.0 - chance));
                let share = 1.0 / given.skills.len().max(1) as f64;
                add(&mut items[given.item as usize], residual, information, 1.0);
                add(&mut all, residual, information, 1.0);
                for s in &given.skills {
                    add(&mut skills[*s as usize], residual * share, information * share * share, share);
                }
                state.learn(&known, given.answer(), given.right);
            }
        }
        let usual = f64::from(known.usual) - all.residual / (all.information + 1.0);
        let mut spread_of = (0.0, 0.0);
        for (sums, difficulty) in skills.iter().zip(&mut known.skills) {
            let beyond = f64::from(*difficulty) - f64::from(known.usual);
            let lambda = 1.0 / skill_variance;
            let moved = beyond - (sums.residual + lambda * beyond) / (sums.information + lambda);
            let moved = moved.clamp(-5.0, 5.0);
            if sums.count > 0.0 {
                spread_of.0 += moved * moved + 1.0 / (sums.information + lambda);
                spread_of.1 += 1.0;
            }
            *difficulty = (usual + moved) as f32;
        }
        skill_variance = (spread_of.0 + 1.0) / (spread_of.1 + 2.0);
        known.usual = usual as f32;
        let mut spread_of = (0.0, 0.0);
        for i in 0..sizes.items {
            let sums = items[i];
            let base = f64::from(known.of_skills(skills_of[i]));
            let lambda = 1.0 / item_variance;
            let beyond = if known.items[i].count > 0.0 { f64::from(known.items[i].difficulty) - base } else { 0.0 };
            let moved = (beyond - (sums.residual + lambda * beyond) / (sums.information + lambda)).clamp(-5.0, 5.0);
            let error = 1.0 / (sums.information + lambda);
            if sums.count > 0.0 {
                spread_of.0 += moved * moved + error;
                spread_of.1 += 1.0;
            }
            known.items[i] =
                Item { difficulty: (base + moved) as f32, error: error.sqrt() as f32, count: sums.count as f32 };
        }
        item_variance = ((spread_of.0 + 1.0) / (spread_of.1 + 2.0)).clamp(0.01, 4.0);
        known.usual_error = item_variance.sqrt() as f32;
    }
    known
}

fn add(sums: &mut Sums, residual: f64, information: f64, count: f64) {
    sums.residual += residual;
    sums.information += information;
    sums.count += count;
}

/// The spread that predicts people best who were not learned from: a search along one number at a time.
pub(super) fn spread(people: &[Vec<Given>], sizes: Sizes) -> Spread {
    let others = deal(people, |k| k != FOLDS - 1);
    let held = deal(people, |k| k == FOLDS - 1);
    let mut best = Spread::default();
    let known = fit(&others, sizes, best);
    let score = |spread: Spread| {
        let known = Population { spread, ..known.clone() };
        let (mut sum, mut count) = (0.0, 0.0);
        for person in &held {
            let mut state = Person::new(&known);
            for given in *person {
                sum += surprise(state.margin(&known, given.answer()).2, given.right);
                count += 1.0;
                state.learn(&known, given.answer(), given.right);
            }
        }
        sum / f64::max(count, 1.0)
    };
    let mut least = score(best);
    let places: [fn(&mut Spread) -> &mut f32; 4] =
        [|s| &mut s.person, |s| &mut s.skill, |s| &mut s.person_drift, |s| &mut s.skill_drift];
    for factor in [2.0, 1.4] {
        for place in places {
            for factor in [factor, 1.0 / factor] {
                for _ in 0..4 {
                    let mut next = best;
                    *place(&mut next) *= factor;
                    let now = score(next);
                    if now >= least {
                        break;
                    }
                    (best, least) = (next, now);
                }
            }
        }
    }
    best
}
