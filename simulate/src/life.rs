//! What a person learns, year after year: signals in the shape of a training record that the table importer reads.

use skillkeep::sync::Day;

use crate::plants::{
    FALLING, FALLING_BY, FALLING_FROM, FALLING_IN, Plants, RISING, RISING_BY, RISING_FROM, RISING_IN, SPRINT_DAYS,
    SPRINT_IN, SPRINT_LEVEL, SPRINT_TAKEN, WORDS,
};
use crate::tables::Tables;
use crate::{Chance, Person, Population};

/// 2024-10-01, when the first quarter begins that was ever asked about. Time is counted in quarters from here.
const ORIGIN: Day = Day(19_997);
/// Days of a quarter.
const QUARTER: f64 = 365.25 / 4.0;
/// What everybody may have beside the needs of the role: skill, function (empty: any), chance, level.
const COMMON: [(&str, &str, f64, f64); 5] = [
    ("security_awareness", "", 0.45, 2.2),
    ("data_protection", "", 0.3, 2.2),
    ("workplace_safety", "operations", 0.7, 2.4),
    ("customer_support", "service", 0.5, 2.5),
    ("presentation", "sales", 0.35, 2.3),
];
/// Share of the essential needs of a role, and of its others, that are there when time begins.
const THERE: [f64; 2] = [0.75, 0.4];
/// What a quarter adds of what is not there yet.
const LEARNT: f64 = 0.03;
/// Validity of a first-aid certificate, quarters: the course is taken again every year.
const VALID: f64 = 4.0;

/// The columns of a record.
pub(crate) const HEADER: &str = "Title,Skill,Type,Date,Level,Expires,Id\n";

/// A skill of a person's life.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Learnt {
    pub(crate) skill: String,
    level: f64,
    /// Quarter in which it was learnt; negative before time began.
    from: f64,
    /// Quarter in which its certificate runs out for good.
    until: Option<f64>,
    /// Only a certificate speaks of it, which runs out.
    licence: bool,
}

/// A row of the record.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Row {
    pub(crate) day: Day,
    pub(crate) text: String,
    /// The course that it says was finished.
    pub(crate) course: Option<String>,
}

/// Quarters since time began.
#[cfg(test)]
pub(crate) fn quarter(day: Day) -> f64 {
    f64::from(day.0 - ORIGIN.0) / QUARTER
}

fn day(quarter: f64) -> Day {
    Day(ORIGIN.0 + (quarter * QUARTER).floor() as i32)
}

/// The skills that a person has or will have.
pub(crate) fn skills(population: &Population, person: &Person, seed: u64, plants: Plants) -> Vec<Learnt> {
    let mut all: Vec<Learnt> = Vec::new();
    let function = person.cell.function.as_str();
    let planted =
        |skill: &str| plants.trend && (skill == RISING && function == RISING_IN || is_falling(skill, function));
    let mut add = |skill: &str, level: f64, there: f64| {
        if planted(skill) || all.iter().any(|l| l.skill == skill) {
            return;
        }
        let mut chance = Chance::of(seed, person.number, skill);
        let from = if chance.yes(there) { chance.between(-12.0, 0.0) } else { -(1.0 - chance.unit()).ln() / LEARNT };
        // Somebody who does a job does it: what is needed at all is there at least as "does it with help".
        let level = (level + chance.between(-0.4, 0.8)).clamp(2.0, 4.8);
        let licence = skill == FALLING;
        all.push(Learnt { skill: skill.to_owned(), level, from, until: None, licence });
    };
    for need in population.role(person).into_iter().flat_map(|r| &r.needs) {
        add(&need.skill, need.level, THERE[usize::from(!need.essential)]);
    }
    for (skill, only, share, level) in COMMON {
        if only.is_empty() || only == function {
            add(skill, level, if Chance::of(seed, person.number, only).yes(0.5) { share * 1.4 } else { share * 0.6 });
        }
    }
    if plants.trend {
        all.extend(planted_skill(person, seed));
    }
    all
}

fn is_falling(skill: &str, function: &str) -> bool {
    skill == FALLING && function == FALLING_IN
}

/// The skill whose share grows or falls by the same number of people each quarter.
fn planted_skill(person: &Person, seed: u64) -> Option<Learnt> {
    let at = Chance::of(seed, person.number, "planted trend").unit();
    match person.cell.function.as_str() {
        RISING_IN => {
            let from = if at < RISING_FROM { -12.0 * at / RISING_FROM } else { (at - RISING_FROM) / RISING_BY };
            Some(Learnt { skill: RISING.to_owned(), level: 2.8, from, until: None, licence: false })
        }
        FALLING_IN if at < FALLING_FROM => {
            let until = Some((FALLING_FROM - at) / FALLING_BY);
            // Courses are spread over the year.
            let from = -VALID * (1.0 + Chance::of(seed, person.number, "licence").unit());
            Some(Learnt { skill: FALLING.to_owned(), level: 2.8, from, until, licence: true })
        }
        _ => None,
    }
}

