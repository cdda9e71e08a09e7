//! Key files: base64 in one line, readable by their owner alone, never overwritten.

use std::fs::OpenOptions;
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use rand_core::Rng;
use skillkeep_dap::codec::{Decode, Encode};
use skillkeep_dap::hpke::Keypair;
use skillkeep_dap::messages::HpkeConfig;
use skillkeep_dap::token::Issuer;

use crate::config::{ConfigError, read};
use crate::http::{self, Secret};

/// Makes all keys of a deployment under `dir`: `shared/` for both aggregators, one folder for each party, public halves in
/// `*.pub`, and a token key for each of these periods. What is there already stays as it is.
///
/// # Errors
/// [`ConfigError::File`] or [`ConfigError::Key`].
pub fn make(dir: &Path, periods: &[&str]) -> Result<(), ConfigError> {
    secret(&dir.join("shared/verify.seed"))?;
    secret(&dir.join("shared/peer.token"))?;
    for (id, name) in [(1, "leader"), (2, "keeper"), (3, "collector")] {
        hpke(&dir.join(name), id)?;
    }
    secret(&dir.join("leader/tickets.key"))?;
    secret(&dir.join("collector/collector.token"))?;
    let signing = dir.join("keeper/signing.key");
    secret(&signing)?;
    let public = crate::release::ReleaseKey::new("", &bytes32(&signing)?).public();
    write(&dir.join("keeper/signing.pub"), &STANDARD.encode(public))?;
    let actions = dir.join("insight/actions.key");
    secret(&actions)?;
    let public = crate::action::ActionsKey::new("", &bytes32(&actions)?).public();
    write(&dir.join("insight/actions.pub"), &STANDARD.encode(public))?;
    periods.iter().try_for_each(|period| token_key(&dir.join("leader/tokens"), period))
}

/// Makes the token key of a period: `PERIOD.pem`, and its public half for the dictionary in `PERIOD.pub`.
///
/// # Errors
/// [`ConfigError::File`]; [`ConfigError::Key`] for a period whose id is no file name.
pub fn token_key(dir: &Path, period: &str) -> Result<(), ConfigError> {
    let wrong = || ConfigError::Key(format!("token key of {period}"));
    if period.is_empty() || period.contains(['/', '\\', '\0']) || period.starts_with('.') {
        return Err(wrong());
    }
    let pem = dir.join(format!("{period}.pem"));
    if !pem.exists() {
        let issuer = Issuer::generate(&mut http::rng()).map_err(|_| wrong())?;
        write(&pem, &issuer.to_pkcs8_pem().map_err(|_| wrong())?)?;
    }
    let spki = issuer(&pem)?.token_key().to_spki().map_err(|_| wrong())?;
    write(&dir.join(format!("{period}.pub")), &STANDARD.encode(spki))
}

/// The signer of a `PERIOD.pem`.
///
/// # Errors
/// [`ConfigError`].
pub fn issuer(path: &Path) -> Result<Issuer, ConfigError> {
    let text = String::from_utf8(read(path)?).map_err(|_| key(path))?;
    Issuer::from_pkcs8_pem(&text).map_err(|_| key(path))
}

/// 32 secret bytes.
///
/// # Errors
/// [`ConfigError`].
pub fn bytes32(path: &Path) -> Result<[u8; 32], ConfigError> {
    decode(path)?.try_into().map_err(|_| key(path))
}

/// A bearer: the text of the file.
///
/// # Errors
/// [`ConfigError`].
pub fn bearer(path: &Path) -> Result<Secret, ConfigError> {
    let text = String::from_utf8(read(path)?).map_err(|_| key(path))?;
    Secret::new(&text).ok_or_else(|| key(path))
}

/// A public HPKE configuration.
///
/// # Errors
/// [`ConfigError`].
pub fn hpke_config(path: &Path) -> Result<HpkeConfig, ConfigError> {
    HpkeConfig::get_decoded(&decode(path)?).map_err(|_| key(path))
}

/// An HPKE key pair: its private half in the file, its public half beside it in `*.pub`.
///
/// # Errors
/// [`ConfigError`].
pub fn keypair(path: &Path) -> Result<Keypair, ConfigError> {
    let config = hpke_config(&path.with_extension("pub"))?;
    Keypair::restore(config, &decode(path)?).map_err(|_| key(path))
}

fn hpke(dir: &Path, id: u8) -> Result<(), ConfigError> {
    let path = dir.join("hpke.key");
    if path.exists() {
        return Ok(());
    }
    let pair = Keypair::generate(id, &mut http::rng());
    let config = pair.config().get_encoded().map_err(|_| key(&path))?;
    // The public half first: a private one without it could not be opened and would stay.
    write(&path.with_extension("pub"), &STANDARD.encode(config))?;
    write(&path, &STANDARD.encode(pair.private()))
}

fn secret(path: &Path) -> Result<(), ConfigError> {
    let mut bytes = [0; 32];
    http::rng().fill_bytes(&mut bytes);
    write(path, &STANDARD.encode(bytes))
}

fn write(path: &Path, text: &str) -> Result<(), ConfigError> {
    let failed = |why| ConfigError::File { path: path.display().to_string(), why };
    if let Some(dir) = path.parent() {
        std::fs::create_dir_all(dir).map_err(failed)?;
    }
    match OpenOptions::new().write(true).create_new(true).mode(0o600).open(path) {
        Ok(mut file) => writeln!(file, "{}", text.trim_end()).map_err(failed),
        Err(e) if e.kind() == std::io::ErrorKind::AlreadyExists => Ok(()),
        Err(e) => Err(failed(e)),
    }
}

fn decode(path: &Path) -> Result<Vec<u8>, ConfigError> {
    STANDARD.decode(read(path)?.trim_ascii()).map_err(|_| key(path))
}

fn key(path: &Path) -> ConfigError {
    ConfigError::Key(path.display().to_string())
}
