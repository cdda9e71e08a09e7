//! Quarters as whole numbers, so that what is ahead can be counted past the dictionary's end.

use skillkeep::Millis;
use skillkeep::sync::{Day, Every};

use crate::insight::company::Question;
use crate::tasks::Span;

/// A calendar quarter: four times the year, and 0 to 3.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Quarter(i32);

impl Quarter {
    /// `2027-q1`.
    pub fn of(text: &str) -> Option<Quarter> {
        let (year, quarter) = text.split_once("-q").or_else(|| text.split_once("-Q"))?;
        let year: i32 = Some(year).filter(|y| y.len() == 4).and_then(|y| y.parse().ok())?;
        let quarter: i32 = Some(quarter).filter(|q| q.len() == 1).and_then(|q| q.parse().ok())?;
        (year >= 1990 && (1..=4).contains(&quarter)).then_some(Quarter(year * 4 + quarter - 1))
    }

    /// Of a day such as `2027-01-01`.
    fn of_day(day: &str) -> Option<Quarter> {
        let mut parts = day.split('-');
        let year: i32 = parts.next()?.parse().ok()?;
        let month: i32 = parts.next()?.parse().ok()?;
        (1..=12).contains(&month).then_some(Quarter(year * 4 + (month - 1) / 3))
    }

    /// The quarter of a moment.
    pub fn today(now: Millis) -> Quarter {
        Quarter::of_day(&Day::of(now).to_string()).unwrap_or(Quarter(2000 * 4))
    }

    /// So many quarters later.
    #[must_use]
    pub fn after(self, quarters: i32) -> Quarter {
        Quarter(self.0.saturating_add(quarters))
    }

    /// Quarters from `other` to this one.
    pub fn since(self, other: Quarter) -> i32 {
        self.0.saturating_sub(other.0)
    }
}

impl std::fmt::Display for Quarter {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:04}-q{}", self.0.div_euclid(4), self.0.rem_euclid(4) + 1)
    }
}

/// The periods ahead of a release: each step is as long as the question's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ahead {
    /// The last quarter of the newest release.
    pub now: Quarter,
    /// Quarters between two releases.
    step: i32,
}

impl Ahead {
    /// Of a question whose newest release is of this period.
    pub fn of(question: &Question, newest: &Span) -> Option<Ahead> {
        let step = match question.measure.every {
            Every::Quarter => 1,
            Every::HalfYear => 2,
            Every::Year => 4,
        };
        // The first day after it is the first day ahead.
        let [_, end] = &newest.written;
        Some(Ahead { now: Quarter::of_day(end)?.after(-1), step })
    }

    /// Of a question asked every quarter.
    pub fn quarterly(now: Quarter) -> Ahead {
        Ahead { now, step: 1 }
    }

    /// Quarters of one period.
    pub fn quarters(self) -> i32 {
        self.step
    }

    /// The quarter so many periods ahead.
    pub fn at(self, ahead: usize) -> Quarter {
        self.now.after(self.step.saturating_mul(i32::try_from(ahead).unwrap_or(i32::MAX)))
    }

    /// From which period ahead on something holds that begins in this quarter; at least 1.
    pub fn from(self, quarter: Quarter) -> usize {
        let quarters = quarter.since(self.now).max(1);
        // It holds in a period whose last quarter it has begun by.
        usize::try_from(quarters.saturating_add(self.step - 1) / self.step).unwrap_or(1).max(1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quarters_are_read_counted_and_written() {
        let q = Quarter::of("2026-q4").unwrap();
        assert_eq!((q.after(1).to_string().as_str(), q.after(-4).to_string().as_str()), ("2027-q1", "2025-q4"));
        assert_eq!(Quarter::of_day("2027-01-01"), Some(q.after(1)));
        assert_eq!(["2026", "2026-q5", "26-q1", "2026-h1", "2026-q12", ""].map(Quarter::of), [None; 6]);
        let half = Ahead { now: q, step: 2 };
        assert_eq!(half.at(2), q.after(4));
        assert_eq!([-3, 1, 2, 3, 4].map(|n| half.from(q.after(n))), [1, 1, 1, 2, 2]);
    }
}
