//! Reports a second and core for the whole way of a histogram: upload, both roles, HTTP, HPKE, verification, SQLite. Beside it the
//! bare HPKE and Prio3 work on the same reports. Its last line is figures for `cargo x bench`.

use std::path::Path;
use std::time::Instant;

use serde_json::{Value, json};
use skillkeep::sync::{Day, micro_rho};
use skillkeep_dap::aggregator::Task;
use skillkeep_dap::client::{Target, report};
use skillkeep_dap::codec::{Decode, Encode};
use skillkeep_dap::hpke::Keypair;
use skillkeep_dap::media::Media;
use skillkeep_dap::messages::{Extension, HpkeConfig, HpkeConfigList, Report};
use skillkeep_dap::token::{EXTENSION_TYPE, Issuer, Request};
use skillkeep_server::keys;
use skillkeep_server::tasks::KNOWN;
use skillkeep_simulate::stage::{Keys, Stage};

const REPORTS: usize = 1500;
/// 100 options of two outcomes and "no answer": 201 cells.
const OPTIONS: usize = 100;
const PERIOD: &str = "2025-q1";
/// Reports of one request.
const TOGETHER: usize = 300;

type Any<T> = Result<T, Box<dyn std::error::Error>>;

fn dictionary(keys: &Keys) -> Option<Value> {
    let options: Vec<Value> =
        (0..OPTIONS).map(|n| json!({ "id": format!("o{n}"), "label": format!("Option {n}") })).collect();
    let sigma2 = 300;
    Some(json!({
        "format": "skillkeep-dictionary/2", "version": 2, "minBatch": 50,
        "functions": [{ "id": "all", "label": "All" }], "regions": [{ "id": "one", "label": "One" }],
        "headcount": [{ "function": "all", "region": "one", "people": REPORTS }],
        "ledger": { "capMicroRho": 253_900, "delta": "1e-6", "epsilon": "4" },
        "aggregators": { "leader": { "name": "L", "operator": "the company", "url": "/leader/" },
            "keeper": { "name": "K", "operator": "the council", "url": "/keeper/", "hpkeConfig": keys.keeper_hpke } },
        "periods": [{ "id": PERIOD, "start": "2025-01-01", "end": "2025-04-01", "due": "2025-03-01", "closes": "2025-04-16",
            "tokenKey": keys.tokens.get(PERIOD)? }],
        "attributes": [{ "id": "group", "label": "Group", "options": options, "reference": "o0" }],
        "measures": [{ "id": "contested", "question": "?", "purpose": "To measure.", "owner": "Nobody", "reviewer": "Nobody",
            "starts": "2025-01-01", "expires": "2026-01-01", "every": "quarter",
            "encoding": { "kind": "outcome", "attribute": "group", "outcome": "contested" },
            "asked": [{ "over": "company", "sigma2": sigma2, "microRho": micro_rho(2, sigma2)?, "targetMilliPoints": 9000 }] }],
    }))
}

/// Processor time of this process, seconds; None where the system does not say.
fn processor() -> Option<f64> {
    let stat = std::fs::read_to_string("/proc/self/stat").ok()?;
    let fields: Vec<&str> = stat.rsplit(')').next()?.split_whitespace().collect();
    let ticks = |at: usize| fields.get(at)?.parse::<f64>().ok();
    // utime and stime, in hundredths of a second; see proc_pid_stat(5).
    Some((ticks(11)? + ticks(12)?) / 100.0)
}

/// Seconds of one core that something takes.
fn cost<T>(what: impl FnOnce() -> Any<T>) -> Any<(T, f64)> {
    let (begun, before) = (Instant::now(), processor());
    let made = what()?;
    let cores = std::thread::available_parallelism().map_or(1.0, |n| n.get() as f64);
    let spent = processor().zip(before).map(|(after, before)| after - before);
    Ok((made, spent.unwrap_or_else(|| begun.elapsed().as_secs_f64() * cores)))
}

fn main() -> Any<()> {
    let dir = std::env::temp_dir().join(format!("skillkeep-throughput-{}", std::process::id()));
    let outcome = measure(&dir);
    std::fs::remove_dir_all(&dir)?;
    println!("{}", outcome?);
    Ok(())
}

