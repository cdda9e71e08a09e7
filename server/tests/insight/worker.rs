//! The worker over the real small world: what is open waits, what is closed arrives, and nobody's absence loses anything.

use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::http::HeaderMap;
use serde_json::Value;
use skillkeep::Millis;
use skillkeep::sync::Dictionary;
use skillkeep_dap::hpke::Keypair;
use skillkeep_server::audit::Evidence;
use skillkeep_server::clock::Clock;
use skillkeep_server::insight::collect::{Worker, collect_all};
use skillkeep_server::insight::figures::supply;
use skillkeep_server::insight::routes::{Admit, Seat};
use skillkeep_server::insight::{Insight, InsightSetup, Look, Pace, Shown, router};
use skillkeep_server::problem::Refused;
use skillkeep_server::store::insight::Kept;
use skillkeep_server::taxonomy::Thresholds;
use skillkeep_server::{keys, serve};
use tokio::sync::watch;

use crate::company::{POSITIONS, pack};
use crate::world::{CLOSED, OPEN, PEOPLE, TENANT, World, secret};

pub(crate) fn clock(world: &World) -> Clock {
    let today = Arc::clone(&world.today);
    Clock::new(move || Millis(today.load(std::sync::atomic::Ordering::SeqCst)))
}

pub(crate) fn setup(world: &World) -> InsightSetup {
    let collector: Keypair = keys::keypair(&world.dir.join("collector/hpke.key")).unwrap();
    InsightSetup {
        tenant: TENANT.into(),
        shown: Shown { company: "Acme".into(), sample: false, one_process: false },
        dictionary: Dictionary::parse(&std::fs::read(world.dir.join("dictionary.json")).unwrap()).unwrap(),
        evidence: Evidence {
            dictionary: std::fs::read(world.dir.join("dictionary.json")).unwrap(),
            ..Evidence::default()
        },
        pack: pack(10),
        positions: Vec::new(),
        catalogue: None,
        recorded: None,
        proposals: None,
        changes: None,
        actions_key: Some(skillkeep_server::action::ActionsKey::new("actions-1", &[5; 32])),
        market: Thresholds::default(),
        keeper_keys: vec![("keeper-1".into(), world.keeper.signing.public())],
        aggregators: [world.leader_url.clone(), world.keeper_url.clone()],
        collector_token: secret(&world.dir.join("collector/collector.token")),
        collector,
        database: world.dir.join("insight.sqlite"),
        database_limit: None,
        pace: Pace { look: Duration::from_millis(20), patience: Duration::from_millis(300) },
        clock: clock(world),
    }
}

async fn insight(world: &World) -> Arc<Insight> {
    Arc::new(Insight::open(setup(world)).await.unwrap())
}

/// Codes of the batches of `held` in the period under test.
async fn why(world: &World, insight: &Insight) -> Option<String> {
    let task = world.asked("held").task.id;
    let all = insight.store.attempts().await.unwrap();
    all.into_iter().find(|a| a.task == task && a.period == world.span().start).map(|a| a.code)
}

