//! Answers become reports.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use rand_core::CryptoRng;
use skillkeep_dap::client::{Target, report};
use skillkeep_dap::codec::{Decode, Encode};
use skillkeep_dap::hpke;
use skillkeep_dap::messages::{Extension, HpkeConfig, HpkeConfigList, Interval};
use skillkeep_dap::task::{TaskConfiguration, VdafConfig};
use skillkeep_dap::token::{EXTENSION_TYPE, Token};
use skillkeep_dap::vdaf::Vdaf;

use crate::sealing::{Kind, SealTask, Sealing, Shape};
use crate::{SealError, random};

/// One report, and the two ciphertexts in it once more, to be shown as what each party gets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sealed {
    /// Measure id.
    pub measure: String,
    /// Cell.
    pub cell: String,
    /// Task id as it stands in the URL, base64url without padding.
    pub task: String,
    /// The DAP report, as it is uploaded.
    pub report: Vec<u8>,
    /// HpkeCiphertext that the leader opens.
    pub leader: Vec<u8>,
    /// HpkeCiphertext that the keeper opens.
    pub keeper: Vec<u8>,
}

/// Seals all answers of a report. `leader` and `keeper` are the bodies of `GET /hpke_config`; without a token the reports are a
/// trial, which nobody takes.
///
/// # Errors
/// [`SealError`]; then nothing was sealed at all.
pub fn seal(sealing: &str, leader: &[u8], keeper: &[u8], token: Option<&[u8]>) -> Result<Vec<Sealed>, SealError> {
    let sealing: Sealing = serde_json::from_str(sealing).map_err(|_| SealError::Sealing("not its format"))?;
    let keys = Keys { leader: usable(leader)?, keeper: pinned(&sealing.keeper_hpke, keeper)? };
    let extensions = match token {
        None => Vec::new(),
        Some(bytes) => {
            let token = Token::decode(bytes).map_err(|e| SealError::Token(e.code()))?;
            vec![Extension { kind: EXTENSION_TYPE, data: token.encode().to_vec() }]
        }
    };
    let mut rng = random::system()?;
    sealing.tasks.iter().map(|task| one(&sealing, task, &keys, &extensions, &mut rng)).collect()
}

struct Keys {
    leader: HpkeConfig,
    keeper: HpkeConfig,
}

/// The first key of a list with our algorithms: its owner put the preferred one first.
fn usable(list: &[u8]) -> Result<HpkeConfig, SealError> {
    let HpkeConfigList(list) = HpkeConfigList::get_decoded(list).map_err(|_| SealError::Hpke)?;
    list.into_iter().find(|config| hpke::check(config).is_ok()).ok_or(SealError::Hpke)
}

/// The keeper's key is the one of the signed dictionary. Its list has to show it too: a keeper that no longer has it could not
/// open what is sealed to it, and a list without it may be somebody else's.
fn pinned(expected: &str, list: &[u8]) -> Result<HpkeConfig, SealError> {
    let bytes = STANDARD.decode(expected).map_err(|_| SealError::Sealing("keeper's key"))?;
    let expected = HpkeConfig::get_decoded(&bytes).map_err(|_| SealError::Sealing("keeper's key"))?;
    hpke::check(&expected).map_err(|_| SealError::Sealing("keeper's key"))?;
    let HpkeConfigList(list) = HpkeConfigList::get_decoded(list).map_err(|_| SealError::KeeperKey)?;
    if list.contains(&expected) { Ok(expected) } else { Err(SealError::KeeperKey) }
}

fn one(
    sealing: &Sealing,
    task: &SealTask,
    keys: &Keys,
    extensions: &[Extension],
    rng: &mut impl CryptoRng,
) -> Result<Sealed, SealError> {
    let configuration = configuration(sealing, task)?;
    let id = configuration.derive_id(&sealing.tenant).map_err(|_| SealError::Sealing("tenant"))?;
    let vdaf = Vdaf::new(&configuration.vdaf, id).map_err(|_| SealError::Sealing("shape"))?;
    let to =
        Target { task: id, configuration: &configuration, vdaf: &vdaf, leader: &keys.leader, helper: &keys.keeper };
    let sealed = report(&to, &task.measurement.set, sealing.day, extensions.to_vec(), rng).map_err(|e| {
        // Of what can go wrong only this comes from outside and was not checked yet; a key that is no point is the leader's.
        match e.code() {
            "vdaf.measurement" => SealError::Sealing("answer"),
            "hpke.key" => SealError::Hpke,
            _ => SealError::Internal,
        }
    })?;
    let encoded =
        |part: &dyn Fn() -> Result<Vec<u8>, skillkeep_dap::codec::CodecError>| part().map_err(|_| SealError::Internal);
    Ok(Sealed {
        measure: task.measure.clone(),
        cell: task.cell.clone(),
        task: id.to_url(),
        report: encoded(&|| sealed.get_encoded())?,
        leader: encoded(&|| sealed.leader.get_encoded())?,
        keeper: encoded(&|| sealed.helper.get_encoded())?,
    })
}

/// The task of the dictionary, word for word as the aggregators derive it: one that differs has another id, and nobody takes it.
fn configuration(sealing: &Sealing, task: &SealTask) -> Result<TaskConfiguration, SealError> {
    let info = unhex(&task.task_info).ok_or(SealError::Sealing("task info"))?;
    let duration = task.expires.checked_sub(task.starts).ok_or(SealError::Sealing("days"))?;
    let days = Interval { start: task.starts, duration };
    let urls = [sealing.leader.as_str(), sealing.keeper.as_str()];
    let vdaf = vdaf(&task.measurement.shape).ok_or(SealError::Sealing("shape"))?;
    TaskConfiguration::new(info, urls, sealing.min_batch.into(), vdaf, days).map_err(|_| SealError::Sealing("days"))
}

fn vdaf(shape: &Shape) -> Option<VdafConfig> {
    match (shape.vdaf, shape.max_weight) {
        (Kind::Multihot, Some(weight)) => Some(VdafConfig::multihot(shape.length, weight.into())),
        (Kind::Histogram, None) => Some(VdafConfig::histogram(shape.length)),
        _ => None,
    }
}

fn unhex(text: &str) -> Option<[u8; 32]> {
    let digit = |d: u8| char::from(d).to_digit(16);
    let byte = |pair: &[u8]| match pair {
        [high, low] => u8::try_from(digit(*high)? * 16 + digit(*low)?).ok(),
        _ => None,
    };
    text.as_bytes().chunks(2).map(byte).collect::<Option<Vec<u8>>>()?.try_into().ok()
}
