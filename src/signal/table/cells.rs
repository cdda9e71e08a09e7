//! What a cell says: dates, levels, outcomes, kinds, lists of skills. What can be read in two ways is refused, not guessed.

use serde::{Deserialize, Serialize};

use crate::clock::Millis;
use crate::signal::{Kind, when};

/// How a date of three numbers is ordered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DateOrder {
    /// 2026-03-01.
    Ymd,
    /// 01.03.2026.
    Dmy,
    /// 03/01/2026.
    Mdy,
}

/// A date cell; the error is a code.
pub(crate) fn date(cell: &str, order: Option<DateOrder>) -> Result<Millis, &'static str> {
    const BAD: &str = "table.date";
    let cell = cell.trim();
    if let Some(at) = when::iso(cell) {
        return Ok(at);
    }
    // A time after a date in another order is of no interest here.
    let day = cell.split_once(['T', ' ']).filter(|(_, rest)| rest.contains(':')).map_or(cell, |(day, _)| day);
    let parts: Vec<&str> = day.split(['.', '/', '-', ' ', ',']).filter(|p| !p.is_empty()).collect();
    let number =
        |text: &str| text.parse::<u32>().ok().filter(|_| text.len() <= 4 && text.bytes().all(|b| b.is_ascii_digit()));
    let year = |text: &str| number(text).filter(|_| text.len() == 4).and_then(|y| i32::try_from(y).ok());
    let made = match parts.as_slice() {
        // A month counts from its first day, a year from its middle.
        [y] => year(y).and_then(|y| when::day(y, 7, 1)),
        [a, b] => match (year(a), year(b)) {
            (Some(y), None) => number(b).or_else(|| when::month(b)).and_then(|m| when::day(y, m, 1)),
            (None, Some(y)) => number(a).or_else(|| when::month(a)).and_then(|m| when::day(y, m, 1)),
            _ => None,
        },
        [a, b, c] => {
            if let Some(y) = year(a) {
                number(b).or_else(|| when::month(b)).zip(number(c)).and_then(|(m, d)| when::day(y, m, d))
            } else if let Some(y) = year(c) {
                match (number(a), number(b)) {
                    (None, Some(d)) => when::month(a).and_then(|m| when::day(y, m, d)),
                    (Some(d), None) => when::month(b).and_then(|m| when::day(y, m, d)),
                    (Some(a), Some(b)) => {
                        let order = match order {
                            Some(DateOrder::Mdy) => DateOrder::Mdy,
                            Some(_) => DateOrder::Dmy,
                            // Points are used for day, month, year only; a number past 12 is a day; equal ones do not matter.
                            None if day.contains('.') || a > 12 || a == b => DateOrder::Dmy,
                            None if b > 12 => DateOrder::Mdy,
                            None => return Err("table.date_ambiguous"),
                        };
                        let (d, m) = if order == DateOrder::Dmy { (a, b) } else { (b, a) };
                        when::day(y, m, d)
                    }
                    _ => None,
                }
            } else {
                None
            }
        }
        _ => None,
    };
    made.ok_or(BAD)
}

/// A finite number, with a point or a comma.
fn decimal(text: &str) -> Option<f64> {
    let text = text.trim();
    let plain = !text.is_empty()
        && text.len() <= 24
        && text.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'.' | b',' | b'-' | b'+'));
    if !plain {
        return None;
    }
    crate::number::decimal(&text.replace(',', "."))
}

/// A level cell on 0..=5. `4`, `4,5`, `8/10`, or a usual word.
pub(crate) fn level(cell: &str, top: f64) -> Option<f32> {
    let cell = cell.trim();
    let share = if let Some((part, whole)) = cell.split_once('/') {
        let (part, whole) = (decimal(part)?, decimal(whole)?);
        if whole <= 0.0 {
            return None;
        }
        part / whole
    } else if let Some(percent) = cell.strip_suffix('%') {
        decimal(percent)? / 100.0
    } else if let Some(number) = decimal(cell) {
        number / top
    } else {
        return Some(match crate::lower::text(cell).as_str() {
            "none" | "keine" => 0.0,
            "novice" | "beginner" | "basic" | "foundation" | "anfänger" | "grundkenntnisse" => 1.0,
            "working" | "intermediate" | "mittel" | "fortgeschritten" => 2.5,
            "practitioner" | "proficient" | "advanced" | "gut" | "sehr gut" => 3.5,
            "expert" | "master" | "experte" | "expertin" => 4.5,
            _ => return None,
        });
    };
    (0.0..=1.0).contains(&share).then_some((share * 5.0) as f32)
}

