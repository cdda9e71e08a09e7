//! A rehearsal of a release: made-up people with evidence over the old version open the new one.
//!
//! A person has the skills of an occupation or two, some of them confirmed, contested or left out; every skill that is gone in the
//! new version is somebody's. Everything comes from the person's number, so the same two versions give the same figures.

use std::collections::{BTreeMap, BTreeSet};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use ed25519_dalek::{Signer, SigningKey};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use skillkeep::taxonomy::change::{ChangeKind, ProposalStatus, apply, diff};
use skillkeep::taxonomy::{PackSource, Taxonomy, compile};
use skillkeep::trust::{FILE_TYPE, FileEntry, MANIFEST_TYPE, ROOT_TYPE, Signed, file_statement, pae};
use skillkeep::{CompanyFiles, Engine, Millis, Now};

use super::load;
use crate::run::Failed;

/// Monday, 23 November 2026.
const NOW: i64 = 1_795_420_800_000;
const DAY: &str = "2026-11-23";
/// Skills of an occupation that one person has evidence of.
const SKILLS_EACH: usize = 12;

/// What a rehearsal found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Found {
    pub(super) people: usize,
    /// Pairs of skill and evidence, and corrections, before.
    pub(super) evidence: usize,
    pub(super) corrections: usize,
    /// Of those, what is not where it belongs afterwards.
    pub(super) lost: usize,
    /// People whose answers or bytes differ between two openings.
    pub(super) unlike: usize,
    /// Skills that are gone, of them with a successor, and of them somebody's.
    pub(super) gone: usize,
    pub(super) heirs: usize,
    pub(super) covered: usize,
    /// People who were told something, and what by kind.
    pub(super) told: usize,
    pub(super) kinds: BTreeMap<String, usize>,
}

/// Prints what becomes of `people` people.
pub(super) fn replay(old: &str, new: &str, people: usize) -> Result<(), Failed> {
    let old = load(old, None)?;
    let new = load(new, Some(&old))?;
    let found = rehearse(&old, &new, people)?;
    println!("skills gone            {:>7}", found.gone);
    println!("  with a successor     {:>7}", found.heirs);
    println!("  that somebody had    {:>7}", found.covered);
    println!("people                 {:>7}", found.people);
    println!("  told something       {:>7}", found.told);
    for (kind, n) in &found.kinds {
        println!("    {kind:<18} {n:>7}");
    }
    println!("evidence of skills     {:>7}", found.evidence);
    println!("corrections            {:>7}", found.corrections);
    println!("lost                   {:>7}", found.lost);
    println!("differ when done twice {:>7}", found.unlike);
    if found.lost + found.unlike > 0 { Err(Failed::new("something was lost, or two runs differ")) } else { Ok(()) }
}

/// Accepts every proposal between the two, releases, and lets everybody open it.
pub(super) fn rehearse(old: &PackSource, new: &PackSource, people: usize) -> Result<Found, Failed> {
    let mut file = diff(old, new, DAY);
    file.proposals.iter_mut().for_each(|p| p.status = ProposalStatus::Accepted);
    let release = apply(old, Some(new), &file, &file.to, DAY).map_err(Failed::new)?;
    let packs = [compile(old).map_err(Failed::new)?, compile(&release.source).map_err(Failed::new)?];
    let [before, after] = [1, 2].map(|n| company(packs[n - 1].clone(), n as u64));
    let tax = Taxonomy::open(&packs[1]).map_err(Failed::new)?;
    let gone: Vec<&str> = release.log.entries.iter().filter(|e| retires(e.kind)).map(|e| e.subject.as_str()).collect();
    let live = |id: &str| tax.find(id).is_some_and(|s| !tax.retired(tax.heir(s)));
    let mut out =
        Found { people, gone: gone.len(), heirs: gone.iter().filter(|id| live(id)).count(), ..Found::default() };
    let nobody = options(0)?;
    let first = Engine::open(&nobody, before, None).map_err(Failed::new)?;
    let second = Engine::open(&nobody, after, None).map_err(Failed::new)?;
    let mut had: BTreeSet<String> = BTreeSet::new();
    for n in 0..people {
        let ids = skills_of(old, &gone, n, people);
        let mut was = first.open_beside(&options(n)?, None).map_err(Failed::new)?;
        live_through(&mut was, old, &ids)?;
        let (held, corrected) = held(&was)?;
        had.extend(held.keys().cloned());
        let snapshot = was.snapshot();
        let mut is = second.open_beside(&options(n)?, Some(&snapshot)).map_err(Failed::new)?;
        let again = second.open_beside(&options(n)?, Some(&snapshot)).map_err(Failed::new)?;
        let told = ask(&is, json!({ "ask": "changes" }))?;
        let same = is.snapshot() == again.snapshot() && told == ask(&again, json!({ "ask": "changes" }))?;
        // Opened once more from what it wrote.
        let twice = second.open_beside(&options(n)?, Some(&is.snapshot())).map_err(Failed::new)?;
        out.unlike += usize::from(!same || twice.snapshot() != is.snapshot());
        let (holds, corrects) = self::held(&is)?;
        for (skill, evidence) in &held {
            let heir = tax.find(skill).map(|s| tax.id(tax.heir(s)).to_owned()).unwrap_or_default();
            let there = holds.get(&heir);
            out.lost += evidence.iter().filter(|e| !there.is_some_and(|t| t.contains(*e))).count();
            out.evidence += evidence.len();
        }
        out.corrections += corrected.len();
        out.lost += corrected.difference(&corrects).count();
        let rows = told.as_array().map_or(&[] as &[Value], Vec::as_slice);
        out.told += usize::from(!rows.is_empty());
        for row in rows {
            *out.kinds.entry(row["kind"].as_str().unwrap_or("?").to_owned()).or_default() += 1;
        }
        act(&mut is, json!({ "do": "read_changes" }))?;
        out.unlike += usize::from(ask(&is, json!({ "ask": "changes" }))? != json!([]));
    }
    out.covered = gone.iter().filter(|id| had.contains(**id)).count();
    Ok(out)
}

