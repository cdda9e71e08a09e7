//! Phrases of stems and the names they stand for.
//!
//! A trie over numbers of stems, built when the pack is compiled. An Aho-Corasick automaton over characters would find the same
//! phrases, but it knows neither stems nor word borders, and its crate alone adds 44 kB (gz) to the wasm.

use super::SkillId;
use super::bytes::{Reader, put};
use crate::map::Map;

/// A name of a skill: its label (0) or one of its aliases (from 1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Name {
    pub(super) skill: SkillId,
    pub(super) ord: u16,
}

/// Nodes in breadth-first order, so that the children of a node stand together; node 0 is the root.
#[derive(Debug, Default)]
pub(super) struct Trie {
    /// The stem that leads to each node.
    stem: Vec<u32>,
    /// Where the children of each node begin; one more at the end.
    children: Vec<u32>,
    /// Where the names of each node begin; one more at the end.
    first_name: Vec<u32>,
    names: Vec<Name>,
}

#[derive(Default)]
struct Node {
    children: Map<u32, Node>,
    names: Vec<Name>,
}

/// Writes the trie of these phrases.
pub(super) fn encode(phrases: &[(Vec<u32>, Name)]) -> Vec<u8> {
    let mut root = Node::default();
    for (phrase, name) in phrases {
        let mut node = &mut root;
        for stem in phrase {
            node = node.children.entry(*stem).or_default();
        }
        node.names.push(*name);
    }
    let mut out = Vec::new();
    let mut level = vec![&root];
    while !level.is_empty() {
        let mut next = Vec::new();
        for node in level {
            put(&mut out, (node.children.len() as u32) << 1 | u32::from(!node.names.is_empty()));
            let mut last = 0;
            for (stem, child) in &node.children {
                put(&mut out, stem - last);
                last = *stem;
                next.push(child);
            }
            if !node.names.is_empty() {
                put(&mut out, node.names.len() as u32);
                for name in &node.names {
                    put(&mut out, name.skill.0);
                    put(&mut out, u32::from(name.ord));
                }
            }
        }
        level = next;
    }
    out
}

/// Nodes and names that bytes have: what grows would need twice its room for a moment.
fn counts(mut r: Reader<'_>) -> Option<(usize, usize)> {
    let (mut nodes, mut names) = (0, 0);
    while !r.is_empty() {
        let head = r.varint()?;
        nodes += 1;
        for _ in 0..head >> 1 {
            r.varint()?;
        }
        if head & 1 == 1 {
            let count = r.count()?;
            names += count;
            for _ in 0..2 * count {
                r.varint()?;
            }
        }
    }
    Some((nodes, names))
}

impl Trie {
    pub(super) const ROOT: u32 = 0;

    /// Reads what `encode` wrote.
    pub(super) fn decode(mut r: Reader<'_>, skills: usize) -> Option<Trie> {
        let (nodes, names) = counts(r)?;
        let none = Name { skill: SkillId(0), ord: 0 };
        let mut trie = Trie {
            stem: vec![0; nodes],
            children: Vec::with_capacity(nodes + 1),
            first_name: Vec::with_capacity(nodes + 1),
            names: vec![none; names],
        };
        // Filled in place, for the speed of opening; the root is the one node that no stem leads to.
        let (mut stems, mut filled) = (trie.stem.get_mut(1..)?.iter_mut(), trie.names.iter_mut());
        let (mut children, mut first_name) = (1, 0);
        while !r.is_empty() {
            let head = r.varint()?;
            trie.children.push(children);
            trie.first_name.push(first_name);
            children += head >> 1;
            let mut stem = 0u32;
            for _ in 0..head >> 1 {
                stem = stem.checked_add(r.varint()?)?;
                *stems.next()? = stem;
            }
            if head & 1 == 1 {
                let count = r.count()?;
                first_name += count as u32;
                for _ in 0..count {
                    let skill = r.varint()?;
                    let ord = u16::try_from(r.varint()?).ok()?;
                    if skill as usize >= skills {
                        return None;
                    }
                    *filled.next()? = Name { skill: SkillId(skill), ord };
                }
            }
        }
        let whole = stems.next().is_none() && children as usize == trie.stem.len();
        trie.children.push(children);
        trie.first_name.push(first_name);
        (whole && trie.children.len() == trie.stem.len() + 1).then_some(trie)
    }

    /// The node that a stem leads to.
    pub(super) fn step(&self, node: u32, stem: u32) -> Option<u32> {
        let from = *self.children.get(node as usize)?;
        let to = *self.children.get(node as usize + 1)?;
        let stems = self.stem.get(from as usize..to as usize)?;
        stems.binary_search(&stem).ok().map(|i| from + i as u32)
    }

    /// Every phrase with each of its names.
    pub(super) fn each(&self, f: &mut dyn FnMut(&[u32], Name)) {
        // Children stand after their parents, so parents are known in one pass.
        let mut parent = vec![0u32; self.stem.len()];
        for node in 0..self.stem.len() {
            let at = |i: usize| self.children.get(i).copied().unwrap_or(0) as usize;
            for child in at(node)..at(node + 1) {
                if let Some(p) = parent.get_mut(child) {
                    *p = node as u32;
                }
            }
        }
        let mut path = Vec::new();
        for node in 1..self.stem.len() as u32 {
            let names = self.names(node);
            if names.is_empty() {
                continue;
            }
            path.clear();
            let mut up = node;
            while up != Self::ROOT {
                path.push(self.stem.get(up as usize).copied().unwrap_or(0));
                up = parent.get(up as usize).copied().unwrap_or(0);
            }
            path.reverse();
            for name in names {
                f(&path, *name);
            }
        }
    }

    /// The names that end at a node.
    pub(super) fn names(&self, node: u32) -> &[Name] {
        let at = |i: usize| self.first_name.get(i).copied().unwrap_or(0) as usize;
        self.names.get(at(node as usize)..at(node as usize + 1)).unwrap_or(&[])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn phrases_lead_to_their_names() {
        let name = |s, ord| Name { skill: SkillId(s), ord };
        let phrases =
            [(vec![1, 2], name(0, 0)), (vec![1], name(1, 0)), (vec![1, 2, 3], name(2, 1)), (vec![1, 2], name(2, 0))];
        let trie = Trie::decode(Reader::new(&encode(&phrases)), 3).unwrap();
        let one = trie.step(Trie::ROOT, 1).unwrap();
        let two = trie.step(one, 2).unwrap();
        assert_eq!(trie.names(one), [name(1, 0)]);
        assert_eq!(trie.names(two), [name(0, 0), name(2, 0)]);
        assert_eq!(trie.names(trie.step(two, 3).unwrap()), [name(2, 1)]);
        assert_eq!(trie.step(one, 3), None);
        assert!(Trie::decode(Reader::new(&encode(&phrases)), 2).is_none(), "a name of a skill that is not there");
    }
}
