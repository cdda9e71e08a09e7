//! Moments as files write them: RFC 3339 and the ISO 8601 variants around it, git's formats, durations. Every reader is strict
//! about ranges: a year outside 1970..=2199 or a 31st of February is no date, and nothing wraps.

use time::{Date, Month, PrimitiveDateTime, Time, UtcOffset};

use crate::clock::Millis;

/// Years that a signal or an expiry can lie in.
const YEARS: std::ops::RangeInclusive<i32> = 1970..=2199;

/// Midnight UTC of a calendar day.
pub(crate) fn day(year: i32, month: u32, day: u32) -> Option<Millis> {
    if !YEARS.contains(&year) {
        return None;
    }
    let month = Month::try_from(u8::try_from(month).ok()?).ok()?;
    let date = Date::from_calendar_date(year, month, u8::try_from(day).ok()?).ok()?;
    Some(Millis(date.midnight().assume_utc().unix_timestamp().checked_mul(1000)?))
}

/// The year (UTC) of a moment; 1970 for what lies outside the calendar.
pub(crate) fn year_of(at: Millis) -> i32 {
    time::OffsetDateTime::from_unix_timestamp(at.0.div_euclid(1000)).map_or(1970, |t| t.year())
}

/// `count` digits at the start of `text`, and the rest.
fn digits(text: &str, count: usize) -> Option<(u32, &str)> {
    let head = text.get(..count)?;
    if !head.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    Some((head.parse().ok()?, text.get(count..)?))
}

/// An offset such as `Z`, `+02:00`, `+0200`, `+02`, in seconds. `-00:00` is none: RFC 3339 gives it the meaning "unknown", and
/// ISO 8601, which xAPI (Data 4.5) asks for, has no negative zero.
fn offset(text: &str) -> Option<i32> {
    if matches!(text, "Z" | "z") {
        return Some(0);
    }
    let (sign, rest) = match text.split_at_checked(1)? {
        ("+", rest) => (1, rest),
        ("-", rest) => (-1, rest),
        _ => return None,
    };
    let (hours, rest) = digits(rest, 2)?;
    let rest = rest.strip_prefix(':').unwrap_or(rest);
    let minutes = if rest.is_empty() {
        0
    } else {
        let (minutes, rest) = digits(rest, 2)?;
        if !rest.is_empty() {
            return None;
        }
        minutes
    };
    if hours > 23 || minutes > 59 || (sign < 0 && hours == 0 && minutes == 0) {
        return None;
    }
    Some(sign * (hours as i32 * 3600 + minutes as i32 * 60))
}

/// Puts a day, a time of day and an offset together.
fn moment(day: Millis, hour: u32, minute: u32, second: u32, millis: u32, offset: i32) -> Option<Millis> {
    // A leap second is the last moment of its minute.
    let (second, millis) = if second == 60 { (59, 999) } else { (second, millis) };
    let date = time::OffsetDateTime::from_unix_timestamp(day.0 / 1000).ok()?.date();
    let clock =
        Time::from_hms(u8::try_from(hour).ok()?, u8::try_from(minute).ok()?, u8::try_from(second).ok()?).ok()?;
    let offset = UtcOffset::from_whole_seconds(offset).ok()?;
    let at = PrimitiveDateTime::new(date, clock).assume_offset(offset).unix_timestamp();
    Some(Millis(at.checked_mul(1000)?.checked_add(i64::from(millis))?)).filter(|m| m.0 >= 0)
}

