//! `cargo x eval trace`: the chance of each answer of people never seen before, given before that answer is learned.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::path::PathBuf;
use std::time::Instant;

use skillkeep::profile::trace::Person;
use skillkeep_train::trace::{Fitted, Sizes, fit};

use super::answers::{Numbers, Row, by_person, read, read_skills};
use crate::run::{Failed, write};

const USAGE: &str = "cargo x eval trace --train F --test F --skills F --out P.txt
  --train, --test  columns user_id, item_id, correct, and where known timestamp (seconds) and skill_id; tabs or commas
  --skills         columns item_id, skill_ids (apart by blanks); without it an item's skill is its skill_id
  --out            one chance of a right answer for each row of --test, in the order of the file";

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

#[cfg(test)]
mod tests {
    use super::*;
    use skillkeep_train::trace::Given;

    /// Forty people with forty answers each; the abler of them are right more often.
    fn people() -> Vec<Row> {
        let right = |u: usize, k: usize| (u * 7 + k * 13 + u * k) % 10 < 3 + u % 5;
        let row = |u: usize, k: usize| Row {
            user: format!("u{u}"),
            given: Given {
                item: ((u + k) % 12) as u32,
                skills: vec![(k % 3) as u32],
                time: Some(k as f64 * 86_400.0),
                right: right(u, k),
            },
        };
        (0..40).flat_map(|u| (0..40).map(move |k| row(u, k))).collect()
    }

    #[test]
    fn a_row_is_predicted_before_it_is_learned() {
        let fitted = fit(&by_person(people()), Sizes { items: 12, skills: 3 });
        let plain = stream(&fitted, &people());
        for flipped in [0, 7, 39] {
            let mut rows = people();
            rows[flipped].given.right ^= true;
            let other = stream(&fitted, &rows);
            assert_eq!(plain[..=flipped], other[..=flipped], "neither its own nor an earlier prediction changes");
            if flipped < 39 {
                assert_ne!(plain[flipped + 1..40], other[flipped + 1..40], "the same person's later ones do");
            }
            assert_eq!(plain[40..], other[40..], "nobody else's do");
        }
    }
}
