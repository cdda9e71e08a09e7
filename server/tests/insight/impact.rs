//! What actions did: an experiment on paper is found, the company's own numbers come in and bad lines are named, and the report has it all.

use std::sync::Arc;

use reqwest::{Client, Response, header};
use serde_json::{Value, json};
use skillkeep::sync::micro_rho;
use skillkeep_server::console::password::Work;
use skillkeep_server::console::{Guard, Party, Role};
use skillkeep_server::impact::{endpoints, experiments::experiments, figures::figures};
use skillkeep_server::insight::Insight;
use skillkeep_server::{impact, serve};

use crate::company::{self, Paper, SIGMA2};
use crate::worker::{clock, setup};
use crate::world::{World, problem};

/// The paper company with an experiment from 2025-q4 on: 40 in 100 begin at once, 30 a quarter later, 30 never.
pub(crate) fn dictionary() -> Value {
    let mut json = company::dictionary(4);
    let arm = |id: &str, share: u32, starts: Value| json!({ "id": id, "label": format!("Arm {id}"), "share": share, "starts": starts });
    json["measures"].as_array_mut().unwrap().push(json!({
        "id": "sprint", "question": "Does it help?", "purpose": "To go on.", "owner": "Learning", "reviewer": "Council",
        "starts": "2024-10-01", "expires": "2028-01-01", "every": "quarter",
        "encoding": { "kind": "change", "skills": ["s0"], "clip": 100, "experiment": { "key": "k", "from": "2025-10-01",
            "arms": [arm("now", 400, json!("2025-10-01")), arm("later", 300, json!("2026-01-01")), arm("never", 300, Value::Null)] } },
        "asked": [{ "over": "company", "sigma2": SIGMA2, "microRho": micro_rho(2, SIGMA2).unwrap(), "targetMilliPoints": 5000 }],
    }));
    json
}

/// 400, 300 and 300 people; of these shares (in hundredths) the level rose by half, of the others it stayed.
fn sums(rose: [i64; 3]) -> Vec<i64> {
    let arm = |(people, share): (i64, i64)| [0, people / 10, people * (90 - share) / 100, people * share / 100, 0];
    let mut all: Vec<i64> = [400, 300, 300].into_iter().zip(rose).flat_map(arm).collect();
    all.push(0);
    all
}

fn paper(before: [i64; 3]) -> Paper {
    let mut paper = Paper::of(4, &dictionary());
    for (period, rose) in
        [("2025-q2", [10; 3]), ("2025-q3", before), ("2025-q4", [60, 10, 10]), ("2026-q1", [60, 60, 10])]
    {
        paper.outcome("sprint", "all", period, &sums(rose));
    }
    paper
}

fn seen(paper: &Paper) -> Value {
    serde_json::to_value(experiments(&paper.company, &paper.shelf())).unwrap()["experiments"][0].take()
}

#[test]
fn an_effect_is_found_and_what_is_promised_is_its_lower_end() {
    let one = seen(&paper([10; 3]));
    assert_eq!(
        (&one["finding"], &one["period"], &one["skills"]),
        (&json!("helps"), &json!("2026-q1"), &json!(["Skill 0"]))
    );
    let effect = &one["effect"];
    let of = |name: &str| effect[name].as_f64().unwrap();
    // Half of the people rose by half a level.
    assert!((of("value") - 0.25).abs() < 0.02 && of("surely") > 0.1 && of("surely") < of("value"), "{effect}");
    assert_eq!(effect["surely"], effect["interval"]["low"]);
    assert_eq!(one["looks"].as_array().unwrap().len(), 2);
    let wide = |look: &Value, which: &str| look[which]["high"].as_f64().unwrap() - look[which]["low"].as_f64().unwrap();
    assert!(one["looks"].as_array().unwrap().iter().all(|l| wide(l, "always") > wide(l, "interval")));
    assert_eq!((&one["placebo"]["passed"], &one["balance"]["passed"]), (&json!(true), &json!(true)));
    assert_eq!((&one["people"]["headcount"], &one["how"].as_array().unwrap().len()), (&json!(1000), &4));
    assert_eq!(one["arms"][2]["starts"], Value::Null);
}

#[test]
fn who_drifted_before_is_not_believed_and_without_releases_there_is_nothing() {
    assert_eq!(seen(&paper([70, 10, 10]))["finding"], "doubted");
    let empty = Paper::of(4, &dictionary());
    let nothing = serde_json::to_value(experiments(&empty.company, &empty.shelf())).unwrap();
    assert_eq!(nothing, json!({ "experiments": [] }));
    let mut early = Paper::of(4, &dictionary());
    early.outcome("sprint", "all", "2025-q3", &sums([10; 3]));
    let one = seen(&early);
    assert_eq!((&one["finding"], &one["effect"]), (&json!("early"), &Value::Null));
}