fn measure(dir: &Path) -> Any<Value> {
    let made = Keys::make(dir, &[PERIOD])?;
    let text = dictionary(&made).ok_or("no dictionary")?.to_string();
    let stage = Stage::open(dir, "sample", text.as_bytes())?;
    stage.set(Stage::noon(Day::parse("2025-03-01").ok_or("a day")?));
    let asked = stage.tasks.all().next().ok_or("nothing is asked")?;
    let span = asked.periods.first().ok_or("no period")?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let http = reqwest::Client::new();
    let config = |base: &str| -> Any<HpkeConfig> {
        let url = format!("{base}hpke_config");
        let bytes = runtime.block_on(async { http.get(url).send().await?.bytes().await })?;
        Ok(HpkeConfigList::get_decoded(&bytes)?.0.into_iter().next().ok_or("no key")?)
    };
    let (leader, helper) = (config(&stage.leader_url)?, config(&stage.keeper_url)?);
    let issuer = keys::issuer(&dir.join(format!("leader/tokens/{PERIOD}.pem")))?;
    let reports = make(asked, span.start, &leader, &helper, &issuer)?;

    let bodies: Vec<Vec<u8>> = reports
        .chunks(TOGETHER)
        .map(|some| some.iter().map(Encode::get_encoded).collect::<Result<Vec<_>, _>>().map(|all| all.concat()))
        .collect::<Result<_, _>>()?;
    let to = format!("{}tasks/{}/reports", stage.leader_url, asked.task.id.to_url());
    let ((), whole) = cost(|| {
        for body in bodies {
            let post = http.post(&to).header("content-type", Media::UploadReq.name()).body(body);
            let answer = runtime.block_on(post.send())?;
            if answer.status() != 200 || answer.content_length() != Some(0) {
                return Err(format!("not taken: {}", answer.status()).into());
            }
        }
        Ok(stage.settle()?)
    })?;
    let pairs = ["leader", "keeper"].map(|role| keys::keypair(&dir.join(role).join("hpke.key")));
    let [leader, helper] = pairs;
    let seed = keys::bytes32(&dir.join("shared/verify.seed"))?;
    let task = Task::new(asked.task.id, asked.task.configuration.clone(), &seed)?;
    let ((), bare) = cost(|| aggregate(&task, [&leader?, &helper?], &reports))?;

    let [whole, bare] = [whole, bare].map(|seconds| reports.len() as f64 / seconds.max(1e-9));
    let input = format!("{} reports, histogram of {}, one request of {TOGETHER}", reports.len(), 2 * OPTIONS + 1);
    let figure = |name: &str, value: f64, unit: &str, least: Option<f64>| json!({ "group": "company", "name": name, "value": value, "unit": unit, "most": null, "least": least, "input": input });
    Ok(json!([
        figure("reports, the whole way", whole, "/s core", Some(2200.0)),
        figure("reports, HPKE and Prio3 alone", bare, "/s core", None),
        figure("the whole way, of that", whole / bare, "", None),
    ]))
}

fn make(
    asked: &skillkeep_server::tasks::Asked,
    time: u64,
    leader: &HpkeConfig,
    helper: &HpkeConfig,
    issuer: &Issuer,
) -> Any<Vec<Report>> {
    let mut rng = rand_core::UnwrapErr(getrandom::SysRng);
    let target = Target {
        task: asked.task.id,
        configuration: &asked.task.configuration,
        vdaf: &asked.task.vdaf,
        leader,
        helper,
    };
    let mut reports = Vec::with_capacity(REPORTS);
    for number in 0..REPORTS {
        let request = Request::new(&mut rng, "sample", PERIOD, issuer.token_key())?;
        let token = request.finalize(&issuer.blind_sign(&mut rng, request.blinded())?)?;
        let extension = Extension { kind: EXTENSION_TYPE, data: token.encode().to_vec() };
        reports.push(report(&target, &[(number % 200) as u32], time, vec![extension], &mut rng)?);
    }
    Ok(reports)
}

/// What neither HTTP nor a store is needed for.
fn aggregate(task: &Task, [leader, helper]: [&Keypair; 2], reports: &[Report]) -> Any<()> {
    for report in reports {
        let (state, init) = task.leader_init(leader, report, KNOWN)?;
        let (_, answer) = task.helper_init(helper, &init, KNOWN)?;
        task.leader_finish(state, &answer)?;
    }
    Ok(())
}
