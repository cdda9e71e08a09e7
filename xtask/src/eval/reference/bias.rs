//! Cases of bias: two groups, strata, intersections, power, noisy ratios.

use serde_json::Value;
use skillkeep_insight::exact::contrast::{DifferenceMethod, RatioMethod};
use skillkeep_insight::exact::rates::RateMethod;
use skillkeep_insight::exact::{
    Fixed, Tail, TwoByTwo, barnard, boschloo, cohen_h, difference_interval, fisher, log_ratio_test, needed_one_tail,
    rate_interval, ratio_interval, ratio_test, yates, z_test,
};
use skillkeep_insight::ratio::score_at;
use skillkeep_insight::strata::{
    Correction, Crossing, adjusted, adjusted_log_odds, breslow_day, cochran_mantel_haenszel, conditional_disparity,
    disparity, intersections, mantel_haenszel, tarone,
};
use skillkeep_insight::{Contrast, Group, Noisy, impact_ratio, needed};

use super::{CLOSED, Differences, ROOT, SEARCHED};

/// True where the file is a case of this kind.
pub(super) fn compare(case: &Value, found: &mut Differences) -> bool {
    let expected = &case["expected"];
    let mut known = false;
    if let Some(table) = selected(&case["input_counts"], expected) {
        two_groups("", &table, expected, found);
        known = true;
    }
    if expected["score"].is_null() {
        for (name, one) in expected.as_object().into_iter().flatten().filter(|(_, v)| v["input"].is_array()) {
            known = true;
            match four(&one["input"]) {
                Some(table) if one["error"].is_null() => two_groups(name, &table, &one["expected"], found),
                Some(table) => {
                    // The reference has no answer here; neither may we make one up.
                    found.flag(&format!("{name} has no test"), &Value::Bool(true), Some(fisher(&table, 0.05).is_err()));
                }
                None => found.wrong.push(format!("{name}: input is not four counts")),
            }
        }
    }
    if let Some(strata) = tables(&case["input_tables"]) {
        strata_of(&strata, expected, found);
        known = true;
    }
    let by_city = &expected["mantel_haenszel_by_city_quality"];
    if let Some(strata) = tables(&by_city["tables"]) {
        pooled("strata", &strata, by_city, found);
    }
    known |= crossings(case, found) | power(expected, found) | noisy(case, found) | sizes(case, found);
    known
}

fn count(value: &Value) -> Option<u64> {
    value.as_u64().or_else(|| value.as_f64().filter(|x| x.fract() == 0.0 && *x >= 0.0).map(|x| x as u64))
}

fn four(value: &Value) -> Option<TwoByTwo> {
    let at = |i: usize| count(&value[i]);
    TwoByTwo::of_selected(at(0)?, at(1)?, at(2)?, at(3)?).ok()
}

/// Two named groups with selected and all. JSON keeps no order: the group is the one with the expected rate.
fn selected(value: &Value, expected: &Value) -> Option<TwoByTwo> {
    let groups: Vec<&Value> = value.as_object()?.values().collect();
    let [a, b] = groups.as_slice() else { return None };
    let pair =
        |a: &Value, b: &Value| TwoByTwo::of_selected(count(&a[0])?, count(&a[1])?, count(&b[0])?, count(&b[1])?).ok();
    let turned = pair(b, a).filter(|t| has_rates(t, expected));
    pair(a, b).filter(|t| has_rates(t, expected)).or(turned).or_else(|| pair(a, b))
}

fn has_rates(t: &TwoByTwo, expected: &Value) -> bool {
    let near =
        |found: Option<f64>, key: &str| found.zip(expected[key].as_f64()).is_some_and(|(f, e)| (f - e).abs() < CLOSED);
    near(t.a_rate(), "rate_a") && near(t.b_rate(), "rate_b")
}

fn tables(value: &Value) -> Option<Vec<TwoByTwo>> {
    let one = |t: &Value| {
        Some(TwoByTwo {
            a_yes: count(&t[0][0])?,
            a_no: count(&t[0][1])?,
            b_yes: count(&t[1][0])?,
            b_no: count(&t[1][1])?,
        })
    };
    value.as_array()?.iter().map(one).collect()
}

