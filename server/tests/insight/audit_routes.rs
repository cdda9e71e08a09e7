//! The audit over HTTP: who sees it, what a pack is, and findings that only grow.

use std::sync::Arc;

use reqwest::{Client, Response, header};
use serde_json::{Value, json};
use skillkeep::sync::Dictionary;
use skillkeep_server::audit::Evidence;
use skillkeep_server::audit::unpack::unpack;
use skillkeep_server::audit::verify::{Trust, verify};
use skillkeep_server::console::password::Work;
use skillkeep_server::console::{Guard, Party, Role};
use skillkeep_server::insight::Insight;
use skillkeep_server::serve;

use crate::audit::paper;
use crate::company;
use crate::worker::{clock, setup};
use crate::world::{World, problem};

const PASSWORD: &str = "a long password";

struct Page {
    guard: Arc<Guard>,
    base: String,
    http: Client,
    cookie: String,
    csrf: String,
    _world: World,
}

impl Page {
    async fn new(released: bool) -> Page {
        let world = World::new(1).await;
        let (paper, dictionary) = paper();
        let mut setup = setup(&world);
        setup.tenant = company::TENANT.into();
        setup.dictionary = Dictionary::parse(&dictionary).unwrap();
        setup.evidence = Evidence { dictionary, ..Evidence::default() };
        setup.pack = company::pack(4);
        setup.keeper_keys = vec![("keeper-1".into(), company::key().public())];
        setup.recorded = released.then(|| paper.file());
        let insight = Arc::new(Insight::open(setup).await.unwrap());
        let logins = insight.store.logins().await.unwrap();
        let guard = Arc::new(Guard::new(logins, Party::Insight, false, clock(&world), Work::Least).unwrap());
        for role in [Role::Planner, Role::Auditor, Role::Owner, Role::Admin] {
            guard.set(role.word(), role, PASSWORD).await.unwrap();
        }
        let socket = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = format!("http://{}/insight/console/", socket.local_addr().unwrap());
        let app = serve::app([serve::insight_router(&insight, &guard)]);
        tokio::spawn(async move { axum::serve(socket, app).await.unwrap() });
        Page { guard, base, http: Client::new(), cookie: String::new(), csrf: String::new(), _world: world }
    }

    async fn be(&mut self, who: Role) {
        let (value, session) = self.guard.login(who.word(), PASSWORD).await.unwrap();
        (self.cookie, self.csrf) = (format!("sk-insight={value}"), session.csrf);
    }

    async fn get(&self, path: &str) -> Response {
        self.http.get(format!("{}{path}", self.base)).header(header::COOKIE, &self.cookie).send().await.unwrap()
    }

    async fn post(&self, kind: &str, csrf: &str, body: String) -> Response {
        let post = self.http.post(format!("{}audit/findings", self.base)).header(header::COOKIE, &self.cookie);
        post.header("x-csrf-token", csrf).header("content-type", kind).body(body).send().await.unwrap()
    }

    async fn tell(&self, told: Value) -> Response {
        self.post("application/json", &self.csrf, told.to_string()).await
    }
}

async fn json_of(answer: Response) -> Value {
    assert_eq!(answer.status(), 200);
    serde_json::from_slice(&answer.bytes().await.unwrap()).unwrap()
}

fn found() -> Value {
    json!({ "period": "2026-q3", "measure": "stretch", "subject": "Women are offered less", "owner": "Learning", "state": "open", "note": "" })
}

const ROUTES: [&str; 4] = ["audit", "audit/pack", "audit/findings", "audit/schedule.ics"];

