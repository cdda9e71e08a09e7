//! The O*NET database as text files: <https://www.onetcenter.org/database.html>.
//!
//! Technologies become skills, and what they are examples of becomes the broader skill (a commodity of the UNSPSC). Occupations become
//! roles: their job zone is the grade, their SOC major group the family. A technology in demand in an occupation is essential there, at
//! level 3; another hot one is good to have at 2, the rest at 1: they stand for each other, and nobody knows them all.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::path::{Path, PathBuf};

use skillkeep::taxonomy::{Market, Relation, RoleSource, SkillKind, SkillSource, SourceNotice};

use super::code::Code;
use super::draft::{Desk, Draft, Link, folded};
use super::esco::occupation_id;
use super::names::named_id;
use super::report::Place;
use super::sheet::{Form, Sheet, files};

const IN_DEMAND: f32 = 3.0;
const HOT: f32 = 2.0;
const OTHER: f32 = 1.0;

/// Reads the folder of a download, and the crosswalk to ESCO if it lies beside.
pub(super) fn onet(dir: &Path, desk: &mut Desk) -> Draft {
    let version = version(dir);
    let notice = format!(
        "This service includes information from the O*NET {version} Database by the U.S. Department of Labor, Employment and Training \
         Administration (USDOL/ETA), used under the CC BY 4.0 license. O*NET is a trademark of USDOL/ETA. The information was put into \
         another form and levels were added; USDOL/ETA has not approved, endorsed or tested these changes."
    );
    let notice = SourceNotice { source: format!("onet-{version}"), version, notice };
    let mut draft = Draft::new(notice, true);
    roles(dir, &mut draft, desk);
    technologies(dir, &mut draft, desk);
    crosswalk(dir, &mut draft, desk);
    draft
}

/// A file of the download by its name, whatever its case.
fn open(dir: &Path, name: &str, needed: bool, desk: &mut Desk) -> Option<Sheet> {
    let is = |p: &PathBuf| p.file_name().is_some_and(|f| f.to_string_lossy().eq_ignore_ascii_case(name));
    let path = files(dir).into_iter().find(is).unwrap_or_else(|| dir.join(name));
    if !path.exists() {
        let place = desk.report.file(&path, true);
        if needed {
            desk.report.error(place, Code::FileMissing, "the file is not in the download");
        } else {
            desk.report.note(place, Code::FileAbsent, "the file is not in the download");
        }
        return None;
    }
    Sheet::open(&mut desk.report, &path, Form::Tabs, true)
}

fn role_id(code: &str) -> String {
    format!("onet-{code}")
}

fn roles(dir: &Path, draft: &mut Draft, desk: &mut Desk) {
    let mut zones: HashMap<String, u8> = HashMap::new();
    if let Some(mut sheet) = open(dir, "Job Zones.txt", false, desk)
        && let Some([code, zone]) = sheet.columns(&mut desk.report, ["o*net-soc code", "job zone"])
    {
        while let Some((at, row)) = sheet.next(&mut desk.report) {
            let cell = |at: usize| row.get(at).unwrap_or("");
            match cell(zone).parse() {
                Ok(number @ 1..=5) => _ = zones.insert(cell(code).to_owned(), number),
                _ => _ = desk.report.judge(at, Code::CellValue, format!("the job zone `{}` is not 1 to 5", cell(zone))),
            }
        }
    }
    let Some(mut sheet) = open(dir, "Occupation Data.txt", true, desk) else { return };
    let Some([code, title, description]) = sheet.columns(&mut desk.report, ["o*net-soc code", "title", "description"])
    else {
        return;
    };
    while let Some((at, row)) = sheet.next(&mut desk.report) {
        let cell = |at: usize| row.get(at).unwrap_or("");
        let grade = zones.get(cell(code)).copied();
        if grade.is_none() {
            desk.report.note(at, Code::NoZone, format!("`{}` has no job zone; its grade is 1", cell(title)));
        }
        let role = RoleSource {
            id: role_id(cell(code)),
            label: cell(title).to_owned(),
            description: cell(description).to_owned(),
            function: String::new(),
            family: format!("soc-{}", cell(code).split('-').next().unwrap_or("")),
            grade: grade.unwrap_or(1),
            needs: Vec::new(),
        };
        draft.role(desk, at, role);
    }
}

fn class_id(code: &str) -> String {
    format!("onet-unspsc-{code}")
}

/// One technology under one commodity.
struct Technology {
    at: Place,
    title: String,
    market: Market,
}

