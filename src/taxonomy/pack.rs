//! The outside of a pack.
//!
//! ```text
//! "SKPK" | version u32 LE | length of the body u32 LE | SHA-256 of the body | body
//! body = meta | text | stems | phrases | postings, each with its length in front
//! ```
//! `meta` are the numbers of the skills and roles, `text` all strings (see `text`), `stems` the sorted stems of the linker,
//! `phrases` its trie (see `trie`) and `postings` its retrieval (see `bm25`). Packs of every version since 1 can be opened.

use sha2::{Digest, Sha256};

use super::PackError;

const MAGIC: [u8; 4] = *b"SKPK";
/// The version that is written.
const VERSION: u32 = 1;
const HEAD: usize = 4 + 4 + 4 + 32;

/// Puts the head in front of a body.
pub(super) fn seal(body: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(HEAD + body.len());
    out.extend(MAGIC);
    out.extend(VERSION.to_le_bytes());
    out.extend((body.len() as u32).to_le_bytes());
    out.extend_from_slice(&Sha256::digest(body));
    out.extend_from_slice(body);
    out
}

/// The body of a pack, after its head was checked.
pub(super) fn unseal(bytes: &[u8]) -> Result<&[u8], PackError> {
    let found = bytes.len() as u64;
    let short = PackError::Truncated { found, expected: HEAD as u64 };
    let (magic, rest) = bytes.split_first_chunk::<4>().ok_or(PackError::Magic)?;
    if *magic != MAGIC {
        return Err(PackError::Magic);
    }
    let (version, rest) = rest.split_first_chunk::<4>().ok_or_else(|| short.clone())?;
    let version = u32::from_le_bytes(*version);
    if version == 0 || version > VERSION {
        return Err(PackError::Version { found: version, newest: VERSION });
    }
    let (length, rest) = rest.split_first_chunk::<4>().ok_or_else(|| short.clone())?;
    let (sum, body) = rest.split_first_chunk::<32>().ok_or(short)?;
    let length = u64::from(u32::from_le_bytes(*length));
    if body.len() as u64 != length {
        return Err(PackError::Truncated { found, expected: HEAD as u64 + length });
    }
    if Sha256::digest(body).as_slice() != sum {
        return Err(PackError::Checksum);
    }
    Ok(body)
}
