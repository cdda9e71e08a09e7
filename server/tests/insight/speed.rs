//! How long each console answer takes, with 200 skills and nine periods. `cargo test -p skillkeep-server --test insight -- --ignored
//! --nocapture speed`

use std::time::Instant;

use serde::Serialize;
use skillkeep_server::insight::figures::{fairness, forecast, gaps, overview, supply};
use skillkeep_server::plan::compare::compare;
use skillkeep_server::plan::scenario::{Body, Swap};
use skillkeep_server::plan::waterfall::{Supposed, waterfall};

use crate::company::{PERIODS, Paper};

const CELLS: [&str; 4] = ["function/tech", "function/sales", "region/oslo", "region/rome"];

fn time<T: Serialize>(what: &str, make: impl Fn() -> T) {
    within(what, 300.0, make);
}

/// Milliseconds of the middle of twenty.
fn within<T: Serialize>(what: &str, limit: f64, make: impl Fn() -> T) {
    let mut took: Vec<f64> = Vec::new();
    let mut bytes = 0;
    for _ in 0..20 {
        let start = Instant::now();
        bytes = serde_json::to_vec(&make()).unwrap().len();
        took.push(start.elapsed().as_secs_f64() * 1000.0);
    }
    took.sort_by(f64::total_cmp);
    println!("{what:20} {:8.2} ms, slowest {:8.2} ms, {bytes} bytes", took[10], took[19]);
    assert!(took[10] < limit, "{what}");
}

#[test]
#[ignore = "a measurement"]
fn speed() {
    let mut paper = Paper::new(200);
    for (i, period) in PERIODS.iter().enumerate() {
        let held: Vec<i64> = (0..200).map(|s| 100 + 3 * s + 10 * i as i64).collect();
        paper.held("held", "all", period, &held, 950);
        CELLS.iter().for_each(|cell| paper.held("critical", cell, period, &[100, 50, 80, 60], 380));
        paper.outcome("stretch", "all", period, &[300, 50, 50, 150, 125, 125, 10, 8, 2, 180]);
        if period.ends_with("q2") || period.ends_with("q4") {
            paper.outcome("sure", "all", period, &[50, 50, 300, 100, 100, 200, 5, 5, 10, 180]);
            paper.outcome("wrong", "region/rome", period, &[80, 40, 120, 5, 3, 2, 250]);
        }
    }
    let start = Instant::now();
    let shelf = paper.shelf();
    println!("{:20} {:8.2} ms, {} releases", "verify all", start.elapsed().as_secs_f64() * 1000.0, shelf.len());
    let c = &paper.company;
    time("overview", || overview(c, &shelf, 30_000, None));
    time("supply company", || supply(c, &shelf, None, None).unwrap());
    time("supply region", || supply(c, &shelf, None, Some("region")).unwrap());
    time("gaps company", || gaps(c, &shelf, None, None).unwrap());
    time("gaps function", || gaps(c, &shelf, None, Some("function")).unwrap());
    time("forecast", || forecast(c, &shelf, "s3", "all").unwrap());
    // A hundred skills that somebody needs: each has its forecast.
    let swap = |i: usize| Swap { skill: "s0".into(), by: format!("s{}", i + 4), percent: 1.0, from: "2027-q1".into() };
    let body = Body { replaced: (0..100).map(swap).collect(), ..Body::default() };
    within("compare 104 skills", 1000.0, || compare(c, &shelf, &body, &[], None, None).unwrap());
    let supposed = Supposed { attrition: 10.0, learning: None, moves: 0.0, hires: 5.0 };
    time("waterfall", || waterfall(c, &shelf, (&body, &[]), ("s3", "all", None), &supposed).unwrap());
    time("fairness", || fairness(c, &shelf, None).unwrap());
}
