//! A small company on loopback: sixty people, real HTTP, SQLite files in a folder of its own.
#![allow(dead_code, reason = "each test program uses its part of the world")]

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use reqwest::{Client, Response};
use skillkeep::Millis;
use skillkeep::sync::{Day, Dictionary};
use skillkeep_dap::client::{Target, report};
use skillkeep_dap::codec::Encode;
use skillkeep_dap::media::Media;
use skillkeep_dap::messages::{Extension, Report};
use skillkeep_dap::token::{EXTENSION_TYPE, Issuer, Request, Token};
use skillkeep_server::clock::Clock;
use skillkeep_server::collector::Collector;
use skillkeep_server::config::Config;
use skillkeep_server::console::password::Work;
use skillkeep_server::driver::Driver;
use skillkeep_server::keeper::Keeper;
use skillkeep_server::leader::Leader;
use skillkeep_server::tasks::{Asked, Span, Tasks};
use skillkeep_server::ticket::TicketKey;
use skillkeep_server::{Secret, keeper, keys, leader, officer, serve};
use tokio::task::JoinHandle;

pub(crate) const TENANT: &str = "acme";
pub(crate) const PEOPLE: u64 = 60;
pub(crate) const MIN_BATCH: u64 = 50;
/// A day within 2026-q3, and the day on which it closes.
pub(crate) const OPEN: &str = "2026-09-10";
pub(crate) const CLOSED: &str = "2026-10-16";
pub(crate) const PERIOD: &str = "2026-q3";

pub(crate) fn rng() -> rand_core::UnwrapErr<getrandom::SysRng> {
    rand_core::UnwrapErr(getrandom::SysRng)
}

/// Making an RSA key takes seconds: the tests of this process share one.
fn issuer_pem() -> &'static str {
    static PEM: OnceLock<String> = OnceLock::new();
    PEM.get_or_init(|| Issuer::generate(&mut rng()).unwrap().to_pkcs8_pem().unwrap())
}

pub(crate) struct World {
    pub(crate) dir: PathBuf,
    pub(crate) config: Config,
    pub(crate) tasks: Tasks,
    pub(crate) today: Arc<AtomicI64>,
    keeper_today: Arc<AtomicI64>,
    pub(crate) leader: Arc<Leader>,
    pub(crate) keeper: Arc<Keeper>,
    pub(crate) driver: Driver,
    pub(crate) leader_url: String,
    pub(crate) keeper_url: String,
    pub(crate) http: Client,
    keeper_at: std::net::SocketAddr,
    keeper_task: JoinHandle<()>,
    leader_task: JoinHandle<()>,
}

impl Drop for World {
    fn drop(&mut self) {
        self.keeper_task.abort();
        self.leader_task.abort();
        let _ = std::fs::remove_dir_all(&self.dir);
    }
}

/// The fixture's dictionary, scaled to sixty people, with the period's token key and this noise.
fn dictionary(sigma2: u64, spki: &[u8]) -> String {
    let fixture = concat!(env!("CARGO_MANIFEST_DIR"), "/../tests/fixtures/dictionary.json");
    let mut json: serde_json::Value = serde_json::from_slice(&std::fs::read(fixture).unwrap()).unwrap();
    json["headcount"][0]["people"] = PEOPLE.into();
    json["minBatch"] = MIN_BATCH.into();
    for period in json["periods"].as_array_mut().unwrap() {
        if period["id"] == PERIOD {
            period["tokenKey"] = STANDARD.encode(spki).into();
        }
    }
    let held = &mut json["measures"][0];
    held["asked"][0]["sigma2"] = sigma2.into();
    held["asked"][0]["microRho"] = skillkeep::sync::micro_rho(9, sigma2).unwrap().into();
    json.to_string()
}

