//! A pack that an outside auditor gets: it holds as it is, and nothing in it can be changed unseen.

use std::io::Write as _;

use serde_json::{Value, json};
use skillkeep_server::audit::figures::audited;
use skillkeep_server::audit::findings::{FindingError, State, Told};
use skillkeep_server::audit::pack::{self, Evidence, part};
use skillkeep_server::audit::unpack::{Parts, unpack};
use skillkeep_server::audit::verify::{Report, Trust, verify};
use skillkeep_server::calendar;
use skillkeep_server::store::InsightStore;
use skillkeep_server::store::insight::Kept;

use crate::company::{self, Paper, TENANT};
use crate::world::World;

const Q3: &str = "2026-q3";

/// Men 300 of 400 offered, women 100 of 400: far below four fifths; of "another" ten people.
pub(crate) fn paper() -> (Paper, Vec<u8>) {
    let mut json = company::dictionary(4);
    let mut by_region = json["measures"][4].clone();
    by_region["id"] = json!("stretch-there");
    by_region["asked"][0]["over"] = json!("region");
    json["measures"].as_array_mut().unwrap().push(by_region);
    let mut paper = Paper::of(4, &json);
    paper.outcome("stretch", "all", Q3, &[300, 60, 40, 100, 150, 150, 5, 3, 2, 190]);
    // In each region alike; there are more men where more is offered.
    paper.outcome("stretch-there", "region/oslo", Q3, &[40, 80, 80, 20, 40, 40, 0, 0, 0, 200]);
    paper.outcome("stretch-there", "region/rome", Q3, &[80, 10, 10, 200, 25, 25, 0, 0, 0, 175]);
    (paper, json.to_string().into_bytes())
}

/// Its releases as a store keeps them.
pub(crate) fn verified(paper: &Paper) -> Vec<Kept> {
    paper.load(&paper.file()).unwrap().releases.into_iter().map(|(kept, _)| kept).collect()
}

fn packed() -> Vec<u8> {
    let (paper, dictionary) = paper();
    let kept = verified(&paper);
    let evidence = Evidence { dictionary, ..Evidence::default() };
    pack::build(&paper.company, &paper.shelf(), &kept, &evidence, &[], None, false).unwrap()
}

fn trust() -> Trust {
    Trust { pin: None, keys: vec![("keeper-1".into(), company::key().public())] }
}

fn codes(report: &Report) -> Vec<&'static str> {
    report.errors.iter().map(|e| e.code()).collect()
}

/// The pack with its parts changed, and hashes that fit again: what somebody does who knows the format.
fn forged(change: impl FnOnce(&mut Parts)) -> Report {
    forged_of(&packed(), change)
}

fn forged_of(packed: &[u8], change: impl FnOnce(&mut Parts)) -> Report {
    let mut parts = unpack(packed).unwrap();
    change(&mut parts);
    parts.remove(part::MANIFEST);
    let parts: Vec<(&str, Vec<u8>)> = parts.iter().map(|(name, bytes)| (name.as_str(), bytes.clone())).collect();
    verify(&pack::seal(&parts).unwrap(), &trust())
}

fn json_of(parts: &Parts, name: &str) -> Value {
    serde_json::from_slice(&parts[name]).unwrap()
}

#[test]
fn a_good_pack_holds_and_the_same_state_gives_the_same_bytes() {
    let report = verify(&packed(), &trust());
    assert!(report.holds(), "{report:?}");
    assert!(report.agrees.iter().any(|l| l.starts_with("3 releases are signed")), "{report:?}");
    assert_eq!(packed(), packed());
    let html = String::from_utf8(unpack(&packed()).unwrap()[part::PAGE].clone()).unwrap();
    // Nobody's p is nothing, names are those of the dictionary, and each release is there once.
    assert!(html.contains("&lt; 0.0001") && !html.contains("0.0000<"), "{html}");
    assert!(html.contains("<td>Woman : Man") && html.contains("Q3 2026"), "{html}");
    assert_eq!(html.matches("<code>").count(), 1 + 3, "the dictionary, and three releases");
    assert_eq!(html.matches("class=\"scroll\"").count(), html.matches("tabindex=\"0\"").count());
    assert!(html.contains("Impact ratio") && html.contains("disparity") && !html.contains("<script"), "{html}");
    // Without a key that somebody else gave, there is nothing to check signatures with; another key fits none.
    assert_eq!(codes(&verify(&packed(), &Trust::default())), ["audit.verify.no_key"]);
    let other = Trust {
        pin: None,
        keys: vec![("keeper-1".into(), skillkeep_server::release::ReleaseKey::new("k", &[9; 32]).public())],
    };
    assert_eq!(codes(&verify(&packed(), &other)), ["audit.verify.release"]);
}

