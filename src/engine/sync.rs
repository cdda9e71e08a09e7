//! What leaves: the questions with this person's answers, and a report sealed against the ledger.

use crate::map::{Map, Set};

use serde::{Deserialize, Serialize};

use super::Engine;
use super::state::{Act, Deed};
use crate::clock::{Millis, Now};
use crate::error::EngineError;
use crate::recommend::{Difficulty, Feedback, difficulty};
use crate::signal::Progress;
use crate::sync::{
    Asked, Clip, Day, Encoding, Facts, Ledger, LedgerError, Measure, Measurement, Outcomes, Partition, Period,
    task_info,
};

/// What is kept of the person's side of the sync.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct SyncState {
    pub(super) ledger: Ledger,
    /// Measures that are answered with "no answer".
    pub(super) no: Set<String>,
    /// Nothing is sent at all.
    pub(super) nothing: bool,
    /// Attribute to option, as the person typed it.
    pub(super) groups: Map<String, String>,
    /// What was sealed, oldest first.
    pub(super) receipts: Vec<Receipt>,
}

impl SyncState {
    /// Before the snapshot's own is read.
    pub(super) fn unborn() -> SyncState {
        SyncState::new(Day(0))
    }

    pub(super) fn new(today: Day) -> SyncState {
        SyncState {
            ledger: Ledger::new(today),
            no: Set::new(),
            nothing: false,
            groups: Map::new(),
            receipts: Vec::new(),
        }
    }
}

/// What the person can read about a report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Receipt {
    /// Period id.
    pub period: String,
    /// When it was sealed.
    pub at: Millis,
    /// Its questions.
    pub questions: Vec<ReceiptRow>,
    /// The year's spending before, in millionths of rho.
    pub before: u64,
    /// And after.
    pub after: u64,
    /// Bytes sent to both parties together; 0 until it was sent.
    pub bytes: u64,
    /// When both halves were taken; none while it waits.
    pub sent: Option<Millis>,
}

/// One question of a receipt.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ReceiptRow {
    /// Measure id.
    pub measure: String,
    /// The question as it was.
    pub question: String,
    /// Cell.
    pub cell: String,
    /// False for "no answer".
    pub answered: bool,
    /// What it cost, in millionths of rho.
    pub micro_rho: u64,
    /// The DAP task, hex of `task_info`.
    pub task_info: String,
}

/// A question with the answer that would be given now.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct QuestionView {
    /// Measure id.
    pub id: String,
    /// The question.
    pub question: String,
    /// Why it is asked.
    pub purpose: String,
    /// Who asks.
    pub owner: String,
    /// Who reviewed it.
    pub reviewer: String,
    /// First day on which it is asked no more.
    pub expires: Day,
    /// The person lets it be answered.
    pub on: bool,
    /// Names of the marks that would be set, in the dictionary's order; of an outcome one.
    pub marks: Vec<String>,
    /// Places of the answer, and how many are set.
    pub places: u32,
    /// Places set.
    pub set: u32,
    /// False where it would be "no answer": said so, nothing known, no group, or nothing left in the ledger.
    pub answered: bool,
    /// The cells it is asked over, with noise and cost.
    pub asked: Vec<AskedView>,
}

/// One partition of a question.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct AskedView {
    /// Which partition.
    pub over: Partition,
    /// The person's cell.
    pub cell: String,
    /// People of the cell.
    pub people: u32,
    /// One aggregator's variance; a sum carries twice that.
    pub sigma2: u64,
    /// Cost in millionths of rho.
    pub micro_rho: u64,
}

