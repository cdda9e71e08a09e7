//! Key figures: each with a direction, an interval and where it is from; what no release and no table tells says what is missing.

use serde::Serialize;
use skillkeep::sync::{Encoding, Outcome, Partition};
use skillkeep_insight::impact::noisy_survival;
use skillkeep_insight::{Estimate, Interval, Noisy, Released, Sums};

use super::endpoints::{Metric, Row, Shape, share};
use super::experiments::Within;
use super::links::{Correlated, correlations};
use crate::insight::company::{Company, Question};
use crate::insight::shelf::Shelf;
use crate::insight::views::{Figure, How, NoKeyFigures};
use crate::tasks::Span;

/// A number is told from none where it is this many standard deviations of its noise.
const TELLS: f64 = 3.0;

/// All key figures.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct KeyFigures {
    /// The newest period of any release that is used.
    pub period: String,
    /// The figures, leading ones first.
    pub figures: Vec<KeyFigure>,
    /// What the company's own numbers have to do with skills.
    pub correlations: Vec<Correlated>,
}

/// One of them.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct KeyFigure {
    /// Stable id; the page has its words.
    pub id: &'static str,
    /// It moves before results do; the others are results.
    pub leading: bool,
    /// More of it is better.
    pub up: bool,
    /// `share`, `per_person`, `months`.
    pub unit: &'static str,
    /// `release`, `table`, or `none` where it cannot be told.
    pub source: &'static str,
    /// What is missing: a kind of question, or a metric of the table. Where the source is `none`.
    pub needs: Option<&'static str>,
    /// Its period.
    pub period: Option<String>,
    /// The figure; None where the source is `none`, or it cannot be told from nobody.
    pub value: Option<Within>,
    /// Against the period before.
    pub change: Option<Within>,
    /// `better`, `worse`: the change's interval is on one side of 0; `steady`: it is not. None without a period before.
    pub direction: Option<&'static str>,
    /// People it is about.
    pub people: Option<u64>,
    /// Of how many who could have been in it.
    pub of: Option<u64>,
    /// Every period so far, oldest first.
    pub series: Vec<Point>,
    /// The releases of it.
    pub how: Vec<How>,
}

/// A figure of one period.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Point {
    /// Period id.
    pub period: String,
    /// The figure.
    #[serde(flatten)]
    pub within: Within,
    #[serde(skip)]
    estimate: Estimate,
    #[serde(skip)]
    people: [u64; 2],
}

/// What a release is used for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Use {
    Held,
    Goals,
    Items,
    Stretch,
}

/// All key figures; None of a release, and there is nothing to show.
pub fn figures(company: &Company, shelf: &Shelf, rows: &[Row]) -> Figure<KeyFigures, NoKeyFigures> {
    let whole = |wanted: &dyn Fn(&Encoding) -> bool| {
        company.questions().iter().find(|q| q.over == Partition::Company && wanted(&q.measure.encoding))
    };
    let stretch = |e: &Encoding| matches!(e, Encoding::Outcome { outcome: Outcome::Stretch, .. });
    let uses = [
        (Use::Held, company.held(Partition::Company)),
        (Use::Goals, whole(&|e| matches!(e, Encoding::Goals { .. }))),
        (Use::Items, whole(&|e| matches!(e, Encoding::Items { .. }))),
        (Use::Stretch, whole(&stretch)),
    ];
    let found = uses.iter().filter_map(|(for_, question)| Some((*for_, (*question)?))).flat_map(|(for_, question)| {
        question.periods().iter().filter_map(move |span| {
            let released = shelf.get(&question.cells.first()?.asked, span)?;
            Some(released.as_ref().map(|sums| Seen { for_, span, sums }))
        })
    });
    let Some(releases) = Released::collect(found) else { return Figure::Nothing(NoKeyFigures::default()) };
    // Cells' own releases are a second view of the same: what they tell is released too.
    let cells = correlations(company, shelf, rows);
    Figure::Of(releases.map(|all| {
        let newest = all.iter().max_by_key(|s| s.span.start).map(|s| s.span.id.clone()).unwrap_or_default();
        let mut figures = from_releases(&all);
        figures.extend(from_tables(company, rows));
        figures.sort_by_key(|f| !f.leading);
        KeyFigures { period: newest, figures, correlations: cells }
    }))
}

struct Seen<'s> {
    for_: Use,
    span: &'s Span,
    sums: &'s Sums,
}

type Make = fn(&Sums) -> Option<Estimate>;

