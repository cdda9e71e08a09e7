//! Base methods for one series without seasons: each fits by least squares of its one-step errors and goes on from the end.

mod ces;
mod ets;
mod linear;
mod season;
mod simplex;
mod theta;

pub(super) use ces::ces;
pub(super) use ets::{Trend, ets};
pub(super) use season::Season;
pub(super) use theta::theta;

/// What a method says of a series.
#[derive(Debug, Clone)]
pub(super) struct Told {
    /// The periods ahead.
    pub(super) ahead: Vec<f64>,
    /// Sum of squares of the one-step errors over the series.
    pub(super) squares: f64,
}
