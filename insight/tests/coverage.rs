//! Intervals cover what they say, over sizes and noises; the whole table is `examples/coverage.rs`.

mod support;

use skillkeep_insight::{Group, Noisy, People, Question, Share, impact_ratio};
use support::Draws;

const DRAWS: usize = 2000;

fn assert_covers(what: &str, covered: usize) {
    let share = covered as f64 / DRAWS as f64;
    assert!((0.93..=0.975).contains(&share), "{what}: {share}");
}

#[test]
fn a_census_share_covers_the_heads_of_those_who_answered() {
    for (n, sigma) in [(50u64, 5.0), (500, 30.0), (5000, 30.0), (1000, 10.0)] {
        for (p, known) in [(0.5, false), (0.2, false), (0.5, true)] {
            let mut draws = Draws(n + sigma as u64);
            let truth = (n as f64 * p) as i64;
            let covered = (0..DRAWS).filter(|_| {
                let answers = if known { Noisy::exact(n as i64) } else { draws.noisy(n as i64, sigma) };
                let people = People { answers, headcount: n };
                let share = Share::of(draws.noisy(truth, sigma), people, Question::Census);
                share.is_ok_and(|s| s.interval.contains(truth as f64 / n as f64))
            });
            assert_covers(&format!("census n {n} sigma {sigma} p {p} known {known}"), covered.count());
        }
    }
}

#[test]
fn a_process_share_covers_the_probability() {
    for (n, sigma, p) in [(50u64, 0.0, 0.4), (50, 5.0, 0.4), (500, 20.0, 0.3), (2000, 30.0, 0.1)] {
        let mut draws = Draws(7 * n + sigma as u64);
        let (mut of, mut parts) = (0, 0);
        for _ in 0..DRAWS {
            let heads = draws.binomial(n, p);
            let people = People { answers: draws.noisy(n as i64, sigma), headcount: n };
            let yes = draws.noisy(heads, sigma);
            let no = draws.noisy(n as i64 - heads, sigma);
            let covers = |s: Share| s.interval.contains(p);
            of += usize::from(Share::of(yes, people, Question::Process).is_ok_and(covers));
            parts += usize::from(Share::of_parts(yes, no, Question::Process).is_ok_and(covers));
        }
        assert_covers(&format!("process n {n} sigma {sigma} p {p}"), of);
        assert_covers(&format!("process of parts n {n} sigma {sigma} p {p}"), parts);
    }
}

#[test]
fn the_impact_ratio_covers_and_seldom_cries_disparity() {
    for (n, sigma, ratio) in
        [(50u64, 5.0, 0.8), (200, 10.0, 1.0), (500, 30.0, 0.8), (1000, 0.0, 0.6), (3000, 30.0, 1.0)]
    {
        let mut draws = Draws(13 * n + sigma as u64);
        let (mut covered, mut cried) = (0, 0);
        for _ in 0..DRAWS {
            let mut group = |people: u64, p: f64| {
                let yes = draws.binomial(people, p);
                Group { yes: draws.noisy(yes, sigma), no: draws.noisy(people as i64 - yes, sigma) }
            };
            let (a, b) = (group(n, 0.4 * ratio), group(2 * n, 0.4));
            let Ok(found) = impact_ratio(&a, &b) else { continue };
            covered += usize::from(found.interval.contains(ratio));
            cried += usize::from(found.verdict == skillkeep_insight::Verdict::Disparity);
        }
        assert_covers(&format!("ratio n {n} sigma {sigma} R {ratio}"), covered);
        if ratio >= 0.8 {
            assert!(cried < DRAWS * 4 / 100, "n {n} sigma {sigma} R {ratio}: disparity {cried} times");
        }
    }
}
