//! A static embedding: a table of numbers for parts of words, so that texts that mean alike point alike.
//!
//! A text is the sum of the rows of its words: one row for the stem, one for each run of three to five letters, found by hashing
//! (Weinberger et al., "Feature hashing for large scale multitask learning", ICML 2009; Bojanowski et al., "Enriching word vectors
//! with subword information", TACL 2017). The table is trained outside, from the pack's own text; no network runs here.
//!
//! Section `tag::VECTORS`: dimensions, number of rows, the rows, then one vector a skill. A row is a byte for its largest number
//! (0: the row is empty; b: 2^((b - 160) / 8)) and, unless empty, four bits a number.

use super::bytes::{Reader, put};
use super::token::{Stems, is_stopword, tokens};
use crate::dot::{dot, dots_whole};

/// The most dimensions and rows that a pack may have.
const MOST_DIMENSIONS: usize = 256;
const MOST_ROWS: usize = 1 << 17;
const STEPS: f32 = 7.0;
/// A direction's 1 as a whole number.
const UNIT: f32 = 32767.0;

/// A trained table: `dim` numbers a row.
#[derive(Debug, Clone, PartialEq)]
pub struct Vectors {
    dim: usize,
    rows: Vec<f32>,
}

impl Vectors {
    /// A table of `rows.len() / dim` rows. Nothing where the shape cannot be: an odd or too large number of dimensions, no rows, too many.
    pub fn new(dim: usize, rows: Vec<f32>) -> Option<Vectors> {
        let fits = dim > 0
            && dim.is_multiple_of(2)
            && dim <= MOST_DIMENSIONS
            && rows.len().is_multiple_of(dim)
            && !rows.is_empty();
        (fits && rows.len() / dim <= MOST_ROWS).then_some(Vectors { dim, rows })
    }

    /// Numbers a row.
    pub fn dimensions(&self) -> usize {
        self.dim
    }

    /// The numbers, row after row.
    pub fn numbers(&self) -> &[f32] {
        &self.rows
    }

    /// How many rows there are.
    pub fn len(&self) -> usize {
        self.rows.len() / self.dim
    }

    /// Never: a table has rows.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The table as a pack will hold it: the numbers that four bits leave.
    fn rounded(&self) -> Table {
        let mut bytes = Vec::new();
        for row in self.rows.chunks_exact(self.dim) {
            Row::of(row).write(&mut bytes);
        }
        let rows = Rows::read(&mut Reader::new(&bytes), self.dim, self.len()).unwrap_or_default();
        Table { dim: self.dim, rows, skills: Vectored::default() }
    }
}

/// One vector as it is written.
struct Row {
    scale: u8,
    steps: Vec<i8>,
}

impl Row {
    fn of(numbers: &[f32]) -> Row {
        let most = numbers.iter().fold(0f32, |m, x| m.max(x.abs()));
        if most < 2f32.powi(-19) {
            return Row { scale: 0, steps: Vec::new() };
        }
        // Rounded up, so that no number is past the largest step.
        let scale = ((most.log2() * 8.0).ceil() + 160.0).clamp(1.0, 255.0) as u8;
        let step = most_of(scale) / STEPS;
        Row { scale, steps: numbers.iter().map(|x| (x / step).round().clamp(-STEPS, STEPS) as i8).collect() }
    }

    fn write(&self, out: &mut Vec<u8>) {
        out.push(self.scale);
        for pair in self.steps.chunks(2) {
            let four = |i: usize| (pair.get(i).copied().unwrap_or(0) + 8) as u8;
            out.push(four(0) | four(1) << 4);
        }
    }
}

fn most_of(scale: u8) -> f32 {
    ((f32::from(scale) - 160.0) / 8.0).exp2()
}

/// What one step of a row of this scale is worth; 0 where the row is empty.
fn step_of(scale: u8) -> f32 {
    if scale == 0 { 0.0 } else { most_of(scale) / STEPS }
}

/// The two numbers of a byte, in steps.
fn pair(byte: u8) -> [i16; 2] {
    [i16::from(byte & 15) - 8, i16::from(byte >> 4) - 8]
}

/// The rows of a table, four bits a number as in the pack: a text looks a few of them up, and as `f32` they would be eight times as large.
#[derive(Debug, Default)]
struct Rows {
    scales: Vec<u8>,
    /// `dim / 2` bytes a row.
    pairs: Vec<u8>,
}

impl Rows {
    fn read(r: &mut Reader<'_>, dim: usize, count: usize) -> Option<Rows> {
        // A row takes a byte at least, so a count that lies is found by what is left.
        if count > r.rest().len() {
            return None;
        }
        let mut rows = Rows { scales: Vec::with_capacity(count), pairs: Vec::with_capacity(count * dim / 2) };
        for _ in 0..count {
            let scale = r.byte()?;
            rows.scales.push(scale);
            match scale {
                // Any byte does: the step of an empty row is nothing.
                0 => rows.pairs.resize(rows.pairs.len() + dim / 2, 0),
                _ => rows.pairs.extend_from_slice(r.take(dim / 2)?),
            }
        }
        Some(rows)
    }

