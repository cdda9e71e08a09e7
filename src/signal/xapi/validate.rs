//! The rules of a statement and of its parts.

use super::actor::{actor, agent, authority, group};
use super::check::{
    At, Checked, boolean, extensions, fault, iri, language_map, list, number, object, optional, require, required,
    string, timestamp, uuid, word,
};
use super::formats;
use super::interaction::activity;
use crate::signal::Refusal;
use crate::signal::json::Value;

/// Which edition of the specification a part is held to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Version {
    /// xAPI 1.0.3.
    V1_0_3,
    /// xAPI 2.0 (IEEE 9274.1.1): context agents and groups come in.
    V2_0,
}

/// What a part is a part of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Slot {
    /// A person or system (Data 2.4.2.1).
    Agent,
    /// A group (Data 2.4.2.2).
    Group,
    /// A verb (Data 2.4.3).
    Verb,
    /// An activity (Data 2.4.4.1).
    Activity,
    /// A sub-statement (Data 2.4.4.3).
    SubStatement,
    /// A result (Data 2.4.5).
    Result,
    /// A context (Data 2.4.6).
    Context,
    /// One attachment (Data 2.4.11).
    Attachment,
    /// A whole statement (Data 2.4).
    Statement,
}

impl Slot {
    /// The slot of that name: `agent`, `group`, `verb`, `activity`, `substatement`, `result`, `context`, `attachment`, `statement`.
    pub fn named(name: &str) -> Option<Slot> {
        Some(match name {
            "agent" => Slot::Agent,
            "group" => Slot::Group,
            "verb" => Slot::Verb,
            "activity" => Slot::Activity,
            "substatement" => Slot::SubStatement,
            "result" => Slot::Result,
            "context" => Slot::Context,
            "attachment" => Slot::Attachment,
            "statement" => Slot::Statement,
            _ => return None,
        })
    }
}

/// Whether a part of a statement follows the specification.
///
/// # Errors
/// The first rule that is broken: its code, the JSON path, and the section of the specification.
pub fn validate_part(slot: Slot, value: &Value<'_>, version: Version) -> Result<(), Refusal> {
    validate_at(slot, value, version, "$")
}

/// The same for a part that stands at `base`.
pub(crate) fn validate_at(slot: Slot, value: &Value<'_>, version: Version, base: &str) -> Result<(), Refusal> {
    match slot {
        Slot::Agent => agent(value),
        Slot::Group => group(value),
        Slot::Verb => verb(value),
        Slot::Activity => activity(value),
        Slot::SubStatement => substatement(value, version),
        Slot::Result => result(value),
        Slot::Context => context(value, version),
        Slot::Attachment => attachment(value),
        Slot::Statement => statement(value, version),
    }
    .map_err(|f| f.into_refusal(base))
}

fn statement(value: &Value<'_>, version: Version) -> Checked {
    object(
        value,
        &[
            "id",
            "actor",
            "verb",
            "object",
            "result",
            "context",
            "timestamp",
            "stored",
            "authority",
            "version",
            "attachments",
        ],
    )?;
    optional(value, "id", uuid)?;
    core(value, version)?;
    optional(value, "object", |o| any_object(o, version))?;
    optional(value, "stored", timestamp)?;
    optional(value, "authority", authority)?;
    optional(value, "version", |v| {
        let holds = v.as_str().is_some_and(|t| {
            t.strip_prefix("1.0").or_else(|| t.strip_prefix("2.0")).is_some_and(|rest| {
                rest.is_empty()
                    || rest.strip_prefix('.').is_some_and(|n| !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit()))
            })
        });
        require(holds, "xapi.version", "Data 2.4.10")
    })?;
    let voids = value.get("verb").and_then(|v| v.text("id")) == Some("http://adlnet.gov/expapi/verbs/voided");
    let refers = value.get("object").and_then(|o| o.text("objectType")) == Some("StatementRef");
    require(!voids || refers, "xapi.voiding_object", "Data 2.3.2").at("object")
}

/// What a statement and a sub-statement have in common.
fn core(value: &Value<'_>, version: Version) -> Checked {
    required(value, "actor", "xapi.actor_missing", "Data 2.2", actor)?;
    required(value, "verb", "xapi.verb_missing", "Data 2.2", verb)?;
    required(value, "object", "xapi.object_missing", "Data 2.2", |_| Ok(()))?;
    optional(value, "result", result)?;
    optional(value, "timestamp", timestamp)?;
    optional(value, "attachments", |v| list(v, "Data 2.4.11", attachment))?;
    optional(value, "context", |c| {
        context(c, version)?;
        // Revision and platform are about an activity (Data 2.4.6).
        let about_activity = matches!(value.get("object").and_then(|o| o.text("objectType")), None | Some("Activity"));
        for name in ["revision", "platform"] {
            require(about_activity || c.get(name).is_none(), "xapi.context_without_activity", "Data 2.4.6").at(name)?;
        }
        Ok(())
    })
}

fn any_object(value: &Value<'_>, version: Version) -> Checked {
    match value.text("objectType") {
        Some("SubStatement") => substatement(value, version),
        _ => plain_object(value),
    }
}

/// Any object but a sub-statement, which does not nest.
fn plain_object(value: &Value<'_>) -> Checked {
    match (value.text("objectType"), value.get("objectType")) {
        (None, None) | (Some("Activity"), _) => activity(value),
        (Some("Agent"), _) => agent(value),
        (Some("Group"), _) => group(value),
        (Some("StatementRef"), _) => statement_ref(value),
        _ => Err(fault("xapi.object_type", "Data 2.4.4")).at("objectType"),
    }
}

