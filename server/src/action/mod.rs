//! From a shortfall to something that is done: proposed, approved by a second person, published to every browser alike, looked at later.
//! Nothing goes on by itself.
//!
//! | what | where |
//! |---|---|
//! | what is proposed, and whether it fits catalogue and pack | [`proposal`] |
//! | which step may follow which, and who may take it | [`state`] |
//! | the trail: it only grows | [`store`] |
//! | the signed list for browsers | [`publish`] |
//! | the skill's supply since then | [`change`] |
//! | the routes | [`routes`] |

pub mod change;
pub mod proposal;
pub mod publish;
mod routes;
pub mod state;
pub mod store;

pub use publish::{ActionsKey, Published};
pub use routes::{router, routes};
pub use store::ActionStore;
