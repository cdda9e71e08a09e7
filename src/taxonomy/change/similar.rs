//! How alike two skills are by their words: names first, then what is said of them. For the successor of a skill that is gone.

use std::collections::{BTreeMap, BTreeSet};

use super::super::SkillSource;
use super::super::token::{Stems, is_stopword, tokens};

/// Share of the names in the likeness of two skills; the description has the rest.
const NAMES: f32 = 0.65;

/// Stemmed content words of a text.
pub(super) fn words(stems: &mut Stems, text: &str) -> BTreeSet<String> {
    tokens(text).iter().filter(|t| !is_stopword(&t.lower)).map(|t| stems.stem(&t.lower).to_owned()).collect()
}

/// A name without case, punctuation and inflection, to compare whole.
pub(super) fn plain(stems: &mut Stems, name: &str) -> String {
    stems.phrase(name).join(" ")
}

/// Words of many skills, weighted by how rare they are.
pub(super) struct Likeness {
    stems: Stems,
    rarity: BTreeMap<String, f32>,
    rows: Vec<Row>,
    /// Word to the rows that have it in a name.
    index: BTreeMap<String, Vec<usize>>,
}

struct Row {
    names: Vec<BTreeSet<String>>,
    description: BTreeSet<String>,
}

impl Likeness {
    /// Over the skills that may be successors.
    pub(super) fn new(skills: &[&SkillSource]) -> Likeness {
        let mut stems = Stems::new();
        let rows: Vec<Row> = skills.iter().map(|s| Row::of(&mut stems, s)).collect();
        let mut counts: BTreeMap<String, u32> = BTreeMap::new();
        let mut index: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for (i, row) in rows.iter().enumerate() {
            let named: BTreeSet<&String> = row.names.iter().flatten().collect();
            for word in &named {
                index.entry((*word).clone()).or_default().push(i);
            }
            for word in named.into_iter().chain(&row.description).collect::<BTreeSet<_>>() {
                *counts.entry(word.clone()).or_default() += 1;
            }
        }
        let all = rows.len().max(1) as f32;
        let rarity = counts.into_iter().map(|(w, n)| (w, (1.0 + all / n as f32).ln())).collect();
        Likeness { stems, rarity, rows, index }
    }

    /// The most alike of them, and how much, 0..=1; of equals the first.
    pub(super) fn nearest(&mut self, skill: &SkillSource) -> Option<(usize, f32)> {
        let row = Row::of(&mut self.stems, skill);
        let mut near: BTreeSet<usize> = BTreeSet::new();
        for word in row.names.iter().flatten() {
            near.extend(self.index.get(word).into_iter().flatten());
        }
        let mut best: Option<(usize, f32)> = None;
        for i in near {
            let Some(other) = self.rows.get(i) else { continue };
            let score = self.alike(&row, other);
            if best.is_none_or(|b| score > b.1) {
                best = Some((i, score));
            }
        }
        best
    }

    fn alike(&self, a: &Row, b: &Row) -> f32 {
        // The label against every name of the other, both ways: an alias that meets an alias says little.
        let label = |x: &Row, y: &Row| {
            x.names.first().map_or(0.0, |l| y.names.iter().map(|n| self.dice(l, n)).fold(0.0, f32::max))
        };
        let names = label(a, b).max(label(b, a));
        if a.description.is_empty() || b.description.is_empty() {
            return names * NAMES;
        }
        NAMES * names + (1.0 - NAMES) * self.dice(&a.description, &b.description)
    }

    /// Shared weight over all weight (Dice, 1945), words weighted by rarity.
    fn dice(&self, a: &BTreeSet<String>, b: &BTreeSet<String>) -> f32 {
        let most = (1.0 + self.rows.len().max(1) as f32).ln();
        let weight = |w: &String| self.rarity.get(w).copied().unwrap_or(most);
        let (sum_a, sum_b): (f32, f32) = (a.iter().map(weight).sum(), b.iter().map(weight).sum());
        let both: f32 = a.intersection(b).map(weight).sum();
        if sum_a + sum_b > 0.0 { 2.0 * both / (sum_a + sum_b) } else { 0.0 }
    }
}

impl Row {
    fn of(stems: &mut Stems, s: &SkillSource) -> Row {
        let names = std::iter::once(&s.label).chain(&s.aliases).map(|n| words(stems, n)).collect();
        Row { names, description: words(stems, &s.description) }
    }
}