/// `HH:MM`, `HH:MM:SS`, `HH:MM:SS.fff` or the same without colons, then an offset or nothing. Nothing is UTC.
fn clock(day: Millis, text: &str) -> Option<Millis> {
    let (hour, rest) = digits(text, 2)?;
    let colon = rest.starts_with(':');
    let rest = rest.strip_prefix(':').unwrap_or(rest);
    let (minute, mut rest) = digits(rest, 2)?;
    let mut second = 0;
    let mut millis = 0;
    let next =
        if colon { rest.strip_prefix(':') } else { rest.starts_with(|c: char| c.is_ascii_digit()).then_some(rest) };
    if let Some(after) = next {
        (second, rest) = digits(after, 2)?;
        if let Some(fraction) = rest.strip_prefix(['.', ',']) {
            let count = fraction.bytes().take_while(u8::is_ascii_digit).count();
            if count == 0 {
                return None;
            }
            let mut scale = 100;
            for b in fraction.bytes().take(count.min(3)) {
                millis += u32::from(b - b'0') * scale;
                scale /= 10;
            }
            rest = fraction.get(count..)?;
        }
    }
    let rest = rest.strip_prefix(' ').unwrap_or(rest);
    moment(day, hour, minute, second, millis, if rest.is_empty() { 0 } else { offset(rest)? })
}

/// ISO 8601 as it is met: `2026-03-01T10:00:00.5+02:00`, `2026-03-01 10:00:00 +0200`, `20260301T100000Z`, `2026-03-01`.
/// Without an offset it is taken as UTC.
pub(crate) fn iso(text: &str) -> Option<Millis> {
    let (year, rest) = digits(text, 4)?;
    let dash = rest.starts_with('-');
    let (month, rest) = digits(rest.strip_prefix('-').unwrap_or(rest), 2)?;
    let rest = if dash { rest.strip_prefix('-')? } else { rest };
    let (number, rest) = digits(rest, 2)?;
    let start = day(i32::try_from(year).ok()?, month, number)?;
    if rest.is_empty() {
        return Some(start);
    }
    clock(start, rest.strip_prefix(['T', 't', ' '])?)
}

/// The number of a month's English or German name, full or cut to three letters or more.
pub(crate) fn month(word: &str) -> Option<u32> {
    const NAMES: [(&str, u32); 19] = [
        ("january", 1),
        ("januar", 1),
        ("jänner", 1),
        ("february", 2),
        ("februar", 2),
        ("march", 3),
        ("märz", 3),
        ("maerz", 3),
        ("april", 4),
        ("may", 5),
        ("mai", 5),
        ("june", 6),
        ("juni", 6),
        ("july", 7),
        ("juli", 7),
        ("august", 8),
        ("september", 9),
        ("november", 11),
        ("december", 12),
    ];
    let word = crate::lower::text(word.trim_end_matches(['.', ',']));
    if word.chars().count() < 3 {
        return None;
    }
    if "october".starts_with(&word) || "oktober".starts_with(&word) {
        return Some(10);
    }
    if "dezember".starts_with(&word) || word == "sept" {
        return Some(if word == "sept" { 9 } else { 12 });
    }
    NAMES.iter().find(|(name, _)| name.starts_with(&word)).map(|(_, n)| *n)
}

/// The dates that `git log` prints: default, `iso`, `iso-strict`, `rfc`, `short`, `unix`, `raw`. Not `relative`, which says nothing.
pub(crate) fn git(text: &str) -> Option<Millis> {
    let text = text.trim();
    if let Some(at) = iso(text) {
        return Some(at);
    }
    let mut words = text.split_ascii_whitespace();
    let first = words.next()?;
    if first.bytes().all(|b| b.is_ascii_digit()) && first.len() > 4 {
        let seconds: i64 = first.parse().ok()?;
        let at = Millis(seconds.checked_mul(1000)?);
        return YEARS.contains(&time::OffsetDateTime::from_unix_timestamp(seconds).ok()?.year()).then_some(at);
    }
    // `Sun, 22 Nov 2026 20:59:18 +0000`, or `Sun Nov 22 20:59:18 2026 +0000`.
    let (month_word, day_word, rest): (&str, &str, Vec<&str>) = if first.ends_with(',') {
        let day_word = words.next()?;
        (words.next()?, day_word, words.collect())
    } else {
        (words.next()?, words.next()?, words.collect())
    };
    let (year, clock_word) = match rest.as_slice() {
        [a, b, ..] if a.contains(':') => (*b, *a),
        [a, b, ..] => (*a, *b),
        _ => return None,
    };
    let zone = rest.get(2).copied().unwrap_or("+0000");
    if year.len() != 4 {
        return None;
    }
    let start = day(year.parse().ok()?, month(month_word)?, day_word.parse().ok()?)?;
    let mut full = String::with_capacity(clock_word.len() + zone.len());
    full.push_str(clock_word);
    // git prints -0000 for authors whose zone is unknown.
    full.push_str(if zone == "-0000" { "+0000" } else { zone });
    clock(start, &full)
}

