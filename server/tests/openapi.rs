//! `docs/openapi.json` and the routes say the same.

use std::collections::BTreeSet;

use serde_json::Value;
use skillkeep_server::{console, impact, insight, keeper, leader, officer, plan, portal, status, taxonomy};

fn document() -> Value {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/openapi.json");
    serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap()
}

#[test]
fn every_json_route_is_in_the_document_and_nothing_else_is() {
    let mut routes = officer::routes();
    routes.extend(insight::routes());
    routes.extend(taxonomy::routes());
    routes.extend(impact::routes());
    routes.extend(plan::routes());
    routes.extend(skillkeep_server::audit::routes());
    routes.extend(skillkeep_server::action::routes());
    routes.extend(console::list(console::Party::Insight));
    routes.extend(status::routes());
    routes.extend(portal::routes());
    // Of what the aggregators answer to, releases alone are JSON.
    routes.extend([leader::routes(), keeper::routes()].concat().into_iter().filter(|(_, p)| *p == "/keeper/releases"));
    let served: BTreeSet<String> = routes.iter().map(|(method, path)| format!("{method} {path}")).collect();
    let document = document();
    let paths = document["paths"].as_object().unwrap();
    let operations = |(path, item): (&String, &Value)| -> Vec<String> {
        item.as_object().unwrap().keys().map(|method| format!("{} {path}", method.to_uppercase())).collect()
    };
    let written: BTreeSet<String> = paths.iter().flat_map(operations).collect();
    assert_eq!(written, served);
}

#[test]
fn whatever_changes_something_wants_the_token_and_all_but_the_open_routes_a_session() {
    let document = document();
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            let open = path.ends_with("/login") || !path.contains("/console/");
            let party = path.split('/').nth(1).unwrap();
            let security = operation["security"].as_array().unwrap();
            let wanted = if open { vec![] } else { vec![party] };
            let named: Vec<&str> = security.iter().flat_map(|s| s.as_object().unwrap().keys()).map(|k| &**k).collect();
            assert_eq!(named, wanted, "{method} {path}");
            let parameters = operation["parameters"].as_array().cloned().unwrap_or_default();
            let csrf = parameters.iter().any(|p| p["$ref"] == "#/components/parameters/csrf");
            assert_eq!(csrf, method != "get" && !open, "{method} {path}");
        }
    }
}

#[test]
fn every_reference_leads_somewhere() {
    fn walk<'v>(value: &'v Value, found: &mut Vec<&'v str>) {
        match value {
            Value::Object(map) => {
                found.extend(map.get("$ref").and_then(Value::as_str));
                map.values().for_each(|v| walk(v, found));
            }
            Value::Array(all) => all.iter().for_each(|v| walk(v, found)),
            _ => {}
        }
    }
    let document = document();
    let mut found = Vec::new();
    walk(&document, &mut found);
    assert!(found.len() > 50);
    for reference in found {
        assert!(document.pointer(&reference[1..]).is_some(), "{reference}");
    }
}
