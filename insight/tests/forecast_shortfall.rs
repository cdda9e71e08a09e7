//! Demand that is planned, and whether there will be enough.

use skillkeep_insight::Interval;
use skillkeep_insight::forecast::{ForecastPoint, Market, Scenario, ScenarioError, emerging, likely, shortfalls};

fn steady() -> Scenario {
    Scenario { headcount: 100.0, required: 0.5, plan: vec![], growth: 0.0, shift: 0.0, expansion: vec![] }
}

fn fan(values: &[f64], half: f64) -> Vec<ForecastPoint> {
    let point = |(k, value): (usize, &f64)| {
        let band = |share: f64| Interval { low: value - share * half, high: value + share * half };
        ForecastPoint {
            ahead: k + 1,
            value: *value,
            band50: band(0.344),
            band80: band(0.654),
            band95: band(1.0),
            falls_short: None,
        }
    };
    values.iter().enumerate().map(point).collect()
}

#[test]
fn scenarios_say_what_they_assume() {
    assert_eq!(steady().demand(2).unwrap(), [50.0, 50.0]);
    assert_eq!(Scenario { plan: vec![120.0, 140.0], ..steady() }.demand(3).unwrap(), [60.0, 70.0, 70.0]);
    let grows = Scenario { growth: 0.1, ..steady() }.demand(2).unwrap();
    assert!((grows[1] - 60.5).abs() < 1e-9);
    let shifts = Scenario { shift: 0.3, ..steady() }.demand(3).unwrap();
    assert!((shifts[0] - 80.0).abs() < 1e-9 && shifts[2] == 100.0);
    assert_eq!(Scenario { expansion: vec![(2, 40.0)], ..steady() }.demand(2).unwrap(), [50.0, 70.0]);
    assert_eq!(Scenario { required: 1.5, ..steady() }.demand(1), Err(ScenarioError::Contradiction));
    assert_eq!(Scenario { headcount: -1.0, ..steady() }.demand(1), Err(ScenarioError::NotANumber));
    assert_eq!(Scenario { growth: -1.0, ..steady() }.demand(1), Err(ScenarioError::Contradiction));
}

#[test]
fn one_odd_month_does_not_move_a_market() {
    let mut values: Vec<f64> = (0..12).map(|t| 100.0 * 1.05f64.powi(t)).collect();
    values[5] = 4000.0;
    let growth = Market { source: "postings".into(), values }.growth().unwrap();
    assert!((growth - 0.05).abs() < 0.01, "{growth}");
    let of = |values: Vec<f64>| Market { source: String::new(), values }.growth();
    assert_eq!(of(vec![1.0, 2.0]), Err(ScenarioError::TooShort));
    assert_eq!(of(vec![1.0, 0.0, 2.0]), Err(ScenarioError::NotANumber));
}

#[test]
fn a_shortfall_is_as_likely_as_its_band_says() {
    let points = fan(&[100.0, 95.0, 90.0, 85.0], 19.6);
    let found = shortfalls(&points, &[100.0, 100.0, 100.0, 104.6], 0.0);
    assert!((found[0].probability - 0.5).abs() < 1e-6);
    assert!((found[3].probability - 0.975).abs() < 1e-4);
    assert_eq!(found[3].interval.low.round(), 0.0);
    let ten = shortfalls(&points, &[100.0; 4], 10.0);
    assert_eq!(likely(&ten, 4, 0.6).map(|s| s.ahead), Some(4));
    assert_eq!(likely(&ten, 3, 0.6), None);
    assert!(ten.iter().all(|s| s.at_least <= s.probability));
}

#[test]
fn gaps_that_surely_open_rank_first() {
    let narrow = shortfalls(&fan(&[100.0, 70.0], 5.0), &[100.0, 100.0], 0.0);
    let wide = shortfalls(&fan(&[100.0, 60.0], 60.0), &[100.0, 100.0], 0.0);
    let closing = shortfalls(&fan(&[60.0, 90.0], 5.0), &[100.0, 100.0], 0.0);
    let slow = shortfalls(&fan(&[100.0, 90.0], 5.0), &[100.0, 100.0], 0.0);
    let order: Vec<usize> = emerging(&[slow, wide, closing, narrow]).into_iter().map(|g| g.0).collect();
    assert_eq!(order, [3, 0]);
}
