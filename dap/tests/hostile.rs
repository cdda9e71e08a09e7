//! Ten thousand hostile reports, half of them wrong before they are sealed: none that is counted changes a sum, and none panics.
#![allow(clippy::unwrap_used, reason = "tests")]

mod common;

use chacha20::ChaCha20Rng;
use chacha20::rand_core::Rng;
use common::hostile::{Circuit, number};
use common::{World, ones, rng};
use prio::codec::Encode;
use prio::field::Field128;
use skillkeep_dap::messages::{ReportError, ReportId};
use skillkeep_dap::task::VdafConfig;
use skillkeep_dap::vdaf::Sharded;

const LENGTH: u32 = 20;
const WEIGHT: u32 = 6;
const ROUNDS: usize = 2_500;

fn worlds() -> [(VdafConfig, Vec<u32>); 2] {
    [(VdafConfig::multihot(LENGTH, WEIGHT.into()), vec![1, 4, 19]), (VdafConfig::histogram(LENGTH), vec![4])]
}

fn below(rng: &mut ChaCha20Rng, n: usize) -> usize {
    usize::try_from(rng.next_u32()).unwrap() % n
}

fn random(rng: &mut ChaCha20Rng) -> ([u8; 128], ReportId) {
    let (mut seeds, mut id) = ([0; 128], ReportId([0; 16]));
    rng.fill_bytes(&mut seeds);
    rng.fill_bytes(&mut id.0);
    (seeds, id)
}

fn flip(bytes: &mut [u8], rng: &mut ChaCha20Rng) {
    let at = below(rng, bytes.len());
    bytes[at] ^= 1 << below(rng, 8);
}

/// The test's own sharding is that of `prio`: what it cuts honestly is counted. Without this the rest would prove nothing.
#[test]
fn what_the_test_cuts_honestly_is_counted() {
    for (config, set) in worlds() {
        let (world, circuit) = (World::new(config), Circuit::new(&config));
        let (seeds, id) = random(&mut rng(3));
        let halves = circuit.cut(&circuit.encode(&set), world.task.id, &id, &seeds);
        let report = world.sealed(id, halves, 4).get_encoded().unwrap();
        assert_eq!(world.counted(&report), Ok(ones(LENGTH as usize, &set)));
    }
}

/// One more than may be set, with the weight that the circuit would have to see.
#[test]
fn one_more_than_allowed_is_refused_even_with_a_weight_that_fits() {
    let config = VdafConfig::multihot(LENGTH, WEIGHT.into());
    let (world, circuit) = (World::new(config), Circuit::new(&config));
    let most: Vec<u32> = (0..WEIGHT).collect();
    let (seeds, id) = random(&mut rng(5));
    let mut vector = circuit.encode(&most);
    let honest = circuit.cut(&vector, world.task.id, &id, &seeds);
    assert!(world.counted(&world.sealed(id, honest, 1).get_encoded().unwrap()).is_ok());
    vector[WEIGHT as usize] = number(1);
    let halves = circuit.cut(&vector, world.task.id, &id, &seeds);
    let report = world.sealed(id, halves, 1).get_encoded().unwrap();
    assert_eq!(world.counted(&report), Err(ReportError::VdafVerifyError));
}

/// At the length of a real question, with the same lies by hand: the circuit's chunks end elsewhere than at twenty.
#[test]
fn two_hundred_places_are_held_to_the_same() {
    for (config, set, most) in
        [(VdafConfig::multihot(202, 14), vec![0, 99, 201], 0..=14), (VdafConfig::histogram(200), vec![199], 1..=1)]
    {
        let mut refused = 0;
        let (world, circuit) = (World::new(config), Circuit::new(&config));
        let honest = circuit.encode(&set);
        let rng = &mut rng(90);
        let counted = |vector: &[Field128], rng: &mut ChaCha20Rng| {
            let (seeds, id) = random(rng);
            let halves = circuit.cut(vector, world.task.id, &id, &seeds);
            world.counted(&world.sealed(id, halves, 1).get_encoded().unwrap())
        };
        assert_eq!(counted(&honest, rng), Ok(ones(world.task.vdaf.length(), &set)));
        for _ in 0..100 {
            let mut vector = honest.clone();
            let at = below(rng, vector.len());
            vector[at] += number([1, -1, 2, i64::MIN][below(rng, 4)]);
            if below(rng, 2) == 0 {
                // A second place makes up for the first, so that the sum fits.
                let other = (at + 1 + below(rng, vector.len() - 1)) % vector.len();
                let rest = honest[at] - vector[at];
                vector[other] += rest;
            }
            match counted(&vector, rng) {
                Err(error) => {
                    assert_eq!(error, ReportError::VdafVerifyError);
                    refused += 1;
                }
                // One more place and one less in the weight can be an honest answer: then it must be one.
                Ok(sums) => {
                    assert!(sums.iter().all(|n| [0, 1].contains(n)), "{sums:?}");
                    assert!(most.contains(&sums.iter().sum::<i64>()), "{sums:?}");
                }
            }
        }
        assert!(refused >= 90, "{refused} of 100 lies were refused");
    }
}

