//! What a listener holds callers to: how often, from where, how slowly. Real connections.

mod world;

use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use reqwest::{Client, Method, Response};
use serde_json::json;
use skillkeep_dap::media::Media;
use skillkeep_server::console::Role;
use skillkeep_server::limits::{Limits, Origins, Patience, Rate, counted, shared};
use skillkeep_server::listen::{self, Connections};
use skillkeep_server::{console, impact, insight, keeper, leader, officer, portal, serve, status, taxonomy};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinHandle;
use world::{World, problem};

const PORTAL: &str = "https://portal.example";

/// Leader, keeper and its console behind the listener that the binary has.
struct Behind {
    world: World,
    at: SocketAddr,
    http: Client,
    stop: watch::Sender<bool>,
    task: JoinHandle<()>,
}

impl Behind {
    async fn new(limits: Limits, how: Connections) -> Behind {
        let world = World::new(1).await;
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let at = listener.local_addr().unwrap();
        let app = serve::app([
            leader::router(Arc::clone(&world.leader)),
            keeper::router(Arc::clone(&world.keeper)),
            officer::router(Arc::clone(&world.keeper)),
        ]);
        let (stop, stopped) = watch::channel(false);
        let task = tokio::spawn(listen::serve(listener, limits.around(app), how, stopped));
        Behind { world, at, http: Client::new(), stop, task }
    }

    fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.at)
    }

    async fn ask(&self, method: Method, path: &str, headers: &[(&str, &str)]) -> Response {
        let request = headers.iter().fold(self.http.request(method, self.url(path)), |r, (n, v)| r.header(*n, *v));
        request.send().await.unwrap()
    }

    async fn login(&self, user: &str, password: &str) -> Response {
        let body = json!({ "user": user, "password": password }).to_string();
        let post = self.http.post(self.url("/keeper/console/login")).header("content-type", "application/json");
        post.body(body).send().await.unwrap()
    }
}

fn origins() -> Origins {
    Origins::new(&[PORTAL.to_owned()]).unwrap()
}

fn header<'r>(answer: &'r Response, name: &str) -> Option<&'r str> {
    answer.headers().get(name).map(|v| v.to_str().unwrap())
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_that_asks_too_often_waits_and_what_needs_a_login_does_not() {
    let limits = Limits { rate: Rate::new(3), origins: origins(), ..Limits::default() };
    let behind = Behind::new(limits, Connections::default()).await;
    let token = format!("/leader/tokens/{}", world::PERIOD);
    for path in [&token, "/leader/tasks/x/reports", "/keeper/console/login"] {
        assert_ne!(behind.ask(Method::POST, path, &[]).await.status(), 429);
    }
    for path in [&token, "/leader/tasks/x/reports", "/keeper/console/login"] {
        let answer = behind.ask(Method::POST, path, &[("origin", PORTAL)]).await;
        let wait: u64 = header(&answer, "retry-after").unwrap().parse().unwrap();
        assert!((1..=20).contains(&wait), "{wait}");
        let readable = header(&answer, "access-control-allow-origin") == Some(PORTAL);
        assert_eq!(readable, !path.contains("console"), "the portal's page can read why");
        assert_eq!(problem(answer).await, (429, "rate.limit".into()));
    }
    for path in ["/leader/hpke_config", "/keeper/releases", "/keeper/hpke_config"] {
        assert_eq!(behind.ask(Method::GET, path, &[]).await.status(), 200);
    }
}

