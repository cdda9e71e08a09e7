//! The company's vocabulary over real HTTP and a real file: found, proposed, decided once, taken back, released; and nothing of it
//! about a person.

use std::sync::Arc;

use reqwest::{Client, Response, header};
use serde_json::{Value, json};
use skillkeep::taxonomy::change::{ChangeEntry, ChangeKind, ChangeLog};
use skillkeep::taxonomy::{
    LocalNames, Market, PackSource, Relation, RoleSource, SkillKind, SkillSource, SourceNotice, Taxonomy, compile,
};
use skillkeep_server::console::password::Work;
use skillkeep_server::console::{Guard, Party, Role};
use skillkeep_server::insight::{Insight, InsightSetup};
use skillkeep_server::{serve, taxonomy};

use crate::company;
use crate::worker::{clock, setup};
use crate::world::{World, problem};

/// A thousand skills that nobody asks for, and a few with something to say.
fn pack() -> Vec<u8> {
    let bare = |id: &str, label: &str| SkillSource { id: id.into(), label: label.into(), ..SkillSource::default() };
    let mut skills: Vec<SkillSource> =
        (0..10_050).map(|i| bare(&format!("n{i:05}"), &format!("Skill {i:05}"))).collect();
    skills.push(SkillSource {
        aliases: vec!["py".into()],
        description: "Programs in Python.".into(),
        uri: "urn:python".into(),
        relations: vec![(Relation::Broader, "code".into())],
        kind: SkillKind::Technology,
        market: Market { hot: true, in_demand: true },
        also: vec![(1, "43232402".into())],
        names: vec![LocalNames { language: "de".into(), label: "Python-Programmierung".into(), aliases: Vec::new() }],
        former: vec!["Python 2".into()],
        ..bare("python", "Python")
    });
    skills.push(bare("code", "Programming"));
    let was = ChangeEntry {
        version: "1".into(),
        day: "2026-02-03".into(),
        kind: ChangeKind::Rename,
        subject: "pip".into(),
        label: "easy_install".into(),
        reason: "It is called so.".into(),
        ..ChangeEntry::default()
    };
    skills.push(SkillSource { history: vec![was], ..bare("pip", "pip") });
    skills.push(SkillSource { retired: true, successor: Some("python".into()), ..bare("py2", "Python two") });
    let source =
        |name: &str, notice: &str| SourceNotice { source: name.into(), version: "1".into(), notice: notice.into() };
    let needs = vec![("python".to_owned(), 3.0, true)];
    let role = RoleSource {
        id: "dev".into(),
        label: "Developer".into(),
        function: "data".into(),
        needs,
        ..RoleSource::default()
    };
    let sources = vec![source("own", ""), source("onet", "By O*NET, CC BY 4.0.")];
    compile(&PackSource { sources, skills, roles: vec![role] }).unwrap()
}

struct Page {
    insight: Arc<Insight>,
    guard: Arc<Guard>,
    base: String,
    http: Client,
    cookie: String,
    csrf: String,
    // The files go with it.
    _world: World,
}

impl Page {
    async fn new() -> Page {
        Page::with(|_| ()).await
    }

    async fn with(change: impl FnOnce(&mut InsightSetup)) -> Page {
        let world = World::new(1).await;
        let mut setup = setup(&world);
        setup.pack = pack();
        change(&mut setup);
        let insight = Arc::new(Insight::open(setup).await.unwrap());
        let logins = insight.store.logins().await.unwrap();
        let guard = Arc::new(Guard::new(logins, Party::Insight, false, clock(&world), Work::Least).unwrap());
        for (name, role) in
            [("owner", Role::Owner), ("planner", Role::Planner), ("auditor", Role::Auditor), ("admin", Role::Admin)]
        {
            guard.set(name, role, "a long password").await.unwrap();
        }
        let socket = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = format!("http://{}/insight/console/", socket.local_addr().unwrap());
        let app = serve::app([serve::insight_router(&insight, &guard)]);
        tokio::spawn(async move { axum::serve(socket, app).await.unwrap() });
        let (cookie, csrf) = Default::default();
        Page { insight, guard, base, http: Client::new(), cookie, csrf, _world: world }
    }

    async fn be(&mut self, who: &str) {
        let (value, session) = self.guard.login(who, "a long password").await.unwrap();
        (self.cookie, self.csrf) = (format!("sk-insight={value}"), session.csrf);
    }

