//! A day of the UTC calendar: what periods, expiries and the wire's times are counted in.

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};
use time::{Date, Duration};

use crate::clock::{DAY_MS, Millis};

/// Days since 1970-01-01 in UTC; written `2026-10-01`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(pub i32);

const EPOCH: Date = time::OffsetDateTime::UNIX_EPOCH.date();

impl Day {
    /// Reads `2026-10-01`.
    pub fn parse(text: &str) -> Option<Day> {
        if text.len() != 10 {
            return None;
        }
        let millis = crate::catalog::day::millis(text)?;
        i32::try_from(millis.div_euclid(DAY_MS)).ok().map(Day)
    }

    /// The UTC day of a moment.
    pub fn of(at: Millis) -> Day {
        Day(i32::try_from(at.0.div_euclid(DAY_MS)).unwrap_or(i32::MAX))
    }

    /// Its first moment.
    pub fn start(self) -> Millis {
        Millis(i64::from(self.0) * DAY_MS)
    }

    /// The UTC year; the ledger's unit.
    pub fn year(self) -> i32 {
        self.date().year()
    }

    /// Month 1..=12 and day of the month 1..=31.
    pub fn month_day(self) -> (u8, u8) {
        let date = self.date();
        (u8::from(date.month()), date.day())
    }

    fn date(self) -> Date {
        EPOCH.saturating_add(Duration::days(i64::from(self.0)))
    }
}

impl std::fmt::Display for Day {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (month, day) = self.month_day();
        write!(f, "{:04}-{month:02}-{day:02}", self.year())
    }
}

impl Serialize for Day {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Day {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Day, D::Error> {
        let text = String::deserialize(d)?;
        Day::parse(&text).ok_or_else(|| D::Error::custom("a day is written 2026-10-01"))
    }
}

#[cfg(test)]
mod tests {
    use super::Day;
    use crate::clock::Millis;

    #[test]
    fn a_day_is_read_and_written_the_same() {
        for (text, days) in [("1970-01-01", 0), ("2026-11-22", 20_779), ("2000-02-29", 11_016), ("1969-12-31", -1)] {
            assert_eq!(Day::parse(text), Some(Day(days)), "{text}");
            assert_eq!(Day(days).to_string(), text);
        }
        assert_eq!(Day::parse("2026-11-22T00:00:00Z"), None);
        assert_eq!(Day::of(Millis(-1)), Day(-1));
        assert_eq!(Day(20_779).year(), 2026);
    }
}
