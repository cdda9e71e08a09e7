//! The published change log: what each pack that was put in place changed, and why. Whoever puts a pack in place puts its log
//! beside it.

use skillkeep::sync::Day;
use skillkeep::taxonomy::Taxonomy;
use skillkeep::taxonomy::change::{ChangeEntry, ChangeLog};
use sqlx::{QueryBuilder, Row};

use super::store::{Status, TaxonomyStore};
use crate::store::{StoreError, begin};

/// A log that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the change log cannot be read: {0}")]
pub struct ChangesError(String);

impl ChangesError {
    /// A stable code.
    pub fn code(&self) -> &'static str {
        "taxonomy.changes"
    }
}

/// A change as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Logged {
    /// Its id.
    pub id: String,
    /// What it is.
    pub entry: ChangeEntry,
}

/// Reads a log.
///
/// # Errors
/// [`ChangesError`].
pub fn read(bytes: &[u8]) -> Result<ChangeLog, ChangesError> {
    let log: ChangeLog = serde_json::from_slice(bytes).map_err(|e| ChangesError(e.to_string()))?;
    if log.format == 1 { Ok(log) } else { Err(ChangesError(format!("format {}", log.format))) }
}

/// What a pack remembers, oldest first.
pub fn of(taxonomy: &Taxonomy) -> ChangeLog {
    let mut entries: Vec<ChangeEntry> = taxonomy.skills().flat_map(|skill| taxonomy.history(skill)).collect();
    entries.sort_by(|a, b| (&a.day, &a.version, a.kind, &a.subject).cmp(&(&b.day, &b.version, b.kind, &b.subject)));
    ChangeLog { format: 1, entries }
}

impl TaxonomyStore {
    /// Takes the log of the pack in place, all or none; what is there stays. Proposals that it names are released.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn publish(&self, log: &ChangeLog) -> Result<usize, StoreError> {
        let mut tx = begin(&self.0).await?;
        let mut new = 0;
        for (number, entry) in (0i64..).zip(&log.entries) {
            let body = serde_json::to_string(entry).map_err(|_| StoreError::Failed)?;
            let id = super::proposal::digest(body.as_bytes());
            let at = Day::parse(&entry.day).map_or(0, |day| day.start().0);
            let insert = "INSERT INTO taxonomy_changes (id, at, number, body) VALUES ($1, $2, $3, $4) \
                          ON CONFLICT DO NOTHING";
            let row = sqlx::query(insert).bind(&id).bind(at).bind(number).bind(&body);
            if row.execute(&mut *tx).await?.rows_affected() == 0 {
                continue;
            }
            new += 1;
            for skill in entry.into.iter().chain([&entry.subject]) {
                let insert = "INSERT INTO taxonomy_change_skills (skill, change_id) VALUES ($1, $2) \
                              ON CONFLICT DO NOTHING";
                sqlx::query(insert).bind(skill).bind(&id).execute(&mut *tx).await?;
            }
            if !entry.proposal.is_empty() {
                let update = "UPDATE taxonomy_proposals SET status = $2, version = version + 1 \
                              WHERE id = $1 AND status <> $2";
                sqlx::query(update).bind(&entry.proposal).bind(Status::Released.word()).execute(&mut *tx).await?;
            }
        }
        tx.commit().await?;
        Ok(new)
    }

    /// A page of at most `most` changes, the newest first, of one skill or of all; and how many there are.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn changes(&self, skill: Option<&str>, from: u32, most: u32) -> Result<(u64, Vec<Logged>), StoreError> {
        let restrict = |query: &mut QueryBuilder<sqlx::Sqlite>| {
            if let Some(skill) = skill {
                query.push(" WHERE id IN (SELECT change_id FROM taxonomy_change_skills WHERE skill = ");
                query.push_bind(skill.to_owned()).push(")");
            }
        };
        let mut count = QueryBuilder::new("SELECT COUNT(*) FROM taxonomy_changes");
        restrict(&mut count);
        let total: i64 = count.build().fetch_one(&self.0).await?.try_get(0)?;
        let mut select = QueryBuilder::new("SELECT id, body FROM taxonomy_changes");
        restrict(&mut select);
        select.push(" ORDER BY at DESC, number DESC, id LIMIT ").push_bind(i64::from(most));
        select.push(" OFFSET ").push_bind(i64::from(from));
        let mut logged = Vec::new();
        for row in select.build().fetch_all(&self.0).await? {
            let body: String = row.try_get(1)?;
            let entry = serde_json::from_str(&body).map_err(|_| StoreError::Damaged)?;
            logged.push(Logged { id: row.try_get(0)?, entry });
        }
        Ok((u64::try_from(total).unwrap_or(0), logged))
    }
}
