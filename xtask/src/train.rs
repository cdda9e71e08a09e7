//! `cargo x train factors`: factors for a company's catalogue, from who took what.

mod interactions;

use std::path::PathBuf;
use std::time::Instant;

use skillkeep_train::topn::{self, Trained};

pub(crate) use self::interactions::{Taken, questions, taken};
use crate::run::{Failed, write};

const USAGE: &str = "cargo x train factors --interactions F --out FILE [--bytes N]
  --interactions  CSV with columns person and item (or user, learner; course, content), or without a header these two first;
                  or a person a line with the ids of their items, apart by blanks
  --out           the factors file: put it into a release as factors.skf
  --bytes         most bytes of the file (256000)";

/// Trains on a file of interactions and writes what the engine opens.
///
/// # Errors
/// A flag that is not known, a file that cannot be read, a line that says nothing, too few people.
pub(crate) fn factors(args: &[&str]) -> Result<(), Failed> {
    let (mut from, mut out, mut bytes): (Option<PathBuf>, Option<PathBuf>, usize) = (None, None, topn::BYTES);
    let mut rest = args.iter();
    while let Some(flag) = rest.next() {
        if *flag == "--help" {
            println!("{USAGE}");
            return Ok(());
        }
        let value = rest.next().ok_or_else(|| Failed::new(format!("{flag} wants a value\n{USAGE}")))?;
        match *flag {
            "--interactions" => from = Some(value.into()),
            "--out" => out = Some(value.into()),
            "--bytes" => bytes = value.parse().map_err(|_| Failed::new(format!("--bytes {value} is no number")))?,
            _ => return Err(Failed::new(format!("{flag} is not known\n{USAGE}"))),
        }
    }
    let (Some(from), Some(out)) = (from, out) else { return Err(Failed::new(USAGE)) };
    let taken = taken(&from)?;
    let trained = trained(&taken, bytes)?;
    write(&out, &trained.file)?;
    println!("{}: {} bytes", out.display(), trained.file.len());
    Ok(())
}

/// Trains and says what came of it.
pub(crate) fn trained(taken: &Taken, bytes: usize) -> Result<Trained, Failed> {
    let started = Instant::now();
    let trained = topn::train(&taken.interactions, &taken.ids, bytes).map_err(Failed::new)?;
    let settings = trained.settings;
    println!(
        "{} people, {} items; {:.0} s: popularity^-{} ({} of it back), filter {}, ridge {}, {} numbers for {} items",
        taken.interactions.people().len(),
        taken.ids.len(),
        started.elapsed().as_secs_f64(),
        settings.power,
        settings.back,
        settings.share,
        settings.ridge,
        settings.dimensions,
        settings.items,
    );
    println!(
        "{} people held back: NDCG@10 {:.4}, Recall@20 {:.4}; by popularity {:.4}, {:.4}",
        trained.people,
        trained.held.ndcg10,
        trained.held.recall20,
        trained.popularity.ndcg10,
        trained.popularity.recall20,
    );
    if trained.held.ndcg10 <= trained.popularity.ndcg10 {
        println!("no better than what most people take: do not ship these factors");
    }
    Ok(trained)
}
