//! Blind-signed tokens: one report a person a period, without saying whose.
//!
//! The portal's login decides who may have a token; the leader signs it blindly; both aggregators check it and remember that
//! it was spent. Nobody can connect the signing with the spending, because signer and spender see unrelated numbers.
//!
//! The scheme is RSABSSA-SHA384-PSS-Randomized of [RFC 9474](https://www.rfc-editor.org/rfc/rfc9474) with 2048 bits and
//! `e = 65537`, one key a period. What is signed is
//! `"skillkeep token v1" 0x00 || u16 len tenant || tenant || u16 len period || period || nonce (32)`, after the 32 random
//! bytes that the scheme puts before it (section 4.1).
//!
//! Who holds what: [`Issuer`] the leader, [`TokenKey`] everybody (it is in the signed dictionary, so that no person can be
//! given a key of her own by which to know her again), [`Request`] and [`Token`] a person's device, [`TokenHash`] the lists of
//! what was spent.

use std::fmt;

use blind_rsa_signatures::reexports::crypto_bigint::BoxedUint;
use blind_rsa_signatures::reexports::rsa::RsaPublicKey;
use blind_rsa_signatures::{
    KeyPairSha384PSSRandomized, MessageRandomizer, PublicKeySha384PSSRandomized, SecretKeySha384PSSRandomized,
    Signature,
};
use rand_core::CryptoRng;
use sha2::{Digest, Sha256};

mod request;
#[cfg(test)]
mod tests;

pub use request::Request;

/// Type of the public report extension that carries a token (DAP-18, section "Upload Extensions"; of the range for private use).
pub const EXTENSION_TYPE: u16 = 0xff01;
/// Bytes of a blinded message, of a blind signature and of a signature: the modulus.
pub const MODULUS_LEN: usize = 256;
/// Bytes of the nonce and of the message randomizer.
pub const NONCE_LEN: usize = 32;
/// Bytes of an encoded [`Token`]: nonce, randomizer, signature.
pub const TOKEN_LEN: usize = 2 * NONCE_LEN + MODULUS_LEN;

const MODULUS_BITS: usize = 8 * MODULUS_LEN;
const EXPONENT: [u8; 3] = [1, 0, 1];
/// Everything of a key's DER before its modulus. Size, exponent and scheme are fixed, so a key has one encoding, and whoever reads
/// keys need not carry a reader of DER: in a browser that is a tenth of what sealing loads.
///
/// SEQUENCE { SEQUENCE { id-RSASSA-PSS, { [0] SHA-384, [1] MGF1 of SHA-384, [2] 48 } }, BIT STRING { SEQUENCE { INTEGER (RFC 4055,
/// RFC 8017 appendix A.1.1).
#[rustfmt::skip]
const SPKI_HEAD: [u8; 81] = [
    0x30, 0x82, 0x01, 0x52, 0x30, 0x3d,
    0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x0a, 0x30, 0x30,
    0xa0, 0x0d, 0x30, 0x0b, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x02,
    0xa1, 0x1a, 0x30, 0x18, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x08,
    0x30, 0x0b, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x02,
    0xa2, 0x03, 0x02, 0x01, 0x30,
    0x03, 0x82, 0x01, 0x0f, 0x00, 0x30, 0x82, 0x01, 0x0a, 0x02, 0x82, 0x01, 0x01, 0x00,
];
/// And after it: INTEGER 65537.
const SPKI_TAIL: [u8; 5] = [0x02, 0x03, 0x01, 0x00, 0x01];
const DOMAIN: &[u8] = b"skillkeep token v1\0";

/// Why a token, a key or a request was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum TokenError {
    /// A key is not well formed, not of 2048 bits, not of exponent 65537, or not for this scheme.
    #[error("not a 2048-bit key for RSABSSA-SHA384-PSS")]
    Key,
    /// A new key could not be made.
    #[error("a token key could not be generated")]
    KeyGeneration,
    /// The tenant or the period id is longer than 65535 bytes.
    #[error("a tenant or period id is too long to be signed")]
    NameTooLong,
    /// The message could not be blinded: the key shares a factor with it, which no honest key does.
    #[error("the message could not be blinded with this key")]
    Blinding,
    /// A blinded message is not a number below the modulus, in 256 bytes.
    #[error("a blinded message is not a number below the modulus")]
    BlindedMessage,
    /// The signer failed while it signed.
    #[error("the blinded message could not be signed")]
    Signing,
    /// What the signer returned is not a signature of what was asked.
    #[error("the signer's answer is not a signature of the request")]
    BlindSignature,
    /// A stored request is not one of this version, or was damaged.
    #[error("a stored request cannot be read")]
    Stored,
    /// An encoded token has not exactly 320 bytes.
    #[error("a token has {TOKEN_LEN} bytes, not {0}")]
    Length(usize),
    /// The token is not signed for this tenant and period by this key.
    #[error("the token is not valid for this tenant, period and key")]
    Invalid,
}

