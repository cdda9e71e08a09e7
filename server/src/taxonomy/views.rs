//! Proposals and changes as the page is shown them: ids with the names that go with them.

use serde::Serialize;
use skillkeep::taxonomy::change::{ChangeKind, EvidenceCount, Proposal, RaisedBy};

use super::changes::Logged;
use super::store::{Kept, Status};
use super::vocabulary::{Row, Vocabulary};
use crate::store::StoreError;

/// A proposal.
#[derive(Debug, Serialize)]
pub(super) struct ProposalView {
    id: String,
    kind: ChangeKind,
    domain: String,
    raised: RaisedBy,
    status: Status,
    version: i64,
    at: i64,
    note: String,
    decided: Option<i64>,
    subjects: Vec<Row>,
    into: Vec<Row>,
    label: String,
    aliases: Vec<String>,
    description: String,
    reason: String,
    evidence: Vec<EvidenceCount>,
    confidence: f32,
}

impl ProposalView {
    pub(super) fn of(kept: Kept, vocabulary: &Vocabulary) -> Result<ProposalView, StoreError> {
        let body: Proposal = serde_json::from_str(&kept.body).map_err(|_| StoreError::Damaged)?;
        let rows = |ids: &[String]| ids.iter().map(|id| vocabulary.row_of(id)).collect();
        // A new skill's own id leads nowhere yet.
        let into = if body.kind == ChangeKind::Introduce { Vec::new() } else { rows(&body.into) };
        Ok(ProposalView {
            id: kept.id,
            kind: body.kind,
            domain: body.domain,
            raised: body.raised_by,
            status: kept.status,
            version: kept.version,
            at: kept.at,
            note: kept.note,
            decided: kept.decided,
            subjects: rows(&body.subjects),
            into,
            label: body.label,
            aliases: body.aliases,
            description: body.description,
            reason: body.reason,
            evidence: body.evidence,
            confidence: body.confidence,
        })
    }
}

/// A change.
#[derive(Debug, Serialize)]
pub(super) struct ChangeView {
    id: String,
    day: String,
    kind: ChangeKind,
    version: String,
    subject: Row,
    label: String,
    into: Vec<Row>,
    names: Vec<String>,
    reason: String,
}

impl ChangeView {
    pub(super) fn of(logged: Logged, vocabulary: &Vocabulary) -> ChangeView {
        let Logged { id, entry } = logged;
        let subject = vocabulary.row_of(&entry.subject);
        let mut names = entry.into_labels;
        // A pack does not repeat what a renamed skill is called now.
        if names.is_empty() && entry.kind == ChangeKind::Rename && entry.label != subject.label {
            names.push(subject.label.clone());
        }
        ChangeView {
            id,
            day: entry.day,
            kind: entry.kind,
            version: entry.version,
            subject,
            label: entry.label,
            into: entry.into.iter().map(|id| vocabulary.row_of(id)).collect(),
            names,
            reason: entry.reason,
        }
    }
}