/// The page "what leaves this browser".
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct LeavesView {
    /// The period that a report made now would be about; none when nothing is asked or all is answered.
    pub period: Option<PeriodView>,
    /// The next period that will be asked about, when none is open.
    pub next: Option<PeriodView>,
    /// The questions of that period.
    pub questions: Vec<QuestionView>,
    /// Year of the ledger.
    pub year: i32,
    /// The cap, in millionths of rho.
    pub cap: u64,
    /// Spent this year.
    pub spent: u64,
    /// What the next report costs.
    pub cost: u64,
    /// The epsilon that the cap amounts to, and at which delta, as the dictionary writes them.
    pub epsilon: String,
    /// Delta.
    pub delta: String,
    /// The person said that nothing is sent.
    pub nothing: bool,
    /// What can be said of oneself, and what was said.
    pub attributes: Vec<AttributeView>,
    /// Who holds the halves: leader, keeper.
    pub parties: Vec<PartyView>,
    /// Receipts, newest first.
    pub receipts: Vec<Receipt>,
    /// Where the person works is known, so that a report can be made.
    pub cell: bool,
}

/// A period as the page shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PeriodView {
    /// Id.
    pub id: String,
    /// First day.
    pub start: Day,
    /// First day after it.
    pub end: Day,
    /// Sent by itself from this day.
    pub due: Day,
    /// Not taken from this day on.
    pub closes: Day,
    /// True from `due` on.
    pub is_due: bool,
}

/// An attribute and what the person said.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AttributeView {
    /// Id.
    pub id: String,
    /// Name.
    pub label: String,
    /// Options: id and name.
    pub options: Vec<crate::sync::Named>,
    /// Option id, or none.
    pub said: Option<String>,
}

/// One of the two who hold the halves.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PartyView {
    /// `leader` or `keeper`.
    pub role: &'static str,
    /// Name.
    pub name: String,
    /// Who runs it.
    pub operator: String,
    /// Base URL.
    pub url: String,
}

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

/// What the person sets on that page.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(tag = "set", rename_all = "snake_case")]
pub enum SyncSetting {
    /// Answer a question, or give "no answer".
    Answer {
        /// Measure id.
        measure: String,
        /// Yes or no.
        on: bool,
    },
    /// Say something of oneself, or take it back.
    Group {
        /// Attribute id.
        attribute: String,
        /// Option id; none takes it back.
        option: Option<String>,
    },
    /// Send nothing at all, or let reports go.
    Nothing {
        /// True: nothing.
        nothing: bool,
    },
}

impl Engine {
    /// Changes what the person lets be answered. Nothing is sent by it.
    ///
    /// # Errors
    /// `sync.unknown` where the dictionary does not know the measure, attribute or option.
    pub fn sync_set(&mut self, setting: SyncSetting) -> Result<(), EngineError> {
        let dictionary = &self.company.dictionary;
        let unknown = |id: &str| Err(SyncSettingError::Unknown(id.to_owned()).into());
        let sync = &mut self.state.sync;
        match setting {
            SyncSetting::Answer { measure, on } => {
                if !dictionary.measures.iter().any(|m| m.id == measure) {
                    return unknown(&measure);
                }
                if on {
                    sync.no.remove(&measure);
                } else {
                    sync.no.insert(measure);
                }
            }
            SyncSetting::Group { attribute, option } => {
                let Some(known) = dictionary.attribute(&attribute) else { return unknown(&attribute) };
                match option {
                    Some(option) if known.options.iter().any(|o| o.id == option) => {
                        sync.groups.insert(attribute, option);
                    }
                    Some(option) => return unknown(&option),
                    None => {
                        sync.groups.remove(&attribute);
                    }
                }
            }
            SyncSetting::Nothing { nothing } => sync.nothing = nothing,
        }
        Ok(())
    }

    /// Starts the ledger anew, as after a restored backup: every period that has ended counts as answered.
    pub fn sync_restored(&mut self, now: Now) {
        self.state.sync.ledger.since = self.state.sync.ledger.since.max(Day::of(now.at));
    }

