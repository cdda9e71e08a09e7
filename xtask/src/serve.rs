//! Serves the site and the sample company's servers on loopback, with the headers that the pages are written for.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use axum::Router;
use axum::http::{HeaderName, HeaderValue};
use skillkeep_server::clock::Clock;
use skillkeep_server::config::Config;
use skillkeep_server::console::{Role, password};
use skillkeep_server::demo::Demo;
use skillkeep_server::listen::{Connections, serve as serve_on};
use tokio::net::TcpListener;
use tokio::sync::watch;
use tower_http::services::ServeDir;
use tower_http::set_header::SetResponseHeaderLayer;

use crate::fill::{Filler, Much};
use crate::run::{Failed, root, write};
use crate::{build, company};

/// Nothing but the page's own files; see docs/embedding.md.
const CSP: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; connect-src 'self'; \
                   style-src 'self'; img-src 'self' data:; font-src 'self'; manifest-src 'self'; base-uri 'none'; \
                   form-action 'none'; frame-ancestors 'none'";

/// What is served, and how much of the sample company with it.
struct Options {
    port: u16,
    build: bool,
    /// Where the databases are; None serves the pages alone.
    data: Option<PathBuf>,
    /// How much of the sample company is played.
    fill: Much,
}

impl Options {
    fn read(args: &[&str]) -> Result<Options, Failed> {
        let mut options =
            Options { port: 4173, build: true, data: Some(company::home().join("data")), fill: Much::All };
        let mut words = args.iter();
        while let Some(word) = words.next() {
            let mut value = || words.next().copied().ok_or_else(|| Failed::new(format!("{word} needs a value")));
            match *word {
                "--port" => {
                    options.port = value()?.parse().map_err(|_| Failed::new("--port needs a number"))?;
                }
                "--no-build" => options.build = false,
                "--pages-only" => options.data = None,
                "--fill" => {
                    options.fill = match value()? {
                        "all" => Much::All,
                        "current" => Much::Current,
                        "nothing" => Much::Nothing,
                        _ => return Err(Failed::new("--fill takes all, current or nothing")),
                    };
                }
                "--data" => options.data = Some(PathBuf::from(value()?)),
                _ => return Err(Failed::new(format!("serve knows no {word:?}"))),
            }
        }
        Ok(options)
    }
}

/// Builds and serves until it is interrupted. `--no-build` serves what was built, `--pages-only` without the servers, `--data DIR`
/// keeps the databases elsewhere, `--fill all|current|nothing` says how much is played; the tests use them.
pub(crate) fn serve(args: &[&str]) -> Result<(), Failed> {
    let options = Options::read(args)?;
    let site = if options.build { build::all()? } else { build::site() };
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().map_err(Failed::new)?;
    runtime.block_on(listen(site, &options))
}

async fn listen(site: PathBuf, options: &Options) -> Result<(), Failed> {
    let at = SocketAddr::from((Ipv4Addr::LOCALHOST, options.port));
    let listener =
        TcpListener::bind(at).await.map_err(|e| Failed::new(format!("{at}: {e}. Choose another with --port N")))?;
    let at = listener.local_addr().map_err(Failed::new)?;
    let header = |name: &'static str, value: &'static str| {
        SetResponseHeaderLayer::if_not_present(HeaderName::from_static(name), HeaderValue::from_static(value))
    };
    let demo = match &options.data {
        Some(data) => Some(Demo::open(&config(data)?, at, Clock::system()).await.map_err(Failed::new)?),
        None => None,
    };
    let app = demo.as_ref().map_or_else(Router::new, Demo::router);
    let app = app
        .fallback_service(ServeDir::new(site))
        .layer(header("content-security-policy", CSP))
        .layer(header("cross-origin-opener-policy", "same-origin"))
        .layer(header("x-content-type-options", "nosniff"))
        .layer(header("referrer-policy", "no-referrer"))
        .layer(header("cache-control", "no-cache"));
    println!("http://{at}/");
    let (stop, stopped) = watch::channel(false);
    let mut work = demo.as_ref().map(|d| d.start(&stopped)).unwrap_or_default();
    let ended = Arc::new(AtomicBool::new(false));
    let filling = match (&demo, &options.data) {
        (Some(demo), Some(data)) => {
            logins(demo).await?;
            let filler = Filler::new(options.fill, data, format!("http://{at}"), demo, Arc::clone(&ended));
            let handle = tokio::runtime::Handle::current();
            Some(tokio::task::spawn_blocking(move || filler.fill(&handle)))
        }
        _ => None,
    };
    let interrupted = async move {
        interruption().await;
        ended.store(true, Ordering::Relaxed);
        // People who report now are answered to the end.
        if let Some(filling) = filling {
            let _ = filling.await;
        }
        let _ = stop.send(true);
    };
    tokio::join!(interrupted, serve_on(listener, app, Connections::default(), stopped));
    while work.join_next().await.is_some() {}
    if let Some(demo) = demo {
        demo.close().await;
    }
    Ok(())
}

