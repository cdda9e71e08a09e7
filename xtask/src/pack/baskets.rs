//! What the items of a catalogue teach together: the skills of each, for the neighbours that a pack learns.

use std::path::Path;

use skillkeep::catalog::Catalogue;
use skillkeep::taxonomy::{PackSource, Taxonomy, compile};

use super::PackReadError;

/// Reads a catalogue (JSON, or CSV by its name) as the engine reads it, beside the skills of `source`.
///
/// # Errors
/// A file that cannot be read, a catalogue or skills that the engine would refuse.
pub(super) fn read(path: &Path, source: &PackSource) -> Result<Vec<Vec<String>>, PackReadError> {
    let failed = |e: &dyn std::fmt::Display| PackReadError::Usage(format!("{}: {e}", path.display()));
    let bytes = std::fs::read(path).map_err(|e| failed(&e))?;
    let tax = compile(source).and_then(|pack| Taxonomy::open(&pack)).map_err(|e| failed(&e))?;
    let csv = path.extension().is_some_and(|e| e.eq_ignore_ascii_case("csv"));
    let catalogue = if csv { Catalogue::from_csv(&bytes, &tax) } else { Catalogue::from_json(&bytes, &tax) };
    Ok(of(&catalogue.map_err(|e| failed(&e))?, &tax))
}

/// The skills of each item that has two or more; one alone says nothing of what belongs together.
pub(crate) fn of(catalogue: &Catalogue, tax: &Taxonomy) -> Vec<Vec<String>> {
    let items = catalogue.items().iter().filter(|item| !item.retired);
    let lists = items.map(|item| item.teaches.iter().map(|t| tax.id(t.skill).to_owned()).collect::<Vec<_>>());
    lists.filter(|list| list.len() > 1).collect()
}
