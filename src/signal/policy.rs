//! The signal policy: which sources and kinds may count, and how long a signal is kept. It is signed by the company; what is not
//! in it is not allowed.

use serde::{Deserialize, Serialize};

use super::{Kind, Source};
use crate::error::Coded;
use crate::map::Map;

const FORMAT: &str = "skillkeep-policy/1";
/// Hundred years; longer is a mistake in the file.
const LONGEST_DAYS: u32 = 36_525;

/// The signed list of sources that may count, and for how long.
#[derive(Debug, Clone, PartialEq)]
pub struct Policy {
    version: u64,
    rows: Map<Source, PolicyRow>,
}

/// What the policy says of one source.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PolicyRow {
    /// The source.
    pub source: Source,
    /// Whether its signals may count.
    pub allowed: bool,
    /// Days after which a signal goes.
    pub keep_days: u32,
    /// Kinds that may come from it.
    pub kinds: Vec<Kind>,
}

/// Why a policy cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PolicyError {
    /// No JSON of the expected shape.
    #[error("the policy cannot be read: {0}")]
    Syntax(String),
    /// Another format, or a newer one.
    #[error("the policy's format is {0:?}, not skillkeep-policy/1")]
    Format(String),
    /// A number of days that is zero or longer than a life.
    #[error("keepDays of {source_name} is {days}; it must be 1 to 36525")]
    Days {
        /// The source.
        source_name: String,
        /// What stood there.
        days: u32,
    },
    /// A source that is allowed, and no kind of it is.
    #[error("{0} is allowed, but none of its kinds")]
    NoKinds(String),
}

impl Coded for PolicyError {
    fn code(&self) -> &'static str {
        match self {
            PolicyError::Syntax(_) => "policy.syntax",
            PolicyError::Format(_) => "policy.format",
            PolicyError::Days { .. } => "policy.days",
            PolicyError::NoKinds(_) => "policy.no_kinds",
        }
    }
    fn args(&self) -> Map<&'static str, String> {
        let mut args = Map::new();
        match self {
            PolicyError::Syntax(detail) => args.insert("detail", detail.clone()),
            PolicyError::Format(found) => args.insert("found", found.clone()),
            PolicyError::Days { source_name, days } => {
                args.insert("days", days.to_string());
                args.insert("source", source_name.clone())
            }
            PolicyError::NoKinds(source) => args.insert("source", source.clone()),
        };
        args
    }
}

#[derive(Deserialize)]
struct Head {
    format: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct File {
    #[serde(rename = "format")]
    _format: String,
    version: u64,
    sources: Map<Source, Row>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Row {
    allowed: bool,
    keep_days: u32,
    kinds: Vec<Kind>,
}

impl Policy {
    /// Reads a policy. A source, kind or property that this engine does not know is an error: a rule that is not understood must
    /// not be passed over.
    ///
    /// # Errors
    /// As [`PolicyError`] lists.
    pub fn parse(json: &[u8]) -> Result<Policy, PolicyError> {
        let syntax = |e: serde_json::Error| PolicyError::Syntax(e.to_string());
        let head: Head = serde_json::from_slice(json).map_err(syntax)?;
        if head.format != FORMAT {
            return Err(PolicyError::Format(super::words::cut(&head.format, 80)));
        }
        let file: File = serde_json::from_slice(json).map_err(syntax)?;
        let mut rows = Map::new();
        for (source, row) in file.sources {
            let name = || serde_json::to_string(&source).unwrap_or_default().trim_matches('"').to_owned();
            if !(1..=LONGEST_DAYS).contains(&row.keep_days) {
                return Err(PolicyError::Days { source_name: name(), days: row.keep_days });
            }
            if row.allowed && row.kinds.is_empty() {
                return Err(PolicyError::NoKinds(name()));
            }
            let mut kinds = row.kinds;
            crate::order::sort(&mut kinds);
            kinds.dedup();
            rows.insert(source, PolicyRow { source, allowed: row.allowed, keep_days: row.keep_days, kinds });
        }
        Ok(Policy { version: file.version, rows })
    }

    /// Whether signals of this kind from this source may count.
    pub fn allows(&self, source: Source, kind: Kind) -> bool {
        self.rows.get(&source).is_some_and(|row| row.allowed && row.kinds.contains(&kind))
    }

    /// Days that a signal of this source is kept; 0 for a source that the policy does not name.
    pub fn keep_days(&self, source: Source) -> u32 {
        self.rows.get(&source).map_or(0, |row| row.keep_days)
    }

    /// The policy's version; it only rises.
    pub fn version(&self) -> u64 {
        self.version
    }

    /// What it says of each source, in the sources' order. Serialises as `PolicyView.sources`.
    pub fn rows(&self) -> Vec<PolicyRow> {
        self.rows.values().cloned().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(sources: &str) -> Result<Policy, PolicyError> {
        Policy::parse(format!(r#"{{"format":"skillkeep-policy/1","version":3,"sources":{sources}}}"#).as_bytes())
    }

    #[test]
    fn what_is_not_named_is_not_allowed() {
        let policy = parse(r#"{"xapi":{"allowed":true,"keepDays":730,"kinds":["completion"]},"text":{"allowed":false,"keepDays":30,"kinds":["text_mention"]}}"#).unwrap();
        assert!(policy.allows(Source::Xapi, Kind::Completion));
        assert!(!policy.allows(Source::Xapi, Kind::Assessment));
        assert!(!policy.allows(Source::Text, Kind::TextMention));
        assert!(!policy.allows(Source::Table, Kind::Certificate));
        assert_eq!((policy.keep_days(Source::Xapi), policy.version(), policy.rows().len()), (730, 3, 2));
        let row = serde_json::to_string(&policy.rows()[0]).unwrap();
        assert_eq!(row, r#"{"source":"xapi","allowed":true,"keepDays":730,"kinds":["completion"]}"#);
    }

    #[test]
    fn what_is_not_understood_is_an_error() {
        let row = |extra: &str| format!(r#"{{"xapi":{{"allowed":true,{extra}}}}}"#);
        assert_eq!(parse(&row(r#""keepDays":0,"kinds":["activity"]"#)).unwrap_err().code(), "policy.days");
        assert_eq!(parse(&row(r#""keepDays":9,"kinds":[]"#)).unwrap_err().code(), "policy.no_kinds");
        for extra in [
            r#""keepDays":9,"kinds":["gossip"]"#,
            r#""keepDays":1e999,"kinds":[]"#,
            r#""keepDays":-1,"kinds":[]"#,
            r#""keepDays":9,"kinds":[],"x":1"#,
            r#""kinds":[]"#,
        ] {
            assert_eq!(parse(&row(extra)).unwrap_err().code(), "policy.syntax", "{extra}");
        }
        assert_eq!(
            parse(r#"{"email":{"allowed":true,"keepDays":9,"kinds":["activity"]}}"#).unwrap_err().code(),
            "policy.syntax"
        );
        assert_eq!(Policy::parse(br#"{"format":"skillkeep-policy/2"}"#).unwrap_err().code(), "policy.format");
        assert_eq!(Policy::parse(b"\xff").unwrap_err().code(), "policy.syntax");
    }
}