fn two_groups(name: &str, t: &TwoByTwo, expected: &Value, found: &mut Differences) {
    for (key, value) in expected.as_object().into_iter().flatten() {
        let what = format!("{name} {key}");
        let exact = || fisher(t, 0.05).ok();
        match key.as_str() {
            "rate_a" => found.number(&what, value, t.a_rate(), CLOSED),
            "rate_b" => found.number(&what, value, t.b_rate(), CLOSED),
            "impact_ratio" => found.number(&what, value, t.impact_ratio().ok(), CLOSED),
            "four_fifths_violation" => found.flag(&what, value, t.below_four_fifths().ok()),
            "fisher_two_sided" => {
                found.number(&what, &value["odds_ratio"], exact().and_then(|f| f.odds_ratio), CLOSED);
                found.number(&what, &value["p"], exact().map(|f| f.p), CLOSED);
            }
            "fisher_less" => found.number(&what, value, exact().map(|f| f.p_less), CLOSED),
            "fisher_greater" => found.number(&what, value, exact().map(|f| f.p_greater), CLOSED),
            "barnard_exact_p" => found.number(&what, value, barnard(t, Fixed::Outcomes, Tail::Two).ok(), SEARCHED),
            "boschloo_p" => found.number(&what, value, boschloo(t, Fixed::Outcomes, Tail::Two).ok(), SEARCHED),
            "ztest_pooled" => {
                let test = z_test(t, Tail::Two).ok();
                found.number(&what, &value["z"], test.map(|z| z.statistic), CLOSED);
                found.number(&what, &value["p"], test.map(|z| z.p), CLOSED);
            }
            "chi2_nocorr" => {
                let test = z_test(t, Tail::Two).ok();
                found.number(&what, &value["chi2"], test.map(|z| z.statistic * z.statistic), CLOSED);
                found.number(&what, &value["p"], test.map(|z| z.p), CLOSED);
            }
            "chi2_yates" => {
                found.number(&what, &value["chi2"], yates(t).ok().map(|z| z.statistic), CLOSED);
                found.number(&what, &value["p"], yates(t).ok().map(|z| z.p), CLOSED);
            }
            "test_ratio_ge_0.8_score" => {
                let test = ratio_test(t, 0.8, Tail::Less).ok();
                found.number(&what, &value["statistic"], test.map(|z| z.statistic), CLOSED);
                found.number(&what, &value["pvalue"], test.map(|z| z.p), CLOSED);
            }
            "ratio_ci95" | "diff_ci95" | "rate_a_ci95" | "rate_b_ci95" => intervals(name, t, key, value, found),
            "holisticai" => holistic(t, value, found),
            "fairlearn" => {
                let rates = t.rates().ok();
                let of = |f: fn(f64, f64) -> f64| rates.map(|(a, b)| f(a, b));
                found.number(&what, &value["demographic_parity_ratio"], of(|a, b| a.min(b) / a.max(b)), CLOSED);
                found.number(&what, &value["demographic_parity_difference"], of(|a, b| (a - b).abs()), CLOSED);
            }
            _ => {}
        }
    }
}

fn intervals(name: &str, t: &TwoByTwo, key: &str, methods: &Value, found: &mut Differences) {
    for (method, value) in methods.as_object().into_iter().flatten() {
        let what = format!("{name} {key} {method}");
        let rate = |how: RateMethod| {
            let (yes, no) = if key == "rate_a_ci95" { (t.a_yes, t.a_no) } else { (t.b_yes, t.b_no) };
            rate_interval(yes, yes + no, 0.05, how).ok()
        };
        let (interval, tolerance) = match (key, method.as_str()) {
            ("ratio_ci95", "score") => (ratio_interval(t, 0.05, RatioMethod::Score).ok(), ROOT),
            ("ratio_ci95", "log") => (ratio_interval(t, 0.05, RatioMethod::Log).ok(), CLOSED),
            ("ratio_ci95", "log-adjusted") => (ratio_interval(t, 0.05, RatioMethod::LogAdjusted).ok(), CLOSED),
            ("diff_ci95", "newcomb") => (difference_interval(t, 0.05, DifferenceMethod::Newcombe).ok(), CLOSED),
            ("diff_ci95", "score") => (difference_interval(t, 0.05, DifferenceMethod::ScoreOfStatsmodels).ok(), ROOT),
            ("diff_ci95", "wald") => (difference_interval(t, 0.05, DifferenceMethod::Wald).ok(), CLOSED),
            ("diff_ci95", "agresti-caffo") => {
                (difference_interval(t, 0.05, DifferenceMethod::AgrestiCaffo).ok(), CLOSED)
            }
            (_, "wilson") => (rate(RateMethod::Wilson), CLOSED),
            (_, "beta") => (rate(RateMethod::ClopperPearson), ROOT),
            (_, "jeffreys") => (rate(RateMethod::Jeffreys), ROOT),
            (_, "agresti_coull") => (rate(RateMethod::AgrestiCoull), CLOSED),
            _ => continue,
        };
        found.interval(&what, value, interval, tolerance);
    }
}

