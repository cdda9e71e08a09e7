//! What a pack says of its skills beyond names and relations: their kind, the market's signal, further sources, names in other
//! languages, and what they were called before.
//!
//! Section `tag::FACETS`: number of skills that have something to say; for each the step from the one before, a byte of flags,
//! and what the flags announce; then the strings (see `text`) in the order they are needed.

use serde::{Deserialize, Serialize};

use super::bytes::{Reader, Strings, put, put_section};
use super::{Provenance, SkillSource, text};

/// What a skill is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[repr(u8)]
pub enum SkillKind {
    /// Something a person can do.
    #[default]
    Skill = 0,
    /// Something a person knows.
    Knowledge = 1,
    /// A tool or technology a person works with.
    Technology = 2,
}

/// What a source says of the labour market.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Market {
    /// Often asked for in job postings overall (O*NET's "hot technology").
    pub hot: bool,
    /// Often asked for in postings of at least one occupation (O*NET's "in demand").
    pub in_demand: bool,
}

/// Names of a skill in one language beside the pack's own.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LocalNames {
    /// BCP 47 primary tag, lower case: `de`.
    pub language: String,
    /// Name.
    pub label: String,
    /// Other names, in any order.
    pub aliases: Vec<String>,
}

const HOT: u8 = 4;
const IN_DEMAND: u8 = 8;
const ALSO: u8 = 16;
const NAMES: u8 = 32;
const FORMER: u8 = 64;

/// Writes the section; nothing where there is nothing to say.
pub(super) fn encode(skills: &[&SkillSource]) -> Option<Vec<u8>> {
    let (mut numbers, mut strings, mut count, mut last) = (Vec::new(), Vec::new(), 0, 0);
    for (i, s) in (0u32..).zip(skills) {
        let mut flags = s.kind as u8;
        for (set, flag) in [
            (s.market.hot, HOT),
            (s.market.in_demand, IN_DEMAND),
            (!s.also.is_empty(), ALSO),
            (!s.names.is_empty(), NAMES),
            (!s.former.is_empty(), FORMER),
        ] {
            flags |= if set { flag } else { 0 };
        }
        if flags == 0 {
            continue;
        }
        count += 1;
        put(&mut numbers, i - last);
        last = i;
        numbers.push(flags);
        if flags & ALSO > 0 {
            put(&mut numbers, s.also.len() as u32);
            for (source, uri) in &s.also {
                put(&mut numbers, *source as u32);
                strings.push(uri.as_str());
            }
        }
        if flags & NAMES > 0 {
            put(&mut numbers, s.names.len() as u32);
            for n in &s.names {
                put(&mut numbers, n.aliases.len() as u32);
                strings.extend([n.language.as_str(), &n.label]);
                strings.extend(n.aliases.iter().map(String::as_str));
            }
        }
        if flags & FORMER > 0 {
            put(&mut numbers, s.former.len() as u32);
            strings.extend(s.former.iter().map(String::as_str));
        }
    }
    let mut out = Vec::new();
    put(&mut out, count);
    put_section(&mut out, &numbers);
    put_section(&mut out, &text::encode(&strings));
    (count > 0).then_some(out)
}

/// The names of a skill that are found in texts beside its label and aliases, each with its language (empty: the pack's own): what it was
/// called before, then language by language label and aliases.
pub(super) fn other_names(s: &SkillSource) -> impl Iterator<Item = (&str, &str)> {
    let former = s.former.iter().map(|name| ("", name.as_str()));
    let local = s
        .names
        .iter()
        .flat_map(|n| std::iter::once(&n.label).chain(&n.aliases).map(|name| (n.language.as_str(), name.as_str())));
    former.chain(local)
}

/// The facets of an opened pack.
#[derive(Debug, Default)]
pub(super) struct Facets {
    /// In order of skill.
    all: Vec<(u32, Facet)>,
    strings: Strings,
    named: bool,
}

#[derive(Debug, Clone)]
struct Facet {
    kind: SkillKind,
    market: Market,
    /// Source, and the string that is the URI there.
    also: Vec<(u32, usize)>,
    /// First string (language, label, aliases) and the number of aliases.
    names: Vec<(usize, u32)>,
    /// First string and how many.
    former: (usize, u32),
}

