//! Bridges to a role: how near, what is missing, how many people, and what is released of them.

use serde_json::{Value, json};
use skillkeep::catalog::Catalogue;
use skillkeep::sync::Dictionary;
use skillkeep::taxonomy::{PackSource, Relation, RoleSource, SkillSource, SourceNotice, Taxonomy, compile};
use skillkeep_server::insight::demand::Demand;
use skillkeep_server::insight::{Company, Shown};
use skillkeep_server::plan::bridges::bridges;
use skillkeep_server::tasks::Tasks;

use crate::company::{self, Paper, TENANT};
use crate::plan::Page;
use crate::world::problem;

const POSITIONS: &str = "role,function,region,people\n\
    analyst,sales,oslo,60\nanalyst,tech,rome,20\nsenior,tech,rome,12\nclerk,sales,rome,9\nscientist,tech,oslo,4\n";
const CATALOGUE: &str = r#"{"format":"skillkeep-catalogue/1","version":1,"items":[
  {"id":"before","title":"Before","modality":"quick_read","minutes":15,"skills":[{"skill":"s0","from":0,"to":0.5}]},
  {"id":"first","title":"First models","modality":"course","minutes":240,"skills":[{"skill":"s3","from":0,"to":2}],"requires":["before"]},
  {"id":"then","title":"Then harder ones","modality":"project","minutes":300,"skills":[{"skill":"s3","from":2,"to":3},{"skill":"s1","from":1.5,"to":3}]},
  {"id":"long","title":"A long course","modality":"course","minutes":3000,"skills":[{"skill":"s3","from":0,"to":4}]},
  {"id":"gig","title":"A gig","modality":"gig","minutes":1,"skills":[{"skill":"s3","from":0,"to":3}],"starts":"2027-01-01","ends":"2027-02-01","contact":"x@acme.example"}]}"#;

fn taxonomy() -> Taxonomy {
    let skill = |i: usize| SkillSource {
        id: format!("s{i}"),
        label: format!("Skill {i}"),
        relations: if i == 3 { vec![(Relation::Related, "s1".into())] } else { vec![] },
        ..SkillSource::default()
    };
    let role = |id: &str, grade: u8, needs: &[(&str, f32, bool)]| RoleSource {
        id: id.into(),
        label: id.to_uppercase(),
        family: if grade > 0 { "data".into() } else { String::new() },
        grade,
        needs: needs.iter().map(|(skill, level, essential)| ((*skill).to_owned(), *level, *essential)).collect(),
        ..RoleSource::default()
    };
    let source = PackSource {
        sources: vec![SourceNotice { source: "test".into(), version: "1".into(), notice: String::new() }],
        skills: (0..5).map(skill).collect(),
        roles: vec![
            role("analyst", 0, &[("s0", 2.5, true), ("s1", 2.0, true), ("s4", 4.0, false)]),
            role("scientist", 1, &[("s0", 2.0, true), ("s1", 3.0, true), ("s3", 3.0, true), ("s4", 5.0, false)]),
            role("senior", 2, &[("s0", 3.0, true), ("s1", 4.0, true), ("s3", 4.0, true)]),
            role("clerk", 0, &[("s0", 1.0, true), ("s2", 3.0, true)]),
            role("ghost", 0, &[("s0", 2.0, true)]),
            role("diver", 0, &[("s2", 2.0, true)]),
        ],
    };
    Taxonomy::open(&compile(&source).unwrap()).unwrap()
}

fn world() -> (Company, Taxonomy, Catalogue) {
    let taxonomy = taxonomy();
    let dictionary = Dictionary::parse(company::dictionary(4).to_string().as_bytes()).unwrap();
    let tasks = Tasks::derive(&dictionary, TENANT, &[0; 32]).unwrap();
    let demand = Demand::read(POSITIONS.as_bytes(), &taxonomy, &dictionary).unwrap();
    let shown = Shown { company: "Acme".into(), sample: true, one_process: true };
    let catalogue = Catalogue::from_json(CATALOGUE.as_bytes(), &taxonomy).unwrap();
    (Company::new(shown, dictionary, tasks, &taxonomy, demand), taxonomy, catalogue)
}

