//! What holds for every history.

use proptest::prelude::*;

use super::*;
use crate::clock::{DAY_MS, Millis};
use crate::signal::Kind;

const ALL: [Kind; 12] = [
    Kind::Certificate,
    Kind::Assessment,
    Kind::Completion,
    Kind::Project,
    Kind::ToolUse,
    Kind::Commit,
    Kind::PeerRating,
    Kind::ManagerRating,
    Kind::SelfRating,
    Kind::CustomerOutcome,
    Kind::TextMention,
    Kind::Activity,
];
const AT_LEAST: [Kind; 6] =
    [Kind::Certificate, Kind::Completion, Kind::Project, Kind::ToolUse, Kind::Commit, Kind::TextMention];

/// A time in four years, to the quarter of a day so that many coincide.
fn time() -> impl Strategy<Value = Millis> {
    (0..5840_i64).prop_map(|q| Millis(1_700_000_000_000 + q * DAY_MS / 4))
}

/// Levels in tenths: ends and ties turn up more often than among all floats.
fn tenths(x: u8) -> f32 {
    f32::from(x) / 10.0
}

prop_compose! {
    fn observation()(
        kind in prop::sample::select(&ALL[..]),
        at in time(),
        level in prop::option::of(0..=50_u8),
        outcome in prop::option::of(0..=100_u8),
        amount in 1..5000_u16,
        confidence in 0..=100_u8,
        teaches in prop::option::of((0..=25_u8, 25..=50_u8)),
        expires in prop::option::weighted(0.2, 1..1000_i64),
    ) -> Observation {
        let expires = expires.map(|days| Millis(at.0 + days * DAY_MS));
        Observation {
            key: 0,
            kind,
            at,
            level: level.map(tenths),
            outcome: outcome.map(|o| f32::from(o) / 100.0),
            amount: f32::from(amount) / 10.0,
            confidence: f32::from(confidence) / 100.0,
            teaches: teaches.map(|(from, to)| (tenths(from), tenths(to))),
            expires,
        }
    }
}

fn correction() -> impl Strategy<Value = (Millis, Correct)> {
    let word = prop_oneof![
        prop::option::of(0..=50_u8).prop_map(|l| Correct::Confirm { level: l.map(tenths) }),
        prop::option::of(0..=50_u8).prop_map(|l| Correct::Contest { claim: l.map(tenths) }),
        (0..=50_u8).prop_map(|l| Correct::Add { level: tenths(l) }),
    ];
    (time(), word)
}

/// Evidence with keys from 1, and corrections with numbers from 1.
type History = (Vec<Observation>, Vec<(Millis, Correct)>);

fn history() -> impl Strategy<Value = History> {
    let evidence = prop::collection::vec(observation(), 0..25).prop_map(|mut all| {
        (1..).zip(&mut all).for_each(|(key, o)| o.key = key);
        all
    });
    (evidence, prop::collection::vec(correction(), 0..4))
}

fn log((evidence, corrections): &History) -> SkillLog {
    let mut log = SkillLog::new();
    evidence.iter().for_each(|o| log.insert(*o));
    (1..).zip(corrections).for_each(|(act, (at, c))| log.correct(act, *at, *c));
    log
}

