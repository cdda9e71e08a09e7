//! One TOML file says where everything is; secrets are in files of their own beside it.

use std::path::{Path, PathBuf};

use serde::Deserialize;
use skillkeep::sync::Dictionary;
use skillkeep::trust::{Manifest, Root};

use crate::audit::Evidence;
use crate::console::password::Work;
use crate::status::Shown;
use crate::taxonomy::Thresholds;

/// Why the configuration cannot be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ConfigError {
    /// A file cannot be read or written.
    #[error("{path}: {why}")]
    File {
        /// Which.
        path: String,
        /// What the system says.
        why: std::io::Error,
    },
    /// Not TOML of this shape.
    #[error("the configuration cannot be read: {0}")]
    Malformed(String),
    /// The section of a role that is to be served is missing.
    #[error("the configuration has no section [{0}]")]
    Section(&'static str),
    /// A key file is not one.
    #[error("{0} is not a key of its kind")]
    Key(String),
    /// Not an origin.
    #[error("{0:?} is not an origin: https://host, or with a port, and nothing after it")]
    Origin(String),
    /// The dictionary, or the signatures over it.
    #[error("the dictionary: {0}")]
    Dictionary(String),
    /// The dictionary names another key of the keeper than its own.
    #[error("the dictionary pins another HPKE key of the keeper")]
    Pinned,
}

impl ConfigError {
    /// A stable code.
    pub fn code(&self) -> &'static str {
        match self {
            ConfigError::File { .. } => "config.file",
            ConfigError::Malformed(_) => "config.malformed",
            ConfigError::Section(_) => "config.section",
            ConfigError::Key(_) => "config.key",
            ConfigError::Origin(_) => "config.origin",
            ConfigError::Dictionary(_) => "config.dictionary",
            ConfigError::Pinned => "config.pinned",
        }
    }
}

/// The file. Paths in it are relative to it.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Config {
    /// The tenant.
    pub tenant: String,
    /// The dictionary. Where a root is named, the file must be in the manifest that the root signed.
    pub dictionary: PathBuf,
    /// Root file.
    pub root: Option<PathBuf>,
    /// SHA-256 of the root file, hex.
    pub root_pin: Option<String>,
    /// Manifest.
    pub manifest: Option<PathBuf>,
    /// Seed of the verification keys, which the two aggregators share.
    pub seed: PathBuf,
    /// The bearer with which the leader speaks to the keeper.
    pub peer_token: PathBuf,
    /// Public HPKE configuration of the collector.
    pub collector: PathBuf,
    /// Name of the company, as screens say it; default: the tenant.
    pub company: Option<String>,
    /// A made-up company; every screen says so.
    #[serde(default)]
    pub sample: bool,
    /// Console cookies are sent over TLS only. False where a console is reached without TLS and not on loopback.
    #[serde(default = "yes")]
    pub secure_cookies: bool,
    /// The leader's part.
    pub leader: Option<LeaderConfig>,
    /// The keeper's part.
    pub keeper: Option<KeeperConfig>,
    /// Insight's part.
    pub insight: Option<InsightConfig>,
    /// How much work a password's hash is. Tests take less.
    #[serde(skip, default = "full")]
    pub work: Work,
    /// All roles run in one process. Set by whoever does that, never by a file.
    #[serde(skip)]
    pub one_process: bool,
    /// Folder of the file.
    #[serde(skip)]
    pub beside: PathBuf,
}

/// The leader's part.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct LeaderConfig {
    /// Address and port to listen on.
    pub listen: String,
    /// Database file.
    pub database: PathBuf,
    /// Megabytes past which the database does not grow: a full store refuses, rather than fill the disk. None: as far as the disk.
    pub database_limit: Option<u64>,
    /// HPKE key.
    pub hpke: PathBuf,
    /// Folder with a `PERIOD.pem` for each period's tokens.
    pub tokens: PathBuf,
    /// Key of the portal's tickets.
    pub tickets: PathBuf,
    /// Bearer of the collector.
    pub collector_token: PathBuf,
    /// Base URL of the keeper, as the leader reaches it.
    pub keeper: String,
    /// Origins of portals whose pages may send reports from another origin than the leader's own.
    #[serde(default)]
    pub origins: Vec<String>,
    /// Reports, tokens and so on that one address may send in a minute; 0: as many as come. An office behind one
    /// address is one, and so is everybody behind a proxy: there the proxy must count.
    #[serde(default = "rate")]
    pub rate: u32,
}

/// The keeper's part.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct KeeperConfig {
    /// Address and port to listen on.
    pub listen: String,
    /// Database file.
    pub database: PathBuf,
    /// Megabytes past which the database does not grow: a full store refuses, rather than fill the disk. None: as far as the disk.
    pub database_limit: Option<u64>,
    /// HPKE key.
    pub hpke: PathBuf,
    /// Ed25519 key that signs releases.
    pub signing: PathBuf,
    /// Its id in the root's role `keeper`.
    pub key_id: String,
    /// Origins of portals whose pages may read the HPKE configuration.
    #[serde(default)]
    pub origins: Vec<String>,
    /// Logins that one address may try in a minute; 0: as many as come.
    #[serde(default = "logins")]
    pub rate: u32,
}

