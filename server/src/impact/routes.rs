//! The routes of what actions did. Planner and auditor read; a planner brings tables.

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, Response, header};
use serde::{Deserialize, Serialize};

use super::endpoints::{self, Metric, Row};
use super::experiments::{Within, experiments as experiments_of};
use super::figures::figures as figures_of;
use super::links::{Compared, compared};
use super::report;
use crate::console::{Guard, Role, answer};
use crate::http::{self, Route};
use crate::insight::Insight;
use crate::problem::Refused;

const READERS: &[Role] = &[Role::Planner, Role::Auditor];
const BRINGERS: &[Role] = &[Role::Planner];
/// Longest table, bytes.
const TABLE: usize = 2 << 20;
/// Most rows of one metric that are shown.
const SHOWN: usize = 500;

#[derive(Debug)]
struct Desk {
    insight: Arc<Insight>,
    guard: Arc<Guard>,
}

type At = State<Arc<Desk>>;
type Answer = Result<Response<Body>, Refused>;

fn table() -> Vec<Route<Arc<Desk>>> {
    vec![
        http::route(Method::GET, "/insight/console/impact/experiments", experiments),
        http::route(Method::GET, "/insight/console/impact/figures", figures),
        http::route(Method::GET, "/insight/console/impact/endpoints", told),
        http::route(Method::POST, "/insight/console/impact/endpoints", bring),
        http::route(Method::GET, "/insight/console/impact/report", board),
    ]
}

/// What the impact pages' server answers to.
pub fn routes() -> Vec<(Method, &'static str)> {
    table().into_iter().map(|(method, path, _)| (method, path)).collect()
}

/// Its router; paths begin with `/insight/console/impact`.
pub fn router(insight: Arc<Insight>, guard: Arc<Guard>) -> Router {
    http::router(table(), Arc::new(Desk { insight, guard }))
}

async fn experiments(State(desk): At, headers: HeaderMap) -> Answer {
    desk.guard.session(&headers, READERS).await?;
    http::work(move || answer(&experiments_of(&desk.insight.company, &desk.insight.shelf()))).await?
}

async fn figures(State(desk): At, headers: HeaderMap) -> Answer {
    desk.guard.session(&headers, READERS).await?;
    let rows = desk.insight.endpoints.all().await?;
    http::work(move || answer(&figures_of(&desk.insight.company, &desk.insight.shelf(), &rows))).await?
}

#[derive(Debug, Default, Deserialize)]
struct Which {
    metric: Option<String>,
    /// Cells that had something, joined by commas.
    cells: Option<String>,
    /// The first period in which they had it.
    from: Option<String>,
}

#[derive(Serialize)]
struct Told {
    metrics: Vec<MetricView>,
    cells: Vec<CellName>,
    rows: Vec<RowView>,
    compared: Option<Compared>,
}

#[derive(Serialize)]
struct MetricView {
    id: &'static str,
    rows: usize,
    periods: Vec<String>,
}

#[derive(Serialize)]
struct CellName {
    cell: String,
    label: String,
}

#[derive(Serialize)]
struct RowView {
    cell: String,
    period: String,
    month: Option<u32>,
    people: u64,
    within: Option<Within>,
}

/// What was brought, and a comparison of cells where one is asked for.
async fn told(State(desk): At, headers: HeaderMap, asked: Result<Query<Which>, QueryRejection>) -> Answer {
    desk.guard.session(&headers, READERS).await?;
    let Query(Which { metric, cells, from }) = asked.map_err(|_| Refused::Figure)?;
    let metric = metric.map(|m| Metric::of(&m).ok_or(Refused::Figure)).transpose()?;
    let rows = desk.insight.endpoints.all().await?;
    let company = &desk.insight.company;
    let metrics = Metric::ALL.into_iter().map(|m| {
        let mine: Vec<&Row> = rows.iter().filter(|r| r.metric == m).collect();
        let mut periods: Vec<String> = mine.iter().map(|r| r.period.clone()).collect();
        periods.dedup();
        MetricView { id: m.id(), rows: mine.len(), periods }
    });
    let names = company.questions().iter().flat_map(|q| &q.cells);
    let mut labels: Vec<CellName> =
        names.map(|p| CellName { cell: p.asked.cell.clone(), label: p.label.clone() }).collect();
    labels.sort_by(|a, b| a.cell.cmp(&b.cell));
    labels.dedup_by(|a, b| a.cell == b.cell);
    let shown = rows.iter().filter(|r| Some(r.metric) == metric).take(SHOWN).map(|r| RowView {
        cell: r.cell.clone(),
        period: r.period.clone(),
        month: r.month,
        people: r.people,
        within: r.within(),
    });
    let compared = match (metric, &cells, &from) {
        (Some(metric), Some(cells), Some(from)) => {
            let cells: Vec<&str> = cells.split(',').filter(|c| !c.is_empty()).collect();
            Some(compared(company, &rows, metric, &cells, from).ok_or(Refused::Figure)?)
        }
        _ => None,
    };
    answer(&Told { metrics: metrics.collect(), cells: labels, rows: shown.collect(), compared })
}

/// A table of the company's own numbers.
async fn bring(State(desk): At, request: Request) -> Answer {
    desk.guard.change(request.headers(), BRINGERS).await?;
    let kind = request.headers().get(header::CONTENT_TYPE).and_then(|v| v.to_str().ok()).unwrap_or_default();
    if kind.split(';').next().is_none_or(|k| k.trim() != "text/csv") {
        return Err(Refused::Media);
    }
    let bytes = http::body(request, None, TABLE).await?;
    let insight = Arc::clone(&desk.insight);
    let (rows, taken) = http::work(move || endpoints::read(&bytes, &insight.company)).await??;
    desk.insight.endpoints.keep(&rows, desk.insight.clock.now().0).await?;
    answer(&taken)
}

#[derive(Debug, Default, Deserialize)]
struct Language {
    lang: Option<String>,
}

/// The quarterly report: one page that prints.
async fn board(State(desk): At, headers: HeaderMap, asked: Result<Query<Language>, QueryRejection>) -> Answer {
    desk.guard.session(&headers, READERS).await?;
    let Query(Language { lang }) = asked.map_err(|_| Refused::Figure)?;
    let rows = desk.insight.endpoints.all().await?;
    let page = http::work(move || {
        let (company, shelf) = (&desk.insight.company, desk.insight.shelf());
        let german = lang.is_some_and(|l| l.starts_with("de"));
        report::board(company, &experiments_of(company, &shelf), &figures_of(company, &shelf, &rows), german)
    });
    let page = page.await?.map_err(|error| {
        tracing::error!(%error, "the report was not made");
        Refused::Internal
    })?;
    let mut response = http::typed("text/html; charset=utf-8", page.into_bytes());
    let set = response.headers_mut();
    set.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    set.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    let policy = HeaderValue::from_str(&report::policy()).map_err(|_| Refused::Internal)?;
    set.insert(header::CONTENT_SECURITY_POLICY, policy);
    Ok(response)
}
