//! Intervals cover what they say, over sizes and noises; `cargo x bench coverage` has the whole table.

mod support;

use skillkeep_insight::{Noisy, People, Question, Share};
use support::Draws;
use support::worlds::{self, Tally};

const DRAWS: usize = 2000;

/// 93 to 97 %, and two standard errors of so many draws.
#[track_caller]
fn assert_covers(what: &str, tally: Tally) {
    let coverage = tally.coverage();
    assert!((0.92..=0.98).contains(&coverage), "{what}: {coverage}");
    assert!(tally.spoke() > 0.9, "{what}: a figure in {} of the draws only", tally.spoke());
}

#[test]
fn a_census_share_covers_the_heads_of_those_who_answered() {
    for (n, sigma) in [(50u64, 5.0), (500, 30.0), (5000, 30.0), (1000, 10.0)] {
        for p in [0.5, 0.2] {
            assert_covers(&format!("census n {n} sigma {sigma} p {p}"), worlds::census(n, sigma, p, DRAWS));
        }
    }
}

#[test]
fn a_census_share_of_known_answers_covers_too() {
    for (n, sigma) in [(50u64, 5.0), (500, 30.0), (5000, 30.0)] {
        let mut draws = Draws(n);
        let truth = n as i64 / 2;
        let people = People { answers: Noisy::exact(n as i64), headcount: n };
        let covered = (0..DRAWS).filter(|_| {
            let share = Share::of(draws.noisy(truth, sigma), people, Question::Census);
            share.is_ok_and(|s| s.interval.contains(truth as f64 / n as f64))
        });
        let tally = Tally { draws: DRAWS, said: DRAWS, covered: covered.count(), cried: 0 };
        assert_covers(&format!("census of known answers n {n} sigma {sigma}"), tally);
    }
}

#[test]
fn a_process_share_covers_the_probability() {
    for (n, sigma, p) in [(50u64, 0.0, 0.4), (50, 5.0, 0.4), (500, 20.0, 0.3), (2000, 30.0, 0.1)] {
        assert_covers(&format!("process of parts n {n} sigma {sigma} p {p}"), worlds::process(n, sigma, p, DRAWS));
        let mut draws = Draws(7 * n + sigma as u64);
        let covered = (0..DRAWS).filter(|_| {
            let heads = draws.binomial(n, p);
            let people = People { answers: draws.noisy(n as i64, sigma), headcount: n };
            Share::of(draws.noisy(heads, sigma), people, Question::Process).is_ok_and(|s| s.interval.contains(p))
        });
        let tally = Tally { draws: DRAWS, said: DRAWS, covered: covered.count(), cried: 0 };
        assert_covers(&format!("process n {n} sigma {sigma} p {p}"), tally);
    }
}

#[test]
fn the_impact_ratio_covers_and_seldom_cries_disparity() {
    for (n, sigma, ratio) in
        [(50u64, 5.0, 0.8), (200, 10.0, 1.0), (500, 30.0, 0.8), (1000, 0.0, 0.6), (3000, 30.0, 1.0)]
    {
        let tally = worlds::impact(n, sigma, ratio, DRAWS);
        assert_covers(&format!("ratio n {n} sigma {sigma} R {ratio}"), tally);
        if ratio >= 0.8 {
            assert!(tally.alarm() < 0.04, "n {n} sigma {sigma} R {ratio}: disparity in {}", tally.alarm());
        }
    }
}

#[test]
fn the_stratified_gap_covers() {
    for (n, sigma) in [(50u64, 0.0), (500, 5.0), (500, 20.0), (2000, 30.0)] {
        assert_covers(&format!("gap n {n} sigma {sigma}"), worlds::gap(n, sigma, DRAWS));
    }
}

#[test]
fn an_experiment_covers_at_one_look_and_at_all_together() {
    for (n, sigma) in [(50u64, 5.0), (500, 0.0), (500, 30.0), (2000, 10.0)] {
        let [last, all] = worlds::experiment(n, sigma, 4, DRAWS / 2);
        assert_covers(&format!("difference-in-differences n {n} sigma {sigma}"), last);
        assert!(all.coverage() >= 0.935, "four looks together, n {n} sigma {sigma}: {}", all.coverage());
    }
}

#[test]
fn the_planned_number_of_people_is_sure_four_times_in_five() {
    for (rate, sigma) in [(0.2, 0.0), (0.5, 20.0)] {
        let (n, tally) = worlds::planned(rate, sigma, DRAWS);
        let sure = tally.covered as f64 / DRAWS as f64;
        assert!((0.77..=0.86).contains(&sure), "{n} people at {rate}, noise {sigma}: {sure}");
    }
}
