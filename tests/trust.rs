//! Nothing unsigned is opened: each way to tamper with the company's files has its code.

mod common;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use common::*;
use serde_json::Value;
use skillkeep::trust::{MANIFEST_TYPE, ROOT_TYPE};
use skillkeep::{CompanyFiles, Engine, OpenOptions};

fn opened(files: CompanyFiles) -> &'static str {
    code(Engine::open(&options(), files, None))
}

fn reopened(snapshot: &[u8], make: &Make) -> &'static str {
    code(Engine::open(&options(), make.files(), Some(snapshot)))
}

/// The same envelope with words of its payload replaced, and the signatures as they were.
fn edited(bytes: &[u8], from: &str, to: &str) -> Vec<u8> {
    let mut envelope: Value = serde_json::from_slice(bytes).expect("an envelope");
    let payload = STANDARD.decode(envelope["payload"].as_str().expect("a payload")).expect("base64");
    let text = String::from_utf8(payload).expect("text");
    assert!(text.contains(from), "{from} is in it");
    envelope["payload"] = STANDARD.encode(text.replacen(from, to, 1)).into();
    envelope.to_string().into_bytes()
}

fn payload(bytes: &[u8]) -> Vec<u8> {
    let envelope: Value = serde_json::from_slice(bytes).expect("an envelope");
    STANDARD.decode(envelope["payload"].as_str().expect("a payload")).expect("base64")
}

#[test]
fn the_company_opens_as_it_was_signed() {
    assert_eq!(opened(Make::default().files()), "(no error)");
}

#[test]
fn an_edited_root_or_manifest_is_not_believed() {
    let good = Make::default().files();
    let root = edited(&good.root, "\"version\":1", "\"version\":2");
    assert_eq!(opened(CompanyFiles { root, ..good.clone() }), "trust.signature");
    for (from, to) in [("Brook & Daughters", "Brook & Sons"), ("\"sample\":true", "\"sample\":false")] {
        let manifest = edited(&good.manifest, from, to);
        assert_eq!(opened(CompanyFiles { manifest, ..good.clone() }), "trust.signature", "{to}");
    }
}

#[test]
fn what_is_no_envelope_is_malformed() {
    let good = Make::default().files();
    for bad in [&b""[..], b"{}", b"[]", b"\xff\xfe", br#"{"payloadType":"x","payload":"","signatures":[]}"#] {
        assert_eq!(opened(CompanyFiles { root: bad.to_vec(), ..good.clone() }), "trust.malformed");
        assert_eq!(opened(CompanyFiles { manifest: bad.to_vec(), ..good.clone() }), "trust.malformed");
    }
    // A manifest is no root, whoever signed it.
    assert_eq!(opened(CompanyFiles { root: good.manifest.clone(), ..good.clone() }), "trust.malformed");
    let body = payload(&good.root).to_vec();
    let text = String::from_utf8(body).expect("text").replace("skillkeep-root/1", "skillkeep-root/9");
    let root = envelope(ROOT_TYPE, text.as_bytes(), &[sign(0, "root", 0, ROOT_TYPE, text.as_bytes())]);
    assert_eq!(opened(CompanyFiles { root, ..good }), "trust.malformed");
}

#[test]
fn a_changed_or_missing_file_is_named() {
    for name in ["skills.skp", "policy.json", "dictionary.json", "catalogue.json"] {
        let mut files = Make::default().files();
        let bytes = files.files.get_mut(name).expect("a file");
        let middle = bytes.len() / 2;
        bytes[middle] ^= 1;
        let error = Engine::open(&options(), files, None).err().expect("refused");
        assert_eq!((error.code, error.args["name"].as_str()), ("trust.hash", name));

        let mut files = Make::default().files();
        files.files.get_mut(name).expect("a file").push(b' ');
        assert_eq!(opened(files), "trust.hash", "{name} with a space more");

        let mut files = Make::default().files();
        files.files.remove(name);
        let error = Engine::open(&options(), files, None).err().expect("refused");
        assert_eq!((error.code, error.args["name"].as_str()), ("trust.missing", name));
    }
}

#[test]
fn another_tenants_files_are_refused() {
    let other = Make { tenant: "elsewhere", ..Make::default() }.files();
    assert_eq!(opened(other.clone()), "trust.tenant");
    // Also a manifest of another tenant under keys that both use.
    let good = Make::default().files();
    assert_eq!(opened(CompanyFiles { manifest: other.manifest, ..good }), "trust.tenant");
}

