//! `cargo x eval forecast`: the periods ahead of many series of one kind.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::time::Instant;

use skillkeep_insight::forecast::{self as insight, Family, Fan, family, plain};

use crate::run::{Failed, write};

const USAGE: &str = "cargo x eval forecast --train F --horizon H --season M --out P.csv
  --train    columns unique_id, ds (1, 2, 3 …), y
  --horizon  periods ahead
  --season   periods of a season: 12 for months, 4 for quarters, 1 for none
  --out      columns unique_id, ds, mean, lo80, hi80, lo95, hi95
with known noise, against the truth, for the series whose last season is between 20 and 800 on average:
  --noise-sigma  standard deviation of the discrete Gaussian noise that is added to --train
  --seed         of the noise; 1 without it
  --test         the truth, columns as --train; without it the last periods of --train are held back";

const FLAGS: [&str; 7] = ["--train", "--horizon", "--season", "--out", "--noise-sigma", "--seed", "--test"];

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
        if !FLAGS.contains(flag) {
            return Err(Failed::new(format!("{flag} is not known\n{USAGE}")));
        }
        let value = rest.next().ok_or_else(|| Failed::new(format!("{flag} wants a value\n{USAGE}")))?;
        given.insert(flag, value);
    }
    let number = |flag: &str| match given.get(flag).map(|v| v.parse::<usize>()) {
        Some(Ok(v)) if v > 0 => Ok(v),
        _ => Err(Failed::new(format!("{flag} wants a whole number above 0\n{USAGE}"))),
    };
    let sigma = match given.get("--noise-sigma").map(|v| v.parse::<f64>()) {
        None => 0.0,
        Some(Ok(v)) if v > 0.0 && v < 1e6 => v,
        Some(_) => return Err(Failed::new(format!("--noise-sigma wants a number above 0\n{USAGE}"))),
    };
    let seed = if given.contains_key("--seed") { number("--seed")? as u64 } else { 1 };
    let (periods, season) = (number("--horizon")?, number("--season")?);
    let plan = Family { periods, season, floor: (sigma > 0.0).then_some(0.0) };
    let Some(train) = given.get("--train").map(PathBuf::from) else { return Err(Failed::new(USAGE)) };
    if !train.exists() {
        println!("skipped: {} is not here", train.display());
        return Ok(());
    }
    let mut all = read(&train)?;
    let truth = if sigma > 0.0 {
        let Some(truth) = hide(&mut all, given.get("--test").map(Path::new), &plan)? else { return Ok(()) };
        let mut noise = DiscreteGaussian::new(sigma, seed);
        all.iter_mut().flat_map(|s| &mut s.values).for_each(|v| *v += noise.draw());
        truth
    } else {
        Vec::new()
    };
    let started = Instant::now();
    let bare = |s: &Series| insight::Series { values: s.values.clone(), noise_variance: sigma * sigma };
    let fans = family(&all.iter().map(bare).collect::<Vec<_>>(), &plan)
        .map_err(|e| Failed::new(format!("{}: {e}", train.display())))?;
    println!("{} series in {:.1} s", all.len(), started.elapsed().as_secs_f64());
    if sigma > 0.0 {
        compare(&all, &truth, &fans, &plan);
    }
    if let Some(out) = given.get("--out") {
        write(Path::new(out), table(&all, &fans)?.as_bytes())?;
    }
    Ok(())
}

/// The truth of the periods ahead, a list a series; series of other sizes are left out, and its periods held back from `all` where it has no
/// file of its own. None, with a line, where there is nothing to measure.
fn hide(all: &mut Vec<Series>, test: Option<&Path>, plan: &Family) -> Result<Option<Vec<Vec<f64>>>, Failed> {
    let mut told: HashMap<String, Vec<f64>> = HashMap::new();
    if let Some(test) = test {
        if !test.exists() {
            println!("skipped: {} is not here", test.display());
            return Ok(None);
        }
        told = read(test)?.into_iter().map(|s| (s.name, s.values)).collect();
    }
    let mut truth = Vec::new();
    all.retain_mut(|series| {
        let ahead = match test {
            Some(_) => told.remove(&series.name).unwrap_or_default(),
            None => series.values.split_off(series.values.len().saturating_sub(plan.periods)),
        };
        let last: Vec<f64> = series.values.iter().rev().take(plan.season.max(4)).copied().collect();
        let size = last.iter().sum::<f64>() / last.len().max(1) as f64;
        let fits = series.values.len() >= 4 && ahead.len() == plan.periods && (20.0..=800.0).contains(&size);
        if fits {
            truth.push(ahead);
        }
        fits
    });
    if all.is_empty() {
        println!("skipped: no series of counts between 20 and 800");
        return Ok(None);
    }
    Ok(Some(truth))
}

/// Integers with chances in proportion to `exp(-k^2 / (2 sigma^2))`, from a table.
struct DiscreteGaussian {
    furthest: i64,
    sums: Vec<f64>,
    state: u64,
}

impl DiscreteGaussian {
    fn new(sigma: f64, seed: u64) -> DiscreteGaussian {
        let furthest = (12.0 * sigma).ceil() as i64;
        let mut sum = 0.0;
        let chance = |k: i64| {
            sum += (-(k as f64) * (k as f64) / (2.0 * sigma * sigma)).exp();
            sum
        };
        DiscreteGaussian { furthest, sums: (-furthest..=furthest).map(chance).collect(), state: seed }
    }

    fn draw(&mut self) -> f64 {
        // SplitMix64 (Steele, Lea & Flood 2014).
        self.state = self.state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.state;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        let uniform = ((z ^ (z >> 31)) >> 11) as f64 / (1u64 << 53) as f64;
        let at = uniform * self.sums.last().copied().unwrap_or_default();
        (self.sums.partition_point(|s| *s <= at) as i64 - self.furthest) as f64
    }
}

/// Coverage of the truth, width and miss beside what is usually printed for the same noisy series.
fn compare(all: &[Series], truth: &[Vec<f64>], fans: &[Fan], plan: &Family) {
    let mut sums = [[0.0f64; 3]; 3];
    let mut n = 0.0;
    for ((series, truth), fan) in all.iter().zip(truth).zip(fans) {
        for ((p, usual), true_value) in
            fan.points.iter().zip(plain(&series.values, plan.periods, plan.season)).zip(truth)
        {
            let three = [(p.value, p.band95), (usual.naive, usual.naive95), (usual.smoothed, usual.smoothed95)];
            for (sum, (value, band)) in sums.iter_mut().zip(three) {
                sum[0] += f64::from(u8::from(band.contains(*true_value)));
                sum[1] += band.width();
                sum[2] += (value - true_value).abs();
            }
            n += 1.0;
        }
    }
    println!("against the truth of {} series, {n} periods", all.len());
    for (name, sum) in ["ours", "naive", "exponential smoothing"].iter().zip(sums) {
        println!("  {name:<22} cover95 {:.3}  width {:.1}  miss {:.2}", sum[0] / n, sum[1] / n, sum[2] / n);
    }
    let width = |k: usize| sums[0][1] / sums[k][1];
    println!("  our width: {:.2} of naive, {:.2} of exponential smoothing", width(1), width(2));
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
