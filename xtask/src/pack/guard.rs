//! Keeps a row of a table from growing without bound: a quote that is never closed would swallow the rest of the file.

use std::io::{self, Read};

/// No row may be longer (bytes).
const ROW_LIMIT: usize = 1 << 20;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    CellStart,
    Plain,
    Quoted,
    /// After a quote in a quoted cell: its end, or the first of a doubled one.
    Quote,
}

/// Passes bytes on until a row is too long; then the text ends, and `tripped` says why.
pub(super) struct Guard<R> {
    head: Vec<u8>,
    at: usize,
    inner: R,
    /// What separates cells, where quotes mean something.
    delimiter: Option<u8>,
    state: State,
    row: usize,
    tripped: bool,
}

impl<R: Read> Guard<R> {
    /// `head` are bytes of the text that were read already.
    pub(super) fn new(head: Vec<u8>, inner: R, delimiter: Option<u8>) -> Guard<R> {
        Guard { head, at: 0, inner, delimiter, state: State::CellStart, row: 0, tripped: false }
    }

    pub(super) fn tripped(&self) -> bool {
        self.tripped
    }

    fn watch(&mut self, bytes: &[u8]) {
        for b in bytes {
            self.row += 1;
            self.state = match (self.state, *b) {
                (State::CellStart, b'"') if self.delimiter.is_some() => State::Quoted,
                (State::Quoted, b'"') => State::Quote,
                (State::Quoted, _) => State::Quoted,
                (State::Quote, b'"') => State::Quoted,
                (_, b'\n' | b'\r') => {
                    self.row = 0;
                    State::CellStart
                }
                (_, b) if Some(b) == self.delimiter => State::CellStart,
                _ => State::Plain,
            };
            self.tripped |= self.row > ROW_LIMIT;
        }
    }
}

impl<R: Read> Read for Guard<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.tripped {
            return Ok(0);
        }
        let head = self.head.get(self.at..).unwrap_or_default();
        let n = if head.is_empty() {
            self.inner.read(buffer)?
        } else {
            let n = head.len().min(buffer.len());
            if let (Some(to), Some(from)) = (buffer.get_mut(..n), head.get(..n)) {
                to.copy_from_slice(from);
            }
            self.at += n;
            n
        };
        let read = buffer.get(..n).unwrap_or_default();
        self.watch(read);
        Ok(n)
    }
}
