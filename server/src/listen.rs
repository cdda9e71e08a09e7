//! Connections: how many, how long a request's head may take, and how they end.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::{ConnectInfo, Request};
use hyper::server::conn::http1;
use hyper::service::{Service, service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};
use tokio::task::JoinSet;

/// Connections at the same time; those beyond wait in the system's queue.
const MOST: usize = 2048;
/// How long a stopping server waits for requests that are running.
const LAST: Duration = Duration::from_secs(60);

/// How a listener treats connections.
#[derive(Debug, Clone, Copy)]
pub struct Connections {
    /// How long the head of a request may take, also of the next one on a connection that is kept.
    pub head: Duration,
    /// Most connections at the same time.
    pub most: usize,
}

impl Default for Connections {
    fn default() -> Connections {
        Connections { head: Duration::from_secs(30), most: MOST }
    }
}

/// Serves an app until told to stop; requests that are running end first. Handlers and layers find the caller's address as
/// [`ConnectInfo`].
pub async fn serve(listener: TcpListener, app: Router, how: Connections, mut stop: watch::Receiver<bool>) {
    let told = stop.clone();
    let room = Arc::new(Semaphore::new(how.most.max(1)));
    let mut running = JoinSet::new();
    loop {
        let next = async {
            let room = Arc::clone(&room).acquire_owned().await.ok();
            (listener.accept().await, room)
        };
        tokio::select! {
            () = stopped(&mut stop) => break,
            Some(_) = running.join_next(), if !running.is_empty() => {}
            (accepted, room) = next => match accepted {
                Ok((stream, peer)) => {
                    running.spawn(connection(stream, peer, app.clone(), how.head, told.clone(), room));
                }
                // Out of files, most likely: others must end first.
                Err(error) => {
                    tracing::warn!(%error, "accept");
                    tokio::time::sleep(Duration::from_millis(200)).await;
                }
            },
        }
    }
    drop(listener);
    if tokio::time::timeout(LAST, async { while running.join_next().await.is_some() {} }).await.is_err() {
        tracing::warn!(connections = running.len(), "broken off");
    }
}

/// What is awaited elsewhere must not hold the channel's lock.
async fn stopped(stop: &mut watch::Receiver<bool>) {
    let _ = stop.wait_for(|s| *s).await;
}

async fn connection(
    stream: TcpStream,
    peer: SocketAddr,
    app: Router,
    head: Duration,
    mut stop: watch::Receiver<bool>,
    _room: Option<OwnedSemaphorePermit>,
) {
    // Answers are written whole: waiting to fill a packet only delays their end.
    let _ = stream.set_nodelay(true);
    let app = TowerToHyperService::new(app);
    let service = service_fn(move |mut request: Request<hyper::body::Incoming>| {
        request.extensions_mut().insert(ConnectInfo(peer));
        app.call(request)
    });
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(head);
    let mut connection = std::pin::pin!(http.serve_connection(TokioIo::new(stream), service));
    // How a caller's connection ends is the caller's business.
    tokio::select! {
        _ = connection.as_mut() => return,
        () = stopped(&mut stop) => connection.as_mut().graceful_shutdown(),
    }
    let _ = connection.await;
}
