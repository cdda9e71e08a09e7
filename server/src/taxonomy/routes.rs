//! What the taxonomy page asks and does. Planner, auditor and skill owner read.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, HeaderValue, Method, Response, header};
use serde::{Deserialize, Serialize};
use skillkeep::Millis;
use skillkeep::catalog::Health;
use skillkeep::sync::Day;
use skillkeep::taxonomy::change::{Proposal, ProposalFile, ProposalStatus};
use skillkeep::taxonomy::{Provenance, SkillKind};

use super::acts;
use super::changes::Logged;
use super::store::{Filter, Kept, Status};
use super::terms::terms as terms_of;
use super::views::{ChangeView, ProposalView};
use super::vocabulary::{LONGEST, Node};
use crate::calendar;
use crate::console::{Guard, Role, answer};
use crate::http::{self, Route};
use crate::insight::Insight;
use crate::problem::Refused;
use crate::store::StoreError;

/// Who may read.
const READERS: &[Role] = &[Role::Planner, Role::Auditor, Role::Owner];

/// Most rows of one page.
const MOST: u32 = 100;

/// What a handler has.
#[derive(Debug)]
pub(super) struct Desk {
    pub(super) insight: Arc<Insight>,
    pub(super) guard: Arc<Guard>,
}

pub(super) type At = State<Arc<Desk>>;
type Answer = Result<Response<Body>, Refused>;

fn table() -> Vec<Route<Arc<Desk>>> {
    vec![
        http::route(Method::GET, "/insight/console/taxonomy", overview),
        http::route(Method::GET, "/insight/console/taxonomy/skills", skills),
        http::route(Method::GET, "/insight/console/taxonomy/skill", skill),
        http::route(Method::GET, "/insight/console/taxonomy/proposals", proposals),
        http::route(Method::POST, "/insight/console/taxonomy/propose", acts::propose),
        http::route(Method::GET, "/insight/console/taxonomy/proposals/{id}", proposal),
        http::route(Method::POST, "/insight/console/taxonomy/proposals/{id}/decision", acts::decide),
        http::route(Method::POST, "/insight/console/taxonomy/proposals/{id}/undo", acts::undo),
        http::route(Method::GET, "/insight/console/taxonomy/changes", changes),
        http::route(Method::GET, "/insight/console/taxonomy/catalogue", catalogue),
        http::route(Method::GET, "/insight/console/taxonomy/terms", terms),
        http::route(Method::POST, "/insight/console/taxonomy/terms", acts::terms),
        http::route(Method::GET, "/insight/console/taxonomy/export", export),
        http::route(Method::GET, "/insight/console/taxonomy/review.ics", review),
        http::route(Method::POST, "/insight/console/taxonomy/import", acts::bring),
        http::route(Method::POST, "/insight/console/taxonomy/market", acts::market),
    ]
}

/// What the taxonomy page's server answers to.
pub fn routes() -> Vec<(Method, &'static str)> {
    table().into_iter().map(|(method, path, _)| (method, path)).collect()
}

/// Its router; paths begin with `/insight/console/taxonomy`.
pub fn router(insight: Arc<Insight>, guard: Arc<Guard>) -> Router {
    http::router(table(), Arc::new(Desk { insight, guard }))
}

#[derive(Debug, Deserialize)]
struct Search {
    #[serde(default)]
    text: String,
    kind: Option<SkillKind>,
    #[serde(default)]
    from: usize,
}

async fn skills(State(desk): At, headers: HeaderMap, asked: Result<Query<Search>, QueryRejection>) -> Answer {
    desk.guard.session(&headers, READERS).await?;
    let Query(asked) = asked.map_err(|_| Refused::Skill)?;
    if asked.text.len() > LONGEST {
        return Err(Refused::Skill);
    }
    // Every name is looked at.
    let found = http::work(move || desk.insight.vocabulary.search(&asked.text, asked.kind, asked.from)).await?;
    answer(&found)
}

#[derive(Debug, Deserialize)]
struct Which {
    id: String,
}

async fn skill(State(desk): At, headers: HeaderMap, asked: Result<Query<Which>, QueryRejection>) -> Answer {
    desk.guard.session(&headers, READERS).await?;
    let Query(asked) = asked.map_err(|_| Refused::Skill)?;
    let (insight, id) = (&desk.insight, asked.id);
    let node = insight.vocabulary.node(&id).ok_or(Refused::Skill)?;
    let (_, logged) = insight.proposals.changes(Some(&id), 0, MOST).await?;
    let about = Filter { skill: Some(id), ..Filter::default() };
    let (_, kept) = insight.proposals.list(&about, MOST).await?;
    answer(&SkillView { skill: node, proposals: shown(kept, insight)?, changes: logs(logged, insight) })
}

#[derive(Serialize)]
struct SkillView {
    skill: Node,
    proposals: Vec<ProposalView>,
    changes: Vec<ChangeView>,
}

#[derive(Serialize)]
struct Overview<'a> {
    skills: usize,
    retired: usize,
    roles: usize,
    sources: &'a [Provenance],
    /// Proposals that wait for a decision, the deferred ones too.
    waiting: u64,
    /// Accepted, and in no pack yet.
    accepted: u64,
}

