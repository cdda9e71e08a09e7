//! Words that no skill explains: a published list is looked for where a file is read, and what of it was named leaves as bits of a
//! sealed sum, as every answer does. Words that are not on the list leave in no form.

mod common;

use common::{tables, *};
use serde_json::{Value, json};
use skillkeep::taxonomy::SkillSource;
use skillkeep::{Cell, Engine};

/// A dictionary that asks, once a year, which of four words people's records name.
fn dictionary() -> Value {
    let quarter = |id: &str, start: &str, end: &str, due: &str, closes: &str| json!({ "id": id, "start": start, "end": end, "due": due, "closes": closes });
    let mut base = tables::dictionary();
    let more = json!({
        "format": "skillkeep-dictionary/2", "version": 2, "minBatch": 50,
        "headcount": [{ "function": "data", "region": "north", "people": 400 }],
        "ledger": { "capMicroRho": 100_000, "delta": "1e-6", "epsilon": "2.4" },
        "aggregators": { "leader": { "name": "IT", "operator": "the company", "url": "/leader/" },
            "keeper": { "name": "Council", "operator": "the council", "url": "/keeper/", "hpkeConfig": "" } },
        "periods": [quarter("2026-q3", "2026-07-01", "2026-10-01", "2026-09-01", "2026-10-16"),
            quarter("2026-q4", "2026-10-01", "2027-01-01", "2026-12-01", "2027-01-16")],
        "measures": [{
            "id": "new-words", "question": "Which of these does the vocabulary lack?", "purpose": "To keep it alive.", "owner": "Learning",
            "reviewer": "Council", "starts": "2025-01-01", "expires": "2028-01-01", "every": "year",
            "encoding": { "kind": "terms", "terms": ["Dagster", "prompt engineering", "SQL", "Polars"], "clip": 2 },
            "asked": [{ "over": "company", "sigma2": 500, "microRho": 5000, "targetMilliPoints": 9000 }],
        }],
    });
    for (name, value) in more.as_object().expect("an object") {
        base[name] = value.clone();
    }
    base
}

fn made(dictionary: Value, more: &[&str], snapshot: Option<&[u8]>) -> Engine {
    let mut make = Make { dictionary, ..Make::default() };
    let skill =
        |label: &&str| SkillSource { id: label.to_lowercase(), label: (*label).into(), ..SkillSource::default() };
    make.pack.skills.extend(more.iter().map(skill));
    let mut o = options();
    o.cell = Some(Cell { function: "data".into(), region: "north".into() });
    Engine::open(&o, make.files(), snapshot).expect("opens")
}

/// What her answer to the one question would name.
fn named(engine: &Engine) -> Vec<String> {
    let view = ask(engine, json!({ "ask": "leaves" }));
    assert_eq!(view["questions"][0]["kind"]["code"], "terms");
    serde_json::from_value(view["questions"][0]["marks"].clone()).expect("words")
}

const WORK: &str = "\
Title,Skill,Type,Date,Level,Score,Person
Nightly jobs moved to dagster,SQL,project,2026-06-04,,,ada@brook.example
Help desk answers,Prompt Engineering,project,2026-08-02,,,ada@brook.example
Tried out Zyxlang,Zyxlang,project,2026-08-03,,,ada@brook.example
Frames,Polars,project,2025-02-11,,,ada@brook.example
";
/// No skill explains anything of it.
const ONLY_WORDS: &str =
    "Title,Skill,Type,Date,Level,Score,Person\nA prompt engineering day,,project,2026-09-02,,,ada@brook.example\n";

#[test]
fn what_the_list_has_and_no_skill_explains_is_named_and_nothing_else() {
    let mut engine = made(dictionary(), &[], None);
    assert_eq!(named(&engine), [""; 0]);
    let report = import(&mut engine, "work.csv", WORK.as_bytes());
    assert_eq!(report.terms, ["Dagster", "Polars", "prompt engineering"]);
    // SQL is a skill; Polars was more than a year ago; Zyxlang is on no list.
    assert_eq!(named(&engine), ["Dagster", "prompt engineering"]);
    let sealed = engine.sync_seal("2026-q4", &[7; 32], at(NOW)).expect("a report");
    assert_eq!(sealed.tasks[0].measurement.set, [0, 1, 5]);
    assert!(!String::from_utf8_lossy(&engine.snapshot()).to_lowercase().contains("zyxlang"), "and is not kept either");
}

