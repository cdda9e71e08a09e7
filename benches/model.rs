//! What an event and an answer cost natively, whatever came before. Prints medians in microseconds as JSON.

use std::hint::black_box;
use std::time::Instant;

use skillkeep::Millis;
use skillkeep::profile::{Observation, SkillLog};
use skillkeep::recommend::Taste;
use skillkeep::signal::Kind;

const SKILLS: u64 = 500;
const RUNS: usize = 31;
/// Timed together: one alone is shorter than the clock can tell.
const TOGETHER: u64 = 1_000;
const DAY: i64 = 86_400_000;

fn observation(n: u64) -> Observation {
    let kinds = [Kind::Assessment, Kind::Completion, Kind::Commit, Kind::PeerRating];
    Observation {
        key: n,
        kind: kinds[(n % 4) as usize],
        at: Millis(n as i64 * 90_000),
        level: (n % 4 == 3).then_some((n % 6) as f32),
        outcome: n.is_multiple_of(4).then_some((n % 10) as f32 / 10.0),
        amount: 1.0,
        confidence: 0.9,
        teaches: None,
        expires: None,
    }
}

fn median(mut times: Vec<f64>) -> f64 {
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}

/// Microseconds for one more event and the level after it, in a person with `before` of them.
fn event(before: u64) -> f64 {
    let mut logs: Vec<SkillLog> = (0..SKILLS).map(|_| SkillLog::new()).collect();
    let mut n = 0;
    let mut take = |logs: &mut Vec<SkillLog>| {
        let one = observation(n);
        let log = &mut logs[(n.wrapping_mul(0x9e37_79b9) >> 7) as usize % SKILLS as usize];
        log.insert(one);
        n += 1;
        black_box(log.estimate(Millis(one.at.0 + DAY)));
    };
    (0..before).for_each(|_| take(&mut logs));
    let times = (0..RUNS).map(|_| {
        let start = Instant::now();
        (0..TOGETHER).for_each(|_| take(&mut logs));
        start.elapsed().as_secs_f64() * 1e6 / TOGETHER as f64
    });
    median(times.collect())
}

/// Microseconds for one word about an item, in `d` dimensions.
fn word(d: usize) -> f64 {
    let mut taste = Taste::new(d, 2.0);
    let item: Vec<f32> = (0..d).map(|i| ((i * 7919 % 101) as f32 / 101.0) - 0.5).collect();
    let times = (0..RUNS).map(|_| {
        let start = Instant::now();
        for n in 0..TOGETHER {
            black_box(taste.hear(black_box(&item), if n % 2 == 0 { 1.0 } else { -1.0 }, 0.5));
        }
        start.elapsed().as_secs_f64() * 1e6 / TOGETHER as f64
    });
    median(times.collect())
}

fn main() {
    println!(
        "{{\"few\":{},\"many\":{},\"word64\":{},\"word112\":{}}}",
        event(1_000),
        event(100_000),
        word(64),
        word(112)
    );
}