impl TokenError {
    /// Stable name of the variant, for problem documents and for callers in other languages.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Key => "token-key",
            Self::KeyGeneration => "token-key-generation",
            Self::NameTooLong => "token-name-too-long",
            Self::Blinding => "token-blinding",
            Self::BlindedMessage => "token-blinded-message",
            Self::Signing => "token-signing",
            Self::BlindSignature => "token-blind-signature",
            Self::Stored => "token-stored",
            Self::Length(_) => "token-length",
            Self::Invalid => "token-invalid",
        }
    }
}

/// The bytes that a token of this nonce signs.
fn message(tenant: &str, period: &str, nonce: &[u8; NONCE_LEN]) -> Result<Vec<u8>, TokenError> {
    let mut message = Vec::with_capacity(DOMAIN.len() + 4 + tenant.len() + period.len() + NONCE_LEN);
    message.extend_from_slice(DOMAIN);
    for name in [tenant, period] {
        let len = u16::try_from(name.len()).map_err(|_| TokenError::NameTooLong)?;
        message.extend_from_slice(&len.to_be_bytes());
        message.extend_from_slice(name.as_bytes());
    }
    message.extend_from_slice(nonce);
    Ok(message)
}

/// The public key of one period.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TokenKey(PublicKeySha384PSSRandomized);

impl TokenKey {
    fn checked(key: PublicKeySha384PSSRandomized) -> Result<Self, TokenError> {
        let parts = key.components();
        let (modulus, exponent) = (parts.n(), parts.e());
        let modulus = trim(&modulus);
        let of_full_size = modulus.len() == MODULUS_LEN && modulus.first().is_some_and(|byte| byte >> 7 == 1);
        if of_full_size && trim(&exponent) == EXPONENT { Ok(Self(key)) } else { Err(TokenError::Key) }
    }

    /// Reads a `SubjectPublicKeyInfo` (DER) of id-RSASSA-PSS with SHA-384, MGF1 of SHA-384 and a salt of 48 bytes: what
    /// [`to_spki`](Self::to_spki) writes and a period of the dictionary carries as `tokenKey`.
    ///
    /// # Errors
    /// [`TokenError::Key`]; also for another encoding of a good key, so that one key has one name.
    pub fn from_spki(der: &[u8]) -> Result<Self, TokenError> {
        let modulus =
            der.strip_prefix(&SPKI_HEAD).and_then(|rest| rest.strip_suffix(&SPKI_TAIL)).ok_or(TokenError::Key)?;
        let modulus = BoxedUint::from_be_slice(modulus, MODULUS_BITS as u32).map_err(|_| TokenError::Key)?;
        let key = RsaPublicKey::new(modulus, BoxedUint::from(65_537u32)).map_err(|_| TokenError::Key)?;
        let key = Self::checked(PublicKeySha384PSSRandomized::new(key))?;
        if key.to_spki()? == der { Ok(key) } else { Err(TokenError::Key) }
    }

    /// Writes the `SubjectPublicKeyInfo` (DER).
    ///
    /// # Errors
    /// [`TokenError::Key`] when the key cannot be encoded, which one of these sizes always can.
    pub fn to_spki(&self) -> Result<Vec<u8>, TokenError> {
        let modulus = self.0.components().n();
        Ok([&SPKI_HEAD, trim(&modulus), &SPKI_TAIL].concat())
    }

    /// Whether a token was signed with this key for this tenant and period. Says nothing of whether it was spent.
    ///
    /// # Errors
    /// [`TokenError::Invalid`] when it was not; [`TokenError::NameTooLong`].
    pub fn verify(&self, token: &Token, tenant: &str, period: &str) -> Result<(), TokenError> {
        let message = message(tenant, period, &token.nonce)?;
        self.0
            .verify(&Signature(token.signature.to_vec()), Some(MessageRandomizer(token.randomizer)), message)
            .map_err(|_| TokenError::Invalid)
    }
}

/// A big-endian number without its leading zeros.
fn trim(mut number: &[u8]) -> &[u8] {
    while let [0, rest @ ..] = number {
        number = rest;
    }
    number
}

/// The signer of one period: holds the private key.
pub struct Issuer {
    secret: SecretKeySha384PSSRandomized,
    key: TokenKey,
}

impl Issuer {
    fn checked(secret: SecretKeySha384PSSRandomized) -> Result<Self, TokenError> {
        let key = TokenKey::checked(secret.public_key().map_err(|_| TokenError::Key)?)?;
        Ok(Self { secret, key })
    }

