//! A first, plain form of the pack: it opens and answers, and its inside will change.

use std::collections::BTreeMap;

use super::{
    Mention, Need, PackError, PackSource, Provenance, Relation, Role, RoleIx, SkillId, SkillSource,
};

/// Checks a taxonomy and writes it as a pack.
pub fn compile(source: &PackSource) -> Result<Vec<u8>, PackError> {
    let mut out = b"SKPK\0\0\0\0".to_vec();
    let mut sorted = source.clone();
    sorted.skills.sort_by(|a, b| a.id.cmp(&b.id));
    out.extend(postcard::to_stdvec(&sorted).map_err(|e| PackError::content("pack", e.to_string()))?);
    Ok(out)
}

/// An opened pack.
#[derive(Debug)]
pub struct Taxonomy {
    source: PackSource,
    roles: Vec<Role>,
    ids: BTreeMap<String, SkillId>,
    relations: Vec<Vec<(Relation, SkillId)>>,
}

impl Taxonomy {
    /// Opens a pack.
    pub fn open(bytes: &[u8]) -> Result<Taxonomy, PackError> {
        let body = bytes.strip_prefix(b"SKPK\0\0\0\0").ok_or(PackError::Magic)?;
        let source: PackSource = postcard::from_bytes(body).map_err(|_| PackError::Checksum)?;
        let ids: BTreeMap<String, SkillId> =
            source.skills.iter().enumerate().map(|(i, s)| (s.id.clone(), SkillId(i as u32))).collect();
        let find = |id: &String| ids.get(id).copied().ok_or_else(|| PackError::content(id.clone(), "no such skill"));
        let mut relations = vec![Vec::new(); source.skills.len()];
        for (i, s) in source.skills.iter().enumerate() {
            for (r, to) in &s.relations {
                let to = find(to)?;
                let back = match r {
                    Relation::Broader => Relation::Narrower,
                    Relation::Narrower => Relation::Broader,
                    Relation::Requires => Relation::RequiredBy,
                    Relation::RequiredBy => Relation::Requires,
                    Relation::Related => Relation::Related,
                };
                relations[i].push((*r, to));
                relations[to.0 as usize].push((back, SkillId(i as u32)));
            }
        }
        for r in &mut relations {
            r.sort();
            r.dedup();
        }
        let mut roles = Vec::new();
        for r in &source.roles {
            let mut needs = Vec::new();
            for (id, level, essential) in &r.needs {
                needs.push(Need { skill: find(id)?, level: *level, essential: *essential });
            }
            roles.push(Role {
                id: r.id.clone(),
                label: r.label.clone(),
                description: r.description.clone(),
                function: r.function.clone(),
                grade: r.grade,
                family: r.family.clone(),
                needs,
            });
        }
        Ok(Taxonomy { source, roles, ids, relations })
    }

    fn skill(&self, s: SkillId) -> Option<&SkillSource> {
        self.source.skills.get(s.0 as usize)
    }

    /// Number of skills.
    pub fn len(&self) -> usize {
        self.source.skills.len()
    }

    /// No skills at all.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Stable id.
    pub fn id(&self, s: SkillId) -> &str {
        self.skill(s).map_or("", |s| &s.id)
    }

    /// The skill of an id.
    pub fn find(&self, id: &str) -> Option<SkillId> {
        self.ids.get(id).copied()
    }

    /// Name.
    pub fn label(&self, s: SkillId) -> &str {
        self.skill(s).map_or("", |s| &s.label)
    }

    /// Description; may be empty.
    pub fn description(&self, s: SkillId) -> &str {
        self.skill(s).map_or("", |s| &s.description)
    }

    /// Other names.
    pub fn aliases(&self, s: SkillId) -> Vec<&str> {
        self.skill(s).map_or(Vec::new(), |s| s.aliases.iter().map(String::as_str).collect())
    }

    /// Where it comes from.
    pub fn provenance(&self, s: SkillId) -> Provenance {
        let skill = self.skill(s);
        let n = skill.and_then(|s| self.source.sources.get(s.source)).cloned().unwrap_or_default();
        let uri = skill.map_or(String::new(), |s| s.uri.clone());
        Provenance { source: n.source, version: n.version, notice: n.notice, uri }
    }

    /// How it stands to others, both directions.
    pub fn relations(&self, s: SkillId) -> Vec<(Relation, SkillId)> {
        self.relations.get(s.0 as usize).cloned().unwrap_or_default()
    }

    /// No longer in use.
    pub fn retired(&self, s: SkillId) -> bool {
        self.skill(s).is_some_and(|s| s.retired)
    }

    /// What took its place.
    pub fn successor(&self, s: SkillId) -> Option<SkillId> {
        self.find(self.skill(s)?.successor.as_deref()?)
    }

    /// The roles.
    pub fn roles(&self) -> &[Role] {
        &self.roles
    }

    /// The role of an id.
    pub fn find_role(&self, id: &str) -> Option<RoleIx> {
        self.roles.iter().position(|r| r.id == id).map(|i| RoleIx(i as u32))
    }

    /// Skills that a text names.
    pub fn link(&self, text: &str) -> Vec<Mention> {
        let lower = text.to_ascii_lowercase();
        let mut out = Vec::new();
        for (i, s) in self.source.skills.iter().enumerate() {
            if let Some(at) = lower.find(&s.label.to_ascii_lowercase()) {
                let span = (at as u32, (at + s.label.len()) as u32);
                out.push(Mention { skill: SkillId(i as u32), confidence: 0.9, span });
            }
        }
        out.sort_by_key(|m| m.span);
        out
    }

    /// The skill of a stated name.
    pub fn link_name(&self, name: &str) -> Option<(SkillId, f32)> {
        let same = |s: &str| s.eq_ignore_ascii_case(name.trim());
        let at = self.source.skills.iter().position(|s| same(&s.label) || s.aliases.iter().any(|a| same(a)))?;
        Some((SkillId(at as u32), 0.95))
    }

    /// Skills for a typeahead.
    pub fn search(&self, text: &str, count: usize) -> Vec<SkillId> {
        let t = text.to_lowercase();
        let hit = |s: &&SkillSource| s.label.to_lowercase().contains(&t);
        self.source.skills.iter().filter(hit).take(count).filter_map(|s| self.find(&s.id)).collect()
    }

    /// Notices that the sources ask to be shown.
    pub fn notices(&self) -> Vec<String> {
        self.source.sources.iter().map(|s| s.notice.clone()).filter(|n| !n.is_empty()).collect()
    }
}
