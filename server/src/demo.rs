//! All roles in one process, and the sample portal's login: the demonstration. One process plays both aggregators here, so nothing
//! in it is private from its operator; `/status` says so, and every page repeats it.

use std::net::SocketAddr;
use std::sync::Arc;

use axum::Router;
use axum::routing::any;
use tokio::sync::watch;
use tokio::task::JoinSet;

use crate::clock::Clock;
use crate::config::{Config, ConfigError};
use crate::console::Guard;
use crate::driver::Driver;
use crate::insight::{Insight, collect_all};
use crate::keeper::{self, Keeper};
use crate::leader::{self, Leader};
use crate::officer;
use crate::portal::{self, Portal};
use crate::problem::Refused;
use crate::serve::{self, ServeError};
use crate::status::{self, Status};

/// First parts of the paths that are the roles' own; below them everything unknown is a problem document, not a page.
const OWN: [&str; 4] = ["leader", "keeper", "insight", "portal"];

/// Everything in one process.
pub struct Demo {
    /// The leader.
    pub leader: Arc<Leader>,
    /// The keeper.
    pub keeper: Arc<Keeper>,
    /// Insight.
    pub insight: Arc<Insight>,
    /// The guard of insight's console.
    pub guard: Arc<Guard>,
    /// What `/status` says.
    pub status: Arc<Status>,
    portal: Arc<Portal>,
    driver: Driver,
}

impl std::fmt::Debug for Demo {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Demo")
    }
}

impl Demo {
    /// Opens all roles of a configuration, which find each other at `at`, whatever addresses the configuration names.
    ///
    /// # Errors
    /// [`ServeError`].
    pub async fn open(config: &Config, at: SocketAddr, clock: Clock) -> Result<Demo, ServeError> {
        let mut config = config.clone();
        let [at_leader, at_keeper] = ["leader", "keeper"].map(|role| format!("http://{at}/{role}"));
        let part = config.insight.as_mut().ok_or(ConfigError::Section("insight"))?;
        (part.leader, part.keeper) = (at_leader, at_keeper.clone());
        config.leader.as_mut().ok_or(ConfigError::Section("leader"))?.keeper = at_keeper;
        config.one_process = true;
        let keeper = serve::keeper(&config, clock.clone()).await?;
        let (leader, driver) = serve::leader(&config, clock.clone()).await?;
        let (insight, guard) = serve::insight(&config, clock.clone()).await?;
        let portal =
            Arc::new(Portal { tenant: config.tenant.clone(), tickets: leader.tickets.clone(), clock: clock.clone() });
        let status =
            Status::with_actions(config.shown(), &["leader", "keeper", "insight"], insight.actions_key.is_some());
        Ok(Demo { leader, keeper, insight, guard, status, portal, driver })
    }

    /// Everything that is answered; what is not the roles' own is left to the caller's fallback.
    pub fn router(&self) -> Router {
        let roles = [
            leader::router(Arc::clone(&self.leader)),
            keeper::router(Arc::clone(&self.keeper)),
            officer::router(Arc::clone(&self.keeper)),
            serve::insight_router(&self.insight, &self.guard),
            portal::router(Arc::clone(&self.portal)),
            status::router(Arc::clone(&self.status)),
        ];
        let all = roles.into_iter().fold(Router::new(), Router::merge);
        OWN.iter().fold(all, |all, own| all.route(&format!("/{own}/{{*rest}}"), any(async || Refused::Route)))
    }

    /// Starts what works by itself, until told to stop.
    pub fn start(&self, stop: &watch::Receiver<bool>) -> JoinSet<()> {
        let mut work = JoinSet::new();
        let (driver, stopped) = (self.driver.clone(), stop.clone());
        work.spawn(async move { driver.run(stopped).await });
        work.spawn(collect_all(Arc::clone(&self.insight), stop.clone()));
        work
    }

    /// Closes the stores, after the work has ended.
    pub async fn close(&self) {
        self.leader.store.close().await;
        self.keeper.store.close().await;
        self.insight.store.close().await;
    }
}
