//! Folders that tests write, and what they are read as.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

use skillkeep::taxonomy::{PackSource, RoleSource, SkillSource, Taxonomy, compile};

use super::command::{Kind, read};
use super::report::{Report, Severity};

static NEXT: AtomicU32 = AtomicU32::new(0);

/// A new folder; it goes when it is dropped.
pub(super) struct Folder(pub(super) PathBuf);

impl Folder {
    pub(super) fn new(files: &[(&str, &str)]) -> Folder {
        Folder::named("source", files)
    }

    pub(super) fn named(name: &str, files: &[(&str, &str)]) -> Folder {
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let dir = std::env::temp_dir().join(format!("skillkeep-pack-{}-{number}", std::process::id())).join(name);
        std::fs::create_dir_all(&dir).unwrap();
        let folder = Folder(dir);
        for (file, text) in files {
            folder.put(file, text.as_bytes());
        }
        folder
    }

    pub(super) fn put(&self, file: &str, bytes: &[u8]) {
        std::fs::write(self.0.join(file), bytes).unwrap();
    }

    pub(super) fn path(&self) -> &Path {
        &self.0
    }

    pub(super) fn file(&self, name: &str) -> String {
        self.0.join(name).display().to_string()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        if let Some(dir) = self.0.parent() {
            let _ = std::fs::remove_dir_all(dir);
        }
    }
}

/// What came of some sources.
pub(super) struct Made {
    pub(super) source: PackSource,
    pub(super) report: Report,
}

pub(super) fn made(sources: &[(Kind, &Folder)]) -> Made {
    let sources: Vec<(Kind, &Path)> = sources.iter().map(|(k, f)| (*k, f.path())).collect();
    let (source, report) = read(&sources);
    Made { source, report }
}

impl Made {
    pub(super) fn errors(&self) -> Vec<String> {
        self.report.list(Severity::Error)
    }

    pub(super) fn notes(&self) -> Vec<String> {
        self.report.list(Severity::Note)
    }

    /// Every text is the beginning of the error at its place (`code file:line reason`, the folder left out), and there is no other.
    pub(super) fn assert_errors(&self, wanted: &[&str]) {
        let short = |e: &String| {
            let (code, rest) = e.split_once(' ').unwrap();
            format!("{code} {}", rest.split_once("/source/").map_or(rest, |r| r.1))
        };
        let found: Vec<String> = self.errors().iter().map(short).collect();
        let same = found.len() == wanted.len() && found.iter().zip(wanted).all(|(f, w)| f.starts_with(w));
        assert!(same, "{found:#?}\nwanted {wanted:#?}");
    }

    pub(super) fn skill(&self, label: &str) -> &SkillSource {
        let found: Vec<_> = self.source.skills.iter().filter(|s| s.label == label).collect();
        assert_eq!(found.len(), 1, "{label}");
        found[0]
    }

    pub(super) fn role(&self, label: &str) -> &RoleSource {
        self.source.roles.iter().find(|r| r.label == label).unwrap_or_else(|| panic!("no role {label}"))
    }

    pub(super) fn open(&self) -> Taxonomy {
        Taxonomy::open(&compile(&self.source).unwrap()).unwrap()
    }
}
