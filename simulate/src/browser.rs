//! A native browser: the real engine of one person, who learns, sets a goal, takes a step, and reports.

use skillkeep::engine::{ReadOptions, Sealing, SyncSetting};
use skillkeep::recommend::{Difficulty, Feedback};
use skillkeep::signal::{ColumnMapping, Source};
use skillkeep::sync::Day;
use skillkeep::{Answer, Command, CompanyFiles, Engine, Millis, Now, OpenOptions, Query};

use crate::chance::bytes;
use crate::life::{self, HEADER};
use crate::{Chance, Person, Plants, Population, SimulateError, plants};

/// How often somebody who is offered a stretch step takes it up.
const TAKES_UP: f64 = 0.6;
/// How often somebody contests something in a quarter.
const CONTESTS: f64 = 0.03;
/// How often a finished course helped.
const HELPED: f64 = 0.65;

/// All native browsers of a company: its files are opened once.
pub struct Browsers<'p> {
    open: Engine,
    tenant: String,
    population: &'p Population,
    seed: u64,
    plants: Plants,
    mapping: ColumnMapping,
}

/// What came of a person's report, before it is sealed.
#[derive(Debug, Clone)]
pub struct Answers {
    /// The answers, charged against the ledger.
    pub sealing: Sealing,
    /// The person's state after it.
    pub kept: Kept,
}

/// What a browser keeps from one report to the next.
#[derive(Debug, Clone)]
pub struct Kept {
    /// When the report was made.
    pub at: Millis,
    /// The engine's snapshot.
    pub snapshot: Vec<u8>,
}

