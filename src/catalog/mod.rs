//! The catalogue: items that can be recommended, as the company publishes them, whole.

mod item;

pub use item::{Item, ItemIx, Modality, Moment, Teaches};