/// Ctrl-C, or a polite request to end.
async fn interruption() {
    let mut terminated = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()).ok();
    let ended = async {
        match &mut terminated {
            Some(signal) => {
                signal.recv().await;
            }
            None => std::future::pending().await,
        }
    };
    tokio::select! {
        _ = tokio::signal::ctrl_c() => {}
        () = ended => {}
    }
}

/// New passwords of the sample company's consoles at each start, printed once: nothing to remember, nothing that stays.
async fn logins(demo: &Demo) -> Result<(), Failed> {
    let users = [
        (&demo.keeper.guard, "privacy console  /keeper-console/", "officer", Role::Officer),
        (&*demo.guard, "workforce console /insight-console/", "planner", Role::Planner),
        // An action is approved by somebody else than who proposed it.
        (&*demo.guard, "a second planner  /insight-console/", "planner2", Role::Planner),
        (&*demo.guard, "fairness          /insight-console/", "auditor", Role::Auditor),
        (&*demo.guard, "skills            /insight-console/", "owner", Role::Owner),
    ];
    for (guard, what, user, role) in users {
        let password = password::made();
        guard.set(user, role, &password).await.map_err(Failed::new)?;
        println!("{what}  {user} {password}");
    }
    Ok(())
}

/// The configuration of the sample company's servers, written where an operator would look for it.
fn config(data: &Path) -> Result<Config, Failed> {
    let keys = company::server_keys()?;
    let sample = root().join("pkg/dist/sample");
    std::fs::create_dir_all(data).map_err(Failed::new)?;
    let path = |p: PathBuf| toml_text(&p.display().to_string());
    let (signed, keyed, kept) =
        (|name: &str| path(sample.join(name)), |name: &str| path(keys.join(name)), |name: &str| path(data.join(name)));
    let recorded = company::recorded(data)?;
    let text = format!(
        "# Written by `cargo x serve`; changes are lost.\n\
         tenant = {tenant}\ndictionary = {dictionary}\nroot = {root}\nmanifest = {manifest}\nseed = {seed}\n\
         peer-token = {peer}\ncollector = {collector}\ncompany = {company}\nsample = true\nsecure-cookies = false\n\n\
         [leader]\nlisten = \"127.0.0.1:0\"\ndatabase = {leader_db}\nhpke = {leader_hpke}\ntokens = {tokens}\n\
         tickets = {tickets}\ncollector-token = {collector_token}\nkeeper = \"http://127.0.0.1/keeper\"\n\n\
         [keeper]\nlisten = \"127.0.0.1:0\"\ndatabase = {keeper_db}\nhpke = {keeper_hpke}\nsigning = {signing}\n\
         key-id = \"{key}\"\n\n\
         [insight]\nlisten = \"127.0.0.1:0\"\ndatabase = {insight_db}\nleader = \"http://127.0.0.1/leader\"\n\
         keeper = \"http://127.0.0.1/keeper\"\nhpke = {collector_hpke}\ncollector-token = {collector_token}\n\
         pack = {pack}\ncatalogue = {catalogue}\npositions = {positions}\nproposals = {proposals}\nchanges = {changes}\nlook-seconds = 3\n\
         actions-key = {actions}\nactions-key-id = \"{actions_id}\"\n{recorded}",
        tenant = toml_text(company::TENANT),
        dictionary = signed("dictionary.json"),
        root = signed("root.dsse.json"),
        manifest = signed("manifest.dsse.json"),
        seed = keyed("shared/verify.seed"),
        peer = keyed("shared/peer.token"),
        collector = keyed("collector/hpke.pub"),
        leader_db = kept("leader.sqlite"),
        leader_hpke = keyed("leader/hpke.key"),
        tokens = keyed("leader/tokens"),
        tickets = keyed("leader/tickets.key"),
        collector_token = keyed("collector/collector.token"),
        keeper_db = kept("keeper.sqlite"),
        keeper_hpke = keyed("keeper/hpke.key"),
        signing = keyed("keeper/signing.key"),
        key = company::KEEPER_KEY,
        company = toml_text(company::COMPANY),
        insight_db = kept("insight.sqlite"),
        collector_hpke = keyed("collector/hpke.key"),
        actions = keyed("insight/actions.key"),
        actions_id = company::ACTIONS_KEY,
        pack = signed("skills.skp"),
        catalogue = signed("catalogue.json"),
        recorded = recorded.map(|file| format!("recorded = {}\n", path(file))).unwrap_or_default(),
        positions = path(company::tables().join("positions.csv")),
        proposals = path(company::tables().join("proposals.json")),
        changes = path(company::tables().join("changes.json")),
    );
    let file = data.join("server.toml");
    write(&file, text.as_bytes())?;
    Config::read(&file).map_err(Failed::new)
}

/// A basic string of TOML.
fn toml_text(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}
