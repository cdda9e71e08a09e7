//! The messages of draft-ietf-ppm-dap-18, as they stand on the wire. Times and intervals are in units of `time_precision`.
//!
//! Two messages differ from the published draft. [`AggregationJobInitReq`] and [`AggregationJobResp`] have the shape that Janus
//! had when it first spoke "dap-18": a partial batch selector, and 32 bits of length before the reports and the answers. The draft
//! replaced the selector by a list of extensions
//! ([#779](https://github.com/ietf-wg-ppm/draft-ietf-ppm-dap/pull/779)), and other implementations of it write no length there.
//! Reports and sealed shares are not affected; leader and helper must be of one kind.

mod aggregate;
mod basic;
mod collect;
mod report;

pub use aggregate::{
    AggregateShare, AggregateShareReq, AggregationJobInitReq, AggregationJobResp, VerifyInit, VerifyResp, VerifyResult,
};
pub use basic::{
    BATCH_MODE_TIME_INTERVAL, Extension, HpkeCiphertext, HpkeConfig, HpkeConfigList, Interval, JobId, ReportError,
    ReportId, TaskId,
};
pub use collect::{AggregateShareAad, BatchSelector, CollectionJobReq, CollectionJobResp, Query};
pub use report::{InputShareAad, PlaintextInputShare, Report, ReportMetadata, ReportShare, UploadErrors};
