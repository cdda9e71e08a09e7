//! The pack's page: HTML that prints well, with the summary, intervals, verdicts and releases. No script; one style.

use std::collections::BTreeMap;

use minijinja::value::{Serde, Value};
use minijinja::{Environment, Error, context};
use serde::Deserialize;

use super::pack::Contents;

const PAGE: &str = include_str!("../../templates/audit.html");
const STYLE: &str = include_str!("../../templates/board.css");
const WORDS: [&str; 2] = [include_str!("../../templates/audit.en.toml"), include_str!("../../templates/audit.de.toml")];
const METHOD: [&str; 2] = [include_str!("../../templates/audit.en.txt"), include_str!("../../templates/audit.de.txt")];

/// How the figures are made and checked.
pub fn method(german: bool) -> &'static str {
    METHOD[usize::from(german)]
}

#[derive(Deserialize)]
struct Ends {
    low: Option<f64>,
    high: Option<f64>,
}

/// The page, in English or German.
///
/// # Errors
/// A mistake of the template, never of the figures.
pub fn page(contents: &Contents<'_>, german: bool) -> Result<String, Error> {
    let words: toml::Table = WORDS[usize::from(german)].parse().unwrap_or_default();
    let word = |key: &str| words.get(key).and_then(toml::Value::as_str).unwrap_or_default().to_owned();
    let (to, open) = (word("to"), word("open"));
    let number = move |value: f64, digits: usize| {
        let text = format!("{value:.digits$}");
        if german { text.replace('.', ",") } else { text }
    };
    let mut env = Environment::new();
    env.add_filter("num", number);
    env.add_filter("within", move |ends: Serde<Ends>, digits: usize, factor: f64| {
        let end = |e: Option<f64>| e.map_or_else(|| open.clone(), |e| number(e * factor, digits));
        format!("{} {to} {}", end(ends.low), end(ends.high))
    });
    // What is smaller than four digits show is still not nothing.
    env.add_filter("p", move |p: f64| if p < 0.0001 { format!("< {}", number(0.0001, 4)) } else { number(p, 4) });
    env.add_filter("quarter", |id: String| match id.split_once("-q") {
        Some((year, quarter)) => format!("Q{quarter} {year}"),
        None => id,
    });
    let [groups, cells] = names(contents);
    env.add_filter("called", move |id: String| groups.get(&id).cloned().unwrap_or(id));
    env.add_filter("place", move |cell: String| cells.get(&cell).cloned().unwrap_or(cell));
    env.add_filter("fill", |text: String, with: String| text.replace("{}", &with));
    env.add_template("audit.html", PAGE)?;
    env.get_template("audit.html")?.render(context! {
        w => Value::from(Serde(&words)),
        css => STYLE,
        head => Value::from(Serde(&contents.head)),
        a => Value::from(Serde(contents.figures)),
        findings => Value::from(Serde(contents.findings)),
        method => method(german).split("\n\n").collect::<Vec<_>>(),
    })
}

/// Groups and cells by their names, as far as a table of the summary has them.
fn names(contents: &Contents<'_>) -> [BTreeMap<String, String>; 2] {
    let audits = || contents.figures.summary.iter().map(|s| &s.audit);
    let groups = audits().flat_map(|a| &a.groups).map(|g| (g.row.group.clone(), g.label.clone()));
    let cells = audits().map(|a| (a.cell.clone(), a.cell_label.clone()));
    [groups.collect(), cells.collect()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_languages_have_every_word_that_the_page_asks_for() {
        let [en, de] = WORDS.map(|w| w.parse::<toml::Table>().unwrap());
        assert_eq!(en.keys().collect::<Vec<_>>(), de.keys().collect::<Vec<_>>());
        let asked =
            PAGE.split("w.").skip(1).map(|rest| rest.split(|c: char| !c.is_ascii_alphanumeric() && c != '_').next());
        asked.flatten().filter(|word| !word.is_empty()).for_each(|word| assert!(en.contains_key(word), "{word}"));
    }
}
