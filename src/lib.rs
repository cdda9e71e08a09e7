//! # Skillkeep: the engine
//!
//! Work and learning signals that never leave the browser become a living skills profile; the profile gives the next step with
//! its reason, and finds roles and gigs. Pure Rust: no I/O, and time and randomness are passed in. The door is [`Engine`].
#![cfg_attr(not(target_arch = "wasm32"), forbid(unsafe_code))]

pub mod career;
pub mod catalog;
pub mod clock;
pub mod command;
mod dot;
pub mod engine;
pub mod error;
mod lower;
pub mod map;
mod number;
mod order;
pub mod profile;
pub mod recommend;
pub mod signal;
pub mod store;
pub mod sync;
pub mod taxonomy;
pub mod trust;
#[cfg(target_arch = "wasm32")]
pub mod wasm;

pub use clock::{Millis, Now};
pub use command::{Applied, Command, Query};
pub use engine::{Answer, Cell, CompanyFiles, Engine, ImportReport, OpenOptions, ScanReport};
pub use error::EngineError;
