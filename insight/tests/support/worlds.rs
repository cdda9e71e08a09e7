//! Made worlds whose truth is known, released with noise, and how often an interval holds that truth. The tests draw some, `cargo x bench
//! coverage` many.
#![allow(dead_code)]

use skillkeep_insight::impact::{Design, findings};
use skillkeep_insight::strata::stratified_gap;
use skillkeep_insight::{Contrast, Group, People, Period, Question, Share, Sums, Verdict, impact_ratio, needed};

use super::Draws;

/// What came of the draws of one world.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(crate) struct Tally {
    /// Draws.
    pub(crate) draws: usize,
    /// Of them with a figure; the others said "not enough data".
    pub(crate) said: usize,
    /// Of those with the truth in their 95 %.
    pub(crate) covered: usize,
    /// Draws that were called a disparity.
    pub(crate) cried: usize,
}

impl Tally {
    /// Share of the figures whose interval holds the truth.
    pub(crate) fn coverage(&self) -> f64 {
        self.covered as f64 / self.said.max(1) as f64
    }

    /// Share of the draws with a figure.
    pub(crate) fn spoke(&self) -> f64 {
        self.said as f64 / self.draws.max(1) as f64
    }

    /// Share of the draws that were called a disparity.
    pub(crate) fn alarm(&self) -> f64 {
        self.cried as f64 / self.draws.max(1) as f64
    }

    fn add(&mut self, covers: Option<bool>) {
        self.draws += 1;
        self.said += usize::from(covers.is_some());
        self.covered += usize::from(covers == Some(true));
    }
}

fn seed(world: u64, n: u64, sigma: f64) -> Draws {
    Draws(world * 1_000_003 + n * 101 + sigma as u64)
}

/// A share `p` of the `n` people who answered: what is asked is what these people have, so noise is all there is.
pub(crate) fn census(n: u64, sigma: f64, p: f64, draws: usize) -> Tally {
    let (mut random, mut tally) = (seed(1, n, sigma), Tally::default());
    let truth = (n as f64 * p) as i64;
    for _ in 0..draws {
        let people = People { answers: random.noisy(n as i64, sigma), headcount: n };
        let share = Share::of(random.noisy(truth, sigma), people, Question::Census);
        tally.add(share.ok().map(|s| s.interval.contains(truth as f64 / n as f64)));
    }
    tally
}

/// A chance `p` seen in `n` people: sampling and noise.
pub(crate) fn process(n: u64, sigma: f64, p: f64, draws: usize) -> Tally {
    let (mut random, mut tally) = (seed(2, n, sigma), Tally::default());
    for _ in 0..draws {
        let heads = random.binomial(n, p);
        let share =
            Share::of_parts(random.noisy(heads, sigma), random.noisy(n as i64 - heads, sigma), Question::Process);
        tally.add(share.ok().map(|s| s.interval.contains(p)));
    }
    tally
}

/// A group of `n` against one of twice as many whose rate is .4, the rates' ratio being `ratio`.
pub(crate) fn impact(n: u64, sigma: f64, ratio: f64, draws: usize) -> Tally {
    let (mut random, mut tally) = (seed(3 + (ratio * 10.0) as u64, n, sigma), Tally::default());
    for _ in 0..draws {
        let a = group(&mut random, n, 0.4 * ratio, sigma);
        let b = group(&mut random, 2 * n, 0.4, sigma);
        let found = impact_ratio(&a, &b).ok();
        tally.add(found.map(|f| f.interval.contains(ratio)));
        tally.cried += usize::from(found.is_some_and(|f| f.verdict == Verdict::Disparity));
    }
    tally
}

fn group(random: &mut Draws, people: u64, p: f64, sigma: f64) -> Group {
    let yes = random.binomial(people, p);
    Group { yes: random.noisy(yes, sigma), no: random.noisy(people as i64 - yes, sigma) }
}

