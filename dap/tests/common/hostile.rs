//! Prio3's sharding, draft-irtf-cfrg-vdaf-18 section 7.2.1, written once more from the draft: of any vector, with any randomness. A
//! client that lies needs it, since `prio` encodes only what is valid; and it is what makes a vector of reports repeat itself.

use prio::codec::Encode;
use prio::field::{Field128, FieldElement};
use prio::flp::Type;
use prio::flp::gadgets::{Mul, ParallelSum};
use prio::flp::types::{Histogram, MultihotCountVec};
use prio::vdaf::xof::{IntoFieldVec, Xof, XofTurboShake128};
use skillkeep_dap::messages::{ReportId, TaskId};
use skillkeep_dap::task::VdafConfig;
use skillkeep_dap::vdaf::Sharded;

type Sum = ParallelSum<Field128, Mul>;

/// The circuit of a task.
pub(crate) enum Circuit {
    Histogram(Histogram<Field128, Sum>),
    Multihot(MultihotCountVec<Field128, Sum>),
}

impl Circuit {
    pub(crate) fn new(config: &VdafConfig) -> Circuit {
        match *config {
            VdafConfig::Histogram { length, chunk } => {
                Circuit::Histogram(Histogram::new(length as usize, chunk as usize).unwrap())
            }
            VdafConfig::Multihot { length, chunk, max_weight } => {
                Circuit::Multihot(MultihotCountVec::new(length as usize, max_weight as usize, chunk as usize).unwrap())
            }
            _ => unreachable!("not run here"),
        }
    }

    /// The encoding of places that are set; of nobody's choice but the caller's where they do not fit.
    pub(crate) fn encode(&self, set: &[u32]) -> Vec<Field128> {
        match self {
            Circuit::Histogram(t) => t.encode_measurement(&(set[0] as usize)).unwrap(),
            Circuit::Multihot(t) => {
                let bits = (0..t.output_len()).map(|i| set.contains(&(i as u32))).collect();
                t.encode_measurement(&bits).unwrap()
            }
        }
    }

    /// Cuts a vector with a proof about it, from 128 bytes of randomness.
    pub(crate) fn cut(&self, vector: &[Field128], task: TaskId, id: &ReportId, random: &[u8; 128]) -> Sharded {
        match self {
            Circuit::Histogram(t) => cut(t, 4, vector, task, id, random),
            Circuit::Multihot(t) => cut(t, 5, vector, task, id, random),
        }
    }
}

fn cut<T: Type<Field = Field128>>(
    t: &T,
    algorithm: u32,
    vector: &[Field128],
    task: TaskId,
    id: &ReportId,
    random: &[u8; 128],
) -> Sharded {
    let context = [b"dap-18".as_slice(), &task.0].concat();
    let tag = |usage: u16| [[18, 0].as_slice(), &algorithm.to_be_bytes(), &usage.to_be_bytes()].concat();
    let xof = |seed: &[u8; 32], usage: u16| XofTurboShake128::init(seed, &[&tag(usage), &context]);
    let stream = |seed: &[u8; 32], usage: u16, binder: &[u8], length: usize| -> Vec<Field128> {
        let mut xof = xof(seed, usage);
        xof.update(binder);
        xof.into_seed_stream().into_field_vec(length)
    };
    let seed = |i: usize| -> [u8; 32] { random[i * 32..][..32].try_into().unwrap() };
    let (share_seed, helper_blind, leader_blind, prove_seed) = (seed(0), seed(1), seed(2), seed(3));

    let helper = stream(&share_seed, 1, &[1], vector.len());
    let leader: Vec<Field128> = vector.iter().zip(&helper).map(|(a, b)| *a - *b).collect();
    let part = |blind: &[u8; 32], party: u8, share: &[Field128]| -> [u8; 32] {
        let mut xof = xof(blind, 7);
        xof.update(&[party]);
        xof.update(&id.0);
        share.iter().for_each(|f| xof.update(&f.get_encoded().unwrap()));
        *xof.into_seed().as_ref()
    };
    let parts = [part(&leader_blind, 0, &leader), part(&helper_blind, 1, &helper)].concat();
    let mut joint_seed = xof(&[0; 32], 6);
    joint_seed.update(&parts);
    let joint = stream(joint_seed.into_seed().as_ref(), 3, &[1], t.joint_rand_len());
    let prove = stream(&prove_seed, 4, &[1], t.prove_rand_len());
    // A circuit may refuse to prove what it would not accept; such a client makes a proof up.
    let proof = t.prove(vector, &prove, &joint).unwrap_or_else(|_| vec![Field128::zero(); t.proof_len()]);
    let mask = stream(&share_seed, 2, &[1, 1], t.proof_len());

    let mut half = Vec::new();
    leader.iter().try_for_each(|f| f.encode(&mut half)).unwrap();
    proof.iter().zip(&mask).try_for_each(|(a, b)| (*a - *b).encode(&mut half)).unwrap();
    half.extend_from_slice(&leader_blind);
    Sharded { public: parts, leader: half, helper: [share_seed, helper_blind].concat() }
}

/// A number in the field, negative ones as its opposite.
pub(crate) fn number(n: i64) -> Field128 {
    let size = Field128::from(u128::from(n.unsigned_abs()));
    if n < 0 { Field128::zero() - size } else { size }
}
