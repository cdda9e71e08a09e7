//! The sample company for a proof: its own questions, or some of them, over the quarters that the proof wants.
#![allow(dead_code, unreachable_pub, reason = "each proof uses its own part of this")]

use std::path::PathBuf;

use serde_json::{Value, json};
use skillkeep::CompanyFiles;
use skillkeep::sync::{Day, Measure, micro_rho};
use skillkeep_simulate::{Population, stage};

pub const TENANT: &str = "sample";

/// Folder of the sample company's tables.
pub fn tables() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../data/sample")
}

pub fn population() -> Population {
    Population::sample(&tables()).expect("the sample's tables")
}

/// Quarter number `index` from 2024-q4: id, first day, first day after, due, close.
pub fn quarter(index: u32) -> [String; 5] {
    let month = |n: u32| format!("{}-{:02}-01", 2024 + (9 + n) / 12, (9 + n) % 12 + 1);
    let id = format!("{}-q{}", 2024 + (3 + index) / 4, (3 + index) % 4 + 1);
    let end = month(3 * index + 3);
    let closes = Day::parse(&end).map(|d| Day(d.0 + 15).to_string()).expect("a day");
    [id, month(3 * index), end, month(3 * index + 2), closes]
}

/// The id of a quarter, and a day within it.
pub fn within(index: u32) -> (String, Day) {
    let [id, _, _, due, _] = quarter(index);
    (id, Day::parse(&due).expect("a day"))
}

/// The sample's questions of these ids with their costs filled in, and the first `quarters` quarters. `keys` are those of a stage.
pub fn dictionary(population: &Population, ids: &[&str], quarters: u32, keys: Option<&stage::Keys>) -> Value {
    let file = std::fs::read(tables().join("dictionary.json")).expect("the sample's questions");
    let mut json: Value = serde_json::from_slice(&file).expect("JSON");
    let measures: Vec<Value> = json["measures"].as_array().expect("a list").clone();
    let chosen = measures.into_iter().filter(|m| ids.iter().any(|id| m["id"] == *id));
    json["measures"] = chosen.map(|m| costed(population, m)).collect();
    whole(population, json, quarters, keys)
}

/// Writes what a measure costs; "all" becomes the list of all skills.
pub fn costed(population: &Population, mut measure: Value) -> Value {
    if measure["encoding"]["skills"] == "all" {
        measure["encoding"]["skills"] = population.tables().skills().collect();
    }
    for asked in measure["asked"].as_array_mut().expect("a list") {
        asked["microRho"] = json!(0);
    }
    let mut typed: Measure = serde_json::from_value(measure).expect("a measure");
    let delta2 = typed.encoding.delta2();
    for asked in &mut typed.asked {
        asked.micro_rho = micro_rho(delta2, asked.sigma2).expect("noise");
    }
    serde_json::to_value(typed).expect("JSON")
}

/// Fills the rest of a dictionary around its questions.
pub fn whole(population: &Population, mut json: Value, quarters: u32, keys: Option<&stage::Keys>) -> Value {
    let rows = |name: &str| -> Vec<Value> {
        let mut reader = csv::Reader::from_path(tables().join(name)).expect("a table");
        let rows = reader.deserialize::<std::collections::BTreeMap<String, String>>();
        rows.map(|row| serde_json::to_value(row.expect("a row")).expect("JSON")).collect()
    };
    json["format"] = json!("skillkeep-dictionary/2");
    json["version"] = json!(2);
    json["functions"] = rows("functions.csv").into();
    json["regions"] = rows("regions.csv").into();
    let mut headcount = rows("headcount.csv");
    for row in &mut headcount {
        row["people"] = json!(row["people"].as_str().and_then(|p| p.parse::<u32>().ok()).expect("a number"));
    }
    json["headcount"] = headcount.into();
    let period = |index: u32| {
        let [id, start, end, due, closes] = quarter(index);
        let token = keys.and_then(|k| k.tokens.get(&id)).cloned().unwrap_or_default();
        json!({ "id": id, "start": start, "end": end, "due": due, "closes": closes, "tokenKey": token })
    };
    json["periods"] = (0..quarters).map(period).collect();
    json["aggregators"]["keeper"]["hpkeConfig"] = json!(keys.map(|k| k.keeper_hpke.as_str()).unwrap_or_default());
    json.as_object_mut().expect("an object").remove("note");
    let _ = population;
    json
}

pub fn company(population: &Population, dictionary: &Value) -> CompanyFiles {
    stage::company(TENANT, &tables(), population.tables(), dictionary.to_string().as_bytes()).expect("signed")
}
