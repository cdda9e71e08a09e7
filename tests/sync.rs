//! What leaves, as a person meets it: the preview, "no", the ledger, a report that is made once, and receipts.

mod common;

use common::{tables, *};
use serde_json::{Value, json};
use skillkeep::engine::{Sealing, SyncSetting};
use skillkeep::{Cell, Engine, EngineError};

/// `NOW` is within the third of these quarters.
fn dictionary() -> Value {
    let cost = |delta2: u64, sigma2: u64| (delta2 * 1_000_000).div_ceil(2 * sigma2);
    let measure = |id: &str, encoding: Value, delta2: u64, asked: &[(&str, u64)]| {
        let asked: Vec<Value> = asked
            .iter()
            .map(|(over, s)| json!({ "over": over, "sigma2": s, "microRho": cost(delta2, *s), "targetMilliPoints": 9000 }))
            .collect();
        json!({ "id": id, "question": format!("{id}?"), "purpose": "To plan.", "owner": "Planning", "reviewer": "Council",
            "starts": "2025-01-01", "expires": "2028-01-01", "every": "quarter", "encoding": encoding, "asked": asked })
    };
    let quarter = |id: &str, start: &str, end: &str, due: &str, closes: &str| json!({ "id": id, "start": start, "end": end, "due": due, "closes": closes });
    let mut base = tables::dictionary();
    let more = json!({
        "format": "skillkeep-dictionary/2", "version": 2, "minBatch": 50,
        "headcount": [{ "function": "data", "region": "north", "people": 400 }],
        "ledger": { "capMicroRho": 100_000, "delta": "1e-6", "epsilon": "2.4" },
        "aggregators": { "leader": { "name": "IT", "operator": "the company", "url": "/leader/" },
            "keeper": { "name": "Council", "operator": "the council", "url": "/keeper/", "hpkeConfig": "" } },
        "periods": [quarter("2026-q2", "2026-04-01", "2026-07-01", "2026-06-01", "2026-07-16"),
            quarter("2026-q3", "2026-07-01", "2026-10-01", "2026-09-01", "2026-12-16"),
            quarter("2026-q4", "2026-10-01", "2027-01-01", "2026-12-01", "2027-01-16"),
            quarter("2027-q1", "2027-01-01", "2027-04-01", "2027-03-01", "2027-04-16")],
        "attributes": [{ "id": "gender", "label": "Gender", "reference": "man",
            "options": [{ "id": "woman", "label": "Woman" }, { "id": "man", "label": "Man" }] }],
        "measures": [
            measure("held", json!({ "kind": "held", "skills": ["sql", "python", "dashboards"], "clip": 2 }), 5,
                &[("company", 400), ("region", 500)]),
            measure("contested", json!({ "kind": "outcome", "attribute": "gender", "outcome": "contested" }), 2,
                &[("company", 100)]),
        ],
    });
    for (name, value) in more.as_object().expect("an object") {
        base[name] = value.clone();
    }
    base
}

fn opened(snapshot: Option<&[u8]>) -> Engine {
    opened_with(dictionary(), snapshot)
}

fn opened_with(dictionary: Value, snapshot: Option<&[u8]>) -> Engine {
    let make = Make { dictionary, ..Make::default() };
    let mut o = options();
    o.cell = Some(Cell { function: "data".into(), region: "north".into() });
    Engine::open(&o, make.files(), snapshot).expect("opens")
}

fn seal(engine: &mut Engine, period: &str, now: i64) -> Result<Sealing, EngineError> {
    engine.sync_seal(period, &[7; 32], at(now))
}

fn set(engine: &mut Engine, setting: Value) -> Result<(), EngineError> {
    engine.sync_set(serde_json::from_value::<SyncSetting>(setting).expect("a setting"))
}

