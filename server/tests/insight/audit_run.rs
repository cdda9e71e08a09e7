//! `skillkeep-server audit --verify` as an outside auditor runs it: what it prints, and how it ends.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicU64, Ordering};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use ed25519_dalek::{Signer, SigningKey};
use serde_json::{Value, json};
use skillkeep::trust::{FileEntry, file_statement, pae};
use skillkeep_server::audit::pack::{self, Evidence, part, sha256};
use skillkeep_server::audit::unpack::unpack;

use crate::audit::{paper, verified};
use crate::company::{self, TENANT};

/// A folder that goes with the test.
struct Folder(PathBuf);

impl Folder {
    fn new() -> Folder {
        static NUMBER: AtomicU64 = AtomicU64::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let dir = std::env::temp_dir().join(format!("skillkeep-audit-{}-{number}", std::process::id()));
        std::fs::create_dir_all(&dir).unwrap();
        Folder(dir)
    }

    fn file(&self, name: &str, bytes: &[u8]) -> PathBuf {
        let path = self.0.join(name);
        std::fs::write(&path, bytes).unwrap();
        path
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn root_key() -> SigningKey {
    SigningKey::from_bytes(&[5; 32])
}

fn signed(kind: &str, payload: &Value) -> Vec<u8> {
    let body = payload.to_string();
    let sig = STANDARD.encode(root_key().sign(&pae(kind, body.as_bytes())).to_bytes());
    let envelope =
        json!({ "payloadType": kind, "payload": STANDARD.encode(&body), "signatures": [{ "keyid": "r", "sig": sig }] });
    envelope.to_string().into_bytes()
}

/// A root that believes the paper company's keeper, and the manifest in which it signs the dictionary.
fn evidence(dictionary: Vec<u8>) -> Evidence {
    let public = |key: [u8; 32]| json!({ "alg": "ed25519", "public": STANDARD.encode(key) });
    let role = |key: &str| json!({ "keys": [key], "threshold": 1 });
    let root = json!({ "format": "skillkeep-root/1", "tenant": TENANT, "version": 1,
        "keys": { "r": public(root_key().verifying_key().to_bytes()), "keeper-1": public(company::key().public()) },
        "roles": { "root": role("r"), "manifest": role("r"), "dictionary": role("r"), "keeper": role("keeper-1") } });
    let mut entry = FileEntry {
        role: "dictionary".into(),
        name: "dictionary.json".into(),
        version: 3,
        sha256: sha256(&dictionary),
        bytes: dictionary.len() as u64,
        signatures: Vec::new(),
    };
    let kind = "application/vnd.skillkeep.file";
    let sig = root_key().sign(&pae(kind, file_statement(TENANT, &entry).as_bytes()));
    entry.signatures =
        vec![serde_json::from_value(json!({ "keyid": "r", "sig": STANDARD.encode(sig.to_bytes()) })).unwrap()];
    let manifest = json!({ "format": "skillkeep-manifest/1", "tenant": TENANT, "version": 3, "issued": "2026-10-20T00:00:00Z",
        "sample": true, "company": "Acme", "files": [entry] });
    Evidence {
        dictionary,
        root: Some(signed("application/vnd.skillkeep.root+json", &root)),
        manifest: Some(signed("application/vnd.skillkeep.manifest+json", &manifest)),
    }
}

/// A pack whose dictionary a root signed, and the root's fingerprint.
fn rooted() -> (Vec<u8>, String) {
    let (paper, dictionary) = paper();
    let evidence = evidence(dictionary);
    let pin = sha256(evidence.root.as_deref().unwrap());
    let bytes = pack::build(&paper.company, &paper.shelf(), &verified(&paper), &evidence, &[], None, false).unwrap();
    (bytes, pin)
}

/// What the command prints on both streams, and its exit code.
fn run(args: &[&str]) -> (i32, String) {
    let out = Command::new(env!("CARGO_BIN_EXE_skillkeep-server")).args(args).output().unwrap();
    let text = [out.stdout, out.stderr].map(|bytes| String::from_utf8(bytes).unwrap()).concat();
    (out.status.code().unwrap(), text)
}

fn audit(file: &Path, rest: &[&str]) -> (i32, String) {
    run(&[&["audit", "--verify", file.to_str().unwrap()], rest].concat())
}

#[test]
fn the_right_pin_holds_and_a_wrong_one_does_not() {
    let folder = Folder::new();
    let (bytes, pin) = rooted();
    let file = folder.file("pack.zip", &bytes);
    let (code, said) = audit(&file, &["--pin", &pin]);
    assert_eq!(code, 0, "{said}");
    assert!(said.ends_with("The pack holds.\n") && said.contains(&format!("signed by the root {pin}")), "{said}");
    assert!(!said.contains("was not pinned"), "{said}");
    // As people paste it.
    assert_eq!(audit(&file, &["--pin", &format!(" {} ", pin.to_uppercase())]).0, 0);
    let (code, said) = audit(&file, &[]);
    assert!(code == 0 && said.contains("the root was not pinned"), "{said}");
    let (code, said) = audit(&file, &["--pin", &pin.replace(char::is_numeric, "f")]);
    assert_eq!(code, 1, "{said}");
    assert!(said.contains("error    audit.verify.root:") && said.ends_with("The pack does not hold.\n"), "{said}");
}

#[test]
fn the_auditors_own_key_is_believed_before_the_root() {
    let folder = Folder::new();
    let file = folder.file("pack.zip", &rooted().0);
    let key = |bytes: [u8; 32]| format!("keeper-1={}", STANDARD.encode(bytes));
    assert_eq!(audit(&file, &["--key", &key(company::key().public())]).0, 0);
    let other = key(root_key().verifying_key().to_bytes());
    let (code, said) = audit(&file, &["--key", &other]);
    assert!(code == 1 && said.contains("audit.verify.release"), "{said}");
}

#[test]
fn a_pin_for_a_pack_without_a_root_and_a_manifest_of_another_dictionary_do_not_hold() {
    let folder = Folder::new();
    let (paper, dictionary) = paper();
    let bare = Evidence { dictionary: dictionary.clone(), ..Evidence::default() };
    let bytes = pack::build(&paper.company, &paper.shelf(), &verified(&paper), &bare, &[], None, false).unwrap();
    let (code, said) = audit(&folder.file("bare.zip", &bytes), &["--pin", &"0".repeat(64)]);
    assert!(code == 1 && said.contains("audit.verify.root"), "{said}");
    let (_, pin) = rooted();
    let other = Evidence { dictionary, ..evidence(b"another dictionary".to_vec()) };
    let bytes = pack::build(&paper.company, &paper.shelf(), &verified(&paper), &other, &[], None, false).unwrap();
    let (code, said) = audit(&folder.file("other.zip", &bytes), &["--pin", &pin]);
    assert!(code == 1 && said.contains("audit.verify.dictionary"), "{said}");
}

#[test]
fn a_part_that_is_there_twice_is_seen() {
    // A writer that makes no second part of a name: two names of one length are made the same.
    let mut bytes = rooted().0;
    let (from, to) = (part::PAGE.as_bytes(), part::FIGURES.as_bytes());
    assert_eq!(from.len(), to.len());
    let mut renamed = 0;
    for header in [&b"PK\x03\x04"[..], &b"PK\x01\x02"[..]] {
        let skip = if header[2] == 3 { 30 } else { 46 };
        let at = bytes.windows(skip + from.len()).position(|w| w.starts_with(header) && w[skip..] == *from).unwrap();
        bytes[at + skip..at + skip + to.len()].copy_from_slice(to);
        renamed += 1;
    }
    assert_eq!(renamed, 2);
    assert_eq!(unpack(&bytes).unwrap_err().code(), "audit.pack.twice");
    let folder = Folder::new();
    let (code, said) = audit(&folder.file("twice.zip", &bytes), &[]);
    assert!(code == 1 && said.contains("error    audit.pack.twice:"), "{said}");
}

#[test]
fn a_file_that_is_not_there_and_words_that_are_not_known_are_told_apart() {
    let folder = Folder::new();
    let (code, said) = audit(&folder.0.join("none.zip"), &[]);
    assert!(code == 1 && said.starts_with("audit.file: ") && said.contains("none.zip"), "{said}");
    let (code, said) = audit(&folder.0, &[]);
    assert!(code == 1 && said.starts_with("audit.file: "), "{said}");
    let file = folder.file("pack.zip", &rooted().0);
    for wrong in [
        &["--pin"][..],
        &["--pin", "aa", "--key"],
        &["--key", "keeper-1"],
        &["--key", "keeper-1=AAAA"],
        &["--key", "keeper-1=not base64"],
        &["--trust", "me"],
        &["more"],
    ] {
        let (code, said) = audit(&file, wrong);
        assert!(code == 2 && said.starts_with("audit.arguments: "), "{wrong:?}: {said}");
    }
    for wrong in
        [&["audit"][..], &["audit", "--verify"], &["audit", "pack.zip"], &["audit", "--check", "pack.zip"], &[]]
    {
        let (code, said) = run(wrong);
        assert!(code == 2 && said.starts_with("usage:"), "{wrong:?}: {said}");
    }
}
