//! A table whose columns are asked for by name and whose bad rows are reported and passed over.

use std::io::Read;
use std::path::{Path, PathBuf};

use csv::{ByteRecord, Reader, ReaderBuilder, StringRecord, Trim};

use super::code::Code;
use super::decode::{self, Found, Text};
use super::guard::Guard;
use super::report::{Place, Report};

/// How the cells of a file are told apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// Commas (or semicolons, or tabs: the header tells) and quotes.
    Csv,
    /// Tabs, and a quote is a character like any other.
    Tabs,
}

/// An opened table.
pub(super) struct Sheet {
    place: Place,
    header: Vec<String>,
    reader: Reader<Guard<Text>>,
    row: ByteRecord,
    ended: bool,
    /// Rows that were good.
    pub(super) rows: u64,
}

impl Sheet {
    /// Opens a table; what stands against it is reported, and then there is none.
    pub(super) fn open(report: &mut Report, path: &Path, form: Form, published: bool) -> Option<Sheet> {
        let place = report.file(path, published);
        let (found, mut text) = match decode::open(path) {
            Ok(opened) => opened,
            Err(e) => {
                report.error(place, Code::FileMissing, e.to_string());
                return None;
            }
        };
        match found {
            Found::Empty => {
                report.error(place, Code::FileEmpty, "the file has no bytes");
                return None;
            }
            Found::Binary(line) => {
                let place = Place { line: line.try_into().unwrap_or(u32::MAX), ..place };
                report.error(place, Code::Encoding, "this is neither UTF-8 nor UTF-16 with its mark nor Windows-1252");
                return None;
            }
            Found::Windows1252 => report.note(place, Code::Windows1252, "it was read as Windows-1252"),
            Found::Utf8 | Found::Utf16 => {}
        }
        let (delimiter, head) = match form {
            Form::Tabs => (b'\t', Vec::new()),
            Form::Csv => delimiter(&mut text),
        };
        let quoted = form == Form::Csv;
        let guard = Guard::new(head, text, quoted.then_some(delimiter));
        let mut reader = ReaderBuilder::new()
            .delimiter(delimiter)
            .quoting(quoted)
            .flexible(true)
            .has_headers(false)
            .trim(Trim::All)
            .from_reader(guard);
        let mut row = ByteRecord::new();
        let mut header: Vec<String> = Vec::new();
        if reader.read_byte_record(&mut row).unwrap_or(false) {
            reader.get_mut().start();
            header = row.iter().map(|c| String::from_utf8_lossy(c).to_lowercase()).collect();
        }
        let first = Place { line: 1, ..place };
        for (i, name) in header.iter().enumerate() {
            if !name.is_empty() && header.iter().take(i).any(|n| n == name) {
                report.note(first, Code::ColumnTwice, format!("the column `{name}` is there twice; the first counts"));
            }
        }
        Some(Sheet { place, header, reader, row, ended: false, rows: 0 })
    }

    /// Where a column is, whatever the case of its name. A missing one is reported.
    pub(super) fn column(&self, report: &mut Report, column: &str) -> Option<usize> {
        let at = self.optional(column);
        if at.is_none() {
            let place = Place { line: 1, ..self.place };
            report.error(place, Code::ColumnMissing, format!("there is no column `{column}`"));
        }
        at
    }

    /// Where all of some columns are; every missing one is reported.
    pub(super) fn columns<const N: usize>(&self, report: &mut Report, names: [&str; N]) -> Option<[usize; N]> {
        let found = names.map(|n| self.column(report, n));
        found.iter().all(Option::is_some).then(|| found.map(Option::unwrap_or_default))
    }

    /// Where a column is, if it is there.
    pub(super) fn optional(&self, column: &str) -> Option<usize> {
        self.header.iter().position(|h| h.eq_ignore_ascii_case(column))
    }

    /// The columns, lower case.
    pub(super) fn header(&self) -> &[String] {
        &self.header
    }

    /// The file as a whole.
    pub(super) fn place(&self) -> Place {
        self.place
    }

    /// The next good row and where it begins.
    pub(super) fn next(&mut self, report: &mut Report) -> Option<(Place, StringRecord)> {
        while !self.ended {
            let read = self.reader.read_byte_record(&mut self.row);
            let line = self.reader.get_mut().start().unwrap_or_default();
            let place = Place { line: line.try_into().unwrap_or(u32::MAX), ..self.place };
            if self.reader.get_ref().cut() {
                self.ended = true;
                report.error(place, Code::RowSize, "the row goes on for more than 1 MiB; is a quote open?");
                return None;
            }
            match read {
                Ok(true) => {}
                Ok(false) => self.ended = true,
                Err(e) => {
                    self.ended = true;
                    report.error(place, Code::RowSyntax, e.to_string());
                }
            }
            if self.ended {
                break;
            }
            if self.row.iter().all(<[u8]>::is_empty) {
                continue;
            }
            let (cells, wanted) = (self.row.len(), self.header.len());
            if cells < wanted {
                report.error(place, Code::RowShort, format!("{cells} cells where the header has {wanted}"));
                continue;
            }
            if self.row.iter().skip(wanted).any(|c| !c.is_empty()) {
                report.error(place, Code::RowLong, format!("{cells} cells where the header has {wanted}"));
                continue;
            }
            self.row.truncate(wanted);
            match StringRecord::from_byte_record(self.row.clone()) {
                Ok(row) => {
                    self.rows += 1;
                    return Some((place, row));
                }
                Err(_) => report.error(place, Code::Encoding, "the row has bytes that are not UTF-8"),
            }
        }
        None
    }
}

/// What separates the cells of the first line, and the bytes that were read to find out.
fn delimiter(text: &mut Text) -> (u8, Vec<u8>) {
    let mut head = Vec::new();
    let _ = text.take(4096).read_to_end(&mut head);
    let line = head.split(|b| *b == b'\n').next().unwrap_or_default();
    let count = |d: u8| line.iter().filter(|b| **b == d).count();
    let best = if count(b',') > 0 {
        b','
    } else if count(b';') > 0 {
        b';'
    } else if count(b'\t') > 0 {
        b'\t'
    } else {
        b','
    };
    (best, head)
}

/// The parts of a cell that holds a list.
pub(super) fn parts(cell: &str, between: char) -> impl Iterator<Item = &str> {
    cell.split(between).map(str::trim).filter(|p| !p.is_empty())
}

/// `NAME.csv` and `NAME_xx.csv` with their languages (empty where the name has none), English first.
pub(super) fn languages(dir: &Path, name: &str) -> Vec<(String, PathBuf)> {
    let mut found = Vec::new();
    for path in files(dir) {
        let file = path.file_name().and_then(|f| f.to_str()).map(str::to_lowercase);
        let stem = file.as_deref().and_then(|f| f.strip_suffix(".csv"));
        let rest = stem.and_then(|s| s.strip_prefix(&name.to_lowercase()));
        let tag = |r: &str| r.len() == 3 && r.starts_with('_') && r.bytes().skip(1).all(|b| b.is_ascii_lowercase());
        if let Some(rest) = rest.filter(|r| r.is_empty() || tag(r)) {
            found.push((rest.trim_start_matches('_').to_owned(), path));
        }
    }
    found.sort_by_key(|(language, path)| (language != "en", language.clone(), path.clone()));
    found
}

/// The files of a folder, by name; none where it is no folder.
pub(super) fn files(dir: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(dir).into_iter().flatten().flatten();
    let mut all: Vec<PathBuf> = entries.map(|e| e.path()).filter(|p| p.is_file()).collect();
    all.sort();
    all
}
