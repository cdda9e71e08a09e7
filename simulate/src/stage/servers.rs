//! Leader and keeper of one process, over SQLite files in a folder, with a clock of their own.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use axum::Router;
use ed25519_dalek::VerifyingKey;
use skillkeep::Millis;
use skillkeep::sync::{Day, Dictionary};
use skillkeep_server::clock::Clock;
use skillkeep_server::collector::{Collection, Collector};
use skillkeep_server::config::Config;
use skillkeep_server::keeper::Keeper;
use skillkeep_server::leader::Leader;
use skillkeep_server::tasks::{Asked, Span, Tasks};
use skillkeep_server::ticket::TicketKey;
use skillkeep_server::{keeper, keys, leader, serve};
use tokio::net::TcpListener;
use tokio::runtime::Runtime;
use tokio::sync::watch;

use crate::SimulateError;

/// How long a batch is waited for.
const PATIENCE: Duration = Duration::from_secs(600);

/// The public halves that a dictionary of this stage names.
#[derive(Debug, Clone)]
pub struct Keys {
    /// The keeper's HpkeConfig, base64.
    pub keeper_hpke: String,
    /// Token key of each period, base64 SPKI.
    pub tokens: BTreeMap<String, String>,
}

impl Keys {
    /// Makes all keys under a folder, or reads those that are there.
    ///
    /// # Errors
    /// [`SimulateError::Config`].
    pub fn make(dir: &Path, periods: &[&str]) -> Result<Keys, SimulateError> {
        keys::make(dir, periods)?;
        let read = |path: PathBuf| -> Result<String, SimulateError> {
            Ok(std::fs::read_to_string(dir.join(path))?.trim().to_owned())
        };
        let token = |p: &&str| Ok(((*p).to_owned(), read(format!("leader/tokens/{p}.pub").into())?));
        Ok(Keys {
            keeper_hpke: read("keeper/hpke.pub".into())?,
            tokens: periods.iter().map(token).collect::<Result<_, SimulateError>>()?,
        })
    }
}

/// A running stage. Dropping it ends its servers; the files stay.
pub struct Stage {
    runtime: Runtime,
    dir: PathBuf,
    now: Arc<AtomicI64>,
    stop: watch::Sender<bool>,
    leader: Arc<Leader>,
    keeper: Arc<Keeper>,
    /// Base URL of the leader.
    pub leader_url: String,
    /// Base URL of the keeper.
    pub keeper_url: String,
    /// Tenant of both.
    pub tenant: String,
    /// What is asked, as a client derives it.
    pub tasks: Tasks,
}

impl Stage {
    /// Starts both roles over a folder in which [`Keys::make`] was called.
    ///
    /// # Errors
    /// [`SimulateError`].
    pub fn open(dir: &Path, tenant: &str, dictionary: &[u8]) -> Result<Stage, SimulateError> {
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
        std::fs::write(dir.join("dictionary.json"), dictionary)?;
        let parsed = Dictionary::parse(dictionary).map_err(|e| SimulateError::Dictionary(e.to_string()))?;
        // Clients and collector do not have the seed.
        let tasks = Tasks::derive(&parsed, tenant, &[0; 32]).map_err(|e| SimulateError::Dictionary(e.to_string()))?;
        let now = Arc::new(AtomicI64::new(0));
        let (stop, stopped) = watch::channel(false);
        let (leader, keeper, leader_url, keeper_url) = runtime.block_on(start(dir, tenant, &now, stopped))?;
        let (dir, tenant) = (dir.to_owned(), tenant.to_owned());
        Ok(Stage { runtime, dir, now, stop, leader, keeper, leader_url, keeper_url, tenant, tasks })
    }

    /// Moves both roles' clock.
    pub fn set(&self, now: Millis) {
        self.now.store(now.0, Ordering::SeqCst);
    }

    /// The portal's key of tickets.
    ///
    /// # Errors
    /// [`SimulateError::Config`].
    pub fn tickets(&self) -> Result<TicketKey, SimulateError> {
        Ok(TicketKey::new(keys::bytes32(&self.dir.join("leader/tickets.key"))?))
    }

    /// The keeper's public key and its id.
    pub fn keeper_key(&self) -> (String, [u8; 32]) {
        (self.keeper.signing.id().to_owned(), self.keeper.signing.public())
    }

