//! What is derived, against figures computed apart from this crate: SHA-256 and HKDF-SHA256 by hand, RFC 5869.
#![allow(clippy::unwrap_used, reason = "tests")]

mod common;

use std::collections::BTreeSet;

use common::{DAY, World, hex};
use proptest::prelude::*;
use skillkeep_dap::codec::{Decode, Encode};
use skillkeep_dap::messages::{Extension, Interval, ReportError};
use skillkeep_dap::task::{TaskConfiguration, VdafConfig, verify_key};
use skillkeep_dap::vdaf::{Share, Vdaf, VdafError, unshard};

#[test]
fn task_id_and_verify_key_are_those_of_the_contract() {
    let world = World::new(VdafConfig::multihot(20, 6));
    let configuration = world.task.configuration.get_encoded().unwrap();
    assert_eq!(
        hex(&configuration),
        "20070707070707070707070707070707070707070707070707070707070707070700082f6c65616465722f00082f6b65657065722f\
         00000000000151800000000000000032010000000000050010000000140000000500000000000000060014000100100000000000005\
         0f7000000000000005c"
    );
    assert_eq!(hex(&world.task.id.0), "5b5a1a656601a9ae64825f90e476291778d93dce293e917f5a47433e29e137aa");
    assert_eq!(
        hex(&verify_key(&[9; 32], world.task.id)),
        "58d93eb99fb3f4aadf81c5bcac71e2c28657f664f6473610b46cdccfbb267fd6"
    );
}

/// Every field, one at a time: nobody can be asked under another configuration and be counted with the others.
#[test]
fn whatever_a_client_is_told_otherwise_makes_another_task() {
    let task = World::new(VdafConfig::multihot(20, 6)).task;
    let days = |start, duration| Extension { kind: 1, data: Interval { start, duration }.get_encoded().unwrap() };
    let changes: &[&dyn Fn(&mut TaskConfiguration)] = &[
        &|c| c.task_info[0] ^= 1,
        &|c| c.task_info.push(0),
        &|c| c.leader.push(b'x'),
        &|c| c.helper.push(b'x'),
        &|c| std::mem::swap(&mut c.leader, &mut c.helper),
        // The same letters in all, cut elsewhere.
        &|c| c.leader.push(c.helper.remove(0)),
        &|c| c.time_precision += 1,
        &|c| c.min_batch_size -= 1,
        &|c| c.batch_mode = 2,
        &|c| c.vdaf = VdafConfig::multihot(21, 6),
        &|c| c.vdaf = VdafConfig::multihot(20, 7),
        &|c| c.vdaf = VdafConfig::Multihot { length: 20, chunk: 4, max_weight: 6 },
        &|c| c.vdaf = VdafConfig::histogram(20),
        &|c| c.extensions.clear(),
        &|c| c.extensions = vec![days(DAY, 93)],
        &|c| c.extensions = vec![days(DAY + 1, 92)],
        &|c| c.extensions.push(Extension { kind: 2, data: Vec::new() }),
    ];
    let mut ids = vec![task.id];
    for change in changes {
        let mut other = task.configuration.clone();
        change(&mut other);
        ids.push(other.derive_id("sample").unwrap());
    }
    for tenant in ["", "other", "sample "] {
        ids.push(task.configuration.derive_id(tenant).unwrap());
    }
    assert_eq!(task.configuration.derive_id("sample").unwrap(), task.id);
    let keys: BTreeSet<_> = ids.iter().map(|id| verify_key(&[9; 32], *id)).collect();
    assert_eq!(keys.len(), ids.len(), "a key for each task");
    assert!(!keys.contains(&verify_key(&[8; 32], task.id)), "and for each seed");
    assert_eq!(ids.iter().collect::<BTreeSet<_>>().len(), ids.len());
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    /// Any byte of what is written, and any tenant.
    #[test]
    fn any_other_configuration_or_tenant_is_another_task(at in any::<usize>(), change in 1..=255u8, tenant in "[a-z]{0,9}") {
        let task = World::new(VdafConfig::multihot(20, 6)).task;
        let mut bytes = task.configuration.get_encoded().unwrap();
        let at = at % bytes.len();
        bytes[at] ^= change;
        if let Ok(other) = TaskConfiguration::get_decoded(&bytes) {
            prop_assert_ne!(other.derive_id("sample").unwrap(), task.id);
        }
        prop_assert_eq!(task.configuration.derive_id(&tenant).unwrap() == task.id, tenant == "sample");
    }
}

#[test]
fn a_chunk_is_the_square_root_rounded_up() {
    for (length, expected) in [(1, 1), (2, 2), (4, 2), (5, 3), (200, 15), (225, 15), (226, 16), (u32::MAX, 65_536)] {
        let VdafConfig::Histogram { chunk, .. } = VdafConfig::histogram(length) else { panic!("a histogram") };
        assert_eq!(chunk, expected, "length {length}");
    }
}

