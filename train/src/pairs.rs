//! Pairs of texts that mean the same skill, from the text of a taxonomy.

use skillkeep::taxonomy::{PackSource, SkillKind, SkillSource};

use crate::random::Random;

/// Two texts of one skill.
pub(crate) struct Pair<'a> {
    pub(crate) a: &'a str,
    pub(crate) b: &'a str,
    /// Which skill, so that another pair of it is never taken for a contrast.
    pub(crate) skill: usize,
}

/// Each alias with its label; some names with each other; each description and its sentences with names; each labelled sentence with the label
/// of its skill.
pub(crate) fn pairs<'a>(
    source: &'a PackSource,
    labelled: &'a [(String, String)],
    random: &mut Random,
) -> Vec<Pair<'a>> {
    let mut out = Vec::new();
    for (skill, s) in source.skills.iter().enumerate() {
        // The name of a tool says nothing of what it is like.
        if s.retired || s.kind == SkillKind::Technology {
            continue;
        }
        of_skill(s, skill, random, &mut out);
    }
    let place: std::collections::HashMap<&str, usize> =
        source.skills.iter().enumerate().map(|(i, s)| (s.id.as_str(), i)).collect();
    for (text, id) in labelled {
        if let Some(&skill) = place.get(id.as_str()) {
            out.push(Pair { a: text, b: &source.skills[skill].label, skill });
        }
    }
    out
}

fn of_skill<'a>(s: &'a SkillSource, skill: usize, random: &mut Random, out: &mut Vec<Pair<'a>>) {
    let names: Vec<&str> = std::iter::once(s.label.as_str()).chain(s.aliases.iter().map(String::as_str)).collect();
    for alias in &names[1..] {
        out.push(Pair { a: alias, b: names[0], skill });
    }
    if names.len() > 2 {
        for _ in 0..4.min(names.len() - 1) {
            let a = random.below(names.len());
            let b = (a + 1 + random.below(names.len() - 1)) % names.len();
            out.push(Pair { a: names[a], b: names[b], skill });
        }
    }
    if s.description.trim().is_empty() {
        return;
    }
    out.push(Pair { a: &s.description, b: names[0], skill });
    for sentence in sentences(&s.description) {
        for _ in 0..2 {
            out.push(Pair { a: sentence, b: names[random.below(names.len())], skill });
        }
    }
}

/// The sentences of a text that have four words or more; the whole text where none has.
fn sentences(text: &str) -> Vec<&str> {
    let mut out = Vec::new();
    let mut rest = text;
    while let Some(end) = rest.find(['.', ';', '\n']) {
        let (one, more) = rest.split_at(end + 1);
        out.push(one);
        rest = more;
    }
    out.push(rest);
    out.retain(|s| s.split_whitespace().count() > 3);
    if out.is_empty() { vec![text] } else { out }
}
