//! What insight answers to: figures for planner and auditor, and nothing else. A figure's route can be made of one kind of
//! function only: one whose answer is [`Figure`].

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, HeaderValue, Method, Response, header};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::http::{self, Route};
use crate::insight::company::Company;
use crate::insight::figures;
use crate::insight::shelf::Shelf;
use crate::insight::state::Insight;
use crate::insight::views::{Figure, Nothing};
use crate::problem::Refused;

/// Who may see a figure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Seat {
    /// Supply, gaps, forecasts.
    Planner,
    /// Fairness.
    Auditor,
}

/// Who lets people in: sessions are not known here.
pub trait Admit: Send + Sync + 'static {
    /// Refuses whoever sits on none of these seats.
    ///
    /// # Errors
    /// [`Refused`].
    fn admit(&self, headers: &HeaderMap, seats: &'static [Seat]) -> impl Future<Output = Result<(), Refused>> + Send;
}

/// What a handler has.
#[derive(Debug)]
struct Desk<G> {
    insight: Arc<Insight>,
    guard: G,
}

type At<G> = State<Arc<Desk<G>>>;

#[derive(Debug, Deserialize)]
struct Where {
    period: Option<String>,
    over: Option<String>,
}

#[derive(Debug, Deserialize)]
struct Which {
    skill: String,
    cell: String,
}

#[derive(Debug, Deserialize)]
struct One {
    skill: String,
    period: Option<String>,
}

#[derive(Debug, Deserialize)]
struct Short {
    over: Option<String>,
    people: Option<u64>,
}

const PLANNER: &[Seat] = &[Seat::Planner];
const AUDITOR: &[Seat] = &[Seat::Auditor];
const BOTH: &[Seat] = &[Seat::Planner, Seat::Auditor];

fn table<G: Admit>() -> Vec<Route<Arc<Desk<G>>>> {
    vec![
        http::route(Method::GET, "/insight/console/overview", overview),
        figure("/insight/console/supply", PLANNER, |company, shelf, asked: &Where| {
            figures::supply(company, shelf, asked.period.as_deref(), asked.over.as_deref())
        }),
        figure("/insight/console/supply/skill", PLANNER, |company, shelf, asked: &One| {
            figures::everywhere(company, shelf, &asked.skill, asked.period.as_deref())
        }),
        figure("/insight/console/gaps", PLANNER, |company, shelf, asked: &Where| {
            figures::gaps(company, shelf, asked.period.as_deref(), asked.over.as_deref())
        }),
        figure("/insight/console/forecast", PLANNER, |company, shelf, asked: &Which| {
            figures::forecast(company, shelf, &asked.skill, &asked.cell)
        }),
        figure("/insight/console/shortfalls", PLANNER, |company, shelf, asked: &Short| {
            figures::shortfalls(company, shelf, asked.over.as_deref(), asked.people)
        }),
        figure("/insight/console/fairness", AUDITOR, |company, shelf, asked: &Where| {
            figures::fairness(company, shelf, asked.period.as_deref())
        }),
    ]
}

/// Nobody is let in; only for the list of routes.
struct Closed;

impl Admit for Closed {
    async fn admit(&self, _: &HeaderMap, _: &'static [Seat]) -> Result<(), Refused> {
        Err(Refused::Internal)
    }
}

/// Everything that insight answers to, but for logins.
pub fn routes() -> Vec<(Method, &'static str)> {
    table::<Closed>().into_iter().map(|(method, path, _)| (method, path)).collect()
}

/// Insight's router; paths begin with `/insight/console/`.
pub fn router(insight: Arc<Insight>, guard: impl Admit) -> Router {
    http::router(table(), Arc::new(Desk { insight, guard }))
}

/// What makes a figure: a plain function of what is known, what was released, and what is asked for.
type Make<Q, T, E> = fn(&Company, &Shelf, &Q) -> Result<Figure<T, E>, Refused>;

/// A route that answers a figure, for these seats.
fn figure<G, Q, T, E>(path: &'static str, seats: &'static [Seat], make: Make<Q, T, E>) -> Route<Arc<Desk<G>>>
where
    G: Admit,
    Q: DeserializeOwned + Send + Sync + 'static,
    T: Serialize + Send + 'static,
    E: Nothing + Send + 'static,
{
    let handler = async move |State(desk): At<G>, headers: HeaderMap, asked: Result<Query<Q>, QueryRejection>| {
        desk.guard.admit(&headers, seats).await?;
        let Query(asked) = asked.map_err(|_| Refused::Figure)?;
        // A forecast is computing; supply of all skills is a lot of text.
        http::work(move || answer(&make(&desk.insight.company, &desk.insight.shelf(), &asked)?)).await?
    };
    http::route(Method::GET, path, handler)
}

async fn overview<G: Admit>(State(desk): At<G>, headers: HeaderMap) -> Result<Response<Body>, Refused> {
    desk.guard.admit(&headers, BOTH).await?;
    let insight = &desk.insight;
    answer(&figures::overview(&insight.company, &insight.shelf(), insight.clock.today(), insight.problem()))
}

fn answer<T: Serialize>(shown: &T) -> Result<Response<Body>, Refused> {
    let bytes = serde_json::to_vec(shown).map_err(|_| Refused::Internal)?;
    let mut response = http::typed("application/json", bytes);
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response.headers_mut().insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    Ok(response)
}
