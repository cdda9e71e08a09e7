//! The same catalogue as CSV: one item a row, lists separated by `|`, a skill as `id:from>to`.

use super::CatalogueError;
use super::read::{Draft, RawItem, RawTeaches};
use crate::taxonomy::Taxonomy;

/// Columns that every item needs.
const NEEDED: [&str; 5] = ["id", "title", "modality", "minutes", "skills"];

/// Reads a CSV catalogue. It has nowhere to say its version: that is 0.
pub(super) fn csv(bytes: &[u8], tax: &Taxonomy) -> Result<Draft, CatalogueError> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let mut reader = csv::ReaderBuilder::new().flexible(false).trim(csv::Trim::All).from_reader(bytes);
    let header = reader.headers().map_err(|e| CatalogueError::Syntax(e.to_string()))?.clone();
    for column in NEEDED {
        if !header.iter().any(|h| h.eq_ignore_ascii_case(column)) {
            return Err(CatalogueError::Column(column));
        }
    }
    let mut draft = Draft::new(0);
    for record in reader.records() {
        let record = record.map_err(|e| CatalogueError::Syntax(e.to_string()))?;
        let row = record.position().map_or(0, csv::Position::line);
        let mut raw = RawItem::default();
        for (name, value) in header.iter().zip(record.iter()) {
            fill(&mut raw, row, name, value)?;
        }
        draft.take(row, raw, tax)?;
    }
    Ok(draft)
}

fn fill(raw: &mut RawItem, row: u64, name: &str, value: &str) -> Result<(), CatalogueError> {
    let bad = |raw: &RawItem, field: &'static str, detail: String| {
        Err(CatalogueError::Item { row, id: raw.id.clone(), field, detail })
    };
    let list = || value.split('|').map(str::trim).filter(|v| !v.is_empty()).map(str::to_owned).collect::<Vec<_>>();
    match name.to_ascii_lowercase().as_str() {
        "id" => raw.id = value.to_owned(),
        "title" => raw.title = value.to_owned(),
        "summary" => raw.summary = value.to_owned(),
        "modality" => raw.modality = value.to_owned(),
        "minutes" => match value.parse() {
            Ok(minutes) => raw.minutes = minutes,
            Err(_) => return bad(raw, "minutes", format!("{value:?} is not a whole number")),
        },
        "skills" => {
            for part in list() {
                match teaches(&part) {
                    Some(t) => raw.skills.push(t),
                    None => return bad(raw, "skills", format!("{part:?} is not id:from>to")),
                }
            }
        }
        "url" => raw.url = value.to_owned(),
        "provider" => raw.provider = value.to_owned(),
        "language" => raw.language = value.to_owned(),
        "requires" => raw.requires = list(),
        "moment" => raw.moment = Some(value.to_owned()),
        "functions" => raw.functions = list(),
        "regions" => raw.regions = list(),
        "starts" => raw.starts = Some(value.to_owned()),
        "ends" => raw.ends = Some(value.to_owned()),
        "contact" => raw.contact = value.to_owned(),
        "retired" => match value.to_ascii_lowercase().as_str() {
            "" | "no" | "false" | "0" => raw.retired = false,
            "yes" | "true" | "1" => raw.retired = true,
            _ => return bad(raw, "retired", format!("{value:?} is neither yes nor no")),
        },
        // A column of the company's own (a cost centre, a remark) is no error; it is not read.
        _ => {}
    }
    Ok(())
}

/// `sql:1>3`; the id may itself hold colons.
fn teaches(part: &str) -> Option<RawTeaches> {
    let (skill, levels) = part.rsplit_once(':')?;
    let (from, to) = levels.split_once('>')?;
    let level = |text: &str| crate::number::decimal(text.trim()).map(|n| n as f32);
    Some(RawTeaches { skill: skill.trim().to_owned(), from: level(from)?, to: level(to)? })
}
