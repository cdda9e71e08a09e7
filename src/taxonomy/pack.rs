//! The outside of a pack.
//!
//! ```text
//! "SKPK" | version u32 LE | length of the rest u32 LE | SHA-256 of the rest | the rest
//! version 1: the rest is the body; body = meta | text | stems | phrases | postings
//! version 2: the rest is the body's length (varint) and the body under raw DEFLATE (RFC 1951);
//!            body = the five of version 1 | (tag byte, section)*
//! ```
//! Each section has its length in front. `meta` are the numbers of the skills and roles, `text` all strings (see `text`), `stems`
//! the sorted stems of the linker, `phrases` its trie (see `trie`) and `postings` its retrieval (see `bm25`). A tagged section is
//! described where it is read; one whose tag is not known is passed over. Packs of every version since 1 can be opened.

use std::borrow::Cow;

use sha2::{Digest, Sha256};

use super::PackError;
use super::bytes::{Reader, put};

const MAGIC: [u8; 4] = *b"SKPK";
/// The version that is written.
const VERSION: u32 = 2;
const HEAD: usize = 4 + 4 + 4 + 32;
/// A pack whose body unfolds to more is refused (bytes).
const LIMIT: usize = 64 << 20;

/// Tags of the sections that a pack may have beyond the first five.
pub(super) mod tag {
    /// Kinds of skills, market signals, further sources: see `facets`.
    pub(in crate::taxonomy) const FACETS: u8 = 1;
    /// Learned neighbours of skills: see `graph::adjacency`.
    pub(in crate::taxonomy) const ADJACENCY: u8 = 2;
    /// The table of the linker and a vector for each skill: see `vectors`.
    pub(in crate::taxonomy) const VECTORS: u8 = 16;
    /// What was done to skills, and why: see `change::history`.
    pub(in crate::taxonomy) const HISTORY: u8 = 4;
}

/// Folds a body and puts the head in front of it.
pub(super) fn seal(body: &[u8]) -> Vec<u8> {
    let mut rest = Vec::new();
    put(&mut rest, body.len() as u32);
    rest.extend(miniz_oxide::deflate::compress_to_vec(body, 9));
    let mut out = Vec::with_capacity(HEAD + rest.len());
    out.extend(MAGIC);
    out.extend(VERSION.to_le_bytes());
    out.extend((rest.len() as u32).to_le_bytes());
    out.extend_from_slice(&Sha256::digest(&rest));
    out.extend(rest);
    out
}

/// The body of a pack, after its head was checked.
pub(super) fn unseal(bytes: &[u8]) -> Result<Cow<'_, [u8]>, PackError> {
    let (version, sum, rest) = head(bytes)?;
    if Sha256::digest(rest).as_slice() != sum {
        return Err(PackError::Checksum);
    }
    if version == 1 { Ok(Cow::Borrowed(rest)) } else { unfold(rest).map(Cow::Owned) }
}

/// The body of a pack whose bytes are known to be the signed ones: hashing five megabytes twice is a tenth of what opening takes.
/// The folded bytes are gone when this returns.
pub(super) fn unseal_believed(bytes: Vec<u8>) -> Result<Vec<u8>, PackError> {
    let (version, _, rest) = head(&bytes)?;
    if version == 1 { Ok(rest.to_vec()) } else { unfold(rest) }
}

/// Version, checksum and rest of a pack that is as long as it says.
fn head(bytes: &[u8]) -> Result<(u32, &[u8; 32], &[u8]), PackError> {
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
    let (sum, rest) = rest.split_first_chunk::<32>().ok_or(short)?;
    let length = u64::from(u32::from_le_bytes(*length));
    if rest.len() as u64 != length {
        return Err(PackError::Truncated { found, expected: HEAD as u64 + length });
    }
    Ok((version, sum, rest))
}

fn unfold(rest: &[u8]) -> Result<Vec<u8>, PackError> {
    let broken = || PackError::content("body", "it cannot be unfolded");
    let mut r = Reader::new(rest);
    let length = r.varint().map(|n| n as usize).filter(|n| *n <= LIMIT).ok_or_else(broken)?;
    let folded = r.rest();
    // Into a buffer of its size: one that grows would leave the browser with twice the memory for good.
    let mut body = vec![0; length];
    let pieces = std::iter::once(folded);
    let written = miniz_oxide::inflate::decompress_slice_iter_to_slice(&mut body, pieces, false, true);
    if written == Ok(length) { Ok(body) } else { Err(broken()) }
}
