//! The vectors of `tests/vectors`, run natively. `pkg/test/vectors.test.mjs` runs the same files through the built package.
//!
//! `SKILLKEEP_BLESS=1` rewrites the company's files and the expected values; `"?"` stands for a value not known yet.

mod common;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::OnceLock;

use common::*;
use serde_json::{Value, json};
use skillkeep::engine::{Cell, ReadOptions};
use skillkeep::{Command, CompanyFiles, Engine, EngineError, Now, OpenOptions, Query};

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/vectors")
}

fn blessing() -> bool {
    std::env::var_os("SKILLKEEP_BLESS").is_some()
}

/// A file of a company; a variant's folder has only what is another there.
fn file(company: &str, name: &str) -> Option<Vec<u8>> {
    [company, "company"].iter().find_map(|folder_of| std::fs::read(folder().join(folder_of).join(name)).ok())
}

/// A company by its folder, and perhaps a catalogue that the page hands over.
fn company(named: &str, catalogue: Option<&str>) -> CompanyFiles {
    let read = |name: &str| file(named, name).expect("a committed file");
    let names = ["skills.skp", "policy.json", "dictionary.json", "catalogue.json", "factors.skf"];
    CompanyFiles {
        root: read("root.dsse.json"),
        manifest: read("manifest.dsse.json"),
        files: names.iter().filter_map(|n| Some(((*n).to_owned(), file(named, n)?))).collect(),
        catalogue: catalogue.map(|text| text.as_bytes().to_vec()),
        actions: None,
    }
}

/// The companies' files as `common` makes them, by folder and name; written where they are to be blessed, once and before they are read.
fn made() -> &'static BTreeMap<String, Vec<u8>> {
    static MADE: OnceLock<BTreeMap<String, Vec<u8>>> = OnceLock::new();
    MADE.get_or_init(|| {
        let mut all: BTreeMap<String, Vec<u8>> = BTreeMap::new();
        for (named, make) in variants::all() {
            let company = make.files();
            let mut files = company.files;
            files.insert("root.dsse.json".to_owned(), company.root);
            files.insert("manifest.dsse.json".to_owned(), company.manifest);
            for (name, bytes) in files {
                if all.get(&format!("company/{name}")) != Some(&bytes) {
                    all.insert(format!("{named}/{name}"), bytes);
                }
            }
        }
        if blessing() {
            for (path, bytes) in &all {
                let path = folder().join(path);
                std::fs::create_dir_all(path.parent().expect("a folder")).expect("made");
                std::fs::write(path, bytes).expect("written");
            }
        }
        all
    })
}

/// The keys are fixed: who changes the pack format or the tables sees it here.
#[test]
fn the_committed_companies_are_those_that_are_made() {
    for (path, bytes) in made() {
        let found = std::fs::read(folder().join(path)).expect("a committed file");
        assert!(found == *bytes, "{path} is another: SKILLKEEP_BLESS=1 writes it anew");
    }
}

/// Says where `found` is not what was expected: objects may have more members, numbers may differ by 1e-6.
fn differs(expected: &Value, found: &Value, path: &str) -> Option<String> {
    match (expected, found) {
        (Value::Object(e), Value::Object(f)) => {
            e.iter().find_map(|(k, v)| differs(v, f.get(k).unwrap_or(&Value::Null), &format!("{path}.{k}")))
        }
        (Value::Array(e), Value::Array(f)) if e.len() == f.len() => {
            e.iter().zip(f).enumerate().find_map(|(i, (e, f))| differs(e, f, &format!("{path}[{i}]")))
        }
        (Value::Number(e), Value::Number(f)) => {
            let (e, f) = (e.as_f64().unwrap_or(f64::NAN), f.as_f64().unwrap_or(f64::NAN));
            let near = (e - f).abs() <= 1e-6;
            (!near).then(|| format!("{path}: {e} expected, {f} found"))
        }
        _ => (expected != found).then(|| format!("{path}: {expected} expected, {found} found")),
    }
}

/// The expected shape with the values that were found.
fn refreshed(expected: &Value, found: &Value) -> Value {
    match (expected, found) {
        (Value::Object(e), Value::Object(f)) => {
            let value = |k: &String, v: &Value| (k.clone(), refreshed(v, f.get(k).unwrap_or(&Value::Null)));
            Value::Object(e.iter().map(|(k, v)| value(k, v)).collect())
        }
        // One row with "each": the shape of every row.
        (Value::Array(e), Value::Array(f)) if e.len() == 1 && e[0].get("each").is_some() => {
            f.iter().map(|f| refreshed(&e[0]["each"], f)).collect()
        }
        (Value::Array(e), Value::Array(f)) if e.len() == f.len() => {
            e.iter().zip(f).map(|(e, f)| refreshed(e, f)).collect()
        }
        _ => found.clone(),
    }
}

