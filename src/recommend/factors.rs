//! The company's item factors: small, the same for everybody, and the person's own vector is worked out here.
//!
//! File: `SKFF`, version u16 (1 or 2), dimensions u16, items u32, the first 8 bytes of SHA-256 over the rest; then per item the
//! length of its id (u16) and the id, a scale (f32), in version 2 a confidence (f32), and `dimensions` signed bytes. Little
//! endian. The confidence is what a word about this item weighs when the person is folded in: popular items say little of
//! taste. Version 1 has 1 for all.

use sha2::{Digest, Sha256};

use crate::dot::dot;
use crate::error::Coded;
use crate::map::Map;

use super::Taste;

const MAGIC: &[u8; 4] = b"SKFF";
/// Without and with confidences.
const VERSIONS: (u16, u16) = (1, 2);
/// Magic, version, dimensions, items, checksum.
const HEAD: usize = 20;
/// Most dimensions and items that are read.
const MOST: (usize, usize) = (256, 1_000_000);

/// Why a factors file is refused. The steps work without one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum FactorsError {
    /// Another kind of file.
    #[error("not a factors file")]
    Magic,
    /// A version this engine does not read.
    #[error("factors of version {0} are not read")]
    Version(u16),
    /// The bytes are not those that were written.
    #[error("the factors file is damaged")]
    Checksum,
    /// It ends early, or says impossible sizes.
    #[error("the factors file has impossible sizes")]
    Shape,
}

impl Coded for FactorsError {
    fn code(&self) -> &'static str {
        match self {
            FactorsError::Magic => "factors.magic",
            FactorsError::Version(_) => "factors.version",
            FactorsError::Checksum => "factors.checksum",
            FactorsError::Shape => "factors.shape",
        }
    }
}

/// Item factors, n rows of d numbers.
#[derive(Debug, Clone)]
pub struct Factors {
    d: usize,
    rows: Map<String, u32>,
    values: Vec<f32>,
    confidence: Vec<f32>,
}

/// One item of a file of version 2.
#[derive(Debug, Clone, PartialEq)]
pub struct ItemFactors {
    /// The item's id.
    pub id: String,
    /// What a word about it weighs, above 0.
    pub confidence: f32,
    /// Its numbers.
    pub values: Vec<f32>,
}

impl Factors {
    /// Opens a factors file.
    ///
    /// # Errors
    /// When it is another file, damaged, or of another version.
    pub fn open(bytes: &[u8]) -> Result<Factors, FactorsError> {
        let rest = bytes.strip_prefix(MAGIC).ok_or(FactorsError::Magic)?;
        let (version, rest) = take::<2>(rest)?;
        let version = u16::from_le_bytes(version);
        if version != VERSIONS.0 && version != VERSIONS.1 {
            return Err(FactorsError::Version(version));
        }
        let (d, rest) = take::<2>(rest)?;
        let (n, rest) = take::<4>(rest)?;
        let (sum, mut rest) = take::<8>(rest)?;
        let (d, n) = (usize::from(u16::from_le_bytes(d)), u32::from_le_bytes(n) as usize);
        if checksum(version, d, n, rest) != sum {
            return Err(FactorsError::Checksum);
        }
        if d == 0 || d > MOST.0 || n > MOST.1 || rest.len() < n.saturating_mul(d) {
            return Err(FactorsError::Shape);
        }
        let mut rows = Map::new();
        let mut values = Vec::with_capacity(n * d);
        let mut confidence = Vec::with_capacity(n);
        for row in 0..n {
            let (length, more) = take::<2>(rest)?;
            let (id, more) =
                more.split_at_checked(usize::from(u16::from_le_bytes(length))).ok_or(FactorsError::Shape)?;
            let (scale, mut more) = take::<4>(more)?;
            let mut weight = 1.0;
            if version == VERSIONS.1 {
                let (bytes, behind) = take::<4>(more)?;
                (weight, more) = (f32::from_le_bytes(bytes), behind);
            }
            let (bytes, more) = more.split_at_checked(d).ok_or(FactorsError::Shape)?;
            let scale = f32::from_le_bytes(scale);
            let id = std::str::from_utf8(id).map_err(|_| FactorsError::Shape)?;
            if !(scale.is_finite() && weight > 0.0 && weight.is_finite())
                || rows.insert(id.to_owned(), row as u32).is_some()
            {
                return Err(FactorsError::Shape);
            }
            values.extend(bytes.iter().map(|&b| f32::from(b as i8) * scale));
            confidence.push(weight);
            rest = more;
        }
        if rest.is_empty() { Ok(Factors { d, rows, values, confidence }) } else { Err(FactorsError::Shape) }
    }

    /// Writes a factors file of version 1 from rows of `d` numbers, each row scaled to signed bytes.
    ///
    /// # Errors
    /// When the rows do not have `d` numbers, or there are too many.
    pub fn write(d: usize, rows: &[(String, Vec<f32>)]) -> Result<Vec<u8>, FactorsError> {
        write(d, VERSIONS.0, rows.iter().map(|(id, values)| (id.as_str(), 1.0, values.as_slice())))
    }

