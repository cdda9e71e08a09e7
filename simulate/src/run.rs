//! Everybody reports on one period, over HTTP, from two threads.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use skillkeep::sync::Dictionary;
use skillkeep::{CompanyFiles, Millis};
use skillkeep_server::tasks::{Asked, Tasks};
use skillkeep_server::ticket::TicketKey;

use crate::browser::{Browsers, Kept};
use crate::upload::Door;
use crate::{Person, Plants, Population, SimulateError};

/// People whose reports go up together.
const TOGETHER: usize = 48;
/// Threads that are people. Whoever aggregates needs the other half of the machine.
const THREADS: usize = 2;

/// What one call of [`run`] does.
pub struct Run<'r> {
    /// The company's signed files.
    pub company: CompanyFiles,
    /// Who works there.
    pub population: &'r Population,
    /// Tenant of company and aggregators.
    pub tenant: &'r str,
    /// Base URL of the leader, as it is reached from here.
    pub leader_url: &'r str,
    /// Base URL of the keeper.
    pub keeper_url: &'r str,
    /// The portal's key of tickets.
    pub tickets: TicketKey,
    /// Numbers of the people.
    pub people: Range<usize>,
    /// Numbers of those who wait for another call.
    pub hold_back: &'r [usize],
    /// Period to report on.
    pub period: &'r str,
    /// The engines' clock: within the period, before it closes.
    pub now: Millis,
    /// What people are and do comes from it; the same for all periods of one company.
    pub seed: u64,
    /// What is planted.
    pub plants: Plants,
    /// What people kept of the period before, by number; written by this call. None: everybody opens for the first time.
    pub kept: Option<&'r Mutex<BTreeMap<usize, Kept>>>,
    /// Told after each group of people: the first `done` of `of` have been taken. A run that is cut off may go on from there.
    pub progress: &'r (dyn Fn(usize, usize) + Sync),
}

/// What came of it.
#[derive(Debug, Clone, Default)]
pub struct Report {
    /// The true sums of those whose answers are at the leader, by measure and cell.
    pub sums: BTreeMap<(String, String), Vec<i64>>,
    /// People whose answers these are.
    pub people: usize,
    /// Reports taken by this call.
    pub reports: u64,
    /// Reports that were there before.
    pub before: u64,
    /// People who have no answer here: their token went to another request, or their ledger says that they reported.
    pub skipped: usize,
    /// How long it took.
    pub seconds: f64,
}

impl Report {
    fn add(&mut self, other: Report) {
        for (task, sums) in other.sums {
            let all = self.sums.entry(task).or_insert_with(|| vec![0; sums.len()]);
            all.iter_mut().zip(sums).for_each(|(a, b)| *a += b);
        }
        self.people += other.people;
        self.reports += other.reports;
        self.before += other.before;
        self.skipped += other.skipped;
    }
}

/// Lets people report on a period. Blocks; call it where that is allowed. What was taken already is not taken twice, so the
/// same call may be made again after it was cut off.
///
/// # Errors
/// [`SimulateError`]; what was taken until then stays.
pub fn run(run: &Run<'_>) -> Result<Report, SimulateError> {
    let begun = Instant::now();
    let file = run.company.files.get("dictionary.json").map(Vec::as_slice).unwrap_or_default();
    let dictionary = Dictionary::parse(file).map_err(|e| SimulateError::Dictionary(e.to_string()))?;
    let tasks =
        Tasks::derive(&dictionary, run.tenant, &[0; 32]).map_err(|e| SimulateError::Dictionary(e.to_string()))?;
    let pinned = dictionary.aggregators.map(|a| a.keeper.hpke_config).unwrap_or_default();
    let held: BTreeSet<usize> = run.hold_back.iter().copied().collect();
    let groups: Vec<Range<usize>> =
        run.people.clone().step_by(TOGETHER).map(|from| from..(from + TOGETHER).min(run.people.end)).collect();
    let shared = Shared {
        run,
        tasks: &tasks,
        pinned: &pinned,
        held: &held,
        groups: &groups,
        next: AtomicUsize::new(0),
        failed: AtomicBool::new(false),
        done: Mutex::new(vec![false; groups.len()]),
    };
    let results = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..THREADS).map(|_| scope.spawn(|| shared.work())).collect();
        workers.into_iter().map(|w| w.join().unwrap_or(Err(SimulateError::Worker))).collect::<Vec<_>>()
    });
    let mut report = Report::default();
    for result in results {
        report.add(result?);
    }
    report.seconds = begun.elapsed().as_secs_f64();
    Ok(report)
}