/// A profile of which SQL is held.
fn known() -> Engine {
    let mut engine = opened(None);
    import(&mut engine, "record.csv", RECORD.as_bytes());
    act(&mut engine, json!({ "do": "confirm", "skill": "sql", "level": 4 })).expect("confirmed");
    engine
}

#[test]
fn the_page_shows_every_question_with_her_own_answer_and_what_it_costs() {
    let engine = known();
    let view = ask(&engine, json!({ "ask": "leaves" }));
    assert_eq!(view["period"]["id"], "2026-q4", "what ended before this browser knew anything counts as answered");
    assert_eq!(view["questions"][0]["purpose"], "To plan.");
    assert!(view["questions"][0]["marks"].as_array().expect("marks").contains(&json!("SQL")), "{view}");
    assert_eq!(view["questions"][0]["asked"][1]["cell"], "region/north");
    assert_eq!(view["questions"][0]["asked"][1]["people"], 400);
    // Nobody said a gender: that question is answered with "no answer".
    assert_eq!(view["questions"][1]["answered"], false);
    assert_eq!(view["cost"], 6_250 + 5_000 + 10_000);
    // The two quarters that had ended.
    assert_eq!(view["spent"], 2 * (6_250 + 5_000 + 10_000));
    assert_eq!(view["parties"][1]["operator"], "the council");
}

#[test]
fn a_report_is_made_once_and_charged_before_it_leaves() {
    let mut engine = known();
    let sealing = seal(&mut engine, "2026-q4", NOW).expect("made");
    assert_eq!(sealing.tasks.len(), 3);
    assert_eq!(sealing.tasks[0].measurement, sealing.tasks[1].measurement, "one answer for all cells of a question");
    assert_eq!(code(seal(&mut engine, "2026-q4", NOW)), "sync.answered");
    let view = ask(&engine, json!({ "ask": "leaves" }));
    assert_eq!(view["spent"], 3 * 21_250);
    assert_eq!(view["receipts"][0]["after"], 3 * 21_250);
    assert_eq!(view["receipts"][0]["sent"], Value::Null);
    // A browser that stops here has spent it all the same.
    let mut again = opened(Some(&engine.snapshot()));
    assert_eq!(code(seal(&mut again, "2026-q4", NOW)), "sync.answered");
    again.sync_sent("2026-q4", 9_000, at(NOW));
    assert_eq!(ask(&again, json!({ "ask": "leaves" }))["receipts"][0]["bytes"], 9_000);
}

/// A trial sealing shows what would leave; looking at it must not spend anything.
#[test]
fn a_preview_is_the_report_that_is_not_made() {
    let mut engine = known();
    let before = engine.snapshot();
    let preview = engine.sync_preview(at(NOW)).expect("a period is open");
    assert!(engine.snapshot() == before, "nothing is charged, no receipt is written");
    // One skill is held: nothing is clipped, so chance has nothing to choose.
    assert_eq!(preview, seal(&mut engine, "2026-q4", NOW).expect("made"));
    assert_eq!(engine.sync_preview(at(NOW)), None, "the only open period is answered");
    let mut nowhere = known();
    nowhere.set_cell(None).expect("not said");
    assert_eq!(nowhere.sync_preview(at(NOW)), None);
}

/// Which skills are named may differ where there are more than the clip lets through; what is proved of the answer may not.
#[test]
fn a_preview_has_the_shapes_of_the_report_where_chance_clips() {
    let mut engine = known();
    for skill in ["python", "dashboards"] {
        act(&mut engine, json!({ "do": "confirm", "skill": skill, "level": 4 })).expect("confirmed");
    }
    let of = |s: &Sealing| -> Vec<_> {
        s.tasks.iter().map(|t| (t.task_info.clone(), t.measurement.shape, t.measurement.set.len())).collect()
    };
    let preview = engine.sync_preview(at(NOW)).expect("a period is open");
    assert_eq!(preview.tasks[0].measurement.set, [0, 1, 3, 4], "the first two, clipped, answered");
    assert_eq!(of(&preview), of(&seal(&mut engine, "2026-q4", NOW).expect("made")));
}

