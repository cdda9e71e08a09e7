//! Every dependency's licence must be one that the product may ship.

use std::process::Command;

use serde_json::Value;

use crate::run::{Failed, read, root};

/// Licences that ask for no more than a notice. MPL-2.0 only for tools that do not ship.
const FINE: [&str; 14] = [
    "MIT",
    "Apache-2.0",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "ISC",
    "Zlib",
    "0BSD",
    "Unlicense",
    "Unicode-3.0",
    "CC0-1.0",
    "BSL-1.0",
    "MIT-0",
    "Apache-2.0 WITH LLVM-exception",
    "BlueOak-1.0.0",
];
/// Developer tools under a file-level copyleft; never part of what is shipped.
const TOOLS: [&str; 4] = ["axe-core", "lightningcss", "option-ext", "playwright-core"];

/// Shipped under a copyleft that ends at the file: used as published, never changed here, so a notice and where its source is
/// are all that it asks for.
const UNCHANGED: [&str; 1] = ["prio"];

/// Checks cargo's and npm's locked packages.
pub(crate) fn check() -> Result<(), Failed> {
    let mut refused = Vec::new();
    let mut count = 0;
    let out = Command::new("cargo")
        .args(["metadata", "--format-version=1", "--locked", "--quiet"])
        .current_dir(root())
        .output();
    let metadata: Value = serde_json::from_slice(&out.map_err(Failed::new)?.stdout).map_err(Failed::new)?;
    for package in metadata["packages"].as_array().into_iter().flatten() {
        judge(&package["name"], package["license"].as_str(), &mut refused);
        count += 1;
    }
    let lock: Value = serde_json::from_slice(&read(&root().join("package-lock.json"))?).map_err(Failed::new)?;
    for (path, package) in lock["packages"].as_object().into_iter().flatten() {
        if let Some((_, name)) = path.rsplit_once("node_modules/").filter(|_| package["link"] != true) {
            judge(&Value::from(name), package["license"].as_str(), &mut refused);
            count += 1;
        }
    }
    if !refused.is_empty() {
        return Err(Failed::new(format!("licences that may not ship:\n  {}", refused.join("\n  "))));
    }
    println!("licences: {count} packages, all fine");
    Ok(())
}

fn judge(name: &Value, licence: Option<&str>, refused: &mut Vec<String>) {
    let name = name.as_str().unwrap_or("?");
    let licence = licence.unwrap_or("none");
    let tool = TOOLS.iter().any(|t| name.starts_with(t)) && licence.contains("MPL-2.0");
    let unchanged = UNCHANGED.contains(&name) && licence.split(" AND ").all(|l| l == "MPL-2.0" || fine(l));
    if !(tool || unchanged || fine(licence)) {
        refused.push(format!("{name}: {licence}"));
    }
}

/// SPDX by its operators: of `OR` one side is enough, of `AND` both are needed.
fn fine(expression: &str) -> bool {
    let plain = expression.replace('/', " OR ").replace(['(', ')'], "");
    plain.split(" OR ").any(|choice| choice.split(" AND ").all(|l| FINE.contains(&l.trim())))
}