#[tokio::test(flavor = "multi_thread")]
async fn an_open_batch_waits_and_a_closed_one_arrives_and_stays() {
    let world = World::new(1).await;
    let truth = world.answer(0..PEOPLE - 5).await;
    world.driver.step().await.unwrap();
    let insight = insight(&world).await;
    let mut worker = Worker::new(Arc::clone(&insight));
    let look = worker.look().await.unwrap();
    assert_eq!((look.got, look.failed), (0, None));
    assert_eq!(why(&world, &insight).await.as_deref(), Some("batch.open"));
    assert!(insight.shelf().is_empty());
    world.day(CLOSED);
    // The leader has not worked yet: begun, and waited for.
    let look = worker.look().await.unwrap();
    assert_eq!((look.got, look.failed), (0, None));
    assert_eq!(why(&world, &insight).await.as_deref(), Some("collect.not_yet"));
    world.driver.step().await.unwrap();
    let look = worker.look().await.unwrap();
    assert_eq!((look.got, look.failed), (1, None));
    assert_eq!(why(&world, &insight).await, None);
    let shelf = insight.shelf();
    let found = shelf.get(world.asked("held"), world.span()).unwrap().get();
    let off = found.sums.iter().zip(&truth).map(|(a, b)| (a - b).abs()).max().unwrap();
    assert!(off <= 12 && found.reports == PEOPLE - 5 && found.headcount == PEOPLE, "{found:?}");
    let view = supply(&insight.company, &shelf, None, None).unwrap();
    assert!(view.released().unwrap().rows[0].shares[0].unwrap().value > 0.7);
    // It is got once, and it is there after a restart.
    assert_eq!(worker.look().await.unwrap().got, 0);
    let number = shelf.len();
    insight.store.close().await;
    drop((worker, insight));
    let again = self::insight(&world).await;
    assert_eq!((again.shelf().len(), number), (1, 1));
    assert_eq!(supply(&again.company, &again.shelf(), None, None).unwrap(), view);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_keeper_that_is_away_is_waited_for() {
    let mut world = World::new(1).await;
    world.answer(0..PEOPLE).await;
    world.driver.step().await.unwrap();
    let insight = insight(&world).await;
    let (tell, stop) = watch::channel(false);
    world.stop_keeper().await;
    let work = tokio::spawn(collect_all(Arc::clone(&insight), stop.clone()));
    // Everybody answered, so the batch is begun; the leader cannot end it without the keeper.
    until(async || why(&world, &insight).await.as_deref() == Some("collect.not_yet")).await;
    assert!(world.driver.step().await.is_err());
    assert!(insight.shelf().is_empty());
    world.start_keeper().await;
    world.driver.step().await.unwrap();
    until(async || insight.shelf().len() == 1).await;
    assert_eq!(insight.problem(), None);
    tell.send(true).unwrap();
    tokio::time::timeout(Duration::from_secs(5), work).await.unwrap().unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_batch_that_the_leader_has_waits_for_the_keepers_signature() {
    let mut world = World::new(1).await;
    world.answer(0..PEOPLE).await;
    world.driver.step().await.unwrap();
    let insight = insight(&world).await;
    let mut worker = Worker::new(Arc::clone(&insight));
    worker.look().await.unwrap();
    world.driver.step().await.unwrap();
    world.stop_keeper().await;
    assert_eq!(worker.look().await.unwrap_err().code(), "peer.unreachable");
    assert_eq!((insight.shelf().len(), why(&world, &insight).await.as_deref()), (0, Some("peer.unreachable")));
    world.start_keeper().await;
    assert_eq!(worker.look().await.unwrap().got, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_another_key_signed_is_not_kept() {
    let world = World::new(1).await;
    world.answer(0..PEOPLE).await;
    world.driver.step().await.unwrap();
    let mut setup = setup(&world);
    setup.keeper_keys = vec![("keeper-1".into(), skillkeep_server::release::ReleaseKey::new("", &[3; 32]).public())];
    let insight = Arc::new(Insight::open(setup).await.unwrap());
    let mut worker = Worker::new(Arc::clone(&insight));
    worker.look().await.unwrap();
    world.driver.step().await.unwrap();
    let look = worker.look().await.unwrap();
    assert_eq!((look.got, look.failed.as_deref()), (0, Some("collect.unsigned")));
    assert_eq!((insight.problem().as_deref(), insight.shelf().len()), (Some("collect.unsigned"), 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn too_few_is_no_failure_and_is_not_asked_again_at_once() {
    let world = World::new(1).await;
    world.answer(0..3).await;
    world.driver.step().await.unwrap();
    world.day(CLOSED);
    let mut setup = setup(&world);
    setup.pace.look = Duration::from_secs(60);
    let insight = Arc::new(Insight::open(setup).await.unwrap());
    let mut worker = Worker::new(Arc::clone(&insight));
    let look = worker.look().await.unwrap();
    assert_eq!((look.got, look.failed), (0, None));
    assert_eq!(why(&world, &insight).await.as_deref(), Some("invalidBatchSize"));
    // What is open is asked at every look, what is too small only after a while.
    let open = insight.store.attempts().await.unwrap().iter().filter(|a| a.code == "batch.open").count();
    assert_eq!(worker.look().await.unwrap(), Look { got: 0, waiting: open, failed: None });
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_collected_is_not_replaced_by_what_was_recorded() {
    let world = World::new(1).await;
    let insight = insight(&world).await;
    let held = world.asked("held");
    let kept = |envelope: &str, recorded: bool| Kept {
        task: held.task.id,
        period: world.span().start,
        measure: "held".into(),
        cell: "all".into(),
        envelope: envelope.into(),
        sums: (!recorded).then(|| vec![1, -2]),
        number: 1,
        at: Millis(5),
        recorded,
    };
    let store = &insight.store;
    assert_eq!(store.keep(&[kept("first", true), kept("second", true)]).await, Ok(vec![true, false]));
    assert_eq!(store.keep(&[kept("third", false)]).await, Ok(vec![true]));
    assert_eq!(store.keep(&[kept("fourth", true), kept("fifth", false)]).await, Ok(vec![false, false]));
    assert_eq!(store.of_task(kept("third", false).task).await, Ok(vec![kept("third", false)]));
    // What is in the file and is no release is not shown.
    store.close().await;
    assert!(self::insight(&world).await.shelf().is_empty());
}

/// Lets in who says it sits there.
struct Says;

impl Admit for Says {
    async fn admit(&self, headers: &HeaderMap, seats: &'static [Seat]) -> Result<(), Refused> {
        let said = headers.get("x-seat").and_then(|v| v.to_str().ok()).unwrap_or_default();
        let sits = seats.iter().any(|s| format!("{s:?}") == said);
        if sits { Ok(()) } else { Err(Refused::Ticket) }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn planner_and_auditor_see_each_their_own() {
    let world = World::new(1).await;
    let mut setup = setup(&world);
    setup.dictionary = Dictionary::parse(crate::company::dictionary(10).to_string().as_bytes()).unwrap();
    setup.positions = POSITIONS.into();
    world.day(OPEN);
    let insight = Arc::new(Insight::open(setup).await.unwrap());
    let socket = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}/insight/console/", socket.local_addr().unwrap());
    let app = serve::app([router(insight, Says)]);
    let server = tokio::spawn(async move { axum::serve(socket, app).await.unwrap() });
    let ask = async |path: &str, seat: &str| {
        let answer = world.http.get(format!("{base}{path}")).header("x-seat", seat).send().await.unwrap();
        let status = answer.status().as_u16();
        let kind = answer.headers()["content-type"].to_str().unwrap().to_owned();
        let json: Value = serde_json::from_slice(&answer.bytes().await.unwrap()).unwrap();
        assert_eq!(kind, if status == 200 { "application/json" } else { "application/problem+json" });
        (status, json["type"].as_str().unwrap_or_default().rsplit(':').next().unwrap().to_owned())
    };
    for (path, planner, auditor) in [
        ("overview", 200, 200),
        ("supply?over=function", 200, 401),
        ("supply/skill?skill=s3", 200, 401),
        ("gaps", 200, 401),
        ("forecast?skill=s3&cell=all", 200, 401),
        ("shortfalls?over=function&people=5", 200, 401),
        ("fairness", 401, 200),
    ] {
        assert_eq!((ask(path, "Planner").await.0, ask(path, "Auditor").await.0), (planner, auditor), "{path}");
        assert_eq!(ask(path, "nobody").await.0, 401, "{path}");
    }
    for unknown in [
        "supply?over=team",
        "supply/skill",
        "supply/skill?skill=x",
        "gaps?period=2020-q1",
        "forecast",
        "forecast?skill=s3",
        "forecast?skill=x&cell=all",
    ] {
        assert_eq!(ask(unknown, "Planner").await, (404, "figure.unknown".into()), "{unknown}");
    }
    assert_eq!(ask("fairness?period=%00", "Auditor").await, (404, "figure.unknown".into()));
    assert_eq!(ask("people", "Planner").await, (404, "route.unknown".into()));
    server.abort();
    let all: Vec<String> =
        skillkeep_server::insight::routes::routes().iter().map(|(m, p)| format!("{m} {p}")).collect();
    let only = ["overview", "supply", "supply/skill", "gaps", "forecast", "shortfalls", "fairness"];
    assert_eq!(all, only.map(|name| format!("GET /insight/console/{name}")));
}

async fn until(mut is: impl AsyncFnMut() -> bool) {
    let start = Instant::now();
    while !is().await {
        assert!(start.elapsed() < Duration::from_secs(60), "it does not come");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}
