//! What a listener holds callers to, before any role sees them.
//!
//! | what | where |
//! |---|---|
//! | how often one address may ask without a login | [`Rate`] |
//! | which pages of other origins may read the answers | [`Origins`] |
//! | both around a router, and how long a body may take | [`Limits`] |

mod around;
mod origins;
mod rate;

pub use around::{Limits, Patience, counted, shared};
pub use origins::Origins;
pub use rate::Rate;
