//! Files of any usual encoding as UTF-8, piece by piece.
//!
//! A byte order mark decides where there is one. Without it a file is UTF-8, unless it has bytes that UTF-8 cannot have and no
//! character that only UTF-8 has: then it is Windows-1252, which is what spreadsheets on Windows write. A file with both is mixed; it
//! is read as UTF-8, and the rows that are none are found by whoever reads the rows.

use std::fs::File;
use std::io::{self, BufReader, Read, Seek, SeekFrom};
use std::path::Path;

use encoding_rs::{CoderResult, Decoder, Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

const PIECE: usize = 64 * 1024;

/// What a file is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Found {
    /// UTF-8, or a file that is so in most rows.
    Utf8,
    /// UTF-16 with a byte order mark.
    Utf16,
    /// Windows-1252 (a guess, hence worth a note).
    Windows1252,
    /// No text: the line of the first byte that says so.
    Binary(u64),
    /// No bytes at all.
    Empty,
}

/// A file as UTF-8.
pub(super) struct Text {
    file: BufReader<File>,
    /// `None` where the bytes are passed on as they are.
    decoder: Option<Decoder>,
    raw: Vec<u8>,
    out: Vec<u8>,
    at: usize,
    ended: bool,
}

/// Opens a file after a look at all of it, in pieces.
///
/// # Errors
/// What the system says.
pub(super) fn open(path: &Path) -> io::Result<(Found, Text)> {
    let mut file = File::open(path)?;
    let (found, encoding) = look(&mut file)?;
    file.seek(SeekFrom::Start(0))?;
    let decoder = (encoding != UTF_8).then(|| encoding.new_decoder_with_bom_removal());
    let mut text =
        Text { file: BufReader::new(file), decoder, raw: vec![0; PIECE], out: Vec::new(), at: 0, ended: false };
    if text.decoder.is_none() {
        text.skip_mark()?;
    }
    Ok((found, text))
}

fn look(file: &mut File) -> io::Result<(Found, &'static Encoding)> {
    let mut piece = vec![0; PIECE];
    let mut tail = 0;
    let (mut line, mut invalid, mut wide, mut impossible, mut first) = (1u64, None, false, false, true);
    loop {
        let n = file.read(&mut piece[tail..])?;
        let Some(bytes) = piece.get(..tail + n) else { break };
        if first {
            first = false;
            match bytes {
                [] => return Ok((Found::Empty, UTF_8)),
                [0xff, 0xfe, ..] => return Ok((Found::Utf16, UTF_16LE)),
                [0xfe, 0xff, ..] => return Ok((Found::Utf16, UTF_16BE)),
                _ => {}
            }
        }
        let mut rest = if bytes.starts_with(&[0xef, 0xbb, 0xbf]) && line == 1 { &bytes[3..] } else { bytes };
        loop {
            let (good, bad) = match std::str::from_utf8(rest) {
                Ok(_) => (rest, &[][..]),
                Err(e) => rest.split_at(e.valid_up_to()),
            };
            wide |= !good.is_ascii();
            line += good.iter().filter(|b| **b == b'\n').count() as u64;
            if good.contains(&0) {
                return Ok((Found::Binary(line), UTF_8));
            }
            // A character that the end of the piece cuts comes again with the next piece.
            let cut = bad.len() < 4 && n > 0 && std::str::from_utf8(bad).is_err_and(|e| e.error_len().is_none());
            let Some((byte, after)) = bad.split_first().filter(|_| !cut) else {
                tail = bad.len();
                let from = bytes.len() - tail;
                let end = bytes.len();
                piece.copy_within(from..end, 0);
                break;
            };
            invalid.get_or_insert(line);
            impossible |= matches!(byte, 0x81 | 0x8d | 0x8f | 0x90 | 0x9d);
            rest = after;
        }
        if n == 0 {
            break;
        }
    }
    Ok(match invalid {
        Some(line) if impossible && !wide => (Found::Binary(line), UTF_8),
        Some(_) if !wide => (Found::Windows1252, WINDOWS_1252),
        _ => (Found::Utf8, UTF_8),
    })
}

impl Text {
    fn skip_mark(&mut self) -> io::Result<()> {
        let mut head = Vec::new();
        Read::by_ref(&mut self.file).take(3).read_to_end(&mut head)?;
        if head != [0xef, 0xbb, 0xbf] {
            self.out = head;
        }
        Ok(())
    }

    /// The next decoded piece.
    fn fill(&mut self) -> io::Result<()> {
        let Some(decoder) = &mut self.decoder else { return Ok(()) };
        self.out.clear();
        self.at = 0;
        while self.out.is_empty() && !self.ended {
            let n = self.file.read(&mut self.raw)?;
            self.ended = n == 0;
            let bytes = self.raw.get(..n).unwrap_or_default();
            self.out.resize(decoder.max_utf8_buffer_length(n).unwrap_or(4 * PIECE), 0);
            let (result, _, written, _) = decoder.decode_to_utf8(bytes, &mut self.out, self.ended);
            debug_assert_eq!(result, CoderResult::InputEmpty);
            self.out.truncate(written);
        }
        Ok(())
    }
}

impl Read for Text {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.at >= self.out.len() {
            if self.decoder.is_none() {
                return self.file.read(buffer);
            }
            self.fill()?;
        }
        let rest = self.out.get(self.at..).unwrap_or_default();
        let n = rest.len().min(buffer.len());
        if let (Some(to), Some(from)) = (buffer.get_mut(..n), rest.get(..n)) {
            to.copy_from_slice(from);
        }
        self.at += n;
        Ok(n)
    }
}
