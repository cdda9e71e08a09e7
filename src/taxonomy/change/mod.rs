//! How a taxonomy changes: what is proposed, what was decided, what became of it, and what a pack remembers of it.
//!
//! `model` are the records that people keep in files and the console shows.

mod model;

pub use model::{
    ChangeEntry, ChangeKind, ChangeLog, EvidenceCount, FileFault, Proposal, ProposalFile, ProposalStatus, RaisedBy,
};
