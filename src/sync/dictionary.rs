//! The dictionary: the signed list of everything that is asked, of whom, when, and who holds the halves.

use crate::map::{Map, Set};

use serde::{Deserialize, Serialize};

use super::{Day, Encoding, Measure, micro_rho};
use crate::error::Coded;

/// Most marks (skills, items) that one measure may list: an answer stays within a few kilobytes.
const MOST_MARKS: usize = 256;
/// Most items of a measure that asks what is taken together: their pairs make a report of three quarters of a megabyte.
const MOST_TOGETHER: usize = 300;
/// Most of them that one person may name.
const MOST_TOGETHER_CLIP: u32 = 48;
/// Longest term of a list, bytes.
const LONGEST_TERM: usize = 120;

/// Why a dictionary was not believed. The one before stays.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum DictionaryError {
    /// Not JSON, or not of this shape.
    #[error("the dictionary cannot be read: {0}")]
    Malformed(String),
    /// A format that this engine does not know.
    #[error("the dictionary has the format {0:?}")]
    Format(String),
    /// Two of one kind share an id, or an id is empty.
    #[error("{what} {id:?} is there twice or has no name")]
    Id {
        /// `measure`, `period`, `function`, …
        what: &'static str,
        /// The id.
        id: String,
    },
    /// A measure says a cost that its noise does not have.
    #[error("measure {measure:?} says it costs {said} millionths of rho, and its noise costs {is}")]
    Cost {
        /// Measure id.
        measure: String,
        /// In the dictionary.
        said: u64,
        /// By sensitivity and variance.
        is: u64,
    },
    /// A measure that cannot be answered: no marks, too many, no clip, an unknown attribute, nothing asked.
    #[error("measure {measure:?}: {why}")]
    Measure {
        /// Measure id.
        measure: String,
        /// One sentence.
        why: &'static str,
    },
    /// A period that ends before it begins, is due outside itself, or overlaps another.
    #[error("period {0:?} is not a period")]
    Period(String),
}

impl Coded for DictionaryError {
    fn code(&self) -> &'static str {
        match self {
            // The code that it had before there were measures.
            DictionaryError::Malformed(_) => "open.dictionary",
            DictionaryError::Format(_) => "open.dictionary",
            DictionaryError::Id { .. } => "dictionary.id",
            DictionaryError::Cost { .. } => "dictionary.cost",
            DictionaryError::Measure { .. } => "dictionary.measure",
            DictionaryError::Period(_) => "dictionary.period",
        }
    }
    fn args(&self) -> Map<&'static str, String> {
        match self {
            DictionaryError::Id { id, .. } => Map::from([("id", id.clone())]),
            DictionaryError::Cost { measure, .. } | DictionaryError::Measure { measure, .. } => {
                Map::from([("id", measure.clone())])
            }
            DictionaryError::Period(id) => Map::from([("id", id.clone())]),
            DictionaryError::Malformed(detail) | DictionaryError::Format(detail) => {
                Map::from([("detail", detail.clone())])
            }
        }
    }
}

/// An id and its name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Named {
    /// Stable id.
    pub id: String,
    /// Name.
    pub label: String,
}

/// How many people there are in one cell of function and region: what the employer knows anyway.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Headcount {
    /// Function id.
    pub function: String,
    /// Region id.
    pub region: String,
    /// People.
    pub people: u32,
}

/// What a person's ledger allows in one UTC year.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct LedgerTerms {
    /// Hard cap, in millionths of zCDP rho.
    pub cap_micro_rho: u64,
    /// Delta at which `epsilon` is said, as written.
    pub delta: String,
    /// The epsilon that the cap amounts to at `delta`, as written; for people to read.
    pub epsilon: String,
}

/// One of the two parties.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Aggregator {
    /// Name, as the page shows it.
    pub name: String,
    /// Who runs it.
    pub operator: String,
    /// Base URL; absolute, or a path of the page's own origin.
    pub url: String,
    /// DAP HpkeConfig, base64. Pinned for the keeper.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub hpke_config: String,
}

/// The two parties who would have to collude.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Aggregators {
    /// Run by the company.
    pub leader: Aggregator,
    /// Run by somebody the employer does not control.
    pub keeper: Aggregator,
}

