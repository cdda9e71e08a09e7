//! Plans: scenarios are kept, refused with their line, and set against the forecast of supply.

use std::sync::Arc;

use reqwest::{Client, Response, header};
use serde_json::{Value, json};
use skillkeep_server::console::password::Work;
use skillkeep_server::console::{Guard, Party, Role};
use skillkeep_server::insight::Insight;
use skillkeep_server::plan::compare::compare;
use skillkeep_server::plan::scenario::{Body, Follow, Growth, Shift, Swap};
use skillkeep_server::plan::store::Series;
use skillkeep_server::plan::{Wrong, headcount};
use skillkeep_server::{plan, serve};

use crate::company::{self, PERIODS, Paper};
use crate::worker::{clock, setup};
use crate::world::{World, problem};

/// Nine quarters; s2 and s3 grow by ten people each, the others stand.
fn paper() -> Paper {
    let mut paper = Paper::new(4);
    for (i, period) in PERIODS.iter().enumerate() {
        let more = 10 * i as i64;
        paper.held("held", "all", period, &[500, 100, 200 + more, 300 + more], 990);
    }
    paper
}

fn seen(paper: &Paper, body: &Body, period: Option<&str>) -> Value {
    serde_json::to_value(compare(&paper.company, &paper.shelf(), body, &[], None, period).unwrap()).unwrap()
}

fn row<'v>(view: &'v Value, skill: &str) -> &'v Value {
    view["rows"].as_array().unwrap().iter().find(|r| r["skill"] == skill).unwrap()
}

fn shift(skill: &str, factor: f64, from: &str) -> Shift {
    Shift { skill: skill.into(), factor, from: from.into() }
}

fn swap(skill: &str, by: &str, percent: f64) -> Swap {
    Swap { skill: skill.into(), by: by.into(), percent, from: "2027-q2".into() }
}

#[test]
fn without_steps_nothing_changes_and_the_gap_is_demand_less_the_forecast() {
    let paper = paper();
    let view = seen(&paper, &Body::default(), None);
    assert_eq!((&view["period"], &view["over"]), (&json!("2027-q4"), &json!("company")));
    assert_eq!(view["periods"], json!(["2027-q1", "2027-q2", "2027-q3", "2027-q4"]));
    assert_eq!((&view["cells"][0]["headcount"], view["how"].as_array().unwrap().len()), (&json!(1000), 9));
    for (skill, wanted) in [("s0", 500.0), ("s1", 100.0), ("s2", 400.0), ("s3", 400.0)] {
        let row = row(&view, skill);
        assert_eq!((&row["before"], &row["after"], &row["difference"]), (&json!(wanted), &json!(wanted), &json!(0.0)));
        assert_eq!(row["gapBefore"], row["gapAfter"]);
    }
    // 280 now, ten more a quarter, of 990 who answered for a thousand: about 320 in a year, 80 short.
    let gap = &row(&view, "s2")["gapAfter"];
    let at = |name: &str| gap["interval"][name].as_f64().unwrap();
    assert!(at("low") < 80.0 && 80.0 < at("high") && at("low") > 0.0 && at("high") < 200.0, "{gap}");
    assert!(gap["probability"].as_f64() > Some(0.95), "{gap}");
}

#[test]
fn plans_growth_and_technology_change_demand_from_their_quarter_on() {
    let paper = paper();
    let table = "role,function,region,period,headcount\n\
        developer,tech,rome,2027-q1,350\ndeveloper,tech,rome,2027-q3,200\nbuyer,sales,rome,2027-q2,40\n";
    let plan = headcount::read(table.as_bytes(), &paper.company).unwrap();
    let body = Body {
        plan,
        growth: vec![Growth { role: Some("seller".into()), percent: 21.0 }, Growth { role: None, percent: 0.0 }],
        factors: vec![shift("s3", 0.5, "2027-q2")],
        replaced: vec![swap("s0", "s1", 40.0)],
        ..Body::default()
    };
    let first = seen(&paper, &body, Some("2027-q1"));
    // 350 in Rome and 100 in Oslo; nothing else has begun.
    assert_eq!(row(&first, "s2")["after"], 450.0);
    assert_eq!(row(&first, "s3")["after"], 450.0);
    assert_eq!(row(&first, "s1")["after"], 100.0);
    let last = seen(&paper, &body, Some("2027-q4"));
    assert_eq!((&row(&last, "s2")["after"], &row(&last, "s3")["after"]), (&json!(300.0), &json!(150.0)));
    // 500 sellers are 605 in a year; two in five of them need s1 instead of s0.
    let near = |skill: &str, wanted: f64| (row(&last, skill)["after"].as_f64().unwrap() - wanted).abs() < 1e-6;
    assert!(near("s0", 363.0) && near("s1", 382.0), "{last}");
    // The largest difference stands first.
    assert_eq!(last["rows"][0]["skill"], "s1");
}

