//! Any bytes in any importer: signals or typed refusals with a place, never a panic, and no more of them or of the time than the
//! bytes deserve. The fixtures are the sample files that a person tries first; each is hurt in the ways that files get hurt.

use std::time::{Duration, Instant};

use proptest::prelude::*;

use super::*;
use crate::clock::Millis;
use crate::error::Coded;

const SAMPLES: [&[u8]; 11] = [
    include_bytes!("../../tests/fixtures/sample-signals/statements.json"),
    include_bytes!("../../tests/fixtures/sample-signals/statements-page.json"),
    include_bytes!("../../tests/fixtures/sample-signals/statements.ndjson"),
    include_bytes!("../../tests/fixtures/sample-signals/record.csv"),
    include_bytes!("../../tests/fixtures/sample-signals/record-de.csv"),
    include_bytes!("../../tests/fixtures/sample-signals/git-log.txt"),
    include_bytes!("../../tests/fixtures/sample-signals/cv.txt"),
    include_bytes!("../../tests/fixtures/signals/statements.json"),
    include_bytes!("../../tests/fixtures/signals/git.log"),
    include_bytes!("../../tests/fixtures/signals/table.csv"),
    br#"[{"title":"A","skill":["SQL","x"],"date":"2026-01-01","id":7},{"title":{}},3,null,"x"]"#,
];
const SOURCES: [Source; 4] = [Source::Xapi, Source::GitLog, Source::Table, Source::Text];

/// Counts, and checks each refusal as it comes.
#[derive(Debug, Default, PartialEq)]
struct Tallied {
    signals: usize,
    ignored: usize,
    refused: usize,
    vague: Vec<Refusal>,
}

impl Sink for Tallied {
    fn signal(&mut self, _: &Actor, _: Signal) {
        self.signals += 1;
    }
    fn ignore(&mut self, _: &Actor, code: &'static str) {
        assert!(code.contains('.'), "{code}");
        self.ignored += 1;
    }
    fn refuse(&mut self, refusal: Refusal) {
        self.refused += 1;
        if !precise(&refusal.place) || !refusal.code.contains('.') || refusal.detail.chars().count() > 80 {
            self.vague.push(refusal);
        }
    }
}

/// A line that exists, or a path from the root (`$[3].actor`; `line 3: $.actor` where each line is a record), short enough to show.
fn precise(place: &Place) -> bool {
    match place {
        Place::Line(line) => *line > 0,
        Place::Path(path) => {
            let inner = match path.strip_prefix("line ").and_then(|rest| rest.split_once(": ")) {
                Some((line, inner)) if line.parse::<u64>().is_ok_and(|n| n > 0) => inner,
                _ => path,
            };
            inner.starts_with('$') && path.chars().count() < 2000
        }
    }
}

/// Where an error as a whole lies; none where the file as a whole is meant.
fn place_of(error: &ImportError) -> Option<&Place> {
    match error {
        ImportError::Encoding(place) | ImportError::Truncated(place) | ImportError::RecordTooLarge(place) => {
            Some(place)
        }
        ImportError::Syntax { place, .. } => Some(place),
        ImportError::Unknown | ImportError::Column(_) | ImportError::Empty => None,
    }
}

/// Reads in pieces, as the worker does.
fn read(source: Source, bytes: &[u8]) -> (Tallied, Result<(), ImportError>) {
    let config = ImportConfig { name: "upload".to_owned(), mapping: None, now: Millis(1_795_388_358_000) };
    let mut reader = importer(source, &config);
    let mut found = Tallied::default();
    let end = bytes.chunks(64 * 1024).try_for_each(|piece| reader.push(piece, &mut found));
    (found, end.and_then(|()| reader.finish(&mut Tallied::default())))
}

/// What has to hold for any bytes. Records are counted against the bytes: none weighs less than one.
fn holds(source: Source, bytes: &[u8]) -> Result<(), String> {
    let began = Instant::now();
    let (found, end) = read(source, bytes);
    let took = began.elapsed();
    if !found.vague.is_empty() {
        return Err(format!("vague: {:?}", found.vague));
    }
    if found.signals + found.ignored + found.refused > bytes.len() {
        return Err(format!("{found:?} of {} bytes", bytes.len()));
    }
    if let Err(error) = &end
        && !(error.code().starts_with("import.") && place_of(error).is_none_or(precise))
    {
        return Err(format!("vague: {error:?}"));
    }
    // A hundred times what it takes on a slow machine; what grows with the square of the file exceeds it all the same.
    let allowed = Duration::from_secs(2) + Duration::from_millis(bytes.len() as u64 / 250);
    if took > allowed {
        return Err(format!("{took:?} for {} bytes", bytes.len()));
    }
    Ok(())
}

