//! How proposals come in: from files, from market tables, and from an owner's hand. Whatever comes is checked against the pack first
//! and kept in one transaction.

use serde::Serialize;
use skillkeep::taxonomy::change::{ChangeKind, EvidenceCount, Proposal, RaisedBy};

use super::market::{self, MarketError, Reading, Signal};
use super::proposal::{self, ProposalError};
use super::store::{Kept, New, Taken};
use super::terms;
use crate::insight::Insight;
use crate::store::StoreError;

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
            if one.raised_by == RaisedBy::Employee {
                let (what, source) = ("proposals".to_owned(), String::new());
                one.evidence = vec![EvidenceCount { what, source, count: 1 }];
            }
        }
        self.take(all, Some(&proposal::digest(bytes))).await
    }

    /// Takes an owner's own proposal.
    ///
    /// # Errors
    /// [`IntakeError`].
    pub async fn propose(&self, mut one: Proposal) -> Result<Option<Kept>, IntakeError> {
        (one.raised_by, one.evidence, one.id) = (RaisedBy::Owner, Vec::new(), proposal::id(&one));
        proposal::fits(&one, self.vocabulary.taxonomy())?;
        let id = one.id.clone();
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

    /// Raises the words that enough people's records name, of the newest release, and no skill explains.
    ///
    /// # Errors
    /// [`IntakeError`].
    pub async fn raise_terms(&self) -> Result<Taken, IntakeError> {
        let taxonomy = self.vocabulary.taxonomy();
        let all = terms::raised(self).into_iter().filter(|one| proposal::fits(one, taxonomy).is_ok()).collect();
        self.take(all, None).await
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
        let all: Vec<New> = all.into_iter().filter_map(|one| proposal::keep(one, domain)).collect();
        Ok(self.proposals.take(&all, self.clock.now().0, file, proposal::merged).await?)
    }
}

/// The proposal that a signal is.
fn raised(signal: Signal, shape: &str) -> Proposal {
    let count = |what: &str, source: &str, count| EvidenceCount { what: what.into(), source: source.into(), count };
    let what = if shape == "onet" { "occupations" } else { "postings" };
    let mut one = Proposal { raised_by: RaisedBy::Threshold, ..Proposal::default() };
    match signal {
        Signal::Asked { term, count: asked } => {
            (one.label, one.evidence) = (term, vec![count(what, "market", asked)]);
        }
        Signal::Fell { skill, count: now, best } => {
            one.kind = ChangeKind::Sunset;
            one.subjects = vec![skill];
            one.evidence = vec![count(what, "market", now)];
            if best > 0 {
                one.evidence.push(count(what, "market-best", best));
            }
        }
    }
    one.id = proposal::id(&one);
    one
}
