//! The largest report that the sample company asks for, as a file: what the tests and the bench of the sealing seal.
//!
//! `SKILLKEEP_BLESS=1 cargo test -p xtask sealing` writes it again after the questions changed.

use skillkeep::engine::{SealTask, Sealing};
use skillkeep::sync::{Day, Dictionary, Measurement, Period, Shape, task_info};

use crate::dictionary;
use crate::run::{Failed, root};

/// A day on which every quarter of the plan's first two years is listed.
const TODAY: &str = "2026-11-22";

/// A report of somebody who has something to say to everything, about the quarter that asks most. Whoever seals it puts in the
/// keys: those of a company are made anew with it.
fn fullest() -> Result<Sealing, Failed> {
    let today = Day::parse(TODAY).ok_or_else(|| Failed::new("no day"))?;
    let json = dictionary::build(&root().join("data/sample"), today, None)?;
    let dictionary = Dictionary::parse(json.to_string().as_bytes()).map_err(Failed::new)?;
    let asked = |p: &&Period| dictionary.asked_in(p).map(|m| m.asked.len()).sum::<usize>();
    let period = dictionary.periods.iter().max_by_key(asked).ok_or_else(|| Failed::new("no period"))?;
    let parties = dictionary.aggregators.as_ref().ok_or_else(|| Failed::new("no aggregators"))?;
    let works = dictionary.headcount.first().ok_or_else(|| Failed::new("nobody works here"))?;
    let mut tasks = Vec::new();
    for measure in dictionary.asked_in(period) {
        let shape = measure.encoding.shape(dictionary.options(measure));
        let set = match shape {
            Shape::Multihot { max_weight, .. } => (0..max_weight).collect(),
            Shape::Histogram { .. } => vec![0],
        };
        for asked in &measure.asked {
            let cell = asked.over.cell(&works.function, &works.region);
            tasks.push(SealTask {
                measure: measure.id.clone(),
                task_info: task_info(measure, asked, &cell).iter().map(|b| format!("{b:02x}")).collect(),
                cell,
                starts: measure.starts.0,
                expires: measure.expires.0,
                measurement: Measurement { shape, set: set.clone() },
            });
        }
    }
    Ok(Sealing {
        tenant: "sample".to_owned(),
        period: period.id.clone(),
        day: period.start.0,
        token_key: String::new(),
        leader: parties.leader.url.clone(),
        keeper: parties.keeper.url.clone(),
        keeper_hpke: String::new(),
        min_batch: dictionary.min_batch,
        tasks,
    })
}

#[test]
fn the_file_is_what_the_sample_company_asks() {
    let path = root().join("tests/fixtures/sealing.json");
    let made = serde_json::to_string(&fullest().unwrap()).unwrap().replace("{\"measure\"", "\n{\"measure\"") + "\n";
    if std::env::var_os("SKILLKEEP_BLESS").is_some() {
        std::fs::write(&path, &made).unwrap();
    }
    assert!(std::fs::read_to_string(&path).unwrap() == made, "the questions changed: SKILLKEEP_BLESS=1");
}
