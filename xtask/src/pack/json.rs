//! JSON files of records, cut into records before they are looked at: what is good in a broken file is kept, nothing nests deeper than
//! the parser allows (128), and no file is larger than the limit.

use std::fmt;
use std::io::Read;
use std::path::Path;

use serde::de::{DeserializeSeed, MapAccess, SeqAccess, Visitor};
use serde_json::Value;
use serde_json::value::RawValue;

use super::code::Code;
use super::decode::{self, Found};
use super::report::{Place, Report};

/// No JSON file may be larger (bytes).
const FILE_LIMIT: u64 = 256 << 20;

/// One record, and where it begins.
#[derive(Debug)]
pub(super) struct Record {
    pub(super) at: Place,
    /// The name of the list it is in; empty where it stands in a list without name, or alone.
    pub(super) list: String,
    pub(super) value: Value,
}

/// Hands on the records of a file: of the list that the file is, or of the lists of these names in the object that it is; and then
/// the object itself, without those lists. What cannot be read is reported with its line.
pub(super) fn records(report: &mut Report, path: &Path, lists: &[&str], each: &mut dyn FnMut(&mut Report, Record)) {
    let Some((place, text)) = read(report, path) else { return };
    let mut cut = Cut { lists, found: Vec::new(), rest: Vec::new(), object: false };
    let mut parser = serde_json::Deserializer::from_str(&text);
    let outcome = Top(&mut cut).deserialize(&mut parser).and_then(|()| parser.end());
    let mut lines = Lines { text: &text, at: 0, line: 1 };
    let mut object = serde_json::Map::new();
    for (list, raw) in std::mem::take(&mut cut.found) {
        let at = Place { line: lines.of(raw), ..place };
        if let Some(value) = parse(report, at, raw) {
            each(report, Record { at, list, value });
        }
    }
    for (key, raw) in std::mem::take(&mut cut.rest) {
        if let Some(value) = parse(report, Place { line: 1, ..place }, raw) {
            object.insert(key, value);
        }
    }
    if let Err(e) = outcome {
        let line = e.line().try_into().unwrap_or(u32::MAX);
        report.error(Place { line, ..place }, Code::JsonSyntax, e.to_string());
    }
    if cut.object {
        each(report, Record { at: place, list: String::new(), value: Value::Object(object) });
    }
}

fn read(report: &mut Report, path: &Path) -> Option<(Place, String)> {
    let place = report.file(path, true);
    if std::fs::metadata(path).is_ok_and(|m| m.len() > FILE_LIMIT) {
        report.error(place, Code::JsonSize, format!("a JSON file may have {} MiB", FILE_LIMIT >> 20));
        return None;
    }
    let (found, text) = match decode::open(path) {
        Ok(opened) => opened,
        Err(e) => {
            report.error(place, Code::FileMissing, e.to_string());
            return None;
        }
    };
    match found {
        Found::Empty => {
            report.error(place, Code::FileEmpty, "the file has no bytes");
            return None;
        }
        Found::Binary(line) => {
            let line = line.try_into().unwrap_or(u32::MAX);
            report.error(Place { line, ..place }, Code::Encoding, "this is no text");
            return None;
        }
        Found::Windows1252 => report.note(place, Code::Windows1252, "it was read as Windows-1252"),
        Found::Utf8 | Found::Utf16 => {}
    }
    let mut bytes = Vec::new();
    match text.take(FILE_LIMIT + 1).read_to_end(&mut bytes) {
        Ok(n) if n as u64 > FILE_LIMIT => {
            report.error(place, Code::JsonSize, format!("a JSON file may have {} MiB", FILE_LIMIT >> 20));
            return None;
        }
        Ok(_) => {}
        Err(e) => {
            report.error(place, Code::FileMissing, e.to_string());
            return None;
        }
    }
    match String::from_utf8(bytes) {
        Ok(text) => Some((place, text)),
        Err(e) => {
            let good = e.as_bytes().get(..e.utf8_error().valid_up_to()).unwrap_or_default();
            let line = 1 + good.iter().filter(|b| **b == b'\n').count() as u32;
            report.error(Place { line, ..place }, Code::Encoding, "there are bytes that are not UTF-8");
            None
        }
    }
}

