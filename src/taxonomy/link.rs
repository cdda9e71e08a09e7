//! From words to skills: which skills a text names, and where.
//!
//! First the names themselves: the longest run of words that, word by word, has the stems of a label or alias. Then, in sentences
//! where no name was found, the skills that most of the words speak of (BM25), with little confidence. Confidence is a ladder of
//! plain cases rather than a learned number: a label as written, an alias as written, the same with other endings; less where
//! several skills share the name.

use super::token::{Stems, Token, is_filler, is_local_filler, is_stopword, tokens};
use super::trie::{Name, Trie};
use super::{Mention, SkillId, Taxonomy};
use crate::map::Map;

const LABEL: f32 = 0.95;
const ALIAS: f32 = 0.9;
const LABEL_STEMMED: f32 = 0.85;
const ALIAS_STEMMED: f32 = 0.8;
/// Times this for a single word with another ending than the plural's: `program` for `programming`.
const OTHER_WORD: f32 = 0.85;
/// Times this where two skills share the name, twice where three or more do.
const SHARED: f32 = 0.75;
/// Times this for three letters in another case than the name's: `sql` for `SQL`.
const OTHER_CASE: f32 = 0.9;
/// The most that a sentence without a name can say.
const RETRIEVED: f32 = 0.5;
/// Share of a name's information (idf) that a sentence has to hold, and that a stated name has to share with a skill's.
const COVERED: f32 = 0.8;
const COVERED_NAME: f32 = 0.85;
/// A part of a sentence is asked for a skill at most so many words at a time.
const PART: usize = 40;
/// Bytes of a text that are read: spans are 32 bits wide, and nobody writes a note of 16 MB.
const LONGEST: usize = 16 << 20;
/// A ranked skill less likely than this is not worth a question.
const DOUBTFUL: f32 = 0.25;
/// The most that a ranked skill counts: it was not named.
const MOST_RANKED: f32 = 0.75;
/// How many retrieved skills are looked at closely.
const CANDIDATES: usize = 12;
/// Words a retrieved name may be spread over, beyond its own.
const SLACK: usize = 3;

/// Names of tools that are English words too: they count only in the case of the name.
const COMMON: &str = " access ada air angular ant apex app art assembly atom backbone bash basic box bus c cad chai chef cloud \
    confluence cook crystal d dart dash drive edge elixir elm ember excel express factor fan fish flash flask flow flux forth \
    fresh gem gin git go gulp helm ice illustrator ink ionic jade jam jasmine jet julia karma keynote lap lean led less lift light \
    locust lean mac make maple mint mocha monday notion nim nest oracle outlook paint painter pages pig processing pro puppet \
    pure r rails react reason redux rest rock ruby rust salt sap sass scala scheme scratch sense sentry set ship simple sketch \
    slack slim small snap snowflake solid spark splunk spring spy square stata stylus sun swift tableau tag teams tool travel \
    unity unreal vision visual vim vue wave web wing word work zoom ";

/// After these a word at the beginning of a sentence is a verb: "Go through the plan".
const AFTER_VERB: &str =
    " to the a an at ahead over through back up down out into of this that your our my their live all it along with ";

struct Found {
    skill: SkillId,
    confidence: f32,
    /// Tokens from, to (exclusive).
    at: (usize, usize),
}

impl Taxonomy {
    /// Skills that a text names, with where and how sure; at most one mention of a skill in a sentence, ordered by span.
    ///
    /// Spans are byte ranges on character borders. A text may be anything; linking takes time in proportion to its length.
    pub fn link(&self, text: &str) -> Vec<Mention> {
        self.mentions(text, false)
    }

    /// The same, and where the pack has a table each part of a sentence without a name is asked for what it speaks of (see `best`).
    /// That takes a thousand times as long as looking for names: for what a person wrote, not for a hundred thousand commits.
    pub fn link_closely(&self, text: &str) -> Vec<Mention> {
        self.mentions(text, !self.vectors.is_empty())
    }

    /// Names alone, without a look at sentences that have none: for what comes by the hundred thousand, as commits do.
    pub fn link_names(&self, text: &str) -> Vec<Mention> {
        let text = text.get(..floor_char(text, LONGEST)).unwrap_or("");
        let words = tokens(text);
        let mut stemmer = Stems::new();
        let stems: Vec<Option<u32>> = words.iter().map(|t| self.stem_number(&mut stemmer, &t.lower)).collect();
        mentions_of(&words, &self.names_in(text, &words, &stems, &stemmer))
    }