fn retires(kind: ChangeKind) -> bool {
    matches!(kind, ChangeKind::Merge | ChangeKind::Split | ChangeKind::Sunset)
}

/// Some skills of an occupation, and a share of those that will be gone.
fn skills_of(old: &PackSource, gone: &[&str], n: usize, people: usize) -> Vec<String> {
    let mut ids: BTreeSet<String> = BTreeSet::new();
    if let Some(role) = old.roles.get(drawn(n, "role") % old.roles.len().max(1)) {
        let from = drawn(n, "from") % role.needs.len().max(1);
        ids.extend(
            role.needs.iter().cycle().skip(from).take(SKILLS_EACH.min(role.needs.len())).map(|need| need.0.clone()),
        );
    }
    ids.extend(gone.iter().enumerate().filter(|(i, _)| i % people == n).map(|(_, id)| (*id).to_owned()));
    ids.into_iter().collect()
}

fn drawn(n: usize, what: &str) -> usize {
    let hash = Sha256::digest(format!("{n}/{what}").as_bytes());
    hash.iter().take(4).fold(0, |all, b| all << 8 | usize::from(*b))
}

/// Evidence from a table, and something said of some of it.
fn live_through(engine: &mut Engine, old: &PackSource, ids: &[String]) -> Result<(), Failed> {
    let labels: BTreeMap<&str, &str> = old.skills.iter().map(|s| (s.id.as_str(), s.label.as_str())).collect();
    let mut table = csv::Writer::from_writer(Vec::new());
    table.write_record(["Title", "Skill", "Type", "Date", "Level"]).map_err(Failed::new)?;
    for (i, id) in ids.iter().enumerate() {
        let label = labels.get(id.as_str()).copied().unwrap_or("");
        let day = format!("2026-{:02}-{:02}", 1 + i % 10, 1 + i % 28);
        table.write_record([&format!("Work {i}"), label, "project", &day, "3"]).map_err(Failed::new)?;
    }
    let bytes = table.into_inner().map_err(Failed::new)?;
    let read = serde_json::from_value(json!({ "name": "record.csv", "who": [] })).map_err(Failed::new)?;
    engine.import_begin(read, now());
    engine.push(&bytes).map_err(Failed::new)?;
    engine.import_finish(now()).map_err(Failed::new)?;
    for (i, id) in ids.iter().enumerate() {
        match i % 4 {
            // Not every name means one skill: what the table did not bring is said by hand, so that all are somebody's.
            0 => act(engine, json!({ "do": "add", "skill": id, "level": 2, "note": "" }))?,
            1 => act(engine, json!({ "do": "confirm", "skill": id, "level": 3 }))?,
            2 => act(engine, json!({ "do": "contest", "skill": id, "reason": "Less.", "claim": 1 }))?,
            _ => {
                let detail = ask(engine, json!({ "ask": "skill", "id": id }))?;
                match detail["evidenceRows"][0]["id"].as_str() {
                    Some(e) => act(engine, json!({ "do": "exclude", "skill": id, "evidence": e, "reason": "" }))?,
                    None => act(engine, json!({ "do": "add", "skill": id, "level": 1, "note": "" }))?,
                }
            }
        }
    }
    Ok(())
}

/// Evidence by skill, and corrections and exclusions by the act that made them.
type Held = (BTreeMap<String, BTreeSet<String>>, BTreeSet<u64>);