#[test]
fn no_looks_like_having_nothing_to_say() {
    let mut no = known();
    set(&mut no, json!({ "set": "answer", "measure": "held", "on": false })).expect("set");
    set(&mut no, json!({ "set": "answer", "measure": "contested", "on": false })).expect("set");
    let mut empty = opened(None);
    let shapes = |s: &Sealing| s.tasks.iter().map(|t| (t.task_info.clone(), t.measurement.clone())).collect::<Vec<_>>();
    let a = seal(&mut no, "2026-q4", NOW).expect("made");
    let b = seal(&mut empty, "2026-q4", NOW).expect("made");
    assert_eq!(shapes(&a), shapes(&b), "everybody reports on everything");
    assert!(shapes(&a) != shapes(&seal(&mut known(), "2026-q4", NOW).expect("made")));
}

#[test]
fn the_year_has_a_cap_and_past_it_the_answer_is_no_answer() {
    let mut engine = known();
    seal(&mut engine, "2026-q4", NOW).expect("made");
    // 42 500 assumed, 21 250 sealed, of 100 000 in 2026; a new year begins anew.
    let winter = NOW + 60 * DAY;
    let view = ask_at(&engine, json!({ "ask": "leaves" }), winter);
    assert_eq!((view["year"].clone(), view["spent"].clone()), (json!(2027), json!(0)));
    let mut tight = dictionary();
    tight["ledger"]["capMicroRho"] = json!(50_000);
    let make = Make { dictionary: tight, ..Make::default() };
    let mut o = options();
    o.cell = Some(Cell { function: "data".into(), region: "north".into() });
    let mut engine = Engine::open(&o, make.files(), Some(&known().snapshot())).expect("opens");
    let sealing = seal(&mut engine, "2026-q4", NOW).expect("everybody reports");
    assert!(sealing.tasks[0].measurement.set.is_empty(), "7 500 are left, and the question costs 11 250");
    assert_eq!(ask(&engine, json!({ "ask": "leaves" }))["spent"], 42_500);
}

#[test]
fn nothing_is_made_where_it_must_not_be() {
    let mut engine = known();
    assert_eq!(code(seal(&mut engine, "2026-q9", NOW)), "sync.unknown_period");
    assert_eq!(code(seal(&mut engine, "2027-q1", NOW)), "sync.not_open");
    assert_eq!(code(seal(&mut engine, "2026-q2", NOW)), "sync.not_open");
    assert_eq!(code(seal(&mut engine, "2026-q3", NOW)), "sync.answered", "it may have been, before this ledger began");
    set(&mut engine, json!({ "set": "nothing", "nothing": true })).expect("set");
    assert_eq!(code(seal(&mut engine, "2026-q4", NOW)), "sync.nothing");
    set(&mut engine, json!({ "set": "nothing", "nothing": false })).expect("set");
    assert_eq!(code(set(&mut engine, json!({ "set": "answer", "measure": "shoe", "on": false }))), "sync.unknown");
    assert_eq!(
        code(set(&mut engine, json!({ "set": "group", "attribute": "gender", "option": "queen" }))),
        "sync.unknown"
    );
    engine.set_cell(None).expect("not said");
    assert_eq!(code(seal(&mut engine, "2026-q4", NOW)), "sync.no_cell");
    assert_eq!(ask(&engine, json!({ "ask": "leaves" }))["spent"], 42_500, "nothing was charged");
}

/// A restored backup may be older than a report that was made after it.
#[test]
fn after_a_restore_what_has_ended_counts_as_answered() {
    let backup = known().snapshot();
    let later = NOW + 50 * DAY;
    let mut restored = opened(Some(&backup));
    restored.sync_restored(at(later));
    assert_eq!(code(seal(&mut restored, "2026-q4", later)), "sync.answered");
}

