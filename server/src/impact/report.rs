//! The quarterly report: one page of HTML that prints well, from the same figures as the console. No script; one style, named by its hash.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use minijinja::value::{Serde, Value};
use minijinja::{Environment, Error, context};
use serde::Deserialize;
use sha2::{Digest, Sha256};

use super::experiments::Experiments;
use super::figures::KeyFigures;
use crate::insight::Company;
use crate::insight::views::{Figure, How, NoExperiments, NoKeyFigures};

const PAGE: &str = include_str!("../../templates/board.html");
const STYLE: &str = include_str!("../../templates/board.css");
const WORDS: [&str; 2] = [include_str!("../../templates/board.en.toml"), include_str!("../../templates/board.de.toml")];

/// What the page may load: nothing; and its one style.
pub fn policy() -> String {
    let style = STANDARD.encode(Sha256::digest(STYLE));
    format!(
        "default-src 'none'; style-src 'sha256-{style}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )
}

#[derive(Deserialize)]
struct Ends {
    low: Option<f64>,
    high: Option<f64>,
}

/// A number with its interval, as the views have it.
#[derive(Deserialize)]
struct Within {
    value: f64,
    interval: Ends,
}

/// The page, in English or German.
///
/// # Errors
/// A mistake of the template, never of the figures.
pub fn board(
    company: &Company,
    experiments: &Figure<Experiments, NoExperiments>,
    figures: &Figure<KeyFigures, NoKeyFigures>,
    german: bool,
) -> Result<String, Error> {
    let words: toml::Table = WORDS[usize::from(german)].parse().unwrap_or_default();
    let word = |key: &str| words.get(key).and_then(toml::Value::as_str).unwrap_or_default().to_owned();
    let (to, open, months, person) = (word("to"), word("open"), word("months"), word("per_person"));
    let mut env = Environment::new();
    let num = move |value: f64, digits: usize| number(value, digits, german);
    let range = move |w: &Within, digits: usize, factor: f64, unit: &str| {
        let end = |e: Option<f64>| e.map_or_else(|| open.clone(), |e| num(e * factor, digits));
        format!("{} ({} {to} {}){unit}", num(w.value * factor, digits), end(w.interval.low), end(w.interval.high))
    };
    env.add_filter("num", num);
    env.add_filter("pct", move |value: f64| format!("{}\u{202f}%", num(value * 100.0, 0)));
    env.add_filter("fill", |text: String, with: String| text.replace("{}", &with));
    env.add_filter("quarter", |id: String| match id.split_once("-q") {
        Some((year, quarter)) => format!("Q{quarter} {year}"),
        None => id,
    });
    let plain = range.clone();
    env.add_filter("within", move |w: Serde<Within>, digits: usize| plain(&w, digits, 1.0, ""));
    env.add_filter("figure", move |w: Serde<Within>, unit: String| match unit.as_str() {
        "share" => range(&w, 1, 100.0, "\u{202f}%"),
        "months" => range(&w, 0, 1.0, &format!(" {months}")),
        _ => range(&w, 2, 1.0, &format!(" {person}")),
    });
    env.add_filter("bar", |w: Serde<Within>, most: f64| Value::from_safe_string(bar(&w, most)));
    env.add_template("board.html", PAGE)?;
    let mut how: Vec<&How> = Vec::new();
    how.extend(experiments.released().into_iter().flat_map(|e| &e.experiments).flat_map(|e| &e.how));
    how.extend(figures.released().into_iter().flat_map(|f| &f.figures).flat_map(|f| &f.how));
    how.sort_by_key(|h| h.number);
    how.dedup_by_key(|h| h.number);
    env.get_template("board.html")?.render(context! {
        w => Value::from(Serde(&words)),
        css => STYLE,
        company => company.shown.company.clone(),
        sample => company.shown.sample,
        experiments => experiments.released().map(|e| Value::from(Serde(&e.experiments))).unwrap_or_default(),
        figures => figures.released().map(|f| Value::from(Serde(f))),
        how => Value::from(Serde(&how)),
    })
}

/// "6 000", "0.21"; in German "0,21".
fn number(value: f64, digits: usize, german: bool) -> String {
    let text = format!("{:.digits$}", value.abs());
    let (whole, rest) = text.split_once('.').unwrap_or((&text, ""));
    let mut grouped = String::new();
    for (at, digit) in whole.chars().enumerate() {
        if at > 0 && (whole.len() - at) % 3 == 0 {
            grouped.push('\u{202f}');
        }
        grouped.push(digit);
    }
    let zero = text.chars().all(|c| matches!(c, '0' | '.'));
    let sign = if value < 0.0 && !zero { "\u{2212}" } else { "" };
    let point = if rest.is_empty() { "" } else { [".", ","][usize::from(german)] };
    format!("{sign}{grouped}{point}{rest}")
}

/// An interval as a line with a dot, between minus and plus `most`.
fn bar(w: &Within, most: f64) -> String {
    let x = |value: f64| 90.0 + (value / most).clamp(-1.0, 1.0) * 85.0;
    let (low, high) = (x(w.interval.low.unwrap_or(-most)), x(w.interval.high.unwrap_or(most)));
    format!(
        "<svg viewBox=\"0 0 180 22\" aria-hidden=\"true\"><line class=\"zero\" x1=\"90\" x2=\"90\" y1=\"1\" y2=\"21\"/>\
         <line class=\"line\" x1=\"{low:.1}\" x2=\"{high:.1}\" y1=\"11\" y2=\"11\"/><circle class=\"dot\" cx=\"{:.1}\" cy=\"11\" r=\"5\"/></svg>",
        x(w.value)
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_languages_have_every_word() {
        let [en, de] = WORDS.map(|w| w.parse::<toml::Table>().unwrap());
        assert_eq!(en.keys().collect::<Vec<_>>(), de.keys().collect::<Vec<_>>());
        for metric in super::super::endpoints::Metric::ALL {
            let key = |kind: &str| en.contains_key(&format!("{kind}_{}", metric.id()));
            assert!(key("figure") || key("metric"), "{}", metric.id());
        }
    }

    #[test]
    fn numbers_are_written_as_people_of_a_language_write_them() {
        assert_eq!(number(-1234.567, 2, false), "\u{2212}1\u{202f}234.57");
        assert_eq!(number(0.214, 2, true), "0,21");
        assert_eq!(number(-0.001, 2, false), "0.00");
        assert_eq!(number(6000.0, 0, true), "6\u{202f}000");
    }
}