fn read<T: serde::de::DeserializeOwned>(value: &Value) -> T {
    serde_json::from_value(value.clone()).unwrap_or_else(|e| panic!("{value}: {e}"))
}

fn told<T: serde::Serialize>(result: Result<T, EngineError>) -> Value {
    match result {
        Ok(value) => serde_json::to_value(value).expect("JSON"),
        Err(e) => json!({ "error": e.code }),
    }
}

/// The engine of a vector, and the snapshots that it put aside by name.
struct Run {
    engine: Engine,
    options: OpenOptions,
    aside: BTreeMap<String, Vec<u8>>,
}

/// What a disk may have done to a snapshot.
fn damaged(mut snapshot: Vec<u8>, how: &str) -> Vec<u8> {
    let last = snapshot.len() - 1;
    match how {
        "flip" => snapshot[last] ^= 1,
        "cut" => snapshot.truncate(last),
        "other" => snapshot[0] ^= 1,
        _ => panic!("no such damage: {how}"),
    }
    snapshot
}

impl Run {
    /// One step; its answer, or `{ "error": code }`.
    fn step(&mut self, step: &Value, now: Now) -> Value {
        let engine = &mut self.engine;
        if let Some(file) = step.get("import").or(step.get("scan")) {
            let scan = step.get("scan").is_some();
            let options: ReadOptions = read(file);
            match scan {
                true => engine.scan_begin(options, now),
                false => engine.import_begin(options, now),
            }
            engine.push(file["text"].as_str().expect("text").as_bytes()).expect("begun");
            return if scan { told(engine.scan_finish()) } else { told(engine.import_finish(now)) };
        }
        if let Some(command) = step.get("apply") {
            return told(engine.apply(read::<Command>(command), now));
        }
        if let Some(query) = step.get("query") {
            return told(engine.query(&read::<Query>(query), now));
        }
        if let Some(cell) = step.get("setCell") {
            return told(engine.set_cell(read::<Option<Cell>>(cell).as_ref()));
        }
        if let Some(name) = step.get("backup") {
            self.aside.insert(name.as_str().expect("a name").to_owned(), engine.snapshot());
            return Value::Null;
        }
        let how = step.get("reopen").unwrap_or_else(|| panic!("no such step: {step}"));
        self.reopen(how, now)
    }

    /// Opens anew: with the company of another folder, a catalogue of the page's, a snapshot put aside, damaged, or none. Where that
    /// is refused, everything stays as it was.
    fn reopen(&mut self, how: &Value, now: Now) -> Value {
        let text = |name: &str| how.get(name).and_then(Value::as_str);
        let mut snapshot = text("from").map_or_else(|| self.engine.snapshot(), |name| self.aside[name].clone());
        if let Some(damage) = text("damage") {
            snapshot = damaged(snapshot, damage);
        }
        let fresh = how.get("fresh").is_some();
        let files = company(text("company").unwrap_or("company"), text("catalogue"));
        let options = OpenOptions { now, ..self.options.clone() };
        match Engine::open(&options, files, (!fresh).then_some(&snapshot)) {
            Ok(engine) => {
                self.engine = engine;
                json!({ "bytes": snapshot.len() })
            }
            Err(e) => json!({ "error": e.code }),
        }
    }
}

#[test]
fn vectors() {
    made();
    let mut names: Vec<PathBuf> =
        std::fs::read_dir(folder()).expect("the folder").flatten().map(|e| e.path()).collect();
    names.retain(|p| p.extension().is_some_and(|e| e == "json"));
    names.sort();
    assert!(names.len() >= 5, "the vectors are there");
    for path in names {
        let mut vector: Value = serde_json::from_slice(&std::fs::read(&path).expect("a file")).expect("JSON");
        let name = vector["name"].as_str().expect("a name").to_owned();
        let mut options = vector["options"].clone();
        options["now"] = vector["now"].clone();
        let options: OpenOptions = read(&options);
        let named = vector.get("company").and_then(Value::as_str).unwrap_or("company");
        let engine = Engine::open(&options, company(named, None), None).expect("opens");
        let mut run = Run { engine, options, aside: BTreeMap::new() };
        for at in 0..vector["steps"].as_array().expect("steps").len() {
            let step = vector["steps"][at].clone();
            let now: Now = step.get("now").map_or(run.options.now, read);
            let found = run.step(&step, now);
            let Some(expected) = step.get("expect") else {
                assert!(found.get("error").is_none_or(Value::is_null), "{name}, step {at}: {found}");
                continue;
            };
            if blessing() {
                vector["steps"][at]["expect"] = refreshed(expected, &found);
            } else if let Some(where_) = differs(expected, &found, "") {
                panic!("{name}, step {at}: {where_}");
            }
        }
        if blessing() {
            let text = serde_json::to_string_pretty(&vector).expect("JSON") + "\n";
            std::fs::write(&path, text).expect("written");
        }
    }
}