fn from_releases(all: &[Seen<'_>]) -> Vec<KeyFigure> {
    let series = |for_: Use, make: Make| -> Vec<Point> {
        let of = all.iter().filter(|s| s.for_ == for_);
        of.filter_map(|s| Some(point(s.span, make(s.sums)?, [s.sums.reports, s.sums.headcount]))).collect()
    };
    let how = |for_: Use| all.iter().filter(|s| s.for_ == for_).map(|s| How::of(s.sums)).collect::<Vec<_>>();
    let figure = |id, leading, unit, needs, for_, mut series: Vec<Point>| {
        if unit == "share" {
            let within = |end: f64| end.clamp(0.0, 1.0);
            series
                .iter_mut()
                .map(|p| &mut p.within.interval)
                .for_each(|i| (i.low, i.high) = (within(i.low), within(i.high)));
        }
        let mut figure = KeyFigure { how: how(for_), ..told(id, leading, true, unit, "release", series) };
        if figure.value.is_none() {
            (figure.source, figure.needs) = ("none", Some(needs));
        }
        figure
    };
    let held = series(Use::Held, |s| per_person(s, 0, 1));
    let gained = held.windows(2).filter_map(|w| {
        let [before, now] = w else { return None };
        let gain = minus(now.estimate, before.estimate);
        Some(Point { period: now.period.clone(), within: gain.into(), estimate: gain, people: now.people })
    });
    vec![
        figure("goals", true, "per_person", "goals", Use::Goals, series(Use::Goals, |s| per_person(s, 0, 1))),
        figure("finished", true, "per_person", "items", Use::Items, series(Use::Items, |s| per_person(s, 0, 2))),
        figure("stretch", true, "share", "outcome", Use::Stretch, series(Use::Stretch, taken_up)),
        figure("velocity", false, "per_person", "held", Use::Held, gained.collect()),
        figure("helpful", false, "share", "items", Use::Items, series(Use::Items, helpful)),
    ]
}

fn point(span: &Span, estimate: Estimate, people: [u64; 2]) -> Point {
    Point { period: span.id.clone(), within: estimate.into(), estimate, people }
}

fn told(
    id: &'static str,
    leading: bool,
    up: bool,
    unit: &'static str,
    source: &'static str,
    series: Vec<Point>,
) -> KeyFigure {
    let (last, before) = (series.last(), series.len().checked_sub(2).and_then(|at| series.get(at)));
    let change = last.zip(before).map(|(now, before)| minus(now.estimate, before.estimate).into());
    KeyFigure {
        id,
        leading,
        up,
        unit,
        source,
        needs: None,
        period: last.map(|p| p.period.clone()),
        value: last.map(|p| p.within),
        change,
        direction: change.map(|c: Within| direction(c.interval, up)),
        people: last.map(|p| p.people[0]),
        of: last.map(|p| p.people[1]),
        series,
        how: Vec::new(),
    }
}

fn direction(change: Interval, up: bool) -> &'static str {
    match (change.low > 0.0, change.high < 0.0) {
        (true, _) => ["worse", "better"][usize::from(up)],
        (_, true) => ["better", "worse"][usize::from(up)],
        _ => "steady",
    }
}

fn minus(a: Estimate, b: Estimate) -> Estimate {
    Estimate { value: a.value - b.value, variance: a.variance + b.variance }
}

/// Mean number of marks a person, of a multi-hot measure: those at `first`, `first + step`, … A census of those who answered: the
/// noise alone is uncertain.
pub(super) fn per_person(sums: &Sums, first: usize, step: usize) -> Option<Estimate> {
    let marks = sums.over((first..sums.sums.len().checked_sub(2)?).step_by(step))?;
    let answers = sums.answered().filter(tells)?;
    let (n, mean) = (answers.value as f64, marks.value as f64 / answers.value as f64);
    Some(Estimate { value: mean, variance: (marks.sigma2 + mean * mean * answers.sigma2) / (n * n) })
}

fn tells(people: &Noisy) -> bool {
    let n = people.value as f64;
    n >= 1.0 && n * n >= TELLS * TELLS * people.sigma2
}

/// Of courses finished the share that helped.
fn helpful(sums: &Sums) -> Option<Estimate> {
    let marks = sums.sums.len().checked_sub(2)?;
    let (finished, helped) = (sums.over((0..marks).step_by(2))?, sums.over((1..marks).step_by(2))?);
    tells(&finished).then(|| {
        let (n, p) = (finished.value as f64, (helped.value as f64 / finished.value as f64).clamp(0.0, 1.0));
        Estimate { value: p, variance: p * (1.0 - p) / n + (helped.sigma2 + p * p * finished.sigma2) / (n * n) }
    })
}

