//! What is remembered. SQLite; the SQL is plain and numbered, so that PostgreSQL needs another pool and another `begin`.
//!
//! [`leader`], [`keeper`] and [`insight`] never share a database: each has a file and an owner. Whatever must be true together is written in one
//! transaction that begins as a writer, so that what it read stays true until it ends.

pub mod insight;
pub mod keeper;
pub mod leader;

use std::collections::BTreeSet;
use std::path::Path;
use std::time::Duration;

use skillkeep_dap::aggregator::Checksum;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{Connection, QueryBuilder, Row, Sqlite, SqlitePool, Transaction};

pub use insight::InsightStore;
pub use keeper::KeeperStore;
pub use leader::LeaderStore;

/// Why nothing was stored or read. A transaction that fails leaves everything as it was.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    /// No space is left.
    #[error("the store is full")]
    Full,
    /// Somebody else writes for too long.
    #[error("the store is busy")]
    Busy,
    /// What was read is not what was written, or belongs to another role or tenant.
    #[error("the store is damaged, or another's")]
    Damaged,
    /// Anything else.
    #[error("the store failed")]
    Failed,
}

impl StoreError {
    /// A stable code.
    pub fn code(self) -> &'static str {
        match self {
            StoreError::Full => "store.full",
            StoreError::Busy => "store.busy",
            StoreError::Damaged => "store.damaged",
            StoreError::Failed => "store.failed",
        }
    }
}

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> StoreError {
        // https://www.sqlite.org/rescode.html: the low byte is the primary code; 5 busy, 6 locked, 11 corrupt, 13 full, 26 not a database.
        let code = error.as_database_error().and_then(|e| e.code()).and_then(|c| c.parse::<u32>().ok());
        match (code.map(|c| c & 0xff), &error) {
            (Some(13), _) => StoreError::Full,
            (Some(5 | 6), _) | (_, sqlx::Error::PoolTimedOut) => StoreError::Busy,
            (Some(11 | 26), _) | (_, sqlx::Error::ColumnDecode { .. }) => StoreError::Damaged,
            _ => {
                // The message of a database error names tables, never values.
                tracing::warn!(error = %error, "store");
                StoreError::Failed
            }
        }
    }
}

/// What is known of a batch.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Batch {
    /// Reports counted.
    pub count: u64,
    /// Of their ids.
    pub checksum: Checksum,
    /// The aggregator's share, encoded; empty before the first report and after the collection.
    pub share: Share,
    /// The collection job that has it, if one has.
    pub job: Option<[u8; 16]>,
}

/// An encoded aggregate share; not to be seen in a log.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Share(pub Vec<u8>);

impl std::fmt::Debug for Share {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Share({} bytes hidden)", self.0.len())
    }
}

/// A transaction.
pub(crate) type Tx = Transaction<'static, Sqlite>;

/// Pages of a megabyte; SQLite's pages have 4 096 bytes where nobody says otherwise.
const PAGES: u64 = (1 << 20) / 4096;

/// Opens a database file, makes its tables, and sees to it that it is this role's and this tenant's. `limit`: megabytes past which
/// the file does not grow; one that is longer already stays as it is. (PostgreSQL: a quota of the tablespace.)
async fn open(
    path: &Path,
    limit: Option<u64>,
    schema: &'static str,
    role: &str,
    tenant: &str,
) -> Result<SqlitePool, StoreError> {
    let mut options = SqliteConnectOptions::new()
        .filename(path)
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        // What was acknowledged survives a loss of power.
        .synchronous(SqliteSynchronous::Full)
        .busy_timeout(Duration::from_secs(10));
    if let Some(megabytes) = limit {
        // SQLite's greatest number of pages, https://www.sqlite.org/pragma.html#pragma_max_page_count.
        let pages = megabytes.max(1).saturating_mul(PAGES).min(0xffff_fffe);
        options = options.pragma("max_page_count", pages.to_string());
    }
    let pool = SqlitePoolOptions::new()
        .max_connections(4)
        .acquire_timeout(Duration::from_secs(20))
        // A full disk makes SQLite roll back by itself, https://www.sqlite.org/lang_transaction.html section 3.1. The driver's own rollback
        // then fails, and it would believe for ever that a transaction is open.
        .before_acquire(|connection, _| {
            let settled = !connection.is_in_transaction();
            Box::pin(async move { Ok(settled) })
        })
        .connect_with(options)
        .await?;
    let mut tx = begin(&pool).await?;
    sqlx::raw_sql(schema).execute(&mut *tx).await?;
    for (name, value) in [("format", format!("skillkeep-{role}/1")), ("tenant", tenant.to_owned())] {
        let insert = "INSERT INTO meta (name, value) VALUES ($1, $2) ON CONFLICT DO NOTHING";
        sqlx::query(insert).bind(name).bind(&value).execute(&mut *tx).await?;
        let row = sqlx::query("SELECT value FROM meta WHERE name = $1").bind(name).fetch_one(&mut *tx).await?;
        if row.try_get::<String, _>(0)? != value {
            return Err(StoreError::Damaged);
        }
    }
    tx.commit().await?;
    Ok(pool)
}