    /// The page "what leaves this browser".
    pub(super) fn leaves(&self, now: Now) -> LeavesView {
        let today = Day::of(now.at);
        let (dictionary, sync) = (&self.company.dictionary, &self.state.sync);
        let open = self.open_period(today);
        let next = dictionary.periods.iter().find(|p| p.start > today);
        let shown = open.or(next);
        let facts = shown.map(|p| self.facts(p, now));
        let mut charged = 0;
        let questions: Vec<QuestionView> = match (shown, &facts) {
            (Some(period), Some(facts)) => {
                let question = |m: &Measure| self.question(m, facts, today, &mut charged);
                dictionary.asked_in(period).map(question).collect()
            }
            _ => Vec::new(),
        };
        let view = |p: &Period| PeriodView {
            id: p.id.clone(),
            start: p.start,
            end: p.end,
            due: p.due,
            closes: p.closes,
            is_due: p.due <= today,
        };
        let party = |role, a: &crate::sync::Aggregator| PartyView {
            role,
            name: a.name.clone(),
            operator: a.operator.clone(),
            url: a.url.clone(),
        };
        let terms = dictionary.ledger.as_ref();
        LeavesView {
            period: open.map(view),
            next: next.map(view),
            questions,
            year: today.year(),
            cap: terms.map_or(0, |t| t.cap_micro_rho),
            spent: sync.ledger.spent(dictionary, today.year()),
            cost: charged,
            epsilon: terms.map_or_else(String::new, |t| t.epsilon.clone()),
            delta: terms.map_or_else(String::new, |t| t.delta.clone()),
            nothing: sync.nothing,
            attributes: dictionary
                .attributes
                .iter()
                .map(|a| AttributeView {
                    id: a.id.clone(),
                    label: a.label.clone(),
                    options: a.options.clone(),
                    said: sync.groups.get(&a.id).cloned(),
                })
                .collect(),
            parties: dictionary
                .aggregators
                .iter()
                .flat_map(|a| [party("leader", &a.leader), party("keeper", &a.keeper)])
                .collect(),
            receipts: sync.receipts.iter().rev().cloned().collect(),
            cell: self.state.cell.is_some(),
        }
    }

    /// The oldest period that may be reported on today.
    fn open_period(&self, today: Day) -> Option<&Period> {
        let dictionary = &self.company.dictionary;
        let asked = |p: &&Period| dictionary.asked_in(p).next().is_some();
        dictionary.periods.iter().filter(asked).find(|p| self.state.sync.ledger.may(p, today).is_ok())
    }

    fn question(&self, measure: &Measure, facts: &Facts, today: Day, charged: &mut u64) -> QuestionView {
        let sync = &self.state.sync;
        let dictionary = &self.company.dictionary;
        let on = !sync.no.contains(&measure.id);
        let afford = sync.ledger.afford(dictionary, today, *charged, measure.cost());
        let answer = self.answer_to(measure, facts, Clip::First, on && afford);
        let answered = answer != Measurement::no_answer(answer.shape);
        *charged += if on && afford { measure.cost() } else { 0 };
        let people = dictionary.people();
        let asked = |a: &Asked| {
            let cell = self.cell_of(a.over).unwrap_or_default();
            AskedView {
                over: a.over,
                people: people.get(&cell).copied().unwrap_or(0),
                cell,
                sigma2: a.sigma2,
                micro_rho: a.micro_rho,
            }
        };
        QuestionView {
            id: measure.id.clone(),
            question: measure.question.clone(),
            purpose: measure.purpose.clone(),
            owner: measure.owner.clone(),
            reviewer: measure.reviewer.clone(),
            expires: measure.expires,
            on,
            marks: if answered { self.marks(measure, &answer) } else { Vec::new() },
            places: answer.shape.length(),
            set: answer.set.len() as u32,
            answered,
            asked: measure.asked.iter().map(asked).collect(),
        }
    }

    fn answer_to(&self, measure: &Measure, facts: &Facts, clip: Clip<'_>, yes: bool) -> Measurement {
        let dictionary = &self.company.dictionary;
        let attribute = match &measure.encoding {
            Encoding::Outcome { attribute, .. } => dictionary.attribute(attribute),
            _ => None,
        };
        if yes {
            measure.encoding.answer(facts, attribute, clip)
        } else {
            Measurement::no_answer(measure.encoding.shape(attribute.map_or(0, |a| a.options.len())))
        }
    }

