//! An opened pack: skills, relations, roles.

use std::sync::OnceLock;

use super::bm25::Postings;
use super::bytes::{Reader, Strings};
use super::change::history::History;
use super::facets::Facets;
use super::graph::Adjacency;
use super::pack::tag;
use super::rank::Forward;
use super::trie::{Name, Trie};
use super::vectors::Table;
use super::{Need, PackError, Provenance, Relation, Role, RoleIx, SkillId, pack, text};

/// Skills and roles of one pack, and the index that links text to them.
///
/// All strings are in one buffer. A `SkillId` is valid for the pack it came from; asked about another, the accessors answer with
/// nothing rather than panic.
#[derive(Debug)]
pub struct Taxonomy {
    strings: Strings,
    sources: usize,
    skills: Vec<Skill>,
    relations: Vec<(Relation, SkillId)>,
    roles: Vec<Role>,
    pub(super) stems: Strings,
    pub(super) phrases: Trie,
    pub(super) postings: Postings,
    pub(super) facets: Facets,
    pub(super) vectors: Table,
    pub(super) forward: OnceLock<Forward>,
    pub(super) adjacency: Adjacency,
    pub(super) history: History,
}

/// Numbers of a skill. Its strings are id, URI, label, aliases, description, from `first` on.
#[derive(Debug, Clone, Copy)]
struct Skill {
    first: u32,
    aliases: u32,
    source: u32,
    /// 0: in use; 1: retired; n + 2: skill n took its place.
    state: u32,
    /// Where its relations end; those of the one before end where they begin.
    relations_end: u32,
}

impl Taxonomy {
    /// Opens a pack.
    ///
    /// # Errors
    /// `PackError`: not a pack, of a newer version, cut short, changed on the way, or written by a program that lies.
    pub fn open(bytes: &[u8]) -> Result<Taxonomy, PackError> {
        Taxonomy::of_body(&pack::unseal(bytes)?)
    }

    /// Opens a pack whose hash was held against a signed manifest: its own checksum is not computed again, and its bytes are let go
    /// as soon as they are unfolded.
    ///
    /// # Errors
    /// As [`Taxonomy::open`], but for a changed byte.
    pub fn open_believed(bytes: Vec<u8>) -> Result<Taxonomy, PackError> {
        let body = pack::unseal_believed(bytes)?;
        Taxonomy::of_body(&body)
    }

    fn of_body(body: &[u8]) -> Result<Taxonomy, PackError> {
        let mut body = Reader::new(body);
        let broken = |section: &str| PackError::content(format!("section {section}"), "it cannot be read");
        let mut section = |name: &str| body.section().ok_or_else(|| broken(name));
        let mut meta = section("meta")?;
        let strings = text::decode(&mut section("text")?).ok_or_else(|| broken("text"))?;
        let mut stems = section("stems")?;
        let (phrases, postings) = (section("phrases")?, section("postings")?);

        let (sources, mut skills, roles) = read_skills(&mut meta).ok_or_else(|| broken("skills"))?;
        let relations = read_relations(&mut meta, &mut skills).ok_or_else(|| broken("relations"))?;
        let next = skills.last().map_or(sources * 3, |s| (s.first + s.aliases) as usize + 4);
        let roles = read_roles(&mut meta, roles, skills.len(), &strings, next).ok_or_else(|| broken("roles"))?;
        if !meta.is_empty() || strings.len() != next + 5 * roles.len() {
            return Err(broken("meta"));
        }
        let count = stems.count().ok_or_else(|| broken("stems"))?;
        let stems = stems.front_coded(count, 16 << 20).ok_or_else(|| broken("stems"))?;
        let phrases = Trie::decode(phrases, skills.len()).ok_or_else(|| broken("phrases"))?;
        let postings = Postings::decode(postings, count, skills.len()).ok_or_else(|| broken("postings"))?;
        let (mut facets, mut history) = (Facets::default(), History::default());
        let (mut vectors, mut adjacency) = (Table::default(), Adjacency::default());
        while let Some(tag) = body.byte() {
            let section = body.section().ok_or_else(|| broken("tags"))?;
            match tag {
                tag::FACETS => {
                    facets = Facets::decode(section, skills.len(), sources).ok_or_else(|| broken("facets"))?;
                }
                tag::HISTORY => {
                    history = History::decode(section, skills.len()).ok_or_else(|| broken("history"))?;
                }
                tag::ADJACENCY => {
                    let needs = roles.iter().flat_map(|r| &r.needs).map(|n| n.skill.0);
                    adjacency = Adjacency::decode(section, skills.len(), needs).ok_or_else(|| broken("adjacency"))?;
                }
                tag::VECTORS => vectors = Table::decode(section, skills.len()).ok_or_else(|| broken("vectors"))?,
                _ => {}
            }
        }
        Ok(Taxonomy {
            strings,
            sources,
            skills,
            relations,
            roles,
            stems,
            phrases,
            postings,
            facets,
            history,
            vectors,
            adjacency,
            forward: OnceLock::new(),
        })
    }

