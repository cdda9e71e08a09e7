//! A task: its configuration, which is in everything that is sealed, and what is derived from it.

use std::io::Cursor;

use sha2::{Digest, Sha256};

use crate::codec::{self, CodecError, Decode, Encode};
use crate::messages::{BATCH_MODE_TIME_INTERVAL, Extension, Interval, TaskId};

/// Seconds of one unit of time: a day. A finer clock would tell when somebody sat at the computer.
pub const TIME_PRECISION: u64 = 86_400;
/// Number of the task extension that bounds a task in time.
const TASK_INTERVAL: u16 = 1;

/// Which VDAF, and how large. `chunk` trades the length of a proof against its verification.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum VdafConfig {
    /// Prio3Count.
    Count,
    /// Prio3SumVec of `length` numbers, each at most `max`.
    SumVec {
        /// Numbers.
        length: u32,
        /// Largest.
        max: u64,
        /// Chunk length.
        chunk: u32,
    },
    /// Prio3Histogram of `length` cells.
    Histogram {
        /// Cells.
        length: u32,
        /// Chunk length.
        chunk: u32,
    },
    /// Prio3MultihotCountVec of `length` bits, at most `max_weight` set.
    Multihot {
        /// Bits.
        length: u32,
        /// Chunk length.
        chunk: u32,
        /// Most that may be set.
        max_weight: u64,
    },
}

impl VdafConfig {
    /// A histogram with the usual chunk length, the whole number nearest above the square root.
    pub fn histogram(length: u32) -> VdafConfig {
        VdafConfig::Histogram { length, chunk: chunk(length) }
    }

    /// A multi-hot vector with the usual chunk length.
    pub fn multihot(length: u32, max_weight: u64) -> VdafConfig {
        VdafConfig::Multihot { length, chunk: chunk(length), max_weight }
    }
}

fn chunk(length: u32) -> u32 {
    let root = length.isqrt();
    if root * root < length { root + 1 } else { root.max(1) }
}

impl Encode for VdafConfig {
    fn encode(&self, out: &mut Vec<u8>) -> Result<(), CodecError> {
        let mut parameters = Vec::new();
        let kind: u32 = match self {
            VdafConfig::Count => 1,
            VdafConfig::SumVec { length, max, chunk } => {
                length.encode(&mut parameters)?;
                max.encode(&mut parameters)?;
                chunk.encode(&mut parameters)?;
                3
            }
            VdafConfig::Histogram { length, chunk } => {
                length.encode(&mut parameters)?;
                chunk.encode(&mut parameters)?;
                4
            }
            VdafConfig::Multihot { length, chunk, max_weight } => {
                length.encode(&mut parameters)?;
                chunk.encode(&mut parameters)?;
                max_weight.encode(&mut parameters)?;
                5
            }
        };
        kind.encode(out)?;
        codec::put16(out, &parameters)
    }
}

impl Decode for VdafConfig {
    fn decode(bytes: &mut Cursor<&[u8]>) -> Result<Self, CodecError> {
        let kind = u32::decode(bytes)?;
        let parameters = codec::opaque16(bytes)?;
        let p = &mut Cursor::new(parameters.as_slice());
        let vdaf = match kind {
            1 => VdafConfig::Count,
            3 => VdafConfig::SumVec { length: u32::decode(p)?, max: u64::decode(p)?, chunk: u32::decode(p)? },
            4 => VdafConfig::Histogram { length: u32::decode(p)?, chunk: u32::decode(p)? },
            5 => VdafConfig::Multihot { length: u32::decode(p)?, chunk: u32::decode(p)?, max_weight: u64::decode(p)? },
            _ => return Err(CodecError::UnexpectedValue),
        };
        if p.position() < parameters.len() as u64 {
            return Err(CodecError::BytesLeftOver(parameters.len() - p.position() as usize));
        }
        Ok(vdaf)
    }
}

/// Everything that client, aggregators and collector must agree on, draft section 4.2. It is in the associated data of all that
/// is sealed, so whoever was told otherwise cannot open it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TaskConfiguration {
    /// SHA-256 of the measure's own words and the cell, or whatever else names the task.
    pub task_info: Vec<u8>,
    /// Base URL of the leader.
    pub leader: Vec<u8>,
    /// Base URL of the helper.
    pub helper: Vec<u8>,
    /// Seconds of a unit of time.
    pub time_precision: u64,
    /// Fewest reports of a batch.
    pub min_batch_size: u64,
    /// Batch mode; only [`BATCH_MODE_TIME_INTERVAL`] is run here.
    pub batch_mode: u8,
    /// Which VDAF.
    pub vdaf: VdafConfig,
    /// Extensions of the task.
    pub extensions: Vec<Extension>,
}

