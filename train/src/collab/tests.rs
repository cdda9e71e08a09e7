//! Planted tastes are found through noise; without a signal popularity ranks.

use super::{Clip, Sums, factors, learn};
use crate::random::Random;

/// Items 0..20 and 20..40 are two tastes; lower numbers are more popular in each.
fn people(count: usize) -> Vec<Vec<u32>> {
    let mut random = Random::new(3);
    (0..count)
        .map(|n| {
            let first = if n % 2 == 0 { 0 } else { 20 };
            (0..8).map(|_| first + random.below(20).min(random.below(20)) as u32).collect()
        })
        .collect()
}

fn sums(people: &[Vec<u32>], clip: Clip) -> Sums {
    Sums::clear(people.iter().map(Vec::as_slice), 40, clip, 1)
}

fn noised(people: &[Vec<u32>], deviation: f64) -> Sums {
    let mut random = Random::new(9);
    sums(people, Clip::of(8)).noised(deviation, || deviation * f64::from(random.normal()))
}

#[test]
fn a_taste_shows_through_noise() {
    let scores = learn(&noised(&people(4_000), 60.0)).scores(&[1, 4, 9]);
    let mean = |from: usize| scores[from..from + 20].iter().sum::<f64>() / 20.0;
    assert!(mean(0) > mean(20) + 0.5, "{} {}", mean(0), mean(20));
}

#[test]
fn where_noise_is_all_popularity_ranks() {
    let model = learn(&noised(&people(40), 500.0));
    assert_eq!(model.kept, 0, "signal {}", model.signal);
    assert_eq!(model.scores(&[1, 4]), model.scores(&[30]), "what was taken says nothing");
}

#[test]
fn the_engine_reads_the_same_taste_from_a_file() {
    let ids: Vec<String> = (0..40).map(|k| format!("item-{k}")).collect();
    let file = factors(&noised(&people(4_000), 60.0), &ids, 32).expect("writes").expect("something stands out");
    let opened = skillkeep::recommend::Factors::open(&file).expect("opens");
    let taste = opened.fold_in(&[(1, 1.0), (4, 1.0), (9, 1.0)], 1.0).expect("something to go by").vector();
    let mean = |from: u32| (from..from + 20).map(|row| opened.dot(row, &taste)).sum::<f32>() / 20.0;
    assert!(mean(0) > 2.0 * mean(20).abs(), "{} {}", mean(0), mean(20));
    assert_eq!(factors(&noised(&people(40), 500.0), &ids, 32).expect("writes"), None, "noise is not shipped");
}

#[test]
fn one_person_in_place_of_another_changes_the_sums_by_no_more_than_said() {
    let mut random = Random::new(5);
    for width in 1..12 {
        let clip = Clip::of(width);
        for _ in 0..40 {
            let mut one = || (0..random.below(30)).map(|_| random.below(40) as u32).collect::<Vec<u32>>();
            let (a, b) = (sums(&[one()], clip), sums(&[one()], clip));
            let all = |s: &Sums| s.own.iter().chain(&s.pairs).copied().collect::<Vec<f64>>();
            let squares: f64 = all(&a).iter().zip(all(&b)).map(|(x, y)| (x - y) * (x - y)).sum();
            assert!(squares <= clip.sensitivity(), "{squares} of {}", clip.sensitivity());
        }
        // It is reached by two people who have nothing in common.
        let (a, b) = ((0..12).collect::<Vec<u32>>(), (20..32).collect::<Vec<u32>>());
        let (a, b) = (sums(&[a], clip), sums(&[b], clip));
        let squares: f64 =
            a.own.iter().chain(&a.pairs).zip(b.own.iter().chain(&b.pairs)).map(|(x, y)| (x - y) * (x - y)).sum();
        assert_eq!(squares, clip.sensitivity());
    }
}

#[test]
fn sums_are_what_counting_gives() {
    let sums = sums(&[vec![0, 2, 39, 2, 99], vec![2, 39]], Clip { width: 5, own: 3 });
    assert_eq!((sums.own[0], sums.own[2], sums.own[39]), (3.0, 6.0, 6.0));
    // (0, 2) stands second; (2, 39) last of the rows of 0, 1 and 2: 39 + 38 + 37.
    assert_eq!((sums.pairs[1], sums.pairs[39 + 38 + 37 - 1]), (1.0, 2.0));
    assert_eq!(sums.pairs.iter().sum::<f64>(), 4.0);
    assert_eq!(sums.length(), 40 + 780);
}