fn statement_ref(value: &Value<'_>) -> Checked {
    object(value, &["objectType", "id"])?;
    required(value, "objectType", "xapi.object_type", "Data 2.4.4.3", |v| word(v, "StatementRef", "Data 2.4.4.3"))?;
    required(value, "id", "xapi.statement_ref_id", "Data 2.4.4.3", uuid)
}

fn substatement(value: &Value<'_>, version: Version) -> Checked {
    object(value, &["objectType", "actor", "verb", "object", "result", "context", "timestamp", "attachments"])?;
    required(value, "objectType", "xapi.object_type", "Data 2.4.4.3", |v| word(v, "SubStatement", "Data 2.4.4.3"))?;
    core(value, version)?;
    optional(value, "object", plain_object)
}

fn verb(value: &Value<'_>) -> Checked {
    object(value, &["id", "display"])?;
    required(value, "id", "xapi.verb_id", "Data 2.4.3", iri)?;
    optional(value, "display", language_map)
}

fn result(value: &Value<'_>) -> Checked {
    object(value, &["score", "success", "completion", "response", "duration", "extensions"])?;
    optional(value, "score", score)?;
    optional(value, "success", boolean)?;
    optional(value, "completion", boolean)?;
    optional(value, "response", string)?;
    optional(value, "duration", |v| {
        require(v.as_str().is_some_and(crate::signal::when::is_duration), "xapi.duration", "Data 4.6")
    })?;
    optional(value, "extensions", extensions)
}

fn score(value: &Value<'_>) -> Checked {
    const SECTION: &str = "Data 2.4.5.1";
    object(value, &["scaled", "raw", "min", "max"])?;
    for name in ["scaled", "raw", "min", "max"] {
        optional(value, name, number)?;
    }
    let read = |name| value.get(name).and_then(Value::as_f64);
    let (raw, min, max) = (read("raw"), read("min"), read("max"));
    require(read("scaled").is_none_or(|s| (-1.0..=1.0).contains(&s)), "xapi.score_scaled", SECTION).at("scaled")?;
    require(min.zip(max).is_none_or(|(min, max)| min < max), "xapi.score_bounds", SECTION).at("max")?;
    let inside = raw.is_none_or(|raw| min.is_none_or(|min| raw >= min) && max.is_none_or(|max| raw <= max));
    require(inside, "xapi.score_raw", SECTION).at("raw")
}

fn context(value: &Value<'_>, version: Version) -> Checked {
    const SECTION: &str = "Data 2.4.6";
    let names = [
        "registration",
        "instructor",
        "team",
        "contextActivities",
        "revision",
        "platform",
        "language",
        "statement",
        "extensions",
        "contextAgents",
        "contextGroups",
    ];
    // The last two came with 2.0.
    object(value, if version == Version::V2_0 { &names } else { names.get(..9).unwrap_or(&names) })?;
    optional(value, "registration", uuid)?;
    optional(value, "instructor", actor)?;
    optional(value, "team", group)?;
    optional(value, "contextActivities", context_activities)?;
    optional(value, "revision", string)?;
    optional(value, "platform", string)?;
    optional(value, "language", |v| require(v.as_str().is_some_and(formats::is_language), "xapi.language", SECTION))?;
    optional(value, "statement", statement_ref)?;
    optional(value, "extensions", extensions)?;
    optional(value, "contextAgents", |v| {
        list(v, "9274.1.1 4.2.2", |a| context_actor(a, "contextAgent", "agent", agent))
    })?;
    optional(value, "contextGroups", |v| {
        list(v, "9274.1.1 4.2.2", |g| context_actor(g, "contextGroup", "group", group))
    })
}

/// An agent or group with its role in the context (2.0).
fn context_actor(value: &Value<'_>, kind: &str, property: &'static str, check: fn(&Value<'_>) -> Checked) -> Checked {
    const SECTION: &str = "9274.1.1 4.2.2";
    object(value, &["objectType", property, "relevantTypes"])?;
    required(value, "objectType", "xapi.object_type", SECTION, |v| word(v, kind, SECTION))?;
    required(value, property, "xapi.context_actor", SECTION, check)?;
    optional(value, "relevantTypes", |v| {
        list(v, SECTION, iri)?;
        require(v.as_array().is_some_and(|types| !types.is_empty()), "xapi.relevant_types", SECTION)
    })
}

fn context_activities(value: &Value<'_>) -> Checked {
    let names = ["parent", "grouping", "category", "other"];
    let known = value.as_object().is_some_and(|entries| entries.iter().all(|(key, _)| names.contains(&key.as_ref())));
    require(known, "xapi.context_activities", "Data 2.4.6.2")?;
    names.iter().try_for_each(|name| {
        optional(value, name, |v| match v {
            Value::Array(_) => list(v, "Data 2.4.6.2", activity),
            _ => activity(v),
        })
    })
}

fn attachment(value: &Value<'_>) -> Checked {
    const SECTION: &str = "Data 2.4.11";
    object(value, &["usageType", "display", "description", "contentType", "length", "sha2", "fileUrl"])?;
    required(value, "usageType", "xapi.attachment", SECTION, iri)?;
    required(value, "display", "xapi.attachment", SECTION, language_map)?;
    optional(value, "description", language_map)?;
    required(value, "contentType", "xapi.attachment", SECTION, |v| {
        require(v.as_str().is_some_and(|t| t.contains('/')), "xapi.attachment", SECTION)
    })?;
    required(value, "length", "xapi.attachment", SECTION, |v| {
        require(matches!(v, Value::Int(n) if *n >= 0), "xapi.attachment", SECTION)
    })?;
    required(value, "sha2", "xapi.attachment", SECTION, |v| {
        require(v.as_str().is_some_and(|t| formats::is_hex(t, &[56, 64, 96, 128])), "xapi.attachment", SECTION)
    })?;
    optional(value, "fileUrl", iri)
}
