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
const PAUSE: Duration = Duration::from_millis(100);

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

/// What the leader handed over: both shares of a batch, sealed to the collector.
#[derive(Debug, Clone)]
pub struct Handed(CollectionJobResp);

/// A release with a keeper's signature that is believed.
#[derive(Debug, Clone)]
pub struct SignedRelease {
    /// JSON of the DSSE envelope.
    pub envelope: String,
    /// What is signed.
    pub release: Release,
}

impl SignedRelease {
    /// Is it of this batch?
    pub fn of(&self, asked: &Asked, span: &Span) -> bool {
        self.release.period == span.id && self.release.task == hex(&asked.task.id.0)
    }
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
        let give_up = tokio::time::Instant::now() + patience;
        let mut handed = self.begin(asked, span).await?;
        let handed = loop {
            match handed {
                Some(handed) => break handed,
                None if tokio::time::Instant::now() >= give_up => return Err(CollectError::NotYet),
                None => tokio::time::sleep(PAUSE).await,
            }
            handed = self.look(asked, span).await?;
        };
        let mut after = 0;
        loop {
            let page = self.releases(after).await?;
            let Some(last) = page.last().map(|signed| signed.release.number) else {
                return Err(CollectError::Unsigned);
            };
            if let Some(signed) = page.iter().find(|signed| signed.of(asked, span)) {
                return self.open(asked, span, &handed, signed);
            }
            after = last;
        }
    }

    /// Asks the leader for a batch: its two sealed shares where they are there already, None where the leader works on them.
    /// Asking twice is asking once.
    ///
    /// # Errors
    /// [`CollectError::Peer`]; `batch.open` and `invalidBatchSize` are refusals.
    pub async fn begin(&self, asked: &Asked, span: &Span) -> Result<Option<Handed>, CollectError> {
        let body = request(span).get_encoded().map_err(|_| CollectError::Shares)?;
        self.exchange(Method::PUT, asked, span, Some((Media::CollectionJobReq, body.as_slice()))).await
    }

    /// Looks after a batch that was asked for.
    ///
    /// # Errors
    /// As [`Collector::begin`].
    pub async fn look(&self, asked: &Asked, span: &Span) -> Result<Option<Handed>, CollectError> {
        self.exchange(Method::GET, asked, span, None).await
    }

    async fn exchange(
        &self,
        method: Method,
        asked: &Asked,
        span: &Span,
        body: Option<(Media, &[u8])>,
    ) -> Result<Option<Handed>, CollectError> {
        let path = format!("tasks/{}/collection_jobs/{}", asked.task.id.to_url(), job_id(asked, span).to_url());
        let (status, bytes) = self.leader.exchange(method, &path, body, Media::CollectionJobResp.name()).await?;
        if status != StatusCode::OK {
            return Ok(None);
        }
        let response = CollectionJobResp::get_decoded(&bytes).map_err(|_| CollectError::Peer(PeerError::Malformed))?;
        Ok(Some(Handed(response)))
    }

    /// The keeper's releases with numbers above `after`, in their order: at most a page. What no key of ours signed says
    /// nothing, not even its number, and is left out.
    ///
    /// # Errors
    /// [`CollectError::Peer`].
    pub async fn releases(&self, after: u64) -> Result<Vec<SignedRelease>, CollectError> {
        let path = format!("releases?after={after}");
        let (_, bytes) = self.keeper.exchange(Method::GET, &path, None, "application/json").await?;
        let page: Vec<&RawValue> =
            serde_json::from_slice(&bytes).map_err(|_| CollectError::Peer(PeerError::Malformed))?;
        let opened = |envelope: &&RawValue| {
            let release = release::open(envelope.get(), &self.believed)?;
            Some(SignedRelease { envelope: envelope.get().to_owned(), release })
        };
        let mut page: Vec<SignedRelease> =
            page.iter().filter_map(opened).filter(|signed| signed.release.number > after).collect();
        page.sort_by_key(|signed| signed.release.number);
        Ok(page)
    }

    /// Opens both shares, adds them, and holds them against the keeper's release of this batch.
    ///
    /// # Errors
    /// [`CollectError::Shares`] or [`CollectError::Differs`].
    pub fn open(
        &self,
        asked: &Asked,
        span: &Span,
        handed: &Handed,
        signed: &SignedRelease,
    ) -> Result<Collection, CollectError> {
        let (job, response, release) = (request(span), &handed.0, &signed.release);
        let opened =
            |role, sealed| asked.task.open_share(role, sealed, &job, &self.keys).map_err(|_| CollectError::Shares);
        let (leader, keeper) = (opened(Role::Leader, &response.leader)?, opened(Role::Helper, &response.helper)?);
        let sums = unshard(&leader, &keeper).map_err(|_| CollectError::Shares)?;
        let sealed = response.helper.get_encoded().map_err(|_| CollectError::Shares)?;
        let written = [release.start.as_str(), release.end.as_str()] == [&span.written[0], &span.written[1]];
        let same = release.keeper_share == share_digest(&sealed) && release.reports == response.count;
        let question = release.sigma2 == asked.sigma2 && release.measure == asked.measure;
        if !same || !written || !question || !signed.of(asked, span) {
            return Err(CollectError::Differs);
        }
        Ok(Collection { envelope: signed.envelope.clone(), sums })
    }
}

fn request(span: &Span) -> CollectionJobReq {
    CollectionJobReq { query: Query(span.interval()), parameter: Vec::new(), extensions: Vec::new() }
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
