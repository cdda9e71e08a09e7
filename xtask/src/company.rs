//! Makes and signs the sample company's files. The keys are made here, at the first serve, and are never committed.
//!
//! `.skillkeep/demo-keys` signs files, `.skillkeep/server` is what the two aggregators and the collector hold.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use ed25519_dalek::{Signer, SigningKey};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use skillkeep::catalog::Catalogue;
use skillkeep::taxonomy::{Learned, Taxonomy, compile, compile_with};
use skillkeep::trust::{FILE_TYPE, FileEntry, MANIFEST_TYPE, ROOT_TYPE, Signed, file_statement, pae};

use crate::dictionary;
use crate::run::{Failed, read, root, write};

pub(crate) const TENANT: &str = "sample";
/// What the sample company is called.
pub(crate) const COMPANY: &str = "Harbour & Lane";
/// Key id of the running keeper, and of the one whose releases were recorded; both in the root's role `keeper`.
pub(crate) const KEEPER_KEY: &str = "demo-keeper";
pub(crate) const RECORDED_KEY: &str = "recorded";
/// Key id of who signs the list of actions; the root's role `actions`.
pub(crate) const ACTIONS_KEY: &str = "demo-actions";
/// Roles of the root that sign files. Each has a key of its own, so that a leaked catalogue key signs no policy.
const ROLES: [&str; 7] = ["root", "manifest", "policy", "dictionary", "packs", "catalogue", "factors"];
/// Columns of an item that hold lists.
const LISTS: [&str; 3] = ["requires", "functions", "regions"];

