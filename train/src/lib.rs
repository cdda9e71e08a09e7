//! Trains what a pack carries beyond its text. Native: no browser runs this.
#![forbid(unsafe_code)]
#![warn(missing_docs, unreachable_pub)]

pub mod collab;
pub mod link;
mod pairs;
mod random;
pub mod topn;
pub mod trace;