    /// Number of skills, the retired ones too.
    pub fn len(&self) -> usize {
        self.skills.len()
    }

    /// No skills at all.
    pub fn is_empty(&self) -> bool {
        self.skills.is_empty()
    }

    /// Every skill, in order of id.
    pub fn skills(&self) -> impl Iterator<Item = SkillId> + use<> {
        (0..self.skills.len() as u32).map(SkillId)
    }

    /// Stable id.
    pub fn id(&self, skill: SkillId) -> &str {
        self.string(skill, |_| 0)
    }

    /// The skill of an id.
    pub fn find(&self, id: &str) -> Option<SkillId> {
        let i = self.skills.partition_point(|s| self.strings.get(s.first as usize) < id);
        let skill = SkillId(i as u32);
        (i < self.len() && self.id(skill) == id).then_some(skill)
    }

    /// Name.
    pub fn label(&self, skill: SkillId) -> &str {
        self.string(skill, |_| 2)
    }

    /// One or two sentences; may be empty.
    pub fn description(&self, skill: SkillId) -> &str {
        self.string(skill, |s| 3 + s.aliases)
    }

    /// Other names, in the order of the source.
    pub fn aliases(&self, skill: SkillId) -> Vec<&str> {
        let n = self.skill(skill).map_or(0, |s| s.aliases);
        (0..n).map(|i| self.string(skill, |_| 3 + i)).collect()
    }

    /// Where it comes from.
    pub fn provenance(&self, skill: SkillId) -> Provenance {
        self.source(self.skill(skill).map_or(0, |s| s.source as usize), self.string(skill, |_| 1))
    }

    pub(super) fn source(&self, source: usize, uri: &str) -> Provenance {
        let of =
            |i: usize| if source < self.sources { self.strings.get(source * 3 + i).to_owned() } else { String::new() };
        Provenance { source: of(0), version: of(1), notice: of(2), uri: uri.to_owned() }
    }

    /// How it stands to others, seen from it: where A requires B, B is required by A.
    pub fn relations(&self, skill: SkillId) -> Vec<(Relation, SkillId)> {
        let Some(s) = self.skill(skill) else { return Vec::new() };
        let before = skill.0.checked_sub(1).and_then(|i| self.skills.get(i as usize));
        let start = before.map_or(0, |b| b.relations_end) as usize;
        self.relations.get(start..s.relations_end as usize).unwrap_or(&[]).to_vec()
    }

    /// No longer in use: it keeps its id and name, and no text is linked to it.
    pub fn retired(&self, skill: SkillId) -> bool {
        self.skill(skill).is_some_and(|s| s.state > 0)
    }

    /// The skill that took the place of a retired one.
    pub fn successor(&self, skill: SkillId) -> Option<SkillId> {
        self.skill(skill)?.state.checked_sub(2).map(SkillId)
    }

    /// The roles, in order of id.
    pub fn roles(&self) -> &[Role] {
        &self.roles
    }

    /// The role of an id.
    pub fn find_role(&self, id: &str) -> Option<RoleIx> {
        self.roles.binary_search_by(|r| r.id.as_str().cmp(id)).ok().map(|i| RoleIx(i as u32))
    }

    /// What the sources ask to be shown, once each.
    pub fn notices(&self) -> Vec<String> {
        let mut out: Vec<String> = Vec::new();
        for i in 0..self.sources {
            let notice = self.strings.get(i * 3 + 2);
            if !notice.is_empty() && out.iter().all(|o| o != notice) {
                out.push(notice.to_owned());
            }
        }
        out
    }

    fn skill(&self, skill: SkillId) -> Option<&Skill> {
        self.skills.get(skill.0 as usize)
    }

