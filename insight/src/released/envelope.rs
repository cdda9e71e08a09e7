//! Opening a release: DSSE, Ed25519, format, tenant.

use std::collections::BTreeMap;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use ed25519_dalek::{Signature, VerifyingKey};
use serde::Deserialize;
use sha2::{Digest, Sha256};

use super::{Period, Source, Sums};

/// The payload type of a release.
pub const RELEASE_TYPE: &str = "application/vnd.skillkeep.release+json";

/// The format this crate reads.
const FORMAT: &str = "skillkeep-release/1";

/// No envelope is longer, bytes: 10^5 sums of twenty digits, in base64.
const LONGEST: usize = 4 << 20;

/// Why a release does not open.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ReleaseError {
    /// Not a DSSE envelope with a release in it.
    #[error("this is not a release: {0}")]
    Malformed(String),
    /// An envelope of something else.
    #[error("the envelope holds {0:?}, not a release")]
    WrongType(String),
    /// No signature of a known keeper's key fits.
    #[error("no keeper's signature fits this release")]
    Unsigned,
    /// A newer or unknown format.
    #[error("releases of format {0:?} are not known here")]
    Format(String),
    /// Another company's.
    #[error("this release belongs to another tenant")]
    Tenant,
    /// The payload contradicts itself, such as more reports than people.
    #[error("the release contradicts itself: {0}")]
    Contradiction(&'static str),
    /// Neither the collector nor the payload has sums.
    #[error("the release has no sums")]
    NoSums,
    /// The collector's sums are not the recorded ones.
    #[error("the collector's sums differ from the recorded ones")]
    SumsDiffer,
    /// A key is not an Ed25519 point.
    #[error("a keeper's key is not an Ed25519 public key")]
    Key,
}

impl ReleaseError {
    /// A stable code.
    pub fn code(&self) -> &'static str {
        match self {
            ReleaseError::Malformed(_) => "insight.release.malformed",
            ReleaseError::WrongType(_) => "insight.release.type",
            ReleaseError::Unsigned => "insight.release.unsigned",
            ReleaseError::Format(_) => "insight.release.format",
            ReleaseError::Tenant => "insight.release.tenant",
            ReleaseError::Contradiction(_) => "insight.release.contradiction",
            ReleaseError::NoSums => "insight.release.no_sums",
            ReleaseError::SumsDiffer => "insight.release.sums_differ",
            ReleaseError::Key => "insight.release.key",
        }
    }
}

/// Whose releases are believed: one tenant's keeper keys, by the key id their signatures name.
#[derive(Debug, Clone)]
pub struct KeeperKeys {
    tenant: String,
    keys: BTreeMap<String, VerifyingKey>,
}

impl KeeperKeys {
    /// Keys of the root's role `keeper`: key id and 32 bytes. One fitting signature is enough.
    ///
    /// # Errors
    /// [`ReleaseError::Key`] where bytes are no key, or a weak one.
    pub fn new<'a>(
        tenant: &str,
        keys: impl IntoIterator<Item = (&'a str, [u8; 32])>,
    ) -> Result<KeeperKeys, ReleaseError> {
        let mut known = BTreeMap::new();
        for (id, bytes) in keys {
            let key = VerifyingKey::from_bytes(&bytes).map_err(|_| ReleaseError::Key)?;
            if key.is_weak() {
                return Err(ReleaseError::Key);
            }
            known.insert(id.to_owned(), key);
        }
        Ok(KeeperKeys { tenant: tenant.to_owned(), keys: known })
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Envelope {
    payload_type: String,
    payload: String,
    signatures: Vec<Signed>,
}

#[derive(Deserialize)]
struct Signed {
    keyid: String,
    sig: String,
}

/// Read before the rest, so that a newer format is named as such.
#[derive(Deserialize)]
struct Head {
    format: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Payload {
    tenant: String,
    dictionary: u64,
    number: u64,
    task: String,
    measure: String,
    cell: String,
    period: String,
    start: String,
    end: String,
    reports: u64,
    headcount: u64,
    sigma2: u64,
    sums: Option<Vec<i64>>,
}

/// See [`super::Released::open`].
pub(super) fn open(bytes: &[u8], keys: &KeeperKeys, sums: Option<&[i64]>) -> Result<Sums, ReleaseError> {
    let malformed = |e: &dyn std::fmt::Display| ReleaseError::Malformed(e.to_string());
    if bytes.len() > LONGEST {
        return Err(malformed(&"it is too long"));
    }
    let envelope: Envelope = serde_json::from_slice(bytes).map_err(|e| malformed(&e))?;
    if envelope.payload_type != RELEASE_TYPE {
        return Err(ReleaseError::WrongType(envelope.payload_type.chars().take(80).collect()));
    }
    let body = STANDARD.decode(&envelope.payload).map_err(|e| malformed(&e))?;
    let message = pae(&envelope.payload_type, &body);
    if !envelope.signatures.iter().any(|signed| fits(signed, &message, keys)) {
        return Err(ReleaseError::Unsigned);
    }
    let head: Head = serde_json::from_slice(&body).map_err(|e| malformed(&e))?;
    if head.format != FORMAT {
        return Err(ReleaseError::Format(head.format));
    }
    let payload: Payload = serde_json::from_slice(&body).map_err(|e| malformed(&e))?;
    if payload.tenant != keys.tenant {
        return Err(ReleaseError::Tenant);
    }
    let digest = Sha256::digest(&body).iter().map(|b| format!("{b:02x}")).collect();
    into_sums(payload, sums, digest)
}

fn into_sums(payload: Payload, given: Option<&[i64]>, digest: String) -> Result<Sums, ReleaseError> {
    if payload.start >= payload.end {
        return Err(ReleaseError::Contradiction("it ends before it starts"));
    }
    if payload.sigma2 == 0 {
        return Err(ReleaseError::Contradiction("it has no noise"));
    }
    if payload.reports > payload.headcount {
        return Err(ReleaseError::Contradiction("it has more reports than people"));
    }
    let sums = match (given, payload.sums) {
        (Some(given), Some(recorded)) if given != recorded.as_slice() => return Err(ReleaseError::SumsDiffer),
        (_, Some(recorded)) => recorded,
        (Some(given), None) => given.to_vec(),
        (None, None) => return Err(ReleaseError::NoSums),
    };
    if sums.is_empty() {
        return Err(ReleaseError::NoSums);
    }
    Ok(Sums {
        measure: payload.measure,
        dictionary: payload.dictionary,
        cell: payload.cell,
        period: Period { id: payload.period, start: payload.start, end: payload.end },
        reports: payload.reports,
        headcount: payload.headcount,
        sums,
        sigma2_each: payload.sigma2,
        releases: vec![Source { number: payload.number, task: payload.task, digest }],
    })
}

fn fits(signed: &Signed, message: &[u8], keys: &KeeperKeys) -> bool {
    let Some(key) = keys.keys.get(&signed.keyid) else { return false };
    let Ok(bytes) = STANDARD.decode(&signed.sig) else { return false };
    Signature::from_slice(&bytes).is_ok_and(|signature| key.verify_strict(message, &signature).is_ok())
}

/// DSSE's pre-authentication encoding: what is really signed.
/// [DSSE protocol](https://github.com/secure-systems-lab/dsse/blob/master/protocol.md)
fn pae(kind: &str, body: &[u8]) -> Vec<u8> {
    let mut out = format!("DSSEv1 {} {} {} ", kind.len(), kind, body.len()).into_bytes();
    out.extend_from_slice(body);
    out
}
