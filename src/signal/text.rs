//! A pasted note or CV: one mention per sentence or list item, dated by the years written above it.

use super::lines::Lines;
use super::{Actor, ImportConfig, ImportError, Importer, Kind, Signal, Sink, Source, key, when, words};
use crate::clock::Millis;

/// Bytes of one paragraph that are read as one; a longer one is cut here.
const PARAGRAPH: usize = 64 * 1024;

/// What says that a skill is absent.
const NEGATIONS: [&str; 20] = [
    "no experience",
    "not experienced",
    "never used",
    "never worked",
    "have not used",
    "haven't used",
    "not familiar",
    "unfamiliar with",
    "don't know",
    "do not know",
    "without experience",
    "no knowledge",
    "not yet used",
    "have not worked",
    "haven't worked",
    "keine erfahrung",
    "keine kenntnisse",
    "nie benutzt",
    "noch nie",
    "kenne ich nicht",
];
/// What says that a skill is wished for.
const WISHES: [&str; 22] = [
    "would like to learn",
    "want to learn",
    "like to learn",
    "hope to learn",
    "plan to learn",
    "planning to learn",
    "wish to learn",
    "eager to learn",
    "interested in",
    "would love to learn",
    "keen to learn",
    "looking to learn",
    "want to get better at",
    "would like to get",
    "like to improve",
    "want to improve",
    "möchte lernen",
    "würde gern",
    "lernen möchte",
    "interessiere mich",
    "interessiert an",
    "will lernen",
];

/// The importer of text.
#[derive(Debug)]
pub(crate) struct TextImporter {
    lines: Lines,
    reader: Reader,
    failed: Option<ImportError>,
}

#[derive(Debug)]
struct Reader {
    now: Millis,
    context: String,
    paragraph: String,
    /// The date of what follows a heading with years.
    dated: Option<Millis>,
    seen: bool,
}

impl TextImporter {
    pub(crate) fn new(config: &ImportConfig) -> TextImporter {
        let reader = Reader {
            now: config.now,
            context: words::file_stem(&config.name),
            paragraph: String::new(),
            dated: None,
            seen: false,
        };
        TextImporter { lines: Lines::default(), reader, failed: None }
    }
}

impl Importer for TextImporter {
    fn push(&mut self, bytes: &[u8], sink: &mut dyn Sink) -> Result<(), ImportError> {
        if let Some(error) = &self.failed {
            return Err(error.clone());
        }
        let reader = &mut self.reader;
        let result = self.lines.push(bytes, &mut |line, _| {
            reader.line(line, sink);
            Ok(())
        });
        if let Err(error) = &result {
            self.failed = Some(error.clone());
        }
        result
    }

    fn finish(&mut self, sink: &mut dyn Sink) -> Result<(), ImportError> {
        if let Some(error) = self.failed.take() {
            return Err(error);
        }
        let reader = &mut self.reader;
        self.lines.finish(&mut |line, _| {
            reader.line(line, sink);
            Ok(())
        })?;
        reader.flush(sink);
        if reader.seen { Ok(()) } else { Err(ImportError::Empty) }
    }
}

impl Reader {
    fn line(&mut self, line: &str, sink: &mut dyn Sink) {
        let text = line.trim();
        if text.is_empty() {
            return self.flush(sink);
        }
        self.seen = true;
        let heading = is_heading(text);
        if let Some(at) = years(text, self.now) {
            self.flush(sink);
            self.dated = Some(at);
        } else if heading {
            // A new section begins: the years above it are not its years.
            self.flush(sink);
            self.dated = None;
        }
        if let Some(item) = list_item(text) {
            self.flush(sink);
            self.paragraph.push_str(item);
        } else {
            if !self.paragraph.is_empty() {
                self.paragraph.push(' ');
            }
            self.paragraph.push_str(text);
        }
        if heading || self.paragraph.len() > PARAGRAPH {
            self.flush(sink);
        }
    }

    fn flush(&mut self, sink: &mut dyn Sink) {
        let paragraph = std::mem::take(&mut self.paragraph);
        for sentence in sentences(&paragraph) {
            self.sentence(sentence, sink);
        }
    }

    fn sentence(&self, sentence: &str, sink: &mut dyn Sink) {
        let nobody = Actor { key: String::new(), name: String::new() };
        let plain: String = normal(sentence);
        if plain.chars().filter(|c| c.is_alphabetic()).count() < 3 {
            return sink.ignore(&nobody, "text.no_words");
        }
        let lower = crate::lower::text(sentence).replace('’', "'");
        if is_contact(&lower) {
            return sink.ignore(&nobody, "text.contact");
        }
        if NEGATIONS.iter().any(|n| lower.contains(n)) {
            return sink.ignore(&nobody, "text.negated");
        }
        if WISHES.iter().any(|w| lower.contains(w)) {
            return sink.ignore(&nobody, "text.wish");
        }
        let at = years(sentence, self.now).or(self.dated).unwrap_or(self.now);
        let signal = Signal {
            key: key::of("text", &[&plain]),
            source: Source::Text,
            kind: Kind::TextMention,
            at,
            title: words::cut(sentence, 160),
            context: self.context.clone(),
            text: sentence.to_owned(),
            skills: Vec::new(),
            object: None,
            outcome: None,
            level: None,
            amount: 1.0,
            expires: None,
            progress: None,
        };
        sink.signal(&nobody, signal);
    }
}

