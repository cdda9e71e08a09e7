//! What bad input gets: a problem document or a code that stays, and nothing lost. Where each of it is tested:
//!
//! | what | where |
//! |---|---|
//! | wrong signature of the dictionary | here, at the servers; `tests/trust.rs`, at the engine |
//! | wrong epsilon | here; `dap/tests/derive.rs`: whatever a client is told otherwise makes another task |
//! | expired measure, closed period | here; `dap/tests/derive.rs`: times outside the task |
//! | over-budget ledger | `tests/sync.rs`: the year has a cap |
//! | replayed report, token spent twice | `way.rs`: a report counts once, at the leader and at the keeper |
//! | malformed report, report for another task | `way.rs`: what is not a report of this task; `dap/tests/hostile.rs` |
//! | oversize body | `way.rs`: what is not a report of this task |
//! | slow-loris, too many requests | `limits.rs` |
//! | keeper down, restarted in the middle of a job | `way.rs`: a keeper that stops in the middle |
//! | leader restarted in the middle | here |
//! | disk full | here |
//! | clock skew | here, at the beginning of a period and at its close |
//! | batch below the minimum, part of a period | `way.rs`: too few answers |
//! | second collection of the same bucket | `way.rs`: sixty answers; here, after a restart |
//! | a keeper that does not know the leader | here |
//! | a file of an older version | `upgrade.rs` |

#[path = "../../tests/common/mod.rs"]
mod common;
mod world;

use std::time::Duration;

use reqwest::Response;
use skillkeep::sync::{Dictionary, micro_rho};
use skillkeep_dap::codec::{Decode, Encode};
use skillkeep_dap::media::Media;
use skillkeep_dap::messages::{CollectionJobReq, Extension, JobId, Query, ReportError, UploadErrors};
use skillkeep_dap::token::{EXTENSION_TYPE, Token};
use skillkeep_server::clock::Clock;
use skillkeep_server::collector::job_id;
use skillkeep_server::config::ConfigError;
use skillkeep_server::driver::DriverError;
use skillkeep_server::peer::PeerError;
use skillkeep_server::serve::{self, ServeError};
use skillkeep_server::store::StoreError;
use skillkeep_server::tasks::Tasks;
use world::{CLOSED, PEOPLE, TENANT, World, problem};

const PATIENCE: Duration = Duration::from_secs(20);

async fn errors(answer: Response) -> Vec<ReportError> {
    assert_eq!(answer.status(), 200);
    UploadErrors::get_decoded(&answer.bytes().await.unwrap()).unwrap().0.into_iter().map(|(_, e)| e).collect()
}

async fn execute(world: &World, file: &str, sql: &'static str) {
    let options = sqlx::sqlite::SqliteConnectOptions::new().filename(world.dir.join(file));
    let pool = sqlx::SqlitePool::connect_with(options).await.unwrap();
    sqlx::query(sql).execute(&pool).await.unwrap();
    pool.close().await;
}

fn extension(token: &Token) -> Vec<Extension> {
    vec![Extension { kind: EXTENSION_TYPE, data: token.encode().to_vec() }]
}