struct Keys(BTreeMap<&'static str, SigningKey>);

impl Keys {
    /// Reads this checkout's demo keys, or makes them.
    fn demo() -> Result<Keys, Failed> {
        let mut keys = BTreeMap::new();
        for role in ROLES {
            let path = home().join("demo-keys").join(format!("{role}.key"));
            let seed: [u8; 32] = match std::fs::read(&path).ok().and_then(|b| b.try_into().ok()) {
                Some(seed) => seed,
                None => {
                    let mut seed = [0; 32];
                    getrandom::fill(&mut seed).map_err(Failed::new)?;
                    write(&path, &seed)?;
                    seed
                }
            };
            keys.insert(role, SigningKey::from_bytes(&seed));
        }
        Ok(Keys(keys))
    }

    fn sign(&self, role: &str, kind: &str, body: &[u8]) -> Result<Signed, Failed> {
        let key = self.0.get(role).ok_or_else(|| Failed::new(format!("no key for {role}")))?;
        let sig = STANDARD.encode(key.sign(&pae(kind, body)).to_bytes());
        Ok(Signed { keyid: format!("demo-{role}"), sig })
    }

    fn envelope(&self, role: &str, kind: &str, payload: &Value) -> Result<Vec<u8>, Failed> {
        let body = payload.to_string();
        let signature = self.sign(role, kind, body.as_bytes())?;
        let envelope = json!({ "payloadType": kind, "payload": STANDARD.encode(&body), "signatures": [signature] });
        Ok(envelope.to_string().into_bytes())
    }

    /// The root file; `keepers` are the ids and public keys (base64) of those whose releases are believed.
    fn root(&self, keepers: &[(&str, String)], actions: &str) -> Result<Vec<u8>, Failed> {
        let public = |key: &str| json!({ "alg": "ed25519", "public": key });
        let own = |k: &SigningKey| STANDARD.encode(k.verifying_key().to_bytes());
        let mut keys: BTreeMap<String, Value> =
            self.0.iter().map(|(r, k)| (format!("demo-{r}"), public(&own(k)))).collect();
        keys.extend(keepers.iter().map(|(id, key)| ((*id).to_owned(), public(key))));
        keys.insert(ACTIONS_KEY.to_owned(), public(actions));
        let role = |r: &str| (r.to_owned(), json!({ "keys": [format!("demo-{r}")], "threshold": 1 }));
        let mut roles: BTreeMap<String, Value> = ROLES.iter().map(|r| role(r)).collect();
        let ids: Vec<&str> = keepers.iter().map(|(id, _)| *id).collect();
        roles.insert("keeper".to_owned(), json!({ "keys": ids, "threshold": 1 }));
        roles.insert("actions".to_owned(), json!({ "keys": [ACTIONS_KEY], "threshold": 1 }));
        let root =
            json!({ "format": "skillkeep-root/1", "tenant": TENANT, "version": 3, "keys": keys, "roles": roles });
        self.envelope("root", ROOT_TYPE, &root)
    }
}

/// What this checkout keeps: keys, and the databases of the running sample company.
pub(crate) fn home() -> PathBuf {
    root().join(".skillkeep")
}

/// The keys of leader, keeper and collector; made when they are missing.
pub(crate) fn server_keys() -> Result<PathBuf, Failed> {
    let dir = home().join("server");
    skillkeep_server::keys::make(&dir, &[]).map_err(Failed::new)?;
    Ok(dir)
}

/// The tables of the sample company.
pub(crate) fn tables() -> PathBuf {
    root().join("data/sample")
}

/// The recorded quarters, unpacked under `data`; None where there are none.
pub(crate) fn recorded(data: &Path) -> Result<Option<PathBuf>, Failed> {
    let packed = tables().join("recorded.json.gz");
    if !packed.exists() {
        return Ok(None);
    }
    let mut text = Vec::new();
    std::io::Read::read_to_end(&mut flate2::read::GzDecoder::new(read(&packed)?.as_slice()), &mut text)
        .map_err(Failed::new)?;
    let file = data.join("recorded.json");
    write(&file, &text)?;
    Ok(Some(file))
}

/// Compiles the tables of `data/sample` and signs them into `out`.
pub(crate) fn sample(out: &Path) -> Result<(), Failed> {
    with_pack(out, None)
}

/// The same with another pack in the place of its own, to measure on: its catalogue then teaches little that the pack knows.
pub(crate) fn with_pack(out: &Path, pack: Option<Vec<u8>>) -> Result<(), Failed> {
    let tables = tables();
    let server = server_keys()?;
    let files = [
        ("packs", "skills.skp", pack.map_or_else(own_pack, Ok)?),
        ("policy", "policy.json", read(&tables.join("policy.json"))?),
        ("dictionary", "dictionary.json", dictionary(&tables, &server)?),
        ("catalogue", "catalogue.json", catalogue(&tables)?.to_string().into_bytes()),
    ];
    let keys = Keys::demo()?;
    // Periods come and go with the days, so the dictionary's version, and with it the manifest's, is a day.
    let today = u64::try_from(dictionary::today().0).unwrap_or(1);
    let mut entries = Vec::new();
    for (role, name, bytes) in &files {
        write(&out.join(name), bytes)?;
        let mut entry = FileEntry {
            role: (*role).to_owned(),
            name: (*name).to_owned(),
            version: if *role == "dictionary" { today } else { 1 },
            sha256: hex(&Sha256::digest(bytes)),
            bytes: bytes.len() as u64,
            signatures: Vec::new(),
        };
        let statement = file_statement(TENANT, &entry);
        entry.signatures = vec![keys.sign(role, FILE_TYPE, statement.as_bytes())?];
        entries.push(entry);
    }
    let issued = time::OffsetDateTime::now_utc().format(&time::format_description::well_known::Rfc3339);
    let manifest = json!({
        "format": "skillkeep-manifest/1", "tenant": TENANT, "version": today, "issued": issued.map_err(Failed::new)?,
        "sample": true, "company": COMPANY, "files": entries,
    });
    let mut keepers = vec![(KEEPER_KEY, text(&server.join("keeper/signing.pub"))?)];
    let recorded = tables.join("recorded.pub");
    if recorded.exists() {
        keepers.push((RECORDED_KEY, text(&recorded)?));
    }
    write(&out.join("root.dsse.json"), &keys.root(&keepers, &text(&server.join("insight/actions.pub"))?)?)?;
    write(&out.join("manifest.dsse.json"), &keys.envelope("manifest", MANIFEST_TYPE, &manifest)?)
}

pub(crate) fn rows(path: &Path) -> Result<Vec<BTreeMap<String, String>>, Failed> {
    let named = |e: csv::Error| Failed::new(format!("{}: {e}", path.display()));
    let bytes = read(path)?;
    csv::Reader::from_reader(bytes.as_slice()).deserialize().map(|r| r.map_err(named)).collect()
}

fn text(path: &Path) -> Result<String, Failed> {
    let text = String::from_utf8(read(path)?).map_err(|_| Failed::new(format!("{} is no text", path.display())))?;
    Ok(text.trim().to_owned())
}

/// What is asked of everybody; refused where the plan does not hold.
fn dictionary(tables: &Path, server: &Path) -> Result<Vec<u8>, Failed> {
    let tokens = server.join("leader/tokens");
    let token = |period: &str| {
        skillkeep_server::keys::token_key(&tokens, period).map_err(Failed::new)?;
        text(&tokens.join(format!("{period}.pub")))
    };
    let keys = dictionary::Keys { keeper_hpke: &text(&server.join("keeper/hpke.pub"))?, token: &token };
    let json = dictionary::build(tables, dictionary::today(), Some(&keys))?;
    dictionary::signable(&json)?;
    Ok(json.to_string().into_bytes())
}

/// The sample's skills, with neighbours learned from its roles and from what its items teach together.
fn own_pack() -> Result<Vec<u8>, Failed> {
    let tables = tables();
    let source = crate::pack::table(&tables).map_err(Failed::new)?;
    let tax = Taxonomy::open(&compile(&source).map_err(Failed::new)?).map_err(Failed::new)?;
    let catalogue = Catalogue::from_json(catalogue(&tables)?.to_string().as_bytes(), &tax).map_err(Failed::new)?;
    let items = crate::pack::baskets::of(&catalogue, &tax);
    compile_with(&source, Learned { items: &items, ..Learned::default() }).map_err(Failed::new)
}

/// Items, gigs and mentors as the JSON catalogue.
pub(crate) fn catalogue(tables: &Path) -> Result<Value, Failed> {
    let mut items = Vec::new();
    for table in ["items.csv", "gigs.csv", "mentors.csv"] {
        for row in rows(&tables.join(table))? {
            items.push(item(&row).map_err(|e| Failed::new(format!("{table}: {:?}: {e}", row.get("id"))))?);
        }
    }
    Ok(json!({ "format": "skillkeep-catalogue/1", "version": 1, "items": items }))
}

fn item(row: &BTreeMap<String, String>) -> Result<Value, Failed> {
    let list =
        |cell: &str| cell.split('|').map(str::trim).filter(|s| !s.is_empty()).map(str::to_owned).collect::<Vec<_>>();
    let number = |s: &str| s.trim().parse::<f64>().map_err(|_| Failed::new(format!("{s:?} is not a number")));
    let mut out = serde_json::Map::new();
    for (name, cell) in row.iter().filter(|(_, c)| !c.trim().is_empty()) {
        let value = match name.as_str() {
            "minutes" => json!(cell.trim().parse::<u32>().map_err(|_| Failed::new(format!("{cell:?} minutes")))?),
            "skills" => {
                let mut skills = Vec::new();
                for skill in list(cell) {
                    let parts = skill.split_once(':').and_then(|(id, r)| Some((id.to_owned(), r.split_once('>')?)));
                    let Some((id, (from, to))) = parts.as_ref() else {
                        return Err(Failed::new(format!("{skill:?} is not skill:from>to")));
                    };
                    skills.push(json!({ "skill": id, "from": number(from)?, "to": number(to)? }));
                }
                json!(skills)
            }
            "retired" => json!(matches!(cell.trim(), "true" | "yes" | "1")),
            list_name if LISTS.contains(&list_name) => json!(list(cell)),
            _ => json!(cell),
        };
        out.insert(name.clone(), value);
    }
    Ok(Value::Object(out))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}