/// An outcome cell on 0..=1: `92 %`, `0.92`, `92`, `18/20`, `passed`.
pub(crate) fn outcome(cell: &str) -> Option<f32> {
    let cell = cell.trim();
    let share = match crate::lower::text(cell).as_str() {
        "pass" | "passed" | "yes" | "true" | "success" | "successful" | "bestanden" | "ja" | "erfolgreich" => 1.0,
        "fail" | "failed" | "no" | "false" | "nicht bestanden" | "nein" => 0.0,
        _ => {
            if let Some((part, whole)) = cell.split_once('/') {
                let (part, whole) = (decimal(part)?, decimal(whole)?);
                if whole <= 0.0 {
                    return None;
                }
                part / whole
            } else if let Some(percent) = cell.strip_suffix('%') {
                decimal(percent)? / 100.0
            } else {
                let number = decimal(cell)?;
                if number > 1.0 { number / 100.0 } else { number }
            }
        }
    };
    (0.0..=1.0).contains(&share).then_some(share as f32)
}

/// A kind cell.
pub(crate) fn kind(cell: &str) -> Option<Kind> {
    let word = crate::lower::text(cell.trim()).replace(['_', '-'], " ");
    Some(match word.as_str() {
        "certificate" | "certification" | "cert" | "credential" | "badge" | "licence" | "license" | "zertifikat" => {
            Kind::Certificate
        }
        "assessment" | "test" | "exam" | "quiz" | "prüfung" => Kind::Assessment,
        "completion" | "course" | "training" | "learning" | "workshop" | "kurs" | "schulung" => Kind::Completion,
        "project" | "delivery" | "projekt" => Kind::Project,
        "tool use" | "tool" | "system" | "tool usage" | "werkzeug" => Kind::ToolUse,
        "commit" | "code" => Kind::Commit,
        "peer rating" | "peer review" | "peer" | "peer feedback" | "kollegenbewertung" => Kind::PeerRating,
        "manager rating" | "manager review" | "manager" | "manager feedback" | "performance review" => {
            Kind::ManagerRating
        }
        "self rating" | "self assessment" | "self" | "selbsteinschätzung" => Kind::SelfRating,
        "customer outcome" | "customer" | "customer feedback" | "client" | "kunde" => Kind::CustomerOutcome,
        "text mention" | "note" | "cv" => Kind::TextMention,
        "activity" => Kind::Activity,
        _ => return None,
    })
}

/// A list of skill names, at most 24.
pub(crate) fn skills(cell: &str) -> Vec<String> {
    let names = cell.split(['|', ';', ',', '\n']).map(str::trim).filter(|n| !n.is_empty());
    names.take(24).map(|n| crate::signal::words::cut(n, 120)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_read_or_refused_but_not_guessed() {
        let march = when::day(2026, 3, 14);
        for cell in [
            "2026-03-14",
            "14.03.2026",
            "14/3/2026",
            "3/14/2026",
            "14 March 2026",
            "Mar 14, 2026",
            "14. März 2026",
            "2026/03/14",
        ] {
            assert_eq!(date(cell, None).ok(), march, "{cell}");
        }
        assert_eq!(date("03/04/2026", None), Err("table.date_ambiguous"));
        assert_eq!(date("03/04/2026", Some(DateOrder::Mdy)).ok(), when::day(2026, 3, 4));
        assert_eq!(date("03/04/2026", Some(DateOrder::Dmy)).ok(), when::day(2026, 4, 3));
        assert_eq!(date("03.04.2026", None).ok(), when::day(2026, 4, 3));
        assert_eq!(date("2026-03", None).ok(), when::day(2026, 3, 1));
        for cell in ["", "soon", "31.02.2026", "300000-01-01", "45000", "1/2/26", "-1"] {
            assert_eq!(date(cell, None), Err("table.date"), "{cell}");
        }
    }

    #[test]
    fn numbers_stay_on_their_scale() {
        assert_eq!(level("4", 5.0), Some(4.0));
        assert_eq!(level("8/10", 5.0), Some(4.0));
        assert_eq!(level("4,5", 5.0), Some(4.5));
        assert_eq!(outcome("92 %"), Some(0.92));
        assert_eq!(outcome("92"), Some(0.92));
        assert_eq!(outcome("18/20"), Some(0.9));
        for cell in ["NaN", "1e999", "-1", "6", "inf", "1/0", ""] {
            assert_eq!(level(cell, 5.0), None, "{cell}");
        }
        for cell in ["NaN", "1e999", "-1", "101", "inf", "1/0", ""] {
            assert_eq!(outcome(cell), None, "{cell}");
        }
    }
}
