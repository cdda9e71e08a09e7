//! The sample company's tables, as far as its people need them.

use std::collections::BTreeMap;
use std::path::Path;

use serde::Deserialize;
use serde::de::DeserializeOwned;
use skillkeep::taxonomy::{PackSource, Relation, RoleSource, SkillSource, SourceNotice};

use crate::SimulateError;

/// From this level on an item is a stretch for whoever has shown nothing of its skill: a little more than a quarter above the
/// level that the profile begins with.
const BEYOND: f64 = 1.0;

/// A skill.
#[derive(Debug, Clone, Deserialize)]
struct Skill {
    id: String,
    label: String,
    #[serde(default)]
    aliases: String,
    #[serde(default)]
    description: String,
    #[serde(default)]
    broader: String,
    #[serde(default)]
    requires: String,
    #[serde(default)]
    related: String,
}

/// A role.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Role {
    pub(crate) id: String,
    pub(crate) label: String,
    pub(crate) description: String,
    pub(crate) function: String,
    pub(crate) family: String,
    pub(crate) grade: u8,
    #[serde(skip)]
    pub(crate) needs: Vec<Need>,
}

/// What a role asks for.
#[derive(Debug, Clone)]
pub(crate) struct Need {
    pub(crate) skill: String,
    pub(crate) level: f64,
    pub(crate) essential: bool,
}

/// People of one role in one place.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Position {
    pub(crate) role: String,
    pub(crate) function: String,
    pub(crate) region: String,
    pub(crate) people: usize,
}

#[derive(Debug, Deserialize)]
struct NeedRow {
    role: String,
    skill: String,
    level: f64,
    essential: String,
}

#[derive(Debug, Deserialize)]
struct ItemRow {
    id: String,
    title: String,
    modality: String,
    skills: String,
    regions: String,
    retired: String,
}

/// A course that can have been finished.
#[derive(Debug, Clone)]
pub(crate) struct Course {
    pub(crate) id: String,
    pub(crate) title: String,
    pub(crate) to: f64,
}

/// The tables.
#[derive(Debug, Clone)]
pub struct Tables {
    /// Label of each skill.
    pub(crate) labels: BTreeMap<String, String>,
    /// Roles by id.
    pub(crate) roles: BTreeMap<String, Role>,
    /// Positions in the order of the file.
    pub(crate) positions: Vec<Position>,
    /// Courses open everywhere, by the skill that they teach first.
    pub(crate) courses: BTreeMap<String, Vec<Course>>,
    /// Items open everywhere that begin beyond what is assumed of a skill of which nothing is known, by their first skill.
    pub(crate) stretch: BTreeMap<String, Vec<String>>,
    skills: Vec<Skill>,
}

impl Tables {
    /// Reads the folder `data/sample`.
    ///
    /// # Errors
    /// [`SimulateError::Table`] with the file and what is wrong.
    pub fn read(dir: &Path) -> Result<Tables, SimulateError> {
        let skills: Vec<Skill> = rows(dir, "skills.csv")?;
        let roles: Vec<Role> = rows(dir, "roles.csv")?;
        let mut roles: BTreeMap<String, Role> = roles.into_iter().map(|r| (r.id.clone(), r)).collect();
        for row in rows::<NeedRow>(dir, "role_skills.csv")? {
            let role = roles.get_mut(&row.role).ok_or_else(|| wrong("role_skills.csv", &row.role))?;
            role.needs.push(Need { skill: row.skill, level: row.level, essential: row.essential == "yes" });
        }
        let positions: Vec<Position> = rows(dir, "positions.csv")?;
        if let Some(lost) = positions.iter().find(|p| !roles.contains_key(&p.role)) {
            return Err(wrong("positions.csv", &lost.role));
        }
        let mut courses: BTreeMap<String, Vec<Course>> = BTreeMap::new();
        let mut stretch: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for row in rows::<ItemRow>(dir, "items.csv")? {
            let first = row.skills.split('|').next().and_then(|s| s.split_once(':'));
            let Some((skill, range)) = first else { continue };
            let number = |text: &str| text.parse::<f64>().ok();
            let range = range.split_once('>').and_then(|(from, to)| Some((number(from)?, number(to)?)));
            let Some((from, to)) = range.filter(|_| row.retired != "true" && row.regions.is_empty()) else { continue };
            if from >= BEYOND {
                stretch.entry(skill.to_owned()).or_default().push(row.id.clone());
            }
            if row.modality == "course" {
                courses.entry(skill.to_owned()).or_default().push(Course { id: row.id, title: row.title, to });
            }
        }
        let labels = skills.iter().map(|s| (s.id.clone(), s.label.clone())).collect();
        Ok(Tables { labels, roles, positions, courses, stretch, skills })
    }

    /// Ids of all skills, in the order of the file.
    pub fn skills(&self) -> impl Iterator<Item = &str> {
        self.skills.iter().map(|s| s.id.as_str())
    }

    /// What the pack is compiled from.
    pub fn pack(&self) -> PackSource {
        let list = |cell: &str| -> Vec<String> {
            cell.split('|').map(str::trim).filter(|s| !s.is_empty()).map(str::to_owned).collect()
        };
        let skill = |s: &Skill| {
            let cells =
                [(Relation::Broader, &s.broader), (Relation::Requires, &s.requires), (Relation::Related, &s.related)];
            SkillSource {
                id: s.id.clone(),
                label: s.label.clone(),
                aliases: list(&s.aliases),
                description: s.description.clone(),
                relations: cells
                    .into_iter()
                    .flat_map(|(r, cell)| list(cell).into_iter().map(move |id| (r, id)))
                    .collect(),
                ..SkillSource::default()
            }
        };
        let role = |r: &Role| RoleSource {
            id: r.id.clone(),
            label: r.label.clone(),
            description: r.description.clone(),
            function: r.function.clone(),
            family: r.family.clone(),
            grade: r.grade,
            needs: r.needs.iter().map(|n| (n.skill.clone(), n.level as f32, n.essential)).collect(),
        };
        PackSource {
            sources: vec![SourceNotice { source: "sample".into(), version: "1".into(), notice: String::new() }],
            skills: self.skills.iter().map(skill).collect(),
            roles: self.roles.values().map(role).collect(),
        }
    }

    /// The role above in the same family; the role itself at the top of its ladder.
    pub(crate) fn next_role<'t>(&'t self, role: &'t Role) -> &'t Role {
        let above = self.roles.values().filter(|r| r.family == role.family && r.grade > role.grade);
        above.min_by_key(|r| (r.grade, &r.id)).unwrap_or(role)
    }
}

fn wrong(table: &str, what: &str) -> SimulateError {
    SimulateError::Table(format!("{table}: {what:?} does not exist"))
}

pub(crate) fn rows<T: DeserializeOwned>(dir: &Path, name: &str) -> Result<Vec<T>, SimulateError> {
    let named = |e: csv::Error| SimulateError::Table(format!("{name}: {e}"));
    csv::Reader::from_path(dir.join(name)).map_err(named)?.into_deserialize().map(|row| row.map_err(named)).collect()
}
