//! Which skills a text speaks of, whether or not it names them: a ranking.
//!
//! Candidates come from the words (`bm25`) and, where the pack has a table, from the direction of the text (`vectors`). Each is then
//! looked at closely, and what is found is added up. The weights were found on validation sentences by
//! `cargo x eval link --tune`; no test file had a part in it.

use super::token::{Stems, Token, is_stopword, tokens};
use super::vectors::each_hashed_gram;
use super::{SkillId, Taxonomy};
use crate::map::{Map, Set};

/// What is known of a candidate, in this order: how much of a name the text holds; its label's words in the text; its label's runs
/// of letters; direction of the whole text; direction of its best part; a name of it stands in the text, word for word; the
/// length of its label.
pub const FEATURES: usize = 7;
/// What each counts. A long label is a narrow skill, and narrow skills are rarely meant.
pub const WEIGHTS: [f32; FEATURES] = [1.15, 0.2, 0.53, 1.65, 0.5, 0.34, -0.25];

/// How many candidates words and directions give each.
const CANDIDATES: usize = 48;
/// What a word counts that says how something is asked for, not what.
const FRAME_WEIGHT: f32 = 0.3;
/// A name of many words need not be there whole: its information counts to this power (1: a share of it; 0: the plain sum).
const LENGTH_POWER: f32 = 0.7;
const K1: f32 = 1.2;
const B: f32 = 0.75;
/// Room for hashed runs of letters: as many as a `u16` counts.
const GRAMS: usize = 1 << 16;

/// Words of job advertisements, CVs and course texts that frame a skill: they say how well, how long, for whom.
const FRAME: &str = " ability able about acumen adept also anyone apply aptitude background between bring candidate capability \
    capable career class comfortable company comprehensive cutting daily day deep deeply degree demonstrable demonstrate demonstrated \
    depth desirable desired dynamic drive driven edge effective effectively efficient efficiently eg ensure ensuring equivalent essential \
    etc excellent exceptional experience experienced expert expertise extensive familiar familiarity fast forward foster get good \
    great hands help helping high highly hire hiring ideal ideally ie include including individual individuals job join key \
    knowledge knowledgeable leading least level leverage leveraging like look looking love make making minimum must need needed needs \
    opportunity organisation organization outstanding paced passion passionate people person play player plus pm position possess \
    preferably preferred professional proficiency proficient proven range record related relevant require required requirement \
    requirements responsibilities responsibility responsible role seek seeking should similar skill skilled skills solid someone strong \
    strongly success successful successfully talent talented them thorough thrive through throughout today track understand understanding us \
    utilise utilising utilize utilizing valuable variety various want welcome well when where while who whom whose wide within world \
    year years across both am we'll you'll you're we're ";

/// A skill that a text may speak of, and what speaks for it.
#[derive(Debug, Clone, PartialEq)]
pub struct Candidate {
    /// The skill.
    pub skill: SkillId,
    /// See [`FEATURES`]; the first six are shares of the best candidate's.
    pub features: [f32; FEATURES],
    /// The same before they were made shares: what a confidence is made of.
    pub plain: [f32; FEATURES],
}

impl Candidate {
    /// What its features add up to.
    pub fn score(&self, weights: &[f32; FEATURES]) -> f32 {
        self.features.iter().zip(weights).map(|(f, w)| f * w).sum()
    }
}

/// What the ranking looks up, made of the trie at the first question.
#[derive(Debug)]
pub(super) struct Forward {
    /// Where the names of each skill begin; one more at the end.
    first: Vec<u32>,
    /// Where the stems of each name end.
    ends: Vec<u32>,
    stems: Vec<u32>,
    /// The mean number of words of a label.
    mean: f32,
    /// Where the runs of letters of each label end, and the runs, hashed, each once and rising.
    gram_ends: Vec<u32>,
    grams: Vec<u16>,
    /// How much a run of letters tells, squared; of those that no label has, too.
    telling: Vec<f32>,
    /// Stems of words that are in every text.
    stop: Set<u32>,
    /// Stems that frame.
    frame: Set<String>,
}

