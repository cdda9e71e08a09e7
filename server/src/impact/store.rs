//! The company's own numbers in insight's database.

use sqlx::{Row as _, SqlitePool};

use super::endpoints::Row;
use crate::store::{StoreError, begin};

/// The table of `schema/impact.sql`.
#[derive(Debug, Clone)]
pub struct ImpactStore(SqlitePool);

impl ImpactStore {
    /// Makes the table in insight's database where it is missing: a database of before gets it, and loses nothing.
    ///
    /// # Errors
    /// [`StoreError`].
    pub(crate) async fn within(pool: &SqlitePool) -> Result<ImpactStore, StoreError> {
        let mut tx = begin(pool).await?;
        sqlx::raw_sql(include_str!("../../schema/impact.sql")).execute(&mut *tx).await?;
        tx.commit().await?;
        Ok(ImpactStore(pool.clone()))
    }

    /// Keeps rows, all or none; a later one takes the place of an earlier one of the same metric, cell, period and month.
    ///
    /// # Errors
    /// [`StoreError`]: none was kept.
    pub async fn keep(&self, rows: &[Row], now: i64) -> Result<(), StoreError> {
        let mut tx = begin(&self.0).await?;
        for row in rows {
            let upsert = "INSERT INTO impact_endpoints (metric, cell, period, month, value, people, sd, at) \
                          VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (metric, cell, period, month) DO UPDATE \
                          SET value = excluded.value, people = excluded.people, sd = excluded.sd, at = excluded.at";
            let people = i64::try_from(row.people).unwrap_or(i64::MAX);
            let month = row.month.map_or(-1, i64::from);
            let query = sqlx::query(upsert).bind(row.metric.id()).bind(&row.cell).bind(&row.period).bind(month);
            query.bind(row.value).bind(people).bind(row.sd.unwrap_or(-1.0)).bind(now).execute(&mut *tx).await?;
        }
        tx.commit().await?;
        Ok(())
    }

    /// Everything, in the order of metric, period, cell and month. Rows of a metric that is no more are left out.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn all(&self) -> Result<Vec<Row>, StoreError> {
        let select = "SELECT metric, cell, period, month, value, people, sd FROM impact_endpoints \
                      ORDER BY metric, period, cell, month";
        let mut all = Vec::new();
        for row in sqlx::query(select).fetch_all(&self.0).await? {
            let Some(metric) = super::endpoints::Metric::of(row.try_get(0)?) else { continue };
            let (month, people, sd): (i64, i64, f64) = (row.try_get(3)?, row.try_get(5)?, row.try_get(6)?);
            all.push(Row {
                metric,
                cell: row.try_get(1)?,
                period: row.try_get(2)?,
                month: u32::try_from(month).ok(),
                value: row.try_get(4)?,
                people: u64::try_from(people).unwrap_or(0),
                sd: Some(sd).filter(|s| *s >= 0.0),
            });
        }
        Ok(all)
    }
}
