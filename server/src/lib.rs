//! # The company half
//!
//! Two aggregators and the way between them: a report comes in sealed in two halves, and a sum goes out with noise of both.
//! [`leader`] and [`keeper`] are HTTP roles over their own stores, [`driver`] is what the leader does by itself, [`collector`]
//! is who gets the sums, [`insight`] keeps them and shows figures made of nothing else. No route takes or gives anything about
//! one person.
#![forbid(unsafe_code)]

pub mod action;
pub mod audit;
pub mod calendar;
pub mod clock;
pub mod collector;
pub mod config;
pub mod console;
pub mod demo;
pub mod driver;
mod http;
pub mod impact;
pub mod insight;
pub mod keeper;
pub mod keys;
pub mod leader;
pub mod limits;
pub mod listen;
pub mod officer;
pub mod peer;
pub mod plan;
pub mod portal;
pub mod problem;
pub mod release;
pub mod serve;
pub mod status;
pub mod store;
pub mod tasks;
pub mod taxonomy;
pub mod ticket;

pub use http::Secret;