#[test]
fn every_route_that_needs_no_login_and_makes_work_is_counted_and_only_those_are_shared() {
    let mut routes = leader::routes();
    routes.extend(keeper::routes());
    routes.extend(officer::routes());
    routes.extend(insight::routes());
    routes.extend(taxonomy::routes());
    routes.extend(impact::routes());
    routes.extend(skillkeep_server::audit::routes());
    routes.extend(console::list(console::Party::Insight));
    routes.extend(portal::routes());
    routes.extend(status::routes());
    let of = |yes: &dyn Fn(&(axum::http::Method, &'static str)) -> bool| -> Vec<&'static str> {
        routes.iter().filter(|r| yes(r)).map(|r| r.1).collect()
    };
    assert_eq!(
        of(&|(method, path)| counted(method, path)),
        [
            "/leader/tasks/{task}/reports",
            "/leader/tokens/{period}",
            "/keeper/console/login",
            "/insight/console/login",
            "/portal/ticket"
        ]
    );
    assert_eq!(
        of(&|(_, path)| shared(path)),
        ["/leader/hpke_config", "/leader/tasks/{task}/reports", "/leader/tokens/{period}", "/keeper/hpke_config"]
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_of_the_named_portal_may_send_reports_and_no_other_page_may() {
    let behind = Behind::new(Limits { origins: origins(), ..Limits::default() }, Connections::default()).await;
    let token = format!("/leader/tokens/{}", world::PERIOD);
    let asks = [("access-control-request-method", "POST"), ("access-control-request-headers", "authorization")];
    let preflight = [("origin", PORTAL), asks[0], asks[1]];
    for path in ["/leader/hpke_config", "/keeper/hpke_config", "/leader/tasks/x/reports", &token] {
        let answer = behind.ask(Method::OPTIONS, path, &preflight).await;
        assert_eq!(answer.status(), 204, "{path}");
        assert_eq!(header(&answer, "access-control-allow-origin"), Some(PORTAL));
        assert_eq!(header(&answer, "access-control-allow-methods"), Some("GET, POST"));
        assert_eq!(header(&answer, "access-control-allow-headers"), Some("content-type, authorization"));
        assert_eq!(header(&answer, "access-control-allow-credentials"), None, "no cookie is ever let in");
        let stranger = [("origin", "https://portal.example.evil"), asks[0], asks[1]];
        let answer = behind.ask(Method::OPTIONS, path, &stranger).await;
        assert_eq!(header(&answer, "access-control-allow-origin"), None);
        assert_eq!(header(&answer, "vary"), Some("origin"));
        assert_eq!(problem(answer).await, (405, "route.method".into()));
    }
    let answer = behind.ask(Method::GET, "/keeper/hpke_config", &[("origin", PORTAL)]).await;
    assert_eq!((answer.status().as_u16(), header(&answer, "access-control-allow-origin")), (200, Some(PORTAL)));
    // The page reads refusals too.
    let answer = behind.ask(Method::POST, &token, &[("origin", PORTAL)]).await;
    assert_eq!(header(&answer, "access-control-allow-origin"), Some(PORTAL));
    assert_eq!(problem(answer).await, (401, "ticket.refused".into()));
    // Consoles, releases and what aggregators say to each other are of one origin.
    for path in
        ["/keeper/console/login", "/keeper/console/overview", "/keeper/releases", "/leader/tasks/x/collection_jobs/y"]
    {
        for method in [Method::OPTIONS, Method::GET] {
            let answer = behind.ask(method, path, &preflight).await;
            assert_eq!(header(&answer, "access-control-allow-origin"), None, "{path}");
        }
    }
    // Nothing is let in where nothing is named.
    let closed = Behind::new(Limits::default(), Connections::default()).await;
    let answer = closed.ask(Method::OPTIONS, "/leader/hpke_config", &preflight).await;
    assert_eq!(header(&answer, "access-control-allow-origin"), None);
    assert_eq!(problem(answer).await, (405, "route.method".into()));
}

async fn read(stream: &mut TcpStream) -> String {
    let mut all = Vec::new();
    let _ = tokio::time::timeout(Duration::from_secs(10), stream.read_to_end(&mut all)).await.expect("it is closed");
    String::from_utf8(all).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn who_sends_a_byte_now_and_then_is_not_waited_for() {
    let limits = Limits { patience: Patience(Duration::from_millis(400)), ..Limits::default() };
    let behind = Behind::new(limits, Connections { head: Duration::from_millis(400), most: 2 }).await;
    let task = behind.world.asked("held").task.id.to_url();
    // A body that goes on and on.
    let mut slow = TcpStream::connect(behind.at).await.unwrap();
    let kind = Media::UploadReq.name();
    let head = format!(
        "POST /leader/tasks/{task}/reports HTTP/1.1\r\nhost: x\r\ncontent-type: {kind}\r\ncontent-length: 100000\r\n\r\nabc"
    );
    slow.write_all(head.as_bytes()).await.unwrap();
    let (mut rest, mut more) = slow.into_split();
    let drip = tokio::spawn(async move {
        while more.write_all(b"d").await.is_ok() {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    });
    let mut answer = String::new();
    let told = async {
        while !answer.contains("body.slow") {
            let mut some = [0; 1024];
            let length = rest.read(&mut some).await.unwrap();
            assert!(length > 0, "closed without a word: {answer}");
            answer.push_str(std::str::from_utf8(&some[..length]).unwrap());
        }
    };
    tokio::time::timeout(Duration::from_secs(10), told).await.expect("an end to it");
    assert!(answer.starts_with("HTTP/1.1 408 ") && answer.contains("urn:skillkeep:error:body.slow"), "{answer}");
    assert!(answer.contains("connection: close"), "{answer}");
    drip.abort();
    drop(rest);
    // Heads that never end, on as many connections as there may be: others are served all the same.
    let mut heads = Vec::new();
    for _ in 0..2 {
        let mut stream = TcpStream::connect(behind.at).await.unwrap();
        stream.write_all(b"GET /leader/hpke_config HTTP/1.1\r\nhost: x\r\nx-slow: ").await.unwrap();
        heads.push(stream);
    }
    let asked = behind.ask(Method::GET, "/leader/hpke_config", &[]);
    let answer = tokio::time::timeout(Duration::from_secs(10), asked).await.expect("served after the slow ones went");
    assert_eq!(answer.status(), 200);
    for mut stream in heads {
        assert!(!read(&mut stream).await.contains("200 OK"), "the slow ones got nothing");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_listener_that_is_stopped_ends_what_is_running_and_takes_nothing_more() {
    let behind = Behind::new(Limits::default(), Connections::default()).await;
    assert_eq!(behind.ask(Method::GET, "/keeper/releases", &[]).await.status(), 200);
    let Behind { world: _world, at, http, stop, task } = behind;
    // A request whose body is on its way when the word comes.
    let mut running = TcpStream::connect(at).await.unwrap();
    let head = "POST /keeper/console/login HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 2\r\n\r\n{";
    running.write_all(head.as_bytes()).await.unwrap();
    tokio::time::sleep(Duration::from_millis(200)).await;
    stop.send(true).unwrap();
    tokio::time::sleep(Duration::from_millis(200)).await;
    assert!(!task.is_finished(), "somebody is being answered");
    running.write_all(b"}").await.unwrap();
    assert!(read(&mut running).await.starts_with("HTTP/1.1 400 "), "answered, and closed");
    tokio::time::timeout(Duration::from_secs(10), task).await.expect("kept connections do not hold it up").unwrap();
    assert!(http.get(format!("http://{at}/keeper/releases")).send().await.is_err());
}

#[tokio::test(flavor = "multi_thread")]
async fn of_many_tries_at_the_same_moment_five_are_looked_at() {
    let behind = Behind::new(Limits::default(), Connections::default()).await;
    behind.world.keeper.guard.set("officer", Role::Officer, "correct horse battery").await.unwrap();
    let tries = (0..12).map(|n| {
        let (guard, wrong) = (Arc::clone(&behind.world.keeper), format!("wrong password {n}"));
        tokio::spawn(async move { guard.guard.login("officer", &wrong).await.unwrap_err().code().to_owned() })
    });
    let mut codes = Vec::new();
    for one in tries.collect::<Vec<_>>() {
        codes.push(one.await.unwrap());
    }
    assert_eq!(codes.iter().filter(|c| *c == "login.refused").count(), 5, "{codes:?}");
    assert_eq!(codes.iter().filter(|c| *c == "login.too_many").count(), 7, "{codes:?}");
}

/// Where the log goes.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

// One thread, so that the log of this test is its own.
#[tokio::test]
async fn a_log_says_that_somebody_failed_and_never_who_nor_with_what() {
    let log = Log::default();
    let to = log.clone();
    let subscriber = tracing_subscriber::fmt().with_ansi(false).with_max_level(tracing::Level::INFO);
    let _guard = tracing::subscriber::set_default(subscriber.with_writer(move || to.clone()).finish());
    let behind = Behind::new(Limits { rate: Rate::new(100), ..Limits::default() }, Connections::default()).await;
    behind.world.keeper.guard.set("olivia.officer", Role::Officer, "correct horse battery").await.unwrap();
    assert_eq!(behind.login("olivia.officer", "wrong staple").await.status(), 401);
    let answer = behind.login("olivia.officer", "correct horse battery").await;
    let cookie = header(&answer, "set-cookie").unwrap().split(';').next().unwrap().to_owned();
    let overview = behind.ask(Method::GET, "/keeper/console/overview", &[("cookie", &cookie)]).await;
    assert_eq!(overview.status(), 200);
    let written = String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
    assert!(written.contains("a login was refused"), "{written}");
    let value = cookie.split('=').nth(1).unwrap();
    for private in ["olivia", "wrong staple", "correct horse", "127.0.0.1", value] {
        assert!(!written.contains(private), "{private} is in the log: {written}");
    }
}
