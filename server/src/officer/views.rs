//! What the officer's pages get, as docs/contract-company.md writes it.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::value::RawValue;
use skillkeep::sync::{Every, LedgerTerms, Partition};

/// Who holds a half.
#[derive(Debug, Serialize)]
pub(super) struct Party<'k> {
    pub(super) role: &'static str,
    pub(super) name: &'k str,
    pub(super) operator: &'k str,
    pub(super) url: &'k str,
}

#[derive(Debug, Serialize)]
pub(super) struct PeriodRow<'k> {
    pub(super) id: &'k str,
    pub(super) start: &'k str,
    pub(super) end: &'k str,
    pub(super) due: String,
    pub(super) closes: String,
    pub(super) open: bool,
}

#[derive(Debug, Default, Serialize)]
pub(super) struct Reports {
    pub(super) counted: u64,
    pub(super) refused: BTreeMap<String, u64>,
}

#[derive(Debug, Default, Serialize)]
pub(super) struct Waiting {
    pub(super) batches: u64,
    pub(super) reports: u64,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Year {
    pub(super) year: i32,
    pub(super) micro_rho: u64,
}

#[derive(Debug, Serialize)]
pub(super) struct Ledger<'k> {
    #[serde(flatten)]
    pub(super) terms: &'k LedgerTerms,
    pub(super) years: Vec<Year>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Overview<'k> {
    pub(super) company: &'k str,
    pub(super) tenant: &'k str,
    pub(super) sample: bool,
    pub(super) one_process: bool,
    pub(super) dictionary: u64,
    pub(super) min_batch: u64,
    pub(super) parties: Vec<Party<'k>>,
    pub(super) fingerprint: String,
    pub(super) key_id: &'k str,
    pub(super) periods: Vec<PeriodRow<'k>>,
    pub(super) reports: Reports,
    pub(super) releases: u64,
    pub(super) waiting: Waiting,
    pub(super) ledger: Option<Ledger<'k>>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct AskedRow {
    pub(super) over: Partition,
    pub(super) cells: usize,
    pub(super) smallest: u32,
    pub(super) sigma2: u64,
    pub(super) micro_rho: u64,
    pub(super) target_points: f64,
    pub(super) error_points: f64,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Question<'k> {
    pub(super) id: &'k str,
    pub(super) question: &'k str,
    pub(super) purpose: &'k str,
    pub(super) owner: &'k str,
    pub(super) reviewer: &'k str,
    pub(super) starts: String,
    pub(super) expires: String,
    pub(super) every: Every,
    pub(super) kind: &'static str,
    pub(super) clip: Option<u32>,
    pub(super) places: u32,
    pub(super) max_weight: Option<u32>,
    pub(super) attribute: Option<String>,
    pub(super) asked: Vec<AskedRow>,
}

/// How a batch stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum State {
    /// The period runs or takes reports.
    Collecting,
    /// Closed, and too small for ever.
    Short,
    /// The collector may have it.
    Ready,
    /// It was released.
    Released,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct BatchRow<'k> {
    pub(super) measure: &'k str,
    pub(super) question: &'k str,
    pub(super) cell: &'k str,
    pub(super) label: String,
    pub(super) period: &'k str,
    pub(super) start: &'k str,
    pub(super) end: &'k str,
    pub(super) closes: String,
    pub(super) reports: u64,
    pub(super) headcount: u64,
    pub(super) min_batch: u64,
    pub(super) refused: u64,
    pub(super) state: State,
    pub(super) short: u64,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ReleaseRow<'k> {
    pub(super) number: u64,
    pub(super) measure: String,
    pub(super) question: &'k str,
    pub(super) cell: String,
    pub(super) label: String,
    pub(super) period: String,
    pub(super) reports: u64,
    pub(super) headcount: u64,
    pub(super) sigma2: u64,
    pub(super) noise_sd: f64,
    pub(super) error_points: f64,
    pub(super) at: Option<i64>,
    pub(super) digest: String,
    pub(super) envelope: Box<RawValue>,
}