#[tokio::test(flavor = "multi_thread")]
async fn only_auditors_see_the_audit_and_only_with_the_sessions_token_is_anything_changed() {
    let mut page = Page::new(true).await;
    for route in ROUTES {
        assert_eq!(problem(page.get(route).await).await, (401, "session.none".into()), "{route}");
    }
    assert_eq!(problem(page.tell(found()).await).await, (401, "session.none".into()));
    for role in [Role::Planner, Role::Owner, Role::Admin] {
        page.be(role).await;
        for route in ROUTES {
            assert_eq!(problem(page.get(route).await).await, (403, "session.role".into()), "{route} {role:?}");
        }
        assert_eq!(problem(page.tell(found()).await).await, (403, "session.role".into()), "{role:?}");
    }
    page.be(Role::Auditor).await;
    for route in ROUTES {
        let answer = page.get(route).await;
        assert_eq!(answer.status(), 200, "{route}");
        assert_eq!(
            (&answer.headers()["cache-control"], &answer.headers()["x-content-type-options"]),
            (&"no-store".parse().unwrap(), &"nosniff".parse().unwrap()),
            "{route}"
        );
    }
    let text = found().to_string();
    for wrong in ["", "0123456789abcdef0123456789abcdef"] {
        assert_eq!(
            problem(page.post("application/json", wrong, text.clone()).await).await,
            (403, "session.csrf".into())
        );
    }
    assert_eq!(json_of(page.get("audit/findings").await).await, json!([]), "nothing was kept");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_pack_that_is_downloaded_holds_in_both_languages_and_another_period_has_none() {
    let mut page = Page::new(true).await;
    page.be(Role::Auditor).await;
    let trust = Trust { pin: None, keys: vec![("keeper-1".into(), company::key().public())] };
    for (query, word) in [("", "Impact ratio"), ("?lang=de-DE&period=2026-q3", "Verhältnis der Quoten")] {
        let answer = page.get(&format!("audit/pack{query}")).await;
        assert_eq!(
            (answer.status().as_u16(), &answer.headers()["content-type"]),
            (200, &"application/zip".parse().unwrap())
        );
        assert!(answer.headers()["content-disposition"].to_str().unwrap().contains("audit-pack.zip"));
        let bytes = answer.bytes().await.unwrap();
        assert!(verify(&bytes, &trust).holds(), "{:?}", verify(&bytes, &trust));
        let html = String::from_utf8(unpack(&bytes).unwrap()["audit.html"].clone()).unwrap();
        assert!(html.contains(word), "{query}");
    }
    for query in ["period=1999-q1", "period=2026-q2"] {
        let answer = page.get(&format!("audit/pack?{query}")).await;
        assert_eq!(problem(answer).await, (404, "figure.unknown".into()), "{query}");
    }
    assert_eq!(problem(page.get("audit?period=1999-q1").await).await, (404, "figure.unknown".into()));
    let mut empty = Page::new(false).await;
    empty.be(Role::Auditor).await;
    assert_eq!(problem(empty.get("audit/pack").await).await, (404, "figure.unknown".into()));
    assert_eq!(json_of(empty.get("audit").await).await["period"], Value::Null);
}

#[tokio::test(flavor = "multi_thread")]
async fn findings_go_from_open_to_closed_with_a_reason_and_what_is_not_known_is_refused() {
    let mut page = Page::new(true).await;
    page.be(Role::Auditor).await;
    let first = json_of(page.tell(found()).await).await;
    assert_eq!(
        (&first[0]["number"], &first[0]["steps"][0]["who"], &first[0]["steps"][0]["state"]),
        (&json!(1), &json!("auditor"), &json!("open"))
    );
    let step = |number: u64, steps: u64, state: &str, note: &str| json!({ "number": number, "steps": steps, "owner": "Learning", "state": state, "note": note });
    let refused = [
        (step(7, 1, "open", ""), 404, "finding.unknown"),
        (step(1, 1, "fixed", ""), 400, "finding.incomplete"),
        (step(1, 1, "explained", "  "), 400, "finding.incomplete"),
        (step(1, 0, "fixed", "Changed"), 409, "finding.conflict"),
        (step(1, 1, "closed", "Done"), 400, "body.json"),
        (json!({ "number": 1 }), 400, "body.json"),
    ];
    for (told, status, code) in refused {
        assert_eq!(problem(page.tell(told.clone()).await).await, (status, code.into()), "{told}");
    }
    let with = |name: &str, value: Value| {
        let mut told = found();
        told[name] = value;
        told
    };
    let refused = [
        (with("period", json!("1999-q1")), "finding.subject"),
        (with("measure", json!("held-nowhere")), "finding.subject"),
        (with("subject", json!(" ")), "finding.incomplete"),
        (with("owner", json!("x".repeat(201))), "finding.incomplete"),
        (with("who", json!("somebody else")), "body.json"),
    ];
    for (told, code) in refused {
        assert_eq!(problem(page.tell(told.clone()).await).await, (400, code.into()), "{told}");
    }
    assert_eq!(
        problem(page.post("text/plain", &page.csrf, found().to_string()).await).await,
        (415, "body.media_type".into())
    );
    assert_eq!(
        problem(page.post("application/json", &page.csrf, "x".repeat(20_000)).await).await,
        (413, "body.too_large".into())
    );
    json_of(page.tell(step(1, 1, "explained", "Part-time contracts")).await).await;
    json_of(page.tell(step(1, 2, "open", "It came back")).await).await;
    let all = json_of(page.get("audit/findings").await).await;
    let states: Vec<&str> = all[0]["steps"].as_array().unwrap().iter().map(|s| s["state"].as_str().unwrap()).collect();
    assert_eq!(states, ["open", "explained", "open"], "a closed finding may be opened again");
}
