//! How a taxonomy changes: what is proposed, what was decided, what became of it, and what a pack remembers of it.
//!
//! `model` are the records that people keep in files and the console shows, `history` is what a pack has of them. `diff` finds
//! proposals between two versions (`similar` is how it finds successors), `apply` makes the next version of what was accepted,
//! `log` publishes it, `unpack` reads a pack back into rows. Only `history` runs in a browser.

mod apply;
mod diff;
pub(super) mod history;
mod log;
mod model;
mod similar;
#[cfg(test)]
mod tests;
mod unpack;

pub use apply::{Release, apply};
pub use diff::{SURE, diff};
pub use log::attach;
pub use model::{
    ChangeEntry, ChangeKind, ChangeLog, EvidenceCount, FileFault, Proposal, ProposalFile, ProposalStatus, RaisedBy,
};
pub use unpack::unpack;
