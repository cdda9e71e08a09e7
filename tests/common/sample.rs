//! The sample company of the portal, from its tables, and its person with the files that the portal offers.

use std::collections::BTreeMap;
use std::path::PathBuf;

use serde_json::{Value, json};
use skillkeep::engine::ReadOptions;
use skillkeep::taxonomy::{LocalNames, PackSource, Relation, RoleSource, SkillSource, SourceNotice};
use skillkeep::{CompanyFiles, Engine, OpenOptions};

use super::{Make, NOW, TENANT, at};

type Row = BTreeMap<String, String>;

fn path(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(name)
}

fn table(name: &str) -> Vec<Row> {
    let mut reader = csv::Reader::from_path(path("data/sample").join(name)).expect("the table opens");
    reader.deserialize().map(|row| row.unwrap_or_else(|e| panic!("{name}: {e}"))).collect()
}

fn list(row: &Row, column: &str) -> Vec<String> {
    row[column].split('|').filter(|s| !s.is_empty()).map(str::to_owned).collect()
}

fn german(row: &Row) -> Vec<LocalNames> {
    let (label, aliases) = (row["label_de"].clone(), list(row, "aliases_de"));
    if label.is_empty() { Vec::new() } else { vec![LocalNames { language: "de".into(), label, aliases }] }
}

/// The sample taxonomy as its tables say it.
pub fn pack() -> PackSource {
    let skills = table("skills.csv").into_iter().map(|row| {
        let columns =
            [("broader", Relation::Broader), ("requires", Relation::Requires), ("related", Relation::Related)];
        let relations = columns
            .into_iter()
            .flat_map(|(column, relation)| list(&row, column).into_iter().map(move |id| (relation, id)))
            .collect();
        SkillSource {
            id: row["id"].clone(),
            label: row["label"].clone(),
            aliases: list(&row, "aliases"),
            description: row["description"].clone(),
            relations,
            names: german(&row),
            ..SkillSource::default()
        }
    });
    let needs = table("role_skills.csv");
    let roles = table("roles.csv").into_iter().map(|row| RoleSource {
        id: row["id"].clone(),
        label: row["label"].clone(),
        description: row["description"].clone(),
        function: row["function"].clone(),
        family: row["family"].clone(),
        grade: row["grade"].parse().expect("a grade"),
        needs: needs
            .iter()
            .filter(|n| n["role"] == row["id"])
            .map(|n| (n["skill"].clone(), n["level"].parse().expect("a level"), n["essential"] == "yes"))
            .collect(),
    });
    PackSource {
        sources: vec![SourceNotice { source: "sample".into(), version: "1".into(), notice: String::new() }],
        skills: skills.collect(),
        roles: roles.collect(),
    }
}

/// The company's signed files, with the catalogue as the CSV that a page may hand over.
fn files() -> CompanyFiles {
    let read = |name: &str| std::fs::read_to_string(path("data/sample").join(name)).expect("a file of the sample");
    let catalogue = Some(read("items.csv").into_bytes());
    let dictionary = json!({
        "format": "skillkeep-dictionary/1", "version": 1, "measures": [],
        "functions": table("functions.csv"), "regions": table("regions.csv"),
    });
    let make = Make { pack: pack(), policy: read("policy.json"), dictionary, ..Make::default() };
    CompanyFiles { catalogue, ..make.files() }
}

/// The files of the folder of samples that are taken in, in this order.
pub const FILES: [&str; 4] = ["statements.json", "git-log.txt", "record.csv", "cv.txt"];

/// Ada Fontes at the sample company, with some of [`FILES`] taken in; `cell` is what her employer knows.
pub fn ada(cell: Option<(&str, &str)>, names: &[&str]) -> Engine {
    let mut engine = again(cell, None);
    for name in names {
        let bytes = std::fs::read(path("tests/fixtures/sample-signals").join(name)).expect("a file of the sample");
        take(&mut engine, name, &bytes);
    }
    engine
}

/// The sample company opened for her, with what she kept.
pub fn again(cell: Option<(&str, &str)>, snapshot: Option<&[u8]>) -> Engine {
    let cell = cell.map(|(function, region)| json!({ "function": function, "region": region }));
    let options: OpenOptions = serde_json::from_value(json!({
        "tenant": TENANT, "subject": "u-ada", "seed": 11, "cell": cell, "now": at(NOW),
    }))
    .expect("options");
    Engine::open(&options, files(), snapshot).expect("the sample opens")
}

/// Takes in what is Ada's in a file: looks who is in it first, as the portal does.
fn take(engine: &mut Engine, name: &str, bytes: &[u8]) {
    let options = |who: &[String]| -> ReadOptions {
        serde_json::from_value(json!({ "name": name, "who": who })).expect("options")
    };
    engine.scan_begin(options(&[]), at(NOW));
    engine.push(bytes).expect("a scan was begun");
    let scan = serde_json::to_value(engine.scan_finish().expect("a scan was begun")).expect("JSON");
    let ada = |a: &&Value| a["name"].as_str().is_some_and(|l| l.contains("Ada"));
    let keys = scan["actors"].as_array().expect("actors").iter().filter(ada);
    let who: Vec<String> = keys.map(|a| a["key"].as_str().expect("a key").to_owned()).collect();
    engine.import_begin(options(&who), at(NOW));
    engine.push(bytes).expect("an import was begun");
    let report = engine.import_finish(at(NOW)).expect("an import was begun");
    assert!(report.accepted > 0, "{name}: {report:?}");
}