#[tokio::test]
async fn servers_do_not_start_with_a_dictionary_that_nobody_signed() {
    let mut world = World::new(1).await;
    world.config.tenant = common::TENANT.to_owned();
    let dictionary: serde_json::Value =
        serde_json::from_slice(&std::fs::read(world.dir.join("dictionary.json")).unwrap()).unwrap();
    let good = common::Make { dictionary: dictionary.clone(), ..Default::default() };
    let stranger = common::Make { generation: 1, ..good.clone() }.files();
    let mut changed = dictionary;
    changed["measures"][0]["asked"][0]["sigma2"] = 2.into();
    changed["measures"][0]["asked"][0]["microRho"] = micro_rho(9, 2).unwrap().into();
    let good = good.files();
    let signed = good.files["dictionary.json"].clone();
    (world.config.root, world.config.manifest) = (Some("root.json".into()), Some("manifest.json".into()));
    for (name, manifest, bytes, why) in [
        ("the signed one", &good.manifest, signed.clone(), None),
        ("less noise than was signed", &good.manifest, changed.to_string().into_bytes(), Some("config.dictionary")),
        ("a manifest of other keys", &stranger.manifest, signed, Some("config.dictionary")),
    ] {
        std::fs::write(world.dir.join("root.json"), &good.root).unwrap();
        std::fs::write(world.dir.join("manifest.json"), manifest).unwrap();
        std::fs::write(world.dir.join("dictionary.json"), bytes).unwrap();
        assert_eq!(world.config.dictionary().err().map(|e| e.code()), why, "{name}");
        // The files are another tenant's, so that the signed one is refused too, but for that.
        let keeper = serve::keeper(&world.config, Clock::system()).await.err();
        let refused = matches!(keeper, Some(ServeError::Config(ConfigError::Dictionary(_))));
        assert_eq!(refused, why.is_some(), "{name}: {keeper:?}");
        let leader = serve::leader(&world.config, Clock::system()).await.err();
        assert_eq!(matches!(leader, Some(ServeError::Config(ConfigError::Dictionary(_)))), why.is_some(), "{name}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_was_told_another_noise_speaks_of_a_task_that_is_not_there() {
    let world = World::new(400).await;
    let mut told: serde_json::Value =
        serde_json::from_slice(&std::fs::read(world.dir.join("dictionary.json")).unwrap()).unwrap();
    told["measures"][0]["asked"][0]["sigma2"] = 900.into();
    told["measures"][0]["asked"][0]["microRho"] = micro_rho(9, 900).unwrap().into();
    let told = Dictionary::parse(told.to_string().as_bytes()).unwrap();
    let told = Tasks::derive(&told, TENANT, &[0; 32]).unwrap();
    let believed = told.all().find(|a| a.measure == "held").unwrap();
    let token = world.token("ana").await;
    let report = world.report(believed, &token, &[0, 11]);
    let answer = world.upload(believed, std::slice::from_ref(&report)).await;
    assert_eq!(problem(answer).await, (404, "unrecognizedTask".into()));
    // Nor is it taken as one of the task that is there: what is sealed names the noise that was promised.
    let held = world.asked("held");
    assert_eq!(errors(world.upload(held, &[report]).await).await, [ReportError::HpkeDecryptError]);
    // Her token is not spent.
    let right = world.report(held, &token, &[0, 11]);
    assert_eq!(errors(world.upload(held, &[right]).await).await, []);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_has_expired_takes_nothing_more_and_keeps_what_it_has() {
    let world = World::new(1).await;
    let (held, start) = (world.asked("held"), world.span().start);
    let token = world.token("ana").await;
    world.answer(0..3).await;
    let late = world.report(held, &token, &[0, 11]);
    for day in [CLOSED, "2028-01-01", "2040-01-01"] {
        world.day(day);
        let answer = world.upload(held, std::slice::from_ref(&late)).await;
        assert_eq!(errors(answer).await, [ReportError::ReportDropped], "{day}");
        let answer = world.ask_token("bob", &world.token_request()).await;
        assert_eq!(problem(answer).await, (404, "period.not_open".into()), "{day}");
    }
    // A time past the measure's end is of no period at all.
    let past =
        world.report_at(held, skillkeep::sync::Day::parse("2028-01-01").unwrap().0 as u64, extension(&token), &[0]);
    assert_eq!(errors(world.upload(held, &[past]).await).await, [ReportError::InvalidMessage]);
    assert_eq!(world.leader.store.batch(held.task.id, start).await.unwrap().1, 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_store_refuses_what_comes_and_loses_nothing_that_came() {
    let mut world = World::new(1).await;
    let (held, start) = (world.asked("held").clone(), world.span().start);
    let mut reports = Vec::new();
    for person in 0..PEOPLE {
        reports.push(world.report(&held, &world.token(&format!("person {person}")).await, &[0, 11]));
    }
    // All but some of a megabyte is somebody's already.
    execute(&world, "leader.sqlite", "CREATE TABLE filler AS SELECT zeroblob(930000) AS bytes").await;
    world.restart_leader(Some(1)).await;
    let mut taken = 0;
    let mut refused = None;
    for report in reports {
        let answer = world.upload(&held, std::slice::from_ref(&report)).await;
        if answer.status() != 200 {
            assert_eq!(answer.headers()["retry-after"], "60");
            assert_eq!(problem(answer).await, (507, "store.full".into()));
            refused = Some(report);
            break;
        }
        assert_eq!(errors(answer).await, []);
        taken += 1;
    }
    let refused = refused.expect("it is full at some time");
    assert!(taken > 3, "{taken} were taken");
    // Again: refused again, in the same words, with nothing kept of it.
    let answer = world.upload(&held, std::slice::from_ref(&refused)).await;
    assert_eq!(problem(answer).await, (507, "store.full".into()));
    assert_eq!(world.leader.store.batch(held.task.id, start).await.unwrap().1, taken);
    // After the limit is raised, the same upload is taken: neither its id nor its token was written down.
    world.restart_leader(Some(2)).await;
    assert_eq!(world.leader.store.batch(held.task.id, start).await.unwrap().1, taken);
    assert_eq!(errors(world.upload(&held, std::slice::from_ref(&refused)).await).await, []);
    world.driver.step().await.unwrap();
    assert_eq!(world.keeper.store.batch(held.task.id, start).await.unwrap().count, taken + 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_keeper_that_is_full_makes_the_leaders_work_wait() {
    let mut world = World::new(1).await;
    world.answer(0..PEOPLE).await;
    world.stop_keeper().await;
    execute(&world, "keeper.sqlite", "CREATE TABLE filler AS SELECT zeroblob(2000000) AS bytes").await;
    world.config.keeper.as_mut().unwrap().database_limit = Some(1);
    world.start_keeper().await;
    // What is larger than the limit opens, and answers what it knows; what does not fit is refused whole.
    assert_eq!(world.keeper.store.releases(0, 10).await.unwrap().len(), 0);
    for _ in 0..3 {
        let step = world.driver.step().await;
        assert!(matches!(step, Err(DriverError::Peer(PeerError::Unreachable))), "{step:?}");
    }
    let (held, start) = (world.asked("held").clone(), world.span().start);
    assert_eq!(world.keeper.store.batch(held.task.id, start).await.unwrap().count, 0, "all or nothing");
    assert_eq!(world.leader.store.batch(held.task.id, start).await.unwrap().1, PEOPLE);
    world.stop_keeper().await;
    world.config.keeper.as_mut().unwrap().database_limit = None;
    world.start_keeper().await;
    world.driver.step().await.unwrap();
    assert_eq!(world.keeper.store.batch(held.task.id, start).await.unwrap().count, PEOPLE);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_report_of_tomorrow_is_taken_tomorrow() {
    let mut world = World::new(1).await;
    let held = world.asked("held").clone();
    let start = world.span().start;
    let token = world.token("ana").await;
    let report = world.report(&held, &token, &[0, 11]);
    world.day("2026-06-30");
    let early = world.upload(&held, std::slice::from_ref(&report)).await;
    assert_eq!(errors(early).await, [ReportError::ReportTooEarly]);
    world.day("2026-07-01");
    assert_eq!(errors(world.upload(&held, &[report]).await).await, []);
    // The leader is a day ahead of the keeper: what it took is counted, not lost.
    let behind = world.split_clocks();
    behind("2026-06-30");
    world.stop_keeper().await;
    world.start_keeper().await;
    world.driver.step().await.unwrap();
    assert_eq!(world.keeper.store.batch(held.task.id, start).await.unwrap().count, 1);
    assert_eq!(world.leader.store.batch(held.task.id, start).await.unwrap().0.count, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn clocks_that_differ_at_the_close_lose_no_report_and_no_release() {
    let mut world = World::new(1).await;
    let (held, span) = (world.asked("held").clone(), world.span().clone());
    world.answer(0..54).await;
    // The keeper's clock is a day ahead: to it the period is closed, and what was uploaded in time still counts.
    let keeper_day = world.split_clocks();
    keeper_day(CLOSED);
    world.stop_keeper().await;
    world.start_keeper().await;
    world.day("2026-10-14");
    world.answer(54..55).await;
    world.driver.step().await.unwrap();
    assert_eq!(world.keeper.store.batch(held.task.id, span.start).await.unwrap().count, 55);
    // The keeper's clock is a day behind: the leader's job waits for the keeper's day, and is not given up.
    world.day(CLOSED);
    keeper_day("2026-10-14");
    assert!(world.collector().begin(&held, &span).await.unwrap().is_none());
    world.driver.step().await.unwrap();
    assert!(world.collector().look(&held, &span).await.unwrap().is_none(), "it is still worked on");
    keeper_day(CLOSED);
    world.driver.step().await.unwrap();
    world.collector().collect(&held, &span, PATIENCE).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bearer_that_the_keeper_does_not_know_ends_no_job() {
    let mut world = World::new(1).await;
    let (held, span) = (world.asked("held").clone(), world.span().clone());
    world.answer(0..PEOPLE).await;
    world.driver.step().await.unwrap();
    assert!(world.collector().begin(&held, &span).await.unwrap().is_none());
    let path = world.dir.join("shared/peer.token");
    let right = std::fs::read(&path).unwrap();
    std::fs::copy(world.dir.join("collector/collector.token"), &path).unwrap();
    world.restart_leader(None).await;
    let step = world.driver.step().await;
    assert!(step.as_ref().is_err_and(|e| e.code().ends_with("unauthorizedRequest")), "{step:?}");
    assert!(world.collector().look(&held, &span).await.unwrap().is_none(), "it is still worked on");
    std::fs::write(&path, right).unwrap();
    world.restart_leader(None).await;
    world.driver.step().await.unwrap();
    world.collector().collect(&held, &span, PATIENCE).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_leader_that_is_started_again_goes_on_where_it_was() {
    let mut world = World::new(1).await;
    let (held, span) = (world.asked("held").clone(), world.span().clone());
    let mut truth = world.answer(0..30).await;
    // The keeper has counted, and the leader dies before it has written that down.
    execute(&world, "leader.sqlite", "CREATE TRIGGER fail BEFORE DELETE ON jobs BEGIN SELECT RAISE(ABORT, 'no'); END")
        .await;
    assert!(matches!(world.driver.step().await, Err(DriverError::Store(StoreError::Failed))));
    execute(&world, "leader.sqlite", "DROP TRIGGER fail").await;
    world.restart_leader(None).await;
    truth.iter_mut().zip(world.answer(30..PEOPLE).await).for_each(|(a, b)| *a += b);
    world.driver.step().await.unwrap();
    assert_eq!(world.keeper.store.batch(held.task.id, span.start).await.unwrap().count, PEOPLE);
    // It dies with a collection job that it took, and again with one that it answered.
    assert!(world.collector().begin(&held, &span).await.unwrap().is_none());
    world.restart_leader(None).await;
    world.driver.step().await.unwrap();
    let collected = world.collector().collect(&held, &span, PATIENCE).await.unwrap();
    world.restart_leader(None).await;
    world.driver.step().await.unwrap();
    assert_eq!(world.collector().collect(&held, &span, PATIENCE).await.unwrap(), collected, "the same bytes");
    assert!(collected.sums.iter().zip(&truth).all(|(a, b)| (a - b).abs() <= 12));
    // Another job of the same batch is refused after the restart as before it.
    let url =
        format!("{}tasks/{}/collection_jobs/{}", world.leader_url, held.task.id.to_url(), JobId([9; 16]).to_url());
    assert_ne!(job_id(&held, &span), JobId([9; 16]));
    let request = CollectionJobReq { query: Query(span.interval()), parameter: Vec::new(), extensions: Vec::new() };
    let token = std::fs::read_to_string(world.dir.join("collector/collector.token")).unwrap();
    let put = world.http.put(url).bearer_auth(token.trim()).header("content-type", Media::CollectionJobReq.name());
    let answer = put.body(request.get_encoded().unwrap()).send().await.unwrap();
    assert_eq!(problem(answer).await, (400, "batchOverlap".into()));
}
