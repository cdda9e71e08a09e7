//! `cargo x eval topn`: ranks what people take next, by the very file that would be shipped.

use std::path::PathBuf;

use skillkeep_train::topn::{BYTES, Ranker};

use crate::run::{Failed, write};
use crate::train::{questions, taken, trained};

const USAGE: &str = "cargo x eval topn --train F --queries F [--k 100] [--out P.txt] [--bytes N]
  --train    a person a line with the ids of their items, or a CSV of person and item
  --queries  a line `given ids|held ids` a person; what is held is not looked at
  --k        how many are ranked
  --out      the ranked ids, a line for each line of --queries
  --bytes    most bytes that are shipped (256000)";

/// Trains on `--train`, folds in what `--queries` give, ranks.
///
/// # Errors
/// A flag that is not known, a file that cannot be read, a line that says nothing.
pub(super) fn topn(args: &[&str]) -> Result<(), Failed> {
    let mut paths: [Option<PathBuf>; 3] = [None, None, None];
    let (mut k, mut bytes) = (100, BYTES);
    let mut rest = args.iter();
    while let Some(flag) = rest.next() {
        if *flag == "--help" {
            println!("{USAGE}");
            return Ok(());
        }
        let value = rest.next().ok_or_else(|| Failed::new(format!("{flag} wants a value\n{USAGE}")))?;
        let number = || value.parse().map_err(|_| Failed::new(format!("{flag} {value} is no number")));
        match *flag {
            "--k" => k = number()?,
            "--bytes" => bytes = number()?,
            _ => {
                let at = ["--train", "--queries", "--out"].iter().position(|f| f == flag);
                paths[at.ok_or_else(|| Failed::new(format!("{flag} is not known\n{USAGE}")))?] = Some(value.into());
            }
        }
    }
    let [Some(train), Some(queries), out] = paths else { return Err(Failed::new(USAGE)) };
    if let Some(missing) = [&train, &queries].into_iter().find(|p| !p.exists()) {
        println!("skipped: {} is not here", missing.display());
        return Ok(());
    }
    let taken = taken(&train)?;
    let queries = questions(&queries, &taken)?;
    let trained = trained(&taken, bytes)?;
    println!("shipped: {} bytes", trained.file.len());
    let ranker = Ranker::new(&trained.file, &taken.interactions, &taken.ids).map_err(Failed::new)?;
    let mut text = String::new();
    for given in &queries {
        let list = ranker.rank(given, k);
        let ids: Vec<&str> = list.iter().filter_map(|i| taken.ids.get(*i as usize)).map(String::as_str).collect();
        text.push_str(&ids.join(" "));
        text.push('\n');
    }
    if let Some(out) = out {
        write(&out, text.as_bytes())?;
    }
    println!("{} people ranked", queries.len());
    Ok(())
}
