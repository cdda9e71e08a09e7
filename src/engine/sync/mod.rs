//! What leaves: the questions with this person's answers, and a report sealed against the ledger.

mod facts;
mod leaves;
mod seal;
mod setting;
mod state;
mod views;

pub use seal::{SealTask, Sealing};
pub use setting::{SyncSetting, SyncSettingError};
pub(super) use state::SyncState;
pub use state::{Receipt, ReceiptRow};
pub use views::{AnswerKind, AskedView, AttributeView, LeavesView, PartyView, PeriodView, QuestionView};