    async fn get(&self, path: &str) -> Response {
        self.http.get(format!("{}taxonomy{path}", self.base)).header(header::COOKIE, &self.cookie).send().await.unwrap()
    }

    async fn see(&self, path: &str) -> Value {
        let answer = self.get(path).await;
        assert_eq!(
            (answer.status().as_u16(), answer.headers()["cache-control"].to_str().unwrap()),
            (200, "no-store"),
            "{path}"
        );
        serde_json::from_slice(&answer.bytes().await.unwrap()).unwrap()
    }

    async fn post_as(&self, path: &str, kind: &str, csrf: &str, body: impl Into<reqwest::Body>) -> Response {
        let post = self.http.post(format!("{}taxonomy{path}", self.base)).header(header::COOKIE, &self.cookie);
        post.header("x-csrf-token", csrf).header("content-type", kind).body(body).send().await.unwrap()
    }

    async fn post(&self, path: &str, body: &Value) -> Response {
        self.post_as(path, "application/json", &self.csrf, body.to_string()).await
    }

    async fn done(&self, path: &str, body: &Value) -> Value {
        let answer = self.post(path, body).await;
        assert_eq!(answer.status(), 200, "{path} {body}");
        serde_json::from_slice(&answer.bytes().await.unwrap()).unwrap()
    }
}

fn file(proposals: &Value) -> Value {
    json!({ "format": 1, "proposals": proposals })
}

fn rust() -> Value {
    json!({ "id": "introduce-rust", "kind": "introduce", "label": "Rust", "reason": "We write it.", "raisedBy": "employee" })
}

