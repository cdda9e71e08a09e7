//! Several sources put together: what two of them name is one skill of the pack.
//!
//! The first source that has a skill gives id and label; what a later one adds are its names, its URI and its relations. Two skills
//! are the same where the later source says so by URI, or their labels are equal (see `folded`), or the label of one is another name
//! of the other **and** the two labels have a word in common. Sources give examples as other names (ESCO: `Linux` for operating
//! systems): without a common word the later skill stays on its own, below the other where it is a technology and beside it otherwise.
//! Nothing else is guessed, two skills of one source never become one, and the order of rows does not matter.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use skillkeep::taxonomy::{Relation, SkillKind, SourceNotice};

use super::code::Code;
use super::draft::{Desk, Draft, Edge, Handle, Link, Need, Node, RoleNode, folded};

/// Words that say nothing of what is meant.
const GENERAL: [&str; 26] = [
    "use",
    "using",
    "used",
    "software",
    "system",
    "systems",
    "tool",
    "tools",
    "program",
    "programs",
    "application",
    "applications",
    "the",
    "and",
    "for",
    "with",
    "from",
    "into",
    "of",
    "in",
    "to",
    "on",
    "a",
    "an",
    "manage",
    "management",
];

/// All sources in one.
#[derive(Debug, Default)]
pub(super) struct Whole {
    pub(super) sources: Vec<SourceNotice>,
    pub(super) nodes: Vec<Node>,
    pub(super) roles: Vec<RoleNode>,
    pub(super) edges: Vec<Edge>,
    pub(super) needs: Vec<Need>,
    pub(super) links: Vec<Link>,
    pub(super) offers: Vec<Need>,
    /// What an id is called now.
    pub(super) renamed: HashMap<Handle, Handle>,
    global: Vec<bool>,
}

/// What earlier sources have under a name.
#[derive(Default)]
struct Index {
    ids: HashMap<Handle, usize>,
    uris: HashMap<String, usize>,
    labels: HashMap<String, Vec<usize>>,
    names: HashMap<String, Vec<usize>>,
}

enum Match {
    /// They are one.
    Same(usize),
    /// An example of it, or close to it.
    Near(usize),
    /// Any of several.
    Unsure(usize),
}

impl Whole {
    /// Adds a source. What it has in common with earlier ones becomes one, and what cannot stand beside them is reported and left out.
    pub(super) fn add(&mut self, mut draft: Draft, desk: &mut Desk) {
        let source = self.sources.len();
        self.sources.push(std::mem::take(&mut draft.notice));
        self.global.push(draft.global);
        let index = self.index();
        let mut dropped = same_labels(&mut draft, desk);
        let mut nodes: Vec<Option<Node>> = std::mem::take(&mut draft.skills).into_iter().map(Some).collect();
        nodes.sort_by(|a, b| a.as_ref().map(|n| &n.skill.id).cmp(&b.as_ref().map(|n| &n.skill.id)));
        let mut taken: HashSet<usize> = HashSet::new();
        // The surest first, so that a likeness never takes the place of an equal.
        for sure in [true, false] {
            for slot in &mut nodes {
                let found = slot.as_ref().and_then(|n| self.find(&index, n, draft.global, sure));
                // An id that an earlier source has cannot be given to a third skill.
                let own = slot.as_ref().and_then(|n| index.ids.get(&n.id).copied());
                if own.is_some_and(|own| !matches!(found, Some(Match::Same(i)) if i == own)) {
                    continue;
                }
                let Some(node) = slot.take_if(|_| found.is_some()) else { continue };
                match found {
                    Some(Match::Same(i)) if taken.insert(i) => self.absorb(i, node, source, desk),
                    Some(Match::Same(i) | Match::Near(i)) if !sure => {
                        self.beside(i, &node, desk);
                        *slot = Some(node);
                    }
                    Some(Match::Unsure(n)) => {
                        let reason = format!("`{}` could be any of {n} skills", node.skill.label);
                        desk.report.note(node.at, Code::MergeUnsure, reason);
                        *slot = Some(node);
                    }
                    _ => *slot = Some(node),
                }
            }
        }
        for mut node in nodes.into_iter().flatten() {
            if let Some(other) = index.ids.get(&node.id).and_then(|i| self.nodes.get(*i)) {
                let reason = format!("`{}` is also the id of `{}`", node.skill.id, other.skill.label);
                desk.report.error(node.at, Code::IdCollision, reason);
                dropped.insert(node.id);
                continue;
            }
            node.skill.source = source;
            self.nodes.push(node);
        }
        let lost_roles = self.add_roles(&mut draft, desk);
        let left_out = |desk: &mut Desk, at, id| {
            let reason = format!("`{}` was left out", desk.ids.name(id));
            desk.report.judge(at, Code::Dangling, reason);
        };
        for edge in draft.edges {
            match [edge.from, edge.to].into_iter().find(|id| dropped.contains(id)) {
                Some(id) => left_out(desk, edge.at, id),
                None => self.edges.push(edge),
            }
        }
        for need in draft.needs {
            let lost = Some(need.skill).filter(|id| dropped.contains(id));
            match lost.or(Some(need.role).filter(|id| lost_roles.contains(id))) {
                Some(id) => left_out(desk, need.at, id),
                None => self.needs.push(need),
            }
        }
        self.links.append(&mut draft.links);
        self.offers.append(&mut draft.offers);
    }

