//! Streams a table: CSV or JSON, whichever its first byte shows.

use std::borrow::Cow;

use super::csv_rows::CsvRows;
use super::rows::Rows;
use crate::signal::json::{RecordAt, Splitter, Value};
use crate::signal::{ImportConfig, ImportError, Importer, Place, Refusal, Sink, words};

/// The importer of tables.
#[derive(Debug)]
pub(crate) struct TableImporter {
    config: ImportConfig,
    /// Blank bytes before the first that tells CSV from JSON.
    head: Vec<u8>,
    format: Option<Format>,
    rows: Option<Rows>,
    failed: Option<ImportError>,
}

#[derive(Debug)]
enum Format {
    Csv(CsvRows),
    Json(Box<Splitter>),
}

impl TableImporter {
    pub(crate) fn new(config: &ImportConfig) -> TableImporter {
        TableImporter { config: config.clone(), head: Vec::new(), format: None, rows: None, failed: None }
    }

    /// The columns and the mapping in use, once the header is known.
    fn feed(&mut self, bytes: &[u8], sink: &mut dyn Sink) -> Result<(), ImportError> {
        if self.format.is_none() {
            self.head.extend_from_slice(bytes);
            let Some(format) = format_of(&self.head) else { return Ok(()) };
            self.format = Some(format);
            let head = std::mem::take(&mut self.head);
            return self.feed(&head, sink);
        }
        let (rows, config) = (&mut self.rows, &self.config);
        match &mut self.format {
            Some(Format::Csv(reader)) => {
                reader.push(bytes, &mut |cells, line| csv_row(rows, config, cells, line, sink))
            }
            Some(Format::Json(splitter)) => {
                splitter.push(bytes, &mut |record, at| json_row(rows, config, record, at, sink))
            }
            None => Ok(()),
        }
    }
}

impl Importer for TableImporter {
    fn push(&mut self, bytes: &[u8], sink: &mut dyn Sink) -> Result<(), ImportError> {
        if let Some(error) = &self.failed {
            return Err(error.clone());
        }
        let result = self.feed(bytes, sink);
        if let Err(error) = &result {
            self.failed = Some(error.clone());
        }
        result
    }

    fn finish(&mut self, sink: &mut dyn Sink) -> Result<(), ImportError> {
        if let Some(error) = self.failed.take() {
            return Err(error);
        }
        let (rows, config) = (&mut self.rows, &self.config);
        match &mut self.format {
            Some(Format::Csv(reader)) => reader.finish(&mut |cells, line| csv_row(rows, config, cells, line, sink)),
            Some(Format::Json(splitter)) => splitter.finish(),
            None => Err(ImportError::Empty),
        }
    }
}

/// CSV or JSON, by the first byte that is not blank; `None` until there is one.
fn format_of(head: &[u8]) -> Option<Format> {
    // A BOM may arrive in pieces.
    if head.len() < 3 && b"\xEF\xBB\xBF".starts_with(head) {
        return None;
    }
    let body = head.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(head);
    let first = body.iter().find(|b| !b.is_ascii_whitespace())?;
    Some(match first {
        b'{' | b'[' => Format::Json(Box::new(Splitter::new(""))),
        _ => Format::Csv(CsvRows::new()),
    })
}

fn csv_row(
    rows: &mut Option<Rows>,
    config: &ImportConfig,
    cells: &[&str],
    line: u64,
    sink: &mut dyn Sink,
) -> Result<(), ImportError> {
    match rows {
        Some(rows) => {
            let cells: Vec<Cow<'_, str>> = cells.iter().map(|c| Cow::Borrowed(*c)).collect();
            rows.row(&cells, Place::Line(line), sink);
        }
        None => *rows = Some(Rows::new(cells.iter().map(|c| c.trim().to_owned()).collect(), config)?),
    }
    Ok(())
}

fn json_row(
    rows: &mut Option<Rows>,
    config: &ImportConfig,
    record: &[u8],
    at: RecordAt,
    sink: &mut dyn Sink,
) -> Result<(), ImportError> {
    let place = Place::Path(at.path(""));
    let text = std::str::from_utf8(record).map_err(|_| ImportError::Encoding(place.clone()))?;
    let value = match Value::parse(text) {
        Ok(value) => value,
        Err(e) => {
            sink.refuse(Refusal { code: "table.json", place, detail: words::cut(&e.to_string(), 80) });
            return Ok(());
        }
    };
    let Some(entries) = value.as_object() else {
        sink.refuse(Refusal { code: "table.not_an_object", place, detail: value.what().to_owned() });
        return Ok(());
    };
    let rows = match rows {
        Some(rows) => rows,
        // The first record is the header; what only later ones have is not mapped by a guess.
        none => none.insert(Rows::new(columns_of(entries, config), config)?),
    };
    let mut cells = Vec::with_capacity(rows.columns().len());
    for column in rows.columns() {
        match value.get(column).map_or(Some(Cow::Borrowed("")), cell) {
            Some(text) => cells.push(text),
            None => {
                sink.refuse(Refusal { code: "table.not_flat", place, detail: words::cut(column, 80) });
                return Ok(());
            }
        }
    }
    rows.row(&cells, place, sink);
    Ok(())
}

/// The first record's names, and those that the mapping wants besides.
fn columns_of(entries: &[(Cow<'_, str>, Value<'_>)], config: &ImportConfig) -> Vec<String> {
    let mut columns: Vec<String> = entries.iter().map(|(name, _)| name.to_string()).collect();
    if let Some(m) = &config.mapping {
        for name in [&m.title, &m.skill, &m.date, &m.kind, &m.level, &m.outcome, &m.expires, &m.who, &m.context, &m.id]
        {
            if let Some(name) = name
                && !columns.contains(name)
            {
                columns.push(name.clone());
            }
        }
    }
    columns
}

/// A flat value as a cell; a list of flat values is joined with `|`.
pub(crate) fn cell<'v>(value: &'v Value<'_>) -> Option<Cow<'v, str>> {
    Some(match value {
        Value::Null => Cow::Borrowed(""),
        Value::Bool(b) => Cow::Borrowed(if *b { "true" } else { "false" }),
        Value::Int(n) => Cow::Owned(n.to_string()),
        Value::Float(n) => Cow::Owned(n.to_string()),
        Value::Str(text) => Cow::Borrowed(text),
        Value::Array(items) => {
            let parts: Option<Vec<Cow<'_, str>>> =
                items.iter().map(|item| if matches!(item, Value::Array(_)) { None } else { cell(item) }).collect();
            Cow::Owned(parts?.join("|"))
        }
        Value::Object(_) => return None,
    })
}
