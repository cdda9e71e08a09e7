//! A large company: ten functions, ten regions, twenty roles in each cell that ask for every skill.

use serde_json::{Value, json};
use skillkeep::taxonomy::{PackSource, RoleSource, SkillSource, SourceNotice, compile};
use skillkeep_server::release::ReleaseKey;

use crate::Any;

pub(crate) const TENANT: &str = "large";
/// Variance of one aggregator's noise: small enough that a cell of two hundred says something, so that all of it is computed.
pub(crate) const SIGMA2: u64 = 60;
/// Roles; each is of so many people in every cell.
const ROLES: usize = 20;
const PEOPLE: usize = 10;

#[derive(Debug, Clone, Copy)]
pub(crate) struct Size {
    pub(crate) skills: usize,
    /// Functions, and regions.
    pub(crate) side: usize,
    pub(crate) periods: usize,
}

pub(crate) fn key() -> ReleaseKey {
    ReleaseKey::new("keeper-1", &[7; 32])
}

/// The quarters up to 2026-q3.
fn quarters(size: &Size) -> impl Iterator<Item = (String, String, String)> + '_ {
    let last = 2026 * 4 + 2;
    let day = |n: usize| format!("{}-{:02}-01", n / 4, n % 4 * 3 + 1);
    (last + 1 - size.periods..=last).map(move |n| (format!("{}-q{}", n / 4, n % 4 + 1), day(n), day(n + 1)))
}

pub(crate) fn dictionary(size: &Size) -> Value {
    let ids = |kind: &str, n: usize| (0..n).map(|i| format!("{kind}{i}")).collect::<Vec<_>>();
    let named = |kind: &str| ids(kind, size.side).iter().map(|id| json!({ "id": id, "label": id })).collect::<Vec<_>>();
    let places = (0..size.side).flat_map(|f| (0..size.side).map(move |r| (f, r)));
    let head = |(f, r)| json!({ "function": format!("f{f}"), "region": format!("r{r}"), "people": ROLES * PEOPLE });
    let period = |(id, start, end): (String, String, String)| json!({ "id": id, "start": start, "end": end, "due": start, "closes": end });
    let arm = |id: &str, share: u32, starts: Value| json!({ "id": id, "label": id, "share": share, "starts": starts });
    let measure = |id: &str, encoding: Value, over: &[&str]| {
        let asked = |over: &&str| json!({ "over": over, "sigma2": SIGMA2, "microRho": 1, "targetMilliPoints": 5000 });
        json!({ "id": id, "question": format!("About {id}?"), "purpose": "To plan.", "owner": "Planning", "reviewer": "Council",
            "starts": "1970-04-01", "expires": "2028-01-01", "every": "quarter", "encoding": encoding,
            "asked": over.iter().map(asked).collect::<Vec<_>>() })
    };
    let skills = ids("s", size.skills);
    let all = ["company", "function", "region", "function-region"];
    let outcome = |outcome: &str| json!({ "kind": "outcome", "attribute": "gender", "outcome": outcome });
    let begins = "2025-10-01";
    json!({
        "format": "skillkeep-dictionary/2", "version": 3, "functions": named("f"), "regions": named("r"),
        "headcount": places.map(head).collect::<Vec<_>>(), "minBatch": 50,
        "ledger": { "capMicroRho": 253_900, "delta": "1e-6", "epsilon": "4" },
        "aggregators": { "leader": { "name": "L", "operator": "l", "url": "/leader/" }, "keeper": { "name": "K", "operator": "k", "url": "/keeper/" } },
        "periods": quarters(size).map(period).collect::<Vec<_>>(),
        "attributes": [{ "id": "gender", "label": "Gender", "reference": "man", "options":
            [{ "id": "woman", "label": "Woman" }, { "id": "man", "label": "Man" }, { "id": "another", "label": "Another" }] }],
        "measures": [
            measure("held", json!({ "kind": "held", "skills": skills, "clip": 12 }), &all),
            measure("goals", json!({ "kind": "goals", "skills": skills, "clip": 4 }), &["company"]),
            measure("items", json!({ "kind": "items", "items": ids("i", 200), "clip": 4 }), &["company"]),
            measure("terms", json!({ "kind": "terms", "terms": ids("word", 200), "clip": 4 }), &["company"]),
            measure("stretch", outcome("stretch"), &all),
            measure("confidence", outcome("confidence"), &["company"]),
            measure("contested", outcome("contested"), &["company"]),
            measure("sprint", json!({ "kind": "change", "skills": ["s0"], "clip": 100, "experiment": { "key": "k", "from": begins,
                "arms": [arm("now", 400, json!(begins)), arm("later", 300, json!("2026-01-01")), arm("never", 300, Value::Null)] } }), &["company"]),
        ],
    })
}

/// Skills, and roles that share them out.
pub(crate) fn pack(size: &Size) -> Any<Vec<u8>> {
    let skill = |i| SkillSource { id: format!("s{i}"), label: format!("Made craft {i}"), ..SkillSource::default() };
    let role = |r: usize| RoleSource {
        id: format!("role{r}"),
        label: format!("Made role {r}"),
        needs: (r..size.skills).step_by(ROLES).map(|s| (format!("s{s}"), 2.0, true)).collect(),
        ..RoleSource::default()
    };
    let source = PackSource {
        sources: vec![SourceNotice { source: "made".into(), version: "1".into(), notice: String::new() }],
        skills: (0..size.skills).map(skill).collect(),
        roles: (0..ROLES).map(role).collect(),
    };
    Ok(compile(&source)?)
}

/// Every role in every cell: every skill is asked for everywhere.
pub(crate) fn positions(size: &Size) -> String {
    let mut table = "role,function,region,people\n".to_owned();
    for (f, r) in (0..size.side).flat_map(|f| (0..size.side).map(move |r| (f, r))) {
        (0..ROLES).for_each(|role| table += &format!("role{role},f{f},r{r},{PEOPLE}\n"));
    }
    table
}

/// What the planner's pages ask.
pub(crate) fn planner() -> Vec<String> {
    let over = |route: &str| ["company", "function", "region", "function-region"].map(|o| format!("{route}?over={o}"));
    let mut all = vec!["overview".to_owned()];
    all.extend(over("supply"));
    all.extend(over("gaps"));
    all.extend(["forecast?skill=s3&cell=all", "forecast?skill=s3&cell=function-region/f3/r3"].map(str::to_owned));
    all.extend(over("shortfalls"));
    all.push("shortfalls?over=function-region&people=20".into());
    all.extend(over("plan/compare"));
    let plans = [
        "supply/skill?skill=s3",
        "plan/scenarios",
        "plan/waterfall?skill=s3&cell=all",
        "plan/waterfall?skill=s3&cell=function-region/f3/r3",
        "plan/bridges?role=role3",
        "plan/series",
    ];
    all.extend(plans.map(str::to_owned));
    let rest = [
        "impact/experiments",
        "impact/figures",
        "impact/endpoints",
        "impact/report",
        "taxonomy",
        "taxonomy/skills?text=craft",
    ];
    all.extend(rest.map(str::to_owned));
    all.extend(["taxonomy/proposals", "taxonomy/changes", "taxonomy/terms", "taxonomy/export"].map(str::to_owned));
    all
}

/// What the auditor's pages ask.
pub(crate) fn auditor() -> Vec<String> {
    ["fairness", "audit", "audit/pack", "audit/findings", "audit/schedule.ics"].map(str::to_owned).to_vec()
}
