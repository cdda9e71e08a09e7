//! Skills for a person who is typing.

use super::link::floor_char;
use super::token::{Stems, tokens};
use super::{SkillId, Taxonomy};

impl Taxonomy {
    /// Up to `count` skills in use for what was typed so far, best first.
    ///
    /// Labels that begin with it come first, short ones before long; then skills with a label or alias in which every typed word
    /// begins a word; then those that hold the words in some other form. Nothing typed, nothing found.
    pub fn search(&self, text: &str, count: usize) -> Vec<SkillId> {
        let typed = tokens(text.get(..floor_char(text, 200)).unwrap_or(""));
        if typed.is_empty() || count == 0 {
            return Vec::new();
        }
        let words: Vec<&str> = typed.iter().map(|t| t.lower.as_str()).collect();
        let mut found: Vec<(u8, usize, SkillId)> = Vec::new();
        for skill in self.skills().filter(|s| !self.retired(*s)) {
            for (i, name) in self.names(skill).enumerate() {
                if let Some(rank) = begins(name, &words) {
                    let rank = rank + if i > 0 { 3 } else { 0 };
                    found.push((rank, name.len(), skill));
                    if i == 0 {
                        break;
                    }
                }
            }
        }
        crate::order::sort(&mut found);
        let mut out: Vec<SkillId> = Vec::new();
        let mut stemmer = Stems::new();
        let stems: Vec<u32> = words.iter().filter_map(|w| self.stem_number(&mut stemmer, w)).collect();
        let rest = if found.len() < count { self.postings.best(&stems, count * 2) } else { Vec::new() };
        for skill in found.into_iter().map(|f| f.2).chain(rest.into_iter().map(|r| r.0)) {
            if out.len() == count {
                break;
            }
            if !out.contains(&skill) {
                out.push(skill);
            }
        }
        out
    }
}

/// 0: the name is the words; 1: it begins with them; 2: each of them begins a word of it.
fn begins(name: &str, words: &[&str]) -> Option<u8> {
    let mut all = true;
    for w in words {
        all = all && word_begins(name, w);
    }
    if !all {
        return None;
    }
    let own = tokens(name);
    let mut own = own.iter().map(|t| t.lower.as_str());
    let in_order = words.iter().all(|w| own.next().is_some_and(|o| o.starts_with(w)));
    Some(match (in_order, own.next()) {
        (true, None) => u8::from(!exactly(name, words)),
        (true, Some(_)) => 1,
        (false, _) => 2,
    })
}

fn exactly(name: &str, words: &[&str]) -> bool {
    tokens(name).iter().map(|t| t.lower.as_str()).eq(words.iter().copied())
}

/// Whether a word of the name begins with `word` (lower case). Runs over all names at every key, so it allocates nothing.
fn word_begins(name: &str, word: &str) -> bool {
    let first = word.bytes().next().unwrap_or(0);
    let mut at_border = true;
    for (i, b) in name.bytes().enumerate() {
        // Every byte of a letter outside ASCII counts as inside a word; such a letter may begin one.
        let inside = b.is_ascii_alphanumeric() || !b.is_ascii();
        let may_begin = if b.is_ascii() { b.to_ascii_lowercase() == first } else { b >= 0xc0 };
        if may_begin && (at_border || !inside) {
            let mut rest = name.get(i..).unwrap_or("").chars().flat_map(crate::lower::letters);
            if word.chars().all(|w| rest.next().is_some_and(|r| r == w || r == '’' && w == '\'')) {
                return true;
            }
        }
        at_border = !inside;
    }
    false
}
