//! The pack: everything a figure was made of, and the figures, as parts of one ZIP whose manifest names each part's SHA-256.

use std::io::{Cursor, Write as _};

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use skillkeep_dap::messages::TaskId;
use skillkeep_insight::KeeperKeys;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

use super::figures::{Audited, audited, newest, span_of};
use super::findings::Finding;
use super::{page, tables};
use crate::insight::figures::outcome;
use crate::insight::{Company, Shelf, Shown};
use crate::release::hex;
use crate::store::insight::Kept;

/// Format of the manifest.
pub const FORMAT: &str = "skillkeep-audit-pack/1";
/// Format of `audit.json`.
pub const FIGURES: &str = "skillkeep-audit/1";
/// Format of `releases.json`.
pub const RELEASES: &str = "skillkeep-audit-releases/1";

/// The parts by name. The root and its manifest are there where the server names them.
pub mod part {
    /// The other parts with their hashes.
    pub const MANIFEST: &str = "manifest.json";
    /// Every figure.
    pub const FIGURES: &str = "audit.json";
    /// The page that prints.
    pub const PAGE: &str = "audit.html";
    /// The summary by category.
    pub const SUMMARY: &str = "summary.csv";
    /// p-values.
    pub const COMPARISONS: &str = "comparisons.csv";
    /// Like with like.
    pub const STRATA: &str = "strata.csv";
    /// What was found, by whom, and what came of it.
    pub const FINDINGS: &str = "findings.json";
    /// How the figures are made, and how to check them.
    pub const METHOD: &str = "method.txt";
    /// The signed releases.
    pub const RELEASES: &str = "releases.json";
    /// The dictionary.
    pub const DICTIONARY: &str = "dictionary.json";
    /// The root of trust.
    pub const ROOT: &str = "root.dsse.json";
    /// The signed manifest that names the dictionary.
    pub const SIGNED: &str = "signed-manifest.dsse.json";
    /// All of them.
    pub const ALL: [&str; 12] =
        [MANIFEST, FIGURES, PAGE, SUMMARY, COMPARISONS, STRATA, FINDINGS, METHOD, RELEASES, DICTIONARY, ROOT, SIGNED];
    /// Those that may be missing.
    pub const OPTIONAL: [&str; 2] = [ROOT, SIGNED];
}

/// The files by which a dictionary is proved to be the company's, byte for byte.
#[derive(Debug, Clone, Default)]
pub struct Evidence {
    /// The dictionary.
    pub dictionary: Vec<u8>,
    /// The root of trust, where the server names one.
    pub root: Option<Vec<u8>>,
    /// The manifest that it signed.
    pub manifest: Option<Vec<u8>>,
}

/// Why there is no pack.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum PackError {
    /// No such period.
    #[error("there is no such period")]
    Period,
    /// No release to audit.
    #[error("there is no release to audit")]
    Nothing,
    /// A part cannot be written.
    #[error("a part of the pack cannot be written: {0}")]
    Write(String),
}

impl PackError {
    /// A stable code.
    pub fn code(&self) -> &'static str {
        match self {
            PackError::Period => "audit.period",
            PackError::Nothing => "audit.nothing",
            PackError::Write(_) => "audit.write",
        }
    }
}

/// What `audit.json` says beside the figures.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Head {
    /// [`FIGURES`].
    pub format: String,
    /// Name and version of the software that made it.
    pub software: Software,
    /// The tenant.
    pub tenant: String,
    /// The company's name.
    pub company: String,
    /// A made-up company.
    pub sample: bool,
    /// One operator ran leader and keeper.
    pub one_process: bool,
    /// `en` or `de`: of page and method.
    pub language: String,
    /// Period id.
    pub period: String,
    /// The dictionary's version and SHA-256.
    pub dictionary: Named,
}

/// Software.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Software {
    /// Name.
    pub name: String,
    /// Version.
    pub version: String,
}

impl Software {
    /// This one.
    pub fn own() -> Software {
        Software { name: "skillkeep-server".into(), version: env!("CARGO_PKG_VERSION").into() }
    }
}

