//! What leader and helper say to each other while they verify.

use std::io::Cursor;

use super::{BatchSelector, CollectionJobReq, HpkeCiphertext, ReportError, ReportId, ReportShare};
use crate::codec::{self, CodecError, Decode, Encode};

/// A report's helper half and the leader's first message of the verification.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VerifyInit {
    /// The helper's half.
    pub share: ReportShare,
    /// The leader's ping-pong message, encoded.
    pub message: Vec<u8>,
}

impl Encode for VerifyInit {
    fn encode(&self, out: &mut Vec<u8>) -> Result<(), CodecError> {
        self.share.encode(out)?;
        codec::put32(out, &self.message)
    }
}

impl Decode for VerifyInit {
    fn decode(bytes: &mut Cursor<&[u8]>) -> Result<Self, CodecError> {
        Ok(VerifyInit { share: ReportShare::decode(bytes)?, message: codec::opaque32(bytes)? })
    }
}

/// Begins an aggregation job.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AggregationJobInitReq {
    /// Which of the shared verification keys.
    pub verification_key: u8,
    /// The VDAF's aggregation parameter; empty for Prio3.
    pub parameter: Vec<u8>,
    /// Batch mode; with time intervals the rest of the partial selector is empty.
    pub batch_mode: u8,
    /// The reports, no id twice.
    pub reports: Vec<VerifyInit>,
}

impl Encode for AggregationJobInitReq {
    fn encode(&self, out: &mut Vec<u8>) -> Result<(), CodecError> {
        self.verification_key.encode(out)?;
        codec::put32(out, &self.parameter)?;
        self.batch_mode.encode(out)?;
        codec::put16(out, &[])?;
        codec::put_items32(out, &self.reports)
    }
}

impl Decode for AggregationJobInitReq {
    fn decode(bytes: &mut Cursor<&[u8]>) -> Result<Self, CodecError> {
        let verification_key = u8::decode(bytes)?;
        let parameter = codec::opaque32(bytes)?;
        let batch_mode = u8::decode(bytes)?;
        if !codec::opaque16(bytes)?.is_empty() {
            return Err(CodecError::UnexpectedValue);
        }
        Ok(AggregationJobInitReq { verification_key, parameter, batch_mode, reports: codec::items32(bytes)? })
    }
}

/// What the helper says of one report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum VerifyResult {
    /// Its ping-pong message, encoded.
    Continue(Vec<u8>),
    /// Counted, and nothing more to say.
    Finished,
    /// Not counted.
    Reject(ReportError),
}

/// The helper's answer to one report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VerifyResp {
    /// Which report.
    pub id: ReportId,
    /// What it says.
    pub result: VerifyResult,
}

impl Encode for VerifyResp {
    fn encode(&self, out: &mut Vec<u8>) -> Result<(), CodecError> {
        self.id.encode(out)?;
        match &self.result {
            VerifyResult::Continue(message) => {
                0u8.encode(out)?;
                codec::put32(out, message)
            }
            VerifyResult::Finished => 1u8.encode(out),
            VerifyResult::Reject(error) => {
                2u8.encode(out)?;
                error.encode(out)
            }
        }
    }
}

impl Decode for VerifyResp {
    fn decode(bytes: &mut Cursor<&[u8]>) -> Result<Self, CodecError> {
        let id = ReportId::decode(bytes)?;
        let result = match u8::decode(bytes)? {
            0 => VerifyResult::Continue(codec::opaque32(bytes)?),
            1 => VerifyResult::Finished,
            2 => VerifyResult::Reject(ReportError::decode(bytes)?),
            _ => return Err(CodecError::UnexpectedValue),
        };
        Ok(VerifyResp { id, result })
    }
}

/// The helper's answer to a job, in the order of its request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AggregationJobResp(pub Vec<VerifyResp>);

impl Encode for AggregationJobResp {
    fn encode(&self, out: &mut Vec<u8>) -> Result<(), CodecError> {
        codec::put_items32(out, &self.0)
    }
}

impl Decode for AggregationJobResp {
    fn decode(bytes: &mut Cursor<&[u8]>) -> Result<Self, CodecError> {
        codec::items32(bytes).map(AggregationJobResp)
    }
}

/// The leader asks for the helper's share of a batch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AggregateShareReq {
    /// What the collector asked for.
    pub job: CollectionJobReq,
    /// The batch.
    pub batch: BatchSelector,
    /// Reports that the leader counted.
    pub count: u64,
    /// XOR of the SHA-256 of their ids.
    pub checksum: [u8; 32],
}

impl Encode for AggregateShareReq {
    fn encode(&self, out: &mut Vec<u8>) -> Result<(), CodecError> {
        self.job.encode(out)?;
        self.batch.encode(out)?;
        self.count.encode(out)?;
        out.extend_from_slice(&self.checksum);
        Ok(())
    }
}

impl Decode for AggregateShareReq {
    fn decode(bytes: &mut Cursor<&[u8]>) -> Result<Self, CodecError> {
        Ok(AggregateShareReq {
            job: CollectionJobReq::decode(bytes)?,
            batch: BatchSelector::decode(bytes)?,
            count: u64::decode(bytes)?,
            checksum: codec::array(bytes)?,
        })
    }
}

/// The helper's share of a batch, sealed to the collector.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AggregateShare(pub HpkeCiphertext);

impl Encode for AggregateShare {
    fn encode(&self, out: &mut Vec<u8>) -> Result<(), CodecError> {
        self.0.encode(out)
    }
}

impl Decode for AggregateShare {
    fn decode(bytes: &mut Cursor<&[u8]>) -> Result<Self, CodecError> {
        HpkeCiphertext::decode(bytes).map(AggregateShare)
    }
}
