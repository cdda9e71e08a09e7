//! Snapshot bytes: magic, version, checksum, payload. Encryption at rest is the worker's; the engine sees clear bytes.
//!
//! Layout: `SKSN`, version u32 LE, payload length u32 LE, SHA-256 of all that precedes and of the payload (32 bytes), payload.

use sha2::{Digest, Sha256};

use crate::error::Coded;
use crate::map::Map;

const MAGIC: &[u8; 4] = b"SKSN";
const HEAD: usize = 4 + 4 + 4 + 32;
/// Highest version that this engine reads and writes.
pub const SNAPSHOT_VERSION: u32 = 5;

/// Why a snapshot cannot be opened. The bytes stay where they are.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    /// Not a snapshot at all.
    #[error("not a snapshot")]
    Magic,
    /// Written by a newer engine.
    #[error("written by a newer engine (version {0}, this one reads up to {SNAPSHOT_VERSION})")]
    Version(u32),
    /// Shorter or longer than it says.
    #[error("cut off: {found} bytes of {expected}")]
    Truncated {
        /// Bytes there.
        found: usize,
        /// Bytes it says it has.
        expected: usize,
    },
    /// Some bit is not what was written.
    #[error("damaged: its checksum does not match")]
    Checksum,
    /// Checksum right, content unreadable: a defect of the writer.
    #[error("its content cannot be read")]
    Content,
}

impl Coded for StoreError {
    fn code(&self) -> &'static str {
        match self {
            StoreError::Magic => "snapshot.magic",
            StoreError::Version(_) => "snapshot.version",
            StoreError::Truncated { .. } => "snapshot.truncated",
            StoreError::Checksum => "snapshot.checksum",
            StoreError::Content => "snapshot.content",
        }
    }
    fn args(&self) -> Map<&'static str, String> {
        Map::new()
    }
}

/// Wraps a payload of `version`.
pub fn seal(version: u32, payload: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(HEAD + payload.len());
    out.extend_from_slice(MAGIC);
    out.extend_from_slice(&version.to_le_bytes());
    out.extend_from_slice(&(payload.len() as u32).to_le_bytes());
    out.extend_from_slice(&digest(&out, payload));
    out.extend_from_slice(payload);
    out
}

/// Checks a snapshot and gives its version and payload.
///
/// # Errors
/// [`StoreError`]; every flipped bit and every missing byte is found.
pub fn unseal(bytes: &[u8]) -> Result<(u32, &[u8]), StoreError> {
    if !bytes.starts_with(MAGIC) {
        return Err(if MAGIC.starts_with(bytes) {
            StoreError::Truncated { found: bytes.len(), expected: HEAD }
        } else {
            StoreError::Magic
        });
    }
    let word = |at: usize| bytes.get(at..at + 4).and_then(|b| b.try_into().ok()).map(u32::from_le_bytes);
    let (Some(version), Some(length), Some(sum)) = (word(4), word(8), bytes.get(12..HEAD)) else {
        return Err(StoreError::Truncated { found: bytes.len(), expected: HEAD });
    };
    let expected = HEAD + length as usize;
    if bytes.len() != expected {
        return Err(StoreError::Truncated { found: bytes.len(), expected });
    }
    let payload = &bytes[HEAD..];
    if digest(&bytes[..12], payload)[..] != *sum {
        return Err(StoreError::Checksum);
    }
    if version == 0 || version > SNAPSHOT_VERSION {
        return Err(StoreError::Version(version));
    }
    Ok((version, payload))
}

fn digest(head: &[u8], payload: &[u8]) -> [u8; 32] {
    let mut h = Sha256::new();
    h.update(&head[..12]);
    h.update(payload);
    h.finalize().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_flipped_bit_is_found() {
        let sealed = seal(SNAPSHOT_VERSION, b"what a person did");
        assert_eq!(unseal(&sealed), Ok((SNAPSHOT_VERSION, &b"what a person did"[..])));
        for bit in 0..sealed.len() * 8 {
            let mut bad = sealed.clone();
            bad[bit / 8] ^= 1 << (bit % 8);
            assert!(unseal(&bad).is_err(), "bit {bit}");
        }
        for cut in 0..sealed.len() {
            assert!(unseal(&sealed[..cut]).is_err(), "cut at {cut}");
        }
    }

    #[test]
    fn a_newer_version_is_named_as_such() {
        assert_eq!(unseal(&seal(SNAPSHOT_VERSION + 1, b"")), Err(StoreError::Version(SNAPSHOT_VERSION + 1)));
    }
}
