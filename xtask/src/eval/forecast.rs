//! `cargo x eval forecast`: the periods ahead of many series of one kind.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::time::Instant;

use skillkeep_insight::forecast::{Family, Fan, family};

use crate::run::{Failed, write};

const USAGE: &str = "cargo x eval forecast --train F --horizon H --season M --out P.csv
  --train    columns unique_id, ds (1, 2, 3 …), y
  --horizon  periods ahead
  --season   periods of a season: 12 for months, 4 for quarters, 1 for none
  --out      columns unique_id, ds, mean, lo80, hi80, lo95, hi95";

/// The series of a file in their order, each oldest value first, and its last period.
struct Series {
    name: String,
    last: i64,
    values: Vec<f64>,
}

/// Forecasts every series of `--train`.
///
/// # Errors
/// A flag that is not known, a file that cannot be read, a row that says nothing: with file and line.
pub(super) fn forecast(args: &[&str]) -> Result<(), Failed> {
    let mut given: HashMap<&str, &str> = HashMap::new();
    let mut rest = args.iter();
    while let Some(flag) = rest.next() {
        if *flag == "--help" {
            println!("{USAGE}");
            return Ok(());
        }
        if !["--train", "--horizon", "--season", "--out"].contains(flag) {
            return Err(Failed::new(format!("{flag} is not known\n{USAGE}")));
        }
        let value = rest.next().ok_or_else(|| Failed::new(format!("{flag} wants a value\n{USAGE}")))?;
        given.insert(flag, value);
    }
    let number = |flag: &str| match given.get(flag).map(|v| v.parse::<usize>()) {
        Some(Ok(v)) if v > 0 => Ok(v),
        _ => Err(Failed::new(format!("{flag} wants a whole number above 0\n{USAGE}"))),
    };
    let plan = Family { periods: number("--horizon")?, season: number("--season")?, noise_variance: 0.0, floor: None };
    let Some(train) = given.get("--train").map(PathBuf::from) else { return Err(Failed::new(USAGE)) };
    if !train.exists() {
        println!("skipped: {} is not here", train.display());
        return Ok(());
    }
    let all = read(&train)?;
    let started = Instant::now();
    let values: Vec<Vec<f64>> = all.iter().map(|s| s.values.clone()).collect();
    let fans = family(&values, &plan).map_err(|e| Failed::new(format!("{}: {e}", train.display())))?;
    println!("{} series in {:.1} s", all.len(), started.elapsed().as_secs_f64());
    if let Some(out) = given.get("--out") {
        write(Path::new(out), table(&all, &fans)?.as_bytes())?;
    }
    Ok(())
}

fn table(all: &[Series], fans: &[Fan]) -> Result<String, Failed> {
    let mut text = String::from("unique_id,ds,mean,lo80,hi80,lo95,hi95\n");
    for (series, fan) in all.iter().zip(fans) {
        for p in &fan.points {
            let (ds, a, b) = (series.last + p.ahead as i64, p.band80, p.band95);
            writeln!(text, "{},{ds},{},{},{},{},{}", series.name, p.value, a.low, a.high, b.low, b.high)
                .map_err(Failed::new)?;
        }
    }
    Ok(text)
}

fn read(path: &Path) -> Result<Vec<Series>, Failed> {
    let bad = |line: u64, why: String| Failed::new(format!("{}:{line}: {why}", path.display()));
    let bytes = crate::run::read(path)?;
    let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(std::io::Cursor::new(bytes));
    let headers = reader.headers().map_err(|e| bad(1, e.to_string()))?.clone();
    let at = |name: &str| headers.iter().position(|h| h == name).ok_or_else(|| bad(1, format!("no column {name}")));
    let (id, ds, y) = (at("unique_id")?, at("ds")?, at("y")?);
    let (mut places, mut all) = (HashMap::<String, usize>::new(), Vec::<(String, Vec<(i64, f64)>)>::new());
    for record in reader.records() {
        let record = record.map_err(|e| bad(0, e.to_string()))?;
        let line = record.position().map_or(0, csv::Position::line);
        let cell = |k: usize| record.get(k).unwrap_or_default();
        let time = cell(ds).parse::<f64>().map_err(|_| bad(line, format!("ds {} is no number", cell(ds))))? as i64;
        let value: f64 = cell(y).parse().map_err(|_| bad(line, format!("y {} is no number", cell(y))))?;
        let place = *places.entry(cell(id).to_owned()).or_insert(all.len());
        if place == all.len() {
            all.push((cell(id).to_owned(), Vec::new()));
        }
        all[place].1.push((time, value));
    }
    let sort = |(name, mut rows): (String, Vec<(i64, f64)>)| {
        rows.sort_by_key(|row| row.0);
        let last = rows.last().map_or(0, |row| row.0);
        Series { name, last, values: rows.into_iter().map(|row| row.1).collect() }
    };
    Ok(all.into_iter().map(sort).collect())
}
