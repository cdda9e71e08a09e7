//! A report: made once, charged before it leaves.

use serde::Serialize;

use super::{Receipt, ReceiptRow};
use crate::clock::Now;
use crate::engine::Engine;
use crate::error::EngineError;
use crate::sync::{Aggregators, Clip, Day, LedgerError, Measurement, Period, task_info};
use crate::trust::hex;

/// Everything that a report needs to be sealed. It is charged already: what is lost on the way is lost.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Sealing {
    /// Tenant; a task is derived from it.
    pub tenant: String,
    /// Period id.
    pub period: String,
    /// Report time of everybody: the period's first day, in days since 1970.
    pub day: i32,
    /// Public key of the period's tokens, SPKI, base64.
    pub token_key: String,
    /// Base URLs as the dictionary has them.
    pub leader: String,
    /// The keeper's.
    pub keeper: String,
    /// The keeper's pinned HpkeConfig, base64.
    pub keeper_hpke: String,
    /// Fewest reports of a batch.
    pub min_batch: u32,
    /// One for each question and partition.
    pub tasks: Vec<SealTask>,
}

/// One answer on its way to one task.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct SealTask {
    /// Measure id.
    pub measure: String,
    /// Cell.
    pub cell: String,
    /// Hex.
    pub task_info: String,
    /// First and last-but-one day of the task, since 1970.
    pub starts: i32,
    /// First day after it.
    pub expires: i32,
    /// The answer.
    pub measurement: Measurement,
}

/// A report before it is charged.
struct Draft {
    sealing: Sealing,
    questions: Vec<ReceiptRow>,
    micro_rho: u64,
}

impl Engine {
    /// Makes the report on a period: charges the ledger, writes the receipt, and gives out the answers to be sealed. The
    /// caller keeps a snapshot before anything is sent. `seed` is fresh randomness.
    ///
    /// # Errors
    /// `sync.*`: nothing is charged then.
    pub fn sync_seal(&mut self, period: &str, seed: &[u8; 32], now: Now) -> Result<Sealing, EngineError> {
        let today = Day::of(now.at);
        let dictionary = &self.company.dictionary;
        let period = dictionary.period(period).ok_or_else(|| LedgerError::UnknownPeriod(period.to_owned()))?.clone();
        if self.state.sync.nothing {
            return Err(LedgerError::Nothing.into());
        }
        // What cannot be drafted today cannot be drafted later either: it is said before the calendar is.
        self.may_draft(&period)?;
        self.state.sync.ledger.may(&period, today)?;
        let Draft { sealing, questions, micro_rho } = self.draft(&period, Clip::Random(seed), now)?;
        let dictionary = &self.company.dictionary;
        let sync = &mut self.state.sync;
        let before = sync.ledger.spent(dictionary, today.year());
        sync.ledger.charge(&period, today, micro_rho);
        let after = sync.ledger.spent(dictionary, today.year());
        sync.receipts.push(Receipt { period: period.id, at: now.at, questions, before, after, bytes: 0, sent: None });
        Ok(sealing)
    }

    /// The report that could be made now, for a trial sealing: nothing is charged and no receipt written. Where more could be
    /// named than the clip lets through it names the first. None where no period is open, or where the person works was not said.
    pub fn sync_preview(&self, now: Now) -> Option<Sealing> {
        let period = self.open_period(Day::of(now.at))?;
        self.draft(period, Clip::First, now).ok().map(|draft| draft.sealing)
    }

    fn may_draft(&self, period: &Period) -> Result<&Aggregators, LedgerError> {
        let dictionary = &self.company.dictionary;
        let parties = dictionary.aggregators.as_ref().ok_or(LedgerError::NothingAsked)?;
        if dictionary.ledger.is_none() || dictionary.asked_in(period).next().is_none() {
            return Err(LedgerError::NothingAsked);
        }
        if self.state.cell.is_none() {
            return Err(LedgerError::NoCell);
        }
        Ok(parties)
    }

    fn draft(&self, period: &Period, clip: Clip<'_>, now: Now) -> Result<Draft, LedgerError> {
        let parties = self.may_draft(period)?;
        let (dictionary, today) = (&self.company.dictionary, Day::of(now.at));
        let facts = self.facts(period, now);
        let (mut charged, mut tasks, mut questions) = (0, Vec::new(), Vec::new());
        for measure in dictionary.asked_in(period) {
            let yes = !self.state.sync.no.contains(&measure.id)
                && self.state.sync.ledger.afford(dictionary, today, charged, measure.cost());
            // One answer for all partitions of a measure: asking twice must not name more skills than the clip lets through.
            let measurement = self.answer_to(measure, &facts, clip, yes);
            // Saying "no" or having nothing to say costs as much as an answer: what is charged must not depend on the profile.
            charged += if yes { measure.cost() } else { 0 };
            for asked in &measure.asked {
                let cell = self.cell_of(asked.over).ok_or(LedgerError::NoCell)?;
                let info = hex(&task_info(measure, asked, &cell));
                questions.push(ReceiptRow {
                    measure: measure.id.clone(),
                    question: measure.question.clone(),
                    cell: cell.clone(),
                    answered: measurement != Measurement::no_answer(measurement.shape),
                    micro_rho: if yes { asked.micro_rho } else { 0 },
                    task_info: info.clone(),
                });
                tasks.push(SealTask {
                    measure: measure.id.clone(),
                    cell,
                    task_info: info,
                    starts: measure.starts.0,
                    expires: measure.expires.0,
                    measurement: measurement.clone(),
                });
            }
        }
        let sealing = Sealing {
            tenant: self.state.tenant.clone(),
            period: period.id.clone(),
            day: period.start.0,
            token_key: period.token_key.clone(),
            leader: parties.leader.url.clone(),
            keeper: parties.keeper.url.clone(),
            keeper_hpke: parties.keeper.hpke_config.clone(),
            min_batch: dictionary.min_batch,
            tasks,
        };
        Ok(Draft { sealing, questions, micro_rho: charged })
    }

    /// Notes on the receipt that both parties took the report.
    pub fn sync_sent(&mut self, period: &str, bytes: u64, now: Now) {
        if let Some(receipt) = self.state.sync.receipts.iter_mut().find(|r| r.period == period && r.sent.is_none()) {
            receipt.bytes = bytes;
            receipt.sent = Some(now.at);
        }
    }
}