impl Facets {
    pub(super) fn decode(mut r: Reader<'_>, skills: usize, sources: usize) -> Option<Facets> {
        let count = r.count()?;
        let mut numbers = r.section()?;
        let strings = text::decode(&mut r.section()?)?;
        let (mut all, mut skill, mut next) = (Vec::new(), 0u32, 0usize);
        for _ in 0..count {
            skill = skill.checked_add(numbers.varint()?)?;
            if skill as usize >= skills {
                return None;
            }
            let flags = numbers.byte()?;
            let kind = match flags & 3 {
                0 => SkillKind::Skill,
                1 => SkillKind::Knowledge,
                2 => SkillKind::Technology,
                _ => return None,
            };
            let market = Market { hot: flags & HOT > 0, in_demand: flags & IN_DEMAND > 0 };
            let mut facet = Facet { kind, market, also: Vec::new(), names: Vec::new(), former: (0, 0) };
            if flags & ALSO > 0 {
                for _ in 0..numbers.count()? {
                    let source = numbers.varint()?;
                    if source as usize >= sources {
                        return None;
                    }
                    facet.also.push((source, next));
                    next += 1;
                }
            }
            if flags & NAMES > 0 {
                for _ in 0..numbers.count()? {
                    let aliases = numbers.varint()?;
                    facet.names.push((next, aliases));
                    next = next.checked_add(aliases as usize)?.checked_add(2)?;
                }
            }
            if flags & FORMER > 0 {
                let n = numbers.varint()?;
                facet.former = (next, n);
                next = next.checked_add(n as usize)?;
            }
            all.push((skill, facet));
        }
        let named = all.iter().any(|(_, f): &(u32, Facet)| !f.names.is_empty());
        (numbers.is_empty() && r.is_empty() && next == strings.len()).then_some(Facets { all, strings, named })
    }

    fn of(&self, skill: u32) -> Option<&Facet> {
        let at = self.all.binary_search_by_key(&skill, |f| f.0).ok()?;
        self.all.get(at).map(|f| &f.1)
    }

    pub(super) fn kind(&self, skill: u32) -> SkillKind {
        self.of(skill).map_or(SkillKind::Skill, |f| f.kind)
    }

    pub(super) fn market(&self, skill: u32) -> Market {
        self.of(skill).map_or(Market::default(), |f| f.market)
    }

    /// Further sources: their number, and the skill's URI there.
    pub(super) fn also(&self, skill: u32) -> impl Iterator<Item = (u32, &str)> {
        let also = self.of(skill).map_or(&[] as &[_], |f| &f.also);
        also.iter().map(|(source, uri)| (*source, self.strings.get(*uri)))
    }

    /// Languages of a skill, each with its label and aliases.
    pub(super) fn names(&self, skill: u32) -> Vec<(&str, Vec<&str>)> {
        let names = self.of(skill).map_or(&[] as &[_], |f| &f.names);
        let list = |&(first, aliases): &(usize, u32)| {
            let words = (first + 1..first + 2 + aliases as usize).map(|i| self.strings.get(i)).collect();
            (self.strings.get(first), words)
        };
        names.iter().map(list).collect()
    }

    /// True where any skill has a name in another language.
    pub(super) fn has_names(&self) -> bool {
        self.named
    }

    /// A name after the pack's own, in the order of [`other_names`].
    pub(super) fn other_name(&self, skill: u32, n: usize) -> &str {
        let former = self.former(skill);
        if let Some(name) = former.get(n) {
            return name;
        }
        let mut all = self.names(skill).into_iter().flat_map(|(_, words)| words);
        all.nth(n - former.len()).unwrap_or("")
    }

    /// What a skill was called before, newest first.
    pub(super) fn former(&self, skill: u32) -> Vec<&str> {
        let (first, n) = self.of(skill).map_or((0, 0), |f| f.former);
        (first..first + n as usize).map(|i| self.strings.get(i)).collect()
    }
}

