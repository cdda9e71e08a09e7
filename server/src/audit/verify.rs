//! What an outside auditor runs: checks a pack's hashes and signatures, computes every figure again from the releases and compares.

use std::collections::BTreeMap;

use serde::de::DeserializeOwned;
use serde_json::Value;
use skillkeep::sync::Dictionary;
use skillkeep::trust::{Manifest as Signed, Root};
use skillkeep_insight::Released;

use super::figures::audited;
use super::findings::Finding;
use super::pack::{self, Contents, FORMAT, Head, Manifest, Part, RELEASES, Releases, Software, part, sha256};
use super::unpack::{Parts, UnpackError, unpack};
use crate::insight::recorded::{period_of, task_of};
use crate::insight::{Company, Shelf, Shown};
use crate::tasks::Tasks;

/// Largest difference between two computations of one number, relative: what another processor's logarithm may differ by.
const TOLERANCE: f64 = 1e-9;
/// No more differences are listed.
const LISTED: usize = 20;

/// Whom the auditor believes, from somebody other than the company.
#[derive(Debug, Clone, Default)]
pub struct Trust {
    /// SHA-256 of the root file, hex.
    pub pin: Option<String>,
    /// Keys of keepers: id and 32 bytes.
    pub keys: Vec<(String, [u8; 32])>,
}

