//! The ways in which files wrap statements: alone, one per line, in an array, in pages with `more`. The same statements are read
//! from each of them, whatever encoding marks and line ends stand around.

use crate::clock::Millis;
use crate::signal::{Actor, ImportConfig, ImportError, Refusal, Signal, Sink, Source, importer, sniff};

#[derive(Default)]
struct Titles {
    titles: Vec<String>,
    refused: Vec<Refusal>,
}

impl Sink for Titles {
    fn signal(&mut self, _: &Actor, signal: Signal) {
        self.titles.push(signal.title);
    }
    fn ignore(&mut self, _: &Actor, _: &'static str) {}
    fn refuse(&mut self, refusal: Refusal) {
        self.refused.push(refusal);
    }
}

fn statement(title: &str) -> String {
    format!(
        r#"{{"actor":{{"mbox":"mailto:ana@example.org"}},"verb":{{"id":"http://adlnet.gov/expapi/verbs/completed"}},"object":{{"id":"http://example.org/{title}","definition":{{"name":{{"en":"{title}"}}}}}}}}"#
    )
}

/// Reads in one piece, and in pieces of a few bytes, which must say the same.
fn read(bytes: &[u8]) -> (Vec<String>, usize, Result<(), ImportError>) {
    let run = |size: usize| {
        let config = ImportConfig { name: String::new(), mapping: None, now: Millis(1_795_388_358_000) };
        let mut reader = importer(Source::Xapi, &config);
        let mut found = Titles::default();
        let end = bytes.chunks(size).try_for_each(|piece| reader.push(piece, &mut found));
        let end = end.and_then(|()| reader.finish(&mut found));
        (found.titles, found.refused.len(), end)
    };
    let whole = run(bytes.len().max(1));
    for size in [1, 7, 64] {
        assert_eq!(run(size), whole, "in pieces of {size}");
    }
    whole
}

#[test]
fn every_wrapping_is_read_and_recognised() {
    let (a, b, c) = (statement("a"), statement("b"), statement("c"));
    let page = |list: &str, more: &str| format!(r#"{{"statements":[{list}]{more}}}"#);
    for (name, text, expected) in [
        ("one alone", a.clone(), "a"),
        ("one alone, pretty", a.replace(',', ",\n  "), "a"),
        ("an array", format!("[{a},{b},{c}]"), "abc"),
        ("one per line", format!("{a}\n{b}\n{c}\n"), "abc"),
        ("one per line, no last line end", format!("{a}\n{b}"), "ab"),
        ("one per line, blank lines", format!("\n{a}\n\n\n{b}\n"), "ab"),
        ("a page that is the last", page(&format!("{a},{b}"), r#","more":"""#), "ab"),
        ("a page with more", page(&a, r#","more":"/xapi/statements?page=2""#), "a"),
        ("a page whose more comes first", format!(r#"{{"more":"/x","statements":[{a}]}}"#), "a"),
        ("pages after one another", format!("{}\n{}", page(&a, r#","more":"/x""#), page(&b, "")), "ab"),
        ("an array of pages' worth", format!("[{a}]\n[{b}]"), "ab"),
        ("an empty page", page("", r#","more":"""#), ""),
    ] {
        for (how, bytes) in [
            ("as it is", text.clone().into_bytes()),
            ("with CRLF", text.replace('\n', "\r\n").into_bytes()),
            ("with a byte order mark", [b"\xEF\xBB\xBF", text.as_bytes()].concat()),
        ] {
            let (titles, refused, end) = read(&bytes);
            assert_eq!((titles.concat().as_str(), refused, end), (expected, 0, Ok(())), "{name}, {how}");
            if !expected.is_empty() {
                assert_eq!(sniff(&bytes, "download"), Some(Source::Xapi), "{name}, {how}");
            }
        }
    }
}

/// A page that was cut off in its `more` says so, and the person may keep what came before.
#[test]
fn a_page_that_stops_is_named_as_such() {
    let page = format!(r#"{{"statements":[{}],"more":"/xapi/st"#, statement("a"));
    let (titles, _, end) = read(page.as_bytes());
    assert_eq!(titles, ["a"]);
    assert!(matches!(end, Err(ImportError::Truncated(_))), "{end:?}");
}
