//! Serves the site on loopback with the headers that the pages are written for.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;

use axum::Router;
use axum::http::{HeaderName, HeaderValue};
use tower_http::services::ServeDir;
use tower_http::set_header::SetResponseHeaderLayer;

use crate::build;
use crate::run::Failed;

/// Nothing but the page's own files; see docs/embedding.md.
const CSP: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; connect-src 'self'; \
                   style-src 'self'; img-src 'self' data:; font-src 'self'; manifest-src 'self'; base-uri 'none'; \
                   form-action 'none'; frame-ancestors 'none'";

/// Builds and serves until it is interrupted. `--no-build` serves what was built; the tests use it.
pub(crate) fn serve(args: &[&str]) -> Result<(), Failed> {
    let flag = |name| args.iter().position(|a| *a == name);
    let port = match flag("--port").map(|at| args.get(at + 1).and_then(|p| p.parse().ok())) {
        None => 4173,
        Some(Some(port)) => port,
        Some(None) => return Err(Failed::new("--port needs a number")),
    };
    let site = if flag("--no-build").is_some() { build::site() } else { build::all()? };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(Failed::new)?;
    runtime.block_on(listen(site, port))
}

async fn listen(site: PathBuf, port: u16) -> Result<(), Failed> {
    let header = |name: &'static str, value: &'static str| {
        SetResponseHeaderLayer::overriding(HeaderName::from_static(name), HeaderValue::from_static(value))
    };
    let app = Router::new()
        .fallback_service(ServeDir::new(site))
        .layer(header("content-security-policy", CSP))
        .layer(header("cross-origin-opener-policy", "same-origin"))
        .layer(header("x-content-type-options", "nosniff"))
        .layer(header("referrer-policy", "no-referrer"))
        .layer(header("cache-control", "no-cache"));
    let at = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
    let listener = tokio::net::TcpListener::bind(at)
        .await
        .map_err(|e| Failed::new(format!("{at}: {e}. Choose another with --port N")))?;
    let at = listener.local_addr().map_err(Failed::new)?;
    println!("http://{at}/");
    let stop = async {
        let _ = tokio::signal::ctrl_c().await;
    };
    axum::serve(listener, app).with_graceful_shutdown(stop).await.map_err(Failed::new)
}
