//! What planners suppose, and what follows: scenarios of demand, series from outside, a skill's way from now to then, and what
//! closing a gap costs. Every figure is directional: a person reviews it before anything is triggered.
//!
//! | what | where |
//! |---|---|
//! | a scenario, and whether it fits the company | [`scenario`] |
//! | headcount plans as CSV | [`headcount`] |
//! | quarters, and which are ahead | [`quarter`] |
//! | where they are kept | [`store`] |
//! | demand before and after, and the gaps | [`compare`] |
//! | what is refused | [`error`] |
//! | the routes | [`routes`] |

pub mod compare;
pub mod error;
pub mod headcount;
pub mod quarter;
mod routes;
pub mod scenario;
pub mod store;

pub use error::{PlanError, Wrong};
pub use routes::{router, routes};
pub use scenario::Body;
pub use store::PlanStore;
