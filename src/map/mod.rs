//! The ordered map and set of the engine. The library's B-tree is compiled anew for every pair of key and value, six kilobytes
//! each time, and a browser has to load them all. Here entries lie in short sorted runs, and still no insertion moves more than
//! one run and the list of runs.

mod runs;
mod set;
#[cfg(test)]
mod tests;

pub use runs::{Entry, Iter, Map, Vacant};
pub use set::Set;
