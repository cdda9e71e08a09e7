//! The root file: keys, roles and thresholds.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use ed25519_dalek::{Signature, VerifyingKey};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::{Envelope, ROOT_TYPE, Signed, pae};
use crate::error::Coded;
use crate::map::{Map, Set};

/// Why the company's files were not believed. Whatever was opened before stays.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum TrustError {
    /// Not the file it says it is.
    #[error("{what} cannot be read: {why}")]
    Malformed {
        /// Payload type.
        what: &'static str,
        /// What the parser said.
        why: String,
    },
    /// Fewer good signatures than the role's threshold.
    #[error("{role} needs {needed} good signatures and has {good}")]
    Signature {
        /// Role of the root, or the file's.
        role: String,
        /// Good, distinct ones.
        good: usize,
        /// Threshold.
        needed: usize,
    },
    /// The root file is not the pinned one.
    #[error("the root file has another fingerprint than the pinned one")]
    Pin,
    /// Made for another tenant.
    #[error("made for {found:?}, not for {expected:?}")]
    Tenant {
        /// In the file.
        found: String,
        /// As the host opened it.
        expected: String,
    },
    /// A version below one that this browser has seen.
    #[error("{name} has version {found}, and {seen} was seen before")]
    Rollback {
        /// File name, `root` or `manifest`.
        name: String,
        /// Offered.
        found: u64,
        /// Seen.
        seen: u64,
    },
    /// A file that the manifest names is not there.
    #[error("{0} is missing")]
    Missing(String),
    /// A file whose bytes are not those the manifest names.
    #[error("{0} is damaged: its hash is another than the manifest's")]
    Hash(String),
}

impl Coded for TrustError {
    fn code(&self) -> &'static str {
        match self {
            TrustError::Malformed { .. } => "trust.malformed",
            TrustError::Signature { .. } => "trust.signature",
            TrustError::Pin => "trust.pin",
            TrustError::Tenant { .. } => "trust.tenant",
            TrustError::Rollback { .. } => "trust.rollback",
            TrustError::Missing(_) => "trust.missing",
            TrustError::Hash(_) => "trust.hash",
        }
    }
    fn args(&self) -> Map<&'static str, String> {
        match self {
            TrustError::Missing(name) | TrustError::Hash(name) | TrustError::Rollback { name, .. } => {
                Map::from([("name", name.clone())])
            }
            TrustError::Signature { role, .. } => Map::from([("name", role.clone())]),
            _ => Map::new(),
        }
    }
}

/// Keys and threshold of one role.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RootRole {
    /// Key ids.
    pub keys: Set<String>,
    /// How many distinct keys must sign; 0 is refused.
    pub threshold: usize,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
struct Key {
    alg: String,
    public: String,
}

#[derive(Debug, Serialize, Deserialize)]
struct RootFile {
    format: String,
    tenant: String,
    version: u64,
    keys: Map<String, Key>,
    roles: Map<String, RootRole>,
}

/// A root file whose own signatures were checked.
#[derive(Debug, Clone)]
pub struct Root {
    /// Tenant it speaks for.
    pub tenant: String,
    /// Version; only rises.
    pub version: u64,
    /// SHA-256 of the file, hex: what a host pins.
    pub pin: String,
    keys: Map<String, VerifyingKey>,
    roles: Map<String, RootRole>,
}

impl Root {
    /// Opens a root file: it must be signed by its own `root` role, and match the pin where there is one.
    ///
    /// # Errors
    /// [`TrustError`]: malformed, another pin, or too few signatures.
    pub fn open(bytes: &[u8], pin: Option<&str>) -> Result<Root, TrustError> {
        let fingerprint = hex(&Sha256::digest(bytes));
        if pin.is_some_and(|p| !p.trim().eq_ignore_ascii_case(&fingerprint)) {
            return Err(TrustError::Pin);
        }
        let (envelope, payload) = Envelope::parse(bytes, ROOT_TYPE)?;
        let malformed = |why: String| TrustError::Malformed { what: ROOT_TYPE, why };
        let file: RootFile = serde_json::from_slice(&payload).map_err(|e| malformed(e.to_string()))?;
        if file.format != "skillkeep-root/1" {
            return Err(malformed(format!("format {:?}", file.format)));
        }
        let mut keys = Map::new();
        for (id, key) in file.keys {
            let bytes = STANDARD.decode(&key.public).ok().and_then(|b| <[u8; 32]>::try_from(b).ok());
            let verifying = bytes.and_then(|b| VerifyingKey::from_bytes(&b).ok());
            match verifying {
                Some(v) if key.alg == "ed25519" => keys.insert(id, v),
                _ => return Err(malformed(format!("key {id:?}"))),
            };
        }
        let root = Root { tenant: file.tenant, version: file.version, pin: fingerprint, keys, roles: file.roles };
        root.check("root", ROOT_TYPE, &payload, &envelope.signatures)?;
        Ok(root)
    }

    /// Ids and public keys of a role, for whoever checks signatures of a role without a threshold itself.
    pub fn keys_of(&self, role: &str) -> Vec<(String, [u8; 32])> {
        let ids = self.roles.get(role).map(|r| &r.keys);
        let key = |id: &String| Some((id.clone(), self.keys.get(id)?.to_bytes()));
        ids.into_iter().flatten().filter_map(key).collect()
    }

    /// Checks that a newer root is also signed by this one's root keys.
    ///
    /// # Errors
    /// [`TrustError::Signature`] or [`TrustError::Rollback`].
    pub fn endorses(&self, newer: &Root, newer_bytes: &[u8]) -> Result<(), TrustError> {
        if newer.version < self.version {
            return Err(TrustError::Rollback { name: "root".into(), found: newer.version, seen: self.version });
        }
        let (envelope, payload) = Envelope::parse(newer_bytes, ROOT_TYPE)?;
        self.check("root", ROOT_TYPE, &payload, &envelope.signatures)
    }

    /// Checks signatures over `body` against a role: as many distinct keys of the role as its threshold.
    ///
    /// # Errors
    /// [`TrustError::Signature`]; also where the root does not know the role.
    pub fn check(&self, role: &str, kind: &str, body: &[u8], signatures: &[Signed]) -> Result<(), TrustError> {
        let fail = |good, needed| TrustError::Signature { role: role.to_owned(), good, needed };
        let wanted = self.roles.get(role).filter(|r| r.threshold > 0).ok_or_else(|| fail(0, 1))?;
        let message = pae(kind, body);
        let mut good = Set::new();
        for signed in signatures {
            let Some(key) = self.keys.get(&signed.keyid).filter(|_| wanted.keys.contains(&signed.keyid)) else {
                continue;
            };
            let signature = STANDARD.decode(&signed.sig).ok().and_then(|b| <[u8; 64]>::try_from(b).ok());
            // `verify_strict`: no small-order keys, so that one signature means one key.
            if signature.is_some_and(|s| key.verify_strict(&message, &Signature::from_bytes(&s)).is_ok()) {
                good.insert(key.to_bytes());
            }
        }
        if good.len() >= wanted.threshold { Ok(()) } else { Err(fail(good.len(), wanted.threshold)) }
    }
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    bytes.iter().flat_map(|b| [DIGITS[usize::from(b >> 4)] as char, DIGITS[usize::from(b & 15)] as char]).collect()
}
