//! Series from outside, such as postings of a skill: read as CSV, forecast together as index points.

use std::collections::BTreeMap;

use serde::Serialize;
use skillkeep_insight::Interval;
use skillkeep_insight::forecast::{Family, Fan, Market, Series as Values, family};

use super::error::{PlanError, Wrong};
use super::headcount::{line, reader};
use super::quarter::Quarter;
use super::scenario;
use super::store::{MOST, Series};

/// Most lines of one file.
const LINES: usize = 20_000;
/// Fewest quarters.
const FEWEST: usize = 3;
/// Fewest quarters that a forecast is made of.
const FORECAST: usize = 4;
/// Quarters ahead.
const AHEAD: usize = 4;

/// A series with its forecast. Index points: its last value is 100.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct View {
    /// Its name.
    pub name: String,
    /// Quarters, the oldest first.
    pub periods: Vec<String>,
    /// Index points.
    pub values: Vec<f64>,
    /// Growth a quarter, as a share.
    pub growth: f64,
    /// The quarters ahead; none where it is too short.
    pub points: Vec<Point>,
}

/// A quarter ahead.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Point {
    /// Quarter.
    pub period: String,
    /// Median, index points.
    pub value: f64,
    /// 50 %.
    pub p50: Interval,
    /// 80 %.
    pub p80: Interval,
    /// 95 %.
    pub p95: Interval,
}

/// Reads a table of series, period, value.
///
/// # Errors
/// [`PlanError::Line`]: the first line that is wrong; nothing of the file is taken.
pub fn read(bytes: &[u8]) -> Result<Vec<Series>, PlanError> {
    let (mut reader, at) = reader(bytes, ["series", "period", "value"])?;
    let mut all: BTreeMap<String, (u64, BTreeMap<Quarter, f64>)> = BTreeMap::new();
    for (number, record) in reader.records().enumerate() {
        let place = match &record {
            Ok(record) => line(record.position(), number),
            Err(error) => line(error.position(), number),
        };
        let fail = |wrong| PlanError::Line { line: place, wrong };
        if number >= LINES {
            return Err(fail(Wrong::Many));
        }
        let record = record.map_err(|_| fail(Wrong::Unreadable))?;
        let [name, period, value] = at.map(|i| record.get(i).unwrap_or_default());
        let name = scenario::name(name).map_err(fail)?;
        let quarter = Quarter::of(&period.to_ascii_lowercase()).ok_or_else(|| fail(Wrong::Period))?;
        // Growth is a ratio: nothing and less than nothing have none.
        let value: f64 = value.parse().ok().filter(|v| (1e-9..=1e12).contains(v)).ok_or_else(|| fail(Wrong::Number))?;
        let (_, values) = all.entry(name.to_owned()).or_insert_with(|| (place, BTreeMap::new()));
        match values.insert(quarter, value) {
            None => {}
            Some(before) if before.to_bits() == value.to_bits() => return Err(fail(Wrong::Twice)),
            Some(_) => return Err(fail(Wrong::Contradiction)),
        }
        if all.len() > MOST {
            return Err(fail(Wrong::Many));
        }
    }
    if all.is_empty() {
        return Err(PlanError::Line { line: 2, wrong: Wrong::Empty });
    }
    let whole = |(name, (line, values)): (String, (u64, BTreeMap<Quarter, f64>))| {
        let ends = values.first_key_value().zip(values.last_key_value());
        let long = ends.map_or(0, |((first, _), (last, _))| last.since(*first) + 1);
        if values.len() < FEWEST || usize::try_from(long) != Ok(values.len()) {
            return Err(PlanError::Line { line, wrong: Wrong::Short });
        }
        let (periods, values) = values.into_iter().map(|(q, v)| (q.to_string(), v)).unzip();
        Ok(Series { name, periods, values })
    };
    all.into_iter().map(whole).collect()
}

/// Its index points: the last value is 100.
fn index(series: &Series) -> Vec<f64> {
    let last = series.values.last().copied().unwrap_or(1.0);
    series.values.iter().map(|v| 100.0 * v / last).collect()
}

/// The forecasts of those that are long enough, with their places; they learn from each other.
fn fans(all: &[Series]) -> (Vec<usize>, Vec<Fan>) {
    let long: Vec<usize> = (0..all.len()).filter(|i| all.get(*i).is_some_and(|s| s.values.len() >= FORECAST)).collect();
    let values: Vec<Values> =
        long.iter().filter_map(|i| all.get(*i)).map(|s| Values { values: index(s), noise_variance: 0.0 }).collect();
    (long, family(&values, &Family { periods: AHEAD, season: 4, floor: Some(0.0) }).unwrap_or_default())
}

/// How far a series may lie from its middle, 95 %, so many quarters ahead: the ends as parts of the middle.
///
/// Past the fan's last quarter the logarithm of either end grows with the square root of the quarters, as chance adds up.
#[derive(Debug, Clone, Default)]
pub struct Leans(BTreeMap<String, Vec<[f64; 2]>>);

impl Leans {
    /// Of all series; those too short for a forecast have none.
    pub fn of(all: &[Series]) -> Leans {
        let (long, fans) = fans(all);
        let ends = |p: &skillkeep_insight::ForecastPoint| {
            let part = |end: f64| end.max(1e-3) / p.value.max(1e-3);
            [part(p.band95.low).min(1.0), part(p.band95.high).max(1.0)]
        };
        let one = |(at, fan): (&usize, &Fan)| {
            Some((all.get(*at)?.name.clone(), fan.points.iter().map(ends).collect::<Vec<_>>()))
        };
        Leans(long.iter().zip(&fans).filter_map(one).filter(|(_, ends)| !ends.is_empty()).collect())
    }

    /// Whether anything is known of a series.
    pub fn knows(&self, series: &str) -> bool {
        self.0.contains_key(series)
    }

    /// The ends of a series so many quarters ahead; one and one of what is not known.
    pub fn at(&self, series: &str, quarters: i32) -> [f64; 2] {
        let Some(ends) = self.0.get(series) else { return [1.0; 2] };
        let Ok(quarters) = usize::try_from(quarters) else { return [1.0; 2] };
        let last = ends.len();
        match quarters.checked_sub(1) {
            None => [1.0; 2],
            Some(at) => match (ends.get(at), ends.last()) {
                (Some(ends), _) => *ends,
                (None, Some(ends)) => ends.map(|end| end.powf((quarters as f64 / last as f64).sqrt())),
                (None, None) => [1.0; 2],
            },
        }
    }
}

/// All series with their forecasts, which learn from each other.
pub fn views(all: &[Series]) -> Vec<View> {
    let (long, fans) = fans(all);
    let view = |(i, series): (usize, &Series)| {
        let market = Market { source: series.name.clone(), values: series.values.clone() };
        let last = series.periods.last().and_then(|p| Quarter::of(p));
        let fan = long.iter().position(|at| *at == i).and_then(|at| fans.get(at));
        let point = |p: &skillkeep_insight::ForecastPoint| {
            let ahead = i32::try_from(p.ahead).unwrap_or(0);
            Some(Point {
                period: last?.after(ahead).to_string(),
                value: p.value,
                p50: p.band50,
                p80: p.band80,
                p95: p.band95,
            })
        };
        View {
            name: series.name.clone(),
            periods: series.periods.clone(),
            values: index(series),
            growth: market.growth().unwrap_or(0.0),
            points: fan.map(|f| f.points.iter().filter_map(point).collect()).unwrap_or_default(),
        }
    };
    all.iter().enumerate().map(view).collect()
}
