//! Proposals, decisions and changes in insight's database. Whatever must be true together is one transaction.

use sqlx::sqlite::SqliteRow;
use sqlx::{QueryBuilder, Row, Sqlite, SqlitePool};

use crate::store::{StoreError, Tx, begin};

/// Where a proposal stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// Waits for a decision.
    Open,
    /// Waits for the next review.
    Deferred,
    /// To be in the next pack.
    Accepted,
    /// Not to be.
    Rejected,
    /// In a pack that is in place. It can no longer be undone, only changed by another proposal.
    Released,
}

impl Status {
    const ALL: [Status; 5] = [Status::Open, Status::Deferred, Status::Accepted, Status::Rejected, Status::Released];

    /// Its word in database and JSON.
    pub fn word(self) -> &'static str {
        match self {
            Status::Open => "open",
            Status::Deferred => "deferred",
            Status::Accepted => "accepted",
            Status::Rejected => "rejected",
            Status::Released => "released",
        }
    }

    fn of(word: &str) -> Result<Status, StoreError> {
        Status::ALL.into_iter().find(|s| s.word() == word).ok_or(StoreError::Damaged)
    }
}

/// A proposal as it comes in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct New {
    /// Its id: the same change has the same one.
    pub id: String,
    /// What it would do.
    pub kind: String,
    /// Part of the vocabulary.
    pub domain: String,
    /// Where it is from.
    pub raised: String,
    /// Ids of skills that it names.
    pub skills: Vec<String>,
    /// Its JSON.
    pub body: String,
}

/// A proposal as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// Its id.
    pub id: String,
    /// Where it stands.
    pub status: Status,
    /// How often it was changed; whoever decides says which one was read.
    pub version: i64,
    /// When it came, milliseconds since 1970.
    pub at: i64,
    /// Why it was decided so.
    pub note: String,
    /// When it was decided.
    pub decided: Option<i64>,
    /// Its JSON.
    pub body: String,
}

/// What is asked for.
#[derive(Debug, Clone, Default, serde::Deserialize)]
pub struct Filter {
    /// Only of this status.
    pub status: Option<Status>,
    /// Only of this kind.
    pub kind: Option<String>,
    /// Only of this part of the vocabulary.
    pub domain: Option<String>,
    /// Only from there.
    pub raised: Option<String>,
    /// Only those that name this skill.
    pub skill: Option<String>,
    /// Number of the first.
    #[serde(default)]
    pub from: u32,
}

/// What became of proposals that came in.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize)]
pub struct Taken {
    /// Not there before.
    pub new: usize,
    /// There and not decided: their evidence was brought up to date.
    pub renewed: usize,
    /// There and decided: left as they are.
    pub decided: usize,
    /// The very file was taken before: nothing was counted twice.
    pub again: bool,
}

/// Why nothing was decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum DecideError {
    /// No such proposal.
    #[error("there is no such proposal")]
    Unknown,
    /// Somebody else was quicker.
    #[error("the proposal was changed since it was read")]
    Conflict,
    /// A pack that has it is in place, or there is nothing to undo.
    #[error("the proposal cannot be decided so any more")]
    Settled,
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<sqlx::Error> for DecideError {
    fn from(error: sqlx::Error) -> DecideError {
        DecideError::Store(error.into())
    }
}

const COLUMNS: &str = "id, status, version, at, note, decided, body";

/// The tables of `schema/taxonomy.sql`.
#[derive(Debug, Clone)]
pub struct TaxonomyStore(pub(super) SqlitePool);

impl TaxonomyStore {
    /// Makes the tables in insight's database where they are missing: a database of before gets them, and loses nothing.
    ///
    /// # Errors
    /// [`StoreError`].
    pub(crate) async fn within(pool: &SqlitePool) -> Result<TaxonomyStore, StoreError> {
        let mut tx = begin(pool).await?;
        sqlx::raw_sql(include_str!("../../schema/taxonomy.sql")).execute(&mut *tx).await?;
        tx.commit().await?;
        Ok(TaxonomyStore(pool.clone()))
    }

