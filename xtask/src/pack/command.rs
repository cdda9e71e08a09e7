//! `cargo x pack`: reads sources, says what is wrong with them, writes the pack.

use std::path::Path;
use std::time::Instant;

use skillkeep::taxonomy::{Learned, PackSource, Taxonomy, Vectors, compile_with};
use skillkeep_train::link::Settings;

use super::code::Code;
use super::draft::{Desk, Draft};
use super::finish::finish;
use super::merge::Whole;
use super::report::{Place, Report};
use super::{PackReadError, baskets, case, esco, history, onet, rsd, table};
use crate::table as linker;

const KINDS: &str = "esco, onet, rsd, case or table";

/// A folder or file, and what it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// The official ESCO download.
    Esco,
    /// The O*NET database as text.
    Onet,
    /// Rich skill descriptors.
    Rsd,
    /// A framework of CASE.
    Case,
    /// Tables a person edits.
    Table,
}

impl Kind {
    fn named(word: &str) -> Option<Kind> {
        Some(match word {
            "esco" => Kind::Esco,
            "onet" => Kind::Onet,
            "rsd" => Kind::Rsd,
            "case" => Kind::Case,
            "table" => Kind::Table,
            _ => return None,
        })
    }

    fn read(self, path: &Path, desk: &mut Desk) -> Draft {
        match self {
            Kind::Esco => esco::esco(path, desk),
            Kind::Onet => onet::onet(path, desk),
            Kind::Rsd => rsd::rsd(path, desk),
            Kind::Case => case::case(path, desk),
            Kind::Table => table::table(path, desk),
        }
    }
}

/// Sources put together in their order, and what was found in them. What is wrong is left out of the pack.
pub(crate) fn read(sources: &[(Kind, &Path)]) -> (PackSource, Report) {
    let (mut desk, mut whole) = (Desk::default(), Whole::default());
    for (kind, path) in sources {
        let draft = kind.read(path, &mut desk);
        whole.add(draft, &mut desk);
    }
    let mut source = finish(whole, &mut desk);
    for (_, path) in sources.iter().filter(|(kind, _)| *kind == Kind::Table) {
        history::attach(&mut source, path, &mut desk);
    }
    (source, desk.report)
}

/// Reads the tables of a folder, all or nothing.
///
/// # Errors
/// `PackReadError::Refused` with the first errors, each with file and line.
pub(crate) fn tables(dir: &Path) -> Result<PackSource, PackReadError> {
    whole(Kind::Table, dir)
}

/// Reads an official ESCO download, all or nothing.
///
/// # Errors
/// As [`tables`].
pub(crate) fn esco_download(dir: &Path) -> Result<PackSource, PackReadError> {
    whole(Kind::Esco, dir)
}

fn whole(kind: Kind, dir: &Path) -> Result<PackSource, PackReadError> {
    let (source, report) = read(&[(kind, dir)]);
    match report.errors() {
        0 => Ok(source),
        errors => Err(PackReadError::Refused { errors, short: report.short() }),
    }
}

/// What is asked for beside the sources.
#[derive(Default)]
struct Options<'a> {
    /// Leave out what is wrong instead of refusing.
    keep_good: bool,
    /// Where the whole report goes.
    report: Option<&'a str>,
    /// Train a table for the linker on the text of the sources.
    train: bool,
    /// A table that was trained before.
    table: Option<&'a str>,
    /// A catalogue: skills that one item teaches are close.
    items: Option<&'a str>,
}

impl Options<'_> {
    fn learned(&self, source: &PackSource) -> Result<Option<Vectors>, PackReadError> {
        let failed = |e| PackReadError::Usage(format!("{e}"));
        match self.table {
            Some(path) => linker::load(Path::new(path)).map(Some).map_err(failed),
            None if self.train => linker::trained(source, &[], Settings::default()).map(Some).map_err(failed),
            None => Ok(None),
        }
    }
}

/// Reads sources named on the command line, all or nothing.
///
/// # Errors
/// A word that is not understood, sources with errors.
pub(crate) fn sources(words: &[&str]) -> Result<PackSource, PackReadError> {
    let (source, report) = read(&pairs(words)?);
    match report.errors() {
        0 => Ok(source),
        errors => Err(PackReadError::Refused { errors, short: report.short() }),
    }
}

