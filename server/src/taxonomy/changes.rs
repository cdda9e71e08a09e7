//! The published change log: what each pack that was put in place changed, and why. Whoever puts a pack in place puts its file of
//! changes beside it.

use serde::{Deserialize, Serialize};
use skillkeep::sync::Day;
use sqlx::{QueryBuilder, Row};

use super::proposal::Change;
use super::store::{Status, TaxonomyStore};
use crate::store::{StoreError, begin};

/// Format of a file of changes.
pub const FORMAT: &str = "skillkeep-changes/1";
/// Milliseconds of a day.
const DAY: i64 = 86_400_000;

/// A file of changes that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the changes cannot be read: {0}")]
pub struct ChangesError(String);

impl ChangesError {
    /// A stable code.
    pub fn code(&self) -> &'static str {
        "taxonomy.changes"
    }
}

/// One change that a pack brought.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Changed {
    /// What it did.
    pub kind: Change,
    /// The day its pack was put in place.
    pub day: Day,
    /// Version of the pack.
    #[serde(default)]
    pub version: String,
    /// Ids of the skills that changed, and of those that are new.
    pub skills: Vec<String>,
    /// Id of the skill that took the place.
    #[serde(default)]
    pub into: Option<String>,
    /// New names.
    #[serde(default)]
    pub names: Vec<String>,
    /// The name before.
    #[serde(default)]
    pub was: String,
    /// Why.
    #[serde(default)]
    pub note: String,
    /// Id of the proposal that it came from.
    #[serde(default)]
    pub proposal: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    format: String,
    changes: Vec<Changed>,
}

/// Reads a file of changes.
///
/// # Errors
/// [`ChangesError`].
pub fn read(bytes: &[u8]) -> Result<Vec<Changed>, ChangesError> {
    let file: File = serde_json::from_slice(bytes).map_err(|e| ChangesError(e.to_string()))?;
    if file.format == FORMAT { Ok(file.changes) } else { Err(ChangesError(format!("format {:?}", file.format))) }
}

impl TaxonomyStore {
    /// Takes the changes of packs in place, all or none; what is there stays. Proposals that they came from are released.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn publish(&self, changes: &[Changed]) -> Result<usize, StoreError> {
        let mut tx = begin(&self.0).await?;
        let mut new = 0;
        for changed in changes {
            let body = serde_json::to_string(changed).map_err(|_| StoreError::Failed)?;
            let id = super::proposal::digest(body.as_bytes());
            let insert = "INSERT INTO taxonomy_changes (id, at, body) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING";
            let row = sqlx::query(insert).bind(&id).bind(i64::from(changed.day.0) * DAY).bind(&body);
            if row.execute(&mut *tx).await?.rows_affected() == 0 {
                continue;
            }
            new += 1;
            for skill in changed.skills.iter().chain(&changed.into) {
                let insert = "INSERT INTO taxonomy_change_skills (skill, change_id) VALUES ($1, $2) \
                              ON CONFLICT DO NOTHING";
                sqlx::query(insert).bind(skill).bind(&id).execute(&mut *tx).await?;
            }
            if let Some(proposal) = &changed.proposal {
                let update = "UPDATE taxonomy_proposals SET status = $2, version = version + 1 \
                              WHERE id = $1 AND status <> $2";
                sqlx::query(update).bind(proposal).bind(Status::Released.word()).execute(&mut *tx).await?;
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
        let mut select = QueryBuilder::new("SELECT id, at, body FROM taxonomy_changes");
        restrict(&mut select);
        select.push(" ORDER BY at DESC, id LIMIT ").push_bind(i64::from(most));
        select.push(" OFFSET ").push_bind(i64::from(from));
        let mut logged = Vec::new();
        for row in select.build().fetch_all(&self.0).await? {
            let body: String = row.try_get(2)?;
            let changed = serde_json::from_str(&body).map_err(|_| StoreError::Damaged)?;
            logged.push(Logged { id: row.try_get(0)?, at: row.try_get(1)?, changed });
        }
        Ok((u64::try_from(total).unwrap_or(0), logged))
    }
}

/// A change as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Logged {
    /// Its id.
    pub id: String,
    /// When its pack was put in place, milliseconds since 1970.
    pub at: i64,
    /// What it is.
    pub changed: Changed,
}
