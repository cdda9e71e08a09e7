//! The small company's tables: eight skills, three roles, twelve items.

use serde_json::{Value, json};
use skillkeep::taxonomy::{PackSource, Relation, RoleSource, SkillSource, SourceNotice};

pub fn pack() -> PackSource {
    let skill = |id: &str, label: &str, aliases: &[&str], relations: &[(Relation, &str)]| SkillSource {
        id: id.into(),
        label: label.into(),
        aliases: aliases.iter().map(|a| (*a).into()).collect(),
        description: format!("What it takes to be good at {}.", label.to_lowercase()),
        relations: relations.iter().map(|(r, s)| (*r, (*s).into())).collect(),
        ..SkillSource::default()
    };
    let role = |id: &str, label: &str, function: &str, grade: u8, needs: &[(&str, f32, bool)]| RoleSource {
        id: id.into(),
        label: label.into(),
        description: String::new(),
        function: function.into(),
        family: function.into(),
        grade,
        needs: needs.iter().map(|(s, l, e)| ((*s).into(), *l, *e)).collect(),
    };
    let sql_needed = [("sql", 2.5, true), ("spreadsheets", 2.0, true), ("dashboards", 2.0, false)];
    let more_needed =
        [("sql", 3.5, true), ("python", 2.5, true), ("data_modelling", 3.0, true), ("dashboards", 3.0, false)];
    let care_needed = [("customer_care", 2.5, true), ("hard_talks", 2.0, true), ("plain_writing", 2.0, false)];
    PackSource {
        sources: vec![SourceNotice {
            source: "brook".into(),
            version: "2026.1".into(),
            notice: "Skills of a company that was made up for tests.".into(),
        }],
        skills: vec![
            skill("sql", "SQL", &["Structured Query Language"], &[(Relation::Related, "data_modelling")]),
            skill("python", "Python", &["pytest"], &[]),
            skill("spreadsheets", "Spreadsheets", &["Excel"], &[]),
            skill("data_modelling", "Data modelling", &["star schema"], &[(Relation::Requires, "sql")]),
            skill("dashboards", "Dashboards", &["data visualisation"], &[(Relation::Related, "spreadsheets")]),
            skill("customer_care", "Customer care", &[], &[]),
            skill("hard_talks", "Hard conversations", &["conflict talks"], &[(Relation::Related, "customer_care")]),
            skill("plain_writing", "Plain writing", &["technical writing"], &[]),
        ],
        roles: vec![
            role("analyst", "Analyst", "data", 1, &sql_needed),
            role("senior_analyst", "Senior analyst", "data", 2, &more_needed),
            role("care_agent", "Customer care agent", "service", 1, &care_needed),
        ],
    }
}

pub fn policy() -> Value {
    json!({ "format": "skillkeep-policy/1", "version": 1, "sources": {
        "xapi": { "allowed": true, "keepDays": 3650, "kinds": ["completion", "assessment", "certificate", "activity"] },
        "table": { "allowed": true, "keepDays": 1825, "kinds": ["certificate", "assessment", "completion", "project",
            "tool_use", "peer_rating", "manager_rating"] },
        "git_log": { "allowed": true, "keepDays": 730, "kinds": ["commit", "tool_use"] },
        "text": { "allowed": false, "keepDays": 30, "kinds": ["text_mention"] },
    } })
}

pub fn dictionary() -> Value {
    json!({
        "format": "skillkeep-dictionary/1", "version": 1, "measures": [],
        "functions": [{ "id": "data", "label": "Data" }, { "id": "service", "label": "Service" }],
        "regions": [{ "id": "north", "label": "North" }, { "id": "south", "label": "South" }],
    })
}

pub fn catalogue() -> Value {
    let item = |id: &str, title: &str, modality: &str, minutes: u32, skills: &[(&str, f64, f64)]| {
        let skills: Vec<Value> =
            skills.iter().map(|(s, from, to)| json!({ "skill": s, "from": from, "to": to })).collect();
        json!({ "id": id, "title": title, "summary": "", "modality": modality, "minutes": minutes, "skills": skills,
            "url": format!("https://learn.brook.example/{id}"), "language": "en" })
    };
    json!({ "format": "skillkeep-catalogue/1", "version": 1, "items": [
        item("sql-basics", "SQL in plain words", "quick_read", 8, &[("sql", 0.0, 1.0)]),
        item("sql-joins", "Joins in practice", "practice", 40, &[("sql", 1.0, 2.5)]),
        item("sql-windows", "Window functions", "course", 120, &[("sql", 2.5, 3.5)]),
        item("py-first", "First steps in Python", "course", 180, &[("python", 0.0, 1.5)]),
        item("py-tests", "Tests that help", "practice", 45, &[("python", 1.5, 2.5)]),
        item("sheets-clean", "Cleaner spreadsheets", "video", 12, &[("spreadsheets", 1.0, 2.5)]),
        item("model-stars", "From orders to a star", "course", 150, &[("data_modelling", 1.0, 3.0), ("sql", 2.0, 2.5)]),
        item("dash-story", "A dashboard that answers", "simulation", 30, &[("dashboards", 1.5, 3.0)]),
        item("care-calls", "The first minute of a call", "video", 9, &[("customer_care", 0.0, 1.5)]),
        item("talk-role", "Play the hard talk", "simulation", 25, &[("hard_talks", 0.5, 2.0)]),
        item("write-short", "Say it in one page", "quick_read", 10, &[("plain_writing", 0.5, 2.0)]),
        item("gig-stock", "Rebuild the stock dashboard", "gig", 2400, &[("dashboards", 2.0, 3.0), ("sql", 2.0, 3.0)]),
    ] })
}