    /// Waits until the leader has handed everything to the keeper.
    ///
    /// # Errors
    /// [`SimulateError::Refused`] where the leader's store fails, or nothing happens for too long.
    pub fn settle(&self) -> Result<(), SimulateError> {
        let waits = async {
            let give_up = tokio::time::Instant::now() + PATIENCE;
            while tokio::time::Instant::now() < give_up {
                let waiting = self.leader.store.jobs().await.map_err(|e| SimulateError::Refused(e.to_string()))?;
                if waiting.is_empty() && !self.fresh().await? {
                    return Ok(());
                }
                self.leader.work.notify_one();
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
            Err(SimulateError::Refused("the keeper does not keep up".to_owned()))
        };
        self.runtime.block_on(waits)
    }

    /// Is there a report that is in no job yet?
    async fn fresh(&self) -> Result<bool, SimulateError> {
        for asked in self.tasks.all() {
            for span in &asked.periods {
                let found = self.leader.store.batch(asked.task.id, span.start).await;
                if found.map_err(|e| SimulateError::Refused(e.to_string()))?.1 > 0 {
                    return Ok(true);
                }
            }
        }
        Ok(false)
    }

    /// Collects one batch.
    ///
    /// # Errors
    /// [`SimulateError::Collect`].
    pub fn collect(&self, asked: &Asked, span: &Span) -> Result<Collection, SimulateError> {
        let (id, public) = self.keeper_key();
        let key = VerifyingKey::from_bytes(&public).map_err(|e| SimulateError::Refused(e.to_string()))?;
        let token = keys::bearer(&self.dir.join("collector/collector.token"))?;
        let pair = keys::keypair(&self.dir.join("collector/hpke.key"))?;
        let collector = Collector::new([&self.leader_url, &self.keeper_url], token, pair, vec![(id, key)])?;
        Ok(self.runtime.block_on(collector.collect(asked, span, PATIENCE))?)
    }

    /// Noon of a day.
    pub fn noon(day: Day) -> Millis {
        Millis(day.start().0 + 12 * 3_600_000)
    }
}

impl Drop for Stage {
    fn drop(&mut self) {
        let _ = self.stop.send(true);
        self.runtime.block_on(async {
            self.leader.store.close().await;
            self.keeper.store.close().await;
        });
    }
}

type Started = (Arc<Leader>, Arc<Keeper>, String, String);

async fn start(
    dir: &Path,
    tenant: &str,
    now: &Arc<AtomicI64>,
    stopped: watch::Receiver<bool>,
) -> Result<Started, SimulateError> {
    let keeper_socket = TcpListener::bind("127.0.0.1:0").await?;
    let leader_socket = TcpListener::bind("127.0.0.1:0").await?;
    let (keeper_at, leader_at) = (keeper_socket.local_addr()?, leader_socket.local_addr()?);
    let toml = format!(
        "tenant = '{tenant}'\ndictionary = 'dictionary.json'\nseed = 'shared/verify.seed'\n\
         peer-token = 'shared/peer.token'\ncollector = 'collector/hpke.pub'\n\
         [leader]\nlisten = '{leader_at}'\ndatabase = 'leader.sqlite'\nhpke = 'leader/hpke.key'\n\
         tokens = 'leader/tokens'\ntickets = 'leader/tickets.key'\ncollector-token = 'collector/collector.token'\n\
         keeper = 'http://{keeper_at}/keeper'\n\
         [keeper]\nlisten = '{keeper_at}'\ndatabase = 'keeper.sqlite'\nhpke = 'keeper/hpke.key'\n\
         signing = 'keeper/signing.key'\nkey-id = 'keeper-1'\n"
    );
    std::fs::write(dir.join("server.toml"), toml)?;
    let config = Config::read(&dir.join("server.toml"))?;
    let time = Arc::clone(now);
    let clock = Clock::new(move || Millis(time.load(Ordering::SeqCst)));
    let (leader, driver) = serve::leader(&config, clock.clone()).await?;
    let keeper = serve::keeper(&config, clock).await?;
    let worker = stopped.clone();
    tokio::spawn(async move { driver.run(worker).await });
    listen(leader_socket, serve::app([leader::router(Arc::clone(&leader))]), stopped.clone());
    listen(keeper_socket, serve::app([keeper::router(Arc::clone(&keeper))]), stopped);
    Ok((leader, keeper, format!("http://{leader_at}/leader/"), format!("http://{keeper_at}/keeper/")))
}

fn listen(socket: TcpListener, app: Router, mut stop: watch::Receiver<bool>) {
    tokio::spawn(async move {
        let stopped = async move {
            let _ = stop.wait_for(|s| *s).await;
        };
        let _ = axum::serve(socket, app).with_graceful_shutdown(stopped).await;
    });
}