    fn index(&self) -> Index {
        let mut index = Index::default();
        for (i, node) in self.nodes.iter().enumerate() {
            index.ids.insert(node.id, i);
            if node.skill.retired {
                continue;
            }
            if !node.skill.uri.is_empty() {
                index.uris.insert(node.skill.uri.clone(), i);
            }
            let label = folded(&node.skill.label);
            let mut names: Vec<String> = node.skill.aliases.iter().chain(&node.bare).map(|n| folded(n)).collect();
            names.retain(|n| *n != label);
            names.sort();
            names.dedup();
            for name in names {
                index.names.entry(name).or_default().push(i);
            }
            index.labels.entry(label).or_default().push(i);
        }
        index
    }

    fn find(&self, index: &Index, node: &Node, global: bool, sure: bool) -> Option<Match> {
        let here = |i: &usize| self.nodes.get(*i);
        if sure {
            let both = |i: &&usize| {
                let other = here(i).and_then(|n| self.global.get(n.skill.source));
                global && other.copied().unwrap_or(false)
            };
            if let Some(i) = index.ids.get(&node.id).filter(both) {
                return Some(Match::Same(*i));
            }
        }
        if node.skill.retired {
            return None;
        }
        let label = folded(&node.skill.label);
        if sure {
            if let Some(i) = node.same.iter().chain([&node.skill.uri]).find_map(|uri| index.uris.get(uri)) {
                return Some(Match::Same(*i));
            }
            return match index.labels.get(&label).map(Vec::as_slice) {
                Some([i]) => Some(Match::Same(*i)),
                Some(several) => Some(Match::Unsure(several.len())),
                None => None,
            };
        }
        // Two letters are short for too many things.
        if label.chars().count() < 3 || index.labels.contains_key(&label) {
            return None;
        }
        let mut near: Vec<usize> = index.names.get(&label).cloned().unwrap_or_default();
        for alias in &node.skill.aliases {
            near.extend(index.labels.get(&folded(alias)).into_iter().flatten());
        }
        near.sort_unstable();
        near.dedup();
        let alike = |i: &&usize| here(i).is_some_and(|n| alike(n, node));
        let same: Vec<usize> = near.iter().filter(alike).copied().collect();
        match (same.as_slice(), near.as_slice()) {
            ([i], _) => Some(Match::Same(*i)),
            ([], [i]) => Some(Match::Near(*i)),
            ([], []) => None,
            _ => Some(Match::Unsure(near.len())),
        }
    }

    fn absorb(&mut self, i: usize, node: Node, source: usize, desk: &mut Desk) {
        let Some(kept) = self.nodes.get_mut(i) else { return };
        let reason = format!("`{}` is `{}` ({})", node.skill.label, kept.skill.label, kept.skill.id);
        desk.report.note(node.at, Code::Merged, reason);
        if node.id != kept.id {
            self.renamed.insert(node.id, kept.id);
        }
        let (to, from) = (&mut kept.skill, node.skill);
        to.also.push((source, from.uri));
        let mut seen: HashSet<String> = to.aliases.iter().chain([&to.label]).map(|n| folded(n)).collect();
        for name in [from.label].into_iter().chain(from.aliases) {
            if seen.insert(folded(&name)) {
                to.aliases.push(name);
            }
        }
        if to.description.is_empty() {
            to.description = from.description;
        }
        // A technology is something one knows; that it is one says more.
        if to.kind == SkillKind::Knowledge && from.kind == SkillKind::Technology {
            to.kind = SkillKind::Technology;
        }
        to.market.hot |= from.market.hot;
        to.market.in_demand |= from.market.in_demand;
        for names in from.names {
            if !to.names.iter().any(|n| n.language == names.language) {
                to.names.push(names);
            }
        }
        for name in from.former {
            if !to.former.contains(&name) {
                to.former.push(name);
            }
        }
    }

