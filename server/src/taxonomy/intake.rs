//! How proposals come in: from files, from market tables, and from an owner's hand. Whatever comes is checked against the pack first
//! and kept in one transaction.

use serde::Serialize;

use super::market::{self, MarketError, Reading, Signal};
use super::proposal::{self, Change, Counted, Evidence, NewName, Origin, Proposal, ProposalError};
use super::store::{Kept, New, Taken};
use crate::insight::Insight;
use crate::store::StoreError;
use skillkeep::taxonomy::SkillKind;

/// Why nothing was taken in.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum IntakeError {
    /// A proposal does not fit.
    #[error(transparent)]
    Proposal(#[from] ProposalError),
    /// A table does not fit.
    #[error(transparent)]
    Market(#[from] MarketError),
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl IntakeError {
    /// A stable code.
    pub fn code(&self) -> &'static str {
        match self {
            IntakeError::Proposal(e) => e.code(),
            IntakeError::Market(e) => e.code(),
            IntakeError::Store(e) => e.code(),
        }
    }
}

/// What a market table came to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct MarketTaken {
    /// `onet` or `postings`.
    pub shape: &'static str,
    /// Rows that were read.
    pub rows: usize,
    /// Different terms.
    pub terms: usize,
    /// Of them named by a skill.
    pub known: usize,
    /// What passed a threshold and was left out, as weaker.
    pub left: usize,
    /// What became of the proposals.
    #[serde(flatten)]
    pub taken: Taken,
}

impl Insight {
    /// Takes a file of proposals, all or none.
    ///
    /// # Errors
    /// [`IntakeError`].
    pub async fn bring(&self, bytes: &[u8]) -> Result<Taken, IntakeError> {
        let mut all = proposal::read(bytes, self.vocabulary.taxonomy())?;
        for one in &mut all {
            // Who writes a file can write anything into it: what employees propose is counted here, not there.
            if one.raised == Origin::Employee {
                one.evidence = vec![Evidence { source: Counted::Proposals, count: 1 }];
            }
        }
        self.take(all, Some(&proposal::digest(bytes))).await
    }

    /// Takes an owner's own proposal.
    ///
    /// # Errors
    /// [`IntakeError`].
    pub async fn propose(&self, mut one: Proposal) -> Result<Option<Kept>, IntakeError> {
        (one.raised, one.evidence) = (Origin::Owner, Vec::new());
        proposal::fits(&one, self.vocabulary.taxonomy())?;
        let id = one.id();
        self.take(vec![one], None).await?;
        Ok(self.proposals.get(&id).await?)
    }

    /// Takes a market table: what passes a threshold becomes a proposal.
    ///
    /// # Errors
    /// [`IntakeError`].
    pub async fn market(&self, reading: Reading) -> Result<MarketTaken, IntakeError> {
        let Reading { shape, rows, terms, known, signals, left } = reading;
        let taxonomy = self.vocabulary.taxonomy();
        let all = signals.into_iter().map(|signal| raised(signal, shape));
        let all: Vec<Proposal> = all.filter(|one| proposal::fits(one, taxonomy).is_ok()).collect();
        let taken = self.take(all, None).await?;
        Ok(MarketTaken { shape, rows, terms, known, left, taken })
    }

    /// Reads a market table with this company's thresholds. Takes a moment.
    ///
    /// # Errors
    /// [`MarketError`].
    pub fn read_market(&self, bytes: &[u8]) -> Result<Reading, MarketError> {
        market::read(bytes, self.vocabulary.taxonomy(), &self.market)
    }

    async fn take(&self, all: Vec<Proposal>, file: Option<&str>) -> Result<Taken, IntakeError> {
        let functions = &self.company.dictionary.functions;
        let function = |id: &str| functions.iter().find(|f| f.id == id).map(|f| f.label.clone());
        let domain = |one: &Proposal| proposal::domain(one, self.vocabulary.taxonomy(), function);
        let all: Vec<New> = all.into_iter().filter_map(|one| one.keep(domain)).collect();
        Ok(self.proposals.take(&all, self.clock.now().0, file, proposal::merged).await?)
    }
}

/// The proposal that a signal is.
fn raised(signal: Signal, shape: &str) -> Proposal {
    let onet = shape == "onet";
    let bare = |kind| Proposal {
        kind,
        skills: Vec::new(),
        into: None,
        names: Vec::new(),
        reason: String::new(),
        domain: String::new(),
        raised: Origin::Threshold,
        evidence: Vec::new(),
    };
    match signal {
        Signal::Asked { term, count } => {
            let kind = if onet { SkillKind::Technology } else { SkillKind::Skill };
            let source = if onet { Counted::Occupations } else { Counted::Postings };
            let names = vec![NewName { label: term, kind, ..NewName::default() }];
            Proposal { names, evidence: vec![Evidence { source, count }], ..bare(Change::Introduce) }
        }
        Signal::Fell { skill, count, best } => {
            let evidence = if onet {
                vec![Evidence { source: Counted::Occupations, count }]
            } else {
                vec![
                    Evidence { source: Counted::Postings, count },
                    Evidence { source: Counted::PostingsBest, count: best },
                ]
            };
            Proposal { skills: vec![skill], evidence, ..bare(Change::Sunset) }
        }
    }
}
