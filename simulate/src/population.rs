//! Who works where, and who they are.

use std::collections::BTreeMap;
use std::path::Path;

use skillkeep::Cell;

use crate::tables::{Role, Tables};
use crate::{Chance, SimulateError};

/// The seed that gives places to people. It is not a run's: a person's number always stands for the same place.
const PLACES: u64 = 1;

/// Everybody. A person is a number; any first thousand of them are a fair sample of all.
#[derive(Debug, Clone)]
pub struct Population {
    pub(crate) tables: Tables,
    /// Index in the table of positions, by person.
    places: Vec<usize>,
}

/// Who a person is, as far as it does not change.
#[derive(Debug, Clone, PartialEq)]
pub struct Person {
    /// Her number.
    pub number: usize,
    /// The host's name of her, as the login has it.
    pub subject: String,
    /// Role id.
    pub role: String,
    /// Function and region.
    pub cell: Cell,
    /// What she says of herself: attribute and option. Independent of role and place, so that groups differ by nothing but
    /// what is planted.
    pub groups: Vec<(&'static str, &'static str)>,
}

impl Population {
    /// The people of `data/sample`.
    ///
    /// # Errors
    /// [`SimulateError::Table`].
    pub fn sample(tables: &Path) -> Result<Population, SimulateError> {
        let tables = Tables::read(tables)?;
        let mut places: Vec<usize> =
            tables.positions.iter().enumerate().flat_map(|(at, p)| std::iter::repeat_n(at, p.people)).collect();
        let mut chance = Chance::of(PLACES, 0, "places");
        // Fisher and Yates.
        for at in (1..places.len()).rev() {
            places.swap(at, chance.below(at + 1));
        }
        Ok(Population { tables, places })
    }

    /// How many.
    pub fn len(&self) -> usize {
        self.places.len()
    }

    /// Is there nobody?
    pub fn is_empty(&self) -> bool {
        self.places.is_empty()
    }

    /// The tables.
    pub fn tables(&self) -> &Tables {
        &self.tables
    }

    /// A person of a run's seed; None beyond [`Population::len`].
    pub fn person(&self, seed: u64, number: usize) -> Option<Person> {
        let place = self.tables.positions.get(*self.places.get(number)?)?;
        let mut chance = Chance::of(seed, number, "person");
        let mut groups = Vec::new();
        // Some do not say.
        if chance.yes(0.95) {
            let at = chance.unit();
            groups.push((
                "gender",
                if at < 0.47 {
                    "woman"
                } else if at < 0.97 {
                    "man"
                } else {
                    "another"
                },
            ));
        }
        if chance.yes(0.95) {
            let at = chance.unit();
            groups.push((
                "age",
                if at < 0.34 {
                    "under_35"
                } else if at < 0.82 {
                    "35_54"
                } else {
                    "55_up"
                },
            ));
        }
        Some(Person {
            number,
            subject: format!("simulated-{number:05}"),
            role: place.role.clone(),
            cell: Cell { function: place.function.clone(), region: place.region.clone() },
            groups,
        })
    }

    /// The last person of these of each function and region: for holding back, so that the others stay as they are numbered.
    pub fn one_of_each_cell(&self, people: std::ops::Range<usize>) -> Vec<usize> {
        let mut last: BTreeMap<(&str, &str), usize> = BTreeMap::new();
        for number in people {
            if let Some(place) = self.places.get(number).and_then(|at| self.tables.positions.get(*at)) {
                last.insert((&place.function, &place.region), number);
            }
        }
        let mut all: Vec<usize> = last.into_values().collect();
        all.sort_unstable();
        all
    }

    pub(crate) fn role(&self, person: &Person) -> Option<&Role> {
        self.tables.roles.get(&person.role)
    }
}

impl Person {
    /// The option that she says of an attribute.
    pub fn says(&self, attribute: &str) -> Option<&'static str> {
        self.groups.iter().find(|(a, _)| *a == attribute).map(|(_, option)| *option)
    }
}
