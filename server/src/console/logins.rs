//! Users, sessions and failed logins, in the role's own database.

use sqlx::{Row, SqlitePool};

use super::guard::Role;
use crate::store::{StoreError, begin};

/// A user as stored.
#[derive(Clone, PartialEq, Eq)]
pub struct User {
    /// Name, as typed at the login.
    pub name: String,
    /// Role.
    pub role: Role,
    /// PHC string of the password.
    pub hash: String,
    /// The password was made, not chosen.
    pub must_change: bool,
}

impl std::fmt::Debug for User {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "User({:?})", self.role)
    }
}

/// A session as stored, with its user.
pub struct Found {
    /// The user.
    pub user: User,
    /// Its token against forged requests.
    pub csrf: String,
    /// When it began, milliseconds since 1970.
    pub begun: i64,
    /// When it was last used.
    pub seen: i64,
}

impl std::fmt::Debug for Found {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Found({:?})", self.user)
    }
}

/// The tables of `schema/console.sql`.
#[derive(Debug, Clone)]
pub struct LoginStore(SqlitePool);

impl LoginStore {
    /// Makes the tables in a role's database where they are missing.
    ///
    /// # Errors
    /// [`StoreError`].
    pub(crate) async fn within(pool: &SqlitePool) -> Result<LoginStore, StoreError> {
        let mut tx = begin(pool).await?;
        sqlx::raw_sql(include_str!("../../schema/console.sql")).execute(&mut *tx).await?;
        tx.commit().await?;
        Ok(LoginStore(pool.clone()))
    }

