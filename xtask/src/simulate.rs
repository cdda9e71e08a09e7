//! `cargo x simulate`: people of the sample company report through real aggregators, quarter after quarter, and what comes out is
//! held against what is true.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::time::Instant;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use ed25519_dalek::VerifyingKey;
use serde_json::{Value, json};
use skillkeep::sync::{Day, Dictionary, Period};
use skillkeep_server::release::{self, ReleaseKey};
use skillkeep_simulate::stage::{Keys, Stage, company};
use skillkeep_simulate::{Plants, Population, Report, Run, run};

use crate::dictionary;
use crate::run::{Failed, root, write};

const TENANT: &str = "sample";
/// Days after its end for which a quarter takes reports.
const GRACE_DAYS: i32 = 15;
/// Id of the key that signs a recording.
const RECORDED: &str = "recorded";
/// Format of a recording.
const FORMAT: &str = "skillkeep-recorded/1";

struct Options {
    people: usize,
    periods: usize,
    seed: u64,
    plants: Plants,
    min_batch: Option<u64>,
    record: Option<PathBuf>,
}

impl Options {
    fn read(args: &[&str]) -> Result<Options, Failed> {
        let mut o = Options { people: 300, periods: 1, seed: 1, plants: Plants::ALL, min_batch: None, record: None };
        let mut rest = args.iter();
        while let Some(flag) = rest.next() {
            if *flag == "--no-plants" {
                o.plants = Plants::NONE;
                continue;
            }
            let value = rest.next().ok_or_else(|| Failed::new(format!("{flag} needs a value")))?;
            let number = || value.parse::<u64>().map_err(|_| Failed::new(format!("{flag} needs a number")));
            match *flag {
                "--people" => o.people = number()? as usize,
                "--periods" => o.periods = number()? as usize,
                "--seed" => o.seed = number()?,
                "--min-batch" => o.min_batch = Some(number()?),
                "--record" => o.record = Some(PathBuf::from(value)),
                _ => return Err(Failed::new(format!("simulate knows no {flag:?}"))),
            }
        }
        Ok(o)
    }
}

/// A batch that was collected, and the truth.
struct Row {
    measure: String,
    over: String,
    reports: u64,
    /// Mean square error of a share, points squared: as it came, and as the noise makes it.
    square: [f64; 2],
}

/// Runs the command.
pub(crate) fn simulate(args: &[&str]) -> Result<(), Failed> {
    let options = Options::read(args)?;
    let dir = Folder::make()?;
    let outcome = play(&options, &dir.0);
    drop(dir);
    outcome
}

fn play(options: &Options, dir: &Path) -> Result<(), Failed> {
    let tables = root().join("data/sample");
    let population = Population::sample(&tables).map_err(Failed::new)?;
    let ids: Vec<String> = quarters(&tables)?.into_iter().take(options.periods).collect();
    if ids.len() < options.periods {
        return Err(Failed::new(format!("only {} quarters have ended since the first", ids.len())));
    }
    println!("keys for {} quarters", ids.len());
    let keys = Keys::make(dir, &ids.iter().map(String::as_str).collect::<Vec<_>>()).map_err(Failed::new)?;
    let text = questions(&tables, &keys, options)?.to_string();
    let dictionary = Dictionary::parse(text.as_bytes()).map_err(Failed::new)?;
    let files = company(TENANT, &tables, population.tables(), text.as_bytes()).map_err(Failed::new)?;
    let stage = Stage::open(dir, TENANT, text.as_bytes()).map_err(Failed::new)?;
    let recorder = Recorder::new(&stage)?;
    let kept = Mutex::new(BTreeMap::new());
    let (mut recorded, mut rows) = (Vec::new(), Vec::new());
    println!(
        "{:<10} {:>7} {:>9} {:>9} {:>10} {:>8}",
        "quarter", "people", "reports", "seconds", "reports/s", "releases"
    );
    for id in &ids {
        let period = dictionary.period(id).ok_or_else(|| Failed::new(format!("no quarter {id}")))?;
        let begun = Instant::now();
        stage.set(Stage::noon(period.due));
        let told = Mutex::new(0);
        let report = run(&Run {
            company: files.clone(),
            population: &population,
            tenant: TENANT,
            leader_url: &stage.leader_url,
            keeper_url: &stage.keeper_url,
            tickets: stage.tickets().map_err(Failed::new)?,
            people: 0..options.people.min(population.len()),
            hold_back: &[],
            period: id,
            now: Stage::noon(period.due),
            seed: options.seed,
            plants: options.plants,
            kept: Some(&kept),
            progress: &|done, of| tell(&told, id, done, of),
        })
        .map_err(Failed::new)?;
        stage.settle().map_err(Failed::new)?;
        let seconds = begun.elapsed().as_secs_f64();
        let released = collect(&stage, period, &report, &recorder, &mut rows, &mut recorded)?;
        let rate = report.reports as f64 / seconds;
        println!("{id:<10} {:>7} {:>9} {seconds:>9.1} {rate:>10.0} {released:>8}", report.people, report.reports);
    }
    print(&rows);
    if let Some(file) = &options.record {
        let json = json!({ "format": FORMAT, "releases": recorded });
        write(file, json.to_string().as_bytes())?;
        write(&file.with_file_name("recorded.pub"), STANDARD.encode(recorder.key.public()).as_bytes())?;
        println!("{}: {} releases", file.display(), recorded.len());
    }
    Ok(())
}

