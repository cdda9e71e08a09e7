//! What a client uploads.

use std::io::Cursor;

use super::{Extension, HpkeCiphertext, ReportError, ReportId, TaskId};
use crate::codec::{self, CodecError, Decode, Encode};
use crate::task::TaskConfiguration;

/// What everybody may see of a report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReportMetadata {
    /// Its id.
    pub id: ReportId,
    /// When it was made, in units of `time_precision`.
    pub time: u64,
    /// Extensions that both aggregators read in clear.
    pub public_extensions: Vec<Extension>,
}

impl Encode for ReportMetadata {
    fn encode(&self, out: &mut Vec<u8>) -> Result<(), CodecError> {
        self.id.encode(out)?;
        self.time.encode(out)?;
        codec::put_items16(out, &self.public_extensions)
    }
}

impl Decode for ReportMetadata {
    fn decode(bytes: &mut Cursor<&[u8]>) -> Result<Self, CodecError> {
        Ok(ReportMetadata {
            id: ReportId::decode(bytes)?,
            time: u64::decode(bytes)?,
            public_extensions: codec::items16(bytes)?,
        })
    }
}

/// A report: both halves, each sealed to its aggregator.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// What everybody may see.
    pub metadata: ReportMetadata,
    /// The VDAF's public share.
    pub public_share: Vec<u8>,
    /// The leader's half.
    pub leader: HpkeCiphertext,
    /// The helper's half.
    pub helper: HpkeCiphertext,
}

impl Encode for Report {
    fn encode(&self, out: &mut Vec<u8>) -> Result<(), CodecError> {
        self.metadata.encode(out)?;
        codec::put32(out, &self.public_share)?;
        self.leader.encode(out)?;
        self.helper.encode(out)
    }
}

impl Decode for Report {
    fn decode(bytes: &mut Cursor<&[u8]>) -> Result<Self, CodecError> {
        Ok(Report {
            metadata: ReportMetadata::decode(bytes)?,
            public_share: codec::opaque32(bytes)?,
            leader: HpkeCiphertext::decode(bytes)?,
            helper: HpkeCiphertext::decode(bytes)?,
        })
    }
}

/// One half of a report on its way to its aggregator.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReportShare {
    /// What everybody may see.
    pub metadata: ReportMetadata,
    /// The VDAF's public share.
    pub public_share: Vec<u8>,
    /// The half.
    pub sealed: HpkeCiphertext,
}

impl Encode for ReportShare {
    fn encode(&self, out: &mut Vec<u8>) -> Result<(), CodecError> {
        self.metadata.encode(out)?;
        codec::put32(out, &self.public_share)?;
        self.sealed.encode(out)
    }
}

impl Decode for ReportShare {
    fn decode(bytes: &mut Cursor<&[u8]>) -> Result<Self, CodecError> {
        Ok(ReportShare {
            metadata: ReportMetadata::decode(bytes)?,
            public_share: codec::opaque32(bytes)?,
            sealed: HpkeCiphertext::decode(bytes)?,
        })
    }
}

/// What is sealed to one aggregator.
#[derive(Clone, PartialEq, Eq)]
pub struct PlaintextInputShare {
    /// Extensions that this aggregator alone reads.
    pub private_extensions: Vec<Extension>,
    /// The VDAF's input share.
    pub payload: Vec<u8>,
}

impl std::fmt::Debug for PlaintextInputShare {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("PlaintextInputShare(hidden)")
    }
}

impl Encode for PlaintextInputShare {
    fn encode(&self, out: &mut Vec<u8>) -> Result<(), CodecError> {
        codec::put_items16(out, &self.private_extensions)?;
        codec::put32(out, &self.payload)
    }
}

impl Decode for PlaintextInputShare {
    fn decode(bytes: &mut Cursor<&[u8]>) -> Result<Self, CodecError> {
        Ok(PlaintextInputShare { private_extensions: codec::items16(bytes)?, payload: codec::opaque32(bytes)? })
    }
}

/// What the sealing of an input share is bound to: whoever was told another configuration cannot open it.
pub struct InputShareAad<'a> {
    /// The task.
    pub task: TaskId,
    /// Its whole configuration.
    pub configuration: &'a TaskConfiguration,
    /// The report's metadata.
    pub metadata: &'a ReportMetadata,
    /// The VDAF's public share.
    pub public_share: &'a [u8],
}

impl Encode for InputShareAad<'_> {
    fn encode(&self, out: &mut Vec<u8>) -> Result<(), CodecError> {
        self.task.encode(out)?;
        self.configuration.encode(out)?;
        self.metadata.encode(out)?;
        codec::put32(out, self.public_share)
    }
}

/// Reports that the leader does not take, and why; the others of the same request it took. Stands without a length.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UploadErrors(pub Vec<(ReportId, ReportError)>);

impl Encode for UploadErrors {
    fn encode(&self, out: &mut Vec<u8>) -> Result<(), CodecError> {
        self.0.iter().try_for_each(|(id, error)| {
            id.encode(out)?;
            error.encode(out)
        })
    }
}

impl Decode for UploadErrors {
    fn decode(bytes: &mut Cursor<&[u8]>) -> Result<Self, CodecError> {
        let mut out = Vec::new();
        while bytes.position() < bytes.get_ref().len() as u64 {
            out.push((ReportId::decode(bytes)?, ReportError::decode(bytes)?));
        }
        Ok(UploadErrors(out))
    }
}
