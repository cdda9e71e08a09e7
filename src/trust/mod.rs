//! One root of trust: which keys may speak for what, and which files are the company's.
//!
//! A root file lists keys and thresholds per role; a signed manifest names every file with its version and hash, and each
//! file is signed by the keys of its own role. Versions only rise. Nothing unsigned is opened.

mod envelope;
mod manifest;
mod root;

pub use envelope::{Envelope, Signed, pae};
pub use manifest::{FileEntry, Manifest, file_statement};
pub(crate) use root::hex;
pub use root::{Root, RootRole, TrustError};

/// Payload type of a root file.
pub const ROOT_TYPE: &str = "application/vnd.skillkeep.root+json";
/// Payload type of a manifest.
pub const MANIFEST_TYPE: &str = "application/vnd.skillkeep.manifest+json";
/// Payload type under which a file's statement is signed.
pub const FILE_TYPE: &str = "application/vnd.skillkeep.file";
