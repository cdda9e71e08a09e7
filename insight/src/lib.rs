//! # Statistics of released, noisy sums
//!
//! A sum leaves the aggregators with discrete Gaussian noise whose variance is known and signed. Everything here turns such sums
//! into figures with intervals that cover what is uncertain: the noise always, sampling where the question is about a process
//! (who is promoted), not where it is a census of those who answered (who holds a skill). No I/O, no engine, no DAP.
//!
//! | question | door |
//! |---|---|
//! | is this a release, and whose? | [`Released::open`] |
//! | how many, what share? | [`Share`] |
//! | how many will there be? | [`forecast`] |
//! | are there enough? | [`Gap`] |
//! | is one group treated worse? | [`audit`] |
#![forbid(unsafe_code)]
#![warn(missing_docs, unreachable_pub)]

pub mod audit;
pub mod exact;
pub mod forecast;
pub mod gap;
pub mod impact;
pub mod noisy;
mod normal;
pub mod planner;
pub mod planning;
pub mod ratio;
pub mod reconcile;
pub mod released;
pub mod share;
pub mod strata;

pub use audit::{Audit, AuditError, AuditPlan, GroupRow, Reference, audit};
pub use forecast::{Forecast, ForecastError, ForecastPoint, Horizon, Reading, forecast};
pub use gap::{Gap, RoleDemand, demand};
pub use noisy::{Estimate, Interval, Noisy, pool};
pub use planner::{Contrast, needed};
pub use ratio::{Group, Ratio, Verdict, impact_ratio};
pub use released::{CombineError, KeeperKeys, Period, ReleaseError, Released, Source, Sums};
pub use share::{Lack, MIN_COVERAGE, NotEnough, People, Question, Share};
