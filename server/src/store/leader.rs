//! The leader's memory: reports that wait, batches, tokens given and spent, jobs.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use skillkeep_dap::aggregator::Checksum;
use skillkeep_dap::messages::{JobId, ReportError, ReportId, TaskId};
use skillkeep_dap::token::TokenHash;
use sqlx::{QueryBuilder, Row, SqlitePool};

use super::{Batch, ROWS, Share, StoreError, among, batch, begin, count, fixed, integer, put_batch, spend};

const WAITS: i64 = 0;
const IN_JOB: i64 = 1;
const COUNTED: i64 = 2;
const REFUSED: i64 = 3;

const OPEN: i64 = 0;
const DONE: i64 = 1;
const FAILED: i64 = 2;

/// A report that passed everything that the leader can check alone.
pub struct Accepted {
    /// Its id.
    pub id: ReportId,
    /// First day of its period.
    pub period: u64,
    /// Its token.
    pub token: TokenHash,
    /// As it was uploaded.
    pub bytes: Vec<u8>,
}

/// An aggregation job that the keeper has not answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Job {
    /// Of which task.
    pub task: TaskId,
    /// Its id.
    pub id: JobId,
    /// Of which batch.
    pub period: u64,
}

/// What came of an aggregation job.
pub struct Outcome {
    /// Reports that both counted.
    pub counted: Vec<ReportId>,
    /// Reports that one of the two refused.
    pub refused: Vec<ReportId>,
    /// Of the counted ids.
    pub checksum: Checksum,
}

/// How a collection job stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Collection {
    /// Work in progress.
    Open,
    /// The encoded answer.
    Done(Vec<u8>),
    /// The type of the problem that ended it.
    Failed(String),
}

/// What became of a request for a collection job.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Claim {
    /// It has the batch, or had it before.
    Job(Collection),
    /// Its id stands for another request.
    Changed,
    /// Another job has the batch.
    Overlap,
}

/// The leader's database.
#[derive(Debug, Clone)]
pub struct LeaderStore(SqlitePool);

impl LeaderStore {
    /// Opens or makes it. `limit`: megabytes past which the file does not grow.
    ///
    /// # Errors
    /// [`StoreError`]; [`StoreError::Damaged`] for a database of another role or tenant.
    pub async fn open(path: &Path, limit: Option<u64>, tenant: &str) -> Result<LeaderStore, StoreError> {
        super::open(path, limit, include_str!("../../schema/leader.sql"), "leader", tenant).await.map(LeaderStore)
    }

