//! Proposals and changes as the page is shown them: ids with the names that go with them.

use serde::Serialize;

use super::changes::Logged;
use super::proposal::{Change, Evidence, NewName, Origin, Proposal};
use super::store::{Kept, Status};
use super::vocabulary::{Row, Vocabulary};
use crate::store::StoreError;

/// A proposal.
#[derive(Debug, Serialize)]
pub(super) struct ProposalView {
    id: String,
    kind: Change,
    domain: String,
    raised: Origin,
    status: Status,
    version: i64,
    at: i64,
    note: String,
    decided: Option<i64>,
    skills: Vec<Row>,
    into: Option<Row>,
    names: Vec<NewName>,
    reason: String,
    evidence: Vec<Evidence>,
}

impl ProposalView {
    pub(super) fn of(kept: Kept, vocabulary: &Vocabulary) -> Result<ProposalView, StoreError> {
        let body: Proposal = serde_json::from_str(&kept.body).map_err(|_| StoreError::Damaged)?;
        Ok(ProposalView {
            id: kept.id,
            kind: body.kind,
            domain: body.domain,
            raised: body.raised,
            status: kept.status,
            version: kept.version,
            at: kept.at,
            note: kept.note,
            decided: kept.decided,
            skills: body.skills.iter().map(|id| vocabulary.row_of(id)).collect(),
            into: body.into.as_ref().map(|id| vocabulary.row_of(id)),
            names: body.names,
            reason: body.reason,
            evidence: body.evidence,
        })
    }
}

/// A change.
#[derive(Debug, Serialize)]
pub(super) struct ChangeView {
    id: String,
    at: i64,
    kind: Change,
    version: String,
    skills: Vec<Row>,
    into: Option<Row>,
    names: Vec<String>,
    was: String,
    note: String,
}

impl ChangeView {
    pub(super) fn of(logged: Logged, vocabulary: &Vocabulary) -> ChangeView {
        let Logged { id, at, changed } = logged;
        ChangeView {
            id,
            at,
            kind: changed.kind,
            version: changed.version,
            skills: changed.skills.iter().map(|id| vocabulary.row_of(id)).collect(),
            into: changed.into.as_ref().map(|id| vocabulary.row_of(id)),
            names: changed.names,
            was: changed.was,
            note: changed.note,
        }
    }
}
