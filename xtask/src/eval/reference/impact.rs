//! Cases of impact and planning.

use std::path::Path;

use serde_json::Value;
use skillkeep_insight::impact::{
    AtTime, Change, correlation, correlation_test, did, did_from_cells, kaplan_meier, log_rank,
};
use skillkeep_insight::planning::{Flow, Hiring, assign};
use skillkeep_insight::strata::GroupSums;

use super::{CLOSED, Differences, ROOT, numbers, rows};

/// True where the file is a case of this kind.
pub(super) fn compare(case: &Value, file: &Path, found: &mut Differences) -> bool {
    changes(case, found)
        | two_by_two(case, found)
        | from_sums(case, found)
        | survival(case, file, found)
        | flow(case, found)
        | best(case, found)
}

fn change(cell: &Value, sum: &str, squares: &str) -> Option<Change> {
    Some(Change::exact(cell["n"].as_f64()?, cell[sum].as_f64()?, cell[squares].as_f64()?))
}

fn changes(case: &Value, found: &mut Differences) -> bool {
    let (Some(cells), Some(expected)) = (case["cells"].as_array(), case["expected"].as_array()) else { return false };
    for one in expected {
        let here = |c: &&Value| c["g"] == one["g"] && c["t"] == one["t"];
        let arm = |treated: bool| {
            let cell = cells.iter().filter(here).find(|c| (c["arm"] == "treated") == treated)?;
            change(cell, "sum_d", "sum_d2")
        };
        let effect = arm(true).zip(arm(false)).and_then(|(a, b)| did(&a, &b).ok());
        let what = format!("g {} t {}", one["g"], one["t"]);
        found.number(&format!("{what} effect"), &one["att"], effect.map(|e| e.value), CLOSED);
        found.number(&format!("{what} error"), &one["se"], effect.map(|e| e.variance.sqrt()), CLOSED);
    }
    true
}

fn two_by_two(case: &Value, found: &mut Differences) -> bool {
    let Some(cells) = case["cells"].as_array().filter(|c| c.iter().all(|c| c["d"].is_number())) else { return false };
    // The treated are marked by the field that is neither the time nor a sum.
    let marks = |c: &Value| {
        let known = ["d", "n", "mean", "var", "sum", "sumsq"];
        c.as_object().and_then(|o| o.iter().find(|(k, _)| !known.contains(&k.as_str())).and_then(|(_, v)| v.as_i64()))
    };
    let cell = |treated: i64, after: i64| {
        let one = cells.iter().find(|c| marks(c) == Some(treated) && c["d"].as_i64() == Some(after))?;
        change(one, "sum", "sumsq")
    };
    let all = [cell(1, 0), cell(1, 1), cell(0, 0), cell(0, 1)];
    let [Some(a), Some(b), Some(c), Some(d)] = all else { return false };
    let effect = did_from_cells([a, b], [c, d]).ok();
    let expected = &case["expected"];
    for key in ["att", "att_from_cells"] {
        found.number(key, &expected[key], effect.map(|e| e.effect), CLOSED);
    }
    found.number("se_ols", &expected["se_ols"], effect.map(|e| e.se_ols), CLOSED);
    found.number("se_hc1", &expected["se_hc1"], effect.map(|e| e.se_hc1), CLOSED);
    found.number("se_welch_from_cells", &expected["se_welch_from_cells"], effect.map(|e| e.se_welch), CLOSED);
    found.number("t", &expected["t"], effect.map(|e| e.test.statistic), CLOSED);
    found.number("p", &expected["p"], effect.map(|e| e.test.p), CLOSED);
    found.number("n", &expected["n"], effect.map(|e| e.n), CLOSED);
    true
}

fn from_sums(case: &Value, found: &mut Differences) -> bool {
    let Ok(sums) = serde_json::from_value::<GroupSums>(case["sufficient_stats"].clone()) else { return false };
    let expected = &case["expected"];
    let ours = correlation(&sums, 0.05).ok();
    found.number("pearson", &expected["pearson"], ours.map(|c| c.value), CLOSED);
    found.number("p", &expected["p"], ours.map(|c| c.test.p), CLOSED);
    found.interval("interval", &expected["ci95_fisher"], ours.map(|c| c.interval), CLOSED);
    for (name, one) in expected.as_object().into_iter().flatten() {
        if let (Some(r), Some(n)) = (one["r"].as_f64(), one["n"].as_f64()) {
            let p = correlation_test(r, n, 0.05).ok().map(|c| c.test.p);
            found.number(&format!("{name} p"), &one["p"], p, CLOSED);
        }
    }
    if !expected["spearman"].is_null() {
        found.skipped.push("spearman: ranks are not in the sums".into());
    }
    true
}

