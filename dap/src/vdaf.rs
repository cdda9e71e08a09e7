//! The two VDAFs that are run here, behind one type: Prio3Histogram and Prio3MultihotCountVec, both over `Field128`
//! (draft-irtf-cfrg-vdaf-18, sections 7.4.4 and 7.4.5). Whole numbers only.
#![deny(clippy::float_arithmetic)]

use prio::codec::ParameterizedDecode;
use prio::field::{Field128, FieldElement, FieldElementWithInteger};
use prio::topology::ping_pong::{PingPongMessage, PingPongState, PingPongTopology};
use prio::vdaf::Client;
use prio::vdaf::prio3::{Prio3Histogram, Prio3InputShare, Prio3MultihotCountVec, Prio3PublicShare, Prio3VerifyState};

use crate::codec::{Decode, Encode};
use crate::messages::{ReportId, TaskId};
use crate::task::VdafConfig;

/// Largest vector that is run: bounds what a configuration can make us allocate.
const MOST: u32 = 1 << 16;

/// Why a VDAF did not do what it was asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum VdafError {
    /// A VDAF, a size, a batch mode or a task extension that is not run here.
    #[error("a task like this is not run here")]
    Unsupported,
    /// A measurement that does not fit: a place outside, too many places.
    #[error("the measurement does not fit")]
    Measurement,
    /// A share or message that cannot be read.
    #[error("a share or message cannot be read")]
    Malformed,
    /// The proof does not hold.
    #[error("the proof does not hold")]
    Proof,
    /// Shares of different length, or a sum that no number of people makes.
    #[error("the shares do not belong together")]
    Sum,
}

impl VdafError {
    /// A stable code.
    pub fn code(self) -> &'static str {
        match self {
            VdafError::Unsupported => "vdaf.unsupported",
            VdafError::Measurement => "vdaf.measurement",
            VdafError::Malformed => "vdaf.malformed",
            VdafError::Proof => "vdaf.proof",
            VdafError::Sum => "vdaf.sum",
        }
    }
}

enum Kind {
    Histogram(Prio3Histogram),
    Multihot(Prio3MultihotCountVec),
}

macro_rules! with {
    ($self:ident, $prio:ident => $body:expr) => {
        match &$self.kind {
            Kind::Histogram($prio) => $body,
            Kind::Multihot($prio) => $body,
        }
    };
}

/// A VDAF of a task.
pub struct Vdaf {
    kind: Kind,
    length: usize,
    context: Vec<u8>,
}

/// A measurement, cut in two.
pub struct Sharded {
    /// Both may see it.
    pub public: Vec<u8>,
    /// The leader's half.
    pub leader: Vec<u8>,
    /// The helper's half.
    pub helper: Vec<u8>,
}

/// What the leader remembers of a report between its first message and the helper's answer.
#[derive(Clone)]
pub struct LeaderState(Prio3VerifyState<Field128, 32>);

impl std::fmt::Debug for LeaderState {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("LeaderState(hidden)")
    }
}

/// One aggregator's share of one verified answer, or of the sum of many.
#[derive(Clone, PartialEq, Eq)]
pub struct Share(Vec<Field128>);

impl std::fmt::Debug for Share {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Share({} hidden)", self.0.len())
    }
}

impl Share {
    /// The share of nobody.
    pub fn zero(length: usize) -> Share {
        Share(vec![Field128::zero(); length])
    }

    /// Adds another share.
    ///
    /// # Errors
    /// [`VdafError::Sum`] where the lengths differ.
    pub fn add(&mut self, other: &Share) -> Result<(), VdafError> {
        if self.0.len() != other.0.len() {
            return Err(VdafError::Sum);
        }
        self.0.iter_mut().zip(&other.0).for_each(|(a, b)| *a += *b);
        Ok(())
    }

