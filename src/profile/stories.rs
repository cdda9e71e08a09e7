//! What a person would notice, one story a test.

use super::*;
use crate::clock::Millis;
use crate::signal::Kind;

/// Noon on the n-th day after 1 January 2026, a Thursday.
fn day(n: i64) -> Millis {
    Millis(1_767_268_800_000).plus_days(n as f64)
}

fn seen(key: u64, kind: Kind, at: Millis) -> Observation {
    Observation {
        key,
        kind,
        at,
        level: None,
        outcome: None,
        amount: 1.0,
        confidence: 1.0,
        teaches: None,
        expires: None,
    }
}

fn rated(key: u64, kind: Kind, at: Millis, level: f32) -> Observation {
    Observation { level: Some(level), ..seen(key, kind, at) }
}

fn log(observations: impl IntoIterator<Item = Observation>) -> SkillLog {
    let mut log = SkillLog::new();
    for o in observations {
        log.insert(o);
    }
    log
}

/// The parts add up to the level.
fn adds_up(log: &SkillLog, now: Millis) {
    let b = log.breakdown(now);
    let sum = b.prior
        + b.evidence.iter().map(|e| e.1).sum::<f64>()
        + b.corrections.iter().map(|c| c.1).sum::<f64>()
        + b.fading;
    assert!((sum - log.estimate(now).mean).abs() < 1e-9, "{sum} is not {}", log.estimate(now).mean);
}

#[test]
fn nothing_is_known_of_a_new_skill_and_it_is_not_held() {
    let log = SkillLog::new();
    let e = log.estimate(day(0));
    assert!(log.is_empty());
    assert_eq!((e.mean, e.sd, e.last, e.evidence, e.p_held), (0.6, 1.4, None, 0, 0.0));
    assert_eq!((e.standing, e.held(), e.fading, log.confidence(day(0))), (Standing::Inferred, false, false, 0.0));
}

#[test]
fn a_certificate_makes_a_skill_held_and_says_how_sure_it_is() {
    let log = log([seen(1, Kind::Certificate, day(0))]);
    let e = log.estimate(day(1));
    assert!(e.held(), "{e:?}");
    assert!(e.mean > 2.3 && e.mean < 3.0);
    let (low, high) = e.level_interval();
    assert!(low > 1.0 && low < e.mean && e.mean < high && high < 5.0);
    assert!(log.confidence(day(1)) > 0.7);
    adds_up(&log, day(1));
}

#[test]
fn a_word_in_a_note_is_not_enough_to_hold_a_skill() {
    assert!(!log([seen(1, Kind::TextMention, day(0))]).estimate(day(0)).held());
    let often = log((0..50).map(|i| seen(i, Kind::TextMention, day(i as i64 * 7))));
    assert!(!often.estimate(day(350)).held(), "not even fifty of them");
}

#[test]
fn a_mention_does_not_pull_an_expert_down() {
    let mut log = log([rated(1, Kind::ManagerRating, day(0), 4.6), rated(2, Kind::PeerRating, day(1), 4.6)]);
    let before = log.estimate(day(10));
    log.insert(seen(3, Kind::TextMention, day(10)));
    log.insert(seen(4, Kind::Commit, day(10)));
    let after = log.estimate(day(10));
    assert_eq!(after.mean, before.mean);
    assert!(after.last.is_some(), "but the commit was practice");
    assert_eq!(after.evidence, 4);
}

#[test]
fn four_hundred_commits_in_a_week_are_not_four_hundred_proofs() {
    let one = log([seen(1, Kind::Commit, day(4))]).estimate(day(11));
    let week = log([Observation { amount: 400.0, ..seen(1, Kind::Commit, day(4)) }]).estimate(day(11));
    let singly = log((0..400).map(|i| seen(i, Kind::Commit, Millis(day(4).0 + i as i64 * 1000)))).estimate(day(11));
    let two_weeks = log([seen(1, Kind::Commit, day(4)), seen(2, Kind::Commit, day(11))]).estimate(day(11));
    assert!(week.mean > one.mean && week.mean < two_weeks.mean + 0.1, "{} {} {}", one.mean, week.mean, two_weeks.mean);
    assert!((week.mean - singly.mean).abs() < 1e-3, "however they are counted: {} {}", week.mean, singly.mean);
}

