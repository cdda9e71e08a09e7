//! What the company's own numbers have to do with skills: correlations of changes, and cells that had something against cells that had
//! not. Neither is proof of a cause; the page says so.

use serde::Serialize;
use skillkeep::sync::Partition;
use skillkeep_insight::exact::{Tail, Test};
use skillkeep_insight::impact::{Change, correlation, did_from_cells};
use skillkeep_insight::strata::GroupSums;
use skillkeep_insight::{Estimate, Interval};

use super::endpoints::{Metric, Row, Shape};
use super::experiments::{Check, Within};
use super::figures::{by_period, per_person};
use crate::insight::company::{Company, partition_name};
use crate::insight::shelf::Shelf;

/// Fewest pairs of changes that a correlation is told from.
const PAIRS: usize = 8;

/// A metric and the skills held in the same cells.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Correlated {
    /// Which metric.
    pub metric: &'static str,
    /// Over which cells.
    pub over: &'static str,
    /// Pairs of changes from one period to the next.
    pub pairs: usize,
    /// How many pairs it takes.
    pub needs: usize,
    /// Pearson's correlation of the changes, Fisher's interval. The noise of the releases makes it look smaller than it is.
    pub value: Option<Within>,
    /// Of "no correlation".
    pub p: Option<f64>,
}

/// Every metric that is a mean, against the critical skills held a person in the same cell: changes from one period to the next.
pub(super) fn correlations(company: &Company, shelf: &Shelf, rows: &[Row]) -> Vec<Correlated> {
    let mut all = Vec::new();
    for metric in Metric::ALL.into_iter().filter(|m| m.shape() == Shape::Mean) {
        for over in [Partition::Function, Partition::Region] {
            let Some(question) = company.held(over) else { continue };
            let told = |cell: &str, period: &str| {
                rows.iter().find(|r| r.metric == metric && r.cell == cell && r.period == period).map(|r| r.value)
            };
            if !rows.iter().any(|r| r.metric == metric && question.cells.iter().any(|p| p.asked.cell == r.cell)) {
                continue;
            }
            let mut sums = GroupSums { n: 0.0, sx: 0.0, sy: 0.0, sxx: 0.0, sxy: 0.0, syy: 0.0 };
            let mut pairs = 0;
            for place in &question.cells {
                let cell = place.asked.cell.as_str();
                for pair in by_period(question, shelf, cell).windows(2) {
                    let [(before, a), (now, b)] = pair else { continue };
                    let ends = told(cell, &before.id).zip(told(cell, &now.id));
                    let held = per_person(a.get(), 0, 1).zip(per_person(b.get(), 0, 1));
                    let Some(((y0, y1), (x0, x1))) = ends.zip(held).filter(|_| before.end == now.start) else {
                        continue;
                    };
                    let (x, y) = (x1.value - x0.value, y1 - y0);
                    pairs += 1;
                    sums.n += 1.0;
                    sums.sx += x;
                    sums.sy += y;
                    sums.sxx += x * x;
                    sums.sxy += x * y;
                    sums.syy += y * y;
                }
            }
            let found = (pairs >= PAIRS).then(|| correlation(&sums, 0.05).ok()).flatten();
            all.push(Correlated {
                metric: metric.id(),
                over: partition_name(over),
                pairs,
                needs: PAIRS,
                value: found.map(|c| Within { value: c.value, interval: c.interval }),
                p: found.map(|c| c.test.p),
            });
        }
    }
    all
}

/// Cells that had something against those of the same kind that had not.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Compared {
    /// Difference-in-differences, in the metric's unit (of counts: of the share).
    pub effect: Option<Within>,
    /// People behind it: treated before and after, others before and after.
    pub people: [u64; 4],
    /// Periods before and from the beginning.
    pub periods: [usize; 2],
    /// The same between the earlier and the later half of the time before, where there are two periods.
    pub placebo: Option<Check>,
}

/// Compares cells from a period on. None where the cells are of several kinds, or no other cell is there.
pub(super) fn compared(
    company: &Company,
    rows: &[Row],
    metric: Metric,
    cells: &[&str],
    from: &str,
) -> Option<Compared> {
    let kind = |cell: &str| cell.split('/').next().unwrap_or_default().to_owned();
    let wanted = kind(cells.first()?);
    if cells.iter().any(|c| kind(c) != wanted) {
        return None;
    }
    let order = |period: &str| company.tasks.periods.iter().position(|s| s.id == period);
    let start = order(from)?;
    let mine = || rows.iter().filter(|r| r.metric == metric && kind(&r.cell) == wanted);
    let placed = || mine().filter_map(|r| Some((order(&r.period)?, r)));
    let side = |treated: bool, when: &dyn Fn(usize) -> bool| {
        let here = placed().filter(|(at, r)| cells.contains(&r.cell.as_str()) == treated && when(*at));
        here.fold(Change::default(), |sum, (_, r)| sum.plus(&r.change()))
    };
    let did = |before: &dyn Fn(usize) -> bool, after: &dyn Fn(usize) -> bool| {
        let four = [side(true, before), side(true, after), side(false, before), side(false, after)];
        let [a, b, c, d] = four;
        (did_from_cells([a, b], [c, d]).ok(), four)
    };
    let (found, four) = did(&|at| at < start, &|at| at >= start);
    let mut times: Vec<usize> = placed().map(|(at, _)| at).collect();
    times.sort_unstable();
    times.dedup();
    let before: Vec<usize> = times.iter().filter(|t| **t < start).copied().collect();
    let half = before.get(before.len() / 2).copied().filter(|_| before.len() >= 2);
    let placebo = half.and_then(|half| did(&|at| at < half, &|at| at >= half && at < start).0);
    let placebo = placebo.filter(|p| p.se_welch > 0.0).map(|p| Test::normal(p.effect / p.se_welch, Tail::Two).into());
    let within = |found: skillkeep_insight::impact::CellDid| {
        let estimate = Estimate { value: found.effect, variance: found.se_welch * found.se_welch };
        let interval: Interval = estimate.interval95();
        Within { value: found.effect, interval }
    };
    Some(Compared {
        effect: found.map(within),
        people: four.map(|c| c.n as u64),
        periods: [before.len(), times.len() - before.len()],
        placebo,
    })
}