    /// Adds noise, a whole number to each place; negative ones as the field's opposite.
    ///
    /// # Errors
    /// [`VdafError::Sum`] where the lengths differ.
    pub fn add_noise(&mut self, noise: &[i64]) -> Result<(), VdafError> {
        if self.0.len() != noise.len() {
            return Err(VdafError::Sum);
        }
        for (place, n) in self.0.iter_mut().zip(noise) {
            let size = Field128::from(u128::from(n.unsigned_abs()));
            *place = if *n < 0 { *place - size } else { *place + size };
        }
        Ok(())
    }

    /// As it is sealed to the collector.
    ///
    /// # Errors
    /// [`VdafError::Malformed`]; cannot happen with what was built here.
    pub fn encode(&self) -> Result<Vec<u8>, VdafError> {
        let mut out = Vec::with_capacity(self.0.len() * Field128::ENCODED_SIZE);
        self.0.iter().try_for_each(|f| f.encode(&mut out)).map_err(|_| VdafError::Malformed)?;
        Ok(out)
    }

    /// Reads a share of `length` places.
    ///
    /// # Errors
    /// [`VdafError::Malformed`].
    pub fn decode(bytes: &[u8], length: usize) -> Result<Share, VdafError> {
        if length.checked_mul(Field128::ENCODED_SIZE) != Some(bytes.len()) {
            return Err(VdafError::Malformed);
        }
        let place = |b: &[u8]| Field128::get_decoded(b).map_err(|_| VdafError::Malformed);
        bytes.chunks_exact(Field128::ENCODED_SIZE).map(place).collect::<Result<_, _>>().map(Share)
    }
}

/// Puts the two shares of a batch together. Noise can make a sum negative, so each is lifted to the centred residue.
///
/// # Errors
/// [`VdafError::Sum`] where the lengths differ, or where a sum is larger than any number of people and noise.
pub fn unshard(leader: &Share, helper: &Share) -> Result<Vec<i64>, VdafError> {
    let mut both = leader.clone();
    both.add(helper)?;
    let modulus = Field128::modulus();
    let lift = |f: &Field128| {
        let value = u128::from(*f);
        let sum =
            if value <= modulus / 2 { i128::try_from(value) } else { i128::try_from(modulus - value).map(|v| -v) };
        sum.ok().and_then(|v| i64::try_from(v).ok()).ok_or(VdafError::Sum)
    };
    both.0.iter().map(lift).collect()
}

impl Vdaf {
    /// The VDAF of a task.
    ///
    /// # Errors
    /// [`VdafError::Unsupported`].
    pub fn new(config: &VdafConfig, task: TaskId) -> Result<Vdaf, VdafError> {
        let unsupported = |_| VdafError::Unsupported;
        let size = |n: u32| if n == 0 || n > MOST { Err(VdafError::Unsupported) } else { Ok(n as usize) };
        let (kind, length) = match *config {
            VdafConfig::Histogram { length, chunk } => {
                let prio = Prio3Histogram::new_histogram(2, size(length)?, size(chunk)?).map_err(unsupported)?;
                (Kind::Histogram(prio), length)
            }
            VdafConfig::Multihot { length, chunk, max_weight } => {
                let weight = usize::try_from(max_weight).map_err(|_| VdafError::Unsupported)?;
                let prio = Prio3MultihotCountVec::new_multihot_count_vec(2, size(length)?, weight, size(chunk)?)
                    .map_err(unsupported)?;
                (Kind::Multihot(prio), length)
            }
            VdafConfig::Count | VdafConfig::SumVec { .. } => return Err(VdafError::Unsupported),
        };
        let mut context = crate::VERSION.as_bytes().to_vec();
        context.extend_from_slice(&task.0);
        Ok(Vdaf { kind, length: length as usize, context })
    }

    /// Places of a sum.
    pub fn length(&self) -> usize {
        self.length
    }

