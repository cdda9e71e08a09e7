//! Insight: figures over releases that a test has signed, files of recorded releases, and the worker over the real small world.

mod action;
mod audit;
mod audit_routes;
mod audit_run;
mod bad_input;
mod bridges;
mod company;
mod figures;
mod impact;
mod plan;
mod recorded;
mod speed;
mod taxonomy;
mod worker;
#[path = "../world/mod.rs"]
mod world;
