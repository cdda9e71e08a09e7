//! Time as the engine knows it: milliseconds since 1970 in UTC, handed in by whoever calls.

use serde::{Deserialize, Serialize};

/// Milliseconds in a day.
pub const DAY_MS: i64 = 86_400_000;

/// A moment, in milliseconds since 1970-01-01T00:00:00Z.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Millis(pub i64);

impl Millis {
    /// Days from `earlier` to here, never negative (a signal from the future counts as now).
    pub fn days_since(self, earlier: Millis) -> f64 {
        (self.0.saturating_sub(earlier.0)).max(0) as f64 / DAY_MS as f64
    }
    /// This moment moved by `days`.
    pub fn plus_days(self, days: f64) -> Millis {
        Millis(self.0.saturating_add((days * DAY_MS as f64) as i64))
    }
}

/// What the caller knows of time at one call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Now {
    /// The moment, UTC.
    pub at: Millis,
    /// Minutes to add to UTC for the person's own clock (`-Date.getTimezoneOffset()`): weekdays and hours are judged by it.
    #[serde(default)]
    pub offset_minutes: i32,
}
