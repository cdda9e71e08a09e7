//! Logins, and what the privacy officer sees, over real HTTP and a real file.

mod world;

use reqwest::{Client, Response, header};
use serde_json::{Value, json};
use skillkeep_server::console::{IDLE, LASTS, Role};
use skillkeep_server::{keeper, officer};
use world::{CLOSED, PERIOD, World, problem};

struct Console {
    world: World,
    http: Client,
    cookie: String,
    csrf: String,
}

async fn json_of(answer: Response) -> Value {
    assert_eq!(answer.headers().get("content-type").unwrap(), "application/json");
    assert_eq!(answer.headers().get("cache-control").unwrap(), "no-store");
    serde_json::from_slice(&answer.bytes().await.unwrap()).unwrap()
}

impl Console {
    async fn new() -> Console {
        let world = World::new(1).await;
        world.keeper.guard.set("officer", Role::Officer, "a long password").await.unwrap();
        world.keeper.guard.set("admin", Role::Admin, "another password").await.unwrap();
        Console { world, http: Client::new(), cookie: String::new(), csrf: String::new() }
    }

    fn url(&self, path: &str) -> String {
        format!("{}console/{path}", self.world.keeper_url)
    }

    async fn get(&self, path: &str) -> Response {
        self.http.get(self.url(path)).header(header::COOKIE, &self.cookie).send().await.unwrap()
    }

    async fn post(&self, path: &str, csrf: &str, body: Value) -> Response {
        let post = self.http.post(self.url(path)).header(header::COOKIE, &self.cookie).header("x-csrf-token", csrf);
        post.header("content-type", "application/json").body(body.to_string()).send().await.unwrap()
    }

    async fn try_login(&self, user: &str, password: &str) -> Response {
        self.post("login", "", json!({ "user": user, "password": password })).await
    }

    async fn login(&mut self, user: &str, password: &str) -> Value {
        let answer = self.try_login(user, password).await;
        assert_eq!(answer.status(), 200);
        let set = answer.headers().get(header::SET_COOKIE).unwrap().to_str().unwrap().to_owned();
        for part in ["HttpOnly", "SameSite=Strict", "Path=/keeper/console", "Secure"] {
            assert!(set.contains(part), "{set}");
        }
        self.cookie = set.split(';').next().unwrap().to_owned();
        let session = json_of(answer).await;
        self.csrf = session["csrf"].as_str().unwrap().to_owned();
        session
    }

