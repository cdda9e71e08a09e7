//! From the published file to items: every value is checked once, here, so that nothing behind has to doubt it.

use super::{CatalogueError, CatalogueWarning, Item, Modality, Moment, Teaches};
use crate::map::Set;
use crate::signal::json::Value;
use crate::taxonomy::Taxonomy;

const FORMAT: &str = "skillkeep-catalogue/1";
/// Longest id, so that a broken file cannot fill the snapshot.
const ID_MAX: usize = 200;
/// Longest item: a year of working time, in minutes.
const MINUTES_MAX: u32 = 120_000;

/// An item as a file says it, before anything is checked.
#[derive(Debug, Default)]
pub(super) struct RawItem {
    pub(super) id: String,
    pub(super) title: String,
    pub(super) summary: String,
    pub(super) modality: String,
    pub(super) minutes: u32,
    pub(super) skills: Vec<RawTeaches>,
    pub(super) url: String,
    pub(super) provider: String,
    pub(super) language: String,
    pub(super) requires: Vec<String>,
    pub(super) moment: Option<String>,
    pub(super) functions: Vec<String>,
    pub(super) regions: Vec<String>,
    pub(super) starts: Option<String>,
    pub(super) ends: Option<String>,
    pub(super) contact: String,
    pub(super) retired: bool,
}

/// One skill of a raw item.
#[derive(Debug)]
pub(super) struct RawTeaches {
    pub(super) skill: String,
    pub(super) from: f32,
    pub(super) to: f32,
}

/// What a reader hands to the catalogue.
pub(super) struct Draft {
    pub(super) version: u64,
    pub(super) items: Vec<Item>,
    pub(super) warnings: Vec<CatalogueWarning>,
    ids: Set<String>,
}

impl Draft {
    pub(super) fn new(version: u64) -> Draft {
        Draft { version, items: Vec::new(), warnings: Vec::new(), ids: Set::new() }
    }

    /// Checks one raw item and keeps it.
    pub(super) fn take(&mut self, row: u64, raw: RawItem, tax: &Taxonomy) -> Result<(), CatalogueError> {
        let item = check(row, raw, tax, &mut self.warnings)?;
        if !self.ids.insert(item.id.clone()) {
            return Err(CatalogueError::Duplicate { row, id: item.id });
        }
        self.items.push(item);
        Ok(())
    }
}

/// Reads `{ "format": "skillkeep-catalogue/1", "version", "items": [Item] }`. What a file says beyond that is an error: a
/// property that is not understood must not be passed over.
pub(super) fn json(bytes: &[u8], tax: &Taxonomy) -> Result<Draft, CatalogueError> {
    let text = std::str::from_utf8(bytes).map_err(|e| CatalogueError::Syntax(e.to_string()))?;
    let whole = Value::parse(text).map_err(|e| CatalogueError::Syntax(e.to_string()))?;
    let format = whole.text("format").unwrap_or("");
    if format != FORMAT {
        return Err(CatalogueError::Format(format.to_owned()));
    }
    let (mut version, mut items) = (None, None);
    for (name, value) in whole.as_object().unwrap_or(&[]) {
        match (name.as_ref(), value) {
            ("format", _) => {}
            ("version", Value::Int(n)) => version = u64::try_from(*n).ok(),
            ("items", Value::Array(found)) => items = Some(found),
            _ => return Err(CatalogueError::Syntax(unexpected(name, value))),
        }
    }
    let missing = |name: &str| CatalogueError::Syntax(format!("missing field `{name}`"));
    let mut draft = Draft::new(version.ok_or_else(|| missing("version"))?);
    for (at, value) in items.ok_or_else(|| missing("items"))?.iter().enumerate() {
        let row = at as u64 + 1;
        let raw = raw_item(value).map_err(|detail| CatalogueError::Item {
            row,
            id: value.text("id").unwrap_or("").to_owned(),
            field: "item",
            detail,
        })?;
        draft.take(row, raw, tax)?;
    }
    Ok(draft)
}

