//! `cargo x catalog check`: what the keepers of a catalogue should look at, as lines a person reads and as JSON.

use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use skillkeep::Millis;
use skillkeep::catalog::{Catalogue, Finding, FindingCode, Health, Labelled, health};
use skillkeep::taxonomy::{Taxonomy, compile};

use crate::run::{Failed, read, write};
use crate::{company, pack};

/// Most findings of one code that are printed; `--json` has all.
const SHOWN: usize = 12;

/// Reads, looks, prints. `--strict` fails where an item was left out, teaches nothing or is there twice, for a build that publishes.
///
/// # Errors
/// A file that cannot be read, a catalogue or pack that is refused, a finding under `--strict`.
pub(crate) fn check(args: &[&str]) -> Result<(), Failed> {
    let (mut files, mut json, mut strict) = (Vec::new(), None, false);
    let mut rest = args.iter();
    while let Some(word) = rest.next() {
        match *word {
            "--strict" => strict = true,
            "--json" => {
                json = Some(PathBuf::from(rest.next().ok_or_else(|| Failed::new("--json wants a file"))?));
            }
            flag if flag.starts_with("--") => {
                return Err(Failed::new(format!("{flag} is not known: --json, --strict")));
            }
            file => files.push(PathBuf::from(file)),
        }
    }
    let (tax, cat) = match files.as_slice() {
        [] => sample()?,
        [catalogue, pack] => given(catalogue, pack)?,
        _ => return Err(Failed::new("cargo x catalog check [CATALOGUE PACK] [--json FILE] [--strict]")),
    };
    let since = SystemTime::now().duration_since(UNIX_EPOCH).map_err(Failed::new)?;
    let found = health(&tax, &cat, Millis(i64::try_from(since.as_millis()).map_err(Failed::new)?));
    print(&found);
    if let Some(path) = json {
        write(&path, &serde_json::to_vec_pretty(&found).map_err(Failed::new)?)?;
    }
    let grave = |f: &&Finding| matches!(f.code, FindingCode::LeftOut | FindingCode::NoTags | FindingCode::Duplicate);
    match found.findings.iter().filter(grave).count() {
        n if n > 0 && strict => Err(Failed::new(format!("{n} items cannot be published as they are"))),
        _ => Ok(()),
    }
}

fn sample() -> Result<(Taxonomy, Catalogue), Failed> {
    let tables = company::tables();
    let source = pack::table(&tables).map_err(Failed::new)?;
    let tax = Taxonomy::open(&compile(&source).map_err(Failed::new)?).map_err(Failed::new)?;
    let json = company::catalogue(&tables)?.to_string();
    let cat = Catalogue::from_json(json.as_bytes(), &tax).map_err(Failed::new)?;
    Ok((tax, cat))
}

fn given(catalogue: &Path, pack: &Path) -> Result<(Taxonomy, Catalogue), Failed> {
    let named = |at: &Path, e: &dyn std::fmt::Display| Failed::new(format!("{}: {e}", at.display()));
    let tax = Taxonomy::open(&read(pack)?).map_err(|e| named(pack, &e))?;
    let bytes = read(catalogue)?;
    let table = catalogue.extension().is_some_and(|e| e.eq_ignore_ascii_case("csv"));
    let cat = if table { Catalogue::from_csv(&bytes, &tax) } else { Catalogue::from_json(&bytes, &tax) };
    Ok((tax, cat.map_err(|e| named(catalogue, &e))?))
}

fn print(found: &Health) {
    println!("{} items teach {} skills; roles need {}.", found.items, found.taught, found.needed);
    for code in FindingCode::ALL {
        let all: Vec<&Finding> = found.findings.iter().filter(|f| f.code == code).collect();
        if all.is_empty() {
            continue;
        }
        println!("\n{} ({})", title(code), all.len());
        for f in all.iter().take(SHOWN) {
            println!("  {}", line(f));
        }
        if all.len() > SHOWN {
            println!("  and {} more", all.len() - SHOWN);
        }
    }
    if found.findings.is_empty() {
        println!("Nothing to look at.");
    }
}

fn title(code: FindingCode) -> &'static str {
    match code {
        FindingCode::LeftOut => "Left out while reading",
        FindingCode::NoTags => "Teaches nothing, so it is never recommended",
        FindingCode::TagUnsaid => "Tagged with a skill that the text does not speak of",
        FindingCode::TagMissing => "Names a skill that it is not tagged with",
        FindingCode::Duplicate => "There twice",
        FindingCode::NearDuplicate => "Nearly the same",
        FindingCode::NoRole => "No role needs what it teaches",
        FindingCode::WaitsForRetired => "Waits for an item that is retired",
        FindingCode::Ended => "Its last day is over",
        FindingCode::NotTaught => "Needed by roles, taught by nothing",
        FindingCode::TaughtShort => "Taught to a lower level than roles need",
        FindingCode::NoBeginning => "Nothing for somebody who begins",
        _ => "Other",
    }
}

fn line(f: &Finding) -> String {
    let mut parts: Vec<String> = Vec::new();
    let name = |l: &Labelled| format!("{} ({})", l.label, l.id);
    parts.extend(f.item.as_ref().map(name));
    parts.extend(f.skill.as_ref().map(name));
    parts.extend(f.other.as_ref().map(name));
    if let Some(value) = f.value {
        parts.push(match f.wanted {
            Some(wanted) => format!("reaches {value}, needed at {wanted}"),
            None if f.code == FindingCode::NoBeginning => format!("begins at {value}"),
            None => format!("{:.0} %", value * 100.0),
        });
    }
    if !f.roles.is_empty() {
        let roles: Vec<&str> = f.roles.iter().take(3).map(|r| r.label.as_str()).collect();
        let more = if f.roles.len() > 3 { format!(" and {} more", f.roles.len() - 3) } else { String::new() };
        parts.push(format!("for {}{more}", roles.join(", ")));
    }
    parts.join(" · ")
}