    /// Adds a row to a sum of `dim` numbers.
    fn add(&self, row: usize, sum: &mut [f32]) -> Option<()> {
        let step = step_of(*self.scales.get(row)?);
        let half = sum.len() / 2;
        let pairs = self.pairs.get(row * half..(row + 1) * half)?;
        for (two, byte) in sum.chunks_exact_mut(2).zip(pairs) {
            for (s, q) in two.iter_mut().zip(pair(*byte)) {
                *s += f32::from(q) * step;
            }
        }
        Some(())
    }
}

/// Vectors in whole steps: every question is held against all of them.
#[derive(Debug, Default)]
struct Vectored {
    steps: Vec<f32>,
    /// `dim` numbers a vector, -8..=7.
    numbers: Vec<i16>,
}

impl Vectored {
    fn read(r: &mut Reader<'_>, dim: usize, count: usize) -> Option<Vectored> {
        if count > r.rest().len() {
            return None;
        }
        let mut out = Vectored { steps: Vec::with_capacity(count), numbers: Vec::with_capacity(count * dim) };
        for _ in 0..count {
            let scale = r.byte()?;
            out.steps.push(step_of(scale));
            match scale {
                0 => out.numbers.resize(out.numbers.len() + dim, 0),
                _ => out.numbers.extend(r.take(dim / 2)?.iter().flat_map(|b| pair(*b))),
            }
        }
        Some(out)
    }
}

/// The table of an opened pack, and a vector for each skill.
#[derive(Debug, Default)]
pub(super) struct Table {
    dim: usize,
    rows: Rows,
    skills: Vectored,
}

impl Table {
    pub(super) fn decode(mut r: Reader<'_>, skills: usize) -> Option<Table> {
        let (dim, count) = (r.varint()? as usize, r.count()?);
        if dim == 0 || dim % 2 > 0 || dim > MOST_DIMENSIONS || count == 0 || count > MOST_ROWS {
            return None;
        }
        let rows = Rows::read(&mut r, dim, count)?;
        let skills = Vectored::read(&mut r, dim, skills)?;
        r.is_empty().then_some(Table { dim, rows, skills })
    }

    /// No table came with the pack.
    pub(super) fn is_empty(&self) -> bool {
        self.dim == 0
    }

    /// The direction of a text's words, of length 1; nothing where it has none. Each word is its lower case and its stem.
    pub(super) fn direction<'a>(&self, words: impl Iterator<Item = (&'a str, &'a str)>) -> Option<Vec<f32>> {
        let mut sum = vec![0f32; self.dim];
        let count = self.rows.scales.len();
        let mut rows = Vec::new();
        for (lower, stem) in words {
            rows.clear();
            row_numbers(lower, stem, count, &mut rows);
            for row in &rows {
                self.rows.add(*row as usize, &mut sum)?;
            }
        }
        unit(sum)
    }

    /// How well each skill's vector fits a direction, in order of skill. In whole numbers, so that it is the same everywhere: a number
    /// of the direction (-1..=1) is kept to 15 bits, a hundredth of what four bits lost of the vectors.
    pub(super) fn fits(&self, direction: &[f32]) -> Vec<f32> {
        let whole: Vec<i16> = direction.iter().map(|x| (x * UNIT).round() as i16).collect();
        let mut steps = self.skills.steps.iter();
        let mut out = Vec::with_capacity(self.skills.steps.len());
        dots_whole(&self.skills.numbers, &whole, |sum| out.extend(steps.next().map(|step| sum as f32 * (step / UNIT))));
        out
    }
}

/// Of length 1; nothing where there is no length.
fn unit(mut v: Vec<f32>) -> Option<Vec<f32>> {
    let length = dot(&v, &v).sqrt();
    if length.is_nan() || length < 1e-9 {
        return None;
    }
    for x in &mut v {
        *x /= length;
    }
    Some(v)
}

/// The rows of a word in a table of `count` rows: its stem's, then those of its runs of three to five letters.
pub fn row_numbers(lower: &str, stem: &str, count: usize, out: &mut Vec<u32>) {
    out.push(hashed(b'w', stem.as_bytes(), count));
    each_gram(lower, |gram| out.push(hashed(b'c', gram.as_bytes(), count)));
}

/// The runs of three to five letters of a word between `<` and `>`.
pub(super) fn each_gram(lower: &str, mut f: impl FnMut(&str)) {
    let word = ["<", lower, ">"].concat();
    if word.is_ascii() {
        for n in 3..=5 {
            for from in 0..(word.len() + 1).saturating_sub(n) {
                f(word.get(from..from + n).unwrap_or(""));
            }
        }
        return;
    }
    let at: Vec<usize> = word.char_indices().map(|c| c.0).chain([word.len()]).collect();
    for n in 3..=5 {
        for (from, to) in at.iter().zip(at.iter().skip(n)) {
            f(word.get(*from..*to).unwrap_or(""));
        }
    }
}

