//! `cargo x taxonomy …`: what changed between two versions, the next version of what was accepted, a rehearsal of what people will
//! see, the calendar of reviews, and the signed release.

mod esco_text;
mod release;
mod replay;
mod tables;

use std::path::{Path, PathBuf};

use skillkeep::taxonomy::change::{ChangeKind, ProposalFile, ProposalStatus, apply, diff, unpack};
use skillkeep::taxonomy::{PackSource, Taxonomy, compile};

use crate::pack;
use crate::run::{Failed, read, write};

/// What `cargo x help` says of these.
pub(crate) const HELP: &str = "\
cargo x taxonomy diff OLD NEW [--out F.json] [--day D]    what changed, as proposals to review
cargo x taxonomy accept F.json [--least C] --day D --out G.json   accept proposals of at least this confidence; the rest stay
cargo x taxonomy apply SOURCE PROPOSALS OUT --version V --day D [--onto NEW]   the next version and its change log
cargo x taxonomy replay OLD NEW [--people N]              what a thousand made-up people keep and are told
cargo x taxonomy calendar --domains A,B --from D --out F.ics [--company C]     when to review
cargo x taxonomy release DIR PACK --version N --key-packs F --key-manifest F   sign a new pack into a company's files
                                  a source is [esco:|table:|esco-text:|json:]PATH, or a pack PATH.skp
";

/// Does what the words after `taxonomy` say.
pub(crate) fn taxonomy(words: &[&str]) -> Result<(), Failed> {
    let args = Args::read(words)?;
    match args.plain.as_slice() {
        ["diff", old, new] => compare(old, new, &args),
        ["accept", file] => accept(file, &args),
        ["apply", source, proposals, out] => make(source, proposals, out, &args),
        ["replay", old, new] => replay::replay(old, new, args.number("--people")?.unwrap_or(1000)),
        ["calendar"] => calendar(&args),
        ["release", dir, pack] => release::release(Path::new(dir), Path::new(pack), &args),
        _ => {
            print!("{HELP}");
            Err(Failed::new("no such command of taxonomy"))
        }
    }
}

/// Words without a name, and `--name value`.
struct Args<'a> {
    plain: Vec<&'a str>,
    named: Vec<(&'a str, &'a str)>,
}

impl<'a> Args<'a> {
    fn read(words: &[&'a str]) -> Result<Args<'a>, Failed> {
        let mut out = Args { plain: Vec::new(), named: Vec::new() };
        let mut words = words.iter();
        while let Some(word) = words.next() {
            if word.starts_with("--") {
                let value = words.next().ok_or_else(|| Failed::new(format!("{word} needs a value")))?;
                out.named.push((word, value));
            } else {
                out.plain.push(word);
            }
        }
        Ok(out)
    }

    fn get(&self, name: &str) -> Option<&'a str> {
        self.named.iter().find(|n| n.0 == name).map(|n| n.1)
    }

    fn need(&self, name: &str) -> Result<&'a str, Failed> {
        self.get(name).ok_or_else(|| Failed::new(format!("{name} is missing")))
    }

    fn number<T: std::str::FromStr>(&self, name: &str) -> Result<Option<T>, Failed> {
        let wrong = |v: &str| Failed::new(format!("{name}: {v:?} is not a number"));
        self.get(name).map(|v| v.parse().map_err(|_| wrong(v))).transpose()
    }

    /// The day said, or today's.
    fn day(&self) -> Result<String, Failed> {
        match self.get("--day") {
            Some(day) if skillkeep::sync::Day::parse(day).is_some() => Ok(day.to_owned()),
            Some(day) => Err(Failed::new(format!("{day:?} is not a day as YYYY-MM-DD"))),
            None => Ok(crate::dictionary::today().to_string()),
        }
    }
}

/// Reads a source: `kind:path`, a pack by its ending, else a table folder or an ESCO download by what is in it. `before` helps to
/// read texts in which label and aliases are one column.
pub(super) fn load(words: &str, before: Option<&PackSource>) -> Result<PackSource, Failed> {
    let (kind, path) = match words.split_once(':') {
        Some((kind @ ("esco" | "table" | "esco-text" | "json" | "pack"), path)) => (kind, PathBuf::from(path)),
        _ => {
            let path = PathBuf::from(words);
            (guess(&path), path)
        }
    };
    match kind {
        "esco" => pack::esco_download(&path).map_err(Failed::new),
        "esco-text" => esco_text::esco_text(&path, before),
        "json" => serde_json::from_slice(&read(&path)?).map_err(|e| Failed::new(format!("{}: {e}", path.display()))),
        "pack" => Taxonomy::open(&read(&path)?).map(|t| unpack(&t)).map_err(Failed::new),
        _ => pack::table(&path).map_err(Failed::new),
    }
}