#[test]
fn one_flipped_byte_in_any_part_is_seen() {
    let whole = packed();
    for (name, bytes) in unpack(&whole).unwrap() {
        let at = whole.windows(bytes.len()).position(|w| w == bytes).unwrap() + bytes.len() / 2;
        let mut bad = whole.clone();
        bad[at] ^= 1;
        assert!(!verify(&bad, &trust()).holds(), "{name}");
    }
}

#[test]
fn whoever_makes_the_hashes_fit_again_is_seen_by_the_recomputation() {
    let changed = forged(|parts| {
        let mut all = json_of(parts, part::FIGURES);
        all["figures"]["summary"][0]["groups"][0]["rate"] = json!(0.74);
        parts.insert(part::FIGURES.into(), all.to_string().into_bytes());
    });
    assert_eq!(codes(&changed), ["audit.verify.differs"]);
    assert!(changed.differences[0].starts_with("figures.summary[0].groups[0].rate: the pack says 0.74"), "{changed:?}");
    let page = forged(|parts| {
        let html = String::from_utf8(parts[part::PAGE].clone()).unwrap();
        parts.insert(part::PAGE.into(), html.replace(">disparity<", ">no material disparity<").into_bytes());
    });
    assert_eq!(codes(&page), ["audit.verify.text"]);
    let releases = |change: fn(&mut Vec<Value>)| {
        forged(move |parts| {
            let mut all = json_of(parts, part::RELEASES);
            change(all["releases"].as_array_mut().unwrap());
            parts.insert(part::RELEASES.into(), all.to_string().into_bytes());
        })
    };
    assert_eq!(codes(&releases(|all| drop(all.pop()))), ["audit.verify.differs"]);
    assert_eq!(codes(&releases(|all| all.clear())), ["audit.verify.nothing"]);
    assert_eq!(codes(&releases(|all| all[1] = all[0].clone())), ["audit.verify.foreign"]);
    assert_eq!(codes(&releases(|all| all[0]["sums"] = json!([1, 2, 3]))), ["audit.verify.release"]);
    let payload = |all: &mut Vec<Value>| {
        let swapped = all[1]["envelope"]["payload"].clone();
        all[0]["envelope"]["payload"] = swapped;
        all[0]["envelope"]["signatures"][0]["sig"] = json!("AAAA");
    };
    assert_eq!(codes(&releases(payload)), ["audit.verify.release"]);
    let dictionary = forged(|parts| drop(parts.insert(part::DICTIONARY.into(), b"{}".to_vec())));
    assert_eq!(codes(&dictionary), ["audit.verify.dictionary"]);
}

