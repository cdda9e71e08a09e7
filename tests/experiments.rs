//! Experiments as a browser lives them: it finds its own arm, tells its own change, and is offered what its arm is offered.

mod common;

use common::{tables, *};
use serde_json::{Value, json};
use skillkeep::engine::Sealing;
use skillkeep::{Cell, Engine};

/// `NOW` is 2026-11-22. Two arms; `now` began on the first of the quarter, `later` begins with the next one.
fn dictionary(shares: [u32; 2], items: &[&str]) -> Value {
    let quarter = |id: &str, start: &str, end: &str, due: &str, closes: &str| json!({ "id": id, "start": start, "end": end, "due": due, "closes": closes });
    let mut base = tables::dictionary();
    let arm = |id: &str, share: u32, starts: &str| json!({ "id": id, "label": format!("Arm {id}"), "share": share, "starts": starts });
    let arms = [arm("now", shares[0], "2026-10-01"), arm("later", shares[1], "2027-01-01")];
    let arms: Vec<&Value> = arms.iter().filter(|a| a["share"] != 0).collect();
    let arms = if arms.len() == 2 { json!(arms) } else { json!([arms[0], arm("spare", 1, "2027-01-01")]) };
    let more = json!({
        "format": "skillkeep-dictionary/2", "version": 2, "minBatch": 50,
        "headcount": [{ "function": "data", "region": "north", "people": 400 }],
        "ledger": { "capMicroRho": 100_000, "delta": "1e-6", "epsilon": "2.4" },
        "aggregators": { "leader": { "name": "IT", "operator": "the company", "url": "/leader/" },
            "keeper": { "name": "Council", "operator": "the council", "url": "/keeper/", "hpkeConfig": "" } },
        "periods": [quarter("2026-q4", "2026-10-01", "2027-01-01", "2026-12-01", "2027-01-16")], "attributes": [],
        "measures": [{ "id": "sprint", "question": "Does it help?", "purpose": "To go on.", "owner": "Learning", "reviewer": "Council",
            "starts": "2026-01-01", "expires": "2028-01-01", "every": "quarter",
            "encoding": { "kind": "change", "skills": ["sql"], "clip": 100,
                "experiment": { "key": "k", "from": "2026-10-01", "arms": arms, "items": items } },
            "asked": [{ "over": "company", "sigma2": 100, "microRho": 10_000, "targetMilliPoints": 9000 }] }],
    });
    for (name, value) in more.as_object().expect("an object") {
        base[name] = value.clone();
    }
    base
}

fn opened(seed: u64, shares: [u32; 2], items: &[&str], snapshot: Option<&[u8]>) -> Engine {
    let make = Make { dictionary: dictionary(shares, items), ..Make::default() };
    let mut o = options();
    o.seed = seed;
    o.cell = Some(Cell { function: "data".into(), region: "north".into() });
    Engine::open(&o, make.files(), snapshot).expect("opens")
}

fn seal(engine: &mut Engine) -> Sealing {
    engine.sync_seal("2026-q4", &[7; 32], at(NOW)).expect("made")
}

const LEARNT: &str = "Title,Skill,Type,Date,Level\nSQL Associate,SQL,certificate,2026-11-02,4\n";

#[test]
fn a_browser_tells_its_own_change_beside_its_arm_and_nothing_else() {
    let mut engine = opened(1, [999, 0], &[], None);
    import(&mut engine, "record.csv", LEARNT.as_bytes());
    assert_eq!(engine.arm("sprint").map(|a| a.id.as_str()), Some("now"));
    let view = ask(&engine, json!({ "ask": "leaves" }));
    let question = &view["questions"][0];
    assert_eq!((&question["kind"]["code"], &question["kind"]["clip"]), (&json!("change"), &json!(100)));
    assert_eq!(question["marks"], json!(["Arm now", "100"]), "from nothing to far more than the clip");
    let sealing = seal(&mut engine);
    assert_eq!(sealing.tasks[0].measurement.set, [4]);
    let text = serde_json::to_string(&sealing).expect("JSON");
    assert!(!text.contains("Arm") && !text.contains("sql"), "{text}");
}

/// Whoever is outside, says "no" or knows nothing sends the very same answer.
#[test]
fn outside_no_and_nothing_are_one_answer() {
    let mut outside = opened(1, [1, 0], &[], None);
    import(&mut outside, "record.csv", LEARNT.as_bytes());
    assert_eq!(outside.arm("sprint"), None);
    let mut no = opened(1, [999, 0], &[], None);
    import(&mut no, "record.csv", LEARNT.as_bytes());
    no.sync_set(
        serde_json::from_value(json!({ "set": "answer", "measure": "sprint", "on": false })).expect("a setting"),
    )
    .expect("set");
    let mut empty = opened(1, [999, 0], &[], None);
    let [a, b, c] = [&mut outside, &mut no, &mut empty].map(|e| seal(e).tasks[0].measurement.clone());
    assert_eq!((&a.set, a.shape), (&vec![10], b.shape));
    assert_eq!((&a, &b), (&b, &c));
}

#[test]
fn an_arm_lasts_as_long_as_the_snapshot_and_is_near_its_share() {
    let engine = opened(42, [500, 500], &[], None);
    let arm = engine.arm("sprint").cloned();
    assert_eq!(
        opened(9, [500, 500], &[], Some(&engine.snapshot())).arm("sprint").cloned(),
        arm,
        "a restored backup keeps it"
    );
    let first = (1..=200u64)
        .filter(|n| opened(n * 0x9e37_79b9, [500, 500], &[], None).arm("sprint").is_some_and(|a| a.id == "now"));
    let count = first.count();
    assert!((70..=130).contains(&count), "{count} of 200");
}

/// What is tried out is offered where it has begun, and elsewhere not yet; who looks for it finds it.
#[test]
fn an_item_is_offered_to_an_arm_that_has_begun() {
    let offered = |engine: &Engine| -> Vec<String> {
        let steps = ask(engine, json!({ "ask": "steps", "count": 12 }));
        steps["steps"]
            .as_array()
            .expect("steps")
            .iter()
            .map(|s| s["item"]["id"].as_str().expect("an id").to_owned())
            .collect()
    };
    let with = |shares, items: &[&str]| {
        let mut engine = opened(1, shares, items, None);
        import(&mut engine, "record.csv", RECORD.as_bytes());
        let role = ask(&engine, json!({ "ask": "roles" }))[0]["id"].clone();
        act(&mut engine, json!({ "do": "goal", "role": role })).expect("a goal");
        engine
    };
    let all = offered(&with([999, 0], &[]));
    let tried = all.first().expect("something is offered").as_str();
    assert_eq!(offered(&with([999, 0], &[tried])), all, "begun: as if it were no experiment");
    let later = with([0, 999], &[tried]);
    assert!(!offered(&later).iter().any(|id| id == tried), "it begins with the next quarter");
    let title = |engine: &Engine| ask(engine, json!({ "ask": "search_items", "text": tried, "count": 5 }));
    assert_eq!(title(&later), title(&with([999, 0], &[tried])));
}