fn holistic(t: &TwoByTwo, value: &Value, found: &mut Differences) {
    found.number("disparate impact", &value["disparate_impact"], t.impact_ratio().ok(), CLOSED);
    found.number("statistical parity", &value["statistical_parity"], t.rates().ok().map(|(a, b)| a - b), CLOSED);
    found.number("z difference", &value["z_test_diff"], z_test(t, Tail::Two).ok().map(|z| z.statistic), CLOSED);
    found.number("z ratio", &value["z_test_ratio"], log_ratio_test(t, Tail::Two).ok().map(|z| z.statistic), CLOSED);
}

fn pooled(name: &str, strata: &[TwoByTwo], value: &Value, found: &mut Differences) {
    let all = mantel_haenszel(strata, 0.05).ok();
    found.number(&format!("{name} odds ratio"), &value["or"], all.map(|p| p.odds_ratio), CLOSED);
    found.interval(&format!("{name} odds interval"), &value["or_ci95"], all.map(|p| p.odds_interval), CLOSED);
    for key in ["rr", "rr_mh"] {
        if !value[key].is_null() {
            found.number(&format!("{name} risk ratio"), &value[key], all.map(|p| p.risk_ratio), CLOSED);
        }
    }
    if !value["log_or_se"].is_null() {
        found.number(&format!("{name} log odds error"), &value["log_or_se"], all.map(|p| p.log_odds_se), CLOSED);
    }
    let tests = [
        ("cmh", cochran_mantel_haenszel(strata, false).ok()),
        ("cmh_corrected", cochran_mantel_haenszel(strata, true).ok()),
        ("breslow_day", breslow_day(strata).ok()),
        ("breslow_day_tarone", tarone(strata).ok()),
    ];
    for (key, test) in tests.into_iter().filter(|(key, _)| !value[*key].is_null()) {
        found.number(&format!("{name} {key}"), &value[key]["statistic"], test.map(|t| t.statistic), CLOSED);
        found.number(&format!("{name} {key} p"), &value[key]["pvalue"], test.map(|t| t.p), CLOSED);
    }
}

fn strata_of(strata: &[TwoByTwo], expected: &Value, found: &mut Differences) {
    let zero = TwoByTwo { a_yes: 0, a_no: 0, b_yes: 0, b_no: 0 };
    let all = strata.iter().fold(zero, |s, t| TwoByTwo {
        a_yes: s.a_yes + t.a_yes,
        a_no: s.a_no + t.a_no,
        b_yes: s.b_yes + t.b_yes,
        b_no: s.b_no + t.b_no,
    });
    two_groups("together", &all, expected, found);
    pooled("strata", strata, &expected["mantel_haenszel"], found);
    for ((name, value), table) in expected["per_dept"].as_object().into_iter().flatten().zip(strata) {
        // In the file's order, or wherever the rates are those.
        let table = Some(table).filter(|t| has_rates(t, value)).or_else(|| strata.iter().find(|t| has_rates(t, value)));
        match table {
            Some(table) => two_groups(name, table, value, found),
            None => found.wrong.push(format!("{name}: no stratum has these rates")),
        }
    }
    let raw: Vec<f64> = expected["raw_p"].as_array().into_iter().flatten().filter_map(Value::as_f64).collect();
    let corrections = [
        ("fdr_bh", Correction::BenjaminiHochberg),
        ("fdr_by", Correction::BenjaminiYekutieli),
        ("holm", Correction::Holm),
        ("bonferroni", Correction::Bonferroni),
    ];
    for (key, correction) in corrections {
        let p = adjusted(&raw, correction).ok();
        found.list(key, &expected["multiple_testing_fisher"][key]["adj"], p.as_deref(), CLOSED);
    }
    found.number("disparity", &expected["demographic_disparity"], disparity(strata).ok(), CLOSED);
    let conditional = conditional_disparity(strata).ok();
    found.number("conditional disparity", &expected["conditional_demographic_disparity"], conditional, CLOSED);
    let sums = [
        ("logit_gender_adj", adjusted_log_odds(strata).ok()),
        ("logit_gender_marginal", adjusted_log_odds(&[all]).ok()),
    ];
    for (key, odds) in sums {
        for (name, value) in expected[key].as_object().into_iter().flatten() {
            let ours = odds.map(|o| if name == "se" { o.variance.sqrt() } else { o.value });
            found.number(&format!("{key} {name}"), value, ours, ROOT);
        }
    }
}