    /// Moves the clock on, by milliseconds.
    fn wait(&self, by: i64) {
        self.world.today.fetch_add(by, std::sync::atomic::Ordering::SeqCst);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_login_lasts_its_time_and_ends_with_the_logout() {
    let mut c = Console::new().await;
    assert_eq!(problem(c.get("session").await).await, (401, "session.none".into()));
    assert_eq!(problem(c.get("overview").await).await, (401, "session.none".into()));
    let session = c.login("officer", "a long password").await;
    assert_eq!(
        (&session["user"], &session["role"], &session["mustChange"]),
        (&json!("officer"), &json!("officer"), &json!(false))
    );
    assert_eq!(json_of(c.get("session").await).await["csrf"], json!(c.csrf));
    assert_eq!(c.get("overview").await.status(), 200);
    assert_eq!(problem(c.post("logout", "", json!({})).await).await, (403, "session.csrf".into()));
    assert_eq!(c.post("logout", &c.csrf, json!({})).await.status(), 204);
    assert_eq!(problem(c.get("session").await).await, (401, "session.none".into()));

    c.login("officer", "a long password").await;
    for _ in 0..3 {
        c.wait(IDLE - 60_000);
        assert_eq!(c.get("overview").await.status(), 200, "what is used stays");
    }
    c.wait(IDLE);
    assert_eq!(problem(c.get("overview").await).await, (401, "session.none".into()), "what is not used ends");
    c.login("officer", "a long password").await;
    for _ in 0..(LASTS / (IDLE - 60_000)) {
        c.wait(IDLE - 60_000);
        let _ = c.get("overview").await;
    }
    c.wait(IDLE - 60_000);
    assert_eq!(problem(c.get("overview").await).await, (401, "session.none".into()), "no session lasts a day");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_name_and_a_wrong_password_look_the_same_and_five_of_them_wait() {
    let mut c = Console::new().await;
    assert_eq!(problem(c.try_login("nobody", "a long password").await).await, (401, "login.refused".into()));
    for _ in 0..5 {
        assert_eq!(problem(c.try_login("officer", "wrong").await).await, (401, "login.refused".into()));
    }
    let answer = c.try_login("officer", "a long password").await;
    let wait: i64 = answer.headers().get("retry-after").unwrap().to_str().unwrap().parse().unwrap();
    assert_eq!(problem(answer).await, (429, "login.too_many".into()), "even the right one");
    assert!((1..=900).contains(&wait), "{wait}");
    c.login("admin", "another password").await;
    c.wait(wait * 1000 + 1);
    c.login("officer", "a long password").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_made_password_opens_nothing_before_it_is_changed() {
    let mut c = Console::new().await;
    c.login("admin", "another password").await;
    assert_eq!(
        problem(c.get("overview").await).await,
        (403, "session.role".into()),
        "who manages logins sees no figure"
    );
    let new = json!({ "user": "second officer", "role": "officer" });
    assert_eq!(problem(c.post("users", "", new.clone()).await).await, (403, "session.csrf".into()));
    let made = json_of(c.post("users", &c.csrf, new.clone()).await).await;
    let password = made["password"].as_str().unwrap().to_owned();
    assert_eq!(problem(c.post("users", &c.csrf, new).await).await, (409, "user.taken".into()));
    let planner = json!({ "user": "p", "role": "planner" });
    assert_eq!(
        problem(c.post("users", &c.csrf, planner).await).await,
        (403, "session.role".into()),
        "another console's"
    );
    let admin = (c.cookie.clone(), c.csrf.clone());

    assert_eq!(c.login("second officer", &password).await["mustChange"], json!(true));
    let first = c.cookie.clone();
    c.login("second officer", &password).await;
    assert_eq!(problem(c.get("overview").await).await, (403, "password.change".into()));
    let change = |old: &str, new: &str| json!({ "old": old, "new": new });
    assert_eq!(
        problem(c.post("password", &c.csrf, change(&password, "short")).await).await,
        (400, "password.weak".into())
    );
    assert_eq!(
        problem(c.post("password", &c.csrf, change("wrong", "long enough now")).await).await,
        (401, "login.refused".into())
    );
    assert_eq!(c.post("password", &c.csrf, change(&password, "long enough now")).await.status(), 204);
    assert_eq!(c.get("overview").await.status(), 200, "this session goes on");
    let other = c.http.get(c.url("overview")).header(header::COOKIE, first).send().await.unwrap();
    assert_eq!(problem(other).await, (401, "session.none".into()), "the others end");

    (c.cookie, c.csrf) = admin;
    let delete = |user: &str| {
        c.http.delete(c.url(&format!("users/{user}"))).header(header::COOKIE, &c.cookie).header("x-csrf-token", &c.csrf)
    };
    assert_eq!(delete("second%20officer").send().await.unwrap().status(), 204);
    assert_eq!(
        problem(delete("admin").send().await.unwrap()).await,
        (404, "user.unknown".into()),
        "the last admin stays"
    );
    assert_eq!(json_of(c.get("users").await).await.as_array().unwrap().len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_of_a_login_is_in_the_file_in_clear() {
    let mut c = Console::new().await;
    c.login("officer", "a long password").await;
    let value = c.cookie.split_once('=').unwrap().1.to_owned();
    c.world.keeper.store.close().await;
    let bytes = std::fs::read(c.world.dir.join("keeper.sqlite")).unwrap();
    for secret in ["a long password", value.as_str()] {
        assert!(!bytes.windows(secret.len()).any(|w| w == secret.as_bytes()), "{secret}");
    }
    assert!(bytes.windows(9).any(|w| w == b"$argon2id"));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_officer_sees_counts_noise_and_why_not_but_no_sum() {
    let mut c = Console::new().await;
    c.login("officer", "a long password").await;
    let overview = json_of(c.get("overview").await).await;
    assert_eq!(overview["parties"][1]["role"], "keeper");
    assert_eq!((overview["releases"].clone(), overview["oneProcess"].clone()), (json!(0), json!(false)));
    assert_eq!(overview["fingerprint"].as_str().unwrap().len(), 32 * 3 - 1);
    let questions = json_of(c.get("questions").await).await;
    let held = questions.as_array().unwrap().iter().find(|q| q["id"] == "held").unwrap();
    assert_eq!((held["kind"].clone(), held["asked"][0]["sigma2"].clone()), (json!("held"), json!(1)));

    c.world.answer(0..40).await;
    c.world.driver.step().await.unwrap();
    let batch = |rows: &Value| rows.as_array().unwrap().iter().find(|b| b["measure"] == "held").unwrap().clone();
    let row = batch(&json_of(c.get(&format!("batches?period={PERIOD}")).await).await);
    assert_eq!(
        (row["state"].clone(), row["reports"].clone(), row["short"].clone()),
        (json!("collecting"), json!(40), json!(10))
    );
    c.world.day(CLOSED);
    c.login("officer", "a long password").await;
    let row = batch(&json_of(c.get("batches").await).await);
    assert_eq!((row["state"].clone(), row["short"].clone()), (json!("short"), json!(10)), "ten answers too few");
    c.world.day(world::OPEN);
    c.world.answer(40..60).await;
    c.world.driver.step().await.unwrap();
    c.login("officer", "a long password").await;
    assert_eq!(batch(&json_of(c.get("batches").await).await)["state"], "ready", "everybody answered");
    let asked = c.world.asked("held").clone();
    let collector = c.world.collector();
    let driver = c.world.driver.clone();
    let step = tokio::spawn(async move {
        loop {
            let _ = driver.step().await;
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        }
    });
    let sums = collector.collect(&asked, c.world.span(), std::time::Duration::from_secs(30)).await.unwrap();
    step.abort();
    assert_eq!(batch(&json_of(c.get("batches").await).await)["state"], "released");
    let releases = json_of(c.get("releases").await).await;
    let release = &releases[0];
    assert_eq!((release["number"].clone(), release["reports"].clone()), (json!(1), json!(60)));
    assert!((release["noiseSd"].as_f64().unwrap() - 2f64.sqrt()).abs() < 1e-12);
    assert!(release["envelope"].to_string().len() > 100);
    assert_eq!(release["at"], json!(c.world.today.load(std::sync::atomic::Ordering::SeqCst)));
    // The keeper has half of each sum and shows none: not even where the released ones are known.
    let all = releases.to_string() + &overview.to_string();
    assert!(sums.sums.len() > 2 && !all.contains("\"sums\":["), "no sum is here");
    assert_eq!(json_of(c.get("releases?before=1").await).await, json!([]));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_refused_is_counted_by_its_reason() {
    let mut c = Console::new().await;
    c.world.answer(0..60).await;
    // A sixty-first: more than people.
    c.world.answer(60..61).await;
    c.world.driver.step().await.unwrap();
    c.login("officer", "a long password").await;
    let overview = json_of(c.get("overview").await).await;
    assert_eq!(overview["reports"], json!({ "counted": 60, "refused": { "report.dropped": 1 } }));
}

#[test]
fn the_list_of_the_consoles_routes_is_closed() {
    let all: Vec<String> = officer::routes().iter().map(|(m, p)| format!("{m} {p}")).collect();
    assert_eq!(
        all,
        [
            "POST /keeper/console/login",
            "GET /keeper/console/session",
            "POST /keeper/console/logout",
            "POST /keeper/console/password",
            "GET /keeper/console/users",
            "POST /keeper/console/users",
            "DELETE /keeper/console/users/{user}",
            "GET /keeper/console/overview",
            "GET /keeper/console/questions",
            "GET /keeper/console/batches",
            "GET /keeper/console/releases",
        ]
    );
    assert!(keeper::routes().iter().all(|(_, path)| !path.contains("console")));
}
