//! Reads a log line by line.
//!
//! One signal per commit: its identity is the commit's hash, so a longer log of the same repository adds only what is new. Who
//! reads the profile sees them grouped; that is not this file's business. A log has no end mark, so one that was cut off after a
//! line is a shorter log.

use super::tools;
use crate::clock::Millis;
use crate::map::Map;
use crate::signal::lines::Lines;
use crate::signal::{
    Actor, ImportConfig, ImportError, Importer, Kind, Place, Refusal, Signal, Sink, Source, key, when, words,
};

/// Names of skills per commit at most.
const SKILLS: usize = 6;
/// Bytes of message kept for linking.
const MESSAGE: usize = 2000;
/// Co-authors of one commit at most.
const AUTHORS: usize = 16;

/// The importer of git logs.
#[derive(Debug)]
pub(crate) struct GitLogImporter {
    lines: Lines,
    reader: Reader,
    failed: Option<ImportError>,
}

impl GitLogImporter {
    pub(crate) fn new(config: &ImportConfig) -> GitLogImporter {
        GitLogImporter {
            lines: Lines::default(),
            reader: Reader {
                context: words::file_stem(&config.name),
                now: config.now,
                commit: None,
                part: Part::Header,
                seen: false,
            },
            failed: None,
        }
    }
}

impl Importer for GitLogImporter {
    fn push(&mut self, bytes: &[u8], sink: &mut dyn Sink) -> Result<(), ImportError> {
        if let Some(error) = &self.failed {
            return Err(error.clone());
        }
        let reader = &mut self.reader;
        let result = self.lines.push(bytes, &mut |line, number| {
            reader.line(line, number, sink);
            Ok(())
        });
        if let Err(error) = &result {
            self.failed = Some(error.clone());
        }
        result
    }

    fn finish(&mut self, sink: &mut dyn Sink) -> Result<(), ImportError> {
        if let Some(error) = self.failed.take() {
            return Err(error);
        }
        let reader = &mut self.reader;
        self.lines.finish(&mut |line, number| {
            reader.line(line, number, sink);
            Ok(())
        })?;
        reader.flush(sink);
        if reader.seen { Ok(()) } else { Err(ImportError::Empty) }
    }
}

/// Where in a commit a line stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Header,
    /// After the blank line that ends the header: the message, then the files.
    Body,
}

#[derive(Debug)]
struct Commit {
    hash: String,
    line: u64,
    authors: Vec<Actor>,
    at: Option<Millis>,
    /// What stood where a date should.
    date: String,
    merge: bool,
    subject: String,
    message: String,
    /// Lines changed by skill name.
    skills: Map<&'static str, u64>,
}

#[derive(Debug)]
struct Reader {
    context: String,
    now: Millis,
    commit: Option<Commit>,
    part: Part,
    /// At least one line that is not blank.
    seen: bool,
}

impl Reader {
    fn line(&mut self, line: &str, number: u64, sink: &mut dyn Sink) {
        self.seen |= !line.trim().is_empty();
        if let Some(hash) = commit_hash(line) {
            self.flush(sink);
            self.part = Part::Header;
            self.commit = Some(Commit {
                hash: hash.to_ascii_lowercase(),
                line: number,
                authors: Vec::new(),
                at: None,
                date: String::new(),
                merge: false,
                subject: String::new(),
                message: String::new(),
                skills: Map::new(),
            });
            return;
        }
        let Some(commit) = &mut self.commit else {
            if !line.trim().is_empty() {
                sink.refuse(refusal("git_log.before_first_commit", number, line));
            }
            return;
        };
        let code = match self.part {
            Part::Header if line.is_empty() => {
                self.part = Part::Body;
                None
            }
            Part::Header => commit.header(line).err(),
            Part::Body => commit.body(line).err(),
        };
        if let Some(code) = code {
            sink.refuse(refusal(code, number, line));
        }
    }

    fn flush(&mut self, sink: &mut dyn Sink) {
        let Some(commit) = self.commit.take() else { return };
        let Some(author) = commit.authors.first() else {
            return sink.refuse(refusal("git_log.no_author", commit.line, &commit.hash));
        };
        let Some(at) = commit.at else {
            let code = if commit.date.is_empty() { "git_log.no_date" } else { "git_log.date" };
            return sink.refuse(refusal(code, commit.line, &commit.date));
        };
        if commit.merge {
            return sink.ignore(author, "git_log.merge");
        }
        if at.0 > self.now.0.saturating_add(2 * crate::clock::DAY_MS) {
            return sink.ignore(author, "git_log.in_the_future");
        }
        let mut skills: Vec<(&'static str, u64)> = commit.skills.iter().map(|(name, lines)| (*name, *lines)).collect();
        crate::order::sort_by(&mut skills, |a, b| b.1.cmp(&a.1).then(a.0.cmp(b.0)));
        let skills: Vec<String> = skills.into_iter().take(SKILLS).map(|(name, _)| name.to_owned()).collect();
        let title = if commit.subject.is_empty() {
            commit.hash.chars().take(12).collect()
        } else {
            words::cut(&commit.subject, 160)
        };
        // Twelve digits tell commits apart and are the same in a log with short hashes of that length.
        let own = key::of("git_log", &[commit.hash.get(..12).unwrap_or(&commit.hash)]);
        for author in &commit.authors {
            let signal = Signal {
                key: own,
                source: Source::GitLog,
                kind: Kind::Commit,
                at,
                title: title.clone(),
                context: self.context.clone(),
                text: commit.message.clone(),
                skills: skills.clone(),
                object: None,
                outcome: None,
                level: None,
                amount: 1.0,
                expires: None,
                progress: None,
            };
            sink.signal(author, signal);
        }
    }
}

impl Commit {
    fn header(&mut self, line: &str) -> Result<(), &'static str> {
        let (name, value) = line.split_once(':').ok_or("git_log.line")?;
        let value = value.trim();
        match name {
            "Author" => self.author(value).then_some(()).ok_or("git_log.author"),
            "Date" | "AuthorDate" => {
                self.at = when::git(value);
                self.date = words::cut(value, 40);
                Ok(())
            }
            "Merge" => {
                self.merge = true;
                Ok(())
            }
            "Commit" | "CommitDate" | "gpg" | "Primary key fingerprint" | "Reflog" | "Reflog message" | "Signature" => {
                Ok(())
            }
            _ => Err("git_log.line"),
        }
    }