struct Shared<'s> {
    run: &'s Run<'s>,
    tasks: &'s Tasks,
    pinned: &'s str,
    held: &'s BTreeSet<usize>,
    groups: &'s [Range<usize>],
    next: AtomicUsize,
    failed: AtomicBool,
    done: Mutex<Vec<bool>>,
}

impl Shared<'_> {
    fn work(&self) -> Result<Report, SimulateError> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let browsers = Browsers::open(
            self.run.company.clone(),
            self.run.tenant,
            self.run.population,
            self.run.seed,
            self.run.plants,
        )?;
        let (run, urls) = (self.run, [self.run.leader_url, self.run.keeper_url]);
        let door = Door::open(self.tasks, run.period, urls, self.pinned, run.tickets.clone(), run.seed);
        let door = runtime.block_on(door)?;
        let mut report = Report::default();
        while !self.failed.load(Ordering::Relaxed) {
            let at = self.next.fetch_add(1, Ordering::Relaxed);
            let Some(group) = self.groups.get(at) else { break };
            match runtime.block_on(self.group(&browsers, &door, group.clone())) {
                Ok(one) => report.add(one),
                Err(e) => {
                    self.failed.store(true, Ordering::Relaxed);
                    return Err(e);
                }
            }
            self.tell(at);
        }
        Ok(report)
    }

    async fn group(&self, browsers: &Browsers<'_>, door: &Door, people: Range<usize>) -> Result<Report, SimulateError> {
        let mut report = Report::default();
        let mut waiting: BTreeMap<(String, String), (Arc<Asked>, Vec<Vec<u8>>)> = BTreeMap::new();
        let mut kept = Vec::new();
        for number in people.filter(|n| !self.held.contains(n)) {
            let Some(person) = self.run.population.person(self.run.seed, number) else { continue };
            let Some(answers) = self.answers(browsers, &person)? else {
                report.skipped += 1;
                continue;
            };
            let Some(token) = door.token(&person).await? else {
                report.skipped += 1;
                continue;
            };
            let sealed = door.seal(&answers.sealing, &token)?;
            for (task, one) in answers.sealing.tasks.iter().zip(sealed) {
                let name = (task.measure.clone(), task.cell.clone());
                let length = task.measurement.shape.length() as usize;
                let sums = report.sums.entry(name.clone()).or_insert_with(|| vec![0; length]);
                for place in &task.measurement.set {
                    if let Some(sum) = sums.get_mut(*place as usize) {
                        *sum += 1;
                    }
                }
                waiting.entry(name).or_insert_with(|| (one.asked, Vec::new())).1.push(one.bytes);
            }
            report.people += 1;
            kept.push((number, answers.kept));
        }
        for (asked, reports) in waiting.into_values() {
            let before = door.upload(&asked, &reports).await?;
            report.before += before as u64;
            report.reports += reports.len().saturating_sub(before) as u64;
        }
        if let Some(all) = self.run.kept {
            all.lock().unwrap_or_else(PoisonError::into_inner).extend(kept);
        }
        Ok(report)
    }

    /// A person's answers; None where her ledger says that she reported.
    fn answers(&self, browsers: &Browsers<'_>, person: &Person) -> Result<Option<crate::Answers>, SimulateError> {
        let run = self.run;
        let before =
            run.kept.and_then(|all| all.lock().unwrap_or_else(PoisonError::into_inner).get(&person.number).cloned());
        match browsers.report(person, run.period, run.now, before.as_ref()) {
            Ok(answers) => Ok(Some(answers)),
            Err(SimulateError::Engine(e)) if e.code == "sync.answered" => Ok(None),
            Err(e) => Err(e),
        }
    }

    fn tell(&self, group: usize) {
        let done = {
            let mut all = self.done.lock().unwrap_or_else(PoisonError::into_inner);
            if let Some(slot) = all.get_mut(group) {
                *slot = true;
            }
            all.iter().take_while(|d| **d).count()
        };
        let first = self.run.people.start;
        let reached = self.groups.get(done.wrapping_sub(1)).map_or(0, |g| g.end - first);
        (self.run.progress)(reached, self.run.people.len());
    }
}
