//! A request's session: whose it is, what it may see, and why not.

use std::sync::Arc;

use axum::http::{HeaderMap, header};
use rand_core::Rng;
use serde::Serialize;
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;
use tokio::sync::Semaphore;

use super::logins::{Found, LoginStore, User};
use super::password::{self, Work};
use crate::clock::Clock;
use crate::http;
use crate::insight::{Admit, Seat};
use crate::problem::Refused;
use crate::release::hex;
use crate::store::StoreError;

/// A session ends this long after it began, milliseconds.
pub const LASTS: i64 = 12 * 60 * 60 * 1000;
/// Or this long after it was last used.
pub const IDLE: i64 = 30 * 60 * 1000;
/// A use is written down this often.
const TOUCH: i64 = 60 * 1000;
/// So many failures of one name within [`FAILURES_WITHIN`], and the name waits.
const FAILURES: usize = 5;
/// So many of all names together, and every login waits: who tries one password on many names is held up too.
const FAILURES_OF_ALL: usize = 200;
/// Milliseconds.
const FAILURES_WITHIN: i64 = 15 * 60 * 1000;
/// Passwords hashed at the same time: each takes 19 MiB.
const AT_ONCE: usize = 2;

/// What a login may see. Nobody who manages logins sees a figure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// The keeper's console.
    Officer,
    /// Supply, gaps and forecasts.
    Planner,
    /// Fairness.
    Auditor,
    /// The company's own skills: decides what is proposed. Sees no figure.
    Owner,
    /// Logins.
    Admin,
}

impl Role {
    /// Its word in database, JSON and command line.
    pub fn word(self) -> &'static str {
        match self {
            Role::Officer => "officer",
            Role::Planner => "planner",
            Role::Auditor => "auditor",
            Role::Owner => "owner",
            Role::Admin => "admin",
        }
    }

    /// The role of a word.
    pub fn of(word: &str) -> Option<Role> {
        [Role::Officer, Role::Planner, Role::Auditor, Role::Owner, Role::Admin].into_iter().find(|r| r.word() == word)
    }
}

/// Whose console it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Party {
    /// The keeper's: officers.
    Keeper,
    /// Insight's: planners, auditors and skill owners.
    Insight,
}

impl Party {
    /// Name of its cookie.
    pub fn cookie(self) -> &'static str {
        match self {
            Party::Keeper => "sk-keeper",
            Party::Insight => "sk-insight",
        }
    }

    /// Path that the cookie is sent to.
    pub fn path(self) -> &'static str {
        match self {
            Party::Keeper => "/keeper/console",
            Party::Insight => "/insight/console",
        }
    }

    /// Roles that it has.
    pub fn roles(self) -> &'static [Role] {
        match self {
            Party::Keeper => &[Role::Officer, Role::Admin],
            Party::Insight => &[Role::Planner, Role::Auditor, Role::Owner, Role::Admin],
        }
    }
}

/// A session as its page sees it.
#[derive(Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Session {
    /// Who.
    pub user: String,
    /// What she may see.
    pub role: Role,
    /// What every change must bring in the header `x-csrf-token`.
    pub csrf: String,
    /// The password was made and must be changed before anything else.
    pub must_change: bool,
    #[serde(skip)]
    pub(super) id: [u8; 32],
}

impl std::fmt::Debug for Session {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Session({:?})", self.role)
    }
}

/// The guard of one console.
#[derive(Debug)]
pub struct Guard {
    pub(super) store: LoginStore,
    pub(super) party: Party,
    secure: bool,
    clock: Clock,
    work: Work,
    hashing: Arc<Semaphore>,
    /// Verified where there is no such user, so that a login takes as long whether there is one or not.
    nobody: String,
}

impl AsRef<Guard> for Guard {
    fn as_ref(&self) -> &Guard {
        self
    }
}

impl Admit for Arc<Guard> {
    async fn admit(&self, headers: &HeaderMap, seats: &'static [Seat]) -> Result<(), Refused> {
        let role = |seat: &Seat| match seat {
            Seat::Planner => Role::Planner,
            Seat::Auditor => Role::Auditor,
        };
        let roles: Vec<Role> = seats.iter().map(role).collect();
        self.session(headers, &roles).await.map(|_| ())
    }
}

