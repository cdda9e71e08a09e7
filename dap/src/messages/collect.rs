//! What the collector asks for and gets.

use std::io::Cursor;

use super::{BATCH_MODE_TIME_INTERVAL, Extension, HpkeCiphertext, Interval, TaskId};
use crate::codec::{self, CodecError, Decode, Encode};
use crate::task::TaskConfiguration;

fn put_interval(out: &mut Vec<u8>, interval: &Interval) -> Result<(), CodecError> {
    BATCH_MODE_TIME_INTERVAL.encode(out)?;
    codec::put16(out, &interval.get_encoded()?)
}

fn interval(bytes: &mut Cursor<&[u8]>) -> Result<Interval, CodecError> {
    if u8::decode(bytes)? != BATCH_MODE_TIME_INTERVAL {
        return Err(CodecError::UnexpectedValue);
    }
    Interval::get_decoded(&codec::opaque16(bytes)?)
}

/// Which batch: an interval.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Query(pub Interval);

impl Encode for Query {
    fn encode(&self, out: &mut Vec<u8>) -> Result<(), CodecError> {
        put_interval(out, &self.0)
    }
}

impl Decode for Query {
    fn decode(bytes: &mut Cursor<&[u8]>) -> Result<Self, CodecError> {
        interval(bytes).map(Query)
    }
}

/// Which batch, between the aggregators.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BatchSelector(pub Interval);

impl Encode for BatchSelector {
    fn encode(&self, out: &mut Vec<u8>) -> Result<(), CodecError> {
        put_interval(out, &self.0)
    }
}

impl Decode for BatchSelector {
    fn decode(bytes: &mut Cursor<&[u8]>) -> Result<Self, CodecError> {
        interval(bytes).map(BatchSelector)
    }
}

/// Asks for a batch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CollectionJobReq {
    /// Which.
    pub query: Query,
    /// The VDAF's aggregation parameter; empty for Prio3.
    pub parameter: Vec<u8>,
    /// Extensions; none are used here.
    pub extensions: Vec<Extension>,
}

impl Encode for CollectionJobReq {
    fn encode(&self, out: &mut Vec<u8>) -> Result<(), CodecError> {
        self.query.encode(out)?;
        codec::put32(out, &self.parameter)?;
        codec::put_items16(out, &self.extensions)
    }
}

impl Decode for CollectionJobReq {
    fn decode(bytes: &mut Cursor<&[u8]>) -> Result<Self, CodecError> {
        Ok(CollectionJobReq {
            query: Query::decode(bytes)?,
            parameter: codec::opaque32(bytes)?,
            extensions: codec::items16(bytes)?,
        })
    }
}

/// A batch: both shares, each sealed to the collector.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CollectionJobResp {
    /// Reports in it.
    pub count: u64,
    /// Smallest interval that holds their times.
    pub interval: Interval,
    /// The leader's share.
    pub leader: HpkeCiphertext,
    /// The helper's share.
    pub helper: HpkeCiphertext,
}

impl Encode for CollectionJobResp {
    fn encode(&self, out: &mut Vec<u8>) -> Result<(), CodecError> {
        self.count.encode(out)?;
        self.interval.encode(out)?;
        self.leader.encode(out)?;
        self.helper.encode(out)
    }
}

impl Decode for CollectionJobResp {
    fn decode(bytes: &mut Cursor<&[u8]>) -> Result<Self, CodecError> {
        Ok(CollectionJobResp {
            count: u64::decode(bytes)?,
            interval: Interval::decode(bytes)?,
            leader: HpkeCiphertext::decode(bytes)?,
            helper: HpkeCiphertext::decode(bytes)?,
        })
    }
}

/// What the sealing of an aggregate share is bound to.
pub struct AggregateShareAad<'a> {
    /// The task.
    pub task: TaskId,
    /// Its whole configuration.
    pub configuration: &'a TaskConfiguration,
    /// What the collector asked for.
    pub job: &'a CollectionJobReq,
}

impl Encode for AggregateShareAad<'_> {
    fn encode(&self, out: &mut Vec<u8>) -> Result<(), CodecError> {
        self.task.encode(out)?;
        self.configuration.encode(out)?;
        self.job.encode(out)
    }
}
