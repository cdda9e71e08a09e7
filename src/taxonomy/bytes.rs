//! Reading and writing the numbers of a pack: LEB128 varints and sections with their length in front.
//!
//! Reading is total: every read says `None` at the end of the bytes, and nothing is allocated on the word of a count.

/// Appends a varint: seven bits a byte, low ones first.
pub(super) fn put(out: &mut Vec<u8>, mut v: u32) {
    while v >= 0x80 {
        out.push(v as u8 | 0x80);
        v >>= 7;
    }
    out.push(v as u8);
}

/// Appends a section: its length, then its bytes.
pub(super) fn put_section(out: &mut Vec<u8>, section: &[u8]) {
    put(out, section.len() as u32);
    out.extend_from_slice(section);
}

/// Appends strings so that each says only what differs from the one before it.
pub(super) fn put_front_coded<'a>(out: &mut Vec<u8>, words: impl Iterator<Item = &'a str>) {
    let mut last = "";
    for word in words {
        let shared = last.bytes().zip(word.bytes()).take_while(|(a, b)| a == b).count();
        put(out, shared as u32);
        put_section(out, &word.as_bytes()[shared..]);
        last = word;
    }
}

/// A place in the bytes of a pack.
#[derive(Debug, Clone, Copy)]
pub(super) struct Reader<'a> {
    rest: &'a [u8],
}

impl<'a> Reader<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        Reader { rest: bytes }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.rest.is_empty()
    }

    /// What has not been read.
    pub(super) fn rest(&self) -> &'a [u8] {
        self.rest
    }

    #[inline(always)]
    pub(super) fn byte(&mut self) -> Option<u8> {
        let (first, rest) = self.rest.split_first()?;
        self.rest = rest;
        Some(*first)
    }

    /// The one step that a pack takes millions of times when it opens, and nearly all of them are a byte: no call for those.
    #[inline(always)]
    pub(super) fn varint(&mut self) -> Option<u32> {
        match self.rest.split_first() {
            Some((&first, rest)) if first < 0x80 => {
                self.rest = rest;
                Some(u32::from(first))
            }
            _ => self.long_varint(),
        }
    }

    /// Two bytes are nearly all of the rest.
    #[inline(never)]
    fn long_varint(&mut self) -> Option<u32> {
        if let [low, high, rest @ ..] = self.rest
            && *high < 0x80
        {
            self.rest = rest;
            return Some(u32::from(low & 0x7f) | u32::from(*high) << 7);
        }
        let mut v = 0u32;
        let mut shift = 0;
        loop {
            let (b, rest) =
                self.rest.split_at_checked(shift / 7 + 1).and_then(|(head, rest)| Some((*head.last()?, rest)))?;
            if shift == 28 && b > 0x0f {
                return None;
            }
            v |= u32::from(b & 0x7f) << shift;
            if b < 0x80 {
                self.rest = rest;
                return Some(v);
            }
            shift += 7;
        }
    }

    /// A count of things that take at least a byte each: one that cannot fit in what is left is refused.
    pub(super) fn count(&mut self) -> Option<usize> {
        let n = self.varint()? as usize;
        (n <= self.rest.len()).then_some(n)
    }

    pub(super) fn take(&mut self, n: usize) -> Option<&'a [u8]> {
        let (head, rest) = self.rest.split_at_checked(n)?;
        self.rest = rest;
        Some(head)
    }

    pub(super) fn section(&mut self) -> Option<Reader<'a>> {
        let n = self.count()?;
        self.take(n).map(Reader::new)
    }

    /// `count` front-coded strings, in one buffer with the end of each; at most `limit` bytes.
    pub(super) fn front_coded(&mut self, count: usize, limit: usize) -> Option<Strings> {
        let mut bytes: Vec<u8> = Vec::new();
        let mut ends = Vec::new();
        let mut start = 0;
        for _ in 0..count {
            let shared = self.varint()? as usize;
            let suffix = self.section()?.rest;
            let from = start;
            start = bytes.len();
            if shared > start - from || start + shared + suffix.len() > limit {
                return None;
            }
            bytes.extend_from_within(from..from + shared);
            bytes.extend_from_slice(suffix);
            ends.push(bytes.len() as u32);
        }
        // Checked whole and then at every end, so that each piece is text of its own.
        let text = String::from_utf8(bytes).ok()?;
        ends.iter().all(|e| text.is_char_boundary(*e as usize)).then_some(Strings { text, ends })
    }
}

/// Many strings in one buffer.
#[derive(Debug, Default)]
pub(super) struct Strings {
    pub(super) text: String,
    pub(super) ends: Vec<u32>,
}

impl Strings {
    pub(super) fn len(&self) -> usize {
        self.ends.len()
    }

    /// The string of an index, or nothing.
    pub(super) fn get(&self, i: usize) -> &str {
        let start = if i == 0 { 0 } else { self.ends.get(i - 1).copied().unwrap_or(0) };
        let end = self.ends.get(i).copied().unwrap_or(start);
        self.text.get(start as usize..end as usize).unwrap_or("")
    }

    /// Index of a string, where the strings are sorted.
    pub(super) fn find_sorted(&self, word: &str) -> Option<usize> {
        let (mut low, mut high) = (0, self.len());
        while low < high {
            let mid = low + (high - low) / 2;
            match self.get(mid).cmp(word) {
                std::cmp::Ordering::Equal => return Some(mid),
                std::cmp::Ordering::Less => low = mid + 1,
                std::cmp::Ordering::Greater => high = mid,
            }
        }
        None
    }
}
