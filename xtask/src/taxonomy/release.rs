//! A new pack into the files of a company: the pack's entry signed with the key of packs, the manifest with its own. Both keys are
//! files of 32 bytes (an Ed25519 seed); each is believed only if the company's root lists it for its role.

use std::path::Path;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use ed25519_dalek::{Signer, SigningKey};
use serde_json::json;
use sha2::{Digest, Sha256};
use skillkeep::taxonomy::Taxonomy;
use skillkeep::trust::{FILE_TYPE, MANIFEST_TYPE, Manifest, Root, Signed, file_statement, pae};

use super::Args;
use crate::run::{Failed, read, write};

/// Replaces the pack that `dir/manifest.dsse.json` names. Nothing is written where anything does not fit.
pub(super) fn release(dir: &Path, pack: &Path, args: &Args<'_>) -> Result<(), Failed> {
    let root = Root::open(&read(&dir.join("root.dsse.json"))?, None).map_err(Failed::new)?;
    let mut manifest = Manifest::open(&read(&dir.join("manifest.dsse.json"))?, &root).map_err(Failed::new)?;
    let bytes = read(pack)?;
    Taxonomy::open(&bytes).map_err(Failed::new)?;
    let version: u64 = args.number("--version")?.ok_or_else(|| Failed::new("--version is missing"))?;
    let tenant = manifest.tenant.clone();
    let entry = manifest.files.iter_mut().find(|f| f.role == "packs").ok_or_else(|| Failed::new("it has no pack"))?;
    if version <= entry.version {
        return Err(Failed::new(format!("version {version} is not above {}: versions only rise", entry.version)));
    }
    entry.version = version;
    entry.sha256 = Sha256::digest(&bytes).iter().map(|b| format!("{b:02x}")).collect();
    entry.bytes = bytes.len() as u64;
    let key = Key::read(&root, "packs", Path::new(args.need("--key-packs")?))?;
    entry.signatures = vec![key.sign(FILE_TYPE, file_statement(&tenant, entry).as_bytes())];
    let name = entry.name.clone();
    manifest.version += 1;
    let day = args.day()?;
    manifest.issued = format!("{day}T00:00:00Z");
    let body = serde_json::to_string(&manifest).map_err(Failed::new)?;
    let key = Key::read(&root, "manifest", Path::new(args.need("--key-manifest")?))?;
    let signatures = [key.sign(MANIFEST_TYPE, body.as_bytes())];
    let envelope = json!({ "payloadType": MANIFEST_TYPE, "payload": STANDARD.encode(&body), "signatures": signatures });
    let envelope = envelope.to_string().into_bytes();
    // As a browser will read it; with a threshold of two, one signature is not enough, and it says so here.
    Manifest::open(&envelope, &root).map_err(Failed::new)?;
    write(&dir.join(&name), &bytes)?;
    write(&dir.join("manifest.dsse.json"), &envelope)?;
    println!("{name}: version {version}, manifest {}", manifest.version);
    Ok(())
}

/// A key that the root lists for a role.
struct Key {
    id: String,
    key: SigningKey,
}

impl Key {
    fn read(root: &Root, role: &str, path: &Path) -> Result<Key, Failed> {
        let wrong = |why: &str| Failed::new(format!("{}: {why}", path.display()));
        let seed: [u8; 32] = read(path)?.try_into().map_err(|_| wrong("a key has 32 bytes"))?;
        let key = SigningKey::from_bytes(&seed);
        let public = key.verifying_key().to_bytes();
        let listed = root.keys_of(role).into_iter().find(|(_, k)| *k == public);
        let (id, _) = listed.ok_or_else(|| wrong(&format!("the root does not list this key for {role}")))?;
        Ok(Key { id, key })
    }

    fn sign(&self, kind: &str, body: &[u8]) -> Signed {
        Signed { keyid: self.id.clone(), sig: STANDARD.encode(self.key.sign(&pae(kind, body)).to_bytes()) }
    }
}
