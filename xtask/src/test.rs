//! `cargo x test`: formatting, lints, unit and property tests, the package, and the browser.

use std::path::Path;
use std::process::Command;

use crate::run::{Failed, root, run, run_with, there};
use crate::{build, licences};

/// Runs everything, or only the browser tests with `--browser`.
pub(crate) fn test(args: &[&str]) -> Result<(), Failed> {
    if !args.contains(&"--browser") {
        run("cargo", &["fmt", "--all", "--check"])?;
        run("cargo", &["clippy", "--quiet", "--workspace", "--all-targets", "--", "-D", "warnings"])?;
        postgres();
        run("cargo", &["test", "--quiet", "--workspace"])?;
        licences::check()?;
    }
    build::all()?;
    run("npm", &["run", "--silent", "check"])?;
    chromium()?;
    let mut tests: Vec<String> = Vec::new();
    for dir in ["pkg/test", "tests/browser"] {
        let Ok(entries) = std::fs::read_dir(root().join(dir)) else { continue };
        let names = entries.flatten().filter_map(|e| e.file_name().into_string().ok());
        tests.extend(names.filter(|n| n.ends_with(".test.mjs")).map(|n| format!("{dir}/{n}")));
    }
    tests.sort();
    // One file at a time: two browsers on two cores would time each other out.
    let mut node = Command::new("node");
    node.args(["--test", "--test-concurrency=1", "--test-reporter=spec"]).args(&tests);
    node.env("SKILLKEEP_X", std::env::current_exe().map_err(Failed::new)?);
    run_with(&mut node)
}

/// Installs Debian's PostgreSQL where it can. The one test that wants it says so where there is none.
fn postgres() {
    if !Path::new("/usr/lib/postgresql").exists() && there("apt-get", "--version") {
        let _ = run("apt-get", &["update", "-qq"])
            .and_then(|()| run("apt-get", &["install", "-y", "-qq", "--no-install-recommends", "postgresql"]));
    }
}

/// Finds Chromium, installs Debian's where it can, or names the one command.
fn chromium() -> Result<(), Failed> {
    if std::env::var_os("CHROMIUM").is_some() || there("chromium", "--version") {
        return Ok(());
    }
    let how = "Chromium is missing: apt-get install chromium, or set CHROMIUM to its path";
    if !there("apt-get", "--version") {
        return Err(Failed::new(how));
    }
    let installed = run("apt-get", &["update", "-qq"])
        .and_then(|()| run("apt-get", &["install", "-y", "-qq", "--no-install-recommends", "chromium"]));
    installed.map_err(|_| Failed::new(how))
}
