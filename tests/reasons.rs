//! Why this, now: what a person who brought in her files reads under her next steps.

mod common;

use common::*;
use serde_json::{Value, json};
use skillkeep::Engine;

const CELLS: [Option<(&str, &str)>; 3] = [None, Some(("data", "lisbon")), Some(("engineering", "warsaw"))];
const GOALS: [Option<&str>; 3] = [None, Some("senior_data_analyst"), Some("data_platform_engineer")];

fn steps(engine: &Engine, count: usize) -> Vec<Value> {
    ask(engine, json!({ "ask": "steps", "count": count }))["steps"].as_array().expect("steps").clone()
}

fn toward(engine: &mut Engine, goal: Option<&str>) {
    if let Some(role) = goal {
        act(engine, json!({ "do": "goal", "role": role })).expect("a role of the sample");
    }
}

/// Ids of the evidence that a step's reasons name.
fn named(step: &Value) -> Vec<&str> {
    let reasons = step["why"].as_array().expect("clauses").iter();
    reasons.flat_map(|r| r["evidence"].as_array().expect("ids")).map(|id| id.as_str().expect("an id")).collect()
}

/// The steps with their reasons, to be read where a test fails.
fn told(steps: &[Value]) -> String {
    let line = |r: &Value| format!("    {} {}\n", r["code"], r["args"]);
    let of = |s: &Value| s["why"].as_array().expect("clauses").iter().map(line).collect::<String>();
    steps.iter().map(|s| format!("{}\n{}", s["item"]["title"], of(s))).collect()
}

#[test]
fn the_steps_of_somebody_who_brought_her_files_say_what_they_build_on() {
    for cell in CELLS {
        for goal in GOALS {
            let mut engine = sample::ada(cell, &sample::FILES);
            toward(&mut engine, goal);
            let three = steps(&engine, 3);
            let hers = three.iter().filter(|s| !named(s).is_empty()).count();
            let least = if goal.is_none() { 3 } else { 2 };
            assert!(hers >= least, "{cell:?}, goal {goal:?}: {hers} of {}\n{}", three.len(), told(&three));
        }
    }
}

#[test]
fn one_file_is_enough_for_steps_that_are_hers() {
    for name in sample::FILES {
        let three = steps(&sample::ada(Some(("data", "lisbon")), &[name]), 3);
        let hers = three.iter().filter(|s| !named(s).is_empty()).count();
        assert!(hers >= 2, "{name}: {hers} of {}\n{}", three.len(), told(&three));
    }
}

#[test]
fn named_evidence_is_named_by_its_title_and_the_step_falls_without_it() {
    for goal in GOALS {
        let mut engine = sample::ada(None, &sample::FILES);
        toward(&mut engine, goal);
        let bytes = engine.snapshot();
        let profile = ask(&engine, json!({ "ask": "profile" }))["skills"].as_array().expect("rows").clone();
        for step in steps(&engine, 3) {
            for reason in step["why"].as_array().expect("clauses") {
                for id in reason["evidence"].as_array().expect("ids") {
                    let mut without = sample::again(None, Some(&bytes));
                    let mut titles = Vec::new();
                    for row in &profile {
                        let detail = ask(&engine, json!({ "ask": "skill", "id": row["id"] }));
                        let rows = detail["evidenceRows"].as_array().expect("rows");
                        titles.extend(rows.iter().filter(|r| r["id"] == *id).map(|r| r["title"].clone()));
                        let _ = act(&mut without, json!({ "do": "exclude", "skill": row["id"], "evidence": id }));
                    }
                    assert!(titles.contains(&reason["args"]["evidence"]), "{titles:?}: {reason}");
                    let after = steps(&without, 300).into_iter().find(|s| s["item"]["id"] == step["item"]["id"]);
                    let after = after.map_or(0.0, |s| s["total"].as_f64().expect("a number"));
                    let before = step["total"].as_f64().expect("a number");
                    assert!(after < before, "{} {before} -> {after} without {titles:?}", step["item"]["id"]);
                }
            }
        }
    }
}

#[test]
fn no_step_says_twice_that_it_builds_on_the_same_piece() {
    for cell in CELLS {
        let engine = sample::ada(cell, &sample::FILES);
        for step in steps(&engine, 20) {
            let fading = step["why"].as_array().expect("clauses").iter().find(|r| r["code"] == "fading").cloned();
            let builds = step["why"].as_array().expect("clauses").iter().find(|r| r["code"] == "builds_on").cloned();
            if let (Some(fading), Some(builds)) = (fading, builds) {
                assert_ne!(fading["evidence"], builds["evidence"], "{}", told(&[step]));
            }
        }
    }
}
