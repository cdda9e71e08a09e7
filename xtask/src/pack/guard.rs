//! Keeps a row of a table from growing without bound: a quote that is never closed would swallow the rest of the file. And knows at
//! which line each row begins, which the reader behind it does not where empty lines are in between.

use std::collections::VecDeque;
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
    line: u64,
    /// Lines at which rows begin that nobody asked for yet; empty lines are no rows.
    starts: VecDeque<u64>,
    tripped: bool,
}

impl<R: Read> Guard<R> {
    /// `head` are bytes of the text that were read already.
    pub(super) fn new(head: Vec<u8>, inner: R, delimiter: Option<u8>) -> Guard<R> {
        Guard {
            head,
            at: 0,
            inner,
            delimiter,
            state: State::CellStart,
            row: 0,
            line: 1,
            starts: VecDeque::new(),
            tripped: false,
        }
    }

    /// The line at which the next row begins, from 1. Asked for once a row.
    pub(super) fn start(&mut self) -> Option<u64> {
        self.starts.pop_front()
    }

    /// Whether the row that was asked for last is the one that was cut off.
    pub(super) fn cut(&self) -> bool {
        self.tripped && self.starts.is_empty()
    }

    /// How many of the bytes may pass.
    fn watch(&mut self, bytes: &[u8]) -> usize {
        for (i, b) in bytes.iter().enumerate() {
            self.row += 1;
            if self.row == 1 && !matches!(b, b'\n' | b'\r') {
                self.starts.push_back(self.line);
            }
            self.line += u64::from(*b == b'\n');
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
            if self.row > ROW_LIMIT {
                self.tripped = true;
                return i;
            }
        }
        bytes.len()
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
        Ok(self.watch(read))
    }
}
