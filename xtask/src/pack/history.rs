//! `changes.json` beside the tables of a folder: what was done to their skills, which the pack then tells people.

use std::path::Path;

use skillkeep::taxonomy::PackSource;
use skillkeep::taxonomy::change::{self, ChangeLog};

use super::code::Code;
use super::draft::Desk;
use super::report::Place;

/// The log of a folder of tables.
pub(super) const FILE: &str = "changes.json";

/// Gives the skills of `source` what the folder's log says of them. No log is no finding; one that cannot be read is an error.
pub(super) fn attach(source: &mut PackSource, folder: &Path, desk: &mut Desk) {
    let path = folder.join(FILE);
    let bytes = match std::fs::read(&path) {
        Ok(bytes) => bytes,
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => return,
        Err(e) => {
            let place = desk.report.file(&path, false);
            return desk.report.error(place, Code::FileMissing, e.to_string());
        }
    };
    match serde_json::from_slice::<ChangeLog>(&bytes) {
        Ok(log) => change::attach(source, &log),
        Err(e) => {
            let place = Place { line: u32::try_from(e.line()).unwrap_or(0), ..desk.report.file(&path, false) };
            desk.report.error(place, Code::JsonSyntax, e.to_string());
        }
    }
}
