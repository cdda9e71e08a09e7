//! The whole way of a report: token, upload, both aggregators, noise, collection, release. Real HTTP, real files.

mod world;

use std::time::Duration;

use axum::http::Method;
use reqwest::Response;
use skillkeep_dap::codec::{Decode, Encode};
use skillkeep_dap::hpke::Role;
use skillkeep_dap::media::Media;
use skillkeep_dap::messages::{
    AggregateShareReq, BatchSelector, CollectionJobReq, CollectionJobResp, Extension, Interval, JobId, Query,
    ReportError, UploadErrors,
};
use skillkeep_dap::token::EXTENSION_TYPE;
use skillkeep_dap::vdaf::{Share, unshard};
use skillkeep_insight::{KeeperKeys, Released};
use skillkeep_server::collector::{CollectError, job_id};
use skillkeep_server::driver::DriverError;
use skillkeep_server::peer::PeerError;
use skillkeep_server::store::StoreError;
use skillkeep_server::{keeper, keys, leader};
use world::{CLOSED, OPEN, PEOPLE, TENANT, World, problem};

const PATIENCE: Duration = Duration::from_secs(20);

async fn errors(answer: Response) -> Vec<ReportError> {
    assert_eq!(answer.status(), 200);
    UploadErrors::get_decoded(&answer.bytes().await.unwrap()).unwrap().0.into_iter().map(|(_, e)| e).collect()
}

async fn put(world: &World, url: &str, media: Media, token: &str, body: Vec<u8>) -> Response {
    let token = std::fs::read_to_string(world.dir.join(token)).unwrap();
    let put = world.http.put(url).bearer_auth(token.trim()).header("content-type", media.name()).body(body);
    put.send().await.unwrap()
}

async fn ask(world: &World, job: JobId, interval: Interval) -> Response {
    let asked = world.asked("held");
    let url = format!("{}tasks/{}/collection_jobs/{}", world.leader_url, asked.task.id.to_url(), job.to_url());
    let body = request(interval).get_encoded().unwrap();
    put(world, &url, Media::CollectionJobReq, "collector/collector.token", body).await
}

fn request(interval: Interval) -> CollectionJobReq {
    CollectionJobReq { query: Query(interval), parameter: Vec::new(), extensions: Vec::new() }
}