#[test]
fn weeks_of_work_become_a_held_skill() {
    let work =
        |weeks: i64| log((0..weeks).map(|i| Observation { amount: 6.0, ..seen(i as u64, Kind::Commit, day(7 * i)) }));
    assert!(!work(1).estimate(day(0)).held());
    assert!(work(4).estimate(day(21)).held());
    assert!(work(200).estimate(day(1393)).sd > 0.4, "and yet commits alone never say exactly how good");
}

#[test]
fn a_doubtful_link_counts_for_little() {
    let sure = log([seen(1, Kind::Project, day(0))]).estimate(day(0));
    let doubtful = log([Observation { confidence: 0.3, ..seen(1, Kind::Project, day(0)) }]).estimate(day(0));
    assert!(doubtful.mean - 0.6 < 0.25 * (sure.mean - 0.6));
    assert!(doubtful.sd > sure.sd);
    let none = log([Observation { confidence: 0.0, ..seen(1, Kind::Project, day(0)) }]).estimate(day(0));
    assert_eq!((none.mean, none.evidence), (0.6, 0));
}

#[test]
fn a_test_is_read_against_what_it_asks() {
    let test = |outcome: f32, teaches| {
        let o = Observation { outcome: Some(outcome), teaches, ..seen(1, Kind::Assessment, day(0)) };
        log([o]).estimate(day(0)).mean
    };
    assert!(test(0.9, Some((2.0, 4.0))) > test(0.9, Some((0.0, 2.0))) + 0.5);
    assert!(test(0.9, Some((1.0, 3.0))) > test(0.6, Some((1.0, 3.0))));
    assert!(test(0.6, Some((1.0, 3.0))) > test(0.2, Some((1.0, 3.0))));
    assert!(test(0.9, None) < test(0.9, Some((0.5, 3.0))), "an unknown item says less");
}

#[test]
fn full_marks_in_an_easy_test_do_not_lower_an_expert_and_a_failed_hard_one_does_not_raise_a_beginner() {
    let mut expert = log([rated(1, Kind::ManagerRating, day(0), 4.5)]);
    let before = expert.estimate(day(0)).mean;
    expert.insert(Observation { outcome: Some(1.0), teaches: Some((0.0, 2.0)), ..seen(2, Kind::Assessment, day(0)) });
    assert_eq!(expert.estimate(day(0)).mean, before);

    let failed = Observation { outcome: Some(0.3), teaches: Some((3.0, 5.0)), ..seen(1, Kind::Assessment, day(0)) };
    assert_eq!(log([failed]).estimate(day(0)).mean, 0.6);

    let mut claimed = log([rated(1, Kind::SelfRating, day(0), 4.0)]);
    let before = claimed.estimate(day(0)).mean;
    claimed.insert(Observation { outcome: Some(0.1), teaches: Some((1.0, 3.0)), ..seen(2, Kind::Assessment, day(0)) });
    assert!(claimed.estimate(day(0)).mean < before - 0.5, "a failed test does lower a claim");
}

#[test]
fn own_ratings_run_high_and_are_read_so() {
    let own = log([rated(1, Kind::SelfRating, day(0), 3.0)]).estimate(day(0));
    let manager = log([rated(1, Kind::ManagerRating, day(0), 3.0)]).estimate(day(0));
    assert!(own.mean < manager.mean && own.sd > manager.sd);
    assert!(own.last.is_none(), "a rating is not practice");
    assert_eq!(
        log([seen(1, Kind::PeerRating, day(0))]).estimate(day(0)).evidence,
        0,
        "a rating without a number says nothing"
    );
}

#[test]
fn an_unhappy_customer_lowers_and_a_happy_one_raises() {
    let after = |outcome| {
        let o = Observation { outcome: Some(outcome), ..seen(2, Kind::CustomerOutcome, day(1)) };
        log([rated(1, Kind::PeerRating, day(0), 3.0), o]).estimate(day(1)).mean
    };
    assert!(after(0.0) < after(0.5) && after(0.5) < after(1.0));
}

#[test]
fn opening_a_course_says_nothing() {
    let mut log = log([seen(1, Kind::Activity, day(0))]);
    let e = log.estimate(day(0));
    assert_eq!((e.mean, e.sd, e.evidence, e.last), (0.6, 1.4, 0, None));
    assert_eq!(log.breakdown(day(0)).evidence, vec![(1, 0.0, true)]);
    log.insert(seen(2, Kind::Completion, day(90)));
    let finished = self::log([seen(2, Kind::Completion, day(90))]);
    assert_eq!(log.estimate(day(200)), finished.estimate(day(200)));
}

