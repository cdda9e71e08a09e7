//! Reports of our own, committed: whoever changes a byte of the wire sees it here. `SKILLKEEP_BLESS=1` writes the files anew; all
//! randomness repeats itself, so blessing an unchanged wire changes nothing.
#![allow(clippy::unwrap_used, reason = "tests")]

mod common;

use std::path::PathBuf;

use chacha20::rand_core::Rng;
use common::hostile::{Circuit, number};
use common::{DAY, KNOWN, World, hex, ones, rng, unhex};
use serde_json::{Value, json};
use skillkeep_dap::aggregator::Task;
use skillkeep_dap::client::assemble;
use skillkeep_dap::codec::{Decode, Encode};
use skillkeep_dap::hpke::Keypair;
use skillkeep_dap::messages::{Extension, HpkeConfig, Report, ReportError, ReportId, ReportMetadata, TaskId};
use skillkeep_dap::task::{TaskConfiguration, VdafConfig, verify_key};
use skillkeep_dap::vdaf::{Share, unshard};

const LENGTH: u32 = 12;

/// What is wrong with a report, and what it is refused with: said here, so that blessing cannot make a wrong answer right.
const WRONG: &[(&str, ReportError)] = &[
    ("weight", ReportError::VdafVerifyError),
    ("not_a_bit", ReportError::VdafVerifyError),
    ("proof", ReportError::VdafVerifyError),
    ("public_share", ReportError::VdafVerifyError),
    ("helper_seed", ReportError::VdafVerifyError),
    ("time", ReportError::HpkeDecryptError),
    ("metadata", ReportError::HpkeDecryptError),
    ("leader_ciphertext", ReportError::HpkeDecryptError),
    ("helper_ciphertext", ReportError::HpkeDecryptError),
    ("other_configuration", ReportError::HpkeDecryptError),
    ("unknown_extension", ReportError::InvalidMessage),
    ("extension_twice", ReportError::InvalidMessage),
    ("key_id", ReportError::HpkeUnknownConfigId),
    ("task_over", ReportError::TaskExpired),
    ("task_not_begun", ReportError::TaskNotStarted),
];

fn file(name: &str) -> PathBuf {
    [env!("CARGO_MANIFEST_DIR"), "tests", "vectors", name].iter().collect()
}

fn keys(pair: &Keypair) -> Value {
    json!({ "hpke_config": hex(&pair.config().get_encoded().unwrap()), "private_key": hex(pair.private()) })
}

/// A file of three answers; with a name of what is wrong, of one report that must be refused.
fn make(config: VdafConfig, answers: &[&[u32]], wrong: Option<&str>) -> Value {
    let (world, circuit) = (World::new(config), Circuit::new(&config));
    let rng = &mut rng(77);
    let mut sums = vec![0; LENGTH as usize];
    let mut reports = Vec::new();
    for (n, set) in answers.iter().enumerate() {
        let (mut seeds, mut id) = ([0; 128], ReportId([0; 16]));
        rng.fill_bytes(&mut seeds);
        rng.fill_bytes(&mut id.0);
        let mut vector = circuit.encode(set);
        match wrong {
            Some("weight") => vector[11] = number(1),
            Some("not_a_bit") => vector[set[0] as usize] = number(2),
            _ => {}
        }
        let mut halves = circuit.cut(&vector, world.task.id, &id, &seeds);
        match wrong {
            Some("proof") => halves.leader[vector.len() * 16] ^= 1,
            Some("public_share") => halves.public[0] ^= 1,
            Some("helper_seed") => halves.helper[0] ^= 1,
            _ => {}
        }
        let extension = |kind| Extension { kind, data: Vec::new() };
        let public_extensions = match wrong {
            Some("unknown_extension") => vec![extension(0xff02)],
            Some("extension_twice") => vec![extension(KNOWN[0]), extension(KNOWN[0])],
            _ => Vec::new(),
        };
        // A client that was told another question, with another noise: its task_info is another.
        let told = TaskConfiguration { task_info: vec![8; 32], ..world.task.configuration.clone() };
        let mut target = world.target();
        if wrong == Some("other_configuration") {
            target.configuration = &told;
        }
        let metadata = ReportMetadata { id, time: DAY, public_extensions };
        let mut report = assemble(&target, metadata, halves, &mut common::rng(n as u8)).unwrap();
        match wrong {
            Some("time") => report.metadata.time += 1,
            Some("task_over") => report.metadata.time += 92,
            Some("task_not_begun") => report.metadata.time -= 1,
            Some("leader_ciphertext") => report.leader.payload[0] ^= 1,
            Some("helper_ciphertext") => report.helper.payload[0] ^= 1,
            Some("metadata") => report.metadata.id.0[0] ^= 1,
            Some("key_id") => report.leader.config ^= 1,
            _ => {}
        }
        reports.push(hex(&report.get_encoded().unwrap()));
        sums.iter_mut().zip(ones(LENGTH as usize, set)).for_each(|(sum, one)| *sum += one);
    }
    let task = &world.task;
    let mut out = json!({
        "task_id": hex(&task.id.0),
        "task_configuration": hex(&task.configuration.get_encoded().unwrap()),
        "seed": hex(&[9; 32]),
        "vdaf_verify_key": hex(&verify_key(&[9; 32], task.id)),
        "leader": keys(&world.leader),
        "helper": keys(&world.helper),
        "reports": reports.clone(),
    });
    match WRONG.iter().find(|(name, _)| Some(*name) == wrong) {
        Some((_, error)) => out["refused"] = error.code().into(),
        None => out["sums"] = sums.into(),
    }
    out
}

