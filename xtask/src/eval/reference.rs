//! `cargo x eval reference`: statistics against cases with known answers, a line a file with the largest difference.
//!
//! A case is recognised by what it holds, not by its name, so other files of the same kind can be put beside them.

mod bias;
mod impact;

use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::run::{Failed, read};

const USAGE: &str = "cargo x eval reference --folder F
  F: a folder (searched whole) or one file of cases in JSON; tables of rows that a case needs lie beside it as CSV";

/// Closed forms: relative above 1, absolute below.
const CLOSED: f64 = 1e-9;
/// What is found by searching for a root.
const ROOT: f64 = 1e-6;
/// Tests that are the largest value over an unknown rate.
const SEARCHED: f64 = 1e-3;

/// Differences of one file.
#[derive(Debug, Default)]
struct Differences {
    compared: usize,
    largest: f64,
    at: String,
    wrong: Vec<String>,
    skipped: Vec<String>,
}

impl Differences {
    /// Compares a number; null expects none, and is skipped where there is one (a reference library may give up where we do not).
    fn number(&mut self, what: &str, expected: &Value, found: Option<f64>, tolerance: f64) {
        let Some(expected) = expected.as_f64() else {
            self.skipped.push(format!("{what}: the reference has none"));
            return;
        };
        self.compared += 1;
        let Some(found) = found else {
            self.wrong.push(format!("{what}: nothing found, expected {expected}"));
            return;
        };
        let off = (found - expected).abs() / expected.abs().max(1.0);
        // Small p-values must also be near in proportion.
        let tiny = expected != 0.0 && expected.abs() < 1e-6 && (found / expected - 1.0).abs() > 1e-6;
        if off > self.largest || self.at.is_empty() {
            self.largest = off;
            self.at = what.to_owned();
        }
        if off.is_nan() || off > tolerance || tiny {
            self.wrong.push(format!("{what}: {found}, expected {expected}"));
        }
    }

    fn flag(&mut self, what: &str, expected: &Value, found: Option<bool>) {
        let Some(expected) = expected.as_bool() else { return };
        self.compared += 1;
        if found != Some(expected) {
            self.wrong.push(format!("{what}: {found:?}, expected {expected}"));
        }
    }

    fn interval(&mut self, what: &str, expected: &Value, found: Option<skillkeep_insight::Interval>, tolerance: f64) {
        if expected.is_null() {
            self.skipped.push(format!("{what}: the reference has none"));
            return;
        }
        self.number(&format!("{what} low"), &expected[0], found.map(|i| i.low), tolerance);
        self.number(&format!("{what} high"), &expected[1], found.map(|i| i.high), tolerance);
    }

    fn list(&mut self, what: &str, expected: &Value, found: Option<&[f64]>, tolerance: f64) {
        for (i, value) in expected.as_array().into_iter().flatten().enumerate() {
            self.number(&format!("{what}[{i}]"), value, found.and_then(|f| f.get(i)).copied(), tolerance);
        }
    }
}

/// Reads each file, computes, compares, prints.
///
/// # Errors
/// A flag that is not known, a file that cannot be read, a difference above its tolerance.
pub(super) fn reference(args: &[&str]) -> Result<(), Failed> {
    let folder = match args {
        ["--folder", folder] => PathBuf::from(folder),
        ["--help"] => {
            println!("{USAGE}");
            return Ok(());
        }
        _ => return Err(Failed::new(USAGE)),
    };
    if !folder.exists() {
        println!("skipped: {} is not here", folder.display());
        return Ok(());
    }
    let mut files = Vec::new();
    collect(&folder, &mut files)?;
    files.sort();
    let mut failed = 0;
    for file in files {
        let text = read(&file)?;
        let case: Value = serde_json::from_slice(&text).map_err(|e| Failed::new(format!("{}: {e}", file.display())))?;
        let mut found = Differences::default();
        let known = bias::compare(&case, &mut found) | impact::compare(&case, &file, &mut found);
        let shown = file.strip_prefix(&folder).unwrap_or(&file).display();
        if !known || found.compared == 0 {
            println!("{shown}: skipped, not a case of this kind");
            continue;
        }
        let skipped = found.skipped.len();
        println!(
            "{shown}: {} figures, largest difference {:.1e} ({}), {skipped} without an answer to compare",
            found.compared, found.largest, found.at
        );
        for line in found.wrong.iter().take(20) {
            println!("  differs: {line}");
        }
        failed += found.wrong.len();
    }
    if failed > 0 { Err(Failed::new(format!("{failed} figures differ"))) } else { Ok(()) }
}

fn collect(path: &Path, files: &mut Vec<PathBuf>) -> Result<(), Failed> {
    let named = |e: std::io::Error| Failed::new(format!("{}: {e}", path.display()));
    if path.is_file() {
        files.push(path.to_path_buf());
        return Ok(());
    }
    for entry in std::fs::read_dir(path).map_err(named)? {
        let entry = entry.map_err(named)?.path();
        if entry.is_dir() || entry.extension().is_some_and(|e| e == "json") {
            collect(&entry, files)?;
        }
    }
    Ok(())
}

/// Numbers of a list.
fn numbers(value: &Value) -> Option<Vec<f64>> {
    value.as_array()?.iter().map(Value::as_f64).collect()
}

/// Rows of numbers.
fn rows(value: &Value) -> Option<Vec<Vec<f64>>> {
    value.as_array()?.iter().map(numbers).collect()
}
