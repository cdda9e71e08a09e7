//! `cargo x bench`: the figures that the README names, measured on what is served.

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

use flate2::Compression;
use flate2::write::GzEncoder;
use serde::{Deserialize, Serialize};

use crate::build;
use crate::run::{Failed, read, root, run_with, write};

/// A figure of one run, as the scripts of `benches` hand it over.
#[derive(Debug, Serialize, Deserialize)]
struct Figure {
    group: String,
    name: String,
    /// None for a plain line that stands where a figure would.
    value: Option<f64>,
    unit: String,
    /// Goal: at most this.
    most: Option<f64>,
    /// Goal: at least this.
    least: Option<f64>,
    /// What was measured, in words.
    input: String,
}

impl Figure {
    fn size(name: &str, bytes: usize, most: Option<f64>, input: String) -> Figure {
        let value = Some(bytes as f64 / 1e3);
        Figure { group: "size".into(), name: name.into(), value, unit: "kB gz".into(), most, least: None, input }
    }

    /// Whether the goal is met, where there is one.
    fn met(&self) -> Option<bool> {
        let value = self.value?;
        match (self.most, self.least) {
            (None, None) => None,
            (most, least) => Some(most.is_none_or(|m| value <= m) && least.is_none_or(|l| value >= l)),
        }
    }

    fn goal(&self) -> String {
        match (self.most, self.least) {
            (Some(most), _) => format!("<= {most}"),
            (None, Some(least)) => format!(">= {least}"),
            (None, None) => String::new(),
        }
    }
}

/// Builds, measures, prints a table and writes `target/bench.json`. `--no-build` measures what was built; `--check` fails
/// on a goal that is missed (a run on a busy machine misses some).
pub(crate) fn bench(args: &[&str]) -> Result<(), Failed> {
    if let [name @ ("understanding" | "minilm"), rest @ ..] = args {
        return with_pack(name, rest);
    }
    if args == ["model"] {
        return model();
    }
    if let ["insight", rest @ ..] = args {
        return insight(rest);
    }
    if let ["coverage", rest @ ..] = args {
        return coverage(rest);
    }
    if let Some(unknown) = args.iter().find(|a| !["--no-build", "--check"].contains(*a)) {
        return Err(Failed::new(format!("bench knows no {unknown:?}: --no-build, --check")));
    }
    if !args.contains(&"--no-build") {
        build::all()?;
    }
    let mut figures = sizes()?;
    let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned());
    run_with(Command::new(cargo).args(["bench", "--quiet", "--bench", "topk", "--no-run"]))?;
    figures.extend(script("benches/browser.mjs")?);
    figures.extend(script("benches/engine.mjs")?);
    figures.extend(script("benches/sync.mjs")?);
    figures.extend(company()?);
    print(&figures);
    let json = serde_json::to_vec_pretty(&figures).map_err(Failed::new)?;
    write(&root().join("target/bench.json"), &json)?;
    let missed = figures.iter().filter(|f| f.met() == Some(false)).count();
    if missed > 0 && args.contains(&"--check") {
        return Err(Failed::new(format!("{missed} goals are missed")));
    }
    Ok(())
}

/// What a script measures in Chromium with a pack: `cargo x bench understanding|minilm [--pack FILE]`, of what was built before.
fn with_pack(name: &str, args: &[&str]) -> Result<(), Failed> {
    let pack = match args {
        [] => None,
        ["--pack", file] => Some(read(Path::new(file))?),
        _ => return Err(Failed::new(format!("cargo x bench {name} [--pack FILE]"))),
    };
    let folder = root().join("target/bench-company");
    crate::company::with_pack(&folder, pack)?;
    let mut node = Command::new("node");
    let script = format!("benches/{name}.mjs");
    node.arg(&script).arg(&folder);
    print(&last_line(&script, &output(&mut node)?)?);
    Ok(())
}

/// What insight's pages wait for in a large company: `cargo x bench insight [--skills N] [--periods N] [--rows N] [--times N]`, in the
/// profile of the tests, so as not to build a server for it.
fn insight(args: &[&str]) -> Result<(), Failed> {
    let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned());
    let example = ["run", "--quiet", "-p", "skillkeep-server", "--example", "load", "--"];
    print(&last_line("load", &output(Command::new(cargo).args(example).args(args))?)?);
    Ok(())
}

/// How often insight's intervals hold the truth: `cargo x bench coverage [--draws N]`, in the profile of the tests.
fn coverage(args: &[&str]) -> Result<(), Failed> {
    let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned());
    let example = ["run", "--quiet", "-p", "skillkeep-insight", "--example", "coverage", "--"];
    print(&last_line("coverage", &output(Command::new(cargo).args(example).args(args))?)?);
    Ok(())
}

/// What an event, an answer and a long profile cost: `cargo x bench model`, of what was built before.
fn model() -> Result<(), Failed> {
    let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned());
    let native = output(Command::new(cargo).args(["bench", "--quiet", "--bench", "model"]))?;
    let folder = root().join("target/bench-company");
    crate::company::with_pack(&folder, Some(made_pack()?))?;
    let script = "benches/model.mjs";
    let mut node = Command::new("node");
    node.arg(script).arg(&folder).arg(native.lines().last().unwrap_or_default());
    print(&last_line(script, &output(&mut node)?)?);
    Ok(())
}

