//! What a person has spent. Kept by the engine; charged when a report is sealed, never refunded.

use crate::map::Map;

use serde::{Deserialize, Serialize};

use super::{Day, Dictionary, Period};
use crate::error::Coded;

/// Why a report is not made.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum LedgerError {
    /// This engine has reported on this period, or must assume that it did.
    #[error("the report on {0:?} was made already")]
    Answered(String),
    /// No such period in the dictionary.
    #[error("the dictionary has no period {0:?}")]
    UnknownPeriod(String),
    /// Before its first day, or after it closed.
    #[error("no report on {0:?} is taken today")]
    NotOpen(String),
    /// The person, or the browser's Global Privacy Control, said that nothing is sent.
    #[error("nothing is sent, as was said")]
    Nothing,
    /// The dictionary asks nothing, or names no ledger or no aggregators.
    #[error("the dictionary asks nothing")]
    NothingAsked,
    /// Reports are about a cell, and where the person works was not said.
    #[error("where the person works was not said")]
    NoCell,
}

impl Coded for LedgerError {
    fn code(&self) -> &'static str {
        match self {
            LedgerError::Answered(_) => "sync.answered",
            LedgerError::UnknownPeriod(_) => "sync.unknown_period",
            LedgerError::NotOpen(_) => "sync.not_open",
            LedgerError::Nothing => "sync.nothing",
            LedgerError::NothingAsked => "sync.nothing_asked",
            LedgerError::NoCell => "sync.no_cell",
        }
    }
    fn args(&self) -> Map<&'static str, String> {
        match self {
            LedgerError::Answered(id) | LedgerError::UnknownPeriod(id) | LedgerError::NotOpen(id) => {
                Map::from([("id", id.clone())])
            }
            _ => Map::new(),
        }
    }
}

/// A period that was reported on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answered {
    /// Period id.
    pub period: String,
    /// UTC day of sealing; its year is charged.
    pub on: Day,
    /// Millionths of rho.
    pub micro_rho: u64,
}

/// The ledger.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ledger {
    /// The day on which this ledger began: a first opening, an erasure, a restored backup. What was open before is taken as
    /// answered, since nobody here can know better.
    pub since: Day,
    /// What was sealed.
    pub answered: Vec<Answered>,
}

impl Ledger {
    /// A ledger that begins today.
    pub fn new(today: Day) -> Ledger {
        Ledger { since: today, answered: Vec::new() }
    }

    /// Millionths of rho spent in a UTC year: what was sealed in it, and what must be assumed of the time before the ledger
    /// began.
    pub fn spent(&self, dictionary: &Dictionary, year: i32) -> u64 {
        let sealed = self.answered.iter().filter(|a| a.on.year() == year).map(|a| a.micro_rho);
        let assumed = dictionary
            .periods
            .iter()
            // A report on a period that had ended may have been sealed until it closed; the year in which it was due counts.
            .filter(|p| p.due.year() == year && self.assumed(p))
            .map(|p| dictionary.cost(p));
        sealed.chain(assumed).fold(0, u64::saturating_add)
    }

    /// Must this period be taken as answered, though nothing here says so?
    pub fn assumed(&self, period: &Period) -> bool {
        period.end <= self.since && !self.sealed(&period.id)
    }

    fn sealed(&self, id: &str) -> bool {
        self.answered.iter().any(|a| a.period == id)
    }

    /// May a report on this period be made today?
    ///
    /// # Errors
    /// [`LedgerError`].
    pub fn may(&self, period: &Period, today: Day) -> Result<(), LedgerError> {
        if self.sealed(&period.id) {
            return Err(LedgerError::Answered(period.id.clone()));
        }
        if today < period.start || period.closes <= today {
            return Err(LedgerError::NotOpen(period.id.clone()));
        }
        if self.assumed(period) {
            return Err(LedgerError::Answered(period.id.clone()));
        }
        Ok(())
    }

    /// Charges one measure if the year's cap allows it. Answers whether it did; where it did not, the measure is answered with
    /// "no answer", which costs nothing.
    pub fn afford(&self, dictionary: &Dictionary, today: Day, already: u64, cost: u64) -> bool {
        let cap = dictionary.ledger.as_ref().map_or(0, |l| l.cap_micro_rho);
        let spent = self.spent(dictionary, today.year());
        spent.checked_add(already).and_then(|s| s.checked_add(cost)).is_some_and(|s| s <= cap)
    }

    /// Writes a charge down.
    pub fn charge(&mut self, period: &Period, today: Day, micro_rho: u64) {
        self.answered.push(Answered { period: period.id.clone(), on: today, micro_rho });
    }
}
