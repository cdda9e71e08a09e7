//! Reads who took what: a table of person and item, or a person a line.

use std::collections::HashMap;
use std::path::Path;

use skillkeep_train::topn::Interactions;

use crate::run::{Failed, read};

/// Most items of a catalogue.
const MOST: usize = 1_000_000;

/// Who took what, with the items' ids by dense number.
pub(crate) struct Taken {
    /// By dense number.
    pub(crate) interactions: Interactions,
    /// The items' ids.
    pub(crate) ids: Vec<String>,
    numbers: HashMap<String, u32>,
}

/// Dense numbers in the order of first sight.
#[derive(Default)]
struct Numbers {
    of: HashMap<String, u32>,
    names: Vec<String>,
}

impl Numbers {
    fn of(&mut self, name: &str) -> u32 {
        match self.of.get(name) {
            Some(number) => *number,
            None => {
                let number = self.names.len() as u32;
                self.of.insert(name.to_owned(), number);
                self.names.push(name.to_owned());
                number
            }
        }
    }
}

/// Reads interactions.
///
/// # Errors
/// A file that cannot be read or is no text; a line without a person or an item; nothing in it. With file and line.
pub(crate) fn taken(path: &Path) -> Result<Taken, Failed> {
    let bytes = read(path)?;
    let text = text(path, &bytes)?;
    let first = text.lines().next().unwrap_or_default();
    let (people, items) = match [',', ';', '\t'].into_iter().find(|d| first.contains(*d)) {
        Some(delimiter) => table(path, text, delimiter as u8)?,
        None => lines(path, text)?,
    };
    if items.names.len() > MOST {
        return Err(Failed::new(format!("{}: {} items; at most {MOST} are read", path.display(), items.names.len())));
    }
    if people.is_empty() || items.names.is_empty() {
        return Err(Failed::new(format!("{}: nobody took anything", path.display())));
    }
    let interactions = Interactions::new(people, items.names.len());
    Ok(Taken { interactions, ids: items.names, numbers: items.of })
}

/// Reads questions: `given ids|held ids` a line; what is behind the bar is not looked at. Ids that nobody took are left out of
/// the numbers, and kept in the words.
///
/// # Errors
/// A file that cannot be read or is no text.
pub(crate) fn questions(path: &Path, taken: &Taken) -> Result<Vec<Vec<u32>>, Failed> {
    let bytes = read(path)?;
    let given = |line: &str| {
        let own = line.split('|').next().unwrap_or_default().split_whitespace();
        let mut own: Vec<u32> = own.filter_map(|id| taken.numbers.get(id).copied()).collect();
        own.sort_unstable();
        own.dedup();
        own
    };
    Ok(text(path, &bytes)?.lines().map(given).collect())
}

fn text<'a>(path: &Path, bytes: &'a [u8]) -> Result<&'a str, Failed> {
    let bytes = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(bytes);
    std::str::from_utf8(bytes).map_err(|e| {
        let line = bytes.iter().take(e.valid_up_to()).filter(|b| **b == b'\n').count() + 1;
        Failed::new(format!("{}:{line}: not UTF-8", path.display()))
    })
}

fn lines(path: &Path, text: &str) -> Result<(Vec<Vec<u32>>, Numbers), Failed> {
    let mut items = Numbers::default();
    let mut people = Vec::new();
    for (line, own) in text.lines().enumerate() {
        if own.contains(['|', ',', ';']) {
            let why = "ids are apart by blanks here: the first line has no comma, so this is a person a line";
            return Err(Failed::new(format!("{}:{}: {why}", path.display(), line + 1)));
        }
        people.push(own.split_whitespace().map(|id| items.of(id)).collect());
    }
    Ok((people, items))
}

fn table(path: &Path, text: &str, delimiter: u8) -> Result<(Vec<Vec<u32>>, Numbers), Failed> {
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(delimiter)
        .trim(csv::Trim::All)
        .has_headers(false)
        .flexible(true)
        .from_reader(text.as_bytes());
    let (mut persons, mut items) = (Numbers::default(), Numbers::default());
    let mut people: Vec<Vec<u32>> = Vec::new();
    let mut columns = (0, 1);
    for (at, record) in reader.records().enumerate() {
        let record = record.map_err(|e| Failed::new(format!("{}: {e}", path.display())))?;
        let line = record.position().map_or(at as u64 + 1, csv::Position::line);
        if at == 0
            && let Some(found) = header(&record)
        {
            columns = found;
            continue;
        }
        let cell = |k: usize| record.get(k).filter(|c| !c.is_empty());
        let (person, item) = match (cell(columns.0), cell(columns.1)) {
            (Some(person), Some(item)) => (person, item),
            (None, _) => return Err(Failed::new(format!("{}:{line}: no person", path.display()))),
            (_, None) => return Err(Failed::new(format!("{}:{line}: no item", path.display()))),
        };
        let person = persons.of(person) as usize;
        if person == people.len() {
            people.push(Vec::new());
        }
        people[person].push(items.of(item));
    }
    Ok((people, items))
}

/// The columns of person and item, where the first line names both.
fn header(first: &csv::StringRecord) -> Option<(usize, usize)> {
    const PERSON: [&str; 6] = ["person", "person_id", "user", "user_id", "learner", "learner_id"];
    const ITEM: [&str; 6] = ["item", "item_id", "course", "course_id", "content", "content_id"];
    let of = |names: &[&str]| first.iter().position(|c| names.iter().any(|n| c.eq_ignore_ascii_case(n)));
    Some((of(&PERSON)?, of(&ITEM)?))
}
