//! All tasks of a tenant, derived from its dictionary: each aggregator derives its own, so neither can invent a question.

use std::collections::BTreeMap;
use std::sync::Arc;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use skillkeep::sync::{Day, Dictionary, Measure, Period, Shape, task_info};
use skillkeep_dap::aggregator::Task;
use skillkeep_dap::messages::{Interval, ReportError, ReportMetadata, TaskId};
use skillkeep_dap::task::{TaskConfiguration, VdafConfig};
use skillkeep_dap::token::{EXTENSION_TYPE, Token, TokenHash, TokenKey};

/// The report extensions that both aggregators know.
pub const KNOWN: &[u16] = &[EXTENSION_TYPE];

/// Why a dictionary makes no tasks.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum TasksError {
    /// It names no aggregators, or no smallest batch.
    #[error("the dictionary names no aggregators or no smallest batch")]
    NothingAsked,
    /// A period's token key is not one.
    #[error("the token key of period {0:?} is not one")]
    TokenKey(String),
    /// A measure cannot be run: its days, its length or its noise.
    #[error("measure {0:?} cannot be run")]
    Measure(String),
}

impl TasksError {
    /// A stable code.
    pub fn code(&self) -> &'static str {
        match self {
            TasksError::NothingAsked => "tasks.nothing_asked",
            TasksError::TokenKey(_) => "tasks.token_key",
            TasksError::Measure(_) => "tasks.measure",
        }
    }
}

/// A period, in days since 1970-01-01.
#[derive(Debug, Clone)]
pub struct Span {
    /// Its id in the dictionary.
    pub id: String,
    /// First day; the time of every report about it.
    pub start: u64,
    /// First day after it.
    pub end: u64,
    /// First day on which nothing is uploaded any more.
    pub closes: u64,
    /// Public key of its tokens. Without one it takes no report.
    pub token_key: Option<TokenKey>,
    /// First day and first day after it, as in the dictionary.
    pub written: [String; 2],
}

impl Span {
    /// Its batch on the wire.
    pub fn interval(&self) -> Interval {
        Interval { start: self.start, duration: self.end - self.start }
    }

    /// Are reports uploaded today?
    pub fn open(&self, today: u64) -> bool {
        self.start <= today && today < self.closes
    }
}

/// One question, asked over one cell.
#[derive(Debug)]
pub struct Asked {
    /// The DAP task.
    pub task: Task,
    /// Measure id.
    pub measure: String,
    /// Cell name.
    pub cell: String,
    /// People of the cell.
    pub people: u64,
    /// Variance of one aggregator's noise.
    pub sigma2: u64,
    /// The periods in which it is asked.
    pub periods: Vec<Arc<Span>>,
}

impl Asked {
    /// The period of a report of this time: exactly its first day, so that no time tells anything.
    pub fn at(&self, time: u64) -> Option<&Span> {
        self.periods.iter().find(|s| s.start == time).map(Arc::as_ref)
    }

    /// The period that is exactly this interval.
    pub fn batch(&self, interval: &Interval) -> Option<&Span> {
        self.periods.iter().find(|s| s.interval() == *interval).map(Arc::as_ref)
    }
}

/// All tasks of a tenant.
#[derive(Debug)]
pub struct Tasks {
    /// The tenant.
    pub tenant: String,
    /// Version of the dictionary.
    pub dictionary: u64,
    /// Fewest reports of a batch.
    pub min_batch: u64,
    /// All periods.
    pub periods: Vec<Arc<Span>>,
    by_id: BTreeMap<TaskId, Arc<Asked>>,
}

