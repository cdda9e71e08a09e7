//! The tables a person edits: `skills.csv`, `roles.csv`, `role_skills.csv`. Their columns are described in `docs/packs.md`.

use std::path::Path;

use skillkeep::taxonomy::{LocalNames, Market, Relation, RoleSource, SkillKind, SkillSource, SourceNotice};

use super::code::Code;
use super::draft::{Desk, Draft};
use super::names::{notice, stem};
use super::report::{Place, Report};
use super::sheet::{Form, Sheet, parts};

const LINKS: [(Relation, &str); 3] =
    [(Relation::Broader, "broader"), (Relation::Requires, "requires"), (Relation::Related, "related")];

/// Reads the tables of a folder. What `NOTICE.txt` says, if it is there, is the notice of the source; the folder's name is the
/// source's name. Without `roles.csv` there are no roles.
pub(super) fn table(dir: &Path, desk: &mut Desk) -> Draft {
    let notice = SourceNotice { source: stem(dir), version: "1".into(), notice: notice(dir) };
    let mut draft = Draft::new(notice, false);
    skills(dir, &mut draft, desk);
    if dir.join("roles.csv").exists() || dir.join("role_skills.csv").exists() {
        roles(dir, &mut draft, desk);
        needs(dir, &mut draft, desk);
    } else {
        let place = desk.report.file(&dir.join("roles.csv"), false);
        desk.report.note(place, Code::FileAbsent, "without roles.csv the pack has no roles of this source");
    }
    draft
}

/// Where the columns are that every cell is read from.
struct Columns {
    links: Vec<(Relation, usize)>,
    /// Language, and its columns of label and aliases.
    languages: Vec<(String, Option<usize>, Option<usize>)>,
}

fn skills(dir: &Path, draft: &mut Draft, desk: &mut Desk) {
    let Some(mut sheet) = Sheet::open(&mut desk.report, &dir.join("skills.csv"), Form::Csv, false) else { return };
    let Some([id, label]) = sheet.columns(&mut desk.report, ["id", "label"]) else { return };
    let columns = Columns {
        links: LINKS.iter().filter_map(|(r, name)| sheet.optional(name).map(|at| (*r, at))).collect(),
        languages: languages(&sheet),
    };
    let [aliases, description, uri] = ["aliases", "description", "uri"].map(|c| sheet.optional(c));
    let [retired, successor, former] = ["retired", "successor", "former"].map(|c| sheet.optional(c));
    let [kind, hot, in_demand] = ["kind", "hot", "in_demand"].map(|c| sheet.optional(c));
    let mut any = false;
    while let Some((at, row)) = sheet.next(&mut desk.report) {
        any = true;
        let cell = |at: usize| row.get(at).unwrap_or("");
        let maybe = |at: Option<usize>| at.map_or("", cell);
        let list = |at: Option<usize>| parts(maybe(at), '|').map(str::to_owned).collect::<Vec<_>>();
        let report = &mut desk.report;
        let Some(kind) = read_kind(report, at, maybe(kind)) else { continue };
        let Some(retired) = yes(report, at, "retired", maybe(retired)) else { continue };
        let Some(hot) = yes(report, at, "hot", maybe(hot)) else { continue };
        let Some(in_demand) = yes(report, at, "in_demand", maybe(in_demand)) else { continue };
        let skill = SkillSource {
            id: cell(id).to_owned(),
            label: cell(label).to_owned(),
            aliases: list(aliases),
            description: maybe(description).to_owned(),
            uri: maybe(uri).to_owned(),
            retired,
            successor: Some(maybe(successor).to_owned()).filter(|s| !s.is_empty()),
            kind,
            market: Market { hot, in_demand },
            names: columns.languages.iter().filter_map(|l| names(l, &row)).collect(),
            former: list(former),
            ..SkillSource::default()
        };
        if draft.skill(desk, at, skill).is_some() {
            for (relation, column) in &columns.links {
                for to in parts(cell(*column), '|') {
                    draft.edge(desk, at, cell(id), *relation, to);
                }
            }
        }
    }
    if !any {
        desk.report.error(sheet.place(), Code::FileEmpty, "there is no skill in it");
    }
}

