//! Why nothing was sealed.

/// Why nothing was sealed, or why there is no token. Nothing has left then.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SealError {
    /// The keeper shows keys of which none is the one that the company's dictionary pins: somebody may be standing between, and
    /// would read the keeper's half.
    #[error("the keeper's key is not the one that the company's root pins")]
    KeeperKey,
    /// The leader's list of keys cannot be read, or has none of our algorithms.
    #[error("the leader shows no key that can be sealed to")]
    Hpke,
    /// What the engine handed over cannot be read, or describes a task or an answer that cannot be.
    #[error("the answers cannot be sealed: {0}")]
    Sealing(&'static str),
    /// A token, a stored request or a signature is not one.
    #[error("the token is not valid: {0}")]
    Token(&'static str),
    /// The machine has no randomness, or something failed that cannot.
    #[error("sealing failed")]
    Internal,
}

impl SealError {
    /// A stable code.
    pub fn code(&self) -> &'static str {
        match self {
            SealError::KeeperKey => "sync.keeper_key",
            SealError::Hpke => "sync.hpke",
            SealError::Sealing(_) => "sync.sealing",
            SealError::Token(_) => "sync.token",
            SealError::Internal => "sync.internal",
        }
    }
}
