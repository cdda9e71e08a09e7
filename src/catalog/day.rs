//! A day or a moment of a catalogue: the two shapes it may be written in, read without the date library's parser of any
//! format, which weighs more than the rest of the catalogue's reader.

use time::{Date, Duration, Month, OffsetDateTime, Time, UtcOffset};

/// `2027-01-11` or an RFC 3339 time, as milliseconds UTC (whole seconds); a day is its first moment.
pub(crate) fn millis(text: &str) -> Option<i64> {
    let mut text = text.as_bytes();
    let date = date(&mut text)?;
    let at = if text.is_empty() { date.midnight().assume_utc() } else { moment(date, text)? };
    Some(at.unix_timestamp() * 1000)
}

fn date(text: &mut &[u8]) -> Option<Date> {
    let year = number(text, 2)? * 100 + number(text, 2)?;
    mark(text, b'-')?;
    let month = number(text, 2)?;
    mark(text, b'-')?;
    let day = number(text, 2)?;
    Date::from_calendar_date(year as i32, Month::try_from(month as u8).ok()?, day as u8).ok()
}

/// What follows the day in RFC 3339, section 5.6. Any character may stand between the two, as the note there says.
fn moment(date: Date, text: &[u8]) -> Option<OffsetDateTime> {
    let mut text = text.get(1..)?;
    let hour = number(&mut text, 2)?;
    mark(&mut text, b':')?;
    let minute = number(&mut text, 2)?;
    mark(&mut text, b':')?;
    let second = number(&mut text, 2)?;
    if mark(&mut text, b'.').is_some() {
        number(&mut text, 1)?;
        while number(&mut text, 1).is_some() {}
    }
    let offset = match text {
        b"Z" | b"z" => UtcOffset::UTC,
        [sign @ (b'+' | b'-'), rest @ ..] => {
            let mut rest = rest;
            let hours = number(&mut rest, 2).filter(|h| *h <= 23)? as i8;
            mark(&mut rest, b':')?;
            let minutes = number(&mut rest, 2)? as i8;
            let offset = if *sign == b'-' { (-hours, -minutes) } else { (hours, minutes) };
            if !rest.is_empty() {
                return None;
            }
            UtcOffset::from_hms(offset.0, offset.1, 0).ok()?
        }
        _ => return None,
    };
    let time = Time::from_hms(hour as u8, minute as u8, second.min(59) as u8).ok()?;
    let at = date.with_time(time).assume_offset(offset);
    match second {
        0..=59 => Some(at),
        // A leap second is the last of a month, in UTC.
        60 => {
            let next = at.to_offset(UtcOffset::UTC).checked_add(Duration::SECOND)?;
            (next.day() == 1 && next.time() == Time::MIDNIGHT).then_some(at)
        }
        _ => None,
    }
}

/// Takes a number of exactly so many digits, or nothing.
fn number(text: &mut &[u8], digits: usize) -> Option<u32> {
    let (head, rest) = text.split_at_checked(digits)?;
    let number = head.iter().try_fold(0, |n, b| b.is_ascii_digit().then(|| n * 10 + u32::from(b - b'0')))?;
    *text = rest;
    Some(number)
}

fn mark(text: &mut &[u8], mark: u8) -> Option<()> {
    *text = text.strip_prefix(&[mark])?;
    Some(())
}

#[cfg(test)]
mod tests {
    use super::millis;

    #[test]
    fn days_and_moments() {
        for (text, seconds) in [
            ("1970-01-02", Some(86_400)),
            ("2027-01-11", Some(1_799_625_600)),
            ("2027-01-11T10:00:00Z", Some(1_799_661_600)),
            ("2027-01-11t10:00:00.987654321z", Some(1_799_661_600)),
            ("2027-01-11 10:00:00+02:00", Some(1_799_654_400)),
            ("2027-01-11T10:00:00-00:30", Some(1_799_663_400)),
            ("2016-12-31T23:59:60Z", Some(1_483_228_799)),
            ("2017-01-01T01:59:60+02:00", Some(1_483_228_799)),
            ("2027-01-11T10:00:60Z", None),
            ("2027-01-11T24:00:00Z", None),
            ("2027-01-11T10:00:00", None),
            ("2027-01-11T10:00Z", None),
            ("2027-01-11T10:00:00.Z", None),
            ("2027-01-11T10:00:00+0200", None),
            ("2027-01-11T10:00:00+24:00", None),
            ("2027-01-11T10:00:00+02:60", None),
            ("2027-01-11T10:00:00Zulu", None),
            ("2027-01-11T", None),
            ("2027-02-29", None),
            ("2027-1-11", None),
            ("20270111", None),
            ("next week", None),
            ("", None),
        ] {
            assert_eq!(millis(text), seconds.map(|s: i64| s * 1000), "{text}");
        }
    }
}
