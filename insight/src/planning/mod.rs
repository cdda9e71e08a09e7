//! From a gap to a plan.
//!
//! - [`flow`]: people among states: learn, move, hire, leave; expected numbers and their covariance
//! - [`assignment`]: who to which place, the best sum of scores
//! - [`build_or_buy`]: the cheapest mix of learning, moving and hiring, and its frontier against risk
//! - [`bridges`]: how near one role is to another, and the shortest known way to what is missing
//! - [`demand`]: whom a scenario asks for, by place, skill and period
//! - [`careful`]: what closing one gap costs where yields are not known exactly
//! - [`waterfall`]: a skill's way from now to then, step by step
//! - [`linear`]: small systems of equations

pub mod assignment;
pub mod bridges;
pub mod build_or_buy;
pub mod careful;
pub mod demand;
pub mod flow;
pub(crate) mod linear;
pub mod waterfall;

pub use assignment::{Assignment, assign};
pub use build_or_buy::{Frontier, Measure, Need, Plan, Program, Sense, Solution, cheapest, frontier};
pub use demand::{Assumed, DemandError, Factor, Post, Replaced};
pub use flow::{Flow, FlowError, Hiring, Spread};
