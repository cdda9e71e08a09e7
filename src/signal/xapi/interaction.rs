//! Activities and their definitions, interactions among them (Data 2.4.4.1).

use super::check::{
    At, Checked, extensions, iri, language_map, list, object, optional, require, required, string, word,
};
use crate::signal::json::Value;

/// The interaction types of SCORM 2004 that xAPI took over.
const TYPES: [&str; 10] = [
    "true-false",
    "choice",
    "fill-in",
    "long-fill-in",
    "matching",
    "performance",
    "sequencing",
    "likert",
    "numeric",
    "other",
];
/// The lists of components.
const LISTS: [&str; 5] = ["choices", "scale", "source", "target", "steps"];
const SECTION: &str = "Data 2.4.4.1";

/// An activity: an IRI and perhaps a definition.
pub(crate) fn activity(value: &Value<'_>) -> Checked {
    object(value, &["objectType", "id", "definition"])?;
    optional(value, "objectType", |v| word(v, "Activity", SECTION))?;
    required(value, "id", "xapi.activity_id", SECTION, iri)?;
    optional(value, "definition", definition)
}

fn definition(value: &Value<'_>) -> Checked {
    object(
        value,
        &[
            "name",
            "description",
            "type",
            "moreInfo",
            "extensions",
            "interactionType",
            "correctResponsesPattern",
            "choices",
            "scale",
            "source",
            "target",
            "steps",
        ],
    )?;
    optional(value, "name", language_map)?;
    optional(value, "description", language_map)?;
    optional(value, "type", iri)?;
    optional(value, "moreInfo", iri)?;
    optional(value, "extensions", extensions)?;
    optional(value, "interactionType", |v| {
        require(v.as_str().is_some_and(|t| TYPES.contains(&t)), "xapi.interaction_type", SECTION)
    })?;
    optional(value, "correctResponsesPattern", |v| list(v, SECTION, string))?;
    for name in LISTS {
        optional(value, name, components)?;
    }
    let interacts =
        value.get("correctResponsesPattern").is_some() || LISTS.iter().any(|name| value.get(name).is_some());
    require(!interacts || value.get("interactionType").is_some(), "xapi.interaction_type", SECTION)
}

/// Components: an id each, no id twice.
fn components(value: &Value<'_>) -> Checked {
    list(value, SECTION, |component| {
        object(component, &["id", "description"])?;
        required(component, "id", "xapi.component_id", SECTION, string)?;
        optional(component, "description", language_map)
    })?;
    let mut ids: Vec<&str> = value.as_array().unwrap_or(&[]).iter().filter_map(|c| c.text("id")).collect();
    crate::order::sort(&mut ids);
    let repeated = ids.windows(2).position(|pair| matches!(pair, [a, b] if a == b));
    require(repeated.is_none(), "xapi.component_id", SECTION).at_index(repeated.unwrap_or(0))
}
