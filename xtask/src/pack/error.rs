//! Why a taxonomy could not be read.

use std::fs::File;
use std::path::{Path, PathBuf};

use csv::{Reader, ReaderBuilder, StringRecord, Trim};

/// Why a taxonomy could not be read; it says in which file, and at which line where it knows.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub(crate) enum PackReadError {
    /// The file is not there or cannot be read.
    #[error("{}: {source}", path.display())]
    Open {
        /// The file or folder.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// The file is not the CSV it should be.
    #[error("{}: {source}", path.display())]
    Csv {
        /// The file.
        path: PathBuf,
        /// What is wrong, with the line.
        source: csv::Error,
    },
    /// A column is missing.
    #[error("{}: there is no column `{column}`", path.display())]
    Column {
        /// The file.
        path: PathBuf,
        /// The column's name.
        column: &'static str,
    },
    /// A row says something that cannot be.
    #[error("{}:{line}: {reason}", path.display())]
    Row {
        /// The file.
        path: PathBuf,
        /// The line the row begins at, from 1.
        line: u64,
        /// What is wrong.
        reason: String,
    },
}

/// A CSV file whose columns are asked for by name.
pub(super) struct Sheet {
    path: PathBuf,
    header: StringRecord,
    reader: Reader<File>,
}

impl Sheet {
    pub(super) fn open(path: PathBuf) -> Result<Sheet, PackReadError> {
        let file = File::open(&path).map_err(|source| PackReadError::Open { path: path.clone(), source })?;
        let mut reader = ReaderBuilder::new().trim(Trim::All).from_reader(file);
        let header = match reader.headers() {
            Ok(h) => h.iter().map(|c| c.trim_start_matches('\u{feff}')).collect(),
            Err(source) => return Err(PackReadError::Csv { path, source }),
        };
        Ok(Sheet { path, header, reader })
    }

    /// Where a column is, or an error.
    pub(super) fn column(&self, column: &'static str) -> Result<usize, PackReadError> {
        self.optional(column).ok_or_else(|| PackReadError::Column { path: self.path.clone(), column })
    }

    /// Where a column is, if it is there.
    pub(super) fn optional(&self, column: &str) -> Option<usize> {
        self.header.iter().position(|h| h == column)
    }

    /// The next row and the line it begins at.
    pub(super) fn next(&mut self) -> Result<Option<(u64, StringRecord)>, PackReadError> {
        let mut row = StringRecord::new();
        match self.reader.read_record(&mut row) {
            Ok(true) => Ok(Some((row.position().map_or(0, csv::Position::line), row))),
            Ok(false) => Ok(None),
            Err(source) => Err(PackReadError::Csv { path: self.path.clone(), source }),
        }
    }

    pub(super) fn wrong(&self, line: u64, reason: impl Into<String>) -> PackReadError {
        PackReadError::Row { path: self.path.clone(), line, reason: reason.into() }
    }
}

/// The parts of a cell that holds a list.
pub(super) fn parts(cell: &str, between: char) -> impl Iterator<Item = &str> {
    cell.split(between).map(str::trim).filter(|p| !p.is_empty())
}

/// Reads a small text file, or nothing where there is none.
pub(super) fn read_if_there(path: &Path) -> Result<Option<String>, PackReadError> {
    match std::fs::read_to_string(path) {
        Ok(text) => Ok(Some(text)),
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(source) => Err(PackReadError::Open { path: path.to_owned(), source }),
    }
}
