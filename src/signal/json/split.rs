//! Cuts a stream of JSON into records without holding more than one of them.
//!
//! Reads an array of records, records one after another (one per line or not), and pages `{"statements": [...], "more": "..."}`,
//! also several of any of these one after another. The cutter follows strings, escapes and brackets only; what stands inside a
//! record is checked by whoever parses it.

use crate::signal::{ImportError, Place};

/// No record may be larger.
pub(crate) const RECORD_LIMIT: usize = 4 * 1024 * 1024;
/// No record may nest deeper: one bit of a `u64` a level.
const DEPTH_LIMIT: u32 = 64;

/// What a record stands in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Container {
    /// Nothing: it stands at the top.
    Top,
    /// An array at the top.
    Array,
    /// The named array of a page.
    Page,
}

/// Where a record stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct RecordAt {
    /// Line of its first byte, from 1.
    pub(crate) line: u64,
    /// Index in its array.
    pub(crate) index: u64,
    /// Which of the values at the top it is or belongs to, from 0.
    pub(crate) value: u64,
    /// What it stands in.
    pub(crate) container: Container,
}

impl RecordAt {
    /// The JSON path of the record, after the line or page that it needs to be found.
    pub(crate) fn path(&self, name: &str) -> String {
        match self.container {
            Container::Top if self.value == 0 => "$".to_owned(),
            Container::Top => format!("line {}: $", self.line),
            Container::Array if self.value == 0 => format!("$[{}]", self.index),
            Container::Array => format!("array {}: $[{}]", self.value + 1, self.index),
            Container::Page if self.value == 0 => format!("$.{name}[{}]", self.index),
            Container::Page => format!("page {}: $.{name}[{}]", self.value + 1, self.index),
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    /// Between the values at the top.
    Top,
    /// In an array, before its first element or its end.
    First,
    /// After a comma.
    Next,
    /// After an element.
    After,
    /// In an object or array that is a record.
    Record,
    /// In a number, a word or a string that stands where a record should.
    Scalar,
    /// In what follows the array of a page.
    Rest,
}

/// Cuts records out of pieces of any size.
#[derive(Debug)]
pub(crate) struct Splitter {
    page_key: &'static str,
    state: State,
    buffer: Vec<u8>,
    /// The BOM's bytes seen so far; 3 and more: it is past.
    head: usize,
    line: u64,
    at: RecordAt,
    depth: u32,
    /// 1 where the level is an object.
    kinds: u64,
    in_string: bool,
    escaped: bool,
    /// At depth 1 of a value at the top: the next string is a key.
    at_key: bool,
    /// Bytes of `page_key` matched by the current key; `usize::MAX` when it is another key.
    matched: usize,
    values: u64,
    records: u64,
}

impl Splitter {
    /// `page_key` names the array of a page; an empty name means that there are no pages.
    pub(crate) fn new(page_key: &'static str) -> Splitter {
        Splitter {
            page_key,
            state: State::Top,
            buffer: Vec::new(),
            head: 0,
            line: 1,
            at: RecordAt { line: 1, index: 0, value: 0, container: Container::Top },
            depth: 0,
            kinds: 0,
            in_string: false,
            escaped: false,
            at_key: false,
            matched: usize::MAX,
            values: 0,
            records: 0,
        }
    }

    /// Where the current record, or the reading, stands.
    fn place(&self) -> Place {
        match self.state {
            State::Record | State::Scalar => Place::Path(self.at.path(self.page_key)),
            _ => Place::Line(self.line),
        }
    }

    fn broken(&self, size: usize, detail: &str) -> ImportError {
        if size > RECORD_LIMIT && matches!(self.state, State::Record | State::Scalar) {
            return ImportError::RecordTooLarge(self.place());
        }
        ImportError::Syntax { format: "JSON", place: Place::Line(self.line), detail: detail.to_owned() }
    }

    /// A byte that no JSON has between its values.
    fn unexpected(&self, byte: u8) -> ImportError {
        if byte >= 0x80 || byte == 0 {
            return ImportError::Encoding(Place::Line(self.line));
        }
        ImportError::Syntax {
            format: "JSON",
            place: Place::Line(self.line),
            detail: format!("{:?} was not expected", char::from(byte)),
        }
    }

    /// Begins a record inside an array, or a value at the top.
    fn begin(&mut self, byte: u8, container: Container) {
        self.at.line = self.line;
        self.at.container = container;
        if container == Container::Top {
            self.at.value = self.values;
            self.at.index = 0;
        }
        self.in_string = byte == b'"';
        self.escaped = false;
        self.at_key = container == Container::Top && !self.page_key.is_empty();
        self.matched = usize::MAX;
        if matches!(byte, b'{' | b'[') {
            self.depth = 1;
            self.kinds = u64::from(byte == b'{');
            self.state = State::Record;
        } else {
            self.state = State::Scalar;
        }
    }

    /// The next bytes; `each` gets every record that they end.
    ///
    /// # Errors
    /// Broken structure, too deep or too large a record, or what `each` answers.
    pub(crate) fn push(
        &mut self,
        bytes: &[u8],
        each: &mut dyn FnMut(&[u8], RecordAt) -> Result<(), ImportError>,
    ) -> Result<(), ImportError> {
        let mut start = 0; // of the current record in `bytes`
        let mut i = 0;
        while let Some(&byte) = bytes.get(i) {
            if self.head < 3 {
                if [0xEF, 0xBB, 0xBF].get(self.head) == Some(&byte) {
                    self.head += 1;
                    i += 1;
                    continue;
                }
                if self.head > 0 {
                    return Err(ImportError::Encoding(Place::Line(1)));
                }
                self.head = 3;
            }
            if byte == b'\n' {
                self.line += 1;
            }
            match self.state {
                State::Top => match byte {
                    b' ' | b'\t' | b'\r' | b'\n' => {}
                    b'[' => {
                        self.at.value = self.values;
                        self.at.index = 0;
                        self.at.container = Container::Array;
                        self.state = State::First;
                    }
                    b'{' => {
                        self.begin(byte, Container::Top);
                        start = i;
                    }
                    _ => return Err(self.unexpected(byte)),
                },
                State::First | State::Next => match byte {
                    b' ' | b'\t' | b'\r' | b'\n' => {}
                    b']' if self.state == State::First => self.end_array(),
                    b'{' | b'[' | b'"' | b'-' | b'0'..=b'9' | b't' | b'f' | b'n' => {
                        self.begin(byte, self.at.container);
                        start = i;
                    }
                    _ => return Err(self.unexpected(byte)),
                },
                State::After => match byte {
                    b' ' | b'\t' | b'\r' | b'\n' => {}
                    b',' => self.state = State::Next,
                    b']' => self.end_array(),
                    _ => return Err(self.unexpected(byte)),
                },
                State::Record | State::Rest => {
                    let size = self.buffer.len() + i - start;
                    if self.inside(byte, size)? {
                        // A page: what was read of it so far says nothing.
                        self.buffer.clear();
                        self.at.index = 0;
                        self.at.container = Container::Page;
                        self.state = State::First;
                    } else if self.depth == 0 {
                        if self.state == State::Rest {
                            self.values += 1;
                            self.state = State::Top;
                        } else {
                            self.emit(bytes.get(start..=i).unwrap_or(&[]), each)?;
                        }
                    }
                }
                State::Scalar => {
                    if self.in_string {
                        match byte {
                            _ if self.escaped => self.escaped = false,
                            b'\\' => self.escaped = true,
                            b'"' => self.in_string = false,
                            _ => {}
                        }
                    } else if matches!(byte, b',' | b']' | b' ' | b'\t' | b'\r' | b'\n') {
                        self.emit(bytes.get(start..i).unwrap_or(&[]), each)?;
                        if byte == b'\n' {
                            self.line -= 1;
                        }
                        continue; // the byte is looked at once more, after the element
                    }
                }
            }
            i += 1;
        }
        if matches!(self.state, State::Record | State::Scalar) {
            self.buffer.extend_from_slice(bytes.get(start..).unwrap_or(&[]));
            if self.buffer.len() > RECORD_LIMIT {
                return Err(ImportError::RecordTooLarge(self.place()));
            }
        }
        Ok(())
    }

    /// One byte inside an object or array. True: the array of a page begins here.
    fn inside(&mut self, byte: u8, size: usize) -> Result<bool, ImportError> {
        let watching = self.depth == 1
            && self.at.container == Container::Top
            && self.state == State::Record
            && !self.page_key.is_empty();
        if self.in_string {
            if self.escaped {
                self.escaped = false;
            } else if byte == b'\\' {
                self.escaped = true;
                self.matched = usize::MAX;
            } else if byte == b'"' {
                self.in_string = false;
                if watching && self.at_key {
                    self.at_key = false;
                    if self.matched != self.page_key.len() {
                        self.matched = usize::MAX;
                    }
                }
            } else if watching && self.at_key && self.matched != usize::MAX {
                self.matched = if self.page_key.as_bytes().get(self.matched) == Some(&byte) {
                    self.matched + 1
                } else {
                    usize::MAX
                };
            }
            return Ok(false);
        }
        match byte {
            b'"' => {
                self.in_string = true;
                if watching && self.at_key {
                    self.matched = 0;
                }
            }
            b'{' | b'[' => {
                if watching && byte == b'[' && !self.at_key && self.matched == self.page_key.len() {
                    return Ok(true);
                }
                if self.depth >= DEPTH_LIMIT {
                    return Err(self.broken(size, "nested deeper than 64"));
                }
                self.kinds = (self.kinds << 1) | u64::from(byte == b'{');
                self.depth += 1;
            }
            b'}' | b']' => {
                if (self.kinds & 1 == 1) != (byte == b'}') {
                    return Err(self.broken(size, "a bracket closes that was not opened"));
                }
                self.kinds >>= 1;
                self.depth -= 1;
            }
            b',' if watching => {
                self.at_key = true;
                self.matched = usize::MAX;
            }
            _ => {}
        }
        Ok(false)
    }

    fn end_array(&mut self) {
        if self.at.container == Container::Page {
            self.depth = 1;
            self.kinds = 1;
            self.in_string = false;
            self.escaped = false;
            self.state = State::Rest;
        } else {
            self.values += 1;
            self.state = State::Top;
        }
    }

    fn emit(
        &mut self,
        tail: &[u8],
        each: &mut dyn FnMut(&[u8], RecordAt) -> Result<(), ImportError>,
    ) -> Result<(), ImportError> {
        let at = self.at;
        if self.buffer.len() + tail.len() > RECORD_LIMIT {
            return Err(ImportError::RecordTooLarge(self.place()));
        }
        self.records += 1;
        if at.container == Container::Top {
            self.values += 1;
            self.state = State::Top;
        } else {
            self.at.index += 1;
            self.state = State::After;
        }
        if self.buffer.is_empty() {
            return each(tail, at);
        }
        self.buffer.extend_from_slice(tail);
        let result = each(&self.buffer, at);
        self.buffer.clear();
        result
    }

    /// The stream has ended.
    ///
    /// # Errors
    /// In the middle of something, or without anything in it.
    pub(crate) fn finish(&mut self) -> Result<(), ImportError> {
        if self.state != State::Top || (self.head > 0 && self.head < 3) {
            return Err(ImportError::Truncated(self.place()));
        }
        if self.records == 0 && self.values == 0 {
            return Err(ImportError::Empty);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(text: &str, size: usize) -> (Vec<(String, String)>, Result<(), ImportError>) {
        let mut splitter = Splitter::new("statements");
        let mut found = Vec::new();
        let mut each = |record: &[u8], at: RecordAt| {
            found.push((String::from_utf8_lossy(record).into_owned(), at.path("statements")));
            Ok(())
        };
        for chunk in text.as_bytes().chunks(size.max(1)) {
            if let Err(e) = splitter.push(chunk, &mut each) {
                return (found, Err(e));
            }
        }
        let end = splitter.finish();
        (found, end)
    }

    #[test]
    fn every_shape_of_file_gives_its_records() {
        let cases = [
            ("[{\"a\":1}, {\"b\":[2]}]", vec!["$[0]", "$[1]"]),
            ("{\"a\":\"}]\\\"\"}", vec!["$"]),
            ("{\"a\":1}\n{\"a\":2}\n", vec!["$", "line 2: $"]),
            (
                "{\"more\":\"x\",\"statements\":[{\"a\":1},{}],\"z\":[{}]}{\"statements\":[{}]}",
                vec!["$.statements[0]", "$.statements[1]", "page 2: $.statements[0]"],
            ),
            ("[1, \"a,]\", null,{}]", vec!["$[0]", "$[1]", "$[2]", "$[3]"]),
            ("\u{feff}[]", vec![]),
            ("{\"statements\":\"no array\",\"x\":[]}", vec!["$"]),
        ];
        for (text, paths) in cases {
            for size in 1..=text.len() {
                let (found, end) = cut(text, size);
                assert_eq!(end, Ok(()), "{text} by {size}");
                assert_eq!(found.iter().map(|f| f.1.as_str()).collect::<Vec<_>>(), paths, "{text} by {size}");
                assert!(found.iter().all(|f| serde_json::from_str::<serde_json::Value>(&f.0).is_ok()), "{found:?}");
            }
        }
    }

    #[test]
    fn broken_structure_is_named() {
        assert!(matches!(cut("[{}", 9).1, Err(ImportError::Truncated(_))));
        assert!(matches!(cut("[{} {}]", 9).1, Err(ImportError::Syntax { .. })));
        assert!(matches!(cut("{]", 9).1, Err(ImportError::Syntax { .. })));
        assert!(matches!(cut(&"[".repeat(70), 9).1, Err(ImportError::Syntax { .. })));
        assert_eq!(cut(" \n", 9).1, Err(ImportError::Empty));
        let large = format!("[\"{}\"]", "x".repeat(RECORD_LIMIT));
        assert!(matches!(cut(&large, 1000).1, Err(ImportError::RecordTooLarge(_))));
        assert!(matches!(cut(&large, large.len()).1, Err(ImportError::RecordTooLarge(_))));
    }
}
