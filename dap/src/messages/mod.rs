//! The messages of draft-ietf-ppm-dap-18, as they stand on the wire. Times and intervals are in units of `time_precision`.

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
