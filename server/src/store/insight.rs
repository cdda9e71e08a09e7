//! Insight's memory: releases with their sums, and why a batch is not there yet.

use std::path::Path;

use skillkeep::Millis;
use skillkeep_dap::messages::TaskId;
use sqlx::sqlite::SqliteRow;
use sqlx::{Row, SqlitePool};

use crate::action::ActionStore;
use crate::audit::FindingsStore;
use crate::console::logins::LoginStore;
use crate::impact::ImpactStore;
use crate::plan::PlanStore;
use crate::taxonomy::TaxonomyStore;

use super::{StoreError, begin, count, fixed, integer};

/// A release as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// Its task.
    pub task: TaskId,
    /// First day of its period.
    pub period: u64,
    /// Measure id.
    pub measure: String,
    /// Cell name.
    pub cell: String,
    /// JSON of the DSSE envelope.
    pub envelope: String,
    /// What the collector added up; None where the release carries its sums.
    pub sums: Option<Vec<i64>>,
    /// The keeper's number of it.
    pub number: u64,
    /// When it was kept.
    pub at: Millis,
    /// Of the sample company, not collected here.
    pub recorded: bool,
}

/// Why a batch is not there, by the last attempt at it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attempt {
    /// Its task.
    pub task: TaskId,
    /// First day of its period.
    pub period: u64,
    /// Why it is not there.
    pub code: String,
    /// Since when it has been so.
    pub at: Millis,
}

/// Insight's database.
#[derive(Debug, Clone)]
pub struct InsightStore(SqlitePool);

impl InsightStore {
    /// Opens or makes it. `limit`: megabytes past which the file does not grow.
    ///
    /// # Errors
    /// [`StoreError`]; [`StoreError::Damaged`] for a database of another role or tenant.
    pub async fn open(path: &Path, limit: Option<u64>, tenant: &str) -> Result<InsightStore, StoreError> {
        super::open(path, limit, include_str!("../../schema/insight.sql"), "insight", tenant).await.map(InsightStore)
    }

    /// Keeps releases, all or nothing: one a task and period, the first one; but what was collected takes the place of what was
    /// recorded. Answers which of them are kept now that were not before.
    ///
    /// # Errors
    /// [`StoreError`]: nothing was kept.
    pub async fn keep(&self, releases: &[Kept]) -> Result<Vec<bool>, StoreError> {
        let mut tx = begin(&self.0).await?;
        let mut taken = Vec::with_capacity(releases.len());
        for kept in releases {
            let upsert = "INSERT INTO collections (task, period, measure, cell, envelope, sums, number, at, recorded) \
                          VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (task, period) DO UPDATE SET \
                          envelope = excluded.envelope, sums = excluded.sums, number = excluded.number, \
                          at = excluded.at, recorded = excluded.recorded \
                          WHERE collections.recorded = 1 AND excluded.recorded = 0";
            let sums = kept.sums.as_ref().map(serde_json::to_string).transpose().map_err(|_| StoreError::Failed)?;
            let row = sqlx::query(upsert)
                .bind(kept.task.0.as_slice())
                .bind(integer(kept.period))
                .bind(&kept.measure)
                .bind(&kept.cell)
                .bind(&kept.envelope)
                .bind(sums)
                .bind(integer(kept.number))
                .bind(kept.at.0)
                .bind(i64::from(kept.recorded));
            taken.push(row.execute(&mut *tx).await?.rows_affected() == 1);
            let delete = "DELETE FROM attempts WHERE task = $1 AND period = $2";
            sqlx::query(delete).bind(kept.task.0.as_slice()).bind(integer(kept.period)).execute(&mut *tx).await?;
        }
        tx.commit().await?;
        Ok(taken)
    }

    /// What is kept of a task, the oldest period first: by the table's key, so that what earlier dictionaries left there is not read.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn of_task(&self, task: TaskId) -> Result<Vec<Kept>, StoreError> {
        let select = "SELECT task, period, measure, cell, envelope, sums, number, at, recorded FROM collections \
                      WHERE task = $1 ORDER BY period";
        let rows = sqlx::query(select).bind(task.0.as_slice()).fetch_all(&self.0).await?;
        rows.iter().map(kept).collect()
    }

    /// What is kept of a task and period.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn one(&self, task: TaskId, period: u64) -> Result<Option<Kept>, StoreError> {
        let select = "SELECT task, period, measure, cell, envelope, sums, number, at, recorded FROM collections \
                      WHERE task = $1 AND period = $2";
        let row = sqlx::query(select).bind(task.0.as_slice()).bind(integer(period)).fetch_optional(&self.0).await?;
        row.as_ref().map(kept).transpose()
    }

    /// Writes down why a batch is not there.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn note(&self, attempt: &Attempt) -> Result<(), StoreError> {
        let upsert = "INSERT INTO attempts (task, period, code, at) VALUES ($1, $2, $3, $4) \
                      ON CONFLICT (task, period) DO UPDATE SET code = excluded.code, at = excluded.at";
        let row = sqlx::query(upsert).bind(attempt.task.0.as_slice()).bind(integer(attempt.period));
        row.bind(&attempt.code).bind(attempt.at.0).execute(&self.0).await?;
        Ok(())
    }

    /// Why batches are not there.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn attempts(&self) -> Result<Vec<Attempt>, StoreError> {
        let select = "SELECT task, period, code, at FROM attempts ORDER BY period, task";
        let rows = sqlx::query(select).fetch_all(&self.0).await?;
        let attempt = |row: &SqliteRow| {
            Ok(Attempt {
                task: TaskId(fixed(row.try_get(0)?)?),
                period: count(row.try_get(1)?)?,
                code: row.try_get(2)?,
                at: Millis(row.try_get(3)?),
            })
        };
        rows.iter().map(attempt).collect()
    }

    /// The console's logins, in the same file.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn logins(&self) -> Result<LoginStore, StoreError> {
        LoginStore::within(&self.0).await
    }

    /// The company's vocabulary: what is proposed and what was changed, in the same file.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn vocabulary(&self) -> Result<TaxonomyStore, StoreError> {
        TaxonomyStore::within(&self.0).await
    }

    /// The company's own numbers by cell and period, in the same file.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn endpoints(&self) -> Result<ImpactStore, StoreError> {
        ImpactStore::within(&self.0).await
    }

    /// What planners suppose, in the same file.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn plans(&self) -> Result<PlanStore, StoreError> {
        PlanStore::within(&self.0).await
    }

    /// What audits found, in the same file.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn findings(&self) -> Result<FindingsStore, StoreError> {
        FindingsStore::within(&self.0).await
    }

    /// What was decided about shortfalls, in the same file.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn actions(&self) -> Result<ActionStore, StoreError> {
        ActionStore::within(&self.0).await
    }

    /// Closes the file.
    pub async fn close(&self) {
        self.0.close().await;
    }
}

fn kept(row: &SqliteRow) -> Result<Kept, StoreError> {
    let sums: Option<String> = row.try_get(5)?;
    Ok(Kept {
        task: TaskId(fixed(row.try_get(0)?)?),
        period: count(row.try_get(1)?)?,
        measure: row.try_get(2)?,
        cell: row.try_get(3)?,
        envelope: row.try_get(4)?,
        sums: sums.map(|s| serde_json::from_str(&s)).transpose().map_err(|_| StoreError::Damaged)?,
        number: count(row.try_get(6)?)?,
        at: Millis(row.try_get(7)?),
        recorded: row.try_get::<i64, _>(8)? == 1,
    })
}