/// A dictionary by its hash.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Named {
    /// Its version.
    pub version: u64,
    /// SHA-256 of its bytes, hex.
    pub sha256: String,
}

/// The manifest.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Manifest {
    /// [`FORMAT`].
    pub format: String,
    /// Every part but this.
    pub parts: Vec<Part>,
}

/// A part.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    /// Name in the ZIP.
    pub name: String,
    /// Length.
    pub bytes: u64,
    /// SHA-256, hex.
    pub sha256: String,
}

/// A release with the sums that the collector added, where it does not carry them itself.
#[derive(Debug, Serialize, Deserialize)]
pub struct Carried {
    /// DSSE.
    pub envelope: Box<RawValue>,
    /// None where they are inside the signed payload.
    pub sums: Option<Vec<i64>>,
}

/// The releases.
#[derive(Debug, Serialize, Deserialize)]
pub struct Releases {
    /// [`RELEASES`].
    pub format: String,
    /// By number.
    pub releases: Vec<Carried>,
}

/// All that a pack says, before it is written.
#[derive(Debug)]
pub struct Contents<'a> {
    /// The head of `audit.json`.
    pub head: Head,
    /// The figures.
    pub figures: &'a Audited,
    /// As they were found.
    pub findings: &'a [Finding],
}

impl Contents<'_> {
    /// `audit.json`.
    ///
    /// # Errors
    /// [`PackError::Write`], never for figures of this crate.
    pub fn json(&self) -> Result<Value, PackError> {
        let mut all = serde_json::to_value(&self.head).map_err(|e| PackError::Write(e.to_string()))?;
        all["figures"] = serde_json::to_value(self.figures).map_err(|e| PackError::Write(e.to_string()))?;
        all["method"] = json!({ "interval": "95 %, score; sampling and privacy noise", "four_fifths": skillkeep_insight::ratio::FOUR_FIFTHS,
            "min_coverage": skillkeep_insight::MIN_COVERAGE, "false_discovery": super::figures::FALSE_DISCOVERY, "smallest": super::figures::SMALLEST });
        Ok(all)
    }

    /// The parts that are made of the figures: page, tables, method.
    ///
    /// # Errors
    /// [`PackError::Write`].
    pub fn texts(&self) -> Result<Vec<(&'static str, Vec<u8>)>, PackError> {
        let german = self.head.language == "de";
        let written = |e: &dyn std::fmt::Display| PackError::Write(e.to_string());
        Ok(vec![
            (part::PAGE, page::page(self, german).map_err(|e| written(&e))?.into_bytes()),
            (part::SUMMARY, tables::summary(self.figures).map_err(|e| written(&e))?),
            (part::COMPARISONS, tables::comparisons(self.figures).map_err(|e| written(&e))?),
            (part::STRATA, tables::strata(self.figures).map_err(|e| written(&e))?),
            (part::METHOD, page::method(german).as_bytes().to_vec()),
        ])
    }
}

