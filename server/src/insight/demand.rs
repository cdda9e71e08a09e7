//! Who works as what, and hence how many should have a skill.

use std::collections::BTreeMap;

use serde::Deserialize;
use skillkeep::sync::{Dictionary, Partition};
use skillkeep::taxonomy::{RoleIx, Taxonomy};

/// Why positions cannot be used. A role that is not known would be a demand that is missing, and nobody would see it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PositionsError {
    /// Not a CSV table of role, function, region, people.
    #[error("the positions cannot be read: {0}")]
    Malformed(String),
    /// A role that the pack does not have.
    #[error("the positions name a role {0:?} that the pack does not have")]
    Role(String),
    /// A function or region that the dictionary does not have.
    #[error("the positions name a place {0:?} that the dictionary does not have")]
    Place(String),
}

impl PositionsError {
    /// A stable code.
    pub fn code(&self) -> &'static str {
        match self {
            PositionsError::Malformed(_) => "positions.malformed",
            PositionsError::Role(_) => "positions.role",
            PositionsError::Place(_) => "positions.place",
        }
    }
}

/// How many people of a cell should have a skill: those whose role has it as essential.
#[derive(Debug, Clone, Default)]
pub struct Demand {
    cells: BTreeMap<String, BTreeMap<String, u64>>,
    posts: BTreeMap<Post, u64>,
    roles: Vec<RoleNeeds>,
}

/// A role in a function and region.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Post {
    /// Role id.
    pub role: String,
    /// Function id.
    pub function: String,
    /// Region id.
    pub region: String,
}

/// A role of the pack and what it needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoleNeeds {
    /// Role id.
    pub id: String,
    /// Its name.
    pub label: String,
    /// Ids of the skills that are essential to it.
    pub skills: Vec<String>,
}

#[derive(Deserialize)]
struct Row {
    role: String,
    function: String,
    region: String,
    people: u64,
}

impl Demand {
    /// From a CSV table with the columns role, function, region, people; what a role needs is the pack's.
    ///
    /// # Errors
    /// [`PositionsError`].
    pub fn read(csv: &[u8], taxonomy: &Taxonomy, dictionary: &Dictionary) -> Result<Demand, PositionsError> {
        let mut demand = Demand { roles: roles(taxonomy), ..Demand::default() };
        for row in csv::Reader::from_reader(csv).deserialize() {
            let row: Row = row.map_err(|e| PositionsError::Malformed(e.to_string()))?;
            if !dictionary.functions.iter().any(|f| f.id == row.function) {
                return Err(PositionsError::Place(row.function));
            }
            if !dictionary.regions.iter().any(|r| r.id == row.region) {
                return Err(PositionsError::Place(row.region));
            }
            let role = taxonomy.find_role(&row.role).and_then(|RoleIx(ix)| taxonomy.roles().get(ix as usize));
            let role = role.ok_or_else(|| PositionsError::Role(row.role.clone()))?;
            let post = Post { role: row.role, function: row.function, region: row.region };
            for need in role.needs.iter().filter(|n| n.essential && !taxonomy.retired(n.skill)) {
                for over in [Partition::Company, Partition::Function, Partition::Region, Partition::FunctionRegion] {
                    let cell = demand.cells.entry(over.cell(&post.function, &post.region)).or_default();
                    let people = cell.entry(taxonomy.id(need.skill).to_owned()).or_default();
                    *people = people.saturating_add(row.people);
                }
            }
            let people = demand.posts.entry(post).or_default();
            *people = people.saturating_add(row.people);
        }
        Ok(demand)
    }

    /// Roles alone: nobody's position is known.
    pub fn of_nobody(taxonomy: &Taxonomy) -> Demand {
        Demand { roles: roles(taxonomy), ..Demand::default() }
    }

    /// Who works where now: people by role, function and region.
    pub fn posts(&self) -> &BTreeMap<Post, u64> {
        &self.posts
    }

    /// All roles of the pack, by name.
    pub fn roles(&self) -> &[RoleNeeds] {
        &self.roles
    }

    /// People of a cell who should have a skill; 0 for a cell or skill that is not known.
    pub fn of(&self, cell: &str, skill: &str) -> u64 {
        self.cells.get(cell).and_then(|skills| skills.get(skill)).copied().unwrap_or(0)
    }
}

fn roles(taxonomy: &Taxonomy) -> Vec<RoleNeeds> {
    let role = |role: &skillkeep::taxonomy::Role| {
        let needs = role.needs.iter().filter(|n| n.essential && !taxonomy.retired(n.skill));
        let skills = needs.map(|n| taxonomy.id(n.skill).to_owned()).collect();
        RoleNeeds { id: role.id.clone(), label: role.label.clone(), skills }
    };
    let mut roles: Vec<RoleNeeds> = taxonomy.roles().iter().map(role).collect();
    roles.sort_by(|a, b| (a.label.to_lowercase(), &a.id).cmp(&(b.label.to_lowercase(), &b.id)));
    roles
}