    /// Writes a factors file of version 2, with a confidence for each item.
    ///
    /// # Errors
    /// When the rows do not have `d` numbers, or there are too many.
    pub fn write_items(d: usize, rows: &[ItemFactors]) -> Result<Vec<u8>, FactorsError> {
        write(d, VERSIONS.1, rows.iter().map(|r| (r.id.as_str(), r.confidence, r.values.as_slice())))
    }

    /// Row of an item.
    pub fn row_of(&self, id: &str) -> Option<u32> {
        self.rows.get(id).copied()
    }
    /// Dimensions.
    pub fn dimensions(&self) -> usize {
        self.d
    }
    /// All numbers, row after row.
    pub fn values(&self) -> &[f32] {
        &self.values
    }

    /// The person's vector: the ridge regression of what they said of items on the items' factors, each word with the item's
    /// confidence: `(A'WA + lambda I) u = A'Wr`.
    ///
    /// `ratings` are (row, -1..=1), `lambda` > 0. `None` with nothing to go by.
    pub fn fold_in(&self, ratings: &[(u32, f32)], lambda: f64) -> Option<Taste> {
        let mut taste = Taste::new(self.d, lambda);
        let mut any = false;
        for &(row, rating) in ratings {
            let Some(values) = self.row(row) else { continue };
            any |= taste.hear(values, f64::from(rating), self.confidence(row));
        }
        any.then_some(taste)
    }

    /// What a word about an item weighs; 0 where the row is not there.
    pub fn confidence(&self, row: u32) -> f64 {
        self.confidence.get(row as usize).map_or(0.0, |&w| f64::from(w))
    }

    /// How well an item suits a person's vector; 0 where the row is not there.
    pub fn dot(&self, row: u32, user: &[f32]) -> f32 {
        self.row(row).map_or(0.0, |values| dot(values, user))
    }

    /// An item's numbers.
    pub fn row(&self, row: u32) -> Option<&[f32]> {
        let at = row as usize * self.d;
        self.values.get(at..at + self.d)
    }
}

fn take<const N: usize>(bytes: &[u8]) -> Result<([u8; N], &[u8]), FactorsError> {
    let (head, rest) = bytes.split_first_chunk::<N>().ok_or(FactorsError::Shape)?;
    Ok((*head, rest))
}

fn write<'a>(
    d: usize,
    version: u16,
    rows: impl ExactSizeIterator<Item = (&'a str, f32, &'a [f32])>,
) -> Result<Vec<u8>, FactorsError> {
    let n = rows.len();
    if d == 0 || d > MOST.0 || n > MOST.1 {
        return Err(FactorsError::Shape);
    }
    let mut body = Vec::new();
    for (id, confidence, row) in rows {
        if row.len() != d || id.len() > 0xffff {
            return Err(FactorsError::Shape);
        }
        let most = row.iter().fold(0.0f32, |m, x| m.max(x.abs()));
        let scale = if most > 0.0 { most / 127.0 } else { 1.0 };
        body.extend((id.len() as u16).to_le_bytes());
        body.extend(id.as_bytes());
        body.extend(scale.to_le_bytes());
        if version == VERSIONS.1 {
            body.extend(confidence.to_le_bytes());
        }
        body.extend(row.iter().map(|x| (x / scale).round() as i8 as u8));
    }
    let mut bytes = Vec::with_capacity(HEAD + body.len());
    bytes.extend(MAGIC);
    bytes.extend(version.to_le_bytes());
    bytes.extend((d as u16).to_le_bytes());
    bytes.extend((n as u32).to_le_bytes());
    bytes.extend(checksum(version, d, n, &body));
    bytes.extend(body);
    Ok(bytes)
}

fn checksum(version: u16, d: usize, n: usize, body: &[u8]) -> [u8; 8] {
    let mut hash = Sha256::new();
    // Version 1 did not count itself; its files still open.
    if version != VERSIONS.0 {
        hash.update(version.to_le_bytes());
    }
    hash.update((d as u64).to_le_bytes());
    hash.update((n as u64).to_le_bytes());
    hash.update(body);
    let mut first = [0; 8];
    for (to, from) in first.iter_mut().zip(hash.finalize()) {
        *to = from;
    }
    first
}

/// The `k` rows of `factors` (row after row of `d` numbers) with the largest product with `user`, largest first, equal ones
/// by row. `excluded` rows (ascending) are left out; a product that is not a number counts as the smallest.
pub fn top_k(factors: &[f32], d: usize, user: &[f32], k: usize, excluded: &[u32]) -> Vec<(u32, f32)> {
    if d == 0 || user.len() != d || k == 0 {
        return Vec::new();
    }
    // Descending; k is small, so that an insertion is cheaper than a heap, and most rows fail the first comparison.
    let mut best: Vec<(u32, f32)> = Vec::with_capacity(k + 1);
    let mut least = f32::NEG_INFINITY;
    for (row, values) in factors.chunks_exact(d).enumerate() {
        let product = dot(values, user);
        let product = if product.is_nan() { f32::NEG_INFINITY } else { product };
        if best.len() == k && product <= least {
            continue;
        }
        let row = row as u32;
        if excluded.binary_search(&row).is_ok() {
            continue;
        }
        let at = best.partition_point(|(_, p)| *p >= product);
        best.insert(at, (row, product));
        best.truncate(k);
        if best.len() == k {
            least = best.last().map_or(least, |(_, p)| *p);
        }
    }
    best
}