/// Rows of time, status (the larger value is the event) and group, in a CSV beside the case whose name ends in `survival`.
fn survival(case: &Value, file: &Path, found: &mut Differences) -> bool {
    let expected = &case["expected"];
    let groups = expected.as_object().into_iter().flatten().find(|(k, _)| k.starts_with("by_"));
    let Some((key, groups)) = groups else { return false };
    let Some(table) = beside(file, key.trim_start_matches("by_")) else {
        println!("skipped: no rows of {} beside it", file.display());
        return true;
    };
    let event = table.iter().map(|r| r.1).fold(f64::NEG_INFINITY, f64::max);
    let of = |name: &str| -> Vec<AtTime> {
        let rows = table.iter().filter(|r| r.2 == name);
        rows.map(|r| AtTime { time: r.0, events: u64::from(r.1 == event), censored: u64::from(r.1 != event) }).collect()
    };
    let mut all = Vec::new();
    for (name, one) in groups.as_object().into_iter().flatten() {
        let people = of(name);
        let curve = kaplan_meier(&people).ok();
        all.push(people);
        let at = |f: &dyn Fn(&skillkeep_insight::impact::Curve) -> Option<f64>| curve.as_ref().and_then(f);
        found.number(&format!("{name} people"), &one["n"], at(&|c| Some(c.n as f64)), CLOSED);
        found.number(&format!("{name} median"), &one["median"], at(&|c| c.median()), CLOSED);
        let interval = curve.as_ref().and_then(|c| c.quantile_interval(0.5, 0.05));
        found.interval(&format!("{name} median interval"), &one["ci"], interval, CLOSED);
        for (key, value) in one.as_object().into_iter().flatten() {
            if let Some(time) = key.strip_prefix("S_at_").and_then(|t| t.parse::<f64>().ok()) {
                found.number(&format!("{name} {key}"), value, at(&|c| Some(c.at(time))), CLOSED);
            }
        }
    }
    let test = log_rank(&all).ok();
    found.number("log-rank", &expected["logrank_chi2"], test.as_ref().map(|t| t.test.statistic), CLOSED);
    found.number("log-rank p", &expected["logrank_p"], test.as_ref().map(|t| t.test.p), CLOSED);
    true
}

fn beside(file: &Path, group: &str) -> Option<Vec<(f64, f64, String)>> {
    let folder = std::fs::read_dir(file.parent()?).ok()?;
    let mut paths: Vec<_> =
        folder.flatten().map(|e| e.path()).filter(|p| p.extension().is_some_and(|e| e == "csv")).collect();
    paths.sort();
    paths.iter().find_map(|path| {
        let mut reader = csv::Reader::from_path(path).ok()?;
        let headers = reader.headers().ok()?.clone();
        let at = |name: &str| headers.iter().position(|h| h == name);
        let (time, status, group) = (at("time")?, at("status")?, at(group)?);
        let row = |r: Result<csv::StringRecord, csv::Error>| {
            let r = r.ok()?;
            Some((r.get(time)?.parse().ok()?, r.get(status)?.parse().ok()?, r.get(group)?.to_owned()))
        };
        reader.records().map(row).collect()
    })
}

fn flow(case: &Value, found: &mut Differences) -> bool {
    let (Some(moves), Some(mix), Some(now)) = (rows(&case["P"]), numbers(&case["recruit_mix"]), numbers(&case["n0"]))
    else {
        return false;
    };
    let hired = case["recruits"].as_f64().map_or(Hiring::Replace, Hiring::Fixed);
    let Ok(flow) = Flow::new(moves, mix, hired) else {
        found.wrong.push("the flow is refused".into());
        return true;
    };
    let expected = &case["expected"];
    found.list("wastage", &case["wastage"], Some(&flow.wastage()), CLOSED);
    let periods = expected["trajectory"].as_array().map_or(0, Vec::len);
    let path = flow.run(&now, periods.saturating_sub(1)).ok();
    for (t, row) in expected["trajectory"].as_array().into_iter().flatten().enumerate() {
        let ours = path.as_ref().and_then(|p| p.get(t)).map(|s| s.mean.as_slice());
        found.list(&format!("period {t}"), row, ours, CLOSED);
    }
    found.list("lasting", &expected["steady_state"], flow.lasting(now.iter().sum()).ok().as_deref(), CLOSED);
    found.list("mean time", &expected["mean_time_in_system"], flow.mean_time().ok().as_deref(), CLOSED);
    let stay = flow.fundamental().ok();
    for (i, row) in expected["fundamental_matrix"].as_array().into_iter().flatten().enumerate() {
        found.list(&format!("stay {i}"), row, stay.as_ref().and_then(|s| s.get(i)).map(Vec::as_slice), CLOSED);
    }
    true
}

fn best(case: &Value, found: &mut Differences) -> bool {
    let Some(scores) = rows(&case["score"]) else { return false };
    let total = assign(&scores).ok().map(|a| a.total);
    found.number("best sum", &case["expected"]["total"], total, ROOT);
    true
}