/// Whether this is an ISO 8601 duration (`PT1H30M`, `P3W`), which xAPI wants in `result.duration` (Data 4.6).
pub(crate) fn is_duration(text: &str) -> bool {
    let Some(mut rest) = text.strip_prefix('P') else { return false };
    let mut units: &[u8] = b"YMWD";
    let mut seen = 0;
    let mut fraction = false;
    while !rest.is_empty() {
        if let Some(after) = rest.strip_prefix('T') {
            if units == b"HMS" || after.is_empty() {
                return false;
            }
            units = b"HMS";
            rest = after;
            seen = 0;
            continue;
        }
        let count = rest.bytes().take_while(|b| b.is_ascii_digit() || matches!(b, b'.' | b',')).count();
        let number = rest.get(..count).unwrap_or("");
        let marks = number.bytes().filter(|b| matches!(b, b'.' | b',')).count();
        if fraction
            || count == 0
            || marks > 1
            || !number.starts_with(|c: char| c.is_ascii_digit())
            || !number.ends_with(|c: char| c.is_ascii_digit())
        {
            return false;
        }
        fraction = marks == 1;
        let Some(unit) = rest.as_bytes().get(count) else { return false };
        // Units come in order, each once.
        match units.iter().skip(seen).position(|u| u == unit) {
            Some(at) => seen += at + 1,
            None => return false,
        }
        rest = rest.get(count + 1..).unwrap_or("");
    }
    text.len() > 1 && text != "PT"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_moment_in_every_spelling() {
        let at = Some(Millis(1_795_388_358_000));
        for text in [
            "2026-11-22T22:59:18Z",
            "2026-11-22T23:59:18+01:00",
            "2026-11-22 23:59:18 +0100",
            "20261122T225918Z",
            "2026-11-22T22:59:18",
        ] {
            assert_eq!(iso(text), at, "{text}");
            assert_eq!(git(text), at, "{text}");
        }
        for text in [
            "Sun Nov 22 22:59:18 2026 +0000",
            "Sun, 22 Nov 2026 23:59:18 +0100",
            "1795388358",
            "1795388358 +0100",
            "Sun Nov 22 22:59:18 2026",
        ] {
            assert_eq!(git(text), at, "{text}");
        }
        assert_eq!(iso("2026-11-22T22:59:18.5Z"), Some(Millis(1_795_388_358_500)));
    }

    #[test]
    fn nonsense_is_no_date() {
        for text in [
            "300000-01-01",
            "2026-02-30",
            "2026-13-01",
            "2026-01-01T25:00:00Z",
            "2026-01-01T10:00:00-00:00",
            "1969-12-31",
            "",
            "2026",
            "2026-01-01T",
            "é",
            "99999999999999999999",
        ] {
            assert_eq!(iso(text), None, "{text}");
        }
        assert_eq!(git("3 days ago"), None);
        assert_eq!(git("99999999999999999999999"), None);
        assert_eq!(git("9999999999999"), None);
    }

    #[test]
    fn durations() {
        for good in ["PT1H0M0S", "P3W", "P1Y2M3DT4H5M6.5S", "PT0.5S", "PT21H3M2S"] {
            assert!(is_duration(good), "{good}");
        }
        for bad in ["", "P", "PT", "1H", "PT1S1H", "P1H", "PT1.5H1M", "PTS", "P1DT", "PT1"] {
            assert!(!is_duration(bad), "{bad}");
        }
    }
}
