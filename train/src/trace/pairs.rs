//! What an answer to one item tells of the next: the mean of what ability and difficulty did not foresee, shrunk to nothing.

use skillkeep::profile::trace::{Pairs, Person, Population};

use super::Given;

/// Information, in answers of even odds times a quarter, that a pair needs to count half.
const LAMBDA: f32 = 4.0;
/// Answers below which a pair is not kept.
const LEAST: u32 = 3;

/// One co-occurrence: key, residual, information.
type Seen = (u64, f32, f32);

/// Pairs of items, and pairs of skills.
pub(super) fn count(people: &[&[Given]], known: &Population) -> (Pairs, Pairs) {
    let (mut items, mut skills) = (Vec::new(), Vec::new());
    for person in people {
        let mut state = Person::new(known);
        for given in *person {
            let (_, _, chance) = state.margin(known, given.answer());
            let residual = f32::from(u8::from(given.right)) - chance;
            let information = chance * (1.0 - chance);
            let skill = given.skills.first().copied().unwrap_or(u32::MAX >> 1);
            for (item, other, right) in state.recent() {
                items.push((Pairs::key(item, right, given.item), residual, information));
                skills.push((Pairs::key(other, right, skill), residual, information));
            }
            state.learn(known, given.answer(), given.right);
        }
    }
    (sum(items), sum(skills))
}

fn sum(mut seen: Vec<Seen>) -> Pairs {
    seen.sort_by_key(|s| s.0);
    let kept = seen.chunk_by(|a, b| a.0 == b.0).filter(|run| run.len() >= LEAST as usize).filter_map(|run| {
        let (residual, information) = run.iter().fold((0.0, 0.0), |sum, s| (sum.0 + s.1, sum.1 + s.2));
        Some((run.first()?.0, residual / (information + LAMBDA)))
    });
    Pairs::from_sorted(kept)
}
