//! `cargo x eval trace`: the chance of each answer of people never seen before, given before that answer is learned.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::time::Instant;

use skillkeep::profile::trace::Person;
use skillkeep_train::trace::{Fitted, Given, Sizes, fit};

use crate::run::{Failed, write};

const USAGE: &str = "cargo x eval trace --train F --test F --skills F --out P.txt
  --train, --test  columns user_id, item_id, correct, and where known timestamp (seconds) and skill_id; tabs or commas
  --skills         columns item_id, skill_ids (apart by blanks); without it an item's skill is its skill_id
  --out            one chance of a right answer for each row of --test, in the order of the file";

/// A row as the file has it.
struct Row {
    user: String,
    given: Given,
}

/// The dense numbers of items and skills.
#[derive(Default)]
struct Numbers {
    items: HashMap<String, u32>,
    skills: HashMap<String, u32>,
    of_items: HashMap<u32, Vec<u32>>,
}

fn number(map: &mut HashMap<String, u32>, name: &str) -> u32 {
    let next = map.len() as u32;
    *map.entry(name.to_owned()).or_insert(next)
}

/// Fits on the people of `--train`, then predicts and learns each row of `--test` in turn.
///
/// # Errors
/// A flag that is not known, a file that cannot be read, a row that says nothing: with file and line.
pub(super) fn trace(args: &[&str]) -> Result<(), Failed> {
    let mut paths: [Option<PathBuf>; 4] = [None, None, None, None];
    let mut rest = args.iter();
    while let Some(flag) = rest.next() {
        if *flag == "--help" {
            println!("{USAGE}");
            return Ok(());
        }
        let value = rest.next().ok_or_else(|| Failed::new(format!("{flag} wants a value\n{USAGE}")))?;
        let at = ["--train", "--test", "--skills", "--out"].iter().position(|f| f == flag);
        let at = at.ok_or_else(|| Failed::new(format!("{flag} is not known\n{USAGE}")))?;
        paths[at] = Some(value.into());
    }
    let [Some(train), Some(test), skills, out] = paths else { return Err(Failed::new(USAGE)) };
    if let Some(missing) = [Some(&train), Some(&test), skills.as_ref()].into_iter().flatten().find(|p| !p.exists()) {
        println!("skipped: {} is not here", missing.display());
        return Ok(());
    }
    let mut numbers = Numbers::default();
    if let Some(path) = &skills {
        read_skills(path, &mut numbers)?;
    }
    let mut train = read(&train, &mut numbers)?;
    let mut test = read(&test, &mut numbers)?;
    // Times that never differ say nothing.
    let told = |rows: &[Row]| rows.iter().any(|r| r.given.time != rows.first().and_then(|f| f.given.time));
    if !told(&train) {
        train.iter_mut().chain(&mut test).for_each(|r| r.given.time = None);
    }
    let people = by_person(train);
    let sizes = Sizes { items: numbers.items.len(), skills: numbers.skills.len() };
    let started = Instant::now();
    let fitted = fit(&people, sizes);
    println!(
        "fitted on {} people in {:.1} s: {} trees, {} pairs; held-back people {:.4} linear, {:.4} with trees; {:?}",
        people.len(),
        started.elapsed().as_secs_f64(),
        fitted.layer.trees.len(),
        fitted.population.pairs.len(),
        fitted.validation.0,
        fitted.validation.1,
        fitted.population.spread,
    );
    let chances = stream(&fitted, &test);
    if let Some(out) = out {
        let mut text = String::new();
        for chance in &chances {
            writeln!(text, "{chance:.6}").map_err(Failed::new)?;
        }
        write(&out, text.as_bytes())?;
    }
    let right: Vec<bool> = test.iter().map(|r| r.given.right).collect();
    println!(
        "{} rows  AUC {:.4}  log loss {:.4}  ECE {:.4}",
        right.len(),
        auc(&chances, &right),
        log_loss(&chances, &right),
        ece(&chances, &right)
    );
    Ok(())
}

fn stream(fitted: &Fitted, rows: &[Row]) -> Vec<f32> {
    let known = &fitted.population;
    let mut people: HashMap<&str, Person> = HashMap::new();
    rows.iter()
        .map(|row| {
            let person = people.entry(&row.user).or_insert_with(|| Person::new(known));
            let chance = fitted.layer.chance(&person.features(known, row.given.answer()));
            person.learn(known, row.given.answer(), row.given.right);
            chance
        })
        .collect()
}

fn by_person(rows: Vec<Row>) -> Vec<Vec<Given>> {
    let (mut places, mut people) = (HashMap::new(), Vec::<Vec<Given>>::new());
    for row in rows {
        let at = *places.entry(row.user).or_insert(people.len());
        if at == people.len() {
            people.push(Vec::new());
        }
        people[at].push(row.given);
    }
    people
}

/// A table's rows behind its header.
type Table = (csv::Reader<std::io::Cursor<Vec<u8>>>, csv::StringRecord);

