//! The strings of a pack, each word written once.
//!
//! Names and descriptions of skills repeat the same words over and over. A string is coded as numbers of words in a dictionary;
//! a single space between two words is not written (the "spaceless words" model of Moura, Navarro, Ziviani and Baeza-Yates,
//! "Fast and flexible word searching on compressed text", ACM TOIS 18(2), 2000). A UUID is its sixteen bytes, and the UUID of the
//! string before is one byte, because a source's URI mostly ends with the id.

use std::collections::HashMap;

use super::bytes::{Reader, Strings, put, put_front_coded};

/// Codes that are not words: end of a string, a UUID, the UUID from before.
const END: u32 = 0;
const UUID: u32 = 1;
const SAME_UUID: u32 = 2;
const FIRST_WORD: u32 = 3;

/// Words whose number takes one byte, and one or two.
const TIERS: [usize; 2] = [(1 << 7) - FIRST_WORD as usize, (1 << 14) - FIRST_WORD as usize];

/// A pack that unfolds to more text than this is refused (bytes).
const LIMIT: usize = 64 << 20;

#[derive(Debug, PartialEq)]
enum Piece<'a> {
    Word(&'a str),
    Gap(&'a str),
    Uuid([u8; 16]),
}

/// Writes the dictionary and the strings, in the order given.
pub(super) fn encode(strings: &[&str]) -> Vec<u8> {
    let mut uses: HashMap<&str, u32> = HashMap::new();
    for s in strings {
        for p in written(s) {
            if let Piece::Word(w) | Piece::Gap(w) = p {
                *uses.entry(w).or_default() += 1;
            }
        }
    }
    let mut words: Vec<(&str, u32)> = uses.into_iter().collect();
    words.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(b.0)));
    let mut words: Vec<&str> = words.into_iter().map(|w| w.0).collect();
    // Within a tier every number is as long, so alphabetical order costs nothing there and makes the front coding short.
    let (a, b) = (TIERS[0].min(words.len()), TIERS[1].min(words.len()));
    for tier in [0..a, a..b, b..words.len()] {
        words[tier].sort_unstable();
    }
    let code: HashMap<&str, u32> = words.iter().zip(FIRST_WORD..).map(|(w, c)| (*w, c)).collect();

    let mut out = Vec::new();
    put(&mut out, words.len() as u32);
    put_front_coded(&mut out, words.iter().copied());
    put(&mut out, strings.len() as u32);
    let mut last_uuid = [0; 16];
    for s in strings {
        for p in written(s) {
            match p {
                Piece::Word(w) | Piece::Gap(w) => put(&mut out, code[w]),
                Piece::Uuid(u) if u == last_uuid => put(&mut out, SAME_UUID),
                Piece::Uuid(u) => {
                    put(&mut out, UUID);
                    out.extend_from_slice(&u);
                    last_uuid = u;
                }
            }
        }
        put(&mut out, END);
    }
    out
}

/// A word of the dictionary: where it begins, how long it is, and whether it is letters or digits.
type Word = (u32, u32, bool);

/// Bytes that a short word is copied as, whatever its length: one move instead of a call. A pack has a million words.
const AT_ONCE: usize = 16;

/// Reads what `encode` wrote; `None` where the bytes make no sense.
pub(super) fn decode(r: &mut Reader<'_>) -> Option<Strings> {
    let count = r.count()?;
    let Strings { text, ends } = r.front_coded(count, LIMIT)?;
    let mut words: Vec<Word> = Vec::with_capacity(count);
    let mut from = 0;
    for end in ends {
        let first = text.get(from as usize..)?.chars().next();
        words.push((from, end - from, first.is_some_and(char::is_alphanumeric)));
        from = end;
    }
    let mut letters = text.into_bytes();
    letters.resize(letters.len() + AT_ONCE, 0);

    let count = r.count()?;
    let mut ends = Vec::with_capacity(count);
    // Text is three to four times its codes. What is too much is given back; too little would be twice the room for a moment, and a
    // browser's memory never shrinks.
    let mut out = Filled { bytes: vec![0; r.rest().len().saturating_mul(4).min(LIMIT) + SLACK], at: 0 };
    let mut last_uuid = [0u8; 16];
    for _ in 0..count {
        let mut after_word = false;
        loop {
            match r.varint()? {
                END => break,
                code @ (UUID | SAME_UUID) => {
                    if code == UUID {
                        last_uuid = r.take(16)?.try_into().ok()?;
                    }
                    out.uuid(&last_uuid)?;
                    after_word = false;
                }
                code => {
                    let &(from, length, is_word) = words.get((code - FIRST_WORD) as usize)?;
                    out.word(&letters, (from as usize, length as usize), is_word && after_word)?;
                    after_word = is_word;
                }
            }
        }
        ends.push(out.at as u32);
    }
    let Filled { mut bytes, at } = out;
    bytes.truncate(at);
    bytes.shrink_to_fit();
    Some(Strings { text: String::from_utf8(bytes).ok()?, ends })
}

/// Room behind what is filled, so that a blank, a UUID or a whole move always fits.
const SLACK: usize = 64;

/// Bytes, filled from the front.
struct Filled {
    bytes: Vec<u8>,
    at: usize,
}

