//! What a pack remembers of its skills: what was done to them, in which version, and why.
//!
//! Section `tag::HISTORY`: number of skills with a history; for each the step from the one before and the number of its entries; for
//! each entry its kind (a byte) and the skills it led to (a count, then their numbers); then the strings (see `text`): of each entry
//! version, day, label, reason, proposal, and one name for each skill it led to.

use super::super::bytes::{Reader, Strings, put, put_section};
use super::super::{SkillId, SkillSource, Taxonomy, text};
use super::{ChangeEntry, ChangeKind};

/// Strings of an entry beside the names of what it led to.
const FIXED: usize = 5;

/// Writes the section; nothing where nothing was changed yet. What names a skill that is not there is left out of `into`.
pub(in crate::taxonomy) fn encode(skills: &[&SkillSource]) -> Option<Vec<u8>> {
    let (mut numbers, mut strings, mut count, mut last) = (Vec::new(), Vec::new(), 0, 0);
    let find = |id: &str| skills.binary_search_by(|s| s.id.as_str().cmp(id)).ok();
    for (i, s) in (0u32..).zip(skills).filter(|(_, s)| !s.history.is_empty()) {
        count += 1;
        put(&mut numbers, i - last);
        last = i;
        put(&mut numbers, s.history.len() as u32);
        for e in &s.history {
            numbers.push(e.kind as u8);
            let into: Vec<(usize, &str)> = (0..)
                .zip(&e.into)
                .filter_map(|(n, id)| Some((find(id)?, e.into_labels.get(n).map_or("", String::as_str))))
                .collect();
            put(&mut numbers, into.len() as u32);
            into.iter().for_each(|(skill, _)| put(&mut numbers, *skill as u32));
            strings.extend([e.version.as_str(), &e.day, &e.label, &e.reason, &e.proposal]);
            strings.extend(into.iter().map(|(_, label)| *label));
        }
    }
    let mut out = Vec::new();
    put(&mut out, count);
    put_section(&mut out, &numbers);
    put_section(&mut out, &text::encode(&strings));
    (count > 0).then_some(out)
}

/// The history of an opened pack.
#[derive(Debug, Default)]
pub(in crate::taxonomy) struct History {
    /// By skill, then as they were written: oldest first.
    all: Vec<Entry>,
    strings: Strings,
}

#[derive(Debug)]
struct Entry {
    skill: u32,
    kind: ChangeKind,
    into: Vec<SkillId>,
    first: usize,
}

impl History {
    pub(in crate::taxonomy) fn decode(mut r: Reader<'_>, skills: usize) -> Option<History> {
        let count = r.count()?;
        let mut numbers = r.section()?;
        let strings = text::decode(&mut r.section()?)?;
        let (mut all, mut skill, mut first) = (Vec::new(), 0u32, 0usize);
        for _ in 0..count {
            skill = skill.checked_add(numbers.varint()?)?;
            if skill as usize >= skills {
                return None;
            }
            for _ in 0..numbers.count()? {
                let kind = *ChangeKind::ALL.get(usize::from(numbers.byte()?))?;
                let mut into = Vec::new();
                for _ in 0..numbers.count()? {
                    let to = numbers.varint()?;
                    if to as usize >= skills {
                        return None;
                    }
                    into.push(SkillId(to));
                }
                let next = first + FIXED + into.len();
                all.push(Entry { skill, kind, into, first });
                first = next;
            }
        }
        (numbers.is_empty() && r.is_empty() && first == strings.len()).then_some(History { all, strings })
    }
}

impl Taxonomy {
    /// What was done to a skill, oldest first.
    pub fn history(&self, skill: SkillId) -> Vec<ChangeEntry> {
        let from = self.history.all.partition_point(|e| e.skill < skill.0);
        let entries = self.history.all.iter().skip(from).take_while(|e| e.skill == skill.0);
        entries.map(|e| self.change(e)).collect()
    }

    fn change(&self, e: &Entry) -> ChangeEntry {
        let of = |i: usize| self.history.strings.get(e.first + i).to_owned();
        ChangeEntry {
            version: of(0),
            day: of(1),
            kind: e.kind,
            subject: self.id(SkillId(e.skill)).to_owned(),
            label: of(2),
            into: e.into.iter().map(|s| self.id(*s).to_owned()).collect(),
            into_labels: (0..e.into.len()).map(|i| of(FIXED + i)).collect(),
            reason: of(3),
            proposal: of(4),
        }
    }

    /// The skill that stands for one now: itself, or what took its place, followed to the end. Where successors go round in a
    /// circle (no pack of this program has one) nothing took its place, and it stays itself.
    pub fn heir(&self, skill: SkillId) -> SkillId {
        let mut at = skill;
        for _ in 0..LONGEST_CHAIN {
            match self.successor(at) {
                Some(next) => at = next,
                None => return at,
            }
        }
        skill
    }
}

/// Releases write chains of one step; tables of others may have longer ones.
const LONGEST_CHAIN: usize = 256;

#[cfg(test)]
mod tests {
    use super::super::super::{PackSource, SourceNotice, compile};
    use super::*;

    fn skill(id: &str, successor: Option<&str>) -> SkillSource {
        SkillSource {
            id: id.into(),
            label: format!("Skill {id}"),
            retired: successor.is_some(),
            successor: successor.map(str::to_owned),
            ..SkillSource::default()
        }
    }

    fn pack(skills: Vec<SkillSource>) -> Taxonomy {
        let sources = vec![SourceNotice { source: "t".into(), ..SourceNotice::default() }];
        Taxonomy::open(&compile(&PackSource { sources, skills, roles: Vec::new() }).unwrap()).unwrap()
    }

    #[test]
    fn a_history_is_read_as_it_was_written() {
        let entry = ChangeEntry {
            version: "3".into(),
            day: "2026-11-02".into(),
            kind: ChangeKind::Split,
            subject: "a".into(),
            label: "Both".into(),
            into: vec!["c".into(), "b".into()],
            into_labels: vec!["Skill c".into(), "Skill b".into()],
            reason: "Two jobs.".into(),
            proposal: "split-1".into(),
        };
        let a = SkillSource { history: vec![entry.clone(), entry.clone()], ..skill("a", Some("c")) };
        let tax = pack(vec![skill("c", None), skill("b", None), a]);
        assert_eq!(tax.history(tax.find("a").unwrap()), [entry.clone(), entry]);
        assert!(tax.history(tax.find("b").unwrap()).is_empty());
    }

    #[test]
    fn successors_are_followed_to_the_end_and_never_in_circles() {
        let tax = pack(vec![skill("a", Some("b")), skill("b", Some("c")), skill("c", None)]);
        assert_eq!(Some(tax.heir(tax.find("a").unwrap())), tax.find("c"));
        let tax = pack(vec![skill("a", Some("b")), skill("b", Some("a"))]);
        assert_eq!(Some(tax.heir(tax.find("a").unwrap())), tax.find("a"));
    }
}
