//! A company on paper: a thousand people, its questions, and a keeper who signs whatever sums a test wants.

use serde_json::{Value, json};
use skillkeep::Millis;
use skillkeep::sync::{Dictionary, micro_rho};
use skillkeep::taxonomy::{PackSource, RoleSource, SkillSource, SourceNotice, Taxonomy, compile};
use skillkeep_insight::KeeperKeys;
use skillkeep_server::insight::demand::Demand;
use skillkeep_server::insight::recorded::{self, Loaded, RecordedError};
use skillkeep_server::insight::{Company, Shelf, Shown};
use skillkeep_server::release::{FORMAT, Release, ReleaseKey, hex};
use skillkeep_server::tasks::Tasks;

pub(crate) const TENANT: &str = "acme";
pub(crate) const SIGMA2: u64 = 50;
/// Nine quarters; the last is 2026-q4.
pub(crate) const PERIODS: [&str; 9] =
    ["2024-q4", "2025-q1", "2025-q2", "2025-q3", "2025-q4", "2026-q1", "2026-q2", "2026-q3", "2026-q4"];
/// role, function, region, people: a thousand.
pub(crate) const POSITIONS: &str = "role,function,region,people\n\
    seller,sales,oslo,300\nseller,sales,rome,200\nbuyer,sales,oslo,100\ndeveloper,tech,rome,300\ndeveloper,tech,oslo,100\n";

pub(crate) fn key() -> ReleaseKey {
    ReleaseKey::new("keeper-1", &[7; 32])
}

pub(crate) fn keys() -> KeeperKeys {
    KeeperKeys::new(TENANT, [("keeper-1", key().public())]).unwrap()
}

/// Skills s0, s1, …; a seller needs s0, a buyer s1 (and likes s2), a developer s2 and s3, the role "all" every one.
pub(crate) fn pack(skills: usize) -> Vec<u8> {
    let skill = |i| SkillSource { id: format!("s{i}"), label: format!("Skill {i}"), ..SkillSource::default() };
    let role = |id: &str, needs: &[(&str, bool)]| RoleSource {
        id: id.into(),
        label: id.into(),
        needs: needs.iter().map(|(skill, essential)| ((*skill).to_owned(), 2.0, *essential)).collect(),
        ..RoleSource::default()
    };
    let source = PackSource {
        sources: vec![SourceNotice { source: "test".into(), version: "1".into(), notice: String::new() }],
        skills: (0..skills).map(skill).collect(),
        roles: vec![
            role("seller", &[("s0", true)]),
            role("buyer", &[("s1", true), ("s2", false)]),
            role("developer", &[("s2", true), ("s3", true)]),
            RoleSource {
                id: "all".into(),
                label: "all".into(),
                needs: (0..skills).map(|i| (format!("s{i}"), 2.0, true)).collect(),
                ..RoleSource::default()
            },
        ],
    };
    compile(&source).unwrap()
}

fn quarter(id: &str) -> [String; 2] {
    let (year, quarter) = (id[..4].parse::<u32>().unwrap(), id[6..].parse::<u32>().unwrap());
    let start = format!("{year}-{:02}-01", 3 * quarter - 2);
    let end = if quarter == 4 { format!("{}-01-01", year + 1) } else { format!("{year}-{:02}-01", 3 * quarter + 1) };
    [start, end]
}

fn measure(id: &str, every: &str, encoding: &Value, delta2: u64, over: &[&str]) -> Value {
    let micro_rho = micro_rho(delta2, SIGMA2).unwrap();
    let asked =
        |over: &&str| json!({ "over": over, "sigma2": SIGMA2, "microRho": micro_rho, "targetMilliPoints": 5000 });
    json!({ "id": id, "question": format!("About {id}?"), "purpose": "To plan.", "owner": "Planning", "reviewer": "Council",
        "starts": "2024-10-01", "expires": "2028-01-01", "every": every, "encoding": encoding,
        "asked": over.iter().map(asked).collect::<Vec<_>>() })
}

