//! A small company with real signatures, and a person at its door.
//!
//! Its keys come from fixed seeds and are worth nothing outside these tests.
#![allow(dead_code, missing_docs, unreachable_pub, reason = "each test binary uses its own part of this")]

pub mod sample;
pub mod tables;
pub mod variants;

use std::collections::BTreeMap;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use ed25519_dalek::{Signer, SigningKey};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use skillkeep::engine::ReadOptions;
use skillkeep::taxonomy::PackSource;
use skillkeep::trust::{FILE_TYPE, FileEntry, MANIFEST_TYPE, ROOT_TYPE, Signed, file_statement, pae};
use skillkeep::{Command, CompanyFiles, Engine, EngineError, ImportReport, Millis, Now, OpenOptions, Query};

pub const TENANT: &str = "brook";
/// Sunday, 22 November 2026, 09:10 UTC.
pub const NOW: i64 = 1_795_338_600_000;
pub const DAY: i64 = 86_400_000;
/// The person's address in the files below.
pub const ME: &str = "mailto:ada@brook.example";
pub const ROLES: [&str; 6] = ["root", "manifest", "policy", "dictionary", "packs", "catalogue"];

/// How a company is made; [`Make::default`] is the ordinary one.
#[derive(Clone)]
pub struct Make {
    pub tenant: &'static str,
    pub root_version: u64,
    pub version: u64,
    /// Versions of single files that differ from `version`.
    pub file_versions: BTreeMap<&'static str, u64>,
    /// Added to every seed: another generation has other keys.
    pub generation: u8,
    /// Keys that also sign the root.
    pub endorsed_by: Vec<u8>,
    /// Distinct signatures that each role needs.
    pub threshold: usize,
    /// Keys of each role that really sign.
    pub signers: Vec<u8>,
    pub policy: String,
    pub dictionary: Value,
    pub catalogue: String,
    pub pack: PackSource,
    /// The factors file, where the company publishes one.
    pub factors: Option<Vec<u8>>,
}

impl Default for Make {
    fn default() -> Make {
        Make {
            tenant: TENANT,
            root_version: 1,
            version: 1,
            file_versions: BTreeMap::new(),
            generation: 0,
            endorsed_by: vec![],
            threshold: 1,
            signers: vec![0],
            policy: tables::policy().to_string(),
            dictionary: tables::dictionary(),
            catalogue: tables::catalogue().to_string(),
            pack: tables::pack(),
            factors: None,
        }
    }
}

/// Each role has three keys: 0, 1 and 2.
fn key(generation: u8, role: &str, nth: u8) -> SigningKey {
    // The role of a file that not every company has comes after all others.
    let at = ROLES.iter().chain([&"factors"]).position(|r| *r == role).expect("a known role") as u8;
    let mut seed = [7u8; 32];
    seed[..3].copy_from_slice(&[generation, at, nth]);
    SigningKey::from_bytes(&seed)
}

fn key_id(role: &str, nth: u8) -> String {
    format!("test-{role}-{nth}")
}

pub fn sign(generation: u8, role: &str, nth: u8, kind: &str, body: &[u8]) -> Signed {
    let sig = STANDARD.encode(key(generation, role, nth).sign(&pae(kind, body)).to_bytes());
    Signed { keyid: key_id(role, nth), sig }
}

pub fn envelope(kind: &str, body: &[u8], signatures: &[Signed]) -> Vec<u8> {
    json!({ "payloadType": kind, "payload": STANDARD.encode(body), "signatures": signatures }).to_string().into_bytes()
}

impl Make {
    fn signed(&self, role: &str, kind: &str, body: &[u8]) -> Vec<Signed> {
        self.signers.iter().map(|n| sign(self.generation, role, *n, kind, body)).collect()
    }

