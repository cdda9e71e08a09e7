//! What the labour market asks for, from tables that the planner brings: O*NET's `Technology Skills.txt`, and a plain series of job
//! postings. What passes a threshold is raised as a proposal; a person decides.
//!
//! A table counts postings or occupations. It has no column for a person, and other columns than these are refused.

use std::collections::BTreeMap;

use serde::Deserialize;
use skillkeep::taxonomy::{SkillId, SkillKind, Taxonomy};

/// Longest term, characters.
const LONGEST: usize = 120;
/// Columns of O*NET's table, <https://www.onetcenter.org/dictionary/30.0/text/technology_skills.html>.
const ONET: [&str; 6] =
    ["O*NET-SOC Code", "Example", "Commodity Code", "Commodity Title", "Hot Technology", "In Demand"];
/// Columns of a series.
const SERIES: [&str; 3] = ["term", "period", "count"];

/// Why a table was not taken. Nothing of it was kept.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum MarketError {
    /// Neither of the two shapes.
    #[error("the table's first line is neither O*NET's Technology Skills nor term,period,count")]
    Columns,
    /// A line that does not fit.
    #[error("line {line}: {why}")]
    Line {
        /// Which, from 1.
        line: u64,
        /// What is wrong with it.
        why: &'static str,
    },
    /// Nothing below the first line.
    #[error("the table has no rows")]
    Empty,
}

impl MarketError {
    /// A stable code.
    pub fn code(&self) -> &'static str {
        match self {
            MarketError::Columns => "market.columns",
            MarketError::Line { .. } => "market.line",
            MarketError::Empty => "market.empty",
        }
    }
}

/// From when on something is worth a person's look.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
pub struct Thresholds {
    /// A term that no skill names is raised from so many postings in the last period on.
    pub introduce_postings: u64,
    /// Or from so many occupations on that O*NET names it in demand for.
    pub introduce_occupations: u64,
    /// A term of the dictionary's list is raised from so many people on who surely named it: the lower end of its interval.
    pub introduce_people: u64,
    /// A skill fell away whose postings of the last period are at most this share of its best period's, 0..=1,
    pub sunset_share: f64,
    /// where that best period had at least so many,
    pub sunset_postings: u64,
    /// and where it has been so for so many periods in a row.
    pub sunset_periods: usize,
    /// Most proposals that one table raises, the strongest first: nobody reviews a thousand.
    pub most: usize,
}

impl Default for Thresholds {
    fn default() -> Thresholds {
        Thresholds {
            introduce_postings: 100,
            introduce_occupations: 5,
            introduce_people: 50,
            sunset_share: 0.2,
            sunset_postings: 100,
            sunset_periods: 3,
            most: 50,
        }
    }
}

/// Something that passed a threshold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Signal {
    /// Asked for, and no skill names it.
    Asked {
        /// As the table writes it.
        term: String,
        /// Postings of the last period, or occupations.
        count: u64,
    },
    /// A skill that is hardly asked for any more.
    Fell {
        /// Which skill.
        skill: String,
        /// Postings of the last period; 0 where O*NET names it no more.
        count: u64,
        /// Postings of its best period, or 0 where there were never postings.
        best: u64,
    },
}

/// What a table came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reading {
    /// Which shape it has: `onet` or `postings`.
    pub shape: &'static str,
    /// Rows that were read.
    pub rows: usize,
    /// Different terms.
    pub terms: usize,
    /// Of them named by a skill.
    pub known: usize,
    /// What passed a threshold, the strongest first.
    pub signals: Vec<Signal>,
    /// What passed a threshold and was beyond [`Thresholds::most`].
    pub left: usize,
}

