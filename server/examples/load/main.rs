//! How long each page of insight's console waits for its answer when a large company has been asked for years. Made-up releases, signed and
//! noised as real ones, in a store on disk; every answer over HTTP, through logins. `cargo x bench insight` runs it; its last line is figures.
//!
//! `--skills N --periods N` make another company, `--rows N` fills the table of releases up to so many rows with releases of earlier
//! dictionaries, `--times N` asks each route so often.

mod company;
mod fill;

use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use reqwest::{Client, header};
use serde_json::{Value, json};
use skillkeep_server::audit::Evidence;
use skillkeep_server::clock::Clock;
use skillkeep_server::console::password::Work;
use skillkeep_server::console::{Guard, Party, Role};
use skillkeep_server::insight::{Insight, InsightSetup, Pace, Shown};
use skillkeep_server::taxonomy::Thresholds;
use skillkeep_server::{keys, serve};

use company::{Size, TENANT};

type Any<T> = Result<T, Box<dyn std::error::Error>>;

/// Goal of one page, seconds: up to 3 million figures, and above.
const GOALS: [f64; 2] = [1.0, 2.0];
const PASSWORD: &str = "a password for the bench";

struct Ask {
    size: Size,
    rows: u64,
    times: usize,
}

fn asked() -> Any<Ask> {
    let mut ask = Ask { size: Size { skills: 500, side: 10, periods: 60 }, rows: 0, times: 5 };
    let args: Vec<String> = std::env::args().skip(1).collect();
    for pair in args.chunks(2) {
        let [name, value] = pair else { return Err("each option has a number".into()) };
        match name.as_str() {
            "--skills" => ask.size.skills = value.parse()?,
            "--periods" => ask.size.periods = value.parse()?,
            "--rows" => ask.rows = value.parse()?,
            "--times" => ask.times = value.parse()?,
            _ => return Err(format!("{name:?} is not known: --skills, --periods, --rows, --times").into()),
        }
    }
    Ok(ask)
}

#[tokio::main]
async fn main() -> Any<()> {
    let ask = asked()?;
    let dir = std::env::temp_dir().join(format!("skillkeep-load-{}", std::process::id()));
    let done = run(&ask, &dir).await;
    let _ = std::fs::remove_dir_all(&dir);
    done
}

async fn run(ask: &Ask, dir: &Path) -> Any<()> {
    keys::make(dir, &[])?;
    let begun = Instant::now();
    let database = dir.join("insight.sqlite");
    let filled = fill::fill(&ask.size, &database, ask.rows).await?;
    let size = std::fs::metadata(&database)?.len() >> 20;
    eprintln!("{filled} rows, {size} MB, filled in {:.0} s", begun.elapsed().as_secs_f64());
    let begun = Instant::now();
    let insight = Arc::new(Insight::open(setup(&ask.size, dir)?).await?);
    let (opened, shown) = (begun.elapsed().as_secs_f64(), insight.shelf().len());
    eprintln!("opened in {opened:.1} s, {shown} releases are shown, {} MB of memory", memory());
    let begun = Instant::now();
    // What the collector does beside everything else when it starts.
    let ahead = Arc::clone(&insight);
    tokio::task::spawn_blocking(move || ahead.foresee()).await?;
    let foreseen = begun.elapsed().as_secs_f64();
    eprintln!("looked ahead in {foreseen:.1} s");
    let clock = insight.clock.clone();
    let logins = insight.store.logins().await?;
    let guard = Arc::new(Guard::new(logins, Party::Insight, false, clock, Work::Least).map_err(|e| format!("{e:?}"))?);
    let socket = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
    let at = socket.local_addr()?;
    let app = serve::app([serve::insight_router(&insight, &guard)]);
    tokio::spawn(async move { axum::serve(socket, app).await });
    let figures = (ask.size.skills * ask.size.side * ask.size.side * ask.size.periods) as f64;
    let goal = GOALS[usize::from(figures > 5e6 || filled > 1_000_000)];
    let input = format!(
        "{} skills x {} cells x {} periods, {filled} rows in the store, {shown} of them shown",
        ask.size.skills,
        ask.size.side * ask.size.side,
        ask.size.periods
    );
    let said = |name: &str, value: f64| json!({ "group": "insight", "name": name, "value": value, "unit": "s", "input": input });
    let mut all =
        vec![said("opening the store", opened), said("looking ahead, once a release, beside all else", foreseen)];
    for (role, routes) in [(Role::Planner, company::planner()), (Role::Auditor, company::auditor())] {
        guard.set(role.word(), role, PASSWORD).await.map_err(|e| format!("{e:?}"))?;
        let (cookie, _) = guard.login(role.word(), PASSWORD).await.map_err(|e| format!("{e:?}"))?;
        for route in routes {
            all.extend(one(at, &cookie, &route, ask.times, goal).await?);
        }
    }
    eprintln!("{} MB of memory", memory());
    println!("{}", serde_json::to_string(&all)?);
    Ok(())
}

