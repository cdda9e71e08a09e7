//! A first look at a table, for the page that asks which column means what.

use super::csv_rows::CsvRows;
use super::importer::cell;
use super::mapping::ColumnMapping;
use crate::signal::ImportError;
use crate::signal::json::{Splitter, Value};

/// Rows shown.
const SAMPLE: usize = 5;

/// What the head of a table shows.
#[derive(Debug, Clone, PartialEq)]
pub struct TablePreview {
    /// The header.
    pub columns: Vec<String>,
    /// A guess at what each column means.
    pub mapping: ColumnMapping,
    /// Up to five rows, in the columns' order.
    pub sample: Vec<Vec<String>>,
}

/// Looks at the head of a CSV or JSON table, 64 KiB at most. `None` where there is no header to be found.
pub fn preview_table(head: &[u8]) -> Option<TablePreview> {
    let mut rows: Vec<Vec<String>> = Vec::new();
    let mut columns: Vec<String> = Vec::new();
    let body = head.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(head);
    match body.iter().find(|b| !b.is_ascii_whitespace())? {
        b'{' | b'[' => {
            // The head may end inside a record: what came before it is the preview.
            let _cut = Splitter::new("").push(head, &mut |record, _| {
                let Some(value) = std::str::from_utf8(record).ok().and_then(|t| Value::parse(t).ok()) else {
                    return Ok(());
                };
                let Some(entries) = value.as_object() else { return Ok(()) };
                if columns.is_empty() {
                    columns = entries.iter().map(|(name, _)| name.to_string()).collect();
                }
                let text = |c: &String| value.get(c).and_then(cell).map_or(String::new(), std::borrow::Cow::into_owned);
                rows.push(columns.iter().map(text).collect());
                if rows.len() < SAMPLE { Ok(()) } else { Err(ImportError::Unknown) }
            });
        }
        _ => {
            let mut reader = CsvRows::new();
            let mut each = |cells: &[&str], _| {
                let cells = cells.iter().map(|c| c.trim().to_owned());
                if columns.is_empty() {
                    columns = cells.collect();
                } else {
                    rows.push(cells.collect());
                }
                if rows.len() < SAMPLE { Ok(()) } else { Err(ImportError::Unknown) }
            };
            let more = reader.push(head, &mut each);
            // A short table without a last line end is all there; a long head's last line is likely cut off.
            if more.is_ok() && head.len() < 60 * 1024 {
                let _end = reader.finish(&mut each);
            }
        }
    }
    if columns.is_empty() {
        return None;
    }
    rows.truncate(SAMPLE);
    let mapping = ColumnMapping::guess(&columns, "");
    Some(TablePreview { columns, mapping, sample: rows })
}
