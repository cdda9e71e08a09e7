//! Where released figures are going.
//!
//! - [`forecast`]: a year or two of quarterly releases, each with the variance of its noise
//! - [`plain`]: what is usually printed, to measure against
//! - [`family`]: many longer series of one kind, which learn from each other how far forecasts miss

mod base;
pub mod family;
mod grid;
mod kalman;
mod plain;
mod short;

pub use family::{Family, FamilyError, Fan, Series, family};
pub use plain::{Plain, plain};
pub use short::{FURTHEST, Forecast, ForecastError, ForecastPoint, Horizon, MIN_RELEASES, Reading, forecast};
