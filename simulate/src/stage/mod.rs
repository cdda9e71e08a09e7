//! A stage for a simulation: the sample company signed with keys that are thrown away, and a leader and a keeper on loopback
//! whose clock is moved by hand.

mod company;
mod servers;

pub use company::company;
pub use servers::{Keys, Stage};