#[test]
fn a_skill_without_practice_fades_and_says_so() {
    let log = log([seen(1, Kind::Certificate, day(0))]);
    let (fresh, quarter, later) = (log.estimate(day(0)), log.estimate(day(90)), log.estimate(day(500)));
    assert!((quarter.mean - 0.6 - 0.9 * (fresh.mean - 0.6)).abs() < 1e-9, "after one stability nine tenths are left");
    assert!(!fresh.fading && !quarter.fading && later.fading);
    assert!(later.mean < fresh.mean - 0.6 && later.sd > fresh.sd);
    assert!(log.breakdown(day(500)).fading < -0.6);
    assert!(log.breakdown(day(0)).fading == 0.0);
    adds_up(&log, day(500));
}

#[test]
fn practice_stops_the_fading_and_spacing_makes_it_last() {
    let practised = log([seen(1, Kind::Certificate, day(0)), seen(2, Kind::Project, day(300))]);
    let idle = log([seen(1, Kind::Certificate, day(0))]);
    assert!(idle.estimate(day(310)).fading && !practised.estimate(day(310)).fading);
    assert!(practised.estimate(day(600)).mean > idle.estimate(day(600)).mean + 0.15);

    let crammed = log((0..6).map(|i| seen(i, Kind::Completion, day(i as i64 / 3))));
    let spaced = log((0..6).map(|i| seen(i, Kind::Completion, day(i as i64 * 30))));
    assert!(spaced.estimate(day(150)).stability > crammed.estimate(day(150)).stability + 30.0);
}

#[test]
fn a_certificate_stops_counting_on_the_day_it_expires() {
    let mut log = log([
        Observation { expires: Some(day(365)), ..seen(1, Kind::Certificate, day(0)) },
        seen(2, Kind::TextMention, day(100)),
    ]);
    assert!(log.estimate(day(364)).mean > 1.8);
    let after = log.estimate(day(365));
    assert_eq!(after.evidence, 1);
    assert!(after.mean < 1.2);
    assert_eq!(log.breakdown(day(365)).evidence[0], (1, 0.0, false));
    log.remove(1);
    assert_eq!(log.estimate(day(365)), after, "as if it had never been there");
    adds_up(&log, day(365));
}

#[test]
fn setting_evidence_aside_takes_its_effect_and_undo_brings_it_back() {
    let mut log = log([seen(1, Kind::Certificate, day(0)), seen(2, Kind::Completion, day(5))]);
    let before = log.estimate(day(10));
    log.exclude(1);
    assert!(log.estimate(day(10)).mean < before.mean - 0.5);
    assert_eq!(log.breakdown(day(10)).evidence[0], (1, 0.0, false));
    log.include(1);
    assert_eq!(log.estimate(day(10)), before);
    log.exclude(9);
    log.insert(seen(9, Kind::Certificate, day(6)));
    assert_eq!(log.estimate(day(10)), before, "not me holds for the next import too");
}

#[test]
fn yes_makes_the_mark_solid_without_moving_the_level() {
    let mut log = log([seen(1, Kind::Completion, day(0))]);
    let before = log.estimate(day(1));
    log.correct(1, day(1), Correct::Confirm { level: None });
    let after = log.estimate(day(1));
    assert!((after.mean - before.mean).abs() < 1e-12 && (after.sd - before.sd).abs() < 1e-12);
    assert_eq!((after.standing, after.evidence), (Standing::Confirmed, 1));
    assert!(log.uncorrect(1));
    assert_eq!(log.estimate(day(1)), before);
    assert!(!log.uncorrect(1));
}

#[test]
fn yes_at_a_level_moves_there_and_shows_by_how_much() {
    let mut log = log([seen(1, Kind::Completion, day(0))]);
    log.correct(1, day(1), Correct::Confirm { level: Some(4.0) });
    let e = log.estimate(day(1));
    assert!((e.mean - 4.0).abs() < 0.5 && e.held());
    let b = log.breakdown(day(1));
    let (act, adds, before, after) = b.corrections[0];
    assert_eq!(act, 1);
    assert!((after - e.mean).abs() < 1e-12 && (before + adds - after).abs() < 1e-12 && before < 1.5);
    adds_up(&log, day(200));
}

