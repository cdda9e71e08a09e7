//! A person's answer to a measure: bits and cells, nothing else.

use crate::map::{Map, Set};

use serde::Serialize;
use sha2::{Digest, Sha256};

use super::{Attribute, CHANGE_BINS, Encoding, Experiment, Outcome, Shape, pair_place};

/// All that answering may look at. Skills and items by their stable ids.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Facts {
    /// Highest whole level that is held with P >= .8, by skill; only skills held.
    pub held: Map<String, u8>,
    /// Skills that the person is working toward.
    pub goals: Set<String>,
    /// Items completed; true where one was found helpful.
    pub items: Map<String, bool>,
    /// Terms of a published list that her records named lately and no skill explains.
    pub terms: Set<String>,
    /// Beside an experiment ([`Moved::name`]): the person's arm, and how far her level moved. Nobody outside is in it.
    pub moved: Map<String, Moved>,
    /// The role that she works toward, and whether she is there.
    pub path: Option<(String, bool)>,
    /// Facts told beside a group.
    pub outcomes: Outcomes,
    /// What the person said of herself: attribute id to option id.
    pub groups: Map<String, String>,
    /// False for a profile with nothing in it: it answers "no answer".
    pub known: bool,
}

/// A person's own change in an experiment.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Moved {
    /// Place of her arm.
    pub arm: usize,
    /// Levels.
    pub change: f64,
}

impl Moved {
    /// What it is kept under: two measures of one experiment may ask about other skills.
    pub fn name(experiment: &Experiment, skills: &[String]) -> String {
        format!("{} {}", experiment.key, skills.join(" "))
    }
}

/// Values of the outcomes, each an index below [`Outcome::values`].
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Outcomes {
    /// 0 not offered a stretch step, 1 offered, 2 taken up.
    pub stretch: u8,
    /// 0 low, 1 middle, 2 high.
    pub confidence: u8,
    /// 0 nothing contested, 1 something.
    pub contested: u8,
    /// 0 low, 1 middle, 2 high.
    pub fit: u8,
    /// 0 nothing contested, 1 something still, 2 all of it settled.
    pub settled: u8,
}

/// One answer: the places that are set. For a histogram exactly one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Measurement {
    /// Bits or cells, and what is proved of them.
    pub shape: Shape,
    /// Places set, rising.
    pub set: Vec<u32>,
}

/// Who chooses when more could be named than the clip lets through.
#[derive(Debug, Clone, Copy)]
pub enum Clip<'s> {
    /// The first in the dictionary's order: for a preview.
    First,
    /// By chance, from this seed, fresh for each report.
    Random(&'s [u8; 32]),
}

impl Measurement {
    /// The answer of somebody who does not answer: no bit, or the histogram's last cell.
    pub fn no_answer(shape: Shape) -> Measurement {
        let set = match shape {
            Shape::Multihot { .. } => Vec::new(),
            Shape::Histogram { length } => vec![length.saturating_sub(1)],
        };
        Measurement { shape, set }
    }
}

impl Encoding {
    /// The answer of these facts. `attributes` are those of an [`Encoding::Outcome`], in their order.
    pub fn answer(&self, facts: &Facts, attributes: &[&Attribute], clip: Clip<'_>) -> Measurement {
        let shape = self.shape(groups(attributes));
        if !facts.known {
            return Measurement::no_answer(shape);
        }
        match self {
            Encoding::Held { skills, clip: most } => {
                marks(shape, skills, *most, clip, 1, |id, _| facts.held.contains_key(id))
            }
            Encoding::Goals { skills, clip: most } => {
                marks(shape, skills, *most, clip, 1, |id, _| facts.goals.contains(id))
            }
            Encoding::Terms { terms, clip: most } => {
                marks(shape, terms, *most, clip, 1, |term, _| facts.terms.contains(term))
            }
            Encoding::Items { items, clip: most } => marks(shape, items, *most, clip, 2, |id, bit| {
                facts.items.get(id).is_some_and(|helped| bit == 0 || *helped)
            }),
            Encoding::Together { items, clip: most } => together(shape, items, *most, clip, facts),
            Encoding::Planes { skills, levels, clip: most } => planes(shape, skills, levels, *most, clip, facts),
            Encoding::Change { skills, clip: most, experiment } => {
                match facts.moved.get(&Moved::name(experiment, skills)) {
                    Some(moved) if moved.arm < experiment.arms.len() => {
                        let cell = moved.arm * CHANGE_BINS + experiment.bin(moved.change, *most, clip);
                        Measurement { shape, set: vec![cell as u32] }
                    }
                    _ => Measurement::no_answer(shape),
                }
            }
            Encoding::Paths { roles } => {
                let at = facts.path.as_ref().and_then(|(goal, _)| roles.iter().position(|role| role == goal));
                match (at, &facts.path) {
                    (Some(at), Some((_, there))) => {
                        Measurement { shape, set: vec![(at * 2 + usize::from(*there)) as u32] }
                    }
                    _ => Measurement::no_answer(shape),
                }
            }
            Encoding::Outcome { outcome, .. } => {
                let group = group(facts, attributes).filter(|_| attributes.len() == self.groups().count());
                let value = match outcome {
                    Outcome::Stretch => facts.outcomes.stretch,
                    Outcome::Confidence => facts.outcomes.confidence,
                    Outcome::Contested => facts.outcomes.contested,
                    Outcome::Fit => facts.outcomes.fit,
                    Outcome::Settled => facts.outcomes.settled,
                };
                match group {
                    Some(group) if usize::from(value) < outcome.values() => {
                        let cell = group * outcome.values() + usize::from(value);
                        Measurement { shape, set: vec![cell as u32] }
                    }
                    _ => Measurement::no_answer(shape),
                }
            }
        }
    }
}