/// Reads a table.
///
/// # Errors
/// [`MarketError`]: nothing of it is used.
pub fn read(bytes: &[u8], taxonomy: &Taxonomy, thresholds: &Thresholds) -> Result<Reading, MarketError> {
    // A spreadsheet marks UTF-8 this way.
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let head = bytes.split(|b| *b == b'\n').next().unwrap_or_default();
    let tabs = head.contains(&b'\t');
    let mut reader = csv::ReaderBuilder::new();
    // O*NET's text files quote nothing, and have names with a single quote in them.
    reader.delimiter(if tabs { b'\t' } else { b',' }).quoting(!tabs);
    let mut reader = reader.from_reader(bytes);
    let columns = reader.headers().map_err(|_| MarketError::Columns)?;
    let columns: Vec<String> = columns.iter().map(|c| c.trim().to_owned()).collect();
    let mut reading = match columns.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        all if all == ONET => onet(rows(&mut reader), taxonomy, thresholds)?,
        all if all == SERIES => series(rows(&mut reader), taxonomy, thresholds)?,
        _ => return Err(MarketError::Columns),
    };
    if reading.rows == 0 {
        return Err(MarketError::Empty);
    }
    let strength = |s: &Signal| match s {
        Signal::Asked { count, .. } => *count,
        Signal::Fell { count, best, .. } => best.saturating_sub(*count),
    };
    reading.signals.sort_by_key(|s| std::cmp::Reverse(strength(s)));
    reading.left = reading.signals.len().saturating_sub(thresholds.most);
    reading.signals.truncate(thresholds.most);
    Ok(reading)
}

type Line = Result<(u64, csv::StringRecord), MarketError>;

fn rows<'r>(reader: &'r mut csv::Reader<&[u8]>) -> impl Iterator<Item = Line> + 'r {
    let line = |at: Option<&csv::Position>| at.map_or(0, csv::Position::line);
    reader.records().map(move |row| match row {
        Ok(row) => Ok((line(row.position()), row)),
        Err(error) => {
            let why = match error.kind() {
                csv::ErrorKind::Utf8 { .. } => "this is not UTF-8; save the table as UTF-8",
                csv::ErrorKind::UnequalLengths { .. } => "another number of columns than the first line",
                _ => "this cannot be read",
            };
            Err(MarketError::Line { line: line(error.position()), why })
        }
    })
}

/// The skill that is called so, in whatever case; whether it is in use or not.
struct Names<'t>(&'t Taxonomy, BTreeMap<String, SkillId>);

impl Names<'_> {
    fn of(taxonomy: &Taxonomy) -> Names<'_> {
        let mut names = BTreeMap::new();
        for skill in taxonomy.skills() {
            let local = taxonomy.local_names(skill);
            let all = [taxonomy.label(skill)].into_iter().chain(taxonomy.aliases(skill)).chain(taxonomy.former(skill));
            let local = local.iter().flat_map(|n| n.aliases.iter().chain([&n.label]).map(String::as_str));
            for name in all.chain(local) {
                names.entry(name.trim().to_lowercase()).or_insert(skill);
            }
        }
        Names(taxonomy, names)
    }

    fn find(&self, term: &str) -> Option<SkillId> {
        let exact = self.1.get(&term.to_lowercase()).copied();
        exact.or_else(|| self.0.link_name(term).map(|(skill, _)| skill))
    }
}

fn term(line: u64, text: &str) -> Result<String, MarketError> {
    let words: Vec<&str> = text.split_whitespace().collect();
    let term = words.join(" ");
    let good = (1..=LONGEST).contains(&term.chars().count()) && !term.chars().any(char::is_control);
    if good { Ok(term) } else { Err(MarketError::Line { line, why: "a term has 1 to 120 characters" }) }
}

fn onet(
    rows: impl Iterator<Item = Line>,
    taxonomy: &Taxonomy,
    thresholds: &Thresholds,
) -> Result<Reading, MarketError> {
    /// Of one technology: in how many occupations it is in demand, and whether it is hot.
    #[derive(Default)]
    struct Tool {
        in_demand: u64,
        hot: bool,
    }
    let mut tools: BTreeMap<String, Tool> = BTreeMap::new();
    let mut count = 0;
    for row in rows {
        let (line, row) = row?;
        let flag = |at: usize| match row.get(at).map(str::trim) {
            Some("Y") => Ok(true),
            Some("N") => Ok(false),
            _ => Err(MarketError::Line { line, why: "Hot Technology and In Demand are Y or N" }),
        };
        let tool = tools.entry(term(line, row.get(1).unwrap_or_default())?).or_default();
        tool.hot |= flag(4)?;
        tool.in_demand += u64::from(flag(5)?);
        count += 1;
    }
    let names = Names::of(taxonomy);
    let (mut signals, mut named) = (Vec::new(), BTreeMap::new());
    for (term, tool) in &tools {
        match names.find(term) {
            Some(skill) => *named.entry(skill).or_insert(false) |= tool.hot || tool.in_demand > 0,
            None if tool.in_demand >= thresholds.introduce_occupations => {
                signals.push(Signal::Asked { term: term.clone(), count: tool.in_demand });
            }
            None => {}
        }
    }
    // A technology that the pack has as asked for, and that the newer table no longer names so.
    for skill in taxonomy.skills().filter(|s| !taxonomy.retired(*s) && taxonomy.kind(*s) == SkillKind::Technology) {
        let market = taxonomy.market(skill);
        let still = named.get(&skill).copied().unwrap_or(false);
        if (market.hot || market.in_demand) && !still {
            signals.push(Signal::Fell { skill: taxonomy.id(skill).to_owned(), count: 0, best: 0 });
        }
    }
    let known = tools.keys().filter(|t| names.find(t).is_some()).count();
    Ok(Reading { shape: "onet", rows: count, terms: tools.len(), known, signals, left: 0 })
}