fn seen(paper: &Paper, with: bool, role: &str) -> Value {
    let (company, taxonomy, catalogue) = world();
    let made = bridges(&company, &paper.shelf(), &taxonomy, with.then_some(&catalogue), role).unwrap();
    serde_json::to_value(made).unwrap()
}

#[test]
fn the_nearest_role_stands_first_with_what_is_missing_and_the_way_there() {
    let view = seen(&Paper::new(4), true, "scientist");
    let roles: Vec<&str> = view["rows"].as_array().unwrap().iter().map(|r| r["role"].as_str().unwrap()).collect();
    // Who is senior would step down; nobody is a ghost; divers share nothing.
    assert_eq!(roles, ["analyst", "clerk"]);
    assert_eq!((&view["left"], &view["empty"], &view["catalogue"]), (&json!(1), &json!(1), &json!(true)));
    // Four scientists: fewer than ten.
    assert_eq!((&view["people"], &view["needs"][0]["level"]), (&Value::Null, &json!(3.0)));
    let analyst = &view["rows"][0];
    // 2 and 2 of 8; what is not essential does not count.
    assert_eq!((&analyst["near"], &analyst["people"], &analyst["bridge"]), (&json!(0.5), &json!(80), &json!(true)));
    assert_eq!(analyst["functions"], json!(["Sales", "Tech"]));
    let missing = &analyst["missing"];
    assert_eq!((&missing[0]["skill"], &missing[0]["close"]), (&json!("s3"), &json!("Skill 1")));
    assert_eq!(missing[0]["way"], json!(["First models", "Then harder ones"]));
    assert_eq!(
        (&missing[1]["skill"], &missing[1]["has"], &missing[1]["needs"]),
        (&json!("s1"), &json!(2.0), &json!(3.0))
    );
    assert_eq!(missing[1]["way"], json!(["Then harder ones"]));
    // What teaches both is taken once, and what must come before is counted.
    assert_eq!(analyst["minutes"], 15 + 240 + 300);
    let clerk = &view["rows"][1];
    assert_eq!((&clerk["people"], &clerk["near"], &clerk["bridge"]), (&Value::Null, &json!(0.125), &json!(false)));
    // Nothing leads from nothing to s1.
    let open: Vec<&Value> = clerk["missing"].as_array().unwrap().iter().map(|m| &m["way"]).collect();
    assert_eq!((open[0], &clerk["minutes"]), (&Value::Null, &Value::Null));
}

#[test]
fn without_a_catalogue_no_way_is_known_and_nothing_is_called_a_bridge() {
    let view = seen(&Paper::new(4), false, "scientist");
    let analyst = &view["rows"][0];
    assert_eq!(
        (&view["catalogue"], &analyst["minutes"], &analyst["bridge"]),
        (&json!(false), &Value::Null, &json!(false))
    );
    assert_eq!((&analyst["missing"][0]["way"], &analyst["near"]), (&Value::Null, &json!(0.5)));
}

#[test]
fn shares_stand_where_most_of_the_role_works_and_only_where_they_are_released() {
    let mut paper = Paper::new(4);
    assert_eq!(seen(&paper, true, "scientist")["held"], json!({ "rows": [], "how": [] }));
    paper.held("critical", "function/sales", "2026-q3", &[300, 200, 100, 60], 590);
    paper.held("critical", "function/sales", "2026-q4", &[300, 240, 100, 90], 590);
    paper.held("critical", "function/tech", "2026-q4", &[10, 10, 10, 10], 390);
    let view = seen(&paper, true, "scientist");
    let row = |skill: &str| view["held"]["rows"].as_array().unwrap().iter().find(|r| r["skill"] == skill).unwrap();
    for (at, skill, held) in [(0, "s3", 90.0), (1, "s1", 240.0)] {
        assert_eq!(view["rows"][0]["missing"][at]["cell"], "function/sales");
        let share = &row(skill)["share"];
        let near = |name: &Value, wanted: f64| (name.as_f64().unwrap() - wanted).abs() < 1e-9;
        assert!(near(&share["value"], held / 590.0) && row(skill)["period"] == "2026-q4", "{view}");
        assert!(share["interval"]["low"].as_f64() < share["value"].as_f64());
    }
    // Two skills of one release: it is named once.
    assert_eq!(view["held"]["how"].as_array().unwrap().len(), 1);
}

