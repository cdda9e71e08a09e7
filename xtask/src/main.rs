//! `cargo x …`: every command of this repository.
fn main() {}
