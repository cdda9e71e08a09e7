//! [`Engine`]: the one door.
//!
//! Open it with the company's signed files and the person's snapshot, hand it signals, ask it for the profile and the next
//! steps, tell it what the person said, and take a snapshot. It does no I/O; the clock is an argument.

mod acts;
mod answer;
mod changes;
mod company;
mod derive;
mod doubts;
mod import;
mod session;
mod skill;
mod state;
mod sync;
mod terms;
mod views;

pub use acts::ActError;
pub use answer::Answer;
pub use changes::{ChangeOther, ChangeRow};
pub use company::{Company, CompanyFiles, OpenError};
pub use import::ImportCallError;
pub use session::{ActorCount, ImportReport, ReadOptions, ScanReport, Tally, Touched};
pub use sync::{
    AnswerKind, AskedView, AttributeView, LeavesView, PartyView, PeriodView, QuestionView, Receipt, ReceiptRow,
    SealTask, Sealing, SyncSetting, SyncSettingError,
};

use std::rc::Rc;

use crate::catalog::ItemIx;
use crate::clock::{Millis, Now};
use crate::error::EngineError;
use crate::map::Map;
use crate::profile::SkillLog;
use crate::signal::Progress;
use crate::taxonomy::SkillId;
use session::Session;
use state::State;

/// Where a person works: a function and a region of the dictionary.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Cell {
    /// Function id.
    pub function: String,
    /// Region id.
    pub region: String,
}

/// How the host opens the engine.
#[derive(Debug, Clone, serde::Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct OpenOptions {
    /// Which company; must be the root file's.
    pub tenant: String,
    /// The host's opaque local id of the person; names the local store and never leaves.
    pub subject: String,
    /// Where the person works. Must be in the signed dictionary. Absent: as it was, or not said.
    #[serde(default)]
    pub cell: Option<Cell>,
    /// BCP 47; the page's words follow it, the engine's numbers do not.
    #[serde(default)]
    pub locale: String,
    /// IANA name; days are shown in it by the page.
    #[serde(default)]
    pub time_zone: String,
    /// SHA-256 of the root file, hex, where the host pins it.
    #[serde(default)]
    pub pin: Option<String>,
    /// Breaks ties between equal steps; drawn once by the caller's randomness.
    #[serde(default)]
    pub seed: u64,
    /// Now.
    pub now: Now,
}

/// The engine of one person at one company.
///
/// # A tour
/// - [`Engine::open`] with signed files and, from the second time on, a snapshot
/// - [`Engine::scan_begin`], [`Engine::push`], [`Engine::scan_finish`]: what is in this file, and who?
/// - [`Engine::import_begin`], [`Engine::push`], [`Engine::import_finish`]: take what is mine
/// - [`Engine::query`]: profile, steps, roles, gigs
/// - [`Engine::apply`]: confirm, contest, add, goal, feedback, undo
/// - [`Engine::snapshot`]: all of it as bytes
pub struct Engine {
    /// One for all engines of this company that a process holds; see [`Engine::open_beside`].
    company: Rc<Company>,
    state: State,
    /// Derived: evidence per skill.
    logs: Map<SkillId, SkillLog>,
    /// Derived: what signals say of items.
    progress: Map<ItemIx, (Progress, Millis)>,
    session: Option<Session>,
}

impl Engine {
    /// Opens the engine.
    ///
    /// # Errors
    /// `trust.*` where the company's files cannot be believed, `pack.*`, `policy.*`, `catalogue.*` where they cannot be read,
    /// `snapshot.*` where the person's bytes are damaged, `open.*` where the options do not fit. Nothing is changed then.
    pub fn open(options: &OpenOptions, files: CompanyFiles, snapshot: Option<&[u8]>) -> Result<Engine, EngineError> {
        let mut state = State::of(options, snapshot)?;
        let company = Rc::new(Company::open(options, files, &mut state)?);
        Engine::with(company, state, options)
    }

    /// Opens the engine of another person at the same company, without reading and checking the company's files again: for a
    /// process that is many people, such as a simulation. A browser is one person and has no use for it.
    ///
    /// # Errors
    /// As [`Engine::open`]; `options.pin` was judged when this engine was opened.
    pub fn open_beside(&self, options: &OpenOptions, snapshot: Option<&[u8]>) -> Result<Engine, EngineError> {
        let mut state = State::of(options, snapshot)?;
        if self.state.tenant != options.tenant {
            let (found, expected) = (self.state.tenant.clone(), options.tenant.clone());
            return Err(OpenError::OtherTenant { found, expected }.into());
        }
        self.company.share(&self.state, &mut state)?;
        Engine::with(Rc::clone(&self.company), state, options)
    }

    fn with(company: Rc<Company>, mut state: State, options: &OpenOptions) -> Result<Engine, EngineError> {
        if let Some(cell) = &options.cell {
            company.check_cell(cell)?;
            state.cell = Some((cell.function.clone(), cell.region.clone()));
        }
        let mut engine = Engine { company, state, logs: Map::new(), progress: Map::new(), session: None };
        engine.retire_old(options.now.at);
        engine.rebuild();
        Ok(engine)
    }

    /// Everything kept of the person, as bytes with version and checksum. Words of undone imports are not in it.
    pub fn snapshot(&self) -> Vec<u8> {
        self.state.to_snapshot(&self.told_so_far())
    }

    /// Says where the person works, or that it is not said.
    ///
    /// # Errors
    /// `open.unknown_cell` where the dictionary does not know it.
    pub fn set_cell(&mut self, cell: Option<&Cell>) -> Result<(), EngineError> {
        if let Some(cell) = cell {
            self.company.check_cell(cell)?;
        }
        self.state.cell = cell.map(|c| (c.function.clone(), c.region.clone()));
        Ok(())
    }
}
