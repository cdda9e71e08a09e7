//! "Is this right?": what a person is asked about a doubtful link, and what her answer does.

mod common;

use common::*;
use proptest::prelude::*;
use serde_json::{Value, json};
use skillkeep::Engine;

/// What people write of their weeks, most of it without the name of a skill.
const NOTES: [&str; 6] = [
    "Driving lift trucks safely among people and racking.",
    "Designing a whole service, front and back, as the customer meets it.",
    "Writing, reading and changing code that does what was meant.",
    "Using type, colour and space so that things are easy to read and pleasant.",
    "Presented quarterly results to stakeholders.",
    "Kept the budget of the fair.",
];
/// Roles whose needs these notes touch.
const GOALS: [&str; 6] = [
    "warehouse_associate",
    "dispatcher",
    "junior_developer",
    "recruiter",
    "delivery_driver",
    "senior_product_designer",
];

/// A person who grows toward a role and wrote these notes, each as a table's project where `projects`.
fn with(goal: &str, notes: &[&str], projects: bool) -> Engine {
    let mut engine = sample::again(Some(("data", "lisbon")), None);
    act(&mut engine, json!({ "do": "goal", "role": goal })).expect("a role");
    for (nth, note) in notes.iter().enumerate() {
        let (name, text) = if projects {
            (format!("work-{nth}.csv"), format!("Title,Type,Date\n\"{note}\",project,2026-09-01\n"))
        } else {
            (format!("note-{nth}.txt"), (*note).to_owned())
        };
        import(&mut engine, &name, text.as_bytes());
    }
    engine
}

fn doubts(engine: &Engine) -> Vec<Value> {
    ask(engine, json!({ "ask": "doubts" })).as_array().expect("rows").clone()
}

fn answer(engine: &mut Engine, doubt: &Value, right: bool) -> u64 {
    let said = json!({ "do": "answer", "skill": doubt["skill"], "evidence": doubt["evidence"], "right": right });
    act(engine, said).expect("a row that was asked about").expect("a number")
}

fn again(engine: &Engine) -> Engine {
    sample::again(Some(("data", "lisbon")), Some(&engine.snapshot()))
}

fn first_steps(engine: &Engine) -> Vec<String> {
    let view = ask(engine, json!({ "ask": "steps", "count": 3 }));
    view["steps"].as_array().expect("steps").iter().map(|s| s["item"]["id"].to_string()).collect()
}

fn row(engine: &Engine, doubt: &Value) -> Value {
    let detail = ask(engine, json!({ "ask": "skill", "id": doubt["skill"] }));
    let rows = detail["evidenceRows"].as_array().expect("rows").clone();
    rows.into_iter().find(|r| r["id"] == doubt["evidence"]).expect("its row")
}

fn level(engine: &Engine, skill: &Value) -> f64 {
    ask(engine, json!({ "ask": "skill", "id": skill }))["level"]["mean"].as_f64().expect("a level")
}

fn is_asked(engine: &Engine, doubt: &Value) -> bool {
    doubts(engine).iter().any(|d| (&d["skill"], &d["evidence"]) == (&doubt["skill"], &doubt["evidence"]))
}

/// The note of a driver, read as a skill that it is not about.
fn driver() -> Engine {
    with(GOALS[0], &NOTES[..1], false)
}

#[test]
fn a_note_that_names_no_skill_is_asked_about_in_words_a_person_can_read() {
    let asked = doubts(&driver());
    assert_eq!(asked.len(), 1, "{asked:?}");
    assert_eq!(asked[0]["title"], NOTES[0]);
    assert_eq!((&asked[0]["skill"], &asked[0]["label"]), (&json!("manual_handling"), &json!("Manual handling")));
    assert_eq!((&asked[0]["kind"], &asked[0]["count"]), (&json!("text_mention"), &json!(1)));
    let confidence = asked[0]["confidence"].as_f64().expect("a number");
    assert!((0.0..0.6).contains(&confidence), "{confidence}");
}

#[test]
fn what_names_its_skill_is_not_asked_about_nor_what_changes_no_step() {
    assert!(doubts(&with(GOALS[0], &[], false)).is_empty());
    let table = b"Title,Skill,Type,Date\nLoading the ramp,Manual handling,project,2026-06-01\n";
    let mut named = with(GOALS[0], &[], false);
    assert_eq!(import(&mut named, "t.csv", table).accepted, 1);
    assert!(doubts(&named).is_empty());
    assert!(doubts(&with("data_analyst", &NOTES[..1], false)).is_empty(), "no step of an analyst turns on lift trucks");
}

