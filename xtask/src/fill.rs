//! Fills the sample company when it is first served: its people, played by the real engine, report on the last quarter that ended and
//! on the running one. One of each function and region waits: when the visitor has sent a report from there, the others follow, and the
//! running quarter is complete.
//!
//! What is done is written down beside the databases, so that an interrupted first start goes on where it was.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use serde::{Deserialize, Serialize};
use skillkeep::CompanyFiles;
use skillkeep::sync::{Dictionary, Partition, Period};
use skillkeep_server::demo::Demo;
use skillkeep_server::insight::Insight;
use skillkeep_server::keeper::Keeper;
use skillkeep_server::leader::Leader;
use skillkeep_server::status::{Progress, Stage as Now, Status};
use skillkeep_simulate::stage::Stage;
use skillkeep_simulate::{Plants, Population, Run, run};

use crate::run::{Failed, read, root, write};
use crate::{company, dictionary};

/// The seed of the people, here and in the recorded quarters: the same people.
pub(crate) const SEED: u64 = 1;
/// Between two looks for the visitor's report.
const LOOK: Duration = Duration::from_secs(1);

/// How much is played.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Much {
    /// The last quarter that ended, and the running one.
    All,
    /// The running quarter alone.
    Current,
    /// Nothing.
    Nothing,
}

/// What was done, by period: so many people, and whether those who waited have followed.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Done {
    people: std::collections::BTreeMap<String, usize>,
    followed: BTreeSet<String>,
}

/// Who fills.
pub(crate) struct Filler {
    much: Much,
    data: PathBuf,
    url: String,
    leader: Arc<Leader>,
    keeper: Arc<Keeper>,
    insight: Arc<Insight>,
    status: Arc<Status>,
    stop: Arc<AtomicBool>,
}

impl Filler {
    /// A filler of a demonstration that listens at `url`, which remembers under `data`.
    pub(crate) fn new(much: Much, data: &Path, url: String, demo: &Demo, stop: Arc<AtomicBool>) -> Filler {
        Filler {
            much,
            data: data.to_owned(),
            url,
            leader: Arc::clone(&demo.leader),
            keeper: Arc::clone(&demo.keeper),
            insight: Arc::clone(&demo.insight),
            status: Arc::clone(&demo.status),
            stop,
        }
    }

    /// Fills until all is there or it is stopped. Blocks.
    pub(crate) fn fill(&self, runtime: &tokio::runtime::Handle) {
        if let Err(e) = self.play(runtime) {
            // The pages work without; the next start goes on.
            eprintln!("filling the sample company stopped: {e}");
        }
    }

    fn play(&self, runtime: &tokio::runtime::Handle) -> Result<(), Failed> {
        let files = files()?;
        let population = Population::sample(&company::tables()).map_err(Failed::new)?;
        let bytes = files.files.get("dictionary.json").map(Vec::as_slice).unwrap_or_default();
        let dictionary = Dictionary::parse(bytes).map_err(Failed::new)?;
        let today = dictionary::today();
        let last = dictionary.periods.iter().rfind(|p| p.end <= today && !p.token_key.is_empty());
        let current = dictionary.periods.iter().find(|p| p.start <= today && today < p.end);
        if let Some(last) = last.filter(|_| self.much == Much::All) {
            self.quarter(&files, &population, last, &[], Stage::noon(last.due), Now::Filling)?;
        }
        if let Some(current) = current.filter(|_| self.much != Much::Nothing) {
            let held = population.one_of_each_cell(0..population.len());
            self.quarter(&files, &population, current, &held, Stage::noon(today), Now::Current)?;
            self.ready();
            return self.visitor(&files, &population, current, &held, runtime);
        }
        self.ready();
        Ok(())
    }

    fn ready(&self) {
        if !self.stopped() {
            self.status.set(Progress { stage: Now::Ready, period: String::new(), done: 0, of: 0 });
            self.insight.ring();
        }
    }

    fn stopped(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
    }

    /// Lets everybody but those who wait report on a quarter.
    fn quarter(
        &self,
        files: &CompanyFiles,
        population: &Population,
        period: &Period,
        held: &[usize],
        now: skillkeep::Millis,
        stage: Now,
    ) -> Result<(), Failed> {
        let mut done = self.done();
        let of = population.len();
        let mut from = done.people.get(&period.id).copied().unwrap_or(0);
        // In pieces, so that it can be stopped in between.
        while from < of && !self.stopped() {
            self.status.set(Progress { stage, period: period.id.clone(), done: from, of });
            let to = (from + 480).min(of);
            let told = |n: usize, _: usize| {
                self.status.set(Progress { stage, period: period.id.clone(), done: from + n, of });
            };
            self.some(files, population, period, from..to, held, now, &told)?;
            from = to;
            done.people.insert(period.id.clone(), from);
            self.remember(&done)?;
        }
        self.insight.ring();
        Ok(())
    }

