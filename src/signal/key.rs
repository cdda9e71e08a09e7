//! A signal's key: importing the same thing twice finds it again.

use sha2::{Digest, Sha256};

/// First 64 bits of SHA-256 over the area and its parts, each with its length before it so that no two lists run together.
pub(crate) fn of(area: &str, parts: &[&str]) -> u64 {
    let mut hash = Sha256::new();
    for part in std::iter::once(&area).chain(parts) {
        hash.update((part.len() as u64).to_le_bytes());
        hash.update(part.as_bytes());
    }
    let digest = hash.finalize();
    digest.iter().take(8).fold(0, |key, byte| (key << 8) | u64::from(*byte))
}
