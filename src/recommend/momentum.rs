//! Momentum: shorter steps after a break, longer ones in a streak.

use super::{Feedback, Person};
use crate::clock::Millis;

/// Days without anything begun or finished that are a break.
const BREAK_DAYS: f64 = 21.0;
/// Weeks in a row, each with something begun or finished, that are a streak.
const STREAK_WEEKS: u32 = 3;

/// The rhythm that a person is in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pace {
    /// Too little was begun or finished to say.
    Unknown,
    /// Neither a break nor a streak.
    Even,
    /// Nothing for this many whole days.
    AfterBreak(u32),
    /// Something in each of this many last weeks.
    Streak(u32),
}

/// The pace at a moment, from when items were begun and finished. One moment is too few for a streak and enough for a break.
pub(crate) fn pace(person: &Person<'_>, now: Millis) -> Pace {
    let said = person.feedback.iter().filter(|e| matches!(e.what, Feedback::Started | Feedback::Done)).map(|e| e.at);
    let moments = said.chain(person.moments.iter().copied()).filter(|at| *at <= now);
    // One bit a week back, the last eight of them.
    let (mut weeks, mut last) = (0u32, None);
    for at in moments {
        let ago = now.days_since(at);
        last = last.max(Some(at));
        weeks |= if ago < 56.0 { 1 << (ago / 7.0) as u32 } else { 0 };
    }
    let Some(last) = last else { return Pace::Unknown };
    let (days, row) = (now.days_since(last), weeks.trailing_ones());
    match () {
        () if days >= BREAK_DAYS => Pace::AfterBreak(days as u32),
        () if row >= STREAK_WEEKS => Pace::Streak(row),
        () => Pace::Even,
    }
}

impl Pace {
    /// What the pace does to a step of so many minutes: 0.85..=1.15.
    pub(crate) fn term(self, minutes: u32) -> f64 {
        let (short, middle, long, longest) = match self {
            Pace::Unknown | Pace::Even => return 1.0,
            Pace::AfterBreak(_) => (1.15, 1.0, 0.9, 0.85),
            Pace::Streak(_) => (0.92, 1.0, 1.15, 1.1),
        };
        match minutes {
            0..=20 => short,
            21..=60 => middle,
            61..=300 => long,
            _ => longest,
        }
    }
    /// Its name on the page.
    pub fn name(self) -> &'static str {
        match self {
            Pace::Unknown => "unknown",
            Pace::Even => "even",
            Pace::AfterBreak(_) => "after_break",
            Pace::Streak(_) => "streak",
        }
    }
}