    /// Makes the key of a new period. Takes a second or so.
    ///
    /// # Errors
    /// [`TokenError::KeyGeneration`].
    pub fn generate(rng: &mut impl CryptoRng) -> Result<Self, TokenError> {
        let pair = KeyPairSha384PSSRandomized::generate(rng, MODULUS_BITS).map_err(|_| TokenError::KeyGeneration)?;
        Self::checked(pair.sk).map_err(|_| TokenError::KeyGeneration)
    }

    /// Reads a private key, PKCS #8 DER.
    ///
    /// # Errors
    /// [`TokenError::Key`].
    pub fn from_pkcs8_der(der: &[u8]) -> Result<Self, TokenError> {
        Self::checked(SecretKeySha384PSSRandomized::from_der(der).map_err(|_| TokenError::Key)?)
    }

    /// Reads a private key, PKCS #8 PEM.
    ///
    /// # Errors
    /// [`TokenError::Key`].
    pub fn from_pkcs8_pem(pem: &str) -> Result<Self, TokenError> {
        Self::checked(SecretKeySha384PSSRandomized::from_pem(pem.trim()).map_err(|_| TokenError::Key)?)
    }

    /// Writes the private key, PKCS #8 DER. The caller keeps it as secret as the key is.
    ///
    /// # Errors
    /// [`TokenError::Key`] when the key cannot be encoded.
    pub fn to_pkcs8_der(&self) -> Result<Vec<u8>, TokenError> {
        self.secret.to_der().map_err(|_| TokenError::Key)
    }

    /// Writes the private key, PKCS #8 PEM. The caller keeps it as secret as the key is.
    ///
    /// # Errors
    /// [`TokenError::Key`] when the key cannot be encoded.
    pub fn to_pkcs8_pem(&self) -> Result<String, TokenError> {
        self.secret.to_pem().map_err(|_| TokenError::Key)
    }

    /// The public half.
    #[must_use]
    pub fn token_key(&self) -> &TokenKey {
        &self.key
    }

    /// Signs a blinded message (RFC 9474, section 4.3), of which it learns nothing. Who may ask, and how often, is for the
    /// caller to know. `rng` masks the private exponent against timing.
    ///
    /// # Errors
    /// [`TokenError::BlindedMessage`] when the bytes are not a number below the modulus; [`TokenError::Signing`].
    pub fn blind_sign(&self, rng: &mut impl CryptoRng, blinded: &[u8]) -> Result<[u8; MODULUS_LEN], TokenError> {
        let modulus = self.key.0.components().n();
        // Numbers of one length compare as their bytes do.
        if blinded.len() != MODULUS_LEN || blinded >= trim(&modulus) {
            return Err(TokenError::BlindedMessage);
        }
        let signature = self.secret.blind_sign_with_rng(rng, blinded).map_err(|_| TokenError::Signing)?;
        signature.0.try_into().map_err(|_| TokenError::Signing)
    }
}

impl fmt::Debug for Issuer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Issuer").finish_non_exhaustive()
    }
}

/// One person's right to one report for each task of a period. Whoever has it can spend it.
#[derive(Clone, PartialEq, Eq)]
pub struct Token {
    nonce: [u8; NONCE_LEN],
    randomizer: [u8; NONCE_LEN],
    signature: [u8; MODULUS_LEN],
}

impl Token {
    /// The body of the report extension: `nonce (32) || msg_randomizer (32) || signature (256)`.
    #[must_use]
    pub fn encode(&self) -> [u8; TOKEN_LEN] {
        let mut bytes = [0; TOKEN_LEN];
        let parts = self.nonce.iter().chain(&self.randomizer).chain(&self.signature);
        for (to, from) in bytes.iter_mut().zip(parts) {
            *to = *from;
        }
        bytes
    }

    /// Reads the body of the report extension. Checks its length only: see [`TokenKey::verify`].
    ///
    /// # Errors
    /// [`TokenError::Length`].
    pub fn decode(bytes: &[u8]) -> Result<Self, TokenError> {
        let wrong = || TokenError::Length(bytes.len());
        let (nonce, rest) = bytes.split_first_chunk().ok_or_else(wrong)?;
        let (randomizer, rest) = rest.split_first_chunk().ok_or_else(wrong)?;
        let signature = rest.try_into().map_err(|_| wrong())?;
        Ok(Self { nonce: *nonce, randomizer: *randomizer, signature })
    }

    /// The name under which this token is remembered as spent.
    ///
    /// It is of the nonce alone: a second signature of the same nonce is the same token.
    #[must_use]
    pub fn hash(&self) -> TokenHash {
        TokenHash(Sha256::digest(self.nonce).into())
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Token").field(&self.hash()).finish()
    }
}

/// SHA-256 of a token's nonce: what a list of spent tokens holds, for each tenant, period and task. It cannot be spent itself.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TokenHash(pub [u8; 32]);

impl fmt::Debug for TokenHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}
