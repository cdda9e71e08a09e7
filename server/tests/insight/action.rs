//! From a shortfall to an entry in every browser: who may do what, what is refused, and that the list is what browsers believe.

use std::sync::Arc;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use ed25519_dalek::{Signature, VerifyingKey};
use reqwest::{Client, Response, header};
use serde_json::{Value, json};
use skillkeep::catalog::{ACTIONS_TYPE, Actions};
use skillkeep::taxonomy::Taxonomy;
use skillkeep::trust::{Envelope, pae};
use skillkeep_server::action::ActionsKey;
use skillkeep_server::action::change::change;
use skillkeep_server::action::proposal::{Ends, Kind, Plan, Proposal, Seen};
use skillkeep_server::action::state::Act;
use skillkeep_server::action::store::{Action, Step};
use skillkeep_server::console::password::Work;
use skillkeep_server::console::{Guard, Party, Role};
use skillkeep_server::insight::{Insight, InsightSetup};
use skillkeep_server::problem::Refused;
use skillkeep_server::serve;

use crate::company::{self, PERIODS, Paper, TENANT};
use crate::worker::{clock, setup};
use crate::world::{World, problem};

const CATALOGUE: &str = r#"{"format":"skillkeep-catalogue/1","version":1,"items":[
  {"id":"basics","title":"Basics","modality":"course","minutes":60,"skills":[{"skill":"s3","from":0,"to":2}]},
  {"id":"more","title":"More","modality":"video","minutes":30,"skills":[{"skill":"s3","from":1,"to":3},{"skill":"s1","from":0,"to":1}]},
  {"id":"other","title":"Other","modality":"course","minutes":60,"skills":[{"skill":"s1","from":0,"to":2}]},
  {"id":"old","title":"Old","modality":"course","minutes":60,"retired":true,"skills":[{"skill":"s3","from":0,"to":2}]},
  {"id":"a-gig","title":"A gig","modality":"gig","minutes":600,"skills":[{"skill":"s3","from":1,"to":2}],"starts":"2027-01-01","ends":"2027-02-01","contact":"x@acme.example"}]}"#;

/// Of s3 four hundred are asked for and about two hundred have it, in every release.
fn paper() -> Paper {
    let mut paper = Paper::new(4);
    for period in PERIODS.iter().take(8) {
        paper.held("held", "all", period, &[520, 300, 500, 200], 1000);
    }
    paper
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
    async fn with(change: impl FnOnce(&mut InsightSetup)) -> Page {
        let world = World::new(1).await;
        let mut setup = setup(&world);
        setup.tenant = TENANT.into();
        setup.dictionary = skillkeep::sync::Dictionary::parse(company::dictionary(4).to_string().as_bytes()).unwrap();
        setup.pack = company::pack(4);
        setup.positions = company::POSITIONS.as_bytes().to_vec();
        setup.catalogue = Some(CATALOGUE.as_bytes().to_vec());
        setup.keeper_keys = vec![("keeper-1".into(), company::key().public())];
        setup.recorded = Some(paper().file());
        change(&mut setup);
        let insight = Arc::new(Insight::open(setup).await.unwrap());
        let logins = insight.store.logins().await.unwrap();
        let guard = Arc::new(Guard::new(logins, Party::Insight, false, clock(&world), Work::Least).unwrap());
        let users = [
            ("ann", Role::Planner),
            ("ben", Role::Planner),
            ("auditor", Role::Auditor),
            ("owner", Role::Owner),
            ("admin", Role::Admin),
        ];
        for (name, role) in users {
            guard.set(name, role, "a long password").await.unwrap();
        }
        let socket = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = format!("http://{}/insight", socket.local_addr().unwrap());
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
        let get = self.http.get(format!("{}/console/actions{path}", self.base));
        get.header(header::COOKIE, &self.cookie).send().await.unwrap()
    }

    async fn see(&self, path: &str) -> Value {
        let answer = self.get(path).await;
        assert_eq!(answer.status(), 200, "{path}");
        serde_json::from_slice(&answer.bytes().await.unwrap()).unwrap()
    }

    async fn post_as(&self, path: &str, csrf: &str, body: &Value) -> Response {
        let post = self.http.post(format!("{}/console/actions{path}", self.base)).header(header::COOKIE, &self.cookie);
        let post = post.header("x-csrf-token", csrf).header("content-type", "application/json");
        post.body(body.to_string()).send().await.unwrap()
    }

    async fn refused(&self, path: &str, body: &Value) -> (u16, String) {
        problem(self.post_as(path, &self.csrf, body).await).await
    }

    async fn done(&self, path: &str, body: &Value) -> Value {
        let answer = self.post_as(path, &self.csrf, body).await;
        assert_eq!(answer.status(), 200, "{body}");
        serde_json::from_slice(&answer.bytes().await.unwrap()).unwrap()
    }

    async fn step(&self, number: u64, steps: u64, act: &str) -> Value {
        self.done("/act", &json!({ "number": number, "steps": steps, "act": act, "note": "Said so." })).await
    }

    /// The list as a browser gets it: no cookie.
    async fn list(&self, tag: Option<&str>) -> Response {
        let get = self.http.get(format!("{}/actions", self.base));
        let get = if let Some(tag) = tag { get.header(header::IF_NONE_MATCH, tag) } else { get };
        get.send().await.unwrap()
    }

    /// What is in it, after its signature was checked as a browser does.
    async fn entries(&self) -> (u64, Vec<Value>) {
        let bytes = self.list(None).await.bytes().await.unwrap();
        let (envelope, payload) = Envelope::parse(&bytes, ACTIONS_TYPE).unwrap();
        let key = VerifyingKey::from_bytes(&ActionsKey::new("", &[5; 32]).public()).unwrap();
        let signed = &envelope.signatures[0];
        let signature: [u8; 64] = STANDARD.decode(&signed.sig).unwrap().try_into().unwrap();
        key.verify_strict(&pae(ACTIONS_TYPE, &payload), &Signature::from_bytes(&signature)).unwrap();
        assert_eq!(signed.keyid, "actions-1");
        let taxonomy = Taxonomy::open(&company::pack(4)).unwrap();
        let read = Actions::read(&payload, TENANT, &taxonomy).unwrap();
        let list: Value = serde_json::from_slice(&payload).unwrap();
        (read.version, list["items"].as_array().unwrap().clone())
    }
}

