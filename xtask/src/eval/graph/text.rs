//! Texts as TF-IDF vectors, and their likeness: G. Salton and C. Buckley, "Term-weighting approaches in automatic text
//! retrieval", 1988, with dampened counts and vectors of length 1.

use std::collections::BTreeMap;

use rust_stemmers::{Algorithm, Stemmer};

/// Words that every text has.
const COMMON: &str = "a an and are as at be by for from has have in into is it its may not of on or other such than that the \
                      their them they this those to use using various well when which while who will with work";

/// Numbered terms with their weights, ascending, of length 1.
pub(super) type Vector = Vec<(u32, f32)>;

/// Stemmed words, without the common ones.
pub(super) fn words(text: &str) -> Vec<String> {
    let stemmer = Stemmer::create(Algorithm::English);
    let lower = text.to_lowercase();
    let words = lower.split(|c: char| !c.is_alphanumeric()).filter(|w| w.len() > 1);
    words.filter(|w| COMMON.split_whitespace().all(|c| c != *w)).map(|w| stemmer.stem(w).into_owned()).collect()
}

/// A vector for each list of terms, the terms of all numbered together. A term of one list alone is left out.
pub(super) fn vectors(lists: &[Vec<String>]) -> Vec<Vector> {
    let mut number: BTreeMap<&str, (u32, u32)> = BTreeMap::new();
    let counted: Vec<BTreeMap<&str, f32>> = lists
        .iter()
        .map(|list| {
            let mut counts: BTreeMap<&str, f32> = BTreeMap::new();
            list.iter().for_each(|t| *counts.entry(t).or_default() += 1.0);
            counts.keys().for_each(|t| number.entry(t).or_default().1 += 1);
            counts
        })
        .collect();
    for (n, slot) in (0..).zip(number.values_mut()) {
        slot.0 = n;
    }
    let idf = |df: u32| ((1.0 + lists.len() as f32) / (1.0 + df as f32)).ln() + 1.0;
    let vector = |counts: BTreeMap<&str, f32>| {
        let known = counts.into_iter().filter_map(|(t, c)| number.get(t).map(|n| (n.0, n.1, c)));
        let mut v: Vector = known.filter(|n| n.1 > 1).map(|(n, df, c)| (n, (1.0 + c.ln()) * idf(df))).collect();
        unit(&mut v);
        v
    };
    counted.into_iter().map(vector).collect()
}

/// Brings a vector to length 1.
pub(super) fn unit(v: &mut Vector) {
    let length = v.iter().map(|t| t.1 * t.1).sum::<f32>().sqrt();
    v.iter_mut().for_each(|t| t.1 /= length.max(1e-9));
}

/// Vectors by term, to compare one with all of them.
pub(super) struct Inverted {
    by_term: Vec<Vec<(u32, f32)>>,
    len: usize,
}

impl Inverted {
    pub(super) fn new(vectors: &[Vector]) -> Inverted {
        let terms = vectors.iter().flatten().map(|t| t.0 as usize + 1).max().unwrap_or(0);
        let mut by_term = vec![Vec::new(); terms];
        for (i, v) in (0u32..).zip(vectors) {
            for (term, w) in v {
                by_term[*term as usize].push((i, *w));
            }
        }
        Inverted { by_term, len: vectors.len() }
    }

    /// The dot product with each vector.
    pub(super) fn with_all(&self, v: &Vector) -> Vec<f32> {
        let mut out = vec![0.0; self.len];
        for (term, w) in v {
            for (i, x) in self.by_term.get(*term as usize).map_or(&[] as &[_], Vec::as_slice) {
                out[*i as usize] += w * x;
            }
        }
        out
    }
}