impl Filled {
    /// Makes room for so many more bytes and the slack; `None` where it would be more than a pack may have.
    fn room(&mut self, more: usize) -> Option<()> {
        let needed = self.at + more + SLACK;
        if needed > LIMIT + SLACK {
            return None;
        }
        if needed > self.bytes.len() {
            self.bytes.resize((needed + needed / 4).min(LIMIT + SLACK), 0);
        }
        Some(())
    }

    /// A word, with a blank in front of it if wanted.
    fn word(&mut self, letters: &[u8], (from, length): (usize, usize), blank: bool) -> Option<()> {
        self.room(length)?;
        if blank {
            *self.bytes.get_mut(self.at)? = b' ';
            self.at += 1;
        }
        match (letters.get(from..from + AT_ONCE), self.bytes.get_mut(self.at..self.at + AT_ONCE)) {
            (Some(word), Some(room)) if length <= AT_ONCE => {
                *room.first_chunk_mut::<AT_ONCE>()? = *word.first_chunk()?;
            }
            _ => self.bytes.get_mut(self.at..self.at + length)?.copy_from_slice(letters.get(from..from + length)?),
        }
        self.at += length;
        Some(())
    }

    fn uuid(&mut self, uuid: &[u8; 16]) -> Option<()> {
        const HEX: &[u8; 16] = b"0123456789abcdef";
        self.room(36)?;
        let room = self.bytes.get_mut(self.at..self.at + 36)?;
        let mut at = 0;
        for (i, b) in uuid.iter().enumerate() {
            if matches!(i, 4 | 6 | 8 | 10) {
                *room.get_mut(at)? = b'-';
                at += 1;
            }
            *room.get_mut(at)? = HEX[usize::from(b >> 4)];
            *room.get_mut(at + 1)? = HEX[usize::from(b & 15)];
            at += 2;
        }
        self.at += 36;
        Some(())
    }
}

/// The pieces of a string that are written: all but a single space between two words.
fn written(s: &str) -> impl Iterator<Item = Piece<'_>> {
    let all = pieces(s);
    let mut keep = Vec::with_capacity(all.len());
    for (i, p) in all.iter().enumerate() {
        let word_at = |j: Option<usize>| matches!(j.and_then(|j| all.get(j)), Some(Piece::Word(_)));
        keep.push(*p != Piece::Gap(" ") || !word_at(i.checked_sub(1)) || !word_at(Some(i + 1)));
    }
    all.into_iter().zip(keep).filter(|(_, k)| *k).map(|(p, _)| p)
}

fn pieces(s: &str) -> Vec<Piece<'_>> {
    let mut out = Vec::new();
    let mut rest = s;
    while let Some(c) = rest.chars().next() {
        if let Some(u) = uuid(rest) {
            out.push(Piece::Uuid(u));
            rest = &rest[36..];
            continue;
        }
        let word = c.is_alphanumeric();
        let end = rest.find(|c: char| c.is_alphanumeric() != word).unwrap_or(rest.len());
        out.push(if word { Piece::Word(&rest[..end]) } else { Piece::Gap(&rest[..end]) });
        rest = &rest[end..];
    }
    out
}

/// A UUID in its usual lower-case form at the start of a string, where no letter or digit follows.
fn uuid(s: &str) -> Option<[u8; 16]> {
    let b = s.as_bytes().get(..36)?;
    if s[..].as_bytes().get(36).is_some_and(|c| c.is_ascii_alphanumeric() || !c.is_ascii()) {
        return None;
    }
    let mut out = [0; 16];
    let mut digits = 0;
    for (i, c) in b.iter().enumerate() {
        let v = match (i, c) {
            (8 | 13 | 18 | 23, b'-') => continue,
            (8 | 13 | 18 | 23, _) => return None,
            (_, b'0'..=b'9') => c - b'0',
            (_, b'a'..=b'f') => c - b'a' + 10,
            _ => return None,
        };
        out[digits / 2] |= if digits % 2 == 0 { v << 4 } else { v };
        digits += 1;
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn an_id_costs_its_sixteen_bytes_once() {
        let id = "esco-0005c151-5b5a-4a66-8aac-60e734beb1ab";
        let uri = "http://data.europa.eu/esco/skill/0005c151-5b5a-4a66-8aac-60e734beb1ab";
        let (one, two) = (encode(&[id, uri]), encode(&[id, uri, id, uri]));
        assert!(two.len() - one.len() < 24, "{} and {}", one.len(), two.len());
    }

    proptest! {
        #[test]
        fn every_string_comes_back(strings in prop::collection::vec("(\\PC| |[a-c ]|0005c151-5b5a-4a66-8aac-60e734beb1ab){0,12}", 0..12)) {
            let refs: Vec<&str> = strings.iter().map(String::as_str).collect();
            let bytes = encode(&refs);
            let back = decode(&mut Reader::new(&bytes)).unwrap();
            prop_assert_eq!(back.len(), strings.len());
            for (i, s) in strings.iter().enumerate() {
                prop_assert_eq!(back.get(i), s);
            }
        }

        #[test]
        fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
            let _ = decode(&mut Reader::new(&bytes));
        }
    }
}
