//! Reads a ZIP from anybody into memory: only known names, only stored parts, no more bytes than a pack may have. Nothing is written.

use std::collections::BTreeMap;
use std::io::{Cursor, Read as _};

use zip::{CompressionMethod, ZipArchive};

use super::pack::part;

/// No pack is longer, bytes; nor are its parts together.
pub const LONGEST: usize = 64 << 20;

/// Why a file is not opened.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum UnpackError {
    /// Longer than any pack.
    #[error("the pack is longer than {LONGEST} bytes")]
    TooLong,
    /// Not a ZIP that can be read.
    #[error("this is not a ZIP that can be read")]
    Zip,
    /// A name that no part has: a path, a folder, something added.
    #[error("the pack has a part that none may have: {0:?}")]
    Name(String),
    /// Two parts of one name.
    #[error("the pack has parts of one name twice: {0}")]
    Twice(String),
    /// Compressed or encrypted.
    #[error("the part {0:?} is compressed or encrypted; a pack stores its parts as they are")]
    Method(String),
    /// A part is missing.
    #[error("the pack has no part {0:?}")]
    Missing(String),
}

impl UnpackError {
    /// A stable code.
    pub fn code(&self) -> &'static str {
        match self {
            UnpackError::TooLong => "audit.pack.too_long",
            UnpackError::Zip => "audit.pack.zip",
            UnpackError::Name(_) => "audit.pack.name",
            UnpackError::Twice(_) => "audit.pack.twice",
            UnpackError::Method(_) => "audit.pack.method",
            UnpackError::Missing(_) => "audit.pack.missing",
        }
    }
}

/// How many entries the directory says it has: the last record, which ends the file (APPNOTE 4.3.16). A pack has no comment after it.
fn entries(bytes: &[u8]) -> Option<usize> {
    let (_, end) = bytes.split_last_chunk::<22>()?;
    let [b'P', b'K', 5, 6, .., 0, 0] = end else { return None };
    let [_, _, _, _, _, _, _, _, here @ .., _, _, _, _, _, _, _, _, _, _] = end;
    let [a, b, c, d] = *here;
    let (disk, all) = (u16::from_le_bytes([a, b]), u16::from_le_bytes([c, d]));
    (disk == all).then_some(usize::from(all))
}

/// The parts by name.
pub type Parts = BTreeMap<String, Vec<u8>>;

/// Reads a pack.
///
/// # Errors
/// [`UnpackError`].
pub fn unpack(bytes: &[u8]) -> Result<Parts, UnpackError> {
    if bytes.len() > LONGEST {
        return Err(UnpackError::TooLong);
    }
    let said = entries(bytes).ok_or(UnpackError::Zip)?;
    let mut zip = ZipArchive::new(Cursor::new(bytes)).map_err(|_| UnpackError::Zip)?;
    // The reader keeps the last entry of a name, another one perhaps the first: who has more than are read has two faces.
    if said > zip.len() {
        return Err(UnpackError::Twice(format!("{} of {said}", said - zip.len())));
    }
    if zip.len() > part::ALL.len() {
        return Err(UnpackError::Name(format!("{} parts", zip.len())));
    }
    let mut parts = Parts::new();
    let mut room = LONGEST as u64;
    for at in 0..zip.len() {
        let entry = zip.by_index_raw(at).map_err(|_| UnpackError::Zip)?;
        let name: String = entry.name().map_err(|_| UnpackError::Zip)?.chars().take(120).collect();
        if !part::ALL.contains(&name.as_str()) || entry.is_dir() || entry.is_symlink() {
            return Err(UnpackError::Name(name));
        }
        if entry.compression() != CompressionMethod::Stored
            || entry.encrypted()
            || entry.size() != entry.compressed_size()
        {
            return Err(UnpackError::Method(name));
        }
        if entry.size() > room {
            return Err(UnpackError::TooLong);
        }
        let mut found = Vec::new();
        entry.take(room).read_to_end(&mut found).map_err(|_| UnpackError::Zip)?;
        room = room.saturating_sub(found.len() as u64);
        if parts.insert(name.clone(), found).is_some() {
            return Err(UnpackError::Twice(name));
        }
    }
    let needed = part::ALL.iter().filter(|name| !part::OPTIONAL.contains(name));
    match needed.into_iter().find(|name| !parts.contains_key(**name)) {
        Some(name) => Err(UnpackError::Missing((*name).to_owned())),
        None => Ok(parts),
    }
}
