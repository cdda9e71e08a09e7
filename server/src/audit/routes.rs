//! The routes of the audit, for auditors.

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, Response, header};
use serde::Deserialize;

use super::figures::audited;
use super::findings::{FindingError, Told};
use super::pack::{self, PackError};
use crate::calendar;
use crate::console::{Guard, Role, answer};
use crate::http::{self, Route};
use crate::insight::Insight;
use crate::problem::Refused;

const AUDITORS: &[Role] = &[Role::Auditor];
/// Longest finding, bytes.
const FINDING: usize = 16 << 10;

#[derive(Debug)]
struct Desk {
    insight: Arc<Insight>,
    guard: Arc<Guard>,
}

type At = State<Arc<Desk>>;
type Answer = Result<Response<Body>, Refused>;

fn table() -> Vec<Route<Arc<Desk>>> {
    vec![
        http::route(Method::GET, "/insight/console/audit", figures),
        http::route(Method::GET, "/insight/console/audit/pack", packed),
        http::route(Method::GET, "/insight/console/audit/findings", findings),
        http::route(Method::POST, "/insight/console/audit/findings", tell),
        http::route(Method::GET, "/insight/console/audit/schedule.ics", schedule),
    ]
}

/// What the audit answers to.
pub fn routes() -> Vec<(Method, &'static str)> {
    table().into_iter().map(|(method, path, _)| (method, path)).collect()
}

/// Its router; paths begin with `/insight/console/audit`.
pub fn router(insight: Arc<Insight>, guard: Arc<Guard>) -> Router {
    http::router(table(), Arc::new(Desk { insight, guard }))
}

#[derive(Debug, Default, Deserialize)]
struct Which {
    period: Option<String>,
    lang: Option<String>,
}

async fn figures(State(desk): At, headers: HeaderMap, asked: Result<Query<Which>, QueryRejection>) -> Answer {
    desk.guard.session(&headers, AUDITORS).await?;
    let Query(Which { period, .. }) = asked.map_err(|_| Refused::Figure)?;
    http::work(move || answer(&audited(&desk.insight.company, &desk.insight.shelf(), period.as_deref())?)).await?
}

/// The pack, as a file to keep.
async fn packed(State(desk): At, headers: HeaderMap, asked: Result<Query<Which>, QueryRejection>) -> Answer {
    desk.guard.session(&headers, AUDITORS).await?;
    let Query(Which { period, lang }) = asked.map_err(|_| Refused::Figure)?;
    let findings = desk.insight.findings.all().await?;
    let refused = |error| match error {
        PackError::Period | PackError::Nothing => Refused::Figure,
        other => {
            tracing::error!(code = other.code(), error = %other, "the pack was not made");
            Refused::Internal
        }
    };
    // The same shelf for both: what is released in between is of the next pack.
    let shelf = desk.insight.shelf();
    let mut kept = Vec::new();
    for (task, period) in pack::wanted(&desk.insight.company, &shelf, period.as_deref()).map_err(refused)? {
        kept.extend(desk.insight.store.one(task, period).await?);
    }
    let built = http::work(move || {
        let (insight, german) = (&desk.insight, lang.is_some_and(|l| l.starts_with("de")));
        let (company, evidence) = (&insight.company, &insight.evidence);
        pack::build(company, &shelf, &kept, evidence, &findings, period.as_deref(), german)
    });
    let bytes = built.await?.map_err(refused)?;
    Ok(file("application/zip", "attachment; filename=\"audit-pack.zip\"", bytes))
}

fn file(kind: &'static str, disposition: &'static str, bytes: Vec<u8>) -> Response<Body> {
    let mut response = http::typed(kind, bytes);
    let set = response.headers_mut();
    set.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    set.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    set.insert(header::CONTENT_DISPOSITION, HeaderValue::from_static(disposition));
    response
}

async fn findings(State(desk): At, headers: HeaderMap) -> Answer {
    desk.guard.session(&headers, AUDITORS).await?;
    answer(&desk.insight.findings.all().await?)
}

/// A new finding, or a further step of one: all of them are answered.
async fn tell(State(desk): At, request: Request) -> Answer {
    let session = desk.guard.change(request.headers(), AUDITORS).await?;
    let kind = request.headers().get(header::CONTENT_TYPE).and_then(|v| v.to_str().ok()).unwrap_or_default();
    if kind.split(';').next().is_none_or(|k| k.trim() != "application/json") {
        return Err(Refused::Media);
    }
    let bytes = http::body(request, None, FINDING).await?;
    let told: Told = serde_json::from_slice(&bytes).map_err(|_| Refused::Json)?;
    let company = &desk.insight.company;
    let known = company.tasks.period(&told.period).is_some()
        && company.dictionary.measures.iter().any(|m| m.id == told.measure);
    if told.number.is_none() && !known {
        return Err(FindingError::Subject.into());
    }
    desk.insight.findings.add(&told, &session.user, desk.insight.clock.now().0).await?;
    answer(&desk.insight.findings.all().await?)
}

/// When audits are due, for a calendar.
async fn schedule(State(desk): At, headers: HeaderMap) -> Answer {
    desk.guard.session(&headers, AUDITORS).await?;
    let today = skillkeep::sync::Day::of(desk.insight.clock.now()).to_string();
    let text = calendar::audits(&desk.insight.company.shown.company, &today).map_err(|_| Refused::Internal)?;
    Ok(file("text/calendar; charset=utf-8", "attachment; filename=\"audits.ics\"", text.into_bytes()))
}
