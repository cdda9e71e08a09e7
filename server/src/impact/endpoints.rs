//! The company's own numbers by cell and period, as a CSV: quality, cycle time and the like, and what its HR system counts. Bad lines are
//! reported and left out; the others are taken.

use std::collections::BTreeSet;

use serde::Serialize;
use skillkeep_insight::Interval;
use skillkeep_insight::exact::rate_interval;
use skillkeep_insight::exact::rates::RateMethod;
use skillkeep_insight::impact::Change;

use super::experiments::Within;
use crate::insight::Company;

/// Most lines of one file.
pub const MOST: usize = 20_000;
/// Most bad lines that a report names.
const REPORTED: usize = 50;
/// A number about fewer people could be one person's.
const FEWEST: u64 = 5;

/// What can be told by cell and period.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[allow(missing_docs, reason = "each variant is the metric of its name; docs/impact.md says what each is")]
pub enum Metric {
    Quality,
    CycleTime,
    Nps,
    Quota,
    Safety,
    InternalFill,
    Mobility,
    CriticalFill,
    Compliance,
    PromptAdoption,
    PathSuccess,
    Productive,
}

/// What a metric's `value` is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// A mean over `people`, with its standard deviation.
    Mean,
    /// How many of `people`.
    Count,
    /// How many of the `people` still waiting had the event in their `month`.
    Event,
}

impl Metric {
    /// All of them.
    pub const ALL: [Metric; 12] = [
        Metric::Quality,
        Metric::CycleTime,
        Metric::Nps,
        Metric::Quota,
        Metric::Safety,
        Metric::InternalFill,
        Metric::Mobility,
        Metric::CriticalFill,
        Metric::Compliance,
        Metric::PromptAdoption,
        Metric::PathSuccess,
        Metric::Productive,
    ];

    /// Its word in tables and JSON.
    pub fn id(self) -> &'static str {
        match self {
            Metric::Quality => "quality",
            Metric::CycleTime => "cycle_time",
            Metric::Nps => "nps",
            Metric::Quota => "quota",
            Metric::Safety => "safety",
            Metric::InternalFill => "internal_fill",
            Metric::Mobility => "mobility",
            Metric::CriticalFill => "critical_fill",
            Metric::Compliance => "compliance",
            Metric::PromptAdoption => "prompt_adoption",
            Metric::PathSuccess => "path_success",
            Metric::Productive => "productive",
        }
    }

    /// The metric of a word.
    pub fn of(word: &str) -> Option<Metric> {
        Metric::ALL.into_iter().find(|m| m.id() == word)
    }

    /// What its `value` is.
    pub fn shape(self) -> Shape {
        match self {
            Metric::Quality | Metric::CycleTime | Metric::Nps | Metric::Quota | Metric::Safety => Shape::Mean,
            Metric::Productive => Shape::Event,
            _ => Shape::Count,
        }
    }

    /// More of it is better; of a time or of accidents less is.
    pub fn up(self) -> bool {
        !matches!(self, Metric::CycleTime | Metric::Safety)
    }
}

/// One number of one cell and period.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// Of what.
    pub metric: Metric,
    /// Cell name, as the dictionary has it.
    pub cell: String,
    /// Period id.
    pub period: String,
    /// Months since people began, of an [`Shape::Event`].
    pub month: Option<u32>,
    /// By the metric's shape.
    pub value: f64,
    /// People it is about.
    pub people: u64,
    /// Standard deviation among them, of a [`Shape::Mean`].
    pub sd: Option<f64>,
}

impl Row {
    /// As sums.
    pub fn change(&self) -> Change {
        let (n, sd) = (self.people as f64, self.sd.unwrap_or(0.0));
        match self.metric.shape() {
            Shape::Mean => Change::exact(n, self.value * n, (self.value * self.value + sd * sd) * n),
            _ => Change::exact(n, self.value, self.value),
        }
    }

    /// Mean or share with its 95 %: of a process, so sampling is in it. None where it cannot be told.
    pub fn within(&self) -> Option<Within> {
        if self.metric.shape() == Shape::Mean {
            return self.change().mean().ok().filter(|e| e.variance > 0.0).map(Within::from);
        }
        share(self.value as u64, self.people)
    }
}

/// A share of exact counts, with Wilson's interval.
pub fn share(yes: u64, all: u64) -> Option<Within> {
    let interval: Interval = rate_interval(yes, all, 0.05, RateMethod::Wilson).ok()?;
    Some(Within { value: yes as f64 / all as f64, interval })
}

/// A line that was left out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct BadLine {
    /// Its number in the file, the heading is 1.
    pub line: u64,
    /// Why, as a code of the page's words.
    pub why: &'static str,
}

