//! Problem documents, RFC 9457, of draft section 3.2: what a request as a whole was refused for.

/// Media type of a problem document.
pub const PROBLEM_JSON: &str = "application/problem+json";

/// Why a request was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Problem {
    /// The body is not the message that it should be.
    #[error("the message cannot be read")]
    InvalidMessage,
    /// No such task here.
    #[error("there is no such task here")]
    UnrecognizedTask,
    /// No such aggregation job.
    #[error("there is no such aggregation job")]
    UnrecognizedAggregationJob,
    /// Another batch than the task allows.
    #[error("the batch is not one that this task has")]
    BatchInvalid,
    /// Too few or too many reports.
    #[error("the batch does not have enough reports")]
    InvalidBatchSize,
    /// Leader and helper counted different reports.
    #[error("leader and helper counted different reports")]
    BatchMismatch,
    /// The batch was collected already.
    #[error("the batch was collected already")]
    BatchOverlap,
    /// Not allowed.
    #[error("this caller may not do that")]
    UnauthorizedRequest,
    /// Another step than expected.
    #[error("the job is at another step")]
    StepMismatch,
    /// Another aggregation parameter than the VDAF has.
    #[error("the aggregation parameter is not one of this VDAF")]
    InvalidAggregationParameter,
    /// An extension that is not known here.
    #[error("there is an extension that is not known here")]
    UnsupportedExtension,
}

impl Problem {
    /// The name in the type URI.
    pub fn name(self) -> &'static str {
        match self {
            Problem::InvalidMessage => "invalidMessage",
            Problem::UnrecognizedTask => "unrecognizedTask",
            Problem::UnrecognizedAggregationJob => "unrecognizedAggregationJob",
            Problem::BatchInvalid => "batchInvalid",
            Problem::InvalidBatchSize => "invalidBatchSize",
            Problem::BatchMismatch => "batchMismatch",
            Problem::BatchOverlap => "batchOverlap",
            Problem::UnauthorizedRequest => "unauthorizedRequest",
            Problem::StepMismatch => "stepMismatch",
            Problem::InvalidAggregationParameter => "invalidAggregationParameter",
            Problem::UnsupportedExtension => "unsupportedExtension",
        }
    }

    /// The type URI.
    pub fn uri(self) -> String {
        format!("urn:ietf:params:ppm:dap:error:{}", self.name())
    }

    /// The HTTP status that goes with it.
    pub fn status(self) -> u16 {
        match self {
            Problem::UnrecognizedTask | Problem::UnrecognizedAggregationJob => 404,
            Problem::UnauthorizedRequest => 403,
            _ => 400,
        }
    }
}
