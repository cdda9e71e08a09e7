//! What a company puts beside its catalogue in between: sprints, coaches and gigs that it decided on, in one signed list that is the same
//! for everybody. The list is taken whole or not at all; without it nothing is missing.

use super::read::{Draft, raw_item};
use super::{CatalogueError, Item};
use crate::error::Coded;
use crate::map::Map;
use crate::signal::json::Value;
use crate::taxonomy::Taxonomy;
use crate::trust::{Envelope, Root, TrustError};

/// Payload type of the list.
pub const ACTIONS_TYPE: &str = "application/vnd.skillkeep.actions+json";
/// Role of the root whose keys sign it.
pub const ACTIONS_ROLE: &str = "actions";
/// What the payload says it is.
pub const ACTIONS_FORMAT: &str = "skillkeep-actions/1";
/// Longest file, bytes.
pub const ACTIONS_BYTES: usize = 512 << 10;
/// Most entries.
pub const ACTIONS_ITEMS: usize = 200;

/// Why a list is refused. What was there before stays.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ActionsError {
    /// Longer than [`ACTIONS_BYTES`], or with more entries than [`ACTIONS_ITEMS`].
    #[error("the list of actions is too large")]
    TooLarge,
    /// Not signed by the role [`ACTIONS_ROLE`], or made for another company.
    #[error("the list of actions is not believed: {0}")]
    Untrusted(TrustError),
    /// Not JSON of this format.
    #[error("not a list of format skillkeep-actions/1: {0}")]
    Format(String),
    /// An entry that cannot be used: a value, a skill that is not in the pack, an id that is taken.
    #[error("{0}")]
    Item(CatalogueError),
    /// Below a version that this browser has seen.
    #[error("the list of actions has version {found}, and {seen} was seen before")]
    Older {
        /// Offered.
        found: u64,
        /// Seen.
        seen: u64,
    },
}

impl Coded for ActionsError {
    fn code(&self) -> &'static str {
        match self {
            ActionsError::TooLarge => "actions.too_large",
            ActionsError::Untrusted(_) => "actions.untrusted",
            ActionsError::Format(_) => "actions.format",
            ActionsError::Item(_) => "actions.item",
            ActionsError::Older { .. } => "actions.older",
        }
    }
    fn args(&self) -> Map<&'static str, String> {
        match self {
            ActionsError::Item(error) => error.args(),
            _ => Map::new(),
        }
    }
}

/// A list that was read and checked.
#[derive(Debug, Clone, PartialEq)]
pub struct Actions {
    /// Only rises.
    pub version: u64,
    pub(super) items: Vec<Item>,
}

impl Actions {
    /// Opens the signed list.
    ///
    /// # Errors
    /// [`ActionsError`]: nothing of it is taken.
    pub fn open(bytes: &[u8], root: &Root, tax: &Taxonomy) -> Result<Actions, ActionsError> {
        if bytes.len() > ACTIONS_BYTES {
            return Err(ActionsError::TooLarge);
        }
        let (envelope, payload) = Envelope::parse(bytes, ACTIONS_TYPE).map_err(ActionsError::Untrusted)?;
        root.check(ACTIONS_ROLE, ACTIONS_TYPE, &payload, &envelope.signatures).map_err(ActionsError::Untrusted)?;
        Actions::read(&payload, &root.tenant, tax)
    }

    /// Reads the payload `{ "format", "tenant", "version", "items": [Item] }`, for whoever is about to sign it too. Stricter than the
    /// catalogue: a skill that is not known refuses the list, since what was decided for it would be lost unseen.
    ///
    /// # Errors
    /// As [`Actions::open`].
    pub fn read(payload: &[u8], tenant: &str, tax: &Taxonomy) -> Result<Actions, ActionsError> {
        let format = |what: &str| ActionsError::Format(what.to_owned());
        let text = std::str::from_utf8(payload).map_err(|e| format(&e.to_string()))?;
        let whole = Value::parse(text).map_err(|e| format(&e.to_string()))?;
        if whole.text("format") != Some(ACTIONS_FORMAT) {
            return Err(format(whole.text("format").unwrap_or("")));
        }
        let found = whole.text("tenant").unwrap_or("");
        if found != tenant {
            let (found, expected) = (found.to_owned(), tenant.to_owned());
            return Err(ActionsError::Untrusted(TrustError::Tenant { found, expected }));
        }
        let Some(Value::Int(version)) = whole.get("version") else { return Err(format("version")) };
        let version = u64::try_from(*version).map_err(|_| format("version"))?;
        let entries = whole.get("items").and_then(Value::as_array).ok_or_else(|| format("items"))?;
        if entries.len() > ACTIONS_ITEMS {
            return Err(ActionsError::TooLarge);
        }
        let mut draft = Draft::new(version);
        for (at, value) in entries.iter().enumerate() {
            let row = at as u64 + 1;
            let wrong = |field: &'static str, detail: String| {
                let id = value.text("id").unwrap_or("").to_owned();
                ActionsError::Item(CatalogueError::Item { row, id, field, detail })
            };
            let raw = raw_item(value).map_err(|detail| wrong("item", detail))?;
            draft.take(row, raw, tax).map_err(ActionsError::Item)?;
            if let Some(warning) = draft.warnings.first() {
                return Err(wrong("skills", format!("{} is not in the pack", warning.detail)));
            }
            match draft.items.last_mut() {
                Some(item) if !item.teaches.is_empty() => item.action = true,
                _ => return Err(wrong("skills", "an action is for a skill".to_owned())),
            }
        }
        Ok(Actions { version, items: draft.items })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::Catalogue;
    use crate::taxonomy::{PackSource, SkillSource, SourceNotice, compile};