    fn mentions(&self, text: &str, closely: bool) -> Vec<Mention> {
        let text = text.get(..floor_char(text, LONGEST)).unwrap_or("");
        let words = tokens(text);
        let mut stemmer = Stems::new();
        let stems: Vec<Option<u32>> = words.iter().map(|t| self.stem_number(&mut stemmer, &t.lower)).collect();
        let mut found = self.names_in(text, &words, &stems, &stemmer);
        if closely {
            self.ask_parts(text, &words, &mut found);
        } else {
            self.retrieve(&words, &stems, &mut stemmer, &mut found);
        }
        mentions_of(&words, &found)
    }

    /// The skill of a stated name (a line of a CV's skills, a badge, a column of a table), and how sure, 0..=1.
    ///
    /// Unlike `link` the whole name has to match, in any case.
    pub fn link_name(&self, name: &str) -> Option<(SkillId, f32)> {
        let name = name.get(..floor_char(name, 400)).unwrap_or("");
        let words = tokens(name);
        let mut stemmer = Stems::new();
        let kept: Vec<&Token> = words.iter().filter(|t| !is_filler(&t.lower)).collect();
        let stems: Vec<Option<u32>> = kept.iter().map(|t| self.stem_number(&mut stemmer, &t.lower)).collect();
        let walk = |stems: &[Option<u32>]| {
            stems.iter().try_fold(Trie::ROOT, |node, s| self.phrases.step(node, (*s)?)).unwrap_or(Trie::ROOT)
        };
        let local = || {
            let walked = kept.iter().zip(&stems).filter(|(t, _)| !is_local_filler(&t.lower));
            walked
                .into_iter()
                .try_fold(Trie::ROOT, |node, (t, s)| self.step(node, *s, t, &stemmer))
                .unwrap_or(Trie::ROOT)
        };
        for node in [walk(&stems), local()] {
            if let Some(f) = self.choose(self.phrases.names(node), &kept, None) {
                return Some(f);
            }
        }
        // "Python (programming language)": the name before the bracket.
        let before = name.split_once(['(', '[']).map(|(before, _)| before);
        if let Some((skill, sure)) = before.and_then(|b| self.link_name(b)) {
            return Some((skill, sure * OTHER_CASE));
        }
        let known: Vec<u32> = stems.iter().copied().flatten().collect();
        let rare = |t: &&Token| !is_stopword(&t.lower);
        let all: f32 = kept.iter().zip(&stems).filter(|(t, _)| rare(t)).map(|(_, s)| self.weight(*s)).sum();
        let mut best: Option<(SkillId, f32)> = None;
        for (skill, _) in self.postings.best(&known, CANDIDATES) {
            for other in self.names(skill) {
                let (mut shared, mut total, mut count) = (0.0, 0.0, 0);
                for t in tokens(other).iter().filter(|t| !is_stopword(&t.lower)) {
                    let stem = self.stem_number(&mut stemmer, &t.lower);
                    total += self.weight(stem);
                    if stem.is_some_and(|s| known.contains(&s)) {
                        shared += self.weight(stem);
                        count += 1;
                    }
                }
                let covered = (shared / total.max(1e-6)).min(shared / all.max(1e-6)).min(1.0);
                if count >= 2 && covered >= COVERED_NAME && best.is_none_or(|b| covered * RETRIEVED > b.1) {
                    best = Some((skill, covered * RETRIEVED));
                }
            }
        }
        best
    }

    /// From one word of a name to the next: by the pack's own language, then by the others of the pack, then without the version that is
    /// written onto a name (`Python3`, `Java17`).
    fn step(&self, node: u32, stem: Option<u32>, word: &Token, stemmer: &Stems) -> Option<u32> {
        if let Some(next) = stem.and_then(|s| self.phrases.step(node, s)) {
            return Some(next);
        }
        let by = |stem: &str| self.stems.find_sorted(stem).and_then(|s| self.phrases.step(node, s as u32));
        if self.facets.has_names()
            && let Some(next) = by(&stemmer.german(&word.lower)).or_else(|| by(&word.lower))
        {
            return Some(next);
        }
        let bare = word.lower.trim_end_matches(|c: char| c.is_ascii_digit());
        let versioned =
            bare.len() < word.lower.len() && bare.len() >= 3 && bare.bytes().all(|b| b.is_ascii_lowercase());
        if versioned { by(bare) } else { None }
    }