    fn string(&self, skill: SkillId, which: impl Fn(&Skill) -> u32) -> &str {
        self.skill(skill).map_or("", |s| self.strings.get((s.first + which(s)) as usize))
    }

    /// The words of a name found by the index.
    pub(super) fn name(&self, name: Name) -> &str {
        // Names of other languages and former ones come after the aliases.
        let own = self.skill(name.skill).map_or(0, |s| s.aliases);
        match u32::from(name.ord).checked_sub(own + 1) {
            Some(n) => self.facets.other_name(name.skill.0, n as usize),
            None => self.string(name.skill, |_| 2 + u32::from(name.ord)),
        }
    }

    /// Label and aliases of a skill.
    pub(super) fn names(&self, skill: SkillId) -> impl Iterator<Item = &str> {
        let n = self.skill(skill).map_or(0, |s| s.aliases + 1);
        (0..n).map(move |i| self.string(skill, |_| 2 + i))
    }
}

/// Number of sources, the skills without their relations, number of roles.
fn read_skills(r: &mut Reader<'_>) -> Option<(usize, Vec<Skill>, usize)> {
    let sources = r.varint()?;
    let count = r.count()? as u32;
    let roles = r.varint()? as usize;
    let mut first = sources.checked_mul(3)?;
    let mut skills = Vec::with_capacity(count as usize);
    for _ in 0..count {
        let skill = Skill { first, source: r.varint()?, aliases: r.varint()?, state: r.varint()?, relations_end: 0 };
        if skill.source >= sources || skill.aliases > u32::from(u16::MAX) || skill.state >= count.checked_add(2)? {
            return None;
        }
        first = first.checked_add(skill.aliases)?.checked_add(4)?;
        skills.push(skill);
    }
    Some((sources as usize, skills, roles))
}

/// Both sides of every relation, skill after skill.
fn read_relations(r: &mut Reader<'_>, skills: &mut [Skill]) -> Option<Vec<(Relation, SkillId)>> {
    let mut all: Vec<(u32, Relation, u32)> = Vec::new();
    let kinds = [
        (Relation::Broader, Relation::Narrower),
        (Relation::Requires, Relation::RequiredBy),
        (Relation::Related, Relation::Related),
    ];
    for (there, back) in kinds {
        let mut from = 0u32;
        let count = r.count()?;
        all.reserve(2 * count);
        for _ in 0..count {
            from = from.checked_add(r.varint()?)?;
            let to = r.varint()?;
            if from.max(to) as usize >= skills.len() {
                return None;
            }
            all.push((from, there, to));
            all.push((to, back, from));
        }
    }
    crate::order::sort(&mut all);
    for &(from, ..) in &all {
        skills.get_mut(from as usize)?.relations_end += 1;
    }
    let mut end = 0;
    for s in skills {
        end += s.relations_end;
        s.relations_end = end;
    }
    Some(all.into_iter().map(|(_, relation, to)| (relation, SkillId(to))).collect())
}

/// The roles, whose strings begin at `next`.
fn read_roles(
    r: &mut Reader<'_>,
    count: usize,
    skills: usize,
    strings: &Strings,
    mut next: usize,
) -> Option<Vec<Role>> {
    let mut kinds = Vec::new();
    for _ in 0..r.count()? {
        let level = f32::from_le_bytes(r.take(4)?.try_into().ok()?);
        if !(0.0..=5.0).contains(&level) {
            return None;
        }
        kinds.push((level, r.byte()? == 1));
    }
    let mut roles = Vec::with_capacity(count.min(r.rest().len()));
    for _ in 0..count {
        let grade = r.byte()?;
        let mut skill = 0u32;
        let count = r.count()?;
        // A need takes two bytes at least.
        let mut needs = Vec::with_capacity(count.min(r.rest().len() / 2));
        for _ in 0..count {
            skill = skill.checked_add(r.varint()?)?;
            let &(level, essential) = kinds.get(r.varint()? as usize)?;
            if skill as usize >= skills {
                return None;
            }
            needs.push(Need { skill: SkillId(skill), level, essential });
        }
        let of = |i: usize| strings.get(next + i).to_owned();
        roles.push(Role { id: of(0), label: of(1), description: of(2), function: of(3), family: of(4), grade, needs });
        next += 5;
    }
    Some(roles)
}