/// Five hundred made-up skills, and twenty roles of twenty-five of them.
fn made_pack() -> Result<Vec<u8>, Failed> {
    let tables = root().join("target/bench-tables");
    let numbers = |count: usize| (0..count).map(|n| n.to_string());
    let skills: String = numbers(500).map(|n| format!("s{n},Made craft {n}\n")).collect();
    let roles: String = numbers(20).map(|n| format!("r{n},Made role {n}\n")).collect();
    let needs = (0..500).map(|n| format!("r{},s{n},{},{}\n", n % 20, 2 + n % 3, if n % 2 == 0 { "yes" } else { "no" }));
    write(&tables.join("skills.csv"), format!("id,label\n{skills}").as_bytes())?;
    write(&tables.join("roles.csv"), format!("id,label\n{roles}").as_bytes())?;
    let needs = format!("role,skill,level,essential\n{}", needs.collect::<String>());
    write(&tables.join("role_skills.csv"), needs.as_bytes())?;
    skillkeep::taxonomy::compile(&crate::pack::table(&tables).map_err(Failed::new)?).map_err(Failed::new)
}

/// Crates whose part of the engine or of the sealing is printed.
const SHARES: usize = 20;

/// The engine's two builds and its glue, compressed as a server would.
fn sizes() -> Result<Vec<Figure>, Failed> {
    let dist = root().join("pkg/dist");
    let glue = zipped(&dist.join("engine.js"))?;
    let mut out = Vec::new();
    for wasm in ["engine_simd.wasm", "engine_scalar.wasm"] {
        let bytes = zipped(&dist.join(wasm))?;
        let input = format!("{wasm} {:.1}, engine.js {:.1}", bytes as f64 / 1e3, glue as f64 / 1e3);
        out.push(Figure::size("engine and glue", bytes + glue, Some(170.0), input));
    }
    // The linker's own file still has the names of functions; what is shipped has not.
    let named = root().join("target/wasm-simd/wasm32-unknown-unknown/release/skillkeep.wasm");
    out.extend(shares(&named, "share", "its part of the SIMD engine, before compression")?);
    let named = root().join("target/wasm-scalar/wasm32-unknown-unknown/release/skillkeep_sync_wasm.wasm");
    out.extend(shares(&named, "sealing", "its part of the sealing, before compression")?);
    Ok(out)
}

fn shares(wasm: &Path, group: &str, input: &str) -> Result<Vec<Figure>, Failed> {
    let row = |(name, bytes): (String, usize)| {
        let share = Figure::size(&name, bytes, None, input.to_owned());
        Figure { group: group.into(), unit: "kB".into(), ..share }
    };
    Ok(crate::sizes::shares(wasm)?.into_iter().take(SHARES).map(row).collect())
}

fn zipped(path: &Path) -> Result<usize, Failed> {
    let mut gz = GzEncoder::new(Vec::new(), Compression::best());
    std::io::Write::write_all(&mut gz, &read(path)?).map_err(Failed::new)?;
    Ok(gz.finish().map_err(Failed::new)?.len())
}

/// Runs a script of `benches`; its last line is its figures.
fn script(path: &str) -> Result<Vec<Figure>, Failed> {
    let mut node = Command::new("node");
    node.arg(path).env("SKILLKEEP_X", std::env::current_exe().map_err(Failed::new)?);
    last_line(path, &output(&mut node)?)
}

fn last_line(path: &str, text: &str) -> Result<Vec<Figure>, Failed> {
    let last = text.lines().last().unwrap_or_default();
    serde_json::from_str(last).map_err(|e| Failed::new(format!("{path}: {e}")))
}

/// The company half: people who report, as `cargo x` builds them, and aggregators as a server runs them.
fn company() -> Result<Vec<Figure>, Failed> {
    let begun = Instant::now();
    let people = "2000";
    let mut simulate = Command::new(std::env::current_exe().map_err(Failed::new)?);
    output(simulate.args(["simulate", "--periods", "1", "--people", people]))?;
    let mut figures = vec![Figure {
        group: "company".into(),
        name: "2 000 people report on a quarter".into(),
        value: Some(begun.elapsed().as_secs_f64()),
        unit: "s".into(),
        most: Some(90.0),
        least: None,
        input: "all questions, keys, collection; real engines, HTTP, both aggregators".into(),
    }];
    let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned());
    let example = ["run", "--quiet", "--profile", "native", "-p", "skillkeep-simulate", "--example", "throughput"];
    figures.extend(last_line("throughput", &output(Command::new(cargo).args(example))?)?);
    Ok(figures)
}

/// What a command prints; what it complains of goes to the terminal.
fn output(command: &mut Command) -> Result<String, Failed> {
    let shown = format!("{command:?}");
    let named = |e: std::io::Error| Failed::new(format!("{shown}: {e}"));
    let out = command.current_dir(root()).stderr(Stdio::inherit()).output().map_err(named)?;
    if !out.status.success() {
        return Err(Failed::new(format!("{shown} ended with {}", out.status)));
    }
    String::from_utf8(out.stdout).map_err(Failed::new)
}

fn print(figures: &[Figure]) {
    let name = figures.iter().filter(|f| f.value.is_some()).map(|f| f.name.chars().count()).max().unwrap_or(0);
    println!("{:8} {:name$} {:>16} {:>8}       input", "", "figure", "measured", "goal");
    for f in figures {
        let Some(value) = f.value else {
            println!("{:8} {}", f.group, f.name);
            continue;
        };
        let digits = if value < 10.0 { 2 } else { 1 };
        let measured = format!("{value:.digits$} {}", f.unit);
        let met = match f.met() {
            None => "",
            Some(true) => "met",
            Some(false) => "MISSED",
        };
        println!("{:8} {:name$} {measured:>16} {:>8} {met:6} {}", f.group, f.name, f.goal(), f.input);
    }
}
