//! A run that was cut off goes on, and who was held back comes later: everybody is counted, and nobody twice.

#[path = "support/mod.rs"]
mod support;

use std::path::PathBuf;

use skillkeep_simulate::stage::{Keys, Stage};
use skillkeep_simulate::{Plants, Report, Run, SimulateError, run};
use support::{TENANT, company, dictionary, population, within};

const PEOPLE: usize = 130;

struct Folder(PathBuf);

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

#[test]
fn everybody_is_counted_once() {
    let population = population();
    let folder = Folder(std::env::temp_dir().join(format!("skillkeep-again-{}", std::process::id())));
    let (period, day) = within(1);
    let keys = Keys::make(&folder.0, &[&period]).expect("keys");
    let json = dictionary(&population, &["skills-held", "stretch-by-gender"], 2, Some(&keys));
    let stage = Stage::open(&folder.0, TENANT, json.to_string().as_bytes()).expect("runs");
    stage.set(Stage::noon(day));
    let company = company(&population, &json);
    let call = |people: std::ops::Range<usize>, hold_back: &[usize], seed: u64| -> Result<Report, SimulateError> {
        run(&Run {
            company: company.clone(),
            population: &population,
            tenant: TENANT,
            leader_url: &stage.leader_url,
            keeper_url: &stage.keeper_url,
            tickets: stage.tickets()?,
            people,
            hold_back,
            period: &period,
            now: Stage::noon(day),
            seed,
            plants: Plants::ALL,
            kept: None,
            progress: &|_, _| (),
        })
    };
    let held = population.one_of_each_cell(0..PEOPLE);
    assert!(held.len() > 20, "{held:?}");
    // Cut off after sixty.
    let first = call(0..60, &held, 5).expect("runs");
    let of_first = (0..60).filter(|n| !held.contains(n)).count();
    assert_eq!((first.people, first.reports, first.before), (of_first, 2 * of_first as u64, 0));
    // Again, to the end.
    let second = call(0..PEOPLE, &held, 5).expect("goes on");
    let others = PEOPLE - held.len();
    assert_eq!((second.people, second.before), (others, 2 * of_first as u64));
    assert_eq!(second.reports, 2 * (others - of_first) as u64);
    // Somebody who was somebody else before has no second token.
    assert_eq!(call(0..10, &held, 6).expect("runs").people, 0);
    // And those who waited.
    let all: Vec<usize> = (0..PEOPLE).collect();
    let there: Vec<usize> = all.into_iter().filter(|n| !held.contains(n)).collect();
    let last = call(0..PEOPLE, &there, 5).expect("runs");
    assert_eq!((last.people, last.reports), (held.len(), 2 * held.len() as u64));
    stage.settle().expect("aggregated");
    let closes = skillkeep::sync::Day::parse(&support::quarter(1)[4]).expect("a day");
    stage.set(Stage::noon(closes));
    for asked in stage.tasks.all() {
        let span = asked.periods.iter().find(|s| s.id == period).expect("asked");
        let collected = stage.collect(asked, span).expect("collected");
        let name = (asked.measure.clone(), asked.cell.clone());
        let release: serde_json::Value = serde_json::from_str(&collected.envelope).expect("JSON");
        assert!(release["payload"].is_string());
        let off = |sums: &Report| -> Vec<i64> { sums.sums[&name].clone() };
        let truth: Vec<i64> = off(&second).iter().zip(off(&last)).map(|(a, b)| a + b).collect();
        // Six standard deviations of both parties' noise.
        let most = (6.0 * (2.0 * asked.sigma2 as f64).sqrt()) as i64;
        let far = collected.sums.iter().zip(&truth).filter(|(a, b)| (*a - *b).abs() > most).count();
        assert_eq!(far, 0, "{name:?}");
    }
}
