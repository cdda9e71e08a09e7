//! The routes of plans, for planners.

use std::sync::Arc;

use axum::Router;
use axum::body::Body as Bytes;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Path, Query, Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, Response, StatusCode, header};
use rand_core::Rng;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::bridges;
use super::buy;
use super::compare;
use super::error::PlanError;
use super::headcount;
use super::quarter::{Ahead, Quarter};
use super::scenario::{self, Body};
use super::series;
use super::store::Kept;
use super::waterfall::{self, Supposed};
use crate::console::{Guard, Role, answer};
use crate::http::{self, Route};
use crate::insight::Insight;
use crate::insight::company::PARTITIONS;
use crate::problem::Refused;
use crate::release::hex;

const PLANNERS: &[Role] = &[Role::Planner];
/// Longest scenario and longest table, bytes.
const LONGEST: usize = 2 << 20;

#[derive(Debug)]
struct Desk {
    insight: Arc<Insight>,
    guard: Arc<Guard>,
}

type At = State<Arc<Desk>>;
type Answer = Result<Response<Bytes>, Refused>;

fn table() -> Vec<Route<Arc<Desk>>> {
    vec![
        http::route(Method::GET, "/insight/console/plan/scenarios", all),
        http::route(Method::POST, "/insight/console/plan/scenarios", keep),
        http::route(Method::DELETE, "/insight/console/plan/scenarios/{id}", remove),
        http::route(Method::GET, "/insight/console/plan/headcount", template),
        http::route(Method::POST, "/insight/console/plan/headcount", heads),
        http::route(Method::GET, "/insight/console/plan/compare", compared),
        http::route(Method::GET, "/insight/console/plan/waterfall", way),
        http::route(Method::POST, "/insight/console/plan/buy", bought),
        http::route(Method::GET, "/insight/console/plan/bridges", bridged),
        http::route(Method::GET, "/insight/console/plan/series", outside),
        http::route(Method::POST, "/insight/console/plan/series", bring),
        http::route(Method::DELETE, "/insight/console/plan/series/{id}", forget),
    ]
}

/// What plans answer to.
pub fn routes() -> Vec<(Method, &'static str)> {
    table().into_iter().map(|(method, path, _)| (method, path)).collect()
}

/// Their router; paths begin with `/insight/console/plan`.
pub fn router(insight: Arc<Insight>, guard: Arc<Guard>) -> Router {
    http::router(table(), Arc::new(Desk { insight, guard }))
}

#[derive(Serialize)]
struct Plans {
    scenarios: Vec<Kept>,
    roles: Vec<Named>,
    skills: Vec<Named>,
    functions: Vec<Named>,
    regions: Vec<Named>,
    /// Quarters that a step can begin in.
    periods: Vec<String>,
    series: Vec<String>,
}

#[derive(Serialize)]
struct Named {
    id: String,
    label: String,
}

fn named(id: &str, label: &str) -> Named {
    Named { id: id.to_owned(), label: label.to_owned() }
}

/// All scenarios, and what their steps can name.
async fn all(State(desk): At, headers: HeaderMap) -> Answer {
    desk.guard.session(&headers, PLANNERS).await?;
    let (insight, company) = (&desk.insight, &desk.insight.company);
    let series = insight.plans.series().await?;
    let next = next(insight);
    let (functions, regions) = (&company.dictionary.functions, &company.dictionary.regions);
    answer(&Plans {
        scenarios: insight.plans.all().await?,
        roles: company.demand.roles().iter().map(|r| named(&r.id, &r.label)).collect(),
        skills: company.skills().iter().map(|(id, label)| named(id, label)).collect(),
        functions: functions.iter().map(|f| named(&f.id, &f.label)).collect(),
        regions: regions.iter().map(|r| named(&r.id, &r.label)).collect(),
        periods: (0..8).map(|n| next.after(n).to_string()).collect(),
        series: series.into_iter().map(|s| s.name).collect(),
    })
}

