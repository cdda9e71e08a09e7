//! Sealing to one party, RFC 9180: DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, AES-128-GCM.

use hpke::aead::AesGcm128;
use hpke::kdf::HkdfSha256;
use hpke::kem::X25519HkdfSha256;
use hpke::{Deserializable, Kem, OpModeR, OpModeS, Serializable, single_shot_open, single_shot_seal_with_rng};
use rand_core::CryptoRng;

use crate::messages::{HpkeCiphertext, HpkeConfig};

const KEM: u16 = 0x0020;
const KDF: u16 = 0x0001;
const AEAD: u16 = 0x0001;

/// Who speaks and who listens; in the info of what is sealed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Role {
    /// Gets the sums.
    Collector = 0,
    /// Makes reports.
    Client = 1,
    /// The first aggregator.
    Leader = 2,
    /// The second aggregator; the keeper.
    Helper = 3,
}

/// What is sealed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// A client's half, to this aggregator.
    InputShare(Role),
    /// An aggregator's share of a batch, from this one to the collector.
    AggregateShare(Role),
}

impl Purpose {
    /// The info string of the draft, sections 4.5.2 and 4.7.6: nothing sealed for one end opens at another.
    fn info(self) -> Vec<u8> {
        let (label, from, to) = match self {
            Purpose::InputShare(to) => ("dap-18 input share", Role::Client, to),
            Purpose::AggregateShare(from) => ("dap-18 aggregate share", from, Role::Collector),
        };
        let mut info = label.as_bytes().to_vec();
        info.extend([from as u8, to as u8]);
        info
    }
}

/// Why something was not sealed or opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum HpkeError {
    /// Other algorithms than ours.
    #[error("other algorithms than X25519, HKDF-SHA256 and AES-128-GCM")]
    Algorithms,
    /// Not a key.
    #[error("not a key")]
    Key,
    /// Sealed to another of the receiver's keys.
    #[error("sealed to another key")]
    UnknownConfig,
    /// Cannot be sealed.
    #[error("cannot be sealed")]
    Seal,
    /// Cannot be opened: another key, another task, or changed on the way.
    #[error("cannot be opened")]
    Open,
}

impl HpkeError {
    /// A stable code.
    pub fn code(self) -> &'static str {
        match self {
            HpkeError::Algorithms => "hpke.algorithms",
            HpkeError::Key => "hpke.key",
            HpkeError::UnknownConfig => "hpke.unknown_config",
            HpkeError::Seal => "hpke.seal",
            HpkeError::Open => "hpke.open",
        }
    }
}

/// A private key with its public configuration.
#[derive(Clone)]
pub struct Keypair {
    config: HpkeConfig,
    private: Vec<u8>,
}

impl std::fmt::Debug for Keypair {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Keypair({})", self.config.id)
    }
}

impl Keypair {
    /// Draws a key pair.
    pub fn generate(id: u8, rng: &mut impl CryptoRng) -> Keypair {
        let (private, public) = X25519HkdfSha256::gen_keypair_with_rng(rng);
        let config = HpkeConfig { id, kem: KEM, kdf: KDF, aead: AEAD, public: public.to_bytes().to_vec() };
        Keypair { config, private: private.to_bytes().to_vec() }
    }

    /// Puts a stored pair together again.
    ///
    /// # Errors
    /// [`HpkeError::Algorithms`] or [`HpkeError::Key`].
    pub fn restore(config: HpkeConfig, private: &[u8]) -> Result<Keypair, HpkeError> {
        check(&config)?;
        let key = <X25519HkdfSha256 as Kem>::PrivateKey::from_bytes(private).map_err(|_| HpkeError::Key)?;
        if X25519HkdfSha256::sk_to_pk(&key).to_bytes().as_slice() != config.public.as_slice() {
            return Err(HpkeError::Key);
        }
        Ok(Keypair { config, private: private.to_vec() })
    }

    /// The public half.
    pub fn config(&self) -> &HpkeConfig {
        &self.config
    }

    /// The private half, to be stored where only its owner reads.
    pub fn private(&self) -> &[u8] {
        &self.private
    }

    /// Opens what was sealed for this purpose.
    ///
    /// # Errors
    /// [`HpkeError`].
    pub fn open(&self, purpose: Purpose, sealed: &HpkeCiphertext, aad: &[u8]) -> Result<Vec<u8>, HpkeError> {
        if sealed.config != self.config.id {
            return Err(HpkeError::UnknownConfig);
        }
        let private = <X25519HkdfSha256 as Kem>::PrivateKey::from_bytes(&self.private).map_err(|_| HpkeError::Key)?;
        let encapsulated =
            <X25519HkdfSha256 as Kem>::EncappedKey::from_bytes(&sealed.encapsulated).map_err(|_| HpkeError::Open)?;
        single_shot_open::<AesGcm128, HkdfSha256, X25519HkdfSha256>(
            &OpModeR::Base,
            &private,
            &encapsulated,
            &purpose.info(),
            &sealed.payload,
            aad,
        )
        .map_err(|_| HpkeError::Open)
    }
}

/// Are these the algorithms that we speak?
///
/// # Errors
/// [`HpkeError::Algorithms`].
pub fn check(config: &HpkeConfig) -> Result<(), HpkeError> {
    if (config.kem, config.kdf, config.aead) == (KEM, KDF, AEAD) { Ok(()) } else { Err(HpkeError::Algorithms) }
}

/// Seals for a receiver.
///
/// # Errors
/// [`HpkeError::Algorithms`], [`HpkeError::Key`] or [`HpkeError::Seal`].
pub fn seal(
    to: &HpkeConfig,
    purpose: Purpose,
    plaintext: &[u8],
    aad: &[u8],
    rng: &mut impl CryptoRng,
) -> Result<HpkeCiphertext, HpkeError> {
    check(to)?;
    let public = <X25519HkdfSha256 as Kem>::PublicKey::from_bytes(&to.public).map_err(|_| HpkeError::Key)?;
    let (encapsulated, payload) = single_shot_seal_with_rng::<AesGcm128, HkdfSha256, X25519HkdfSha256>(
        &OpModeS::Base,
        &public,
        &purpose.info(),
        plaintext,
        aad,
        rng,
    )
    .map_err(|_| HpkeError::Seal)?;
    Ok(HpkeCiphertext { config: to.id, encapsulated: encapsulated.to_bytes().to_vec(), payload })
}