impl World {
    pub(crate) async fn new(sigma2: u64) -> World {
        static NUMBER: AtomicU64 = AtomicU64::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let dir = std::env::temp_dir().join(format!("skillkeep-way-{}-{number}", std::process::id()));
        keys::make(&dir, &[]).unwrap();
        std::fs::create_dir_all(dir.join("leader/tokens")).unwrap();
        std::fs::write(dir.join(format!("leader/tokens/{PERIOD}.pem")), issuer_pem()).unwrap();
        let spki = Issuer::from_pkcs8_pem(issuer_pem()).unwrap().token_key().to_spki().unwrap();
        std::fs::write(dir.join("dictionary.json"), dictionary(sigma2, &spki)).unwrap();
        let keeper_socket = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let keeper_at = keeper_socket.local_addr().unwrap();
        let toml = format!(
            "tenant = '{TENANT}'\ndictionary = 'dictionary.json'\nseed = 'shared/verify.seed'\n\
             peer-token = 'shared/peer.token'\ncollector = 'collector/hpke.pub'\n\
             [leader]\nlisten = '127.0.0.1:0'\ndatabase = 'leader.sqlite'\nhpke = 'leader/hpke.key'\n\
             tokens = 'leader/tokens'\ntickets = 'leader/tickets.key'\ncollector-token = 'collector/collector.token'\n\
             keeper = 'http://{keeper_at}/keeper'\n\
             [keeper]\nlisten = '{keeper_at}'\ndatabase = 'keeper.sqlite'\nhpke = 'keeper/hpke.key'\n\
             signing = 'keeper/signing.key'\nkey-id = 'keeper-1'\n"
        );
        std::fs::write(dir.join("server.toml"), toml).unwrap();
        let mut config = Config::read(&dir.join("server.toml")).unwrap();
        config.work = Work::Least;
        let today = Arc::new(AtomicI64::new(0));
        let clock = clock(&today);
        let (leader, driver) = serve::leader(&config, clock.clone()).await.unwrap();
        let keeper = serve::keeper(&config, clock).await.unwrap();
        let leader_socket = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let leader_url = format!("http://{}/leader/", leader_socket.local_addr().unwrap());
        let leader_task = run(leader_socket, serve::app([leader::router(Arc::clone(&leader))]));
        let keeper_task =
            run(keeper_socket, serve::app([keeper::router(Arc::clone(&keeper)), officer::router(Arc::clone(&keeper))]));
        let dictionary = Dictionary::parse(&std::fs::read(dir.join("dictionary.json")).unwrap()).unwrap();
        // Clients and collector do not have the seed.
        let tasks = Tasks::derive(&dictionary, TENANT, &[0; 32]).unwrap();
        let world = World {
            keeper_url: format!("http://{keeper_at}/keeper/"),
            http: Client::new(),
            dir,
            config,
            tasks,
            keeper_today: Arc::clone(&today),
            today,
            leader,
            keeper,
            driver,
            leader_url,
            keeper_at,
            keeper_task,
            leader_task,
        };
        world.day(OPEN);
        world
    }

    pub(crate) fn day(&self, day: &str) {
        self.today.store(Day::parse(day).unwrap().start().0, Ordering::SeqCst);
    }

    /// From its next start the keeper has a clock of its own; sets its day.
    pub(crate) fn split_clocks(&mut self) -> impl Fn(&str) + use<> {
        self.keeper_today = Arc::new(AtomicI64::new(self.today.load(Ordering::SeqCst)));
        let own = Arc::clone(&self.keeper_today);
        move |day| own.store(Day::parse(day).unwrap().start().0, Ordering::SeqCst)
    }

    pub(crate) fn asked(&self, measure: &str) -> &Arc<Asked> {
        self.tasks.all().find(|a| a.measure == measure).unwrap()
    }

    pub(crate) fn span(&self) -> &Span {
        self.tasks.period(PERIOD).unwrap()
    }

    /// Stops the leader, and starts it over its file with this limit of megabytes, at another address.
    pub(crate) async fn restart_leader(&mut self, limit: Option<u64>) {
        self.leader_task.abort();
        let _ = (&mut self.leader_task).await;
        self.leader.store.close().await;
        if let Some(part) = self.config.leader.as_mut() {
            part.database_limit = limit;
        }
        (self.leader, self.driver) = serve::leader(&self.config, clock(&self.today)).await.unwrap();
        let socket = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        self.leader_url = format!("http://{}/leader/", socket.local_addr().unwrap());
        self.leader_task = run(socket, serve::app([leader::router(Arc::clone(&self.leader))]));
    }

    pub(crate) async fn stop_keeper(&mut self) {
        self.keeper_task.abort();
        let _ = (&mut self.keeper_task).await;
        self.keeper.store.close().await;
    }

    /// Starts the keeper again over its file, at its address.
    pub(crate) async fn start_keeper(&mut self) {
        self.keeper = serve::keeper(&self.config, clock(&self.keeper_today)).await.unwrap();
        let socket = loop {
            match tokio::net::TcpListener::bind(self.keeper_at).await {
                Ok(socket) => break socket,
                Err(_) => tokio::time::sleep(Duration::from_millis(20)).await,
            }
        };
        self.keeper_task = run(
            socket,
            serve::app([keeper::router(Arc::clone(&self.keeper)), officer::router(Arc::clone(&self.keeper))]),
        );
    }

    pub(crate) fn ticket(&self, subject: &str) -> String {
        let key = TicketKey::new(keys::bytes32(&self.dir.join("leader/tickets.key")).unwrap());
        key.issue(TENANT, subject, Millis(i64::MAX))
    }