#[test]
fn a_poor_result_is_not_asked_about() {
    let mut engine = with(GOALS[0], &[], false);
    let good = "Title,Skill,Type,Date,Level\nLifting,Manual handling,certificate,2026-06-01,4\n";
    import(&mut engine, "t.csv", good.as_bytes());
    let before = level(&engine, &json!("manual_handling"));
    let poor = format!("Title,Type,Date,Score\n\"{}\",test,2026-09-01,2%\n", NOTES[0]);
    assert_eq!(import(&mut engine, "p.csv", poor.as_bytes()).accepted, 1);
    assert!(level(&engine, &json!("manual_handling")) < before, "it counts");
    assert!(doubts(&engine).is_empty(), "a no would raise the level");
}

#[test]
fn no_takes_this_link_and_leaves_the_evidence_with_its_other_skills() {
    let note = "SQL by night. Driving lift trucks safely among people and racking by day.";
    let mut engine = with(GOALS[0], &[], true);
    let table = format!("Title,Type,Date\n\"{note}\",project,2026-09-01\n");
    assert_eq!(import(&mut engine, "t.csv", table.as_bytes()).accepted, 1);
    let asked = doubts(&engine);
    let doubt = asked.iter().find(|d| d["skill"] == "manual_handling").expect("a question");
    let other = json!({ "skill": "sql", "evidence": doubt["evidence"] });
    answer(&mut engine, doubt, false);
    assert_eq!((&row(&engine, doubt)["counted"], &row(&engine, &other)["counted"]), (&json!(false), &json!(true)));
    assert_eq!(row(&engine, doubt)["counts"], "excluded");
}

#[test]
fn yes_makes_the_link_certain_and_outlives_reopening_and_a_second_import() {
    let mut engine = driver();
    let doubt = doubts(&engine)[0].clone();
    let adds = |e: &Engine| row(e, &doubt)["adds"].as_f64().expect("a number");
    let before = adds(&engine);
    let number = answer(&mut engine, &doubt, true);
    let after = adds(&engine);
    assert!(after > before, "{before} becomes {after}");
    let mut engine = again(&engine);
    assert_eq!(adds(&engine), after);
    let acts = ask(&engine, json!({ "ask": "acts" }));
    assert_eq!(
        (&acts[0]["what"], &acts[0]["id"], &acts[0]["label"]),
        (&json!("answer"), &json!(number), &doubt["label"])
    );
    let imports = ask(&engine, json!({ "ask": "imports" }));
    act(&mut engine, json!({ "do": "undo", "act": imports[0]["act"] })).expect("undone");
    import(&mut engine, "note-0.txt", NOTES[0].as_bytes());
    assert_eq!(adds(&engine), after, "what was said of a note holds when it comes again");
    assert!(doubts(&engine).is_empty());
}

#[test]
fn an_answer_about_nothing_is_refused() {
    let mut engine = driver();
    let before = engine.snapshot();
    for (skill, evidence, expected) in [
        ("juggling", "00", "act.unknown_skill"),
        ("sql", "00000000000000aa", "act.unknown_evidence"),
        ("sql", "not hex", "act.unknown_evidence"),
    ] {
        let said = json!({ "do": "answer", "skill": skill, "evidence": evidence, "right": true });
        assert_eq!(code(act(&mut engine, said)), expected);
    }
    assert!(engine.snapshot() == before);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn an_answer_is_asked_for_where_it_matters_once_and_can_be_taken_back(
        chosen in prop::sample::subsequence(NOTES.to_vec(), 1..=NOTES.len()),
        goal in prop::sample::select(GOALS.to_vec()),
        projects in any::<bool>(),
    ) {
        let mut engine = with(goal, &chosen, projects);
        let asked = doubts(&engine);
        prop_assert!(asked.len() <= 3);
        prop_assert!(asked.is_sorted_by(|a, b| a["confidence"].as_f64() <= b["confidence"].as_f64()));
        let before = everything(&engine);
        for doubt in &asked {
            let steps = [true, false].map(|right| {
                let mut other = again(&engine);
                answer(&mut other, doubt, right);
                let reopened = again(&other);
                assert!(!is_asked(&other, doubt) && !is_asked(&reopened, doubt), "{doubt} is asked twice");
                assert_eq!(everything(&other), everything(&reopened));
                if !right {
                    assert!(level(&other, &doubt["skill"]) <= level(&engine, &doubt["skill"]), "{doubt}: no raises");
                }
                first_steps(&other)
            });
            prop_assert!(steps[0] != steps[1], "{} changes nothing: {:?}", doubt, steps);
            for right in [true, false] {
                let number = answer(&mut engine, doubt, right);
                act(&mut engine, json!({ "do": "undo", "act": number })).expect("undone");
                prop_assert_eq!(&everything(&engine), &before);
                prop_assert_eq!(&doubts(&engine), &asked);
            }
        }
    }
}
