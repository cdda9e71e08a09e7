//! The guard: a figure is made of releases, or it is nothing. And what stands beside every figure.

use serde::Serialize;
use skillkeep_insight::{Released, Sums};

/// What a figure's handler may answer: something made of releases, or that there is none.
///
/// A number that is from no release does not go through:
/// ```compile_fail,E0308
/// use skillkeep_server::insight::views::{Figure, NoSupply};
/// let forged: Figure<u64, NoSupply> = Figure::Of(5u64);
/// ```
/// Nor one in the place of nothing:
/// ```compile_fail,E0277
/// use skillkeep_server::insight::views::Figure;
/// let forged: Figure<u64, u64> = Figure::Nothing(5);
/// ```
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Figure<T, E: Nothing> {
    /// Made of releases.
    Of(Released<T>),
    /// There is no release yet.
    Nothing(E),
}

impl<T, E: Nothing> Figure<T, E> {
    /// What was released.
    pub fn released(&self) -> Option<&T> {
        match self {
            Figure::Of(released) => Some(released.get()),
            Figure::Nothing(_) => None,
        }
    }
}

/// An answer without a number in it. Only the types beside the views are one.
pub trait Nothing: Serialize + sealed::Sealed {}

pub(super) mod sealed {
    pub trait Sealed {}
}

/// An empty list: it has no room for anything.
pub(super) type Empty = [(); 0];

/// How a figure was made: a release, as it can be checked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct How {
    /// The keeper's number of it.
    pub number: u64,
    /// Measure id.
    pub measure: String,
    /// Cell name.
    pub cell: String,
    /// Period id.
    pub period: String,
    /// Reports counted.
    pub reports: u64,
    /// People of the cell.
    pub headcount: u64,
    /// Variance of one aggregator's noise; a sum carries twice that.
    pub sigma2: u64,
    /// SHA-256 of the signed payload, hex.
    pub digest: String,
}

impl How {
    /// Of one release.
    pub fn of(sums: &Sums) -> How {
        let source = sums.releases.first();
        How {
            number: source.map_or(0, |s| s.number),
            measure: sums.measure.clone(),
            cell: sums.cell.clone(),
            period: sums.period.id.clone(),
            reports: sums.reports,
            headcount: sums.headcount,
            sigma2: sums.sigma2_each,
            digest: source.map(|s| s.digest.clone()).unwrap_or_default(),
        }
    }
}

/// A column of a table: a cell.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct CellView {
    /// Cell name.
    pub cell: String,
    /// Its name.
    pub label: String,
    /// People.
    pub headcount: u64,
    /// Reports counted; None where the cell has no release.
    pub reports: Option<u64>,
}