impl Guard {
    /// A guard over a role's database. `secure` cookies are sent over TLS only; a browser takes them on loopback too, so only a
    /// listener without TLS elsewhere needs false.
    ///
    /// # Errors
    /// [`Refused::Internal`] where no password can be hashed.
    pub fn new(store: LoginStore, party: Party, secure: bool, clock: Clock, work: Work) -> Result<Guard, Refused> {
        let nobody = work.hash(&password::made()).ok_or(Refused::Internal)?;
        Ok(Guard { store, party, secure, clock, work, hashing: Arc::new(Semaphore::new(AT_ONCE)), nobody })
    }

    /// Makes users where there are none at all, with passwords to be printed once and changed at the first login.
    ///
    /// # Errors
    /// [`Refused`].
    pub async fn first_run(&self, users: &[(&str, Role)]) -> Result<Vec<(String, String)>, Refused> {
        if !self.store.users().await?.is_empty() {
            return Ok(Vec::new());
        }
        let mut made = Vec::new();
        for (name, role) in users {
            let password = self.add(name, *role).await?;
            made.push(((*name).to_owned(), password));
        }
        Ok(made)
    }

    /// Adds a user; answers the password that was made.
    ///
    /// # Errors
    /// [`Refused::UserTaken`], [`Refused::UserName`], or [`Refused::WrongRole`] for a role of another console.
    pub async fn add(&self, name: &str, role: Role) -> Result<String, Refused> {
        let good = (1..=64).contains(&name.chars().count()) && !name.chars().any(char::is_control);
        if !good || name.trim() != name {
            return Err(Refused::UserName);
        }
        if !self.party.roles().contains(&role) {
            return Err(Refused::WrongRole);
        }
        let password = password::made();
        let hash = self.hash(&password).await?;
        let user = User { name: name.to_owned(), role, hash, must_change: true };
        if self.store.add(&user).await? { Ok(password) } else { Err(Refused::UserTaken) }
    }

    /// Sets a password as it is, for a demonstration; makes the user where there is none.
    ///
    /// # Errors
    /// [`Refused`].
    pub async fn set(&self, name: &str, role: Role, password: &str) -> Result<(), Refused> {
        let hash = self.hash(password).await?;
        let user = User { name: name.to_owned(), role, hash, must_change: false };
        if !self.store.add(&user).await? {
            self.store.change(name, &user.hash, false, None).await?;
        }
        Ok(())
    }

    /// Begins a session; the value of its cookie, and what the page gets.
    ///
    /// # Errors
    /// [`Refused::Login`], the same for a wrong name and a wrong password; [`Refused::TooMany`].
    pub async fn login(&self, name: &str, password: &str) -> Result<(String, Session), Refused> {
        let now = self.clock.now().0;
        self.attempt(name, now).await?;
        let user = self.store.user(name).await?;
        let hash = user.as_ref().map_or_else(|| self.nobody.clone(), |u| u.hash.clone());
        let right = self.verify(password, hash).await?;
        let Some(user) = user.filter(|_| right) else {
            tracing::warn!(party = ?self.party, "a login was refused");
            return Err(Refused::Login);
        };
        let mut secret = [0; 32];
        http::rng().fill_bytes(&mut secret);
        let mut csrf = [0; 16];
        http::rng().fill_bytes(&mut csrf);
        let (value, csrf) = (hex(&secret), hex(&csrf));
        let id = Sha256::digest(value.as_bytes()).into();
        self.store.begin(&id, &user.name, &csrf, now, now.saturating_sub(LASTS)).await?;
        let session = Session { user: user.name, role: user.role, csrf, must_change: user.must_change, id };
        Ok((value, session))
    }

    /// Counts a try as failed before it is looked at, and forgets it where it was right: of a hundred tries at the same moment five
    /// are looked at, not a hundred.
    async fn attempt(&self, name: &str, now: i64) -> Result<(), Refused> {
        let oldest = now.saturating_sub(FAILURES_WITHIN);
        let Some(since) = self.store.attempt(name, now, oldest, (FAILURES, FAILURES_OF_ALL)).await? else {
            return Ok(());
        };
        let wait = since.saturating_add(FAILURES_WITHIN).saturating_sub(now).max(1000);
        Err(Refused::TooMany(u64::try_from(wait).unwrap_or(0).div_ceil(1000)))
    }

