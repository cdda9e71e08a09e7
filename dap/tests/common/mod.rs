//! What the integration tests share: a task with both aggregators' keys, a report's whole way, a client that does not play by the rules.
#![allow(dead_code, reason = "each test binary uses its own part")]
#![allow(clippy::unwrap_used, reason = "tests")]

pub(crate) mod hostile;

use chacha20::ChaCha20Rng;
use chacha20::rand_core::SeedableRng;
use skillkeep_dap::aggregator::Task;
use skillkeep_dap::client::{Target, assemble, report};
use skillkeep_dap::codec::{Decode, Encode};
use skillkeep_dap::hpke::Keypair;
use skillkeep_dap::messages::{
    AggregationJobInitReq, AggregationJobResp, BATCH_MODE_TIME_INTERVAL, Extension, Interval, Report, ReportError,
    ReportId, ReportMetadata, VerifyResp, VerifyResult,
};
use skillkeep_dap::task::{TaskConfiguration, VdafConfig};
use skillkeep_dap::vdaf::{Sharded, Share, unshard};

/// The day of every report, and the first day of the task.
pub(crate) const DAY: u64 = 20_727;
/// The token's extension: public, and known to the aggregators.
pub(crate) const KNOWN: &[u16] = &[0xff01];

/// Randomness that repeats itself.
pub(crate) fn rng(seed: u8) -> ChaCha20Rng {
    ChaCha20Rng::from_seed([seed; 32])
}

/// A task as its two aggregators run it.
pub(crate) struct World {
    pub(crate) task: Task,
    pub(crate) leader: Keypair,
    pub(crate) helper: Keypair,
}

impl World {
    pub(crate) fn new(vdaf: VdafConfig) -> World {
        let mut rng = rng(1);
        let days = Interval { start: DAY, duration: 92 };
        let configuration = TaskConfiguration::new([7; 32], ["/leader/", "/keeper/"], 50, vdaf, days).unwrap();
        let id = configuration.derive_id("sample").unwrap();
        World {
            task: Task::new(id, configuration, &[9; 32]).unwrap(),
            leader: Keypair::generate(1, &mut rng),
            helper: Keypair::generate(2, &mut rng),
        }
    }

    pub(crate) fn target(&self) -> Target<'_> {
        Target {
            task: self.task.id,
            configuration: &self.task.configuration,
            vdaf: &self.task.vdaf,
            leader: self.leader.config(),
            helper: self.helper.config(),
        }
    }

    pub(crate) fn honest(&self, set: &[u32], seed: u8) -> Report {
        let token = Extension { kind: KNOWN[0], data: vec![seed; 320] };
        report(&self.target(), set, DAY, vec![token], &mut rng(seed)).unwrap()
    }

    /// Seals halves that somebody cut by hand.
    pub(crate) fn sealed(&self, id: ReportId, halves: Sharded, seed: u8) -> Report {
        let metadata = ReportMetadata { id, time: DAY, public_extensions: Vec::new() };
        assemble(&self.target(), metadata, halves, &mut rng(seed)).unwrap()
    }

    /// A report's whole way, every message through its bytes: both shares where both aggregators count it.
    pub(crate) fn way(&self, report: &[u8]) -> Result<(Share, Share), ReportError> {
        let malformed = |_| ReportError::InvalidMessage;
        let report = Report::get_decoded(report).map_err(malformed)?;
        let (state, init) = self.task.leader_init(&self.leader, &report, KNOWN)?;
        let job = AggregationJobInitReq {
            verification_key: 0,
            parameter: Vec::new(),
            batch_mode: BATCH_MODE_TIME_INTERVAL,
            reports: vec![init],
        };
        let job = AggregationJobInitReq::get_decoded(&job.get_encoded().unwrap()).unwrap();
        let init = job.reports.first().unwrap();
        let (helper, result) = match self.task.helper_init(&self.helper, init, KNOWN) {
            Ok((share, result)) => (Some(share), result),
            Err(error) => (None, VerifyResult::Reject(error)),
        };
        let answer = AggregationJobResp(vec![VerifyResp { id: init.share.metadata.id, result }]);
        let answer = AggregationJobResp::get_decoded(&answer.get_encoded().unwrap()).unwrap();
        let leader = self.task.leader_finish(state, &answer.0.first().unwrap().result)?;
        Ok((leader, helper.unwrap()))
    }

    /// The answer that both counted.
    pub(crate) fn counted(&self, report: &[u8]) -> Result<Vec<i64>, ReportError> {
        self.way(report).map(|(leader, helper)| unshard(&leader, &helper).unwrap())
    }
}

/// Ones at these places.
pub(crate) fn ones(length: usize, set: &[u32]) -> Vec<i64> {
    (0..length).map(|place| i64::from(set.contains(&(place as u32)))).collect()
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}

pub(crate) fn unhex(text: &str) -> Vec<u8> {
    (0..text.len()).step_by(2).map(|i| u8::from_str_radix(&text[i..i + 2], 16).unwrap()).collect()
}
