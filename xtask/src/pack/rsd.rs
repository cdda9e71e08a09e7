//! Rich skill descriptors of the Open Skills Network: JSON as their tools give it, JSON-LD, or CSV.
//! <https://rsd.openskillsnetwork.org/>
//!
//! A descriptor's name is the label, its statement the description. Categories become broader skills. Keywords are topics, not names,
//! and are passed over. An occupation that O*NET has, in the same pack, gets the skill among what is good to have there.

use std::collections::{BTreeMap, HashMap};
use std::path::Path;

use serde_json::Value;
use skillkeep::taxonomy::{Relation, SkillSource, SourceNotice};

use super::code::Code;
use super::draft::{Desk, Draft, folded};
use super::json::{self, Record, records};
use super::names::{ending, foreign_id, inputs, named_id, notice, stem};
use super::report::{Place, Report};
use super::sheet::{Form, Sheet, parts};

/// The level at which an occupation asks for a skill that a descriptor was written for.
const LEVEL: f32 = 2.0;

/// What one descriptor says.
#[derive(Debug, Default)]
struct Descriptor {
    /// Canonical URL, or UUID; may be empty.
    uri: String,
    uuid: String,
    name: String,
    statement: String,
    categories: Vec<String>,
    status: String,
    /// SOC codes: `15-1252`.
    occupations: Vec<String>,
}

/// Reads a file, or all JSON and CSV files of a folder.
pub(super) fn rsd(path: &Path, desk: &mut Desk) -> Draft {
    let notice = SourceNotice { source: format!("rsd-{}", stem(path)), version: "1".into(), notice: notice(path) };
    let mut draft = Draft::new(notice, true);
    let mut all: Vec<(Place, Descriptor)> = Vec::new();
    for file in inputs(path, &["json", "jsonld", "csv"]) {
        if ending(&file).as_deref() == Some("csv") {
            rows(&file, &mut desk.report, &mut all);
        } else {
            let lists = ["@graph", "skills", "results", "items"];
            records(&mut desk.report, &file, &lists, &mut |report, record| {
                if let Some(found) = descriptor(report, &record) {
                    all.push((record.at, found));
                }
            });
        }
    }
    if all.is_empty() && desk.report.errors() == 0 {
        let place = desk.report.file(path, true);
        desk.report.error(place, Code::FileEmpty, "there is no descriptor in it");
    }
    add(all, &mut draft, desk);
    draft
}

fn descriptor(report: &mut Report, record: &Record) -> Option<Descriptor> {
    let value = &record.value;
    let name = json::text(value, &["skillName", "ceasn:competencyLabel", "name"]);
    let statement = json::text(value, &["skillStatement", "ceasn:competencyText", "statement"]);
    if name.is_empty() {
        // What stands around a list of descriptors, or beside them in a graph, is none.
        let around = record.list.is_empty() && record.at.line == 0 || record.list == "@graph" && statement.is_empty();
        if !around {
            report.error(record.at, Code::CellEmpty, "a descriptor needs a `skillName`");
        }
        return None;
    }
    if statement.is_empty() && record.at.line == 0 && value.get("uuid").is_none() {
        // The name of a collection.
        return None;
    }
    let code = |o: &Value| {
        let keys = ["jobRoleCode", "detailedCode", "code", "codeNotation"];
        Some(json::text(o, &keys).to_owned()).filter(|c| !c.is_empty())
    };
    Some(Descriptor {
        uri: json::text(value, &["id", "@id", "uri", "canonicalUrl"]).to_owned(),
        uuid: json::text(value, &["uuid", "ceterms:ctid"]).to_owned(),
        name: name.to_owned(),
        statement: statement.to_owned(),
        categories: json::list(value, &["categories", "category", "ceasn:competencyCategory"])
            .into_iter()
            .map(str::to_owned)
            .collect(),
        status: json::text(value, &["status", "publishStatus"]).to_lowercase(),
        occupations: value
            .get("occupations")
            .and_then(Value::as_array)
            .map_or_else(Vec::new, |l| l.iter().filter_map(code).collect()),
    })
}

