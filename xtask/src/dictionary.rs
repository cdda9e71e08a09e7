//! The dictionary of a company from its tables: costs filled in, periods laid out, and a plan that must hold before it is signed.
//!
//! `dictionary.json` beside the tables holds what people decide (questions, noise, targets); what follows from it is computed here.

use std::path::Path;

use serde_json::{Value, json};
use skillkeep::sync::{Day, Dictionary, Measure, Partition, Plan, micro_rho, plan};

use crate::company::rows;
use crate::run::{Failed, read};

/// The first quarter that was ever asked about.
const FIRST: (i32, u8) = (2024, 4);
/// Days for which a report on a quarter that has ended is still taken.
const GRACE_DAYS: i32 = 15;
/// Most items that a measure lists: two bits each.
const MOST_ITEMS: usize = 128;

/// What only the run of the servers decides: the keeper's key, the periods' token keys.
pub(crate) struct Keys<'k> {
    /// Keeper's DAP HpkeConfig, base64.
    pub(crate) keeper_hpke: &'k str,
    /// Public token key of a period.
    pub(crate) token: &'k dyn Fn(&str) -> Result<String, Failed>,
}

/// Puts the dictionary together. `today` decides which quarters are listed.
pub(crate) fn build(tables: &Path, today: Day, keys: Option<&Keys>) -> Result<Value, Failed> {
    let mut file: Value = serde_json::from_slice(&read(&tables.join("dictionary.json"))?).map_err(Failed::new)?;
    let mut measures = Vec::new();
    for measure in file["measures"].as_array_mut().into_iter().flatten() {
        measures.push(fill(measure, tables)?);
    }
    let headcount: Vec<Value> = rows(&tables.join("headcount.csv"))?
        .iter()
        .map(|r| {
            let cell = |name: &str| r.get(name).cloned().unwrap_or_default();
            let people: u32 = cell("people").parse().map_err(|_| Failed::new("headcount.csv: people"))?;
            Ok(json!({ "function": cell("function"), "region": cell("region"), "people": people }))
        })
        .collect::<Result<_, Failed>>()?;
    let mut aggregators = file["aggregators"].clone();
    if let Some(keys) = keys {
        aggregators["keeper"]["hpkeConfig"] = json!(keys.keeper_hpke);
    }
    let out = json!({
        "format": "skillkeep-dictionary/2", "version": 2,
        "functions": rows(&tables.join("functions.csv"))?, "regions": rows(&tables.join("regions.csv"))?,
        "headcount": headcount, "minBatch": file["minBatch"], "ledger": file["ledger"], "aggregators": aggregators,
        "periods": periods(today, keys)?, "attributes": file["attributes"], "measures": measures,
    });
    Ok(out)
}

/// "all" and "courses" become lists, and every cost becomes what the noise makes it.
fn fill(measure: &Value, tables: &Path) -> Result<Value, Failed> {
    let mut measure = measure.clone();
    let kept = |table: &str| -> Result<Vec<_>, Failed> {
        let gone = |r: &std::collections::BTreeMap<String, String>| {
            r.get("retired").is_some_and(|v| matches!(v.trim(), "true" | "yes" | "1"))
        };
        Ok(rows(&tables.join(table))?.into_iter().filter(|r| !gone(r)).collect())
    };
    if measure["encoding"]["skills"] == "all" {
        let ids: Vec<String> = kept("skills.csv")?.into_iter().filter_map(|mut r| r.remove("id")).collect();
        measure["encoding"]["skills"] = json!(ids);
    }
    if measure["encoding"]["items"] == "courses" {
        let course = |r: &std::collections::BTreeMap<String, String>| r.get("modality").is_some_and(|m| m == "course");
        let ids: Vec<String> =
            kept("items.csv")?.into_iter().filter(course).filter_map(|mut r| r.remove("id")).take(MOST_ITEMS).collect();
        measure["encoding"]["items"] = json!(ids);
    }
    for asked in measure["asked"].as_array_mut().into_iter().flatten() {
        asked["microRho"] = json!(0);
    }
    let mut typed: Measure = serde_json::from_value(measure).map_err(Failed::new)?;
    let delta2 = typed.encoding.delta2();
    for asked in &mut typed.asked {
        asked.micro_rho = micro_rho(delta2, asked.sigma2).ok_or_else(|| Failed::new("sigma2 is 0"))?;
    }
    serde_json::to_value(typed).map_err(Failed::new)
}

