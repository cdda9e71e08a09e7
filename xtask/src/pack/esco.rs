//! The official ESCO download (CSV, any languages): <https://esco.ec.europa.eu/en/use-esco/download>.
//!
//! Skills and knowledge become skills, occupations become roles. ESCO gives no levels: an essential skill is taken as level 3, an
//! optional one as 2. Groups of skills are left out: nobody has a group.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::path::{Path, PathBuf};

use skillkeep::taxonomy::{LocalNames, Relation, RoleSource, SkillKind, SkillSource, SourceNotice};

use super::code::Code;
use super::draft::{Desk, Draft};
use super::sheet::{Form, Sheet, languages, parts};

const ESSENTIAL_LEVEL: f32 = 3.0;
const OPTIONAL_LEVEL: f32 = 2.0;
const SKILL: &str = "/esco/skill/";
const OCCUPATION: &str = "/esco/occupation/";

/// Reads the folder of a download. The last number in its name (`1.1.1`, `ESCO dataset - v1.2.0`) is the version. Of several languages
/// English (or the first) names the skills, and the others give further names.
pub(super) fn esco(dir: &Path, desk: &mut Desk) -> Draft {
    let version = version(dir);
    let notice = format!(
        "This service uses the ESCO classification of the European Commission (ESCO v{version}), which may be reused under CC BY 4.0; \
         the skills were put into another form, and levels were added."
    );
    let notice = SourceNotice { source: format!("esco-{version}"), version, notice };
    let mut draft = Draft::new(notice, true);
    let mut names = open_all(dir, "skills", desk).into_iter();
    if let Some((_, sheet)) = names.next() {
        skills(sheet, &mut draft, desk);
    }
    let others: BTreeMap<String, Sheet> = names.collect();
    let mut at: BTreeMap<String, usize> = BTreeMap::new();
    if !others.is_empty() {
        at = draft.skills.iter().enumerate().map(|(i, n)| (n.skill.id.clone(), i)).collect();
    }
    for (language, sheet) in others {
        local_names(sheet, &language, &at, &mut draft, desk);
    }
    relate(dir, &mut draft, desk);
    roles(dir, &mut draft, desk);
    draft
}

/// The file of that name in every language; one that is not there is reported.
fn open_all(dir: &Path, name: &str, desk: &mut Desk) -> Vec<(String, Sheet)> {
    let found = languages(dir, name);
    if found.is_empty() {
        let place = desk.report.file(&dir.join(format!("{name}.csv")), true);
        desk.report.error(place, Code::FileMissing, "the file is not in the download");
    }
    let open = |(language, path): (String, PathBuf)| {
        Sheet::open(&mut desk.report, &path, Form::Csv, true).map(|sheet| (language, sheet))
    };
    found.into_iter().filter_map(open).collect()
}

fn open_one(dir: &Path, name: &str, desk: &mut Desk) -> Option<Sheet> {
    open_all(dir, name, desk).into_iter().next().map(|s| s.1)
}

fn skills(mut sheet: Sheet, draft: &mut Draft, desk: &mut Desk) {
    let columns = ["concepturi", "preferredlabel", "altlabels", "status", "description"];
    let Some([uri, label, aliases, status, description]) = sheet.columns(&mut desk.report, columns) else { return };
    let (hidden, kind) = (sheet.optional("hiddenLabels"), sheet.optional("skillType"));
    while let Some((at, row)) = sheet.next(&mut desk.report) {
        let cell = |at: usize| row.get(at).unwrap_or("");
        let maybe = |at: Option<usize>| at.map_or("", cell);
        let Some(id) = id(cell(uri), SKILL) else {
            desk.report.judge(at, Code::CellValue, format!("`{}` is no URI of a skill", cell(uri)));
            continue;
        };
        let skill = SkillSource {
            id,
            label: cell(label).to_owned(),
            aliases: distinct(cell(label), [cell(aliases), maybe(hidden)]),
            description: cell(description).to_owned(),
            uri: cell(uri).to_owned(),
            retired: cell(status) != "released",
            kind: if maybe(kind) == "knowledge" { SkillKind::Knowledge } else { SkillKind::Skill },
            ..SkillSource::default()
        };
        // ESCO sets names that mean several things apart: `Python (computer programming)`.
        let bare = skill.label.strip_suffix(')').and_then(|l| l.split_once(" (")).map(|(bare, _)| bare.to_owned());
        if let Some(node) = draft.skill(desk, at, skill) {
            node.bare = bare;
        }
    }
    if sheet.rows == 0 {
        desk.report.error(sheet.place(), Code::FileEmpty, "there is no skill in it");
    }
}

fn distinct(label: &str, lists: [&str; 2]) -> Vec<String> {
    let mut seen = BTreeSet::new();
    let names = lists.into_iter().flat_map(|l| parts(l, '\n'));
    names.filter(|n| *n != label && seen.insert(*n)).map(str::to_owned).collect()
}