    fn root(&self) -> Vec<u8> {
        let mut keys = BTreeMap::new();
        let mut roles = BTreeMap::new();
        for role in ROLES.into_iter().chain(self.factors.as_ref().map(|_| "factors")) {
            for nth in 0..3 {
                let public = STANDARD.encode(key(self.generation, role, nth).verifying_key().to_bytes());
                keys.insert(key_id(role, nth), json!({ "alg": "ed25519", "public": public }));
            }
            let ids: Vec<String> = (0..3).map(|n| key_id(role, n)).collect();
            roles.insert(role, json!({ "keys": ids, "threshold": self.threshold }));
        }
        let body = json!({
            "format": "skillkeep-root/1", "tenant": self.tenant, "version": self.root_version, "keys": keys, "roles": roles,
        });
        let body = body.to_string();
        let mut signatures = self.signed("root", ROOT_TYPE, body.as_bytes());
        signatures.extend(self.endorsed_by.iter().map(|old| sign(*old, "root", 0, ROOT_TYPE, body.as_bytes())));
        envelope(ROOT_TYPE, body.as_bytes(), &signatures)
    }

    pub fn files(&self) -> CompanyFiles {
        let mut files: BTreeMap<String, Vec<u8>> = [
            ("skills.skp", skillkeep::taxonomy::compile(&self.pack).expect("the pack compiles")),
            ("policy.json", self.policy.clone().into_bytes()),
            ("dictionary.json", self.dictionary.to_string().into_bytes()),
            ("catalogue.json", self.catalogue.clone().into_bytes()),
        ]
        .map(|(name, bytes)| (name.to_owned(), bytes))
        .into();
        if let Some(factors) = &self.factors {
            files.insert("factors.skf".to_owned(), factors.clone());
        }
        let entry = |(name, bytes): (&String, &Vec<u8>)| {
            let stem = name.trim_end_matches(".json").trim_end_matches(".skf");
            let role = if name == "skills.skp" { "packs" } else { stem };
            let version = self.file_versions.get(name.as_str()).copied().unwrap_or(self.version);
            let sha256: String = Sha256::digest(bytes).iter().map(|b| format!("{b:02x}")).collect();
            let (role, name, bytes) = (role.to_owned(), name.clone(), bytes.len() as u64);
            let mut entry = FileEntry { role, name, version, sha256, bytes, signatures: vec![] };
            entry.signatures = self.signed(&entry.role, FILE_TYPE, file_statement(self.tenant, &entry).as_bytes());
            entry
        };
        let entries: Vec<FileEntry> = files.iter().map(entry).collect();
        let manifest = json!({
            "format": "skillkeep-manifest/1", "tenant": self.tenant, "version": self.version,
            "issued": "2026-11-20T08:00:00Z", "sample": true, "company": "Brook & Daughters", "files": entries,
        });
        let body = manifest.to_string();
        let manifest =
            envelope(MANIFEST_TYPE, body.as_bytes(), &self.signed("manifest", MANIFEST_TYPE, body.as_bytes()));
        CompanyFiles { root: self.root(), manifest, files, catalogue: None, actions: None }
    }
}

pub fn at(millis: i64) -> Now {
    Now { at: Millis(millis), offset_minutes: 60 }
}

pub fn options() -> OpenOptions {
    serde_json::from_value(json!({
        "tenant": TENANT, "subject": "u-1", "seed": 11, "now": { "at": NOW, "offsetMinutes": 60 },
    }))
    .expect("options")
}

pub fn open(snapshot: Option<&[u8]>) -> Engine {
    Engine::open(&options(), Make::default().files(), snapshot).expect("the company opens")
}

pub fn code<T>(result: Result<T, EngineError>) -> &'static str {
    result.err().map_or("(no error)", |e| e.code)
}

/// Takes a file in, as the person does: these are mine.
pub fn import(engine: &mut Engine, name: &str, text: &[u8]) -> ImportReport {
    let read: ReadOptions = serde_json::from_value(json!({ "name": name, "who": [ME] })).expect("options");
    engine.import_begin(read, at(NOW));
    // Pieces of an odd size: no reader may lean on whole lines.
    text.chunks(97).for_each(|piece| engine.push(piece).expect("an import was begun"));
    engine.import_finish(at(NOW)).expect("an import was begun")
}

