//! Cuts a stream of CSV where its records end; the `csv` crate reads what is cut.

use csv::{ByteRecord, ReaderBuilder};

use crate::signal::json::RECORD_LIMIT;
use crate::signal::{ImportError, Place};

/// Where in a field the cutter stands. It follows the same rules as the `csv` crate: a quote opens at a field's start only.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Start,
    Plain,
    Quoted,
    QuoteInQuoted,
}

/// Records of CSV out of pieces of any size.
#[derive(Debug)]
pub(crate) struct CsvRows {
    buffer: Vec<u8>,
    /// Bytes of the buffer that were looked at.
    looked: usize,
    state: State,
    /// Decided by the first line.
    delimiter: Option<u8>,
    /// Lines before the buffer's first byte.
    lines: u64,
    first: bool,
}

impl CsvRows {
    pub(crate) fn new() -> CsvRows {
        CsvRows { buffer: Vec::new(), looked: 0, state: State::Start, delimiter: None, lines: 0, first: true }
    }

    /// The next bytes; `each` gets every record that they end, with the line of its beginning.
    ///
    /// # Errors
    /// A record that is no UTF-8 or too large, or what `each` answers.
    pub(crate) fn push(
        &mut self,
        bytes: &[u8],
        each: &mut dyn FnMut(&[&str], u64) -> Result<(), ImportError>,
    ) -> Result<(), ImportError> {
        self.buffer.extend_from_slice(bytes);
        self.head();
        let Some(delimiter) = self.delimiter else { return self.check_size(0) };
        let mut end = 0; // after the last record that has ended
        for (i, byte) in self.buffer.iter().enumerate().skip(self.looked) {
            self.state = match (self.state, *byte) {
                (State::Quoted, b'"') => State::QuoteInQuoted,
                (State::Quoted, _) => State::Quoted,
                (State::QuoteInQuoted, b'"') => State::Quoted,
                (State::Start, b'"') => State::Quoted,
                (_, b) if b == delimiter || b == b'\r' => State::Start,
                (_, b'\n') => {
                    if i + 1 - end > RECORD_LIMIT {
                        break;
                    }
                    end = i + 1;
                    State::Start
                }
                _ => State::Plain,
            };
        }
        self.looked = self.buffer.len();
        let rest = self.buffer.split_off(end);
        let block = std::mem::replace(&mut self.buffer, rest);
        self.looked = self.looked.saturating_sub(end);
        self.read(&block, delimiter, each)?;
        self.check_size(0)
    }

    fn check_size(&self, from: usize) -> Result<(), ImportError> {
        if self.buffer.len() - from > RECORD_LIMIT {
            return Err(ImportError::RecordTooLarge(Place::Line(self.lines + 1)));
        }
        Ok(())
    }

    /// Decides on the delimiter when the first line is there: what Excel's `sep=;` says, else the most frequent one.
    fn head(&mut self) {
        if self.delimiter.is_some() {
            return;
        }
        let Some(end) = self.buffer.iter().position(|b| *b == b'\n') else { return };
        self.decide(end + 1);
    }

    fn decide(&mut self, line_end: usize) {
        let mut skip = if self.buffer.starts_with(b"\xEF\xBB\xBF") { 3 } else { 0 };
        let line = self.buffer.get(skip..line_end).unwrap_or(&[]);
        if let [b's' | b'S', b'e' | b'E', b'p' | b'P', b'=', delimiter, rest @ ..] = line
            && rest.iter().all(|b| matches!(b, b'\r' | b'\n'))
        {
            self.delimiter = Some(*delimiter).filter(|d| matches!(d, b',' | b';' | b'\t' | b'|')).or(Some(b','));
            skip = line_end;
            self.lines += 1;
        } else {
            self.delimiter = Some(frequent_delimiter(line));
        }
        self.buffer.drain(..skip.min(self.buffer.len()));
        self.looked = 0;
    }

