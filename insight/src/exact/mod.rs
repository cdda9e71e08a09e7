//! Exact counts of two groups: tests and intervals for small numbers, without noise.
//!
//! - [`table`]: the four cells; rates, impact ratio, selections to four fifths, scoring rates
//! - [`fisher`]: Fisher's test, the conditional odds ratio and its exact interval
//! - [`unconditional`]: Barnard's and Boschloo's tests
//! - [`normal`]: z and chi-square tests, the score test of a ratio, power
//! - [`rates`]: intervals of one rate
//! - [`contrast`]: intervals of a difference and a ratio of two rates
//!
//! Counts that carry privacy noise belong to [`crate::ratio`]: an exact test of a noisy count is not exact.

pub mod contrast;
pub mod fisher;
pub mod normal;
pub mod rates;
mod roots;
pub mod table;
pub mod unconditional;

pub use contrast::{difference_interval, ratio_interval};
pub use fisher::{Fisher, Tail, fisher};
pub use normal::{Test, cohen_h, log_ratio_test, needed_one_tail, ratio_test, yates, z_test};
pub use rates::rate_interval;
pub use table::{ExactError, TwoByTwo, above_median};
pub use unconditional::{Fixed, barnard, boschloo};
