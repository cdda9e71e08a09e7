//! What planners suppose, and what follows: scenarios of demand, series from outside, a skill's way from now to then,
//! and what closing a gap costs. Every figure is directional: a person reviews it before anything is triggered.
//!
//! | what | where |
//! |---|---|
//! | a scenario, and whether it fits the company | [`scenario`] |
//! | headcount plans as CSV | [`headcount`] |
//! | quarters, and which are ahead | [`quarter`] |
//! | series from outside | [`series`] |
//! | where they are kept | [`store`] |
//! | demand before and after, and the gaps | [`compare`] |
//! | a skill's way from now to then | [`waterfall`] |
//! | what closing a gap costs | [`buy`] |
//! | from which roles people come nearest to a role | [`bridges`] |
//! | one skill in one cell, looked at | [`one`] |
//! | what is refused | [`error`] |
//! | the routes | [`routes`] |

pub mod bridges;
pub mod buy;
pub mod compare;
pub mod error;
pub mod headcount;
pub mod one;
pub mod quarter;
mod routes;
pub mod scenario;
pub mod series;
pub mod store;
pub mod waterfall;

pub use error::{PlanError, Wrong};
pub use routes::{router, routes};
pub use scenario::Body;
pub use store::PlanStore;
