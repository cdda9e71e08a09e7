//! The company's words, as a console shows them: found while one types, and one skill with everything that is known of it.

use std::cmp::Reverse;

use serde::Serialize;
use skillkeep::taxonomy::{LocalNames, Market, Provenance, Relation, SkillId, SkillKind, Taxonomy};

/// Most rows of one page.
pub const PAGE: usize = 100;
/// Longest text that is searched for, bytes.
pub const LONGEST: usize = 200;

/// An opened pack, and its skills in the order of their names.
#[derive(Debug)]
pub struct Vocabulary {
    pub(super) taxonomy: Taxonomy,
    by_label: Vec<SkillId>,
    sources: Vec<Provenance>,
}

/// A skill in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Row {
    /// Its id.
    pub id: String,
    /// Its name.
    pub label: String,
    /// What it is.
    pub kind: SkillKind,
    /// What the market says.
    #[serde(flatten)]
    pub market: Market,
    /// No longer in use.
    pub retired: bool,
}

/// A page of a search.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Found {
    /// How many there are in all.
    pub total: usize,
    /// Number of the first row.
    pub from: usize,
    /// The rows, at most [`PAGE`].
    pub rows: Vec<Row>,
    /// What the sources ask to be shown wherever their words are.
    pub notices: Vec<String>,
}

/// How another skill stands to one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Related {
    /// Seen from the one.
    pub relation: Relation,
    /// The other.
    #[serde(flatten)]
    pub skill: Row,
}

/// A role that needs a skill.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct NeededBy {
    /// Id of the role.
    pub id: String,
    /// Its name.
    pub label: String,
    /// Level that it needs, 0..=5.
    pub level: f32,
    /// Essential, or only good to have.
    pub essential: bool,
}

/// One skill.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Node {
    /// What a list shows of it.
    #[serde(flatten)]
    pub row: Row,
    /// Other names.
    pub aliases: Vec<String>,
    /// One or two sentences; may be empty.
    pub description: String,
    /// Names in other languages.
    pub names: Vec<LocalNames>,
    /// What it was called before, newest first.
    pub former: Vec<String>,
    /// What took its place.
    pub successor: Option<Row>,
    /// What it took the place of.
    pub replaces: Vec<Row>,
    /// Every source that has it, with the notice that its licence asks for.
    pub sources: Vec<Provenance>,
    /// How it stands to others.
    pub relations: Vec<Related>,
    /// Roles that need it, essential ones first.
    pub roles: Vec<NeededBy>,
}

impl Vocabulary {
    /// Puts the skills in order.
    pub fn new(taxonomy: Taxonomy) -> Vocabulary {
        let mut by_label: Vec<SkillId> = taxonomy.skills().collect();
        by_label.sort_by_cached_key(|s| (taxonomy.label(*s).to_lowercase(), s.0));
        let mut sources: Vec<Provenance> = Vec::new();
        for from in taxonomy.skills().flat_map(|s| taxonomy.provenances(s)) {
            if !sources.iter().any(|s| s.source == from.source && s.version == from.version) {
                sources.push(Provenance { uri: String::new(), ..from });
            }
        }
        Vocabulary { taxonomy, by_label, sources }
    }

    /// The sources of its skills, without the address of any one of them.
    pub fn sources(&self) -> &[Provenance] {
        &self.sources
    }

    /// The pack itself.
    pub fn taxonomy(&self) -> &Taxonomy {
        &self.taxonomy
    }

    /// A page of the skills that a typed text finds, best first; all skills by name where nothing was typed. Retired ones are found
    /// by their name as well, after those in use: somebody who looks for one wants to know what took its place.
    pub fn search(&self, text: &str, kind: Option<SkillKind>, from: usize) -> Found {
        let text = text.trim();
        let wanted = |skill: &SkillId| kind.is_none_or(|kind| self.taxonomy.kind(*skill) == kind);
        let found: Vec<SkillId> = if text.is_empty() {
            let mut all: Vec<SkillId> = self.by_label.iter().copied().filter(wanted).collect();
            all.sort_by_key(|s| self.taxonomy.retired(*s));
            all
        } else {
            let typed = text.to_lowercase();
            let retired = self.by_label.iter().copied().filter(|s| self.taxonomy.retired(*s));
            let retired = retired.filter(|s| self.taxonomy.label(*s).to_lowercase().contains(&typed));
            self.taxonomy.search(text, self.taxonomy.len()).into_iter().chain(retired).filter(wanted).collect()
        };
        let rows = found.iter().skip(from).take(PAGE).map(|s| self.row(*s)).collect();
        Found { total: found.len(), from, rows, notices: self.taxonomy.notices() }
    }

    /// A skill of an id, with everything that the pack says of it.
    pub fn node(&self, id: &str) -> Option<Node> {
        let (taxonomy, skill) = (&self.taxonomy, self.taxonomy.find(id)?);
        let owned = |words: Vec<&str>| words.into_iter().map(str::to_owned).collect();
        let relations = taxonomy.relations(skill).into_iter();
        let mut roles: Vec<NeededBy> = Vec::new();
        for role in taxonomy.roles() {
            for need in role.needs.iter().filter(|n| n.skill == skill) {
                let (id, label) = (role.id.clone(), role.label.clone());
                roles.push(NeededBy { id, label, level: need.level, essential: need.essential });
            }
        }
        roles.sort_by(|a, b| (Reverse(a.essential), &a.label).cmp(&(Reverse(b.essential), &b.label)));
        let replaces = taxonomy.skills().filter(|s| taxonomy.successor(*s) == Some(skill));
        Some(Node {
            row: self.row(skill),
            aliases: owned(taxonomy.aliases(skill)),
            description: taxonomy.description(skill).to_owned(),
            names: taxonomy.local_names(skill),
            former: owned(taxonomy.former(skill)),
            successor: taxonomy.successor(skill).map(|s| self.row(s)),
            replaces: replaces.map(|s| self.row(s)).collect(),
            sources: taxonomy.provenances(skill),
            relations: relations.map(|(relation, other)| Related { relation, skill: self.row(other) }).collect(),
            roles,
        })
    }

    /// A skill of an id; one that the pack no longer has keeps its id for a name.
    pub(super) fn row_of(&self, id: &str) -> Row {
        let lost = || Row {
            id: id.to_owned(),
            label: id.to_owned(),
            kind: SkillKind::default(),
            market: Market::default(),
            retired: true,
        };
        self.taxonomy.find(id).map_or_else(lost, |skill| self.row(skill))
    }

    fn row(&self, skill: SkillId) -> Row {
        let taxonomy = &self.taxonomy;
        Row {
            id: taxonomy.id(skill).to_owned(),
            label: taxonomy.label(skill).to_owned(),
            kind: taxonomy.kind(skill),
            market: taxonomy.market(skill),
            retired: taxonomy.retired(skill),
        }
    }
}
