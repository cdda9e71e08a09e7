//! The sample company's files, signed for one run.

use std::collections::BTreeMap;
use std::path::Path;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use ed25519_dalek::{Signer, SigningKey};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use skillkeep::CompanyFiles;
use skillkeep::trust::{FILE_TYPE, FileEntry, MANIFEST_TYPE, ROOT_TYPE, Signed, file_statement, pae};
use skillkeep_server::release::hex;

use crate::{SimulateError, Tables};

/// Id of the one key, which has every role.
const KEY: &str = "stage";
const ROLES: [&str; 6] = ["root", "manifest", "policy", "dictionary", "packs", "catalogue"];

/// Signs pack, policy and this dictionary with a key that is forgotten when this returns. The catalogue is the page's own, the
/// table of items.
///
/// # Errors
/// [`SimulateError::Table`] or [`SimulateError::Io`] where the tables cannot be read.
pub fn company(tenant: &str, dir: &Path, tables: &Tables, dictionary: &[u8]) -> Result<CompanyFiles, SimulateError> {
    let mut secret = [0; 32];
    getrandom::fill(&mut secret).map_err(|e| SimulateError::Io(std::io::Error::other(e.to_string())))?;
    let key = SigningKey::from_bytes(&secret);
    let sign = |kind: &str, body: &[u8]| Signed {
        keyid: KEY.to_owned(),
        sig: STANDARD.encode(key.sign(&pae(kind, body)).to_bytes()),
    };
    let envelope = |kind: &str, payload: &Value| {
        let body = payload.to_string();
        let signatures = [sign(kind, body.as_bytes())];
        json!({ "payloadType": kind, "payload": STANDARD.encode(&body), "signatures": signatures })
            .to_string()
            .into_bytes()
    };
    let pack = skillkeep::taxonomy::compile(&tables.pack()).map_err(|e| SimulateError::Table(e.to_string()))?;
    let files = [
        ("packs", "skills.skp", pack),
        ("policy", "policy.json", std::fs::read(dir.join("policy.json"))?),
        ("dictionary", "dictionary.json", dictionary.to_vec()),
    ];
    let mut entries = Vec::new();
    let mut by_name = BTreeMap::new();
    for (role, name, bytes) in files {
        let mut entry = FileEntry {
            role: role.to_owned(),
            name: name.to_owned(),
            version: 1,
            sha256: hex(&Sha256::digest(&bytes)),
            bytes: bytes.len() as u64,
            signatures: Vec::new(),
        };
        entry.signatures = vec![sign(FILE_TYPE, file_statement(tenant, &entry).as_bytes())];
        entries.push(entry);
        by_name.insert(name.to_owned(), bytes);
    }
    let public = json!({ "alg": "ed25519", "public": STANDARD.encode(key.verifying_key().to_bytes()) });
    let roles: BTreeMap<&str, Value> = ROLES.iter().map(|r| (*r, json!({ "keys": [KEY], "threshold": 1 }))).collect();
    let root = json!({
        "format": "skillkeep-root/1", "tenant": tenant, "version": 1, "keys": { KEY: public }, "roles": roles,
    });
    let manifest = json!({
        "format": "skillkeep-manifest/1", "tenant": tenant, "version": 1, "issued": "2024-10-01T00:00:00Z",
        "sample": true, "company": "Harbour & Lane", "files": entries,
    });
    Ok(CompanyFiles {
        root: envelope(ROOT_TYPE, &root),
        manifest: envelope(MANIFEST_TYPE, &manifest),
        files: by_name,
        catalogue: Some(std::fs::read(dir.join("items.csv"))?),
        actions: None,
    })
}
