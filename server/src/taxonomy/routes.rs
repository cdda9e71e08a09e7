//! What the taxonomy page asks and does. Planner, auditor and skill owner read.

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, Method, Response};
use serde::Deserialize;
use skillkeep::taxonomy::SkillKind;

use super::vocabulary::LONGEST;
use crate::console::{Guard, Role, answer};
use crate::http::{self, Route};
use crate::insight::Insight;
use crate::problem::Refused;

/// Who may read.
const READERS: &[Role] = &[Role::Planner, Role::Auditor, Role::Owner];

/// What a handler has.
#[derive(Debug)]
struct Desk {
    insight: Arc<Insight>,
    guard: Arc<Guard>,
}

type At = State<Arc<Desk>>;
type Answer = Result<Response<Body>, Refused>;

fn table() -> Vec<Route<Arc<Desk>>> {
    vec![
        http::route(Method::GET, "/insight/console/taxonomy/skills", skills),
        http::route(Method::GET, "/insight/console/taxonomy/skill", skill),
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
    answer(&desk.insight.vocabulary.node(&asked.id).ok_or(Refused::Skill)?)
}