/// The quarter after the newest release; of today, where there is none.
fn next(insight: &Insight) -> Quarter {
    let (company, shelf) = (&insight.company, insight.shelf());
    let newest = PARTITIONS.into_iter().find_map(|over| {
        let question = company.held(over)?;
        Ahead::of(question, shelf.newest(question)?).map(|ahead| ahead.now.after(1))
    });
    newest.unwrap_or_else(|| Quarter::today(insight.clock.now()))
}

#[derive(Deserialize)]
struct Told {
    /// Of a scenario that is there.
    id: Option<String>,
    /// As it was read.
    #[serde(default)]
    version: u64,
    name: String,
    #[serde(default)]
    body: Body,
}

async fn read<T: serde::de::DeserializeOwned>(request: Request) -> Result<T, Refused> {
    kind(&request, "application/json")?;
    let bytes = http::body(request, None, LONGEST).await?;
    serde_json::from_slice(&bytes).map_err(|_| Refused::Json)
}

fn kind(request: &Request, wanted: &str) -> Result<(), Refused> {
    let kind = request.headers().get(header::CONTENT_TYPE).and_then(|v| v.to_str().ok()).unwrap_or_default();
    if kind.split(';').next().is_some_and(|k| k.trim() == wanted) { Ok(()) } else { Err(Refused::Media) }
}

/// A new scenario, or the next version of one.
async fn keep(State(desk): At, request: Request) -> Answer {
    let session = desk.guard.change(request.headers(), PLANNERS).await?;
    let told: Told = read(request).await?;
    let insight = &desk.insight;
    let name = scenario::name(&told.name)?.to_owned();
    told.body.judge(&insight.company, &insight.plans.series().await?)?;
    let id = told.id.clone().unwrap_or_else(|| {
        let mut bytes = [0; 8];
        http::rng().fill_bytes(&mut bytes);
        hex(&bytes)
    });
    if told.id.is_some() && told.version == 0 {
        return Err(PlanError::Unknown.into());
    }
    let at = insight.clock.now().0;
    let mut kept = Kept { id, version: told.version, name, body: told.body, who: session.user, at };
    kept.version = insight.plans.keep(&kept).await?;
    answer(&kept)
}

async fn remove(State(desk): At, Path(id): Path<String>, headers: HeaderMap) -> Answer {
    desk.guard.change(&headers, PLANNERS).await?;
    if desk.insight.plans.remove(&id).await? {
        Ok(http::empty(StatusCode::NO_CONTENT))
    } else {
        Err(PlanError::Unknown.into())
    }
}

/// A headcount plan to fill in.
async fn template(State(desk): At, headers: HeaderMap) -> Answer {
    desk.guard.session(&headers, PLANNERS).await?;
    let mut response =
        http::typed("text/csv; charset=utf-8", headcount::template(&desk.insight.company, next(&desk.insight)));
    let set = response.headers_mut();
    set.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    set.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    let name = HeaderValue::from_static("attachment; filename=\"headcount.csv\"");
    set.insert(header::CONTENT_DISPOSITION, name);
    Ok(response)
}

/// Reads a headcount plan; it is kept with the scenario that it is put into.
async fn heads(State(desk): At, request: Request) -> Answer {
    desk.guard.change(request.headers(), PLANNERS).await?;
    kind(&request, "text/csv")?;
    let bytes = http::body(request, None, LONGEST).await?;
    let rows = http::work(move || headcount::read(&bytes, &desk.insight.company)).await??;
    answer(&json!({ "rows": rows }))
}

#[derive(Debug, Deserialize)]
struct Which {
    scenario: Option<String>,
    over: Option<String>,
    period: Option<String>,
}

/// The scenario of an id; none is today's demand.
async fn body(insight: &Insight, scenario: Option<&str>) -> Result<Body, Refused> {
    match scenario {
        None => Ok(Body::default()),
        Some(id) => Ok(insight.plans.one(id).await?.body),
    }
}