/// Begins as a writer: of two that would write, the second waits here instead of failing later. (PostgreSQL: `BEGIN ISOLATION
/// LEVEL SERIALIZABLE`, and trying again.)
pub(crate) async fn begin(pool: &SqlitePool) -> Result<Tx, StoreError> {
    Ok(pool.begin_with("BEGIN IMMEDIATE").await?)
}

/// Reads a batch that both roles store alike; the zero batch where there is none.
async fn batch(tx: &mut Tx, task: &[u8], period: i64) -> Result<Batch, StoreError> {
    let select = "SELECT count, checksum, share, job FROM batches WHERE task = $1 AND period = $2";
    match sqlx::query(select).bind(task).bind(period).fetch_optional(&mut **tx).await? {
        None => Ok(Batch::default()),
        Some(row) => Ok(Batch {
            count: count(row.try_get(0)?)?,
            checksum: Checksum(fixed(row.try_get(1)?)?),
            share: Share(row.try_get(2)?),
            job: row.try_get::<Option<Vec<u8>>, _>(3)?.map(fixed).transpose()?,
        }),
    }
}

/// Writes count, checksum and share of a batch.
async fn put_batch(tx: &mut Tx, task: &[u8], period: i64, batch: &Batch) -> Result<(), StoreError> {
    let upsert = "INSERT INTO batches (task, period, count, checksum, share) VALUES ($1, $2, $3, $4, $5) \
                  ON CONFLICT (task, period) DO UPDATE SET count = excluded.count, checksum = excluded.checksum, \
                  share = excluded.share";
    sqlx::query(upsert)
        .bind(task)
        .bind(period)
        .bind(integer(batch.count))
        .bind(batch.checksum.0.as_slice())
        .bind(batch.share.0.as_slice())
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// Most rows of one statement: a hundredth of the round trips, and far below what either database takes.
const ROWS: usize = 500;

/// Which of these values are there already. `head`, the task, `tail` and the values make a `SELECT` of one column.
async fn among(
    tx: &mut Tx,
    head: &'static str,
    task: &[u8],
    tail: &'static str,
    values: impl Iterator<Item = &[u8]>,
) -> Result<BTreeSet<Vec<u8>>, StoreError> {
    let values: Vec<&[u8]> = values.collect();
    let mut found = BTreeSet::new();
    for some in values.chunks(ROWS) {
        let mut select = QueryBuilder::new(head);
        select.push_bind(task).push(tail);
        let mut list = select.separated(", ");
        some.iter().for_each(|value| {
            list.push_bind(*value);
        });
        select.push(")");
        for row in select.build().fetch_all(&mut **tx).await? {
            found.insert(row.try_get(0)?);
        }
    }
    Ok(found)
}

/// Which of these tokens are spent on a task.
async fn spent(
    tx: &mut Tx,
    task: &[u8],
    period: i64,
    tokens: impl Iterator<Item = &[u8]>,
) -> Result<BTreeSet<Vec<u8>>, StoreError> {
    let tokens: Vec<&[u8]> = tokens.collect();
    let mut found = BTreeSet::new();
    for some in tokens.chunks(ROWS) {
        let mut select = QueryBuilder::new("SELECT token FROM tokens_spent WHERE task = ");
        select.push_bind(task).push(" AND period = ").push_bind(period).push(" AND token IN (");
        let mut list = select.separated(", ");
        some.iter().for_each(|token| {
            list.push_bind(*token);
        });
        select.push(")");
        for row in select.build().fetch_all(&mut **tx).await? {
            found.insert(row.try_get(0)?);
        }
    }
    Ok(found)
}

/// Spends tokens on a task; answers those that were not spent on it before.
async fn spend(
    tx: &mut Tx,
    task: &[u8],
    period: i64,
    tokens: impl Iterator<Item = &[u8]>,
) -> Result<BTreeSet<Vec<u8>>, StoreError> {
    let tokens: Vec<&[u8]> = tokens.collect();
    let mut new = BTreeSet::new();
    for some in tokens.chunks(ROWS) {
        let mut insert = QueryBuilder::new("INSERT INTO tokens_spent (task, period, token) ");
        insert.push_values(some, |mut row, token| {
            row.push_bind(task).push_bind(period).push_bind(*token);
        });
        insert.push(" ON CONFLICT DO NOTHING RETURNING token");
        for row in insert.build().fetch_all(&mut **tx).await? {
            new.insert(row.try_get(0)?);
        }
    }
    Ok(new)
}

/// Numbers are stored as BIGINT; none of ours comes near its end.
pub(crate) fn integer(value: u64) -> i64 {
    i64::try_from(value).unwrap_or(i64::MAX)
}

fn count(value: i64) -> Result<u64, StoreError> {
    u64::try_from(value).map_err(|_| StoreError::Damaged)
}

fn fixed<const N: usize>(bytes: Vec<u8>) -> Result<[u8; N], StoreError> {
    bytes.try_into().map_err(|_| StoreError::Damaged)
}
