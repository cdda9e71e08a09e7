//! Cuts a stream of text into lines without holding more than one of them.

use super::json::RECORD_LIMIT;
use super::{ImportError, Place};

/// Lines out of pieces of any size; CR LF and LF end a line, a BOM at the start is skipped.
#[derive(Debug, Default)]
pub(crate) struct Lines {
    buffer: Vec<u8>,
    line: u64,
}

impl Lines {
    /// The next bytes; `each` gets every line that they end, with its number from 1.
    ///
    /// # Errors
    /// A line that is no UTF-8 or larger than a record may be, or what `each` answers.
    pub(crate) fn push(
        &mut self,
        bytes: &[u8],
        each: &mut dyn FnMut(&str, u64) -> Result<(), ImportError>,
    ) -> Result<(), ImportError> {
        let mut rest = bytes;
        while let Some(end) = rest.iter().position(|b| *b == b'\n') {
            let (line, after) = rest.split_at(end);
            rest = after.get(1..).unwrap_or(&[]);
            if self.buffer.is_empty() {
                self.emit(line, each)?;
            } else {
                self.buffer.extend_from_slice(line);
                let whole = std::mem::take(&mut self.buffer);
                self.emit(&whole, each)?;
            }
        }
        self.buffer.extend_from_slice(rest);
        if self.buffer.len() > RECORD_LIMIT {
            Err(ImportError::RecordTooLarge(Place::Line(self.line + 1)))
        } else {
            Ok(())
        }
    }

    fn emit(
        &mut self,
        line: &[u8],
        each: &mut dyn FnMut(&str, u64) -> Result<(), ImportError>,
    ) -> Result<(), ImportError> {
        self.line += 1;
        let place = Place::Line(self.line);
        if line.len() > RECORD_LIMIT {
            return Err(ImportError::RecordTooLarge(place));
        }
        let line = if self.line == 1 { line.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(line) } else { line };
        // A NUL is UTF-16's mark in what should be UTF-8.
        let text = std::str::from_utf8(line).ok().filter(|t| !t.contains('\0')).ok_or(ImportError::Encoding(place))?;
        each(text.strip_suffix('\r').unwrap_or(text), self.line)
    }

    /// The stream has ended; a last line without an end counts. Answers how many lines there were.
    ///
    /// # Errors
    /// As `push`.
    pub(crate) fn finish(
        &mut self,
        each: &mut dyn FnMut(&str, u64) -> Result<(), ImportError>,
    ) -> Result<u64, ImportError> {
        if !self.buffer.is_empty() {
            let whole = std::mem::take(&mut self.buffer);
            self.emit(&whole, each)?;
        }
        Ok(self.line)
    }
}
