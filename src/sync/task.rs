//! What a DAP task is derived from: the measure's own signed words and one cell.

use sha2::{Digest, Sha256};

use super::{Asked, Measure};

/// The canonical form of one asked question: the measure with this partition alone in `asked`, as JSON in the order of the
/// structs' fields, without spaces. Everything that a person was told is in it: noise, cost, clip, purpose, expiry.
pub fn entry(measure: &Measure, asked: &Asked) -> Vec<u8> {
    let one = Measure { asked: vec![asked.clone()], ..measure.clone() };
    // Writing JSON of strings and whole numbers cannot fail.
    serde_json::to_vec(&one).unwrap_or_default()
}

/// `task_info` of DAP: SHA-256 over the entry and the cell, so that whoever was told another noise or another question
/// cannot be decrypted.
pub fn task_info(measure: &Measure, asked: &Asked, cell: &str) -> [u8; 32] {
    let entry = entry(measure, asked);
    let mut hash = Sha256::new();
    hash.update(b"skillkeep measure v1\0");
    hash.update(u32::try_from(entry.len()).unwrap_or(u32::MAX).to_be_bytes());
    hash.update(&entry);
    hash.update(u16::try_from(cell.len()).unwrap_or(u16::MAX).to_be_bytes());
    hash.update(cell.as_bytes());
    hash.finalize().into()
}