/// Why a pack does not hold.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum VerifyError {
    /// Not opened.
    #[error(transparent)]
    Unpack(#[from] UnpackError),
    /// A part is not JSON of its shape.
    #[error("the part {0:?} cannot be read")]
    Malformed(&'static str),
    /// A part of another format.
    #[error("the part {0:?} is of a format that is not known here")]
    Format(&'static str),
    /// A part is not what the manifest says, or not in it.
    #[error("the part {0:?} is not what the manifest says")]
    Hash(String),
    /// The root of trust is not the pinned one, or not signed.
    #[error("the root of trust: {0}")]
    Root(String),
    /// The dictionary is not signed by the root.
    #[error("the dictionary: {0}")]
    Dictionary(String),
    /// There is no key to check releases with.
    #[error("the pack has no root of trust, and no key was named with --key")]
    NoKey,
    /// A release does not open.
    #[error("release {index}: {why}")]
    Release {
        /// Which, from 1.
        index: usize,
        /// Why.
        why: String,
    },
    /// A release is of no question of the dictionary, or of another period, or there twice.
    #[error("release {0} is of no question of this audit, or there twice")]
    Foreign(usize),
    /// No figure follows from the releases.
    #[error("no figure follows from the releases of this pack")]
    Nothing,
    /// Figures differ.
    #[error("{count} figures differ from what the releases give, the first at {first}")]
    Differs {
        /// How many.
        count: usize,
        /// Where.
        first: String,
    },
    /// A page or table says other than the figures.
    #[error("the part {0:?} is not what the figures give")]
    Text(&'static str),
}

impl VerifyError {
    /// A stable code.
    pub fn code(&self) -> &'static str {
        match self {
            VerifyError::Unpack(e) => e.code(),
            VerifyError::Malformed(_) => "audit.verify.malformed",
            VerifyError::Format(_) => "audit.verify.format",
            VerifyError::Hash(_) => "audit.verify.hash",
            VerifyError::Root(_) => "audit.verify.root",
            VerifyError::Dictionary(_) => "audit.verify.dictionary",
            VerifyError::NoKey => "audit.verify.no_key",
            VerifyError::Release { .. } => "audit.verify.release",
            VerifyError::Foreign(_) => "audit.verify.foreign",
            VerifyError::Nothing => "audit.verify.nothing",
            VerifyError::Differs { .. } => "audit.verify.differs",
            VerifyError::Text(_) => "audit.verify.text",
        }
    }
}

/// What was found.
#[derive(Debug, Clone, Default)]
pub struct Report {
    /// What holds.
    pub agrees: Vec<String>,
    /// What an auditor must know beside it.
    pub notes: Vec<String>,
    /// What does not hold.
    pub errors: Vec<VerifyError>,
    /// Places where numbers differ: `figures.summary[0]…: said, computed`.
    pub differences: Vec<String>,
}

impl Report {
    /// Everything holds.
    pub fn holds(&self) -> bool {
        self.errors.is_empty()
    }
}

/// Checks a pack.
pub fn verify(bytes: &[u8], trust: &Trust) -> Report {
    let mut report = Report::default();
    if let Err(error) = check(bytes, trust, &mut report) {
        report.errors.push(error);
    }
    report
}

fn read<T: DeserializeOwned>(parts: &Parts, name: &'static str) -> Result<T, VerifyError> {
    let bytes = parts.get(name).ok_or_else(|| UnpackError::Missing(name.into()))?;
    serde_json::from_slice(bytes).map_err(|_| VerifyError::Malformed(name))
}

fn check(bytes: &[u8], trust: &Trust, report: &mut Report) -> Result<(), VerifyError> {
    let parts = unpack(bytes)?;
    hashes(&parts)?;
    report.agrees.push(format!("{} parts are what the manifest says", parts.len() - 1));
    let head: Head = read(&parts, part::FIGURES)?;
    if head.format != pack::FIGURES {
        return Err(VerifyError::Format(part::FIGURES));
    }
    let dictionary = parts.get(part::DICTIONARY).ok_or(VerifyError::Malformed(part::DICTIONARY))?;
    let keys = trusted(&parts, &head, dictionary, trust, report)?;
    let company = company(&head, dictionary)?;
    let shelf = shelf(&parts, &head, &company, &keys, report)?;
    recompute(&parts, head, &company, &shelf, report)
}

fn hashes(parts: &Parts) -> Result<(), VerifyError> {
    let manifest: Manifest = read(parts, part::MANIFEST)?;
    if manifest.format != FORMAT {
        return Err(VerifyError::Format(part::MANIFEST));
    }
    let named: BTreeMap<&str, &Part> = manifest.parts.iter().map(|p| (p.name.as_str(), p)).collect();
    if named.len() != manifest.parts.len() {
        return Err(VerifyError::Malformed(part::MANIFEST));
    }
    for (name, bytes) in parts.iter().filter(|(name, _)| *name != part::MANIFEST) {
        let fits = named.get(name.as_str()).is_some_and(|p| p.bytes == bytes.len() as u64 && p.sha256 == sha256(bytes));
        if !fits {
            return Err(VerifyError::Hash(name.clone()));
        }
    }
    match named.keys().find(|name| !parts.contains_key(**name)) {
        Some(name) => Err(VerifyError::Hash((*name).to_owned())),
        None => Ok(()),
    }
}

/// The keepers' keys: the auditor's own, or those of a root that signed this very dictionary.
fn trusted(
    parts: &Parts,
    head: &Head,
    dictionary: &[u8],
    trust: &Trust,
    report: &mut Report,
) -> Result<Vec<(String, [u8; 32])>, VerifyError> {
    if head.dictionary.sha256 != sha256(dictionary) {
        return Err(VerifyError::Dictionary("another one than the figures name".into()));
    }
    let (Some(root), Some(manifest)) = (parts.get(part::ROOT), parts.get(part::SIGNED)) else {
        if trust.pin.is_some() {
            return Err(VerifyError::Root("a pin was named, and the pack has no root".into()));
        }
        if trust.keys.is_empty() {
            return Err(VerifyError::NoKey);
        }
        report.notes.push("the dictionary is not signed: compare its SHA-256 with the keeper's".into());
        return Ok(trust.keys.clone());
    };
    let root = Root::open(root, trust.pin.as_deref()).map_err(|e| VerifyError::Root(e.to_string()))?;
    let wrong = |e: &dyn std::fmt::Display| VerifyError::Dictionary(e.to_string());
    let manifest = Signed::open(manifest, &root).map_err(|e| wrong(&e))?;
    if manifest.tenant != head.tenant {
        return Err(VerifyError::Dictionary("the manifest is another tenant's".into()));
    }
    let name = manifest.files.iter().find(|f| f.role == "dictionary").map(|f| f.name.clone()).unwrap_or_default();
    manifest.file("dictionary", &BTreeMap::from([(name, dictionary.to_vec())])).map_err(|e| wrong(&e))?;
    report.agrees.push(format!("the dictionary {} is signed by the root {}", head.dictionary.sha256, root.pin));
    if trust.pin.is_none() {
        let text =
            "the root was not pinned: compare its fingerprint above with one from somebody other than the company";
        report.notes.push(text.into());
    }
    Ok(if trust.keys.is_empty() { root.keys_of("keeper") } else { trust.keys.clone() })
}

fn company(head: &Head, dictionary: &[u8]) -> Result<Company, VerifyError> {
    let wrong = |e: &dyn std::fmt::Display| VerifyError::Dictionary(e.to_string());
    let dictionary = Dictionary::parse(dictionary).map_err(|e| wrong(&e))?;
    if dictionary.version != head.dictionary.version {
        return Err(VerifyError::Dictionary("another version than the figures name".into()));
    }
    let tasks = Tasks::derive(&dictionary, &head.tenant, &[0; 32]).map_err(|e| wrong(&e))?;
    let shown = Shown { company: head.company.clone(), sample: head.sample, one_process: head.one_process };
    Ok(Company::without_pack(shown, dictionary, tasks))
}

fn shelf(
    parts: &Parts,
    head: &Head,
    company: &Company,
    keys: &[(String, [u8; 32])],
    report: &mut Report,
) -> Result<Shelf, VerifyError> {
    let keys = pack::keys(&head.tenant, keys).ok_or(VerifyError::NoKey)?;
    let all: Releases = read(parts, part::RELEASES)?;
    if all.format != RELEASES {
        return Err(VerifyError::Format(part::RELEASES));
    }
    let (mut shelf, mut beside) = (Shelf::default(), 0);
    for (at, carried) in all.releases.iter().enumerate() {
        let index = at + 1;
        let released = Released::open(carried.envelope.get().as_bytes(), &keys, carried.sums.as_deref());
        let released = released.map_err(|e| VerifyError::Release { index, why: format!("{}: {e}", e.code()) })?;
        beside += usize::from(carried.sums.is_some());
        let asked = task_of(&company.tasks, released.get()).ok_or(VerifyError::Foreign(index))?;
        let span = period_of(asked, released.get()).filter(|s| s.id == head.period);
        let span = span.ok_or(VerifyError::Foreign(index))?;
        if shelf.has(asked.task.id, span.start) {
            return Err(VerifyError::Foreign(index));
        }
        shelf.put(asked.task.id, span.start, released);
    }
    report.agrees.push(format!("{} releases are signed by the keeper and are of this dictionary", all.releases.len()));
    if beside > 0 {
        report.notes.push(format!(
            "{beside} releases carry their sums beside the signed payload: these sums are the word of the company's collector"
        ));
    }
    Ok(shelf)
}

fn recompute(
    parts: &Parts,
    said_head: Head,
    company: &Company,
    shelf: &Shelf,
    report: &mut Report,
) -> Result<(), VerifyError> {
    let figures = audited(company, shelf, Some(&said_head.period)).map_err(|_| VerifyError::Nothing)?;
    let figures = figures.released().ok_or(VerifyError::Nothing)?;
    let findings: Vec<Finding> = read(parts, part::FINDINGS)?;
    let same_software = said_head.software == Software::own();
    if !same_software {
        let (said, own) = (&said_head.software, Software::own());
        report.notes.push(format!("made by {} {}, checked by {} {}", said.name, said.version, own.name, own.version));
    }
    let contents = Contents { head: said_head, figures, findings: &findings };
    let computed = contents.json().map_err(|_| VerifyError::Malformed(part::FIGURES))?;
    let said: Value = read(parts, part::FIGURES)?;
    let (mut count, mut found) = (0, Vec::new());
    let compared = differ(&said, &computed, &mut String::new(), &mut |place, said, computed| {
        count += 1;
        if found.len() < LISTED {
            found.push(format!("{place}: the pack says {said}, the releases give {computed}"));
        }
    });
    if count > 0 {
        let first = found.first().cloned().unwrap_or_default();
        report.differences = found;
        return Err(VerifyError::Differs { count, first });
    }
    report.agrees.push(format!("{compared} values of audit.json are what the releases give"));
    report.notes.extend(missing(figures));
    let texts = contents.texts().map_err(|_| VerifyError::Malformed(part::PAGE))?;
    for (name, bytes) in texts {
        if parts.get(name) == Some(&bytes) {
            report.agrees.push(format!("{name} is what the figures give"));
        } else if same_software {
            report.errors.push(VerifyError::Text(name));
        } else {
            report.notes.push(format!("{name} is written otherwise by this version: compare it with audit.json"));
        }
    }
    if !findings.is_empty() {
        report.notes.push(format!("{} findings are the company's own words: nothing proves them", findings.len()));
    }
    Ok(())
}

/// What a pack that was trimmed would lack: an auditor asks the keeper's public list.
fn missing(figures: &super::figures::Audited) -> Vec<String> {
    let missing = figures.lacking.iter().filter(|l| l.what == "release");
    let measure = missing.filter_map(|l| l.measure.as_deref());
    measure.map(|m| format!("{m} is asked in this period and not every cell has a release here: the keeper's list says which it signed")).collect()
}

/// Calls `tell` for each place where two documents differ; answers how many values were compared.
fn differ(said: &Value, computed: &Value, place: &mut String, tell: &mut dyn FnMut(&str, &Value, &Value)) -> usize {
    let mut within = |step: String, a: &Value, b: &Value, tell: &mut dyn FnMut(&str, &Value, &Value)| {
        let length = place.len();
        place.push_str(&step);
        let compared = differ(a, b, place, tell);
        place.truncate(length);
        compared
    };
    match (said, computed) {
        (Value::Object(a), Value::Object(b)) => {
            let keys: std::collections::BTreeSet<&String> = a.keys().chain(b.keys()).collect();
            let null = Value::Null;
            keys.into_iter().fold(0, |n, key| {
                // A key that is there with null, and none: not the same.
                let there = a.contains_key(key) == b.contains_key(key);
                let (x, y) = (a.get(key).unwrap_or(&null), b.get(key).unwrap_or(&null));
                if there {
                    n + within(format!(".{key}"), x, y, tell)
                } else {
                    tell(key, x, y);
                    n
                }
            })
        }
        (Value::Array(a), Value::Array(b)) if a.len() == b.len() => {
            a.iter().zip(b).enumerate().fold(0, |n, (at, (x, y))| n + within(format!("[{at}]"), x, y, tell))
        }
        _ => {
            if !same(said, computed) {
                tell(place.trim_start_matches('.'), said, computed);
            }
            1
        }
    }
}

fn same(a: &Value, b: &Value) -> bool {
    match (a.as_f64(), b.as_f64()) {
        (Some(x), Some(y)) if a.is_f64() || b.is_f64() => (x - y).abs() <= TOLERANCE * x.abs().max(y.abs()).max(1.0),
        _ => a == b,
    }
}