#[test]
fn a_file_that_says_nothing_else_is_an_import_that_can_be_undone() {
    let mut engine = made(dictionary(), &[], None);
    let report = import(&mut engine, "work.csv", ONLY_WORDS.as_bytes());
    assert_eq!((report.accepted, report.unlinked, report.terms.len()), (0, 1, 1));
    assert_eq!(named(&engine), ["prompt engineering"]);
    let again = import(&mut engine, "work.csv", ONLY_WORDS.as_bytes());
    assert_eq!(again.act, None, "nothing new");
    let kept = engine.snapshot();
    assert!(made(dictionary(), &[], Some(&kept)).snapshot() == kept);
    act(&mut engine, json!({ "do": "undo", "act": report.act })).expect("undone");
    assert_eq!(named(&engine), [""; 0]);
    assert!(!String::from_utf8_lossy(&engine.snapshot()).contains("prompt"));
}

#[test]
fn a_list_may_be_published_after_the_import_and_a_pack_may_take_a_word_up() {
    let mut quiet = dictionary();
    quiet["measures"][0]["encoding"]["terms"] = json!(["Polars", "Ray"]);
    let mut engine = made(quiet, &[], None);
    assert_eq!(import(&mut engine, "work.csv", WORK.as_bytes()).terms, ["Polars"]);
    let kept = engine.snapshot();
    // The words of a title that is kept are still there.
    assert_eq!(named(&made(dictionary(), &[], Some(&kept))), ["Dagster"]);
    assert_eq!(named(&made(dictionary(), &["Dagster"], Some(&kept))), [""; 0], "now it is a skill");
}

#[test]
fn no_and_nothing_to_say_are_one_answer() {
    let mut engine = made(dictionary(), &[], None);
    import(&mut engine, "work.csv", WORK.as_bytes());
    let setting = json!({ "set": "answer", "measure": "new-words", "on": false });
    engine.sync_set(serde_json::from_value(setting).expect("a setting")).expect("kept");
    let no = engine.sync_seal("2026-q4", &[7; 32], at(NOW)).expect("a report");
    let mut nobody = made(dictionary(), &[], None);
    let nothing = nobody.sync_seal("2026-q4", &[7; 32], at(NOW)).expect("a report");
    assert_eq!(no.tasks[0].measurement, nothing.tasks[0].measurement);
}

#[test]
fn a_list_that_cannot_be_answered_is_refused() {
    let with = |terms: Value, clip: u32| {
        let mut d = dictionary();
        d["measures"][0]["encoding"] = json!({ "kind": "terms", "terms": terms, "clip": clip });
        d["measures"][0]["asked"][0]["microRho"] = json!((2 * u64::from(clip) + 1) * 1000);
        code(Engine::open(&options(), Make { dictionary: d, ..Make::default() }.files(), None))
    };
    assert_eq!(with(json!(["Dagster"]), 1), "(no error)");
    assert_eq!(with(json!(["Dagster", "Dagster"]), 1), "dictionary.id");
    assert_eq!(with(json!([]), 0), "dictionary.measure");
    assert_eq!(with(json!(["Dagster"]), 2), "dictionary.measure");
    assert_eq!(with(json!(["..."]), 1), "dictionary.measure", "no word at all");
}

/// Written once with `SKILLKEEP_BLESS=1`; never again.
#[test]
fn the_fixture_of_version_five() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/snapshot-v5.skn");
    if std::env::var_os("SKILLKEEP_BLESS").is_some() && !std::path::Path::new(path).exists() {
        let mut engine = made(dictionary(), &[], None);
        import(&mut engine, "work.csv", WORK.as_bytes());
        std::fs::write(path, engine.snapshot()).expect("written");
    }
    assert!(std::path::Path::new(path).exists());
}

/// A list that a skill explains is a question that nobody can answer with yes.
#[test]
fn the_samples_list_has_no_word_that_its_skills_explain() {
    let dictionary: Value = serde_json::from_slice(include_bytes!("../data/sample/dictionary.json")).expect("JSON");
    let measures = dictionary["measures"].as_array().expect("measures");
    let lists = measures.iter().filter(|m| m["encoding"]["kind"] == "terms");
    let words: Vec<String> = lists
        .flat_map(|m| serde_json::from_value::<Vec<String>>(m["encoding"]["terms"].clone()).expect("words"))
        .collect();
    assert_eq!(words.len(), 24);
    let pack = skillkeep::taxonomy::compile(&sample::pack()).expect("compiles");
    let taxonomy = skillkeep::taxonomy::Taxonomy::open(&pack).expect("opens");
    let explained = |w: &&String| skillkeep::taxonomy::Terms::explained(&taxonomy, w).is_some();
    assert_eq!(words.iter().filter(explained).collect::<Vec<_>>(), [""; 0]);
}
