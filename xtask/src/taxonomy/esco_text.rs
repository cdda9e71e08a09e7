//! A version of ESCO of which only texts are there: `skills_text.csv` (`id`, `description`: label, aliases and description in one
//! column, with spaces between).
//!
//! Where the version before is known, its words say where the borders are: the old label at the beginning is the label still, old
//! aliases that are found are aliases still, and the old description at the end is the description still. Elsewhere the borders
//! are guessed: the description begins at the first capital after a small letter's word, and the label ends where a known name
//! follows or where its first word comes again. Good for a comparison; not a source for a release of its own.

use std::collections::BTreeMap;
use std::path::Path;

use skillkeep::taxonomy::{PackSource, SkillSource, SourceNotice};

use crate::run::{Failed, read};

/// Reads the folder; its name is the version.
pub(super) fn esco_text(dir: &Path, before: Option<&PackSource>) -> Result<PackSource, Failed> {
    let path = dir.join("skills_text.csv");
    let named = |e: csv::Error| Failed::new(format!("{}: {e}", path.display()));
    let version = dir.file_name().map_or_else(String::new, |n| n.to_string_lossy().into_owned());
    let known: BTreeMap<&str, &SkillSource> =
        before.into_iter().flat_map(|b| &b.skills).map(|s| (s.uri.as_str(), s)).collect();
    let bytes = read(&path)?;
    let mut skills: BTreeMap<String, SkillSource> = BTreeMap::new();
    for row in csv::Reader::from_reader(bytes.as_slice()).deserialize::<BTreeMap<String, String>>() {
        let row = row.map_err(named)?;
        let cell = |name: &str| row.get(name).map_or("", String::as_str);
        let Some((_, tail)) = cell("id").split_once("/esco/skill/") else { continue };
        let text = cell("description").split_whitespace().collect::<Vec<_>>().join(" ");
        let old = known.get(cell("id")).copied();
        let read = old.map_or_else(|| guessed(&text), |old| with(&text, old));
        let id = format!("esco-{}", tail.replace(['/', '|', ':', '>'], "-"));
        skills.insert(id.clone(), SkillSource { id, uri: cell("id").to_owned(), ..read });
    }
    if skills.is_empty() {
        return Err(Failed::new(format!("{}: no skills in it", path.display())));
    }
    let notice = format!(
        "This service uses the ESCO classification of the European Commission (ESCO v{version}), reused under CC BY 4.0."
    );
    let sources = vec![SourceNotice { source: format!("esco-{version}"), version, notice }];
    Ok(PackSource { sources, skills: skills.into_values().collect(), roles: Vec::new() })
}

fn flat(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Whether `text` begins with `part`, at the end of a word.
fn begins(text: &str, part: &str) -> bool {
    text.strip_prefix(part).is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
}

/// Borders by the words of the version before.
fn with(text: &str, old: &SkillSource) -> SkillSource {
    let (was, said) = (flat(&old.label), flat(&old.description));
    let (names, description) = match text.strip_suffix(said.as_str()) {
        Some(names) if !said.is_empty() => (names.trim().to_owned(), old.description.clone()),
        _ => {
            let at = description_at(text);
            let (names, description) = text.split_at(at);
            (names.trim().to_owned(), description.trim().to_owned())
        }
    };
    let label = if begins(&names, &was) {
        old.label.clone()
    } else {
        // The nearest known name ends the new label.
        let known = old.aliases.iter().map(|a| flat(a)).chain([was.clone()]);
        let ends =
            known.filter_map(|name| names.match_indices(&format!(" {name}")).map(|(at, _)| at).find(|at| *at > 0));
        let at = ends.min().unwrap_or_else(|| label_end(&names));
        names.get(..at).unwrap_or(&names).trim().to_owned()
    };
    let rest = names.get(label.len()..).unwrap_or("");
    let mut aliases: Vec<String> = old.aliases.iter().filter(|a| names.contains(&flat(a))).cloned().collect();
    // Of names that were rewritten the borders are not known: the old ones are kept only where they still stand.
    if aliases.is_empty() && !rest.trim().is_empty() && old.aliases.is_empty() {
        aliases.push(rest.trim().to_owned());
    }
    SkillSource { label: if label.is_empty() { was } else { label }, aliases, description, ..SkillSource::default() }
}

/// Borders where nothing is known.
fn guessed(text: &str) -> SkillSource {
    let (names, description) = text.split_at(description_at(text));
    let names = names.trim();
    let (label, rest) = names.split_at(label_end(names));
    let aliases = Some(rest.trim()).filter(|r| !r.is_empty()).map(str::to_owned).into_iter().collect();
    let label = if label.trim().is_empty() { text } else { label };
    SkillSource {
        label: label.trim().to_owned(),
        aliases,
        description: description.trim().to_owned(),
        ..SkillSource::default()
    }
}

/// Where the description begins: at the last capitalised word that a long enough sentence follows, behind a name in small letters.
fn description_at(text: &str) -> usize {
    let starts = text.match_indices(' ').map(|(at, _)| at + 1).filter(|at| {
        let mut next = text.get(*at..).unwrap_or("").chars();
        next.next().is_some_and(char::is_uppercase) && next.next().is_some_and(|c| c.is_lowercase() || c == ' ')
    });
    // The first whose sentence ends in a stop, with five words or more.
    let sentence = |at: &usize| {
        let rest = text.get(*at..).unwrap_or("");
        let end = rest.find(". ").unwrap_or(rest.len());
        rest.ends_with('.') && rest.get(..end).unwrap_or("").split(' ').count() >= 5
    };
    // A proper name of a label comes again in its aliases; the first word of a description rarely does.
    let once = |at: &usize| {
        let first = text.get(*at..).unwrap_or("").split(' ').next().unwrap_or("");
        text.split([' ', '.', ',']).filter(|word| *word == first).count() == 1
    };
    let starts: Vec<usize> = starts.filter(sentence).collect();
    starts.iter().find(|at| once(at)).or(starts.first()).copied().unwrap_or(text.len())
}

/// Where a label ends: before its first word comes again, else after six words.
fn label_end(names: &str) -> usize {
    let first = names.split(' ').next().unwrap_or("");
    let again = names.match_indices(&format!(" {first} ")).map(|(at, _)| at).next();
    let six = names.match_indices(' ').nth(5).map(|(at, _)| at);
    again.or(six).unwrap_or(names.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_version_before_says_where_the_borders_are() {
        let old = SkillSource {
            label: "install radtors".into(),
            aliases: vec!["build heaters".into(), "set up radiators".into()],
            description: "Install heat exchangers.".into(),
            ..SkillSource::default()
        };
        let new = with("install radiators build heaters install radtors Install heat exchangers.", &old);
        assert_eq!(
            (new.label.as_str(), new.aliases.as_slice()),
            ("install radiators", &["build heaters".to_owned()][..])
        );
        assert_eq!(new.description, "Install heat exchangers.");
        let same =
            with("install radtors build heaters set up radiators Fit heat exchangers into a room of a house.", &old);
        assert_eq!((same.label, same.aliases.len()), (old.label.clone(), 2));
        assert_eq!(same.description, "Fit heat exchangers into a room of a house.");
    }

    #[test]
    fn without_it_they_are_guessed() {
        let new = guessed(
            "understand spoken Luxembourgish understand Luxembourgish speech Comprehend orally expressed words in Luxembourgish.",
        );
        assert_eq!(new.label, "understand spoken Luxembourgish");
        assert_eq!(new.description, "Comprehend orally expressed words in Luxembourgish.");
    }
}