fn guess(path: &Path) -> &'static str {
    match path.extension().and_then(|e| e.to_str()) {
        Some("skp") => "pack",
        Some("json") => "json",
        _ if path.join("skills_text.csv").exists() => "esco-text",
        _ if path.join("skills.csv").exists() => "table",
        _ => "esco",
    }
}

fn compare(old: &str, new: &str, args: &Args<'_>) -> Result<(), Failed> {
    let old = load(old, None)?;
    let new = load(new, Some(&old))?;
    let file = diff(&old, &new, &args.day()?);
    summary(&file);
    match args.get("--out") {
        Some(out) => write(Path::new(out), file.write().as_bytes()),
        None => Ok(()),
    }
}

fn summary(file: &ProposalFile) {
    println!("{} {} -> {}: {} proposals", file.taxonomy, file.from, file.to, file.proposals.len());
    for kind in ChangeKind::ALL {
        let here: Vec<_> = file.proposals.iter().filter(|p| p.kind == kind).collect();
        let more = match kind {
            ChangeKind::Rename => format!(", {} with a new label", here.iter().filter(|p| !p.label.is_empty()).count()),
            ChangeKind::Sunset => format!(", {} with a successor", here.iter().filter(|p| !p.into.is_empty()).count()),
            ChangeKind::Merge => {
                let gone = here.iter().flat_map(|p| p.subjects.iter().filter(|s| !p.into.contains(s))).count();
                format!(", of {gone} skills that go")
            }
            _ => String::new(),
        };
        println!("  {:<9} {:>6}{more}", kind.name(), here.len());
    }
}

fn accept(path: &str, args: &Args<'_>) -> Result<(), Failed> {
    let mut file = ProposalFile::read(&read(Path::new(path))?).map_err(Failed::new)?;
    let least: f32 = args.number("--least")?.unwrap_or(0.0);
    let day = args.day()?;
    let mut n = 0;
    for p in &mut file.proposals {
        if matches!(p.status, ProposalStatus::Open | ProposalStatus::Deferred) && p.confidence >= least {
            p.status = ProposalStatus::Accepted;
            p.decided.clone_from(&day);
            n += 1;
        }
    }
    println!("{n} of {} proposals accepted", file.proposals.len());
    write(Path::new(args.need("--out")?), file.write().as_bytes())
}

fn make(source: &str, proposals: &str, out: &str, args: &Args<'_>) -> Result<(), Failed> {
    let before = load(source, None)?;
    let onto = args.get("--onto").map(|o| load(o, Some(&before))).transpose()?;
    let file = ProposalFile::read(&read(Path::new(proposals))?).map_err(Failed::new)?;
    let version = args.need("--version")?;
    let made = apply(&before, onto.as_ref(), &file, version, &args.day()?).map_err(Failed::new)?;
    let log = tables::log_of(&before).followed_by(&made.log);
    let target = Path::new(out);
    let beside = |name: &str| target.parent().unwrap_or(Path::new(".")).join(name);
    match target.extension().and_then(|e| e.to_str()) {
        Some("skp") => write(target, &compile(&made.source).map_err(Failed::new)?)?,
        Some("json") => write(target, serde_json::to_string_pretty(&made.source).map_err(Failed::new)?.as_bytes())?,
        _ => tables::write_table(target, &made.source)?,
    }
    let is_file = target.extension().is_some();
    let place = |name: &str| if is_file { beside(name) } else { target.join(name) };
    write(&place("changes.json"), log.write().as_bytes())?;
    write(&place("CHANGES.md"), log.markdown().as_bytes())?;
    write(&place("proposals.json"), made.proposals.write().as_bytes())?;
    let retired = made.source.skills.iter().filter(|s| s.retired).count();
    println!(
        "{out}: version {version}, {} skills, {retired} of them retired, {} changes",
        made.source.skills.len(),
        made.log.entries.len()
    );
    Ok(())
}

fn calendar(args: &Args<'_>) -> Result<(), Failed> {
    let domains: Vec<String> =
        args.need("--domains")?.split(',').map(|d| d.trim().to_owned()).filter(|d| !d.is_empty()).collect();
    let company = args.get("--company").unwrap_or(crate::company::COMPANY);
    let text = skillkeep_server::calendar::reviews(company, &domains, args.need("--from")?).map_err(Failed::new)?;
    write(Path::new(args.need("--out")?), text.as_bytes())
}

#[cfg(test)]
mod tests;