#[test]
fn a_contested_skill_is_not_held_whatever_the_evidence() {
    let mut log = log([seen(1, Kind::Certificate, day(0))]);
    let before = log.estimate(day(1));
    log.correct(1, day(1), Correct::Contest { claim: None });
    let e = log.estimate(day(1));
    assert_eq!((e.standing, e.p_held, e.held()), (Standing::Contested, 0.0, false));
    assert!((e.mean - 0.6 - (before.mean - 0.6) / 2.0).abs() < 0.01 && e.sd > before.sd);
    log.insert(seen(2, Kind::Certificate, day(2)));
    assert!(!log.estimate(day(2)).held(), "further evidence does not overrule the person");
    adds_up(&log, day(100));
}

#[test]
fn while_contested_further_evidence_weighs_half() {
    let gain = |contested: bool| {
        let mut log = SkillLog::new();
        if contested {
            log.correct(1, day(0), Correct::Contest { claim: None });
        }
        log.insert(rated(1, Kind::ManagerRating, day(0).plus_days(0.1), 3.0));
        log.estimate(day(1)).mean - 0.6
    };
    assert!(gain(true) > 0.0 && gain(true) < 0.9 * gain(false), "{} {}", gain(true), gain(false));
}

#[test]
fn a_claim_is_believed() {
    let mut log = log([rated(1, Kind::ManagerRating, day(0), 4.0), rated(2, Kind::PeerRating, day(0), 4.0)]);
    log.correct(1, day(1), Correct::Contest { claim: Some(2.0) });
    assert!((log.estimate(day(1)).mean - 2.0).abs() < 0.2);
    adds_up(&log, day(1));
}

#[test]
fn the_last_word_counts_and_a_yes_after_a_no_gives_back_what_the_no_took() {
    for claim in [None, Some(1.0)] {
        let mut log = log([seen(1, Kind::Certificate, day(0))]);
        log.correct(1, day(1), Correct::Confirm { level: None });
        let before = log.estimate(day(2));
        log.correct(2, day(1), Correct::Contest { claim });
        assert_eq!(log.estimate(day(2)).standing, Standing::Contested);
        log.correct(3, day(2), Correct::Confirm { level: None });
        let after = log.estimate(day(2));
        assert_eq!(after.standing, Standing::Confirmed);
        assert!((after.mean - before.mean).abs() < 1e-9 && (after.sd - before.sd).abs() < 1e-9);
        adds_up(&log, day(30));
    }
}

#[test]
fn what_a_person_adds_has_a_mark_of_its_own() {
    let mut log = SkillLog::new();
    log.correct(1, day(0), Correct::Add { level: 3.0 });
    let e = log.estimate(day(0));
    assert_eq!((e.standing, e.evidence), (Standing::Added, 0));
    assert!(e.held() && e.mean > 2.0 && !log.is_empty());
    log.insert(seen(1, Kind::Project, day(3)));
    assert_eq!(log.estimate(day(3)).standing, Standing::Added);
    adds_up(&log, day(50));
}

#[test]
fn the_curve_shows_half_a_year_back_and_a_year_ahead() {
    let log = log([seen(1, Kind::Completion, day(-100)), seen(2, Kind::Certificate, day(-20))]);
    let curve = log.curve(day(0));
    assert_eq!((curve.points.len(), curve.now_index), (40, 13));
    assert_eq!(curve.points[13].0, day(0));
    assert_eq!(curve.points[13].1, log.estimate(day(0)).mean);
    assert_eq!(curve.points[0].1, 0.6, "before the first evidence nothing was known");
    assert!(curve.points[11].1 < 1.5 && curve.points[12].1 > 2.0, "the certificate is not known before it came");
    assert!(curve.points[13..].windows(2).all(|w| w[1].1 < w[0].1 && w[1].2 >= w[0].2), "ahead it only fades");
    for (t, mean, sd) in &curve.points {
        let e = log.estimate(*t);
        assert_eq!((e.mean, e.sd), (*mean, *sd));
    }
}

#[test]
fn the_curve_foresees_an_expiry() {
    let log = log([Observation { expires: Some(day(100)), ..seen(1, Kind::Certificate, day(0)) }]);
    let curve = log.curve(day(10));
    assert!(curve.points[curve.now_index + 6].1 > 2.0 && curve.points[curve.now_index + 7].1 == 0.6);
}

