//! Known answers: a few as constants, all of them where the folder of reference cases is.

mod support;

use serde_json::Value;
use skillkeep_insight::ratio::score_at;
use skillkeep_insight::{Contrast, Group, Interval, Noisy, Question, Ratio, Share, Verdict, impact_ratio, needed};

fn group(yes: i64, no: i64, sigma2: f64) -> Group {
    Group { yes: Noisy { value: yes, sigma2 }, no: Noisy { value: no, sigma2 } }
}

fn ratio(a: [i64; 2], b: [i64; 2], sigma: f64) -> Ratio {
    let s2 = sigma * sigma;
    impact_ratio(&group(a[0], a[1], s2), &group(b[0], b[1], s2)).unwrap()
}

fn assert_near(found: Interval, expected: (f64, f64), within: f64, what: &str) {
    let near = (found.low - expected.0).abs() <= within && (found.high - expected.1).abs() <= within;
    assert!(near, "{what}: {found:?}, expected {expected:?}");
}

#[test]
fn known_ratios() {
    // Noise-aware score intervals, computed on a grid of 1e-4.
    assert_near(ratio([48, 152], [240, 560], 10.0).interval, (0.46833, 1.15563), 2e-4, "sigma 10");
    assert_near(ratio([48, 152], [240, 560], 20.0).interval, (0.17047, 1.37039), 2e-4, "sigma 20");
    assert_near(ratio([120, 380], [600, 1400], 10.0).interval, (0.63520, 0.97985), 2e-4, "500 people");
    // Bertrand & Mullainathan 2004 without noise: near Koopman's interval, .5503 to .8108.
    assert_near(ratio([157, 2278], [235, 2200], 0.0).interval, (0.5503, 0.8108), 5e-3, "resumes");
    // Rosen & Jerdee 1974: fourteen of 24 against 21 of 24; .4335 to .9461.
    assert_near(ratio([14, 10], [21, 3], 0.0).interval, (0.4335, 0.9461), 0.02, "promotions");
    // Wilson's interval of 14 of 24.
    let rate = Share::of_parts(Noisy::exact(14), Noisy::exact(10), Question::Process).unwrap();
    assert_near(rate.interval, (0.388_346_6, 0.755_323_9), 1e-6, "Wilson");
}

#[test]
fn verdicts_are_three() {
    assert_eq!(ratio([100, 900], [400, 600], 10.0).verdict, Verdict::Disparity);
    assert_eq!(ratio([2000, 3000], [2000, 3000], 10.0).verdict, Verdict::NoMaterialDisparity);
    let Verdict::NotEnoughData { needs, .. } = ratio([12, 38], [60, 140], 10.0).verdict else { panic!() };
    // Four times the reference, rate .3, sigma 10: 735 in the table.
    assert!((698..=772).contains(&needs), "{needs}");
    let Verdict::NotEnoughData { needs, .. } = ratio([2400, 7600], [12_000, 28_000], 10.0).verdict else { panic!() };
    assert!(needs > 10_000, "more than there are: {needs}");
    assert!(impact_ratio(&group(3, 2, 900.0), &group(300, 200, 900.0)).is_err());
    // Nobody selected in the group: the ratio is below .68 by the reference, and zero is not excluded.
    let none = ratio([0, 20], [10, 30], 0.0);
    assert!(none.interval.low == 0.0 && none.interval.high < 0.8, "{none:?}");
    // Nobody selected in the reference group: no ratio.
    assert!(impact_ratio(&group(5, 15, 0.0), &group(0, 40, 0.0)).is_err());
}

#[test]
fn all_noise_aware_ratios_of_the_folder() {
    let Some(text) = support::reference("dp/impact_ratio_noise_aware.json") else { return };
    let file: Value = serde_json::from_str(&text).unwrap();
    let cases = file["cases"].as_array().unwrap();
    assert!(!cases.is_empty());
    for case in cases {
        let (input, expected) = (&case["input"], &case["expected"]);
        let count = |k: &str| input[k].as_i64().unwrap();
        let sigma = input["sigma"].as_f64().unwrap();
        let (a, b) = ([count("Sa"), count("Fa")], [count("Sb"), count("Fb")]);
        let s2 = sigma * sigma;
        for (at, key) in [(1.0, "score_z_at_1"), (0.8, "score_z_at_0_8")] {
            let z = score_at(at, &group(a[0], a[1], s2), &group(b[0], b[1], s2)).unwrap();
            assert!((z - expected[key].as_f64().unwrap()).abs() < 1e-5, "{input}: {key} {z}");
        }
        let found = ratio(a, b, sigma);
        assert!((found.value - expected["ratio"].as_f64().unwrap()).abs() < 1e-12);
        let limit = |i: usize| expected["score_ci_grid1e4"][i].as_f64().unwrap();
        // The grid begins at .001.
        let low = if limit(0) <= 0.001 { 0.0 } else { limit(0) };
        assert_near(found.interval, (low, limit(1)), 3e-4, &input.to_string());
    }
}

#[test]
fn all_sample_sizes_of_the_folder() {
    let Some(text) = support::reference("dp/n80_table.json") else { return };
    let table: std::collections::BTreeMap<String, f64> = serde_json::from_str(&text).unwrap();
    assert!(!table.is_empty());
    for (key, expected) in table {
        let mut numbers = key.split(',').map(|part| part.split('=').nth(1).unwrap().parse::<f64>().unwrap());
        let (truth, rate, sigma) = (numbers.next().unwrap(), numbers.next().unwrap(), numbers.next().unwrap());
        let contrast =
            Contrast { reference_rate: rate, truth, excluded: 1.0, reference_per_person: 4.0, sigma2: sigma * sigma };
        let n = needed(&contrast).unwrap() as f64;
        // The table rounds up to fives.
        assert!((n - expected).abs() <= (0.05 * expected).max(5.0), "{key}: {n}, expected {expected}");
    }
}

#[test]
fn the_planner_agrees_with_the_classical_power_table() {
    let Some(text) = support::reference("bias/power_table.json") else { return };
    let file: Value = serde_json::from_str(&text).unwrap();
    for row in file["expected"].as_array().unwrap() {
        let get = |k: &str| row[k].as_f64();
        let (Some(rate), Some(truth), Some(k), Some(expected)) =
            (get("p_ref"), get("impact_ratio"), get("n_ref_over_n_prot"), get("n_prot_required_80pct_one_sided_0.025"))
        else {
            continue;
        };
        let contrast = Contrast { reference_rate: rate, truth, excluded: 1.0, reference_per_person: k, sigma2: 0.0 };
        let n = needed(&contrast).unwrap() as f64;
        assert!((n - expected).abs() <= (0.02 * expected).max(2.0), "{row}: {n}");
    }
}