    fn read(
        &mut self,
        block: &[u8],
        delimiter: u8,
        each: &mut dyn FnMut(&[&str], u64) -> Result<(), ImportError>,
    ) -> Result<(), ImportError> {
        if block.is_empty() {
            return Ok(());
        }
        let mut reader = ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .delimiter(delimiter)
            .buffer_capacity(block.len().min(1 << 16))
            .from_reader(block);
        let mut record = ByteRecord::new();
        let mut counted = 0; // bytes of the block whose line ends are in `line`
        let mut line = self.lines + 1;
        loop {
            let more = reader.read_byte_record(&mut record);
            // The reader's own position may lie before the blank lines that it skipped, and its line count with it.
            let from = record.position().and_then(|p| usize::try_from(p.byte()).ok()).unwrap_or(counted).max(counted);
            let blank = block.iter().skip(from).take_while(|b| matches!(b, b'\r' | b'\n')).count();
            line += block.iter().take(from + blank).skip(counted).filter(|b| **b == b'\n').count() as u64;
            counted = from + blank;
            match more {
                Ok(false) => break,
                Ok(true) => {}
                Err(e) => {
                    let detail = crate::signal::words::cut(&e.to_string(), 80);
                    return Err(ImportError::Syntax { format: "CSV", place: Place::Line(line), detail });
                }
            }
            let cells: Option<Vec<&str>> =
                record.iter().map(|c| std::str::from_utf8(c).ok().filter(|t| !t.contains('\0'))).collect();
            let cells = cells.ok_or(ImportError::Encoding(Place::Line(line)))?;
            each(&cells, line)?;
            self.first = false;
        }
        self.lines += block.iter().filter(|b| **b == b'\n').count() as u64;
        Ok(())
    }

    /// The stream has ended; a last record without a line end counts.
    ///
    /// # Errors
    /// Inside quotes, or nothing at all; else as `push`.
    pub(crate) fn finish(
        &mut self,
        each: &mut dyn FnMut(&[&str], u64) -> Result<(), ImportError>,
    ) -> Result<(), ImportError> {
        if self.delimiter.is_none() {
            self.decide(self.buffer.len());
            let whole = std::mem::take(&mut self.buffer);
            self.looked = 0;
            self.push(&whole, each)?;
        }
        if self.state == State::Quoted {
            return Err(ImportError::Truncated(Place::Line(self.lines + 1)));
        }
        let block = std::mem::take(&mut self.buffer);
        self.read(&block, self.delimiter.unwrap_or(b','), each)?;
        if self.first { Err(ImportError::Empty) } else { Ok(()) }
    }
}

/// The most frequent of tab, semicolon and comma outside quotes.
fn frequent_delimiter(line: &[u8]) -> u8 {
    let mut counts = [(0usize, b'\t'), (0, b';'), (0, b',')];
    let mut quoted = false;
    for byte in line {
        if *byte == b'"' {
            quoted = !quoted;
        }
        for (count, delimiter) in &mut counts {
            if !quoted && byte == delimiter {
                *count += 1;
            }
        }
    }
    counts.iter().max_by_key(|(count, _)| *count).filter(|(count, _)| *count > 0).map_or(b',', |(_, d)| *d)
}

/// Whether the first lines look like a table: the same delimiter, as often, in the header and the next line.
pub(crate) fn looks_like_csv(head: &str) -> bool {
    let mut lines = head.lines().filter(|l| !l.trim().is_empty());
    let Some(first) = lines.next() else { return false };
    if first.to_ascii_lowercase().starts_with("sep=") {
        return true;
    }
    let delimiter = frequent_delimiter(first.as_bytes());
    let count = |line: &str| {
        let mut quoted = false;
        line.bytes()
            .filter(|b| {
                quoted ^= *b == b'"';
                !quoted && *b == delimiter
            })
            .count()
    };
    let expected = count(first);
    let fields_are_short =
        first.split(char::from(delimiter)).all(|f| f.trim().chars().count() <= 40 && !f.trim().is_empty());
    let next = lines.next();
    expected >= 1 && fields_are_short && next.is_some_and(|l| l.contains('"') || count(l) == expected)
}
