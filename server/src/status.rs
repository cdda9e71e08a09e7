//! What every screen says about where it is: `GET /status`, for anybody.

use std::sync::{Arc, PoisonError, RwLock};

use axum::Router;
use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderValue, Method, Response, header};
use serde::Serialize;

use crate::http::{self, Route};
use crate::problem::Refused;

/// What every screen says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown {
    /// Name of the company.
    pub company: String,
    /// Is it a made-up one?
    pub sample: bool,
    /// Do leader and keeper run in one process, so that whoever runs it could read every report?
    pub one_process: bool,
}

/// How far a sample company is filled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Stage {
    /// Earlier periods are read from their record.
    Recorded,
    /// The last period that ended is played.
    Filling,
    /// The running period is played.
    Current,
    /// All is there.
    Ready,
}

/// The progress of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Progress {
    /// What is done now.
    pub stage: Stage,
    /// For which period; empty where for none.
    pub period: String,
    /// People played.
    pub done: usize,
    /// Of so many.
    pub of: usize,
}

/// The state behind the route.
#[derive(Debug)]
pub struct Status {
    shown: Shown,
    roles: Vec<&'static str>,
    actions: bool,
    progress: RwLock<Option<Progress>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct View<'s> {
    one_process: bool,
    sample: bool,
    company: &'s str,
    roles: &'s [&'static str],
    /// Whether `/insight/actions` has a list: a page does not ask in vain.
    actions: bool,
    progress: Option<Progress>,
}

impl Status {
    /// Of these roles.
    pub fn new(shown: Shown, roles: &[&'static str]) -> Arc<Status> {
        Status::with_actions(shown, roles, false)
    }

    /// The same; `actions`: insight has a key and answers to the signed list of actions.
    pub fn with_actions(shown: Shown, roles: &[&'static str], actions: bool) -> Arc<Status> {
        Arc::new(Status { shown, roles: roles.to_vec(), actions, progress: RwLock::default() })
    }

    /// Says how far a sample company is.
    pub fn set(&self, progress: Progress) {
        *self.progress.write().unwrap_or_else(PoisonError::into_inner) = Some(progress);
    }

    /// How far it is.
    pub fn progress(&self) -> Option<Progress> {
        self.progress.read().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

fn table() -> Vec<Route<Arc<Status>>> {
    vec![http::route(Method::GET, "/status", status)]
}

/// Everything that it answers to.
pub fn routes() -> Vec<(Method, &'static str)> {
    table().into_iter().map(|(method, path, _)| (method, path)).collect()
}

/// Its router.
pub fn router(status: Arc<Status>) -> Router {
    http::router(table(), status)
}

async fn status(State(status): State<Arc<Status>>) -> Result<Response<Body>, Refused> {
    let view = View {
        one_process: status.shown.one_process,
        sample: status.shown.sample,
        company: &status.shown.company,
        roles: &status.roles,
        actions: status.actions,
        progress: status.progress(),
    };
    let bytes = serde_json::to_vec(&view).map_err(|_| Refused::Internal)?;
    let mut response = http::typed("application/json", bytes);
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(response)
}