#[tokio::test(flavor = "multi_thread")]
async fn skills_are_found_page_after_page_and_one_says_all_that_is_known_of_it() {
    let mut page = Page::new().await;
    page.be("auditor").await;
    let last = page.see("/skills?from=10000").await;
    assert_eq!((last["total"].as_u64(), last["rows"].as_array().unwrap().len()), (Some(10_054), 54));
    // Three names come before "Skill"; what is retired comes last.
    assert_eq!((&last["rows"][0]["label"], &last["rows"][53]["id"]), (&json!("Skill 09997"), &json!("py2")));
    let typed = page.see("/skills?text=ski&from=10000").await;
    assert_eq!((typed["total"].as_u64(), typed["rows"].as_array().unwrap().len()), (Some(10_050), 50));
    let found = page.see("/skills?text=PY&kind=technology").await;
    assert_eq!(
        (found["total"].as_u64(), &found["rows"][0]["id"], &found["rows"][0]["inDemand"]),
        (Some(1), &json!("python"), &json!(true))
    );
    let old = page.see("/skills?text=Python+two").await;
    let retired = old["rows"].as_array().unwrap().iter().find(|row| row["retired"] == true);
    assert_eq!(retired.unwrap()["id"], "py2", "a retired one is found by its name, after those in use");
    let skill = page.see("/skill?id=python").await["skill"].clone();
    assert_eq!(
        (&skill["names"][0]["label"], &skill["former"][0]),
        (&json!("Python-Programmierung"), &json!("Python 2"))
    );
    assert_eq!(
        (&skill["sources"][1]["notice"], &skill["roles"][0]["label"]),
        (&json!("By O*NET, CC BY 4.0."), &json!("Developer"))
    );
    assert_eq!((&skill["relations"][0]["relation"], &skill["replaces"][0]["id"]), (&json!("broader"), &json!("py2")));
    assert_eq!(page.see("/skill?id=py2").await["skill"]["successor"]["id"], "python");
    for unknown in ["/skill?id=cobol", "/skill", "/skills?kind=person", "/skills?from=-1"] {
        assert_eq!(problem(page.get(unknown).await).await, (404, "skill.unknown".into()), "{unknown}");
    }
    let long = "x".repeat(201);
    assert_eq!(problem(page.get(&format!("/skills?text={long}")).await).await, (404, "skill.unknown".into()));
    assert_eq!(page.see("").await["skills"], 10_053);
    let changed = page.see("/skill?id=pip").await["changes"][0].clone();
    assert_eq!(
        (&changed["label"], &changed["names"][0], &changed["day"]),
        (&json!("easy_install"), &json!("pip"), &json!("2026-02-03"))
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn everyone_but_the_admin_reads_planners_bring_files_and_only_skill_owners_decide() {
    let mut page = Page::new().await;
    assert_eq!(problem(page.get("/proposals").await).await, (401, "session.none".into()));
    page.be("admin").await;
    assert_eq!(problem(page.get("/skills").await).await, (403, "session.role".into()));
    page.be("auditor").await;
    let one = file(&json!([rust()]));
    assert_eq!(problem(page.post("/import", &one).await).await, (403, "session.role".into()));
    page.be("planner").await;
    assert_eq!(
        problem(page.post_as("/import", "application/json", "", one.to_string()).await).await,
        (403, "session.csrf".into())
    );
    assert_eq!(
        problem(page.post_as("/import", "text/plain", &page.csrf, one.to_string()).await).await,
        (415, "body.media_type".into())
    );
    assert_eq!(page.done("/import", &one).await["new"], 1);
    let decision = json!({ "version": 1, "decision": "accepted" });
    assert_eq!(
        problem(page.post("/proposals/introduce-rust/decision", &decision).await).await,
        (403, "session.role".into())
    );
    assert_eq!(problem(page.post("/propose", &json!({})).await).await, (403, "session.role".into()));
    page.be("owner").await;
    assert_eq!(page.done("/proposals/introduce-rust/decision", &decision).await["status"], "accepted");
    // An owner sees no figure.
    let figure =
        page.http.get(format!("{}overview", page.base)).header(header::COOKIE, &page.cookie).send().await.unwrap();
    assert_eq!(problem(figure).await, (403, "session.role".into()));
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_who_decide_at_once_one_is_told_and_a_decision_can_be_taken_back_until_the_pack_is_out() {
    let mut page = Page::new().await;
    page.be("owner").await;
    page.done("/import", &file(&json!([rust()]))).await;
    let at = "/proposals/introduce-rust";
    let decide = |version: i64, to: &str, note: &str| json!({ "version": version, "decision": to, "note": note });
    let (one, two) = (decide(1, "accepted", ""), decide(1, "deferred", ""));
    let path = format!("{at}/decision");
    let (a, b) = tokio::join!(page.post(&path, &one), page.post(&path, &two));
    let mut both = [a.status().as_u16(), b.status().as_u16()];
    both.sort_unstable();
    assert_eq!(both, [200, 409]);
    let late = if a.status() == 409 { a } else { b };
    assert_eq!(problem(late).await, (409, "proposal.conflict".into()));
    assert_eq!(page.done(&format!("{at}/undo"), &json!({ "version": 2 })).await["status"], "open");
    assert_eq!(
        problem(page.post(&format!("{at}/undo"), &json!({ "version": 3 })).await).await,
        (409, "proposal.settled".into())
    );
    assert_eq!(
        problem(page.post(&path, &decide(3, "rejected", " ")).await).await,
        (400, "body.json".into()),
        "why is owed"
    );
    assert_eq!(page.done(&path, &decide(3, "rejected", "Too early.")).await["note"], "Too early.");
    assert_eq!(
        problem(page.post(&path, &decide(4, "accepted", "")).await).await,
        (409, "proposal.settled".into()),
        "take it back first"
    );
    page.done(&format!("{at}/undo"), &json!({ "version": 4 })).await;
    page.done(&path, &decide(5, "accepted", "Yes.")).await;
    let out = page.see("/export").await;
    assert_eq!(
        (&out["proposals"][0]["label"], &out["proposals"][0]["status"], &out["proposals"][0]["owner"]),
        (&json!("Rust"), &json!("accepted"), &json!(""))
    );
    // The pack is out: its log says so.
    let entry = ChangeEntry {
        version: "2".into(),
        day: "2026-11-01".into(),
        kind: ChangeKind::Introduce,
        subject: "rust".into(),
        label: "Rust".into(),
        proposal: "introduce-rust".into(),
        ..ChangeEntry::default()
    };
    let log = ChangeLog { format: 1, entries: vec![entry] };
    assert_eq!(page.insight.proposals.publish(&log).await.unwrap(), 1);
    assert_eq!(page.insight.proposals.publish(&log).await.unwrap(), 0, "a restart says it again");
    assert_eq!(
        problem(page.post(&format!("{at}/undo"), &json!({ "version": 7 })).await).await,
        (409, "proposal.settled".into())
    );
    assert_eq!(page.see("/export").await["proposals"], json!([]));
    assert_eq!(page.see("/changes").await["rows"][0]["label"], "Rust");
    let days = page.get("/review.ics").await.text().await.unwrap();
    assert!(days.starts_with("BEGIN:VCALENDAR") && days.contains("INTERVAL=3"), "{days}");
    assert_eq!(problem(page.get("/proposals/nothing").await).await, (404, "proposal.unknown".into()));
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_in_a_file_can_say_whose_it_is_and_a_file_is_taken_whole_or_not_at_all() {
    let mut page = Page::new().await;
    page.be("planner").await;
    let with = |extra: Value| {
        let mut one = rust();
        one.as_object_mut().unwrap().extend(extra.as_object().unwrap().clone());
        file(&json!([{ "id": "sunset-pip", "kind": "sunset", "subjects": ["pip"] }, one]))
    };
    let mut named = file(&json!([rust()]));
    named["by"] = json!("Mia");
    for (body, code) in [
        (with(json!({ "name": "Mia" })), "proposal.field"),
        (with(json!({ "evidence": [{ "what": "people", "source": "", "count": 1, "who": "Mia" }] })), "proposal.field"),
        (named, "proposal.field"),
        (with(json!({ "reason": "ask mia@example.com" })), "proposal.wrong"),
        (with(json!({ "label": "PY" })), "proposal.wrong"),
        (with(json!({ "subjects": ["cobol"] })), "proposal.shape"),
        (with(json!({ "evidence": [{ "what": "clicks of Mia", "source": "", "count": 1 }] })), "proposal.wrong"),
        (json!({ "format": 2, "proposals": [] }), "proposal.shape"),
        (json!([]), "proposal.shape"),
    ] {
        assert_eq!(problem(page.post("/import", &body).await).await, (400, code.into()), "{body}");
    }
    let deep = "[".repeat(100_000);
    assert_eq!(
        problem(page.post_as("/import", "application/json", &page.csrf, deep).await).await,
        (400, "proposal.shape".into())
    );
    let long = "x".repeat((1 << 20) + 1);
    assert_eq!(
        problem(page.post_as("/import", "application/json", &page.csrf, long).await).await,
        (413, "body.too_large".into())
    );
    assert_eq!(page.see("/proposals").await["total"], 0, "nothing of any of them was kept");
    // A login in a file is not kept; two employees' files count two, the same file again one.
    page.done("/import", &with(json!({ "owner": "mia", "note": "mia" }))).await;
    assert_eq!(page.done("/import", &with(json!({ "owner": "mia", "note": "mia" }))).await["again"], true);
    page.done("/import", &with(json!({ "aliases": ["rustc"] }))).await;
    let all = page.see("/proposals?kind=introduce&raised=employee&status=open").await;
    assert_eq!(all["rows"][0]["evidence"], json!([{ "what": "proposals", "source": "", "count": 2 }]));
    assert!(!all.to_string().contains("mia"));
    assert_eq!(page.see("/proposals?domain=none").await["total"], 0);
    assert_eq!(page.see("/skill?id=pip").await["proposals"][0]["id"], "sunset-pip");
    let columns = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/schema/taxonomy.sql")).unwrap();
    assert!(
        !["person", "user_", "login", "employee"].iter().any(|w| columns.contains(&format!("  {w}"))),
        "no column for a person"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_market_table_raises_proposals_once_and_says_which_line_is_wrong() {
    let mut page = Page::new().await;
    page.be("planner").await;
    let mut table = "term,period,count\n".to_owned();
    for (quarter, pip) in [(1, 500), (2, 20), (3, 10), (4, 5)] {
        table += &format!("pip,2026-q{quarter},{pip}\nZig,2026-q{quarter},120\nPython,2026-q{quarter},900\n");
    }
    let bring = async |table: &str| page.post_as("/market", "text/csv", &page.csrf, table.to_owned()).await;
    let taken: Value = serde_json::from_slice(&bring(&table).await.bytes().await.unwrap()).unwrap();
    assert_eq!((&taken["rows"], &taken["known"], &taken["new"]), (&json!(12), &json!(2), &json!(2)));
    let again: Value = serde_json::from_slice(&bring(&table).await.bytes().await.unwrap()).unwrap();
    assert_eq!((&again["new"], &again["renewed"]), (&json!(0), &json!(2)));
    let zig = page.see("/proposals?kind=introduce").await;
    assert_eq!((&zig["rows"][0]["label"], &zig["rows"][0]["evidence"][0]["count"]), (&json!("Zig"), &json!(120)));
    assert_eq!(page.see("/proposals?kind=sunset").await["rows"][0]["subjects"][0]["id"], "pip");
    let answer = bring("term,period,count\npip,2026-q1,many\n").await;
    assert_eq!(answer.status(), 400);
    let refused: Value = serde_json::from_slice(&answer.bytes().await.unwrap()).unwrap();
    assert_eq!((&refused["type"], &refused["line"]), (&json!("urn:skillkeep:error:market.line"), &json!(2)));
    assert_eq!(problem(bring("person,skill\nMia,pip\n").await).await, (400, "market.columns".into()));
}

/// A company that asks which of three words people's records name, and its release of a year: so many named each, of 900.
fn asks_for_words(named: [i64; 3], threshold: u64) -> impl FnOnce(&mut InsightSetup) {
    let mut json = company::dictionary(4);
    let micro_rho = skillkeep::sync::micro_rho(5, company::SIGMA2).unwrap();
    json["measures"].as_array_mut().unwrap().push(json!({
        "id": "words", "question": "Which?", "purpose": "To keep it alive.", "owner": "Learning", "reviewer": "Council", "starts": "2024-10-01",
        "expires": "2028-01-01", "every": "year", "encoding": { "kind": "terms", "terms": ["Zig", "Python", "heat pumps"], "clip": 2 },
        "asked": [{ "over": "company", "sigma2": company::SIGMA2, "microRho": micro_rho, "targetMilliPoints": 5000 }],
    }));
    let mut paper = company::Paper::of(4, &json);
    paper.held("words", "all", "2025-q4", &named, 900);
    move |setup| {
        setup.tenant = company::TENANT.into();
        setup.dictionary = skillkeep::sync::Dictionary::parse(json.to_string().as_bytes()).unwrap();
        setup.keeper_keys = vec![("keeper-1".into(), company::key().public())];
        setup.recorded = Some(paper.file());
        setup.market.introduce_people = threshold;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_word_that_enough_people_surely_name_is_proposed_and_one_that_is_a_skill_now_is_not() {
    let mut page = Page::with(asks_for_words([60, 300, 130], 50)).await;
    page.be("auditor").await;
    let seen = page.see("/terms").await;
    assert_eq!((&seen["period"], &seen["threshold"]), (&json!("2025-q4"), &json!(50)));
    let row = |term: &str| seen["rows"].as_array().unwrap().iter().find(|r| r["term"] == term).unwrap();
    assert_eq!(row("Python")["skill"]["id"], "python", "the pack has taken it up");
    assert_eq!(row("Python")["passes"], false);
    let pumps = row("heat pumps");
    // 130 of 900 of a thousand people, with a noise of ten people's standard deviation.
    let (surely, share) = (pumps["surely"].as_u64().unwrap(), &pumps["shares"][0]);
    assert!((110..=130).contains(&surely) && pumps["passes"] == true, "{pumps}");
    assert!(share["interval"]["low"].as_f64() < share["value"].as_f64());
    assert_eq!(row("Zig")["passes"], false, "about 67, but perhaps fewer than 50");
    assert_eq!(seen["rows"][0]["term"], "Python");
    assert_eq!(page.get("/terms?period=1999-q1").await.status(), 404);
    assert_eq!(problem(page.post("/terms", &json!({})).await).await, (403, "session.role".into()));
    page.be("planner").await;
    let taken = page.done("/terms", &json!({})).await;
    assert_eq!((&taken["new"], &taken["renewed"]), (&json!(1), &json!(0)));
    let raised = page.see("/proposals?kind=introduce").await;
    let expected = json!([{ "what": "people-at-least", "source": "dap:2025-q4/words", "count": surely }]);
    assert_eq!((&raised["rows"][0]["label"], &raised["rows"][0]["evidence"]), (&json!("heat pumps"), &expected));
    assert_eq!(page.done("/terms", &json!({})).await["renewed"], 1, "not twice");
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_list_or_a_release_the_new_words_are_empty() {
    let mut page = Page::new().await;
    page.be("owner").await;
    let none = json!({ "period": null, "cells": [], "clipped": null, "rows": [], "how": [] });
    assert_eq!(page.see("/terms").await, none);
    assert_eq!(page.done("/terms", &json!({})).await["new"], 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_owner_proposes_and_what_does_not_fit_the_pack_is_refused() {
    let mut page = Page::new().await;
    page.be("owner").await;
    let merge = json!({ "kind": "merge", "subjects": ["pip"], "into": ["python"], "reason": "One thing." });
    let made = page.done("/propose", &merge).await;
    assert_eq!(
        (&made["raised"], &made["domain"], &made["into"][0]["label"]),
        (&json!("owner"), &json!("data"), &json!("Python"))
    );
    for wrong in [
        json!({ "kind": "merge", "subjects": ["py2"], "into": ["python"], "reason": "" }),
        json!({ "kind": "sunset", "subjects": ["cobol"], "reason": "" }),
        json!({ "kind": "rename", "subjects": ["pip"], "label": "Python", "reason": "" }),
        json!({ "kind": "split", "subjects": ["pip"], "into": ["python"], "reason": "" }),
    ] {
        assert_eq!(problem(page.post("/propose", &wrong).await).await, (400, "proposal.wrong".into()), "{wrong}");
    }
    let more = json!({ "kind": "sunset", "subjects": ["pip"], "reason": "", "by": "Mia" });
    assert_eq!(problem(page.post("/propose", &more).await).await, (400, "body.json".into()));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_file_that_a_person_makes_in_the_portal_is_taken() {
    let mut page = Page::new().await;
    page.be("planner").await;
    let file: Value =
        serde_json::from_slice(include_bytes!("../../../tests/fixtures/proposal-from-portal.json")).unwrap();
    assert_eq!(page.done("/import", &file).await["new"], 1);
    let seen = page.see("/proposals").await;
    let row = &seen["rows"][0];
    assert_eq!(
        (&row["label"], &row["raised"], &row["status"]),
        (&json!("Lift truck driving"), &json!("employee"), &json!("open"))
    );
    assert!(row["reason"].as_str().unwrap().ends_with("Near: Manual handling (manual_handling)."));
}

#[test]
fn the_sample_company_begins_with_proposals_of_every_kind_that_fit_its_own_tables() {
    let sample = |name: &str| std::fs::read(format!("{}/../data/sample/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap();
    let (skills, roles) = (sample("skills.csv"), sample("functions.csv"));
    let column = |row: &csv::StringRecord, i: usize| row.get(i).unwrap_or_default().to_owned();
    let rows = |bytes: &[u8]| csv::Reader::from_reader(bytes).records().map(Result::unwrap).collect::<Vec<_>>();
    let skill = |row: &csv::StringRecord| SkillSource {
        id: column(row, 0),
        label: column(row, 1),
        aliases: column(row, 2).split('|').filter(|a| !a.is_empty()).map(str::to_owned).collect(),
        ..SkillSource::default()
    };
    let sources = vec![SourceNotice { source: "sample".into(), version: "1".into(), notice: String::new() }];
    let source = PackSource { sources, skills: rows(&skills).iter().map(skill).collect(), roles: Vec::new() };
    let tables = Taxonomy::open(&compile(&source).unwrap()).unwrap();
    let all = taxonomy::proposal::read(&sample("proposals.json"), &tables).unwrap();
    assert!(ChangeKind::ALL.iter().all(|kind| all.iter().any(|p| p.kind == *kind)));
    let domains: Vec<String> = rows(&roles).iter().map(|row| column(row, 1)).collect();
    assert!(all.iter().all(|p| p.domain.is_empty() || domains.contains(&p.domain)));
    let log = taxonomy::changes::read(&sample("changes.json")).unwrap();
    assert!(log.entries.iter().all(|e| tables.find(&e.subject).is_some()));
}

#[test]
fn the_routes_are_the_companys_own_vocabulary_and_no_others() {
    let all: Vec<String> =
        taxonomy::routes().iter().map(|(m, p)| format!("{m} {}", p.trim_start_matches("/insight/console"))).collect();
    assert_eq!(
        all,
        [
            "GET /taxonomy",
            "GET /taxonomy/skills",
            "GET /taxonomy/skill",
            "GET /taxonomy/proposals",
            "POST /taxonomy/propose",
            "GET /taxonomy/proposals/{id}",
            "POST /taxonomy/proposals/{id}/decision",
            "POST /taxonomy/proposals/{id}/undo",
            "GET /taxonomy/changes",
            "GET /taxonomy/catalogue",
            "GET /taxonomy/terms",
            "POST /taxonomy/terms",
            "GET /taxonomy/export",
            "GET /taxonomy/review.ics",
            "POST /taxonomy/import",
            "POST /taxonomy/market",
        ]
    );
}
