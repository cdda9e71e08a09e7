//! The sample company's tables as a person edits them: every name they use exists, every skill can be learned, every need can be
//! reached. Says which line is wrong, in the words of the table.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

type Row = BTreeMap<String, String>;

fn path(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("data/sample").join(name)
}

fn table(name: &str) -> Vec<Row> {
    let mut reader = csv::Reader::from_path(path(name)).expect("the table opens");
    let rows = reader.deserialize().collect::<Result<Vec<Row>, _>>();
    rows.unwrap_or_else(|e| panic!("{name}: {e}"))
}

fn list(row: &Row, column: &str) -> Vec<String> {
    row[column].split('|').map(str::trim).filter(|s| !s.is_empty()).map(str::to_owned).collect()
}

fn ids(rows: &[Row], name: &str) -> BTreeSet<String> {
    let mut seen = BTreeSet::new();
    for row in rows {
        let id = &row["id"];
        assert!(!id.is_empty(), "{name}: a row without id");
        let plain = id.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_' || c == '-');
        assert!(plain, "{name}: {id} is not a plain lower-case id");
        assert!(seen.insert(id.clone()), "{name}: {id} stands twice");
    }
    seen
}

/// `sql:1>2.5|…` as (skill, from, to).
fn taught(row: &Row) -> Vec<(String, f32, f32)> {
    list(row, "skills")
        .iter()
        .map(|s| {
            let parts = s.split_once(':').and_then(|(id, levels)| levels.split_once('>').map(|(a, b)| (id, a, b)));
            let (id, from, to) = parts.unwrap_or_else(|| panic!("{}: {s} is not id:from>to", row["id"]));
            let level = |v: &str| v.parse::<f32>().unwrap_or_else(|_| panic!("{}: {v} is not a level", row["id"]));
            (id.to_owned(), level(from), level(to))
        })
        .collect()
}

fn whole_catalogue() -> Vec<Row> {
    ["items.csv", "gigs.csv", "mentors.csv"].into_iter().flat_map(table).collect()
}

#[test]
fn there_is_enough_to_stand_on() {
    assert_eq!(table("functions.csv").len(), 8);
    assert_eq!(table("regions.csv").len(), 5);
    assert!(table("skills.csv").len() >= 140);
    assert!(table("roles.csv").len() >= 26);
    assert!(table("gigs.csv").len() >= 20);
    let items = table("items.csv");
    assert!(items.len() >= 210);
    for modality in ["course", "quick_read", "video", "simulation", "practice", "coaching_prompt", "project"] {
        let n = items.iter().filter(|r| r["modality"] == modality && r["retired"] == "false").count();
        assert!(n >= 8, "only {n} items are {modality}");
    }
}

#[test]
fn an_alias_means_one_skill() {
    let mut owner: BTreeMap<String, String> = BTreeMap::new();
    for row in table("skills.csv") {
        let aliases = list(&row, "aliases");
        assert!((3..=16).contains(&aliases.len()), "{} has {} aliases", row["id"], aliases.len());
        assert!(row["description"].ends_with('.'), "{}: the description is not a sentence", row["id"]);
        for name in aliases.iter().chain([&row["label"]]) {
            let before = owner.insert(name.to_lowercase(), row["id"].clone());
            assert!(
                before.as_ref().is_none_or(|b| *b == row["id"]),
                "{name} is a name of {} and of {before:?}",
                row["id"]
            );
        }
    }
    for (title, skill) in [
        ("cat self", "bleeding_control"),
        ("soft-t buddy", "bleeding_control"),
        ("hemorrhage control", "bleeding_control"),
        ("tccc", "first_aid"),
        ("kafka", "event_streaming"),
        ("markdown", "technical_writing"),
        ("css", "html_css"),
    ] {
        assert_eq!(owner.get(title).map(String::as_str), Some(skill), "{title}");
    }
}