fn crossings(case: &Value, found: &mut Differences) -> bool {
    let Some(groups) = case["intersectional_counts"].as_array() else { return false };
    let of = |(i, g): (usize, &Value)| {
        Some(Crossing { group: i.to_string(), selected: count(&g["x"])?, people: count(&g["n"])? })
    };
    let Some(groups) = groups.iter().enumerate().map(of).collect::<Option<Vec<_>>>() else { return false };
    let rows = intersections(&groups, 0.02).ok();
    let row = |i: usize| rows.as_ref().and_then(|r| r.get(i));
    for (i, value) in case["intersectional_aedt_audit"].as_array().into_iter().flatten().enumerate() {
        let what = |key: &str| format!("intersection {i} {key}");
        found.number(&what("rate"), &value["rate"], row(i).and_then(|r| r.rate), CLOSED);
        found.number(&what("share"), &value["share"], row(i).map(|r| r.share), CLOSED);
        found.number(&what("ratio"), &value["impact_ratio"], row(i).and_then(|r| r.ratio), CLOSED);
        found.number(&what("z"), &value["z_score"], row(i).map(|r| r.z), CLOSED);
        found.number(&what("p"), &value["p_value"], row(i).map(|r| r.p), CLOSED);
        found.flag(&what("excluded"), &value["excluded"], row(i).map(|r| r.excluded));
        found.flag(&what("below four fifths"), &value["adverse_impact_eeoc"], row(i).map(|r| r.below_four_fifths));
        let missing = row(i).map(|r| r.to_four_fifths as f64);
        found.number(&what("to four fifths"), &value["selections_to_four_fifths"], missing, CLOSED);
    }
    let p: Option<Vec<f64>> = rows.as_ref().map(|r| r.iter().map(|r| r.fisher_p).collect());
    found.list("intersection Fisher p", &case["intersectional_fisher_p_vs_best"], p.as_deref(), CLOSED);
    true
}

fn power(expected: &Value, found: &mut Differences) -> bool {
    let mut known = false;
    for (i, row) in expected.as_array().into_iter().flatten().enumerate() {
        let get = |k: &str| row[k].as_f64();
        let (Some(rate), Some(ratio), Some(k)) = (get("p_ref"), get("impact_ratio"), get("n_ref_over_n_prot")) else {
            continue;
        };
        known = true;
        let n = needed_one_tail(rate * ratio, rate, k, 0.025, 0.8).ok();
        found.number(&format!("people {i}"), &row["n_prot_required_80pct_one_sided_0.025"], n, ROOT);
        found.number(&format!("effect {i}"), &row["cohen_h"], Some(cohen_h(rate * ratio, rate)), CLOSED);
    }
    known
}

fn noisy(case: &Value, found: &mut Differences) -> bool {
    let mut known = false;
    for (i, one) in case["cases"].as_array().into_iter().flatten().enumerate() {
        let (input, expected) = (&one["input"], &one["expected"]);
        let Some(sigma) = input["sigma"].as_f64() else { continue };
        let noisy = |k: &str| input[k].as_i64().map(|value| Noisy { value, sigma2: sigma * sigma });
        let group = |yes: &str, no: &str| Some(Group { yes: noisy(yes)?, no: noisy(no)? });
        let (Some(a), Some(b)) = (group("Sa", "Fa"), group("Sb", "Fb")) else { continue };
        known = true;
        for (key, at) in [("score_z_at_1", 1.0), ("score_z_at_0_8", 0.8)] {
            found.number(&format!("{i} {key}"), &expected[key], score_at(at, &a, &b), 1e-5);
        }
        let ratio = impact_ratio(&a, &b).ok();
        found.number(&format!("{i} ratio"), &expected["ratio"], ratio.map(|r| r.value), CLOSED);
        // The reference looked on a grid of 1e-4 that begins at .001.
        let on_grid =
            ratio.map(|r| skillkeep_insight::Interval { low: r.interval.low.max(0.001), high: r.interval.high });
        found.interval(&format!("{i} interval"), &expected["score_ci_grid1e4"], on_grid, 3e-4);
    }
    known
}

/// A table of "R=..,p_ref=..,sigma=..": people needed, rounded up to fives.
fn sizes(case: &Value, found: &mut Differences) -> bool {
    let mut known = false;
    for (key, people) in case.as_object().into_iter().flatten() {
        let parts: Vec<f64> = key.split(',').filter_map(|p| p.split_once('=')?.1.parse().ok()).collect();
        let (&[truth, reference_rate, sigma], true) = (parts.as_slice(), key.starts_with("R=")) else { continue };
        known = true;
        let contrast =
            Contrast { reference_rate, truth, excluded: 1.0, reference_per_person: 4.0, sigma2: sigma * sigma };
        let expected = people.as_f64().unwrap_or(0.0);
        // Fives: half of one in small numbers is more than 5 %.
        let tolerance = 0.05f64.max(5.0 / expected.max(1.0));
        found.number(key, people, needed(&contrast).map(|n| n as f64), tolerance);
    }
    known
}
