//! What the engine hands over: `Sealing` of `skillkeep::engine`, read again.
//!
//! The two are apart on purpose (this crate knows no engine); a test seals what a real engine wrote.

use serde::Deserialize;

/// Everything that a report needs to be sealed.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Sealing {
    /// Tenant; a task is derived from it.
    pub tenant: String,
    /// Report time of everybody: the period's first day, in days since 1970.
    pub day: u64,
    /// Base URL of the leader, as the dictionary has it.
    pub leader: String,
    /// The keeper's.
    pub keeper: String,
    /// The keeper's pinned HpkeConfig, base64.
    pub keeper_hpke: String,
    /// Fewest reports of a batch.
    pub min_batch: u32,
    /// One for each question and partition.
    pub tasks: Vec<SealTask>,
}

/// One answer on its way to one task.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SealTask {
    /// Measure id.
    pub measure: String,
    /// Cell.
    pub cell: String,
    /// 32 bytes in hex.
    pub task_info: String,
    /// First day of the task, since 1970.
    pub starts: u64,
    /// First day after it.
    pub expires: u64,
    /// The answer.
    pub measurement: Measurement,
}

/// One answer: the places that are set.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Measurement {
    /// Bits or cells, and what is proved of them.
    pub shape: Shape,
    /// Places set.
    pub set: Vec<u32>,
}

/// What the circuit proves of an answer.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Shape {
    /// `multihot` or `histogram`.
    pub vdaf: Kind,
    /// Bits or cells.
    pub length: u32,
    /// Most bits that may be set; of a multi-hot vector alone.
    pub max_weight: Option<u32>,
}

/// Which circuit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Kind {
    /// Prio3MultihotCountVec.
    Multihot,
    /// Prio3Histogram.
    Histogram,
}