fn parse(report: &mut Report, at: Place, raw: &RawValue) -> Option<Value> {
    match serde_json::from_str(raw.get()) {
        Ok(value) => Some(value),
        Err(e) if e.to_string().contains("recursion limit") => {
            report.error(at, Code::JsonDepth, "it nests deeper than 128");
            None
        }
        Err(e) => {
            report.error(at, Code::JsonSyntax, e.to_string());
            None
        }
    }
}

/// Lines of pieces of a text, asked for from its beginning to its end.
struct Lines<'a> {
    text: &'a str,
    at: usize,
    line: u32,
}

impl Lines<'_> {
    fn of(&mut self, raw: &RawValue) -> u32 {
        let offset = (raw.get().as_ptr() as usize).saturating_sub(self.text.as_ptr() as usize);
        let passed = self.text.as_bytes().get(self.at..offset).unwrap_or_default();
        self.line += passed.iter().filter(|b| **b == b'\n').count() as u32;
        self.at = self.at.max(offset);
        self.line
    }
}

/// What was cut out so far; it stays when the rest of the file cannot be read.
struct Cut<'a, 'l> {
    lists: &'l [&'l str],
    found: Vec<(String, &'a RawValue)>,
    rest: Vec<(String, &'a RawValue)>,
    object: bool,
}

struct Top<'c, 'a, 'l>(&'c mut Cut<'a, 'l>);

impl<'a> DeserializeSeed<'a> for Top<'_, 'a, '_> {
    type Value = ();

    fn deserialize<D: serde::Deserializer<'a>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'a> Visitor<'a> for Top<'_, 'a, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of records or an object")
    }

    fn visit_seq<A: SeqAccess<'a>>(self, mut seq: A) -> Result<(), A::Error> {
        while let Some(raw) = seq.next_element::<&RawValue>()? {
            self.0.found.push((String::new(), raw));
        }
        Ok(())
    }

    fn visit_map<A: MapAccess<'a>>(self, mut map: A) -> Result<(), A::Error> {
        self.0.object = true;
        while let Some(key) = map.next_key::<String>()? {
            if self.0.lists.contains(&key.as_str()) {
                map.next_value_seed(List(&key, self.0))?;
            } else {
                self.0.rest.push((key, map.next_value::<&RawValue>()?));
            }
        }
        Ok(())
    }
}

struct List<'k, 'c, 'a, 'l>(&'k str, &'c mut Cut<'a, 'l>);

impl<'a> DeserializeSeed<'a> for List<'_, '_, 'a, '_> {
    type Value = ();

    fn deserialize<D: serde::Deserializer<'a>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_seq(self)
    }
}

impl<'a> Visitor<'a> for List<'_, '_, 'a, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of records")
    }

    fn visit_seq<A: SeqAccess<'a>>(self, mut seq: A) -> Result<(), A::Error> {
        while let Some(raw) = seq.next_element::<&RawValue>()? {
            self.1.found.push((self.0.to_owned(), raw));
        }
        Ok(())
    }
}

/// The text under the first of some keys that has one. Of a text in several languages the English one, or the first.
pub(super) fn text<'v>(value: &'v Value, keys: &[&str]) -> &'v str {
    let found = keys.iter().filter_map(|k| value.get(*k)).map(one).find(|t| !t.trim().is_empty());
    found.unwrap_or("").trim()
}

fn one(value: &Value) -> &str {
    match value {
        Value::String(text) => text,
        Value::Array(list) => list.first().and_then(Value::as_str).unwrap_or(""),
        Value::Object(map) => {
            let keys = ["@value", "en", "en-us", "en-US", "en-GB", "name", "skillName", "title", "value"];
            let known = keys.iter().find_map(|k| map.get(*k)).and_then(Value::as_str);
            known.or_else(|| map.values().find_map(Value::as_str)).unwrap_or("")
        }
        _ => "",
    }
}

/// The texts under the first of some keys that has any: a list, or one text.
pub(super) fn list<'v>(value: &'v Value, keys: &[&str]) -> Vec<&'v str> {
    let all = |v: &'v Value| match v {
        Value::Array(list) => list.iter().map(one).collect(),
        other => vec![one(other)],
    };
    let lists = keys.iter().filter_map(|k| value.get(*k)).map(all);
    let trimmed = lists.map(|l| l.into_iter().map(str::trim).filter(|t| !t.is_empty()).collect::<Vec<_>>());
    trimmed.into_iter().find(|l| !l.is_empty()).unwrap_or_default()
}
