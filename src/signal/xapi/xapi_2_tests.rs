//! What xAPI 2.0 (IEEE 9274.1.1) added to 1.0.3, and that a 1.0.3 statement may not use it. The hostile parts are those of the
//! conformance suite's `v2_0` configurations.

use super::{Slot, Version, validate_part};
use crate::clock::Millis;
use crate::signal::json::Value;
use crate::signal::{ImportConfig, Place, Refusal, Signal, Sink, Source, importer};

#[derive(Default)]
struct Found {
    signals: Vec<Signal>,
    refused: Vec<Refusal>,
}

impl Sink for Found {
    fn signal(&mut self, _: &crate::signal::Actor, signal: Signal) {
        self.signals.push(signal);
    }
    fn ignore(&mut self, _: &crate::signal::Actor, code: &'static str) {
        panic!("{code}");
    }
    fn refuse(&mut self, refusal: Refusal) {
        self.refused.push(refusal);
    }
}

/// A completed course with these properties besides.
fn statement(more: &str) -> String {
    format!(
        r#"{{"actor":{{"mbox":"mailto:ana@example.org"}},"verb":{{"id":"http://adlnet.gov/expapi/verbs/completed"}},"object":{{"id":"http://example.org/joins"}},{more}}}"#
    )
}

fn read(more: &str) -> Found {
    let config = ImportConfig { name: String::new(), mapping: None, now: Millis(1_795_388_358_000) };
    let mut reader = importer(Source::Xapi, &config);
    let mut found = Found::default();
    reader.push(statement(more).as_bytes(), &mut found).unwrap();
    reader.finish(&mut found).unwrap();
    found
}

/// Codes and places of what is refused.
fn refused(more: &str) -> Vec<(&'static str, String)> {
    let place = |p| match p {
        Place::Path(path) => path,
        Place::Line(line) => line.to_string(),
    };
    read(more).refused.into_iter().map(|r| (r.code, place(r.place))).collect()
}

const AGENTS: &str = r#""contextAgents":[{"objectType":"contextAgent","agent":{"objectType":"Agent","mbox":"mailto:coach@example.org"},"relevantTypes":["https://example.org/types/coach"]}]"#;
const GROUPS: &str = r#""contextGroups":[{"objectType":"contextGroup","group":{"objectType":"Group","mbox":"mailto:team@example.org"}}]"#;

