//! The keeper's memory: what was seen and spent, its half of the batches, and what it signed.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use skillkeep_dap::codec::Encode;
use skillkeep_dap::messages::{AggregationJobResp, JobId, ReportError, ReportId, TaskId, VerifyResp, VerifyResult};
use skillkeep_dap::token::TokenHash;
use skillkeep_dap::vdaf;
use sqlx::{QueryBuilder, Row, SqlitePool};

use crate::console::logins::LoginStore;

use super::{Batch, ROWS, Share, StoreError, Tx, among, batch, begin, fixed, integer, put_batch};

/// One report of a job after everything that needs no memory was judged.
pub struct Judged {
    /// Its id.
    pub id: ReportId,
    /// The time that it names.
    pub time: u64,
    /// Why it is not counted, or what it would add.
    pub verdict: Result<Countable, ReportError>,
}

/// A report that may be counted if memory does not say otherwise.
pub struct Countable {
    /// First day of its period.
    pub period: u64,
    /// Its token.
    pub token: TokenHash,
    /// The keeper's share of the answer.
    pub share: vdaf::Share,
    /// The keeper's message to the leader.
    pub result: VerifyResult,
}

/// The answer to an aggregation job.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Recorded {
    /// The bytes, of now or of the first time.
    Answer(Vec<u8>),
    /// The id stands for another request.
    Changed,
}

/// A batch that was collected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Collected {
    /// By which job.
    pub job: JobId,
    /// Hash of its request.
    pub request: [u8; 32],
    /// The encoded answer.
    pub sealed: Vec<u8>,
}

/// How a batch stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tally {
    /// Its task.
    pub task: TaskId,
    /// First day of its period.
    pub period: u64,
    /// Reports counted.
    pub count: u64,
    /// It was collected.
    pub released: bool,
}

/// The keeper's database.
#[derive(Debug, Clone)]
pub struct KeeperStore(SqlitePool);

impl KeeperStore {
    /// Opens or makes it. `limit`: megabytes past which the file does not grow.
    ///
    /// # Errors
    /// [`StoreError`]; [`StoreError::Damaged`] for a database of another role or tenant.
    pub async fn open(path: &Path, limit: Option<u64>, tenant: &str) -> Result<KeeperStore, StoreError> {
        super::open(path, limit, include_str!("../../schema/keeper.sql"), "keeper", tenant).await.map(KeeperStore)
    }

