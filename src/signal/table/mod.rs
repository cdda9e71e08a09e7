//! Tables of certificates, projects and ratings: CSV (comma, semicolon or tab) and JSON (an array of flat objects, or one per
//! line), with a mapping of their columns.

mod cells;
mod csv_rows;
mod importer;
mod mapping;
mod preview;
mod rows;

pub use cells::DateOrder;
pub(crate) use csv_rows::looks_like_csv;
pub(crate) use importer::TableImporter;
pub use mapping::ColumnMapping;
pub use preview::{TablePreview, preview_table};