/// What became of a file.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Taken {
    /// Lines that were taken.
    pub taken: usize,
    /// Lines that were not.
    pub refused: usize,
    /// The first of them.
    pub bad: Vec<BadLine>,
}

/// Why nothing of a file was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum TableError {
    /// Other columns.
    #[error("the columns are metric, cell, period, value, people, and perhaps sd and month")]
    Columns,
    /// More lines than one file may have.
    #[error("the table has too many lines")]
    Long,
}

impl TableError {
    /// A stable code.
    pub fn code(self) -> &'static str {
        match self {
            TableError::Columns => "endpoints.columns",
            TableError::Long => "endpoints.long",
        }
    }
}

/// Reads a table; answers the rows that can be taken, and what is wrong with the others.
///
/// # Errors
/// [`TableError`]: it is another kind of table.
pub fn read(bytes: &[u8], company: &Company) -> Result<(Vec<Row>, Taken), TableError> {
    // A spreadsheet marks UTF-8 this way, and a German one separates by semicolons.
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let head = bytes.split(|b| *b == b'\n').next().unwrap_or_default();
    let delimiter = if head.contains(&b';') { b';' } else { b',' };
    let mut reader = csv::ReaderBuilder::new().delimiter(delimiter).trim(csv::Trim::All).from_reader(bytes);
    let columns = reader.headers().map_err(|_| TableError::Columns)?.clone();
    let place = |name: &str| columns.iter().position(|c| c.eq_ignore_ascii_case(name));
    let needed = ["metric", "cell", "period", "value", "people"].map(place);
    let [Some(metric), Some(cell), Some(period), Some(value), Some(people)] = needed else {
        return Err(TableError::Columns);
    };
    let at = Columns { metric, cell, period, value, people, sd: place("sd"), month: place("month") };
    let known = company.dictionary.people();
    let (mut rows, mut taken, mut seen) = (Vec::new(), Taken::default(), BTreeSet::new());
    for (number, record) in reader.records().enumerate() {
        if number >= MOST {
            return Err(TableError::Long);
        }
        let line = |p: Option<&csv::Position>| p.map_or(number as u64 + 2, csv::Position::line);
        let (line, row) = match &record {
            Ok(record) => (line(record.position()), at.row(record, |c| known.get(c).is_some(), company)),
            Err(error) => (line(error.position()), Err("unreadable")),
        };
        let once = |row: Row| {
            let new = seen.insert((row.metric, row.cell.clone(), row.period.clone(), row.month));
            if new { Ok(row) } else { Err("twice") }
        };
        match row.and_then(once) {
            Ok(row) => rows.push(row),
            Err(why) => {
                taken.refused += 1;
                if taken.bad.len() < REPORTED {
                    taken.bad.push(BadLine { line, why });
                }
            }
        }
    }
    taken.taken = rows.len();
    Ok((rows, taken))
}

struct Columns {
    metric: usize,
    cell: usize,
    period: usize,
    value: usize,
    people: usize,
    sd: Option<usize>,
    month: Option<usize>,
}

impl Columns {
    fn row(
        &self,
        record: &csv::StringRecord,
        cell: impl Fn(&str) -> bool,
        company: &Company,
    ) -> Result<Row, &'static str> {
        let get = |at: usize| record.get(at).unwrap_or_default();
        let given = |at: Option<usize>| at.map(get).filter(|text| !text.is_empty());
        let metric = Metric::of(&get(self.metric).to_ascii_lowercase()).ok_or("metric")?;
        let (name, period) = (get(self.cell), get(self.period).to_ascii_lowercase());
        if !cell(name) {
            return Err("cell");
        }
        company.tasks.period(&period).ok_or("period")?;
        let number = |text: &str| text.parse::<f64>().ok().filter(|n| n.is_finite() && n.abs() <= 1e12);
        let value = number(get(self.value)).ok_or("value")?;
        let people: u64 = get(self.people).parse().map_err(|_| "people")?;
        if people < FEWEST {
            return Err("few");
        }
        let sd = given(self.sd).map(|t| number(t).filter(|s| *s >= 0.0).ok_or("sd")).transpose()?;
        let month: Option<u32> = given(self.month).map(|t| t.parse().map_err(|_| "month")).transpose()?;
        match metric.shape() {
            Shape::Mean if sd.is_none() => return Err("sd"),
            Shape::Event if month.is_none() => return Err("month"),
            Shape::Count | Shape::Event if value < 0.0 || value.fract() != 0.0 || value > people as f64 => {
                return Err("count");
            }
            _ => {}
        }
        let month = month.filter(|_| metric.shape() == Shape::Event);
        Ok(Row { metric, cell: name.to_owned(), period, month, value, people, sd })
    }
}
