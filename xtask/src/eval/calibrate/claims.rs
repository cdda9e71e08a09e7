//! What the profile claims of a level before each test, and what the answers after it say.

use std::collections::HashMap;

use skillkeep::clock::Millis;
use skillkeep::profile::{Observation, Parameters, SkillLog, normal_cdf};
use skillkeep::signal::Kind;
use skillkeep_train::trace::Given;

/// Answers that make one test.
const TEST: usize = 5;
/// Answers that a claim is held against.
pub(super) const AFTER: usize = 20;
/// Where the order is known and no time, tests are a week apart.
const APART: i64 = 7 * 86_400_000;
/// Draws of people for the intervals of the curve.
const DRAWS: u64 = 400;

/// A level with its uncertainty as it was shown, and the level of what came after.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Claim {
    pub(super) person: usize,
    pub(super) skill: u32,
    /// Tests taken in before it.
    pub(super) tests: usize,
    pub(super) mean: f64,
    pub(super) sd: f64,
    /// The level that the answers after it point to.
    pub(super) later: f64,
}

/// The level that a share of right answers points to, as an assessment that no catalogue knows is read.
fn level(p: &Parameters, share: f64) -> f64 {
    let (from, to) = p.unknown_range;
    from + share * (to - from) - (0.5 - share).max(0.0) * 2.0 * p.failed_drop
}

fn share(answers: &[&Given]) -> f64 {
    answers.iter().filter(|g| g.right).count() as f64 / answers.len().max(1) as f64
}

/// Takes each skill's answers in by fives, and before each five but the first notes what is claimed.
pub(super) fn claims(people: &[Vec<Given>], p: &Parameters) -> Vec<Claim> {
    let shared = std::sync::Arc::new(p.clone());
    let mut out = Vec::new();
    for (person, answers) in people.iter().enumerate() {
        let mut skills: HashMap<u32, Vec<&Given>> = HashMap::new();
        for answer in answers {
            answer.skills.iter().for_each(|s| skills.entry(*s).or_default().push(answer));
        }
        let mut skills: Vec<(u32, Vec<&Given>)> = skills.into_iter().collect();
        skills.sort_by_key(|(skill, _)| *skill);
        let timed = answers.iter().any(|g| g.time != answers.first().and_then(|f| f.time));
        for (skill, answers) in skills {
            let mut log = SkillLog::with_parameters(shared.clone());
            for (tests, five) in answers.chunks_exact(TEST).enumerate() {
                let time = five.last().and_then(|g| g.time).filter(|_| timed);
                let at = Millis(time.map_or(tests as i64 * APART, |seconds| (seconds * 1000.0) as i64));
                let later = answers.get(tests * TEST..tests * TEST + AFTER);
                if let (1.., Some(later)) = (tests, later) {
                    let shown = log.estimate(at);
                    let later = level(p, share(later));
                    out.push(Claim { person, skill, tests, mean: shown.mean, sd: shown.sd, later });
                }
                log.insert(test(tests as u64, at, share(five)));
            }
        }
    }
    out
}

fn test(key: u64, at: Millis, outcome: f64) -> Observation {
    Observation {
        key,
        kind: Kind::Assessment,
        at,
        level: None,
        outcome: Some(outcome as f32),
        amount: 1.0,
        confidence: 1.0,
        teaches: None,
        expires: None,
    }
}

/// Claims of about the same chance together.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Class {
    /// Mean chance that was claimed.
    pub(super) claimed: f64,
    /// Share that was right.
    pub(super) right: f64,
    /// 95 % for that share, were other people drawn.
    pub(super) low: f64,
    pub(super) high: f64,
    pub(super) claims: usize,
}

/// Claimed chance against share that was right, by tenths.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Reliability {
    pub(super) classes: Vec<Class>,
}

impl Reliability {
    /// The intervals themselves at each of `certainties`, 0..1: how often the later level lies inside.
    pub(super) fn of_intervals(claims: &[Claim], certainties: &[f64]) -> Self {
        let at = |certainty: f64| {
            let mut people: HashMap<usize, [f64; 3]> = HashMap::new();
            for claim in claims {
                let reached = 2.0 * normal_cdf((claim.later - claim.mean).abs() / claim.sd) - 1.0;
                let sums = people.entry(claim.person).or_default();
                *sums = [sums[0] + 1.0, sums[1] + f64::from(u8::from(reached <= certainty)), sums[2] + certainty];
            }
            class(&people)
        };
        Reliability { classes: certainties.iter().map(|c| at(*c)).collect() }
    }

