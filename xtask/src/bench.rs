//! `cargo x bench`: the figures that the README names.

use crate::run::Failed;

/// Prints sizes, then what the browser measures.
pub(crate) fn bench(_args: &[&str]) -> Result<(), Failed> {
    Err(Failed::new("not yet"))
}
