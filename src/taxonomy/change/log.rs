//! The published change log: JSON for programs, Markdown for people.

use std::fmt::Write;

use super::super::PackSource;
use super::{ChangeEntry, ChangeKind, ChangeLog};

impl ChangeLog {
    /// The log as it is kept: indented, one newline at the end.
    pub fn write(&self) -> String {
        let mut out = serde_json::to_string_pretty(&ChangeLog { format: 1, ..self.clone() }).unwrap_or_default();
        out.push('\n');
        out
    }

    /// Newest version first, then by kind.
    pub fn markdown(&self) -> String {
        let mut out = String::from("# What changed\n");
        let mut versions: Vec<(&str, &str)> = Vec::new();
        for e in self.entries.iter().rev() {
            if !versions.contains(&(e.version.as_str(), e.day.as_str())) {
                versions.push((&e.version, &e.day));
            }
        }
        for (version, day) in versions {
            // Writing to a String does not fail.
            let _ = write!(out, "\n## {version}, {day}\n");
            for kind in ChangeKind::ALL {
                let here: Vec<&ChangeEntry> =
                    self.entries.iter().filter(|e| e.version == version && e.day == day && e.kind == kind).collect();
                if !here.is_empty() {
                    let _ = write!(out, "\n### {} ({})\n\n", heading(kind), here.len());
                    here.iter().for_each(|e| line(&mut out, e));
                }
            }
        }
        out
    }

    /// The log with the entries of a later release behind its own; what is there already is not repeated.
    pub fn followed_by(mut self, later: &ChangeLog) -> ChangeLog {
        let new: Vec<ChangeEntry> = later.entries.iter().filter(|e| !self.entries.contains(e)).cloned().collect();
        self.entries.extend(new);
        self
    }
}

fn heading(kind: ChangeKind) -> &'static str {
    match kind {
        ChangeKind::Introduce => "New",
        ChangeKind::Merge => "Merged",
        ChangeKind::Split => "Split",
        ChangeKind::Rename => "Renamed",
        ChangeKind::Sunset => "No longer used",
    }
}

fn line(out: &mut String, e: &ChangeEntry) {
    let into = e.into_labels.iter().map(|l| plain(l)).collect::<Vec<_>>().join(", ");
    let arrow = if into.is_empty() { String::new() } else { format!(" → {into}") };
    let reason = if e.reason.is_empty() { String::new() } else { format!(". {}", plain(&e.reason)) };
    let _ = writeln!(out, "- {}{arrow} (`{}`){reason}", plain(&e.label), e.subject.replace('`', "'"));
}

/// Text without what Markdown would take as its own.
fn plain(text: &str) -> String {
    let one_line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    one_line.chars().flat_map(|c| if "\\`*_[]<>#|".contains(c) { vec!['\\', c] } else { vec![c] }).collect()
}

/// Gives every skill its part of a log, after what it has; for tables, which keep the log beside them.
pub fn attach(source: &mut PackSource, log: &ChangeLog) {
    for s in &mut source.skills {
        s.history.extend(log.entries.iter().filter(|e| e.subject == s.id).cloned());
    }
}