// By hand: what serde derives for seventeen properties weighs ten kilobytes.
pub(super) fn raw_item(item: &Value<'_>) -> Result<RawItem, String> {
    let mut raw = RawItem::default();
    for (name, value) in item.as_object().ok_or_else(|| unexpected("item", item))? {
        let string = || value.as_str().map(str::to_owned).ok_or_else(|| unexpected(name, value));
        match name.as_ref() {
            "id" => raw.id = string()?,
            "title" => raw.title = string()?,
            "summary" => raw.summary = string()?,
            "modality" => raw.modality = string()?,
            "minutes" => raw.minutes = whole(value).ok_or_else(|| unexpected(name, value))?,
            "skills" => {
                let skills = value.as_array().ok_or_else(|| unexpected(name, value))?;
                raw.skills = skills.iter().map(raw_teaches).collect::<Result<_, _>>()?;
            }
            "url" => raw.url = string()?,
            "provider" => raw.provider = string()?,
            "language" => raw.language = string()?,
            "requires" => raw.requires = strings(name, value)?,
            "moment" => raw.moment = optional(name, value)?,
            "functions" => raw.functions = strings(name, value)?,
            "regions" => raw.regions = strings(name, value)?,
            "starts" => raw.starts = optional(name, value)?,
            "ends" => raw.ends = optional(name, value)?,
            "contact" => raw.contact = string()?,
            "retired" => match value {
                Value::Bool(retired) => raw.retired = *retired,
                _ => return Err(unexpected(name, value)),
            },
            _ => return Err(unexpected(name, value)),
        }
    }
    Ok(raw)
}

fn raw_teaches(value: &Value<'_>) -> Result<RawTeaches, String> {
    let entries = value.as_object().ok_or_else(|| unexpected("skills", value))?;
    if let Some((name, found)) = entries.iter().find(|(name, _)| !["skill", "from", "to"].contains(&name.as_ref())) {
        return Err(unexpected(name, found));
    }
    let level = |name: &str| value.get(name).and_then(Value::as_f64).map(|n| n as f32);
    let missing = |name: &str| format!("missing field `{name}`");
    Ok(RawTeaches {
        skill: value.text("skill").ok_or_else(|| missing("skill"))?.to_owned(),
        from: level("from").ok_or_else(|| missing("from"))?,
        to: level("to").ok_or_else(|| missing("to"))?,
    })
}

fn unexpected(name: &str, found: &Value<'_>) -> String {
    format!("unexpected `{name}`: {}", found.what())
}

fn whole(value: &Value<'_>) -> Option<u32> {
    match value {
        Value::Int(n) => u32::try_from(*n).ok(),
        _ => None,
    }
}

fn strings(name: &str, value: &Value<'_>) -> Result<Vec<String>, String> {
    let all = value.as_array().and_then(|list| list.iter().map(|v| v.as_str().map(str::to_owned)).collect());
    all.ok_or_else(|| unexpected(name, value))
}

/// `null` says nothing.
fn optional(name: &str, value: &Value<'_>) -> Result<Option<String>, String> {
    match value {
        Value::Null => Ok(None),
        _ => value.as_str().map(|text| Some(text.to_owned())).ok_or_else(|| unexpected(name, value)),
    }
}