#[test]
fn a_snapshot_of_another_tenant_is_refused() {
    let theirs = OpenOptions { tenant: "elsewhere".into(), ..options() };
    let files = Make { tenant: "elsewhere", ..Make::default() }.files();
    let snapshot = Engine::open(&theirs, files, None).expect("opens").snapshot();
    assert_eq!(reopened(&snapshot, &Make::default()), "open.other_tenant");
}

#[test]
fn the_pin_is_the_root_file_and_nothing_else() {
    let files = Make::default().files();
    let about = ask(&open(None), serde_json::json!({ "ask": "about" }));
    let pin = about["root"]["pin"].as_str().expect("a pin").to_owned();
    let with = |pin: &str| OpenOptions { pin: Some(pin.to_owned()), ..options() };
    assert_eq!(code(Engine::open(&with(&pin), files.clone(), None)), "(no error)");
    assert_eq!(code(Engine::open(&with(&pin.to_uppercase()), files.clone(), None)), "(no error)");
    for wrong in ["", "00", &pin[1..], &pin.replace(&pin[..1], if pin.starts_with('0') { "1" } else { "0" })] {
        assert_eq!(code(Engine::open(&with(wrong), files.clone(), None)), "trust.pin", "{wrong:?}");
    }
    let newer = Make { root_version: 2, ..Make::default() }.files();
    assert_eq!(code(Engine::open(&with(&pin), newer, None)), "trust.pin");
}

#[test]
fn versions_only_rise() {
    let snapshot =
        Engine::open(&options(), Make { version: 5, ..Make::default() }.files(), None).expect("ok").snapshot();
    let at = |version| Make { version, ..Make::default() };
    assert_eq!(reopened(&snapshot, &at(5)), "(no error)");
    assert_eq!(reopened(&snapshot, &at(6)), "(no error)");
    let error = Engine::open(&options(), at(4).files(), Some(&snapshot)).err().expect("refused");
    assert_eq!(error.code, "trust.rollback");
    // A new manifest with one old file in it.
    let one = Make { file_versions: [("policy.json", 4)].into(), ..at(6) };
    let error = Engine::open(&options(), one.files(), Some(&snapshot)).err().expect("refused");
    assert_eq!((error.code, error.args["name"].as_str()), ("trust.rollback", "policy.json"));
    // What a later opening saw counts too.
    let later = Engine::open(&options(), at(7).files(), Some(&snapshot)).expect("opens").snapshot();
    assert_eq!(reopened(&later, &at(6)), "trust.rollback");
}

/// Opening beside somebody else saves reading the files, and nothing of what is judged.
#[test]
fn whoever_is_opened_beside_another_is_judged_alike() {
    let at = |version| Make { version, ..Make::default() };
    let template = Engine::open(&options(), at(5).files(), None).expect("opens");
    let alone = Engine::open(&options(), at(5).files(), None).expect("opens").snapshot();
    assert_eq!(template.open_beside(&options(), None).expect("opens").snapshot(), alone);
    let later = Engine::open(&options(), at(6).files(), None).expect("opens").snapshot();
    assert_eq!(code(template.open_beside(&options(), Some(&later))), "trust.rollback");
    let other = Make { generation: 1, root_version: 2, ..at(4) };
    let stranger = Engine::open(&options(), other.files(), None).expect("opens").snapshot();
    assert_ne!(code(template.open_beside(&options(), Some(&stranger))), "(no error)", "another root, not endorsed");
    let elsewhere = OpenOptions { tenant: "acme".into(), ..options() };
    assert_eq!(code(template.open_beside(&elsewhere, None)), "open.other_tenant");
}

#[test]
fn a_threshold_of_two_needs_two_keys() {
    let two = |signers: &[u8]| Make { threshold: 2, signers: signers.to_vec(), ..Make::default() };
    assert_eq!(opened(two(&[0, 1]).files()), "(no error)");
    assert_eq!(opened(two(&[2, 0]).files()), "(no error)");
    assert_eq!(opened(two(&[0]).files()), "trust.signature");
    assert_eq!(opened(two(&[0, 0]).files()), "trust.signature", "one key twice is one key");
    assert_eq!(opened(two(&[]).files()), "trust.signature");
    assert_eq!(opened(Make { threshold: 0, ..Make::default() }.files()), "trust.signature", "0 needs nobody");
    // The manifest once more with a single key, under a root that wants two.
    let good = two(&[0, 1]).files();
    let body = payload(&good.manifest);
    let once = sign(0, "manifest", 0, MANIFEST_TYPE, &body);
    let manifest = envelope(MANIFEST_TYPE, &body, &[once.clone(), once]);
    assert_eq!(opened(CompanyFiles { manifest, ..good }), "trust.signature");
}