    /// Adds `Name <mail>`; false where it is not of that form.
    fn author(&mut self, text: &str) -> bool {
        let Some((name, mail)) =
            text.rsplit_once('<').and_then(|(n, m)| Some((n.trim(), m.trim().strip_suffix('>')?.trim())))
        else {
            return false;
        };
        let key = if mail.is_empty() {
            format!("account:git|{}", crate::lower::text(name))
        } else {
            format!("mailto:{}", crate::lower::text(mail))
        };
        if key.len() > 400 || (mail.is_empty() && name.is_empty()) {
            return false;
        }
        let name = words::cut(if name.is_empty() { mail } else { name }, 80);
        if self.authors.len() < AUTHORS && !self.authors.iter().any(|a| a.key == key) {
            self.authors.push(Actor { key, name });
        }
        true
    }

    fn body(&mut self, line: &str) -> Result<(), &'static str> {
        if line.trim().is_empty() || line == "---" {
            return Ok(());
        }
        if let Some(text) = line.strip_prefix("    ") {
            self.message_line(text.trim());
            return Ok(());
        }
        if let Some((added, rest)) = line.split_once('\t') {
            let (removed, path) = rest.split_once('\t').ok_or("git_log.line")?;
            let lines = count(added).zip(count(removed)).ok_or("git_log.line")?;
            self.file(path, lines.0.saturating_add(lines.1));
            return Ok(());
        }
        let trimmed = line.trim_start();
        if line.starts_with(' ') {
            if let Some((path, change)) = trimmed.rsplit_once(" | ") {
                let first = change.split_ascii_whitespace().next().unwrap_or("");
                self.file(path.trim_end(), first.parse().unwrap_or(0));
                return Ok(());
            }
            // The total of --stat and the lines of --summary.
            let words = ["create mode", "delete mode", "rename ", "copy ", "mode change", "rewrite "];
            if trimmed.contains(" changed") || words.iter().any(|w| trimmed.starts_with(w)) {
                return Ok(());
            }
        }
        if line.starts_with("Notes") && line.ends_with(':') {
            return Ok(());
        }
        Err("git_log.line")
    }

    fn message_line(&mut self, text: &str) {
        let trailer = text.split_once(':').filter(|(name, _)| name.eq_ignore_ascii_case("co-authored-by"));
        if let Some((_, person)) = trailer {
            // A trailer that names nobody is only a line of the message.
            self.author(person.trim());
            return;
        }
        if self.subject.is_empty() {
            self.subject = words::cut(text, 400);
        }
        let is_trailer = text.split_once(": ").is_some_and(|(name, _)| name.ends_with("-by") || name == "Change-Id");
        if !is_trailer && self.message.len() + text.len() < MESSAGE {
            if !self.message.is_empty() {
                self.message.push('\n');
            }
            self.message.push_str(text);
        } else if self.message.is_empty() {
            self.message.push_str(&words::cut(text, 400));
        }
    }

    fn file(&mut self, path: &str, lines: u64) {
        // A renamed file counts by its new name: `a/{old => new}/b.rs`, `old.rs => new.rs`.
        let path = path.rsplit(" => ").next().unwrap_or(path).trim_matches('"');
        for name in tools::detect(&path.replace('}', "")).into_iter().flatten() {
            let total = self.skills.entry(name).or_insert(0);
            *total = total.saturating_add(lines.max(1));
        }
    }
}

/// The hash of a line that begins a commit.
fn commit_hash(line: &str) -> Option<&str> {
    let rest = line.strip_prefix("commit ")?;
    let hash = rest.split([' ', '\t']).next()?;
    ((7..=64).contains(&hash.len()) && hash.bytes().all(|b| b.is_ascii_hexdigit())).then_some(hash)
}

/// A number of lines; `-` for a binary file.
fn count(text: &str) -> Option<u64> {
    if text == "-" { Some(0) } else { text.parse().ok() }
}

fn refusal(code: &'static str, line: u64, found: &str) -> Refusal {
    Refusal { code, place: Place::Line(line), detail: words::cut(found, 80) }
}