pub fn ask(engine: &Engine, query: Value) -> Value {
    ask_at(engine, query, NOW)
}

pub fn ask_at(engine: &Engine, query: Value, now: i64) -> Value {
    let query: Query = serde_json::from_value(query).expect("a query");
    serde_json::to_value(engine.query(&query, at(now)).expect("an answer")).expect("JSON")
}

pub fn act(engine: &mut Engine, command: Value) -> Result<Option<u64>, EngineError> {
    act_at(engine, command, NOW)
}

pub fn act_at(engine: &mut Engine, command: Value, now: i64) -> Result<Option<u64>, EngineError> {
    let command: Command = serde_json::from_value(command).expect("a command");
    engine.apply(command, at(now)).map(|applied| applied.act)
}

/// Every answer that does not name acts and imports by number, and does not count bytes.
pub fn everything(engine: &Engine) -> Value {
    let mut skills = BTreeMap::new();
    for row in ask(engine, json!({ "ask": "profile" }))["skills"].as_array().expect("rows") {
        let id = row["id"].as_str().expect("an id").to_owned();
        let mut detail = ask(engine, json!({ "ask": "skill", "id": id }));
        for evidence in detail["evidenceRows"].as_array_mut().expect("rows") {
            evidence["importId"] = Value::Null;
        }
        skills.insert(id, detail);
    }
    let simple = ["profile", "roles", "gigs"].map(|q| ask(engine, json!({ "ask": q })));
    json!({ "simple": simple, "steps": ask(engine, json!({ "ask": "steps", "count": 20 })), "skills": skills })
}

/// A table of one person's records. `off_policy`: the company does not let self ratings count.
pub const RECORD: &str = "\
Title,Skill,Type,Date,Level,Score,Person
SQL Associate,SQL,certificate,2025-12-12,3,,ada@brook.example
Quarterly query test,SQL,test,2026-06-04,,88%,ada@brook.example
Stock dashboard,Dashboards; Data modelling,project,2026-09-27,,,ada@brook.example
Peer note,Spreadsheets,peer review,2026-08-02,3,,ada@brook.example
Returns notebook,Python,project,2025-02-11,,,ada@brook.example
How I see it,Python,self rating,2026-08-02,5,,ada@brook.example
Forklift test,Forklift driving,test,2026-08-02,,90%,marta@brook.example
";

/// Two learning records: one item finished, one begun.
pub fn statements() -> String {
    let statement = |id: &str, verb: &str, item: &str, title: &str, when: &str| {
        json!({
            "id": format!("0cbb65c4-6b7d-52a9-85bf-304edd4400{id}"),
            "actor": { "mbox": ME, "name": "Ada" },
            "verb": { "id": format!("http://adlnet.gov/expapi/verbs/{verb}") },
            "object": { "id": format!("https://learn.brook.example/{item}"), "definition": { "name": { "en": title } } },
            "timestamp": when,
        })
    };
    json!([
        statement("01", "completed", "sql-joins", "Joins in practice", "2026-10-05T09:00:00Z"),
        statement("02", "initialized", "py-tests", "Tests that help", "2026-11-10T09:00:00Z"),
    ])
    .to_string()
}

/// Two tables that share one row.
pub const SPRING: &str = "Title,Skill,Type,Date,Level\nSQL Associate,SQL,certificate,2025-12-12,3\nDashboard,Dashboards,project,2026-02-01,\n";
pub const SUMMER: &str = "Title,Skill,Type,Date,Level\nSQL Associate,SQL,certificate,2025-12-12,3\nLetters,Plain writing,project,2026-06-01,\n";

/// Rows of evidence of a skill.
pub fn titles(engine: &Engine, id: &str) -> usize {
    ask(engine, json!({ "ask": "skill", "id": id }))["evidenceRows"].as_array().expect("rows").len()
}
