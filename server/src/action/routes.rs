//! The routes of actions. Planners propose, decide and publish; auditors read the trail; browsers get the list.

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, Response, StatusCode, header};
use serde::{Deserialize, Serialize};
use skillkeep::catalog::Modality;

use super::change::change;
use super::proposal::{ActionError, Told, entry, judge, readable, seen, teaching};
use super::publish::{Published, published};
use super::state::{Act, State as Stand};
use super::store::Action;
use crate::console::{Guard, Role, Session, answer};
use crate::http::{self, Route};
use crate::insight::Insight;
use crate::problem::Refused;

const READERS: &[Role] = &[Role::Planner, Role::Auditor];
const PLANNERS: &[Role] = &[Role::Planner];
/// Longest body, bytes.
const BODY: usize = 16 << 10;

#[derive(Debug)]
struct Desk {
    insight: Arc<Insight>,
    guard: Arc<Guard>,
}

type At = State<Arc<Desk>>;
type Answer = Result<Response<Body>, Refused>;

fn table() -> Vec<Route<Arc<Desk>>> {
    vec![
        http::route(Method::GET, "/insight/actions", list),
        http::route(Method::GET, "/insight/console/actions", all),
        http::route(Method::POST, "/insight/console/actions", propose),
        http::route(Method::POST, "/insight/console/actions/act", act),
        http::route(Method::GET, "/insight/console/actions/items", items),
        http::route(Method::GET, "/insight/console/actions/change", changed),
    ]
}

/// What actions answer to.
pub fn routes() -> Vec<(Method, &'static str)> {
    table().into_iter().map(|(method, path, _)| (method, path)).collect()
}

/// Their router; paths begin with `/insight/`.
pub fn router(insight: Arc<Insight>, guard: Arc<Guard>) -> Router {
    http::router(table(), Arc::new(Desk { insight, guard }))
}

/// The signed list. No cookie is looked at: whoever asks gets what everybody gets.
async fn list(State(desk): At, headers: HeaderMap) -> Answer {
    let Published { bytes, etag } = current(&desk.insight).await?.ok_or(Refused::Route)?;
    let known = headers.get(header::IF_NONE_MATCH).and_then(|v| v.to_str().ok()).unwrap_or_default();
    let same = known.split(',').any(|tag| tag.trim().trim_start_matches("W/") == etag);
    let mut response = http::typed("application/json", if same { Vec::new() } else { bytes });
    if same {
        *response.status_mut() = StatusCode::NOT_MODIFIED;
    }
    let set = response.headers_mut();
    set.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    set.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    set.insert(header::ETAG, HeaderValue::from_str(&etag).map_err(|_| Refused::Internal)?);
    Ok(response)
}

async fn current(insight: &Insight) -> Result<Option<Published>, Refused> {
    let Some(key) = &insight.actions_key else { return Ok(None) };
    let company = &insight.company;
    let all = insight.actions.all().await?;
    let made = published(&all, &company.tasks.tenant, &company.shown.company, key).ok_or(Refused::Internal)?;
    Ok(Some(made))
}

/// All actions, as one login sees them.
#[derive(Serialize)]
struct Actions {
    /// Whether the server knows a catalogue to choose a sprint's items from.
    catalogue: bool,
    /// Whether it can publish.
    key: bool,
    actions: Vec<Shown>,
}

#[derive(Serialize)]
struct Shown {
    #[serde(flatten)]
    action: Action,
    state: Stand,
    /// What this login may do next.
    may: &'static [Act],
    /// Whether this login proposed it.
    own: bool,
}

async fn shown(desk: &Desk, session: &Session) -> Answer {
    let insight = &desk.insight;
    let planner = session.role == Role::Planner;
    let show = |action: Action| {
        let (state, own) = (action.state(), action.is_of(&session.user));
        let may = if planner { state.may(own) } else { &[] };
        Shown { state, may, own, action }
    };
    // The newest first.
    let actions = insight.actions.all().await?.into_iter().rev().map(show).collect();
    answer(&Actions { catalogue: insight.catalogue.is_some(), key: insight.actions_key.is_some(), actions })
}

async fn all(State(desk): At, headers: HeaderMap) -> Answer {
    let session = desk.guard.session(&headers, READERS).await?;
    shown(&desk, &session).await
}

async fn told<T: serde::de::DeserializeOwned>(request: Request) -> Result<T, Refused> {
    let kind = request.headers().get(header::CONTENT_TYPE).and_then(|v| v.to_str().ok()).unwrap_or_default();
    if kind.split(';').next().is_none_or(|k| k.trim() != "application/json") {
        return Err(Refused::Media);
    }
    let bytes = http::body(request, None, BODY).await?;
    serde_json::from_slice(&bytes).map_err(|_| Refused::Json)
}