impl<'p> Browsers<'p> {
    /// Opens the company's files.
    ///
    /// # Errors
    /// [`SimulateError::Engine`] where they cannot be believed or read.
    pub fn open(
        company: CompanyFiles,
        tenant: &str,
        population: &'p Population,
        seed: u64,
        plants: Plants,
    ) -> Result<Browsers<'p>, SimulateError> {
        let nobody = options(tenant, "nobody", None, 0, Millis(0));
        let column = |name: &str| Some(name.to_owned());
        let mapping = ColumnMapping {
            title: column("Title"),
            skill: column("Skill"),
            kind: column("Type"),
            date: column("Date"),
            level: column("Level"),
            expires: column("Expires"),
            id: column("Id"),
            ..ColumnMapping::default()
        };
        let open = Engine::open(&nobody, company, None)?;
        Ok(Browsers { open, tenant: tenant.to_owned(), population, seed, plants, mapping })
    }

    /// A person's engine as it is at a moment, before she reports. Without `kept` it is her first time.
    ///
    /// # Errors
    /// [`SimulateError::Engine`].
    pub fn live(&self, person: &Person, at: Millis, kept: Option<&Kept>) -> Result<Engine, SimulateError> {
        let now = Now { at, offset_minutes: 0 };
        let seed = Chance::of(self.seed, person.number, "engine").below(1 << 53) as u64;
        let options = options(&self.tenant, &person.subject, Some(person), seed, at);
        let mut engine = self.open.open_beside(&options, kept.map(|k| k.snapshot.as_slice()))?;
        if kept.is_none() {
            for (attribute, option) in &person.groups {
                let (attribute, option) = ((*attribute).to_owned(), Some((*option).to_owned()));
                engine.sync_set(SyncSetting::Group { attribute, option })?;
            }
            if let Some(role) = self.goal(person) {
                engine.apply(Command::Goal { role: Some(role) }, now)?;
            }
        }
        let since = kept.map(|k| Day::of(k.at));
        let skills = life::skills(self.population, person, self.seed, self.plants);
        let (tables, today) = (self.population.tables(), Day::of(at));
        let mut rows = life::record(tables, person, self.seed, &skills, today);
        let began = engine.arm(plants::SPRINT).and_then(|arm| arm.starts).filter(|_| self.plants.sprint);
        rows.extend(began.and_then(|began| life::sprint(tables, person, self.seed, began, today)));
        let new: Vec<_> = rows.iter().filter(|r| since.is_none_or(|s| r.day > s)).collect();
        if !new.is_empty() {
            let text: String = std::iter::once(HEADER).chain(new.iter().map(|r| r.text.as_str())).collect();
            let read = ReadOptions {
                name: "record.csv".to_owned(),
                kind: Some(Source::Table),
                mapping: Some(self.mapping.clone()),
                ..ReadOptions::default()
            };
            engine.import_begin(read, now);
            engine.push(text.as_bytes())?;
            engine.import_finish(now)?;
        }
        for course in new.iter().filter_map(|r| r.course.as_ref()) {
            if Chance::of(self.seed, person.number, course).yes(HELPED) {
                engine.apply(Command::Feedback { item: course.clone(), feedback: Feedback::Helpful }, now)?;
            }
        }
        Ok(engine)
    }

    /// A person's report on a period: she looks at her steps, perhaps takes one up, perhaps contests something; then the engine
    /// seals. `kept` is what she kept of the time before.
    ///
    /// # Errors
    /// [`SimulateError::Engine`]; `sync.answered` where she has reported already.
    pub fn report(
        &self,
        person: &Person,
        period: &str,
        at: Millis,
        kept: Option<&Kept>,
    ) -> Result<Answers, SimulateError> {
        let mut engine = self.live(person, at, kept)?;
        let now = Now { at, offset_minutes: 0 };
        let mut chance = Chance::of(self.seed, person.number, &format!("acts {period}"));
        if let Answer::Steps(view) = engine.query(&Query::Steps { count: 3, minutes: None, surprise: 0 }, now)? {
            let stretch = view.steps.iter().find(|s| s.difficulty == Difficulty::Stretch);
            if let Some(step) = stretch.filter(|_| chance.yes(TAKES_UP)) {
                let item = step.item.id.clone();
                engine.apply(Command::Feedback { item, feedback: Feedback::Started }, now)?;
            }
        }
        let skills = life::skills(self.population, person, self.seed, self.plants);
        if chance.yes(self.handed(person))
            && let Some(item) = life::stretch(self.population, person, &skills, &mut chance)
        {
            engine.apply(Command::Feedback { item, feedback: Feedback::Started }, now)?;
        }
        if chance.yes(CONTESTS)
            && let Some(learnt) = skills.get(chance.below(skills.len()))
        {
            let (skill, reason) = (learnt.skill.clone(), "That was somebody else.".to_owned());
            engine.apply(Command::Contest { skill, reason, claim: None }, now)?;
        }
        let sealing = engine.sync_seal(period, &bytes(self.seed, person.number, &format!("clip {period}")), now)?;
        Ok(Answers { sealing, kept: Kept { at, snapshot: engine.snapshot() } })
    }

    /// How likely her manager hands a person something beyond her level in a quarter: the plant.
    fn handed(&self, person: &Person) -> f64 {
        match person.says("gender") {
            Some("man") if self.plants.difference => plants::HANDED_TO_MEN,
            Some("woman") if self.plants.difference => plants::HANDED_TO_WOMEN,
            _ => plants::HANDED,
        }
    }

    /// The role toward which a person grows.
    fn goal(&self, person: &Person) -> Option<String> {
        let role = self.population.role(person)?;
        let mut chance = Chance::of(self.seed, person.number, "goal");
        chance.yes(0.75).then(|| self.population.tables().next_role(role).id.clone())
    }
}

fn options(tenant: &str, subject: &str, person: Option<&Person>, seed: u64, at: Millis) -> OpenOptions {
    OpenOptions {
        tenant: tenant.to_owned(),
        subject: subject.to_owned(),
        cell: person.map(|p| p.cell.clone()),
        locale: String::new(),
        time_zone: String::new(),
        pin: None,
        seed,
        now: Now { at, offset_minutes: 0 },
    }
}
