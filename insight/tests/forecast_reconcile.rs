//! A hierarchy adds up, fits the releases best, and knows by how much it is surer.

mod support;

use proptest::prelude::*;
use serde_json::Value;
use skillkeep_insight::reconcile::{Hierarchy, Noise, ReconcileError};

/// A company of two functions of two and one regions: whole 0, functions 1 and 2, cells 3, 4 and 5.
fn company() -> Hierarchy {
    Hierarchy::of_sums(6, &[(0, vec![1, 2]), (1, vec![3, 4]), (2, vec![5])]).unwrap()
}

fn near(found: &[f64], expected: &[f64], within: f64) {
    let close = found.len() == expected.len() && found.iter().zip(expected).all(|(a, b)| (a - b).abs() <= within);
    assert!(close, "{found:?}, expected {expected:?}");
}

#[test]
fn a_whole_of_two_parts_by_hand() {
    let pair = Hierarchy::of_sums(3, &[(0, vec![1, 2])]).unwrap();
    // The whole is six too much; each figure takes the share of the noise that is its own: 4, 1 and 1 of 6.
    let found = pair.reconcile(&[106.0, 60.0, 40.0], &Noise::Apart(vec![4.0, 1.0, 1.0])).unwrap();
    near(&found.values, &[102.0, 61.0, 41.0], 1e-12);
    near(&found.variances, &[4.0 - 16.0 / 6.0, 5.0 / 6.0, 5.0 / 6.0], 1e-12);
    // A whole that is exact stays.
    let exact = pair.reconcile(&[106.0, 60.0, 40.0], &Noise::Apart(vec![0.0, 1.0, 2.0])).unwrap();
    near(&exact.values, &[106.0, 62.0, 44.0], 1e-12);
    near(&exact.variances, &[0.0, 2.0 / 3.0, 2.0 / 3.0], 1e-12);
    // Exact figures that agree stay; those that do not are an error.
    let all = Noise::Apart(vec![0.0; 3]);
    near(&pair.reconcile(&[100.0, 60.0, 40.0], &all).unwrap().values, &[100.0, 60.0, 40.0], 0.0);
    assert_eq!(pair.reconcile(&[106.0, 60.0, 40.0], &all), Err(ReconcileError::Contradiction));
}

#[test]
fn bad_input_is_an_error() {
    assert_eq!(Hierarchy::of_sums(3, &[(0, vec![1, 3])]), Err(ReconcileError::NoPart));
    assert_eq!(Hierarchy::of_matrix(&[vec![1.0, 1.0], vec![1.0, 0.0]]), Err(ReconcileError::NoPart));
    assert_eq!(Hierarchy::of_matrix(&[vec![1.0], vec![1.0, 0.0]]), Err(ReconcileError::Shape));
    let one = Noise::Apart(vec![1.0; 6]);
    assert_eq!(company().reconcile(&[1.0; 5], &one), Err(ReconcileError::Shape));
    assert_eq!(company().reconcile(&[f64::NAN; 6], &one), Err(ReconcileError::NotANumber));
    assert_eq!(company().reconcile(&[1.0; 6], &Noise::Apart(vec![-1.0; 6])), Err(ReconcileError::NotANumber));
    assert_eq!(Noise::of_errors(&[vec![1.0]], true), Err(ReconcileError::Shape));
}

proptest! {
    #[test]
    fn reconciled_figures_add_up_and_are_no_less_sure(
        values in prop::collection::vec(-50.0f64..900.0, 6),
        variances in prop::collection::vec(0.01f64..900.0, 6),
    ) {
        let found = company().reconcile(&values, &Noise::Apart(variances.clone())).unwrap();
        let v = &found.values;
        for miss in [v[0] - v[1] - v[2], v[1] - v[3] - v[4], v[2] - v[5]] {
            prop_assert!(miss.abs() < 1e-8);
        }
        for (after, before) in found.variances.iter().zip(&variances) {
            prop_assert!(*after <= before * (1.0 + 1e-12));
        }
        // What adds up already stays.
        let again = company().reconcile(v, &Noise::Apart(variances)).unwrap();
        prop_assert!(again.values.iter().zip(v).all(|(a, b)| (a - b).abs() < 1e-8));
    }
}

fn numbers(value: &Value) -> Vec<f64> {
    value.as_array().unwrap().iter().map(|v| v.as_f64().unwrap()).collect()
}

fn rows(value: &Value) -> Vec<Vec<f64>> {
    value.as_array().unwrap().iter().map(numbers).collect()
}

#[test]
fn the_reference_case() {
    let Some(text) = support::reference("forecast/reconcile_tiny.json") else { return };
    let file: Value = serde_json::from_str(&text).unwrap();
    let (matrix, base, expected) = (rows(&file["S"]), rows(&file["base"]), &file["expected"]);
    let hierarchy = Hierarchy::of_matrix(&matrix).unwrap();
    let (seen, told) = (rows(&file["y_insample"]), rows(&file["y_hat_insample"]));
    let errors: Vec<Vec<f64>> =
        seen.iter().zip(&told).map(|(a, b)| a.iter().zip(b).map(|(x, y)| x - y).collect()).collect();
    let own = |row: &Vec<f64>| row.iter().map(|v| v * v).sum::<f64>() / row.len() as f64;
    // The library of the case adds a ridge of 2e-8 to variances and to the shrinkage.
    let noises = [
        ("ols", Noise::Apart(vec![1.0; matrix.len()]), 1e-9),
        ("gls_equal_noise", Noise::Apart(vec![100.0; matrix.len()]), 1e-9),
        ("wls_struct", Noise::Apart(matrix.iter().map(|row| row.iter().sum()).collect()), 1e-9),
        ("wls_var", Noise::Apart(errors.iter().map(own).collect()), 1e-8),
        ("mint_cov", Noise::of_errors(&errors, false).unwrap(), 1e-9),
        ("mint_shrink", Noise::of_errors(&errors, true).unwrap(), 1e-7),
    ];
    for (name, noise, within) in noises {
        let wanted = rows(&expected[name]);
        for period in 0..base[0].len() {
            let at = |rows: &[Vec<f64>]| rows.iter().map(|row| row[period]).collect::<Vec<_>>();
            let found = hierarchy.reconcile(&at(&base), &noise).unwrap();
            let worst = found.values.iter().zip(at(&wanted)).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max);
            println!("{name} {period}: {worst:.1e}");
            near(&found.values, &at(&wanted), within);
            if name == "gls_equal_noise" {
                near(&found.variances, &numbers(&expected["gls_equal_noise_var"]), 1e-9);
            }
        }
    }
}