#[test]
fn a_key_signs_for_its_own_role_only() {
    let good = Make::default().files();
    let body = payload(&good.manifest);
    for role in ["root", "catalogue"] {
        let manifest = envelope(MANIFEST_TYPE, &body, &[sign(0, role, 0, MANIFEST_TYPE, &body)]);
        assert_eq!(opened(CompanyFiles { manifest, ..good.clone() }), "trust.signature", "signed by {role}");
    }
    // The policy's signature, lent to the catalogue: both statements are signed, each for its own place.
    let text = String::from_utf8(body).expect("text");
    let mut manifest: Value = serde_json::from_str(&text).expect("JSON");
    let files = manifest["files"].as_array_mut().expect("files");
    let of = |files: &[Value], role: &str| files.iter().position(|f| f["role"] == role).expect("a file");
    let (policy, catalogue) = (of(files, "policy"), of(files, "catalogue"));
    files[catalogue]["signatures"] = files[policy]["signatures"].clone();
    let body = manifest.to_string();
    let manifest = envelope(MANIFEST_TYPE, body.as_bytes(), &[sign(0, "manifest", 0, MANIFEST_TYPE, body.as_bytes())]);
    assert_eq!(opened(CompanyFiles { manifest, ..good }), "trust.signature");
}

#[test]
fn a_new_root_must_be_endorsed_by_the_old_one() {
    let snapshot = open(None).snapshot();
    let new = Make { root_version: 2, generation: 1, ..Make::default() };
    assert_eq!(reopened(&snapshot, &new), "trust.signature", "its own keys are not enough");
    let endorsed = Make { endorsed_by: vec![0], ..new.clone() };
    // The key ids are the same in both generations, and a signature by the old key is passed over by the new root.
    assert_eq!(reopened(&snapshot, &endorsed), "(no error)");
    let moved = Engine::open(&options(), endorsed.files(), Some(&snapshot)).expect("opens").snapshot();
    let old_keys = Make { root_version: 3, ..Make::default() };
    assert_eq!(reopened(&moved, &old_keys), "trust.signature", "the old keys speak no more");
    let back = Make { root_version: 1, endorsed_by: vec![1], ..Make::default() };
    assert_eq!(reopened(&moved, &back), "trust.rollback", "nor does an older root");
    assert_eq!(
        reopened(&snapshot, &Make { root_version: 2, ..Make::default() }),
        "(no error)",
        "same keys, newer root"
    );
}

#[test]
fn a_refused_opening_leaves_the_snapshot_good() {
    let mut engine = open(None);
    import(&mut engine, "record.csv", RECORD.as_bytes());
    let snapshot = engine.snapshot();
    let mut files = Make::default().files();
    files.files.remove("policy.json");
    assert_eq!(code(Engine::open(&options(), files, Some(&snapshot))), "trust.missing");
    assert_eq!(everything(&open(Some(&snapshot))), everything(&engine));
}

#[test]
fn files_that_are_signed_but_unreadable_have_codes_of_their_own() {
    let policy = Make { policy: "{}".into(), ..Make::default() };
    assert_eq!(opened(policy.files()), "policy.syntax");
    let catalogue = Make { catalogue: "{\"format\":\"other\"}".into(), ..Make::default() };
    assert!(opened(catalogue.files()).starts_with("catalogue."));
}

#[test]
fn a_cell_must_be_in_the_dictionary() {
    let with = |function: &str, region: &str| OpenOptions {
        cell: Some(skillkeep::Cell { function: function.into(), region: region.into() }),
        ..options()
    };
    assert_eq!(code(Engine::open(&with("data", "north"), Make::default().files(), None)), "(no error)");
    assert_eq!(code(Engine::open(&with("data", "moon"), Make::default().files(), None)), "open.unknown_cell");
    assert_eq!(code(Engine::open(&with("spies", "north"), Make::default().files(), None)), "open.unknown_cell");
}
