//! A word at a time says the same as all of them at once, and what is taken back was never said.

use nalgebra::{DMatrix, DVector};
use proptest::prelude::*;

use super::Taste;

/// Ridge regression from scratch: `(A'WA + lambda I) u = A'Wr`, and column 0 of the inverse.
fn refit(d: usize, lambda: f64, words: &[(Vec<f32>, f64, f64)]) -> (Vec<f64>, Vec<f64>) {
    let mut gram = DMatrix::<f64>::identity(d, d) * lambda;
    let mut right = DVector::<f64>::zeros(d);
    for (item, rating, weight) in words {
        let item = DVector::from_iterator(d, item.iter().map(|x| f64::from(*x)));
        gram.ger(*weight, &item, &item, 1.0);
        right.axpy(weight * rating, &item, 1.0);
    }
    let whole = gram.cholesky().expect("positive definite");
    let first = DVector::from_fn(d, |i, _| if i == 0 { 1.0 } else { 0.0 });
    (whole.solve(&right).as_slice().to_vec(), whole.solve(&first).as_slice().to_vec())
}

fn near(a: &[f64], b: &[f64]) -> bool {
    a.iter().zip(b).all(|(a, b)| (a - b).abs() <= 1e-9)
}

prop_compose! {
    fn words()(d in 1usize..64)(
        words in prop::collection::vec((prop::collection::vec(-1.0..1.0f32, d), -1.0..1.0f64, 0.01..4.0f64), 1..60),
        d in Just(d), lambda in 0.2..20.0f64,
    ) -> (usize, f64, Vec<(Vec<f32>, f64, f64)>) {
        (d, lambda, words)
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn one_word_at_a_time_is_the_whole_regression((d, lambda, words) in words()) {
        let mut taste = Taste::new(d, lambda);
        for (item, rating, weight) in &words {
            prop_assert!(taste.hear(item, *rating, *weight));
        }
        let (mean, column) = refit(d, lambda, &words);
        prop_assert!(near(taste.mean(), &mean));
        prop_assert!(near(&taste.covariance()[..d], &column));
    }

    #[test]
    fn a_word_taken_back_was_never_said((d, lambda, words) in words()) {
        let mut taste = Taste::new(d, lambda);
        for (item, rating, weight) in &words {
            taste.hear(item, *rating, *weight);
        }
        let (item, rating, weight) = &words[0];
        prop_assert!(taste.unhear(item, *rating, *weight));
        let (mean, _) = refit(d, lambda, &words[1..]);
        prop_assert!(near(taste.mean(), &mean));
    }

    #[test]
    fn a_word_makes_one_surer_of_what_is_like_it((d, lambda, words) in words()) {
        let mut taste = Taste::new(d, lambda);
        for (item, rating, weight) in &words {
            let before = taste.doubt(item);
            taste.hear(item, *rating, *weight);
            prop_assert!(taste.doubt(item) <= before);
        }
    }
}

#[test]
fn draws_have_the_mean_and_the_spread_of_what_is_known() {
    let item = [1.0f32, 0.5];
    let mut taste = Taste::new(2, 1.0);
    taste.hear(&item, 0.8, 2.0);
    // Equally probable points of the normal distribution; any three directions of noise are combined with one another.
    let points: Vec<f64> = (0..24).map(|k| f64::from(k) / 24.0 * 4.0 - 2.0 + 1.0 / 12.0).collect();
    let spread = points.iter().map(|p| p * p).sum::<f64>() / points.len() as f64;
    let (mut mean, mut square, mut count) = (0.0, 0.0, 0.0);
    for a in &points {
        for b in &points {
            for c in &points {
                let mut drawn = Taste::drawn(vec![*a, *b], 1.0);
                drawn.hear(&item, 0.8 + c / 2.0f64.sqrt(), 2.0);
                let x = drawn.mean()[0] + drawn.mean()[1] * 0.5;
                (mean, square, count) = (mean + x, square + x * x, count + 1.0);
            }
        }
    }
    let (mean, square) = (mean / count, square / count);
    let expected = taste.mean()[0] + taste.mean()[1] * 0.5;
    assert!((mean - expected).abs() < 1e-6, "{mean} {expected}");
    let sd = ((square - mean * mean) / spread).sqrt();
    assert!((sd - taste.doubt(&item)).abs() < 1e-6, "{sd} {}", taste.doubt(&item));
}

#[test]
fn what_says_nothing_changes_nothing() {
    let mut taste = Taste::new(2, 1.0);
    assert!(!taste.hear(&[1.0], 1.0, 1.0), "another number of dimensions");
    assert!(!taste.hear(&[1.0, 0.0], f64::NAN, 1.0));
    assert!(!taste.hear(&[1.0, 0.0], 1.0, 0.0));
    assert!(!taste.unhear(&[1.0, 0.0], 1.0, 2.0), "never heard");
    assert_eq!(taste.mean(), [0.0, 0.0]);
    assert_eq!(taste.covariance(), [1.0, 0.0, 0.0, 1.0]);
}