impl super::Taxonomy {
    /// What a skill is.
    pub fn kind(&self, skill: super::SkillId) -> SkillKind {
        self.facets.kind(skill.0)
    }

    /// What a source says of the labour market.
    pub fn market(&self, skill: super::SkillId) -> Market {
        self.facets.market(skill.0)
    }

    /// Every source that has the skill, the one it came from first.
    pub fn provenances(&self, skill: super::SkillId) -> Vec<Provenance> {
        let mut all = vec![self.provenance(skill)];
        all.extend(self.facets.also(skill.0).map(|(source, uri)| self.source(source as usize, uri)));
        all
    }

    /// The name of a skill in a language (BCP 47; `de-AT` falls back to `de`), or the pack's own where it has none.
    pub fn label_in(&self, skill: super::SkillId, language: &str) -> &str {
        let primary = language.split(['-', '_']).next().unwrap_or("");
        let names = self.facets.names(skill.0);
        let found = names.into_iter().find(|(l, _)| l.eq_ignore_ascii_case(primary));
        found
            .and_then(|(_, words)| words.first().copied())
            .filter(|l| !l.is_empty())
            .unwrap_or_else(|| self.label(skill))
    }

    /// Every language it has names in beside the pack's own.
    pub fn local_names(&self, skill: super::SkillId) -> Vec<LocalNames> {
        let owned = |words: &[&str]| words.iter().map(|w| (*w).to_owned()).collect();
        let all = self.facets.names(skill.0).into_iter();
        all.map(|(language, words)| LocalNames {
            language: language.to_owned(),
            label: words.first().copied().unwrap_or_default().to_owned(),
            aliases: owned(words.get(1..).unwrap_or(&[])),
        })
        .collect()
    }

    /// What a skill was called before, newest first.
    pub fn former(&self, skill: super::SkillId) -> Vec<&str> {
        self.facets.former(skill.0)
    }
}

#[cfg(test)]
mod tests {
    use super::super::{PackSource, SkillSource, SourceNotice, Taxonomy, compile};
    use super::*;

    #[test]
    fn what_was_said_of_a_skill_can_be_asked() {
        let source = |name: &str| SourceNotice { source: name.into(), version: "1".into(), notice: String::new() };
        let german =
            LocalNames { language: "de".into(), label: "Tabellen".into(), aliases: vec!["Kalkulation".into()] };
        let sheets = SkillSource {
            id: "sheets".into(),
            label: "Spreadsheets".into(),
            kind: SkillKind::Technology,
            market: Market { hot: true, in_demand: false },
            also: vec![(1, "urn:sheets".into())],
            names: vec![german],
            former: vec!["Worksheets".into()],
            ..SkillSource::default()
        };
        let plain = SkillSource { id: "plain".into(), label: "Plain".into(), ..SkillSource::default() };
        let pack =
            PackSource { sources: vec![source("one"), source("two")], skills: vec![sheets, plain], roles: Vec::new() };
        let tax = Taxonomy::open(&compile(&pack).unwrap()).unwrap();
        let (sheets, plain) = (tax.find("sheets").unwrap(), tax.find("plain").unwrap());
        assert_eq!((tax.kind(sheets), tax.kind(plain)), (SkillKind::Technology, SkillKind::Skill));
        assert!(tax.market(sheets).hot && !tax.market(sheets).in_demand && !tax.market(plain).hot);
        let sources: Vec<_> = tax.provenances(sheets).into_iter().map(|p| (p.source, p.uri)).collect();
        assert_eq!(sources, [("one".to_owned(), String::new()), ("two".to_owned(), "urn:sheets".to_owned())]);
        assert_eq!((tax.label_in(sheets, "de-AT"), tax.label_in(sheets, "fr")), ("Tabellen", "Spreadsheets"));
        assert_eq!(tax.local_names(sheets).first().map(|n| n.aliases.clone()), Some(vec!["Kalkulation".to_owned()]));
        assert_eq!(tax.former(sheets), ["Worksheets"]);
        assert!(tax.former(plain).is_empty());
    }
}