#[test]
fn a_hostile_zip_is_refused_and_nothing_is_written() {
    use zip::write::SimpleFileOptions;
    use zip::{CompressionMethod, ZipWriter};
    let zip = |names: &[&str]| {
        let mut zip = ZipWriter::new(std::io::Cursor::new(Vec::new()));
        let options = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
        for name in names {
            zip.start_file(*name, options).unwrap();
            zip.write_all(b"{}").unwrap();
        }
        zip.finish().unwrap().into_inner()
    };
    let code = |bytes: &[u8]| codes(&verify(bytes, &trust()));
    for name in ["../../etc/passwd", "/etc/passwd", "C:\\x", "audit.json/", "deep/audit.json"] {
        assert_eq!(code(&zip(&[name])), ["audit.pack.name"], "{name}");
    }
    assert_eq!(code(&zip(&["audit.json"])), ["audit.pack.missing"]);
    assert_eq!(code(b"not a zip"), ["audit.pack.zip"]);
    let many: Vec<String> = (0..100).map(|n| format!("{n}")).collect();
    assert_eq!(code(&zip(&many.iter().map(String::as_str).collect::<Vec<_>>())), ["audit.pack.name"]);
    // A bomb says that it is compressed; one that lies about it says so in the length.
    let good = packed();
    let directory = |bytes: &[u8]| bytes.windows(4).position(|w| w == b"PK\x01\x02").unwrap();
    let mut deflated = good.clone();
    let at = directory(&good);
    deflated[at + 10] = 8;
    assert_eq!(code(&deflated), ["audit.pack.method"]);
    let mut long = good.clone();
    long[at + 24..at + 28].copy_from_slice(&0xF000_0000u32.to_le_bytes());
    assert_eq!(code(&long), ["audit.pack.method"]);
    long[at + 20..at + 24].copy_from_slice(&0xF000_0000u32.to_le_bytes());
    assert!(!verify(&long, &trust()).holds());
    // Cut anywhere, it never panics and never holds.
    for cut in (0..good.len()).step_by(997) {
        assert!(!verify(&good[..cut], &trust()).holds(), "{cut}");
    }
}

#[test]
fn the_summary_the_many_comparisons_and_like_with_like_say_what_was_planted() {
    let (paper, _) = paper();
    let found = audited(&paper.company, &paper.shelf(), None).unwrap();
    let view = serde_json::to_value(found.released().unwrap()).unwrap();
    let first = &view["summary"][0];
    assert_eq!(
        (&first["kind"], &first["measure"], &first["small"]),
        (&json!("selection"), &json!("stretch"), &json!(["another"]))
    );
    assert_eq!(
        (&first["groups"][0]["group"], &first["groups"][0]["verdict"]["is"]),
        (&json!("woman"), &json!("disparity"))
    );
    let one = &view["comparisons"][0];
    assert!(one["equal"]["p"].as_f64() < Some(1e-6) && one["fourFifths"]["adjusted"].as_f64() < Some(1e-6), "{one}");
    let all = view["comparisons"].as_array().unwrap();
    assert!(all.iter().all(|c| c["equal"]["adjusted"].as_f64() >= c["equal"]["p"].as_f64()));
    // Together women seem far ahead; within each region there is nothing.
    let strata = view["strata"].as_array().unwrap();
    let there = strata.iter().find(|s| s["group"] == "woman" && s["yes"] == json!(["offered", "accepted"])).unwrap();
    assert!(there["crude"]["gap"]["value"].as_f64() > Some(0.2), "{there}");
    let within = &there["within"];
    assert!(within["gap"]["value"].as_f64().unwrap().abs() < 0.02 && within["strata"] == 2, "{there}");
    let lacks = |what: &str| view["lacking"].as_array().unwrap().iter().any(|l| l["what"] == what);
    assert!(lacks("exact") && lacks("strata"), "{}", view["lacking"]);
    assert!(view["lacking"].as_array().unwrap().iter().any(|l| l["what"] == "outcome" && l["outcome"] == "fit"));
    assert!(audited(&paper.company, &paper.shelf(), Some("1999-q1")).is_err());
}

