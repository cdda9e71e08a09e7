//! From all sources to what the compiler takes: rows that join skills and roles are checked, the rest is put in its place.

use std::collections::{BTreeMap, HashMap, HashSet};

use skillkeep::taxonomy::{PackSource, Relation};

use super::code::Code;
use super::draft::{Desk, Edge, Handle, Need};
use super::graph::{Row, cuts};
use super::merge::Whole;
use super::report::Place;

/// Checks and joins. What is wrong is reported and left out.
pub(super) fn finish(mut whole: Whole, desk: &mut Desk) -> PackSource {
    let new = std::mem::take(&mut whole.renamed);
    let now = |id: Handle| new.get(&id).copied().unwrap_or(id);
    for edge in &mut whole.edges {
        (edge.from, edge.to) = (now(edge.from), now(edge.to));
    }
    for need in &mut whole.needs {
        need.skill = now(need.skill);
    }
    let roles: HashSet<Handle> = whole.roles.iter().map(|r| r.id).collect();
    let offers = std::mem::take(&mut whole.offers).into_iter().filter(|o| roles.contains(&o.role));
    whole.needs.extend(offers.map(|o| Need { skill: now(o.skill), ..o }));
    take_over(&mut whole, &roles);
    let nodes: HashMap<Handle, usize> = whole.nodes.iter().enumerate().map(|(i, n)| (n.id, i)).collect();
    let mut edges = std::mem::take(&mut whole.edges);
    edges.retain(|e| e.from != e.to);
    edges.retain(|e| {
        let missing = [e.from, e.to].into_iter().find(|id| !nodes.contains_key(id));
        missing.inspect(|id| dangling(desk, e.at, "skill", *id)).is_none()
    });
    for relation in [Relation::Broader, Relation::Requires] {
        cut(&mut edges, relation, &nodes, desk);
    }
    successors(&mut whole, &nodes, &now, desk);
    for edge in edges {
        if let Some(node) = nodes.get(&edge.from).and_then(|i| whole.nodes.get_mut(*i)) {
            node.skill.relations.push((edge.relation, desk.ids.name(edge.to).to_owned()));
        }
    }
    needs(&mut whole, &nodes, desk);
    let mut skills: Vec<_> = whole.nodes.into_iter().map(|n| n.skill).collect();
    let mut roles: Vec<_> = whole.roles.into_iter().map(|r| r.role).collect();
    skills.sort_by(|a, b| a.id.cmp(&b.id));
    roles.sort_by(|a, b| a.id.cmp(&b.id));
    PackSource { sources: whole.sources, skills, roles }
}

fn dangling(desk: &mut Desk, at: Place, what: &str, id: Handle) {
    let reason = format!("there is no {what} `{}`", desk.ids.name(id));
    desk.report.judge(at, Code::Dangling, reason);
}

/// An occupation that another source has, and which stays, takes over the needs; nobody is served by the same occupation twice. What it
/// takes over is never essential, since it was said of a neighbour.
fn take_over(whole: &mut Whole, roles: &HashSet<Handle>) {
    let mut from: HashMap<Handle, Vec<Handle>> = HashMap::new();
    for link in whole.links.iter().filter(|l| roles.contains(&l.to) && roles.contains(&l.from)) {
        from.entry(link.from).or_default().push(link.to);
    }
    let mut needs = Vec::with_capacity(whole.needs.len());
    for need in whole.needs.drain(..) {
        match from.get(&need.role) {
            Some(to) => needs.extend(to.iter().map(|to| Need { role: *to, essential: false, ..need })),
            None => needs.push(need),
        }
    }
    whole.needs = needs;
    whole.roles.retain(|r| !from.contains_key(&r.id));
}

/// Leaves out what would lead a relation in a circle.
fn cut(edges: &mut Vec<Edge>, relation: Relation, nodes: &HashMap<Handle, usize>, desk: &mut Desk) {
    let at = |id: Handle| nodes.get(&id).copied().unwrap_or(0);
    let mut own: Vec<usize> = (0..edges.len()).filter(|i| edges[*i].relation == relation).collect();
    own.sort_by_key(|i| (edges[*i].at, edges[*i].from, edges[*i].to));
    let rows: Vec<Row> =
        own.iter().map(|i| edges[*i]).map(|e| Row { from: at(e.from), to: at(e.to), at: e.at }).collect();
    let mut gone = HashSet::new();
    for cut in cuts(nodes.len(), &rows) {
        let edge = |row: usize| edges[own[row]];
        let first = cut.circle.first().map(|r| edge(*r).from);
        let way = cut.circle.iter().map(|r| edge(*r).to);
        let way: Vec<&str> = first.into_iter().chain(way).map(|id| desk.ids.name(id)).collect();
        let more = if cut.more { " > …" } else { "" };
        let name = if relation == Relation::Broader { "broader" } else { "requires" };
        let reason = format!("`{name}` goes in a circle: {}{more}", way.join(" > "));
        desk.report.judge(edge(cut.row).at, Code::Cycle, reason);
        gone.insert(own[cut.row]);
    }
    let mut i = 0;
    edges.retain(|_| {
        i += 1;
        !gone.contains(&(i - 1))
    });
}

fn successors(whole: &mut Whole, nodes: &HashMap<Handle, usize>, now: &dyn Fn(Handle) -> Handle, desk: &mut Desk) {
    for node in &mut whole.nodes {
        let Some(id) = &node.skill.successor else { continue };
        let to = now(desk.ids.get(id));
        if nodes.contains_key(&to) && to != node.id {
            node.skill.successor = Some(desk.ids.name(to).to_owned());
        } else {
            dangling(desk, node.at, "skill", to);
            node.skill.successor = None;
        }
    }
}

/// A need that is there twice is an error in one table; in published files, and between sources, the stronger and the earlier one count.
fn needs(whole: &mut Whole, nodes: &HashMap<Handle, usize>, desk: &mut Desk) {
    let roles: HashMap<Handle, usize> = whole.roles.iter().enumerate().map(|(i, r)| (r.id, i)).collect();
    let mut all: BTreeMap<(usize, Handle), Need> = BTreeMap::new();
    for need in std::mem::take(&mut whole.needs) {
        let Some(role) = roles.get(&need.role) else {
            dangling(desk, need.at, "role", need.role);
            continue;
        };
        if !nodes.contains_key(&need.skill) {
            dangling(desk, need.at, "skill", need.skill);
            continue;
        }
        let kept = all.entry((*role, need.skill)).or_insert(need);
        if kept.at.file != need.at.file || kept.at == need.at {
            continue;
        }
        if desk.report.published(need.at) {
            kept.essential |= need.essential;
            kept.level = kept.level.max(need.level);
        } else {
            let [role, skill] = [need.role, need.skill].map(|id| desk.ids.name(id).to_owned());
            desk.report.error(need.at, Code::NeedTwice, format!("the role `{role}` needs `{skill}` twice"));
        }
    }
    for ((role, skill), need) in all {
        if let Some(role) = whole.roles.get_mut(role) {
            role.role.needs.push((desk.ids.name(skill).to_owned(), need.level, need.essential));
        }
    }
}
