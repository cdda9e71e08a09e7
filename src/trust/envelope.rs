//! The DSSE envelope: a payload with its type, and signatures over both.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde::{Deserialize, Serialize};

use super::TrustError;

/// One signature of an envelope or a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signed {
    /// Which key of the root.
    pub keyid: String,
    /// Ed25519 signature, base64.
    pub sig: String,
}

/// A DSSE envelope as it lies in a `.dsse.json` file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Envelope {
    /// What the payload is.
    pub payload_type: String,
    /// The payload, base64.
    pub payload: String,
    /// Who vouches for it.
    pub signatures: Vec<Signed>,
}

impl Envelope {
    /// Reads an envelope and its payload, and checks the type; signatures are checked by [`super::Root`].
    ///
    /// # Errors
    /// [`TrustError::Malformed`] where the bytes are not an envelope of this type.
    pub fn parse(bytes: &[u8], payload_type: &'static str) -> Result<(Envelope, Vec<u8>), TrustError> {
        let malformed = |why: String| TrustError::Malformed { what: payload_type, why };
        let envelope: Envelope = serde_json::from_slice(bytes).map_err(|e| malformed(e.to_string()))?;
        if envelope.payload_type != payload_type {
            return Err(malformed(format!("its type is {:?}", envelope.payload_type)));
        }
        let payload = STANDARD.decode(&envelope.payload).map_err(|e| malformed(e.to_string()))?;
        Ok((envelope, payload))
    }
}

/// DSSE's pre-authentication encoding: what is really signed.
/// [DSSE protocol](https://github.com/secure-systems-lab/dsse/blob/master/protocol.md)
pub fn pae(payload_type: &str, body: &[u8]) -> Vec<u8> {
    let mut out = format!("DSSEv1 {} {} {} ", payload_type.len(), payload_type, body.len()).into_bytes();
    out.extend_from_slice(body);
    out
}