fn series(
    rows: impl Iterator<Item = Line>,
    taxonomy: &Taxonomy,
    thresholds: &Thresholds,
) -> Result<Reading, MarketError> {
    let mut terms: BTreeMap<String, (String, BTreeMap<String, u64>)> = BTreeMap::new();
    let (mut periods, mut count) = (std::collections::BTreeSet::new(), 0);
    for row in rows {
        let (line, row) = row?;
        let term = term(line, row.get(0).unwrap_or_default())?;
        let period = row.get(1).unwrap_or_default().trim();
        if !is_period(period) {
            return Err(MarketError::Line { line, why: "a period is 2026, 2026-q4, 2026-11 or 2026-11-23" });
        }
        let number = row.get(2).unwrap_or_default().trim().parse::<u64>();
        let number = number.map_err(|_| MarketError::Line { line, why: "a count is a whole number" })?;
        periods.insert(period.to_owned());
        let of = terms.entry(term.to_lowercase()).or_insert_with(|| (term, BTreeMap::new()));
        let sum = of.1.entry(period.to_owned()).or_default();
        *sum = sum.saturating_add(number);
        count += 1;
    }
    let names = Names::of(taxonomy);
    // Postings of a skill are those of all its names.
    let (mut signals, mut of_skills, mut known) = (Vec::new(), BTreeMap::<SkillId, BTreeMap<&str, u64>>::new(), 0);
    let last = periods.last().map(String::as_str).unwrap_or_default();
    for (term, counts) in terms.values() {
        if let Some(skill) = names.find(term) {
            known += 1;
            let sums = of_skills.entry(skill).or_default();
            for (period, number) in counts {
                let sum = sums.entry(period).or_default();
                *sum = sum.saturating_add(*number);
            }
        } else {
            let now = counts.get(last).copied().unwrap_or(0);
            if now >= thresholds.introduce_postings {
                signals.push(Signal::Asked { term: term.clone(), count: now });
            }
        }
    }
    for (skill, counts) in of_skills.into_iter().filter(|(s, _)| !taxonomy.retired(*s)) {
        let best = counts.values().copied().max().unwrap_or(0);
        let few = |period: &String| {
            let now = counts.get(period.as_str()).copied().unwrap_or(0);
            now as f64 <= best as f64 * thresholds.sunset_share
        };
        let quiet =
            periods.len() > thresholds.sunset_periods && periods.iter().rev().take(thresholds.sunset_periods).all(few);
        if best >= thresholds.sunset_postings && quiet {
            let now = counts.get(last).copied().unwrap_or(0);
            signals.push(Signal::Fell { skill: taxonomy.id(skill).to_owned(), count: now, best });
        }
    }
    Ok(Reading { shape: "postings", rows: count, terms: terms.len(), known, signals, left: 0 })
}

