//! Ids made of names, and files told by their names.

use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use super::sheet::files;

/// An id made of a name alone, so that no other name, in this release or a later one, can change it: words and numbers joined by
/// hyphens where the name has nothing else, and otherwise six digits of its hash behind them.
pub(super) fn named_id(prefix: &str, name: &str) -> String {
    let name = name.to_lowercase().split_whitespace().collect::<Vec<_>>().join(" ");
    let plain = name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b' ');
    let words = name.split(|c: char| !c.is_ascii_alphanumeric()).filter(|w| !w.is_empty());
    let mut parts: Vec<String> = words.map(str::to_owned).collect();
    if !plain {
        let hash = Sha256::digest(name.as_bytes());
        parts.push(hash.iter().take(3).map(|b| format!("{b:02x}")).collect());
    }
    format!("{prefix}{}", parts.join("-"))
}

/// An id made of what another system calls it: the characters that separate things in tables and URLs are replaced.
pub(super) fn foreign_id(prefix: &str, id: &str) -> String {
    let last = id.trim_end_matches('/').rsplit(['/', ':']).next().unwrap_or("");
    let plain = |c: char| if c.is_ascii_alphanumeric() || "-_.".contains(c) { c } else { '-' };
    format!("{prefix}{}", last.chars().map(plain).collect::<String>())
}

/// A file itself, or the files of a folder with one of these endings, by name.
pub(super) fn inputs(path: &Path, endings: &[&str]) -> Vec<PathBuf> {
    if !path.is_dir() {
        return vec![path.to_owned()];
    }
    let fits = |p: &PathBuf| ending(p).is_some_and(|e| endings.contains(&e.as_str()));
    files(path).into_iter().filter(fits).collect()
}

/// The ending of a file's name, lower case.
pub(super) fn ending(path: &Path) -> Option<String> {
    path.extension().map(|e| e.to_string_lossy().to_lowercase())
}

/// What `NOTICE.txt` in the folder, or beside the file, says; empty where there is none.
pub(super) fn notice(path: &Path) -> String {
    let dir = if path.is_dir() { Some(path) } else { path.parent() };
    let bytes = dir.and_then(|d| std::fs::read(d.join("NOTICE.txt")).ok()).unwrap_or_default();
    String::from_utf8_lossy(&bytes).trim_start_matches('\u{feff}').trim().to_owned()
}

/// The name of a folder or file without its ending: what a source is called.
pub(super) fn stem(path: &Path) -> String {
    let name = if path.is_dir() { path.file_name() } else { path.file_stem() };
    name.map_or_else(|| "source".into(), |n| n.to_string_lossy().into_owned())
}