fn pairs<'a>(words: &[&'a str]) -> Result<Vec<(Kind, &'a Path)>, PackReadError> {
    let usage = |text: String| PackReadError::Usage(text);
    if words.is_empty() || words.len() % 2 == 1 {
        return Err(usage(format!("expected KIND IN [KIND IN …] OUT, where KIND is {KINDS}")));
    }
    let mut sources = Vec::new();
    for pair in words.chunks_exact(2) {
        let [kind, path] = pair else { continue };
        let kind = Kind::named(kind).ok_or_else(|| usage(format!("no pack source {kind:?}: {KINDS}")))?;
        sources.push((kind, Path::new(*path)));
    }
    Ok(sources)
}

/// `KIND IN [KIND IN …] OUT [--keep-good] [--report FILE] [--train | --table FILE] [--items CATALOGUE]`.
///
/// # Errors
/// A word that is not understood, sources with errors (unless what is good is wanted), a file that cannot be written.
pub(crate) fn run(words: &[&str]) -> Result<(), PackReadError> {
    let usage = |text: String| PackReadError::Usage(text);
    let (mut plain, mut options) = (Vec::new(), Options::default());
    let mut rest = words.iter();
    while let Some(word) = rest.next() {
        match *word {
            "--keep-good" => options.keep_good = true,
            "--train" => options.train = true,
            "--report" | "--table" | "--items" => {
                let file = *rest.next().ok_or_else(|| usage(format!("{word} needs the name of a file")))?;
                *(match *word {
                    "--report" => &mut options.report,
                    "--table" => &mut options.table,
                    _ => &mut options.items,
                }) = Some(file);
            }
            word if word.starts_with("--") => return Err(usage(format!("there is no option {word}"))),
            word => plain.push(word),
        }
    }
    let (out, words) = plain.split_last().ok_or_else(|| usage(format!("which sources? {KINDS}")))?;
    write(&pairs(words)?, out, &options)
}

fn write(sources: &[(Kind, &Path)], out: &str, options: &Options<'_>) -> Result<(), PackReadError> {
    let start = Instant::now();
    let (source, mut report) = read(sources);
    let read_in = start.elapsed();
    let table = options.learned(&source)?;
    let items = options.items.map_or_else(|| Ok(Vec::new()), |path| baskets::read(Path::new(path), &source))?;
    let start = Instant::now();
    let mut bytes = Vec::new();
    // What the engine could not open is not written.
    let compiled = compile_with(&source, Learned { table: table.as_ref(), items: &items })
        .and_then(|b| Taxonomy::open(&b).map(|_| b));
    let fits = compiled.as_ref().is_ok();
    match compiled {
        Ok(pack) => bytes = pack,
        Err(e) => report.error(Place::default(), Code::Content, e.to_string()),
    }
    let compiled_in = start.elapsed();
    let errors = report.errors();
    let failed = |path: &str, source| PackReadError::Write { path: path.to_owned(), source };
    if let Some(path) = options.report {
        std::fs::write(path, report.csv()).map_err(|e| failed(path, e))?;
    }
    if errors > 0 && (!options.keep_good || !fits) {
        return Err(PackReadError::Refused { errors, short: report.short() });
    }
    std::fs::write(out, &bytes).map_err(|e| failed(out, e))?;
    print!("{}", report.short());
    println!(
        "{out}: {} skills ({} in several sources), {} roles, {} needs, {} bytes; read in {read_in:.1?}, compiled in {compiled_in:.1?}",
        source.skills.len(),
        source.skills.iter().filter(|s| !s.also.is_empty()).count(),
        source.roles.len(),
        source.roles.iter().map(|r| r.needs.len()).sum::<usize>(),
        bytes.len(),
    );
    if options.items.is_some() {
        println!("neighbours learned from roles and {} items with two skills or more", items.len());
    }
    if errors > 0 {
        println!("{errors} errors: what they are about was left out");
    } else if report.notes() > 0 && options.report.is_none() {
        println!("{} notes; --report FILE writes them with file and line", report.notes());
    }
    Ok(())
}
