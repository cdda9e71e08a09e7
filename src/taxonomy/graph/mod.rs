//! The living graph: which skills are close to each other, learned from what roles and items ask for together.
//!
//! Relations that a source states (broader, requires, related) are in [`Taxonomy::relations`](super::Taxonomy::relations). What
//! is here is learned when a pack is compiled: `baskets` gathers what is found together, `learn` turns it into a few weighted
//! neighbours for each skill, `adjacency` keeps them in the pack and gives them out.

mod adjacency;
mod baskets;
mod learn;
#[cfg(test)]
mod tests;

pub(super) use adjacency::Adjacency;
pub(super) use learn::encode;
pub use learn::neighbours;