#[test]
fn path_success_is_told_where_it_is_asked_and_of_those_alone_who_are_on_the_way() {
    assert_eq!(seen(&Paper::new(4), true, "scientist")["success"], json!({ "asked": false, "rows": [], "how": [] }));
    let mut asked = company::dictionary(4);
    let paths = json!({ "kind": "paths", "roles": ["clerk", "scientist"] });
    let mut measure = asked["measures"][4].clone();
    (measure["id"], measure["encoding"]) = ("paths".into(), paths);
    let mut by_region = measure["asked"][0].clone();
    by_region["over"] = "region".into();
    measure["asked"].as_array_mut().unwrap().push(by_region);
    asked["measures"].as_array_mut().unwrap().push(measure);
    let seen = |paper: &Paper, role: &str| {
        let (_, taxonomy, catalogue) = world();
        let made = bridges(&paper.company, &paper.shelf(), &taxonomy, Some(&catalogue), role).unwrap();
        serde_json::to_value(made).unwrap()["success"].clone()
    };
    let mut paper = Paper::of(4, &asked);
    assert_eq!(seen(&paper, "scientist"), json!({ "asked": true, "rows": [], "how": [] }));
    paper.outcome("paths", "all", "2026-q3", &[9, 9, 9, 9, 900]);
    paper.outcome("paths", "all", "2026-q4", &[3, 1, 150, 50, 796]);
    paper.outcome("paths", "region/oslo", "2026-q4", &[3, 1, 60, 40, 396]);
    let success = seen(&paper, "scientist");
    let row = &success["rows"][0];
    assert_eq!(
        (&row["cell"], &row["period"], &row["toward"]["value"]),
        (&json!("all"), &json!("2026-q4"), &json!(200))
    );
    let share = &row["share"];
    assert!((share["value"].as_f64().unwrap() - 0.25).abs() < 1e-9, "{share}");
    // Sampling of 200 people alone is 6 points to each side; noise makes it wider.
    let width = share["interval"]["high"].as_f64().unwrap() - share["interval"]["low"].as_f64().unwrap();
    assert!(share["question"] == "process" && (0.12..0.3).contains(&width), "{share}");
    assert_eq!((&success["rows"][1]["cell"], success["how"].as_array().unwrap().len()), (&json!("region/oslo"), 2));
    // Four people: nothing can be said of them.
    assert_eq!(seen(&paper, "clerk")["rows"][0]["share"], Value::Null);
    assert_eq!(seen(&paper, "ghost"), json!({ "asked": false, "rows": [], "how": [] }));
}

#[tokio::test(flavor = "multi_thread")]
async fn planners_ask_for_a_role_of_the_pack() {
    let mut page = Page::new().await;
    page.be("auditor").await;
    assert_eq!(problem(page.get("/bridges?role=all").await).await, (403, "session.role".into()));
    page.be("planner").await;
    for unknown in ["/bridges", "/bridges?role=pilot", "/bridges?role=%00"] {
        assert_eq!(problem(page.get(unknown).await).await, (404, "figure.unknown".into()), "{unknown}");
    }
    let view = page.see("/bridges?role=all").await;
    assert_eq!(
        (&view["label"], &view["rows"][0]["role"], &view["rows"][0]["near"]),
        (&json!("all"), &json!("developer"), &json!(0.5))
    );
    // Released over the company, and asked there.
    assert_eq!((&view["people"], &view["rows"][0]["people"]), (&json!(0), &json!(400)));
    let cells: Vec<&Value> = view["rows"][0]["missing"].as_array().unwrap().iter().map(|m| &m["cell"]).collect();
    assert_eq!(cells, ["function/tech", "function/tech"]);
}