    /// What the set places mean, in words of the pack and the catalogue.
    fn marks(&self, measure: &Measure, answer: &Measurement) -> Vec<String> {
        let (tax, cat) = (&self.company.taxonomy, &self.company.catalogue);
        let skill = |id: &String| tax.find(id).map_or_else(|| id.clone(), |s| tax.label(s).to_owned());
        let item = |id: &String| {
            let item = cat.find(id).and_then(|ix| cat.items().get(ix.0 as usize));
            item.map_or_else(|| id.clone(), |i| i.title.clone())
        };
        let last = answer.shape.length().saturating_sub(2);
        let places = answer.set.iter().filter(|p| **p < last).map(|p| *p as usize);
        match &measure.encoding {
            Encoding::Held { skills, .. } | Encoding::Goals { skills, .. } => {
                places.filter_map(|p| skills.get(p)).map(skill).collect()
            }
            Encoding::Planes { skills, levels, .. } => places
                .filter_map(|p| Some((skills.get(p % skills.len())?, levels.get(p / skills.len())?)))
                .map(|(id, level)| format!("{} {level}", skill(id)))
                .collect(),
            Encoding::Items { items, .. } => {
                places.filter(|p| p % 2 == 0).filter_map(|p| items.get(p / 2)).map(item).collect()
            }
            // Which group and which outcome is said by the page, in its own words.
            Encoding::Outcome { .. } => answer.set.iter().map(u32::to_string).collect(),
        }
    }

    fn cell_of(&self, over: Partition) -> Option<String> {
        self.state.cell.as_ref().map(|(function, region)| over.cell(function, region))
    }

    /// All that answering about a period may look at.
    fn facts(&self, period: &Period, now: Now) -> Facts {
        let tax = &self.company.taxonomy;
        let mut held = Map::new();
        let mut confidence = Vec::new();
        let mut means = Map::new();
        for (&skill, log) in &self.logs {
            let estimate = log.estimate(now.at);
            means.insert(skill, estimate.mean);
            confidence.push(log.confidence(now.at));
            if estimate.held() {
                let level = (1..=5u8).rev().find(|l| estimate.p_at_least(f64::from(*l)) >= crate::profile::HELD_FROM);
                held.insert(tax.id(skill).to_owned(), level.unwrap_or(1));
            }
        }
        let mean = |s| means.get(&s).copied().unwrap_or(0.0);
        let goal = self.goal().and_then(|id| tax.find_role(id)).and_then(|ix| tax.roles().get(ix.0 as usize));
        let needs = goal.into_iter().flat_map(|r| &r.needs).filter(|n| mean(n.skill) < f64::from(n.level));
        let goals = needs.map(|n| tax.id(n.skill).to_owned()).collect();
        let (items, taken) = self.items_and_stretch(period, &mean);
        let offered = self.steps(3, now).steps.iter().any(|s| s.difficulty == Difficulty::Stretch);
        let contests = |a: &Act| matches!(a.deed, Deed::Contest { .. }) && Day::of(Millis(a.at)) >= period.start;
        let share = confidence.iter().sum::<f64>() / confidence.len().max(1) as f64;
        Facts {
            known: !held.is_empty() || !self.logs.is_empty(),
            held,
            goals,
            items,
            outcomes: Outcomes {
                stretch: if taken { 2 } else { u8::from(offered) },
                confidence: u8::from(share >= 0.5) + u8::from(share >= 0.75),
                contested: u8::from(self.state.acts.iter().any(contests)),
            },
            groups: self.state.sync.groups.clone(),
        }
    }

