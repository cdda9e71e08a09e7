//! Planted circles of items are found, the file keeps its size, and the measures are those of the books.

use super::people::split;
use super::{Interactions, Ranker, TopnError, by_popularity, leading, measure, ndcg, recall, train};
use crate::random::Random;

const CIRCLES: u32 = 6;
const EACH: u32 = 8;

/// People who take six of eight items of one circle, and one of all.
fn planted(people: usize) -> (Interactions, Vec<String>) {
    let mut random = Random::new(3);
    let items = CIRCLES * EACH;
    let mut own = |_| {
        let circle = random.below(CIRCLES as usize) as u32;
        let mut items: Vec<u32> = (0..EACH).map(|k| circle * EACH + k).collect();
        random.shuffle(&mut items);
        items.truncate(6);
        items.push(random.below(48) as u32);
        items
    };
    let all: Vec<Vec<u32>> = (0..people).map(&mut own).collect();
    (Interactions::new(all, items as usize), (0..items).map(|i| format!("item-{i}")).collect())
}

#[test]
fn who_took_three_of_a_circle_is_shown_the_rest_of_it() {
    let (all, ids) = planted(600);
    let trained = train(&all, &ids, 256_000).expect("trains");
    assert!(trained.held.ndcg10 > 2.0 * trained.popularity.ndcg10, "{trained:?}");
    let ranker = Ranker::new(&trained.file, &all, &ids).expect("opens");
    for circle in 0..CIRCLES {
        let list = ranker.rank(&[circle * EACH, circle * EACH + 1, circle * EACH + 2], 48);
        let found = list.iter().take(6).filter(|i| **i / EACH == circle).count();
        assert!(found >= 4, "{circle}: {list:?}");
        assert_eq!(list.len(), 45, "everything else once, and nothing that is given");
    }
}

#[test]
fn the_file_keeps_its_size_and_leaves_out_the_least_taken() {
    let (all, ids) = planted(300);
    for bytes in [1_000, 2_000, 10_000] {
        let trained = train(&all, &ids, bytes).expect("trains");
        assert!(trained.file.len() <= bytes, "{} > {bytes}", trained.file.len());
    }
    let small = train(&all, &ids, 1_000).expect("trains");
    let ranker = Ranker::new(&small.file, &all, &ids).expect("opens");
    assert_eq!(ranker.rank(&[], 48), by_popularity(&all), "who took nothing is shown what most took");
}

#[test]
fn too_few_people_are_no_ground() {
    let (all, ids) = planted(10);
    assert!(matches!(train(&all, &ids, 256_000), Err(TopnError::Few)));
    assert!(matches!(train(&Interactions::default(), &[], 256_000), Err(TopnError::Few)));
}

#[test]
fn the_iteration_finds_the_eigenpairs() {
    let (all, _) = planted(200);
    let spectrum = leading(&all, 0.3, 6, None);
    let mut gram = nalgebra::DMatrix::<f64>::zeros(48, 48);
    for own in all.people() {
        for a in own {
            for b in own {
                gram[(*a as usize, *b as usize)] += spectrum.weights[*a as usize] * spectrum.weights[*b as usize];
            }
        }
    }
    assert!((gram.trace() - spectrum.trace).abs() < 1e-9);
    let mut exact: Vec<f64> = gram.symmetric_eigenvalues().iter().copied().collect();
    exact.sort_by(|a, b| b.total_cmp(a));
    for (found, exact) in spectrum.values.iter().zip(&exact).take(6) {
        assert!((found - exact).abs() < 1e-6 * exact, "{found} {exact}");
    }
}

#[test]
fn people_held_back_are_the_same_each_time_and_lose_a_fifth() {
    let (all, _) = planted(200);
    let (rest, questions) = split(&all, 0.15, 1_000);
    assert_eq!(questions.len() + rest.people().len(), 200);
    assert_eq!(
        split(&all, 0.15, 1_000).1.iter().map(|q| q.given.clone()).collect::<Vec<_>>(),
        questions.iter().map(|q| q.given.clone()).collect::<Vec<_>>()
    );
    for q in &questions {
        assert_eq!(q.held.len(), 1);
        assert!(q.held.iter().all(|i| q.given.binary_search(i).is_err()));
    }
}

#[test]
fn measures_by_hand() {
    let list = [7, 1, 2, 9, 3];
    let gain = |at: f64| 1.0 / (at + 1.0).log2();
    assert!((ndcg(&list, &[1, 9], 10) - (gain(2.0) + gain(4.0)) / (gain(1.0) + gain(2.0))).abs() < 1e-12);
    assert_eq!(ndcg(&list, &[1, 9], 1), 0.0);
    assert_eq!(recall(&list, &[1, 9, 5, 6], 2), 0.5, "of at most two");
    assert_eq!(recall(&list, &[1, 9, 5, 6], 20), 0.5);
    assert_eq!(measure(&[], |_| Vec::new()).ndcg10, 0.0);
}
