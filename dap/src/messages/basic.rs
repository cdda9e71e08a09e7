//! What the other messages are made of.

use std::io::Cursor;

use crate::codec::{self, CodecError, Decode, Encode};

/// Batches of an interval of time: the only mode that is used here, since leader-selected ones let a leader pick its victims.
pub const BATCH_MODE_TIME_INTERVAL: u8 = 1;

macro_rules! id {
    ($(#[$doc:meta])* $name:ident, $n:expr) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub [u8; $n]);

        impl $name {
            /// As it stands in a URL: base64url without padding, RFC 4648 section 5.
            pub fn to_url(self) -> String {
                crate::text::base64url(&self.0)
            }

            /// Reads it from a URL.
            pub fn from_url(text: &str) -> Option<$name> {
                crate::text::from_base64url(text)?.try_into().ok().map($name)
            }
        }

        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&self.to_url())
            }
        }

        impl Encode for $name {
            fn encode(&self, out: &mut Vec<u8>) -> Result<(), CodecError> {
                out.extend_from_slice(&self.0);
                Ok(())
            }
        }

        impl Decode for $name {
            fn decode(bytes: &mut Cursor<&[u8]>) -> Result<Self, CodecError> {
                codec::array(bytes).map($name)
            }
        }
    };
}

id!(
    /// A task; derived, see [`crate::task`].
    TaskId,
    32
);
id!(
    /// A report; 16 bytes of the client's randomness, and the VDAF's nonce.
    ReportId,
    16
);
id!(
    /// An aggregation or collection job.
    JobId,
    16
);

/// A stretch of time in units of `time_precision`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Interval {
    /// First unit.
    pub start: u64,
    /// Units.
    pub duration: u64,
}

impl Interval {
    /// Is this time within it?
    pub fn contains(&self, time: u64) -> bool {
        self.start <= time && time - self.start < self.duration
    }
}

impl Encode for Interval {
    fn encode(&self, out: &mut Vec<u8>) -> Result<(), CodecError> {
        self.start.encode(out)?;
        self.duration.encode(out)
    }
}

impl Decode for Interval {
    fn decode(bytes: &mut Cursor<&[u8]>) -> Result<Self, CodecError> {
        let interval = Interval { start: u64::decode(bytes)?, duration: u64::decode(bytes)? };
        // An end past the largest time is nobody's.
        interval.start.checked_add(interval.duration).ok_or(CodecError::UnexpectedValue)?;
        Ok(interval)
    }
}

/// An extension of a report or a task.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Extension {
    /// Its registered number; 0xff00 and up are for private use.
    pub kind: u16,
    /// Its content.
    pub data: Vec<u8>,
}

impl Encode for Extension {
    fn encode(&self, out: &mut Vec<u8>) -> Result<(), CodecError> {
        self.kind.encode(out)?;
        codec::put16(out, &self.data)
    }
}

impl Decode for Extension {
    fn decode(bytes: &mut Cursor<&[u8]>) -> Result<Self, CodecError> {
        Ok(Extension { kind: u16::decode(bytes)?, data: codec::opaque16(bytes)? })
    }
}

/// Something sealed to one party, RFC 9180.
#[derive(Clone, PartialEq, Eq)]
pub struct HpkeCiphertext {
    /// Which of the receiver's configurations.
    pub config: u8,
    /// Encapsulated key.
    pub encapsulated: Vec<u8>,
    /// Ciphertext with its tag.
    pub payload: Vec<u8>,
}

impl std::fmt::Debug for HpkeCiphertext {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "HpkeCiphertext({} bytes)", self.payload.len())
    }
}

impl Encode for HpkeCiphertext {
    fn encode(&self, out: &mut Vec<u8>) -> Result<(), CodecError> {
        self.config.encode(out)?;
        codec::put16(out, &self.encapsulated)?;
        codec::put32(out, &self.payload)
    }
}

impl Decode for HpkeCiphertext {
    fn decode(bytes: &mut Cursor<&[u8]>) -> Result<Self, CodecError> {
        Ok(HpkeCiphertext {
            config: u8::decode(bytes)?,
            encapsulated: codec::opaque16(bytes)?,
            payload: codec::opaque32(bytes)?,
        })
    }
}

