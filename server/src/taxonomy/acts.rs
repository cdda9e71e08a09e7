//! What the taxonomy page changes: proposals come in, are decided, and a decision is taken back. Planners bring files; skill owners
//! decide.

use axum::body::{Body, Bytes};
use axum::extract::{Path, Request, State};
use axum::http::{Response, header};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use skillkeep::taxonomy::change::{ChangeKind, Proposal};

use super::intake::IntakeError;
use super::routes::At;
use super::store::Status;
use super::views::ProposalView;
use crate::console::{Role, answer};
use crate::http;
use crate::problem::Refused;

/// Longest proposal or decision, bytes.
const LIMIT: usize = 64 << 10;
/// Longest file of proposals.
const FILE: usize = 1 << 20;
/// Longest market table: O*NET's has 3 MB.
const TABLE: usize = 16 << 20;
/// Longest note, characters.
const NOTE: usize = 1000;

/// Who brings files.
const BRINGERS: &[Role] = &[Role::Planner, Role::Owner];
/// Who decides.
const DECIDERS: &[Role] = &[Role::Owner];

type Answer = Result<Response<Body>, Refused>;

impl From<IntakeError> for Refused {
    fn from(error: IntakeError) -> Refused {
        match error {
            IntakeError::Proposal(e) => Refused::Proposal(e),
            IntakeError::Market(e) => Refused::Market(e),
            IntakeError::Store(e) => Refused::Store(e),
        }
    }
}

/// A body of one of these media types. A form of another site cannot send any of them without asking first.
async fn body(request: Request, kinds: &[&str], most: usize) -> Result<Bytes, Refused> {
    let kind = request.headers().get(header::CONTENT_TYPE).and_then(|v| v.to_str().ok()).unwrap_or_default();
    if !kind.split(';').next().is_some_and(|k| kinds.contains(&k.trim())) {
        return Err(Refused::Media);
    }
    http::body(request, None, most).await
}

async fn read<T: DeserializeOwned>(request: Request) -> Result<T, Refused> {
    serde_json::from_slice(&body(request, &["application/json"], LIMIT).await?).map_err(|_| Refused::Json)
}

/// A file of proposals.
pub(super) async fn bring(State(desk): At, request: Request) -> Answer {
    desk.guard.change(request.headers(), BRINGERS).await?;
    let bytes = body(request, &["application/json"], FILE).await?;
    answer(&desk.insight.bring(&bytes).await?)
}

/// A market table.
pub(super) async fn market(State(desk): At, request: Request) -> Answer {
    desk.guard.change(request.headers(), BRINGERS).await?;
    let bytes = body(request, &["text/csv", "text/tab-separated-values"], TABLE).await?;
    let insight = std::sync::Arc::clone(&desk.insight);
    let reading = http::work(move || insight.read_market(&bytes)).await??;
    answer(&desk.insight.market(reading).await?)
}

/// Words that enough people's records name become proposals.
pub(super) async fn terms(State(desk): At, request: Request) -> Answer {
    desk.guard.change(request.headers(), BRINGERS).await?;
    answer(&desk.insight.raise_terms().await?)
}

/// What an owner writes.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Draft {
    kind: ChangeKind,
    #[serde(default)]
    subjects: Vec<String>,
    #[serde(default)]
    into: Vec<String>,
    #[serde(default)]
    label: String,
    #[serde(default)]
    description: String,
    reason: String,
}

/// A proposal of an owner's own.
pub(super) async fn propose(State(desk): At, request: Request) -> Answer {
    desk.guard.change(request.headers(), DECIDERS).await?;
    let Draft { kind, subjects, into, label, description, reason } = read(request).await?;
    let one = Proposal { kind, subjects, into, label, description, reason, ..Proposal::default() };
    let kept = desk.insight.propose(one).await?.ok_or(Refused::Internal)?;
    answer(&ProposalView::of(kept, &desk.insight.vocabulary)?)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Decision {
    version: i64,
    decision: Decided,
    #[serde(default)]
    note: String,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Decided {
    Accepted,
    Rejected,
    Deferred,
}

/// A decision.
pub(super) async fn decide(State(desk): At, Path(id): Path<String>, request: Request) -> Answer {
    desk.guard.change(request.headers(), DECIDERS).await?;
    let Decision { version, decision, note } = read(request).await?;
    let note = note.trim();
    // Why something was rejected is owed to whoever proposed it.
    let silent = note.is_empty() && matches!(decision, Decided::Rejected);
    let control = |c: char| c.is_control() && c != '\n';
    if silent || note.chars().count() > NOTE || note.chars().any(control) {
        return Err(Refused::Json);
    }
    let to = match decision {
        Decided::Accepted => Status::Accepted,
        Decided::Rejected => Status::Rejected,
        Decided::Deferred => Status::Deferred,
    };
    let insight = &desk.insight;
    let kept = insight.proposals.decide(&id, version, to, note, insight.clock.now().0).await?;
    answer(&ProposalView::of(kept, &insight.vocabulary)?)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Undo {
    version: i64,
}

/// A decision is taken back.
pub(super) async fn undo(State(desk): At, Path(id): Path<String>, request: Request) -> Answer {
    desk.guard.change(request.headers(), DECIDERS).await?;
    let Undo { version } = read(request).await?;
    let insight = &desk.insight;
    let kept = insight.proposals.decide(&id, version, Status::Open, "", insight.clock.now().0).await?;
    answer(&ProposalView::of(kept, &insight.vocabulary)?)
}
