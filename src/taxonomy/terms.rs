//! Words of a published list that no skill explains: tools and methods that the vocabulary may lack.

use super::link::case_fits;
use super::token::{Token, is_filler, tokens};
use super::{SkillId, Taxonomy};
use crate::map::{Map, Set};

/// Characters of a text that are read: what comes after is nobody's note.
const LONGEST: usize = 1 << 20;
/// A name that leads to a skill with at least this confidence (0..=1) is explained by it; words that only sound like a skill give
/// at most .5.
const EXPLAINED: f32 = 0.6;

/// A list of terms, ready to be looked for.
#[derive(Debug, Clone, Default)]
pub struct Terms {
    /// Words of each term, and the term as it was published.
    terms: Vec<(Vec<String>, String)>,
    /// Which terms begin with a word.
    first: Map<String, Vec<u32>>,
}

impl Terms {
    /// The skill of the pack that has a term for a name, in whatever case and form.
    pub fn explained(taxonomy: &Taxonomy, term: &str) -> Option<SkillId> {
        taxonomy.link_name(term).filter(|(_, sure)| *sure >= EXPLAINED).map(|(skill, _)| skill)
    }

    /// Of the terms those that no skill of the pack has for a name. A list may be published before a pack takes one of its
    /// terms up; from then on the term is the skill's.
    pub fn unexplained<'t>(taxonomy: &Taxonomy, terms: impl IntoIterator<Item = &'t String>) -> Terms {
        let mut out = Terms::default();
        let mut seen = Set::new();
        for term in terms {
            let words: Vec<String> = tokens(term).into_iter().map(|t| t.lower).filter(|w| !is_filler(w)).collect();
            let Some(first) = words.first().cloned() else { continue };
            if Terms::explained(taxonomy, term).is_some() || !seen.insert(term.clone()) {
                continue;
            }
            out.first.entry(first).or_default().push(out.terms.len() as u32);
            out.terms.push((words, term.clone()));
        }
        out
    }

    /// Is there anything to look for?
    pub fn is_empty(&self) -> bool {
        self.terms.is_empty()
    }

    /// Is this term, as it was published, on the list?
    pub fn contains(&self, term: &str) -> bool {
        self.terms.iter().any(|(_, t)| t == term)
    }

    /// The terms that a text names, each once, in the order of the list. A single word that is also a common one counts only as the
    /// list writes it.
    pub fn named(&self, text: &str) -> Vec<&str> {
        if self.is_empty() {
            return Vec::new();
        }
        let text = text.get(..super::link::floor_char(text, LONGEST)).unwrap_or("");
        let words: Vec<Token> = tokens(text).into_iter().filter(|t| !is_filler(&t.lower)).collect();
        let mut found = Set::new();
        for (at, word) in words.iter().enumerate() {
            for ix in self.first.get(&word.lower).into_iter().flatten() {
                let Some((name, term)) = self.terms.get(*ix as usize) else { continue };
                let here = words.get(at..at + name.len()).unwrap_or(&[]);
                let same = here.iter().map(|t| &t.lower).eq(name) && here.iter().skip(1).all(|t| !t.apart);
                let fits = name.len() > 1 || case_fits(term, word, text, words.get(at + 1)) > 0.0;
                if same && fits {
                    found.insert(*ix);
                }
            }
        }
        found.into_iter().filter_map(|ix| self.terms.get(ix as usize)).map(|(_, term)| term.as_str()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::taxonomy::{PackSource, SkillSource, SourceNotice, compile};

    fn taxonomy() -> Taxonomy {
        let skill = |id: &str, label: &str, aliases: &[&str]| SkillSource {
            id: id.into(),
            label: label.into(),
            aliases: aliases.iter().map(|a| (*a).to_owned()).collect(),
            ..SkillSource::default()
        };
        let sources = vec![SourceNotice { source: "test".into(), version: "1".into(), notice: String::new() }];
        let skills = vec![skill("k", "Kubernetes", &["k8s"]), skill("d", "data pipelines", &[])];
        Taxonomy::open(&compile(&PackSource { sources, skills, roles: Vec::new() }).unwrap()).unwrap()
    }

    #[test]
    fn terms_are_found_as_people_write_them_and_those_of_a_skill_are_not_looked_for() {
        let list: Vec<String> =
            ["Dagster", "prompt engineering", "K8S", "Flow", "C++26", "Dagster"].map(str::to_owned).to_vec();
        let terms = Terms::unexplained(&taxonomy(), &list);
        assert!(!terms.contains("K8S"), "a short form of a skill");
        let named = |text: &str| terms.named(text).join(" | ");
        assert_eq!(named("Moved the nightly jobs to dagster, with data pipelines"), "Dagster");
        assert_eq!(named("Prompt Engineering for the help desk; Dagster 1.7"), "Dagster | prompt engineering");
        assert_eq!(named("prompt, engineering"), "", "two things of a list");
        assert_eq!(named("kept the flow of goods going"), "", "a common word");
        assert_eq!(named("Typed the basket with Flow"), "Flow");
        assert_eq!(named("K8s everywhere"), "");
        assert_eq!(named(""), "");
    }
}