/// A gap of .1 in four strata whose rates and mixes differ; `n` people of the group in all.
pub(crate) fn gap(n: u64, sigma: f64, draws: usize) -> Tally {
    let (mut random, mut tally) = (seed(20, n, sigma), Tally::default());
    const STRATA: [(f64, f64, f64); 4] = [(0.4, 0.2, 0.3), (0.3, 0.3, 0.45), (0.2, 0.4, 0.6), (0.1, 0.5, 0.75)];
    for _ in 0..draws {
        let strata: Vec<(Group, Group)> = STRATA
            .iter()
            .map(|(part, others, rate)| {
                let (own, other) = ((n as f64 * part) as u64, (2.0 * n as f64 * others) as u64);
                (group(&mut random, own, rate - 0.1, sigma), group(&mut random, other, *rate, sigma))
            })
            .collect();
        tally.add(stratified_gap(&strata).ok().map(|g| g.interval.contains(-0.1)));
    }
    tally
}

/// Where people of the two arms of an experiment end, by five sizes of change.
const MOVED: [[f64; 5]; 2] = [[0.05, 0.10, 0.35, 0.30, 0.20], [0.10, 0.15, 0.45, 0.20, 0.10]];
const SIZES: [f64; 5] = [-1.0, -0.5, 0.0, 0.5, 1.0];

/// An experiment of two arms of `n`, `looks` quarters: is the truth in the interval of the last look, and (second) in all of those that
/// promise to hold together?
pub(crate) fn experiment(n: u64, sigma: f64, looks: usize, draws: usize) -> [Tally; 2] {
    let mean = |chances: &[f64; 5]| chances.iter().zip(SIZES).map(|(p, size)| p * size).sum::<f64>();
    let truth = mean(&MOVED[0]) - mean(&MOVED[1]);
    let design = Design { arms: vec![(1.0, Some(0)), (1.0, None)], cells: SIZES.to_vec() };
    // Each aggregator's variance is a whole number; a sum has twice that.
    let each = (sigma * sigma / 2.0).round() as u64;
    let noise = (2.0 * each as f64).sqrt();
    let mut random = seed(30, n, sigma);
    let mut tallies = [Tally::default(); 2];
    for _ in 0..draws {
        let seen: Vec<_> = (0..looks)
            .filter_map(|time| {
                let mut sums: Vec<i64> = MOVED.iter().flat_map(|chances| many(&mut random, n, chances)).collect();
                sums.push(0);
                sums.iter_mut().for_each(|s| *s = random.noisy(*s, noise).value);
                design.look(time as i64, &release(sums, 2 * n, each))
            })
            .collect();
        let found = findings(&design, &seen).ok();
        let last = found.as_ref().and_then(|f| f.looks.last()).map(|l| l.interval.contains(truth));
        let always = found.as_ref().map(|f| f.looks.iter().all(|l| l.always.contains(truth)));
        tallies[0].add(last);
        tallies[1].add(always);
    }
    tallies
}

/// `n` people over five cells.
fn many(random: &mut Draws, n: u64, chances: &[f64; 5]) -> [i64; 5] {
    let mut cells = [0; 5];
    for _ in 0..n {
        let mut at = random.uniform();
        let place = chances.iter().position(|p| {
            at -= p;
            at < 0.0
        });
        cells[place.unwrap_or(4)] += 1;
    }
    cells
}

fn release(sums: Vec<i64>, headcount: u64, sigma2_each: u64) -> Sums {
    let period = Period { id: "2026-q4".into(), start: "2026-10-01".into(), end: "2027-01-01".into() };
    Sums {
        measure: "made".into(),
        dictionary: 1,
        cell: "all".into(),
        period,
        reports: headcount,
        headcount,
        sums,
        sigma2_each,
        releases: vec![],
    }
}

/// As many people as the planner asks for: how many there are, and how often (`covered`) four fifths are then excluded where groups
/// are treated alike.
pub(crate) fn planned(rate: f64, sigma: f64, draws: usize) -> (u64, Tally) {
    let sigma2 = sigma * sigma;
    let contrast = Contrast { reference_rate: rate, truth: 1.0, excluded: 0.8, reference_per_person: 2.0, sigma2 };
    let n = needed(&contrast).unwrap_or(0);
    let (mut random, mut tally) = (seed(40 + (rate * 10.0) as u64, n, sigma), Tally::default());
    for _ in 0..draws {
        let a = group(&mut random, n, rate, sigma);
        let b = group(&mut random, 2 * n, rate, sigma);
        tally.add(impact_ratio(&a, &b).ok().map(|f| f.verdict == Verdict::NoMaterialDisparity));
    }
    (n, tally)
}