    /// The answer that a job got before.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn answered(&self, task: TaskId, job: JobId, request: &[u8; 32]) -> Result<Option<Recorded>, StoreError> {
        let mut tx = self.0.begin().await?;
        earlier(&mut tx, task, job, request).await
    }

    /// Judges a job's reports by what is remembered, counts them, and keeps the answer: all or nothing. `people` is the cell's
    /// headcount, past which nobody is counted; `length` that of a share.
    ///
    /// # Errors
    /// [`StoreError`]: nothing was counted.
    pub async fn record(
        &self,
        (task, job, request): (TaskId, JobId, [u8; 32]),
        people: u64,
        length: usize,
        reports: Vec<Judged>,
    ) -> Result<Recorded, StoreError> {
        let mut tx = begin(&self.0).await?;
        if let Some(answer) = earlier(&mut tx, task, job, &request).await? {
            return Ok(answer);
        }
        let mut known = Known::of(&mut tx, task, &reports).await?;
        let mut batches = BTreeMap::new();
        let mut answers = Vec::with_capacity(reports.len());
        let mut refused: BTreeMap<(u64, &'static str), i64> = BTreeMap::new();
        for report in reports {
            let result = match report.verdict {
                Err(error) => {
                    *refused.entry((report.time, error.code())).or_default() += 1;
                    VerifyResult::Reject(error)
                }
                Ok(countable) => {
                    let period = countable.period;
                    if let Entry::Vacant(new) = batches.entry(period) {
                        let stored = batch(&mut tx, &task.0, integer(period)).await?;
                        let share = match stored.share.0.as_slice() {
                            [] => vdaf::Share::zero(length),
                            bytes => vdaf::Share::decode(bytes, length).map_err(|_| StoreError::Damaged)?,
                        };
                        new.insert((stored, share));
                    }
                    let (sum, share) = batches.get_mut(&period).ok_or(StoreError::Failed)?;
                    match count(report.id, countable, people, (sum, share), &mut known)? {
                        Ok(result) => result,
                        Err(error) => {
                            *refused.entry((period, error.code())).or_default() += 1;
                            VerifyResult::Reject(error)
                        }
                    }
                }
            };
            answers.push(VerifyResp { id: report.id, result });
        }
        known.keep(&mut tx, task).await?;
        for ((period, code), n) in refused {
            let upsert = "INSERT INTO refusals (task, period, code, n) VALUES ($1, $2, $3, $4) \
                          ON CONFLICT (task, period, code) DO UPDATE SET n = refusals.n + excluded.n";
            let row = sqlx::query(upsert).bind(task.0.as_slice()).bind(integer(period)).bind(code).bind(n);
            row.execute(&mut *tx).await?;
        }
        for (period, (mut sum, share)) in batches {
            if sum.job.is_none() && sum.count > 0 {
                sum.share = Share(share.encode().map_err(|_| StoreError::Damaged)?);
                put_batch(&mut tx, &task.0, integer(period), &sum).await?;
            }
        }
        let answer = AggregationJobResp(answers).get_encoded().map_err(|_| StoreError::Failed)?;
        let insert = "INSERT INTO jobs (task, job, request, response) VALUES ($1, $2, $3, $4)";
        let row = sqlx::query(insert).bind(task.0.as_slice()).bind(job.0.as_slice());
        row.bind(request.as_slice()).bind(answer.as_slice()).execute(&mut *tx).await?;
        tx.commit().await?;
        Ok(Recorded::Answer(answer))
    }

    /// By what a batch was collected, if it was.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn collected(&self, task: TaskId, period: u64) -> Result<Option<Collected>, StoreError> {
        let mut tx = self.0.begin().await?;
        collected(&mut tx, task, period).await
    }

    /// Releases a batch once, at `now` (milliseconds since 1970). `release` gets the batch and the number of the release, and answers the sealed share and the
    /// signed envelope; both are kept with the mark that the batch is collected, and the share without noise goes. A batch
    /// that is collected already is answered as it was, without asking `release`.
    ///
    /// # Errors
    /// [`StoreError`] as `E`, or what `release` says: nothing was changed.
    pub async fn release<E: From<StoreError>>(
        &self,
        (task, job, request): (TaskId, JobId, [u8; 32]),
        period: u64,
        now: i64,
        release: impl FnOnce(&Batch, u64) -> Result<(Vec<u8>, String), E>,
    ) -> Result<Collected, E> {
        let store = |e: sqlx::Error| E::from(StoreError::from(e));
        let mut tx = begin(&self.0).await?;
        if let Some(before) = collected(&mut tx, task, period).await? {
            return Ok(before);
        }
        let found = batch(&mut tx, &task.0, integer(period)).await?;
        let row = sqlx::query("SELECT COALESCE(MAX(number), 0) + 1 FROM releases").fetch_one(&mut *tx).await;
        let number: i64 = row.and_then(|r| r.try_get(0)).map_err(store)?;
        let (sealed, envelope) = release(&found, super::count(number)?)?;
        let update = "UPDATE batches SET job = $1, request = $2, sealed = $3, share = $4 \
                      WHERE task = $5 AND period = $6";
        let update = sqlx::query(update).bind(job.0.as_slice()).bind(request.as_slice()).bind(sealed.as_slice());
        let update = update.bind([].as_slice()).bind(task.0.as_slice()).bind(integer(period));
        if update.execute(&mut *tx).await.map_err(store)?.rows_affected() != 1 {
            return Err(StoreError::Damaged.into());
        }
        let insert = "INSERT INTO releases (number, task, period, envelope) VALUES ($1, $2, $3, $4)";
        let row = sqlx::query(insert).bind(number).bind(task.0.as_slice()).bind(integer(period)).bind(&envelope);
        row.execute(&mut *tx).await.map_err(store)?;
        let insert = "INSERT INTO release_times (number, at) VALUES ($1, $2)";
        sqlx::query(insert).bind(number).bind(now).execute(&mut *tx).await.map_err(store)?;
        tx.commit().await.map_err(store)?;
        Ok(Collected { job, request, sealed })
    }

    /// A batch as the keeper has it.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn batch(&self, task: TaskId, period: u64) -> Result<Batch, StoreError> {
        let mut tx = self.0.begin().await?;
        batch(&mut tx, &task.0, integer(period)).await
    }

    /// Signed releases with a number above `after`, the lowest first.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn releases(&self, after: u64, most: u32) -> Result<Vec<String>, StoreError> {
        let select = "SELECT envelope FROM releases WHERE number > $1 ORDER BY number LIMIT $2";
        let rows = sqlx::query(select).bind(integer(after)).bind(i64::from(most)).fetch_all(&self.0).await?;
        rows.iter().map(|r| Ok(r.try_get(0)?)).collect()
    }

    /// Signed releases with a number below `before` (all, where None), the newest first, and when each was made; None where that
    /// was not written down yet.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn newest(&self, before: Option<u64>, most: u32) -> Result<Vec<(String, Option<i64>)>, StoreError> {
        let select = "SELECT r.envelope, t.at FROM releases r LEFT JOIN release_times t ON t.number = r.number \
                      WHERE r.number < $1 ORDER BY r.number DESC LIMIT $2";
        let rows = sqlx::query(select).bind(before.map_or(i64::MAX, integer)).bind(i64::from(most));
        rows.fetch_all(&self.0).await?.iter().map(|r| Ok((r.try_get(0)?, r.try_get(1)?))).collect()
    }

    /// How many releases there are.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn released(&self) -> Result<u64, StoreError> {
        let row = sqlx::query("SELECT COUNT(*) FROM releases").fetch_one(&self.0).await?;
        super::count(row.try_get(0)?)
    }

    /// How every batch stands that has a report.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn tallies(&self) -> Result<Vec<Tally>, StoreError> {
        let select = "SELECT task, period, count, job IS NOT NULL FROM batches";
        let rows = sqlx::query(select).fetch_all(&self.0).await?;
        let tally = |r: &sqlx::sqlite::SqliteRow| -> Result<Tally, StoreError> {
            let task = TaskId(fixed(r.try_get(0)?)?);
            let (period, count) = (super::count(r.try_get(1)?)?, super::count(r.try_get(2)?)?);
            Ok(Tally { task, period, count, released: r.try_get(3)? })
        };
        rows.iter().map(tally).collect()
    }

    /// How many reports were refused: task, time named, code, count.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn refusals(&self) -> Result<Vec<(TaskId, u64, String, u64)>, StoreError> {
        let rows = sqlx::query("SELECT task, period, code, n FROM refusals").fetch_all(&self.0).await?;
        let row = |r: &sqlx::sqlite::SqliteRow| -> Result<(TaskId, u64, String, u64), StoreError> {
            let task = TaskId(fixed(r.try_get(0)?)?);
            Ok((task, super::count(r.try_get(1)?)?, r.try_get(2)?, super::count(r.try_get(3)?)?))
        };
        rows.iter().map(row).collect()
    }

    /// The console's logins, in the same file.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn logins(&self) -> Result<LoginStore, StoreError> {
        LoginStore::within(&self.0).await
    }

    /// Closes the file.
    pub async fn close(&self) {
        self.0.close().await;
    }
}