const TABLE: &str = "metric,cell,period,value,people,sd,month\n\
    quality,region/oslo,2026-q1,80.5,300,9,\n\
    internal_fill,all,2025-q4,20,80,,\n\
    internal_fill,all,2026-q1,48,80,,\n\
    productive,all,2026-q1,10,40,,1\n\
    productive,all,2026-q1,15,30,,2\n\
    quality,region/mars,2026-q1,80.5,300,9,\n\
    quality,region/oslo,1999-q1,80.5,300,9,\n\
    joy,region/oslo,2026-q1,80.5,300,9,\n\
    quality,region/oslo,2026-q2,80.5,4,9,\n\
    quality,region/oslo,2026-q2,80.5,300,,\n\
    internal_fill,all,2026-q1,81,80,,\n\
    quality,region/oslo,2026-q1,81,300,9,\n\
    quality,region/oslo\n";

#[test]
fn bad_lines_are_named_and_the_others_taken() {
    let paper = paper([10; 3]);
    let (rows, taken) = endpoints::read(TABLE.as_bytes(), &paper.company).unwrap();
    assert_eq!((rows.len(), taken.taken, taken.refused), (5, 5, 8));
    let bad: Vec<(u64, &str)> = taken.bad.iter().map(|b| (b.line, b.why)).collect();
    let expected = [
        (7, "cell"),
        (8, "period"),
        (9, "metric"),
        (10, "few"),
        (11, "sd"),
        (12, "count"),
        (13, "twice"),
        (14, "unreadable"),
    ];
    assert_eq!(bad, expected);
    let semicolons = "\u{feff}Metric;Cell;Period;Value;People;SD\r\nnps;all;2026-q1;31;900;40\r\n";
    assert_eq!(endpoints::read(semicolons.as_bytes(), &paper.company).unwrap().0.len(), 1);
    assert_eq!(endpoints::read(b"person,score\nMia,3\n", &paper.company).unwrap_err().code(), "endpoints.columns");
    assert!(endpoints::read(b"\xff\xfe\x00", &paper.company).is_err());
}

#[test]
fn key_figures_come_from_releases_and_tables_and_say_what_is_missing() {
    let mut paper = paper([10; 3]);
    for (period, held) in [("2025-q4", 300), ("2026-q1", 500)] {
        paper.held("held", "all", period, &[held; 4], 950);
        paper.outcome("stretch", "all", period, &[300, 50, 50, 150, 100, 100, 10, 0, 0, 240]);
    }
    let (rows, _) = endpoints::read(TABLE.as_bytes(), &paper.company).unwrap();
    let view = serde_json::to_value(figures(&paper.company, &paper.shelf(), &rows)).unwrap();
    let one = |id: &str| view["figures"].as_array().unwrap().iter().find(|f| f["id"] == id).unwrap().clone();
    let near =
        |value: &Value, wanted: f64| assert!((value.as_f64().unwrap() - wanted).abs() < 0.01, "{value} {wanted}");
    let velocity = one("velocity");
    near(&velocity["value"]["value"], 4.0 * 200.0 / 950.0);
    assert_eq!((&velocity["source"], &velocity["leading"]), (&json!("release"), &json!(false)));
    near(&one("stretch")["value"]["value"], 150.0 / 300.0);
    let fill = one("internal_fill");
    near(&fill["value"]["value"], 0.6);
    assert_eq!((&fill["direction"], &fill["source"], &fill["people"]), (&json!("better"), &json!("table"), &json!(80)));
    // A quarter after one month, half of the rest after two: 62 in 100.
    assert_eq!(one("productive")["value"]["value"], 2.0);
    let missing = one("compliance");
    assert_eq!(
        (&missing["source"], &missing["needs"], &missing["value"]),
        (&json!("none"), &json!("compliance"), &Value::Null)
    );
    assert_eq!(one("finished")["needs"], "items", "the paper company asks about no courses");
    // Every number has its interval.
    for figure in view["figures"].as_array().unwrap().iter().filter(|f| !f["value"].is_null()) {
        let (low, value) = (&figure["value"]["interval"]["low"], &figure["value"]["value"]);
        assert!(low.as_f64() <= value.as_f64() && figure["people"].as_u64() > Some(0), "{figure}");
    }
}

struct Page {
    guard: Arc<Guard>,
    base: String,
    http: Client,
    cookie: String,
    csrf: String,
    _world: World,
}

impl Page {
    async fn new() -> Page {
        let world = World::new(1).await;
        let mut setup = setup(&world);
        let paper = paper([10; 3]);
        setup.tenant = company::TENANT.into();
        setup.dictionary = skillkeep::sync::Dictionary::parse(dictionary().to_string().as_bytes()).unwrap();
        setup.pack = company::pack(4);
        setup.positions = Vec::new();
        setup.keeper_keys = vec![("keeper-1".into(), company::key().public())];
        setup.recorded = Some(paper.file());
        let insight = Arc::new(Insight::open(setup).await.unwrap());
        let logins = insight.store.logins().await.unwrap();
        let guard = Arc::new(Guard::new(logins, Party::Insight, false, clock(&world), Work::Least).unwrap());
        for (name, role) in [("planner", Role::Planner), ("auditor", Role::Auditor), ("owner", Role::Owner)] {
            guard.set(name, role, "a long password").await.unwrap();
        }
        let socket = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = format!("http://{}/insight/console/impact", socket.local_addr().unwrap());
        let app = serve::app([serve::insight_router(&insight, &guard)]);
        tokio::spawn(async move { axum::serve(socket, app).await.unwrap() });
        let (cookie, csrf) = Default::default();
        Page { guard, base, http: Client::new(), cookie, csrf, _world: world }
    }

