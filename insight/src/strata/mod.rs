//! Groups compared like with like: within each department, role or level, then together.
//!
//! - [`pooled`]: Mantel-Haenszel odds ratio, risk ratio and risk difference; the Cochran-Mantel-Haenszel test
//! - [`homogeneity`]: whether the strata agree at all (Breslow-Day, Tarone)
//! - [`conditional`]: disparity with and without the strata (Simpson's case), the adjusted log odds
//! - [`gap`]: the stratified gap of noisy counts
//! - [`multiple`]: p-values of many comparisons (Benjamini-Hochberg and others)
//! - [`oaxaca`]: what of a gap in means goes with a covariate, from sums
//! - [`intersections`]: every group against the best one

pub mod conditional;
pub mod gap;
pub mod homogeneity;
pub mod intersections;
pub mod multiple;
pub mod oaxaca;
pub mod pooled;

pub use conditional::{Simpson, adjusted_log_odds, conditional_disparity, disparity, simpson};
pub use gap::{StratifiedGap, stratified_gap};
pub use homogeneity::{breslow_day, tarone};
pub use intersections::{Against, Crossing, intersections};
pub use multiple::{Correction, adjusted};
pub use oaxaca::{GroupSums, Oaxaca, oaxaca};
pub use pooled::{Pooled, StrataError, cochran_mantel_haenszel, mantel_haenszel};
