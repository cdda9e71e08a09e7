//! Login, session, logout, password and users over HTTP, the same for both consoles.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Path, Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, Response, StatusCode, header};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::json;

use super::guard::{Guard, Party, Role};
use crate::http::{self, Route};
use crate::problem::Refused;

/// Longest body, bytes.
const LIMIT: usize = 8192;

/// The routes of a party, over any state that has its guard.
pub fn table<S>(party: Party) -> Vec<Route<Arc<S>>>
where
    S: AsRef<Guard> + Send + Sync + 'static,
{
    let [one, two, three, four, five, six] = paths(party);
    vec![
        http::route(Method::POST, one, login::<S>),
        http::route(Method::GET, two, session::<S>),
        http::route(Method::POST, three, logout::<S>),
        http::route(Method::POST, four, password::<S>),
        http::route(Method::GET, five, users::<S>),
        http::route(Method::POST, five, add::<S>),
        http::route(Method::DELETE, six, remove::<S>),
    ]
}

/// What [`table`] answers to.
pub fn list(party: Party) -> Vec<(Method, &'static str)> {
    let [one, two, three, four, five, six] = paths(party);
    vec![
        (Method::POST, one),
        (Method::GET, two),
        (Method::POST, three),
        (Method::POST, four),
        (Method::GET, five),
        (Method::POST, five),
        (Method::DELETE, six),
    ]
}

fn paths(party: Party) -> [&'static str; 6] {
    match party {
        Party::Keeper => [
            "/keeper/console/login",
            "/keeper/console/session",
            "/keeper/console/logout",
            "/keeper/console/password",
            "/keeper/console/users",
            "/keeper/console/users/{user}",
        ],
        Party::Insight => [
            "/insight/console/login",
            "/insight/console/session",
            "/insight/console/logout",
            "/insight/console/password",
            "/insight/console/users",
            "/insight/console/users/{user}",
        ],
    }
}

/// JSON that no cache keeps.
pub(crate) fn answer(value: &impl serde::Serialize) -> Result<Response<Body>, Refused> {
    let bytes = serde_json::to_vec(value).map_err(|_| Refused::Internal)?;
    let mut response = http::typed("application/json", bytes);
    quiet(&mut response);
    Ok(response)
}

fn quiet(response: &mut Response<Body>) {
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
}

fn done() -> Response<Body> {
    let mut response = http::empty(StatusCode::NO_CONTENT);
    quiet(&mut response);
    response
}

/// A JSON body. A form of another site cannot send this media type without asking first.
async fn read<T: DeserializeOwned>(request: Request) -> Result<T, Refused> {
    let kind = request.headers().get(header::CONTENT_TYPE).and_then(|v| v.to_str().ok()).unwrap_or_default();
    if kind.split(';').next().map(str::trim) != Some("application/json") {
        return Err(Refused::Media);
    }
    let bytes = http::body(request, None, LIMIT).await?;
    serde_json::from_slice(&bytes).map_err(|_| Refused::Json)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Login {
    user: String,
    password: String,
}

async fn login<S: AsRef<Guard>>(State(state): State<Arc<S>>, request: Request) -> Result<Response<Body>, Refused> {
    let guard = (*state).as_ref();
    let Login { user, password } = read(request).await?;
    let (value, session) = guard.login(&user, &password).await?;
    let mut response = answer(&session)?;
    let cookie = HeaderValue::from_str(&guard.set_cookie(&value)).map_err(|_| Refused::Internal)?;
    response.headers_mut().insert(header::SET_COOKIE, cookie);
    Ok(response)
}

async fn session<S: AsRef<Guard>>(State(state): State<Arc<S>>, headers: HeaderMap) -> Result<Response<Body>, Refused> {
    answer(&(*state).as_ref().any(&headers).await?)
}

async fn logout<S: AsRef<Guard>>(State(state): State<Arc<S>>, headers: HeaderMap) -> Result<Response<Body>, Refused> {
    let guard = (*state).as_ref();
    let session = guard.any(&headers).await?;
    Guard::forged(&session, &headers)?;
    guard.store.end(&session.id).await?;
    let mut response = done();
    let cookie = HeaderValue::from_str(&guard.set_cookie("")).map_err(|_| Refused::Internal)?;
    response.headers_mut().insert(header::SET_COOKIE, cookie);
    Ok(response)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Passwords {
    old: String,
    new: String,
}

async fn password<S: AsRef<Guard>>(State(state): State<Arc<S>>, request: Request) -> Result<Response<Body>, Refused> {
    let guard = (*state).as_ref();
    let session = guard.any(request.headers()).await?;
    Guard::forged(&session, request.headers())?;
    let Passwords { old, new } = read(request).await?;
    guard.replace(&session, &old, &new).await?;
    Ok(done())
}

async fn users<S: AsRef<Guard>>(State(state): State<Arc<S>>, headers: HeaderMap) -> Result<Response<Body>, Refused> {
    let guard = (*state).as_ref();
    guard.session(&headers, &[Role::Admin]).await?;
    let row = |u: &super::logins::User| json!({ "user": u.name, "role": u.role, "mustChange": u.must_change });
    answer(&guard.users().await?.iter().map(row).collect::<Vec<_>>())
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NewUser {
    user: String,
    role: String,
}

async fn add<S: AsRef<Guard>>(State(state): State<Arc<S>>, request: Request) -> Result<Response<Body>, Refused> {
    let guard = (*state).as_ref();
    guard.change(request.headers(), &[Role::Admin]).await?;
    let NewUser { user, role } = read(request).await?;
    let role = Role::of(&role).ok_or(Refused::WrongRole)?;
    let password = guard.add(&user, role).await?;
    answer(&json!({ "user": user, "role": role, "password": password }))
}

async fn remove<S: AsRef<Guard>>(
    State(state): State<Arc<S>>,
    Path(user): Path<String>,
    headers: HeaderMap,
) -> Result<Response<Body>, Refused> {
    let guard = (*state).as_ref();
    guard.change(&headers, &[Role::Admin]).await?;
    if guard.store.remove(&user).await? { Ok(done()) } else { Err(Refused::UserUnknown) }
}
