//! JSON without surprises: records are cut out of a stream in bounded memory ([`split`]) and read as a borrowed tree ([`Value`]).

mod split;
mod value;

pub(crate) use split::{RECORD_LIMIT, RecordAt, Splitter};
pub use value::Value;
