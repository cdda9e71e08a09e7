//! Releases of a sample company's past: signed by its keeper's key with the sums inside, verified like any other.

use serde::Deserialize;
use serde_json::value::RawValue;
use skillkeep::Millis;
use skillkeep_dap::messages::TaskId;
use skillkeep_insight::{KeeperKeys, ReleaseError, Released, Sums};

use crate::release::hex;
use crate::store::insight::Kept;
use crate::tasks::{Asked, Span, Tasks};

/// Format of the file.
pub const FORMAT: &str = "skillkeep-recorded/1";

/// Why a file of recorded releases is not believed. Of a file that is not believed nothing is kept.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum RecordedError {
    /// Not JSON of this shape.
    #[error("the recorded releases cannot be read: {0}")]
    Malformed(String),
    /// Another format.
    #[error("recorded releases of the format {0:?} are not known here")]
    Format(String),
    /// One of them does not open.
    #[error("recorded release {index}: {why}")]
    Release {
        /// Which, from 0.
        index: usize,
        /// Why.
        why: ReleaseError,
    },
    /// One of them says something else than its task, or its period is not one of the task's.
    #[error("recorded release {index} is not of its task")]
    Differs {
        /// Which, from 0.
        index: usize,
    },
}

impl RecordedError {
    /// A stable code.
    pub fn code(&self) -> &'static str {
        match self {
            RecordedError::Malformed(_) => "recorded.malformed",
            RecordedError::Format(_) => "recorded.format",
            RecordedError::Release { why, .. } => why.code(),
            RecordedError::Differs { .. } => "recorded.differs",
        }
    }
}

/// A release that was verified, as it is kept and as it is shown.
pub type Verified = (Kept, Released<Sums>);

/// What a file has.
#[derive(Debug, Clone)]
pub struct Loaded {
    /// Releases of tasks that the dictionary derives.
    pub releases: Vec<Verified>,
    /// How many were of other tasks: a question that was changed since.
    pub skipped: usize,
}

#[derive(Deserialize)]
struct File<'a> {
    format: String,
    #[serde(borrow)]
    releases: Vec<&'a RawValue>,
}

/// Opens a file `{ "format": "skillkeep-recorded/1", "releases": [envelope, …] }`.
///
/// # Errors
/// [`RecordedError`].
pub fn load(bytes: &[u8], keys: &KeeperKeys, tasks: &Tasks, now: Millis) -> Result<Loaded, RecordedError> {
    let file: File<'_> = serde_json::from_slice(bytes).map_err(|e| RecordedError::Malformed(e.to_string()))?;
    if file.format != FORMAT {
        return Err(RecordedError::Format(file.format));
    }
    let mut loaded = Loaded { releases: Vec::new(), skipped: 0 };
    for (index, envelope) in file.releases.iter().enumerate() {
        let released = Released::open(envelope.get().as_bytes(), keys, None)
            .map_err(|why| RecordedError::Release { index, why })?;
        let Some(asked) = task_of(tasks, released.get()) else {
            loaded.skipped += 1;
            continue;
        };
        let span = period_of(asked, released.get()).ok_or(RecordedError::Differs { index })?;
        let kept = kept(asked, span, envelope.get(), None, &released, now, true);
        loaded.releases.push((kept, released));
    }
    if loaded.skipped > 0 {
        tracing::warn!(skipped = loaded.skipped, "recorded releases are of tasks that the dictionary does not derive");
    }
    Ok(loaded)
}

/// The task that a release names, if the dictionary derives it.
pub(crate) fn task_of<'t>(tasks: &'t Tasks, sums: &Sums) -> Option<&'t Asked> {
    let [source] = sums.releases.as_slice() else { return None };
    let mut id = TaskId([0; 32]);
    let mut digits = source.task.as_bytes().chunks_exact(2);
    for (byte, pair) in id.0.iter_mut().zip(&mut digits) {
        *byte = u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok()?;
    }
    tasks.get(id).map(AsRef::as_ref).filter(|asked| hex(&asked.task.id.0) == source.task)
}

/// The period of a task that a release is about, if all it says of its question is what the task says: then its coordinates mean
/// what the dictionary says they mean.
pub(crate) fn period_of<'t>(asked: &'t Asked, sums: &Sums) -> Option<&'t Span> {
    let question = sums.measure == asked.measure && sums.cell == asked.cell && sums.sigma2_each == asked.sigma2;
    let written = [&sums.period.start, &sums.period.end];
    let span = asked.periods.iter().find(|span| span.id == sums.period.id)?;
    let same =
        question && sums.sums.len() == asked.task.vdaf.length() && written == [&span.written[0], &span.written[1]];
    same.then_some(span.as_ref())
}

/// A verified release as it is kept.
pub(super) fn kept(
    asked: &Asked,
    span: &Span,
    envelope: &str,
    sums: Option<Vec<i64>>,
    released: &Released<Sums>,
    at: Millis,
    recorded: bool,
) -> Kept {
    Kept {
        task: asked.task.id,
        period: span.start,
        measure: asked.measure.clone(),
        cell: asked.cell.clone(),
        envelope: envelope.to_owned(),
        sums,
        number: released.get().releases.first().map_or(0, |source| source.number),
        at,
        recorded,
    }
}
