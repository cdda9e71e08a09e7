//! Headcount plans as CSV: role, function, region, period, headcount. A file is taken whole or not at all.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::error::{PlanError, Wrong};
use super::quarter::Quarter;
use crate::insight::Company;
use crate::insight::demand::Post;

/// Most lines of one plan.
pub const MOST: usize = 5_000;
/// A company of more people than this is a slip of the hand.
const CROWD: u64 = 10_000_000;
const COLUMNS: [&str; 5] = ["role", "function", "region", "period", "headcount"];

/// People of a role in a place from a quarter on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Heads {
    /// Role id.
    pub role: String,
    /// Function id.
    pub function: String,
    /// Region id.
    pub region: String,
    /// Quarter, such as 2027-q1.
    pub period: String,
    /// People.
    pub headcount: u64,
}

/// What a table has, read by its headings: a spreadsheet marks UTF-8, and a German one separates by semicolons.
pub(super) fn reader<'b, const N: usize>(
    bytes: &'b [u8],
    names: [&str; N],
) -> Result<(csv::Reader<&'b [u8]>, [usize; N]), PlanError> {
    let columns = PlanError::Line { line: 1, wrong: Wrong::Columns };
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let head = bytes.split(|b| *b == b'\n').next().unwrap_or_default();
    let delimiter = if head.contains(&b';') { b';' } else { b',' };
    let mut reader = csv::ReaderBuilder::new().delimiter(delimiter).trim(csv::Trim::All).from_reader(bytes);
    let found = reader.headers().map_err(|_| columns.clone())?.clone();
    let mut places = [0; N];
    for (place, name) in places.iter_mut().zip(names) {
        *place = found.iter().position(|c| c.eq_ignore_ascii_case(name)).ok_or_else(|| columns.clone())?;
    }
    Ok((reader, places))
}

/// The line of a record, or of what could not be read as one.
pub(super) fn line(position: Option<&csv::Position>, number: usize) -> u64 {
    position.map_or(number as u64 + 2, csv::Position::line)
}

/// Is this a role, function, region and quarter of the company?
///
/// # Errors
/// [`Wrong`].
pub(super) fn judge(company: &Company, role: &str, function: &str, region: &str) -> Result<(), Wrong> {
    if !company.demand.roles().iter().any(|r| r.id == role) {
        return Err(Wrong::Role);
    }
    let function = company.dictionary.functions.iter().any(|f| f.id == function);
    let region = company.dictionary.regions.iter().any(|r| r.id == region);
    if function && region { Ok(()) } else { Err(Wrong::Place) }
}

impl Heads {
    /// Does it fit the company?
    ///
    /// # Errors
    /// [`Wrong`].
    pub fn judge(&self, company: &Company) -> Result<(), Wrong> {
        judge(company, &self.role, &self.function, &self.region)?;
        Quarter::of(&self.period).ok_or(Wrong::Period)?;
        if self.headcount > CROWD { Err(Wrong::Number) } else { Ok(()) }
    }
}

/// Reads a plan.
///
/// # Errors
/// [`PlanError::Line`]: the first line that is wrong; nothing of the file is taken.
pub fn read(bytes: &[u8], company: &Company) -> Result<Vec<Heads>, PlanError> {
    let (mut reader, at) = reader(bytes, COLUMNS)?;
    let mut seen: BTreeMap<(String, String, String, String), u64> = BTreeMap::new();
    let mut rows = Vec::new();
    for (number, record) in reader.records().enumerate() {
        let place = match &record {
            Ok(record) => line(record.position(), number),
            Err(error) => line(error.position(), number),
        };
        let fail = |wrong| PlanError::Line { line: place, wrong };
        if number >= MOST {
            return Err(fail(Wrong::Many));
        }
        let record = record.map_err(|_| fail(Wrong::Unreadable))?;
        let [role, function, region, period, people] = at.map(|i| record.get(i).unwrap_or_default());
        let people: i64 = people.parse().map_err(|_| fail(Wrong::Number))?;
        let headcount = u64::try_from(people).map_err(|_| fail(Wrong::Negative))?;
        let period = period.to_ascii_lowercase();
        let (role, function, region) = (role.to_owned(), function.to_owned(), region.to_owned());
        let heads = Heads { role, function, region, period, headcount };
        heads.judge(company).map_err(fail)?;
        let key = (heads.role.clone(), heads.function.clone(), heads.region.clone(), heads.period.clone());
        match seen.insert(key, headcount) {
            None => rows.push(heads),
            Some(before) if before == headcount => return Err(fail(Wrong::Twice)),
            Some(_) => return Err(fail(Wrong::Contradiction)),
        }
    }
    if rows.is_empty() { Err(PlanError::Line { line: 2, wrong: Wrong::Empty }) } else { Ok(rows) }
}

/// A file to fill in: everybody as they are now, planned for this quarter.
pub fn template(company: &Company, period: Quarter) -> Vec<u8> {
    let mut out = format!("{}\n", COLUMNS.join(","));
    for (Post { role, function, region }, people) in company.demand.posts() {
        out += &format!("{role},{function},{region},{period},{people}\n");
    }
    out.into_bytes()
}
