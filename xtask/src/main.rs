//! `cargo x …`: every command of this repository.

mod bench;
mod build;
mod company;
mod dictionary;
mod fill;
mod licences;
mod pack;
mod run;
#[cfg(test)]
mod sealing;
mod serve;
mod simulate;
mod sizes;
mod taxonomy;
mod test;

use run::Failed;

const HELP: &str = "\
cargo x serve [--port N]          build everything, serve the portal on loopback, print one URL
cargo x test                      every test, the browser ones too
cargo x build                     the package, the pages and the sample company
cargo x bench                     the figures of the README
cargo x pack esco|table DIR OUT   compile a taxonomy into a pack
cargo x dictionary plan [DIR]     what each question costs and how precise it is
cargo x simulate [--people N] [--periods T] [--record FILE] [--seed S] [--no-plants] [--min-batch M]
                                  the sample company's people report through real aggregators
cargo x licences                  check the licences of all dependencies
";

fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = args.iter().map(String::as_str).collect();
    let outcome = match words.as_slice() {
        ["serve", rest @ ..] => serve::serve(rest),
        ["test", rest @ ..] => test::test(rest),
        ["build"] => build::all().map(|_| ()),
        ["bench", rest @ ..] => bench::bench(rest),
        ["pack", kind, dir, out] => pack_command(kind, dir, out),
        ["dictionary", "plan"] => dictionary::print_plan(&run::root().join("data/sample")),
        ["dictionary", "plan", dir] => dictionary::print_plan(std::path::Path::new(dir)),
        ["simulate", rest @ ..] => simulate::simulate(rest),
        ["taxonomy", rest @ ..] => taxonomy::taxonomy(rest),
        ["licences"] => licences::check(),
        _ => {
            print!("{HELP}{}", taxonomy::HELP);
            if words.is_empty() || words == ["help"] { Ok(()) } else { Err(Failed::new("no such command")) }
        }
    };
    if let Err(e) = outcome {
        eprintln!("cargo x: {e}");
        std::process::exit(1);
    }
}

fn pack_command(kind: &str, dir: &str, out: &str) -> Result<(), Failed> {
    let dir = std::path::Path::new(dir);
    let source = match kind {
        "esco" => pack::esco(dir),
        "table" => pack::table(dir),
        _ => return Err(Failed::new(format!("no pack source {kind:?}: esco or table"))),
    };
    let source = source.map_err(Failed::new)?;
    let bytes = skillkeep::taxonomy::compile(&source).map_err(Failed::new)?;
    std::fs::write(out, &bytes).map_err(|e| Failed::new(format!("{out}: {e}")))?;
    println!("{out}: {} skills, {} roles, {} bytes", source.skills.len(), source.roles.len(), bytes.len());
    Ok(())
}
