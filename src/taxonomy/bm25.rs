//! Ranked retrieval of skills by the words of a text.
//!
//! Okapi BM25 (Robertson and Zaragoza, "The Probabilistic Relevance Framework", 2009) with weighted fields: a word in the label
//! counts more than one in an alias, and that more than one in the description. What a word adds to a skill is computed when the
//! pack is compiled and kept in a byte.

use super::SkillId;
use super::bytes::{Reader, put};
use crate::map::Map;

const K1: f64 = 1.2;
const B: f64 = 0.5;

/// The weighted words of one skill: stem number to frequency.
pub(super) type Words = Map<u32, f64>;

/// Writes the postings of `stems` stems.
pub(super) fn encode(skills: &[Words], stems: usize) -> Vec<u8> {
    let lengths: Vec<f64> = skills.iter().map(|w| w.values().sum()).collect();
    let average = (lengths.iter().sum::<f64>() / skills.len().max(1) as f64).max(1e-9);
    let mut postings: Vec<Vec<(u32, f64)>> = vec![Vec::new(); stems];
    for (skill, words) in skills.iter().enumerate() {
        for (stem, f) in words {
            let norm = K1 * (1.0 - B + B * lengths[skill] / average);
            postings[*stem as usize].push((skill as u32, f * (K1 + 1.0) / (f + norm)));
        }
    }
    let mut out = Vec::new();
    let mut ends = Vec::new();
    for list in &postings {
        let mut last = 0;
        for (skill, weight) in list {
            put(&mut out, skill - last);
            out.push((weight / (K1 + 1.0) * 255.0).round().clamp(1.0, 255.0) as u8);
            last = *skill;
        }
        ends.push((list.len() as u32, out.len() as u32));
    }
    let mut head = Vec::new();
    let mut last = 0;
    for (count, end) in ends {
        put(&mut head, count);
        put(&mut head, end - last);
        last = end;
    }
    head.extend(out);
    head
}

/// The postings of an opened pack. They stay coded, and are read where a query asks for them.
#[derive(Debug, Default)]
pub(super) struct Postings {
    bytes: Vec<u8>,
    /// How many skills each stem occurs in, and where its list ends.
    lists: Vec<(u32, u32)>,
    /// How much each stem tells.
    idf: Vec<f32>,
    skills: usize,
}

fn idf_of(df: u32, skills: usize) -> f32 {
    let df = df as f32;
    (1.0 + (skills as f32 - df + 0.5) / (df + 0.5)).ln()
}

impl Postings {
    pub(super) fn decode(mut r: Reader<'_>, stems: usize, skills: usize) -> Option<Postings> {
        let mut lists = Vec::with_capacity(stems);
        let mut end = 0u32;
        for _ in 0..stems {
            let count = r.varint()?;
            end = end.checked_add(r.varint()?)?;
            if count as usize > skills {
                return None;
            }
            lists.push((count, end));
        }
        let bytes = r.take(end as usize)?.to_vec();
        let idf = lists.iter().map(|l| idf_of(l.0, skills)).collect();
        r.is_empty().then_some(Postings { bytes, lists, idf, skills })
    }

    /// How much a stem tells: `ln(1 + (n - df + 1/2) / (df + 1/2))`.
    pub(super) fn idf(&self, stem: u32) -> f32 {
        self.idf.get(stem as usize).copied().unwrap_or_else(|| idf_of(0, self.skills))
    }

    /// The `count` skills that answer best to the stems, with what they add up to, best first; ties in order of id.
    pub(super) fn best(&self, stems: &[u32], count: usize) -> Vec<(SkillId, f32)> {
        let weighted: Vec<(u32, f32)> = stems.iter().map(|s| (*s, 1.0)).collect();
        self.best_weighted(&weighted, count)
    }

    /// The same where stems count differently.
    pub(super) fn best_weighted(&self, stems: &[(u32, f32)], count: usize) -> Vec<(SkillId, f32)> {
        let mut sums = vec![0f32; self.skills];
        let mut touched: Vec<u32> = Vec::new();
        for &(stem, counts) in stems {
            let Some(&(_, end)) = self.lists.get(stem as usize) else { continue };
            let start = if stem == 0 { 0 } else { self.lists.get(stem as usize - 1).map_or(0, |l| l.1) };
            let idf = self.idf(stem) * counts;
            let mut r = Reader::new(self.bytes.get(start as usize..end as usize).unwrap_or(&[]));
            let mut skill = 0u32;
            while let (Some(step), Some(weight)) = (r.varint(), r.byte()) {
                skill = skill.saturating_add(step);
                let Some(sum) = sums.get_mut(skill as usize) else { break };
                if *sum == 0.0 {
                    touched.push(skill);
                }
                *sum += idf * f32::from(weight);
            }
        }
        // A few of thousands: each is held against the last of the best so far.
        let before = |a: &(SkillId, f32), b: &(SkillId, f32)| a.1 > b.1 || a.1 == b.1 && a.0 < b.0;
        let mut found: Vec<(SkillId, f32)> = Vec::new();
        for skill in touched {
            let one = (SkillId(skill), sums.get(skill as usize).copied().unwrap_or(0.0));
            if found.len() == count && found.last().is_none_or(|last| !before(&one, last)) {
                continue;
            }
            found.truncate(count.saturating_sub(1));
            found.insert(found.partition_point(|other| before(other, &one)), one);
        }
        found
    }
}