    pub(super) fn stem_number(&self, stemmer: &mut Stems, lower: &str) -> Option<u32> {
        self.stems.find_sorted(stemmer.stem(lower)).map(|i| i as u32)
    }

    /// What a word tells; one that no skill has tells as much as the rarest.
    fn weight(&self, stem: Option<u32>) -> f32 {
        self.postings.idf(stem.unwrap_or(u32::MAX))
    }

    /// The skills whose names stand in a text, each with the confidence of its surest name.
    pub(super) fn named(&self, text: &str, words: &[Token]) -> Map<SkillId, f32> {
        let mut stemmer = Stems::new();
        let stems: Vec<Option<u32>> = words.iter().map(|t| self.stem_number(&mut stemmer, &t.lower)).collect();
        let mut out = Map::new();
        for f in self.names_in(text, words, &stems, &stemmer) {
            let sure: &mut f32 = out.entry(f.skill).or_insert(0.0);
            *sure = sure.max(f.confidence);
        }
        out
    }

    /// The longest names in a text, from left to right, none across another.
    fn names_in(&self, text: &str, words: &[Token], stems: &[Option<u32>], stemmer: &Stems) -> Vec<Found> {
        let mut found = Vec::new();
        let mut at = 0;
        while at < words.len() {
            match self.name_at(text, words, stems, stemmer, at) {
                Some(f) => {
                    at = f.at.1;
                    found.push(f);
                }
                None => at += 1,
            }
        }
        found
    }

    /// The longest name that begins at a token.
    fn name_at(&self, text: &str, words: &[Token], stems: &[Option<u32>], stemmer: &Stems, at: usize) -> Option<Found> {
        if is_filler(&words.get(at)?.lower) {
            return None;
        }
        let mut best = None;
        let mut node = Trie::ROOT;
        let mut run: Vec<&Token> = Vec::new();
        for (i, t) in words.iter().enumerate().skip(at) {
            if i > at && (t.apart || t.sentence != words.get(at)?.sentence) {
                break;
            }
            if is_filler(&t.lower) {
                continue;
            }
            let Some(next) = self.step(node, stems.get(i).copied().flatten(), t, stemmer) else {
                // "Entwicklung der Datenbanken": an article inside a name.
                if i > at && self.facets.has_names() && is_local_filler(&t.lower) {
                    continue;
                }
                break;
            };
            node = next;
            run.push(t);
            let names = self.phrases.names(node);
            let Some((skill, confidence)) = self.choose(names, &run, Some((text, words.get(i + 1)))) else { continue };
            best = Some(Found { skill, confidence, at: (at, i + 1) });
        }
        best
    }

    /// The best of the names that a run of tokens may be. `around` is the text and the next token, where case and neighbours
    /// matter.
    fn choose(&self, names: &[Name], run: &[&Token], around: Option<(&str, Option<&Token>)>) -> Option<(SkillId, f32)> {
        let mut best: Option<(f32, SkillId)> = None;
        let mut sharing: Vec<SkillId> = Vec::new();
        for &name in names {
            let mut confidence = self.likeness(name, run);
            if let (Some((text, next)), [one]) = (around, run) {
                confidence *= case_fits(self.name(name), one, text, next);
            }
            if confidence <= 0.0 {
                continue;
            }
            match best {
                Some((b, _)) if confidence < b => {}
                // Names come in order of skill, so the lowest id wins among equals.
                Some((b, skill)) if confidence == b => {
                    if skill != name.skill && !sharing.contains(&name.skill) {
                        sharing.push(name.skill);
                    }
                }
                _ => {
                    best = Some((confidence, name.skill));
                    sharing = vec![name.skill];
                }
            }
        }
        best.map(|(c, skill)| (skill, c * SHARED.powi(sharing.len().saturating_sub(1).min(2) as i32)))
    }

    /// The rung of the ladder: label or alias, as written or only with the same stems.
    fn likeness(&self, name: Name, run: &[&Token]) -> f32 {
        let words = tokens(self.name(name));
        let own: Vec<&str> = words.iter().map(|t| t.lower.as_str()).filter(|w| !is_filler(w)).collect();
        let same = own.iter().copied().eq(run.iter().map(|t| t.lower.as_str()));
        let rung = match (name.ord, same) {
            (0, true) => LABEL,
            (_, true) => ALIAS,
            (0, false) => LABEL_STEMMED,
            (_, false) => ALIAS_STEMMED,
        };
        match (own.as_slice(), run) {
            ([a], [b]) if a.trim_end_matches('s') != b.lower.trim_end_matches('s') => rung * OTHER_WORD,
            _ => rung,
        }
    }