    /// A skill that an earlier one has among its names without being the same.
    fn beside(&mut self, i: usize, node: &Node, desk: &mut Desk) {
        let Some(other) = self.nodes.get(i) else { return };
        let technology = |kind| kind == SkillKind::Technology;
        let relation = if technology(node.skill.kind) { Relation::Broader } else { Relation::Related };
        // The earlier one may be the example.
        let (from, to) = if technology(other.skill.kind) && !technology(node.skill.kind) {
            (other.id, node.id)
        } else {
            (node.id, other.id)
        };
        let relation = if from == other.id { Relation::Broader } else { relation };
        desk.report.note(node.at, Code::MergeExample, format!("`{}` and `{}`", node.skill.label, other.skill.label));
        self.edges.push(Edge { from, relation, to, at: node.at });
    }

    /// Roles with one id are one where the ids are public or the names equal; the ids of those that cannot be are given back.
    fn add_roles(&mut self, draft: &mut Draft, desk: &mut Desk) -> HashSet<Handle> {
        let known: HashMap<Handle, usize> = self.roles.iter().enumerate().map(|(i, r)| (r.id, i)).collect();
        let mut lost = HashSet::new();
        let others_global = self.global.iter().rev().skip(1).all(|g| *g);
        for role in draft.roles.drain(..) {
            let Some(other) = known.get(&role.id).and_then(|i| self.roles.get(*i)) else {
                self.roles.push(role);
                continue;
            };
            let same = draft.global && others_global || folded(&other.role.label) == folded(&role.role.label);
            if !same {
                let reason = format!("`{}` is also the id of the role `{}`", role.role.id, other.role.label);
                desk.report.error(role.at, Code::IdCollision, reason);
                lost.insert(role.id);
            }
        }
        lost
    }
}

/// Skills of one source with one label. In a table a person edits the later one is left out; official sources may have their reasons.
fn same_labels(draft: &mut Draft, desk: &mut Desk) -> HashSet<Handle> {
    let (mut seen, mut dropped) = (BTreeMap::new(), HashSet::new());
    for node in draft.skills.iter().filter(|n| !n.skill.retired) {
        let first = seen.entry(folded(&node.skill.label)).or_insert((node.at, node.id));
        if first.1 != node.id {
            let reason = format!("`{}` is also the name of `{}`", node.skill.label, desk.ids.name(first.1));
            let reason = format!("{reason}, in {}", desk.report.at(first.0));
            if desk.report.judge(node.at, Code::LabelTwice, reason) {
                dropped.insert(node.id);
            }
        }
    }
    draft.skills.retain(|n| !dropped.contains(&n.id));
    dropped
}

/// Whether two skills, of which one is a name of the other, may be one: their labels have a word in common that says something. Where one
/// of them is a technology that is not enough (`Blackboard Learning System` is one of the learning management systems): it has to be a
/// name, with a capital in both, or all words have to be there in both.
fn alike(a: &Node, b: &Node) -> bool {
    let (x, y) = (words(&a.skill.label), words(&b.skill.label));
    if a.skill.kind != SkillKind::Technology && b.skill.kind != SkillKind::Technology {
        return x.iter().any(|x| y.iter().any(|y| common(&x.to_lowercase(), &y.to_lowercase())));
    }
    let capital = |w: &String| w.chars().any(char::is_uppercase);
    let name = |x: &&String| capital(x) && y.iter().any(|y| capital(y) && y.to_lowercase() == x.to_lowercase());
    let sorted = |w: &[String]| w.iter().map(|w| w.to_lowercase()).collect::<BTreeSet<_>>();
    x.iter().any(|x| name(&x)) || !x.is_empty() && sorted(&x) == sorted(&y)
}

/// The words of a label that say something.
fn words(label: &str) -> Vec<String> {
    let words = label.split(|c: char| !c.is_alphanumeric() && !"+#.".contains(c)).filter(|w| !w.is_empty());
    words.filter(|w| !GENERAL.contains(&w.to_lowercase().as_str())).map(str::to_owned).collect()
}

/// `coach` and `coaching` are one word.
fn common(a: &str, b: &str) -> bool {
    let (short, long) = if a.len() < b.len() { (a, b) } else { (b, a) };
    short == long || short.chars().count() >= 4 && long.starts_with(short)
}
