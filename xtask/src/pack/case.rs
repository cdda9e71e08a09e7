//! Competency frameworks of 1EdTech CASE 1.0: `CFPackage` as JSON. <https://www.imsglobal.org/spec/case/v1p0/>
//!
//! Items become skills; of their associations, what is a child or part of another is below it, what precedes another is required by
//! it, what replaces another is its successor.

use std::collections::BTreeMap;
use std::path::Path;

use skillkeep::taxonomy::{Relation, SkillKind, SkillSource, SourceNotice};

use super::code::Code;
use super::draft::{Desk, Draft};
use super::json::{Record, list, records, text};
use super::names::{foreign_id, inputs, notice, stem};
use super::report::Place;

const ITEMS: &str = "CFItems";
const ASSOCIATIONS: &str = "CFAssociations";

/// Reads a file, or all JSON files of a folder.
pub(super) fn case(path: &Path, desk: &mut Desk) -> Draft {
    let source = SourceNotice { source: format!("case-{}", stem(path)), version: "1".into(), notice: notice(path) };
    let mut draft = Draft::new(source, true);
    let mut notices: Vec<String> = Vec::new();
    for file in inputs(path, &["json"]) {
        package(&file, &mut draft, &mut notices, desk);
    }
    if draft.notice.notice.is_empty() {
        draft.notice.notice = notices.join("\n");
    }
    if draft.skills.is_empty() && desk.report.errors() == 0 {
        let place = desk.report.file(path, true);
        desk.report.error(place, Code::FileEmpty, "there is no item in it");
    }
    draft
}

fn package(file: &Path, draft: &mut Draft, notices: &mut Vec<String>, desk: &mut Desk) {
    let (mut items, mut links, mut document) = (Vec::new(), Vec::new(), None);
    records(&mut desk.report, file, &[ITEMS, ASSOCIATIONS], &mut |_, record| match record.list.as_str() {
        ITEMS => items.push(record),
        ASSOCIATIONS => links.push(record),
        _ => document = Some(record),
    });
    let place = desk.report.file(file, true);
    let Some(head) = document.as_ref().and_then(|d| d.value.get("CFDocument")) else {
        desk.report.error(place, Code::JsonShape, "there is no `CFDocument`: this is no CASE package");
        return;
    };
    let said = [text(head, &["title"]), text(head, &["creator", "publisher"]), text(head, &["version"])];
    let mut said: Vec<&str> = said.into_iter().filter(|w| !w.is_empty()).collect();
    let licence = head.get("licenseURI").map_or("", |l| text(l, &["title", "uri"]));
    said.extend((!licence.is_empty()).then_some(licence));
    notices.push(said.join(", "));
    // What ended before the framework was last changed is no longer in use; today's date would make another pack each day.
    let changed = text(head, &["lastChangeDateTime"]).to_owned();
    let deprecated = text(head, &["adoptionStatus"]).eq_ignore_ascii_case("deprecated");
    let mut replaced: BTreeMap<String, String> = BTreeMap::new();
    for link in links {
        associate(&link, draft, &mut replaced, desk);
    }
    for item in items {
        skill(&item, &changed, deprecated, &replaced, draft, desk);
    }
}

fn skill(
    item: &Record,
    changed: &str,
    deprecated: bool,
    replaced: &BTreeMap<String, String>,
    draft: &mut Draft,
    desk: &mut Desk,
) {
    let value = &item.value;
    let (identifier, uri) = (text(value, &["identifier"]), text(value, &["uri"]));
    let full = text(value, &["fullStatement"]);
    let label = text(value, &["abbreviatedStatement", "fullStatement"]);
    if label.is_empty() || identifier.is_empty() && uri.is_empty() {
        desk.report.error(item.at, Code::CellEmpty, "an item needs an `identifier` and a `fullStatement`");
        return;
    }
    let id = foreign_id("case-", if identifier.is_empty() { uri } else { identifier });
    let ended = text(value, &["statusEndDate"]);
    let successor = replaced.get(&id).cloned();
    let knowledge = text(value, &["CFItemType"]).to_lowercase().contains("knowledge");
    let skill = SkillSource {
        retired: deprecated || successor.is_some() || !ended.is_empty() && ended <= changed,
        id,
        label: label.to_owned(),
        aliases: list(value, &["alternativeLabel"]).into_iter().map(str::to_owned).collect(),
        description: if full == label { text(value, &["notes"]) } else { full }.to_owned(),
        uri: uri.to_owned(),
        kind: if knowledge { SkillKind::Knowledge } else { SkillKind::Skill },
        successor,
        ..SkillSource::default()
    };
    draft.skill(desk, item.at, skill);
}

fn associate(link: &Record, draft: &mut Draft, replaced: &mut BTreeMap<String, String>, desk: &mut Desk) {
    let end = |name: &str| {
        let node = link.value.get(name)?;
        let id = text(node, &["identifier", "uri"]);
        (!id.is_empty()).then(|| (foreign_id("case-", id), text(node, &["uri"])))
    };
    let (Some((from, _)), Some((to, uri))) = (end("originNodeURI"), end("destinationNodeURI")) else {
        desk.report.error(link.at, Code::CellEmpty, "an association needs an origin and a destination");
        return;
    };
    let mut edge = |from: &str, relation, to: &str, at: Place| draft.edge(desk, at, from, relation, to);
    match text(&link.value, &["associationType"]) {
        // What is at the top of a framework is a child of the document, which is no skill.
        "isChildOf" | "isPartOf" if !uri.contains("/CFDocuments/") => edge(&from, Relation::Broader, &to, link.at),
        "precedes" => edge(&to, Relation::Requires, &from, link.at),
        "isRelatedTo" | "isPeerOf" | "exactMatchOf" => edge(&from, Relation::Related, &to, link.at),
        "replacedBy" => _ = replaced.insert(from, to),
        _ => {}
    }
}
