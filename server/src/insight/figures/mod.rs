//! The figures: plain functions of what is known and what was released.

mod supply;
mod table;

pub use supply::supply;