#[test]
fn skills_relate_to_skills_without_going_in_circles() {
    let rows = table("skills.csv");
    let known = ids(&rows, "skills.csv");
    let mut before: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for row in &rows {
        for column in ["broader", "requires", "related"] {
            for other in list(row, column) {
                assert!(known.contains(&other), "{}: {column} names {other}, which is not a skill", row["id"]);
                assert_ne!(other, row["id"], "{column} of {other} is itself");
            }
        }
        before.insert(row["id"].clone(), [list(row, "broader"), list(row, "requires")].concat());
    }
    // Take away what depends on nothing that is left, until nothing moves: what stays is a circle.
    let mut left: BTreeSet<String> = known;
    loop {
        let free: Vec<String> =
            left.iter().filter(|id| before[*id].iter().all(|b| !left.contains(b))).cloned().collect();
        if free.is_empty() {
            break;
        }
        for id in free {
            left.remove(&id);
        }
    }
    assert!(left.is_empty(), "broader and requires go in circles among {left:?}");
}

#[test]
fn items_name_what_exists_and_lead_upward() {
    let skills = ids(&table("skills.csv"), "skills.csv");
    let functions = ids(&table("functions.csv"), "functions.csv");
    let regions = ids(&table("regions.csv"), "regions.csv");
    let rows = whole_catalogue();
    let items = ids(&rows, "the catalogue");
    let retired: BTreeSet<&String> = rows.iter().filter(|r| r["retired"] == "true").map(|r| &r["id"]).collect();
    assert!(!retired.is_empty(), "there is no tombstone to try");
    let mut titles = BTreeSet::new();
    for row in &rows {
        let id = &row["id"];
        assert!(titles.insert(&row["title"]), "{id}: the title stands twice: {}", row["title"]);
        let minutes: u32 = row["minutes"].parse().unwrap_or_else(|_| panic!("{id}: minutes"));
        assert!((2..=9_600).contains(&minutes), "{id}: {minutes} minutes");
        let teaches = taught(row);
        assert!((1..=3).contains(&teaches.len()), "{id} teaches {} skills", teaches.len());
        for (skill, from, to) in teaches {
            assert!(skills.contains(&skill), "{id} teaches {skill}, which is not a skill");
            assert!(0.0 <= from && from < to && to <= 5.0, "{id}: {skill} from {from} to {to}");
        }
        for other in list(row, "requires") {
            assert!(items.contains(&other), "{id} requires {other}, which is not an item");
            assert!(!retired.contains(&other), "{id} requires {other}, which is retired");
        }
        assert!(list(row, "functions").iter().all(|f| functions.contains(f)), "{id}: {}", row["functions"]);
        assert!(list(row, "regions").iter().all(|r| regions.contains(r)), "{id}: {}", row["regions"]);
        assert!(["onboarding", "end_of_sprint", "anytime"].contains(&row["moment"].as_str()), "{id}: moment");
        if row["modality"] == "coaching_prompt" || row["modality"] == "mentor" {
            assert!(row["url"].is_empty(), "{id}: what is between two people opens nowhere");
        } else {
            assert!(row["url"].starts_with("https://learn.harbour-lane.example/"), "{id}: {}", row["url"]);
        }
    }
    for row in table("mentors.csv") {
        assert_eq!(row["modality"], "mentor");
        assert!(!row["contact"].is_empty(), "{}: nobody to write to", row["id"]);
    }
    for row in table("gigs.csv") {
        assert_eq!(row["modality"], "gig");
        assert!(
            row["starts"] < row["ends"] && row["ends"].len() == 10,
            "{}: {} to {}",
            row["id"],
            row["starts"],
            row["ends"]
        );
        assert!(!row["contact"].is_empty(), "{}: nobody to write to", row["id"]);
    }
}

