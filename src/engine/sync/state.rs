//! What is kept of the person's side of the sync: ledger, settings, receipts.

use serde::{Deserialize, Serialize};

use crate::clock::Millis;
use crate::map::{Map, Set};
use crate::sync::{Day, Ledger};

/// What is kept of the person's side of the sync.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::engine) struct SyncState {
    pub(in crate::engine) ledger: Ledger,
    /// Measures that are answered with "no answer".
    pub(in crate::engine) no: Set<String>,
    /// Nothing is sent at all.
    pub(in crate::engine) nothing: bool,
    /// Attribute to option, as the person typed it.
    pub(in crate::engine) groups: Map<String, String>,
    /// What was sealed, oldest first.
    pub(in crate::engine) receipts: Vec<Receipt>,
}

impl SyncState {
    /// Before the snapshot's own is read.
    pub(in crate::engine) fn unborn() -> SyncState {
        SyncState::new(Day(0))
    }

    pub(in crate::engine) fn new(today: Day) -> SyncState {
        SyncState {
            ledger: Ledger::new(today),
            no: Set::new(),
            nothing: false,
            groups: Map::new(),
            receipts: Vec::new(),
        }
    }
}

/// What the person can read about a report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Receipt {
    /// Period id.
    pub period: String,
    /// When it was sealed.
    pub at: Millis,
    /// Its questions.
    pub questions: Vec<ReceiptRow>,
    /// The year's spending before, in millionths of rho.
    pub before: u64,
    /// And after.
    pub after: u64,
    /// Bytes sent to both parties together; 0 until it was sent.
    pub bytes: u64,
    /// When both halves were taken; none while it waits.
    pub sent: Option<Millis>,
}

/// One question of a receipt.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ReceiptRow {
    /// Measure id.
    pub measure: String,
    /// The question as it was.
    pub question: String,
    /// Cell.
    pub cell: String,
    /// False for "no answer".
    pub answered: bool,
    /// What it cost, in millionths of rho.
    pub micro_rho: u64,
    /// The DAP task, hex of `task_info`.
    pub task_info: String,
}