fn held(engine: &Engine) -> Result<Held, Failed> {
    let profile = ask(engine, json!({ "ask": "profile" }))?;
    let (mut evidence, mut acts): Held = (BTreeMap::new(), BTreeSet::new());
    for row in profile["skills"].as_array().into_iter().flatten() {
        let id = row["id"].as_str().unwrap_or("").to_owned();
        let detail = ask(engine, json!({ "ask": "skill", "id": id }))?;
        let list = |name: &str| detail[name].as_array().cloned().unwrap_or_default();
        acts.extend(list("corrections").iter().filter_map(|c| c["act"].as_u64()));
        acts.extend(list("evidenceRows").iter().filter_map(|e| e["act"].as_u64()));
        let ids = list("evidenceRows").iter().filter_map(|e| e["id"].as_str().map(str::to_owned)).collect();
        evidence.insert(id, ids);
    }
    Ok((evidence, acts))
}

fn now() -> Now {
    Now { at: Millis(NOW), offset_minutes: 0 }
}

fn options(n: usize) -> Result<skillkeep::OpenOptions, Failed> {
    let options = json!({ "tenant": "replay", "subject": format!("p{n}"), "seed": 1 + n, "now": { "at": NOW, "offsetMinutes": 0 } });
    serde_json::from_value(options).map_err(Failed::new)
}

fn ask(engine: &Engine, query: Value) -> Result<Value, Failed> {
    let query = serde_json::from_value(query).map_err(Failed::new)?;
    serde_json::to_value(engine.query(&query, now()).map_err(Failed::new)?).map_err(Failed::new)
}

fn act(engine: &mut Engine, command: Value) -> Result<(), Failed> {
    let command = serde_json::from_value(command).map_err(Failed::new)?;
    engine.apply(command, now()).map(|_| ()).map_err(Failed::new)
}

/// A company of nothing but a taxonomy, signed with a key that is worth nothing.
fn company(pack: Vec<u8>, version: u64) -> CompanyFiles {
    let key = SigningKey::from_bytes(&[7; 32]);
    let sign = |kind: &str, body: &[u8]| Signed {
        keyid: "replay".into(),
        sig: STANDARD.encode(key.sign(&pae(kind, body)).to_bytes()),
    };
    let envelope = |kind: &str, body: Value| {
        let body = body.to_string();
        let signatures = [sign(kind, body.as_bytes())];
        json!({ "payloadType": kind, "payload": STANDARD.encode(&body), "signatures": signatures })
            .to_string()
            .into_bytes()
    };
    let table = json!({ "allowed": true, "keepDays": 3650, "kinds": ["project", "certificate"] });
    let policy = json!({ "format": "skillkeep-policy/1", "version": 1, "sources": { "table": table } });
    let dictionary =
        json!({ "format": "skillkeep-dictionary/1", "version": 1, "measures": [], "functions": [], "regions": [] });
    let catalogue = json!({ "format": "skillkeep-catalogue/1", "version": 1, "items": [] });
    let files = [
        ("packs", "skills.skp", pack),
        ("policy", "policy.json", policy.to_string().into_bytes()),
        ("dictionary", "dictionary.json", dictionary.to_string().into_bytes()),
        ("catalogue", "catalogue.json", catalogue.to_string().into_bytes()),
    ];
    let entry = |(role, name, bytes): &(&str, &str, Vec<u8>)| {
        let sha256 = Sha256::digest(bytes).iter().map(|b| format!("{b:02x}")).collect();
        let (role, name, bytes) = ((*role).to_owned(), (*name).to_owned(), bytes.len() as u64);
        let mut entry = FileEntry { role, name, version, sha256, bytes, signatures: Vec::new() };
        entry.signatures = vec![sign(FILE_TYPE, file_statement("replay", &entry).as_bytes())];
        entry
    };
    let entries: Vec<FileEntry> = files.iter().map(entry).collect();
    let public = STANDARD.encode(key.verifying_key().to_bytes());
    let role = json!({ "keys": ["replay"], "threshold": 1 });
    let roles: BTreeMap<&str, &Value> =
        ["root", "manifest", "policy", "dictionary", "packs", "catalogue"].into_iter().map(|r| (r, &role)).collect();
    let keys = json!({ "replay": { "alg": "ed25519", "public": public } });
    let root = json!({ "format": "skillkeep-root/1", "tenant": "replay", "version": 1, "keys": keys, "roles": roles });
    let manifest = json!({
        "format": "skillkeep-manifest/1", "tenant": "replay", "version": version, "issued": "2026-11-23T08:00:00Z",
        "sample": true, "company": "Replay", "files": entries,
    });
    CompanyFiles {
        root: envelope(ROOT_TYPE, root),
        manifest: envelope(MANIFEST_TYPE, manifest),
        files: files.into_iter().map(|(_, name, bytes)| (name.to_owned(), bytes)).collect(),
        catalogue: None,
        actions: None,
    }
}