#[test]
fn a_series_from_outside_gives_its_growth_and_demand_is_at_most_everybody() {
    let paper = paper();
    let series = Series {
        name: "postings s1".into(),
        periods: ["2026-q1", "2026-q2", "2026-q3"].map(String::from).to_vec(),
        values: vec![100.0, 110.0, 121.0],
    };
    let follow = |skill: &str| Follow { skill: skill.into(), series: "postings s1".into() };
    let body = Body { market: vec![follow("s1")], factors: vec![shift("s0", 9.0, "2026-q1")], ..Body::default() };
    let view = compare(&paper.company, &paper.shelf(), &body, std::slice::from_ref(&series), None, None).unwrap();
    let view = serde_json::to_value(view).unwrap();
    assert!((row(&view, "s1")["after"].as_f64().unwrap() - 146.41).abs() < 1e-6);
    assert_eq!(row(&view, "s1")["afterInterval"], Value::Null, "three quarters make no fan");
    // Sellers alone need it: in Oslo nobody but they and the buyers can, in Rome nobody but they.
    assert_eq!(row(&view, "s0")["after"], 600.0);
    assert_eq!(body.judge(&paper.company, &[]), Err(Wrong::Series));
    let twice = Body { market: vec![follow("s1"), follow("s1")], ..Body::default() };
    assert_eq!(twice.judge(&paper.company, std::slice::from_ref(&series)), Err(Wrong::Contradiction));
}

#[test]
fn what_follows_a_market_is_as_uncertain_as_the_market() {
    let paper = paper();
    let values = [100.0, 108.0, 99.0, 118.0, 121.0, 112.0, 140.0, 133.0, 151.0, 146.0, 171.0, 160.0];
    let periods = (0..12).map(|q| format!("{}-q{}", 2024 + q / 4, q % 4 + 1)).collect();
    let series = [Series { name: "postings".into(), periods, values: values.to_vec() }];
    let follow = |skill: &str| Follow { skill: skill.into(), series: "postings".into() };
    let body = Body { market: vec![follow("s1")], ..Body::default() };
    let seen = |period: &str| {
        let view = compare(&paper.company, &paper.shelf(), &body, &series, None, Some(period)).unwrap();
        serde_json::to_value(view).unwrap()
    };
    let view = seen("2027-q4");
    let number = |of: &Value, at: &str| of.pointer(at).and_then(Value::as_f64).unwrap();
    let one = row(&view, "s1");
    let (low, after, high) =
        (number(one, "/afterInterval/low"), number(one, "/after"), number(one, "/afterInterval/high"));
    assert!(low < after && after < high && low > 0.0 && after > 100.0, "{one}");
    // The gap's interval holds both: wider than supply's alone on each side, and no wider than both laid end to end.
    let width = |gap: &Value| {
        (
            number(gap, "/shortage") - number(gap, "/interval/low"),
            number(gap, "/interval/high") - number(gap, "/shortage"),
        )
    };
    let (supply, both) = (width(&one["gapBefore"]), width(&one["gapAfter"]));
    assert!(both.0 > supply.0 && both.1 > supply.1, "{one}");
    assert!(
        (both.0 - supply.0.hypot(after - low)).abs() < 1e-6 && (both.1 - supply.1.hypot(high - after)).abs() < 1e-6
    );
    // What follows nothing is stated.
    assert_eq!(
        (&row(&view, "s3")["afterInterval"], width(&row(&view, "s3")["gapAfter"])),
        (&Value::Null, width(&row(&view, "s3")["gapBefore"]))
    );
    // Sooner is surer.
    let soon = seen("2027-q1");
    assert!(
        number(row(&soon, "s1"), "/afterInterval/high") - number(row(&soon, "s1"), "/afterInterval/low") < high - low
    );
}

