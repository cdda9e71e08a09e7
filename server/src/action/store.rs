//! Actions with all their steps, in insight's database: a trail that only grows.

use serde::Serialize;
use sqlx::{Row as _, SqlitePool};

use super::proposal::{ActionError, Proposal};
use super::state::{Act, State};
use crate::store::{StoreError, begin};

/// Longest note, characters.
const NOTE: usize = 2000;

/// One step of an action.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Step {
    /// What was done.
    pub act: Act,
    /// Why.
    pub note: String,
    /// The login that did it.
    pub who: String,
    /// When, milliseconds.
    pub at: i64,
}

/// An action with all its steps.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Action {
    /// Its number, from 1.
    pub number: u64,
    /// What was proposed.
    pub proposal: Proposal,
    /// From the first on.
    pub steps: Vec<Step>,
}

impl Action {
    /// Where it stands.
    pub fn state(&self) -> State {
        self.steps.last().map_or(State::Proposed, |step| step.act.leads_to())
    }

    /// Whether this login proposed it.
    pub fn is_of(&self, who: &str) -> bool {
        self.steps.first().is_some_and(|step| step.who == who)
    }

    /// When it was published; None where it never was.
    pub fn published(&self) -> Option<i64> {
        self.steps.iter().find(|step| step.act == Act::Publish).map(|step| step.at)
    }
}

/// The table of `schema/action.sql`.
#[derive(Debug, Clone)]
pub struct ActionStore(SqlitePool);

impl ActionStore {
    /// Makes the table in insight's database where it is missing.
    ///
    /// # Errors
    /// [`StoreError`].
    pub(crate) async fn within(pool: &SqlitePool) -> Result<ActionStore, StoreError> {
        let mut tx = begin(pool).await?;
        sqlx::raw_sql(include_str!("../../schema/action.sql")).execute(&mut *tx).await?;
        tx.commit().await?;
        Ok(ActionStore(pool.clone()))
    }

    /// Keeps a new proposal; answers its number.
    ///
    /// # Errors
    /// [`ActionError`]: nothing was kept.
    pub async fn propose(&self, proposal: &Proposal, note: &str, who: &str, at: i64) -> Result<u64, ActionError> {
        fits(Act::Propose, note)?;
        let number = self.all().await?.iter().map(|a| a.number).max().unwrap_or(0) + 1;
        let body = serde_json::to_string(proposal).map_err(|_| StoreError::Failed)?;
        self.add(number, 1, Act::Propose, note, who, at, &body).await?;
        Ok(number)
    }

    /// Adds a step to one that has `steps` so far; nothing is ever changed or taken away.
    ///
    /// # Errors
    /// [`ActionError`]: nothing was kept.
    pub async fn act(&self, number: u64, steps: u64, act: Act, by: (&str, i64), note: &str) -> Result<(), ActionError> {
        fits(act, note)?;
        let all = self.all().await?;
        let action = all.iter().find(|a| a.number == number).ok_or(ActionError::Unknown)?;
        if action.steps.len() as u64 != steps {
            return Err(ActionError::Conflict);
        }
        let (state, own) = (action.state(), action.is_of(by.0));
        if !state.may(own).contains(&act) {
            let other = state.may(!own).contains(&act);
            return Err(if other && own { ActionError::SecondPerson } else { ActionError::State });
        }
        self.add(number, steps + 1, act, note, by.0, by.1, "").await
    }

    #[expect(clippy::too_many_arguments, reason = "the columns of a row")]
    async fn add(
        &self,
        number: u64,
        step: u64,
        act: Act,
        note: &str,
        who: &str,
        at: i64,
        body: &str,
    ) -> Result<(), ActionError> {
        let insert = "INSERT INTO action_steps (number, step, act, note, who, at, body) \
                      VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (number, step) DO NOTHING";
        let whole = |n: u64| i64::try_from(n).unwrap_or(i64::MAX);
        let query = sqlx::query(insert).bind(whole(number)).bind(whole(step)).bind(act.word()).bind(note.trim());
        // The other of two at once has this step: it stands, and this one is told so.
        match query.bind(who).bind(at).bind(body).execute(&self.0).await.map_err(StoreError::from)?.rows_affected() {
            1 => Ok(()),
            _ => Err(ActionError::Conflict),
        }
    }

    /// All of them, with their steps in order.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn all(&self) -> Result<Vec<Action>, StoreError> {
        let select = "SELECT number, act, note, who, at, body FROM action_steps ORDER BY number, step";
        let mut all: Vec<Action> = Vec::new();
        for row in sqlx::query(select).fetch_all(&self.0).await? {
            let number = u64::try_from(row.try_get::<i64, _>(0)?).map_err(|_| StoreError::Damaged)?;
            let act = Act::of(row.try_get(1)?).ok_or(StoreError::Damaged)?;
            let step = Step { act, note: row.try_get(2)?, who: row.try_get(3)?, at: row.try_get(4)? };
            match all.last_mut().filter(|a| a.number == number) {
                Some(action) => action.steps.push(step),
                None => {
                    let body: String = row.try_get(5)?;
                    let proposal = serde_json::from_str(&body).map_err(|_| StoreError::Damaged)?;
                    all.push(Action { number, proposal, steps: vec![step] });
                }
            }
        }
        Ok(all)
    }
}

fn fits(act: Act, note: &str) -> Result<(), ActionError> {
    let said = !note.trim().is_empty() || !act.wants_note();
    if said && note.chars().count() <= NOTE { Ok(()) } else { Err(ActionError::Note) }
}
