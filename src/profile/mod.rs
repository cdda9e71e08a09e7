//! The profile: per skill a level with its uncertainty, how it fades, and exactly what it rests on.

mod types;

pub use types::{Estimate, Standing};
