//! A pack that changed since: nothing of a person's is lost, and she is told what became of her skills.

mod common;

use common::*;
use serde_json::{Value, json};
use skillkeep::taxonomy::change::{ChangeEntry, ChangeKind};
use skillkeep::taxonomy::{PackSource, SkillSource};
use skillkeep::{CompanyFiles, Engine};

fn row(id: &str, label: &str) -> SkillSource {
    SkillSource { id: id.into(), label: label.into(), ..SkillSource::default() }
}

fn retire(pack: &mut PackSource, id: &str, kind: ChangeKind, into: &[&str], reason: &str) {
    let of = |id: &str| pack.skills.iter().find(|s| s.id == id).map_or(String::new(), |s| s.label.clone());
    let entry = ChangeEntry {
        version: "2".into(),
        day: "2026-11-20".into(),
        kind,
        subject: id.into(),
        label: of(id),
        into: into.iter().map(|i| (*i).to_owned()).collect(),
        into_labels: into.iter().map(|i| of(i)).collect(),
        reason: reason.into(),
        proposal: "p".into(),
    };
    let skill = pack.skills.iter_mut().find(|s| s.id == id).expect("there");
    skill.retired = true;
    skill.successor = into.first().map(|i| (*i).to_owned());
    skill.history.push(entry);
}

/// The pack of the tests with five skills more, in one of three versions: 2 renames, merges, splits and retires; 3 merges what
/// the merge of 2 led to.
fn files(version: u64) -> CompanyFiles {
    let mut make = Make { version, ..Make::default() };
    let pack = &mut make.pack;
    for (id, label) in
        [("pivot", "Pivot tables"), ("macros", "Cell macros"), ("fax", "Fax machines"), ("forms", "Forms")]
    {
        pack.skills.push(row(id, label));
    }
    pack.skills.push(row("grids", "Grids"));
    if version >= 2 {
        pack.skills.push(row("paper_forms", "Paper forms"));
        pack.skills.push(row("web_forms", "Web forms"));
        pack.skills.push(row("tables", "Tables"));
        let forms = ["paper_forms", "web_forms"];
        retire(pack, "pivot", ChangeKind::Merge, &["grids"], "One thing.");
        retire(pack, "fax", ChangeKind::Sunset, &[], "Nobody has one.");
        retire(pack, "forms", ChangeKind::Split, &forms, "Two jobs.");
        pack.skills.iter_mut().find(|s| s.id == "macros").expect("there").label = "Spreadsheet macros".into();
    }
    if version >= 3 {
        retire(pack, "grids", ChangeKind::Merge, &["tables"], "Again one thing.");
    }
    make.files()
}

const TABLE: &[u8] =
    b"Title,Skill,Type,Date,Level\nSales,Pivot tables,project,2026-06-01,3\nBot,Cell macros,project,2026-06-02,2\n\
    Sent,Fax machines,project,2026-06-03,2\nIntake,Forms,project,2026-06-04,2\nRaster,Grids,project,2026-06-05,2\n";

fn of_before() -> Engine {
    let mut engine = Engine::open(&options(), files(1), None).expect("opens");
    import(&mut engine, "p.csv", TABLE);
    act(&mut engine, json!({ "do": "confirm", "skill": "pivot", "level": 4 })).expect("confirmed");
    act(&mut engine, json!({ "do": "contest", "skill": "forms", "reason": "Only once.", "claim": 1 }))
        .expect("contested");
    engine
}

fn opened(version: u64, snapshot: &[u8]) -> Engine {
    Engine::open(&options(), files(version), Some(snapshot)).expect("opens")
}

fn changes(engine: &Engine) -> Value {
    ask(engine, json!({ "ask": "changes" }))
}

fn skill(engine: &Engine, id: &str) -> Value {
    ask(engine, json!({ "ask": "skill", "id": id }))
}

#[test]
fn she_is_told_once_what_became_of_her_skills() {
    let before = of_before();
    assert_eq!(changes(&before), json!([]));
    let mut engine = opened(2, &before.snapshot());
    let told = changes(&engine);
    let words: Vec<_> = told
        .as_array()
        .expect("rows")
        .iter()
        .map(|r| (r["kind"].as_str().expect("kind"), r["former"].as_str().expect("f"), r["label"].as_str().expect("l")))
        .collect();
    assert_eq!(
        words,
        [
            ("rename", "Cell macros", "Spreadsheet macros"),
            ("sunset", "Fax machines", ""),
            ("split", "Forms", "Paper forms"),
            ("merge", "Pivot tables", "Grids"),
        ]
    );
    assert_eq!(told[2]["others"], json!([{ "skill": "web_forms", "label": "Web forms" }]));
    assert_eq!((&told[2]["reason"], &told[2]["day"]), (&json!("Two jobs."), &json!("2026-11-20")));
    assert_eq!(changes(&opened(2, &engine.snapshot())), told, "until she has read it");
    act(&mut engine, json!({ "do": "read_changes" })).expect("read");
    assert_eq!(changes(&engine), json!([]));
    assert_eq!(changes(&opened(2, &engine.snapshot())), json!([]), "and not again");
    let next = changes(&opened(3, &engine.snapshot()));
    assert_eq!((&next[0]["former"], &next[0]["label"]), (&json!("Grids"), &json!("Tables")));
    assert_eq!(next.as_array().map(Vec::len), Some(1), "two ids that she knows as one are told of once");
}

#[test]
fn evidence_and_corrections_go_where_the_skill_went() {
    let engine = opened(2, &of_before().snapshot());
    assert_eq!(titles(&engine, "grids"), 2);
    assert_eq!(skill(&engine, "grids")["standing"], "confirmed");
    assert_eq!(titles(&engine, "paper_forms"), 1);
    assert_eq!(skill(&engine, "paper_forms")["corrections"][0]["reason"], "Only once.");
    assert_eq!(titles(&engine, "fax"), 1, "kept under its name");
    assert_eq!(ask(&engine, json!({ "ask": "profile" }))["signals"], 5);
}

#[test]
fn the_way_over_versions_does_not_matter() {
    let start = of_before().snapshot();
    let step = opened(3, &opened(2, &start).snapshot());
    let direct = opened(3, &start);
    assert!(step.snapshot() == direct.snapshot());
    assert!(opened(3, &step.snapshot()).snapshot() == step.snapshot(), "done twice is done once");
    assert_eq!(everything(&step), everything(&direct));
    assert_eq!(titles(&direct, "tables"), 2);
    // And back: a company that takes a release back takes nothing from anyone.
    let mut make = Make { version: 4, ..Make::default() };
    make.pack = PackSource { skills: make.pack.skills, ..make.pack };
    let gone = Engine::open(&options(), make.files(), Some(&step.snapshot())).expect("opens");
    let told = changes(&gone);
    assert!(told.as_array().expect("rows").iter().any(|r| r["former"] == "Fax machines" && r["kind"] == "sunset"));
    let back = opened(5, &gone.snapshot());
    assert_eq!(titles(&back, "tables"), 2, "a skill that was missing for a version had lost nothing");
}