async fn earlier(tx: &mut Tx, task: TaskId, job: JobId, request: &[u8; 32]) -> Result<Option<Recorded>, StoreError> {
    let select = "SELECT request, response FROM jobs WHERE task = $1 AND job = $2";
    let row = sqlx::query(select).bind(task.0.as_slice()).bind(job.0.as_slice()).fetch_optional(&mut **tx).await?;
    let Some(row) = row else { return Ok(None) };
    let same = row.try_get::<Vec<u8>, _>(0)? == request;
    Ok(Some(if same { Recorded::Answer(row.try_get(1)?) } else { Recorded::Changed }))
}

async fn collected(tx: &mut Tx, task: TaskId, period: u64) -> Result<Option<Collected>, StoreError> {
    let select = "SELECT job, request, sealed FROM batches WHERE task = $1 AND period = $2 AND job IS NOT NULL";
    let row = sqlx::query(select).bind(task.0.as_slice()).bind(integer(period)).fetch_optional(&mut **tx).await?;
    let Some(row) = row else { return Ok(None) };
    let (job, request) = (JobId(fixed(row.try_get(0)?)?), fixed(row.try_get(1)?)?);
    Ok(Some(Collected { job, request, sealed: row.try_get(2)? }))
}

/// Counts one report, or says why not: collected, seen, past the headcount, token spent. `known` is what the tables say of the
/// job's reports; what is counted is added to it and to `new`, for one statement at the end.
fn count(
    id: ReportId,
    countable: Countable,
    people: u64,
    (sum, share): (&mut Batch, &mut vdaf::Share),
    known: &mut Known,
) -> Result<Result<VerifyResult, ReportError>, StoreError> {
    if sum.job.is_some() {
        return Ok(Err(ReportError::BatchCollected));
    }
    let spent = (countable.period, countable.token.0.to_vec());
    if known.seen.contains(id.0.as_slice()) || known.spent.contains(&spent) {
        return Ok(Err(ReportError::ReportReplayed));
    }
    if sum.count >= people {
        return Ok(Err(ReportError::ReportDropped));
    }
    share.add(&countable.share).map_err(|_| StoreError::Damaged)?;
    known.seen.insert(id.0.to_vec());
    known.spent.insert(spent);
    known.new.push((id, countable.period, countable.token));
    sum.count += 1;
    sum.checksum.add(&id);
    Ok(Ok(countable.result))
}