fn rows(path: &Path, report: &mut Report, all: &mut Vec<(Place, Descriptor)>) {
    let Some(mut sheet) = Sheet::open(report, path, Form::Csv, true) else { return };
    let any = |names: &[&str]| names.iter().find_map(|n| sheet.optional(n));
    let Some(name) = any(&["rsd name", "skill name", "skillname", "name"]) else {
        let place = sheet.place();
        return report.error(place, Code::ColumnMissing, "there is no column `RSD Name`");
    };
    let statement = any(&["skill statement", "skillstatement", "statement"]);
    let uri = any(&["canonical url", "id", "uri", "url"]);
    let uuid = any(&["uuid"]);
    let status = any(&["publish status", "status"]);
    let categories = any(&["categories", "category"]);
    let occupations = any(&["o*net job codes", "job codes", "detailed occupations", "occupations"]);
    while let Some((at, row)) = sheet.next(report) {
        let maybe = |at: Option<usize>| at.and_then(|at| row.get(at)).unwrap_or("").to_owned();
        let list = |at| parts(&maybe(at), ';').map(str::to_owned).collect();
        let found = Descriptor {
            uri: maybe(uri),
            uuid: maybe(uuid),
            name: maybe(Some(name)),
            statement: maybe(statement),
            categories: list(categories),
            status: maybe(status).to_lowercase(),
            occupations: list(occupations),
        };
        if found.name.is_empty() {
            report.error(at, Code::CellEmpty, "a descriptor needs a name");
        } else {
            all.push((at, found));
        }
    }
}

fn add(all: Vec<(Place, Descriptor)>, draft: &mut Draft, desk: &mut Desk) {
    let id = |d: &Descriptor| match (d.uuid.as_str(), d.uri.as_str()) {
        ("", "") => named_id("rsd-", &d.name),
        ("", uri) => foreign_id("rsd-", uri),
        (uuid, _) => foreign_id("rsd-", uuid),
    };
    // A category with the name of a descriptor is that descriptor.
    let known: HashMap<String, String> = all.iter().map(|(_, d)| (folded(&d.name), id(d))).collect();
    let mut categories: BTreeMap<String, (Place, String)> = BTreeMap::new();
    for (at, d) in all {
        if d.status == "draft" || d.status == "deleted" {
            desk.report.note(at, Code::Draft, format!("`{}` is a {}", d.name, d.status));
            continue;
        }
        let id = id(&d);
        for name in &d.categories {
            let wider = known.get(&folded(name)).cloned().unwrap_or_else(|| {
                let wider = named_id("rsd-category-", name);
                categories.entry(wider.clone()).or_insert_with(|| (at, name.clone()));
                wider
            });
            if wider != id {
                draft.edge(desk, at, &id, Relation::Broader, &wider);
            }
        }
        for code in &d.occupations {
            if let Some(role) = occupation(code) {
                draft.offer(desk, at, &role, &id, LEVEL);
            }
        }
        let skill = SkillSource {
            id,
            label: d.name,
            description: d.statement,
            uri: d.uri,
            retired: d.status == "archived",
            ..SkillSource::default()
        };
        draft.skill(desk, at, skill);
    }
    for (id, (at, label)) in categories {
        draft.skill(desk, at, SkillSource { id, label, ..SkillSource::default() });
    }
}

/// `onet-15-1252.00` of `15-1252` or `15-1252.00`; nothing of a group of occupations (`15-1250`).
fn occupation(code: &str) -> Option<String> {
    let (soc, detail) = code.split_once('.').unwrap_or((code, "00"));
    let (major, minor) = soc.split_once('-')?;
    let digits = |s: &str, n: usize| s.len() == n && s.bytes().all(|b| b.is_ascii_digit());
    let whole = digits(major, 2) && digits(minor, 4) && digits(detail, 2) && !minor.ends_with('0');
    whole.then(|| format!("onet-{soc}.{detail}"))
}