fn technologies(dir: &Path, draft: &mut Draft, desk: &mut Desk) {
    let Some(mut sheet) = open(dir, "Technology Skills.txt", true, desk) else { return };
    let columns = ["o*net-soc code", "example", "commodity code", "commodity title"];
    let Some([code, example, class, class_title]) = sheet.columns(&mut desk.report, columns) else { return };
    let [hot, in_demand] = ["hot technology", "in demand"].map(|c| sheet.optional(c));
    let mut found: BTreeMap<(String, String), Technology> = BTreeMap::new();
    let mut classes: HashMap<String, String> = HashMap::new();
    let mut asked: Vec<(Place, String, String, (f32, bool))> = Vec::new();
    while let Some((at, row)) = sheet.next(&mut desk.report) {
        let cell = |at: usize| row.get(at).unwrap_or("");
        let flag = |at: Option<usize>| at.map_or("", cell) == "Y";
        if cell(example).is_empty() || cell(class).is_empty() {
            desk.report.judge(at, Code::CellEmpty, "a technology needs a name and a commodity");
            continue;
        }
        classes.entry(folded(cell(class_title))).or_insert_with(|| class_id(cell(class)));
        let key = (cell(example).to_owned(), cell(class).to_owned());
        let row = found.entry(key).or_insert_with(|| Technology {
            at,
            title: cell(class_title).to_owned(),
            market: Market::default(),
        });
        row.market.hot |= flag(hot);
        row.market.in_demand |= flag(in_demand);
        let need = match (flag(in_demand), flag(hot)) {
            (true, _) => (IN_DEMAND, true),
            (_, true) => (HOT, false),
            _ => (OTHER, false),
        };
        asked.push((at, cell(code).to_owned(), cell(example).to_owned(), need));
    }
    // Some examples are called what their commodity is called, and are that.
    let id = |name: &str| classes.get(&folded(name)).cloned().unwrap_or_else(|| named_id("onet-tech-", name));
    let mut skills: BTreeMap<String, (Place, String, Market)> = BTreeMap::new();
    for ((example, class), row) in &found {
        let (id, wider) = (id(example), class_id(class));
        skills.entry(wider.clone()).or_insert_with(|| (row.at, row.title.clone(), Market::default()));
        if !classes.contains_key(&folded(example)) {
            draft.edge(desk, row.at, &id, Relation::Broader, &wider);
        }
        let skill = skills.entry(id).or_insert_with(|| (row.at, example.clone(), Market::default()));
        skill.2.hot |= row.market.hot;
        skill.2.in_demand |= row.market.in_demand;
    }
    for (id, (at, label, market)) in skills {
        let skill = SkillSource { id, label, market, kind: SkillKind::Technology, ..SkillSource::default() };
        draft.skill(desk, at, skill);
    }
    for (at, code, example, need) in asked {
        draft.need(desk, at, &role_id(&code), &id(&example), need);
    }
    if sheet.rows == 0 {
        desk.report.error(sheet.place(), Code::FileEmpty, "there is no technology in it");
    }
}

/// Which ESCO occupation is which O*NET occupation. The table names codes of an older O*NET: a code that is gone is looked for by its
/// title, then as the wider occupation it was a part of.
fn crosswalk(dir: &Path, draft: &mut Draft, desk: &mut Desk) {
    let is = |p: &PathBuf| {
        let name = p.file_name().map(|f| f.to_string_lossy().to_lowercase()).unwrap_or_default();
        name.starts_with("esco_onet_crosswalk") && name.ends_with(".csv")
    };
    let Some(path) = files(dir).into_iter().find(is) else { return };
    let Some(mut sheet) = Sheet::open(&mut desk.report, &path, Form::Csv, true) else { return };
    let Some([uri, code, title]) = sheet.columns(&mut desk.report, ["concept_uri", "onet_code", "onet_occupation"])
    else {
        return;
    };
    let esco_label = sheet.optional("esco_occupation");
    let codes: HashSet<String> = draft.roles.iter().map(|r| r.role.id.clone()).collect();
    let titles: HashMap<String, String> =
        draft.roles.iter().map(|r| (folded(&r.role.label), r.role.id.clone())).collect();
    let other = other_titles(dir, desk);
    while let Some((at, row)) = sheet.next(&mut desk.report) {
        let cell = |at: usize| row.get(at).unwrap_or("");
        let exact = Some(role_id(cell(code))).filter(|c| codes.contains(c));
        let wider = || cell(code).split_once('.').map(|(c, _)| role_id(&format!("{c}.00")));
        let titled = |title: &str| titles.get(&folded(title)).cloned();
        let from = exact
            .or_else(|| titled(cell(title)))
            .or_else(|| titled(cell(title).split(',').next().unwrap_or("")))
            .or_else(|| wider().filter(|c| codes.contains(c)))
            .or_else(|| known_as(&other, esco_label.map_or("", cell)));
        match (occupation_id(cell(uri)), from) {
            (Some(to), Some(from)) => {
                let (to, from) = (desk.ids.get(&to), desk.ids.get(&from));
                draft.links.push(Link { to, from });
            }
            _ => {
                let reason = format!("`{}` ({}) is not in the download", cell(title), cell(code));
                desk.report.note(at, Code::Unlinked, reason);
            }
        }
    }
}

/// Codes by further titles of an occupation.
fn other_titles(dir: &Path, desk: &mut Desk) -> HashMap<String, BTreeSet<String>> {
    let mut titles: HashMap<String, BTreeSet<String>> = HashMap::new();
    let Some(mut sheet) = open(dir, "Alternate Titles.txt", false, desk) else { return titles };
    let Some([code, title]) = sheet.columns(&mut desk.report, ["o*net-soc code", "alternate title"]) else {
        return titles;
    };
    while let Some((_, row)) = sheet.next(&mut desk.report) {
        let cell = |at: usize| row.get(at).unwrap_or("");
        titles.entry(folded(cell(title))).or_default().insert(cell(code).to_owned());
    }
    titles
}

/// The one occupation that is also called so.
fn known_as(titles: &HashMap<String, BTreeSet<String>>, name: &str) -> Option<String> {
    let codes = titles.get(&folded(name))?;
    (codes.len() == 1).then(|| codes.first().map(|c| role_id(c)))?
}

/// `29.2` of `O*NET 29.2 Database` in `Read Me.txt`.
fn version(dir: &Path) -> String {
    let is = |p: &PathBuf| p.file_name().is_some_and(|f| f.to_string_lossy().eq_ignore_ascii_case("read me.txt"));
    let bytes = files(dir).into_iter().find(is).and_then(|p| std::fs::read(p).ok()).unwrap_or_default();
    let text = String::from_utf8_lossy(&bytes);
    let mut words = text.split_whitespace().skip_while(|w| !w.contains("O*NET")).skip(1);
    let number = |w: &&str| w.starts_with(|c: char| c.is_ascii_digit()) && w.len() < 10;
    words.find(number).unwrap_or("unknown").to_owned()
}
