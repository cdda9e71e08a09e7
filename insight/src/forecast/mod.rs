//! Where released figures are going.
//!
//! - [`forecast`]: a year or two of quarterly releases, each with the variance of its noise
//! - [`Scenario`], [`Market`]: what will be asked for; [`shortfalls`], [`likely`], [`emerging`]: whether there will be enough
//! - [`plain`]: what is usually printed, to measure against
//! - [`family`]: many longer series of one kind, which learn from each other how far forecasts miss

mod base;
pub mod family;
mod grid;
mod kalman;
mod plain;
mod scenario;
mod short;
mod shortfall;

pub use family::{Family, FamilyError, Fan, Series, family};
pub use plain::{Plain, plain};
pub use scenario::{Market, Scenario, ScenarioError};
pub use short::{FURTHEST, Forecast, ForecastError, ForecastPoint, Horizon, MIN_RELEASES, Reading, forecast, furthest};
pub use shortfall::{Shortfall, emerging, likely, shortfalls, unsure};
