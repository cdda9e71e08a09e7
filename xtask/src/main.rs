//! `cargo x …`: every command of this repository.

mod bench;
mod build;
mod catalog;
mod company;
mod dictionary;
mod eval;
mod fill;
mod licences;
mod pack;
mod run;
#[cfg(test)]
mod sealing;
mod serve;
mod simulate;
mod sizes;
mod table;
mod taxonomy;
mod test;
mod train;

use run::Failed;

const HELP: &str = "\
cargo x serve [--port N]          build everything, serve the portal on loopback, print one URL
cargo x test                      every test, the browser ones too
cargo x build                     the package, the pages and the sample company
cargo x bench                     the figures of the README
cargo x bench understanding [--pack FILE]
                                  opening a pack, a page of CV, a megabyte of commits, in Chromium; of what was built
cargo x bench minilm [--pack FILE]
                                  a page of CV against MiniLM in onnxruntime-web, which benches/minilm.py makes
cargo x bench insight [--skills N] [--periods N] [--rows N] [--times N]
                                  what the pages of insight wait for in a large company: 500 skills, 100 cells, 60 periods
cargo x eval graph --links F [--salt N] [--out P] | --related F --onet DIR [--out P]
                                  how well the learned graph ranks skills of an occupation, and related occupations
cargo x eval link|sure --targets T --queries Q …
                                  how well text is linked to skills, and how sure a link is
cargo x eval reference --folder F   statistics against cases with known answers
cargo x pack KIND IN [KIND IN …] OUT [--keep-good] [--report FILE] [--train | --table FILE] [--items CATALOGUE]
                                  compile taxonomies into one pack; KIND is esco, onet, rsd, case or table;
                                  with a table for the linker, trained now or before
cargo x train link KIND IN [KIND IN …] OUT
                                  train a table for the linker on the text of taxonomies
cargo x train factors --interactions F --out FILE
                                  factors for a company's catalogue from who took what
cargo x catalog check [CATALOGUE PACK] [--json FILE] [--strict]
                                  what the keepers of a catalogue should look at: tags, duplicates, what no role needs, what
                                  nothing teaches; the sample company's without a file
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
        ["eval", rest @ ..] => eval::eval(rest),
        ["train", "link", rest @ .., out] => train_link(rest, out),
        ["train", "factors", rest @ ..] => train::factors(rest),
        ["pack", rest @ ..] => pack::run(rest).map_err(Failed::new),
        ["catalog", "check", rest @ ..] => catalog::check(rest),
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

fn train_link(sources: &[&str], out: &str) -> Result<(), Failed> {
    let source = pack::sources(sources).map_err(Failed::new)?;
    let vectors = table::trained(&source, &[], skillkeep_train::link::Settings::default())?;
    table::save(std::path::Path::new(out), &vectors)
}