fn local_names(mut sheet: Sheet, language: &str, at: &BTreeMap<String, usize>, draft: &mut Draft, desk: &mut Desk) {
    let Some([uri, label, aliases]) = sheet.columns(&mut desk.report, ["concepturi", "preferredlabel", "altlabels"])
    else {
        return;
    };
    let hidden = sheet.optional("hiddenLabels");
    while let Some((place, row)) = sheet.next(&mut desk.report) {
        let cell = |at: usize| row.get(at).unwrap_or("");
        let node = id(cell(uri), SKILL).and_then(|id| at.get(&id)).and_then(|i| draft.skills.get_mut(*i));
        let Some(node) = node else {
            desk.report.judge(place, Code::Dangling, format!("there is no skill `{}`", cell(uri)));
            continue;
        };
        let aliases = distinct(cell(label), [cell(aliases), hidden.map_or("", cell)]);
        if !cell(label).is_empty() && !node.skill.names.iter().any(|n| n.language == language) {
            let names = LocalNames { language: language.to_owned(), label: cell(label).to_owned(), aliases };
            node.skill.names.push(names);
        }
    }
}

/// Broader skills; and what ESCO calls essential or optional knowledge for a skill is required by it or close to it.
fn relate(dir: &Path, draft: &mut Draft, desk: &mut Desk) {
    if let Some(mut sheet) = open_one(dir, "broaderRelationsSkillPillar", desk)
        && let Some([from, to]) = sheet.columns(&mut desk.report, ["concepturi", "broaderuri"])
    {
        let kinds = [sheet.optional("conceptType"), sheet.optional("broaderType")];
        while let Some((at, row)) = sheet.next(&mut desk.report) {
            let cell = |at: usize| row.get(at).unwrap_or("");
            if kinds.iter().flatten().any(|k| cell(*k) == "SkillGroup") {
                continue;
            }
            edge(draft, desk, at, cell(from), Relation::Broader, cell(to));
        }
    }
    if let Some(mut sheet) = open_one(dir, "skillSkillRelations", desk)
        && let Some([from, kind, to]) =
            sheet.columns(&mut desk.report, ["originalskilluri", "relationtype", "relatedskilluri"])
    {
        while let Some((at, row)) = sheet.next(&mut desk.report) {
            let cell = |at: usize| row.get(at).unwrap_or("");
            let relation = if cell(kind) == "essential" { Relation::Requires } else { Relation::Related };
            edge(draft, desk, at, cell(from), relation, cell(to));
        }
    }
}

fn edge(draft: &mut Draft, desk: &mut Desk, at: super::Place, from: &str, relation: Relation, to: &str) {
    match (id(from, SKILL), id(to, SKILL)) {
        (Some(from), Some(to)) => draft.edge(desk, at, &from, relation, &to),
        _ => _ = desk.report.judge(at, Code::CellValue, format!("`{from}` or `{to}` is no URI of a skill")),
    }
}

fn roles(dir: &Path, draft: &mut Draft, desk: &mut Desk) {
    let Some(mut sheet) = open_one(dir, "occupations", desk) else { return };
    let columns = ["concepturi", "preferredlabel", "status", "description", "iscogroup"];
    let Some([uri, label, status, description, group]) = sheet.columns(&mut desk.report, columns) else { return };
    let mut retired = HashSet::new();
    while let Some((at, row)) = sheet.next(&mut desk.report) {
        let cell = |at: usize| row.get(at).unwrap_or("");
        let Some(id) = id(cell(uri), OCCUPATION) else {
            desk.report.judge(at, Code::CellValue, format!("`{}` is no URI of an occupation", cell(uri)));
            continue;
        };
        if cell(status) != "released" {
            retired.insert(id);
            continue;
        }
        let role = RoleSource {
            id,
            label: cell(label).to_owned(),
            description: cell(description).to_owned(),
            // ESCO has no ladders; occupations of one ISCO unit group are the nearest thing to a family.
            family: format!("isco-{}", cell(group)),
            grade: 1,
            ..RoleSource::default()
        };
        draft.role(desk, at, role);
    }
    let Some(mut sheet) = open_one(dir, "occupationSkillRelations", desk) else { return };
    let Some([role, kind, skill]) = sheet.columns(&mut desk.report, ["occupationuri", "relationtype", "skilluri"])
    else {
        return;
    };
    while let Some((at, row)) = sheet.next(&mut desk.report) {
        let cell = |at: usize| row.get(at).unwrap_or("");
        let (Some(role), Some(skill)) = (id(cell(role), OCCUPATION), id(cell(skill), SKILL)) else {
            desk.report.judge(at, Code::CellValue, "this is no URI of an occupation and one of a skill");
            continue;
        };
        let essential = cell(kind) == "essential";
        if !retired.contains(&role) {
            let level = if essential { ESSENTIAL_LEVEL } else { OPTIONAL_LEVEL };
            draft.need(desk, at, &role, &skill, (level, essential));
        }
    }
}

/// `esco-` and the last part of the URI: the id stays free of the characters that separate things in tables and URLs.
fn id(uri: &str, kind: &str) -> Option<String> {
    let (_, tail) = uri.split_once(kind)?;
    (!tail.is_empty()).then(|| format!("esco-{}", tail.replace(['/', '|', ':', '>'], "-")))
}

/// The id of an occupation by its URI, for tables that name ESCO's occupations.
pub(super) fn occupation_id(uri: &str) -> Option<String> {
    id(uri, OCCUPATION)
}

fn version(dir: &Path) -> String {
    let name = dir.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
    let mut numbers = name.split(|c: char| !c.is_ascii_digit() && c != '.').map(|n| n.trim_matches('.'));
    numbers.rfind(|n| !n.is_empty()).unwrap_or("unknown").to_owned()
}
