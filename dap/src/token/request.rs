//! The device's side of a signing: drawn, blinded, kept until the signer has answered, unblinded.

use std::fmt;
use std::io::Cursor;

use blind_rsa_signatures::{BlindMessage, BlindSignature, BlindingResult, MessageRandomizer, Secret};
use rand_core::CryptoRng;

use super::{DOMAIN, MODULUS_LEN, NONCE_LEN, Token, TokenError, TokenKey, message, trim};
use crate::codec::{self, CodecError, Decode};

/// First byte of a stored [`Request`].
const STORED: u8 = 1;

/// What a device keeps between asking for a signature and having a token. Secret: it connects the two.
pub struct Request {
    key: TokenKey,
    nonce: [u8; NONCE_LEN],
    randomizer: [u8; NONCE_LEN],
    message: Vec<u8>,
    blinding: BlindingResult,
}

impl Request {
    /// Draws a nonce and blinds its message (RFC 9474, sections 4.1 and 4.2).
    ///
    /// # Errors
    /// [`TokenError::NameTooLong`], [`TokenError::Blinding`].
    pub fn new(rng: &mut impl CryptoRng, tenant: &str, period: &str, key: &TokenKey) -> Result<Self, TokenError> {
        let mut nonce = [0; NONCE_LEN];
        rng.fill_bytes(&mut nonce);
        let message = message(tenant, period, &nonce)?;
        let blinding = key.0.blind(rng, &message).map_err(|_| TokenError::Blinding)?;
        let randomizer = blinding.msg_randomizer.ok_or(TokenError::Blinding)?.0;
        Ok(Self { key: key.clone(), nonce, randomizer, message, blinding })
    }

    /// The 256 bytes that the signer gets to see.
    #[must_use]
    pub fn blinded(&self) -> &[u8] {
        &self.blinding.blind_message.0
    }

    /// As it is kept until the signer has answered: a device that forgot it could never use the one signature that it gets.
    ///
    /// `1 || u16 len key (SPKI) || u16 len message || msg_randomizer (32) || blinded (256) || unblinding secret (256)`. As secret
    /// as the request is.
    ///
    /// # Errors
    /// [`TokenError::NameTooLong`] where tenant and period have more than 65 kB together; [`TokenError::Key`].
    pub fn to_bytes(&self) -> Result<Vec<u8>, TokenError> {
        let mut out = vec![STORED];
        codec::put16(&mut out, &self.key.to_spki()?).map_err(|_| TokenError::Key)?;
        codec::put16(&mut out, &self.message).map_err(|_| TokenError::NameTooLong)?;
        out.extend_from_slice(&self.randomizer);
        out.extend_from_slice(&self.blinding.blind_message.0);
        out.extend_from_slice(&self.blinding.secret.0);
        Ok(out)
    }

    /// Reads what [`to_bytes`](Self::to_bytes) wrote, and nothing else: each request has one encoding.
    ///
    /// # Errors
    /// [`TokenError::Stored`].
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, TokenError> {
        let parts = Stored::get_decoded(bytes).map_err(|_| TokenError::Stored)?;
        let key = TokenKey::from_spki(&parts.key).map_err(|_| TokenError::Stored)?;
        let nonce = nonce_of(&parts.message).ok_or(TokenError::Stored)?;
        let modulus = key.0.components().n();
        // Numbers of one length compare as their bytes do.
        if [&parts.blinded, &parts.secret].iter().any(|n| n.as_slice() >= trim(&modulus)) {
            return Err(TokenError::Stored);
        }
        let blinding = BlindingResult {
            blind_message: BlindMessage(parts.blinded.to_vec()),
            secret: Secret(parts.secret.to_vec()),
            msg_randomizer: Some(MessageRandomizer(parts.randomizer)),
        };
        Ok(Self { key, nonce, randomizer: parts.randomizer, message: parts.message, blinding })
    }

    /// Unblinds the signer's answer and checks it (RFC 9474, section 4.4). May be called again with a better answer.
    ///
    /// # Errors
    /// [`TokenError::BlindSignature`] when the answer is not a signature of this request by the key of the period.
    pub fn finalize(&self, blind_signature: &[u8]) -> Result<Token, TokenError> {
        if blind_signature.len() != MODULUS_LEN {
            return Err(TokenError::BlindSignature);
        }
        let answer = BlindSignature(blind_signature.to_vec());
        let signature =
            self.key.0.finalize(&answer, &self.blinding, &self.message).map_err(|_| TokenError::BlindSignature)?;
        let signature = signature.0.try_into().map_err(|_| TokenError::BlindSignature)?;
        Ok(Token { nonce: self.nonce, randomizer: self.randomizer, signature })
    }
}

impl fmt::Debug for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Request").finish_non_exhaustive()
    }
}

/// A stored request, not yet looked into.
struct Stored {
    key: Vec<u8>,
    message: Vec<u8>,
    randomizer: [u8; NONCE_LEN],
    blinded: [u8; MODULUS_LEN],
    secret: [u8; MODULUS_LEN],
}

impl Decode for Stored {
    fn decode(bytes: &mut Cursor<&[u8]>) -> Result<Self, CodecError> {
        if u8::decode(bytes)? != STORED {
            return Err(CodecError::UnexpectedValue);
        }
        Ok(Stored {
            key: codec::opaque16(bytes)?,
            message: codec::opaque16(bytes)?,
            randomizer: codec::array(bytes)?,
            blinded: codec::array(bytes)?,
            secret: codec::array(bytes)?,
        })
    }
}

/// The nonce at the end of a [`message`], where this is one: written again from its parts it must be the same.
fn nonce_of(bytes: &[u8]) -> Option<[u8; NONCE_LEN]> {
    let mut rest = Cursor::new(bytes.strip_prefix(DOMAIN)?);
    let mut name = || String::from_utf8(codec::opaque16(&mut rest).ok()?).ok();
    let (tenant, period) = (name()?, name()?);
    let nonce = codec::array(&mut rest).ok()?;
    (message(&tenant, &period, &nonce).ok()? == bytes).then_some(nonce)
}
