//! From the tables of a taxonomy to the bytes of a pack. The layout is described in `pack`.

use std::collections::{BTreeMap, BTreeSet};

use super::bm25::{self, Words};
use super::bytes::{put, put_front_coded, put_section};
use super::change::history;
use super::pack::tag;
use super::short_forms::short_forms;
use super::token::{Stems, is_stopword, tokens};
use super::trie::{self, Name};
use super::{
    PackError, PackSource, Relation, RoleSource, SkillId, SkillKind, SkillSource, Vectors, facets, graph, pack, text,
    vectors,
};

/// A word of the label counts as this many in the retrieval, one of an alias as 1, one of the description as less.
const LABEL_WEIGHT: f64 = 3.0;
const DESCRIPTION_WEIGHT: f64 = 0.25;

/// Checks a taxonomy and writes it as a pack. The same source gives the same bytes, whatever its order.
///
/// Relations are made symmetric; an alias that repeats the label or another alias is dropped.
///
/// # Errors
/// `PackError::Content`, naming the skill or role, for two with one id, an empty id or label, a relation, need or successor that
/// does not exist, a relation of a skill to itself, a level outside 0..=5, or a source that is not listed.
pub fn compile(source: &PackSource) -> Result<Vec<u8>, PackError> {
    compile_with(source, Learned::default())
}

/// What a pack learns from beyond its own tables.
#[derive(Debug, Clone, Copy, Default)]
pub struct Learned<'a> {
    /// Which skills are close: the skills (ids) of one course, project or posting each. An id that is not known is passed over.
    pub items: &'a [Vec<String>],
    /// A table for the linker, trained on the text of this taxonomy or of another.
    pub table: Option<&'a Vectors>,
}

/// [`compile`] with what was learned.
///
/// # Errors
/// As [`compile`].
pub fn compile_with(source: &PackSource, learned: Learned<'_>) -> Result<Vec<u8>, PackError> {
    let skills = by_id("skill", &source.skills, |s| (&s.id, &s.label))?;
    let roles = by_id("role", &source.roles, |r| (&r.id, &r.label))?;
    let shorts = short_forms(&skills);
    let ix: BTreeMap<&str, u32> = skills.iter().map(|s| s.id.as_str()).zip(0..).collect();

    let mut meta = Vec::new();
    put(&mut meta, source.sources.len() as u32);
    put(&mut meta, skills.len() as u32);
    put(&mut meta, roles.len() as u32);
    let mut strings: Vec<&str> = Vec::new();
    for s in &source.sources {
        strings.extend([s.source.as_str(), &s.version, &s.notice]);
    }
    let mut names = Vec::new();
    for (s, shorts) in skills.iter().zip(&shorts) {
        if s.source >= source.sources.len() {
            return Err(PackError::content(format!("skill {}", s.id), format!("source {} is not listed", s.source)));
        }
        if let Some((source, _)) = s.also.iter().find(|a| a.0 >= source.sources.len()) {
            return Err(PackError::content(format!("skill {}", s.id), format!("source {source} is not listed")));
        }
        let aliases = aliases(s, shorts);
        put(&mut meta, s.source as u32);
        put(&mut meta, aliases.len() as u32);
        // 0: in use; 1: retired; n + 2: skill n took its place.
        let successor = s.successor.as_deref().map(|id| target(&ix, "skill", &s.id, id)).transpose()?;
        put(&mut meta, if s.retired { successor.map_or(1, |n| n + 2) } else { 0 });
        strings.extend([s.id.as_str(), &s.uri, &s.label]);
        strings.extend(&aliases);
        strings.push(&s.description);
        names.push(aliases);
    }
    put_relations(&mut meta, &skills, &ix)?;
    for r in &roles {
        strings.extend([r.id.as_str(), &r.label, &r.description, &r.function, &r.family]);
    }
    put_needs(&mut meta, &roles, &ix)?;

    let mut body = Vec::new();
    put_section(&mut body, &meta);
    put_section(&mut body, &text::encode(&strings));
    put_index(&mut body, &skills, &names);
    if let Some(section) = facets::encode(&skills) {
        body.push(tag::FACETS);
        put_section(&mut body, &section);
    }
    if let Some(section) = history::encode(&skills) {
        body.push(tag::HISTORY);
        put_section(&mut body, &section);
    }
    if let Some(section) = graph::encode(&skills, &roles, learned.items, &ix) {
        body.push(tag::ADJACENCY);
        put_section(&mut body, &section);
    }
    if let Some(table) = learned.table {
        let all: Vec<(Vec<&str>, &str)> = skills.iter().zip(&names).map(|(s, n)| spoken(s, n)).collect();
        body.push(tag::VECTORS);
        put_section(&mut body, &vectors::encode(table, &all));
    }
    Ok(pack::seal(&body))
}