/// One way in which a file gets hurt.
#[derive(Debug, Clone)]
enum Hurt {
    Truncate(prop::sample::Index),
    Flip(prop::sample::Index, u8),
    /// A piece of any sample, in the middle of this one.
    Splice(prop::sample::Index, usize, prop::sample::Index),
    Twice(prop::sample::Index, prop::sample::Index),
    Nul(prop::sample::Index),
    Mark(prop::sample::Index),
    CarriageReturns,
    Utf16 {
        big: bool,
    },
    Latin1,
}

fn hurt() -> impl Strategy<Value = Hurt> {
    let at = any::<prop::sample::Index>;
    prop_oneof![
        1 => at().prop_map(Hurt::Truncate),
        4 => (at(), any::<u8>()).prop_map(|(i, bit)| Hurt::Flip(i, bit)),
        2 => (at(), 0..SAMPLES.len(), at()).prop_map(|(i, other, j)| Hurt::Splice(i, other, j)),
        1 => (at(), at()).prop_map(|(i, j)| Hurt::Twice(i, j)),
        1 => at().prop_map(Hurt::Nul),
        1 => at().prop_map(Hurt::Mark),
        1 => Just(Hurt::CarriageReturns),
        1 => any::<bool>().prop_map(|big| Hurt::Utf16 { big }),
        1 => Just(Hurt::Latin1),
    ]
}