    /// A user by name.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn user(&self, name: &str) -> Result<Option<User>, StoreError> {
        let select = "SELECT name, role, password, must_change FROM users WHERE name = $1";
        sqlx::query(select).bind(name).fetch_optional(&self.0).await?.as_ref().map(user).transpose()
    }

    /// All users, by name.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn users(&self) -> Result<Vec<User>, StoreError> {
        let rows = sqlx::query("SELECT name, role, password, must_change FROM users ORDER BY name").fetch_all(&self.0);
        rows.await?.iter().map(user).collect()
    }

    /// Adds a user; false where the name is taken.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn add(&self, new: &User) -> Result<bool, StoreError> {
        let insert = "INSERT INTO users (name, role, password, must_change) VALUES ($1, $2, $3, $4) \
                      ON CONFLICT DO NOTHING";
        let row = sqlx::query(insert).bind(&new.name).bind(new.role.word()).bind(&new.hash);
        Ok(row.bind(i64::from(new.must_change)).execute(&self.0).await?.rows_affected() == 1)
    }

    /// Removes a user with every session; false where there is none. The last admin stays.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn remove(&self, name: &str) -> Result<bool, StoreError> {
        let mut tx = begin(&self.0).await?;
        let delete = "DELETE FROM users WHERE name = $1 \
                      AND (role <> $2 OR (SELECT COUNT(*) FROM users WHERE role = $2) > 1)";
        let gone = sqlx::query(delete).bind(name).bind(Role::Admin.word()).execute(&mut *tx).await?.rows_affected();
        if gone == 1 {
            sqlx::query("DELETE FROM sessions WHERE name = $1").bind(name).execute(&mut *tx).await?;
        }
        tx.commit().await?;
        Ok(gone == 1)
    }

    /// Changes a password, and ends the user's sessions but the one given.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn change(
        &self,
        name: &str,
        hash: &str,
        must_change: bool,
        keep: Option<&[u8; 32]>,
    ) -> Result<bool, StoreError> {
        let mut tx = begin(&self.0).await?;
        let update = "UPDATE users SET password = $1, must_change = $2 WHERE name = $3";
        let row = sqlx::query(update).bind(hash).bind(i64::from(must_change)).bind(name);
        let changed = row.execute(&mut *tx).await?.rows_affected() == 1;
        let keep = keep.map(|k| k.as_slice()).unwrap_or_default();
        let delete = "DELETE FROM sessions WHERE name = $1 AND id <> $2";
        sqlx::query(delete).bind(name).bind(keep).execute(&mut *tx).await?;
        tx.commit().await?;
        Ok(changed)
    }

    /// Begins a session, forgets the user's failures, and clears away sessions that began before `oldest`.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn begin(&self, id: &[u8; 32], name: &str, csrf: &str, now: i64, oldest: i64) -> Result<(), StoreError> {
        let mut tx = begin(&self.0).await?;
        sqlx::query("DELETE FROM sessions WHERE begun < $1").bind(oldest).execute(&mut *tx).await?;
        sqlx::query("DELETE FROM failures WHERE name = $1").bind(name).execute(&mut *tx).await?;
        let insert = "INSERT INTO sessions (id, name, csrf, begun, seen) VALUES ($1, $2, $3, $4, $4)";
        sqlx::query(insert).bind(id.as_slice()).bind(name).bind(csrf).bind(now).execute(&mut *tx).await?;
        Ok(tx.commit().await?)
    }

    /// A session with its user.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn session(&self, id: &[u8; 32]) -> Result<Option<Found>, StoreError> {
        let select = "SELECT u.name, u.role, u.password, u.must_change, s.csrf, s.begun, s.seen \
                      FROM sessions s JOIN users u ON u.name = s.name WHERE s.id = $1";
        let row = sqlx::query(select).bind(id.as_slice()).fetch_optional(&self.0).await?;
        let found = |r: &sqlx::sqlite::SqliteRow| -> Result<Found, StoreError> {
            Ok(Found { user: user(r)?, csrf: r.try_get(4)?, begun: r.try_get(5)?, seen: r.try_get(6)? })
        };
        row.as_ref().map(found).transpose()
    }

    /// Notes that a session was used.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn touch(&self, id: &[u8; 32], now: i64) -> Result<(), StoreError> {
        let update = "UPDATE sessions SET seen = $1 WHERE id = $2";
        sqlx::query(update).bind(now).bind(id.as_slice()).execute(&self.0).await?;
        Ok(())
    }

    /// Ends a session.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn end(&self, id: &[u8; 32]) -> Result<(), StoreError> {
        sqlx::query("DELETE FROM sessions WHERE id = $1").bind(id.as_slice()).execute(&self.0).await?;
        Ok(())
    }

    /// Notes a try, whether there is such a user or not, and clears away what counts no more. Where `most` of the name, or of all
    /// names, failed since `oldest`, nothing is noted; the answer is when the one failed that must be forgotten first.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn attempt(
        &self,
        name: &str,
        now: i64,
        oldest: i64,
        (most, of_all): (usize, usize),
    ) -> Result<Option<i64>, StoreError> {
        let mut tx = begin(&self.0).await?;
        sqlx::query("DELETE FROM failures WHERE at < $1").bind(oldest).execute(&mut *tx).await?;
        let of_name = sqlx::query("SELECT at FROM failures WHERE name = $1 ORDER BY at").bind(name);
        let of_name = of_name.fetch_all(&mut *tx).await?;
        let all = sqlx::query("SELECT at FROM failures ORDER BY at").fetch_all(&mut *tx).await?;
        for (rows, most) in [(of_name, most), (all, of_all)] {
            if let Some(row) = rows.len().checked_sub(most).and_then(|at| rows.get(at)) {
                return Ok(Some(row.try_get(0)?));
            }
        }
        let insert = "INSERT INTO failures (name, at) VALUES ($1, $2)";
        sqlx::query(insert).bind(name).bind(now).execute(&mut *tx).await?;
        tx.commit().await?;
        Ok(None)
    }

    /// Forgets a name's failures: it was right.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn forgive(&self, name: &str) -> Result<(), StoreError> {
        sqlx::query("DELETE FROM failures WHERE name = $1").bind(name).execute(&self.0).await?;
        Ok(())
    }
}

fn user(row: &sqlx::sqlite::SqliteRow) -> Result<User, StoreError> {
    let role: String = row.try_get(1)?;
    Ok(User {
        name: row.try_get(0)?,
        role: Role::of(&role).ok_or(StoreError::Damaged)?,
        hash: row.try_get(2)?,
        must_change: row.try_get::<i64, _>(3)? != 0,
    })
}