/// `2026`, `2026-q4`, `2026-11`, `2026-11-23`: as text they are in their order, within one table of one sort.
fn is_period(text: &str) -> bool {
    let digits = |t: &str, n: usize| t.len() == n && t.bytes().all(|b| b.is_ascii_digit());
    let mut parts = text.split('-');
    let year = parts.next().is_some_and(|y| digits(y, 4));
    let rest: Vec<&str> = parts.collect();
    year && match rest.as_slice() {
        [] => true,
        [part] => digits(part, 2) || matches!(part.to_ascii_lowercase().as_str(), "q1" | "q2" | "q3" | "q4"),
        [month, day] => digits(month, 2) && digits(day, 2),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use skillkeep::taxonomy::{Market, PackSource, SkillSource, SourceNotice, compile};

    use super::*;

    fn taxonomy() -> Taxonomy {
        let skill = |id: &str, label: &str, hot: bool| SkillSource {
            id: id.into(),
            label: label.into(),
            kind: SkillKind::Technology,
            market: Market { hot, in_demand: hot },
            ..SkillSource::default()
        };
        let sources = vec![SourceNotice { source: "test".into(), version: "1".into(), notice: String::new() }];
        let skills = vec![skill("perl", "Perl", true), skill("sql", "SQL", true), skill("awk", "AWK", false)];
        let pack = PackSource { sources, skills, roles: Vec::new() };
        Taxonomy::open(&compile(&pack).unwrap()).unwrap()
    }

    fn low() -> Thresholds {
        Thresholds { introduce_occupations: 2, introduce_postings: 10, sunset_postings: 10, ..Thresholds::default() }
    }

    const HEAD: &str = "O*NET-SOC Code\tExample\tCommodity Code\tCommodity Title\tHot Technology\tIn Demand\n";

    #[test]
    fn a_technology_that_many_occupations_ask_for_and_no_skill_names_is_raised_and_one_that_fell_away_too() {
        let row = |tool: &str, in_demand: &str| format!("11-1011.00\t{tool}\t1\tSoftware\tN\t{in_demand}\n");
        let rows =
            [row("Zig \"the\" language", "Y"), row("sql", "Y"), row("Zig \"the\" language", "Y"), row("Ant", "Y")];
        let table = format!("\u{feff}{HEAD}{}", rows.concat());
        let reading = read(table.as_bytes(), &taxonomy(), &low()).unwrap();
        assert_eq!((reading.shape, reading.rows, reading.terms, reading.known), ("onet", 4, 3, 1));
        let zig = Signal::Asked { term: "Zig \"the\" language".into(), count: 2 };
        // AWK was never hot: that nobody names it says nothing.
        assert_eq!(reading.signals, [zig, Signal::Fell { skill: "perl".into(), count: 0, best: 0 }]);
    }

    #[test]
    fn a_series_raises_what_is_asked_for_now_and_what_has_been_quiet_for_long_enough() {
        let mut table = String::from("term,period,count\n");
        for (period, perl, sql, rust) in
            [("2026-q1", 90, 50, 1), ("2026-q2", 9, 50, 5), ("2026-q3", 9, 50, 9), ("2026-q4", 8, 9, 12)]
        {
            table += &format!("Perl,{period},{perl}\nsql,{period},{sql}\n Rust  lang ,{period},{rust}\n");
        }
        let reading = read(table.as_bytes(), &taxonomy(), &low()).unwrap();
        let fell = Signal::Fell { skill: "perl".into(), count: 8, best: 90 };
        assert_eq!(reading.signals, [fell, Signal::Asked { term: "Rust lang".into(), count: 12 }]);
        let fewer = Thresholds { most: 1, ..low() };
        let cut = read(table.as_bytes(), &taxonomy(), &fewer).unwrap();
        assert_eq!((cut.signals.len(), cut.left), (1, 1));
    }

    #[test]
    fn a_table_that_does_not_fit_is_refused_with_its_line() {
        let refused = |text: &[u8]| read(text, &taxonomy(), &low()).unwrap_err().to_string();
        assert!(refused(b"name,term,period,count\nMia,sql,2026,1\n").contains("first line"));
        assert!(refused(b"").contains("first line"));
        assert_eq!(refused(b"term,period,count\n"), "the table has no rows");
        assert_eq!(refused(b"term,period,count\nsql,2026-q1,5\nsql,soon,5\n").split(':').next(), Some("line 3"));
        assert_eq!(refused(b"term,period,count\nsql,2026,-5\n"), "line 2: a count is a whole number");
        assert!(refused(b"term,period,count\nsql,2026,5\n,2026,5\n").starts_with("line 3"));
        assert!(refused(b"term,period,count\nsql,2026\n").contains("columns"));
        assert!(refused(b"term,period,count\nsq\xff,2026,1\n").contains("UTF-8"));
        assert!(refused(format!("{HEAD}1\tAnt\t1\tSoftware\tyes\tN\n").as_bytes()).contains("Y or N"));
    }
}