    /// Takes proposals, all or none. `file`: stands for the file they came in, which counts once. `merge` makes one body of the kept and the newly come one, or None to keep what is there.
    ///
    /// # Errors
    /// [`StoreError`]: none was taken.
    pub async fn take(
        &self,
        all: &[New],
        now: i64,
        file: Option<&str>,
        merge: impl Fn(&str, &str) -> Option<String>,
    ) -> Result<Taken, StoreError> {
        let mut tx = begin(&self.0).await?;
        let mut taken = Taken::default();
        if let Some(file) = file {
            let insert = "INSERT INTO taxonomy_files (digest, at) VALUES ($1, $2) ON CONFLICT DO NOTHING";
            if sqlx::query(insert).bind(file).bind(now).execute(&mut *tx).await?.rows_affected() == 0 {
                return Ok(Taken { again: true, ..taken });
            }
        }
        for new in all {
            match one(&mut tx, &new.id).await? {
                None => {
                    let insert = "INSERT INTO taxonomy_proposals \
                                  (id, kind, domain, raised, status, version, at, note, decided, body) \
                                  VALUES ($1, $2, $3, $4, $5, 1, $6, '', NULL, $7)";
                    let row = sqlx::query(insert).bind(&new.id).bind(&new.kind).bind(&new.domain).bind(&new.raised);
                    row.bind(Status::Open.word()).bind(now).bind(&new.body).execute(&mut *tx).await?;
                    for skill in &new.skills {
                        let insert = "INSERT INTO taxonomy_proposal_skills (skill, proposal) VALUES ($1, $2) \
                                      ON CONFLICT DO NOTHING";
                        sqlx::query(insert).bind(skill).bind(&new.id).execute(&mut *tx).await?;
                    }
                    taken.new += 1;
                }
                Some(kept) if matches!(kept.status, Status::Open | Status::Deferred) => {
                    if let Some(body) = merge(&kept.body, &new.body).filter(|body| *body != kept.body) {
                        let update = "UPDATE taxonomy_proposals SET body = $2, version = version + 1 WHERE id = $1";
                        sqlx::query(update).bind(&new.id).bind(body).execute(&mut *tx).await?;
                    }
                    taken.renewed += 1;
                }
                Some(_) => taken.decided += 1,
            }
        }
        tx.commit().await?;
        Ok(taken)
    }

