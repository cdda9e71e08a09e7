//! The two aggregators' steps on reports and batches: pure functions, the I/O and what is remembered are the server's.

use std::collections::BTreeSet;

use rand_core::CryptoRng;
use sha2::{Digest, Sha256};

use crate::codec::{Decode, Encode};
use crate::hpke::{HpkeError, Keypair, Purpose, Role, seal};
use crate::messages::{
    AggregateShareAad, CollectionJobReq, HpkeCiphertext, HpkeConfig, InputShareAad, PlaintextInputShare, Report,
    ReportError, ReportId, ReportMetadata, ReportShare, TaskId, VerifyInit, VerifyResult,
};
use crate::problem::Problem;
use crate::task::{TaskConfiguration, verify_key};
use crate::vdaf::{LeaderState, Share, Vdaf, VdafError};

/// A task as an aggregator runs it.
pub struct Task {
    /// Its id.
    pub id: TaskId,
    /// Its whole configuration.
    pub configuration: TaskConfiguration,
    /// Its VDAF.
    pub vdaf: Vdaf,
    key: [u8; 32],
}

impl std::fmt::Debug for Task {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Task({:?})", self.id)
    }
}

impl Task {
    /// A task of this id, with the key derived from the seed that the aggregators share.
    ///
    /// # Errors
    /// [`VdafError::Unsupported`].
    pub fn new(id: TaskId, configuration: TaskConfiguration, seed: &[u8; 32]) -> Result<Task, VdafError> {
        Task::with_key(id, configuration, verify_key(seed, id))
    }

    /// A task whose verification key comes from elsewhere, as in another implementation.
    ///
    /// # Errors
    /// [`VdafError::Unsupported`].
    pub fn with_key(id: TaskId, configuration: TaskConfiguration, key: [u8; 32]) -> Result<Task, VdafError> {
        if !configuration.is_runnable() {
            return Err(VdafError::Unsupported);
        }
        let vdaf = Vdaf::new(&configuration.vdaf, id)?;
        Ok(Task { id, configuration, vdaf, key })
    }

    /// Is this time the task's? Both aggregators refuse others, draft section 4.6.2.
    ///
    /// # Errors
    /// [`ReportError::TaskNotStarted`] or [`ReportError::TaskExpired`].
    pub fn in_time(&self, time: u64) -> Result<(), ReportError> {
        match self.configuration.interval() {
            Some(interval) if time < interval.start => Err(ReportError::TaskNotStarted),
            Some(interval) if !interval.contains(time) => Err(ReportError::TaskExpired),
            _ => Ok(()),
        }
    }

    fn open(
        &self,
        keys: &Keypair,
        role: Role,
        metadata: &ReportMetadata,
        public_share: &[u8],
        sealed: &HpkeCiphertext,
        known: &[u16],
    ) -> Result<Vec<u8>, ReportError> {
        let aad = InputShareAad { task: self.id, configuration: &self.configuration, metadata, public_share }
            .get_encoded()
            .map_err(|_| ReportError::InvalidMessage)?;
        let plain = keys.open(Purpose::InputShare(role), sealed, &aad).map_err(|e| match e {
            HpkeError::UnknownConfig => ReportError::HpkeUnknownConfigId,
            _ => ReportError::HpkeDecryptError,
        })?;
        let share = PlaintextInputShare::get_decoded(&plain).map_err(|_| ReportError::InvalidMessage)?;
        // An extension twice, in clear or sealed, or one that nobody here knows, draft section 4.6.2.1.
        let mut seen = BTreeSet::new();
        for extension in metadata.public_extensions.iter().chain(&share.private_extensions) {
            if !seen.insert(extension.kind) || !known.contains(&extension.kind) {
                return Err(ReportError::InvalidMessage);
            }
        }
        Ok(share.payload)
    }

