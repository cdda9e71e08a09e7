//! The limits of one listener, around all of its routes.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::Body;
use axum::extract::{ConnectInfo, Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, Response, StatusCode, header};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::IntoResponse;

use super::{Origins, Rate};
use crate::http;
use crate::problem::Refused;

/// How long a whole body may take to arrive; without it, [`Patience::default`]. Half a minute brings the longest upload through at
/// 70 kB a second; what the aggregators say to each other has as much time for its length.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Patience(pub Duration);

impl Default for Patience {
    fn default() -> Patience {
        Patience(Duration::from_secs(30))
    }
}

/// What a listener holds callers to.
#[derive(Debug, Default)]
pub struct Limits {
    /// Requests of one address to what needs no login ([`counted`]); None: as many as come. Addresses are those of connections
    /// ([`ConnectInfo`]): a proxy in front is one address, and counts for itself.
    pub rate: Option<Rate>,
    /// Who may read what anybody may ask ([`shared`]).
    pub origins: Origins,
    /// How long a body may take.
    pub patience: Patience,
}

impl Limits {
    /// Puts them around a router.
    pub fn around(self, app: Router) -> Router {
        app.layer(from_fn_with_state(Arc::new(self), limited))
    }
}

/// Is this counted? What anybody may ask that makes work: reports, tokens, logins, tickets.
pub fn counted(method: &Method, path: &str) -> bool {
    let work = path.starts_with("/leader/tokens/") || path == "/portal/ticket";
    let ends = path.ends_with("/reports") || path.ends_with("/console/login");
    *method == Method::POST && (work || ends)
}

/// Is this for pages of other origins too? What a browser needs to send a report; never a console, nor what aggregators say to
/// each other.
pub fn shared(path: &str) -> bool {
    matches!(path, "/leader/hpke_config" | "/keeper/hpke_config")
        || path.starts_with("/leader/tokens/")
        || (path.starts_with("/leader/tasks/") && path.ends_with("/reports"))
}

async fn limited(State(limits): State<Arc<Limits>>, mut request: Request, next: Next) -> Response<Body> {
    request.extensions_mut().insert(limits.patience);
    let open = !limits.origins.is_empty() && shared(request.uri().path());
    let origin = limits.origins.of(request.headers()).filter(|_| open);
    let asks = request.headers().contains_key(header::ACCESS_CONTROL_REQUEST_METHOD);
    let mut response = match limits.take(&request) {
        _ if origin.is_some() && request.method() == Method::OPTIONS && asks => preflight(),
        Err(refused) => refused.into_response(),
        Ok(()) => next.run(request).await,
    };
    if open {
        // Whatever was answered, another origin's answer has other headers.
        response.headers_mut().append(header::VARY, HeaderValue::from_static("origin"));
    }
    if let Some(origin) = origin {
        allow(response.headers_mut(), origin);
    }
    response
}

impl Limits {
    fn take(&self, request: &Request) -> Result<(), Refused> {
        let Some(rate) = self.rate.as_ref().filter(|_| counted(request.method(), request.uri().path())) else {
            return Ok(());
        };
        let Some(ConnectInfo(peer)) = request.extensions().get::<ConnectInfo<SocketAddr>>() else { return Ok(()) };
        rate.take(peer.ip(), Instant::now()).map_err(Refused::Rate)
    }
}

/// The answer to "may I?"; a browser remembers it for ten minutes.
fn preflight() -> Response<Body> {
    let mut response = http::empty(StatusCode::NO_CONTENT);
    let headers = response.headers_mut();
    headers.insert(header::ACCESS_CONTROL_ALLOW_METHODS, HeaderValue::from_static("GET, POST"));
    headers.insert(header::ACCESS_CONTROL_ALLOW_HEADERS, HeaderValue::from_static("content-type, authorization"));
    headers.insert(header::ACCESS_CONTROL_MAX_AGE, HeaderValue::from_static("600"));
    response
}

fn allow(headers: &mut HeaderMap, origin: HeaderValue) {
    headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin);
    headers.insert(header::ACCESS_CONTROL_EXPOSE_HEADERS, HeaderValue::from_static("retry-after"));
}