/// Asks a route some times; the first answer, and the median and the slowest of the others.
async fn one(at: SocketAddr, cookie: &str, route: &str, times: usize, goal: f64) -> Any<[Value; 2]> {
    let client = Client::new();
    let mut took = Vec::new();
    let mut bytes = 0;
    for _ in 0..=times.max(1) {
        let begun = Instant::now();
        let get = client.get(format!("http://{at}/insight/console/{route}"));
        let answer = get.header(header::COOKIE, format!("sk-insight={cookie}")).send().await?;
        if answer.status() != 200 {
            return Err(format!("{route}: {}", answer.status()).into());
        }
        bytes = answer.bytes().await?.len();
        took.push(begun.elapsed().as_secs_f64());
    }
    let first = took.remove(0);
    took.sort_by(f64::total_cmp);
    let (median, worst) = (took[took.len() / 2], took[took.len() - 1]);
    eprintln!("{route:44} first {first:8.3} s, median {median:8.3}, worst {worst:8.3}, {:9.1} kB", bytes as f64 / 1e3);
    let row = |name: String, value: f64| {
        json!({ "group": "insight", "name": name, "value": value, "unit": "s", "most": goal,
        "input": format!("{:.0} kB; median {median:.3} s of {times}", bytes as f64 / 1e3) })
    };
    Ok([row(format!("{route}, first"), first), row(format!("{route}, slowest"), worst)])
}

fn setup(size: &Size, dir: &Path) -> Any<InsightSetup> {
    let dictionary = company::dictionary(size);
    Ok(InsightSetup {
        tenant: TENANT.into(),
        shown: Shown { company: "A large company".into(), sample: true, one_process: true },
        actions_key: None,
        evidence: Evidence { dictionary: dictionary.to_string().into_bytes(), ..Evidence::default() },
        // Not through the check of a dictionary: it lists 256 skills a question at most, and this is to hold more.
        dictionary: serde_json::from_value(dictionary)?,
        pack: company::pack(size)?,
        positions: company::positions(size).into_bytes(),
        catalogue: None,
        recorded: None,
        proposals: None,
        changes: None,
        market: Thresholds::default(),
        keeper_keys: vec![("keeper-1".into(), company::key().public())],
        aggregators: ["http://127.0.0.1:1/leader/".into(), "http://127.0.0.1:1/keeper/".into()],
        collector_token: keys::bearer(&dir.join("collector/collector.token"))?,
        collector: keys::keypair(&dir.join("collector/hpke.key"))?,
        database: dir.join("insight.sqlite"),
        database_limit: None,
        pace: Pace { look: Duration::from_secs(3600), ..Pace::default() },
        clock: Clock::system(),
    })
}

/// Megabytes of this process; 0 where the system does not say.
fn memory() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|l| l.starts_with("VmRSS")).and_then(|l| l.split_whitespace().nth(1));
    line.and_then(|kb| kb.parse::<u64>().ok()).unwrap_or(0) >> 10
}