fn sprint() -> Value {
    json!({ "skill": "s3", "cell": "all", "people": 50, "note": "Rome asks.",
        "plan": { "kind": "sprint", "title": "Sprint: Skill 3", "summary": "Four weeks.", "items": ["basics", "more"], "ends": "2027-03-01" } })
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sprint_goes_from_proposal_to_every_browser_and_back_out() {
    let mut page = Page::with(|_| {}).await;
    assert_eq!(page.entries().await.1.len(), 0, "an empty list is signed too");
    page.be("ann").await;
    let offered: Vec<String> = page
        .see("/items?skill=s3")
        .await
        .as_array()
        .unwrap()
        .iter()
        .map(|i| i["id"].as_str().unwrap().into())
        .collect();
    assert_eq!(offered, ["basics", "more"], "neither the tombstone nor the gig");
    let made = page.done("", &sprint()).await;
    let one = &made["actions"][0];
    assert_eq!((&one["number"], &one["state"], &one["own"]), (&json!(1), &json!("proposed"), &json!(true)));
    let seen = &one["proposal"]["shortfall"];
    assert_eq!((&seen["label"], &seen["cellLabel"], &seen["demand"]), (&json!("Skill 3"), &json!("Acme"), &json!(400)));
    assert!(seen["probability"].as_f64() > Some(0.95) && seen["interval"]["low"].as_f64() > Some(50.0), "{seen}");
    assert_eq!(one["proposal"]["titles"], json!(["Basics", "More"]));
    assert_eq!(one["steps"][0]["who"], "ann");
    // The second pair of eyes is not her own.
    assert_eq!(one["may"], json!(["withdraw"]));
    let approve = json!({ "number": 1, "steps": 1, "act": "approve" });
    assert_eq!(page.refused("/act", &approve).await, (403, "action.second_person".into()));
    page.be("ben").await;
    let publish = json!({ "number": 1, "steps": 1, "act": "publish" });
    assert_eq!(page.refused("/act", &publish).await, (409, "action.state".into()), "not approved yet");
    page.step(1, 1, "approve").await;
    assert_eq!(page.refused("/act", &approve).await, (409, "action.conflict".into()), "he had read an older one");
    assert_eq!(page.entries().await.1.len(), 0, "approved is not published: nothing happens by itself");
    let before = page.list(None).await.headers()["etag"].to_str().unwrap().to_owned();
    page.step(1, 2, "publish").await;
    let (version, entries) = page.entries().await;
    let entry = &entries[0];
    assert_eq!(
        (&entry["id"], &entry["minutes"], &entry["modality"]),
        (&json!("action-1"), &json!(90), &json!("course"))
    );
    assert_eq!(entry["skills"], json!([{ "skill": "s3", "from": 0.0, "to": 3.0 }]));
    assert_eq!((&entry["summary"], &entry["provider"]), (&json!("Four weeks. Basics · More"), &json!("Acme")));
    assert!(!entry.to_string().contains("ann") && !entry.to_string().contains("0.9"), "neither who nor how likely");
    let answer = page.list(Some(&before)).await;
    assert_eq!(answer.status(), 200, "another list has another tag");
    let tag = answer.headers()["etag"].to_str().unwrap().to_owned();
    let same = page.list(Some(&tag)).await;
    assert_eq!((same.status().as_u16(), same.bytes().await.unwrap().len()), (304, 0));
    let withdraw = json!({ "number": 1, "steps": 3, "act": "withdraw" });
    assert_eq!(page.refused("/act", &withdraw).await, (400, "action.note".into()), "taking back wants a reason");
    let ended = page.step(1, 3, "end").await;
    assert_eq!((&ended["actions"][0]["state"], &ended["actions"][0]["may"]), (&json!("ended"), &json!([])));
    let (later, entries) = page.entries().await;
    assert!(entries.is_empty() && later >= version);
    let acts: Vec<&str> =
        ended["actions"][0]["steps"].as_array().unwrap().iter().map(|s| s["act"].as_str().unwrap()).collect();
    assert_eq!(acts, ["propose", "approve", "publish", "end"], "the trail keeps every step");
}

#[tokio::test(flavor = "multi_thread")]
async fn coaches_and_gigs_become_entries_without_names_of_people() {
    let mut page = Page::with(|_| {}).await;
    page.be("ann").await;
    let coaches =
        json!({ "kind": "coaches", "title": "4 coaches for Skill 3", "count": 4, "minutes": 45, "from": 0, "to": 2 });
    let gig = json!({ "kind": "gig", "title": "Build it", "minutes": 1200, "from": 1, "to": 3, "also": ["s1"],
        "starts": "2027-01-11", "ends": "2027-02-01", "contact": "gigs@acme.example" });
    for plan in [coaches, gig] {
        page.done("", &json!({ "skill": "s3", "cell": "all", "people": 50, "plan": plan })).await;
    }
    page.be("ben").await;
    for number in [1, 2] {
        page.step(number, 1, "approve").await;
        page.step(number, 2, "publish").await;
    }
    let entries = page.entries().await.1;
    let modalities: Vec<&Value> = entries.iter().map(|e| &e["modality"]).collect();
    assert_eq!(modalities, ["coaching_prompt", "gig"]);
    assert_eq!(entries[1]["skills"].as_array().unwrap().len(), 2);
    assert_eq!((&entries[1]["contact"], &entries[1]["ends"]), (&json!("gigs@acme.example"), &json!("2027-02-01")));
}

#[tokio::test(flavor = "multi_thread")]
async fn who_may_not_and_what_does_not_fit_is_refused() {
    let mut page = Page::with(|_| {}).await;
    assert_eq!(problem(page.get("").await).await, (401, "session.none".into()));
    for who in ["owner", "admin"] {
        page.be(who).await;
        assert_eq!(problem(page.get("").await).await, (403, "session.role".into()), "{who}");
    }
    page.be("ann").await;
    page.done("", &sprint()).await;
    assert_eq!(problem(page.post_as("", "forged", &sprint()).await).await, (403, "session.csrf".into()));
    page.be("auditor").await;
    assert_eq!(page.see("").await["actions"][0]["may"], json!([]), "reads the trail and decides nothing");
    assert_eq!(page.refused("", &sprint()).await, (403, "session.role".into()));
    let approve = json!({ "number": 1, "steps": 1, "act": "approve" });
    assert_eq!(page.refused("/act", &approve).await, (403, "session.role".into()));
    assert_eq!(problem(page.get("/change?number=1").await).await, (403, "session.role".into()));
    page.be("ann").await;
    let changed = |path: &str, value: Value| {
        let mut told = sprint();
        *told.pointer_mut(path).unwrap() = value;
        told
    };
    let cases = [
        (changed("/plan/items", json!([])), "action.items"),
        (changed("/plan/items", json!(["basics", "basics"])), "action.items"),
        (changed("/plan/items", json!(["other"])), "action.items"),
        (changed("/plan/items", json!(["old"])), "action.items"),
        (changed("/plan/title", json!(" ")), "action.incomplete"),
        (changed("/plan/title", json!("x".repeat(121))), "action.incomplete"),
        (changed("/plan/ends", json!("soon")), "action.entry"),
        (changed("/skill", json!("s9")), "action.shortfall"),
        (changed("/cell", json!("region/mars")), "action.shortfall"),
        (changed("/plan/kind", json!("party")), "body.json"),
        (changed("/note", json!("x".repeat(2001))), "action.note"),
        (
            changed("/plan", json!({ "kind": "gig", "title": "Gig", "minutes": 60, "from": 0, "to": 1 })),
            "action.incomplete",
        ),
        (
            changed("/plan", json!({ "kind": "coaches", "title": "C", "count": 2, "minutes": 30, "from": 3, "to": 1 })),
            "action.entry",
        ),
        (
            changed("/plan", json!({ "kind": "coaches", "title": "C", "minutes": 30, "from": 0, "to": 1 })),
            "action.incomplete",
        ),
    ];
    for (told, code) in cases {
        assert_eq!(page.refused("", &told).await, (400, code.into()), "{told}");
    }
    assert_eq!(page.see("").await["actions"].as_array().unwrap().len(), 1, "nothing refused was kept");
    let unknown = json!({ "number": 9, "steps": 1, "act": "approve" });
    assert_eq!(page.refused("/act", &unknown).await, (404, "action.unknown".into()));
    let long = json!({ "number": 1, "steps": 1, "act": "withdraw", "note": "x".repeat(20_000) });
    assert_eq!(page.refused("/act", &long).await, (413, "body.too_large".into()));
    assert_eq!(problem(page.get("/items?skill=s9").await).await, (404, "skill.unknown".into()));
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_key_nothing_is_published_and_without_a_catalogue_no_sprint_is_proposed() {
    let mut page = Page::with(|setup| (setup.actions_key, setup.catalogue) = (None, None)).await;
    assert_eq!(problem(page.list(None).await).await, (404, "route.unknown".into()));
    page.be("ann").await;
    assert_eq!(page.refused("", &sprint()).await, (400, "action.catalogue".into()));
    let plan = json!({ "kind": "coaches", "title": "Coaches", "count": 2, "minutes": 30, "from": 0, "to": 1 });
    page.done("", &json!({ "skill": "s3", "cell": "all", "people": 50, "plan": plan })).await;
    page.be("ben").await;
    page.step(1, 1, "approve").await;
    let publish = json!({ "number": 1, "steps": 2, "act": "publish" });
    assert_eq!(page.refused("/act", &publish).await, (409, "action.no_key".into()));
    let seen = page.see("").await;
    assert_eq!(
        (&seen["key"], &seen["catalogue"], &seen["actions"][0]["state"]),
        (&json!(false), &json!(false), &json!("approved"))
    );
}

/// An action of s3 in the whole company that was published on that day.
fn published(day: &str) -> Action {
    let at = skillkeep::sync::Day::parse(day).unwrap().start().0;
    let step = |act| Step { act, note: String::new(), who: "ann".into(), at };
    let ends = Ends { low: Some(1.0), high: None };
    let shortfall = Seen {
        skill: "s3".into(),
        label: "Skill 3".into(),
        cell: "all".into(),
        cell_label: "Acme".into(),
        people: 1,
        demand: 400,
        ahead: 4,
        interval: ends,
        probability: 0.9,
    };
    let plan: Plan = serde_json::from_value(json!({ "kind": "sprint", "title": "Sprint" })).unwrap();
    assert_eq!(plan.kind, Kind::Sprint);
    let proposal = Proposal { shortfall, plan, titles: Vec::new() };
    Action { number: 1, proposal, steps: vec![step(Act::Propose), step(Act::Approve), step(Act::Publish)] }
}

#[test]
fn the_change_is_between_periods_that_lie_wholly_before_and_after() {
    let mut paper = Paper::new(4);
    for (period, held) in PERIODS.iter().zip([200, 200, 200, 200, 200, 260, 320]) {
        paper.held("held", "all", period, &[500, 300, 500, held], 1000);
    }
    let (company, shelf) = (&paper.company, paper.shelf());
    // Published within 2026-q1: that quarter is neither.
    let found = change(company, &shelf, &published("2026-02-10")).unwrap();
    let seen = found.released().unwrap();
    let (before, now) = (seen.before.as_ref().unwrap(), seen.now.as_ref().unwrap());
    assert_eq!((before.period.as_str(), now.period.as_str(), seen.how.len()), ("2025-q4", "2026-q2", 2));
    let since = seen.change.unwrap();
    assert!((since.value - 0.12).abs() < 0.001 && since.interval.low > 0.05 && since.interval.high < 0.19, "{since:?}");
    // Nothing began after it: there is a before, and not enough data.
    let found = change(company, &shelf, &published("2026-05-10")).unwrap();
    let seen = found.released().unwrap();
    assert!(seen.before.is_some() && seen.now.is_none() && seen.change.is_none() && seen.not_enough.is_some());
    let mut never = published("2026-02-10");
    never.steps.truncate(2);
    assert_eq!(change(company, &shelf, &never).unwrap_err(), Refused::Figure);
    let none = change(&Paper::new(4).company, &Paper::new(4).shelf(), &published("2026-02-10")).unwrap();
    assert!(none.released().is_none());
}
