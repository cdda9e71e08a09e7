//! Snapshots of every version that was ever written open for ever. The committed bytes are never rewritten.

mod common;

use common::*;
use serde_json::{Value, json};
use skillkeep::Engine;

fn skill(engine: &Engine, id: &str) -> Value {
    ask(engine, json!({ "ask": "skill", "id": id }))
}

#[test]
fn a_snapshot_of_version_one_opens_for_ever() {
    let bytes = include_bytes!("fixtures/snapshot-v1.skn");
    let engine = open(Some(bytes));
    assert_eq!(ask(&engine, json!({ "ask": "profile" }))["signals"], 7);
    let acts = ask(&engine, json!({ "ask": "acts" }));
    let what: Vec<&str> = acts.as_array().expect("acts").iter().filter_map(|a| a["what"].as_str()).collect();
    assert_eq!(what, ["exclude", "feedback", "confirm", "add", "contest", "goal", "import", "import"]);
    assert_eq!(skill(&engine, "python")["standing"], "contested");
    assert_eq!(skill(&engine, "plain_writing")["corrections"][0]["reason"], "Blog");
    assert_eq!(skill(&engine, "data_modelling")["evidenceRows"][0]["counted"], false);
    let steps = ask(&engine, json!({ "ask": "steps", "count": 50 }))["steps"].clone();
    let steps = steps.as_array().expect("steps");
    assert!(!steps.is_empty() && steps.iter().all(|s| s["item"]["id"] != "dash-story"));
}

#[test]
fn a_snapshot_of_version_two_opens_for_ever() {
    let bytes = include_bytes!("fixtures/snapshot-v2.skn");
    assert_eq!(bytes.get(4), Some(&2), "its version");
    let mut engine = open(Some(bytes));
    let upgraded = engine.snapshot();
    assert_eq!(upgraded.get(4), Some(&5), "written in the newest version");
    assert!(open(Some(&upgraded)).snapshot() == upgraded);
    act(&mut engine, json!({ "do": "undo", "act": 1 })).expect("the first import");
    assert_eq!((titles(&engine, "sql"), titles(&engine, "dashboards")), (1, 0));
}

#[test]
fn a_snapshot_of_version_three_opens_for_ever() {
    let bytes = include_bytes!("fixtures/snapshot-v3.skn");
    assert_eq!(bytes.get(4), Some(&3), "its version");
    let engine = open(Some(bytes));
    let upgraded = engine.snapshot();
    assert_eq!(upgraded.get(4), Some(&5), "written in the newest version");
    assert!(open(Some(&upgraded)).snapshot() == upgraded);
    assert_eq!(ask(&engine, json!({ "ask": "leaves" }))["nothing"], true);
    assert_eq!(titles(&engine, "sql"), 1);
}

#[test]
fn a_snapshot_of_version_four_opens_for_ever() {
    let bytes = include_bytes!("fixtures/snapshot-v4.skn");
    assert_eq!(bytes.get(4), Some(&4), "its version");
    let engine = open(Some(bytes));
    let upgraded = engine.snapshot();
    assert_eq!(upgraded.get(4), Some(&5), "written in the newest version");
    assert!(open(Some(&upgraded)).snapshot() == upgraded);
    assert_eq!(ask(&engine, json!({ "ask": "changes" })), json!([]));
    assert_eq!(titles(&engine, "sql"), 1);
}

#[test]
fn a_snapshot_of_version_five_opens_for_ever() {
    let bytes = include_bytes!("fixtures/snapshot-v5.skn");
    assert_eq!(bytes.get(4), Some(&5), "its version");
    let engine = open(Some(bytes));
    assert!(engine.snapshot() == bytes.as_slice(), "with the term that it heard");
    assert!(bytes.windows(7).any(|w| w == b"Dagster"));
    assert_eq!(titles(&engine, "sql"), 1);
}