impl Forward {
    fn of(tax: &Taxonomy) -> Forward {
        let mut stemmer = Stems::new();
        let mut first = Vec::with_capacity(tax.len() + 1);
        let mut names = 0u32;
        for skill in tax.skills() {
            first.push(names);
            names += tax.names(skill).count() as u32;
        }
        first.push(names);
        // Names of other languages and former ones are only looked for as they are.
        let place = |skill: u32, ord: u16| {
            let at = first.get(skill as usize)? + u32::from(ord);
            (at < *first.get(skill as usize + 1)?).then_some(at as usize)
        };
        let mut ends = vec![0u32; names as usize];
        tax.phrases.each(&mut |stems, name| {
            if let Some(n) = place(name.skill.0, name.ord).and_then(|at| ends.get_mut(at)) {
                *n = stems.len() as u32;
            }
        });
        let mut end = 0;
        for e in &mut ends {
            end += *e;
            *e = end;
        }
        let mut stems = vec![0u32; end as usize];
        tax.phrases.each(&mut |path, name| {
            let Some(at) = place(name.skill.0, name.ord) else { return };
            let to = ends.get(at).copied().unwrap_or(0) as usize;
            if let Some(room) = to.checked_sub(path.len()).and_then(|from| stems.get_mut(from..to)) {
                room.copy_from_slice(path);
            }
        });
        let stop = super::token::STOPWORDS.split(' ').filter_map(|w| tax.stem_number(&mut stemmer, w)).collect();
        let frame = FRAME.split(' ').filter(|w| !w.is_empty()).map(|w| stemmer.stem(w).to_owned()).collect();
        let (mut grams, mut gram_ends) = (Vec::new(), Vec::with_capacity(tax.len()));
        let mut count = vec![0u16; GRAMS];
        let mut of_label = Vec::new();
        for skill in tax.skills() {
            label_grams(tax.label(skill), &mut of_label);
            for gram in of_label.iter().filter(|_| !tax.retired(skill)) {
                if let Some(n) = count.get_mut(usize::from(*gram)) {
                    *n = n.saturating_add(1);
                }
            }
            grams.extend_from_slice(&of_label);
            gram_ends.push(grams.len() as u32);
        }
        let n = tax.len() as f32 + 1.0;
        let tells = |df: f32| (1.0 + (n - df + 0.5).max(0.0) / (df + 0.5)).ln().powi(2);
        let telling = count.iter().map(|df| tells(f32::from(*df))).collect();
        let mut forward = Forward { first, ends, stems, mean: 1.0, gram_ends, grams, telling, stop, frame };
        let words: usize = tax.skills().map(|s| forward.words(s, 0).len()).sum();
        forward.mean = words as f32 / tax.len().max(1) as f32;
        forward
    }

    /// The stems of a name; 0 is the label.
    fn words(&self, skill: SkillId, ord: usize) -> &[u32] {
        let at = self.first.get(skill.0 as usize).copied().unwrap_or(0) as usize + ord;
        let from = at.checked_sub(1).map_or(0, |b| self.ends.get(b).copied().unwrap_or(0));
        let to = self.ends.get(at).copied().unwrap_or(from);
        self.stems.get(from as usize..to as usize).unwrap_or(&[])
    }

    fn count(&self, skill: SkillId) -> usize {
        let at = |i: usize| self.first.get(i).copied().unwrap_or(0);
        at(skill.0 as usize + 1).saturating_sub(at(skill.0 as usize)) as usize
    }

    /// The runs of letters of a label.
    fn letters(&self, skill: SkillId) -> &[u16] {
        let at = |i: usize| self.gram_ends.get(i).copied().unwrap_or(0) as usize;
        let from = (skill.0 as usize).checked_sub(1).map_or(0, at);
        self.grams.get(from..at(skill.0 as usize)).unwrap_or(&[])
    }

    /// How much a run of letters tells, squared.
    fn tells(&self, gram: u16) -> f32 {
        self.telling.get(usize::from(gram)).copied().unwrap_or(0.0)
    }
}

/// The runs of letters of a label, each once.
fn label_grams(label: &str, out: &mut Vec<u16>) {
    out.clear();
    for t in tokens(label).iter().filter(|t| !is_stopword(&t.lower)) {
        each_hashed_gram(b'g', &t.lower, GRAMS, |g| out.push(g as u16));
    }
    crate::order::sort(out);
    out.dedup();
}

/// One word of a question.
struct Word {
    lower: String,
    stem: String,
    number: Option<u32>,
    frame: bool,
    /// Which part of the text it is in: parts end at commas, stops, "and" and "or".
    part: u32,
}

