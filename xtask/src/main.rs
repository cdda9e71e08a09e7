//! `cargo x …`: every command of this repository.
#![allow(dead_code, unreachable_pub, unused_imports)]

mod pack;

fn main() {}
