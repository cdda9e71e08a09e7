//! The whole table of coverages: `cargo run --release -p skillkeep-insight --example coverage`.

#[path = "../tests/support/mod.rs"]
mod support;

use skillkeep_insight::{Group, People, Question, Share, Verdict, impact_ratio};
use support::Draws;

const DRAWS: usize = 2000;

fn main() {
    println!("share of draws whose 95 % interval holds the truth; shares without an answer are in brackets");
    println!("n sigma | census of p .3 | process of p .3");
    for n in [50u64, 100, 500, 1000, 5000] {
        for sigma in [0.0, 5.0, 10.0, 20.0, 30.0] {
            println!("{n} {sigma} | {} | {}", share(n, sigma, Question::Census), share(n, sigma, Question::Process));
        }
    }
    println!("n sigma R | ratio, reference rate .4, twice the people | called a disparity");
    for n in [50u64, 100, 500, 1000, 5000] {
        for sigma in [0.0, 5.0, 10.0, 20.0, 30.0] {
            for truth in [0.6, 0.8, 1.0] {
                println!("{n} {sigma} {truth} | {}", ratio(n, sigma, truth));
            }
        }
    }
}

fn share(n: u64, sigma: f64, question: Question) -> String {
    let mut draws = Draws(n + sigma as u64);
    let (mut covered, mut said) = (0, 0);
    for _ in 0..DRAWS {
        let heads = if question == Question::Census { (n as f64 * 0.3) as i64 } else { draws.binomial(n, 0.3) };
        let people = People { answers: draws.noisy(n as i64, sigma), headcount: n };
        if let Ok(share) = Share::of(draws.noisy(heads, sigma), people, question) {
            said += 1;
            covered += usize::from(share.interval.contains(0.3));
        }
    }
    cell(covered, said)
}

fn ratio(n: u64, sigma: f64, truth: f64) -> String {
    let mut draws = Draws(13 * n + sigma as u64);
    let (mut covered, mut said, mut disparity) = (0, 0, 0);
    for _ in 0..DRAWS {
        let mut group = |people: u64, p: f64| {
            let yes = draws.binomial(people, p);
            Group { yes: draws.noisy(yes, sigma), no: draws.noisy(people as i64 - yes, sigma) }
        };
        let (a, b) = (group(n, 0.4 * truth), group(2 * n, 0.4));
        if let Ok(found) = impact_ratio(&a, &b) {
            said += 1;
            covered += usize::from(found.interval.contains(truth));
            disparity += usize::from(found.verdict == Verdict::Disparity);
        }
    }
    format!("{} | {:.3}", cell(covered, said), disparity as f64 / DRAWS as f64)
}

fn cell(covered: usize, said: usize) -> String {
    format!("{:.3} ({})", covered as f64 / said.max(1) as f64, DRAWS - said)
}