impl Taxonomy {
    /// The skills that a text speaks of, best first, with a score that orders them and means nothing else.
    ///
    /// Deterministic; takes time in proportion to the text and, where the pack has a table, to the number of skills.
    pub fn rank(&self, text: &str, count: usize) -> Vec<(SkillId, f32)> {
        let mut all: Vec<(SkillId, f32)> = self.candidates(text).iter().map(|c| (c.skill, c.score(&WEIGHTS))).collect();
        crate::order::sort_by(&mut all, |a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        all.truncate(count);
        all
    }

    /// The skills that a text may speak of, in order of id, each with what speaks for it.
    pub fn candidates(&self, text: &str) -> Vec<Candidate> {
        self.candidates_of(text, &tokens(text))
    }

    pub(super) fn candidates_of(&self, text: &str, tokens: &[Token]) -> Vec<Candidate> {
        let forward = self.forward.get_or_init(|| Forward::of(self));
        let words = self.question(forward, tokens);
        let mut asked: Map<u32, f32> = Map::new();
        for w in &words {
            if let Some(n) = w.number {
                asked.insert(n, if w.frame { FRAME_WEIGHT } else { 1.0 });
            }
        }
        let mut found: Set<SkillId> = Set::new();
        let weighted: Vec<(u32, f32)> = asked.iter().map(|(n, w)| (*n, *w)).collect();
        for (skill, _) in self.postings.best_weighted(&weighted, CANDIDATES) {
            found.insert(skill);
        }
        let (whole, best_part) = self.directions(&words);
        for fits in [&whole, &best_part] {
            for skill in most(fits, CANDIDATES) {
                if !self.retired(skill) {
                    found.insert(skill);
                }
            }
        }
        let named = self.named(text, tokens);
        for skill in named.keys() {
            found.insert(*skill);
        }
        let grams = self.question_grams(forward, &words);
        let mut out: Vec<Candidate> = Vec::new();
        for &skill in found.iter() {
            let at = |v: &[f32]| v.get(skill.0 as usize).copied().unwrap_or(0.0).max(0.0);
            let label = forward.words(skill, 0).iter().filter(|s| !forward.stop.contains(s)).count();
            let plain = [
                self.held(forward, skill, &asked),
                self.label_words(forward, skill, &asked),
                label_letters(forward, skill, &grams),
                at(&whole),
                at(&best_part),
                named.get(&skill).copied().unwrap_or(0.0),
                (label.max(1) as f32).ln(),
            ];
            out.push(Candidate { skill, features: plain, plain });
        }
        for f in 0..6 {
            let best = out.iter().fold(1e-6f32, |m, c| m.max(c.features[f]));
            for c in &mut out {
                c.features[f] /= best;
            }
        }
        out
    }

    /// The words of a text that ask for something, and their parts.
    fn question(&self, forward: &Forward, tokens: &[Token]) -> Vec<Word> {
        let mut stemmer = Stems::new();
        let (mut part, mut sentence) = (0, 0);
        let mut out = Vec::new();
        for t in tokens {
            if t.apart || t.sentence != sentence || matches!(t.lower.as_str(), "and" | "or" | "und" | "oder") {
                part += 1;
                sentence = t.sentence;
            }
            if is_stopword(&t.lower) {
                continue;
            }
            let stem = stemmer.stem(&t.lower).to_owned();
            let number = self.stems.find_sorted(&stem).map(|i| i as u32);
            out.push(Word { lower: t.lower.clone(), frame: forward.frame.contains(&stem), stem, number, part });
        }
        out
    }

    /// How well the direction of the whole text, and that of its best part, fit each skill; empty where the pack has no table.
    fn directions(&self, words: &[Word]) -> (Vec<f32>, Vec<f32>) {
        if self.vectors.is_empty() {
            return (Vec::new(), Vec::new());
        }
        let fits = |words: &mut dyn Iterator<Item = &Word>| {
            let all: Vec<&Word> = words.collect();
            let telling = all.iter().any(|w| !w.frame);
            let kept = all.iter().filter(|w| !telling || !w.frame);
            let direction = self.vectors.direction(kept.map(|w| (w.lower.as_str(), w.stem.as_str())));
            direction.map(|d| self.vectors.fits(&d))
        };
        let Some(whole) = fits(&mut words.iter()) else { return (Vec::new(), Vec::new()) };
        let mut best = whole.clone();
        let (first, last) = (words.first().map_or(0, |w| w.part), words.last().map_or(0, |w| w.part));
        if first < last {
            for part in first..=last {
                let mut of_part = words.iter().filter(|w| w.part == part).peekable();
                // A part of nothing but frame words points nowhere in particular.
                if !words.iter().any(|w| w.part == part && !w.frame) {
                    continue;
                }
                for (b, f) in best.iter_mut().zip(fits(&mut of_part).unwrap_or_default()) {
                    *b = b.max(f);
                }
            }
        }
        (whole, best)
    }

    /// The largest share of a name that the text holds, of all names of a skill, by information.
    fn held(&self, forward: &Forward, skill: SkillId, asked: &Map<u32, f32>) -> f32 {
        let mut best = 0f32;
        for ord in 0..forward.count(skill) {
            let (mut shared, mut total) = (0.0, 0.0);
            let name = forward.words(skill, ord);
            for (i, stem) in name.iter().enumerate() {
                if forward.stop.contains(stem) || name.iter().take(i).any(|s| s == stem) {
                    continue;
                }
                let idf = self.postings.idf(*stem);
                total += idf;
                shared += asked.get(stem).map_or(0.0, |w| w * idf);
            }
            if shared > 0.0 {
                best = best.max(shared / total.powf(LENGTH_POWER));
            }
        }
        best
    }

    /// Of the name of a skill that lies closest to a text: how much of the text it holds, how much of it the text holds, both by
    /// information; and how many words were asked.
    pub(super) fn coverage(&self, tokens: &[Token], skill: SkillId) -> (f32, f32, f32) {
        let forward = self.forward.get_or_init(|| Forward::of(self));
        let words = self.question(forward, tokens);
        let telling = words.iter().any(|w| !w.frame);
        let kept: Vec<Option<u32>> = words.iter().filter(|w| !telling || !w.frame).map(|w| w.number).collect();
        // A word that no skill has tells as much as the rarest.
        let all: f32 = kept.iter().map(|n| self.postings.idf(n.unwrap_or(u32::MAX))).sum();
        let mut best = (0f32, 0f32);
        for ord in 0..forward.count(skill) {
            let name = forward.words(skill, ord).iter().filter(|s| !forward.stop.contains(s));
            let (mut shared, mut total) = (0.0, 0.0);
            for stem in name {
                let idf = self.postings.idf(*stem);
                total += idf;
                if kept.contains(&Some(*stem)) {
                    shared += idf;
                }
            }
            let (text, name) = ((shared / all.max(1e-6)).min(1.0), shared / f32::max(total, 1e-6));
            if text * name > best.0 * best.1 {
                best = (text, name);
            }
        }
        (best.0, best.1, kept.len() as f32)
    }

    /// BM25 of the label.
    fn label_words(&self, forward: &Forward, skill: SkillId, asked: &Map<u32, f32>) -> f32 {
        let words = forward.words(skill, 0);
        let norm = K1 * (1.0 - B + B * words.len() as f32 / forward.mean.max(0.1));
        let mut sum = 0.0;
        for stem in words.iter().filter(|s| !forward.stop.contains(s)) {
            sum += asked.get(stem).map_or(0.0, |w| w * self.postings.idf(*stem) * (K1 + 1.0) / (1.0 + norm));
        }
        sum
    }

    /// The runs of letters of the text, and the length of their vector.
    fn question_grams(&self, forward: &Forward, words: &[Word]) -> (Vec<u16>, f32) {
        let mut grams = Vec::new();
        for w in words.iter().filter(|w| !w.frame) {
            each_hashed_gram(b'g', &w.lower, GRAMS, |g| grams.push(g as u16));
        }
        crate::order::sort(&mut grams);
        grams.dedup();
        let square: f32 = grams.iter().map(|g| forward.tells(*g)).sum();
        (grams, square.sqrt())
    }
}

/// Cosine of the runs of letters of label and text.
fn label_letters(forward: &Forward, skill: SkillId, (grams, length): &(Vec<u16>, f32)) -> f32 {
    let (mut shared, mut own) = (0.0, 0.0);
    let mut asked = grams.iter().peekable();
    for gram in forward.letters(skill) {
        let weight = forward.tells(*gram);
        own += weight;
        // Both rise.
        while asked.next_if(|g| *g < gram).is_some() {}
        if asked.peek() == Some(&gram) {
            shared += weight;
        }
    }
    shared / (own.sqrt() * length).max(1e-6)
}

/// The places of the largest numbers.
fn most(numbers: &[f32], count: usize) -> Vec<SkillId> {
    let mut best: Vec<(f32, u32)> = Vec::with_capacity(count + 1);
    let mut least = f32::NEG_INFINITY;
    for (i, &x) in (0u32..).zip(numbers) {
        if best.len() == count && x <= least {
            continue;
        }
        let at = best.partition_point(|b| b.0 >= x);
        best.insert(at, (x, i));
        best.truncate(count);
        least = best.last().map_or(f32::NEG_INFINITY, |b| b.0);
    }
    best.into_iter().map(|b| SkillId(b.1)).collect()
}
