//! Base methods for one series without seasons, and its seasons.
//!
//! - [`theta()`]: a level and a share of the drift of the line through all that was seen
//! - [`damped()`]: a level and a slope that ends
//! - [`ces()`]: a level and what it may become
//! - [`blocks()`]: any of them on sums of several periods
//! - [`denoise()`]: the true values under noise of known variance
//! - [`Season`]: whether there are seasons, and their indices

mod blocks;
mod ces;
mod damped;
mod denoise;
mod linear;
mod season;
mod simplex;
mod theta;

pub(super) use blocks::blocks;
pub(super) use ces::ces;
pub(super) use damped::{Loss, damped, flat};
pub(super) use denoise::denoise;
pub(super) use season::Season;
pub(super) use theta::theta;
