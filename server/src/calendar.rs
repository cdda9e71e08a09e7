//! When the taxonomy is reviewed, as a calendar file (iCalendar, RFC 5545): each domain every month, the whole every quarter.

use icalendar::{Calendar, Component, Event, Property};
use skillkeep::sync::Day;

/// Why there is no calendar.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CalendarError {
    /// The first day cannot be read.
    #[error("{0:?} is not a day as YYYY-MM-DD")]
    Day(String),
    /// More domains than a calendar is read with.
    #[error("more than {MOST} domains")]
    TooMany,
}

/// Most domains of one calendar.
const MOST: usize = 200;
/// Tuesday and Thursday, counted from Sunday = 0.
const TUESDAY: i64 = 2;
const THURSDAY: i64 = 4;

/// The calendar's text: a whole-day event on the first Tuesday of every month for each domain, and on the second Thursday of every
/// third month for the whole, from `from` on (`YYYY-MM-DD`), without end. The same arguments give the same bytes.
///
/// # Errors
/// [`CalendarError`].
pub fn reviews(company: &str, domains: &[String], from: &str) -> Result<String, CalendarError> {
    if domains.len() > MOST {
        return Err(CalendarError::TooMany);
    }
    let start = Day::parse(from).ok_or_else(|| CalendarError::Day(from.to_owned()))?;
    let mut calendar = Calendar::new();
    calendar.name(&format!("Skills of {company}: reviews"));
    let mut add = |name: &str, summary: String, text: &str, day: Day, rule: &str| {
        let mut event = Event::new();
        event
            .uid(&format!("{name}@skillkeep.{}", slug(company)))
            .summary(&summary)
            .description(text)
            .append_property(Property::new("DTSTART", compact(day)).add_parameter("VALUE", "DATE").done())
            .add_property("DTSTAMP", format!("{}T000000Z", compact(start)))
            .add_property("RRULE", rule)
            .add_property("TRANSP", "TRANSPARENT");
        calendar.push(event.done());
    };
    for domain in domains {
        let text = "Open and deferred proposals of this domain: accept, reject or defer each, with a note.";
        let day = nth_weekday(start, TUESDAY, 1);
        let name = format!("monthly-{}", slug(domain));
        add(&name, format!("Skill review: {domain}"), text, day, "FREQ=MONTHLY;BYDAY=1TU");
    }
    let text = "The whole taxonomy: what is deferred, what domains disagree on, the change log, the next signed pack.";
    let day = nth_weekday(start, THURSDAY, 2);
    add("quarterly", "Skill review: whole taxonomy".into(), text, day, "FREQ=MONTHLY;INTERVAL=3;BYDAY=2TH");
    Ok(calendar.to_string())
}

/// The calendar of the audits: a whole-day event on the second Tuesday of every quarter's second month, when the quarter before has
/// been released, from `from` on (`YYYY-MM-DD`), without end.
///
/// # Errors
/// [`CalendarError::Day`].
pub fn audits(company: &str, from: &str) -> Result<String, CalendarError> {
    let start = Day::parse(from).ok_or_else(|| CalendarError::Day(from.to_owned()))?;
    let month = |d: &Day| d.to_string().get(5..7).and_then(|m| m.parse::<u32>().ok()).unwrap_or(0);
    let first =
        (0..200).map(|n| nth_weekday(Day(start.0 + n), TUESDAY, 2)).find(|d| month(d) % 3 == 2).unwrap_or(start);
    let mut event = Event::new();
    event
        .uid(&format!("audit@skillkeep.{}", slug(company)))
        .summary("Fairness audit")
        .description("Download the audit pack of the last quarter, have it verified, write down findings with owner and outcome.")
        .append_property(Property::new("DTSTART", compact(first)).add_parameter("VALUE", "DATE").done())
        .add_property("DTSTAMP", format!("{}T000000Z", compact(start)))
        .add_property("RRULE", "FREQ=MONTHLY;INTERVAL=3;BYDAY=2TU")
        .add_property("TRANSP", "TRANSPARENT");
    let mut calendar = Calendar::new();
    calendar.name(&format!("Fairness audits of {company}"));
    calendar.push(event.done());
    Ok(calendar.to_string())
}

/// The first day from `start` on that is the nth such weekday of its month.
fn nth_weekday(start: Day, weekday: i64, nth: i64) -> Day {
    let fits = |d: &Day| {
        let in_month = d.to_string().get(8..).and_then(|t| t.parse::<i64>().ok()).unwrap_or(0);
        // 1 January 1970 was a Thursday.
        (i64::from(d.0) + 4).rem_euclid(7) == weekday && (in_month - 1) / 7 + 1 == nth
    };
    (0..70).map(|n| Day(start.0 + n)).find(fits).unwrap_or(start)
}

fn compact(day: Day) -> String {
    day.to_string().replace('-', "")
}

fn slug(text: &str) -> String {
    let plain: String =
        text.chars().map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '-' }).collect();
    plain.trim_matches('-').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reviews_come_monthly_by_domain_and_quarterly_whole() {
        let domains = ["Data".to_owned(), "Care, and service".to_owned()];
        let text = reviews("Harbour & Lane", &domains, "2026-11-23").unwrap();
        assert_eq!(text.matches("BEGIN:VEVENT").count(), 3);
        // 1 December 2026 is a Tuesday, 10 December the second Thursday.
        assert_eq!(text.matches("DTSTART;VALUE=DATE:20261201").count(), 2);
        assert!(
            text.contains("DTSTART;VALUE=DATE:20261210") && text.contains("RRULE:FREQ=MONTHLY;INTERVAL=3;BYDAY=2TH")
        );
        assert!(text.contains("Care\\, and service"), "{text}");
        assert!(text.lines().all(|l| l.len() <= 75), "lines are folded");
        assert_eq!(reviews("Harbour & Lane", &domains, "2026-11-23"), Ok(text), "the same bytes again");
        assert_eq!(reviews("x", &[], "soon"), Err(CalendarError::Day("soon".into())));
    }
}