    fn taxonomy() -> Taxonomy {
        let source = PackSource {
            sources: vec![SourceNotice { source: "test".into(), version: "1".into(), notice: String::new() }],
            skills: vec![SkillSource { id: "sql".into(), label: "SQL".into(), ..SkillSource::default() }],
            roles: Vec::new(),
        };
        Taxonomy::open(&compile(&source).unwrap()).unwrap()
    }

    fn entry(id: &str, skill: &str) -> String {
        format!(
            r#"{{"id":"{id}","title":"Sprint","modality":"course","minutes":90,"skills":[{{"skill":"{skill}","from":0,"to":2}}]}}"#
        )
    }

    fn list(version: &str, items: &str) -> String {
        format!(r#"{{"format":"skillkeep-actions/1","tenant":"acme","version":{version},"items":[{items}]}}"#)
    }

    fn code(payload: &str) -> &'static str {
        Actions::read(payload.as_bytes(), "acme", &taxonomy()).unwrap_err().code()
    }

    #[test]
    fn a_list_joins_the_catalogue_and_its_entries_say_what_they_are() {
        let tax = taxonomy();
        let catalogue = format!(
            r#"{{"format":"skillkeep-catalogue/1","version":4,"items":[{},{}]}}"#,
            entry("a", "sql"),
            entry("b", "gone")
        );
        let catalogue = Catalogue::from_json(catalogue.as_bytes(), &tax).unwrap();
        let actions = Actions::read(list("7", &entry("action-1", "sql")).as_bytes(), "acme", &tax).unwrap();
        let joined = catalogue.clone().and(actions, &tax).unwrap();
        assert_eq!((joined.items().len(), joined.version(), joined.warnings()), (3, 4, catalogue.warnings()));
        let flags: Vec<bool> = joined.items().iter().map(|item| item.action).collect();
        assert_eq!(flags, [false, false, true]);
        assert_eq!(joined.teaching(tax.find("sql").unwrap()).len(), 2, "it is found by its skill as all others are");
        let taken = Actions::read(list("7", &entry("a", "sql")).as_bytes(), "acme", &tax).unwrap();
        assert_eq!(
            catalogue.and(taken, &tax).unwrap_err().code(),
            "actions.item",
            "an id of the catalogue stays its own"
        );
    }

    #[test]
    fn a_list_that_is_wrong_anywhere_is_refused_whole() {
        let good = entry("action-1", "sql");
        assert_eq!(code("<!doctype html>"), "actions.format");
        assert_eq!(code(&list("7", &good).replace("actions/1", "actions/2")), "actions.format");
        assert_eq!(code(&list("-1", &good)), "actions.format");
        assert_eq!(code(&list("7", &good).replace("acme", "other")), "actions.untrusted");
        assert_eq!(code(&list("7", &[good.as_str(), &entry("action-2", "gone")].join(","))), "actions.item");
        assert_eq!(code(&list("7", &[good.as_str(), &good].join(","))), "actions.item");
        assert_eq!(code(&list("7", &good.replace(":90", ":0"))), "actions.item");
        assert_eq!(code(&list("7", &good.replace("\"minutes\"", "\"who\":\"x\",\"minutes\""))), "actions.item");
        let many: Vec<String> = (0..=ACTIONS_ITEMS).map(|i| entry(&format!("action-{i}"), "sql")).collect();
        assert_eq!(code(&list("7", &many.join(","))), "actions.too_large");
    }
}
