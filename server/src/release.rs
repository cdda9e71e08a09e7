//! A release as the keeper signs it: DSSE over JSON, Ed25519. Its shape is in docs/contract-company.md.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use ed25519_dalek::{Signature, Signer, SigningKey, VerifyingKey};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use skillkeep::trust::{Envelope, Signed, pae};

/// Payload type of a release.
pub const RELEASE_TYPE: &str = "application/vnd.skillkeep.release+json";
/// Its format.
pub const FORMAT: &str = "skillkeep-release/1";

/// What is signed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Release {
    /// [`FORMAT`].
    pub format: String,
    /// Tenant.
    pub tenant: String,
    /// Version of the keeper's dictionary.
    pub dictionary: u64,
    /// Number of the release; rises by one.
    pub number: u64,
    /// Measure id.
    pub measure: String,
    /// Cell name.
    pub cell: String,
    /// Task id, hex.
    pub task: String,
    /// Period id.
    pub period: String,
    /// Its first day.
    pub start: String,
    /// First day after it.
    pub end: String,
    /// Reports counted.
    pub reports: u64,
    /// People of the cell.
    pub headcount: u64,
    /// Variance of one aggregator's noise.
    pub sigma2: u64,
    /// SHA-256 of the keeper's sealed share, hex.
    pub keeper_share: String,
    /// Null here; recorded releases of a sample company carry their sums.
    pub sums: Option<Vec<i64>>,
}

/// The keeper's signing key and its id in the root.
#[derive(Clone)]
pub struct ReleaseKey {
    id: String,
    key: SigningKey,
}

impl std::fmt::Debug for ReleaseKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "ReleaseKey({})", self.id)
    }
}

impl ReleaseKey {
    /// A key of 32 secret bytes.
    pub fn new(id: &str, secret: &[u8; 32]) -> ReleaseKey {
        ReleaseKey { id: id.to_owned(), key: SigningKey::from_bytes(secret) }
    }

    /// Its id.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The public half.
    pub fn public(&self) -> [u8; 32] {
        self.key.verifying_key().to_bytes()
    }

    /// Signs a release; the envelope as JSON. None cannot happen: strings and numbers can always be written.
    pub fn sign(&self, release: &Release) -> Option<String> {
        let body = serde_json::to_vec(release).ok()?;
        let sig = self.key.sign(&pae(RELEASE_TYPE, &body)).to_bytes();
        let envelope = Envelope {
            payload_type: RELEASE_TYPE.to_owned(),
            payload: STANDARD.encode(&body),
            signatures: vec![Signed { keyid: self.id.clone(), sig: STANDARD.encode(sig) }],
        };
        serde_json::to_string(&envelope).ok()
    }
}

/// Opens a release: None where no signature is of one of these keys, or it is of another format.
pub fn open(envelope: &str, keys: &[(String, VerifyingKey)]) -> Option<Release> {
    let (envelope, body) = Envelope::parse(envelope.as_bytes(), RELEASE_TYPE).ok()?;
    let message = pae(RELEASE_TYPE, &body);
    let good = |signed: &Signed| {
        let key = keys.iter().find(|(id, _)| *id == signed.keyid);
        let signature = STANDARD.decode(&signed.sig).ok().and_then(|b| <[u8; 64]>::try_from(b).ok());
        key.zip(signature).is_some_and(|((_, k), s)| k.verify_strict(&message, &Signature::from_bytes(&s)).is_ok())
    };
    if !envelope.signatures.iter().any(good) {
        return None;
    }
    serde_json::from_slice::<Release>(&body).ok().filter(|r| r.format == FORMAT)
}

/// Lower-case hex.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}

/// The digest by which a release names the keeper's sealed share.
pub fn share_digest(sealed: &[u8]) -> String {
    hex(&Sha256::digest(sealed))
}
