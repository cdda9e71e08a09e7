//! The privacy officer's console, served by the keeper from its own database: which questions are asked, what came in, what was
//! released and with how much noise, and why something was not. No sum is here: the keeper has half of each.

mod routes;
mod views;

pub use routes::{router, routes};