impl TaskConfiguration {
    /// A task of this house: days, time intervals, and an interval of its own.
    ///
    /// # Errors
    /// [`CodecError`] where the days do not make an interval.
    pub fn new(
        task_info: [u8; 32],
        [leader, helper]: [&str; 2],
        min_batch_size: u64,
        vdaf: VdafConfig,
        days: Interval,
    ) -> Result<TaskConfiguration, CodecError> {
        Ok(TaskConfiguration {
            task_info: task_info.to_vec(),
            leader: leader.as_bytes().to_vec(),
            helper: helper.as_bytes().to_vec(),
            time_precision: TIME_PRECISION,
            min_batch_size,
            batch_mode: BATCH_MODE_TIME_INTERVAL,
            vdaf,
            extensions: vec![Extension { kind: TASK_INTERVAL, data: days.get_encoded()? }],
        })
    }

    /// When the task runs, where it says so.
    pub fn interval(&self) -> Option<Interval> {
        let extension = self.extensions.iter().find(|e| e.kind == TASK_INTERVAL)?;
        Interval::get_decoded(&extension.data).ok()
    }

    /// Is this a task that can be run here: time intervals, and no extension that is unknown, said twice or unreadable? An interval
    /// that could not be read would otherwise leave the task open for ever. Draft section 4.2.2.
    pub fn is_runnable(&self) -> bool {
        let known = |e: &Extension| e.kind == TASK_INTERVAL && Interval::get_decoded(&e.data).is_ok();
        self.batch_mode == BATCH_MODE_TIME_INTERVAL && self.extensions.len() <= 1 && self.extensions.iter().all(known)
    }

    /// The task's id in this house: nobody chooses it, so nobody can make two tasks of one question.
    ///
    /// # Errors
    /// [`CodecError`] where a part is too long to be written.
    pub fn derive_id(&self, tenant: &str) -> Result<TaskId, CodecError> {
        let mut hash = Sha256::new();
        hash.update(b"skillkeep task v1\0");
        let mut named = Vec::new();
        codec::put16(&mut named, tenant.as_bytes())?;
        hash.update(&named);
        hash.update(self.get_encoded()?);
        Ok(TaskId(hash.finalize().into()))
    }
}

impl Encode for TaskConfiguration {
    fn encode(&self, out: &mut Vec<u8>) -> Result<(), CodecError> {
        codec::put8(out, &self.task_info)?;
        codec::put16(out, &self.leader)?;
        codec::put16(out, &self.helper)?;
        self.time_precision.encode(out)?;
        self.min_batch_size.encode(out)?;
        self.batch_mode.encode(out)?;
        codec::put16(out, &[])?;
        self.vdaf.encode(out)?;
        codec::put_items16(out, &self.extensions)
    }
}

impl Decode for TaskConfiguration {
    fn decode(bytes: &mut Cursor<&[u8]>) -> Result<Self, CodecError> {
        let task_info = codec::opaque8(bytes)?;
        let (leader, helper) = (codec::opaque16(bytes)?, codec::opaque16(bytes)?);
        let (time_precision, min_batch_size) = (u64::decode(bytes)?, u64::decode(bytes)?);
        let batch_mode = u8::decode(bytes)?;
        if !codec::opaque16(bytes)?.is_empty() {
            return Err(CodecError::UnexpectedValue);
        }
        Ok(TaskConfiguration {
            task_info,
            leader,
            helper,
            time_precision,
            min_batch_size,
            batch_mode,
            vdaf: VdafConfig::decode(bytes)?,
            extensions: codec::items16(bytes)?,
        })
    }
}

/// The key with which both aggregators verify the reports of a task: HKDF-SHA256 of the seed that the two share, RFC 5869.
pub fn verify_key(seed: &[u8; 32], task: TaskId) -> [u8; 32] {
    let mut key = [0; 32];
    // 32 bytes are one block: expanding cannot fail.
    let _ = hkdf::Hkdf::<Sha256>::new(Some(&task.0), seed).expand(b"skillkeep verify key v1", &mut key);
    key
}