fn all() -> Vec<(String, Value)> {
    let multihot = VdafConfig::multihot(LENGTH, 4);
    let most: &[u32] = &[0, 1, 2, 3];
    let mut out = vec![
        ("multihot.json".into(), make(multihot, &[&[0, 3, 11], &[], most], None)),
        ("histogram.json".into(), make(VdafConfig::histogram(LENGTH), &[&[0], &[7], &[7]], None)),
    ];
    for (wrong, _) in WRONG {
        out.push((format!("multihot_bad_{wrong}.json"), make(multihot, &[most], Some(wrong))));
    }
    out
}

/// Reads a file alone, by nothing but its own bytes.
fn world_of(vector: &Value) -> World {
    let bytes = |value: &Value| unhex(value.as_str().unwrap());
    let keys = |role: &str| {
        let config = HpkeConfig::get_decoded(&bytes(&vector[role]["hpke_config"])).unwrap();
        Keypair::restore(config, &bytes(&vector[role]["private_key"])).unwrap()
    };
    let configuration = TaskConfiguration::get_decoded(&bytes(&vector["task_configuration"])).unwrap();
    let id = TaskId(bytes(&vector["task_id"]).try_into().unwrap());
    let seed = bytes(&vector["seed"]).try_into().unwrap();
    assert_eq!(configuration.derive_id("sample").unwrap(), id);
    assert_eq!(hex(&verify_key(&seed, id)), vector["vdaf_verify_key"].as_str().unwrap());
    World { task: Task::new(id, configuration, &seed).unwrap(), leader: keys("leader"), helper: keys("helper") }
}

#[test]
fn what_is_made_today_is_what_was_committed() {
    for (name, made) in all() {
        let text = serde_json::to_string_pretty(&made).unwrap() + "\n";
        if std::env::var_os("SKILLKEEP_BLESS").is_some() {
            std::fs::write(file(&name), &text).unwrap();
        }
        assert!(std::fs::read_to_string(file(&name)).unwrap() == text, "{name} is not what is made today");
    }
}

#[test]
fn the_committed_reports_sum_and_the_bad_ones_are_refused() {
    if std::env::var_os("SKILLKEEP_BLESS").is_some() {
        // The other test is writing the files just now.
        return;
    }
    for (name, _) in all() {
        let vector: Value = serde_json::from_str(&std::fs::read_to_string(file(&name)).unwrap()).unwrap();
        let world = world_of(&vector);
        let reports = vector["reports"].as_array().unwrap().iter().map(|r| unhex(r.as_str().unwrap()));
        if let Some(code) = vector["refused"].as_str() {
            for report in reports {
                assert_eq!(world.way(&report).unwrap_err().code(), code, "{name}");
            }
            continue;
        }
        let (mut leader, mut helper) = (Share::zero(LENGTH as usize), Share::zero(LENGTH as usize));
        for report in reports {
            assert_eq!(Report::get_decoded(&report).unwrap().get_encoded().unwrap(), report);
            let (a, b) = world.way(&report).unwrap();
            leader.add(&a).unwrap();
            helper.add(&b).unwrap();
        }
        let sums: Vec<i64> = vector["sums"].as_array().unwrap().iter().map(|n| n.as_i64().unwrap()).collect();
        assert_eq!(unshard(&leader, &helper).unwrap(), sums, "{name}");
    }
}
