//! Agents and groups: their rules (Data 2.4.2) and the one key by which the same person is found again.

use super::check::{At, Checked, fault, iri, list, object, optional, require, required, string, word};
use super::formats;
use crate::signal::json::Value;
use crate::signal::{Actor, key};

/// The inverse functional identifiers.
const IDENTIFIERS: [&str; 4] = ["mbox", "mbox_sha1sum", "openid", "account"];

/// How many identifiers there are; each that is there must be well formed.
fn identifiers(value: &Value<'_>) -> Result<usize, super::check::Fault> {
    let text =
        |v: &Value<'_>, holds: fn(&str) -> bool, code| require(v.as_str().is_some_and(holds), code, "Data 2.4.2.3");
    optional(value, "mbox", |v| text(v, formats::is_mailbox, "xapi.mbox"))?;
    optional(value, "mbox_sha1sum", |v| text(v, |t| formats::is_hex(t, &[40]), "xapi.mbox_sha1sum"))?;
    optional(value, "openid", |v| text(v, formats::is_iri, "xapi.openid"))?;
    optional(value, "account", |v| {
        object(v, &["homePage", "name"])?;
        required(v, "homePage", "xapi.account_home_page", "Data 2.4.2.4", iri)?;
        required(v, "name", "xapi.account_name", "Data 2.4.2.4", string)
    })?;
    Ok(IDENTIFIERS.iter().filter(|name| value.get(name).is_some()).count())
}

/// An agent: exactly one identifier.
pub(crate) fn agent(value: &Value<'_>) -> Checked {
    object(value, &["objectType", "name", "mbox", "mbox_sha1sum", "openid", "account"])?;
    optional(value, "objectType", |v| word(v, "Agent", "Data 2.4.2.1"))?;
    optional(value, "name", string)?;
    match identifiers(value)? {
        1 => Ok(()),
        0 => Err(fault("xapi.actor_unidentified", "Data 2.4.2.1")),
        _ => Err(fault("xapi.actor_identified_twice", "Data 2.4.2.1")),
    }
}

/// A group: one identifier, or none and members (who are agents).
pub(crate) fn group(value: &Value<'_>) -> Checked {
    object(value, &["objectType", "name", "member", "mbox", "mbox_sha1sum", "openid", "account"])?;
    required(value, "objectType", "xapi.object_type", "Data 2.4.2.2", |v| word(v, "Group", "Data 2.4.2.2"))?;
    optional(value, "name", string)?;
    optional(value, "member", |v| list(v, "Data 2.4.2.2", agent))?;
    match identifiers(value)? {
        0 => require(
            value.get("member").and_then(Value::as_array).is_some_and(|m| !m.is_empty()),
            "xapi.group_without_members",
            "Data 2.4.2.2",
        ),
        1 => Ok(()),
        _ => Err(fault("xapi.actor_identified_twice", "Data 2.4.2.2")),
    }
}

/// An agent or a group, as its object type says.
pub(crate) fn actor(value: &Value<'_>) -> Checked {
    if value.text("objectType") == Some("Group") { group(value) } else { agent(value) }
}

/// An authority: an agent, or the two of OAuth (Data 2.4.9).
pub(crate) fn authority(value: &Value<'_>) -> Checked {
    actor(value)?;
    if value.text("objectType") == Some("Group") {
        let two = value.get("member").and_then(Value::as_array).is_some_and(|m| m.len() == 2);
        require(two && !IDENTIFIERS.iter().any(|name| value.get(name).is_some()), "xapi.authority_group", "Data 2.4.9")
            .at("member")?;
    }
    Ok(())
}

/// The identifier in its canonical spelling; `None` where there is none.
fn identity(value: &Value<'_>) -> Option<String> {
    if let Some(mbox) = value.text("mbox") {
        return Some(crate::lower::text(mbox));
    }
    if let Some(sha1) = value.text("mbox_sha1sum") {
        return Some(format!("sha1:{}", crate::lower::text(sha1)));
    }
    if let Some(openid) = value.text("openid") {
        return Some(format!("openid:{openid}"));
    }
    let account = value.get("account")?;
    Some(format!("account:{}|{}", account.text("homePage")?, account.text("name")?))
}

/// Who a valid actor is. A group without an identifier is known by its members, in whatever order they stand.
pub(crate) fn read(value: &Value<'_>) -> Actor {
    let members = value.get("member").and_then(Value::as_array).unwrap_or(&[]);
    let key = identity(value).unwrap_or_else(|| {
        let mut keys: Vec<String> = members.iter().filter_map(identity).collect();
        crate::order::sort(&mut keys);
        format!("group:{:016x}", key::of("actor", &keys.iter().map(String::as_str).collect::<Vec<_>>()))
    });
    let name = match value.text("name") {
        Some(name) if !name.trim().is_empty() => name.trim().to_owned(),
        _ if !members.is_empty() => {
            let names: Vec<&str> =
                members.iter().take(3).filter_map(|m| m.text("name").or_else(|| m.text("mbox"))).collect();
            names.join(", ")
        }
        _ => value
            .get("account")
            .and_then(|a| a.text("name"))
            .unwrap_or_else(|| key.split_once(':').map_or(key.as_str(), |(_, rest)| rest))
            .to_owned(),
    };
    Actor { key, name: crate::signal::words::cut(&name, 80) }
}