    /// The claims "at least this level", for each of `levels`.
    pub(super) fn of(claims: &[Claim], levels: &[f64]) -> Self {
        // By class and person: claims, right ones, sum of chances.
        let mut tenths: Vec<HashMap<usize, [f64; 3]>> = vec![HashMap::new(); 10];
        for claim in claims {
            for l in levels {
                let chance = normal_cdf((claim.mean - l) / claim.sd);
                if let Some(people) = tenths.get_mut(((chance * 10.0) as usize).min(9)) {
                    let sums = people.entry(claim.person).or_default();
                    *sums = [sums[0] + 1.0, sums[1] + f64::from(u8::from(claim.later >= *l)), sums[2] + chance];
                }
            }
        }
        Reliability { classes: tenths.iter().filter(|t| !t.is_empty()).map(class).collect() }
    }
}

/// A class with the interval of a bootstrap over people: the claims about one person are not independent.
fn class(people: &HashMap<usize, [f64; 3]>) -> Class {
    let mut sums: Vec<(usize, [f64; 3])> = people.iter().map(|(k, v)| (*k, *v)).collect();
    sums.sort_by_key(|(person, _)| *person);
    let total = sums.iter().fold([0.0; 3], |t, (_, s)| [t[0] + s[0], t[1] + s[1], t[2] + s[2]]);
    let mut state = 1u64;
    let mut shares: Vec<f64> = (0..DRAWS)
        .map(|_| {
            let (mut all, mut right) = (0.0, 0.0);
            for _ in 0..sums.len() {
                // Knuth's linear congruential generator; the same draws in every run.
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                let drawn = ((state >> 33) as usize) % sums.len();
                if let Some((_, s)) = sums.get(drawn) {
                    (all, right) = (all + s[0], right + s[1]);
                }
            }
            right / f64::max(all, 1.0)
        })
        .collect();
    shares.sort_by(f64::total_cmp);
    let at = |q: f64| shares.get((q * DRAWS as f64) as usize).copied().unwrap_or(f64::NAN);
    Class {
        claimed: total[2] / total[0],
        right: total[1] / total[0],
        low: at(0.025),
        high: at(0.975),
        claims: total[0] as usize,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answers(right: impl Fn(usize) -> bool, n: usize) -> Vec<Given> {
        (0..n).map(|k| Given { item: k as u32, skills: vec![0], time: None, right: right(k) }).collect()
    }

    #[test]
    fn a_claim_knows_only_what_came_before_it() {
        let p = Parameters::default();
        let steady = answers(|k| k % 5 < 4, 60);
        let mut turned = steady.clone();
        turned.iter_mut().skip(30).for_each(|g| g.right = false);
        let (a, b) = (claims(&[steady], &p), claims(&[turned], &p));
        assert_eq!(a.len(), b.len());
        for (a, b) in a.iter().zip(&b).filter(|(a, _)| a.tests <= 6) {
            assert_eq!((a.mean, a.sd), (b.mean, b.sd), "before test {}", a.tests);
        }
        assert_ne!(a.last().map(|c| c.mean), b.last().map(|c| c.mean));
    }

    #[test]
    fn too_few_answers_make_no_claim() {
        assert!(claims(&[answers(|_| true, 24)], &Parameters::default()).is_empty());
        assert_eq!(claims(&[answers(|_| true, 25)], &Parameters::default()).len(), 1);
    }

    #[test]
    fn what_is_right_as_often_as_it_says_lies_on_the_diagonal() {
        // A thousand people whose later level is spread as the claim says.
        let claims: Vec<Claim> = (0..1000)
            .map(|k| {
                let q = (f64::from(k) + 0.5) / 1000.0;
                // The logistic with the normal's spread is near enough.
                let later = 2.0 + (q / (1.0 - q)).ln() / 1.702;
                Claim { person: k as usize, skill: 0, tests: 1, mean: 2.0, sd: 1.0, later }
            })
            .collect();
        for class in Reliability::of(&claims, &[1.0, 1.5, 2.0, 2.5]).classes {
            assert!((class.claimed - class.right).abs() < 0.02, "{class:?}");
            assert!(class.low <= class.right && class.right <= class.high);
        }
    }
}
