//! One question, asked once at epsilon 1 of five thousand people: the error is what the theory says, through the real way.

#[path = "support/mod.rs"]
mod support;

use std::path::{Path, PathBuf};

use serde_json::{Value, json};
use skillkeep_insight::{KeeperKeys, Released};
use skillkeep_simulate::stage::{Keys, Stage};
use skillkeep_simulate::{Plants, Report, Run, run};
use support::{TENANT, company, costed, population, tables, whole, within};

const PEOPLE: usize = 5000;
const SKILLS: usize = 200;
const COPIES: usize = 20;
const CLIP: u32 = 12;

/// The largest rho that is (1, 1e-6)-differentially private: the bound of Canonne, Kamath and Steinke 2020, proposition 12,
/// minimised over the order of the Renyi divergence.
fn rho_of_epsilon_one() -> f64 {
    let log_delta = |rho: f64| {
        let at = |a: f64| (a - 1.0) * (a * rho - 1.0) - (a - 1.0).ln() + a * (1.0 - 1.0 / a).ln();
        (1..20_000).map(|i| at(1.0 + f64::from(i) * 0.01)).fold(f64::INFINITY, f64::min)
    };
    let (mut low, mut high) = (1e-4, 1.0);
    for _ in 0..60 {
        let middle = f64::midpoint(low, high);
        if log_delta(middle) < (1e-6f64).ln() { low = middle } else { high = middle }
    }
    low
}

fn question(sigma2: u64, skills: &[String]) -> Value {
    json!({
        "id": "held", "question": "Which skills do people hold?", "purpose": "To see how precise it is.", "owner": "Planning",
        "reviewer": "Works council", "starts": "2024-10-01", "expires": "2028-01-01", "every": "quarter",
        "encoding": { "kind": "held", "skills": skills, "clip": CLIP },
        "asked": [{ "over": "company", "sigma2": sigma2, "targetMilliPoints": 1000 }],
    })
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).expect("a folder");
    for entry in std::fs::read_dir(from).expect("a folder") {
        let path = entry.expect("an entry").path();
        let target = to.join(path.file_name().expect("a name"));
        if path.is_dir() {
            copy(&path, &target);
        } else {
            std::fs::copy(&path, target).expect("copied");
        }
    }
}

struct Folder(PathBuf);

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

#[test]
fn the_error_of_a_share_is_what_the_noise_makes_it() {
    let population = population();
    let mut skills: Vec<String> = population.tables().skills().map(str::to_owned).collect();
    // The sample has a few fewer: nobody holds the others.
    let missing = SKILLS.saturating_sub(skills.len());
    skills.extend((0..missing).map(|n| format!("unknown_{n}")));
    skills.truncate(SKILLS);
    let sigma2 = (f64::from(2 * CLIP + 1) / (2.0 * rho_of_epsilon_one())).ceil() as u64;
    let folder = Folder(std::env::temp_dir().join(format!("skillkeep-rmse-{}", std::process::id())));
    let first = folder.0.join("first");
    let (period, day) = within(0);
    let keys = Keys::make(&first, &[&period]).expect("keys");
    let base: Value =
        serde_json::from_slice(&std::fs::read(tables().join("dictionary.json")).expect("read")).expect("JSON");
    let mut asked = base;
    asked["measures"] = json!([costed(&population, question(sigma2, &skills))]);
    let dictionary = whole(&population, asked, 1, Some(&keys));
    let text = dictionary.to_string();
    let stage = Stage::open(&first, TENANT, text.as_bytes()).expect("runs");
    stage.set(Stage::noon(day));
    let call = || -> Report {
        run(&Run {
            company: company(&population, &dictionary),
            population: &population,
            tenant: TENANT,
            leader_url: &stage.leader_url,
            keeper_url: &stage.keeper_url,
            tickets: stage.tickets().expect("a key"),
            people: 0..PEOPLE,
            hold_back: &[],
            period: &period,
            now: Stage::noon(day),
            seed: 3,
            plants: Plants::ALL,
            kept: None,
            progress: &|_, _| (),
        })
        .expect("everybody reports")
    };
    let report = call();
    assert_eq!((report.people, report.reports, report.skipped), (PEOPLE, PEOPLE as u64, 0));
    stage.settle().expect("aggregated");
    drop(stage);
    let truth = &report.sums[&("held".to_owned(), "all".to_owned())];
    let closes = support::quarter(0)[4].clone();
    let closes = skillkeep::sync::Day::parse(&closes).expect("a day");
    let (mut squares, mut draws) = (0.0, 0);
    for number in 0..COPIES {
        let dir = folder.0.join(number.to_string());
        copy(&first, &dir);
        let stage = Stage::open(&dir, TENANT, text.as_bytes()).expect("runs");
        stage.set(Stage::noon(closes));
        let asked = stage.tasks.all().next().expect("the question");
        let collection = stage.collect(asked, &asked.periods[0]).expect("collected");
        let (id, public) = stage.keeper_key();
        let keys = KeeperKeys::new(TENANT, [(id.as_str(), public)]).expect("a key");
        let released = Released::open(collection.envelope.as_bytes(), &keys, Some(&collection.sums)).expect("signed");
        let sums = released.get();
        assert_eq!(sums.reports, PEOPLE as u64);
        for (noisy, exact) in sums.sums.iter().zip(truth).take(SKILLS) {
            squares += (100.0 * (noisy - exact) as f64 / sums.reports as f64).powi(2);
            draws += 1;
        }
    }
    assert_eq!(draws, COPIES * SKILLS);
    let rmse = (squares / draws as f64).sqrt();
    let theory = 100.0 * (2.0 * sigma2 as f64).sqrt() / PEOPLE as f64;
    println!("sigma2 {sigma2}: RMSE {rmse:.3} points, theory {theory:.3}, in {:.0} s of reports", report.seconds);
    assert!((0.6..0.7).contains(&theory), "{theory}");
    assert!((rmse / theory - 1.0).abs() < 0.05, "{rmse} against {theory}");
}
