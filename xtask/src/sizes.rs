//! Whose code the engine is: the bytes of the functions of a release build, by crate.
//!
//! Read from the wasm as the linker leaves it, before wasm-bindgen: that one still has the names. Generic code counts for the
//! crate that wrote it, not for the one that made it concrete.

use std::collections::{BTreeMap, HashMap};
use std::path::Path;

use wasmparser::{KnownCustom, Name, Parser, Payload, TypeRef};

use crate::run::{Failed, read};

/// Bytes of code by crate, the largest first; static data is the row `data`.
pub(crate) fn shares(wasm: &Path) -> Result<Vec<(String, usize)>, Failed> {
    let bytes = read(wasm)?;
    let mut imported = 0u32;
    let mut sizes: Vec<usize> = Vec::new();
    let mut names: HashMap<u32, String> = HashMap::new();
    let mut sum: BTreeMap<String, usize> = BTreeMap::new();
    for payload in Parser::new(0).parse_all(&bytes) {
        match payload.map_err(Failed::new)? {
            Payload::ImportSection(imports) => {
                for import in imports.into_imports() {
                    imported += u32::from(matches!(import.map_err(Failed::new)?.ty, TypeRef::Func(_)));
                }
            }
            Payload::CodeSectionEntry(body) => sizes.push(body.range().len()),
            Payload::DataSection(data) => *sum.entry("data".to_owned()).or_default() += data.range().len(),
            Payload::CustomSection(section) => {
                let KnownCustom::Name(parts) = section.as_known() else { continue };
                for part in parts {
                    let Name::Function(functions) = part.map_err(Failed::new)? else { continue };
                    for naming in functions {
                        let naming = naming.map_err(Failed::new)?;
                        names.insert(naming.index, format!("{:#}", rustc_demangle::demangle(naming.name)));
                    }
                }
            }
            _ => {}
        }
    }
    for (index, size) in (imported..).zip(sizes) {
        let name = names.get(&index).map_or("", String::as_str);
        // What describes the interface to wasm-bindgen is gone when it is done.
        if !name.contains("__wbindgen_describe") && !name.contains("wasm_bindgen::describe") {
            *sum.entry(owner(name)).or_default() += size;
        }
    }
    let mut rows: Vec<(String, usize)> = sum.into_iter().collect();
    rows.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    Ok(rows)
}

/// The crate that a function's name begins with: `<serde_json::de::..` is `serde_json`. An implementation of the standard
/// library's for another crate's type (`<core::..::Map<..> as ..>`) is the standard library's.
fn owner(name: &str) -> String {
    let end = |text: &str| text.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(text.len());
    let mut text = name.trim_start_matches(['<', '&', '*', '(', '[']);
    while let Some(rest) = ["mut ", "const ", "dyn ", "impl "].iter().find_map(|word| text.strip_prefix(word)) {
        text = rest.trim_start_matches(['<', '&', '*', '(', '[']);
    }
    let (first, rest) = text.split_at(end(text));
    if rest.starts_with("::") && !first.is_empty() {
        return first.to_owned();
    }
    // `<T as skillkeep::..>`: the trait's crate.
    match text.split_once(" as ") {
        Some((_, of)) if of.get(end(of)..).is_some_and(|rest| rest.starts_with("::")) => of[..end(of)].to_owned(),
        _ => "other".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::owner;

    #[test]
    fn a_function_belongs_to_the_crate_that_wrote_it() {
        assert_eq!(owner("skillkeep::engine::Engine::open"), "skillkeep");
        assert_eq!(owner("<&mut serde_json::de::Deserializer<R> as serde_core::de::Deserializer>::x"), "serde_json");
        assert_eq!(owner("<T as core::convert::Into<U>>::into"), "core");
        assert_eq!(owner("__externref_table_alloc"), "other");
    }
}