    #[expect(clippy::too_many_arguments, reason = "a run has so many parts")]
    fn some(
        &self,
        files: &CompanyFiles,
        population: &Population,
        period: &Period,
        people: std::ops::Range<usize>,
        held: &[usize],
        now: skillkeep::Millis,
        told: &(dyn Fn(usize, usize) + Sync),
    ) -> Result<(), Failed> {
        run(&Run {
            company: files.clone(),
            population,
            tenant: company::TENANT,
            leader_url: &format!("{}/leader/", self.url),
            keeper_url: &format!("{}/keeper/", self.url),
            tickets: self.leader.tickets.clone(),
            people,
            hold_back: held,
            period: &period.id,
            now,
            seed: SEED,
            plants: Plants::ALL,
            kept: None,
            progress: told,
        })
        .map(|_| ())
        .map_err(Failed::new)
    }

    /// Waits for the visitor's report; then those who waited elsewhere follow.
    fn visitor(
        &self,
        files: &CompanyFiles,
        population: &Population,
        period: &Period,
        held: &[usize],
        runtime: &tokio::runtime::Handle,
    ) -> Result<(), Failed> {
        let mut done = self.done();
        if done.followed.contains(&period.id) {
            return Ok(());
        }
        let places: Vec<(usize, String, String)> = held
            .iter()
            .filter_map(|n| population.person(SEED, *n).map(|p| (*n, p.cell.function, p.cell.region)))
            .collect();
        let start = u64::try_from(period.start.0).unwrap_or(0);
        while !self.stopped() {
            std::thread::sleep(LOOK);
            let Some((function, region)) = runtime.block_on(self.came(&places, start))? else { continue };
            // The visitor has the seat of the one who waited there.
            let seat = places.iter().find(|(_, f, r)| *f == function && *r == region).map(|(n, ..)| *n);
            let follow: BTreeSet<usize> = held.iter().copied().filter(|n| Some(*n) != seat).collect();
            let others: Vec<usize> = (0..population.len()).filter(|n| !follow.contains(n)).collect();
            let everybody = 0..population.len();
            self.some(files, population, period, everybody, &others, Stage::noon(dictionary::today()), &|_, _| {})?;
            done.followed.insert(period.id.clone());
            self.remember(&done)?;
            self.insight.ring();
            return Ok(());
        }
        Ok(())
    }

    /// The function and region from which one report more came than people were played; None while there is none, or several.
    async fn came(&self, places: &[(usize, String, String)], start: u64) -> Result<Option<(String, String)>, Failed> {
        let tallies = self.keeper.store.tallies().await.map_err(Failed::new)?;
        let one_more = |cell: &str, waiting: usize| {
            self.keeper.tasks.all().filter(|a| a.cell == cell).any(|asked| {
                let count =
                    tallies.iter().find(|t| t.task == asked.task.id && t.period == start).map_or(0, |t| t.count);
                count + waiting as u64 == asked.people + 1
            })
        };
        let functions: BTreeSet<&String> = places.iter().map(|(_, f, _)| f).collect();
        let regions: BTreeSet<&String> = places.iter().map(|(_, _, r)| r).collect();
        let waiting_in = |f: &String| places.iter().filter(|p| p.1 == *f).count();
        let waiting_at = |r: &String| places.iter().filter(|p| p.2 == *r).count();
        let came: Vec<&String> =
            functions.into_iter().filter(|f| one_more(&Partition::Function.cell(f, ""), waiting_in(f))).collect();
        let from: Vec<&String> =
            regions.into_iter().filter(|r| one_more(&Partition::Region.cell("", r), waiting_at(r))).collect();
        Ok(match (came.as_slice(), from.as_slice()) {
            ([f], [r]) => Some(((*f).clone(), (*r).clone())),
            _ => None,
        })
    }

    fn file(&self) -> PathBuf {
        self.data.join("filled.json")
    }

    fn done(&self) -> Done {
        std::fs::read(self.file()).ok().and_then(|b| serde_json::from_slice(&b).ok()).unwrap_or_default()
    }

    fn remember(&self, done: &Done) -> Result<(), Failed> {
        write(&self.file(), &serde_json::to_vec(done).map_err(Failed::new)?)
    }
}

/// The signed files of the sample company, as the browsers get them.
fn files() -> Result<CompanyFiles, Failed> {
    let dir = root().join("pkg/dist/sample");
    let mut files = std::collections::BTreeMap::new();
    for name in ["skills.skp", "policy.json", "dictionary.json", "catalogue.json"] {
        files.insert(name.to_owned(), read(&dir.join(name))?);
    }
    let [root, manifest] = ["root.dsse.json", "manifest.dsse.json"].map(|name| read(&dir.join(name)));
    Ok(CompanyFiles { root: root?, manifest: manifest?, files, catalogue: None, actions: None })
}
