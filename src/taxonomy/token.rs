//! Words of a text as the linker sees them.
//!
//! A token is a run of letters and digits, with what belongs to names of tools: `C++`, `C#`, `.NET`, `3.12`. `CI/CD`, `Node.js`
//! and `problem-solving` are two tokens each, in a name as in a text, so that `ci cd` and `problem solving` match too.

use rust_stemmers::{Algorithm, Stemmer};

use crate::map::Map;

/// One word of a text.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Token {
    /// Byte range in the text.
    pub(super) start: usize,
    pub(super) end: usize,
    /// Lower case, with a straight apostrophe.
    pub(super) lower: String,
    /// Which sentence of the text, from 0.
    pub(super) sentence: u32,
    /// A comma or the like stands between the token before and this one: no phrase goes across.
    pub(super) apart: bool,
    /// First of its sentence.
    pub(super) first: bool,
}

/// Words that say nothing about a skill; a phrase is the same with and without them.
pub(super) fn is_filler(lower: &str) -> bool {
    matches!(lower, "a" | "an" | "the" | "my" | "our" | "your" | "their" | "his" | "her" | "its")
}

/// The same of German; asked only where a pack has names in other languages.
pub(super) fn is_local_filler(lower: &str) -> bool {
    matches!(
        lower,
        "der" | "die" | "das" | "den" | "dem" | "des" | "ein" | "eine" | "einer" | "einen" | "einem" | "eines"
    )
}

/// Words too common for retrieval.
pub(super) const STOPWORDS: &str = "and or of to in on at by for from with as is are was were be been it this that these those we i you \
    they he she not no but so up out all new using use used uses via into etc such other can will has \
    have had do did";

/// Whether a word is too common for retrieval.
pub(super) fn is_stopword(lower: &str) -> bool {
    is_filler(lower) || lower.len() <= 5 && STOPWORDS.split(' ').any(|w| w == lower)
}

/// The tokens of a text, in order.
pub(super) fn tokens(text: &str) -> Vec<Token> {
    let mut out: Vec<Token> = Vec::new();
    let (mut sentence, mut apart, mut first) = (0u32, false, true);
    let mut chars = text.char_indices().peekable();
    while let Some((start, c)) = chars.next() {
        let dot_net = c == '.' && is_dot_net(text, start);
        if !c.is_alphanumeric() && !dot_net {
            let after = chars.peek().map_or('\n', |n| n.1);
            let ends = matches!(c, '\n' | '\r' | '•' | '|' | '\u{2028}' | '\u{2029}')
                || matches!(c, '.' | '!' | '?' | ';' | '…') && (after.is_whitespace() || after == '"' || after == ')');
            if ends && !first {
                (sentence, apart, first) = (sentence + 1, true, true);
            } else if matches!(c, ',' | ':' | '(' | ')' | '–' | '—' | '"' | '“' | '”' | '+' | '=' | '*') {
                apart = true;
            }
            continue;
        }
        let mut end = start + c.len_utf8();
        while let Some(&(at, n)) = chars.peek() {
            let next = text[at + n.len_utf8()..].chars().next();
            let joins = n.is_alphanumeric() && !text[..at].ends_with(['+', '#'])
                || matches!(n, '\'' | '’') && next.is_some_and(char::is_alphabetic)
                || n == '.' && before_is_digit(text, at) && next.is_some_and(|d| d.is_ascii_digit())
                || n == '#' && end - start <= 2 && !next.is_some_and(char::is_alphabetic)
                || n == '+' && (text[at..].starts_with("++") || text[..at].ends_with('+'));
            if !joins {
                break;
            }
            end = at + n.len_utf8();
            chars.next();
        }
        let word = &text[start..end];
        let lower = if word.is_ascii() {
            word.to_ascii_lowercase()
        } else {
            word.chars().map(|c| if c == '’' { '\'' } else { c }).flat_map(crate::lower::letters).collect()
        };
        out.push(Token { start, end, lower, sentence, apart, first });
        (apart, first) = (false, false);
    }
    out
}

fn before_is_digit(text: &str, at: usize) -> bool {
    text[..at].chars().next_back().is_some_and(|c| c.is_ascii_digit())
}

/// Whether the dot at `at` begins the name `.NET`.
fn is_dot_net(text: &str, at: usize) -> bool {
    let rest = text.as_bytes().get(at + 1..at + 4);
    rest.is_some_and(|r| r.eq_ignore_ascii_case(b"net"))
        && !text.get(at + 4..).and_then(|t| t.chars().next()).is_some_and(char::is_alphanumeric)
}