#[test]
fn both_editions_say_their_version() {
    for version in ["1.0.0", "1.0.3", "2.0.0", "2.0.1"] {
        assert_eq!(read(&format!(r#""version":"{version}""#)).signals.len(), 1, "{version}");
    }
    for version in ["0.95", "1.1.0", "2.1.0", "2.0.x", "3.0.0"] {
        let found = refused(&format!(r#""version":"{version}""#));
        assert_eq!(found, [("xapi.version", "$.version".to_owned())], "{version}");
    }
}

#[test]
fn agents_and_groups_of_the_context_came_with_2() {
    for part in [AGENTS, GROUPS] {
        // Stores often leave the version out: what only 2.0 has tells it too.
        for version in ["", r#""version":"2.0.0","#] {
            assert_eq!(read(&format!(r#"{version}"context":{{{part}}}"#)).signals.len(), 1, "{version} {part}");
        }
        let found = refused(&format!(r#""version":"1.0.3","context":{{{part}}}"#));
        assert!(
            matches!(&found[..], [("xapi.property_unknown", path)] if path.starts_with("$.context.context")),
            "{found:?}"
        );
    }
}

#[test]
fn a_context_agent_is_an_agent_in_a_role() {
    let context = |part: &str| {
        let text = format!("{{{part}}}");
        let value = Value::parse(&text).unwrap();
        match validate_part(Slot::Context, &value, Version::V2_0) {
            Ok(()) => "valid".to_owned(),
            Err(r) => format!("{} {:?}", r.code, r.place),
        }
    };
    let agent = |member: &str| context(&format!(r#""contextAgents":[{{{member}}}]"#));
    let good = r#""agent":{"mbox":"mailto:a@example.org"}"#;
    assert_eq!(agent(&format!(r#""objectType":"contextAgent",{good}"#)), "valid");
    for (member, code) in [
        (format!(r#""objectType":"Should fail",{good}"#), "xapi.object_type"),
        (good.to_owned(), "xapi.object_type"),
        (r#""objectType":"contextAgent""#.to_owned(), "xapi.context_actor"),
        (r#""objectType":"contextAgent","agent":{"key":"Should fail"}"#.to_owned(), "xapi.property_unknown"),
        (format!(r#""objectType":"contextAgent",{good},"relevantTypes":[]"#), "xapi.relevant_types"),
        (format!(r#""objectType":"contextAgent",{good},"relevantTypes":["abc"]"#), "xapi.iri"),
    ] {
        assert!(agent(&member).starts_with(code), "{member}: {}", agent(&member));
    }
    let group = |member: &str| context(&format!(r#""contextGroups":[{{"objectType":"contextGroup",{member}}}]"#));
    assert_eq!(group(r#""group":{"objectType":"Group","member":[{"mbox":"mailto:a@example.org"}]}"#), "valid");
    assert!(
        group(r#""group":{"mbox":"mailto:a@example.org"}"#).starts_with("xapi.object_type"),
        "an agent is no group"
    );
    assert!(group(r#""group":{"objectType":"Group","member":[]}"#).starts_with("xapi.group_without_members"));
}

/// 2.0 writes RFC 3339 and turns what is not in UTC into it: one moment, however it is spelled.
#[test]
fn one_moment_however_its_zone_is_written() {
    let at = |text: &str| read(&format!(r#""version":"2.0.0","timestamp":"{text}""#)).signals.first().map(|s| s.at);
    let noon = at("2026-03-01T12:00:00Z");
    assert_eq!(noon, Some(Millis(1_772_366_400_000)));
    for same in [
        "2026-03-01T12:00:00.000+00:00",
        "2026-03-01T13:00:00+01:00",
        "2026-03-01 17:30:00+05:30",
        "2026-03-01T04:00:00-08:00",
    ] {
        assert_eq!(at(same), noon, "{same}");
    }
    for bad in [
        "2026-03-01T12:00:00-00:00",
        "2026-03-01T12:00:00-0000",
        "2026-03-01T12:00:00-00",
        "01/011/2015",
        "should fail",
    ] {
        let found = refused(&format!(r#""version":"2.0.0","timestamp":"{bad}""#));
        assert_eq!(found, [("xapi.timestamp", "$.timestamp".to_owned())], "{bad}");
    }
}

#[test]
fn an_attachment_is_described_whole() {
    let parts = [
        r#""usageType":"https://example.org/certificate""#,
        r#""display":{"en":"Certificate"}"#,
        r#""contentType":"application/pdf""#,
        r#""length":1024"#,
        r#""sha2":"672fa5fa658017f1b72d65036f13379c6ab05d4ab3b6664908d8acf0b6a0c634""#,
    ];
    let attached = |parts: &[&str]| format!(r#""version":"2.0.0","attachments":[{{{}}}]"#, parts.join(","));
    assert_eq!(read(&attached(&parts)).signals.len(), 1);
    for missing in 0..parts.len() {
        let mut rest = parts.to_vec();
        rest.remove(missing);
        assert_eq!(
            refused(&attached(&rest)),
            [("xapi.attachment", "$.attachments[0]".to_owned())],
            "without {}",
            parts[missing]
        );
    }
    let mut short = parts.to_vec();
    short[4] = r#""sha2":"672fa5""#;
    assert_eq!(refused(&attached(&short)), [("xapi.attachment", "$.attachments[0].sha2".to_owned())]);
}

/// Two actors in one statement: whichever a reader took, it would be a guess whose record this is.
#[test]
fn a_property_stands_there_once() {
    let twice = refused(r#""actor":{"mbox":"mailto:bo@example.org"}"#);
    assert_eq!(twice, [("xapi.property_twice", "$.actor".to_owned())]);
}