/// What a skill's vector is made of. The name of a tool says nothing of what it is like, and nobody means a retired skill.
fn spoken<'a>(s: &'a SkillSource, aliases: &[&'a str]) -> (Vec<&'a str>, &'a str) {
    if s.retired || s.kind == SkillKind::Technology {
        return (Vec::new(), "");
    }
    (std::iter::once(s.label.as_str()).chain(aliases.iter().copied()).collect(), &s.description)
}

/// Sorted by id, after a look at ids and labels.
fn by_id<'a, T>(kind: &str, rows: &'a [T], key: impl Fn(&T) -> (&String, &String)) -> Result<Vec<&'a T>, PackError> {
    let mut seen = BTreeMap::new();
    for row in rows {
        let (id, label) = key(row);
        if id.trim().is_empty() {
            return Err(PackError::content(format!("{kind} {label:?}"), "it has no id"));
        }
        if label.trim().is_empty() {
            return Err(PackError::content(format!("{kind} {id}"), "it has no label"));
        }
        if seen.insert(id.clone(), row).is_some() {
            return Err(PackError::content(format!("{kind} {id}"), "the id is there twice"));
        }
    }
    Ok(seen.into_values().collect())
}

fn target(ix: &BTreeMap<&str, u32>, kind: &str, id: &str, to: &str) -> Result<u32, PackError> {
    let missing = || PackError::content(format!("{kind} {id}"), format!("there is no skill {to:?}"));
    ix.get(to).copied().ok_or_else(missing)
}

