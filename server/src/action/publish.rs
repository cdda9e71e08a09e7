//! The list that every browser gets: whole, signed, the same for everybody, so that asking for it tells nothing.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use ed25519_dalek::{Signer, SigningKey};
use sha2::{Digest, Sha256};
use skillkeep::catalog::ACTIONS_TYPE;
use skillkeep::trust::{Envelope, Signed, pae};

use super::proposal::{entry, list};
use super::state::State;
use super::store::Action;
use crate::release::hex;

/// The key of the root's role `actions`.
#[derive(Clone)]
pub struct ActionsKey {
    id: String,
    key: SigningKey,
}

impl std::fmt::Debug for ActionsKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "ActionsKey({})", self.id)
    }
}

impl ActionsKey {
    /// A key of 32 secret bytes, and its id in the root.
    pub fn new(id: &str, secret: &[u8; 32]) -> ActionsKey {
        ActionsKey { id: id.to_owned(), key: SigningKey::from_bytes(secret) }
    }

    /// The public half.
    pub fn public(&self) -> [u8; 32] {
        self.key.verifying_key().to_bytes()
    }
}

/// The list as it is served.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Published {
    /// The envelope.
    pub bytes: Vec<u8>,
    /// Its entity tag, with quotes.
    pub etag: String,
}

/// The list of what is published now. Its version is the time of the newest step of any action: it rises with each change, on a
/// database that was begun anew too. The same state gives the same bytes.
///
/// None cannot happen: strings and numbers can always be written.
pub fn published(actions: &[Action], tenant: &str, provider: &str, key: &ActionsKey) -> Option<Published> {
    let newest = actions.iter().flat_map(|a| &a.steps).map(|step| step.at).max().unwrap_or(0);
    let entries: Vec<_> = actions
        .iter()
        .filter(|action| action.state() == State::Published)
        .map(|action| entry(action.number, &action.proposal, provider))
        .collect();
    let payload = list(tenant, u64::try_from(newest).unwrap_or(0), &entries);
    let sig = key.key.sign(&pae(ACTIONS_TYPE, &payload)).to_bytes();
    let envelope = Envelope {
        payload_type: ACTIONS_TYPE.to_owned(),
        payload: STANDARD.encode(&payload),
        signatures: vec![Signed { keyid: key.id.clone(), sig: STANDARD.encode(sig) }],
    };
    let bytes = serde_json::to_vec(&envelope).ok()?;
    let etag = format!("\"{}\"", hex(&Sha256::digest(&bytes)).get(..32)?);
    Some(Published { bytes, etag })
}