#[test]
fn every_skill_can_be_learned_and_every_need_reached() {
    let mut reach: BTreeMap<String, f32> = BTreeMap::new();
    let mut ladder: BTreeMap<String, usize> = BTreeMap::new();
    for row in table("items.csv").iter().filter(|r| r["retired"] == "false") {
        for (skill, _, to) in taught(row) {
            *ladder.entry(skill.clone()).or_default() += 1;
            let top = reach.entry(skill).or_insert(0.0);
            *top = top.max(to);
        }
    }
    for row in table("skills.csv") {
        assert!(reach.contains_key(&row["id"]), "nothing teaches {}", row["id"]);
    }
    for skill in ["sql", "python", "customer_interviews", "negotiation", "incident_response", "event_streaming"] {
        assert!(ladder[skill] >= 4 && reach[skill] >= 4.0, "{skill} has no ladder");
    }
    let roles = ids(&table("roles.csv"), "roles.csv");
    let mut needs: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for row in table("role_skills.csv") {
        let (role, skill) = (&row["role"], &row["skill"]);
        assert!(roles.contains(role), "{role} is not a role");
        let level: f32 = row["level"].parse().unwrap_or_else(|_| panic!("{role} {skill}: level"));
        assert!((1.0..=4.5).contains(&level), "{role} {skill}: {level}");
        assert!(["yes", "no"].contains(&row["essential"].as_str()), "{role} {skill}: essential");
        let top = reach.get(skill).copied().unwrap_or(0.0);
        assert!(top + 0.01 >= level, "{role} needs {skill} {level}, and nothing leads past {top}");
        assert!(needs.entry(role.clone()).or_default().insert(skill.clone()), "{role} names {skill} twice");
    }
    for role in roles {
        let n = needs.get(&role).map_or(0, BTreeSet::len);
        assert!((6..=10).contains(&n), "{role} has {n} needs");
    }
}

#[test]
fn ladders_rise_by_one() {
    let functions = ids(&table("functions.csv"), "functions.csv");
    let mut families: BTreeMap<String, BTreeSet<u8>> = BTreeMap::new();
    for row in table("roles.csv") {
        assert!(functions.contains(&row["function"]), "{}: {}", row["id"], row["function"]);
        let grade = row["grade"].parse().unwrap_or_else(|_| panic!("{}: grade", row["id"]));
        families.entry(row["family"].clone()).or_default().insert(grade);
    }
    for (family, grades) in families {
        let (low, high) = (grades.first().copied().unwrap_or(0), grades.last().copied().unwrap_or(0));
        assert_eq!(usize::from(high - low) + 1, grades.len(), "{family} skips a grade: {grades:?}");
    }
}

#[test]
fn the_policy_names_what_the_engine_knows() {
    let text = std::fs::read(path("policy.json")).expect("the policy opens");
    let policy: serde_json::Value = serde_json::from_slice(&text).expect("the policy is JSON");
    assert_eq!(policy["format"], "skillkeep-policy/1");
    let sources = policy["sources"].as_object().expect("sources");
    for (name, rule) in sources {
        let source: Result<skillkeep::signal::Source, _> = serde_json::from_value(name.clone().into());
        assert!(source.is_ok(), "{name} is not a source");
        assert!(rule["keepDays"].as_u64().is_some_and(|d| (1..=3_650).contains(&d)), "{name}: keepDays");
        let kinds: Result<Vec<skillkeep::signal::Kind>, _> = serde_json::from_value(rule["kinds"].clone());
        assert!(kinds.is_ok_and(|k| !k.is_empty()), "{name}: kinds");
    }
    assert_eq!(sources.len(), 4);
}

#[test]
fn the_sample_signals_speak_of_the_sample_catalogue() {
    let items = whole_catalogue();
    let urls: BTreeSet<&String> = items.iter().map(|r| &r["url"]).collect();
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/sample-signals");
    let read = |name: &str| std::fs::read_to_string(folder.join(name)).unwrap_or_else(|e| panic!("{name}: {e}"));
    let json = |text: &str| serde_json::from_str::<serde_json::Value>(text).expect("the fixture is JSON");
    let statements = json(&read("statements.json"));
    let page = json(&read("statements-page.json"));
    let lines = read("statements.ndjson");
    let all: Vec<serde_json::Value> = [statements.as_array(), page["statements"].as_array()]
        .into_iter()
        .flatten()
        .flatten()
        .cloned()
        .chain(lines.lines().map(json))
        .collect();
    assert!(all.len() >= 70);
    for statement in &all {
        let object = statement["object"]["id"].as_str().unwrap_or_default();
        let item = object.split("/questions/").next().unwrap_or_default().to_owned();
        assert!(urls.contains(&item), "{object} is no item");
    }
    let broken = all
        .iter()
        .filter(|s| s["actor"].is_null() || s["timestamp"].as_str().is_none_or(|t| !t.starts_with("202")))
        .count();
    assert_eq!(broken, 2, "two statements are there to be refused");
    let git = read("git-log.txt");
    assert!(git.matches("\nAuthor: Ada Fontes <ada@harbour-lane.example>").count() >= 12);
}
