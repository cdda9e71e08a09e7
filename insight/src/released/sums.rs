//! What a release says, with its sums.

use serde::{Deserialize, Serialize};

use crate::{Noisy, People};

/// The period a release is about; `end` is exclusive.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Period {
    /// Such as `2026-q3`.
    pub id: String,
    /// First day, `YYYY-MM-DD`.
    pub start: String,
    /// First day after it.
    pub end: String,
}

/// Which release a sum is from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Source {
    /// Its number; a keeper's rise by one.
    pub number: u64,
    /// Its task id, hex.
    pub task: String,
    /// SHA-256 of the signed payload, hex.
    pub digest: String,
}

/// The noisy sums of one cell and period.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Sums {
    /// The dictionary's measure.
    pub measure: String,
    /// Version of the dictionary it was asked under.
    pub dictionary: u64,
    /// `all`, `function/ID`, `region/ID`, `function-region/ID/ID`; several joined by ` + ` after [`Sums::plus`].
    pub cell: String,
    /// When.
    pub period: Period,
    /// Reports in the batch, "no answer" among them; exact.
    pub reports: u64,
    /// People in the cell; exact.
    pub headcount: u64,
    /// One number a coordinate of the measure's encoding, with noise; may be negative.
    pub sums: Vec<i64>,
    /// Noise variance of **one** aggregator on each sum, people squared; a sum carries twice that.
    pub sigma2_each: u64,
    /// The releases behind these sums; several after [`Sums::plus`].
    pub releases: Vec<Source>,
}

impl Sums {
    /// One coordinate with its noise.
    pub fn at(&self, index: usize) -> Option<Noisy> {
        self.sums.get(index).map(|&value| Noisy::of_two(value, self.sigma2_each))
    }

    /// Sum over several coordinates, each counted once; None where one is missing.
    pub fn over(&self, indices: impl IntoIterator<Item = usize>) -> Option<Noisy> {
        let mut seen: Vec<usize> = indices.into_iter().collect();
        seen.sort_unstable();
        seen.dedup();
        seen.into_iter().try_fold(Noisy::exact(0), |sum, i| Some(sum + self.at(i)?))
    }

    /// How many answered, for the multi-hot encodings (`held`, `planes`, `goals`, `items`): the last coordinate.
    pub fn answered(&self) -> Option<Noisy> {
        self.at(self.sums.len().checked_sub(1)?)
    }

    /// How many clipped answers, for the multi-hot encodings: the coordinate before the last. Where many were, sums are too low.
    pub fn clipped(&self) -> Option<Noisy> {
        self.at(self.sums.len().checked_sub(2)?)
    }

    /// How many answered, for the histogram encoding (`outcome`): all cells but the last, which is "no answer".
    pub fn answered_in_histogram(&self) -> Option<Noisy> {
        self.over(0..self.sums.len().checked_sub(1)?)
    }

    /// The people behind a share of those who answered, for the multi-hot encodings.
    pub fn people(&self) -> Option<People> {
        self.answered().map(|answers| People { answers, headcount: self.headcount })
    }
}
