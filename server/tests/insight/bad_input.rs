//! What no release should say and one may: holes, a changed dictionary, nothing, less than nothing, one giant cell. Every figure answers with
//! numbers that have an interval around them or says that it cannot; none is "not a number", and nothing panics.

use std::fmt::Debug;

use serde::Serialize;
use serde_json::{Value, json};
use skillkeep_server::audit::figures::audited;
use skillkeep_server::impact::{endpoints, experiments::experiments, figures::figures as key_figures, report::board};
use skillkeep_server::insight::figures::{fairness, forecast, gaps, overview, shortfalls, supply};
use skillkeep_server::insight::{Company, Shelf};

use crate::company::{PERIODS, Paper};
use crate::impact;

/// The paper company with every kind of question.
fn dictionary() -> Value {
    let mut json = impact::dictionary();
    let mut items = json["measures"][3].clone();
    items["id"] = json!("items");
    items["encoding"] = json!({ "kind": "items", "items": ["course-1", "course-2"], "clip": 2 });
    items["asked"][0]["microRho"] = json!(skillkeep::sync::micro_rho(9, crate::company::SIGMA2).unwrap());
    let mut there = json["measures"][4].clone();
    there["id"] = json!("stretch-there");
    there["asked"][0]["over"] = json!("region");
    json["measures"].as_array_mut().unwrap().extend([items, there]);
    json
}

/// SplitMix64 (Steele et al. 2014).
struct Draws(u64);

impl Draws {
    fn below(&mut self, most: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (z ^ (z >> 31)) % most
    }

    fn one<T: Copy>(&mut self, of: &[T]) -> T {
        of[usize::try_from(self.below(of.len() as u64)).unwrap()]
    }

    /// A noisy count: most are ordinary, the others nothing, below nothing, or as large as a number can be.
    fn count(&mut self) -> i64 {
        match self.below(8) {
            0 => 0,
            1 => -1 - i64::try_from(self.below(400)).unwrap(),
            2 => self.one(&[1_000_000_000_000, i64::MAX, i64::MIN]),
            _ => i64::try_from(self.below(500)).unwrap(),
        }
    }
}

/// Releases of every question and cell, some periods missing, with whatever counts come.
fn world(seed: u64) -> Paper {
    let mut paper = Paper::of(4, &dictionary());
    let mut draws = Draws(seed);
    let wild = !seed.is_multiple_of(3);
    let asked: Vec<(String, String, usize)> =
        paper.company.tasks.all().map(|a| (a.measure.clone(), a.cell.clone(), a.task.vdaf.length())).collect();
    for (measure, cell, length) in asked {
        let holes = draws.below(4);
        for period in PERIODS {
            let known = paper.company.tasks.all().find(|a| a.measure == measure && a.cell == cell).unwrap();
            if draws.below(4) < holes || !known.periods.iter().any(|s| s.id == period) {
                continue;
            }
            let sums = (0..length).map(|_| if wild { draws.count() } else { 0 }).collect();
            let mut release = paper.release(&measure, &cell, period, 0, sums);
            release.headcount = draws.one(&[0, 1, 1000, 1000, 1000, 1_000_000_000_000, u64::MAX]);
            release.reports = draws.one(&[0, release.headcount / 2, release.headcount]);
            // Asked under another version of the dictionary: the same question, for its task is the same.
            release.dictionary = draws.one(&[1, 3, u64::MAX]);
            paper.sign(&release);
        }
    }
    paper
}

/// Every number of a view has its place: no "not a number" (which JSON hides as null), no value outside its interval, no probability
/// beyond certain.
fn sound<T: Serialize + Debug>(what: &str, view: &T) {
    let text = format!("{view:?}");
    assert!(!text.contains("NaN"), "{what}: {}", around(&text, "NaN"));
    walk(what, &serde_json::to_value(view).unwrap());
}

fn around(text: &str, word: &str) -> String {
    let at = text.find(word).unwrap_or(0);
    text.chars().skip(at.saturating_sub(300)).take(400).collect()
}

fn walk(what: &str, value: &Value) {
    match value {
        Value::Array(all) => all.iter().for_each(|v| walk(what, v)),
        Value::Object(map) => {
            for (interval, middle) in [
                ("interval", "value"),
                ("interval", "shortage"),
                ("interval", "people"),
                ("supplyInterval", "supply"),
                ("shortageInterval", "shortage"),
                ("rateInterval", "rate"),
                ("p95", "people"),
            ] {
                let (Some(Value::Object(ends)), Some(middle)) =
                    (map.get(interval), map.get(middle).and_then(Value::as_f64))
                else {
                    continue;
                };
                let end = |name: &str, open: f64| ends[name].as_f64().unwrap_or(open);
                let (low, high) = (end("low", f64::NEG_INFINITY), end("high", f64::INFINITY));
                let room = 1e-6 * middle.abs().max(1.0);
                assert!(low <= middle + room && middle <= high + room, "{what}: {value}");
            }
            for name in ["probability", "fallsShort", "coverage", "p", "adjusted"] {
                let certain = map.get(name).and_then(Value::as_f64).unwrap_or(0.0);
                assert!((0.0..=1.0).contains(&certain), "{what}: {name} in {value}");
            }
            map.values().for_each(|v| walk(what, v));
        }
        _ => {}
    }
}

