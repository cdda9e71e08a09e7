//! From a configuration to a role that listens.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use base64::{Engine as _, engine::general_purpose::STANDARD};
use skillkeep::sync::Dictionary;
use skillkeep_dap::codec::Encode;
use tokio::net::TcpListener;
use tokio::sync::{Notify, watch};

use crate::action::ActionsKey;
use crate::clock::Clock;
use crate::config::{Config, ConfigError, KeeperKey, read};
use crate::console::logins::LoginStore;
use crate::console::{self, Guard, Party, Role};
use crate::driver::Driver;
use crate::http;
use crate::insight::{Insight, InsightError, InsightSetup, Pace, collect_all};
use crate::keeper::{self, Keeper};
use crate::keys;
use crate::leader::{self, Leader};
use crate::limits::{Limits, Origins, Patience, Rate};
use crate::listen::{self, Connections};
use crate::officer;
use crate::peer::PeerError;
use crate::problem::Refused;
use crate::release::ReleaseKey;
use crate::status::{self, Status};
use crate::store::{KeeperStore, LeaderStore, StoreError};
use crate::tasks::{Tasks, TasksError};
use crate::ticket::TicketKey;

/// Why a role does not run.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ServeError {
    /// The configuration.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// The dictionary.
    #[error(transparent)]
    Tasks(#[from] TasksError),
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The keeper's address.
    #[error(transparent)]
    Peer(#[from] PeerError),
    /// Insight's files, keys or store.
    #[error(transparent)]
    Insight(#[from] InsightError),
    /// The console's logins.
    #[error(transparent)]
    Console(Refused),
    /// The address to listen on, or the network.
    #[error("{0}")]
    Listen(#[from] std::io::Error),
}

impl ServeError {
    /// A stable code.
    pub fn code(&self) -> &str {
        match self {
            ServeError::Config(e) => e.code(),
            ServeError::Tasks(e) => e.code(),
            ServeError::Store(e) => e.code(),
            ServeError::Peer(e) => e.code(),
            ServeError::Insight(e) => e.code(),
            ServeError::Console(e) => e.code(),
            ServeError::Listen(_) => "serve.listen",
        }
    }
}

/// Puts roles' routers together; what is not theirs is a problem document.
pub fn app(roles: impl IntoIterator<Item = Router>) -> Router {
    roles.into_iter().fold(Router::new(), Router::merge).fallback(async || Refused::Route)
}

/// The leader of a configuration, and its worker.
///
/// # Errors
/// [`ServeError`].
pub async fn leader(config: &Config, clock: Clock) -> Result<(Arc<Leader>, Driver), ServeError> {
    let part = config.leader.as_ref().ok_or(ConfigError::Section("leader"))?;
    let tasks = tasks(config, &config.dictionary()?)?;
    let mut issuers = BTreeMap::new();
    for span in &tasks.periods {
        let path = config.at(&part.tokens).join(format!("{}.pem", span.id));
        if path.exists() {
            let issuer = keys::issuer(&path)?;
            // A key that the dictionary does not name would give tokens that nobody takes.
            if span.token_key.as_ref() != Some(issuer.token_key()) {
                return Err(ConfigError::Key(path.display().to_string()).into());
            }
            issuers.insert(span.id.clone(), issuer);
        }
    }
    let leader = Leader {
        store: LeaderStore::open(&config.at(&part.database), part.database_limit, &config.tenant).await?,
        keys: keys::keypair(&config.at(&part.hpke))?,
        issuers,
        tickets: TicketKey::new(keys::bytes32(&config.at(&part.tickets))?),
        collector_token: keys::bearer(&config.at(&part.collector_token))?,
        collector: keys::hpke_config(&config.at(&config.collector))?,
        clock,
        work: Notify::new(),
        tasks,
    };
    let leader = Arc::new(leader);
    let driver = Driver::new(Arc::clone(&leader), &part.keeper, keys::bearer(&config.at(&config.peer_token))?)?;
    Ok((leader, driver))
}

/// The keeper of a configuration.
///
/// # Errors
/// [`ServeError`]; [`ConfigError::Pinned`] where the dictionary pins another key than the keeper has.
pub async fn keeper(config: &Config, clock: Clock) -> Result<Arc<Keeper>, ServeError> {
    let part = config.keeper.as_ref().ok_or(ConfigError::Section("keeper"))?;
    let keys = keys::keypair(&config.at(&part.hpke))?;
    let dictionary = config.dictionary()?;
    let pinned = dictionary.aggregators.as_ref().map(|a| a.keeper.hpke_config.as_str()).unwrap_or_default();
    let own = keys.config().get_encoded().map_err(|_| ConfigError::Key("HPKE".to_owned()))?;
    if !pinned.is_empty() && STANDARD.decode(pinned).ok().as_ref() != Some(&own) {
        return Err(ConfigError::Pinned.into());
    }
    let store = KeeperStore::open(&config.at(&part.database), part.database_limit, &config.tenant).await?;
    let guard = guard(config, store.logins().await?, Party::Keeper, clock.clone())?;
    Ok(Arc::new(Keeper {
        tasks: tasks(config, &dictionary)?,
        store,
        dictionary,
        guard,
        shown: config.shown(),
        keys,
        leader_token: keys::bearer(&config.at(&config.peer_token))?,
        collector: keys::hpke_config(&config.at(&config.collector))?,
        signing: ReleaseKey::new(&part.key_id, &keys::bytes32(&config.at(&part.signing))?),
        clock,
    }))
}

/// Insight of a configuration, and the guard of its console.
///
/// # Errors
/// [`ServeError`].
pub async fn insight(config: &Config, clock: Clock) -> Result<(Arc<Insight>, Arc<Guard>), ServeError> {
    let part = config.insight.as_ref().ok_or(ConfigError::Section("insight"))?;
    let optional = |path: &Option<PathBuf>| path.as_ref().map(|p| read(&config.at(p))).transpose();
    let keeper_keys = match config.root()? {
        Some(root) => root.keys_of("keeper"),
        None => {
            let key = |k: &KeeperKey| Ok((k.id.clone(), keys::bytes32(&config.at(&k.public))?));
            part.keeper_keys.iter().map(key).collect::<Result<_, ConfigError>>()?
        }
    };
    let actions_key = match &part.actions_key {
        Some(path) => Some(ActionsKey::new(&part.actions_key_id, &keys::bytes32(&config.at(path))?)),
        None => None,
    };
    let look = Duration::from_secs(part.look_seconds.max(1));
    let setup = InsightSetup {
        tenant: config.tenant.clone(),
        shown: config.shown(),
        dictionary: config.dictionary()?,
        actions_key,
        evidence: config.evidence()?,
        pack: read(&config.at(&part.pack))?,
        positions: optional(&part.positions)?.unwrap_or_default(),
        catalogue: optional(&part.catalogue)?,
        recorded: optional(&part.recorded)?,
        proposals: optional(&part.proposals)?,
        changes: optional(&part.changes)?,
        market: part.market,
        keeper_keys,
        aggregators: [part.leader.clone(), part.keeper.clone()],
        collector_token: keys::bearer(&config.at(&part.collector_token))?,
        collector: keys::keypair(&config.at(&part.hpke))?,
        database: config.at(&part.database),
        database_limit: part.database_limit,
        pace: Pace { look, ..Pace::default() },
        clock: clock.clone(),
    };
    let insight = Insight::open(setup).await?;
    let guard = guard(config, insight.store.logins().await?, Party::Insight, clock)?;
    Ok((Arc::new(insight), Arc::new(guard)))
}

/// Everything that insight answers to: figures, the company's own words, and logins.
pub fn insight_router(insight: &Arc<Insight>, guard: &Arc<Guard>) -> Router {
    let figures = crate::insight::router(Arc::clone(insight), Arc::clone(guard));
    let words = crate::taxonomy::router(Arc::clone(insight), Arc::clone(guard));
    let impact = crate::impact::router(Arc::clone(insight), Arc::clone(guard));
    let plan = crate::plan::router(Arc::clone(insight), Arc::clone(guard));
    let audit = crate::audit::router(Arc::clone(insight), Arc::clone(guard));
    let actions = crate::action::router(Arc::clone(insight), Arc::clone(guard));
    figures
        .merge(words)
        .merge(impact)
        .merge(plan)
        .merge(audit)
        .merge(actions)
        .merge(http::router(console::table::<Guard>(Party::Insight), Arc::clone(guard)))
}

/// Runs insight until told to stop.
///
/// # Errors
/// [`ServeError`].
pub async fn run_insight(config: &Config, clock: Clock, stop: watch::Receiver<bool>) -> Result<(), ServeError> {
    let (state, guard) = insight(config, clock).await?;
    let users =
        [("planner", Role::Planner), ("auditor", Role::Auditor), ("owner", Role::Owner), ("admin", Role::Admin)];
    first_logins(&guard, &users).await?;
    let part = config.insight.as_ref().ok_or(ConfigError::Section("insight"))?;
    let limits = limits(part.rate, &[])?;
    let worker = tokio::spawn(collect_all(Arc::clone(&state), stop.clone()));
    let shown = Status::with_actions(config.shown(), &["insight"], state.actions_key.is_some());
    let status = status::router(shown);
    listen("insight", &part.listen, limits, app([insight_router(&state, &guard), status]), stop).await?;
    let _ = worker.await;
    state.store.close().await;
    Ok(())
}

fn guard(config: &Config, store: LoginStore, party: Party, clock: Clock) -> Result<Guard, ServeError> {
    Guard::new(store, party, config.secure_cookies, clock, config.work).map_err(ServeError::Console)
}

/// Makes the first logins of a console, and prints their passwords once.
///
/// # Errors
/// [`ServeError`].
pub async fn first_logins(guard: &Guard, users: &[(&str, Role)]) -> Result<(), ServeError> {
    for (user, password) in guard.first_run(users).await.map_err(ServeError::Console)? {
        // Not through the log: a log is kept.
        eprintln!("first login: {user} {password}");
    }
    Ok(())
}

fn tasks(config: &Config, dictionary: &Dictionary) -> Result<Tasks, ServeError> {
    let seed = keys::bytes32(&config.at(&config.seed))?;
    Ok(Tasks::derive(dictionary, &config.tenant, &seed)?)
}

/// Runs the leader until told to stop: requests and the worker's step that are running end first.
///
/// # Errors
/// [`ServeError`].
pub async fn run_leader(config: &Config, clock: Clock, stop: watch::Receiver<bool>) -> Result<(), ServeError> {
    let (state, driver) = leader(config, clock).await?;
    let part = config.leader.as_ref().ok_or(ConfigError::Section("leader"))?;
    let limits = limits(part.rate, &part.origins)?;
    let worker = tokio::spawn({
        let stop = stop.clone();
        async move { driver.run(stop).await }
    });
    let status = status::router(Status::new(config.shown(), &["leader"]));
    listen("leader", &part.listen, limits, app([leader::router(Arc::clone(&state)), status]), stop).await?;
    let _ = worker.await;
    state.store.close().await;
    Ok(())
}

/// Runs the keeper until told to stop.
///
/// # Errors
/// [`ServeError`].
pub async fn run_keeper(config: &Config, clock: Clock, stop: watch::Receiver<bool>) -> Result<(), ServeError> {
    let state = keeper(config, clock).await?;
    first_logins(&state.guard, &[("officer", Role::Officer), ("admin", Role::Admin)]).await?;
    let part = config.keeper.as_ref().ok_or(ConfigError::Section("keeper"))?;
    let limits = limits(part.rate, &part.origins)?;
    let status = status::router(Status::new(config.shown(), &["keeper"]));
    let roles = [keeper::router(Arc::clone(&state)), officer::router(Arc::clone(&state)), status];
    listen("keeper", &part.listen, limits, app(roles), stop).await?;
    state.store.close().await;
    Ok(())
}

fn limits(rate: u32, origins: &[String]) -> Result<Limits, ConfigError> {
    let origins = Origins::new(origins).map_err(ConfigError::Origin)?;
    Ok(Limits { rate: Rate::new(rate), origins, patience: Patience::default() })
}

async fn listen(
    role: &str,
    at: &str,
    limits: Limits,
    app: Router,
    stop: watch::Receiver<bool>,
) -> Result<(), ServeError> {
    let listener = TcpListener::bind(at).await?;
    tracing::info!(role, at = %listener.local_addr()?, "listens");
    listen::serve(listener, limits.around(app), Connections::default(), stop).await;
    tracing::info!(role, "stopped");
    Ok(())
}
