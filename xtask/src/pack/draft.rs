//! What a reader makes of one source, before sources are put together: skills, roles, and the rows that join them, each with its
//! place.

use std::collections::HashMap;
use std::rc::Rc;

use skillkeep::taxonomy::{Relation, RoleSource, SkillSource, SourceNotice};

use super::code::Code;
use super::report::{Place, Report};

/// A pack has room for so many skills, roles, and rows that join them; what is beyond is counted and not held.
const SKILLS: usize = 300_000;
const ROLES: usize = 100_000;
const ROWS: usize = 8_000_000;

/// An id as a small number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Handle(u32);

/// Every id that any row names.
#[derive(Debug, Default)]
pub(super) struct Ids {
    numbers: HashMap<Rc<str>, u32>,
    names: Vec<Rc<str>>,
}

impl Ids {
    pub(super) fn get(&mut self, id: &str) -> Handle {
        if let Some(n) = self.numbers.get(id) {
            return Handle(*n);
        }
        let (name, n): (Rc<str>, u32) = (id.into(), self.names.len() as u32);
        self.names.push(Rc::clone(&name));
        self.numbers.insert(name, n);
        Handle(n)
    }

    pub(super) fn find(&self, id: &str) -> Option<Handle> {
        self.numbers.get(id).copied().map(Handle)
    }

    pub(super) fn name(&self, handle: Handle) -> &str {
        self.names.get(handle.0 as usize).map_or("", |n| n)
    }
}

/// What all readers write to.
#[derive(Debug, Default)]
pub(super) struct Desk {
    pub(super) report: Report,
    pub(super) ids: Ids,
}

/// A skill and where it stands. Its relations are in `Draft::edges`.
#[derive(Debug)]
pub(super) struct Node {
    pub(super) id: Handle,
    pub(super) skill: SkillSource,
    pub(super) at: Place,
    /// URIs that its source says are the same.
    pub(super) same: Vec<String>,
    /// Further names that only matter for finding it in another source: `Python` of `Python (computer programming)`.
    pub(super) bare: Option<String>,
}

/// One relation.
#[derive(Debug, Clone, Copy)]
pub(super) struct Edge {
    pub(super) from: Handle,
    pub(super) relation: Relation,
    pub(super) to: Handle,
    pub(super) at: Place,
}

/// A role and where it stands. Its needs are in `Draft::needs`.
#[derive(Debug)]
pub(super) struct RoleNode {
    pub(super) id: Handle,
    pub(super) role: RoleSource,
    pub(super) at: Place,
}

/// One need of a role.
#[derive(Debug, Clone, Copy)]
pub(super) struct Need {
    pub(super) role: Handle,
    pub(super) skill: Handle,
    pub(super) level: f32,
    pub(super) essential: bool,
    pub(super) at: Place,
}

/// An occupation of one source that another source has under another id.
#[derive(Debug, Clone, Copy)]
pub(super) struct Link {
    /// The role that stays.
    pub(super) to: Handle,
    /// The role whose needs it takes over.
    pub(super) from: Handle,
}

/// One source as it was read.
#[derive(Debug, Default)]
pub(super) struct Draft {
    pub(super) notice: SourceNotice,
    /// Its ids are public and mean the same wherever they appear.
    pub(super) global: bool,
    pub(super) skills: Vec<Node>,
    pub(super) edges: Vec<Edge>,
    pub(super) roles: Vec<RoleNode>,
    pub(super) needs: Vec<Need>,
    pub(super) links: Vec<Link>,
    /// Needs of roles that another source may have.
    pub(super) offers: Vec<Need>,
    seen: HashMap<Handle, Place>,
    seen_roles: HashMap<Handle, Place>,
}

impl Draft {
    /// A source without rows yet.
    pub(super) fn new(notice: SourceNotice, global: bool) -> Draft {
        Draft { notice, global, ..Draft::default() }
    }