    /// A page of at most `most` proposals, those that wait first, then the newest; and how many there are in all.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn list(&self, filter: &Filter, most: u32) -> Result<(u64, Vec<Kept>), StoreError> {
        let mut count = QueryBuilder::new("SELECT COUNT(*) FROM taxonomy_proposals WHERE 1 = 1");
        restrict(&mut count, filter);
        let total: i64 = count.build().fetch_one(&self.0).await?.try_get(0)?;
        let mut select = QueryBuilder::new(format!("SELECT {COLUMNS} FROM taxonomy_proposals WHERE 1 = 1"));
        restrict(&mut select, filter);
        select.push(
            " ORDER BY CASE status WHEN 'open' THEN 0 WHEN 'deferred' THEN 1 WHEN 'accepted' THEN 2 ELSE 3 END, \
             COALESCE(decided, at) DESC, id LIMIT ",
        );
        select.push_bind(i64::from(most)).push(" OFFSET ").push_bind(i64::from(filter.from));
        let rows = select.build().fetch_all(&self.0).await?;
        Ok((u64::try_from(total).unwrap_or(0), rows.iter().map(kept).collect::<Result<_, _>>()?))
    }

    /// How many there are of each value of status, kind, domain and source, for the choices of a page.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn counts(&self) -> Result<[Vec<(String, u64)>; 4], StoreError> {
        let mut all: [Vec<(String, u64)>; 4] = Default::default();
        let selects = [
            "SELECT status, COUNT(*) FROM taxonomy_proposals GROUP BY status ORDER BY status",
            "SELECT kind, COUNT(*) FROM taxonomy_proposals GROUP BY kind ORDER BY kind",
            "SELECT domain, COUNT(*) FROM taxonomy_proposals GROUP BY domain ORDER BY domain",
            "SELECT raised, COUNT(*) FROM taxonomy_proposals GROUP BY raised ORDER BY raised",
        ];
        for (into, select) in all.iter_mut().zip(selects) {
            for row in sqlx::query(select).fetch_all(&self.0).await? {
                into.push((row.try_get(0)?, u64::try_from(row.try_get::<i64, _>(1)?).unwrap_or(0)));
            }
        }
        Ok(all)
    }

    /// One proposal.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn get(&self, id: &str) -> Result<Option<Kept>, StoreError> {
        let mut tx = self.0.begin().await?;
        one(&mut tx, id).await
    }

    /// Decides. `version`: the one that was read.
    ///
    /// # Errors
    /// [`DecideError`]: nothing was changed.
    pub async fn decide(&self, id: &str, version: i64, to: Status, note: &str, now: i64) -> Result<Kept, DecideError> {
        let mut tx = begin(&self.0).await?;
        let kept = one(&mut tx, id).await?.ok_or(DecideError::Unknown)?;
        if kept.version != version {
            return Err(DecideError::Conflict);
        }
        // Undoing is deciding that it is open; what is open has nothing to undo, and what is decided is undone first.
        let open = matches!(kept.status, Status::Open | Status::Deferred);
        let may = match (kept.status, to) {
            (Status::Released, _) | (_, Status::Released) | (Status::Open, Status::Open) => false,
            (_, Status::Open) => true,
            _ => open,
        };
        if !may {
            return Err(DecideError::Settled);
        }
        let update = "UPDATE taxonomy_proposals SET status = $2, note = $3, decided = $4, version = version + 1 \
                      WHERE id = $1";
        let decided = (to != Status::Open).then_some(now);
        sqlx::query(update).bind(id).bind(to.word()).bind(note).bind(decided).execute(&mut *tx).await?;
        let kept = one(&mut tx, id).await?.ok_or(DecideError::Unknown)?;
        tx.commit().await?;
        Ok(kept)
    }

    /// Everything that is accepted and not released, in order of id.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn accepted(&self) -> Result<Vec<Kept>, StoreError> {
        let select = format!("SELECT {COLUMNS} FROM taxonomy_proposals WHERE status = $1 ORDER BY id");
        let rows = sqlx::query(sqlx::AssertSqlSafe(select)).bind(Status::Accepted.word()).fetch_all(&self.0).await?;
        rows.iter().map(kept).collect()
    }
}

fn restrict(query: &mut QueryBuilder<Sqlite>, filter: &Filter) {
    let status = filter.status.map(|s| s.word().to_owned());
    let columns = [("status", status), ("kind", filter.kind.clone()), ("domain", filter.domain.clone())];
    for (column, value) in columns.into_iter().chain([("raised", filter.raised.clone())]) {
        if let Some(value) = value {
            query.push(format!(" AND {column} = ")).push_bind(value);
        }
    }
    if let Some(skill) = &filter.skill {
        query.push(" AND id IN (SELECT proposal FROM taxonomy_proposal_skills WHERE skill = ");
        query.push_bind(skill.clone()).push(")");
    }
}

async fn one(tx: &mut Tx, id: &str) -> Result<Option<Kept>, StoreError> {
    let select = "SELECT id, status, version, at, note, decided, body FROM taxonomy_proposals WHERE id = $1";
    sqlx::query(select).bind(id).fetch_optional(&mut **tx).await?.as_ref().map(kept).transpose()
}

fn kept(row: &SqliteRow) -> Result<Kept, StoreError> {
    Ok(Kept {
        id: row.try_get(0)?,
        status: Status::of(row.try_get(1)?)?,
        version: row.try_get(2)?,
        at: row.try_get(3)?,
        note: row.try_get(4)?,
        decided: row.try_get(5)?,
        body: row.try_get(6)?,
    })
}
