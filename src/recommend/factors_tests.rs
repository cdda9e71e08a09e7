//! Planted structure is found, and brute force finds the same as sorting everything.

use proptest::prelude::*;

use super::{Factors, FactorsError, top_k};

fn planted() -> Vec<(String, Vec<f32>)> {
    // Two tastes: even items lie along the first direction, odd ones along the second.
    let row = |n: usize| {
        let bend = (n % 7) as f32 * 0.02;
        let values = if n.is_multiple_of(2) { vec![1.0, bend, 0.1, 0.0] } else { vec![bend, 1.0, 0.0, 0.1] };
        (format!("item-{n}"), values)
    };
    (0..40).map(row).collect()
}

#[test]
fn three_likes_find_the_taste() {
    let factors = Factors::open(&Factors::write(4, &planted()).expect("writes")).expect("opens");
    let user = factors.fold_in(&[(0, 1.0), (2, 1.0), (1, -1.0)], 1.0).expect("something to go by").vector();
    let best = top_k(factors.values(), 4, &user, 10, &[0, 1, 2]);
    assert!(best.iter().all(|(row, _)| row % 2 == 0), "{best:?}");
    assert!(best.iter().all(|(row, _)| *row > 2), "what is excluded stays out");
    assert!(factors.fold_in(&[], 1.0).is_none());
}

#[test]
fn every_flipped_bit_is_noticed() {
    let bytes = Factors::write(4, &planted()).expect("writes");
    for at in 0..bytes.len() * 8 {
        let mut bad = bytes.clone();
        bad[at / 8] ^= 1 << (at % 8);
        assert!(Factors::open(&bad).is_err(), "bit {at}");
    }
    assert_eq!(Factors::open(b"PK").err(), Some(FactorsError::Magic));
    for cut in 0..bytes.len() {
        assert!(Factors::open(&bytes[..cut]).is_err());
    }
}

proptest! {
    #[test]
    fn top_k_is_what_sorting_everything_gives(
        d in 1usize..20, n in 0usize..60, k in 0usize..12, seed in prop::collection::vec(-4i8..4, 1280),
        excluded in prop::collection::btree_set(0u32..60, 0..20),
    ) {
        let factors: Vec<f32> = seed.iter().cycle().take(n * d).map(|&x| f32::from(x)).collect();
        let user: Vec<f32> = seed.iter().rev().cycle().take(d).map(|&x| f32::from(x)).collect();
        let excluded: Vec<u32> = excluded.into_iter().collect();
        let mut all: Vec<(u32, f32)> = factors.chunks(d).enumerate()
            .map(|(row, v)| (row as u32, v.iter().zip(&user).map(|(a, b)| a * b).sum()))
            .filter(|(row, _)| !excluded.contains(row))
            .collect();
        all.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        all.truncate(k);
        // Whole numbers this small add up exactly in any order; minus zero and zero are the same product.
        let found = top_k(&factors, d, &user, k, &excluded);
        prop_assert_eq!(found.len(), all.len());
        for (f, a) in found.iter().zip(&all) {
            prop_assert_eq!(f.1, a.1);
        }
        let rows = |v: &[(u32, f32)]| v.iter().map(|x| x.0).collect::<std::collections::BTreeSet<_>>();
        if all.iter().all(|x| x.1 != 0.0) {
            prop_assert_eq!(rows(&found), rows(&all));
        }
    }
}
