//! What day it is: passed in, so that a test can close a period.

use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use skillkeep::Millis;
use skillkeep::sync::Day;

/// A source of time.
#[derive(Clone)]
pub struct Clock(Arc<dyn Fn() -> Millis + Send + Sync>);

impl std::fmt::Debug for Clock {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Clock({})", Day::of(self.now()))
    }
}

impl Clock {
    /// The machine's clock.
    pub fn system() -> Clock {
        Clock::new(|| {
            let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
            Millis(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
        })
    }

    /// Any other.
    pub fn new(now: impl Fn() -> Millis + Send + Sync + 'static) -> Clock {
        Clock(Arc::new(now))
    }

    /// This moment.
    pub fn now(&self) -> Millis {
        (self.0)()
    }

    /// This UTC day, in days since 1970-01-01: the unit of everything on the wire.
    pub fn today(&self) -> u64 {
        u64::try_from(Day::of(self.now()).0).unwrap_or(0)
    }
}
