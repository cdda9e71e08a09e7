//! # DAP draft 18, as Skillkeep needs it
//!
//! [draft-ietf-ppm-dap-18](https://datatracker.ietf.org/doc/draft-ietf-ppm-dap/18/) over the VDAFs of
//! draft-irtf-cfrg-vdaf-18: messages, tasks, sealing, the client's report, the two aggregators' steps; discrete Gaussian
//! noise on a share, and blind-signed tokens. Shared by browser and server. Knows no skill, and does no I/O.
#![forbid(unsafe_code)]

pub mod aggregator;
pub mod client;
pub mod codec;
pub mod hpke;
pub mod media;
pub mod messages;
pub mod noise;
pub mod problem;
pub mod task;
mod text;
pub mod token;
pub mod vdaf;

/// The draft that is spoken: in every context and info string, so that no two versions open each other's words.
pub const VERSION: &str = "dap-18";
