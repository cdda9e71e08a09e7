//! Fits what tracing needs from other people's answers: items, skills, pairs, and the layer on top.
//!
//! Nobody's own answers may help to predict them: people are dealt into [`FOLDS`] parts, and the features of each part are
//! computed with what was learned from the others. The last part is held back to choose the number of trees and to straighten.
//!
//! - `population`: difficulties, spreads · `pairs`: what items tell of each other · `linear`, `boost`: the layer

mod boost;
mod linear;
mod pairs;
mod population;

use skillkeep::profile::trace::{Answer, FEATURES, Layer, Person, Population, Spread};

use self::boost::Settings;

/// Parts into which people are dealt.
pub const FOLDS: usize = 5;

/// An answer that was given.
#[derive(Clone, Debug, PartialEq)]
pub struct Given {
    /// The item's dense number.
    pub item: u32,
    /// Its skills' dense numbers, sorted, none twice.
    pub skills: Vec<u32>,
    /// When, in seconds; `None` where only the order is known.
    pub time: Option<f64>,
    /// Was it right?
    pub right: bool,
}

impl Given {
    /// The same without the outcome.
    pub fn answer(&self) -> Answer<'_> {
        Answer { item: self.item, skills: &self.skills, time: self.time }
    }
}

/// What was fitted.
pub struct Fitted {
    /// Items, skills, pairs: from all people.
    pub population: Population,
    /// The layer.
    pub layer: Layer,
    /// Log loss of the held-back people: of the linear layer, and with trees.
    pub validation: (f64, f64),
}

/// Rows of features and what came of them.
#[derive(Default)]
pub(crate) struct Rows {
    pub(crate) x: Vec<[f32; FEATURES]>,
    pub(crate) y: Vec<bool>,
}

/// How many items and skills there are.
#[derive(Clone, Copy, Debug)]
pub struct Sizes {
    /// Items.
    pub items: usize,
    /// Skills.
    pub skills: usize,
}

/// Fits everything on the answers of people, each person's in order of time.
pub fn fit(people: &[Vec<Given>], sizes: Sizes) -> Fitted {
    let spread = population::spread(people, sizes);
    let mut folds: Vec<Rows> = Vec::with_capacity(FOLDS);
    for fold in 0..FOLDS {
        let others = deal(people, |k| k != fold);
        let known = learned(&others, sizes, spread);
        folds.push(rows(&deal(people, |k| k == fold), &known));
    }
    let held = folds.pop().unwrap_or_default();
    let mut first = Rows::default();
    for fold in folds {
        first.x.extend(fold.x);
        first.y.extend(fold.y);
    }
    let mut trial = linear::fit(&first);
    let straight = loss(&trial, &held);
    let count = boost::grow(&mut trial, &first, Some(&held), Settings::default());
    let validation = (straight, loss(&trial, &held));
    let straightening = linear::straighten(&trial, &held);
    first.x.extend(held.x);
    first.y.extend(held.y);
    let mut layer = linear::fit(&first);
    boost::grow(&mut layer, &first, None, Settings { trees: count, ..Settings::default() });
    (layer.intercept, layer.steeper) = straightening;
    let all: Vec<&[Given]> = people.iter().map(Vec::as_slice).collect();
    Fitted { population: learned(&all, sizes, spread), layer, validation }
}

fn deal(people: &[Vec<Given>], keep: impl Fn(usize) -> bool) -> Vec<&[Given]> {
    // By a mixed number, so that an order of people by school or date does not become the order of the parts.
    let part = |i: usize| ((i as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 40) as usize % FOLDS;
    people.iter().enumerate().filter(|(i, _)| keep(part(*i))).map(|(_, p)| p.as_slice()).collect()
}

fn learned(people: &[&[Given]], sizes: Sizes, spread: Spread) -> Population {
    let mut known = population::fit(people, sizes, spread);
    let (items, skills) = pairs::count(people, &known);
    (known.pairs, known.skill_pairs) = (items, skills);
    known
}

fn rows(people: &[&[Given]], known: &Population) -> Rows {
    let mut out = Rows::default();
    for person in people {
        let mut state = Person::new(known);
        for given in *person {
            out.x.push(state.features(known, given.answer()));
            out.y.push(given.right);
            state.learn(known, given.answer(), given.right);
        }
    }
    out
}

/// The mean log loss of a layer.
pub(crate) fn loss(layer: &Layer, rows: &Rows) -> f64 {
    let sum: f64 = rows.x.iter().zip(&rows.y).map(|(x, y)| surprise(layer.chance(x), *y)).sum();
    sum / rows.y.len().max(1) as f64
}

/// The log loss of one chance.
pub(crate) fn surprise(chance: f32, right: bool) -> f64 {
    -f64::from(if right { chance } else { 1.0 - chance }).max(1e-6).ln()
}
