//! # Sealing in the browser
//!
//! What the engine wants to answer comes in as JSON, reports that only the two aggregators can read go out: [`seal`]. The right
//! to have them counted is a blind-signed token: [`TokenRequest`]. Knows DAP, and nothing of skills or profiles, so that the
//! part that touches the profile and the part that makes bytes for others have only this JSON between them.
//!
//! The protocol is `skillkeep-dap`'s; what is agreed about the task, the token and the times is in `docs/contract-company.md`.
#![cfg_attr(not(target_arch = "wasm32"), forbid(unsafe_code))]

mod error;
mod random;
mod request;
mod seal;
mod sealing;
#[cfg(target_arch = "wasm32")]
pub mod wasm;

pub use error::SealError;
pub use request::TokenRequest;
pub use seal::{Sealed, seal};
pub use sealing::{Kind, Measurement, SealTask, Sealing, Shape};
