//! Insight: figures over releases that a test has signed, files of recorded releases, and the worker over the real small world.

mod action;
mod audit;
mod company;
mod figures;
mod impact;
mod recorded;
mod speed;
mod taxonomy;
mod worker;
#[path = "../world/mod.rs"]
mod world;