/// All answers at some moments, to compare to the last bit.
fn answers(log: &SkillLog, now: Millis) -> (Estimate, Breakdown, Curve, Estimate) {
    (log.estimate(now), log.breakdown(now), log.curve(now), log.estimate(now.plus_days(400.0)))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_order_of_arrival_does_not_matter(history in history(), swaps in prop::collection::vec((0..40_usize, 0..40_usize), 0..60), now in time()) {
        let straight = log(&history);
        let (evidence, corrections) = &history;
        let mut order: Vec<usize> = (0..evidence.len() + corrections.len()).collect();
        for (a, b) in swaps {
            if a < order.len() && b < order.len() {
                order.swap(a, b);
            }
        }
        let mut shuffled = SkillLog::new();
        for (n, i) in order.into_iter().enumerate() {
            match evidence.get(i) {
                Some(o) => shuffled.insert(*o),
                None => {
                    let (at, c) = corrections[i - evidence.len()];
                    shuffled.correct((i - evidence.len()) as u64 + 1, at, c);
                }
            }
            // Asking in between must not change anything either.
            if n % 3 == 0 {
                shuffled.estimate(now);
            }
        }
        prop_assert_eq!(answers(&straight, now), answers(&shuffled, now));
    }

    #[test]
    fn carried_on_in_order_or_read_at_the_end_is_the_same(history in history(), now in time()) {
        let (mut evidence, corrections) = history;
        evidence.sort_by_key(|o| (o.at, o.key));
        let mut carried = SkillLog::new();
        for o in &evidence {
            carried.insert(*o);
            carried.estimate(o.at);
        }
        (1..).zip(&corrections).for_each(|(act, (at, c))| carried.correct(act, *at, *c));
        prop_assert_eq!(answers(&carried, now), answers(&log(&(evidence, corrections)), now));
    }

    #[test]
    fn inserted_and_removed_is_as_if_it_never_was(history in history(), mut extra in observation(), word in correction(), now in time()) {
        let clean = log(&history);
        let mut log = log(&history);
        extra.key = 1000;
        log.estimate(now);
        log.insert(extra);
        log.correct(1000, word.0, word.1);
        log.estimate(now);
        prop_assert!(log.remove(1000) && log.uncorrect(1000));
        prop_assert_eq!(answers(&log, now), answers(&clean, now));
        log.exclude(1);
        log.include(1);
        prop_assert_eq!(answers(&log, now), answers(&clean, now));
    }

    #[test]
    fn the_same_signal_twice_counts_once(history in history(), now in time()) {
        let once = log(&history);
        let mut twice = log(&history);
        twice.estimate(now);
        let replays = twice.replays();
        history.0.iter().for_each(|o| twice.insert(*o));
        twice.estimate(now);
        prop_assert_eq!(twice.replays(), replays, "and costs nothing");
        prop_assert_eq!(answers(&twice, now), answers(&once, now));
    }

    #[test]
    fn the_parts_are_the_level(history in history(), excluded in 0..30_u64, now in time()) {
        let mut log = log(&history);
        log.exclude(excluded);
        let b = log.breakdown(now);
        let sum = b.prior + b.evidence.iter().map(|e| e.1).sum::<f64>() + b.corrections.iter().map(|c| c.1).sum::<f64>() + b.fading;
        prop_assert!((sum - log.estimate(now).mean).abs() < 1e-9);
        prop_assert_eq!(b.evidence.len(), history.0.len());
        prop_assert_eq!(b.corrections.len(), history.1.len());
        for (key, adds, counted) in b.evidence {
            prop_assert!(counted || adds == 0.0);
            prop_assert!(key != excluded || !counted);
        }
        for (_, adds, before, after) in b.corrections {
            prop_assert!((after - before - adds).abs() < 1e-9);
        }
    }

    #[test]
    fn what_stands_above_the_prior_only_loses_by_time(history in history(), now in time()) {
        let evidence: Vec<_> = history.0.into_iter().filter(|o| AT_LEAST.contains(&o.kind)).collect();
        let log = log(&(evidence, Vec::new()));
        let b = log.breakdown(now);
        prop_assert!(b.fading <= 0.0);
        prop_assert!(b.evidence.iter().all(|e| e.1 >= 0.0));
        prop_assert!(log.estimate(now).mean >= b.prior - 1e-12);
    }

    #[test]
    fn every_answer_is_a_level(history in history(), now in time()) {
        let log = log(&history);
        let e = log.estimate(now);
        let prior = log.parameters().prior_sd;
        prop_assert!((0.0..=5.0).contains(&e.mean));
        prop_assert!(e.sd > 0.0 && e.sd <= prior + 1e-12);
        prop_assert!((0.0..=1.0).contains(&e.p_held) && (0.0..=1.0).contains(&log.confidence(now)));
        prop_assert!(e.stability.is_finite() && e.stability >= log.parameters().first_stability);
        let (low, high) = e.level_interval();
        prop_assert!(0.0 <= low && low <= e.mean && e.mean <= high && high <= 5.0);
        for (_, mean, sd) in log.curve(now).points {
            prop_assert!((0.0..=5.0).contains(&mean) && sd > 0.0 && sd.is_finite());
        }
        for kind in ALL {
            let after = log.sd_after(kind, now);
            prop_assert!(after > 0.0 && after <= e.sd + 1e-12);
        }
    }

    #[test]
    fn without_practice_the_level_goes_home_and_never_gets_surer(mut history in history()) {
        history.0.iter_mut().for_each(|o| o.expires = None);
        let log = log(&history);
        let start = Millis(1_700_000_000_000 + 1460 * DAY_MS);
        let mut before = log.estimate(start);
        for months in 1..40 {
            let now = log.estimate(start.plus_days(30.0 * f64::from(months)));
            prop_assert!((now.mean - 0.6).abs() <= (before.mean - 0.6).abs() + 1e-12);
            prop_assert!((now.mean - 0.6) * (before.mean - 0.6) >= 0.0, "it never overshoots");
            prop_assert!(now.sd >= before.sd - 1e-12);
            before = now;
        }
    }

    #[test]
    fn one_more_proof_of_at_least_never_lowers(history in history(), kind in prop::sample::select(&AT_LEAST[..]), later in 0..2000_i64) {
        let end = Millis(1_700_000_000_000 + 1461 * DAY_MS);
        let mut log = log(&history);
        let now = end.plus_days(later as f64);
        let before = log.estimate(now).mean;
        log.insert(Observation { key: 1000, kind, at: end, level: None, outcome: None, amount: 1.0, confidence: 1.0, teaches: None, expires: None });
        prop_assert!(log.estimate(now).mean >= before - 1e-12);
    }

    #[test]
    fn more_of_the_same_kind_never_lowers(kind in prop::sample::select(&AT_LEAST[..]), times in prop::collection::vec(time(), 1..20), extra in time(), now in time()) {
        let one = |(key, at): (u64, Millis)| Observation { key, kind, at, level: None, outcome: None, amount: 1.0, confidence: 1.0, teaches: None, expires: None };
        let few = log(&((1..).zip(times.iter().copied()).map(one).collect(), Vec::new()));
        let more = log(&((1..).zip(times.iter().copied().chain([extra])).map(one).collect(), Vec::new()));
        let (few, more) = (few.estimate(now), more.estimate(now));
        // To the width of a pixel: within one week the first piece takes most of the weight, some days too early.
        prop_assert!(more.mean >= few.mean - 0.01, "{} then {}", few.mean, more.mean);
    }
}