/// Noise of both aggregators, negative sums among it, comes out as whole numbers.
#[test]
fn noise_is_added_as_whole_numbers_and_a_sum_may_be_negative() {
    let world = World::new(VdafConfig::multihot(4, 2));
    let report = world.honest(&[1, 3], 8).get_encoded().unwrap();
    let (mut leader, mut helper) = world.way(&report).unwrap();
    leader.add_noise(&[-7, 5, i64::MAX / 2, 0]).unwrap();
    helper.add_noise(&[2, -9, i64::MAX / 2, -1]).unwrap();
    assert_eq!(unshard(&leader, &helper).unwrap(), [-5, -3, i64::MAX - 1, 0]);
    // Past what an i64 holds: an error, never another number.
    leader.add_noise(&[i64::MIN, 0, i64::MAX, 0]).unwrap();
    assert_eq!(unshard(&leader, &helper), Err(VdafError::Sum));
    assert_eq!(leader.add_noise(&[0; 3]), Err(VdafError::Sum));
    assert_eq!(leader.add(&Share::zero(3)), Err(VdafError::Sum));
    assert_eq!(unshard(&leader, &Share::zero(5)), Err(VdafError::Sum));

    let bytes = helper.encode().unwrap();
    assert!(Share::decode(&bytes, 4).unwrap() == helper);
    assert_eq!(Share::decode(&bytes[1..], 4), Err(VdafError::Malformed));
    assert_eq!(Share::decode(&[0xff; 16], 1), Err(VdafError::Malformed), "not a number of the field");
    assert_eq!(format!("{helper:?}"), "Share(4 hidden)");
}

#[test]
fn answers_that_do_not_fit_are_not_cut() {
    let multihot = World::new(VdafConfig::multihot(4, 2));
    let id = skillkeep_dap::messages::ReportId([1; 16]);
    for set in [&[4][..], &[0, 1, 2]] {
        assert_eq!(multihot.task.vdaf.shard(set, &id).err(), Some(VdafError::Measurement));
    }
    let histogram = World::new(VdafConfig::histogram(4));
    for set in [&[][..], &[4], &[0, 1]] {
        assert_eq!(histogram.task.vdaf.shard(set, &id).err(), Some(VdafError::Measurement));
    }
    for config in [
        VdafConfig::Count,
        VdafConfig::SumVec { length: 4, max: 2, chunk: 2 },
        VdafConfig::Histogram { length: 0, chunk: 1 },
        VdafConfig::Histogram { length: 4, chunk: 0 },
        VdafConfig::Histogram { length: u32::MAX, chunk: 1 },
        VdafConfig::Multihot { length: 4, chunk: 2, max_weight: 0 },
        VdafConfig::Multihot { length: 4, chunk: 2, max_weight: u64::MAX },
        VdafConfig::Multihot { length: 4, chunk: u32::MAX, max_weight: 2 },
    ] {
        let made = Vdaf::new(&config, multihot.task.id);
        // A weight that no answer reaches bounds nothing, but harms nobody.
        if !matches!(config, VdafConfig::Multihot { max_weight: u64::MAX, .. }) {
            assert_eq!(made.err(), Some(VdafError::Unsupported), "{config:?}");
        }
    }
}

#[test]
fn times_outside_the_task_and_extensions_that_nobody_knows_are_refused() {
    let world = World::new(VdafConfig::multihot(4, 2));
    let days = world.task.configuration.interval().unwrap();
    assert_eq!(world.task.in_time(days.start - 1), Err(ReportError::TaskNotStarted));
    assert_eq!(world.task.in_time(days.start), Ok(()));
    assert_eq!(world.task.in_time(days.start + days.duration - 1), Ok(()));
    assert_eq!(world.task.in_time(days.start + days.duration), Err(ReportError::TaskExpired));

    let with = |kinds: &[u16]| {
        let extensions = kinds.iter().map(|kind| Extension { kind: *kind, data: Vec::new() }).collect();
        let report = skillkeep_dap::client::report(&world.target(), &[1], days.start, extensions, &mut common::rng(3));
        world.counted(&report.unwrap().get_encoded().unwrap())
    };
    assert_eq!(with(&[]), Ok(vec![0, 1, 0, 0]));
    assert_eq!(with(&[0xff01]), Ok(vec![0, 1, 0, 0]));
    assert_eq!(with(&[0xff02]), Err(ReportError::InvalidMessage));
    assert_eq!(with(&[0xff01, 0xff01]), Err(ReportError::InvalidMessage));
}

#[test]
fn an_interval_that_cannot_be_read_does_not_open_the_task_for_ever() {
    let task = World::new(VdafConfig::multihot(4, 2)).task;
    let make = |extensions: Vec<Extension>| {
        let configuration = TaskConfiguration { extensions, ..task.configuration.clone() };
        skillkeep_dap::aggregator::Task::new(task.id, configuration, &[9; 32]).err()
    };
    let days = Interval { start: 1, duration: 2 }.get_encoded().unwrap();
    let interval = |data: &[u8]| Extension { kind: 1, data: data.to_vec() };
    assert_eq!(make(vec![interval(&days)]), None);
    assert_eq!(make(Vec::new()), None, "a task may have no end");
    assert_eq!(make(vec![interval(&days[..15])]), Some(VdafError::Unsupported));
    assert_eq!(make(vec![interval(&days), interval(&days)]), Some(VdafError::Unsupported));
    assert_eq!(make(vec![Extension { kind: 2, data: Vec::new() }]), Some(VdafError::Unsupported));

    let configuration = TaskConfiguration { batch_mode: 2, ..task.configuration.clone() };
    let made = skillkeep_dap::aggregator::Task::new(task.id, configuration, &[9; 32]);
    assert_eq!(made.err(), Some(VdafError::Unsupported), "a leader that picks the batch picks its victims");
}
