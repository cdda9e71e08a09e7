//! The collector: asks the leader for a batch, opens both shares, and believes the sum only with the keeper's signature on it.
#![deny(clippy::float_arithmetic)]

use std::time::Duration;

use ed25519_dalek::VerifyingKey;
use reqwest::{Method, StatusCode};
use serde_json::value::RawValue;
use sha2::{Digest, Sha256};
use skillkeep_dap::codec::{Decode, Encode};
use skillkeep_dap::hpke::{Keypair, Role};
use skillkeep_dap::media::Media;
use skillkeep_dap::messages::{CollectionJobReq, CollectionJobResp, JobId, Query};
use skillkeep_dap::vdaf::unshard;

use crate::http::Secret;
use crate::peer::{Peer, PeerError};
use crate::release::{self, Release, hex, share_digest};
use crate::tasks::{Asked, Span};

/// Between two looks at a job that is not done.
const PAUSE: Duration = Duration::from_millis(500);

/// Why nothing was collected.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CollectError {
    /// An aggregator did not answer, or refused; `invalidBatchSize` means too few answers.
    #[error(transparent)]
    Peer(#[from] PeerError),
    /// Not done within the time given. The same call goes on where it was.
    #[error("the batch is not ready yet")]
    NotYet,
    /// A share does not open, or the two do not make a sum.
    #[error("the shares do not make a sum")]
    Shares,
    /// The keeper signed no release of this batch.
    #[error("there is no release of this batch with a keeper's signature")]
    Unsigned,
    /// The keeper signed something else than what the leader handed over.
    #[error("the keeper's release is not of these shares")]
    Differs,
}

impl CollectError {
    /// A stable code.
    pub fn code(&self) -> &str {
        match self {
            CollectError::Peer(e) => e.code(),
            CollectError::NotYet => "collect.not_yet",
            CollectError::Shares => "collect.shares",
            CollectError::Unsigned => "collect.unsigned",
            CollectError::Differs => "collect.differs",
        }
    }
}

/// What was collected: ready for `skillkeep_insight::Released::open`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Collection {
    /// The keeper's signed release, JSON of a DSSE envelope.
    pub envelope: String,
    /// One number a place, with the noise of both; may be negative.
    pub sums: Vec<i64>,
}

/// Who collects.
#[derive(Debug, Clone)]
pub struct Collector {
    leader: Peer,
    keeper: Peer,
    keys: Keypair,
    believed: Vec<(String, VerifyingKey)>,
}

impl Collector {
    /// A collector: base URLs of leader and keeper, the leader's bearer, the key to which shares are sealed, and the keeper's
    /// keys by their ids.
    ///
    /// # Errors
    /// [`PeerError::Client`].
    pub fn new(
        [leader, keeper]: [&str; 2],
        token: Secret,
        keys: Keypair,
        believed: Vec<(String, VerifyingKey)>,
    ) -> Result<Collector, PeerError> {
        Ok(Collector { leader: Peer::new(leader, Some(token))?, keeper: Peer::new(keeper, None)?, keys, believed })
    }

    /// Collects one batch, waiting at most `patience`. It may be called again: the job's id comes from task and period.
    ///
    /// # Errors
    /// [`CollectError`].
    pub async fn collect(&self, asked: &Asked, span: &Span, patience: Duration) -> Result<Collection, CollectError> {
        let job = CollectionJobReq { query: Query(span.interval()), parameter: Vec::new(), extensions: Vec::new() };
        let id = job_id(asked, span);
        let response = self.ask(asked, id, &job, patience).await?;
        let opened =
            |role, sealed| asked.task.open_share(role, sealed, &job, &self.keys).map_err(|_| CollectError::Shares);
        let (leader, keeper) = (opened(Role::Leader, &response.leader)?, opened(Role::Helper, &response.helper)?);
        let sums = unshard(&leader, &keeper).map_err(|_| CollectError::Shares)?;
        let (envelope, release) = self.release(asked, span).await?;
        let sealed = response.helper.get_encoded().map_err(|_| CollectError::Shares)?;
        let written = [release.start.as_str(), release.end.as_str()] == [&span.written[0], &span.written[1]];
        let same = release.keeper_share == share_digest(&sealed) && release.reports == response.count;
        if !same || !written || release.sigma2 != asked.sigma2 || release.measure != asked.measure {
            return Err(CollectError::Differs);
        }
        Ok(Collection { envelope, sums })
    }

    async fn ask(
        &self,
        asked: &Asked,
        id: JobId,
        job: &CollectionJobReq,
        patience: Duration,
    ) -> Result<CollectionJobResp, CollectError> {
        let path = format!("tasks/{}/collection_jobs/{}", asked.task.id.to_url(), id.to_url());
        let body = job.get_encoded().map_err(|_| CollectError::Shares)?;
        let answer = Media::CollectionJobResp.name();
        let put = Some((Media::CollectionJobReq, body.as_slice()));
        let mut got = self.leader.exchange(Method::PUT, &path, put, answer).await?;
        let give_up = tokio::time::Instant::now() + patience;
        while got.0 != StatusCode::OK {
            if tokio::time::Instant::now() >= give_up {
                return Err(CollectError::NotYet);
            }
            tokio::time::sleep(PAUSE).await;
            got = self.leader.exchange(Method::GET, &path, None, answer).await?;
        }
        CollectionJobResp::get_decoded(&got.1).map_err(|_| CollectError::Peer(PeerError::Malformed))
    }

    /// The keeper's release of a batch, if a key that is believed signed it.
    async fn release(&self, asked: &Asked, span: &Span) -> Result<(String, Release), CollectError> {
        let task = hex(&asked.task.id.0);
        let mut after = 0;
        loop {
            let path = format!("releases?after={after}");
            let (_, bytes) = self.keeper.exchange(Method::GET, &path, None, "application/json").await?;
            let page: Vec<&RawValue> =
                serde_json::from_slice(&bytes).map_err(|_| CollectError::Peer(PeerError::Malformed))?;
            let before = after;
            for envelope in page {
                // What no key of ours signed says nothing, not even its number.
                let Some(found) = release::open(envelope.get(), &self.believed) else { continue };
                if found.task == task && found.period == span.id {
                    return Ok((envelope.get().to_owned(), found));
                }
                after = after.max(found.number);
            }
            if after == before {
                return Err(CollectError::Unsigned);
            }
        }
    }
}

/// The id under which a batch is collected: always the same, so that asking twice is asking once.
pub fn job_id(asked: &Asked, span: &Span) -> JobId {
    let mut hash = Sha256::new();
    hash.update(b"skillkeep collection v1\0");
    hash.update(asked.task.id.0);
    hash.update(span.start.to_be_bytes());
    let digest: [u8; 32] = hash.finalize().into();
    let mut id = JobId([0; 16]);
    id.0.iter_mut().zip(digest).for_each(|(to, from)| *to = from);
    id
}