async fn compared(State(desk): At, headers: HeaderMap, asked: Result<Query<Which>, QueryRejection>) -> Answer {
    desk.guard.session(&headers, PLANNERS).await?;
    let Query(asked) = asked.map_err(|_| Refused::Figure)?;
    let (body, series) = (body(&desk.insight, asked.scenario.as_deref()).await?, desk.insight.plans.series().await?);
    http::work(move || {
        let (company, shelf) = (&desk.insight.company, desk.insight.shelf());
        let (over, period) = (asked.over.as_deref(), asked.period.as_deref());
        answer(&compare::compare(company, &shelf, &body, &series, over, period)?)
    })
    .await?
}

#[derive(Debug, Deserialize)]
struct Way {
    skill: String,
    cell: String,
    scenario: Option<String>,
    period: Option<String>,
    attrition: Option<f64>,
    learning: Option<f64>,
    moves: Option<f64>,
    hires: Option<f64>,
}

async fn way(State(desk): At, headers: HeaderMap, asked: Result<Query<Way>, QueryRejection>) -> Answer {
    desk.guard.session(&headers, PLANNERS).await?;
    let Query(asked) = asked.map_err(|_| Refused::Figure)?;
    let body = body(&desk.insight, asked.scenario.as_deref()).await?;
    let series = desk.insight.plans.series().await?;
    http::work(move || {
        let (company, shelf) = (&desk.insight.company, desk.insight.shelf());
        let supposed = Supposed {
            attrition: asked.attrition.unwrap_or(waterfall::ATTRITION),
            learning: asked.learning,
            moves: asked.moves.unwrap_or(0.0),
            hires: asked.hires.unwrap_or(0.0),
        };
        let at = (asked.skill.as_str(), asked.cell.as_str(), asked.period.as_deref());
        answer(&waterfall::waterfall(company, &shelf, (&body, &series), at, &supposed)?)
    })
    .await?
}

/// What closing a gap costs. It keeps nothing; the measures are too much for an address.
async fn bought(State(desk): At, request: Request) -> Answer {
    desk.guard.change(request.headers(), PLANNERS).await?;
    let asked: buy::Asked = read(request).await?;
    let body = body(&desk.insight, asked.scenario.as_deref()).await?;
    let series = desk.insight.plans.series().await?;
    http::work(move || {
        let (company, shelf) = (&desk.insight.company, desk.insight.shelf());
        answer(&buy::buy(company, &shelf, (&body, &series), &asked)?)
    })
    .await?
}

#[derive(Debug, Deserialize)]
struct Target {
    role: String,
}

/// From which roles people come nearest to a role.
async fn bridged(State(desk): At, headers: HeaderMap, asked: Result<Query<Target>, QueryRejection>) -> Answer {
    desk.guard.session(&headers, PLANNERS).await?;
    let Query(Target { role }) = asked.map_err(|_| Refused::Figure)?;
    http::work(move || {
        let insight = &desk.insight;
        let catalogue = insight.catalogue.as_ref().map(|c| c.catalogue());
        answer(&bridges::bridges(&insight.company, &insight.shelf(), insight.vocabulary.taxonomy(), catalogue, &role)?)
    })
    .await?
}

/// Series from outside, each with its forecast.
async fn outside(State(desk): At, headers: HeaderMap) -> Answer {
    desk.guard.session(&headers, PLANNERS).await?;
    let all = desk.insight.plans.series().await?;
    http::work(move || answer(&json!({ "series": series::views(&all) }))).await?
}

/// A table of series: kept whole or not at all.
async fn bring(State(desk): At, request: Request) -> Answer {
    desk.guard.change(request.headers(), PLANNERS).await?;
    kind(&request, "text/csv")?;
    let bytes = http::body(request, None, LONGEST).await?;
    let (new, plans) = (http::work(move || series::read(&bytes)).await??, &desk.insight.plans);
    plans.keep_series(&new, desk.insight.clock.now().0).await?;
    let all = plans.series().await?;
    http::work(move || answer(&json!({ "series": series::views(&all) }))).await?
}

async fn forget(State(desk): At, Path(id): Path<String>, headers: HeaderMap) -> Answer {
    desk.guard.change(&headers, PLANNERS).await?;
    if desk.insight.plans.remove_series(&id).await? {
        Ok(http::empty(StatusCode::NO_CONTENT))
    } else {
        Err(PlanError::Unknown.into())
    }
}