    /// The leader's first step on a report: its state, and what goes to the helper. `known` are the extensions that it knows.
    ///
    /// # Errors
    /// [`ReportError`]: the report is not counted.
    pub fn leader_init(
        &self,
        keys: &Keypair,
        report: &Report,
        known: &[u16],
    ) -> Result<(LeaderState, VerifyInit), ReportError> {
        self.in_time(report.metadata.time)?;
        let half = self.open(keys, Role::Leader, &report.metadata, &report.public_share, &report.leader, known)?;
        let (state, message) =
            self.vdaf.leader_init(&self.key, &report.metadata.id, &report.public_share, &half).map_err(refused)?;
        let share = ReportShare {
            metadata: report.metadata.clone(),
            public_share: report.public_share.clone(),
            sealed: report.helper.clone(),
        };
        Ok((state, VerifyInit { share, message }))
    }

    /// The leader's last step on a report.
    ///
    /// # Errors
    /// [`ReportError`]: the report is not counted.
    pub fn leader_finish(&self, state: LeaderState, result: &VerifyResult) -> Result<Share, ReportError> {
        match result {
            VerifyResult::Continue(message) => self.vdaf.leader_finish(state, message).map_err(refused),
            // Prio3 has one round: a helper that has nothing to say has not verified.
            VerifyResult::Finished => Err(ReportError::VdafVerifyError),
            VerifyResult::Reject(error) => Err(*error),
        }
    }

    /// The helper's step on a report: its share of the answer, and what it answers.
    ///
    /// # Errors
    /// [`ReportError`]: the report is not counted, and the leader is told so.
    pub fn helper_init(
        &self,
        keys: &Keypair,
        init: &VerifyInit,
        known: &[u16],
    ) -> Result<(Share, VerifyResult), ReportError> {
        let share = &init.share;
        self.in_time(share.metadata.time)?;
        let half = self.open(keys, Role::Helper, &share.metadata, &share.public_share, &share.sealed, known)?;
        let (out, message) = self
            .vdaf
            .helper_init(&self.key, &share.metadata.id, &share.public_share, &half, &init.message)
            .map_err(refused)?;
        Ok((out, VerifyResult::Continue(message)))
    }

    /// Seals an aggregator's share of a batch to the collector.
    ///
    /// # Errors
    /// [`Problem::InvalidMessage`] where the collector's key is of no use.
    pub fn seal_share(
        &self,
        from: Role,
        share: &Share,
        job: &CollectionJobReq,
        collector: &HpkeConfig,
        rng: &mut impl CryptoRng,
    ) -> Result<HpkeCiphertext, Problem> {
        let aad = self.share_aad(job)?;
        let plain = share.encode().map_err(|_| Problem::InvalidMessage)?;
        seal(collector, Purpose::AggregateShare(from), &plain, &aad, rng).map_err(|_| Problem::InvalidMessage)
    }

    /// The collector opens an aggregator's share of a batch.
    ///
    /// # Errors
    /// [`Problem::InvalidMessage`] where it is of another task, batch or key.
    pub fn open_share(
        &self,
        from: Role,
        sealed: &HpkeCiphertext,
        job: &CollectionJobReq,
        collector: &Keypair,
    ) -> Result<Share, Problem> {
        let plain = collector
            .open(Purpose::AggregateShare(from), sealed, &self.share_aad(job)?)
            .map_err(|_| Problem::InvalidMessage)?;
        Share::decode(&plain, self.vdaf.length()).map_err(|_| Problem::InvalidMessage)
    }

    fn share_aad(&self, job: &CollectionJobReq) -> Result<Vec<u8>, Problem> {
        AggregateShareAad { task: self.id, configuration: &self.configuration, job }
            .get_encoded()
            .map_err(|_| Problem::InvalidMessage)
    }
}

fn refused(error: VdafError) -> ReportError {
    match error {
        VdafError::Malformed => ReportError::InvalidMessage,
        _ => ReportError::VdafVerifyError,
    }
}

/// XOR of the SHA-256 of report ids: leader and helper compare it before a share is given, draft section 4.7.4.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Checksum(pub [u8; 32]);

impl Checksum {
    /// Adds a report; adding it twice takes it out.
    pub fn add(&mut self, id: &ReportId) {
        let hash = Sha256::digest(id.0);
        self.0.iter_mut().zip(hash).for_each(|(a, b)| *a ^= b);
    }
}
