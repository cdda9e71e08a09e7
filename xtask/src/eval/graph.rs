//! `cargo x eval graph`: held-out links between occupations and skills, and related occupations.

use crate::run::Failed;

pub(super) fn graph(_args: &[&str]) -> Result<(), Failed> {
    Err(Failed::new("cargo x eval graph --links FILE"))
}