#[test]
fn two_attributes_at_once_are_audited_packed_and_verified_like_one() {
    let mut json = company::dictionary(4);
    let age = json!({ "id": "age", "label": "Age", "reference": "young",
        "options": [{ "id": "young", "label": "Young" }, { "id": "old", "label": "Old" }] });
    json["attributes"].as_array_mut().unwrap().push(age);
    let mut crossed = json["measures"][4].clone();
    crossed["id"] = json!("crossed");
    crossed["encoding"]["with"] = json!("age");
    json["measures"].as_array_mut().unwrap().push(crossed);
    let mut paper = Paper::of(4, &json);
    // Women, men and others, each young and old. Old women are offered less; each attribute alone hides half of it.
    let sums = [60, 50, 40, 130, 10, 10, 60, 50, 40, 60, 50, 40, 5, 3, 2, 2, 1, 1, 386];
    paper.outcome("crossed", "all", Q3, &sums);
    let found = audited(&paper.company, &paper.shelf(), None).unwrap();
    let view = serde_json::to_value(found.released().unwrap()).unwrap();
    let first = &view["summary"][0];
    assert_eq!((&first["attribute"], &first["reference"]), (&json!("gender+age"), &json!("man+young")));
    let named: Vec<&str> = first["groups"].as_array().unwrap().iter().map(|g| g["label"].as_str().unwrap()).collect();
    assert_eq!(named[..3], ["Woman, Young", "Woman, Old", "Man, Young"]);
    assert_eq!(first["small"], json!(["another+young", "another+old"]), "under two of a hundred");
    let p = |g: &str| {
        let one = view["comparisons"].as_array().unwrap().iter().find(|c| c["group"] == g).unwrap();
        one["equal"]["adjusted"].as_f64().unwrap()
    };
    assert!(p("woman+old") < 1e-3 && p("woman+young") > 0.5, "{}", view["comparisons"]);
    assert!(!view["lacking"].as_array().unwrap().iter().any(|l| l["what"] == "intersections"));
    // Who looks at it alone recomputes it, and sees a changed rate.
    let kept = verified(&paper);
    let evidence = Evidence { dictionary: json.to_string().into_bytes(), ..Evidence::default() };
    let packed = pack::build(&paper.company, &paper.shelf(), &kept, &evidence, &[], None, false).unwrap();
    let report = verify(&packed, &trust());
    assert!(report.holds(), "{:?}", codes(&report));
    let report = forged_of(&packed, |parts| {
        let mut all = json_of(parts, part::FIGURES);
        all["figures"]["summary"][0]["groups"][1]["rate"] = json!(0.4);
        parts.insert(part::FIGURES.into(), all.to_string().into_bytes());
    });
    assert_eq!(codes(&report), ["audit.verify.differs"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn findings_are_only_added_and_of_two_at_once_one_is_told_so() {
    let world = World::new(1).await;
    let store = InsightStore::open(&world.dir.join("findings.sqlite"), None, TENANT).await.unwrap();
    let findings = store.findings().await.unwrap();
    let told = |number: Option<u64>, steps, state, note: &str| Told {
        number,
        steps,
        period: Q3.into(),
        measure: "stretch".into(),
        subject: "Women are offered less".into(),
        owner: "Learning".into(),
        state,
        note: note.into(),
    };
    findings.add(&told(None, 0, State::Open, ""), "auditor", 1).await.unwrap();
    let closed = told(Some(1), 1, State::Fixed, " ");
    assert_eq!(findings.add(&closed, "auditor", 2).await, Err(FindingError::Incomplete));
    findings.add(&told(Some(1), 1, State::Explained, "Part-time contracts"), "auditor", 3).await.unwrap();
    assert_eq!(findings.add(&told(Some(1), 1, State::Fixed, "Changed"), "other", 4).await, Err(FindingError::Conflict));
    assert_eq!(findings.add(&told(Some(7), 0, State::Open, ""), "auditor", 5).await, Err(FindingError::Unknown));
    let all = findings.all().await.unwrap();
    let states: Vec<State> = all[0].steps.iter().map(|s| s.state).collect();
    assert_eq!((all.len(), states, all[0].steps[1].who.as_str()), (1, vec![State::Open, State::Explained], "auditor"));
}

#[test]
fn an_audit_is_due_every_quarter() {
    let text = calendar::audits("Harbour & Lane", "2026-11-23").unwrap();
    // 9 February 2027 is the second Tuesday.
    assert!(
        text.contains("DTSTART;VALUE=DATE:20270209") && text.contains("FREQ=MONTHLY;INTERVAL=3;BYDAY=2TU"),
        "{text}"
    );
    assert!(calendar::audits("x", "soon").is_err());
}