#[test]
fn what_contradicts_itself_or_names_nothing_is_refused() {
    let paper = paper();
    let judge = |body: Body| body.judge(&paper.company, &[]).unwrap_err();
    let swaps = |replaced: Vec<Swap>| judge(Body { replaced, ..Body::default() });
    assert_eq!(swaps(vec![swap("s0", "s1", 60.0), swap("s0", "s2", 50.0)]), Wrong::TooMuch);
    assert_eq!(swaps(vec![swap("s0", "s0", 60.0)]), Wrong::Itself);
    assert_eq!(swaps(vec![swap("s0", "s1", 60.0), swap("s1", "s2", 10.0)]), Wrong::Chain);
    assert_eq!(swaps(vec![swap("s0", "s1", 160.0)]), Wrong::Number);
    assert_eq!(swaps(vec![swap("s0", "s9", 10.0)]), Wrong::Skill);
    let shifts = |factors: Vec<Shift>| judge(Body { factors, ..Body::default() });
    assert_eq!(shifts(vec![shift("s0", 2.0, "2027-q1"), shift("s0", 3.0, "2027-q1")]), Wrong::Contradiction);
    assert_eq!(shifts(vec![shift("s0", -1.0, "2027-q1")]), Wrong::Number);
    assert_eq!(shifts(vec![shift("s0", 1.0, "2027")]), Wrong::Period);
    let growth = |role: &str, percent: f64| Growth { role: Some(role.into()), percent };
    let grown = |growth: Vec<Growth>| judge(Body { growth, ..Body::default() });
    assert_eq!(grown(vec![growth("pilot", 1.0)]), Wrong::Role);
    assert_eq!(grown(vec![growth("buyer", 1.0), growth("buyer", 2.0)]), Wrong::Contradiction);
    assert_eq!(grown(vec![growth("buyer", -100.0)]), Wrong::Number);
    assert!(
        Body { replaced: vec![swap("s0", "s1", 60.0), swap("s0", "s2", 40.0)], ..Body::default() }
            .judge(&paper.company, &[])
            .is_ok()
    );
}

#[test]
fn the_first_wrong_line_of_a_plan_is_named_and_nothing_of_it_taken() {
    let paper = paper();
    let head = "role,function,region,period,headcount\nseller,sales,oslo,2027-q1,310\n";
    let wrong = |lines: &str| {
        let error = headcount::read(format!("{head}{lines}").as_bytes(), &paper.company).unwrap_err();
        (error.line(), error.code().to_owned())
    };
    for (lines, line, code) in [
        ("pilot,sales,oslo,2027-q1,3\n", 3, "plan.role"),
        ("buyer,sales,oslo,2027-q1,3\nseller,mars,oslo,2027-q1,3\n", 4, "plan.place"),
        ("seller,sales,oslo,2027-h1,3\n", 3, "plan.period"),
        ("seller,sales,rome,2027-q1,-3\n", 3, "plan.negative"),
        ("seller,sales,rome,2027-q1,three\n", 3, "plan.number"),
        ("seller,sales,oslo,2027-q1,310\n", 3, "plan.twice"),
        ("seller,sales,oslo,2027-q1,311\n", 3, "plan.contradiction"),
        ("seller,sales\n", 3, "plan.unreadable"),
    ] {
        assert_eq!(wrong(lines), (Some(line), code.to_owned()), "{lines}");
    }
    let read = |text: &str| headcount::read(text.as_bytes(), &paper.company).map_err(|e| e.code().to_owned());
    assert_eq!(read("person,score\nMia,3\n"), Err("plan.columns".into()));
    assert_eq!(read("role,function,region,period,headcount\n"), Err("plan.empty".into()));
    let german = "\u{feff}Role;Function;Region;Period;Headcount\r\nseller;sales;oslo;2027-Q1;310\r\n";
    assert_eq!(read(german).unwrap()[0].period, "2027-q1");
    // What the template gives can be brought back as it is.
    let template = headcount::template(&paper.company, plan::quarter::Quarter::of("2027-q1").unwrap());
    assert_eq!(headcount::read(&template, &paper.company).unwrap().len(), 5);
}