/// An item that is beyond a person: of a skill that the role above needs, or her own role, and of which nothing is known yet;
/// else of any such skill.
pub(crate) fn stretch(
    population: &Population,
    person: &Person,
    skills: &[Learnt],
    chance: &mut Chance,
) -> Option<String> {
    let tables = population.tables();
    let unknown = |skill: &&str| tables.stretch.contains_key(*skill) && !skills.iter().any(|l| l.skill == **skill);
    let role = population.role(person)?;
    let needed = tables.next_role(role).needs.iter().map(|n| n.skill.as_str());
    let mut fit: Vec<&str> = needed.filter(unknown).collect();
    if fit.is_empty() {
        fit = tables.stretch.keys().map(String::as_str).filter(unknown).collect();
    }
    let items = tables.stretch.get(*fit.get(chance.below(fit.len()))?)?;
    items.get(chance.below(items.len())).cloned()
}

/// All rows of a person's record up to a day, oldest first within a skill.
pub(crate) fn record(tables: &Tables, person: &Person, seed: u64, skills: &[Learnt], until: Day) -> Vec<Row> {
    let mut rows = Vec::new();
    for learnt in skills {
        let mut chance = Chance::of(seed, person.number, &format!("record {}", learnt.skill));
        let Some(label) = tables.labels.get(&learnt.skill) else { continue };
        if learnt.licence {
            licence(learnt, label, until, &mut rows);
            continue;
        }
        let level = format!("{:.1}", learnt.level);
        let mut push = |at: f64, title: &str, kind: &str, level: &str, course: Option<&str>| {
            let day = day(at);
            if day <= until {
                let id = course.unwrap_or_default();
                let text = format!("\"{title}\",\"{label}\",{kind},{day},{level},,{id}\n");
                rows.push(Row { day, text, course: course.map(str::to_owned) });
            }
        };
        let course = tables.courses.get(&learnt.skill).and_then(|all| {
            let fit: Vec<_> = all.iter().filter(|c| c.to <= learnt.level + 0.5).collect();
            fit.get(chance.below(fit.len())).copied()
        });
        match course {
            Some(course) if chance.yes(0.6) => push(learnt.from, &course.title, "completion", "", Some(&course.id)),
            _ => push(learnt.from, &format!("{label}: certificate"), "certificate", &level, None),
        }
        push(learnt.from + 0.2, "Half-year talk", "manager rating", &level, None);
        let mut at = learnt.from + chance.between(0.8, 2.5);
        while day(at) <= until {
            match chance.below(3) {
                0 => push(at, "Half-year talk", "manager rating", &level, None),
                1 => push(at, "Peer review", "peer rating", &level, None),
                _ => push(at, &format!("{label} at work"), "project", "", None),
            }
            at += chance.between(1.5, 3.5);
        }
    }
    words(person, seed, until, &mut rows);
    rows
}

/// The sprint of an experiment's arm that began on a day; nothing where she does not take it.
pub(crate) fn sprint(tables: &Tables, person: &Person, seed: u64, began: Day, until: Day) -> Option<Row> {
    let mut chance = Chance::of(seed, person.number, "sprint");
    let taken = chance.yes(SPRINT_TAKEN);
    let day = Day(began.0 + chance.between(7.0, SPRINT_DAYS) as i32);
    let label = tables.labels.get(SPRINT_IN).filter(|_| taken && day <= until)?;
    let text = format!("\"{label}: learning sprint\",\"{label}\",assessment,{day},{SPRINT_LEVEL:.1},,\n");
    Some(Row { day, text, course: None })
}

/// Projects whose subject no skill explains.
fn words(person: &Person, seed: u64, until: Day, rows: &mut Vec<Row>) {
    for (word, only, share) in WORDS {
        let mut chance = Chance::of(seed, person.number, &format!("word {word}"));
        let day = if chance.yes(share) { day(chance.between(0.0, 8.0)) } else { continue };
        if (only.is_empty() || only == person.cell.function) && day <= until {
            rows.push(Row { day, text: format!("\"{word}\",\"{word}\",project,{day},,,\n"), course: None });
        }
    }
}

/// Certificates that run out and are renewed, until they are not.
fn licence(learnt: &Learnt, label: &str, until: Day, rows: &mut Vec<Row>) {
    let mut at = learnt.from;
    while day(at) <= until {
        let ends = learnt.until.map_or(at + VALID + 0.1, |u| u.min(at + VALID + 0.1));
        if ends > at {
            let (from, to) = (day(at), day(ends));
            for (title, kind) in [("course", "certificate"), ("drill", "assessment")] {
                let level = learnt.level;
                let text = format!("\"{label} {title}\",\"{label}\",{kind},{from},{level:.1},{to},\n");
                rows.push(Row { day: from, text, course: None });
            }
        }
        at += VALID;
        if learnt.until.is_some_and(|u| u <= at) {
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn time_begins_with_the_last_quarter_of_2024() {
        assert_eq!(Day::parse("2024-10-01"), Some(ORIGIN));
        assert!((quarter(Day::parse("2025-10-01").unwrap()) - 4.0).abs() < 0.01);
    }
}
