//! Items that a person would take for the same: two providers' courses with one title, or one address twice.

use super::catalogue::words;
use super::{Catalogue, ItemIx};
use crate::map::{Map, Set};

/// Share of words two titles must have in common.
const ALIKE: f64 = 0.75;

/// Two items that look the same.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Duplicate {
    /// The one that comes first in the catalogue.
    pub first: ItemIx,
    /// The other.
    pub second: ItemIx,
    /// Share of title words in common (Jaccard), 0..=1; 1 also where both open the same address.
    pub alike: f64,
}

impl Catalogue {
    /// Pairs of living items of the same modality whose titles share at least three quarters of their words, or that
    /// open the same address.
    ///
    /// Only titles that share one of their two rarest words are compared, so this stays near linear.
    pub fn duplicates(&self) -> Vec<Duplicate> {
        let titles: Vec<Set<String>> = self.items().iter().map(|i| words(&i.title).collect()).collect();
        let mut holders: Map<&str, Vec<usize>> = Map::new();
        for (at, title) in titles.iter().enumerate().filter(|(at, _)| !self.items()[*at].retired) {
            for word in title {
                holders.entry(word).or_default().push(at);
            }
        }
        let mut pairs: Map<(usize, usize), f64> = Map::new();
        for (at, title) in titles.iter().enumerate().filter(|(at, _)| !self.items()[*at].retired) {
            let mut rarest: Vec<&Vec<usize>> = title.iter().filter_map(|w| holders.get(w.as_str())).collect();
            crate::order::sort_by_key(&mut rarest, |h| h.len());
            for &other in rarest.into_iter().take(2).flatten() {
                if other == at || self.items()[other].modality != self.items()[at].modality {
                    continue;
                }
                let both = title.iter().filter(|w| titles[other].contains(*w)).count();
                let (both, any) = (both as f64, (title.len() + titles[other].len() - both) as f64);
                if any > 0.0 && both / any >= ALIKE {
                    pairs.insert((at.min(other), at.max(other)), both / any);
                }
            }
        }
        let mut urls: Map<&str, usize> = Map::new();
        for (at, item) in self.items().iter().enumerate().filter(|(_, i)| !i.retired && !i.url.is_empty()) {
            match urls.get(item.url.as_str()) {
                Some(&first) => {
                    pairs.insert((first, at), 1.0);
                }
                None => {
                    urls.insert(&item.url, at);
                }
            }
        }
        let pair = |((a, b), alike)| Duplicate { first: ItemIx(a as u32), second: ItemIx(b as u32), alike };
        pairs.into_iter().map(pair).collect()
    }
}