/// The quarters that have ended, oldest first.
fn quarters(tables: &Path) -> Result<Vec<String>, Failed> {
    let today = dictionary::today();
    let json = dictionary::build(tables, today, None)?;
    let dictionary = Dictionary::parse(json.to_string().as_bytes()).map_err(Failed::new)?;
    Ok(dictionary.periods.into_iter().filter(|p| p.end <= today).map(|p| p.id).collect())
}

/// The sample's dictionary with this run's keys: every quarter has one, and closes in its own time.
fn questions(tables: &Path, keys: &Keys, options: &Options) -> Result<Value, Failed> {
    let mut json = dictionary::build(tables, dictionary::today(), None)?;
    json["aggregators"]["keeper"]["hpkeConfig"] = json!(keys.keeper_hpke);
    for period in json["periods"].as_array_mut().into_iter().flatten() {
        let end = period["end"].as_str().and_then(Day::parse).ok_or_else(|| Failed::new("a quarter without an end"))?;
        period["closes"] = json!(Day(end.0 + GRACE_DAYS));
        let token = period["id"].as_str().and_then(|id| keys.tokens.get(id));
        period["tokenKey"] = json!(token.map(String::as_str).unwrap_or_default());
    }
    if let Some(least) = options.min_batch {
        json["minBatch"] = json!(least);
    }
    Ok(json)
}

/// Collects all batches of a quarter. Where not everybody answered, the quarter closes first.
fn collect(
    stage: &Stage,
    period: &Period,
    report: &Report,
    recorder: &Recorder,
    rows: &mut Vec<Row>,
    recorded: &mut Vec<Value>,
) -> Result<usize, Failed> {
    stage.set(Stage::noon(period.closes));
    let mut released = 0;
    for asked in stage.tasks.all() {
        let Some(span) = asked.periods.iter().find(|s| s.id == period.id) else { continue };
        let Some(truth) = report.sums.get(&(asked.measure.clone(), asked.cell.clone())) else { continue };
        let collected = match stage.collect(asked, span) {
            Ok(collected) => collected,
            Err(e) if e.code().ends_with("invalidBatchSize") => continue,
            Err(e) => return Err(Failed::new(format!("{} {}: {e}", asked.measure, asked.cell))),
        };
        released += 1;
        let mut release = recorder.open(&collected.envelope)?;
        let points = 100.0 / release.reports.max(1) as f64;
        let square = |(a, b): (&i64, &i64)| ((a - b) as f64 * points).powi(2);
        let mean = collected.sums.iter().zip(truth).map(square).sum::<f64>() / truth.len().max(1) as f64;
        rows.push(Row {
            measure: asked.measure.clone(),
            over: asked.cell.split('/').next().unwrap_or_default().to_owned(),
            reports: release.reports,
            square: [mean, 2.0 * asked.sigma2 as f64 * points * points],
        });
        release.sums = Some(collected.sums);
        recorded.push(recorder.sign(&release)?);
    }
    Ok(released)
}

/// Opens what the run's keeper signed, and signs it again with the sums inside.
struct Recorder {
    keeper: Vec<(String, VerifyingKey)>,
    key: ReleaseKey,
}

impl Recorder {
    fn new(stage: &Stage) -> Result<Recorder, Failed> {
        let (id, public) = stage.keeper_key();
        let mut secret = [0; 32];
        getrandom::fill(&mut secret).map_err(Failed::new)?;
        let public = VerifyingKey::from_bytes(&public).map_err(Failed::new)?;
        Ok(Recorder { keeper: vec![(id, public)], key: ReleaseKey::new(RECORDED, &secret) })
    }

    fn open(&self, envelope: &str) -> Result<release::Release, Failed> {
        release::open(envelope, &self.keeper).ok_or_else(|| Failed::new("a release that the keeper did not sign"))
    }

    fn sign(&self, release: &release::Release) -> Result<Value, Failed> {
        let signed = self.key.sign(release).ok_or_else(|| Failed::new("a release that cannot be written"))?;
        serde_json::from_str(&signed).map_err(Failed::new)
    }
}

fn tell(told: &Mutex<usize>, id: &str, done: usize, of: usize) {
    let tenth = 10 * done / of.max(1);
    let Ok(mut told) = told.lock() else { return };
    if tenth > *told {
        *told = tenth;
        eprintln!("{id}: {done} of {of}");
    }
}

/// Error of the shares by question and partition, beside what the noise makes it.
fn print(rows: &[Row]) {
    let mut all: BTreeMap<(&str, &str), Vec<&Row>> = BTreeMap::new();
    for row in rows {
        all.entry((&row.measure, &row.over)).or_default().push(row);
    }
    println!(
        "\n{:<22} {:<10} {:>8} {:>9} {:>10} {:>10}",
        "question", "over", "batches", "reports", "RMSE pt", "theory pt"
    );
    for ((measure, over), rows) in all {
        let root = |at: usize| (rows.iter().map(|r| r.square[at]).sum::<f64>() / rows.len() as f64).sqrt();
        let reports: u64 = rows.iter().map(|r| r.reports).sum();
        println!("{measure:<22} {over:<10} {:>8} {reports:>9} {:>10.2} {:>10.2}", rows.len(), root(0), root(1));
    }
}

/// A folder that goes with the run.
struct Folder(PathBuf);

impl Folder {
    fn make() -> Result<Folder, Failed> {
        let dir = std::env::temp_dir().join(format!("skillkeep-simulate-{}", std::process::id()));
        std::fs::create_dir_all(&dir).map_err(Failed::new)?;
        Ok(Folder(dir))
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}