#[test]
fn a_test_would_tell_more_than_a_note() {
    let log = log([seen(1, Kind::Completion, day(0))]);
    let now = log.estimate(day(0)).sd;
    assert!(log.sd_after(Kind::Assessment, day(0)) < log.sd_after(Kind::PeerRating, day(0)));
    assert!(log.sd_after(Kind::PeerRating, day(0)) < now);
    assert_eq!(log.sd_after(Kind::Activity, day(0)), now);
}

#[test]
fn a_date_in_tomorrows_time_zone_counts_today_and_next_months_does_not() {
    let log = log([seen(1, Kind::Project, day(0).plus_days(0.5)), seen(2, Kind::Certificate, day(30))]);
    let e = log.estimate(day(0));
    assert_eq!(e.evidence, 1);
    assert_eq!(log.breakdown(day(0)).evidence.iter().map(|e| e.2).collect::<Vec<_>>(), [true, false]);
    adds_up(&log, day(0));
    assert_eq!(log.estimate(day(31)).evidence, 2);
}

#[test]
fn broken_numbers_do_no_harm() {
    let odd = [f32::NAN, f32::INFINITY, -f32::INFINITY, -1.0, 1e30];
    let mut log = SkillLog::new();
    for (i, x) in odd.into_iter().enumerate() {
        let i = i as u64;
        log.insert(rated(i, Kind::PeerRating, day(0), x));
        log.insert(Observation { outcome: Some(x), teaches: Some((x, 3.0)), ..seen(10 + i, Kind::Assessment, day(1)) });
        log.insert(Observation { amount: x, confidence: x, ..seen(20 + i, Kind::Commit, day(2)) });
        log.correct(i, day(3), Correct::Add { level: x });
    }
    log.insert(seen(90, Kind::Commit, Millis(i64::MAX)));
    log.insert(seen(91, Kind::Commit, Millis(i64::MIN)));
    for now in [Millis(i64::MIN), day(4), Millis(i64::MAX)] {
        let e = log.estimate(now);
        assert!(e.mean.is_finite() && e.sd > 0.0 && (0.0..=5.0).contains(&e.mean), "{e:?}");
        assert_eq!(log.curve(now).points.len(), 40);
        adds_up(&log, now);
    }
}

#[test]
fn ten_thousand_events_in_order_are_read_once_each() {
    let mut logs: Vec<SkillLog> = (0..200).map(|_| SkillLog::new()).collect();
    let mut sum = 0.0;
    for i in 0..10_000_u64 {
        let log = &mut logs[(i % 200) as usize];
        let at = Millis(day(0).0 + i as i64 * 3_600_000);
        log.insert(seen(i, Kind::Commit, at));
        sum += log.estimate(at).mean;
    }
    assert!(sum > 0.0);
    assert!(logs.iter().all(|l| l.replays() == 1), "the level is carried on, never started over");
    let mut late = logs.swap_remove(0);
    late.insert(seen(99_999, Kind::Commit, day(0)));
    late.estimate(day(500));
    late.breakdown(day(500));
    assert_eq!((late.replays(), logs[0].replays()), (2, 1), "a late one starts over once, in its own skill only");
}

#[test]
fn a_level_that_many_tests_have_settled_still_follows_what_is_new() {
    let result = |key: u64, outcome: f32| Observation {
        outcome: Some(outcome),
        teaches: Some((1.0, 4.0)),
        ..seen(key, Kind::Assessment, day(7 * key as i64))
    };
    let settled = log((0..40).map(|k| result(k, 0.5)));
    let before = settled.estimate(day(7 * 40));
    assert!((before.sd - 0.5).abs() < 0.02, "at its floor: {before:?}");
    let learned = log((0..40).map(|k| result(k, 0.5)).chain((40..52).map(|k| result(k, 0.8))));
    let after = learned.estimate(day(7 * 52));
    assert!(after.mean > before.mean + 0.6, "a quarter of better tests shows: {} to {}", before.mean, after.mean);
    assert!((after.sd - before.sd).abs() < 0.02, "and is no surer for it");
    adds_up(&learned, day(7 * 52));
}

#[test]
fn what_sees_less_sharply_leaves_a_finer_level_alone() {
    let mut told = log([seen(1, Kind::Project, day(0))]);
    told.correct(1, day(1), Correct::Confirm { level: Some(4.0) });
    let before = told.estimate(day(2));
    for k in 0..20 {
        told.insert(rated(10 + k, Kind::SelfRating, day(2), 1.0));
    }
    assert_eq!(told.estimate(day(2)).mean, before.mean, "own ratings see 0.7 at best, the word stands at 0.3");
}