fn all_figures(seed: u64, company: &Company, shelf: &Shelf) {
    let name = |figure: &str| format!("{figure}, world {seed}");
    sound(&name("overview"), &overview(company, shelf, 20_000, None));
    for over in ["company", "function", "region"] {
        sound(&name("supply"), &supply(company, shelf, None, Some(over)).unwrap());
        sound(&name("gaps"), &gaps(company, shelf, None, Some(over)).unwrap());
        for people in [1, 1_000_000] {
            sound(&name("shortfalls"), &shortfalls(company, shelf, Some(over), Some(people)).unwrap());
        }
    }
    for cell in ["all", "function/tech", "region/oslo"] {
        for skill in ["s0", "s3"] {
            sound(&name("forecast"), &forecast(company, shelf, skill, cell).unwrap());
        }
    }
    for period in [None, Some(PERIODS[0])] {
        sound(&name("fairness"), &fairness(company, shelf, period).unwrap());
        sound(&name("audit"), &audited(company, shelf, period).unwrap());
    }
    let (experiments, figures) = (experiments(company, shelf), key_figures(company, shelf, &[]));
    sound(&name("experiments"), &experiments);
    sound(&name("key figures"), &figures);
    for german in [false, true] {
        let page = board(company, &experiments, &figures, german).unwrap();
        assert!(!page.contains("NaN") && !page.contains(">inf"), "{}: {}", name("report"), around(&page, "NaN"));
    }
}

#[test]
fn no_release_makes_a_figure_that_is_not_a_number_or_stops_the_server() {
    let mut bad = 0;
    for seed in 0..60 {
        let paper = world(seed);
        bad += usize::from(std::panic::catch_unwind(|| all_figures(seed, &paper.company, &paper.shelf())).is_err());
    }
    assert_eq!(bad, 0);
}

#[test]
fn a_release_of_a_question_that_was_changed_is_left_out_and_the_others_stay() {
    let mut changed = dictionary();
    changed["measures"][1]["question"] = json!("Asked in other words?");
    let mut old = Paper::of(4, &dictionary());
    old.held("held", "all", "2026-q2", &[100, 100, 100, 100], 900);
    old.held("critical", "region/oslo", "2026-q2", &[100, 100, 100, 100], 400);
    let now = Paper::of(4, &changed);
    let loaded = now.load(&old.file()).unwrap();
    assert_eq!((loaded.releases.len(), loaded.skipped), (1, 1));
    let mut shelf = Shelf::default();
    loaded.releases.into_iter().for_each(|(kept, released)| shelf.put(kept.task, kept.period, released));
    assert!(
        supply(&now.company, &shelf, None, None).unwrap().released().is_none(),
        "another question is another number"
    );
    assert!(supply(&now.company, &shelf, None, Some("region")).unwrap().released().is_some());
}

#[test]
fn nobody_and_less_than_nobody_are_not_enough_data_in_every_figure() {
    for answered in [0, -40] {
        let mut paper = Paper::of(4, &dictionary());
        for period in PERIODS.iter().take(8) {
            let length = 6;
            let mut sums = vec![answered; length];
            sums[length - 1] = answered;
            let release = paper.release("held", "all", period, 0, sums);
            paper.sign(&release);
            let release = paper.release("stretch", "all", period, 0, vec![answered; 10]);
            paper.sign(&release);
        }
        let (company, shelf) = (&paper.company, paper.shelf());
        let of = serde_json::to_value(supply(company, &shelf, None, None).unwrap()).unwrap();
        assert!(of["rows"].as_array().unwrap().iter().all(|r| r["shares"] == json!([null])), "{of}");
        let of = serde_json::to_value(gaps(company, &shelf, None, None).unwrap()).unwrap();
        assert!(of["headline"].is_null() && of["rows"].as_array().unwrap().iter().all(|r| r["gaps"] == json!([null])));
        let of = serde_json::to_value(forecast(company, &shelf, "s0", "all").unwrap()).unwrap();
        assert!(of["points"] == json!([]) && of["notEnough"]["lack"].is_string(), "{of}");
        let of = serde_json::to_value(shortfalls(company, &shelf, None, None).unwrap()).unwrap();
        assert!(of["rows"] == json!([]) && of["unknown"].as_array().unwrap().len() == 4, "{of}");
        let of = serde_json::to_value(fairness(company, &shelf, None).unwrap()).unwrap();
        let verdicts = of["audits"].as_array().unwrap().iter().flat_map(|a| a["groups"].as_array().unwrap());
        assert!(verdicts.map(|g| &g["verdict"]["is"]).all(|v| v == "notEnoughData" || v == "reference"), "{of}");
        let of = serde_json::to_value(key_figures(company, &shelf, &[])).unwrap();
        assert!(of["figures"].as_array().unwrap().iter().all(|f| f["value"].is_null()), "{of}");
    }
    // The company's own numbers: nobody is no line.
    let paper = Paper::of(4, &dictionary());
    let (rows, taken) =
        endpoints::read(b"metric,cell,period,value,people,sd\nquality,all,2026-q1,80,0,9\n", &paper.company).unwrap();
    assert_eq!((rows.len(), taken.bad[0].why), (0, "few"));
}
