//! Every message: what is written is read again; what is cut short or too long is refused; any bytes give a message or an error.
#![allow(clippy::unwrap_used, reason = "tests")]

use proptest::collection::vec;
use proptest::prelude::*;
use skillkeep_dap::codec::{Decode, Encode, all};
use skillkeep_dap::messages::*;
use skillkeep_dap::task::{TaskConfiguration, VdafConfig};

fn bytes(most: usize) -> impl Strategy<Value = Vec<u8>> {
    vec(any::<u8>(), 1..most)
}

fn interval() -> impl Strategy<Value = Interval> {
    (any::<u64>(), any::<u64>()).prop_map(|(start, n)| Interval { start, duration: n.min(u64::MAX - start) })
}

fn extension() -> impl Strategy<Value = Extension> {
    (any::<u16>(), bytes(40)).prop_map(|(kind, data)| Extension { kind, data })
}

fn ciphertext() -> impl Strategy<Value = HpkeCiphertext> {
    (any::<u8>(), bytes(40), bytes(90)).prop_map(|(config, encapsulated, payload)| HpkeCiphertext {
        config,
        encapsulated,
        payload,
    })
}

fn config() -> impl Strategy<Value = HpkeConfig> {
    (any::<u8>(), any::<u16>(), any::<u16>(), any::<u16>(), bytes(40))
        .prop_map(|(id, kem, kdf, aead, public)| HpkeConfig { id, kem, kdf, aead, public })
}

fn metadata() -> impl Strategy<Value = ReportMetadata> {
    (any::<[u8; 16]>(), any::<u64>(), vec(extension(), 0..4)).prop_map(|(id, time, public_extensions)| ReportMetadata {
        id: ReportId(id),
        time,
        public_extensions,
    })
}

fn error() -> impl Strategy<Value = ReportError> {
    (1..=11u8).prop_map(|code| ReportError::get_decoded(&[code]).unwrap())
}

fn init() -> impl Strategy<Value = VerifyInit> {
    (metadata(), bytes(80), ciphertext(), bytes(50)).prop_map(|(metadata, public_share, sealed, message)| VerifyInit {
        share: ReportShare { metadata, public_share, sealed },
        message,
    })
}

fn verify() -> impl Strategy<Value = VerifyResp> {
    let result = prop_oneof![
        bytes(60).prop_map(VerifyResult::Continue),
        Just(VerifyResult::Finished),
        error().prop_map(VerifyResult::Reject)
    ];
    (any::<[u8; 16]>(), result).prop_map(|(id, result)| VerifyResp { id: ReportId(id), result })
}

fn collection() -> impl Strategy<Value = CollectionJobReq> {
    (interval(), bytes(20), vec(extension(), 0..3)).prop_map(|(interval, parameter, extensions)| CollectionJobReq {
        query: Query(interval),
        parameter,
        extensions,
    })
}

fn vdaf() -> impl Strategy<Value = VdafConfig> {
    let numbers = (any::<u32>(), any::<u32>(), any::<u64>());
    (0..4, numbers).prop_map(|(kind, (length, chunk, n))| match kind {
        0 => VdafConfig::Count,
        1 => VdafConfig::SumVec { length, max: n, chunk },
        2 => VdafConfig::Histogram { length, chunk },
        _ => VdafConfig::Multihot { length, chunk, max_weight: n },
    })
}

fn task() -> impl Strategy<Value = TaskConfiguration> {
    (bytes(255), bytes(60), bytes(60), any::<u64>(), any::<u64>(), any::<u8>(), vdaf(), vec(extension(), 0..3))
        .prop_map(|(task_info, leader, helper, time_precision, min_batch_size, batch_mode, vdaf, extensions)| {
            TaskConfiguration {
                task_info,
                leader,
                helper,
                time_precision,
                min_batch_size,
                batch_mode,
                vdaf,
                extensions,
            }
        })
}

