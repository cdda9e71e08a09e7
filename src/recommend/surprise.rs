//! "Surprise me": what a person might like and nobody knows yet gets a chance, within a bound that the person sets.
//!
//! Thompson sampling (Thompson, 1933): not the likeliest taste ranks, but one drawn from all that what was said allows. Here only
//! how the draw strays from the likeliest is worked out: a taste drawn from the prior hears noise wherever the person said
//! something, which leaves exactly a draw from the covariance (Papandreou and Yuille, "Gaussian sampling by local
//! perturbations", NIPS 2010), without a matrix root. Much said of such things: hardly a stray.
//!
//! Nothing random happens: the numbers come from the person's seed and the day, so that all of a day shows the same steps.

use super::preference::{form, length, opinions};
use super::{Aids, Person, Taste};
use crate::catalog::{Catalogue, Item, ItemIx};
use crate::clock::{DAY_MS, Now};

/// What the term does at most, at a bound of 1: between 1 - REACH and 1 + REACH. A step that a draw brought then has at least
/// half the value of what it took the place of.
pub(crate) const REACH: f64 = 1.0 / 3.0;
/// Ridge of the taste.
const RIDGE: f64 = 1.0;
/// Numbers of an item where the company has no factors: forms and lengths.
const PLAIN: usize = 11;

/// How far each item strays; nothing at all without a bound.
pub(crate) struct Surprise {
    /// 0..=1.
    bound: f64,
    /// -1..=1 an item.
    strays: Vec<f32>,
}

impl Surprise {
    pub(crate) fn new(cat: &Catalogue, person: &Person<'_>, aids: &Aids<'_>, now: Now) -> Surprise {
        // Also what is not a number is no bound above 0.
        let bound = if aids.surprise > 0.0 { aids.surprise.min(1.0) } else { 0.0 };
        let strays = if bound > 0.0 { strays(cat, person, aids, now) } else { Vec::new() };
        Surprise { bound, strays }
    }

    /// The term, within 1 - bound * REACH ..= 1 + bound * REACH; 1 without a bound.
    pub(crate) fn of(&self, ix: ItemIx) -> f64 {
        1.0 + self.bound * REACH * self.strays.get(ix.0 as usize).map_or(0.0, |&x| f64::from(x))
    }

    /// Whether the person wants any.
    pub(crate) fn on(&self) -> bool {
        self.bound > 0.0
    }
}

fn strays(cat: &Catalogue, person: &Person<'_>, aids: &Aids<'_>, now: Now) -> Vec<f32> {
    let d = aids.factors.map_or(PLAIN, |f| f.dimensions());
    let day = now.at.0.saturating_add(i64::from(now.offset_minutes) * 60_000).div_euclid(DAY_MS);
    let noise = |at: u64| normal(mix(person.seed ^ mix(day as u64)) ^ at);
    let of = |item: &Item| match aids.factors {
        None => Some((plain(item).to_vec(), 1.0)),
        Some(factors) => {
            let row = factors.row_of(&item.id)?;
            Some((factors.row(row)?.to_vec(), factors.confidence(row)))
        }
    };
    let mut drawn = Taste::drawn((0..d as u64).map(noise).collect(), RIDGE);
    for (ix, _) in opinions(person) {
        if let Some((numbers, weight)) = cat.get(ix).and_then(of) {
            // An item keeps its noise when something is said of another.
            drawn.hear(&numbers, noise(u64::from(ix.0) + (1 << 32)) / weight.sqrt(), weight);
        }
    }
    let drawn = drawn.vector();
    // Factors have no unit: 1 is how unsure one is of the items, on the average, before anything is said.
    let (mut sum, mut count) = (0.0f64, 0.0f64);
    let along = |item: &Item| {
        let (numbers, _) = of(item)?;
        sum += f64::from(crate::dot::dot(&numbers, &numbers));
        count += 1.0;
        Some(crate::dot::dot(&numbers, &drawn))
    };
    let far: Vec<Option<f32>> = cat.items().iter().map(along).collect();
    let unit = (sum / count.max(1.0) / RIDGE).sqrt().max(1e-9) as f32;
    far.into_iter().map(|x| x.map_or(0.0, |x| (x / unit).tanh())).collect()
}

/// One for its form, one for its length.
fn plain(item: &Item) -> [f32; PLAIN] {
    let mut numbers = [0.0; PLAIN];
    for at in [form(item.modality), PLAIN - 3 + length(item.minutes)] {
        if let Some(number) = numbers.get_mut(at) {
            *number = 1.0;
        }
    }
    numbers
}

/// A draw of a normal distribution for a number: twelve of a uniform one, whose sum is bounded and the same on every machine.
fn normal(at: u64) -> f64 {
    let draw = |n: u64| (mix(mix(at).wrapping_add(n)) >> 11) as f64 / (1u64 << 53) as f64;
    (0..12).map(draw).sum::<f64>() - 6.0
}

/// Steele, Lea and Flood's SplitMix64 (OOPSLA 2014).
fn mix(seed: u64) -> u64 {
    let z = seed.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}