    /// Items finished with "did it help?", and whether a stretch item was taken up in the period.
    fn items_and_stretch(
        &self,
        period: &Period,
        mean: &impl Fn(crate::taxonomy::SkillId) -> f64,
    ) -> (Map<String, bool>, bool) {
        let items = self.company.catalogue.items();
        let mut finished = Map::new();
        let mut taken = false;
        let mut look = |ix: crate::catalog::ItemIx, done: bool, at: Millis| {
            let Some(item) = items.get(ix.0 as usize) else { return };
            if done {
                finished.entry(item.id.clone()).or_insert(false);
            }
            let stretch = |t: &crate::catalog::Teaches| difficulty(t, mean(t.skill)) == Difficulty::Stretch;
            taken |= Day::of(at) >= period.start && item.teaches.first().is_some_and(stretch);
        };
        for (ix, (progress, at)) in &self.progress {
            look(*ix, *progress == Progress::Done, *at);
        }
        let said = self.feedback();
        for event in said.iter().filter(|e| matches!(e.what, Feedback::Started | Feedback::Done)) {
            look(event.item, event.what == Feedback::Done, event.at);
        }
        for event in said.iter().filter(|e| e.what == Feedback::Helpful) {
            if let Some(helped) = items.get(event.item.0 as usize).and_then(|i| finished.get_mut(&i.id)) {
                *helped = true;
            }
        }
        (finished, taken)
    }

    /// Makes the report on a period: charges the ledger, writes the receipt, and gives out the answers to be sealed. The
    /// caller keeps a snapshot before anything is sent. `seed` is fresh randomness.
    ///
    /// # Errors
    /// `sync.*`: nothing is charged then.
    pub fn sync_seal(&mut self, period: &str, seed: &[u8; 32], now: Now) -> Result<Sealing, EngineError> {
        let today = Day::of(now.at);
        let dictionary = self.company.dictionary.clone();
        let period = dictionary.period(period).ok_or_else(|| LedgerError::UnknownPeriod(period.to_owned()))?;
        if self.state.sync.nothing {
            return Err(LedgerError::Nothing.into());
        }
        let parties = dictionary.aggregators.as_ref().ok_or(LedgerError::NothingAsked)?;
        if dictionary.ledger.is_none() || dictionary.asked_in(period).next().is_none() {
            return Err(LedgerError::NothingAsked.into());
        }
        if self.state.cell.is_none() {
            return Err(LedgerError::NoCell.into());
        }
        self.state.sync.ledger.may(period, today)?;
        let facts = self.facts(period, now);
        let before = self.state.sync.ledger.spent(&dictionary, today.year());
        let (mut charged, mut tasks, mut questions) = (0, Vec::new(), Vec::new());
        for measure in dictionary.asked_in(period) {
            let yes = !self.state.sync.no.contains(&measure.id)
                && self.state.sync.ledger.afford(&dictionary, today, charged, measure.cost());
            // One answer for all partitions of a measure: asking twice must not name more skills than the clip lets through.
            let measurement = self.answer_to(measure, &facts, Clip::Random(seed), yes);
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
        let sync = &mut self.state.sync;
        sync.ledger.charge(period, today, charged);
        let after = sync.ledger.spent(&dictionary, today.year());
        sync.receipts.push(Receipt {
            period: period.id.clone(),
            at: now.at,
            questions,
            before,
            after,
            bytes: 0,
            sent: None,
        });
        Ok(Sealing {
            tenant: self.state.tenant.clone(),
            period: period.id.clone(),
            day: period.start.0,
            token_key: period.token_key.clone(),
            leader: parties.leader.url.clone(),
            keeper: parties.keeper.url.clone(),
            keeper_hpke: parties.keeper.hpke_config.clone(),
            min_batch: dictionary.min_batch,
            tasks,
        })
    }

    /// Notes on the receipt that both parties took the report.
    pub fn sync_sent(&mut self, period: &str, bytes: u64, now: Now) {
        if let Some(receipt) = self.state.sync.receipts.iter_mut().find(|r| r.period == period && r.sent.is_none()) {
            receipt.bytes = bytes;
            receipt.sent = Some(now.at);
        }
    }
}

/// Why a setting was not taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SyncSettingError {
    /// The dictionary does not know it.
    #[error("the dictionary has no {0:?}")]
    Unknown(String),
}

impl crate::error::Coded for SyncSettingError {
    fn code(&self) -> &'static str {
        "sync.unknown"
    }
    fn args(&self) -> Map<&'static str, String> {
        let SyncSettingError::Unknown(id) = self;
        Map::from([("id", id.clone())])
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}