/// Of those who were offered a stretch step the share that took one up, all groups together.
fn taken_up(sums: &Sums) -> Option<Estimate> {
    let cells = sums.sums.len().checked_sub(1)?;
    let (only, taken) = (sums.over((1..cells).step_by(3))?, sums.over((2..cells).step_by(3))?);
    let offered = only + taken;
    tells(&offered).then(|| {
        let (n, a, b) = (offered.value as f64, taken.value as f64, only.value as f64);
        let p = (a / n).clamp(0.0, 1.0);
        Estimate { value: p, variance: p * (1.0 - p) / n + (b * b * taken.sigma2 + a * a * only.sigma2) / n.powi(4) }
    })
}

/// The figures that only the company's own table tells.
fn from_tables(company: &Company, rows: &[Row]) -> Vec<KeyFigure> {
    let leads = |m: Metric| matches!(m, Metric::PromptAdoption | Metric::PathSuccess);
    let of = |metric: Metric| {
        let mine: Vec<&Row> = rows.iter().filter(|r| r.metric == metric).collect();
        let series = company.tasks.periods.iter().filter_map(|span| {
            let here: Vec<&Row> = mine.iter().filter(|r| r.period == span.id).copied().collect();
            let here = widest(&here);
            if metric.shape() == Shape::Event { median(span, &here) } else { counted(span, &here) }
        });
        let unit = if metric.shape() == Shape::Event { "months" } else { "share" };
        // Of a time less is better.
        let up = metric.shape() != Shape::Event;
        let figure = told(metric.id(), leads(metric), up, unit, "table", series.collect());
        if figure.value.is_some() {
            return figure;
        }
        KeyFigure { source: "none", needs: Some(metric.id()), ..figure }
    };
    Metric::ALL.into_iter().filter(|m| m.shape() != Shape::Mean).map(of).collect()
}

/// Rows of the company as a whole, or where there are none of one partition: nobody is counted twice.
fn widest<'r>(rows: &[&'r Row]) -> Vec<&'r Row> {
    for kind in ["all", "function/", "region/", "function-region/"] {
        let of: Vec<&Row> =
            rows.iter().filter(|r| r.cell == kind || kind != "all" && r.cell.starts_with(kind)).copied().collect();
        if !of.is_empty() {
            return of;
        }
    }
    Vec::new()
}

fn counted(span: &Span, rows: &[&Row]) -> Option<Point> {
    let (yes, people) = rows.iter().fold((0.0, 0u64), |(y, n), r| (y + r.value, n.saturating_add(r.people)));
    let within = share(yes as u64, people)?;
    let variance = within.value * (1.0 - within.value) / people as f64;
    let estimate = Estimate { value: within.value, variance };
    Some(Point { period: span.id.clone(), within, estimate, people: [people, people] })
}

/// The month by which half had the event, of hazards month by month; those who are still waiting count as waiting.
fn median(span: &Span, rows: &[&Row]) -> Option<Point> {
    let mut months: std::collections::BTreeMap<u32, (f64, u64)> = std::collections::BTreeMap::new();
    for row in rows {
        let at = months.entry(row.month?).or_default();
        *at = (at.0 + row.value, at.1.saturating_add(row.people));
    }
    let exact = |n: u64| Noisy::exact(i64::try_from(n).unwrap_or(i64::MAX));
    let hazards: Vec<(Noisy, Noisy)> = months.values().map(|(e, n)| (exact(*n), exact(*e as u64))).collect();
    let curve = noisy_survival(&hazards);
    let by = |low: &dyn Fn(&Estimate) -> f64| {
        let at = curve.iter().position(|e| low(e) < 0.5)?;
        months.keys().nth(at).map(|m| f64::from(*m))
    };
    let value = by(&|e| e.value)?;
    let interval = Interval {
        low: by(&|e| e.interval95().low).unwrap_or(value),
        high: by(&|e| e.interval95().high).unwrap_or(f64::INFINITY),
    };
    let people = months.values().map(|(_, n)| *n).max().unwrap_or(0);
    // Months are whole: their difference is told with the interval's width as four standard deviations.
    let variance = if interval.high.is_finite() { (interval.width() / 4.0).powi(2).max(0.0625) } else { f64::INFINITY };
    let estimate = Estimate { value, variance };
    Some(Point { period: span.id.clone(), within: Within { value, interval }, estimate, people: [people, people] })
}

/// The released sums of one cell of a question, by period.
pub(super) fn by_period<'s>(
    question: &'s Question,
    shelf: &'s Shelf,
    cell: &str,
) -> Vec<(&'s Span, Released<&'s Sums>)> {
    let Some(place) = question.cells.iter().find(|p| p.asked.cell == cell) else { return Vec::new() };
    let spans = question.periods().iter();
    spans.filter_map(|span| Some((span.as_ref(), shelf.get(&place.asked, span)?.as_ref()))).collect()
}