/// There and back, every cut, every byte changed, and a byte too many.
fn there_and_back<M: Encode + Decode + PartialEq + std::fmt::Debug>(message: &M) {
    let bytes = message.get_encoded().unwrap();
    assert_eq!(&M::get_decoded(&bytes).unwrap(), message);
    for cut in 0..bytes.len() {
        assert!(M::get_decoded(&bytes[..cut]).is_err(), "cut at {cut} of {}", bytes.len());
    }
    assert!(M::get_decoded(&[bytes.as_slice(), &[0]].concat()).is_err(), "a byte too many");
    let mut changed = bytes.clone();
    for at in 0..bytes.len() {
        for change in [1, 0x80, 0xff] {
            changed[at] ^= change;
            // Another message or none: never one that is written in two ways, so never this one again.
            if let Ok(other) = M::get_decoded(&changed) {
                assert_eq!(other.get_encoded().unwrap(), changed, "byte {at} changed by {change}");
                assert_ne!(&other, message, "byte {at} changed by {change} says the same");
            }
            changed[at] ^= change;
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn basics(a in interval(), b in extension(), c in ciphertext(), d in config(), e in vec(config(), 0..4)) {
        there_and_back(&a);
        there_and_back(&b);
        there_and_back(&c);
        there_and_back(&d);
        there_and_back(&HpkeConfigList(e));
    }

    #[test]
    fn reports(m in metadata(), p in bytes(80), l in ciphertext(), h in ciphertext(), x in vec(extension(), 0..3)) {
        there_and_back(&m);
        there_and_back(&PlaintextInputShare { private_extensions: x, payload: p.clone() });
        there_and_back(&Report { metadata: m, public_share: p, leader: l, helper: h });
    }

    #[test]
    fn aggregation(key in any::<u8>(), mode in any::<u8>(), p in bytes(9), i in vec(init(), 0..3), r in vec(verify(), 0..4)) {
        there_and_back(&AggregationJobInitReq { verification_key: key, parameter: p, batch_mode: mode, reports: i });
        there_and_back(&AggregationJobResp(r));
    }

    #[test]
    fn collections(job in collection(), i in interval(), count in any::<u64>(), checksum in any::<[u8; 32]>(), c in ciphertext()) {
        there_and_back(&job);
        there_and_back(&CollectionJobResp { count, interval: i, leader: c.clone(), helper: c.clone() });
        there_and_back(&AggregateShare(c));
        there_and_back(&AggregateShareReq { job, batch: BatchSelector(i), count, checksum });
    }

    #[test]
    fn tasks(task in task()) {
        there_and_back(&task);
    }

    /// An upload stands without a length: a cut at a report's end is a shorter upload, every other cut is refused.
    #[test]
    fn uploads(ids in vec((any::<[u8; 16]>(), error()), 0..5), m in metadata(), c in ciphertext()) {
        let errors = UploadErrors(ids.into_iter().map(|(id, e)| (ReportId(id), e)).collect());
        let bytes = errors.get_encoded().unwrap();
        prop_assert_eq!(UploadErrors::get_decoded(&bytes).unwrap(), errors);
        for cut in 0..bytes.len() {
            prop_assert_eq!(UploadErrors::get_decoded(&bytes[..cut]).is_ok(), cut % 17 == 0);
        }
        let one = Report { metadata: m, public_share: vec![1], leader: c.clone(), helper: c };
        let (bytes, length) = (one.get_encoded().unwrap().repeat(3), one.get_encoded().unwrap().len());
        prop_assert_eq!(all::<Report>(&bytes).unwrap(), vec![one.clone(), one.clone(), one]);
        for cut in 0..bytes.len() {
            prop_assert_eq!(all::<Report>(&bytes[..cut]).is_ok(), cut % length == 0);
        }
    }

    #[test]
    fn any_bytes_give_a_message_or_an_error(bytes in vec(prop_oneof![Just(0), Just(1), Just(255), any::<u8>()], 0..300)) {
        // What is read is what is written again: no two ways to say one thing.
        fn canonical<M: Encode + Decode>(bytes: &[u8]) {
            if let Ok(message) = M::get_decoded(bytes) {
                assert_eq!(message.get_encoded().unwrap(), bytes);
            }
        }
        canonical::<HpkeConfigList>(&bytes);
        canonical::<HpkeCiphertext>(&bytes);
        canonical::<Interval>(&bytes);
        canonical::<Report>(&bytes);
        canonical::<ReportShare>(&bytes);
        canonical::<PlaintextInputShare>(&bytes);
        canonical::<UploadErrors>(&bytes);
        canonical::<AggregationJobInitReq>(&bytes);
        canonical::<AggregationJobResp>(&bytes);
        canonical::<AggregateShareReq>(&bytes);
        canonical::<CollectionJobReq>(&bytes);
        canonical::<CollectionJobResp>(&bytes);
        canonical::<TaskConfiguration>(&bytes);
        let _ = all::<Report>(&bytes);
    }
}

/// Ids stand in URLs: their own length and alphabet, no padding, and one spelling each.
#[test]
fn ids_are_read_from_urls_in_one_spelling() {
    let (task, job) = (TaskId([0xfb; 32]), JobId([0xff; 16]));
    assert_eq!(job.to_url(), "_____________________w");
    assert_eq!(TaskId::from_url(&task.to_url()), Some(task));
    assert_eq!(JobId::from_url(&job.to_url()), Some(job));
    assert_eq!(ReportId::from_url(&job.to_url()), Some(ReportId([0xff; 16])));
    for wrong in ["", "_____________________w==", "/////////////////////w", "_____________________x", &task.to_url()] {
        assert_eq!(JobId::from_url(wrong), None, "{wrong}");
    }
}

/// A length that no message has: refused before anything is set aside for it.
#[test]
fn a_length_past_the_end_costs_nothing() {
    let mut report = vec![0; 16 + 8 + 2];
    report.extend([0xff; 4]);
    assert!(Report::get_decoded(&report).is_err());
    assert!(AggregationJobResp::get_decoded(&[0xff; 4]).is_err());
}

/// The bytes themselves, so that a codec that errs the same way in both directions is seen.
#[test]
fn the_bytes_are_those_of_the_draft() {
    let interval = Interval { start: 1, duration: 2 };
    let job = CollectionJobReq { query: Query(interval), parameter: Vec::new(), extensions: Vec::new() };
    let query = [&[1, 0, 16][..], &[0, 0, 0, 0, 0, 0, 0, 1], &[0, 0, 0, 0, 0, 0, 0, 2]].concat();
    assert_eq!(job.get_encoded().unwrap(), [query.as_slice(), &[0; 4], &[0; 2]].concat());

    let share = AggregateShareReq { job, batch: BatchSelector(interval), count: 3, checksum: [9; 32] };
    let expected = [query.as_slice(), &[0; 6], &query, &[0, 0, 0, 0, 0, 0, 0, 3], &[9; 32]].concat();
    assert_eq!(share.get_encoded().unwrap(), expected);

    let sealed = HpkeCiphertext { config: 5, encapsulated: vec![6], payload: vec![7] };
    let metadata = ReportMetadata {
        id: ReportId([8; 16]),
        time: 1,
        public_extensions: vec![Extension { kind: 0xff01, data: vec![4] }],
    };
    let init = VerifyInit { share: ReportShare { metadata, public_share: vec![3], sealed }, message: vec![2] };
    let one = [
        &[8; 16][..],
        &[0, 0, 0, 0, 0, 0, 0, 1],
        &[0, 5, 0xff, 1, 0, 1, 4],
        &[0, 0, 0, 1, 3],
        &[5, 0, 1, 6, 0, 0, 0, 1, 7],
        &[0, 0, 0, 1, 2],
    ]
    .concat();
    let req = AggregationJobInitReq { verification_key: 9, parameter: Vec::new(), batch_mode: 1, reports: vec![init] };
    let expected = [&[9, 0, 0, 0, 0, 1, 0, 0][..], &(one.len() as u32).to_be_bytes(), &one].concat();
    assert_eq!(req.get_encoded().unwrap(), expected);

    let results =
        [VerifyResult::Continue(vec![1]), VerifyResult::Finished, VerifyResult::Reject(ReportError::OutdatedConfig)];
    let resp = AggregationJobResp(
        results.into_iter().zip(1..).map(|(result, i)| VerifyResp { id: ReportId([i; 16]), result }).collect(),
    );
    let each = [&[1; 16][..], &[0, 0, 0, 0, 1, 1], &[2; 16], &[1], &[3; 16], &[2, 11]].concat();
    assert_eq!(resp.get_encoded().unwrap(), [&(each.len() as u32).to_be_bytes()[..], &each].concat());
}