/// A signed pair of UTC days about which a report is made, and when it is taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Period {
    /// Stable id, `2026-q4`.
    pub id: String,
    /// First day.
    pub start: Day,
    /// First day after it.
    pub end: Day,
    /// From this day on engines report by themselves.
    pub due: Day,
    /// First day on which no report is taken any more.
    pub closes: Day,
    /// Public key of this period's tokens (SPKI, base64).
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub token_key: String,
}

/// Something that people may say of themselves; it stays in the browser and leaves only as a cell of a sealed histogram.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attribute {
    /// Stable id.
    pub id: String,
    /// Name.
    pub label: String,
    /// What can be said.
    pub options: Vec<Named>,
    /// Option that audits compare with.
    pub reference: String,
}

/// The dictionary.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Dictionary {
    /// `skillkeep-dictionary/2`; `/1` names cells and asks nothing.
    pub format: String,
    /// Version; only rises.
    pub version: u64,
    /// Functions.
    pub functions: Vec<Named>,
    /// Regions.
    pub regions: Vec<Named>,
    /// People in each cell.
    #[serde(default)]
    pub headcount: Vec<Headcount>,
    /// Fewest reports of a batch that is released.
    #[serde(default)]
    pub min_batch: u32,
    /// Terms of everybody's ledger.
    #[serde(default)]
    pub ledger: Option<LedgerTerms>,
    /// The two parties.
    #[serde(default)]
    pub aggregators: Option<Aggregators>,
    /// Periods, in the order of time.
    #[serde(default)]
    pub periods: Vec<Period>,
    /// What people may say of themselves.
    #[serde(default)]
    pub attributes: Vec<Attribute>,
    /// The questions.
    pub measures: Vec<Measure>,
}

impl Dictionary {
    /// Reads a dictionary whose signature was checked by the manifest, and judges it.
    ///
    /// # Errors
    /// [`DictionaryError`].
    pub fn parse(json: &[u8]) -> Result<Dictionary, DictionaryError> {
        let dictionary: Dictionary =
            serde_json::from_slice(json).map_err(|e| DictionaryError::Malformed(e.to_string()))?;
        match dictionary.format.as_str() {
            "skillkeep-dictionary/1" | "skillkeep-dictionary/2" => dictionary.judge().map(|()| dictionary),
            other => Err(DictionaryError::Format(other.to_owned())),
        }
    }

    fn judge(&self) -> Result<(), DictionaryError> {
        unique("function", self.functions.iter().map(|f| f.id.as_str()))?;
        unique("region", self.regions.iter().map(|r| r.id.as_str()))?;
        unique("attribute", self.attributes.iter().map(|a| a.id.as_str()))?;
        unique("period", self.periods.iter().map(|p| p.id.as_str()))?;
        unique("measure", self.measures.iter().map(|m| m.id.as_str()))?;
        let mut last = Day(i32::MIN);
        for p in &self.periods {
            if !(last <= p.start && p.start < p.end && p.start <= p.due && p.due < p.closes) {
                return Err(DictionaryError::Period(p.id.clone()));
            }
            last = p.end;
        }
        self.measures.iter().try_for_each(|m| self.judge_measure(m))
    }

