//! The linker's table as a file: `"SKVT"`, dimensions and rows (u32 LE), the numbers (f32 LE). And training one, kept under
//! `target/` by what it was made from.

use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};
use skillkeep::taxonomy::{PackSource, Vectors};
use skillkeep_train::link::{Settings, train};

use crate::run::{Failed, root, write};

const MAGIC: &[u8; 4] = b"SKVT";

/// Writes a table.
pub(crate) fn save(path: &Path, vectors: &Vectors) -> Result<(), Failed> {
    let mut out = MAGIC.to_vec();
    out.extend((vectors.dimensions() as u32).to_le_bytes());
    out.extend((vectors.len() as u32).to_le_bytes());
    out.extend(vectors.numbers().iter().flat_map(|x| x.to_le_bytes()));
    write(path, &out)
}

/// Reads a table.
///
/// # Errors
/// The file is not there, or is no table.
pub(crate) fn load(path: &Path) -> Result<Vectors, Failed> {
    let bytes = std::fs::read(path).map_err(|e| Failed::new(format!("{}: {e}", path.display())))?;
    let read = || {
        let rest = bytes.strip_prefix(MAGIC)?;
        let (dim, rest) = rest.split_first_chunk::<4>()?;
        let (rows, rest) = rest.split_first_chunk::<4>()?;
        let (dim, rows) = (u32::from_le_bytes(*dim) as usize, u32::from_le_bytes(*rows) as usize);
        let numbers: Vec<f32> = rest.as_chunks::<4>().0.iter().map(|b| f32::from_le_bytes(*b)).collect();
        (dim.checked_mul(rows)? == numbers.len()).then(|| Vectors::new(dim, numbers)).flatten()
    };
    read().ok_or_else(|| Failed::new(format!("{}: not a table of the linker", path.display())))
}

/// The table of a taxonomy: trained now, or before with the same text and settings.
///
/// # Errors
/// The text gives no pairs to learn from, or the disk refuses.
pub(crate) fn trained(
    source: &PackSource,
    labelled: &[(String, String)],
    settings: Settings,
) -> Result<Vectors, Failed> {
    let text = serde_json::to_vec(&(source, labelled)).map_err(Failed::new)?;
    let mut hash = Sha256::new();
    hash.update(&text);
    hash.update(format!("{settings:?}"));
    hash.update(include_bytes!("../../train/src/link.rs"));
    hash.update(include_bytes!("../../train/src/pairs.rs"));
    let name: String = hash.finalize().iter().take(8).map(|b| format!("{b:02x}")).collect();
    let path: PathBuf = root().join("target/tables").join(format!("{name}.skv"));
    if let Ok(vectors) = load(&path) {
        return Ok(vectors);
    }
    let start = std::time::Instant::now();
    let mut said =
        |epoch, loss| eprintln!("epoch {epoch} of {}: loss {loss:.3}, {:.0?}", settings.epochs, start.elapsed());
    let vectors = train(source, labelled, settings, &mut said)
        .ok_or_else(|| Failed::new("the taxonomy has no two texts of one skill to learn from"))?;
    save(&path, &vectors)?;
    Ok(vectors)
}
