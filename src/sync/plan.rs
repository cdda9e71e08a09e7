//! Planning: what each question costs and how precise it will be, before anybody signs it.

use super::{Dictionary, Measure, Partition};

/// One question over one partition at one headcount.
#[derive(Debug, Clone, PartialEq)]
pub struct PlanRow {
    /// Measure id.
    pub measure: String,
    /// Over which cells.
    pub over: Partition,
    /// The smallest cell that has people.
    pub cell: String,
    /// People in it.
    pub people: u32,
    /// Millionths of rho, each time.
    pub micro_rho: u64,
    /// Root mean square error of a share in that cell if everybody answers, in percentage points; both aggregators' noise.
    pub points: f64,
    /// What the owner accepts.
    pub target: f64,
    /// The next coarser partition that meets the target with this noise, where this one does not.
    pub coarser: Option<Partition>,
}

impl PlanRow {
    /// Does the question meet its target?
    pub fn meets(&self) -> bool {
        self.points <= self.target
    }
}

/// The plan of a whole dictionary.
#[derive(Debug, Clone, PartialEq)]
pub struct Plan {
    /// A row for every measure and partition.
    pub rows: Vec<PlanRow>,
    /// Millionths of rho that a person pays in each UTC year.
    pub years: Vec<(i32, u64)>,
    /// The cap.
    pub cap: u64,
}

impl Plan {
    /// May it be signed? Every question meets its target, and no year costs more than the cap.
    pub fn signable(&self) -> bool {
        self.rows.iter().all(PlanRow::meets) && self.years.iter().all(|(_, cost)| *cost <= self.cap)
    }
}

/// Plans a dictionary at its published headcounts.
pub fn plan(dictionary: &Dictionary) -> Plan {
    let people = dictionary.people();
    let smallest = |over: Partition| {
        let cells = dictionary.headcount.iter().map(|h| over.cell(&h.function, &h.region));
        cells.filter_map(|c| people.get(&c).map(|n| (*n, c))).filter(|(n, _)| *n > 0).min()
    };
    let row = |measure: &Measure, at: usize| {
        let asked = measure.asked.get(at)?;
        let (count, cell) = smallest(asked.over)?;
        let target = f64::from(asked.target_milli_points) / 1000.0;
        let meets = |n: u32| error_points(asked.sigma2, n) <= target;
        let coarser = [Partition::Function, Partition::Region, Partition::Company]
            .into_iter()
            .find(|p| *p != asked.over && smallest(*p).is_some_and(|(n, _)| n > count && meets(n)));
        let points = error_points(asked.sigma2, count);
        let coarser = if points <= target { None } else { coarser };
        Some(PlanRow {
            measure: measure.id.clone(),
            over: asked.over,
            cell,
            people: count,
            micro_rho: asked.micro_rho,
            points,
            target,
            coarser,
        })
    };
    let rows = dictionary
        .measures
        .iter()
        .flat_map(|m| (0..m.asked.len()).map(move |at| (m, at)))
        .filter_map(|(m, at)| row(m, at))
        .collect();
    let mut years: Vec<(i32, u64)> = Vec::new();
    for period in &dictionary.periods {
        let (year, cost) = (period.due.year(), dictionary.cost(period));
        match years.last_mut() {
            Some(last) if last.0 == year => last.1 = last.1.saturating_add(cost),
            _ => years.push((year, cost)),
        }
    }
    Plan { rows, years, cap: dictionary.ledger.as_ref().map_or(0, |l| l.cap_micro_rho) }
}

/// Error of a share among `people` answers, in percentage points: both aggregators add noise of variance `sigma2`.
fn error_points(sigma2: u64, people: u32) -> f64 {
    (2.0 * sigma2 as f64).sqrt() / f64::from(people.max(1)) * 100.0
}
