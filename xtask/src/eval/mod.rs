//! `cargo x eval …`: how good the taxonomy's learned parts are, on files of questions with known answers.
//!
//! - `graph`: which skills belong together
//! - `link`: which skills a text speaks of
//! - `sure`: how sure a link is
//! - `trace`: the chance that an answer is right
//! - `calibrate`: is a level as sure as it says
//! - `collab`: a collaborative model from noised sums
//! - `topn`: what people take next
//! - `memory`: the chance that a card is remembered
//! - `forecast`: where series of one kind are going
//! - `reference`: statistics against cases with known answers

mod answers;
mod calibrate;
mod collab;
mod forecast;
mod graph;
mod link;
mod memory;
mod reference;
mod sure;
mod topn;
mod trace;

use crate::run::Failed;

/// Measures one part on the files that are named.
///
/// # Errors
/// No such part, a flag that is not known, a file that cannot be read.
pub(crate) fn eval(args: &[&str]) -> Result<(), Failed> {
    match args {
        ["graph", rest @ ..] => graph::graph(rest),
        ["link", rest @ ..] => link::link(rest),
        ["sure", rest @ ..] => sure::sure(rest),
        ["topn", rest @ ..] => topn::topn(rest),
        ["trace", rest @ ..] => trace::trace(rest),
        ["calibrate", rest @ ..] => calibrate::calibrate(rest),
        ["collab", rest @ ..] => collab::collab(rest),
        ["memory", rest @ ..] => memory::memory(rest),
        ["forecast", rest @ ..] => forecast::forecast(rest),
        ["reference", rest @ ..] => reference::reference(rest),
        _ => Err(Failed::new(
            "what to measure: graph, link, sure, topn, trace, calibrate, collab, memory, forecast or reference",
        )),
    }
}