    /// Adds what parts of sentences without a name speak of most likely.
    fn ask_parts(&self, text: &str, words: &[Token], found: &mut Vec<Found>) {
        let mut named = found.iter().map(|f| f.at.0).collect::<Vec<_>>().into_iter().peekable();
        let mut start = 0;
        while let Some(first) = words.get(start) {
            let rest = words.get(start + 1..).unwrap_or(&[]);
            let goes_on =
                |t: &&Token| !t.apart && t.sentence == first.sentence && !matches!(t.lower.as_str(), "and" | "und");
            let end = start + 1 + rest.iter().take(PART - 1).take_while(goes_on).count();
            let mut has_name = false;
            while named.next_if(|n| *n < end).is_some() {
                has_name = true;
            }
            let part = words.get(start..end).unwrap_or(&[]);
            // One word alone, if no name has it, says too little.
            let telling = part.iter().filter(|t| !is_stopword(&t.lower)).count();
            if !has_name
                && telling >= 2
                && let Some(best) = self.best_of(text, part).filter(|b| b.right >= DOUBTFUL)
            {
                found.push(Found { skill: best.skill, confidence: best.right.min(MOST_RANKED), at: (start, end) });
            }
            start = end;
        }
    }

    /// Adds what sentences without a name speak of.
    fn retrieve(&self, words: &[Token], stems: &[Option<u32>], stemmer: &mut Stems, found: &mut Vec<Found>) {
        let mut start = 0;
        let mut named = found.iter().map(|f| f.at.0).collect::<Vec<_>>().into_iter().peekable();
        while let Some(first) = words.get(start) {
            let length = words.get(start..).unwrap_or(&[]).iter().take_while(|t| t.sentence == first.sentence).count();
            let end = start + length;
            let mut has_name = false;
            while named.next_if(|n| *n < end).is_some() {
                has_name = true;
            }
            if !has_name {
                // Long sentences in pieces: nobody spreads one name over sixty words.
                for from in (start..end).step_by(60) {
                    let to = (from + 60).min(end);
                    found.extend(self.retrieve_in(words, stems, stemmer, (from, to)));
                }
            }
            start = end;
        }
    }

    fn retrieve_in(
        &self,
        words: &[Token],
        stems: &[Option<u32>],
        stemmer: &mut Stems,
        at: (usize, usize),
    ) -> Option<Found> {
        let mut places: Vec<(u32, usize)> = Vec::new();
        for i in at.0..at.1 {
            let (word, stem) = (words.get(i)?, stems.get(i)?);
            if let Some(s) = stem.filter(|_| !is_stopword(&word.lower)) {
                places.push((s, i));
            }
        }
        let mut query: Vec<u32> = places.iter().map(|p| p.0).collect();
        crate::order::sort(&mut query);
        query.dedup();
        if query.len() < 2 {
            return None;
        }
        let mut best: Option<Found> = None;
        for (skill, _) in self.postings.best(&query, CANDIDATES) {
            for name in self.names(skill) {
                let (mut shared, mut total, mut hits, mut length) = (0.0, 0.0, Vec::new(), 0);
                for t in tokens(name).iter().filter(|t| !is_stopword(&t.lower)) {
                    let stem = self.stem_number(stemmer, &t.lower);
                    total += self.weight(stem);
                    length += 1;
                    if let Some(p) = places.iter().find(|p| Some(p.0) == stem) {
                        shared += self.weight(stem);
                        hits.push(p.1);
                    }
                }
                crate::order::sort(&mut hits);
                hits.dedup();
                let (Some(&low), Some(&high)) = (hits.first(), hits.last()) else { continue };
                let covered = shared / f32::max(total, 1e-6);
                let close = high - low < length + SLACK;
                let confidence = RETRIEVED * covered.min(1.0);
                if hits.len() >= 2
                    && close
                    && covered >= COVERED
                    && best.as_ref().is_none_or(|b| confidence > b.confidence)
                {
                    best = Some(Found { skill, confidence, at: (low, high + 1) });
                }
            }
        }
        best
    }
}