    /// Cuts an answer in two. `set` are the places that are set: for a histogram exactly one. The randomness is the system's.
    ///
    /// # Errors
    /// [`VdafError::Measurement`].
    pub fn shard(&self, set: &[u32], id: &ReportId) -> Result<Sharded, VdafError> {
        let wrong = |_| VdafError::Measurement;
        if set.iter().any(|p| *p as usize >= self.length) {
            return Err(VdafError::Measurement);
        }
        let (public, halves) = match &self.kind {
            Kind::Histogram(prio) => {
                let [cell] = set else { return Err(VdafError::Measurement) };
                prio.shard(&self.context, &(*cell as usize), &id.0).map_err(wrong)?
            }
            Kind::Multihot(prio) => {
                let mut bits = vec![false; self.length];
                set.iter().filter_map(|p| bits.get_mut(*p as usize).map(|b| *b = true)).for_each(drop);
                prio.shard(&self.context, &bits, &id.0).map_err(wrong)?
            }
        };
        let encoded = |share: Option<&Prio3InputShare<Field128, 32>>| {
            share.and_then(|s| s.get_encoded().ok()).ok_or(VdafError::Malformed)
        };
        Ok(Sharded {
            public: public.get_encoded().map_err(|_| VdafError::Malformed)?,
            leader: encoded(halves.first())?,
            helper: encoded(halves.get(1))?,
        })
    }

    fn read(
        &self,
        party: usize,
        public: &[u8],
        half: &[u8],
    ) -> Result<(Prio3PublicShare<32>, Prio3InputShare<Field128, 32>), VdafError> {
        let malformed = |_| VdafError::Malformed;
        with!(self, prio => {
            let public = Prio3PublicShare::get_decoded_with_param(prio, public).map_err(malformed)?;
            let half = Prio3InputShare::get_decoded_with_param(&(prio, party), half).map_err(malformed)?;
            Ok((public, half))
        })
    }

    /// The leader's first step: its state, and its message to the helper.
    ///
    /// # Errors
    /// [`VdafError::Malformed`] or [`VdafError::Proof`].
    pub fn leader_init(
        &self,
        key: &[u8; 32],
        id: &ReportId,
        public: &[u8],
        half: &[u8],
    ) -> Result<(LeaderState, Vec<u8>), VdafError> {
        let (public, half) = self.read(0, public, half)?;
        let begun = with!(self, prio => {
            prio.leader_initialized(key, &self.context, &(), &id.0, &public, &half).map_err(|_| VdafError::Proof)?
        });
        Ok((LeaderState(begun.verifier_state), begun.message.get_encoded().map_err(|_| VdafError::Malformed)?))
    }

    /// The helper's only step: its share of the answer, and its message to the leader.
    ///
    /// # Errors
    /// [`VdafError::Malformed`] or [`VdafError::Proof`].
    pub fn helper_init(
        &self,
        key: &[u8; 32],
        id: &ReportId,
        public: &[u8],
        half: &[u8],
        message: &[u8],
    ) -> Result<(Share, Vec<u8>), VdafError> {
        let (public, half) = self.read(1, public, half)?;
        let message = PingPongMessage::get_decoded(message).map_err(|_| VdafError::Malformed)?;
        with!(self, prio => {
            let state = prio
                .helper_initialized(key, &self.context, &(), &id.0, &public, &half, &message)
                .and_then(|c| c.evaluate(&self.context, prio))
                .map_err(|_| VdafError::Proof)?;
            match state {
                PingPongState::FinishedWithOutbound { output_share, message } => Ok((
                    Share(output_share.as_ref().to_vec()),
                    message.get_encoded().map_err(|_| VdafError::Malformed)?,
                )),
                _ => Err(VdafError::Proof),
            }
        })
    }

    /// The leader's last step: its share of the answer.
    ///
    /// # Errors
    /// [`VdafError::Malformed`] or [`VdafError::Proof`].
    pub fn leader_finish(&self, state: LeaderState, message: &[u8]) -> Result<Share, VdafError> {
        let message = PingPongMessage::get_decoded(message).map_err(|_| VdafError::Malformed)?;
        with!(self, prio => {
            let state = prio
                .leader_continued(&self.context, &(), state.0, &message)
                .and_then(|c| c.evaluate(&self.context, prio))
                .map_err(|_| VdafError::Proof)?;
            match state {
                PingPongState::Finished { output_share } => Ok(Share(output_share.as_ref().to_vec())),
                _ => Err(VdafError::Proof),
            }
        })
    }
}
