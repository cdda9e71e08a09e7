//! What the validator's rules are made of: a fault that learns its path on the way out, and the checks that every part shares.

use super::formats;
use crate::signal::json::Value;
use crate::signal::{Place, Refusal};

/// A broken rule. The path is gathered from the inside out, so that a valid statement pays nothing for it.
#[derive(Debug)]
pub(crate) struct Fault {
    code: &'static str,
    section: &'static str,
    steps: Vec<String>,
}

pub(crate) type Checked = Result<(), Fault>;

/// Breaks the rule of that section.
pub(crate) fn fault(code: &'static str, section: &'static str) -> Fault {
    Fault { code, section, steps: Vec::new() }
}

/// Fails unless the condition holds.
pub(crate) fn require(holds: bool, code: &'static str, section: &'static str) -> Checked {
    if holds { Ok(()) } else { Err(fault(code, section)) }
}

impl Fault {
    fn under(mut self, step: &str) -> Fault {
        self.steps.push(step.chars().take(60).collect());
        self
    }

    /// The refusal of a record whose path is `base`.
    pub(crate) fn into_refusal(self, base: &str) -> Refusal {
        let mut path = base.to_owned();
        for step in self.steps.iter().rev() {
            if !step.starts_with('[') {
                path.push('.');
            }
            path.push_str(step);
        }
        Refusal { code: self.code, place: Place::Path(path), detail: self.section.to_owned() }
    }
}

/// Adds one step of the path to a fault.
pub(crate) trait At {
    /// The fault lies in this property.
    fn at(self, step: &str) -> Self;
    /// The fault lies in this element.
    fn at_index(self, index: usize) -> Self;
}

impl At for Checked {
    fn at(self, step: &str) -> Self {
        self.map_err(|f| f.under(step))
    }
    fn at_index(self, index: usize) -> Self {
        self.map_err(|f| f.under(&format!("[{index}]")))
    }
}

/// An object with properties of these names only, none of them twice and none of them null (Data 2.2).
pub(crate) fn object(value: &Value<'_>, names: &[&str]) -> Checked {
    let entries = value.as_object().ok_or_else(|| fault("xapi.not_an_object", "Data 2.2"))?;
    for (at, (key, inner)) in entries.iter().enumerate() {
        require(names.contains(&key.as_ref()), "xapi.property_unknown", "Data 2.2").at(key)?;
        // Whose statement it is would be anybody's guess. Looks back at `names.len()` properties at most: more have a twin among them.
        let twin = entries.iter().take(at).any(|(earlier, _)| earlier == key);
        require(!twin, "xapi.property_twice", "Data 2.2").at(key)?;
        require(*inner != Value::Null, "xapi.null", "Data 2.2").at(key)?;
    }
    Ok(())
}

/// The property passes, if it is there.
pub(crate) fn optional(value: &Value<'_>, name: &'static str, check: impl FnOnce(&Value<'_>) -> Checked) -> Checked {
    value.get(name).map_or(Ok(()), |inner| check(inner).at(name))
}

/// The property is there and passes.
pub(crate) fn required(
    value: &Value<'_>,
    name: &'static str,
    code: &'static str,
    section: &'static str,
    check: impl FnOnce(&Value<'_>) -> Checked,
) -> Checked {
    check(value.get(name).ok_or_else(|| fault(code, section))?).at(name)
}

/// An array whose elements all pass.
pub(crate) fn list(value: &Value<'_>, section: &'static str, mut check: impl FnMut(&Value<'_>) -> Checked) -> Checked {
    let items = value.as_array().ok_or_else(|| fault("xapi.not_a_list", section))?;
    items.iter().enumerate().try_for_each(|(i, item)| check(item).at_index(i))
}

/// A string.
pub(crate) fn string(value: &Value<'_>) -> Checked {
    require(value.as_str().is_some(), "xapi.not_a_string", "Data 2.2")
}

/// `true` or `false`, not a string of it.
pub(crate) fn boolean(value: &Value<'_>) -> Checked {
    require(matches!(value, Value::Bool(_)), "xapi.not_a_boolean", "Data 2.2")
}

/// A number, not a string of it.
pub(crate) fn number(value: &Value<'_>) -> Checked {
    require(value.as_f64().is_some(), "xapi.not_a_number", "Data 2.2")
}

/// This word exactly.
pub(crate) fn word(value: &Value<'_>, expected: &str, section: &'static str) -> Checked {
    require(value.as_str() == Some(expected), "xapi.object_type", section)
}

/// An IRI with its scheme.
pub(crate) fn iri(value: &Value<'_>) -> Checked {
    require(value.as_str().is_some_and(formats::is_iri), "xapi.iri", "Data 4.3")
}

/// A UUID in its usual spelling.
pub(crate) fn uuid(value: &Value<'_>) -> Checked {
    require(value.as_str().is_some_and(formats::is_uuid), "xapi.uuid", "Data 4.4")
}

/// A timestamp.
pub(crate) fn timestamp(value: &Value<'_>) -> Checked {
    require(value.as_str().is_some_and(|t| crate::signal::when::iso(t).is_some()), "xapi.timestamp", "Data 4.5")
}

/// A language map: RFC 5646 tags to strings.
pub(crate) fn language_map(value: &Value<'_>) -> Checked {
    let entries = value.as_object().ok_or_else(|| fault("xapi.language_map", "Data 4.2"))?;
    for (tag, text) in entries {
        require(formats::is_language(tag), "xapi.language", "Data 4.2").at(tag)?;
        require(text.as_str().is_some(), "xapi.language_map", "Data 4.2").at(tag)?;
    }
    Ok(())
}

/// Extensions: IRIs to anything, null too.
pub(crate) fn extensions(value: &Value<'_>) -> Checked {
    let entries = value.as_object().ok_or_else(|| fault("xapi.extensions", "Data 4.1"))?;
    entries.iter().try_for_each(|(key, _)| require(formats::is_iri(key), "xapi.extensions", "Data 4.1").at(key))
}
