//! What the two roles' handlers share: bodies with a limit and a media type, bearers, ids in paths.

use std::sync::Arc;

use axum::Router;
use axum::body::{Body, Bytes, to_bytes};
use axum::extract::Request;
use axum::http::{HeaderMap, HeaderValue, Method, Response, StatusCode, header};
use axum::routing::{MethodFilter, MethodRouter};
use rand_core::UnwrapErr;
use skillkeep_dap::media::Media;
use skillkeep_dap::messages::JobId;
use skillkeep_dap::messages::TaskId;
use skillkeep_dap::problem::Problem;
use subtle::ConstantTimeEq;
use tokio::time::timeout;

use crate::leader::UPLOAD_LIMIT;
use crate::limits::Patience;
use crate::problem::Refused;
use crate::tasks::{Asked, Tasks};

/// A bearer secret. Compared in constant time, never shown.
#[derive(Clone)]
pub struct Secret(String);

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret(hidden)")
    }
}

impl Secret {
    /// A secret; None of fewer than 16 characters, which could be guessed.
    pub fn new(text: &str) -> Option<Secret> {
        Some(Secret(text.trim().to_owned())).filter(|s| s.0.len() >= 16)
    }

    /// The value of the `Authorization` header that proves it, RFC 6750.
    pub(crate) fn header(&self) -> String {
        format!("Bearer {}", self.0)
    }

    /// Does the caller have it?
    pub(crate) fn check(&self, headers: &HeaderMap) -> Result<(), Refused> {
        let given = bearer(headers).unwrap_or_default();
        if given.as_bytes().ct_eq(self.0.as_bytes()).into() { Ok(()) } else { Err(Problem::UnauthorizedRequest.into()) }
    }
}

/// The system's generator. It panics where the operating system has no randomness, before anything was promised.
pub(crate) fn rng() -> UnwrapErr<getrandom::SysRng> {
    UnwrapErr(getrandom::SysRng)
}

/// The bearer of a request.
pub(crate) fn bearer(headers: &HeaderMap) -> Option<&str> {
    headers.get(header::AUTHORIZATION)?.to_str().ok()?.strip_prefix("Bearer ").map(str::trim)
}

/// A body of this media type (any, where None) and at most `most` bytes.
pub(crate) async fn body(request: Request, media: Option<Media>, most: usize) -> Result<Bytes, Refused> {
    let headers = request.headers();
    let judged = judge_headers(headers, media, most);
    let said = headers.contains_key(header::CONTENT_LENGTH);
    // What is a little too long is read to its end all the same: a caller that is still writing would see a broken connection
    // instead of the reason.
    let Patience(patience) = request.extensions().get().copied().unwrap_or_default();
    // Only the other aggregator, which has shown its bearer by now, sends more than an upload.
    let times = u32::try_from(most / UPLOAD_LIMIT).unwrap_or(u32::MAX).max(1);
    let read = timeout(patience.saturating_mul(times), to_bytes(request.into_body(), most.saturating_mul(2))).await;
    judged?;
    let read = read.map_err(|_| Refused::Slow)?;
    match read {
        Ok(bytes) if bytes.len() <= most => Ok(bytes),
        Ok(_) => Err(Refused::TooLarge),
        Err(_) => Err(if said { Refused::Body } else { Refused::TooLarge }),
    }
}

fn judge_headers(headers: &HeaderMap, media: Option<Media>, most: usize) -> Result<(), Refused> {
    let text = |name| headers.get(name).and_then(|v| v.to_str().ok());
    if media.is_some_and(|m| !text(header::CONTENT_TYPE).is_some_and(|t| m.is(t))) {
        return Err(Refused::Media);
    }
    let length = text(header::CONTENT_LENGTH).and_then(|l| l.parse::<usize>().ok());
    if length.is_some_and(|l| l > most) { Err(Refused::TooLarge) } else { Ok(()) }
}

/// An answer of this media type.
pub(crate) fn message(media: Media, bytes: Vec<u8>) -> Response<Body> {
    typed(media.name(), bytes)
}

/// An answer of this `Content-Type`.
pub(crate) fn typed(kind: &'static str, bytes: Vec<u8>) -> Response<Body> {
    let mut response = Response::new(Body::from(bytes));
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    response
}

/// An answer without a body.
pub(crate) fn empty(status: StatusCode) -> Response<Body> {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = status;
    response
}

/// The task of a path.
pub(crate) fn task(tasks: &Tasks, text: &str) -> Result<Arc<Asked>, Refused> {
    let id = TaskId::from_url(text).ok_or(Problem::UnrecognizedTask)?;
    Ok(Arc::clone(tasks.get(id).ok_or(Problem::UnrecognizedTask)?))
}

/// The job of a path.
pub(crate) fn job(text: &str) -> Result<JobId, Refused> {
    JobId::from_url(text).ok_or(Refused::Dap(Problem::InvalidMessage))
}

/// Work that would hold up others goes to its own thread.
pub(crate) async fn work<T: Send + 'static>(what: impl FnOnce() -> T + Send + 'static) -> Result<T, Refused> {
    tokio::task::spawn_blocking(what).await.map_err(|_| Refused::Internal)
}

/// One route: what it answers to, and what does.
pub(crate) type Route<S> = (Method, &'static str, MethodRouter<S>);

/// `get` or `put` or `post` of a handler, with the words for the list.
pub(crate) fn route<S, H, T>(method: Method, path: &'static str, handler: H) -> Route<S>
where
    H: axum::handler::Handler<T, S>,
    T: 'static,
    S: Clone + Send + Sync + 'static,
{
    // Only methods of the table are ever given; GET is what a mistake would become.
    let filter = MethodFilter::try_from(method.clone()).unwrap_or(MethodFilter::GET);
    (method, path, axum::routing::on(filter, handler))
}

/// A router of routes, where every other method of a path is a problem document.
pub(crate) fn router<S: Clone + Send + Sync + 'static>(routes: Vec<Route<S>>, state: S) -> Router {
    let router = routes.into_iter().fold(Router::new(), |all, (_, path, method)| all.route(path, method));
    router.method_not_allowed_fallback(async || Refused::Method).with_state(state)
}