/// How many groups these attributes tell apart; 0 of none.
pub(super) fn groups(attributes: &[&Attribute]) -> usize {
    if attributes.is_empty() { 0 } else { attributes.iter().map(|a| a.options.len()).product() }
}

/// The group of a person among those of all these attributes at once, the first attribute's options outermost; none where she did
/// not say one of them.
fn group(facts: &Facts, attributes: &[&Attribute]) -> Option<usize> {
    attributes.iter().try_fold(0, |group, attribute| {
        let said = facts.groups.get(&attribute.id)?;
        Some(group * attribute.options.len() + attribute.options.iter().position(|o| o.id == *said)?)
    })
}

/// Up to `most` of the marks, `bits` places each, then "clipped" and "answered".
fn marks(
    shape: Shape,
    ids: &[String],
    most: u32,
    clip: Clip<'_>,
    bits: usize,
    is: impl Fn(&str, usize) -> bool,
) -> Measurement {
    let mut named: Vec<usize> = (0..ids.len()).filter(|ix| is(&ids[*ix], 0)).collect();
    let clipped = choose(&mut named, most as usize, clip);
    let mut set = Vec::new();
    for ix in named {
        set.extend((0..bits).filter(|bit| is(&ids[ix], *bit)).map(|bit| (ix * bits + bit) as u32));
    }
    tail(shape, set, clipped)
}

fn planes(shape: Shape, ids: &[String], levels: &[u8], most: u32, clip: Clip<'_>, facts: &Facts) -> Measurement {
    let lowest = levels.first().copied().unwrap_or(u8::MAX);
    let level = |ix: usize| facts.held.get(&ids[ix]).copied().unwrap_or(0);
    let mut named: Vec<usize> = (0..ids.len()).filter(|ix| level(*ix) >= lowest).collect();
    let clipped = choose(&mut named, most as usize, clip);
    let mut set = Vec::new();
    for (plane, wanted) in levels.iter().enumerate() {
        set.extend(named.iter().filter(|ix| level(**ix) >= *wanted).map(|ix| (plane * ids.len() + ix) as u32));
    }
    tail(shape, set, clipped)
}

/// The items completed and all pairs of them: those that the clip leaves bring their pairs along, and no other.
fn together(shape: Shape, ids: &[String], most: u32, clip: Clip<'_>, facts: &Facts) -> Measurement {
    let mut named: Vec<usize> = (0..ids.len()).filter(|ix| facts.items.contains_key(&ids[*ix])).collect();
    let clipped = choose(&mut named, most as usize, clip);
    let mut set: Vec<u32> = named.iter().map(|ix| *ix as u32).collect();
    for (at, a) in named.iter().enumerate() {
        set.extend(named.iter().skip(at + 1).map(|b| pair_place(ids.len(), *a, *b) as u32));
    }
    tail(shape, set, clipped)
}

fn tail(shape: Shape, mut set: Vec<u32>, clipped: bool) -> Measurement {
    let length = shape.length();
    if clipped {
        set.push(length.saturating_sub(2));
    }
    set.push(length.saturating_sub(1));
    Measurement { shape, set }
}

/// Leaves at most `most` of the places, in rising order, and says whether any went.
fn choose(named: &mut Vec<usize>, most: usize, clip: Clip<'_>) -> bool {
    if named.len() <= most {
        return false;
    }
    if let Clip::Random(seed) = clip {
        // Ordering by a keyed hash is a uniform choice without a generator.
        let mut drawn: Vec<([u8; 32], usize)> = named.iter().map(|ix| (draw(seed, *ix), *ix)).collect();
        drawn.sort_unstable();
        *named = drawn.into_iter().map(|(_, ix)| ix).collect();
    }
    named.truncate(most);
    named.sort_unstable();
    true
}

fn draw(seed: &[u8; 32], ix: usize) -> [u8; 32] {
    let mut hash = Sha256::new();
    hash.update(b"skillkeep clip v1\0");
    hash.update(seed);
    hash.update((ix as u64).to_be_bytes());
    hash.finalize().into()
}
