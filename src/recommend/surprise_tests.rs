//! Chance within the person's bound: none without it, never more than it, the same all day, and never what is out.

use proptest::prelude::*;

use super::fixture::{Someone, WEDNESDAY, catalogue, taxonomy};
use super::surprise::REACH;
use super::*;
use crate::catalog::Catalogue;
use crate::clock::{Millis, Now};
use crate::taxonomy::Taxonomy;

fn world() -> (Taxonomy, Catalogue) {
    let tax = taxonomy();
    let cat = catalogue(&tax);
    (tax, cat)
}

/// Three directions; items of one skill are alike, and not all have a row.
fn factors(cat: &Catalogue) -> Factors {
    let row = |at: usize, id: &str| {
        let mut values = vec![0.1 * (at % 5) as f32; 3];
        values[at % 3] += 1.0;
        ItemFactors { id: id.to_owned(), confidence: 0.5 + (at % 4) as f32, values }
    };
    let rows: Vec<ItemFactors> = cat.items().iter().enumerate().skip(3).map(|(at, i)| row(at, &i.id)).collect();
    Factors::open(&Factors::write_items(3, &rows).expect("writes")).expect("opens")
}

fn ask(someone: &Someone, now: Now, count: usize, factors: Option<&Factors>, surprise: f64) -> Vec<Step> {
    let (tax, cat) = world();
    next_steps_with(&tax, &cat, &someone.person(), now, count, &Aids { factors, surprise, ..Aids::default() })
}

fn on(day: i64) -> Now {
    Now { at: Millis(WEDNESDAY.at.0 + day * 7 * 86_400_000), offset_minutes: 0 }
}

fn chance(step: &Step) -> Option<f64> {
    step.terms.iter().find(|t| t.code == TermCode::Surprise).map(|t| t.value)
}

fn value(step: &Step) -> f64 {
    step.total / chance(step).unwrap_or(1.0)
}

#[test]
fn at_zero_and_for_what_is_no_number_nothing_changes() {
    let (tax, cat) = world();
    let factors = factors(&cat);
    let someone = Someone { goal: tax.find_role("engineer"), seed: 3, ..Someone::default() };
    let plain = next_steps(&tax, &cat, &someone.person(), WEDNESDAY, 100);
    for surprise in [0.0, -1.0, f64::NAN, f64::NEG_INFINITY] {
        assert_eq!(ask(&someone, WEDNESDAY, 100, None, surprise), plain);
        // Nothing was said yet, so that the factors say nothing either.
        assert_eq!(ask(&someone, WEDNESDAY, 100, Some(&factors), surprise), plain);
    }
    assert!(plain.iter().all(|s| chance(s).is_none()), "and nobody reads of it");
}

#[test]
fn a_week_of_it_shows_other_steps_and_says_so() {
    let (tax, cat) = world();
    let factors = factors(&cat);
    for factors in [None, Some(&factors)] {
        let someone = Someone { goal: tax.find_role("engineer"), seed: 3, ..Someone::default() };
        let ids = |steps: &[Step]| steps.iter().map(|s| s.item.id.clone()).collect::<Vec<_>>();
        let mut different = 0;
        for day in 0..20 {
            let plain = ids(&ask(&someone, on(day), 3, factors, 0.0));
            let steps = ask(&someone, on(day), 3, factors, 1.0);
            different += usize::from(ids(&steps) != plain);
            for step in &steps {
                let said = step.why.last().is_some_and(|r| r.code == ReasonCode::Surprise);
                assert_eq!(said, !plain.contains(&step.item.id) && chance(step) > Some(1.0), "{}", step.item.id);
                assert!((1..=3).contains(&step.why.len()));
                assert!(step.why[0].code != ReasonCode::Surprise, "chance is never all that speaks for it");
            }
        }
        assert!(different >= 5, "{different} of 20 days");
    }
}

#[test]
fn who_said_much_is_surprised_less() {
    let (tax, cat) = world();
    let factors = factors(&cat);
    let mut someone = Someone { goal: tax.find_role("engineer"), seed: 3, ..Someone::default() };
    let strays = |someone: &Someone, factors| {
        let all = (0..30).flat_map(|day| ask(someone, on(day), 100, factors, 1.0)).filter_map(|s| chance(&s));
        let (sum, count) = all.fold((0.0, 0.0), |(sum, count), x| (sum + (x - 1.0).abs(), count + 1.0));
        sum / count
    };
    let plain = [None, Some(&factors)].map(|f| strays(&someone, f));
    let say = |item| FeedbackEvent { item, what: Feedback::Helpful, at: WEDNESDAY.at };
    someone.feedback = (0..cat.items().len()).map(|at| say(crate::catalog::ItemIx(at as u32))).collect();
    let known = [None, Some(&factors)].map(|f| strays(&someone, f));
    for (plain, known) in plain.into_iter().zip(known) {
        assert!(known < 0.7 * plain, "{known} {plain}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn the_bound_holds(
        seed in any::<u64>(), day in 0i64..2000, surprise in 0.0..=1.0f64, with in any::<bool>(),
        out in prop::collection::vec((0u32..25, 0u8..4), 0..8),
    ) {
        let (tax, cat) = world();
        let factors = factors(&cat);
        let mut someone = Someone { goal: tax.find_role("engineer"), seed, ..Someone::default() };
        for (at, what) in out {
            let state = match what {
                0 => ItemState::Done,
                1 => ItemState::Running,
                2 => ItemState::Dismissed,
                _ => ItemState::Known,
            };
            someone.items.insert(crate::catalog::ItemIx(at), state);
        }
        let factors = with.then_some(&factors);
        let plain = ask(&someone, on(day), 100, factors, 0.0);
        let all = ask(&someone, on(day), 100, factors, surprise);
        prop_assert_eq!(all.len(), plain.len(), "nothing comes in that is out, nothing goes");
        for step in &all {
            let before = plain.iter().find(|p| p.item.id == step.item.id).expect("in both");
            let term = chance(step).unwrap_or(1.0);
            prop_assert!((1.0 - surprise * REACH - 1e-12..=1.0 + surprise * REACH + 1e-12).contains(&term), "{}", term);
            prop_assert!((step.total - before.total * term).abs() < 1e-9);
            prop_assert_eq!(&step.terms[..8], &before.terms[..]);
        }
        let best = plain.iter().map(value).fold(0.0, f64::max);
        let least = best * (1.0 - surprise * REACH) / (1.0 + surprise * REACH);
        if let Some(first) = ask(&someone, on(day), 1, factors, surprise).first() {
            prop_assert!(value(first) >= least - 1e-9, "at most so much is given away");
        }
        let noon = Now { at: Millis(on(day).at.0 + 3_600_000), offset_minutes: 0 };
        let later = ask(&someone, noon, 100, factors, surprise);
        for step in &all {
            let again = later.iter().find(|l| l.item.id == step.item.id).expect("still there");
            prop_assert_eq!(chance(step), chance(again), "all day the same");
        }
    }
}
