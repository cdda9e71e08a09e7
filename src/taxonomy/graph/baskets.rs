//! What is found together: the skills of a role, of an item, of a family, of a relation, and those that share a rare word.
//!
//! Roles and items say what people do together. The rest helps where they say little: a basket of a relation or a shared word
//! weighs less than one role, so that it decides only for skills that few roles need.

use std::collections::BTreeMap;

use super::super::token::{Stems, is_stopword, tokens};
use super::super::{Relation, RoleSource, SkillSource};

/// A basket of more than this many skills says nothing of any two of them, unless it is a role or an item.
const LARGEST: usize = 60;
/// Weight of a relation that a source states, against 1 of a role of usual size.
const RELATION: f64 = 1.0;
/// Weight of the narrower skills of one broader skill, together.
const FAMILY: f64 = 0.5;
/// Weight of a word that the names of several skills share.
const WORD: f64 = 0.25;

/// Baskets of skills, by number, with a weight each.
#[derive(Debug, Default)]
pub(super) struct Baskets {
    /// Number of skills.
    pub(super) skills: usize,
    /// Skills, ascending, and the weight of two of them being in it.
    pub(super) all: Vec<(Vec<u32>, f64)>,
    /// What the roles need, role after role.
    pub(super) needs: Vec<u32>,
}

impl Baskets {
    /// The baskets of a taxonomy, and of `items`: skills of one course, project or posting each, by their ids. Retired skills are
    /// in none of them; an id that is not known is passed over.
    pub(super) fn of(
        skills: &[&SkillSource],
        roles: &[&RoleSource],
        items: &[Vec<String>],
        ix: &BTreeMap<&str, u32>,
    ) -> Baskets {
        let in_use = |i: &u32| skills.get(*i as usize).is_some_and(|s| !s.retired);
        let sorted = |mut list: Vec<u32>| {
            list.sort_unstable();
            list.dedup();
            list
        };
        let known = |id: &str| ix.get(id).copied();
        let mut out = Baskets { skills: skills.len(), ..Baskets::default() };
        let mut together = Vec::new();
        for role in roles {
            let needs = sorted(role.needs.iter().filter_map(|n| known(&n.0)).collect());
            out.needs.extend(&needs);
            together.push(needs.into_iter().filter(in_use).collect());
        }
        together
            .extend(items.iter().map(|item| sorted(item.iter().filter_map(|id| known(id)).filter(in_use).collect())));
        out.put(together);

        let mut families: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
        for (from, s) in (0u32..).zip(skills) {
            for (relation, id) in &s.relations {
                let Some(to) = known(id).filter(|to| in_use(to) && in_use(&from)) else { continue };
                match relation {
                    Relation::Broader => families.entry(to).or_default().push(from),
                    Relation::Narrower => families.entry(from).or_default().push(to),
                    _ => {}
                }
                out.all.push((sorted(vec![from, to]), RELATION));
            }
        }
        let words = shared_words(skills, &in_use);
        for (list, weight) in families.into_values().map(|f| (f, FAMILY)).chain(words.into_values().map(|w| (w, WORD)))
        {
            let list = sorted(list);
            if (2..=LARGEST).contains(&list.len()) {
                out.all.push((list, weight));
            }
        }
        out
    }

    /// Baskets of roles and items. A long list says less of each pair: its weight falls with the root of its size, and is 1 for a
    /// list of usual size.
    fn put(&mut self, mut together: Vec<Vec<u32>>) {
        together.retain(|b| b.len() > 1);
        let root = |b: &Vec<u32>| (b.len() as f64).sqrt();
        let usual = together.iter().map(root).sum::<f64>() / together.len().max(1) as f64;
        self.all.extend(together.into_iter().map(|b| {
            let weight = usual / root(&b);
            (b, weight)
        }));
    }

    /// Baskets of numbers below `skills`, without a taxonomy.
    pub(super) fn plain(skills: usize, lists: &[Vec<u32>]) -> Baskets {
        let mut out = Baskets { skills, ..Baskets::default() };
        let sorted = |list: &Vec<u32>| {
            let mut list: Vec<u32> = list.iter().copied().filter(|s| (*s as usize) < skills).collect();
            list.sort_unstable();
            list.dedup();
            list
        };
        out.put(lists.iter().map(sorted).collect());
        out
    }
}

/// Skills by the stems of their labels and aliases.
fn shared_words(skills: &[&SkillSource], in_use: &impl Fn(&u32) -> bool) -> BTreeMap<String, Vec<u32>> {
    let mut stems = Stems::new();
    let mut words: BTreeMap<String, Vec<u32>> = BTreeMap::new();
    for (i, s) in (0u32..).zip(skills).filter(|(i, _)| in_use(i)) {
        for name in std::iter::once(&s.label).chain(&s.aliases) {
            for t in tokens(name).iter().filter(|t| !is_stopword(&t.lower)) {
                let list = words.entry(stems.stem(&t.lower).to_owned()).or_default();
                if list.last() != Some(&i) {
                    list.push(i);
                }
            }
        }
    }
    words
}
