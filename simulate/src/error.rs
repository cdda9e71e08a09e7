//! The one error of this crate.

use skillkeep::EngineError;
use skillkeep_dap::client::ClientError;
use skillkeep_dap::token::TokenError;
use skillkeep_server::collector::CollectError;
use skillkeep_server::config::ConfigError;
use skillkeep_server::peer::PeerError;
use skillkeep_server::serve::ServeError;

/// Why a simulation does not go on.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SimulateError {
    /// A table of the sample cannot be read.
    #[error("{0}")]
    Table(String),
    /// A person's engine refused.
    #[error("the engine refused: {}", .0.message)]
    Engine(EngineError),
    /// The dictionary cannot be read, or has no such period.
    #[error("the dictionary: {0}")]
    Dictionary(String),
    /// A report could not be sealed.
    #[error(transparent)]
    Seal(#[from] ClientError),
    /// A token could not be had.
    #[error(transparent)]
    Token(#[from] TokenError),
    /// An aggregator does not answer.
    #[error("{0}")]
    Http(String),
    /// An aggregator refused what it should have taken.
    #[error("refused: {0}")]
    Refused(String),
    /// Keys or configuration of the stage.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// A role of the stage does not run.
    #[error(transparent)]
    Serve(#[from] ServeError),
    /// The collector could not be made.
    #[error(transparent)]
    Peer(#[from] PeerError),
    /// A batch could not be collected.
    #[error(transparent)]
    Collect(#[from] CollectError),
    /// The file system or the network.
    #[error(transparent)]
    Io(#[from] std::io::Error),
    /// A worker ended before its time.
    #[error("a worker ended before its time")]
    Worker,
}

impl SimulateError {
    /// A stable code.
    pub fn code(&self) -> &str {
        match self {
            SimulateError::Table(_) => "simulate.table",
            SimulateError::Engine(e) => e.code,
            SimulateError::Dictionary(_) => "simulate.dictionary",
            SimulateError::Seal(e) => e.code(),
            SimulateError::Token(e) => e.code(),
            SimulateError::Http(_) => "simulate.http",
            SimulateError::Refused(_) => "simulate.refused",
            SimulateError::Config(e) => e.code(),
            SimulateError::Serve(e) => e.code(),
            SimulateError::Peer(e) => e.code(),
            SimulateError::Collect(e) => e.code(),
            SimulateError::Io(_) => "simulate.io",
            SimulateError::Worker => "simulate.worker",
        }
    }
}

impl From<EngineError> for SimulateError {
    fn from(e: EngineError) -> SimulateError {
        SimulateError::Engine(e)
    }
}

impl From<reqwest::Error> for SimulateError {
    fn from(e: reqwest::Error) -> SimulateError {
        SimulateError::Http(e.to_string())
    }
}