/// The hashes of the same runs, in another order: those of three, four and five letters from one place share their beginning.
pub(super) fn each_hashed_gram(kind: u8, lower: &str, count: usize, mut f: impl FnMut(u32)) {
    if !lower.is_ascii() {
        return each_gram(lower, |gram| f(hashed(kind, gram.as_bytes(), count)));
    }
    let begun = fnv(0x811c_9dc5, kind);
    let letter = |at: usize| match at {
        0 => Some(b'<'),
        _ => lower.as_bytes().get(at - 1).copied().or((at == lower.len() + 1).then_some(b'>')),
    };
    for from in 0..lower.len() {
        let mut h = begun;
        for n in 0..5 {
            let Some(b) = letter(from + n) else { break };
            h = fnv(h, b);
            if n >= 2 {
                f(folded(h, count));
            }
        }
    }
}

fn fnv(h: u32, byte: u8) -> u32 {
    (h ^ u32::from(byte)).wrapping_mul(0x0100_0193)
}

fn folded(h: u32, count: usize) -> u32 {
    (h ^ h >> 15) % count.max(1) as u32
}

/// FNV-1a, folded.
pub(super) fn hashed(kind: u8, bytes: &[u8], count: usize) -> u32 {
    folded(std::iter::once(&kind).chain(bytes).fold(0x811c_9dc5, |h, b| fnv(h, *b)), count)
}

/// The words of a text that a table is asked for, each in lower case and as a stem.
pub fn words_of(text: &str) -> Vec<(String, String)> {
    let mut stems = Stems::new();
    let kept = tokens(text).into_iter().filter(|t| !is_stopword(&t.lower));
    kept.map(|t| (stems.stem(&t.lower).to_owned(), t.lower)).map(|(stem, lower)| (lower, stem)).collect()
}

/// A label, a name and a description count like this in a skill's vector.
const LABEL_AND_NAMES: f32 = 1.3;
const DESCRIPTION: f32 = 0.6;

/// Writes the section: the table, and the vectors of skills, each given by its names (label first) and description; a skill
/// without names has none.
pub(super) fn encode(vectors: &Vectors, skills: &[(Vec<&str>, &str)]) -> Vec<u8> {
    let table = vectors.rounded();
    let mut out = Vec::new();
    put(&mut out, vectors.dim as u32);
    put(&mut out, vectors.len() as u32);
    for row in vectors.rows.chunks_exact(vectors.dim) {
        Row::of(row).write(&mut out);
    }
    let direction = |text: &str| {
        let words = words_of(text);
        table.direction(words.iter().map(|(l, s)| (l.as_str(), s.as_str())))
    };
    for (names, description) in skills {
        let all: Vec<Vec<f32>> = names.iter().filter_map(|n| direction(n)).collect();
        let add = |to: &mut Vec<f32>, v: &[f32], weight: f32| {
            for (t, x) in to.iter_mut().zip(v) {
                *t += x * weight;
            }
        };
        let mut vector = vec![0f32; vectors.dim];
        if let Some(label) = all.first() {
            let mut middle = vec![0f32; vectors.dim];
            for v in &all {
                add(&mut middle, v, 1.0);
            }
            let mut named = label.clone();
            add(&mut named, &unit(middle).unwrap_or_default(), 1.0);
            add(&mut vector, &unit(named).unwrap_or_default(), LABEL_AND_NAMES);
            add(&mut vector, &direction(description).unwrap_or_default(), DESCRIPTION);
        }
        Row::of(&vector).write(&mut out);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn runs_of_letters_have_borders() {
        let mut grams = Vec::new();
        each_gram("über", |g| grams.push(g.to_owned()));
        assert_eq!(grams, ["<üb", "übe", "ber", "er>", "<übe", "über", "ber>", "<über", "über>"]);
        for word in ["über", "a", "of", "sql", "warehouse", ""] {
            let (mut plain, mut quick) = (Vec::new(), Vec::new());
            each_gram(word, |g| plain.push(hashed(b'g', g.as_bytes(), 1 << 16)));
            each_hashed_gram(b'g', word, 1 << 16, |g| quick.push(g));
            plain.sort_unstable();
            quick.sort_unstable();
            assert_eq!(plain, quick, "{word}");
        }
    }

    proptest! {
        #[test]
        fn a_table_comes_back_within_half_a_step(numbers in prop::collection::vec(-3f32..3.0, 8 * 5)) {
            let vectors = Vectors::new(8, numbers.clone()).unwrap();
            let bytes = encode(&vectors, &[(vec!["data"], "bases"), (Vec::new(), "")]);
            let table = Table::decode(Reader::new(&bytes), 2).unwrap();
            for (row, a) in numbers.chunks(8).enumerate() {
                let most = a.iter().fold(0f32, |m, x| m.max(x.abs()));
                let mut b = [0f32; 8];
                table.rows.add(row, &mut b).unwrap();
                for (x, y) in a.iter().zip(b) {
                    prop_assert!((x - y).abs() <= most * 1.1 / STEPS / 2.0 + 1e-5);
                }
            }
            prop_assert!(table.skills.numbers.get(8..).unwrap().iter().all(|x| *x == 0));
            prop_assert_eq!(table.skills.steps.get(1), Some(&0.0));
        }

        #[test]
        fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            let _ = Table::decode(Reader::new(&bytes), 3);
        }
    }
}