/// Insight's part.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct InsightConfig {
    /// Address and port to listen on.
    pub listen: String,
    /// Database file.
    pub database: PathBuf,
    /// Megabytes past which the database does not grow: a full store refuses, rather than fill the disk. None: as far as the disk.
    pub database_limit: Option<u64>,
    /// Base URL of the leader, as the collector reaches it.
    pub leader: String,
    /// Base URL of the keeper.
    pub keeper: String,
    /// The collector's HPKE key.
    pub hpke: PathBuf,
    /// Bearer of the collector.
    pub collector_token: PathBuf,
    /// Public keys of the keepers whose releases are believed, where no root is named: id and a file with 32 bytes, base64.
    #[serde(default)]
    pub keeper_keys: Vec<KeeperKey>,
    /// The taxonomy pack: names of skills, needs of roles.
    pub pack: PathBuf,
    /// CSV of role, function, region, people: what roles ask for. Without it no gap is known.
    pub positions: Option<PathBuf>,
    /// The catalogue (JSON or CSV), for its keepers' page. Without it that page says so.
    pub catalogue: Option<PathBuf>,
    /// Recorded releases of a sample company.
    pub recorded: Option<PathBuf>,
    /// Proposals to begin with: a file as the taxonomy page takes them. What is there already stays.
    pub proposals: Option<PathBuf>,
    /// The change log, as `cargo x taxonomy apply` writes it; without it what the pack itself remembers.
    pub changes: Option<PathBuf>,
    /// Ed25519 key that signs the list of actions for browsers. Without it actions are decided on and none is published.
    pub actions_key: Option<PathBuf>,
    /// Its id in the root's role `actions`.
    #[serde(default = "actions")]
    pub actions_key_id: String,
    /// From when on a market table raises a proposal.
    #[serde(default)]
    pub market: Thresholds,
    /// Seconds between two looks for releases.
    #[serde(default = "look_seconds")]
    pub look_seconds: u64,
    /// Logins that one address may try in a minute; 0: as many as come.
    #[serde(default = "logins")]
    pub rate: u32,
}

/// A keeper's key whose releases are believed.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct KeeperKey {
    /// Key id, as signatures name it.
    pub id: String,
    /// File of the public key.
    pub public: PathBuf,
}

fn full() -> Work {
    Work::Full
}

fn yes() -> bool {
    true
}

fn actions() -> String {
    "actions".to_owned()
}

fn rate() -> u32 {
    600
}

fn logins() -> u32 {
    60
}

fn look_seconds() -> u64 {
    30
}

impl Config {
    /// What every screen says about where it is.
    pub fn shown(&self) -> Shown {
        Shown {
            company: self.company.clone().unwrap_or_else(|| self.tenant.clone()),
            sample: self.sample,
            one_process: self.one_process,
        }
    }

    /// Reads a configuration file.
    ///
    /// # Errors
    /// [`ConfigError::File`] or [`ConfigError::Malformed`].
    pub fn read(path: &Path) -> Result<Config, ConfigError> {
        let bytes = read(path)?;
        let text = String::from_utf8(bytes).map_err(|e| ConfigError::Malformed(e.to_string()))?;
        let mut config: Config = toml::from_str(&text).map_err(|e| ConfigError::Malformed(e.to_string()))?;
        config.beside = path.parent().map(Path::to_path_buf).unwrap_or_default();
        Ok(config)
    }

    /// A path of the file, from where the server was started.
    pub fn at(&self, path: &Path) -> PathBuf {
        self.beside.join(path)
    }

    /// The root of trust, where one is named.
    ///
    /// # Errors
    /// [`ConfigError`].
    pub fn root(&self) -> Result<Option<Root>, ConfigError> {
        let Some(path) = &self.root else { return Ok(None) };
        let root = Root::open(&read(&self.at(path))?, self.root_pin.as_deref());
        root.map(Some).map_err(|e| ConfigError::Dictionary(e.to_string()))
    }

    /// The files that prove the dictionary to somebody else, byte for byte.
    ///
    /// # Errors
    /// [`ConfigError`].
    pub fn evidence(&self) -> Result<Evidence, ConfigError> {
        let optional = |path: &Option<PathBuf>| path.as_ref().map(|p| read(&self.at(p))).transpose();
        let dictionary = read(&self.at(&self.dictionary))?;
        Ok(Evidence { dictionary, root: optional(&self.root)?, manifest: optional(&self.manifest)? })
    }

    /// The dictionary, checked against root and manifest where the configuration names them.
    ///
    /// # Errors
    /// [`ConfigError`].
    pub fn dictionary(&self) -> Result<Dictionary, ConfigError> {
        let path = self.at(&self.dictionary);
        let bytes = read(&path)?;
        let wrong = |e: &dyn std::fmt::Display| ConfigError::Dictionary(e.to_string());
        if let Some(root) = self.root()? {
            let manifest = self.manifest.as_ref().ok_or_else(|| wrong(&"a root without a manifest"))?;
            let manifest = Manifest::open(&read(&self.at(manifest))?, &root).map_err(|e| wrong(&e))?;
            if manifest.tenant != self.tenant {
                return Err(wrong(&"the manifest is another tenant's"));
            }
            let name = path.file_name().and_then(|n| n.to_str()).unwrap_or_default().to_owned();
            let files = std::collections::BTreeMap::from([(name, bytes.clone())]);
            manifest.file("dictionary", &files).map_err(|e| wrong(&e))?;
        } else {
            tracing::warn!("the dictionary is not checked against a root of trust");
        }
        Dictionary::parse(&bytes).map_err(|e| wrong(&e))
    }
}

/// Reads a file.
pub(crate) fn read(path: &Path) -> Result<Vec<u8>, ConfigError> {
    std::fs::read(path).map_err(|why| ConfigError::File { path: path.display().to_string(), why })
}