/// What was seen and spent before, of the reports of one job.
#[derive(Default)]
struct Known {
    seen: BTreeSet<Vec<u8>>,
    spent: BTreeSet<(u64, Vec<u8>)>,
    new: Vec<(ReportId, u64, TokenHash)>,
}

impl Known {
    async fn of(tx: &mut Tx, task: TaskId, reports: &[Judged]) -> Result<Known, StoreError> {
        let t = task.0.as_slice();
        let ids = reports.iter().map(|r| r.id.0.as_slice());
        let seen = among(tx, "SELECT report FROM seen WHERE task = ", t, " AND report IN (", ids).await?;
        let mut spent = BTreeSet::new();
        let good = || reports.iter().filter_map(|r| r.verdict.as_ref().ok());
        let periods: BTreeSet<u64> = good().map(|c| c.period).collect();
        for period in periods {
            let tokens = good().filter(|c| c.period == period).map(|c| c.token.0.as_slice());
            spent.extend(super::spent(tx, t, integer(period), tokens).await?.into_iter().map(|token| (period, token)));
        }
        Ok(Known { seen, spent, new: Vec::new() })
    }

    /// Writes down what was counted.
    async fn keep(self, tx: &mut Tx, task: TaskId) -> Result<(), StoreError> {
        let t = task.0.as_slice();
        for some in self.new.chunks(ROWS) {
            let mut insert = QueryBuilder::new("INSERT INTO seen (task, report) ");
            insert.push_values(some, |mut row, (id, _, _)| {
                row.push_bind(t).push_bind(id.0.as_slice());
            });
            insert.build().execute(&mut **tx).await?;
            let mut insert = QueryBuilder::new("INSERT INTO tokens_spent (task, period, token) ");
            insert.push_values(some, |mut row, (_, period, token)| {
                row.push_bind(t).push_bind(integer(*period)).push_bind(token.0.as_slice());
            });
            insert.build().execute(&mut **tx).await?;
        }
        Ok(())
    }
}
