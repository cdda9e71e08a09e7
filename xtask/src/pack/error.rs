//! Why there is no pack.

/// Why there is no pack.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub(crate) enum PackReadError {
    /// The sources have errors; the text has the first of them and how many there are.
    #[error("the sources have {errors} errors\n{short}")]
    Refused {
        /// How many.
        errors: u64,
        /// The first, one a line, and the number of each code.
        short: String,
    },
    /// A word of the command that is not understood.
    #[error("{0}")]
    Usage(String),
    /// A file cannot be written.
    #[error("{path}: {source}")]
    Write {
        /// The file.
        path: String,
        /// What the system says.
        source: std::io::Error,
    },
}
