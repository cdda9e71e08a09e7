//! Findings with owner and outcome: a trail that only grows.

use serde::{Deserialize, Serialize};
use sqlx::{Row as _, SqlitePool};

use crate::store::{StoreError, begin};

/// Longest note, characters.
const NOTE: usize = 2000;
/// Longest name, characters.
const NAME: usize = 200;

/// What came of a finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum State {
    /// Nothing yet.
    Open,
    /// There is a reason that stands.
    Explained,
    /// What caused it was changed.
    Fixed,
}

impl State {
    fn word(self) -> &'static str {
        match self {
            State::Open => "open",
            State::Explained => "explained",
            State::Fixed => "fixed",
        }
    }

    fn of(word: &str) -> Option<State> {
        [State::Open, State::Explained, State::Fixed].into_iter().find(|s| s.word() == word)
    }
}

/// A finding with all its steps.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// Its number, from 1.
    pub number: u64,
    /// Period id.
    pub period: String,
    /// Measure id.
    pub measure: String,
    /// What was found, in a few words.
    pub subject: String,
    /// From the first on.
    pub steps: Vec<Step>,
}

/// One step of a finding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// Who looks after it.
    pub owner: String,
    /// What came of it.
    pub state: State,
    /// Why.
    pub note: String,
    /// The login that wrote it.
    pub who: String,
    /// When, milliseconds.
    pub at: i64,
}

/// A new finding or, with a number, a further step of one.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Told {
    /// Of which finding; None for a new one.
    pub number: Option<u64>,
    /// Steps that were read: a finding that has more by now is not written over.
    #[serde(default)]
    pub steps: u64,
    /// Period id; of a new one.
    #[serde(default)]
    pub period: String,
    /// Measure id; of a new one.
    #[serde(default)]
    pub measure: String,
    /// A few words; of a new one.
    #[serde(default)]
    pub subject: String,
    /// Who looks after it.
    pub owner: String,
    /// What came of it.
    pub state: State,
    /// Why.
    pub note: String,
}

/// Why a step is not kept.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum FindingError {
    /// No owner or subject, no note where one is closed, or a text that is too long.
    #[error("a finding has a subject, an owner and, once it is closed, a note")]
    Incomplete,
    /// A period or measure that is not in the dictionary.
    #[error("the finding names a period or a question that is not in the dictionary")]
    Subject,
    /// No such finding.
    #[error("there is no such finding")]
    Unknown,
    /// Somebody was quicker.
    #[error("the finding has another step since it was read")]
    Conflict,
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl FindingError {
    /// A stable code.
    pub fn code(&self) -> &str {
        match self {
            FindingError::Incomplete => "finding.incomplete",
            FindingError::Subject => "finding.subject",
            FindingError::Unknown => "finding.unknown",
            FindingError::Conflict => "finding.conflict",
            FindingError::Store(e) => e.code(),
        }
    }
}

impl Told {
    /// Whether it may be kept.
    ///
    /// # Errors
    /// [`FindingError::Incomplete`].
    pub fn judge(&self) -> Result<(), FindingError> {
        let name = |text: &str| !text.trim().is_empty() && text.chars().count() <= NAME;
        let closed = self.state != State::Open;
        let fits = name(&self.owner) && (self.number.is_some() || name(&self.subject));
        let note = self.note.chars().count() <= NOTE && (!closed || !self.note.trim().is_empty());
        if fits && note { Ok(()) } else { Err(FindingError::Incomplete) }
    }
}

/// The table of `schema/audit.sql`.
#[derive(Debug, Clone)]
pub struct FindingsStore(SqlitePool);

impl FindingsStore {
    /// Makes the table in insight's database where it is missing.
    ///
    /// # Errors
    /// [`StoreError`].
    pub(crate) async fn within(pool: &SqlitePool) -> Result<FindingsStore, StoreError> {
        let mut tx = begin(pool).await?;
        sqlx::raw_sql(include_str!("../../schema/audit.sql")).execute(&mut *tx).await?;
        tx.commit().await?;
        Ok(FindingsStore(pool.clone()))
    }

    /// Adds a step; nothing is ever changed or taken away.
    ///
    /// # Errors
    /// [`FindingError`]: nothing was kept.
    pub async fn add(&self, told: &Told, who: &str, at: i64) -> Result<(), FindingError> {
        told.judge()?;
        let all = self.all().await?;
        let (number, step, period, measure, subject) = match told.number {
            None => {
                let next = all.iter().map(|f| f.number).max().unwrap_or(0) + 1;
                (next, 1, &told.period, &told.measure, &told.subject)
            }
            Some(number) => {
                let found = all.iter().find(|f| f.number == number).ok_or(FindingError::Unknown)?;
                if found.steps.len() as u64 != told.steps {
                    return Err(FindingError::Conflict);
                }
                (number, told.steps + 1, &found.period, &found.measure, &found.subject)
            }
        };
        let insert = "INSERT INTO audit_findings (number, step, period, measure, subject, owner, state, note, who, at) \
                      VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT (number, step) DO NOTHING";
        let whole = |n: u64| i64::try_from(n).unwrap_or(i64::MAX);
        let query = sqlx::query(insert).bind(whole(number)).bind(whole(step)).bind(period).bind(measure).bind(subject);
        let query = query.bind(told.owner.trim()).bind(told.state.word()).bind(told.note.trim()).bind(who).bind(at);
        // The other of two at once has this step: it stands, and this one is told so.
        match query.execute(&self.0).await.map_err(StoreError::from)?.rows_affected() {
            1 => Ok(()),
            _ => Err(FindingError::Conflict),
        }
    }

    /// All of them, with their steps in order.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn all(&self) -> Result<Vec<Finding>, StoreError> {
        let select = "SELECT number, period, measure, subject, owner, state, note, who, at FROM audit_findings \
                      ORDER BY number, step";
        let mut all: Vec<Finding> = Vec::new();
        for row in sqlx::query(select).fetch_all(&self.0).await? {
            let number = u64::try_from(row.try_get::<i64, _>(0)?).map_err(|_| StoreError::Damaged)?;
            let state = State::of(row.try_get(5)?).ok_or(StoreError::Damaged)?;
            let step = Step {
                owner: row.try_get(4)?,
                state,
                note: row.try_get(6)?,
                who: row.try_get(7)?,
                at: row.try_get(8)?,
            };
            match all.last_mut().filter(|f| f.number == number) {
                Some(finding) => finding.steps.push(step),
                None => all.push(Finding {
                    number,
                    period: row.try_get(1)?,
                    measure: row.try_get(2)?,
                    subject: row.try_get(3)?,
                    steps: vec![step],
                }),
            }
        }
        Ok(all)
    }
}
