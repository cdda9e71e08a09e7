//! A token: asked for without saying who will spend it.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use skillkeep_dap::token::{Request, TokenError, TokenKey};

use crate::SealError;
use crate::random;

/// One period's request for a token, from the blinded message to the token.
///
/// It is kept on disk before anything is sent: the leader signs one message for each login and period, so a device that forgot
/// what it sent could never answer in that period.
#[derive(Debug)]
pub struct TokenRequest(Request);

impl TokenRequest {
    /// Draws a request. `key` is the period's `tokenKey` of the dictionary, SPKI in base64.
    ///
    /// # Errors
    /// [`SealError::Token`] or [`SealError::Internal`].
    pub fn new(tenant: &str, period: &str, key: &str) -> Result<TokenRequest, SealError> {
        let der = STANDARD.decode(key).map_err(|_| SealError::Token("token-key"))?;
        let key = TokenKey::from_spki(&der).map_err(refused)?;
        Request::new(&mut random::system()?, tenant, period, &key).map(TokenRequest).map_err(refused)
    }

    /// Reads what [`save`](Self::save) wrote.
    ///
    /// # Errors
    /// [`SealError::Token`].
    pub fn restore(bytes: &[u8]) -> Result<TokenRequest, SealError> {
        Request::from_bytes(bytes).map(TokenRequest).map_err(refused)
    }

    /// Everything that is needed to go on after a restart. Secret: whoever has it can connect asking with spending.
    ///
    /// # Errors
    /// [`SealError::Token`].
    pub fn save(&self) -> Result<Vec<u8>, SealError> {
        self.0.to_bytes().map_err(refused)
    }

    /// The 256 bytes for `POST /leader/tokens/{period}`.
    pub fn blinded(&self) -> &[u8] {
        self.0.blinded()
    }

    /// The token (320 bytes), from the 256 bytes that the leader answered. May be called again with a better answer.
    ///
    /// # Errors
    /// [`SealError::Token`] where the answer is not a signature of this request.
    pub fn finalize(&self, signature: &[u8]) -> Result<Vec<u8>, SealError> {
        self.0.finalize(signature).map(|token| token.encode().to_vec()).map_err(refused)
    }
}

fn refused(error: TokenError) -> SealError {
    SealError::Token(error.code())
}