/// Lower-case SHA-256.
pub fn sha256(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

/// The head of an audit of this company.
pub fn head(tenant: &str, shown: &Shown, dictionary: Named, period: &str, german: bool) -> Head {
    Head {
        format: FIGURES.into(),
        software: Software::own(),
        tenant: tenant.into(),
        company: shown.company.clone(),
        sample: shown.sample,
        one_process: shown.one_process,
        language: if german { "de" } else { "en" }.into(),
        period: period.into(),
        dictionary,
    }
}

/// Builds the pack of a period; of the newest where none is named. `kept` has those that [`wanted`] names. The same state gives the
/// same bytes.
///
/// # Errors
/// [`PackError`].
pub fn build(
    company: &Company,
    shelf: &Shelf,
    kept: &[Kept],
    evidence: &Evidence,
    findings: &[Finding],
    period: Option<&str>,
    german: bool,
) -> Result<Vec<u8>, PackError> {
    let figures = audited(company, shelf, period).map_err(|_| PackError::Period)?;
    let figures = figures.released().ok_or(PackError::Nothing)?;
    let dictionary = Named { version: company.dictionary.version, sha256: sha256(&evidence.dictionary) };
    let head = head(&company.tasks.tenant, &company.shown, dictionary, &figures.period, german);
    let contents = Contents { head, figures, findings };
    let written = |e: serde_json::Error| PackError::Write(e.to_string());
    let mut parts = vec![(part::FIGURES, serde_json::to_vec_pretty(&contents.json()?).map_err(written)?)];
    parts.extend(contents.texts()?);
    parts.push((part::FINDINGS, serde_json::to_vec_pretty(findings).map_err(written)?));
    let wanted = wanted(company, shelf, Some(&figures.period))?;
    let used = kept.iter().filter(|k| wanted.contains(&(k.task, k.period)));
    let used = carried(used.collect()).map_err(written)?;
    parts.push((part::RELEASES, serde_json::to_vec_pretty(&used).map_err(written)?));
    parts.push((part::DICTIONARY, evidence.dictionary.clone()));
    if let (Some(root), Some(manifest)) = (&evidence.root, &evidence.manifest) {
        parts.push((part::ROOT, root.clone()));
        parts.push((part::SIGNED, manifest.clone()));
    }
    seal(&parts)
}

/// Writes parts with their manifest as a ZIP.
///
/// # Errors
/// [`PackError::Write`].
pub fn seal(parts: &[(&str, Vec<u8>)]) -> Result<Vec<u8>, PackError> {
    let entry = |(name, bytes): &(&str, Vec<u8>)| Part {
        name: (*name).to_owned(),
        bytes: bytes.len() as u64,
        sha256: sha256(bytes),
    };
    let manifest = Manifest { format: FORMAT.into(), parts: parts.iter().map(entry).collect() };
    let manifest = serde_json::to_vec_pretty(&manifest).map_err(|e| PackError::Write(e.to_string()))?;
    let first = [(part::MANIFEST, manifest)];
    let failed = |e: &dyn std::fmt::Display| PackError::Write(e.to_string());
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    // Stored, not deflated: what is small needs no decompressor between an auditor and the bytes, and a part is as long as it says.
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Stored)
        .last_modified_time(DateTime::default());
    for (name, bytes) in first.iter().chain(parts) {
        zip.start_file(*name, options).map_err(|e| failed(&e))?;
        zip.write_all(bytes).map_err(|e| failed(&e))?;
    }
    zip.finish().map(Cursor::into_inner).map_err(|e| failed(&e))
}

/// The releases that a pack of a period needs, by task and first day; of the newest where none is named.
///
/// # Errors
/// [`PackError`].
pub fn wanted(company: &Company, shelf: &Shelf, period: Option<&str>) -> Result<Vec<(TaskId, u64)>, PackError> {
    let period = newest(company, shelf, period).map_err(|_| PackError::Period)?.ok_or(PackError::Nothing)?;
    let questions = company.questions().iter().filter(|q| outcome(company, q).is_some());
    let spans = questions.filter_map(|q| Some((q, span_of(q, period)?.start)));
    let of = spans.flat_map(|(q, start)| q.cells.iter().map(move |place| (place.asked.task.id, start)));
    Ok(of.filter(|(task, start)| shelf.has(*task, *start)).collect())
}

/// Releases as a pack carries them.
fn carried(mut used: Vec<&Kept>) -> Result<Releases, serde_json::Error> {
    used.sort_by_key(|k| (k.number, k.task.0));
    let carried =
        |k: &&Kept| Ok(Carried { envelope: RawValue::from_string(k.envelope.clone())?, sums: k.sums.clone() });
    Ok(Releases { format: RELEASES.into(), releases: used.iter().map(carried).collect::<Result<_, _>>()? })
}

/// The keys of a root's role `keeper`.
pub(super) fn keys(tenant: &str, known: &[(String, [u8; 32])]) -> Option<KeeperKeys> {
    KeeperKeys::new(tenant, known.iter().map(|(id, key)| (id.as_str(), *key))).ok()
}
