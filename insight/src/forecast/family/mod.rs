//! Forecasts of many series of one kind, which learn from each other.
//!
//! - `methods`: what each base method says of one series, its seasons taken out and put back
//! - `past`: the same from earlier ends of the series, where what came is known
//! - `weights`: how much each method is believed
//! - `scale`: how far a forecast is likely to miss
//! - `bands`: by how much more or less the family's forecasts did
//! - [`family`]: all of it

mod bands;
mod methods;
mod past;
mod plan;
mod scale;
mod weights;

pub use plan::{Family, FamilyError, Fan, Series, family};
