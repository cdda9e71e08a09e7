//! A value that came out of signed releases.

use serde::Serialize;

use super::{KeeperKeys, ReleaseError, Sums, envelope};

/// A value computed from nothing but releases that the keeper signed. Made by [`Released::open`] and by combining released values;
/// it serialises as what it holds, and cannot be read back.
///
/// Nothing else makes one:
/// ```compile_fail,E0423
/// let forged = skillkeep_insight::Released(5u64);
/// ```
/// ```compile_fail,E0277
/// fn from(value: u64) -> skillkeep_insight::Released<u64> { value.into() }
/// ```
/// ```compile_fail,E0277
/// let forged: skillkeep_insight::Released<u64> = serde_json::from_str("5").unwrap();
/// ```
/// ```compile_fail,E0599
/// let forged = skillkeep_insight::Released::<u64>::default();
/// ```
/// And a view takes one, not what is in it:
/// ```compile_fail,E0308
/// fn page(shown: skillkeep_insight::Released<u64>) {}
/// page(5);
/// ```
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(transparent)]
pub struct Released<T>(T);

impl Released<Sums> {
    /// Opens a keeper's release. `sums` come from the collector, who added the two shares; for a recorded release they lie in the
    /// signed payload, and `sums` is None.
    ///
    /// The keeper signs what it saw (task, cell, period, noise, its own share's digest), not the collector's sums.
    ///
    /// # Errors
    /// [`ReleaseError`]: not an envelope, no signature of a key in `keys`, another format or tenant, a payload that contradicts itself, or
    /// no sums, or two kinds of sums that differ.
    pub fn open(envelope: &[u8], keys: &KeeperKeys, sums: Option<&[i64]>) -> Result<Released<Sums>, ReleaseError> {
        envelope::open(envelope, keys, sums).map(Released)
    }
}

impl<T> Released<T> {
    /// Computes from what was released. That `f` uses its argument, and adds only what is public (the dictionary, roles' demand), is the
    /// caller's promise; the type sees to it that there is a release to begin with.
    pub fn map<U>(self, f: impl FnOnce(T) -> U) -> Released<U> {
        Released(f(self.0))
    }

    /// Two released values as one.
    pub fn zip<U>(self, other: Released<U>) -> Released<(T, U)> {
        Released((self.0, other.0))
    }

    /// Many released values as one; None of none, since what comes from no release is not released.
    pub fn collect(values: impl IntoIterator<Item = Released<T>>) -> Option<Released<Vec<T>>> {
        let values: Vec<T> = values.into_iter().map(|v| v.0).collect();
        if values.is_empty() { None } else { Some(Released(values)) }
    }

    /// Reads it, for choosing and ordering; what is shown goes on as `Released`.
    pub fn get(&self) -> &T {
        &self.0
    }

    /// A released reference, to compute from it twice.
    pub fn as_ref(&self) -> Released<&T> {
        Released(&self.0)
    }
}

impl<T, E> Released<Result<T, E>> {
    /// A computation that failed is an error, not a released value.
    ///
    /// # Errors
    /// What the computation answered.
    pub fn transpose(self) -> Result<Released<T>, E> {
        self.0.map(Released)
    }
}