impl Tasks {
    /// Derives all tasks of a dictionary. `seed` is what the two aggregators share; whoever only collects may give any.
    ///
    /// # Errors
    /// [`TasksError`].
    pub fn derive(dictionary: &Dictionary, tenant: &str, seed: &[u8; 32]) -> Result<Tasks, TasksError> {
        let min_batch = u64::from(dictionary.min_batch);
        let parties = dictionary.aggregators.as_ref().filter(|_| min_batch > 0).ok_or(TasksError::NothingAsked)?;
        let urls = [parties.leader.url.as_str(), parties.keeper.url.as_str()];
        let periods: Vec<(&Period, Arc<Span>)> =
            dictionary.periods.iter().map(|p| Ok((p, Arc::new(span(p)?)))).collect::<Result<_, _>>()?;
        let people = dictionary.people();
        let mut by_id = BTreeMap::new();
        for measure in &dictionary.measures {
            let asked_in: Vec<Arc<Span>> =
                periods.iter().filter(|(p, _)| measure.asked_in(p)).map(|(_, s)| Arc::clone(s)).collect();
            for asked in &measure.asked {
                let cells = dictionary.headcount.iter().map(|h| asked.over.cell(&h.function, &h.region));
                let cells: std::collections::BTreeSet<String> = cells.collect();
                for cell in cells {
                    let wrong = || TasksError::Measure(measure.id.clone());
                    let info = task_info(measure, asked, &cell);
                    let vdaf = vdaf(measure.encoding.shape(dictionary.options(measure)));
                    let configuration =
                        TaskConfiguration::new(info, urls, min_batch, vdaf, days(measure).ok_or_else(wrong)?)
                            .map_err(|_| wrong())?;
                    let id = configuration.derive_id(tenant).map_err(|_| wrong())?;
                    let task = Task::new(id, configuration, seed).map_err(|_| wrong())?;
                    let people = u64::from(people.get(&cell).copied().unwrap_or(0));
                    let row = Asked {
                        task,
                        measure: measure.id.clone(),
                        people,
                        cell,
                        sigma2: asked.sigma2,
                        periods: asked_in.clone(),
                    };
                    by_id.insert(id, Arc::new(row));
                }
            }
        }
        let periods = periods.into_iter().map(|(_, s)| s).collect();
        Ok(Tasks { tenant: tenant.to_owned(), dictionary: dictionary.version, min_batch, periods, by_id })
    }

    /// A task by id.
    pub fn get(&self, id: TaskId) -> Option<&Arc<Asked>> {
        self.by_id.get(&id)
    }

    /// A period by id.
    pub fn period(&self, id: &str) -> Option<&Arc<Span>> {
        self.periods.iter().find(|s| s.id == id)
    }

    /// All of them, by task id.
    pub fn all(&self) -> impl Iterator<Item = &Arc<Asked>> {
        self.by_id.values()
    }

    /// The token that a report brings, if it is one of the tenant's of this period: exactly one, well signed.
    ///
    /// # Errors
    /// [`ReportError::InvalidMessage`].
    pub fn token(&self, span: &Span, metadata: &ReportMetadata) -> Result<TokenHash, ReportError> {
        let mut tokens = metadata.public_extensions.iter().filter(|e| e.kind == EXTENSION_TYPE);
        let (Some(one), None, Some(key)) = (tokens.next(), tokens.next(), span.token_key.as_ref()) else {
            return Err(ReportError::InvalidMessage);
        };
        let token = Token::decode(&one.data).map_err(|_| ReportError::InvalidMessage)?;
        key.verify(&token, &self.tenant, &span.id).map_err(|_| ReportError::InvalidMessage)?;
        Ok(token.hash())
    }
}

fn day(day: Day) -> u64 {
    u64::try_from(day.0).unwrap_or(0)
}

fn span(period: &Period) -> Result<Span, TasksError> {
    let wrong = || TasksError::TokenKey(period.id.clone());
    let token_key = match period.token_key.as_str() {
        "" => None,
        text => {
            let der = STANDARD.decode(text).map_err(|_| wrong())?;
            Some(TokenKey::from_spki(&der).map_err(|_| wrong())?)
        }
    };
    Ok(Span {
        id: period.id.clone(),
        start: day(period.start),
        end: day(period.end),
        closes: day(period.closes),
        token_key,
        written: [period.start.to_string(), period.end.to_string()],
    })
}

fn days(measure: &Measure) -> Option<Interval> {
    let (start, end) = (day(measure.starts), day(measure.expires));
    end.checked_sub(start).map(|duration| Interval { start, duration })
}

fn vdaf(shape: Shape) -> VdafConfig {
    match shape {
        Shape::Histogram { length } => VdafConfig::histogram(length),
        Shape::Multihot { length, max_weight } => VdafConfig::multihot(length, max_weight.into()),
    }
}
