//! The role insight: collects what the two aggregators release, keeps it, and shows planner and auditor figures made of nothing
//! else.
//!
//! | what | where |
//! |---|---|
//! | what is known without any release: questions, cells, names, demand | [`company`], [`demand`] |
//! | releases, each verified before it is shown | [`shelf`], [`recorded`] |
//! | who fetches them | [`collect`] |
//! | figures, plain functions of the two | [`figures`], [`views`] |
//! | the routes | [`routes`] |
//! | all of it together | [`Insight`] |

pub mod collect;
pub mod company;
pub mod demand;
pub mod figures;
pub mod recorded;
pub mod routes;
pub mod shelf;
mod state;
pub mod views;

pub use collect::{Look, Pace, collect_all};
pub use company::{Company, Shown};
pub use routes::{Admit, Seat, router, routes};
pub use shelf::Shelf;
pub use state::{Insight, InsightError, InsightSetup};
