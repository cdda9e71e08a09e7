//! Releases: the only source of numbers here, and the type that proves where a number is from.

mod combine;
mod envelope;
mod sums;
mod value;

pub use combine::CombineError;
pub use envelope::{KeeperKeys, RELEASE_TYPE, ReleaseError};
pub use sums::{Period, Source, Sums};
pub use value::Released;
