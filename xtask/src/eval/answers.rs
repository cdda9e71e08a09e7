//! Answers of people to items, as the files of knowledge tracing have them: one row an answer, in the order they came.

use std::collections::HashMap;
use std::path::Path;

use skillkeep_train::trace::Given;

use crate::run::Failed;

/// A row as the file has it.
pub(super) struct Row {
    pub(super) user: String,
    pub(super) given: Given,
}

/// The dense numbers of items and skills.
#[derive(Default)]
pub(super) struct Numbers {
    pub(super) items: HashMap<String, u32>,
    pub(super) skills: HashMap<String, u32>,
    of_items: HashMap<u32, Vec<u32>>,
}

fn number(map: &mut HashMap<String, u32>, name: &str) -> u32 {
    let next = map.len() as u32;
    *map.entry(name.to_owned()).or_insert(next)
}

/// The answers of each person, people in the order of their first one.
pub(super) fn by_person(rows: Vec<Row>) -> Vec<Vec<Given>> {
    let (mut places, mut people) = (HashMap::new(), Vec::<Vec<Given>>::new());
    for row in rows {
        let at = *places.entry(row.user).or_insert(people.len());
        if at == people.len() {
            people.push(Vec::new());
        }
        people[at].push(row.given);
    }
    people
}

/// A table's rows behind its header.
type Table = (csv::Reader<std::io::Cursor<Vec<u8>>>, csv::StringRecord);

fn reader(path: &Path) -> Result<Table, Failed> {
    let bytes = crate::run::read(path)?;
    let bytes = bytes.strip_prefix("\u{feff}".as_bytes()).map(<[u8]>::to_vec).unwrap_or(bytes);
    let first = bytes.split(|b| *b == b'\n').next().unwrap_or_default();
    let delimiter = [b'\t', b';', b','].into_iter().find(|d| first.contains(d)).unwrap_or(b',');
    let mut reader =
        csv::ReaderBuilder::new().delimiter(delimiter).trim(csv::Trim::All).from_reader(std::io::Cursor::new(bytes));
    let headers = reader.headers().map_err(|e| Failed::new(format!("{}: {e}", path.display())))?.clone();
    Ok((reader, headers))
}

fn column(path: &Path, headers: &csv::StringRecord, name: &str) -> Result<usize, Failed> {
    let at = headers.iter().position(|h| h.eq_ignore_ascii_case(name));
    at.ok_or_else(|| Failed::new(format!("{}:1: no column {name}", path.display())))
}

/// Takes in which skills each item asks for.
///
/// # Errors
/// A file that cannot be read, a column that is missing: with file and line.
pub(super) fn read_skills(path: &Path, numbers: &mut Numbers) -> Result<(), Failed> {
    let (mut reader, headers) = reader(path)?;
    let (item, skills) = (column(path, &headers, "item_id")?, column(path, &headers, "skill_ids")?);
    for (line, record) in reader.records().enumerate() {
        let record = record.map_err(|e| Failed::new(format!("{}:{}: {e}", path.display(), line + 2)))?;
        let item = number(&mut numbers.items, record.get(item).unwrap_or_default());
        let own = record.get(skills).unwrap_or_default().split_whitespace();
        let mut own: Vec<u32> = own.map(|s| number(&mut numbers.skills, s)).collect();
        own.sort_unstable();
        own.dedup();
        numbers.of_items.insert(item, own);
    }
    Ok(())
}

/// The rows of a file.
///
/// # Errors
/// A file that cannot be read, a row that says nothing: with file and line.
pub(super) fn read(path: &Path, numbers: &mut Numbers) -> Result<Vec<Row>, Failed> {
    let (mut reader, headers) = reader(path)?;
    let at = |name| column(path, &headers, name);
    let (user, item, correct) = (at("user_id")?, at("item_id")?, at("correct")?);
    let (time, skill) = (at("timestamp").ok(), at("skill_id").ok());
    let mut out = Vec::new();
    for (line, record) in reader.records().enumerate() {
        let bad = |why: String| Failed::new(format!("{}:{}: {why}", path.display(), line + 2));
        let record = record.map_err(|e| bad(e.to_string()))?;
        let cell = |k: usize| record.get(k).filter(|c| !c.is_empty());
        let (Some(user), Some(name)) = (cell(user), cell(item)) else { return Err(bad("no user or no item".into())) };
        let given = cell(correct).and_then(|c| c.parse::<f64>().ok()).filter(|c| *c == 0.0 || *c == 1.0);
        let right = given.ok_or_else(|| bad("correct is neither 0 nor 1".into()))? == 1.0;
        let time = match time.and_then(cell) {
            None => None,
            Some(t) => {
                let seconds = t.parse::<f64>().ok().filter(|t| t.is_finite());
                Some(seconds.ok_or_else(|| bad(format!("the time {t} is no number")))?)
            }
        };
        let item = number(&mut numbers.items, name);
        let skills = match numbers.of_items.get(&item) {
            Some(own) => own.clone(),
            None => skill
                .and_then(cell)
                .map(|s| vec![number(&mut numbers.skills, &format!("skill_id {s}"))])
                .unwrap_or_default(),
        };
        out.push(Row { user: user.to_owned(), given: Given { item, skills, time, right } });
    }
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_that_says_nothing_is_named_with_its_line() {
        let dir = std::env::temp_dir().join(format!("skillkeep-answers-{}", std::process::id()));
        std::fs::create_dir_all(&dir).unwrap();
        for (text, why) in [
            ("user_id,item_id,correct\na,1,1\na,2,2\n", ":3: correct is neither 0 nor 1"),
            ("user_id,item_id,correct\n,1,1\n", ":2: no user or no item"),
            ("user_id,item_id,correct,timestamp\na,1,1,noon\n", ":2: the time noon is no number"),
            ("user_id,item_id,correct,timestamp\na,1,1,inf\n", ":2: the time inf is no number"),
            ("user_id,correct\na,1\n", ":1: no column item_id"),
            ("user_id,item_id,correct\na,1,1,9\n", ":2: "),
        ] {
            let path = dir.join("answers.csv");
            std::fs::write(&path, text).unwrap();
            let refused = format!("{:?}", read(&path, &mut Numbers::default()).err().unwrap());
            assert!(refused.contains(why), "{refused} should say {why}");
        }
        let path = dir.join("tabs.csv");
        std::fs::write(&path, "\u{feff}user_id\titem_id\ttimestamp\tcorrect\tskill_id\na\t1\t5\t1.0\t9\n").unwrap();
        let rows = read(&path, &mut Numbers::default()).unwrap();
        assert_eq!((rows.len(), rows[0].given.right, rows[0].given.skills.len()), (1, true, 1));
        std::fs::remove_dir_all(dir).unwrap();
    }
}
