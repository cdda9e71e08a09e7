//! The client's part: one answer becomes one report.

use rand_core::CryptoRng;

use crate::codec::{CodecError, Encode};
use crate::hpke::{HpkeError, Purpose, Role, seal};
use crate::messages::{
    Extension, HpkeConfig, InputShareAad, PlaintextInputShare, Report, ReportId, ReportMetadata, TaskId,
};
use crate::task::TaskConfiguration;
use crate::vdaf::{Sharded, Vdaf, VdafError};

/// Why no report was made.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ClientError {
    /// The VDAF refuses the answer.
    #[error(transparent)]
    Vdaf(#[from] VdafError),
    /// A half cannot be sealed.
    #[error(transparent)]
    Hpke(#[from] HpkeError),
    /// A part is too long to be written.
    #[error(transparent)]
    Codec(#[from] CodecError),
}

impl ClientError {
    /// A stable code.
    pub fn code(&self) -> &'static str {
        match self {
            ClientError::Vdaf(e) => e.code(),
            ClientError::Hpke(e) => e.code(),
            ClientError::Codec(_) => "report.malformed",
        }
    }
}

/// Where a report goes, and to whom its halves are sealed.
pub struct Target<'a> {
    /// The task.
    pub task: TaskId,
    /// Its whole configuration.
    pub configuration: &'a TaskConfiguration,
    /// Its VDAF.
    pub vdaf: &'a Vdaf,
    /// The leader's key.
    pub leader: &'a HpkeConfig,
    /// The helper's key.
    pub helper: &'a HpkeConfig,
}

/// Makes a report of an answer: `set` are the places that are set. `time` is in units of the task's precision.
///
/// # Errors
/// [`ClientError`].
pub fn report(
    to: &Target<'_>,
    set: &[u32],
    time: u64,
    public_extensions: Vec<Extension>,
    rng: &mut impl CryptoRng,
) -> Result<Report, ClientError> {
    let mut id = ReportId([0; 16]);
    rng.fill_bytes(&mut id.0);
    let halves = to.vdaf.shard(set, &id)?;
    assemble(to, ReportMetadata { id, time, public_extensions }, halves, rng)
}

/// Seals halves that were cut already; apart from [`report`] for tests of hostile clients.
///
/// # Errors
/// [`ClientError`].
pub fn assemble(
    to: &Target<'_>,
    metadata: ReportMetadata,
    halves: Sharded,
    rng: &mut impl CryptoRng,
) -> Result<Report, ClientError> {
    let aad = InputShareAad {
        task: to.task,
        configuration: to.configuration,
        metadata: &metadata,
        public_share: &halves.public,
    }
    .get_encoded()?;
    let mut sealed = |key: &HpkeConfig, role: Role, payload: Vec<u8>| -> Result<_, ClientError> {
        let plain = PlaintextInputShare { private_extensions: Vec::new(), payload }.get_encoded()?;
        Ok(seal(key, Purpose::InputShare(role), &plain, &aad, rng)?)
    };
    let leader = sealed(to.leader, Role::Leader, halves.leader)?;
    let helper = sealed(to.helper, Role::Helper, halves.helper)?;
    Ok(Report { metadata, public_share: halves.public, leader, helper })
}
