//! What the neighbours of a skill let one guess of it, where nothing speaks of it itself.
//!
//! The guess is a mixture. With the chance `c` the person has the skill as people have it who have those neighbours; otherwise
//! nothing is known of it, as before. `c` is the sum of the neighbours' weights, each times the probability that the person holds
//! that neighbour: the weights are learned so that this sum is a chance (`taxonomy::graph`), and `cargo x eval graph` prints how
//! often it is right. A guess is wide, carries the mark `inferred`, has no evidence, and is never held.

use super::{Estimate, Parameters, Standing};

/// No sum of neighbours is a greater chance than this. On occupations that were not learned from, sums above it come true no more
/// often than that.
pub const MOST_CHANCE: f64 = 0.6;
/// No guess is narrower than this, in levels.
pub const LEAST_SD: f64 = 1.0;
/// How far the level of a skill lies from that of its neighbours, as a standard deviation in levels. An assumption: no public data
/// have levels of many skills of one person.
const APART: f64 = 1.2;

/// A guess of a skill of which nothing is known.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Inferred {
    /// The level with its uncertainty: no evidence, `p_held` 0, never known and never held.
    pub estimate: Estimate,
    /// Chance that the person has it, 0..=`MOST_CHANCE`. Of somebody whose evidence shows half of what they can do; it is less the
    /// more complete the evidence is.
    pub chance: f64,
}

/// Guesses a skill from its neighbours: the weight of each (0..=1) and what is known of it. Neighbours that the person does not
/// hold or contests say nothing. Nothing where no neighbour says anything. O(neighbours).
pub fn infer(p: &Parameters, neighbours: impl Iterator<Item = (f32, Estimate)>) -> Option<Inferred> {
    let (mut sum, mut level, mut variance) = (0.0, 0.0, 0.0);
    for (weight, e) in neighbours {
        let says = f64::from(weight) * e.p_held;
        if says > 0.0 {
            sum += says;
            level += says * e.mean;
            variance += says * e.sd * e.sd;
        }
    }
    if sum <= 0.0 {
        return None;
    }
    let chance = sum.min(MOST_CHANCE);
    let (level, variance) = (level / sum, variance / sum + APART * APART);
    let prior = p.prior_sd * p.prior_sd;
    let step = level - p.prior_level;
    let variance = (1.0 - chance) * prior + chance * variance + chance * (1.0 - chance) * step * step;
    Some(Inferred {
        estimate: Estimate {
            mean: (p.prior_level + chance * step).clamp(0.0, 5.0),
            sd: variance.sqrt().max(LEAST_SD),
            stability: p.first_stability,
            last: None,
            p_held: 0.0,
            standing: Standing::Inferred,
            evidence: 0,
            fading: false,
        },
        chance,
    })
}

#[cfg(test)]
mod tests {
    use super::super::{Correct, Observation, SkillLog};
    use super::*;
    use crate::clock::Millis;
    use crate::signal::Kind;
    use proptest::prelude::*;

    const NOW: Millis = Millis(1_700_000_000_000);

    fn log(kinds: &[(Kind, f32)]) -> SkillLog {
        let mut log = SkillLog::new();
        for (key, (kind, level)) in (1..).zip(kinds) {
            let at = Millis(NOW.0 - key as i64 * 86_400_000);
            let (level, outcome, teaches, expires) = (Some(*level), None, None, None);
            let o =
                Observation { key, kind: *kind, at, level, outcome, amount: 1.0, confidence: 1.0, teaches, expires };
            log.insert(o);
        }
        log
    }

    fn of(weights: &[f32], logs: &[SkillLog]) -> Option<Inferred> {
        let p = Parameters::default();
        infer(&p, weights.iter().copied().zip(logs.iter().map(|l| l.estimate(NOW))))
    }

    #[test]
    fn who_is_good_at_the_neighbours_is_guessed_higher_and_unsure() {
        let good = log(&[(Kind::Certificate, 4.0), (Kind::Assessment, 4.0)]);
        let one = of(&[0.3], std::slice::from_ref(&good)).unwrap();
        let two = of(&[0.3, 0.2], &[good.clone(), good.clone()]).unwrap();
        let p = Parameters::default();
        assert!(p.prior_level < one.estimate.mean && one.estimate.mean < two.estimate.mean);
        assert!(two.estimate.mean < good.estimate(NOW).mean && one.chance < two.chance);
        assert!(two.estimate.sd > 2.0 * good.estimate(NOW).sd);
    }

    #[test]
    fn nothing_is_guessed_from_what_is_not_there_or_contested() {
        let mut contested = log(&[(Kind::Certificate, 4.0)]);
        contested.correct(1, NOW, Correct::Contest { claim: None });
        assert_eq!(of(&[0.5, 0.5], &[SkillLog::new(), contested]), None);
        assert_eq!(of(&[], &[]), None);
    }

    proptest! {
        #[test]
        fn a_guess_is_never_owned_and_never_narrow(
            neighbours in prop::collection::vec((0.0f32..=1.0, 0.0f32..=5.0, 0usize..6), 0..9),
        ) {
            let logs: Vec<SkillLog> = neighbours
                .iter()
                .map(|(_, level, pieces)| log(&vec![(Kind::Assessment, *level); *pieces]))
                .collect();
            let weights: Vec<f32> = neighbours.iter().map(|n| n.0).collect();
            if let Some(guess) = of(&weights, &logs) {
                let e = guess.estimate;
                prop_assert!(!e.held() && !e.known() && e.evidence == 0 && e.standing == Standing::Inferred);
                prop_assert!(e.sd >= LEAST_SD && (0.0..=5.0).contains(&e.mean));
                prop_assert!(guess.chance > 0.0 && guess.chance <= MOST_CHANCE);
                let most = logs.iter().map(|l| l.estimate(NOW)).filter(|e| e.p_held > 0.0).map(|e| e.mean);
                prop_assert!(e.mean <= most.fold(Parameters::default().prior_level, f64::max) + 1e-9);
            }
        }
    }
}