fn refused(result: Result<impl std::fmt::Debug, CollectError>) -> String {
    match result {
        Err(CollectError::Peer(PeerError::Refused { uri, .. })) => uri.rsplit(':').next().unwrap().to_owned(),
        other => panic!("{other:?}"),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn sixty_answers_become_sums_with_the_noise_that_was_promised() {
    let world = World::new(1).await;
    let truth = world.answer(0..PEOPLE).await;
    world.driver.step().await.unwrap();
    // Everybody answered: the batch may be collected before the period closes.
    let (asked, span) = (world.asked("held"), world.span());
    assert_eq!(ask(&world, job_id(asked, span), span.interval()).await.status(), 202);
    world.driver.step().await.unwrap();
    let collected = world.collector().collect(asked, span, PATIENCE).await.unwrap();
    // Variance 1 of each: the sum of two draws is never this far, and never zero in all places of many runs.
    let off: Vec<i64> = collected.sums.iter().zip(&truth).map(|(a, b)| a - b).collect();
    assert!(off.iter().all(|d| d.abs() <= 12), "{off:?}");
    let keys = KeeperKeys::new(TENANT, [("keeper-1", world.keeper.signing.public())]).unwrap();
    let released = Released::open(collected.envelope.as_bytes(), &keys, Some(&collected.sums)).unwrap();
    let sums = released.get();
    assert_eq!((sums.reports, sums.headcount, sums.sigma2_each), (PEOPLE, PEOPLE, 1));
    assert_eq!((sums.measure.as_str(), sums.cell.as_str(), sums.period.id.as_str()), ("held", "all", world::PERIOD));
    // Asking again is getting the same: no second draw of noise.
    assert_eq!(world.collector().collect(asked, span, PATIENCE).await.unwrap(), collected);
    // Another job for the same batch is refused by the leader, and by the keeper if the leader would ask.
    let other = JobId([9; 16]);
    assert_eq!(problem(ask(&world, other, span.interval()).await).await, (400, "batchOverlap".into()));
    let batch = world.keeper.store.batch(asked.task.id, span.start).await.unwrap();
    let share = AggregateShareReq {
        job: request(span.interval()),
        batch: BatchSelector(span.interval()),
        count: batch.count,
        checksum: batch.checksum.0,
    };
    let url = format!("{}tasks/{}/aggregate_shares/{}", world.keeper_url, asked.task.id.to_url(), other.to_url());
    let body = share.get_encoded().unwrap();
    let answer = put(&world, &url, Media::AggregateShareReq, "shared/peer.token", body).await;
    assert_eq!(problem(answer).await, (400, "batchOverlap".into()));
    // Neither keeps what a collected batch was without noise.
    assert!(batch.share.0.is_empty());
    let (kept, _) = world.leader.store.batch(asked.task.id, span.start).await.unwrap();
    assert!(kept.share.0.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn noise_of_both_is_added_and_stays_within_eight_sigma() {
    let world = World::new(400).await;
    let truth = world.answer(0..55).await;
    world.driver.step().await.unwrap();
    let (asked, span) = (world.asked("held"), world.span());
    // Not everybody answered, and the period is open.
    assert_eq!(problem(ask(&world, JobId([1; 16]), span.interval()).await).await, (400, "batch.open".into()));
    world.day(CLOSED);
    assert_eq!(ask(&world, job_id(asked, span), span.interval()).await.status(), 202);
    let exact = |bytes: &[u8]| Share::decode(bytes, truth.len()).unwrap();
    let keeper = exact(&world.keeper.store.batch(asked.task.id, span.start).await.unwrap().share.0);
    let leader = exact(&world.leader.store.batch(asked.task.id, span.start).await.unwrap().0.share.0);
    assert_eq!(unshard(&leader, &keeper).unwrap(), truth, "without noise the sums are exact");
    world.driver.step().await.unwrap();
    let done = ask(&world, job_id(asked, span), span.interval()).await.bytes().await.unwrap();
    let done = CollectionJobResp::get_decoded(&done).unwrap();
    let pair = keys::keypair(&world.dir.join("collector/hpke.key")).unwrap();
    let open = |role, sealed| asked.task.open_share(role, sealed, &request(span.interval()), &pair).unwrap();
    // Each draws for itself: the other may be the one that does not.
    for sums in [
        unshard(&open(Role::Leader, &done.leader), &keeper).unwrap(),
        unshard(&leader, &open(Role::Helper, &done.helper)).unwrap(),
    ] {
        let noise: Vec<i64> = sums.iter().zip(&truth).map(|(a, b)| a - b).collect();
        assert!(noise.iter().any(|n| *n != 0) && noise.iter().all(|n| n.abs() <= 8 * 20), "{noise:?}");
    }
    let collected = world.collector().collect(asked, span, PATIENCE).await.unwrap();
    let off: Vec<i64> = collected.sums.iter().zip(&truth).map(|(a, b)| a - b).collect();
    // Twice 400: sigma is 28.3.
    assert!(off.iter().all(|d| d.abs() <= 8 * 29), "{off:?}");
    assert!(off.iter().any(|d| *d != 0), "no noise at all");
}

#[tokio::test(flavor = "multi_thread")]
async fn too_few_answers_are_never_released() {
    let world = World::new(1).await;
    world.answer(0..5).await;
    let (asked, span) = (world.asked("held"), world.span());
    world.day(CLOSED);
    // Asked for while reports wait: the job is taken, and ends with the problem.
    assert_eq!(ask(&world, job_id(asked, span), span.interval()).await.status(), 202);
    world.driver.step().await.unwrap();
    assert_eq!(refused(world.collector().collect(asked, span, PATIENCE).await), "invalidBatchSize");
    // Asked for when all were counted: refused at once.
    assert_eq!(problem(ask(&world, JobId([3; 16]), span.interval()).await).await, (400, "invalidBatchSize".to_owned()));
    // The keeper holds the same line by itself.
    let batch = world.keeper.store.batch(asked.task.id, span.start).await.unwrap();
    let share = AggregateShareReq {
        job: request(span.interval()),
        batch: BatchSelector(span.interval()),
        count: batch.count,
        checksum: batch.checksum.0,
    };
    let url = format!("{}tasks/{}/aggregate_shares/{}", world.keeper_url, asked.task.id.to_url(), "A".repeat(22));
    let ask_keeper = async |wanted: &AggregateShareReq| {
        let body = wanted.get_encoded().unwrap();
        problem(put(&world, &url, Media::AggregateShareReq, "shared/peer.token", body).await).await.1
    };
    assert_eq!(batch.count, 5);
    assert_eq!(ask_keeper(&share).await, "invalidBatchSize");
    world.day(OPEN);
    assert_eq!(ask_keeper(&share).await, "batch.open");
    // Part of a period is no batch, at either.
    let part = Interval { start: span.start, duration: 1 };
    assert_eq!(problem(ask(&world, JobId([4; 16]), part).await).await.1, "batchInvalid");
    let cut = AggregateShareReq { job: request(part), batch: BatchSelector(part), ..share.clone() };
    assert_eq!(ask_keeper(&cut).await, "batchInvalid");
    let releases = world.http.get(format!("{}releases?after=0", world.keeper_url)).send().await.unwrap();
    assert_eq!(releases.text().await.unwrap(), "[]");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_keeper_that_stops_in_the_middle_loses_nothing_and_counts_nothing_twice() {
    let mut world = World::new(1).await;
    let mut truth = world.answer(0..20).await;
    world.driver.step().await.unwrap();
    world.stop_keeper().await;
    let more = world.answer(20..PEOPLE).await;
    truth.iter_mut().zip(more).for_each(|(a, b)| *a += b);
    let failed = world.driver.step().await;
    assert!(matches!(failed, Err(DriverError::Peer(PeerError::Unreachable))), "{failed:?}");
    world.start_keeper().await;
    let jobs = world.leader.store.jobs().await.unwrap();
    assert!(!jobs.is_empty(), "the job waits");
    let before = world.leader.store.batch(world.asked("held").task.id, world.span().start).await.unwrap();
    assert_eq!((before.0.count, before.1), (20, 40));
    // The keeper counts, and the leader's store fails before the outcome is written down: the job is repeated.
    execute(&world, "CREATE TRIGGER fail BEFORE DELETE ON jobs BEGIN SELECT RAISE(ABORT, 'no'); END").await;
    assert!(matches!(world.driver.step().await, Err(DriverError::Store(StoreError::Failed))));
    let task = world.asked("held").task.id;
    assert_eq!(world.keeper.store.batch(task, world.span().start).await.unwrap().count, PEOPLE);
    assert_eq!(world.leader.store.batch(task, world.span().start).await.unwrap().0.count, 20);
    execute(&world, "DROP TRIGGER fail").await;
    world.driver.step().await.unwrap();
    let (asked, span) = (world.asked("held").clone(), world.span().clone());
    let at_keeper = world.keeper.store.batch(asked.task.id, span.start).await.unwrap();
    let (at_leader, waiting) = world.leader.store.batch(asked.task.id, span.start).await.unwrap();
    assert_eq!((at_keeper.count, at_leader.count, waiting), (PEOPLE, PEOPLE, 0));
    assert_eq!(at_keeper.checksum, at_leader.checksum);
    world.driver.step().await.unwrap();
    ask(&world, job_id(&asked, &span), span.interval()).await;
    world.stop_keeper().await;
    assert!(world.driver.step().await.is_err());
    world.start_keeper().await;
    // The keeper releases, and the leader's store fails: asked again, the keeper gives what it gave, and signs nothing new.
    execute(&world, "CREATE TRIGGER fail BEFORE UPDATE ON collections BEGIN SELECT RAISE(ABORT, 'no'); END").await;
    assert!(world.driver.step().await.is_err());
    let given = world.keeper.store.collected(task, span.start).await.unwrap().unwrap();
    execute(&world, "DROP TRIGGER fail").await;
    world.driver.step().await.unwrap();
    assert_eq!(world.keeper.store.collected(task, span.start).await.unwrap().unwrap(), given);
    assert_eq!(world.keeper.store.releases(0, 10).await.unwrap().len(), 1);
    let collected = world.collector().collect(&asked, &span, PATIENCE).await.unwrap();
    assert!(collected.sums.iter().zip(&truth).all(|(a, b)| (a - b).abs() <= 12));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_report_counts_once_and_a_token_is_spent_once_on_a_task() {
    let world = World::new(1).await;
    let asked = world.asked("held");
    let token = world.token("ana").await;
    let first = world.report(asked, &token, &[0, 11]);
    // Twice in one request, and again: silently the same.
    assert_eq!(errors(world.upload(asked, &[first.clone(), first.clone()]).await).await, []);
    assert_eq!(errors(world.upload(asked, std::slice::from_ref(&first)).await).await, []);
    let second = world.report(asked, &token, &[1, 11]);
    assert_eq!(errors(world.upload(asked, std::slice::from_ref(&second)).await).await, [ReportError::ReportReplayed]);
    world.driver.step().await.unwrap();
    let count = |w: &World| w.keeper.store.clone();
    assert_eq!(count(&world).batch(asked.task.id, world.span().start).await.unwrap().count, 1);
    // A leader that forgets (a new database) is caught by the keeper, for the same report and for the same token.
    execute(&world, "DELETE FROM reports").await;
    execute(&world, "DELETE FROM tokens_spent").await;
    assert_eq!(errors(world.upload(asked, &[second]).await).await, []);
    execute(&world, "DELETE FROM tokens_spent").await;
    assert_eq!(errors(world.upload(asked, &[first]).await).await, []);
    world.driver.step().await.unwrap();
    assert_eq!(count(&world).batch(asked.task.id, world.span().start).await.unwrap().count, 1);
    let (batch, waiting) = world.leader.store.batch(asked.task.id, world.span().start).await.unwrap();
    assert_eq!((batch.count, waiting), (1, 0));
}

async fn execute(world: &World, sql: &'static str) {
    let options = sqlx::sqlite::SqliteConnectOptions::new().filename(world.dir.join("leader.sqlite"));
    let pool = sqlx::SqlitePool::connect_with(options).await.unwrap();
    sqlx::query(sql).execute(&pool).await.unwrap();
    pool.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_keeper_counts_no_more_reports_than_people() {
    let world = World::new(1).await;
    // A login that mints more identities than the cell has people.
    world.answer(0..PEOPLE + 4).await;
    world.driver.step().await.unwrap();
    let (asked, span) = (world.asked("held"), world.span());
    assert_eq!(world.keeper.store.batch(asked.task.id, span.start).await.unwrap().count, PEOPLE);
    let (batch, waiting) = world.leader.store.batch(asked.task.id, span.start).await.unwrap();
    assert_eq!((batch.count, waiting), (PEOPLE, 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_is_given_once_a_period_and_only_with_a_ticket() {
    let world = World::new(1).await;
    let request = world.token_request();
    let first = world.ask_token("ana", &request).await.bytes().await.unwrap();
    // The answer was lost: the same request gets it again. Another request does not.
    assert_eq!(world.ask_token("ana", &request).await.bytes().await.unwrap(), first);
    let another = world.token_request();
    assert_eq!(problem(world.ask_token("ana", &another).await).await, (409, "token.issued".into()));
    assert_eq!(world.ask_token("bob", &another).await.status(), 200);
    let url = format!("{}tokens/{}", world.leader_url, world::PERIOD);
    let bare = world.http.post(&url).body(another.blinded().to_vec()).send().await.unwrap();
    assert_eq!(problem(bare).await, (401, "ticket.refused".into()));
    let short = world.http.post(&url).bearer_auth(world.ticket("cleo")).body("short").send().await.unwrap();
    assert_eq!(problem(short).await, (400, "token.blinded_message".into()));
    let url = format!("{}tokens/2026-q2", world.leader_url);
    let late = world.http.post(&url).bearer_auth(world.ticket("cleo")).body("short").send().await.unwrap();
    assert_eq!(problem(late).await, (404, "period.not_open".into()));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_a_report_of_this_task_is_refused_by_name() {
    let world = World::new(1).await;
    let (held, stretch) = (world.asked("held"), world.asked("stretch"));
    let token = world.token("ana").await;
    let report = world.report(held, &token, &[0, 11]);
    let kind = Media::UploadReq.name();
    // Another task: what is sealed does not open.
    let other = world.tasks.all().find(|a| a.measure == "stretch" && !a.periods.is_empty()).unwrap();
    assert_eq!(errors(world.upload(other, std::slice::from_ref(&report)).await).await, [ReportError::InvalidMessage]);
    assert!(stretch.at(world.span().start).is_none(), "it is asked every half-year, so the quarter is not its period");
    let mut moved = report.clone();
    moved.public_share.push(0);
    assert_eq!(errors(world.upload(held, &[moved]).await).await, [ReportError::HpkeDecryptError]);
    // Other times, no token, a token that is not one, an unknown extension.
    let extension = Extension { kind: EXTENSION_TYPE, data: token.encode().to_vec() };
    let with = |data: Vec<u8>| vec![Extension { kind: EXTENSION_TYPE, data }];
    let next = world.tasks.period("2026-q4").unwrap().start;
    let last = world.tasks.period("2026-q2").unwrap().start;
    let start = world.span().start;
    let stranger = Extension { kind: 0xff7f, data: Vec::new() };
    let mut forged = token.encode();
    forged[100] ^= 1;
    for (time, extensions, error) in [
        (start + 1, vec![extension.clone()], ReportError::InvalidMessage),
        (next, vec![extension.clone()], ReportError::ReportTooEarly),
        (last, vec![extension.clone()], ReportError::ReportDropped),
        (start, vec![], ReportError::InvalidMessage),
        (start, vec![extension.clone(), extension.clone()], ReportError::InvalidMessage),
        (start, vec![extension.clone(), stranger], ReportError::InvalidMessage),
        (start, with(forged.to_vec()), ReportError::InvalidMessage),
        (start, with(vec![1, 2, 3]), ReportError::InvalidMessage),
    ] {
        let bad = world.report_at(held, time, extensions, &[0, 11]);
        // A good one beside it is taken all the same.
        assert_eq!(errors(world.upload(held, &[bad, report.clone()]).await).await, [error]);
    }
    assert_eq!(world.leader.store.batch(held.task.id, start).await.unwrap().1, 1);
    // A store that fails takes nothing, spends no token, and says so.
    let late = world.report(held, &world.token("bob").await, &[0, 11]);
    execute(&world, "CREATE TRIGGER fail BEFORE INSERT ON reports BEGIN SELECT RAISE(ABORT, 'no'); END").await;
    let answer = world.upload(held, std::slice::from_ref(&late)).await;
    assert_eq!(problem(answer).await, (500, "store.failed".into()));
    execute(&world, "DROP TRIGGER fail").await;
    assert_eq!(errors(world.upload(held, &[late]).await).await, []);
    // Bodies.
    let bytes = report.get_encoded().unwrap();
    let cut = bytes[..bytes.len() - 1].to_vec();
    assert_eq!(problem(world.upload_bytes(held, kind, cut).await).await, (400, "invalidMessage".into()));
    assert_eq!(problem(world.upload_bytes(held, kind, Vec::new()).await).await, (400, "invalidMessage".into()));
    let wrong = world.upload_bytes(held, "application/json", bytes.clone()).await;
    assert_eq!(problem(wrong).await, (415, "body.media_type".into()));
    let long = vec![0; leader::UPLOAD_LIMIT + 1];
    assert_eq!(problem(world.upload_bytes(held, kind, long).await).await, (413, "body.too_large".into()));
    let nobody = format!("{}tasks/{}/reports", world.leader_url, "A".repeat(43));
    let answer = world.http.post(nobody).header("content-type", kind).body(bytes).send().await.unwrap();
    assert_eq!(problem(answer).await, (404, "unrecognizedTask".into()));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_list_of_routes_is_closed() {
    let mut all: Vec<(Method, &str)> = leader::routes();
    all.extend(keeper::routes());
    let all: Vec<String> = all.iter().map(|(method, path)| format!("{method} {path}")).collect();
    assert_eq!(
        all,
        [
            "GET /leader/hpke_config",
            "POST /leader/tasks/{task}/reports",
            "POST /leader/tokens/{period}",
            "PUT /leader/tasks/{task}/collection_jobs/{job}",
            "GET /leader/tasks/{task}/collection_jobs/{job}",
            "GET /keeper/hpke_config",
            "GET /keeper/releases",
            "PUT /keeper/tasks/{task}/aggregation_jobs/{job}",
            "PUT /keeper/tasks/{task}/aggregate_shares/{job}",
        ]
    );
    let world = World::new(1).await;
    for (base, path) in [
        (&world.leader_url, ""),
        (&world.leader_url, "people"),
        (&world.leader_url, "tasks"),
        (&world.leader_url, "../keeper/releases"),
        (&world.keeper_url, "tasks/x/reports"),
        (&world.keeper_url, "reports"),
        (&world.keeper_url, "console/people"),
    ] {
        let answer = world.http.get(format!("{base}{path}")).send().await.unwrap();
        assert_eq!(problem(answer).await, (404, "route.unknown".into()), "{base}{path}");
    }
    let delete = world.http.delete(format!("{}releases", world.keeper_url)).send().await.unwrap();
    assert_eq!(problem(delete).await, (405, "route.method".into()));
    // Without the bearer nobody aggregates, nor collects.
    let task = world.asked("held").task.id.to_url();
    let job = "A".repeat(22);
    for url in [
        format!("{}tasks/{task}/collection_jobs/{job}", world.leader_url),
        format!("{}tasks/{task}/aggregation_jobs/{job}", world.keeper_url),
        format!("{}tasks/{task}/aggregate_shares/{job}", world.keeper_url),
    ] {
        let answer = world.http.put(&url).bearer_auth("nobody").body("").send().await.unwrap();
        assert_eq!(problem(answer).await, (403, "unauthorizedRequest".into()), "{url}");
    }
}
