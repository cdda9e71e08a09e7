//! Which occupations are related? O*NET's own list is the answer; its titles, tasks, activities and ratings are the question.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use calamine::{Data, Reader, Xlsx, open_workbook};
use serde::Deserialize;

use super::score::Scores;
use super::text::{Inverted, Vector, unit, vectors, words};
use crate::run::Failed;

/// Related occupations up to this rank are right: O*NET's two primary tiers.
const PRIMARY: u32 = 10;
/// Constant of reciprocal rank fusion: G. Cormack, C. Clarke and S. Buettcher, SIGIR 2009; small, since only the first ten count.
const RANK: f32 = 10.0;

/// One line of the file of related occupations.
#[derive(Deserialize)]
pub(super) struct Asked {
    /// O*NET-SOC code.
    pub(super) soc: String,
    /// Code, tier, rank.
    related: Vec<(String, String, u32)>,
}

impl Asked {
    /// The codes that are right.
    pub(super) fn right(&self) -> BTreeSet<String> {
        self.related.iter().filter(|r| r.2 <= PRIMARY).map(|r| r.0.clone()).collect()
    }
}

/// Prints the table, and gives for each occupation the others, best first.
pub(super) fn rank(asked: &[Asked], onet: &Path) -> Result<Vec<Vec<String>>, Failed> {
    let codes: Vec<&str> = asked.iter().map(|a| a.soc.as_str()).collect();
    let column = |file: &str, key: &str| table(&onet.join(file), "O*NET-SOC Code", key);
    let mut titles = column("Occupation Data.txt", "Title")?;
    titles.values_mut().for_each(|t| *t = [t.clone(), t.clone(), t.clone()].concat());
    for (code, alternate) in column("Alternate Titles.txt", "Alternate Title")? {
        titles.entry(code).or_default().extend(alternate);
    }
    let described = column("Occupation Data.txt", "Description")?;
    let tasks = column("Task Statements.txt", "Task")?;
    let activities = column("Tasks to DWAs.txt", "DWA ID")?;
    let of = |t: &BTreeMap<String, Vec<String>>, code: &str| t.get(code).cloned().unwrap_or_default();
    let texts = |tables: &[&BTreeMap<String, Vec<String>>]| {
        let terms = |code: &&str| tables.iter().flat_map(|t| of(t, code)).flat_map(|x| words(&x)).collect();
        vectors(&codes.iter().map(terms).collect::<Vec<Vec<String>>>())
    };
    let facets = [
        ("titles, tasks and descriptions", 2.0, texts(&[&titles, &tasks, &described])),
        ("titles", 1.0, texts(&[&titles])),
        ("tasks", 1.0, texts(&[&tasks])),
        ("detailed activities", 1.0, vectors(&codes.iter().map(|c| of(&activities, c)).collect::<Vec<_>>())),
        ("ratings of skills and knowledge", 1.0, ratings(onet, &codes)?),
    ];

    let right: Vec<BTreeSet<String>> = asked.iter().map(Asked::right).collect();
    let mut total = vec![vec![0.0f32; codes.len()]; codes.len()];
    println!("{} occupations of {}", codes.len(), onet.display());
    for (name, weight, vectors) in &facets {
        let all = Inverted::new(vectors);
        let mut scores = Scores::default();
        for (i, v) in vectors.iter().enumerate() {
            let order = best_first(&all.with_all(v), i);
            scores.add(&named(&order, &codes), &right[i]);
            for (place, j) in order.into_iter().enumerate() {
                total[i][j] += weight / (RANK + place as f32);
            }
        }
        println!("{}", scores.line(name));
    }
    let mut scores = Scores::default();
    let mut ranked = Vec::new();
    for (i, sums) in total.iter().enumerate() {
        let order = named(&best_first(sums, i), &codes);
        scores.add(&order, &right[i]);
        ranked.push(order);
    }
    println!("{}", scores.line("fused by ranks, the first twice"));
    Ok(ranked)
}

fn named(order: &[usize], codes: &[&str]) -> Vec<String> {
    order.iter().map(|j| codes[*j].to_owned()).collect()
}

/// The others, most alike first.
fn best_first(like: &[f32], own: usize) -> Vec<usize> {
    let mut order: Vec<usize> = (0..like.len()).filter(|j| *j != own).collect();
    order.sort_by(|a, b| like[*b].total_cmp(&like[*a]).then(a.cmp(b)));
    order
}

/// A tab-separated file: the values of a column for each value of the key.
fn table(path: &Path, key: &str, value: &str) -> Result<BTreeMap<String, Vec<String>>, Failed> {
    let named = |e: csv::Error| Failed::new(format!("{}: {e}", path.display()));
    let mut reader = csv::ReaderBuilder::new().delimiter(b'\t').quoting(false).from_path(path).map_err(named)?;
    let heads = reader.headers().map_err(named)?.clone();
    let place = |name: &str| {
        let missing = || Failed::new(format!("{}: no column {name:?}", path.display()));
        heads.iter().position(|h| h.trim_start_matches('\u{feff}') == name).ok_or_else(missing)
    };
    let (key, value) = (place(key)?, place(value)?);
    let mut out: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for row in reader.records() {
        let row = row.map_err(named)?;
        if let (Some(k), Some(v)) = (row.get(key), row.get(value)) {
            out.entry(k.to_owned()).or_default().push(v.to_owned());
        }
    }
    Ok(out)
}

/// Importance and level of every skill and field of knowledge, each over its mean and in its standard deviations.
fn ratings(onet: &Path, codes: &[&str]) -> Result<Vec<Vector>, Failed> {
    let at: BTreeMap<&str, usize> = codes.iter().copied().zip(0..).collect();
    let mut columns: BTreeMap<String, Vec<(usize, f32)>> = BTreeMap::new();
    for file in ["Skills.xlsx", "Knowledge.xlsx"] {
        let path = onet.join(file);
        let named = |e: &dyn std::fmt::Display| Failed::new(format!("{}: {e}", path.display()));
        let mut book: Xlsx<_> = open_workbook(&path).map_err(|e: calamine::XlsxError| named(&e))?;
        let sheet = book.worksheet_range_at(0).ok_or_else(|| named(&"no sheet"))?.map_err(|e| named(&e))?;
        let mut rows = sheet.rows();
        let heads: Vec<String> = rows.next().unwrap_or(&[]).iter().map(ToString::to_string).collect();
        let place =
            |name: &str| heads.iter().position(|h| h == name).ok_or_else(|| named(&format!("no column {name:?}")));
        let (code, element) = (place("O*NET-SOC Code")?, place("Element ID")?);
        let (scale, value) = (place("Scale ID")?, place("Data Value")?);
        let text = |row: &[Data], i: usize| row.get(i).map(ToString::to_string).unwrap_or_default();
        for row in rows {
            if let (Some(i), Ok(v)) = (at.get(text(row, code).as_str()), text(row, value).parse::<f32>()) {
                let column = [text(row, element), text(row, scale)].join(" ");
                columns.entry(column).or_default().push((*i, v));
            }
        }
    }
    let mut out = vec![Vector::new(); codes.len()];
    for (n, column) in (0..).zip(columns.into_values()) {
        let count = column.len() as f32;
        let mean = column.iter().map(|c| c.1).sum::<f32>() / count;
        let sd = (column.iter().map(|c| (c.1 - mean).powi(2)).sum::<f32>() / count).sqrt().max(1e-6);
        column.into_iter().for_each(|(i, v)| out[i].push((n, (v - mean) / sd)));
    }
    out.iter_mut().for_each(unit);
    Ok(out)
}