impl Hurt {
    fn apply(&self, bytes: &mut Vec<u8>) {
        let slot = |i: &prop::sample::Index, bytes: &[u8]| if bytes.is_empty() { 0 } else { i.index(bytes.len()) };
        match self {
            Hurt::Truncate(i) => bytes.truncate(slot(i, bytes)),
            Hurt::Flip(i, bit) => {
                let at = slot(i, bytes);
                if let Some(byte) = bytes.get_mut(at) {
                    *byte ^= 1 << (bit % 8);
                }
            }
            Hurt::Splice(i, other, j) => {
                let piece = &SAMPLES[*other][slot(j, SAMPLES[*other])..];
                let at = slot(i, bytes);
                bytes.splice(at..at, piece.iter().take(300).copied());
            }
            Hurt::Twice(i, j) => {
                let (from, at) = (slot(i, bytes), slot(j, bytes));
                let piece: Vec<u8> = bytes[from..].iter().take(500).copied().collect();
                bytes.splice(at..at, piece);
            }
            Hurt::Nul(i) => bytes.insert(slot(i, bytes), 0),
            Hurt::Mark(i) => {
                let at = slot(i, bytes);
                bytes.splice(at..at, *b"\xEF\xBB\xBF");
            }
            Hurt::CarriageReturns => {
                *bytes = bytes.iter().flat_map(|b| if *b == b'\n' { vec![b'\r', b'\n'] } else { vec![*b] }).collect()
            }
            Hurt::Utf16 { big } => {
                let units = String::from_utf8_lossy(bytes).encode_utf16().collect::<Vec<u16>>();
                let mark = std::iter::once(0xFEFFu16);
                *bytes = mark.chain(units).flat_map(|u| if *big { u.to_be_bytes() } else { u.to_le_bytes() }).collect();
            }
            Hurt::Latin1 => {
                *bytes = String::from_utf8_lossy(bytes)
                    .chars()
                    .map(|c| u8::try_from(u32::from(c)).unwrap_or(b'?'))
                    .collect();
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_hurt_sample_in_any_importer(sample in 0..SAMPLES.len(), hurts in prop::collection::vec(hurt(), 1..5)) {
        let mut bytes = SAMPLES[sample].to_vec();
        hurts.iter().for_each(|h| h.apply(&mut bytes));
        for source in SOURCES {
            prop_assert_eq!(holds(source, &bytes), Ok(()), "{:?} as {:?}", hurts, source);
        }
        let _source = sniff(&bytes, "upload");
        let _preview = preview_table(&bytes);
    }

    #[test]
    fn any_bytes_in_any_importer(bytes in prop::collection::vec(any::<u8>(), 0..2000)) {
        for source in SOURCES {
            prop_assert_eq!(holds(source, &bytes), Ok(()), "{:?}", source);
        }
    }
}

/// Whole samples, unhurt, in the importer of another: somebody says the wrong kind.
#[test]
fn every_sample_in_every_importer() {
    for (at, sample) in SAMPLES.iter().enumerate() {
        for source in SOURCES {
            assert_eq!(holds(source, sample), Ok(()), "sample {at} as {source:?}");
        }
        assert!(sniff(sample, "upload").is_some(), "sample {at}");
    }
}

/// What grows: nesting, one line, one record, one value, and many of the smallest thing. Nothing overflows the stack, fills the memory,
/// or takes time that grows with the square.
#[test]
fn what_is_huge_is_refused_or_read_in_time() {
    const MANY: usize = 300_000;
    let wide = |open: &str, inside: &str, close: &str| format!("{open}{}{close}", inside.repeat(MANY));
    let cases: Vec<(&str, Vec<u8>)> = vec![
        ("arrays in arrays", vec![b'['; MANY]),
        ("objects in objects", br#"{"a":"#.repeat(MANY / 5)),
        ("arrays in a record", [b"[{\"actor\":".as_slice(), &vec![b'['; MANY]].concat()),
        ("only closing brackets", vec![b']'; MANY]),
        ("one line", vec![b'a'; 3 * MANY]),
        ("one line of quotes", vec![b'"'; MANY]),
        ("one line of backslashes", [b"[\"".as_slice(), &vec![b'\\'; MANY]].concat()),
        ("one line of commas", [b"title,date\n".as_slice(), &vec![b','; MANY]].concat()),
        ("one wide header", wide("title,date", ",x", "\n1,2\n").into_bytes()),
        ("empty lines", vec![b'\n'; MANY]),
        ("carriage returns alone", vec![b'\r'; MANY]),
        ("nothing but NUL", vec![0; MANY]),
        ("byte order marks", b"\xEF\xBB\xBF".repeat(MANY / 3)),
        ("halves of characters", vec![0xC3; MANY]),
        ("no statements", wide("[", "{},", "{}]").into_bytes()),
        ("no numbers", format!("[{}1]", "1,".repeat(MANY / 2)).into_bytes()),
        ("one long number", wide("[{\"actor\":", "9", "}]").into_bytes()),
        ("one property many times", wide("[{", "\"actor\":1,", "\"verb\":1}]").into_bytes()),
        ("one long word", wide("In 2026 I built ", "sql", ".").into_bytes()),
        ("sentences without words", ". ".repeat(MANY / 2).into_bytes()),
        ("commits without anything", "commit 0\n".repeat(MANY / 9).into_bytes()),
        (
            "one long message",
            wide(
                "commit b959ff5dac78c12930876e0941b1ad6400dec69f\nAuthor: A <a@b>\nDate:   2026-01-01\n\n",
                "    x\n",
                "",
            )
            .into_bytes(),
        ),
    ];
    for (name, bytes) in &cases {
        for source in SOURCES {
            assert_eq!(holds(source, bytes), Ok(()), "{name} as {source:?}");
        }
    }
}

/// Another encoding is named as such, with its place, and is no reason to guess.
#[test]
fn a_wrong_encoding_is_told() {
    let cv = "Lebenslauf\nGebäude entworfen mit Überblick, Größe und Maß, seit 2023.\n".repeat(20);
    let latin: Vec<u8> = cv.chars().map(|c| c as u32 as u8).collect();
    assert!(matches!(read(Source::Text, &latin).1, Err(ImportError::Encoding(Place::Line(2)))));
    let table: Vec<u8> = "Titel;Datum\nGröße;2026-01-01\n".chars().map(|c| c as u32 as u8).collect();
    assert!(matches!(read(Source::Table, &table).1, Err(ImportError::Encoding(Place::Line(_)))));
    let statement = b"[{\"actor\":{\"name\":\"Gr\xF6\xDFe\"}}]";
    assert!(matches!(read(Source::Xapi, statement).1, Err(ImportError::Encoding(Place::Path(p))) if p == "$[0]"));
}