fn reader(path: &Path) -> Result<Table, Failed> {
    let bytes = crate::run::read(path)?;
    let bytes = bytes.strip_prefix("\u{feff}".as_bytes()).map(<[u8]>::to_vec).unwrap_or(bytes);
    let first = bytes.split(|b| *b == b'\n').next().unwrap_or_default();
    let delimiter = [b'\t', b';', b','].into_iter().find(|d| first.contains(d)).unwrap_or(b',');
    let mut reader =
        csv::ReaderBuilder::new().delimiter(delimiter).trim(csv::Trim::All).from_reader(std::io::Cursor::new(bytes));
    let headers = reader.headers().map_err(|e| Failed::new(format!("{}: {e}", path.display())))?.clone();
    Ok((reader, headers))
}

fn column(path: &Path, headers: &csv::StringRecord, name: &str) -> Result<usize, Failed> {
    let at = headers.iter().position(|h| h.eq_ignore_ascii_case(name));
    at.ok_or_else(|| Failed::new(format!("{}:1: no column {name}", path.display())))
}

fn read_skills(path: &Path, numbers: &mut Numbers) -> Result<(), Failed> {
    let (mut reader, headers) = reader(path)?;
    let (item, skills) = (column(path, &headers, "item_id")?, column(path, &headers, "skill_ids")?);
    for (line, record) in reader.records().enumerate() {
        let record = record.map_err(|e| Failed::new(format!("{}:{}: {e}", path.display(), line + 2)))?;
        let item = number(&mut numbers.items, record.get(item).unwrap_or_default());
        let own = record.get(skills).unwrap_or_default().split_whitespace();
        let mut own: Vec<u32> = own.map(|s| number(&mut numbers.skills, s)).collect();
        own.sort_unstable();
        own.dedup();
        numbers.of_items.insert(item, own);
    }
    Ok(())
}

fn read(path: &Path, numbers: &mut Numbers) -> Result<Vec<Row>, Failed> {
    let (mut reader, headers) = reader(path)?;
    let at = |name| column(path, &headers, name);
    let (user, item, correct) = (at("user_id")?, at("item_id")?, at("correct")?);
    let (time, skill) = (at("timestamp").ok(), at("skill_id").ok());
    let mut out = Vec::new();
    for (line, record) in reader.records().enumerate() {
        let bad = |why: String| Failed::new(format!("{}:{}: {why}", path.display(), line + 2));
        let record = record.map_err(|e| bad(e.to_string()))?;
        let cell = |k: usize| record.get(k).filter(|c| !c.is_empty());
        let (Some(user), Some(name)) = (cell(user), cell(item)) else { return Err(bad("no user or no item".into())) };
        let given = cell(correct).and_then(|c| c.parse::<f64>().ok()).filter(|c| *c == 0.0 || *c == 1.0);
        let right = given.ok_or_else(|| bad("correct is neither 0 nor 1".into()))? == 1.0;
        let time = match time.and_then(cell) {
            None => None,
            Some(t) => {
                let seconds = t.parse::<f64>().ok().filter(|t| t.is_finite());
                Some(seconds.ok_or_else(|| bad(format!("the time {t} is no number")))?)
            }
        };
        let item = number(&mut numbers.items, name);
        let skills = match numbers.of_items.get(&item) {
            Some(own) => own.clone(),
            None => skill
                .and_then(cell)
                .map(|s| vec![number(&mut numbers.skills, &format!("skill_id {s}"))])
                .unwrap_or_default(),
        };
        out.push(Row { user: user.to_owned(), given: Given { item, skills, time, right } });
    }
    Ok(out)
}

/// The share of pairs of a right and a wrong answer that are in order; ties count half.
fn auc(chances: &[f32], right: &[bool]) -> f64 {
    let mut order: Vec<(f32, bool)> = chances.iter().copied().zip(right.iter().copied()).collect();
    order.sort_by(|a, b| a.0.total_cmp(&b.0));
    let (mut wrong, mut won, mut wins) = (0.0, 0.0, 0.0);
    for tie in order.chunk_by(|a, b| a.0 == b.0) {
        let ones = tie.iter().filter(|t| t.1).count() as f64;
        let zeros = tie.len() as f64 - ones;
        won += ones * (wrong + zeros / 2.0);
        (wrong, wins) = (wrong + zeros, wins + ones);
    }
    won / f64::max(wrong * wins, 1.0)
}

/// Mean log loss.
fn log_loss(chances: &[f32], right: &[bool]) -> f64 {
    let of = |(p, y): (&f32, &bool)| -f64::from(if *y { *p } else { 1.0 - p }).clamp(1e-6, 1.0).ln();
    chances.iter().zip(right).map(of).sum::<f64>() / right.len().max(1) as f64
}

/// Expected calibration error over fifteen bins of equal width.
fn ece(chances: &[f32], right: &[bool]) -> f64 {
    let mut bins = [0.0f64; 15];
    for (p, y) in chances.iter().zip(right) {
        bins[((p * 15.0) as usize).min(14)] += f64::from(*p) - f64::from(u8::from(*y));
    }
    bins.iter().map(|b| b.abs()).sum::<f64>() / right.len().max(1) as f64
}