    async fn be(&mut self, who: &str) {
        let (value, session) = self.guard.login(who, "a long password").await.unwrap();
        (self.cookie, self.csrf) = (format!("sk-insight={value}"), session.csrf);
    }

    async fn get(&self, path: &str) -> Response {
        self.http.get(format!("{}{path}", self.base)).header(header::COOKIE, &self.cookie).send().await.unwrap()
    }

    async fn see(&self, path: &str) -> Value {
        let answer = self.get(path).await;
        assert_eq!(answer.status(), 200, "{path}");
        serde_json::from_slice(&answer.bytes().await.unwrap()).unwrap()
    }

    async fn bring(&self, kind: &str, table: &str) -> Response {
        let post = self.http.post(format!("{}/endpoints", self.base)).header(header::COOKIE, &self.cookie);
        post.header("x-csrf-token", &self.csrf)
            .header("content-type", kind)
            .body(table.to_owned())
            .send()
            .await
            .unwrap()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_planner_brings_numbers_and_compares_cells_and_an_auditor_reads() {
    let mut page = Page::new().await;
    assert_eq!(problem(page.get("/experiments").await).await, (401, "session.none".into()));
    page.be("owner").await;
    assert_eq!(problem(page.get("/experiments").await).await, (403, "session.role".into()));
    page.be("auditor").await;
    assert_eq!(page.see("/experiments").await["experiments"][0]["finding"], "helps");
    assert_eq!(problem(page.bring("text/csv", TABLE).await).await, (403, "session.role".into()));
    page.be("planner").await;
    assert_eq!(problem(page.bring("application/json", TABLE).await).await, (415, "body.media_type".into()));
    assert_eq!(problem(page.bring("text/csv", "person,score\nMia,3\n").await).await, (400, "endpoints.columns".into()));
    let taken: Value = serde_json::from_slice(&page.bring("text/csv", TABLE).await.bytes().await.unwrap()).unwrap();
    assert_eq!(
        (&taken["taken"], &taken["refused"], &taken["bad"][0]),
        (&json!(5), &json!(8), &json!({ "line": 7, "why": "cell" }))
    );
    let quarters = [("2025-q2", 50, 50), ("2025-q3", 50, 50), ("2025-q4", 60, 50), ("2026-q1", 60, 50)];
    let mut table = "metric,cell,period,value,people,sd\n".to_owned();
    for (period, oslo, rome) in quarters {
        table += &format!("quality,region/oslo,{period},{oslo},400,8\nquality,region/rome,{period},{rome},400,8\n");
    }
    assert_eq!(page.bring("text/csv", &table).await.status(), 200);
    let seen = page.see("/endpoints?metric=quality&cells=region/oslo&from=2025-q4").await;
    assert_eq!(seen["rows"].as_array().unwrap().len(), 8, "the later 2026-q1 took the place of the earlier");
    let compared = &seen["compared"];
    assert_eq!((&compared["effect"]["value"], &compared["people"]), (&json!(10.0), &json!([800, 800, 800, 800])));
    assert!(compared["effect"]["interval"]["low"].as_f64() > Some(8.0) && compared["placebo"]["passed"] == true);
    for wrong in
        ["metric=joy", "metric=quality&cells=region/oslo,all&from=2025-q4", "metric=quality&cells=all&from=never"]
    {
        assert_eq!(page.get(&format!("/endpoints?{wrong}")).await.status(), 404, "{wrong}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_report_is_one_page_without_scripts_in_both_languages() {
    let mut page = Page::new().await;
    page.be("planner").await;
    let english = page.get("/report").await;
    let policy = english.headers()["content-security-policy"].to_str().unwrap().to_owned();
    assert!(policy.starts_with("default-src 'none'; style-src 'sha256-"), "{policy}");
    let english = String::from_utf8(english.bytes().await.unwrap().to_vec()).unwrap();
    let german = String::from_utf8(page.get("/report?lang=de").await.bytes().await.unwrap().to_vec()).unwrap();
    assert!(english.contains("At least +0.") && german.contains("Mindestens +0,"), "{english}");
    assert!(english.contains("Does it help?") && english.contains("<svg") && !english.contains("<script"));
    assert_eq!(english.matches("<tr>").count(), german.matches("<tr>").count());
}

#[test]
fn the_routes_are_these_and_no_others() {
    let routes: Vec<String> =
        impact::routes().iter().map(|(m, p)| format!("{m} {}", p.trim_start_matches("/insight/console"))).collect();
    let expected = [
        "GET /impact/experiments",
        "GET /impact/figures",
        "GET /impact/endpoints",
        "POST /impact/endpoints",
        "GET /impact/report",
    ];
    assert_eq!(routes, expected);
}