    /// The session of a request, whatever its role, even if its password must be changed.
    ///
    /// # Errors
    /// [`Refused::NoSession`].
    pub async fn any(&self, headers: &HeaderMap) -> Result<Session, Refused> {
        let id: [u8; 32] = Sha256::digest(self.cookie(headers).ok_or(Refused::NoSession)?.as_bytes()).into();
        let Found { user, csrf, begun, seen } = self.store.session(&id).await?.ok_or(Refused::NoSession)?;
        let now = self.clock.now().0;
        if now >= begun.saturating_add(LASTS) || now >= seen.saturating_add(IDLE) {
            self.store.end(&id).await?;
            return Err(Refused::NoSession);
        }
        if now >= seen.saturating_add(TOUCH) {
            self.store.touch(&id, now).await?;
        }
        Ok(Session { user: user.name, role: user.role, csrf, must_change: user.must_change, id })
    }

    /// The session of a request that only looks.
    ///
    /// # Errors
    /// [`Refused::NoSession`], [`Refused::MustChange`] before a made password was changed, [`Refused::WrongRole`].
    pub async fn session(&self, headers: &HeaderMap, roles: &[Role]) -> Result<Session, Refused> {
        let session = self.any(headers).await?;
        if session.must_change {
            return Err(Refused::MustChange);
        }
        if roles.contains(&session.role) { Ok(session) } else { Err(Refused::WrongRole) }
    }

    /// The session of a request that changes something.
    ///
    /// # Errors
    /// As [`Guard::session`]; [`Refused::Csrf`] without the session's token.
    pub async fn change(&self, headers: &HeaderMap, roles: &[Role]) -> Result<Session, Refused> {
        let session = self.session(headers, roles).await?;
        Guard::forged(&session, headers)?;
        Ok(session)
    }

    /// Does the request bring the session's token?
    pub(super) fn forged(session: &Session, headers: &HeaderMap) -> Result<(), Refused> {
        let given = headers.get("x-csrf-token").map(|v| v.as_bytes()).unwrap_or_default();
        if given.ct_eq(session.csrf.as_bytes()).into() { Ok(()) } else { Err(Refused::Csrf) }
    }

    /// Replaces the session's own password; its user's other sessions end.
    ///
    /// # Errors
    /// [`Refused::Login`] where the old one is wrong, [`Refused::Weak`], [`Refused::TooMany`].
    pub async fn replace(&self, session: &Session, old: &str, new: &str) -> Result<(), Refused> {
        if new.chars().count() < password::SHORTEST || new.len() > password::LONGEST || new == old {
            return Err(Refused::Weak);
        }
        self.attempt(&session.user, self.clock.now().0).await?;
        let user = self.store.user(&session.user).await?.ok_or(Refused::NoSession)?;
        if !self.verify(old, user.hash).await? {
            return Err(Refused::Login);
        }
        self.store.forgive(&session.user).await?;
        let hash = self.hash(new).await?;
        self.store.change(&session.user, &hash, false, Some(&session.id)).await?;
        Ok(())
    }

    /// The `Set-Cookie` of a session; of none, where `value` is empty.
    pub(super) fn set_cookie(&self, value: &str) -> String {
        let age = if value.is_empty() { 0 } else { LASTS / 1000 };
        let secure = if self.secure { "; Secure" } else { "" };
        let (name, path) = (self.party.cookie(), self.party.path());
        format!("{name}={value}; HttpOnly; SameSite=Strict; Path={path}; Max-Age={age}{secure}")
    }

    fn cookie<'h>(&self, headers: &'h HeaderMap) -> Option<&'h str> {
        let all = headers.get_all(header::COOKIE).iter().filter_map(|v| v.to_str().ok());
        let ours = |c: &'h str| c.trim().strip_prefix(self.party.cookie())?.strip_prefix('=');
        all.flat_map(|v| v.split(';')).find_map(ours).filter(|v| v.len() == 64)
    }

    async fn hash(&self, password: &str) -> Result<String, Refused> {
        let _turn = self.hashing.acquire().await.map_err(|_| Refused::Internal)?;
        let (work, password) = (self.work, password.to_owned());
        http::work(move || work.hash(&password)).await?.ok_or(Refused::Internal)
    }

    async fn verify(&self, password: &str, hash: String) -> Result<bool, Refused> {
        if password.len() > password::LONGEST {
            return Ok(false);
        }
        let _turn = self.hashing.acquire().await.map_err(|_| Refused::Internal)?;
        let (work, password) = (self.work, password.to_owned());
        http::work(move || work.verify(&password, &hash)).await
    }

    /// All users, for an admin.
    pub(super) async fn users(&self) -> Result<Vec<User>, StoreError> {
        self.store.users().await
    }
}