/// The languages that the header has columns for.
fn languages(sheet: &Sheet) -> Vec<(String, Option<usize>, Option<usize>)> {
    let mut tags: Vec<String> = Vec::new();
    for name in sheet.header() {
        let tag = name.strip_prefix("label_").or_else(|| name.strip_prefix("aliases_")).unwrap_or("");
        if tag.len() == 2 && tag.bytes().all(|b| b.is_ascii_lowercase()) && !tags.iter().any(|t| t == tag) {
            tags.push(tag.to_owned());
        }
    }
    let columns = |tag: String| {
        let [label, aliases] = ["label", "aliases"].map(|c| sheet.optional(&format!("{c}_{tag}")));
        (tag, label, aliases)
    };
    tags.into_iter().map(columns).collect()
}

fn names(language: &(String, Option<usize>, Option<usize>), row: &csv::StringRecord) -> Option<LocalNames> {
    let cell = |at: Option<usize>| at.and_then(|at| row.get(at)).unwrap_or("");
    let (tag, label, aliases) = language;
    let (label, aliases) = (cell(*label), parts(cell(*aliases), '|').map(str::to_owned).collect::<Vec<_>>());
    let any = !label.is_empty() || !aliases.is_empty();
    any.then(|| LocalNames { language: tag.clone(), label: label.to_owned(), aliases })
}

fn roles(dir: &Path, draft: &mut Draft, desk: &mut Desk) {
    let Some(mut sheet) = Sheet::open(&mut desk.report, &dir.join("roles.csv"), Form::Csv, false) else { return };
    let Some([id, label]) = sheet.columns(&mut desk.report, ["id", "label"]) else { return };
    let [description, function, family] = ["description", "function", "family"].map(|c| sheet.optional(c));
    let grade = sheet.optional("grade");
    while let Some((at, row)) = sheet.next(&mut desk.report) {
        let cell = |at: usize| row.get(at).unwrap_or("");
        let maybe = |at: Option<usize>| at.map_or("", cell);
        let number = if grade.is_none() { Some(1) } else { maybe(grade).parse::<u8>().ok().filter(|g| *g > 0) };
        let Some(number) = number else {
            let reason = format!("the grade `{}` is not a number from 1 to 255", maybe(grade));
            desk.report.error(at, Code::CellValue, reason);
            continue;
        };
        let role = RoleSource {
            id: cell(id).to_owned(),
            label: cell(label).to_owned(),
            description: maybe(description).to_owned(),
            function: maybe(function).to_owned(),
            family: maybe(family).to_owned(),
            grade: number,
            needs: Vec::new(),
        };
        draft.role(desk, at, role);
    }
}

fn needs(dir: &Path, draft: &mut Draft, desk: &mut Desk) {
    let path = dir.join("role_skills.csv");
    let Some(mut sheet) = Sheet::open(&mut desk.report, &path, Form::Csv, false) else { return };
    let Some([role, skill, level]) = sheet.columns(&mut desk.report, ["role", "skill", "level"]) else { return };
    let essential = sheet.optional("essential");
    while let Some((at, row)) = sheet.next(&mut desk.report) {
        let cell = |at: usize| row.get(at).unwrap_or("");
        let Some(number) = cell(level).parse::<f32>().ok().filter(|l| (0.0..=5.0).contains(l)) else {
            let reason = format!("the level `{}` is not a number from 0 to 5", cell(level));
            desk.report.error(at, Code::CellValue, reason);
            continue;
        };
        let Some(essential) = yes(&mut desk.report, at, "essential", essential.map_or("", cell)) else { continue };
        draft.need(desk, at, cell(role), cell(skill), (number, essential));
    }
}

fn yes(report: &mut Report, at: Place, column: &str, cell: &str) -> Option<bool> {
    match cell.to_ascii_lowercase().as_str() {
        "yes" => Some(true),
        "no" | "" => Some(false),
        other => {
            report.error(at, Code::CellValue, format!("`{column}` is yes or no, not `{other}`"));
            None
        }
    }
}

fn read_kind(report: &mut Report, at: Place, cell: &str) -> Option<SkillKind> {
    match cell.to_ascii_lowercase().as_str() {
        "" | "skill" => Some(SkillKind::Skill),
        "knowledge" => Some(SkillKind::Knowledge),
        "technology" => Some(SkillKind::Technology),
        other => {
            report.error(at, Code::CellValue, format!("`kind` is skill, knowledge or technology, not `{other}`"));
            None
        }
    }
}