/// A public key with the algorithms that it is used with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HpkeConfig {
    /// Chosen by its owner.
    pub id: u8,
    /// Key encapsulation, IANA number.
    pub kem: u16,
    /// Key derivation.
    pub kdf: u16,
    /// Encryption.
    pub aead: u16,
    /// The key.
    pub public: Vec<u8>,
}

impl Encode for HpkeConfig {
    fn encode(&self, out: &mut Vec<u8>) -> Result<(), CodecError> {
        self.id.encode(out)?;
        self.kem.encode(out)?;
        self.kdf.encode(out)?;
        self.aead.encode(out)?;
        codec::put16(out, &self.public)
    }
}

impl Decode for HpkeConfig {
    fn decode(bytes: &mut Cursor<&[u8]>) -> Result<Self, CodecError> {
        Ok(HpkeConfig {
            id: u8::decode(bytes)?,
            kem: u16::decode(bytes)?,
            kdf: u16::decode(bytes)?,
            aead: u16::decode(bytes)?,
            public: codec::opaque16(bytes)?,
        })
    }
}

/// What `GET /hpke_config` answers: the preferred one first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HpkeConfigList(pub Vec<HpkeConfig>);

impl Encode for HpkeConfigList {
    fn encode(&self, out: &mut Vec<u8>) -> Result<(), CodecError> {
        codec::put_items16(out, &self.0)
    }
}

impl Decode for HpkeConfigList {
    fn decode(bytes: &mut Cursor<&[u8]>) -> Result<Self, CodecError> {
        codec::items16(bytes).map(HpkeConfigList)
    }
}

/// Why one report is not counted, draft section 4.6.2.1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[repr(u8)]
#[non_exhaustive]
pub enum ReportError {
    /// Its batch was collected already.
    #[error("its batch was collected already")]
    BatchCollected = 1,
    /// It was counted already.
    #[error("it was counted already")]
    ReportReplayed = 2,
    /// It was dropped.
    #[error("it was dropped")]
    ReportDropped = 3,
    /// Sealed to a key that is not there.
    #[error("sealed to a key that is not there")]
    HpkeUnknownConfigId = 4,
    /// Cannot be opened.
    #[error("cannot be opened")]
    HpkeDecryptError = 5,
    /// The VDAF refuses it.
    #[error("the proof does not hold")]
    VdafVerifyError = 6,
    /// The task is over.
    #[error("the task is over")]
    TaskExpired = 7,
    /// It is not of this protocol.
    #[error("it cannot be read")]
    InvalidMessage = 8,
    /// From the future.
    #[error("it is too early")]
    ReportTooEarly = 9,
    /// The task has not begun.
    #[error("the task has not begun")]
    TaskNotStarted = 10,
    /// Its configuration is out of date.
    #[error("its configuration is out of date")]
    OutdatedConfig = 11,
}

impl ReportError {
    /// A stable code for logs and screens.
    pub fn code(self) -> &'static str {
        match self {
            ReportError::BatchCollected => "report.batch_collected",
            ReportError::ReportReplayed => "report.replayed",
            ReportError::ReportDropped => "report.dropped",
            ReportError::HpkeUnknownConfigId => "report.unknown_key",
            ReportError::HpkeDecryptError => "report.sealed_otherwise",
            ReportError::VdafVerifyError => "report.proof",
            ReportError::TaskExpired => "report.task_expired",
            ReportError::InvalidMessage => "report.malformed",
            ReportError::ReportTooEarly => "report.too_early",
            ReportError::TaskNotStarted => "report.task_not_started",
            ReportError::OutdatedConfig => "report.outdated",
        }
    }
}

impl Encode for ReportError {
    fn encode(&self, out: &mut Vec<u8>) -> Result<(), CodecError> {
        (*self as u8).encode(out)
    }
}

impl Decode for ReportError {
    fn decode(bytes: &mut Cursor<&[u8]>) -> Result<Self, CodecError> {
        use ReportError as E;
        let known = [
            E::BatchCollected,
            E::ReportReplayed,
            E::ReportDropped,
            E::HpkeUnknownConfigId,
            E::HpkeDecryptError,
            E::VdafVerifyError,
            E::TaskExpired,
            E::InvalidMessage,
            E::ReportTooEarly,
            E::TaskNotStarted,
            E::OutdatedConfig,
        ];
        let code = u8::decode(bytes)?;
        known.into_iter().find(|e| *e as u8 == code).ok_or(CodecError::UnexpectedValue)
    }
}
