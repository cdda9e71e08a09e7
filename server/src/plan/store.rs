//! Scenarios and series from outside in insight's database.

use serde::Serialize;
use sqlx::{Row as _, SqlitePool};

use super::error::{PlanError, Wrong};
use super::scenario::Body;
use crate::store::{StoreError, begin, integer};

/// The format that bodies are written in.
const FORMAT: i64 = 1;
/// Most scenarios and most series that are kept.
pub const MOST: usize = 100;

/// A scenario as it is kept.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Kept {
    /// Its id.
    pub id: String,
    /// Counts its changes, from 1.
    pub version: u64,
    /// Its name.
    pub name: String,
    /// What changes.
    pub body: Body,
    /// The login that wrote it last.
    pub who: String,
    /// When, milliseconds.
    pub at: i64,
}

/// A series from outside.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Series {
    /// Its name, with where it is from.
    pub name: String,
    /// Quarters, the oldest first, none missing.
    pub periods: Vec<String>,
    /// A value each.
    pub values: Vec<f64>,
}

/// The tables of `schema/plan.sql`.
#[derive(Debug, Clone)]
pub struct PlanStore(SqlitePool);

impl PlanStore {
    /// Makes the tables in insight's database where they are missing: a database of before gets them, and loses
    /// nothing.
    ///
    /// # Errors
    /// [`StoreError`].
    pub(crate) async fn within(pool: &SqlitePool) -> Result<PlanStore, StoreError> {
        let mut tx = begin(pool).await?;
        sqlx::raw_sql(include_str!("../../schema/plan.sql")).execute(&mut *tx).await?;
        tx.commit().await?;
        Ok(PlanStore(pool.clone()))
    }

    /// Keeps a new scenario (`version` 0), or the next version of the one that was read.
    ///
    /// # Errors
    /// [`PlanError::Conflict`] where somebody was quicker, [`PlanError::Unknown`], [`Wrong::Many`].
    pub async fn keep(&self, kept: &Kept) -> Result<u64, PlanError> {
        let body = serde_json::to_string(&kept.body).map_err(|_| StoreError::Failed)?;
        let next = kept.version.saturating_add(1);
        let mut tx = begin(&self.0).await.map_err(PlanError::Store)?;
        let found = sqlx::query("SELECT version FROM plan_scenarios WHERE id = $1").bind(&kept.id);
        let found = found.fetch_optional(&mut *tx).await.map_err(StoreError::from)?;
        let version = found.map(|row| row.try_get::<i64, _>(0)).transpose().map_err(StoreError::from)?;
        match version {
            Some(version) if version != integer(kept.version) => return Err(PlanError::Conflict),
            None if kept.version > 0 => return Err(PlanError::Unknown),
            _ => {}
        }
        if version.is_none() {
            let row = sqlx::query("SELECT COUNT(*) FROM plan_scenarios").fetch_one(&mut *tx).await;
            let count: i64 = row.map_err(StoreError::from)?.try_get(0).map_err(StoreError::from)?;
            if count >= MOST as i64 {
                return Err(Wrong::Many.into());
            }
        }
        let upsert = "INSERT INTO plan_scenarios (id, version, format, name, body, who, at) \
                      VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (id) DO UPDATE SET version = excluded.version, \
                      format = excluded.format, name = excluded.name, body = excluded.body, who = excluded.who, \
                      at = excluded.at";
        let query = sqlx::query(upsert).bind(&kept.id).bind(integer(next)).bind(FORMAT).bind(&kept.name).bind(body);
        query.bind(&kept.who).bind(kept.at).execute(&mut *tx).await.map_err(StoreError::from)?;
        tx.commit().await.map_err(StoreError::from)?;
        Ok(next)
    }

    /// All scenarios, the newest first.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn all(&self) -> Result<Vec<Kept>, StoreError> {
        let select = "SELECT id, version, name, body, who, at, format FROM plan_scenarios ORDER BY at DESC, id";
        let mut all = Vec::new();
        for row in sqlx::query(select).fetch_all(&self.0).await? {
            let (body, format): (String, i64) = (row.try_get(3)?, row.try_get(6)?);
            // A later program wrote it: it stays, and is not misread here.
            if format != FORMAT {
                tracing::warn!(format, "a scenario of another format is not shown");
                continue;
            }
            all.push(Kept {
                id: row.try_get(0)?,
                version: u64::try_from(row.try_get::<i64, _>(1)?).map_err(|_| StoreError::Damaged)?,
                name: row.try_get(2)?,
                body: serde_json::from_str(&body).map_err(|_| StoreError::Damaged)?,
                who: row.try_get(4)?,
                at: row.try_get(5)?,
            });
        }
        Ok(all)
    }

    /// One of them.
    ///
    /// # Errors
    /// [`PlanError::Unknown`].
    pub async fn one(&self, id: &str) -> Result<Kept, PlanError> {
        self.all().await?.into_iter().find(|kept| kept.id == id).ok_or(PlanError::Unknown)
    }

    /// Forgets a scenario; was there one?
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn remove(&self, id: &str) -> Result<bool, StoreError> {
        let delete = sqlx::query("DELETE FROM plan_scenarios WHERE id = $1").bind(id);
        Ok(delete.execute(&self.0).await?.rows_affected() == 1)
    }

    /// Keeps series, all or none; one of the same name is replaced whole.
    ///
    /// # Errors
    /// [`Wrong::Many`] or the store's: none was kept.
    pub async fn keep_series(&self, series: &[Series], now: i64) -> Result<(), PlanError> {
        let others = self.series().await?.iter().filter(|old| !series.iter().any(|new| new.name == old.name)).count();
        if others + series.len() > MOST {
            return Err(Wrong::Many.into());
        }
        Ok(self.put_series(series, now).await?)
    }

    async fn put_series(&self, series: &[Series], now: i64) -> Result<(), StoreError> {
        let mut tx = begin(&self.0).await?;
        for one in series {
            sqlx::query("DELETE FROM plan_series WHERE series = $1").bind(&one.name).execute(&mut *tx).await?;
            for (period, value) in one.periods.iter().zip(&one.values) {
                let insert = "INSERT INTO plan_series (series, period, value, at) VALUES ($1, $2, $3, $4)";
                sqlx::query(insert).bind(&one.name).bind(period).bind(value).bind(now).execute(&mut *tx).await?;
            }
        }
        tx.commit().await?;
        Ok(())
    }

    /// All series, by name.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn series(&self) -> Result<Vec<Series>, StoreError> {
        let select = "SELECT series, period, value FROM plan_series ORDER BY series, period";
        let mut all: Vec<Series> = Vec::new();
        for row in sqlx::query(select).fetch_all(&self.0).await? {
            let name: String = row.try_get(0)?;
            if all.last().is_none_or(|s| s.name != name) {
                all.push(Series { name, periods: Vec::new(), values: Vec::new() });
            }
            if let Some(series) = all.last_mut() {
                series.periods.push(row.try_get(1)?);
                series.values.push(row.try_get(2)?);
            }
        }
        Ok(all)
    }

    /// Forgets a series; was there one?
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn remove_series(&self, name: &str) -> Result<bool, StoreError> {
        let delete = sqlx::query("DELETE FROM plan_series WHERE series = $1").bind(name);
        Ok(delete.execute(&self.0).await?.rows_affected() > 0)
    }
}