/// Aliases worth keeping, in their order.
fn aliases<'a>(s: &'a SkillSource, shorts: &[&'static str]) -> Vec<&'a str> {
    let mut seen = BTreeSet::from([s.label.trim()]);
    s.aliases
        .iter()
        .map(|a| a.trim())
        .chain(shorts.iter().copied())
        .filter(|a| !a.is_empty() && seen.insert(a))
        .take(usize::from(u16::MAX))
        .collect()
}

/// Three kinds are written, from one side; the reader adds the others.
fn put_relations(out: &mut Vec<u8>, skills: &[&SkillSource], ix: &BTreeMap<&str, u32>) -> Result<(), PackError> {
    let mut kept: [BTreeSet<(u32, u32)>; 3] = Default::default();
    for (from, s) in (0..).zip(skills) {
        for (relation, id) in &s.relations {
            let to = target(ix, "skill", &s.id, id)?;
            if to == from {
                return Err(PackError::content(format!("skill {}", s.id), "it is related to itself"));
            }
            match relation {
                Relation::Broader => kept[0].insert((from, to)),
                Relation::Narrower => kept[0].insert((to, from)),
                Relation::Requires => kept[1].insert((from, to)),
                Relation::RequiredBy => kept[1].insert((to, from)),
                Relation::Related => kept[2].insert((from.min(to), from.max(to))),
            };
        }
    }
    for pairs in kept {
        put(out, pairs.len() as u32);
        let mut last = 0;
        for (from, to) in pairs {
            put(out, from - last);
            put(out, to);
            last = from;
        }
    }
    Ok(())
}

/// A table of the levels in use, then per role its grade and its needs, ordered by skill.
fn put_needs(out: &mut Vec<u8>, roles: &[&RoleSource], ix: &BTreeMap<&str, u32>) -> Result<(), PackError> {
    let mut kinds: BTreeMap<(u32, bool), u32> = BTreeMap::new();
    let mut all = Vec::new();
    for r in roles {
        let mut needs = BTreeMap::new();
        for (id, level, essential) in &r.needs {
            let skill = target(ix, "role", &r.id, id)?;
            if !(0.0..=5.0).contains(level) {
                let reason = format!("the level of {id} is {level}, and levels go from 0 to 5");
                return Err(PackError::content(format!("role {}", r.id), reason));
            }
            let kind = (level.to_bits(), *essential);
            kinds.insert(kind, 0);
            if needs.insert(skill, kind).is_some() {
                return Err(PackError::content(format!("role {}", r.id), format!("it needs {id} twice")));
            }
        }
        all.push((r.grade, needs));
    }
    put(out, kinds.len() as u32);
    for (n, ((bits, essential), number)) in (0..).zip(&mut kinds) {
        *number = n;
        out.extend(bits.to_le_bytes());
        out.push(u8::from(*essential));
    }
    for (grade, needs) in all {
        out.push(grade);
        put(out, needs.len() as u32);
        let mut last = 0;
        for (skill, kind) in needs {
            put(out, skill - last);
            put(out, kinds[&kind]);
            last = skill;
        }
    }
    Ok(())
}

/// The sections of the linker: stems, phrases, postings. Retired skills are in none of them.
fn put_index(body: &mut Vec<u8>, skills: &[&SkillSource], names: &[Vec<&str>]) {
    let mut stems = Stems::new();
    let mut phrases: Vec<(Vec<String>, Name)> = Vec::new();
    let mut words: Vec<BTreeMap<String, f64>> = Vec::new();
    for (i, s) in skills.iter().enumerate() {
        let mut bag: BTreeMap<String, f64> = BTreeMap::new();
        if !s.retired {
            let all = std::iter::once(s.label.as_str()).chain(names[i].iter().copied());
            for (ord, name) in (0u16..).zip(all) {
                phrases.push((stems.phrase(name), Name { skill: SkillId(i as u32), ord }));
                for t in tokens(name).iter().filter(|t| !is_stopword(&t.lower)) {
                    let f = bag.entry(stems.stem(&t.lower).to_owned()).or_default();
                    *f += if ord == 0 { LABEL_WEIGHT } else { 1.0 };
                }
            }
            let first = names[i].len() + 1;
            for (n, (language, name)) in facets::other_names(s).enumerate() {
                let Ok(ord) = u16::try_from(first + n) else { break };
                let stems = if language.is_empty() { stems.phrase(name) } else { stems.phrase_in(language, name) };
                phrases.push((stems, Name { skill: SkillId(i as u32), ord }));
            }
            for t in tokens(&s.description).iter().filter(|t| !is_stopword(&t.lower)) {
                *bag.entry(stems.stem(&t.lower).to_owned()).or_default() += DESCRIPTION_WEIGHT;
            }
        }
        words.push(bag);
    }
    // Nobody writes a name of so many words; the bound keeps the trie shallow.
    phrases.retain(|p| (1..=24).contains(&p.0.len()));
    let all: BTreeSet<&str> =
        phrases.iter().flat_map(|p| &p.0).chain(words.iter().flat_map(BTreeMap::keys)).map(String::as_str).collect();
    let number: BTreeMap<&str, u32> = all.iter().copied().zip(0..).collect();

    let mut list = Vec::new();
    put(&mut list, all.len() as u32);
    put_front_coded(&mut list, all.iter().copied());
    put_section(body, &list);
    let phrases: Vec<(Vec<u32>, Name)> =
        phrases.iter().map(|(p, name)| (p.iter().map(|s| number[s.as_str()]).collect(), *name)).collect();
    put_section(body, &trie::encode(&phrases));
    let words: Vec<Words> = words.iter().map(|w| w.iter().map(|(s, f)| (number[s.as_str()], *f)).collect()).collect();
    put_section(body, &bm25::encode(&words, all.len()));
}