async fn overview(State(desk): At, headers: HeaderMap) -> Answer {
    desk.guard.session(&headers, READERS).await?;
    let (vocabulary, [statuses, ..]) = (&desk.insight.vocabulary, desk.insight.proposals.counts().await?);
    let of = |status: Status| statuses.iter().find(|(word, _)| word == status.word()).map_or(0, |(_, n)| *n);
    let taxonomy = vocabulary.taxonomy();
    let retired = taxonomy.skills().filter(|s| taxonomy.retired(*s)).count();
    answer(&Overview {
        skills: taxonomy.len() - retired,
        retired,
        roles: taxonomy.roles().len(),
        sources: vocabulary.sources(),
        waiting: of(Status::Open) + of(Status::Deferred),
        accepted: of(Status::Accepted),
    })
}

fn shown(kept: Vec<Kept>, insight: &Insight) -> Result<Vec<ProposalView>, Refused> {
    Ok(kept.into_iter().map(|k| ProposalView::of(k, &insight.vocabulary)).collect::<Result<_, _>>()?)
}

fn logs(logged: Vec<Logged>, insight: &Insight) -> Vec<ChangeView> {
    logged.into_iter().map(|l| ChangeView::of(l, &insight.vocabulary)).collect()
}

#[derive(Serialize)]
struct Page<T> {
    total: u64,
    from: u32,
    rows: Vec<T>,
    #[serde(skip_serializing_if = "Option::is_none")]
    counts: Option<Counts>,
}

/// How many proposals there are of each value, for the choices of the page.
#[derive(Serialize)]
struct Counts {
    status: BTreeMap<String, u64>,
    kind: BTreeMap<String, u64>,
    domain: BTreeMap<String, u64>,
    raised: BTreeMap<String, u64>,
}

async fn proposals(State(desk): At, headers: HeaderMap, asked: Result<Query<Filter>, QueryRejection>) -> Answer {
    desk.guard.session(&headers, READERS).await?;
    let Query(filter) = asked.map_err(|_| Refused::ProposalUnknown)?;
    let insight = &desk.insight;
    let (total, kept) = insight.proposals.list(&filter, MOST).await?;
    let [status, kind, domain, raised] = insight.proposals.counts().await?.map(|all| all.into_iter().collect());
    let counts = Some(Counts { status, kind, domain, raised });
    answer(&Page { total, from: filter.from, rows: shown(kept, insight)?, counts })
}

async fn proposal(State(desk): At, Path(id): Path<String>, headers: HeaderMap) -> Answer {
    desk.guard.session(&headers, READERS).await?;
    let kept = desk.insight.proposals.get(&id).await?.ok_or(Refused::ProposalUnknown)?;
    answer(&ProposalView::of(kept, &desk.insight.vocabulary)?)
}

#[derive(Debug, Deserialize)]
struct From {
    #[serde(default)]
    from: u32,
}

async fn changes(State(desk): At, headers: HeaderMap, asked: Result<Query<From>, QueryRejection>) -> Answer {
    desk.guard.session(&headers, READERS).await?;
    let Query(From { from }) = asked.map_err(|_| Refused::Skill)?;
    let (total, logged) = desk.insight.proposals.changes(None, from, MOST).await?;
    answer(&Page { total, from, rows: logs(logged, &desk.insight), counts: None })
}

#[derive(Serialize)]
struct Looked<'a> {
    health: Option<&'a Health>,
}

/// What the keepers of the catalogue should look at; `null` where this insight was told of none.
async fn catalogue(State(desk): At, headers: HeaderMap) -> Answer {
    desk.guard.session(&headers, READERS).await?;
    // Every title is linked: with a large catalogue that takes a while, once a day.
    let health = http::work(move || {
        let insight = &desk.insight;
        insight.catalogue.as_ref().map(|c| c.health(insight.vocabulary.taxonomy(), insight.clock.now()))
    });
    answer(&Looked { health: health.await?.as_deref() })
}

#[derive(Debug, Deserialize)]
struct When {
    period: Option<String>,
}

/// Words that no skill explains, of one period's releases.
async fn terms(State(desk): At, headers: HeaderMap, asked: Result<Query<When>, QueryRejection>) -> Answer {
    desk.guard.session(&headers, READERS).await?;
    let Query(When { period }) = asked.map_err(|_| Refused::Figure)?;
    answer(&terms_of(&desk.insight, period.as_deref())?)
}

/// What was accepted, for `cargo x taxonomy apply`. The store has it until a pack with it is in place.
async fn export(State(desk): At, headers: HeaderMap) -> Answer {
    desk.guard.session(&headers, READERS).await?;
    let mut proposals = Vec::new();
    for kept in desk.insight.proposals.accepted().await? {
        let body: Proposal = serde_json::from_str(&kept.body).map_err(|_| StoreError::Damaged)?;
        let day = |at: i64| Day::of(Millis(at)).to_string();
        proposals.push(Proposal {
            opened: day(kept.at),
            decided: kept.decided.map(day).unwrap_or_default(),
            note: kept.note,
            status: ProposalStatus::Accepted,
            ..body
        });
    }
    answer(&ProposalFile { format: 1, proposals, ..ProposalFile::default() })
}

/// When the vocabulary is reviewed: each domain every month, the whole every quarter. For a calendar.
async fn review(State(desk): At, headers: HeaderMap) -> Answer {
    desk.guard.session(&headers, READERS).await?;
    let company = &desk.insight.company;
    let domains: Vec<String> = company.dictionary.functions.iter().map(|f| f.label.clone()).collect();
    let today = Day::of(desk.insight.clock.now()).to_string();
    let text = calendar::reviews(&company.shown.company, &domains, &today).map_err(|_| Refused::Internal)?;
    let mut response = http::typed("text/calendar; charset=utf-8", text.into_bytes());
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response.headers_mut().insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    Ok(response)
}