/// The quarters from the first to the one after today's. The last one that has ended stays open for two days, so that a company
/// that was just made can still be filled.
fn periods(today: Day, keys: Option<&Keys>) -> Result<Vec<Value>, Failed> {
    let (mut year, mut quarter) = FIRST;
    let mut out = Vec::new();
    loop {
        let day = |y: i32, q: u8, month: u8| {
            let months = u32::from(q - 1) * 3 + u32::from(month);
            let (y, m) = (y + (months / 12) as i32, months % 12 + 1);
            Day::parse(&format!("{y:04}-{m:02}-01"))
        };
        let id = format!("{year}-q{quarter}");
        let (next_year, next_quarter) = if quarter == 4 { (year + 1, 1) } else { (year, quarter + 1) };
        let (Some(start), Some(end), Some(due)) = (day(year, quarter, 0), day(year, quarter, 3), day(year, quarter, 2))
        else {
            return Ok(out);
        };
        let mut closes = Day(end.0 + GRACE_DAYS);
        let last_ended = end <= today && day(next_year, next_quarter, 3).is_some_and(|e| today < e);
        if last_ended {
            closes = closes.max(Day(today.0 + 2));
        }
        let mut period = json!({ "id": id, "start": start, "end": end, "due": due, "closes": closes });
        if let Some(keys) = keys.filter(|_| last_ended || today < end) {
            period["tokenKey"] = json!((keys.token)(&id)?);
        }
        out.push(period);
        if today < start {
            return Ok(out);
        }
        (year, quarter) = (next_year, next_quarter);
    }
}

/// Reads and judges a dictionary, and refuses one whose plan does not hold.
pub(crate) fn signable(json: &Value) -> Result<Plan, Failed> {
    let dictionary = Dictionary::parse(json.to_string().as_bytes()).map_err(Failed::new)?;
    let plan = plan(&dictionary);
    if plan.signable() {
        return Ok(plan);
    }
    Err(Failed::new(format!("this dictionary is not signed, because its plan does not hold\n{}", table(&plan))))
}

/// `cargo x dictionary plan [DIR]`.
pub(crate) fn print_plan(tables: &Path) -> Result<(), Failed> {
    let json = build(tables, today(), None)?;
    let dictionary = Dictionary::parse(json.to_string().as_bytes()).map_err(Failed::new)?;
    let plan = plan(&dictionary);
    println!("{}", table(&plan));
    if plan.signable() { Ok(()) } else { Err(Failed::new("this plan does not hold, and is not signed")) }
}

pub(crate) fn today() -> Day {
    Day::of(skillkeep::Millis(time::OffsetDateTime::now_utc().unix_timestamp() * 1000))
}

/// The plan, as people read it.
fn table(plan: &Plan) -> String {
    let over = |p: Partition| match p {
        Partition::Company => "company",
        Partition::Function => "function",
        Partition::Region => "region",
        Partition::FunctionRegion => "function x region",
    };
    let mut out = format!(
        "{:<22} {:<18} {:<32} {:>7} {:>9} {:>9} {:>9}\n",
        "measure", "over", "smallest cell", "people", "rho x1e6", "error pt", "target pt"
    );
    for r in &plan.rows {
        let verdict = match (r.meets(), r.coarser) {
            (true, _) => String::new(),
            (false, Some(p)) => format!("  too fine: ask over {}", over(p)),
            (false, None) => "  too fine: ask with less noise, less often, or drop a question".to_owned(),
        };
        let [over, people] = [over(r.over).to_owned(), r.people.to_string()];
        out += &format!(
            "{:<22} {over:<18} {:<32} {people:>7} {:>9} {:>9.2} {:>9.2}{verdict}\n",
            r.measure, r.cell, r.micro_rho, r.points, r.target
        );
    }
    for (year, cost) in &plan.years {
        let verdict = if *cost > plan.cap { "  more than the cap" } else { "" };
        out += &format!("{year}: {cost} of {} x1e-6 rho a person{verdict}\n", plan.cap);
    }
    out
}
