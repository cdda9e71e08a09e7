//! The sample portal's login: a cookie stands for a person. Only in the demonstration; a real portal makes tickets for whom it
//! has logged in, with the key that it shares with the leader ([`crate::ticket`]).

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, Method, Response, header};
use rand_core::Rng;
use serde_json::json;
use skillkeep::Millis;

use crate::clock::Clock;
use crate::http::{self, Route};
use crate::problem::Refused;
use crate::release::hex;
use crate::ticket::TicketKey;

/// How long a ticket is good for, milliseconds.
const TICKET_FOR: i64 = 10 * 60 * 1000;
/// Length of a cookie's value: 16 random bytes, hex.
const COOKIE: usize = 32;

/// The sample portal.
#[derive(Debug)]
pub struct Portal {
    /// Tenant.
    pub tenant: String,
    /// What tickets are made with.
    pub tickets: TicketKey,
    /// What time it is.
    pub clock: Clock,
}

fn table() -> Vec<Route<Arc<Portal>>> {
    vec![http::route(Method::POST, "/portal/ticket", ticket)]
}

/// Everything that it answers to.
pub fn routes() -> Vec<(Method, &'static str)> {
    table().into_iter().map(|(method, path, _)| (method, path)).collect()
}

/// Its router.
pub fn router(portal: Arc<Portal>) -> Router {
    http::router(table(), portal)
}

async fn ticket(State(portal): State<Arc<Portal>>, headers: HeaderMap) -> Result<Response<Body>, Refused> {
    // A page of another site cannot fetch a ticket: browsers say where a request is from, https://www.w3.org/TR/fetch-metadata/.
    let site = headers.get("sec-fetch-site").and_then(|v| v.to_str().ok());
    if site.is_some_and(|s| s != "same-origin") {
        return Err(Refused::Ticket);
    }
    let known = cookie(&headers);
    let person = known.clone().unwrap_or_else(|| {
        let mut bytes = [0; COOKIE / 2];
        http::rng().fill_bytes(&mut bytes);
        hex(&bytes)
    });
    let until = Millis(portal.clock.now().0.saturating_add(TICKET_FOR));
    let ticket = portal.tickets.issue(&portal.tenant, &format!("visitor {person}"), until);
    let mut response = http::typed("application/json", json!({ "ticket": ticket }).to_string().into_bytes());
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    if known.is_none() {
        let set = format!("sk-portal={person}; HttpOnly; SameSite=Strict; Path=/portal; Max-Age=31536000");
        let set = HeaderValue::from_str(&set).map_err(|_| Refused::Internal)?;
        response.headers_mut().insert(header::SET_COOKIE, set);
    }
    Ok(response)
}

fn cookie(headers: &HeaderMap) -> Option<String> {
    let all = headers.get_all(header::COOKIE).iter().filter_map(|v| v.to_str().ok());
    let value = all.flat_map(|v| v.split(';')).find_map(|c| c.trim().strip_prefix("sk-portal="))?;
    let right = value.len() == COOKIE && value.bytes().all(|b| b.is_ascii_hexdigit());
    right.then(|| value.to_owned())
}
