//! What is wrong with a source, or worth knowing of it: file, line, code and reason of every finding.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use super::code::Code;

/// So many findings of one code keep their own line; the rest is counted.
const KEPT: u64 = 500;
/// So many findings are printed.
const PRINTED: usize = 20;
/// So much of a reason is kept (characters): what it quotes may be of any length.
const REASON: usize = 400;

/// Whether a finding stands in the way of a pack.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Severity {
    /// Something cannot be taken as it is.
    Error,
    /// Something was decided that a person may want to know.
    Note,
}

impl Severity {
    fn name(self) -> &'static str {
        match self {
            Severity::Error => "error",
            Severity::Note => "note",
        }
    }
}

/// Where something stands: a file of the report, and a line from 1; line 0 is the file as a whole.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Place {
    pub(super) file: u32,
    pub(super) line: u32,
}

#[derive(Debug)]
struct Finding {
    severity: Severity,
    place: Place,
    code: Code,
    reason: String,
}

/// Everything that was found in the sources of one pack.
#[derive(Debug, Default)]
pub(crate) struct Report {
    /// The file, and whether it is published by somebody else.
    files: Vec<(PathBuf, bool)>,
    kept: Vec<Finding>,
    counts: BTreeMap<(Severity, Code), u64>,
}

impl Report {
    /// Names a file. Of a published one, which its reader cannot correct, rows that name nothing are notes.
    pub(super) fn file(&mut self, path: &Path, published: bool) -> Place {
        let file = self.files.iter().position(|f| f.0 == path).unwrap_or_else(|| {
            self.files.push((path.to_owned(), published));
            self.files.len() - 1
        });
        Place { file: file as u32, line: 0 }
    }

    pub(super) fn error(&mut self, place: Place, code: Code, reason: impl Into<String>) {
        self.add(Severity::Error, place, code, reason.into());
    }

    pub(super) fn note(&mut self, place: Place, code: Code, reason: impl Into<String>) {
        self.add(Severity::Note, place, code, reason.into());
    }

    /// An error in a table that a person edits, a note in a published file. Whether it was an error.
    pub(super) fn judge(&mut self, place: Place, code: Code, reason: impl Into<String>) -> bool {
        let published = self.published(place);
        self.add(if published { Severity::Note } else { Severity::Error }, place, code, reason.into());
        !published
    }

    /// Whether a file is published by somebody else.
    pub(super) fn published(&self, place: Place) -> bool {
        self.files.get(place.file as usize).is_some_and(|f| f.1)
    }

    fn add(&mut self, severity: Severity, place: Place, code: Code, reason: String) {
        let count = self.counts.entry((severity, code)).or_default();
        *count += 1;
        if *count <= KEPT {
            let plain = |c: char| if c.is_control() { ' ' } else { c };
            let reason = reason.chars().take(REASON).map(plain).collect();
            self.kept.push(Finding { severity, place, code, reason });
        }
    }

    /// How many errors there are.
    pub(crate) fn errors(&self) -> u64 {
        self.counts.iter().filter(|((s, _), _)| *s == Severity::Error).map(|(_, n)| n).sum()
    }

    /// How many notes there are.
    pub(crate) fn notes(&self) -> u64 {
        self.counts.values().sum::<u64>() - self.errors()
    }

    /// `file:line`, the line of a place as people's editors take it.
    pub(super) fn at(&self, place: Place) -> String {
        let file = self.files.get(place.file as usize).map_or_else(String::new, |f| f.0.display().to_string());
        if place.line == 0 { file } else { format!("{file}:{}", place.line) }
    }

    /// The first errors, one a line, and how many there are of each code.
    pub(crate) fn short(&self) -> String {
        let mut out = String::new();
        for f in self.sorted().into_iter().filter(|f| f.severity == Severity::Error).take(PRINTED) {
            let _ = writeln!(out, "{}: {}: {}", self.at(f.place), f.code.name(), f.reason);
        }
        for ((severity, code), n) in &self.counts {
            let _ = writeln!(out, "{n:>8} {:<5} {}: {}", severity.name(), code.name(), code.meaning());
        }
        out
    }

    /// The whole report as CSV: severity, file, line, code, reason. Of each code the first 500, then a line with the number of the others.
    pub(crate) fn csv(&self) -> String {
        let mut out = csv::Writer::from_writer(Vec::new());
        let mut put = |row: [&str; 5]| out.write_record(row).is_ok();
        put(["severity", "file", "line", "code", "reason"]);
        for f in self.sorted() {
            let file = self.at(Place { line: 0, ..f.place });
            let line = if f.place.line == 0 { String::new() } else { f.place.line.to_string() };
            put([f.severity.name(), &file, &line, f.code.name(), &f.reason]);
        }
        for ((severity, code), n) in self.counts.iter().filter(|c| *c.1 > KEPT) {
            put([severity.name(), "", "", code.name(), &format!("and {} more", n - KEPT)]);
        }
        out.into_inner().ok().and_then(|b| String::from_utf8(b).ok()).unwrap_or_default()
    }

    fn sorted(&self) -> Vec<&Finding> {
        let mut all: Vec<&Finding> = self.kept.iter().collect();
        all.sort_by_key(|f| (f.severity, f.place, f.code));
        all
    }
}

#[cfg(test)]
impl Report {
    /// `code line reason` of every error.
    pub(super) fn list(&self, severity: Severity) -> Vec<String> {
        let wanted = self.sorted().into_iter().filter(|f| f.severity == severity);
        wanted.map(|f| format!("{} {} {}", f.code.name(), self.at(f.place), f.reason)).collect()
    }
}
