//! The audit that leaves the house: its figures, a pack of all they were made of, and whoever recomputes it.
//!
//! | what | where |
//! |---|---|
//! | summary, many comparisons, like with like, what is missing | [`figures`] |
//! | the pack: one ZIP of figures, releases, dictionary, signatures | [`pack`], [`page`], [`tables`] |
//! | a ZIP from anybody, read without harm | [`unpack`] |
//! | `skillkeep-server audit --verify PACK` | [`verify`] |
//! | findings with owner and outcome | [`findings`] |
//! | the routes | [`routes`] |

pub mod cli;
pub mod figures;
pub mod findings;
pub mod pack;
pub mod page;
mod routes;
pub mod tables;
pub mod unpack;
pub mod verify;

pub use findings::FindingsStore;
pub use pack::Evidence;
pub use routes::{router, routes};