#[test]
fn a_group_is_told_only_as_one_cell_of_one_histogram() {
    let mut engine = known();
    set(&mut engine, json!({ "set": "group", "attribute": "gender", "option": "woman" })).expect("set");
    act(&mut engine, json!({ "do": "contest", "skill": "python", "reason": "No." })).expect("contested");
    let sealing = seal(&mut engine, "2026-q4", NOW).expect("made");
    let text = serde_json::to_string(&sealing).expect("JSON");
    assert!(!text.contains("woman") && !text.contains("sql"), "{text}");
    assert_eq!(sealing.tasks[2].measurement.set, [1]);
}

/// What auditors ask beyond one attribute: groups of two, how well a role fits, what came of a contest, and who is on the way.
#[test]
fn fit_contests_and_paths_are_told_as_they_stand_and_without_a_goal_there_is_none() {
    let mut asked = dictionary();
    let age = json!({ "id": "age", "label": "Age", "reference": "young",
        "options": [{ "id": "young", "label": "Young" }, { "id": "old", "label": "Old" }] });
    asked["attributes"].as_array_mut().expect("attributes").push(age);
    let one = asked["measures"][1].clone();
    let with = |id: &str, encoding: Value| {
        let mut measure = one.clone();
        (measure["id"], measure["encoding"]) = (id.into(), encoding);
        measure
    };
    let outcome = |id: &str| json!({ "kind": "outcome", "attribute": "gender", "with": "age", "outcome": id });
    asked["ledger"]["capMicroRho"] = json!(1_000_000);
    asked["measures"] = json!([
        with("fit", outcome("fit")),
        with("settled", outcome("settled")),
        with("paths", json!({ "kind": "paths", "roles": ["care_agent", "analyst"] })),
    ]);
    let mut engine = opened_with(asked.clone(), None);
    import(&mut engine, "record.csv", RECORD.as_bytes());
    for (attribute, option) in [("gender", "man"), ("age", "old")] {
        set(&mut engine, json!({ "set": "group", "attribute": attribute, "option": option })).expect("set");
    }
    let snapshot = engine.snapshot();
    let told = |acts: &[Value]| -> Vec<Vec<u32>> {
        let mut engine = opened_with(asked.clone(), Some(&snapshot));
        for one in acts {
            act(&mut engine, one.clone()).expect("an act");
        }
        let sealing = seal(&mut engine, "2026-q4", NOW).expect("made");
        sealing.tasks.iter().map(|t| t.measurement.set.clone()).collect()
    };
    let (man_old, no_goal) = (3, vec![4]);
    let confirm = |skill: &str| json!({ "do": "confirm", "skill": skill, "level": 5 });
    let contest = json!({ "do": "contest", "skill": "python", "reason": "No." });
    let toward = |role: &str| json!({ "do": "goal", "role": role });
    // Nothing contested, no goal; an analyst's spreadsheets are nearly there, so it fits in the middle.
    let first = told(&[]);
    assert_eq!((&first[1], &first[2]), (&vec![man_old * 3], &no_goal));
    let all = [confirm("sql"), confirm("spreadsheets"), confirm("dashboards")];
    assert_eq!(told(&all)[0], [man_old * 3 + 2], "an analyst's every need is met");
    assert!(first[0][0] < man_old * 3 + 2);
    assert_eq!(told(std::slice::from_ref(&contest))[1], [man_old * 3 + 1], "still contested");
    assert_eq!(told(&[contest, json!({ "do": "confirm", "skill": "python", "level": 2 })])[1], [man_old * 3 + 2]);
    assert_eq!(told(&[toward("analyst")])[2], [2], "under way");
    let mut there = all.to_vec();
    there.push(toward("analyst"));
    assert_eq!(told(&there)[2], [3], "there");
    assert_eq!(told(&[toward("senior_analyst")])[2], no_goal, "a role that nobody asked about");
}
