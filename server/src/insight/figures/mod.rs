//! The figures: plain functions of what is known and what was released.
//!
//! `table` is what supply and gaps have in common. A figure of something that is not in the dictionary is
//! [`crate::problem::Refused::Figure`]; one for which there is no release yet is a [`super::views::Nothing`].

mod everywhere;
mod fairness;
mod forecast;
mod gaps;
mod overview;
mod shortfalls;
mod supply;
mod table;

pub use everywhere::everywhere;
pub use fairness::fairness;
pub(crate) use fairness::{Split, one, outcome, splits};
pub use forecast::{AHEAD, forecast};
pub(crate) use forecast::{find, past};
pub use gaps::gaps;
pub use overview::overview;
pub use shortfalls::{MOST_PEOPLE, foresee, shortfalls};
pub(crate) use supply::clipped;
pub use supply::supply;
pub(crate) use table::{Table, cells, how, of, share, span, table};