fn check(row: u64, raw: RawItem, tax: &Taxonomy, warnings: &mut Vec<CatalogueWarning>) -> Result<Item, CatalogueError> {
    let id = raw.id.trim().to_owned();
    let fail = |field: &'static str, detail: &str| {
        Err(CatalogueError::Item { row, id: id.clone(), field, detail: detail.to_owned() })
    };
    if id.is_empty() || id.len() > ID_MAX {
        return fail("id", "an id of 1 to 200 bytes is needed");
    }
    if raw.title.trim().is_empty() {
        return fail("title", "is empty");
    }
    let Some(modality) = modality(&raw.modality) else {
        return fail("modality", &format!("{:?} is not a modality", raw.modality));
    };
    if raw.minutes == 0 || raw.minutes > MINUTES_MAX {
        return fail("minutes", "must be between 1 and 120000");
    }
    if !url_is_safe(&raw.url) {
        return fail("url", "must be http, https, or a path on the company's own site");
    }
    let moment = match raw.moment.as_deref() {
        None | Some("") | Some("anytime") => Moment::Anytime,
        Some("onboarding") => Moment::Onboarding,
        Some("end_of_sprint") => Moment::EndOfSprint,
        Some(other) => return fail("moment", &format!("{other:?} is not a moment")),
    };
    let starts = match day(raw.starts.as_deref()) {
        Ok(at) => at,
        Err(found) => return fail("starts", &format!("{found:?} is not a day")),
    };
    let ends = match day(raw.ends.as_deref()) {
        Ok(at) => at,
        Err(found) => return fail("ends", &format!("{found:?} is not a day")),
    };
    if let (Some(s), Some(e)) = (starts, ends)
        && s > e
    {
        return fail("ends", "is before the start");
    }
    let mut teaches: Vec<Teaches> = Vec::with_capacity(raw.skills.len());
    for t in &raw.skills {
        if !((0.0..=5.0).contains(&t.from) && (0.0..=5.0).contains(&t.to) && t.from < t.to) {
            return fail("skills", &format!("{}: levels must be within 0 and 5, the second above the first", t.skill));
        }
        match tax.find(&t.skill).map(|s| tax.heir(s)) {
            Some(_) if raw.skills.iter().filter(|other| other.skill == t.skill).count() > 1 => {
                return fail("skills", &format!("{} is named twice", t.skill));
            }
            Some(skill) => match teaches.iter_mut().find(|known| known.skill == skill) {
                // Two skills that became one since the catalogue was written: it teaches what either did.
                Some(known) => (known.from, known.to) = (known.from.min(t.from), known.to.max(t.to)),
                None => teaches.push(Teaches { skill, from: t.from, to: t.to }),
            },
            None => warnings.push(CatalogueWarning {
                code: "catalogue.unknown_skill",
                item: id.clone(),
                detail: t.skill.clone(),
            }),
        }
    }
    Ok(Item {
        id,
        title: raw.title.trim().to_owned(),
        summary: raw.summary.trim().to_owned(),
        modality,
        minutes: raw.minutes,
        teaches,
        url: raw.url,
        provider: raw.provider,
        language: raw.language,
        requires: raw.requires,
        moment,
        functions: raw.functions,
        regions: raw.regions,
        starts,
        ends,
        contact: raw.contact,
        retired: raw.retired,
        action: false,
    })
}

fn modality(name: &str) -> Option<Modality> {
    Some(match name {
        "course" => Modality::Course,
        "quick_read" => Modality::QuickRead,
        "video" => Modality::Video,
        "simulation" => Modality::Simulation,
        "practice" => Modality::Practice,
        "coaching_prompt" => Modality::CoachingPrompt,
        "project" => Modality::Project,
        "gig" => Modality::Gig,
        "mentor" => Modality::Mentor,
        _ => return None,
    })
}

/// A link that a page may put into `href`: no `javascript:`, no `data:`, nothing with another scheme hidden in it.
fn url_is_safe(url: &str) -> bool {
    if url.chars().any(|c| c.is_control() || c == ' ') {
        return false;
    }
    let lower = url.get(..8).unwrap_or(url).to_ascii_lowercase();
    if lower.starts_with("https://") || lower.starts_with("http://") {
        return true;
    }
    match url.find(':') {
        None => true,
        Some(at) => url.find(['/', '?', '#']).is_some_and(|slash| slash < at),
    }
}

/// `2027-01-11` or an RFC 3339 time, as milliseconds UTC; a day is its first moment.
fn day(text: Option<&str>) -> Result<Option<i64>, String> {
    let Some(text) = text.map(str::trim).filter(|t| !t.is_empty()) else { return Ok(None) };
    super::day::millis(text).map(Some).ok_or_else(|| text.to_owned())
}
