//! `cargo x eval calibrate`: is a level as sure as it says? Answers of real people, five by five, are taken in as tests of a
//! skill, and each claim about the level is held against the answers that come after it.

mod claims;
mod curve;

use std::collections::HashSet;
use std::path::PathBuf;

use skillkeep::profile::Parameters;

use self::claims::{Claim, Reliability, claims};
use super::answers::{Numbers, by_person, read, read_skills};
use crate::run::{Failed, write};

const USAGE: &str = "cargo x eval calibrate --answers F [--skills F] [--svg F.svg]
  --answers  columns user_id, item_id, correct, and where known timestamp (seconds) and skill_id; tabs or commas
  --skills   columns item_id, skill_ids (apart by blanks); without it an item's skill is its skill_id
  --svg      where to draw the reliability curve
Nothing is learned from the file: the levels are those of the published parameters.";

/// The levels that are claimed to be reached.
const LEVELS: [f64; 4] = [1.0, 1.5, 2.0, 2.5];
/// The certainties of the intervals that are looked at; shown is the one of 80 %.
const CERTAINTIES: [f64; 11] = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99];

/// Replays the answers of `--answers` and prints how often the claims were right.
///
/// # Errors
/// A flag that is not known, a file that cannot be read, a row that says nothing (with file and line), nobody with enough answers.
pub(super) fn calibrate(args: &[&str]) -> Result<(), Failed> {
    let mut paths: [Option<PathBuf>; 3] = [None, None, None];
    let mut rest = args.iter();
    while let Some(flag) = rest.next() {
        if *flag == "--help" {
            println!("{USAGE}");
            return Ok(());
        }
        let value = rest.next().ok_or_else(|| Failed::new(format!("{flag} wants a value\n{USAGE}")))?;
        let at = ["--answers", "--skills", "--svg"].iter().position(|f| f == flag);
        let at = at.ok_or_else(|| Failed::new(format!("{flag} is not known\n{USAGE}")))?;
        paths[at] = Some(value.into());
    }
    let [Some(answers), skills, svg] = paths else { return Err(Failed::new(USAGE)) };
    if let Some(missing) = [Some(&answers), skills.as_ref()].into_iter().flatten().find(|p| !p.exists()) {
        println!("skipped: {} is not here", missing.display());
        return Ok(());
    }
    let mut numbers = Numbers::default();
    if let Some(path) = &skills {
        read_skills(path, &mut numbers)?;
    }
    let parameters = Parameters::default();
    let claims = claims(&by_person(read(&answers, &mut numbers)?), &parameters);
    if claims.is_empty() {
        return Err(Failed::new(format!("{}: nobody has enough answers about a skill", answers.display())));
    }
    let (intervals, at_least) = print(&claims);
    if let Some(svg) = svg {
        write(&svg, curve::draw(&intervals, &at_least).as_bytes())?;
    }
    Ok(())
}

/// Prints the three tables; gives the curves of the intervals and of the claims "at least".
fn print(claims: &[Claim]) -> (Reliability, Reliability) {
    let skills = claims.iter().map(|c| (c.person, c.skill)).collect::<HashSet<_>>().len();
    println!(
        "{} claims about {skills} skills of people, each held against the {} answers after it; nothing learned",
        claims.len(),
        claims::AFTER
    );
    println!("intervals, of all claims");
    let intervals = Reliability::of_intervals(claims, &CERTAINTIES);
    show(&intervals);
    println!("the interval of 80 %, by how many tests of five came before");
    for (from, until) in [(1, 1), (2, 2), (3, 4), (5, 8), (9, 16), (17, usize::MAX)] {
        let some: Vec<Claim> = claims.iter().filter(|c| c.tests >= from && c.tests <= until).copied().collect();
        let label = if until == usize::MAX { format!("{from} and more") } else { format!("{from} to {until}") };
        if some.is_empty() {
            continue;
        }
        println!("  {label}:");
        show(&Reliability::of_intervals(&some, &[0.8]));
    }
    let at_least = Reliability::of(claims, &LEVELS);
    println!("claims \"at least level L\", L = 1, 1.5, 2, 2.5");
    show(&at_least);
    (intervals, at_least)
}

fn show(curve: &Reliability) {
    for class in &curve.classes {
        println!(
            "  claimed {:.2}  right {:.3}  95 % {:.3} to {:.3}  of {}",
            class.claimed, class.right, class.low, class.high, class.claims
        );
    }
}
