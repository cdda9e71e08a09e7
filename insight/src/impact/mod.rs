//! What an action did, from sums that leave no person's row.
//!
//! - [`change`]: a mean from (n, sum, sum of squares), with the sums' noise
//! - [`did`]: difference-in-differences of changes, by group and time, event study, placebo checks; the two-by-two of repeated cross-sections
//! - [`experiment`]: all of it for one experiment, from released histograms
//! - [`cuped`]: a difference of two arms with the past taken out
//! - [`sequence`]: intervals that may be looked at any time
//! - [`since`]: what became of a share since a day
//! - [`survival`]: time to an event, censored; hazards from counts
//! - [`correlation`]: from sums

pub mod change;
pub mod correlation;
pub mod cuped;
pub mod did;
pub mod experiment;
pub mod sequence;
pub mod since;
pub mod survival;

pub use change::{Change, ImpactError};
pub use correlation::{Correlation, correlation, correlation_test};
pub use cuped::{Cuped, cuped};
pub use did::{CellDid, EventTime, GroupTime, did, did_from_cells, event_study, placebo};
pub use experiment::{ArmEffect, Design, Findings, Look, LookEffect, always_valid, findings};
pub use sequence::{asymptotic_sequence, mixture_sprt, rho_for};
pub use since::{Since, since};
pub use survival::{AtTime, Curve, LogRank, kaplan_meier, log_rank, noisy_survival};