/// Stems words (Snowball English, "Porter2") and remembers them.
pub(super) struct Stems {
    stemmer: Stemmer,
    german: Stemmer,
    seen: Map<String, String>,
}

impl Stems {
    pub(super) fn new() -> Self {
        Stems {
            stemmer: Stemmer::create(Algorithm::English),
            german: Stemmer::create(Algorithm::German),
            seen: Map::new(),
        }
    }

    /// The German stem of a lower-case token. `ae`, `oe` and `ue` are read as umlauts, which the stemmer then takes off, as Snowball's
    /// variant "German2" does.
    pub(super) fn german(&self, lower: &str) -> String {
        let written = lower.replace("ae", "ä").replace("oe", "ö").replace("ue", "ü").replace("qü", "que");
        self.german.stem(&written).into_owned()
    }

    /// The stems of a name in another language than the pack's: German ones, or the words as they are where there is no stemmer here.
    pub(super) fn phrase_in(&self, language: &str, name: &str) -> Vec<String> {
        let words = tokens(name);
        let kept = words.iter().filter(|t| !is_local_filler(&t.lower));
        kept.map(|t| if language == "de" { self.german(&t.lower) } else { t.lower.clone() }).collect()
    }

    /// The stem of a lower-case token. British and American spellings meet: organise, analyse, behaviour, programme.
    pub(super) fn stem(&mut self, lower: &str) -> &str {
        if !self.seen.contains_key(lower) {
            let american = american(lower);
            let mut stem = self.stemmer.stem(american.as_deref().unwrap_or(lower)).into_owned();
            if stem.ends_with("lyz") || stem.ends_with("lysi") {
                stem.truncate(stem.len() - if stem.ends_with('i') { 2 } else { 1 });
                stem.push('s');
            }
            self.seen.insert(lower.to_owned(), stem);
        }
        self.seen.get(lower).map_or("", String::as_str)
    }

    /// The stems of a name, without fillers.
    pub(super) fn phrase(&mut self, name: &str) -> Vec<String> {
        tokens(name).iter().filter(|t| !is_filler(&t.lower)).map(|t| self.stem(&t.lower).to_owned()).collect()
    }
}

/// The American spelling of a word, where it has one of its own. Words that are in fact no such pair (`supervise`) are left out
/// where that would part them from their relatives (`supervision`).
fn american(lower: &str) -> Option<String> {
    for end in ["ise", "ises", "ised", "ising", "iser", "isers", "isation", "isations"] {
        if let Some(root) = lower.strip_suffix(end).filter(|r| r.len() >= 4 && r.is_ascii()) {
            let other =
                root.ends_with(['v', 'c', 'w', 'a', 'o', 'u', 'p']) || root.ends_with("ert") || root.ends_with("om");
            return (!other).then(|| [root, "iz", end.get(2..).unwrap_or("")].concat());
        }
    }
    for (end, by) in [("lour", "lor"), ("vour", "vor"), ("bour", "bor"), ("iour", "ior"), ("programme", "program")] {
        let root = lower.strip_suffix(end).or_else(|| lower.strip_suffix('s').and_then(|l| l.strip_suffix(end)));
        if let Some(root) = root.filter(|r| r.len() >= 2 || end.len() > 4) {
            return Some([root, by].concat());
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<String> {
        tokens(text).into_iter().map(|t| t.lower).collect()
    }

    #[test]
    fn names_of_tools_stay_whole() {
        assert_eq!(
            words("C++, C# and .NET; ASP.NET, Python 3.12."),
            ["c++", "c#", "and", ".net", "asp", ".net", "python", "3.12"]
        );
        assert_eq!(words("CI/CD with Node.js"), ["ci", "cd", "with", "node", "js"]);
        assert_eq!(words("the company’s people's"), ["the", "company's", "people's"]);
    }

    #[test]
    fn sentences_end_at_stops_and_lines() {
        let t = tokens("One two. Three\nfour, five");
        assert_eq!(t.iter().map(|t| t.sentence).collect::<Vec<_>>(), [0, 0, 1, 2, 2]);
        assert_eq!(t.iter().map(|t| t.apart).collect::<Vec<_>>(), [false, false, true, true, true]);
    }

    #[test]
    fn spellings_and_inflections_meet() {
        let mut s = Stems::new();
        for (a, b) in [
            ("managed", "manage"),
            ("teams", "team"),
            ("organise", "organize"),
            ("organising", "organizes"),
            ("specialisation", "specialization"),
            ("analysing", "analyzed"),
            ("behaviours", "behavior"),
            ("programmes", "program"),
            ("supervised", "supervision"),
        ] {
            let a = s.stem(a).to_owned();
            assert_eq!(a, s.stem(b));
        }
    }
}
