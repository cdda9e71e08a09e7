//! How often 95 % intervals hold the truth, over people and noise: `cargo x bench coverage [--draws N]`. The table goes to the standard
//! error, the figures and their goals as JSON to the standard output.

#[path = "../../tests/support/mod.rs"]
mod support;

use serde_json::{Value, json};
use support::worlds::{self, Tally};

const PEOPLE: [u64; 5] = [50, 100, 500, 1000, 5000];
const NOISE: [f64; 5] = [0.0, 5.0, 10.0, 20.0, 30.0];
/// A world counts where at least so many of its draws give a figure: elsewhere the figure is mostly "not enough data".
const SPEAKS: f64 = 0.95;

/// One line of the table.
struct Row {
    what: String,
    n: u64,
    sigma: f64,
    tally: Tally,
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let draws = match std::env::args().skip(1).collect::<Vec<_>>().as_slice() {
        [] => 10_000,
        [flag, number] if flag == "--draws" => number.parse()?,
        _ => return Err("coverage [--draws N]".into()),
    };
    let mut figures = Vec::new();
    // Without noise a census is exact, and its interval is the figure: nothing to cover.
    let noisy = |sigma: &f64| *sigma > 0.0;
    figures.extend(said(
        "share of a census",
        draws,
        table("census, .3", noisy, |n, s| worlds::census(n, s, 0.3, draws)),
    ));
    figures.extend(said(
        "share of a process",
        draws,
        table("process, .3", |_| true, |n, s| worlds::process(n, s, 0.3, draws)),
    ));
    let mut ratios = Vec::new();
    for truth in [0.6, 0.8, 0.9, 1.0, 1.25] {
        ratios.extend(table(&format!("impact ratio {truth}"), |_| true, |n, s| worlds::impact(n, s, truth, draws)));
        if truth >= 0.8 {
            let cried = ratios.iter().filter(|r| r.what.ends_with(&truth.to_string())).map(|r| r.tally.alarm());
            figures.push(alarm(truth, cried.fold(0.0, f64::max), draws));
        }
    }
    figures.extend(said("impact ratio", draws, ratios));
    figures.extend(said(
        "stratified gap",
        draws,
        table("gap of four strata", |_| true, |n, s| worlds::gap(n, s, draws)),
    ));
    let mut always = Vec::new();
    let last = table(
        "difference-in-differences, 4 looks",
        |_| true,
        |n, s| {
            let [last, all] = worlds::experiment(n, s, 4, draws);
            always.push(Row { what: "all 4 looks together".into(), n, sigma: s, tally: all });
            last
        },
    );
    figures.extend(said("difference-in-differences", draws, last));
    let least = spoken(&always).map(|r| r.tally.coverage()).fold(1.0, f64::min);
    always.iter().for_each(print);
    let input = format!("least over {} worlds; {draws} draws each", spoken(&always).count());
    figures.push(json!({ "group": "coverage", "name": "four looks, all at once", "value": 100.0 * least, "unit": "%", "least": 95.0, "input": input }));
    for (rate, sigma) in [(0.2, 0.0), (0.2, 20.0), (0.5, 10.0)] {
        let (n, tally) = worlds::planned(rate, sigma, draws);
        let name = format!("sure at the planned size, rate {rate}, noise {sigma}");
        let input =
            format!("{n} people and twice as many, four fifths excluded where both are treated alike; planned: 80 %");
        figures.push(json!({ "group": "coverage", "name": name, "value": 100.0 * tally.covered as f64 / draws as f64, "unit": "%",
            "least": 77.0, "input": input }));
    }
    println!("{}", Value::from(figures));
    Ok(())
}

fn table(what: &str, noise: impl Fn(&f64) -> bool, mut world: impl FnMut(u64, f64) -> Tally) -> Vec<Row> {
    let mut rows = Vec::new();
    for n in PEOPLE {
        for sigma in NOISE.into_iter().filter(&noise) {
            let row = Row { what: what.to_owned(), n, sigma, tally: world(n, sigma) };
            print(&row);
            rows.push(row);
        }
    }
    rows
}

fn print(row: &Row) {
    let Row { what, n, sigma, tally } = row;
    let (coverage, spoke) = (tally.coverage(), tally.spoke());
    eprintln!(
        "{what:36} n {n:5} sigma {sigma:3} covered {coverage:.3}, a figure in {spoke:.3}, disparity {:.3}",
        tally.alarm()
    );
}

fn spoken(rows: &[Row]) -> impl Iterator<Item = &Row> {
    rows.iter().filter(|r| r.tally.spoke() >= SPEAKS)
}

/// The least and the most covered of the worlds that mostly give a figure, and the least of the others.
fn said(name: &str, draws: usize, rows: Vec<Row>) -> Vec<Value> {
    let count = spoken(&rows).count();
    let coverages = || spoken(&rows).map(|r| 100.0 * r.tally.coverage());
    let figure = |what: &str, value: f64, goal: (&str, f64), input: String| {
        let mut figure = json!({ "group": "coverage", "name": format!("{name}, {what}"), "value": value, "unit": "%", "input": input });
        figure[goal.0] = goal.1.into();
        figure
    };
    let input = format!("of {count} worlds, 50 to 5 000 people, noise to 30; {draws} draws each");
    let mut figures = vec![
        figure("least", coverages().fold(100.0, f64::min), ("least", 93.0), input.clone()),
        figure("most", coverages().fold(0.0, f64::max), ("most", 97.0), input),
    ];
    let seldom: Vec<&Row> = rows.iter().filter(|r| r.tally.spoke() < SPEAKS && r.tally.said >= 50).collect();
    if !seldom.is_empty() {
        let least = seldom.iter().map(|r| 100.0 * r.tally.coverage()).fold(100.0, f64::min);
        let input = format!("of {} worlds where fewer than 19 in 20 draws give a figure", seldom.len());
        figures.push(figure("least where it seldom speaks", least, ("least", 93.0), input));
    }
    figures
}

fn alarm(truth: f64, most: f64, draws: usize) -> Value {
    let input = format!("most of 25 worlds; {draws} draws each");
    json!({ "group": "coverage", "name": format!("called a disparity at a ratio of {truth}"), "value": 100.0 * most, "unit": "%",
        "most": 3.5, "input": input })
}