    /// Takes a skill; one without id or label, or with an id that is there, is reported.
    pub(super) fn skill(&mut self, desk: &mut Desk, at: Place, skill: SkillSource) -> Option<&mut Node> {
        if skill.id.is_empty() || skill.label.is_empty() {
            desk.report.error(at, Code::CellEmpty, "a skill needs an id and a label");
            return None;
        }
        if self.skills.len() >= SKILLS {
            desk.report.error(at, Code::TooMany, format!("a pack holds at most {SKILLS} skills"));
            return None;
        }
        let id = desk.ids.get(&skill.id);
        if let Some(before) = self.seen.insert(id, at) {
            self.seen.insert(id, before);
            let reason = format!("the skill `{}` is there twice, first in {}", skill.id, desk.report.at(before));
            desk.report.judge(at, Code::IdTwice, reason);
            return None;
        }
        self.skills.push(Node { id, skill, at, same: Vec::new(), bare: None });
        self.skills.last_mut()
    }

    /// Takes a role; what stands against it is reported.
    pub(super) fn role(&mut self, desk: &mut Desk, at: Place, role: RoleSource) {
        if role.id.is_empty() || role.label.is_empty() {
            return desk.report.error(at, Code::CellEmpty, "a role needs an id and a label");
        }
        if self.roles.len() >= ROLES {
            return desk.report.error(at, Code::TooMany, format!("a pack holds at most {ROLES} roles"));
        }
        let id = desk.ids.get(&role.id);
        if let Some(before) = self.seen_roles.insert(id, at) {
            self.seen_roles.insert(id, before);
            let reason = format!("the role `{}` is there twice, first in {}", role.id, desk.report.at(before));
            desk.report.judge(at, Code::IdTwice, reason);
            return;
        }
        self.roles.push(RoleNode { id, role, at });
    }

    /// Takes a relation. Whether both ends exist is seen when all sources are there.
    pub(super) fn edge(&mut self, desk: &mut Desk, at: Place, from: &str, relation: Relation, to: &str) {
        if self.edges.len() >= ROWS {
            return desk.report.error(at, Code::TooMany, format!("a pack holds at most {ROWS} relations"));
        }
        if from == to {
            desk.report.judge(at, Code::SelfRelation, format!("`{from}` names itself"));
            return;
        }
        let (from, to) = (desk.ids.get(from), desk.ids.get(to));
        self.edges.push(Edge { from, relation, to, at });
    }

    /// Takes what is good to have in a role, if a source before this one has that role.
    pub(super) fn offer(&mut self, desk: &mut Desk, at: Place, role: &str, skill: &str, level: f32) {
        if let (Some(role), true) = (desk.ids.find(role), self.offers.len() < ROWS) {
            let skill = desk.ids.get(skill);
            self.offers.push(Need { role, skill, level, essential: false, at });
        }
    }

    /// Takes a need, after the roles and skills of its source. A name that nothing has had so far is reported at once and not kept.
    pub(super) fn need(&mut self, desk: &mut Desk, at: Place, role: &str, skill: &str, said: (f32, bool)) {
        if self.needs.len() >= ROWS {
            return desk.report.error(at, Code::TooMany, format!("a pack holds at most {ROWS} needs"));
        }
        let Some(role) = desk.ids.find(role) else {
            desk.report.judge(at, Code::Dangling, format!("there is no role `{role}`"));
            return;
        };
        let Some(skill) = desk.ids.find(skill) else {
            desk.report.judge(at, Code::Dangling, format!("there is no skill `{skill}`"));
            return;
        };
        self.needs.push(Need { role, skill, level: said.0, essential: said.1, at });
    }
}

/// The same name, however it was typed: case, runs of blanks, hyphens and signs of trademark do not count. `C`, `C++`, `C#`, `.NET`
/// stay different.
pub(super) fn folded(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    for c in name.chars().flat_map(char::to_lowercase) {
        match c {
            '™' | '®' | '©' | '\u{ad}' | '\u{feff}' => {}
            '-' | '_' | '‐' | '‑' | '–' | '—' => out.push(' '),
            '’' | '‘' => out.push('\''),
            _ => out.push(c),
        }
    }
    out.split_whitespace().collect::<Vec<_>>().join(" ")
}