#[test]
fn of_many_the_largest_differences_stay_and_it_is_said_how_many_do_not() {
    let mut paper = Paper::new(200);
    for period in PERIODS {
        paper.held("held", "all", period, &[400; 200], 950);
    }
    let swap = |i: usize| Swap { by: format!("s{}", i + 4), percent: 0.5, ..swap("s0", "", 0.0) };
    let body = Body { replaced: (0..190).map(swap).collect(), ..Body::default() };
    let view = seen(&paper, &body, None);
    let rows = view["rows"].as_array().unwrap();
    // The 190 that come, the one that goes, and three that stay.
    assert_eq!((rows.len(), &view["left"], &rows[0]["skill"]), (120, &json!(74), &json!("s0")));
    assert!(rows.iter().all(|r| r["gapAfter"]["interval"]["low"].is_f64()));
}

#[test]
fn without_a_release_there_is_nothing_and_few_answers_make_no_gap() {
    let empty = Paper::new(4);
    let view = seen(&empty, &Body::default(), None);
    assert_eq!(
        view,
        json!({ "over": "company", "period": null, "periods": [], "cells": [], "rows": [], "left": null, "how": [] })
    );
    let mut few = Paper::new(4);
    for period in PERIODS {
        few.held("held", "all", period, &[100, 20, 50, 50], 300);
    }
    let view = seen(&few, &Body::default(), None);
    let row = row(&view, "s0");
    assert_eq!(
        (&row["after"], &row["gapAfter"], &row["notEnough"]["lack"]),
        (&json!(500.0), &Value::Null, &json!("answers"))
    );
}

pub(crate) struct Page {
    guard: Arc<Guard>,
    base: String,
    http: Client,
    cookie: String,
    csrf: String,
    _world: World,
}

impl Page {
    pub(crate) async fn new() -> Page {
        let world = World::new(1).await;
        let mut setup = setup(&world);
        setup.tenant = company::TENANT.into();
        setup.dictionary = skillkeep::sync::Dictionary::parse(company::dictionary(4).to_string().as_bytes()).unwrap();
        setup.pack = company::pack(4);
        setup.positions = company::POSITIONS.into();
        setup.keeper_keys = vec![("keeper-1".into(), company::key().public())];
        setup.recorded = Some(paper().file());
        let insight = Arc::new(Insight::open(setup).await.unwrap());
        let logins = insight.store.logins().await.unwrap();
        let guard = Arc::new(Guard::new(logins, Party::Insight, false, clock(&world), Work::Least).unwrap());
        for (name, role) in [("planner", Role::Planner), ("auditor", Role::Auditor), ("owner", Role::Owner)] {
            guard.set(name, role, "a long password").await.unwrap();
        }
        let socket = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = format!("http://{}/insight/console/plan", socket.local_addr().unwrap());
        let app = serve::app([serve::insight_router(&insight, &guard)]);
        tokio::spawn(async move { axum::serve(socket, app).await.unwrap() });
        let (cookie, csrf) = Default::default();
        Page { guard, base, http: Client::new(), cookie, csrf, _world: world }
    }

    pub(crate) async fn be(&mut self, who: &str) {
        let (value, session) = self.guard.login(who, "a long password").await.unwrap();
        (self.cookie, self.csrf) = (format!("sk-insight={value}"), session.csrf);
    }

    pub(crate) async fn get(&self, path: &str) -> Response {
        self.http.get(format!("{}{path}", self.base)).header(header::COOKIE, &self.cookie).send().await.unwrap()
    }