    pub(crate) async fn ask_token(&self, subject: &str, request: &Request) -> Response {
        let to = format!("{}tokens/{PERIOD}", self.leader_url);
        let post = self.http.post(to).bearer_auth(self.ticket(subject)).body(request.blinded().to_vec());
        post.send().await.unwrap()
    }

    pub(crate) fn token_request(&self) -> Request {
        Request::new(&mut rng(), TENANT, PERIOD, self.span().token_key.as_ref().unwrap()).unwrap()
    }

    pub(crate) async fn token(&self, subject: &str) -> Token {
        let request = self.token_request();
        let answer = self.ask_token(subject, &request).await;
        assert_eq!(answer.status(), 200);
        request.finalize(&answer.bytes().await.unwrap()).unwrap()
    }

    pub(crate) fn report(&self, asked: &Asked, token: &Token, set: &[u32]) -> Report {
        let extension = Extension { kind: EXTENSION_TYPE, data: token.encode().to_vec() };
        self.report_at(asked, self.span().start, vec![extension], set)
    }

    pub(crate) fn report_at(&self, asked: &Asked, time: u64, extensions: Vec<Extension>, set: &[u32]) -> Report {
        let target = Target {
            task: asked.task.id,
            configuration: &asked.task.configuration,
            vdaf: &asked.task.vdaf,
            leader: self.leader.keys.config(),
            helper: self.keeper.keys.config(),
        };
        report(&target, set, time, extensions, &mut rng()).unwrap()
    }

    pub(crate) async fn upload_bytes(&self, asked: &Asked, media: &str, body: Vec<u8>) -> Response {
        let to = format!("{}tasks/{}/reports", self.leader_url, asked.task.id.to_url());
        self.http.post(to).header("content-type", media).body(body).send().await.unwrap()
    }

    pub(crate) async fn upload(&self, asked: &Asked, reports: &[Report]) -> Response {
        let body = reports.iter().flat_map(|r| r.get_encoded().unwrap()).collect();
        self.upload_bytes(asked, Media::UploadReq.name(), body).await
    }

    /// People from..to answer `held`, each with a token of her own: person i holds skill 0, and skill 1 if i is even.
    /// Returns the true sums.
    pub(crate) async fn answer(&self, people: std::ops::Range<u64>) -> Vec<i64> {
        let asked = self.asked("held");
        let mut truth = vec![0; asked.task.vdaf.length()];
        let mut reports = Vec::new();
        for person in people {
            let set: Vec<u32> = if person % 2 == 0 { vec![0, 1, 11] } else { vec![0, 11] };
            set.iter().for_each(|place| truth[*place as usize] += 1);
            reports.push(self.report(asked, &self.token(&format!("person {person}")).await, &set));
        }
        for some in reports.chunks(20) {
            let answer = self.upload(asked, some).await;
            assert_eq!((answer.status().as_u16(), answer.bytes().await.unwrap().len()), (200, 0));
        }
        truth
    }

    pub(crate) fn collector(&self) -> Collector {
        let public: [u8; 32] = self.keeper.signing.public();
        let believed = vec![("keeper-1".to_owned(), ed25519_dalek::VerifyingKey::from_bytes(&public).unwrap())];
        let token = secret(&self.dir.join("collector/collector.token"));
        let pair = keys::keypair(&self.dir.join("collector/hpke.key")).unwrap();
        Collector::new([&self.leader_url, &self.keeper_url], token, pair, believed).unwrap()
    }
}

pub(crate) fn secret(path: &Path) -> Secret {
    keys::bearer(path).unwrap()
}

fn clock(today: &Arc<AtomicI64>) -> Clock {
    let today = Arc::clone(today);
    Clock::new(move || Millis(today.load(Ordering::SeqCst)))
}

fn run(socket: tokio::net::TcpListener, app: axum::Router) -> JoinHandle<()> {
    tokio::spawn(async move { axum::serve(socket, app).await.unwrap() })
}

/// Status and type of a problem document.
pub(crate) async fn problem(answer: Response) -> (u16, String) {
    let status = answer.status().as_u16();
    let kind = answer.headers().get("content-type").map(|v| v.to_str().unwrap().to_owned());
    assert_eq!(kind.as_deref(), Some("application/problem+json"), "status {status}");
    let json: serde_json::Value = serde_json::from_slice(&answer.bytes().await.unwrap()).unwrap();
    assert_eq!(json["status"], status);
    (status, json["type"].as_str().unwrap().rsplit(':').next().unwrap().to_owned())
}
