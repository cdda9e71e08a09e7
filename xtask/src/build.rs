//! Builds what a browser gets: two engines, the sealing, the package, the pages, the sample company.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::SystemTime;

use wasm_bindgen_cli_support::Bindgen;

use crate::company;
use crate::run::{Failed, copy_dir, read, root, run, run_with, there, write};

const TARGET: &str = "wasm32-unknown-unknown";

/// Where everything that is served lies.
pub(crate) fn site() -> PathBuf {
    root().join("target/site")
}

/// Builds everything and lays it out as it is served. Answers the folder.
pub(crate) fn all() -> Result<PathBuf, Failed> {
    npm()?;
    engines()?;
    run("npm", &["run", "--silent", "build", "-w", "pkg"])?;
    glue()?;
    run("npm", &["run", "--silent", "build", "-w", "www"])?;
    let dist = root().join("pkg/dist");
    company::sample(&dist.join("sample"))?;
    lay_out(&dist)?;
    Ok(site())
}

/// `/` the pages, `/skillkeep/` the package, `/company/` the signed files, `/samples/` files to try.
fn lay_out(dist: &Path) -> Result<(), Failed> {
    let site = site();
    // A file of an older build must not be served beside a newer one.
    let _ = std::fs::remove_dir_all(&site);
    copy_dir(&root().join("www/dist"), &site)?;
    copy_dir(dist, &site.join("skillkeep"))?;
    copy_dir(&dist.join("sample"), &site.join("company"))?;
    copy_dir(&root().join("tests/fixtures/sample-signals"), &site.join("samples"))?;
    // A service worker rules the folder that it is served from, so the portal's lies at the top.
    write(&site.join("sw.js"), &read(&dist.join("sw.js"))?)?;
    let mut list = vec!["pkg/sw-files.mjs", "target/site"];
    // The sealing is fetched by those who send, four times a year, when they do; the consoles are other people's.
    let skipped = [
        "company/",
        "skillkeep/sample/",
        "skillkeep/sync",
        "samples/",
        "console/",
        "keeper-console/",
        "insight-console/",
    ];
    list.extend(skipped.iter().flat_map(|prefix| ["--skip", prefix]));
    run("node", &list)
}

/// Installs the locked npm packages when the lock is newer than what is installed.
pub(crate) fn npm() -> Result<(), Failed> {
    if !there("npm", "--version") {
        return Err(Failed::new("npm is missing: install Node.js 20 or newer"));
    }
    let changed = |p: PathBuf| p.metadata().and_then(|m| m.modified()).unwrap_or(SystemTime::UNIX_EPOCH);
    let installed = root().join("node_modules/.package-lock.json");
    if !installed.exists() || changed(root().join("package-lock.json")) > changed(installed) {
        run("npm", &["ci", "--ignore-scripts", "--silent"])?;
    }
    Ok(())
}

fn cargo() -> Command {
    Command::new(std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned()))
}

/// Compiles the engine twice, for every browser and for those with 128-bit SIMD, and the sealing once: it gains nothing by SIMD.
fn engines() -> Result<(), Failed> {
    add_target()?;
    let simd = "-Ctarget-feature=+simd128";
    for (package, dir, flags) in
        [("skillkeep", "wasm-scalar", ""), ("skillkeep", "wasm-simd", simd), ("skillkeep-sync-wasm", "wasm-scalar", "")]
    {
        // One package at a time: together they would share the features that only the other asks for.
        let mut build = cargo();
        build.args(["build", "--quiet", "--release", "--package", package, "--lib", "--target", TARGET]);
        // Panics name their source file; what is shipped shall not name the machine that built it.
        let mut all = remaps();
        all.extend(flags.split_whitespace().map(str::to_owned));
        build.arg("--target-dir").arg(root().join("target").join(dir));
        // Encoded, since a path may hold spaces.
        build.env("CARGO_ENCODED_RUSTFLAGS", all.join("\u{1f}"));
        run_with(&mut build)?;
    }
    Ok(())
}

/// Short names for this checkout and for the registry's sources.
fn remaps() -> Vec<String> {
    let home = |name: &str, under: &str| {
        std::env::var_os(name).map(PathBuf::from).or_else(|| std::env::home_dir().map(|h| h.join(under)))
    };
    let checkout = Some((root(), "skillkeep"));
    let places = [
        checkout,
        home("CARGO_HOME", ".cargo").map(|p| (p, "cargo")),
        home("RUSTUP_HOME", ".rustup").map(|p| (p, "rustup")),
    ];
    let remap = |(from, to): (PathBuf, &str)| format!("--remap-path-prefix={}={to}", from.display());
    places.into_iter().flatten().map(remap).collect()
}

/// rustup fetches the target only with a toolchain that it has to install.
fn add_target() -> Result<(), Failed> {
    let sysroot =
        Command::new("rustc").args(["--print", "target-libdir", "--target", TARGET]).current_dir(root()).output();
    let lib = sysroot.ok().and_then(|o| String::from_utf8(o.stdout).ok()).unwrap_or_default();
    if Path::new(lib.trim()).exists() {
        return Ok(());
    }
    run("rustup", &["target", "add", TARGET])
}

/// Writes the engine's glue (the same for both builds) and the two engines into the package, and the sealing with its own.
fn glue() -> Result<(), Failed> {
    for (dir, wasm) in [("wasm-scalar", "engine_scalar.wasm"), ("wasm-simd", "engine_simd.wasm")] {
        bindgen(dir, "skillkeep", "engine", wasm)?;
    }
    bindgen("wasm-scalar", "skillkeep_sync_wasm", "sync", "sync_bg.wasm")
}

/// Runs wasm-bindgen on what cargo left in `dir` of `library`, and puts `out.js`, `out.d.ts` and `wasm` into the package.
fn bindgen(dir: &str, library: &str, out: &str, wasm: &str) -> Result<(), Failed> {
    let dist = root().join("pkg/dist");
    let built = root().join("target").join(dir);
    let input = built.join(TARGET).join("release").join(format!("{library}.wasm"));
    let glue = built.join("bindgen");
    let mut bindgen = Bindgen::new();
    bindgen.input_path(input).typescript(true).remove_name_section(true).remove_producers_section(true);
    bindgen.web(true).map_err(Failed::new)?;
    bindgen.out_name(out);
    bindgen.generate(&glue).map_err(|e| Failed::new(format!("wasm-bindgen: {e:#}")))?;
    write(&dist.join(wasm), &read(&glue.join(format!("{out}_bg.wasm")))?)?;
    for kind in ["js", "d.ts"] {
        let name = format!("{out}.{kind}");
        write(&dist.join(&name), &read(&glue.join(&name))?)?;
    }
    Ok(())
}
