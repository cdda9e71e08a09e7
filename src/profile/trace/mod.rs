//! Tracing: the chance that the next answer is right, at a cost per answer that does not depend on how much was answered before.
//!
//! [`Person`] keeps what streams by and turns it into [`FEATURES`] numbers; [`Population`] is what is known of items and skills
//! from others; [`Layer`] makes one chance of it. `docs/model.md` says which number is which and what each is worth.
//!
//! - `person`: the state of one person · `features`: the numbers · `population`: items, skills, pairs of items · `layer`: the chance

mod features;
mod layer;
mod person;
mod population;
#[cfg(test)]
mod tests;

pub use features::{FEATURES, NAMES};
pub use layer::{Layer, Node, Tree, sigmoid};
pub use person::{Answer, Person};
pub use population::{Item, Pairs, Population, Spread};