/// A new proposal, made of the forecast as it is now.
async fn propose(State(desk): At, request: Request) -> Answer {
    let session = desk.guard.change(request.headers(), PLANNERS).await?;
    let told: Told = told(request).await?;
    let note = told.note.clone();
    let insight = Arc::clone(&desk.insight);
    let judged = http::work(move || {
        let seen = seen(&insight.company, &insight.shelf(), &told)?;
        let catalogue = insight.catalogue.as_ref().map(|c| c.catalogue());
        let taxonomy = insight.vocabulary.taxonomy();
        let proposal = judge(told.plan, seen, catalogue, taxonomy)?;
        let company = &insight.company;
        let first = [entry(1, &proposal, &company.shown.company)];
        readable(&first, &company.tasks.tenant, taxonomy, None)?;
        Ok::<_, ActionError>(proposal)
    });
    let proposal = judged.await??;
    let at = desk.insight.clock.now().0;
    desk.insight.actions.propose(&proposal, &note, &session.user, at).await?;
    shown(&desk, &session).await
}

/// A step of an action.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Taken {
    number: u64,
    /// Steps that were read.
    steps: u64,
    act: Act,
    #[serde(default)]
    note: String,
}

async fn act(State(desk): At, request: Request) -> Answer {
    let session = desk.guard.change(request.headers(), PLANNERS).await?;
    let Taken { number, steps, act, note } = told(request).await?;
    let insight = &desk.insight;
    if act == Act::Publish {
        publishable(insight, number).await?;
    }
    let by = (session.user.as_str(), insight.clock.now().0);
    insight.actions.act(number, steps, act, by, &note).await?;
    shown(&desk, &session).await
}

/// Browsers refuse a list whole: what one entry would spoil is not published.
async fn publishable(insight: &Insight, number: u64) -> Result<(), Refused> {
    if insight.actions_key.is_none() {
        return Err(ActionError::NoKey.into());
    }
    let company = &insight.company;
    let all = insight.actions.all().await?;
    let listed = |action: &&Action| action.state() == Stand::Published || action.number == number;
    let entries: Vec<_> =
        all.iter().filter(listed).map(|a| entry(a.number, &a.proposal, &company.shown.company)).collect();
    let catalogue = insight.catalogue.as_ref().map(|c| c.catalogue());
    Ok(readable(&entries, &company.tasks.tenant, insight.vocabulary.taxonomy(), catalogue)?)
}

#[derive(Debug, Deserialize)]
struct Of {
    skill: String,
}

/// An item that a sprint may have.
#[derive(Serialize)]
struct Choice {
    id: String,
    title: String,
    modality: Modality,
    minutes: u32,
    from: f32,
    to: f32,
}

/// What the catalogue has for a skill: read with the pack when the server opened, no profile and no engine needed.
async fn items(State(desk): At, headers: HeaderMap, asked: Result<Query<Of>, QueryRejection>) -> Answer {
    desk.guard.session(&headers, PLANNERS).await?;
    let Query(Of { skill }) = asked.map_err(|_| Refused::Skill)?;
    let taxonomy = desk.insight.vocabulary.taxonomy();
    let known = taxonomy.find(&skill).ok_or(Refused::Skill)?;
    let offered = desk.insight.catalogue.as_ref().map(|c| teaching(c.catalogue(), taxonomy, &skill));
    let choice = |item: &skillkeep::catalog::Item| {
        let taught = item.teaches.iter().find(|t| t.skill == known)?;
        let (id, title) = (item.id.clone(), item.title.clone());
        Some(Choice { id, title, modality: item.modality, minutes: item.minutes, from: taught.from, to: taught.to })
    };
    answer(&offered.unwrap_or_default().into_iter().filter_map(choice).collect::<Vec<_>>())
}

#[derive(Debug, Deserialize)]
struct Number {
    number: u64,
}

async fn changed(State(desk): At, headers: HeaderMap, asked: Result<Query<Number>, QueryRejection>) -> Answer {
    desk.guard.session(&headers, PLANNERS).await?;
    let Query(Number { number }) = asked.map_err(|_| Refused::Figure)?;
    let all = desk.insight.actions.all().await?;
    let action = all.into_iter().find(|a| a.number == number).ok_or(Refused::Figure)?;
    http::work(move || answer(&change(&desk.insight.company, &desk.insight.shelf(), &action)?)).await?
}