    fn judge_measure(&self, measure: &Measure) -> Result<(), DictionaryError> {
        let wrong = |why| Err(DictionaryError::Measure { measure: measure.id.clone(), why });
        let (marks, clip) = match &measure.encoding {
            Encoding::Held { skills, clip } | Encoding::Goals { skills, clip } => (skills, *clip),
            Encoding::Planes { skills, levels, clip } => {
                if levels.is_empty() || levels.windows(2).any(|w| w[0] >= w[1]) || levels.iter().any(|l| *l > 5) {
                    return wrong("levels must rise, within 1 to 5");
                }
                (skills, *clip)
            }
            Encoding::Items { items, clip } => (items, *clip),
            Encoding::Together { items, clip } => {
                if items.len() > MOST_TOGETHER || *clip > MOST_TOGETHER_CLIP {
                    return wrong("taken together are at most 300 items, and 48 of one person");
                }
                (items, *clip)
            }
            Encoding::Terms { terms, clip } => (terms, *clip),
            Encoding::Change { skills, clip, experiment } => {
                if let Some(why) = experiment.fault() {
                    return wrong(why);
                }
                if *clip == 0 || *clip > 500 {
                    return wrong("a change is clipped within 5 levels");
                }
                (skills, 1)
            }
            Encoding::Paths { roles } => (roles, 1),
            Encoding::Outcome { attribute, with, .. } => {
                if with.as_ref() == Some(attribute) {
                    return wrong("its two attributes are the same");
                }
                for id in measure.encoding.groups() {
                    let Some(attribute) = self.attribute(id) else {
                        return wrong("its attribute is not in the dictionary");
                    };
                    unique("option", attribute.options.iter().map(|o| o.id.as_str()))?;
                    if !attribute.options.iter().any(|o| o.id == attribute.reference) {
                        return wrong("its attribute's reference is not one of its options");
                    }
                }
                if self.options(measure) > MOST_MARKS {
                    return wrong("it tells more than 256 groups apart");
                }
                return self.judge_costs(measure);
            }
        };
        let together = matches!(measure.encoding, Encoding::Together { .. });
        if marks.is_empty() || (marks.len() > MOST_MARKS && !together) {
            return wrong("it lists no mark, or more than 256");
        }
        if measure.encoding.terms().iter().any(|t| t.len() > LONGEST_TERM || !t.contains(char::is_alphanumeric)) {
            return wrong("a term has a letter or digit, and at most 120 bytes");
        }
        unique("mark", marks.iter().map(String::as_str))?;
        if clip == 0 || clip as usize > marks.len() {
            return wrong("its clip is 0 or more than its marks");
        }
        self.judge_costs(measure)
    }

    fn judge_costs(&self, measure: &Measure) -> Result<(), DictionaryError> {
        let partitions: Set<_> = measure.asked.iter().map(|a| a.over).collect();
        if measure.asked.is_empty() || partitions.len() < measure.asked.len() {
            let why = "it is asked over no partition, or over one twice";
            return Err(DictionaryError::Measure { measure: measure.id.clone(), why });
        }
        for asked in &measure.asked {
            let is = micro_rho(measure.encoding.delta2(), asked.sigma2).unwrap_or(u64::MAX);
            if asked.micro_rho != is {
                return Err(DictionaryError::Cost { measure: measure.id.clone(), said: asked.micro_rho, is });
            }
        }
        Ok(())
    }

    /// A period by id.
    pub fn period(&self, id: &str) -> Option<&Period> {
        self.periods.iter().find(|p| p.id == id)
    }

    /// An attribute by id.
    pub fn attribute(&self, id: &str) -> Option<&Attribute> {
        self.attributes.iter().find(|a| a.id == id)
    }

    /// The attributes that an outcome measure is told beside; none for other measures.
    pub fn groups(&self, measure: &Measure) -> Vec<&Attribute> {
        measure.encoding.groups().filter_map(|id| self.attribute(id)).collect()
    }

    /// Groups that an outcome measure tells apart; 0 for other measures.
    pub fn options(&self, measure: &Measure) -> usize {
        super::encode::groups(&self.groups(measure))
    }

    /// The measures that are asked about a period.
    pub fn asked_in<'d>(&'d self, period: &'d Period) -> impl Iterator<Item = &'d Measure> {
        self.measures.iter().filter(|m| m.asked_in(period))
    }

    /// What a person pays for a whole period, in millionths of rho.
    pub fn cost(&self, period: &Period) -> u64 {
        self.asked_in(period).fold(0, |sum, m| sum.saturating_add(m.cost()))
    }

    /// People by cell name, of every partition.
    pub fn people(&self) -> Map<String, u32> {
        use super::Partition::{Company, Function, FunctionRegion, Region};
        let mut people = Map::new();
        for h in &self.headcount {
            for partition in [Company, Function, Region, FunctionRegion] {
                *people.entry(partition.cell(&h.function, &h.region)).or_default() += h.people;
            }
        }
        people
    }
}

fn unique<'i>(what: &'static str, ids: impl Iterator<Item = &'i str>) -> Result<(), DictionaryError> {
    let mut seen = Set::new();
    for id in ids {
        if id.is_empty() || !seen.insert(id) {
            return Err(DictionaryError::Id { what, id: id.to_owned() });
        }
    }
    Ok(())
}
