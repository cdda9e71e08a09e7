//! The manifest: every file of the company with its version and hash.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::root::hex;
use super::{Envelope, FILE_TYPE, MANIFEST_TYPE, Root, Signed, TrustError};

/// One file that the manifest names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileEntry {
    /// Role of the root whose keys sign it: `policy`, `dictionary`, `packs`, `catalogue`, `factors`.
    pub role: String,
    /// Name beside the manifest.
    pub name: String,
    /// Version; only rises.
    pub version: u64,
    /// SHA-256, hex.
    pub sha256: String,
    /// Length in bytes.
    pub bytes: u64,
    /// Signatures over [`file_statement`].
    #[serde(default)]
    pub signatures: Vec<Signed>,
}

/// A manifest whose signatures were checked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// `skillkeep-manifest/1`.
    pub format: String,
    /// Tenant.
    pub tenant: String,
    /// Version; only rises.
    pub version: u64,
    /// When it was made, RFC 3339; shown, not judged (a browser's clock may be wrong).
    pub issued: String,
    /// True for the sample company.
    #[serde(default)]
    pub sample: bool,
    /// Name of the company.
    pub company: String,
    /// The files.
    pub files: Vec<FileEntry>,
}

/// What is signed for one file: its place in the world and its hash, so that a signature serves nowhere else.
pub fn file_statement(tenant: &str, entry: &FileEntry) -> String {
    format!("{tenant}\n{}\n{}\n{}\n{}", entry.role, entry.name, entry.version, entry.sha256)
}

impl Manifest {
    /// Opens a manifest under a root: its own signatures and those of every file entry.
    ///
    /// # Errors
    /// [`TrustError`].
    pub fn open(bytes: &[u8], root: &Root) -> Result<Manifest, TrustError> {
        let (envelope, payload) = Envelope::parse(bytes, MANIFEST_TYPE)?;
        root.check("manifest", MANIFEST_TYPE, &payload, &envelope.signatures)?;
        let malformed = |why: String| TrustError::Malformed { what: MANIFEST_TYPE, why };
        let manifest: Manifest = serde_json::from_slice(&payload).map_err(|e| malformed(e.to_string()))?;
        if manifest.format != "skillkeep-manifest/1" {
            return Err(malformed(format!("format {:?}", manifest.format)));
        }
        if manifest.tenant != root.tenant {
            return Err(TrustError::Tenant { found: manifest.tenant, expected: root.tenant.clone() });
        }
        for entry in &manifest.files {
            let statement = file_statement(&manifest.tenant, entry);
            root.check(&entry.role, FILE_TYPE, statement.as_bytes(), &entry.signatures)?;
        }
        Ok(manifest)
    }

    /// The checked bytes of the first file of a role.
    ///
    /// # Errors
    /// [`TrustError::Missing`] or [`TrustError::Hash`].
    pub fn file<'f>(&self, role: &str, files: &'f BTreeMap<String, Vec<u8>>) -> Result<&'f [u8], TrustError> {
        let entry = self.files.iter().find(|f| f.role == role).ok_or_else(|| TrustError::Missing(role.to_owned()))?;
        let bytes = files.get(&entry.name).ok_or_else(|| TrustError::Missing(entry.name.clone()))?;
        if bytes.len() as u64 != entry.bytes || !hex(&Sha256::digest(bytes)).eq_ignore_ascii_case(&entry.sha256) {
            return Err(TrustError::Hash(entry.name.clone()));
        }
        Ok(bytes)
    }

    /// The same, taken out of the files: what is large need not be there twice.
    ///
    /// # Errors
    /// As [`Manifest::file`].
    pub fn take(&self, role: &str, files: &mut BTreeMap<String, Vec<u8>>) -> Result<Vec<u8>, TrustError> {
        self.file(role, files)?;
        let name = self.files.iter().find(|f| f.role == role).map(|f| &f.name);
        name.and_then(|n| files.remove(n)).ok_or_else(|| TrustError::Missing(role.to_owned()))
    }

    /// True when a file of this role is listed.
    pub fn has(&self, role: &str) -> bool {
        self.files.iter().any(|f| f.role == role)
    }
}
