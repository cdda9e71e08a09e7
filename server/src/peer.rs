//! Asking another party over HTTP: the leader the keeper, the collector both.

use std::time::Duration;

use reqwest::{Client, Method, Response, StatusCode, header};
use skillkeep_dap::media::Media;

use crate::http::Secret;

/// Longest answer that is read, bytes.
const LONGEST: usize = 32 << 20;

/// Why the other party's answer is of no use.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PeerError {
    /// It did not answer, or is itself at fault (5xx): worth asking again.
    #[error("the other party does not answer")]
    Unreachable,
    /// It refused.
    #[error("the other party refused: {uri}")]
    Refused {
        /// HTTP status.
        status: u16,
        /// Type of the problem document; `about:blank` where there was none.
        uri: String,
    },
    /// It answered something else than what was asked for.
    #[error("the other party answered something else")]
    Malformed,
    /// No client can be made of this address and token.
    #[error("no client can be made of this address")]
    Client,
}

impl PeerError {
    /// A stable code.
    pub fn code(&self) -> &str {
        match self {
            PeerError::Unreachable => "peer.unreachable",
            PeerError::Refused { uri, .. } => uri,
            PeerError::Malformed => "peer.malformed",
            PeerError::Client => "peer.client",
        }
    }
}

/// Another party.
#[derive(Debug, Clone)]
pub struct Peer {
    base: String,
    token: Option<Secret>,
    client: Client,
}

impl Peer {
    /// A party at a base URL, with the bearer that it wants.
    ///
    /// # Errors
    /// [`PeerError::Client`].
    pub fn new(base: &str, token: Option<Secret>) -> Result<Peer, PeerError> {
        let client = Client::builder()
            .connect_timeout(Duration::from_secs(5))
            .timeout(Duration::from_secs(120))
            .redirect(reqwest::redirect::Policy::none())
            .build()
            .map_err(|_| PeerError::Client)?;
        reqwest::Url::parse(base).map_err(|_| PeerError::Client)?;
        Ok(Peer { base: format!("{}/", base.trim_end_matches('/')), token, client })
    }

    /// Puts a message and reads the answer.
    ///
    /// # Errors
    /// [`PeerError`].
    pub async fn put(&self, path: &str, media: Media, body: &[u8], answer: Media) -> Result<Vec<u8>, PeerError> {
        let (status, bytes) = self.exchange(Method::PUT, path, Some((media, body)), answer.name()).await?;
        if status == StatusCode::OK { Ok(bytes) } else { Err(PeerError::Malformed) }
    }

    /// Any exchange that ends well: status and body, which is of type `answer` where there is one.
    ///
    /// # Errors
    /// [`PeerError`].
    pub(crate) async fn exchange(
        &self,
        method: Method,
        path: &str,
        body: Option<(Media, &[u8])>,
        answer: &str,
    ) -> Result<(StatusCode, Vec<u8>), PeerError> {
        let mut request = self.client.request(method, format!("{}{path}", self.base));
        if let Some(token) = &self.token {
            request = request.header(header::AUTHORIZATION, token.header());
        }
        if let Some((media, bytes)) = body {
            request = request.header(header::CONTENT_TYPE, media.name()).body(bytes.to_vec());
        }
        let response = request.send().await.map_err(|_| PeerError::Unreachable)?;
        let status = response.status();
        if status.is_server_error() {
            return Err(PeerError::Unreachable);
        }
        let kind = response.headers().get(header::CONTENT_TYPE).and_then(|v| v.to_str().ok());
        let right = kind.is_some_and(|k| k == answer);
        let bytes = read(response).await?;
        if !status.is_success() {
            let problem: Option<serde_json::Value> = serde_json::from_slice(&bytes).ok();
            let uri = problem.as_ref().and_then(|p| p.get("type")?.as_str()).unwrap_or("about:blank").to_owned();
            return Err(PeerError::Refused { status: status.as_u16(), uri });
        }
        if right || bytes.is_empty() { Ok((status, bytes)) } else { Err(PeerError::Malformed) }
    }
}

async fn read(mut response: Response) -> Result<Vec<u8>, PeerError> {
    let mut bytes = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(|_| PeerError::Unreachable)? {
        if bytes.len() + chunk.len() > LONGEST {
            return Err(PeerError::Malformed);
        }
        bytes.extend_from_slice(&chunk);
    }
    Ok(bytes)
}