/// What a lying client does before it seals. Gives the kind of lie.
fn lie(circuit: &Circuit, world: &World, set: &[u32], rng: &mut ChaCha20Rng) -> (&'static str, ReportId, Sharded) {
    let (seeds, id) = random(rng);
    let mut vector = circuit.encode(set);
    let cut = |vector: &[Field128], id: &ReportId| circuit.cut(vector, world.task.id, id, &seeds);
    let places = vector.len();
    match below(rng, 15) {
        0 => {
            vector = circuit.encode(set);
            let free = (0..LENGTH as usize).find(|p| !set.contains(&(*p as u32))).unwrap();
            vector[free] = number(1);
            ("one more", id, cut(&vector, &id))
        }
        1 => {
            let size = [2, 3, -1, 1 << 20, i64::MAX][below(rng, 5)];
            vector[below(rng, places)] = number(size);
            ("not a bit", id, cut(&vector, &id))
        }
        2 => {
            // Sums to what it should, with places that are no bits.
            let (a, b) = (below(rng, LENGTH as usize), below(rng, LENGTH as usize));
            let size = number(2 + i64::from(rng.next_u32() >> 4));
            vector[a] += size;
            vector[(b + usize::from(a == b)) % LENGTH as usize] -= size;
            ("a sum that fits", id, cut(&vector, &id))
        }
        3 => {
            let mut halves = cut(&vector, &id);
            let proof = places * 16..halves.leader.len() - 32;
            flip(&mut halves.leader[proof], rng);
            ("proof", id, halves)
        }
        4 => {
            let mut halves = cut(&vector, &id);
            let at = halves.leader.len() - 32;
            flip(&mut halves.leader[at..], rng);
            ("leader's blind", id, halves)
        }
        5 => {
            let mut halves = cut(&vector, &id);
            flip(&mut halves.helper[32..], rng);
            ("helper's blind", id, halves)
        }
        6 => {
            let mut halves = cut(&vector, &id);
            flip(&mut halves.public, rng);
            ("public share", id, halves)
        }
        7 => {
            let mut halves = cut(&vector, &id);
            flip(&mut halves.helper[..32], rng);
            ("helper's share only", id, halves)
        }
        8 => {
            let mut halves = cut(&vector, &id);
            let one = number(1).get_encoded().unwrap();
            halves.leader[..one.len()].copy_from_slice(&one);
            ("leader's share only", id, halves)
        }
        9 => {
            let mut halves = cut(&vector, &id);
            let half = [&mut halves.leader, &mut halves.helper, &mut halves.public].into_iter().nth(below(rng, 3));
            let half = half.unwrap();
            half.truncate(below(rng, half.len()));
            ("cut short", id, halves)
        }
        10 => {
            let mut halves = cut(&vector, &id);
            let half = [&mut halves.leader, &mut halves.helper, &mut halves.public].into_iter().nth(below(rng, 3));
            half.unwrap().push(0);
            ("too long", id, halves)
        }
        11 => {
            // Each half honest, and of another answer.
            let (other_seeds, _) = random(rng);
            let mut halves = cut(&vector, &id);
            let other = circuit.cut(&circuit.encode(&[set[0] ^ 1]), world.task.id, &id, &other_seeds);
            match below(rng, 3) {
                0 => halves.leader = other.leader,
                1 => halves.helper = other.helper,
                _ => halves.public = other.public,
            }
            ("halves of two reports", id, halves)
        }
        12 => {
            let mut halves = cut(&vector, &id);
            std::mem::swap(&mut halves.leader, &mut halves.helper);
            ("halves swapped", id, halves)
        }
        13 => {
            let mut halves = cut(&vector, &id);
            if below(rng, 2) == 0 {
                halves.leader.clear()
            } else {
                halves.helper.clear()
            }
            ("one half only", id, halves)
        }
        _ => {
            // Cut for another report: its own proof, under another id.
            let mut other = id;
            flip(&mut other.0, rng);
            ("another report's", id, cut(&vector, &other))
        }
    }
}

#[test]
fn lies_that_are_sealed_well_are_refused() {
    for (seed, (config, set)) in worlds().into_iter().enumerate() {
        let (world, circuit) = (World::new(config), Circuit::new(&config));
        let rng = &mut rng(40 + seed as u8);
        let mut kinds = std::collections::BTreeMap::new();
        for round in 0..ROUNDS {
            let (kind, id, halves) = lie(&circuit, &world, &set, rng);
            let report = world.sealed(id, halves, round as u8).get_encoded().unwrap();
            let counted = world.counted(&report);
            *kinds.entry(kind).or_insert(0) += 1;
            if kind == "one more" && matches!(config, VdafConfig::Multihot { .. }) {
                // Within the clip, but the stated weight is another: refused all the same.
                assert_eq!(counted, Err(ReportError::VdafVerifyError), "{kind}");
            }
            assert!(counted.is_err(), "{kind} was counted as {counted:?}");
        }
        assert_eq!(kinds.len(), 15, "every kind of lie was told: {kinds:?}");
    }
}

#[test]
fn reports_changed_on_the_way_are_refused() {
    for (seed, (config, set)) in worlds().into_iter().enumerate() {
        let world = World::new(config);
        let rng = &mut rng(60 + seed as u8);
        let honest: Vec<Vec<u8>> = (0..4).map(|i| world.honest(&set, i).get_encoded().unwrap()).collect();
        for report in &honest {
            assert_eq!(world.counted(report), Ok(ones(LENGTH as usize, &set)));
        }
        for _ in 0..ROUNDS {
            let mut report = honest[below(rng, honest.len())].clone();
            match below(rng, 5) {
                0 => report.truncate(below(rng, report.len())),
                1 => report.push(rng.next_u32() as u8),
                2 => {
                    let at = below(rng, report.len());
                    report.remove(at);
                }
                3 => {
                    // A half of another report of the same person.
                    let other = &honest[below(rng, honest.len())];
                    let at = 1 + below(rng, report.len() - 1);
                    report.truncate(at);
                    report.extend_from_slice(&other[at..]);
                    if honest.contains(&report) {
                        flip(&mut report, rng);
                    }
                }
                _ => flip(&mut report, rng),
            }
            let counted = world.counted(&report);
            assert!(counted.is_err(), "counted as {counted:?}");
        }
    }
}
