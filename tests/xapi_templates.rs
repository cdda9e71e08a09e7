//! Every template of the xAPI conformance suite gets the verdict that the specification gives it.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use skillkeep::signal::json::Value;
use skillkeep::signal::xapi::{Slot, Version, validate_part};

struct Row<'a> {
    slot: &'a str,
    valid: bool,
    section: &'a str,
    code: &'a str,
}

fn manifest(text: &str) -> BTreeMap<&str, Row<'_>> {
    let lines = text.lines().filter(|l| !l.starts_with('#') && !l.is_empty());
    lines
        .map(|line| {
            let cells: Vec<&str> = line.split('\t').collect();
            let [path, slot, verdict, section, code] = cells[..] else { panic!("not five cells: {line}") };
            assert!(matches!(verdict, "valid" | "invalid"), "{line}");
            (path, Row { slot, valid: verdict == "valid", section, code })
        })
        .collect()
}

fn json_files(folder: &Path, into: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            json_files(&path, into);
        } else if path.extension().is_some_and(|e| e == "json") {
            into.push(path);
        }
    }
}

#[test]
fn every_template_gets_its_verdict() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folder = root.join("../shared/data/signals/xapi-templates");
    if !folder.is_dir() {
        println!("skipped: the xAPI templates are not here");
        return;
    }
    let text = fs::read_to_string(root.join("tests/xapi_templates.tsv")).unwrap();
    let mut expected = manifest(&text);
    let mut files = Vec::new();
    json_files(&folder, &mut files);
    let mut wrong = Vec::new();
    for file in &files {
        let path = file.strip_prefix(&folder).unwrap().to_str().unwrap();
        let Some(row) = expected.remove(path) else {
            wrong.push(format!("{path} is not in the manifest"));
            continue;
        };
        let text = fs::read_to_string(file).unwrap();
        let value = Value::parse(&text).unwrap();
        let version = if path.contains("v2_0") { Version::V2_0 } else { Version::V1_0_3 };
        let verdict = validate_part(Slot::named(row.slot).expect(row.slot), &value, version);
        let as_expected = match &verdict {
            Ok(()) => row.valid,
            Err(refusal) => !row.valid && refusal.code == row.code && refusal.detail == row.section,
        };
        if !as_expected {
            wrong.push(format!("{path}: {verdict:?}"));
        }
    }
    wrong.extend(expected.keys().map(|path| format!("{path} is in the manifest and not in the folder")));
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(files.len() >= 240, "only {} templates", files.len());
}

/// What the file of sections lists.
fn sections() -> Vec<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let text = fs::read_to_string(root.join("tests/xapi_sections.tsv")).unwrap();
    let rows = text.lines().filter(|l| !l.starts_with('#') && !l.is_empty());
    rows.map(|l| l.split_once('\t').unwrap_or_else(|| panic!("not two cells: {l}")).0.to_owned()).collect()
}

/// Every `Data 1.2.3` and `9274.1.1 1.2.3` of a text.
fn named(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    for document in ["Data ", "9274.1.1 "] {
        for (at, _) in text.match_indices(document) {
            let number = text[at + document.len()..].split(|c: char| c != '.' && !c.is_ascii_digit()).next().unwrap();
            let number = number.trim_end_matches('.');
            if number.contains('.') {
                found.push(format!("{document}{number}"));
            }
        }
    }
    found
}

/// A refusal names its section to a person who will look it up.
#[test]
fn every_section_named_is_one_of_the_specification() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let known = sections();
    let manifest = fs::read_to_string(root.join("tests/xapi_templates.tsv")).unwrap();
    let mut texts: Vec<String> = manifest.lines().filter(|l| !l.starts_with('#')).map(str::to_owned).collect();
    for file in fs::read_dir(root.join("src/signal/xapi")).unwrap() {
        texts.push(fs::read_to_string(file.unwrap().path()).unwrap());
    }
    let names: Vec<String> = texts.iter().flat_map(|t| named(t)).collect();
    assert!(names.len() > 240, "only {} sections named", names.len());
    for name in &names {
        assert!(known.contains(name), "{name} is not in xapi_sections.tsv");
    }
    for section in &known {
        assert!(names.contains(section), "nothing names {section}");
    }
}