/// What was found as mentions: the surest of a skill in a sentence, in the order of the text.
fn mentions_of(words: &[Token], found: &[Found]) -> Vec<Mention> {
    let mut out: Vec<(u32, Mention)> = found
        .iter()
        .filter_map(|f| {
            let (first, last) = (words.get(f.at.0)?, words.get(f.at.1.checked_sub(1)?)?);
            let span = (first.start as u32, last.end as u32);
            Some((first.sentence, Mention { skill: f.skill, confidence: f.confidence, span }))
        })
        .collect();
    // The surest mention of a skill in a sentence stays, the earliest of equals.
    crate::order::sort_by(&mut out, |(s, a), (t, b)| {
        (s, a.skill).cmp(&(t, b.skill)).then(b.confidence.total_cmp(&a.confidence)).then(a.span.cmp(&b.span))
    });
    out.dedup_by(|(s, a), (t, b)| s == t && a.skill == b.skill);
    let mut out: Vec<Mention> = out.into_iter().map(|m| m.1).collect();
    crate::order::sort_by_key(&mut out, |m| (m.span, m.skill));
    out
}

/// How well the case and the neighbours of a single word fit a name: 0, a little less than 1, or 1.
pub(super) fn case_fits(name: &str, word: &Token, text: &str, next: Option<&Token>) -> f32 {
    let written = text.get(word.start..word.end).unwrap_or("");
    // A version written onto it is no part of the name.
    let version = |c: char| c.is_ascii_digit();
    let written = if name.ends_with(version) { written } else { written.trim_end_matches(version) };
    // `C#` and `.NET` are nothing else in any case.
    if name.chars().any(|c| !c.is_alphanumeric()) {
        return 1.0;
    }
    // The plural of an acronym is as short as the acronym: `LEDs`.
    let name = acronym(name);
    let written = acronym(written);
    let letters = name.chars().count();
    let mut common = String::with_capacity(name.len() + 2);
    common.push(' ');
    common.extend(name.chars().flat_map(crate::lower::letters));
    common.push(' ');
    let common = COMMON.contains(&common);
    if letters > 3 && !common {
        return if names_a_person(&word.lower) && !names_a_person(&crate::lower::text(name)) { 0.0 } else { 1.0 };
    }
    if letters <= 2
        && (joined(text.get(..word.start).and_then(|t| t.chars().next_back()), None)
            || joined(
                text.get(word.end..).and_then(|t| t.chars().next()),
                text.get(word.end..).and_then(|t| t.chars().nth(1)),
            ))
    {
        return 0.0;
    }
    if written != name {
        // All small or all capital; `Led` at the beginning of a sentence is no `LED`.
        let even = written.chars().all(char::is_lowercase) || written.chars().all(char::is_uppercase);
        return if letters == 3 && !common && even && crate::lower::text(written) == crate::lower::text(name) {
            OTHER_CASE
        } else {
            0.0
        };
    }
    let verb = |n: &Token| {
        let key = [" ", n.lower.as_str(), " "].concat();
        n.sentence == word.sentence && !n.apart && AFTER_VERB.contains(&key)
    };
    if common && word.first && next.is_some_and(verb) { 0.0 } else { 1.0 }
}

fn acronym(name: &str) -> &str {
    match name.strip_suffix('s') {
        Some(one) if !one.is_empty() && one.chars().all(char::is_uppercase) => one,
        _ => name,
    }
}

/// Whether a word is somebody who does a thing: `engineers` has the stem of `engineering`, and says less.
fn names_a_person(lower: &str) -> bool {
    let one = lower.strip_suffix('s').unwrap_or(lower);
    one.ends_with("er") || one.ends_with("or")
}

/// Whether a neighbour makes a short name part of something else: `R&D`, `C-level`, `e.g.`.
fn joined(neighbour: Option<char>, beyond: Option<char>) -> bool {
    match neighbour {
        Some('&' | '-' | '\'' | '’' | '@' | '_' | '=') => true,
        Some('.') => beyond.is_some_and(char::is_alphanumeric),
        _ => false,
    }
}

/// The last character border at or before a byte.
pub(super) fn floor_char(text: &str, at: usize) -> usize {
    (0..=at.min(text.len())).rev().find(|i| text.is_char_boundary(*i)).unwrap_or(0)
}