/// The dictionary with so many skills asked for over the company, and four of them over function and region.
pub(crate) fn dictionary(skills: usize) -> Value {
    let ids = |n: usize| (0..n).map(|i| format!("s{i}")).collect::<Vec<_>>();
    let period = |id: &&str| {
        let [start, end] = quarter(id);
        json!({ "id": id, "start": start, "end": end, "due": start, "closes": end })
    };
    let outcome = |outcome: &str| json!({ "kind": "outcome", "attribute": "gender", "outcome": outcome });
    let head = |f: &str, r: &str, n: u32| json!({ "function": f, "region": r, "people": n });
    json!({
        "format": "skillkeep-dictionary/2", "version": 3,
        "functions": [{ "id": "tech", "label": "Tech" }, { "id": "sales", "label": "Sales" }],
        "regions": [{ "id": "oslo", "label": "Oslo" }, { "id": "rome", "label": "Rome" }],
        "headcount": [head("sales", "oslo", 400), head("sales", "rome", 200), head("tech", "oslo", 100), head("tech", "rome", 300)],
        "minBatch": 50,
        "ledger": { "capMicroRho": 10_000_000, "delta": "1e-6", "epsilon": "4" },
        "aggregators": { "leader": { "name": "L", "operator": "l", "url": "/leader/" }, "keeper": { "name": "K", "operator": "k", "url": "/keeper/" } },
        "periods": PERIODS.iter().map(period).collect::<Vec<_>>(),
        "attributes": [{ "id": "gender", "label": "Gender", "reference": "man", "options":
            [{ "id": "woman", "label": "Woman" }, { "id": "man", "label": "Man" }, { "id": "another", "label": "Another" }] }],
        "measures": [
            measure("few", "quarter", &json!({ "kind": "held", "skills": ids(3), "clip": 3 }), 7, &["company"]),
            measure("held", "quarter", &json!({ "kind": "held", "skills": ids(skills), "clip": 4 }), 9, &["company"]),
            measure("critical", "quarter", &json!({ "kind": "held", "skills": ids(4), "clip": 4 }), 9, &["function", "region"]),
            measure("wanted", "quarter", &json!({ "kind": "goals", "skills": ids(skills), "clip": 4 }), 9, &["company"]),
            measure("stretch", "quarter", &outcome("stretch"), 2, &["company"]),
            measure("sure", "half-year", &outcome("confidence"), 2, &["company"]),
            measure("wrong", "half-year", &outcome("contested"), 2, &["region"]),
        ],
    })
}

/// The company, and releases that a test has the keeper sign.
pub(crate) struct Paper {
    pub(crate) company: Company,
    releases: Vec<String>,
    number: u64,
}

impl Paper {
    pub(crate) fn new(skills: usize) -> Paper {
        Paper::of(skills, &dictionary(skills))
    }

    pub(crate) fn of(skills: usize, dictionary: &Value) -> Paper {
        let dictionary = Dictionary::parse(dictionary.to_string().as_bytes()).unwrap();
        let tasks = Tasks::derive(&dictionary, TENANT, &[0; 32]).unwrap();
        let taxonomy = Taxonomy::open(&pack(skills)).unwrap();
        let demand = Demand::read(POSITIONS.as_bytes(), &taxonomy, &dictionary).unwrap();
        let shown = Shown { company: "Acme".into(), sample: true, one_process: true };
        Paper { company: Company::new(shown, dictionary, tasks, &taxonomy, demand), releases: Vec::new(), number: 0 }
    }

    /// The release of a cell as the keeper would say it.
    pub(crate) fn release(&self, measure: &str, cell: &str, period: &str, reports: u64, sums: Vec<i64>) -> Release {
        let asked = self.company.tasks.all().find(|a| a.measure == measure && a.cell == cell).unwrap();
        let span = asked.periods.iter().find(|s| s.id == period).unwrap();
        Release {
            format: FORMAT.into(),
            tenant: TENANT.into(),
            dictionary: 3,
            number: self.number + 1,
            measure: measure.into(),
            cell: cell.into(),
            task: hex(&asked.task.id.0),
            period: period.into(),
            start: span.written[0].clone(),
            end: span.written[1].clone(),
            reports,
            headcount: asked.people,
            sigma2: SIGMA2,
            keeper_share: "00".into(),
            sums: Some(sums),
        }
    }

    pub(crate) fn sign(&mut self, release: &Release) {
        self.number += 1;
        self.releases.push(key().sign(release).unwrap());
    }

    /// A release of a `held` measure: so many hold each skill, of so many who answered; the other skills nobody.
    pub(crate) fn held(&mut self, measure: &str, cell: &str, period: &str, held: &[i64], answered: i64) {
        let asked = self.company.tasks.all().find(|a| a.measure == measure && a.cell == cell).unwrap();
        let mut sums = vec![0; asked.task.vdaf.length()];
        let last = sums.len() - 1;
        sums[..held.len()].copy_from_slice(held);
        sums[last] = answered;
        let reports = asked.people.min(answered.unsigned_abs() + 20);
        let release = self.release(measure, cell, period, reports, sums);
        self.sign(&release);
    }

    pub(crate) fn outcome(&mut self, measure: &str, cell: &str, period: &str, sums: &[i64]) {
        let asked = self.company.tasks.all().find(|a| a.measure == measure && a.cell == cell).unwrap();
        let release = self.release(measure, cell, period, asked.people, sums.to_vec());
        self.sign(&release);
    }

    pub(crate) fn file(&self) -> Vec<u8> {
        let releases: Vec<Value> = self.releases.iter().map(|r| serde_json::from_str(r).unwrap()).collect();
        json!({ "format": recorded::FORMAT, "releases": releases }).to_string().into_bytes()
    }

    pub(crate) fn load(&self, bytes: &[u8]) -> Result<Loaded, RecordedError> {
        recorded::load(bytes, &keys(), &self.company.tasks, Millis(0))
    }

    pub(crate) fn shelf(&self) -> Shelf {
        let mut shelf = Shelf::default();
        for (kept, released) in self.load(&self.file()).unwrap().releases {
            shelf.put(kept.task, kept.period, released);
        }
        shelf
    }
}