/// Lower case, words only: pasting the same text with other blanks or bullets is the same text.
fn normal(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for word in text.split(|c: char| !(c.is_alphanumeric() || matches!(c, '+' | '#'))).filter(|w| !w.is_empty()) {
        if !out.is_empty() {
            out.push(' ');
        }
        out.extend(word.chars().flat_map(crate::lower::letters));
    }
    out
}

/// What follows a bullet or a number.
fn list_item(text: &str) -> Option<&str> {
    if let Some(rest) = text.strip_prefix(['-', '*', '•', '·', '–', '‣', '▪', '◦']) {
        return Some(rest.trim_start()).filter(|r| !r.is_empty() && !r.starts_with('-') && !r.starts_with('*'));
    }
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let rest = text.get(digits..)?;
    (1..=2).contains(&digits).then(|| rest.strip_prefix(". ").or_else(|| rest.strip_prefix(") "))).flatten()
}

/// A short line that opens a section.
fn is_heading(text: &str) -> bool {
    if text.starts_with("# ") || text.starts_with("## ") || text.starts_with("### ") {
        return true;
    }
    let short = text.chars().count() <= 48;
    let letters = text.chars().filter(|c| c.is_alphabetic());
    let shouts = letters.clone().count() >= 4 && letters.clone().all(char::is_uppercase) && list_item(text).is_none();
    short && ((text.ends_with(':') && list_item(text).is_none()) || shouts)
}

/// A line that only says how to reach somebody.
fn is_contact(lower: &str) -> bool {
    let few = lower.split_whitespace().count() <= 4;
    few && (lower.contains('@') || lower.contains("http") || lower.contains("www.") || lower.contains("linkedin.com"))
}

/// The end of a range of years in the text: `2019 - 2022`, `2019–present`, `since 2020`, `Mar 2019 to Jun 2022`, `seit 2020`.
fn years(text: &str, now: Millis) -> Option<Millis> {
    let lower = crate::lower::text(text);
    let this_year = when::year_of(now);
    let year_at = |word: &str| -> Option<i32> {
        let year = word.parse::<i32>().ok().filter(|_| word.len() == 4)?;
        (1970..=this_year).contains(&year).then_some(year)
    };
    let parts: Vec<&str> = lower.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).collect();
    let mut from = None;
    let mut since = false;
    for (i, word) in parts.iter().enumerate() {
        if let Some(year) = year_at(word) {
            if let Some((start, place)) = from
                && i - place <= 3
                && year >= start
            {
                let end = when::day(year, 12, 31)?;
                return Some(Millis(end.0.min(now.0)));
            }
            if since {
                return Some(now);
            }
            from = Some((year, i));
        }
        let open = matches!(*word, "present" | "today" | "now" | "current" | "heute" | "jetzt" | "ongoing" | "date");
        if open && from.is_some_and(|(_, place)| i - place <= 2) {
            return Some(now);
        }
        since = matches!(*word, "since" | "seit") || (since && when::month(word).is_some());
    }
    None
}

/// Sentences of a paragraph: they end at a full stop, question or exclamation mark before a blank and a capital or a digit.
fn sentences(paragraph: &str) -> Vec<&str> {
    const SHORT: [&str; 12] =
        ["e.g.", "i.e.", "etc.", "z.b.", "bzw.", "ca.", "dr.", "mr.", "ms.", "mrs.", "vs.", "inc."];
    let mut out = Vec::new();
    let mut start = 0;
    let mut marks = paragraph.char_indices().peekable();
    while let Some((i, c)) = marks.next() {
        if !matches!(c, '.' | '!' | '?' | ';') || !marks.peek().is_some_and(|(_, next)| next.is_whitespace()) {
            continue;
        }
        let end = i + c.len_utf8();
        let next = paragraph.get(end..).and_then(|rest| rest.trim_start().chars().next());
        let last = paragraph.get(start..end).and_then(|s| s.rsplit(char::is_whitespace).next()).unwrap_or("");
        let last = crate::lower::text(last);
        if SHORT.contains(&last.as_str()) || (c != ';' && !next.is_some_and(|n| n.is_uppercase() || n.is_ascii_digit()))
        {
            continue;
        }
        out.push(paragraph.get(start..end).unwrap_or("").trim());
        start = end;
    }
    out.push(paragraph.get(start..).unwrap_or("").trim());
    out.retain(|s| !s.is_empty());
    out
}