    pub(crate) async fn see(&self, path: &str) -> Value {
        let answer = self.get(path).await;
        assert_eq!((answer.status().as_u16(), &answer.headers()["cache-control"]), (200, &"no-store".parse().unwrap()));
        serde_json::from_slice(&answer.bytes().await.unwrap()).unwrap()
    }

    pub(crate) async fn send(&self, path: &str, kind: &str, csrf: &str, body: String) -> Response {
        let post = self.http.post(format!("{}{path}", self.base)).header(header::COOKIE, &self.cookie);
        post.header("x-csrf-token", csrf).header("content-type", kind).body(body).send().await.unwrap()
    }

    pub(crate) async fn post(&self, path: &str, body: &Value) -> Response {
        self.send(path, "application/json", &self.csrf, body.to_string()).await
    }

    pub(crate) async fn done(&self, path: &str, body: &Value) -> Value {
        let answer = self.post(path, body).await;
        let (status, bytes) = (answer.status(), answer.bytes().await.unwrap());
        assert_eq!(status, 200, "{path} {}", String::from_utf8_lossy(&bytes));
        serde_json::from_slice(&bytes).unwrap()
    }

    pub(crate) async fn delete(&self, path: &str) -> Response {
        let delete = self.http.delete(format!("{}{path}", self.base)).header(header::COOKIE, &self.cookie);
        delete.header("x-csrf-token", &self.csrf).send().await.unwrap()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_planner_keeps_scenarios_and_nobody_else_sees_them() {
    let mut page = Page::new().await;
    let one = json!({ "name": "Rome grows", "body": { "growth": [{ "role": null, "percent": 10.0 }] } });
    assert_eq!(problem(page.get("/scenarios").await).await, (401, "session.none".into()));
    for who in ["auditor", "owner"] {
        page.be(who).await;
        for path in ["/scenarios", "/headcount", "/compare"] {
            assert_eq!(problem(page.get(path).await).await, (403, "session.role".into()), "{who} {path}");
        }
        assert_eq!(problem(page.post("/scenarios", &one).await).await, (403, "session.role".into()));
    }
    page.be("planner").await;
    let forged = page.send("/scenarios", "application/json", "guessed", one.to_string()).await;
    assert_eq!(problem(forged).await, (403, "session.csrf".into()));
    let empty = page.see("/scenarios").await;
    assert_eq!((&empty["scenarios"], &empty["periods"][0]), (&json!([]), &json!("2027-q1")));
    let roles: Vec<&Value> = empty["roles"].as_array().unwrap().iter().map(|r| &r["id"]).collect();
    assert!(roles.contains(&&json!("buyer")), "{roles:?}");
    assert_eq!(empty["skills"].as_array().unwrap().len(), 4);
    let made = page.done("/scenarios", &one).await;
    assert_eq!((&made["version"], &made["who"], &made["name"]), (&json!(1), &json!("planner"), &json!("Rome grows")));
    let id = made["id"].as_str().unwrap();
    let next = json!({ "id": id, "version": 1, "name": "All grow", "body": made["body"] });
    assert_eq!(page.done("/scenarios", &next).await["version"], 2);
    // Somebody else read version 1.
    assert_eq!(problem(page.post("/scenarios", &next).await).await, (409, "plan.conflict".into()));
    let gone = json!({ "id": "never", "version": 1, "name": "x", "body": {} });
    assert_eq!(problem(page.post("/scenarios", &gone).await).await, (404, "plan.unknown".into()));
    let compared = page.see(&format!("/compare?scenario={id}&period=2027-q4")).await;
    assert!((row(&compared, "s0")["after"].as_f64().unwrap() - 550.0).abs() < 1e-6, "{compared}");
    let wrong = [
        (json!({ "name": " ", "body": {} }), "plan.name"),
        (
            json!({ "name": "x", "body": { "factors": [{ "skill": "s9", "factor": 2.0, "from": "2027-q1" }] } }),
            "plan.skill",
        ),
        (json!({ "name": "x", "body": { "surprise": [] } }), "body.json"),
    ];
    for (body, code) in wrong {
        assert_eq!(problem(page.post("/scenarios", &body).await).await, (400, code.into()));
    }
    assert_eq!(problem(page.get("/compare?scenario=never").await).await, (404, "plan.unknown".into()));
    assert_eq!(problem(page.get("/compare?period=2031-q1").await).await, (404, "figure.unknown".into()));
    assert_eq!(page.delete(&format!("/scenarios/{id}")).await.status(), 204);
    assert_eq!(problem(page.delete(&format!("/scenarios/{id}")).await).await, (404, "plan.unknown".into()));
    assert_eq!(page.see("/scenarios").await["scenarios"], json!([]));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_headcount_plan_goes_out_as_a_template_and_comes_back_checked() {
    let mut page = Page::new().await;
    page.be("planner").await;
    let template = page.get("/headcount").await;
    assert!(template.headers()["content-disposition"].to_str().unwrap().contains("headcount.csv"));
    let template = String::from_utf8(template.bytes().await.unwrap().to_vec()).unwrap();
    assert!(
        template.starts_with("role,function,region,period,headcount\nbuyer,sales,oslo,2027-q1,100\n"),
        "{template}"
    );
    let bring = |kind: &'static str, text: String| page.send("/headcount", kind, &page.csrf, text);
    let rows: Value =
        serde_json::from_slice(&bring("text/csv", template.clone()).await.bytes().await.unwrap()).unwrap();
    assert_eq!(rows["rows"].as_array().unwrap().len(), 5);
    let wrong = bring("text/csv", template.replace("seller,sales,rome", "seller,sales,mars")).await;
    let wrong: Value = serde_json::from_slice(&wrong.bytes().await.unwrap()).unwrap();
    assert_eq!((&wrong["type"], &wrong["line"]), (&json!("urn:skillkeep:error:plan.place"), &json!(6)));
    assert_eq!(problem(bring("application/json", template).await).await, (415, "body.media_type".into()));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_way_adds_up_says_what_it_rests_on_and_leads_to_the_gap() {
    let mut page = Page::new().await;
    page.be("auditor").await;
    assert_eq!(problem(page.get("/waterfall?skill=s2&cell=all").await).await, (403, "session.role".into()));
    page.be("planner").await;
    let way = page.see("/waterfall?skill=s2&cell=all&attrition=8&learning=5&moves=4&hires=12&period=2027-q4").await;
    let at = |step: &str| way["steps"][step]["value"].as_f64().unwrap();
    let sum = at("opening") + at("attrition") + at("learning") + at("mobility") + at("hires");
    assert!((sum - at("closing")).abs() < 1e-6 && at("attrition") < 0.0, "{way}");
    // 280 of 990, of a thousand; 5 % of the others learn it in a year; twelve are hired.
    assert!(
        (at("opening") - 282.83).abs() < 0.01
            && (at("hires") - 12.0).abs() < 1e-6
            && (at("mobility") - 4.0).abs() < 1e-6
    );
    assert!((at("learning") - 0.05 * 717.17).abs() < 0.01, "{way}");
    assert!((way["gap"]["shortage"].as_f64().unwrap() - (400.0 - at("closing"))).abs() < 1e-6);
    for step in ["opening", "attrition", "learning", "mobility", "hires", "closing"] {
        let interval = &way["steps"][step]["interval"];
        let (low, high) = (interval["low"].as_f64().unwrap(), interval["high"].as_f64().unwrap());
        assert!(low < at(step) && at(step) < high, "{step} {interval}");
    }
    assert_eq!(
        (&way["assumed"]["learned"], &way["headcount"], &way["demand"]),
        (&json!(false), &json!(1000), &json!(400.0))
    );
    // Ten more a quarter, of those who had not: the releases say how many learn.
    let learned = page.see("/waterfall?skill=s2&cell=all&attrition=0").await;
    let (closing, wide) = (&learned["steps"]["closing"], &learned["assumed"]["learningInterval"]);
    assert!((closing["value"].as_f64().unwrap() - 322.0).abs() < 4.0, "{learned}");
    assert!(learned["assumed"]["learned"] == true && wide["low"].as_f64() < learned["assumed"]["learning"].as_f64());
    for (asked, code) in [
        ("skill=s2&cell=all&attrition=100", (400, "plan.number")),
        ("skill=s2&cell=all&hires=-1", (400, "plan.number")),
        ("skill=s2&cell=all&learning=NaN", (400, "plan.number")),
        ("skill=s9&cell=all", (404, "figure.unknown")),
        ("skill=s2&cell=mars", (404, "figure.unknown")),
        ("skill=s2&cell=all&period=2026-q1", (404, "figure.unknown")),
        ("skill=s2&cell=all&hires=many", (404, "figure.unknown")),
        ("skill=s2&cell=all&scenario=never", (404, "plan.unknown")),
    ] {
        assert_eq!(problem(page.get(&format!("/waterfall?{asked}")).await).await, (code.0, code.1.into()), "{asked}");
    }
    // Where nothing is released, there is no number.
    let nothing = page.see("/waterfall?skill=s2&cell=region/oslo").await;
    assert_eq!((&nothing["steps"], &nothing["demand"], &nothing["how"]), (&Value::Null, &Value::Null, &json!([])));
}

#[tokio::test(flavor = "multi_thread")]
async fn being_surer_costs_more_and_what_does_not_reach_is_said() {
    let mut page = Page::new().await;
    page.be("planner").await;
    let learn = json!({ "kind": "learn", "name": "Sprint", "cost": 900.0, "yields": 0.7, "sd": 0.1, "most": 80 });
    let hire = json!({ "kind": "hire", "name": "Hires", "cost": 18_000.0, "yields": 0.95, "sd": 0.02, "most": 60 });
    let asked = json!({ "skill": "s2", "cell": "all", "measures": [learn, hire] });
    let forged = page.send("/buy", "application/json", "guessed", asked.to_string()).await;
    assert_eq!(problem(forged).await, (403, "session.csrf".into()));
    let view = page.done("/buy", &asked).await;
    let points = view["points"].as_array().unwrap();
    let sure: Vec<f64> = points.iter().map(|p| p["sure"].as_f64().unwrap()).collect();
    assert_eq!(sure, [0.95, 0.9, 0.8, 0.7, 0.6, 0.5]);
    let costs: Vec<f64> = points.iter().filter_map(|p| p["cost"].as_f64()).collect();
    assert!(costs.len() >= 3 && costs.windows(2).all(|w| w[0] >= w[1]) && costs[0] > costs[costs.len() - 1], "{view}");
    for point in points.iter().filter(|p| !p["people"].is_null()) {
        assert!(point["closes"].as_f64() >= point["sure"].as_f64(), "{point}");
        let spent = point["people"][0].as_f64().unwrap() * 900.0 + point["people"][1].as_f64().unwrap() * 18_000.0;
        assert!((spent - point["cost"].as_f64().unwrap()).abs() < 1e-6 && point["interval"]["low"].is_f64(), "{point}");
    }
    let small = json!({ "skill": "s2", "cell": "all", "measures": [
        { "kind": "contract", "name": "Two", "cost": 1.0, "yields": 1.0, "sd": 0.0, "most": 2 }] });
    assert_eq!(page.done("/buy", &small).await["points"][0]["people"], Value::Null);
    let with = |change: &dyn Fn(&mut Value)| {
        let mut asked = asked.clone();
        change(&mut asked);
        asked
    };
    for (wrong, code) in [
        (with(&|v| v["measures"] = json!([])), (400, "plan.many")),
        (with(&|v| v["measures"][0]["cost"] = json!(-1.0)), (400, "plan.number")),
        (with(&|v| v["measures"][0]["yields"] = json!(1.5)), (400, "plan.number")),
        (with(&|v| v["measures"][0]["kind"] = json!("pray")), (400, "body.json")),
        (with(&|v| v["skill"] = json!("s9")), (404, "figure.unknown")),
    ] {
        assert_eq!(problem(page.post("/buy", &wrong).await).await, (code.0, code.1.into()), "{wrong}");
    }
}

#[test]
fn the_routes_are_these_and_no_others() {
    let routes: Vec<String> =
        plan::routes().iter().map(|(m, p)| format!("{m} {}", p.trim_start_matches("/insight/console"))).collect();
    let expected = [
        "GET /plan/scenarios",
        "POST /plan/scenarios",
        "DELETE /plan/scenarios/{id}",
        "GET /plan/headcount",
        "POST /plan/headcount",
        "GET /plan/compare",
        "GET /plan/waterfall",
        "POST /plan/buy",
        "GET /plan/bridges",
        "GET /plan/series",
        "POST /plan/series",
        "DELETE /plan/series/{id}",
    ];
    assert_eq!(routes, expected);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_series_is_kept_forecast_as_an_index_and_can_lead_a_scenario() {
    let mut page = Page::new().await;
    page.be("planner").await;
    let mut table = "series,period,value\n".to_owned();
    for (i, period) in PERIODS.iter().enumerate() {
        table += &format!("Postings of s1,{period},{}\nWeb searches,{period},{}\n", 100 + 5 * i, 40 + (i % 2));
    }
    let bring = |text: String| page.send("/series", "text/csv", &page.csrf, text);
    let view: Value = serde_json::from_slice(&bring(table.clone()).await.bytes().await.unwrap()).unwrap();
    assert_eq!(view, page.see("/series").await);
    let one = &view["series"][0];
    assert_eq!(
        (&one["name"], &one["values"][8], &one["points"][3]["period"]),
        (&json!("Postings of s1"), &json!(100.0), &json!("2027-q4"))
    );
    let point = &one["points"][3];
    let end = |band: &str, side: &str| point[band][side].as_f64().unwrap();
    assert!(end("p95", "low") < end("p50", "low") && end("p50", "high") < end("p95", "high"), "{point}");
    assert!(end("p95", "low") < 114.0 && 114.0 < end("p95", "high") && one["growth"].as_f64() > Some(0.03), "{one}");
    let body =
        json!({ "name": "As the market", "body": { "market": [{ "skill": "s1", "series": "Postings of s1" }] } });
    let id = page.done("/scenarios", &body).await["id"].as_str().unwrap().to_owned();
    let compared = page.see(&format!("/compare?scenario={id}")).await;
    assert!(row(&compared, "s1")["difference"].as_f64() > Some(10.0), "{compared}");
    for (wrong, line, code) in [
        ("series,period,value\na,2026-q1,1\na,2026-q2,0\n", 3, "plan.number"),
        ("series,period,value\na,2026-q1,1\na,2026-13,2\n", 3, "plan.period"),
        ("series,period,value\na,2026-q1,1\na,2026-q1,1\n", 3, "plan.twice"),
        ("series,period,value\na,2026-q1,1\na,2026-q1,2\n", 3, "plan.contradiction"),
        ("series,period,value\na,2026-q1,1\na,2026-q2,2\na,2026-q4,2\n", 2, "plan.short"),
        ("series,period,value\n,2026-q1,1\n", 2, "plan.name"),
        ("series,value\na,1\n", 1, "plan.columns"),
    ] {
        let answer: Value = serde_json::from_slice(&bring(wrong.to_owned()).await.bytes().await.unwrap()).unwrap();
        let found =
            (answer["line"].as_u64(), answer["type"].as_str().unwrap().trim_start_matches("urn:skillkeep:error:"));
        assert_eq!(found, (Some(line), code), "{wrong}");
    }
    assert_eq!(page.see("/series").await["series"].as_array().unwrap().len(), 2, "nothing of a wrong file was kept");
    assert_eq!(page.delete("/series/Postings%20of%20s1").await.status(), 204);
    assert_eq!(problem(page.delete("/series/Postings%20of%20s1").await).await, (404, "plan.unknown".into()));
    // The scenario that rested on it says so.
    assert_eq!(problem(page.get(&format!("/compare?scenario={id}")).await).await, (400, "plan.series".into()));
    page.be("auditor").await;
    assert_eq!(problem(page.get("/series").await).await, (403, "session.role".into()));
}
