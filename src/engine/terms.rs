//! Terms that the dictionary asks about and no skill explains: heard where a file is read, since its words are not kept.

use serde::{Deserialize, Serialize};

use super::Engine;
use crate::clock::Millis;
use crate::map::{Map, Set};
use crate::signal::Source;
use crate::sync::Day;

/// How long a term counts after it was last named, days: it is asked about once a year.
const COUNTS_DAYS: i32 = 366;

/// A term that an import named.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Heard {
    /// As the dictionary's list writes it.
    pub(super) term: String,
    /// When it was named last.
    pub(super) at: i64,
    /// In what: it is kept as long as signals of this source are.
    pub(super) source: Source,
    /// Import that brought it; undoing the import takes it back.
    pub(super) import: u32,
}

impl Engine {
    /// Of the terms that a file named those of which nothing so recent was known.
    pub(super) fn newly_heard(&self, named: Map<String, (i64, Source, u64)>) -> Vec<Heard> {
        let known = |term: &str, at: i64| self.state.heard.iter().any(|h| h.term == term && h.at >= at);
        let new = named.into_iter().filter(|(term, (at, ..))| !known(term, *at));
        new.map(|(term, (at, source, _))| Heard { term, at, source, import: 0 }).collect()
    }

    /// Terms named in the twelve months before a day that no skill of today's pack explains: heard when a file was read, or
    /// standing in the titles that are kept, so that a list may be published after the import.
    pub(super) fn unexplained(&self, end: Day) -> Set<String> {
        let terms = &self.company.terms;
        if terms.is_empty() {
            return Set::new();
        }
        let counts = |at: i64| {
            let day = Day::of(Millis(at)).0;
            day < end.0 && day >= end.0 - COUNTS_DAYS
        };
        let heard = self.state.heard.iter().filter(|h| counts(h.at) && terms.contains(&h.term));
        let mut found: Set<String> = heard.map(|h| h.term.clone()).collect();
        let stands = self.state.signals.iter().filter(|(key, s)| counts(s.at) && !self.state.voided.contains_key(key));
        let titles: Set<u32> = stands.map(|(_, s)| s.title).collect();
        for title in &titles {
            found.extend(terms.named(self.state.say(*title)).into_iter().map(str::to_owned));
        }
        found
    }
}