    /// Writes down that a subject's one request of a period is signed. False where another request was signed before.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn issue(&self, period: u64, subject: &[u8; 32], request: &[u8; 32]) -> Result<bool, StoreError> {
        let mut tx = begin(&self.0).await?;
        let insert = "INSERT INTO tokens_issued (period, subject, request) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING";
        let period = integer(period);
        let new = sqlx::query(insert).bind(period).bind(subject.as_slice()).bind(request.as_slice());
        new.execute(&mut *tx).await?;
        let select = "SELECT request FROM tokens_issued WHERE period = $1 AND subject = $2";
        let row = sqlx::query(select).bind(period).bind(subject.as_slice()).fetch_one(&mut *tx).await?;
        let signed: Vec<u8> = row.try_get(0)?;
        tx.commit().await?;
        Ok(signed == request)
    }

    /// Takes reports of one task. What is there already is taken silently, draft section 4.5.3; what it answers are the others'
    /// errors.
    ///
    /// # Errors
    /// [`StoreError`]: none of them was taken.
    pub async fn accept(&self, task: TaskId, reports: &[Accepted]) -> Result<Vec<(ReportId, ReportError)>, StoreError> {
        let mut tx = begin(&self.0).await?;
        let t = task.0.as_slice();
        let ids = reports.iter().map(|r| r.id.0.as_slice());
        let known = among(&mut tx, "SELECT report FROM reports WHERE task = ", t, " AND report IN (", ids).await?;
        let (mut errors, mut fresh) = (Vec::new(), BTreeMap::<u64, Vec<&Accepted>>::new());
        // Two of one id in one request are one report.
        let mut named = BTreeSet::new();
        for report in reports.iter().filter(|r| !known.contains(r.id.0.as_slice()) && named.insert(r.id.0)) {
            fresh.entry(report.period).or_default().push(report);
        }
        for (period, reports) in fresh {
            if batch(&mut tx, t, integer(period)).await?.job.is_some() {
                errors.extend(reports.iter().map(|r| (r.id, ReportError::BatchCollected)));
                continue;
            }
            let tokens = reports.iter().map(|r| r.token.0.as_slice());
            let mut spent_now = spend(&mut tx, t, integer(period), tokens).await?;
            let (taken, replayed): (Vec<&Accepted>, Vec<&Accepted>) =
                reports.into_iter().partition(|r| spent_now.remove(r.token.0.as_slice()));
            errors.extend(replayed.iter().map(|r| (r.id, ReportError::ReportReplayed)));
            for some in taken.chunks(ROWS) {
                let mut insert = QueryBuilder::new("INSERT INTO reports (task, report, period, state, bytes) ");
                insert.push_values(some, |mut row, report| {
                    row.push_bind(t).push_bind(report.id.0.as_slice()).push_bind(integer(period));
                    row.push_bind(WAITS).push_bind(report.bytes.as_slice());
                });
                insert.build().execute(&mut *tx).await?;
            }
        }
        tx.commit().await?;
        Ok(errors)
    }

    /// Puts everything that waits into aggregation jobs of at most `most` reports of one batch. By report id, which is random:
    /// the order of arrival goes no further.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn make_jobs(&self, most: u32, mut id: impl FnMut() -> JobId) -> Result<(), StoreError> {
        loop {
            let mut tx = begin(&self.0).await?;
            let select = "SELECT task, period FROM reports WHERE state = $1 LIMIT 1";
            let Some(row) = sqlx::query(select).bind(WAITS).fetch_optional(&mut *tx).await? else {
                return Ok(());
            };
            let (task, period): (Vec<u8>, i64) = (row.try_get(0)?, row.try_get(1)?);
            let select = "SELECT report FROM reports WHERE state = $1 AND task = $2 AND period = $3 \
                          ORDER BY report LIMIT $4";
            let rows = sqlx::query(select).bind(WAITS).bind(&task).bind(period).bind(i64::from(most));
            let rows = rows.fetch_all(&mut *tx).await?;
            let last: Vec<u8> = rows.last().ok_or(StoreError::Damaged)?.try_get(0)?;
            let job = id();
            let update = "UPDATE reports SET state = $1, job = $2 \
                          WHERE state = $3 AND task = $4 AND period = $5 AND report <= $6";
            let update = sqlx::query(update).bind(IN_JOB).bind(job.0.as_slice()).bind(WAITS);
            update.bind(&task).bind(period).bind(&last).execute(&mut *tx).await?;
            let insert = "INSERT INTO jobs (task, job, period) VALUES ($1, $2, $3)";
            sqlx::query(insert).bind(&task).bind(job.0.as_slice()).bind(period).execute(&mut *tx).await?;
            tx.commit().await?;
        }
    }

    /// All jobs that the keeper has not answered.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn jobs(&self) -> Result<Vec<Job>, StoreError> {
        let rows = sqlx::query("SELECT task, job, period FROM jobs").fetch_all(&self.0).await?;
        rows.iter()
            .map(|r| {
                let (task, id) = (TaskId(fixed(r.try_get(0)?)?), JobId(fixed(r.try_get(1)?)?));
                Ok(Job { task, id, period: count(r.try_get(2)?)? })
            })
            .collect()
    }

    /// The reports of a job, always in the same order.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn reports(&self, job: &Job) -> Result<Vec<(ReportId, Vec<u8>)>, StoreError> {
        let select = "SELECT report, bytes FROM reports WHERE task = $1 AND job = $2 ORDER BY report";
        let rows = sqlx::query(select).bind(job.task.0.as_slice()).bind(job.id.0.as_slice()).fetch_all(&self.0);
        rows.await?.iter().map(|r| Ok((ReportId(fixed(r.try_get(0)?)?), r.try_get(1)?))).collect()
    }

    /// Ends a job: its reports are counted or refused, their bytes go, and `add` adds to the batch's share. A job that was
    /// ended before stays as it was.
    ///
    /// # Errors
    /// [`StoreError`], or what `add` says.
    pub async fn finish(
        &self,
        job: &Job,
        outcome: &Outcome,
        add: impl FnOnce(&Share) -> Result<Share, StoreError>,
    ) -> Result<(), StoreError> {
        let mut tx = begin(&self.0).await?;
        let (task, id) = (job.task.0.as_slice(), job.id.0.as_slice());
        let gone = sqlx::query("DELETE FROM jobs WHERE task = $1 AND job = $2").bind(task).bind(id);
        if gone.execute(&mut *tx).await?.rows_affected() == 0 {
            return Ok(());
        }
        let refused = "UPDATE reports SET state = $1, job = NULL, bytes = NULL WHERE task = $2 AND report = $3";
        for report in &outcome.refused {
            sqlx::query(refused).bind(REFUSED).bind(task).bind(report.0.as_slice()).execute(&mut *tx).await?;
        }
        // The rest of the job; few are ever refused.
        let counted = "UPDATE reports SET state = $1, job = NULL, bytes = NULL WHERE task = $2 AND job = $3";
        let rows = sqlx::query(counted).bind(COUNTED).bind(task).bind(id).execute(&mut *tx).await?.rows_affected();
        if rows != outcome.counted.len() as u64 {
            return Err(StoreError::Damaged);
        }
        let period = integer(job.period);
        let mut sum = batch(&mut tx, task, period).await?;
        sum.share = add(&sum.share)?;
        sum.count += outcome.counted.len() as u64;
        sum.checksum.0.iter_mut().zip(outcome.checksum.0).for_each(|(a, b)| *a ^= b);
        put_batch(&mut tx, task, period, &sum).await?;
        Ok(tx.commit().await?)
    }

    /// A batch, and how many of its reports are not aggregated yet; read together.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn batch(&self, task: TaskId, period: u64) -> Result<(Batch, u64), StoreError> {
        let mut tx = begin(&self.0).await?;
        let (task, period) = (task.0.as_slice(), integer(period));
        let select = "SELECT COUNT(*) FROM reports WHERE state IN ($1, $2) AND task = $3 AND period = $4";
        let row = sqlx::query(select).bind(WAITS).bind(IN_JOB).bind(task).bind(period).fetch_one(&mut *tx).await?;
        Ok((batch(&mut tx, task, period).await?, count(row.try_get(0)?)?))
    }

    /// Gives a batch to a collection job, unless another has it.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn claim(&self, job: &Job, request: &[u8]) -> Result<Claim, StoreError> {
        let mut tx = begin(&self.0).await?;
        let (task, id, period) = (job.task.0.as_slice(), job.id.0.as_slice(), integer(job.period));
        let select = "SELECT request FROM collections WHERE task = $1 AND job = $2";
        if let Some(row) = sqlx::query(select).bind(task).bind(id).fetch_optional(&mut *tx).await? {
            if row.try_get::<Vec<u8>, _>(0)? != request {
                return Ok(Claim::Changed);
            }
            drop(tx);
            return Ok(self.collection(job.task, job.id).await?.map_or(Claim::Changed, Claim::Job));
        }
        let found = batch(&mut tx, task, period).await?;
        if found.job.is_some() {
            return Ok(Claim::Overlap);
        }
        put_batch(&mut tx, task, period, &found).await?;
        let update = "UPDATE batches SET job = $1 WHERE task = $2 AND period = $3";
        sqlx::query(update).bind(id).bind(task).bind(period).execute(&mut *tx).await?;
        let insert = "INSERT INTO collections (task, job, period, request, state) VALUES ($1, $2, $3, $4, $5)";
        let row = sqlx::query(insert).bind(task).bind(id).bind(period).bind(request).bind(OPEN);
        row.execute(&mut *tx).await?;
        tx.commit().await?;
        Ok(Claim::Job(Collection::Open))
    }

    /// How a collection job stands; None where there is none.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn collection(&self, task: TaskId, job: JobId) -> Result<Option<Collection>, StoreError> {
        let select = "SELECT state, response, problem FROM collections WHERE task = $1 AND job = $2";
        let row = sqlx::query(select).bind(task.0.as_slice()).bind(job.0.as_slice()).fetch_optional(&self.0).await?;
        let Some(row) = row else { return Ok(None) };
        Ok(Some(match row.try_get::<i64, _>(0)? {
            DONE => Collection::Done(row.try_get(1)?),
            FAILED => Collection::Failed(row.try_get(2)?),
            _ => Collection::Open,
        }))
    }

    /// All collection jobs that are not done, with their requests.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn collections(&self) -> Result<Vec<(Job, Vec<u8>)>, StoreError> {
        let select = "SELECT task, job, period, request FROM collections WHERE state = $1";
        let rows = sqlx::query(select).bind(OPEN).fetch_all(&self.0).await?;
        rows.iter()
            .map(|r| {
                let (task, id) = (TaskId(fixed(r.try_get(0)?)?), JobId(fixed(r.try_get(1)?)?));
                Ok((Job { task, id, period: count(r.try_get(2)?)? }, r.try_get(3)?))
            })
            .collect()
    }

    /// Ends a collection job with its answer, which has the noise in it. The share without noise goes.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn complete(&self, job: &Job, response: &[u8]) -> Result<(), StoreError> {
        let mut tx = begin(&self.0).await?;
        let (task, id, period) = (job.task.0.as_slice(), job.id.0.as_slice(), integer(job.period));
        let update = "UPDATE collections SET state = $1, response = $2 WHERE task = $3 AND job = $4 AND state = $5";
        let update = sqlx::query(update).bind(DONE).bind(response).bind(task).bind(id).bind(OPEN);
        if update.execute(&mut *tx).await?.rows_affected() > 0 {
            let erase = "UPDATE batches SET share = $1 WHERE task = $2 AND period = $3";
            sqlx::query(erase).bind([].as_slice()).bind(task).bind(period).execute(&mut *tx).await?;
        }
        Ok(tx.commit().await?)
    }

    /// Ends a collection job with a problem, and gives its batch back.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn fail(&self, job: &Job, problem: &str) -> Result<(), StoreError> {
        let mut tx = begin(&self.0).await?;
        let (task, id, period) = (job.task.0.as_slice(), job.id.0.as_slice(), integer(job.period));
        let update = "UPDATE collections SET state = $1, problem = $2 WHERE task = $3 AND job = $4 AND state = $5";
        let update = sqlx::query(update).bind(FAILED).bind(problem).bind(task).bind(id).bind(OPEN);
        if update.execute(&mut *tx).await?.rows_affected() > 0 {
            let free = "UPDATE batches SET job = NULL WHERE task = $1 AND period = $2 AND job = $3";
            sqlx::query(free).bind(task).bind(period).bind(id).execute(&mut *tx).await?;
        }
        Ok(tx.commit().await?)
    }

    /// Closes the file.
    pub async fn close(&self) {
        self.0.close().await;
    }
}
