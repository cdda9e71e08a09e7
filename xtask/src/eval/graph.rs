//! `cargo x eval graph`: how good what is learned of the graph is, on links that were held out.
//!
//! ```text
//! --links F    lines {occ, train, held}: numbers of lines of the files below
//!   --skills F, --occupations F, --relations F   lines {label, alts, desc}, {label, alts, desc}, {src, dst, rel}; by default
//!                                                the files esco110_*.jsonl beside the links
//!   --salt N   hold links out of `train` in place of `held`: for choosing, and to see that a figure carries over
//! --related F  lines {soc, related: [code, tier, rank]}, with --onet DIR, the folder of O*NET's text and Excel files
//! --out P      the rankings, one JSON array a line; P.queries has the questions, for a scorer of that shape
//! ```

mod calibrate;
mod fuse;
mod links;
mod related;
mod score;
mod text;

use std::path::{Path, PathBuf};

use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::json;
use skillkeep::taxonomy::{PackSource, Relation, RoleSource, SkillSource, SourceNotice, Taxonomy, compile};

use crate::run::{Failed, read, write};
use links::{Links, Texts};

const HELP: &str = "cargo x eval graph --links FILE [--salt N] [--out P], or --related FILE --onet DIR [--out P]";

#[derive(Deserialize)]
struct LinkLine {
    occ: usize,
    train: Vec<u32>,
    held: Vec<u32>,
}

#[derive(Deserialize)]
struct TextLine {
    label: String,
    #[serde(default)]
    alts: Vec<String>,
    #[serde(default)]
    desc: String,
}

#[derive(Deserialize)]
struct RelationLine {
    src: usize,
    dst: usize,
    rel: String,
}

/// The flags, each with its value.
#[derive(Default)]
struct Flags<'a> {
    links: Option<&'a str>,
    skills: Option<&'a str>,
    occupations: Option<&'a str>,
    relations: Option<&'a str>,
    related: Option<&'a str>,
    onet: Option<&'a str>,
    out: Option<&'a str>,
    salt: Option<u64>,
}

pub(super) fn graph(args: &[&str]) -> Result<(), Failed> {
    let mut flags = Flags::default();
    for pair in args.chunks(2) {
        let &[flag, value] = pair else { return Err(Failed::new(HELP)) };
        match flag {
            "--links" => flags.links = Some(value),
            "--skills" => flags.skills = Some(value),
            "--occupations" => flags.occupations = Some(value),
            "--relations" => flags.relations = Some(value),
            "--related" => flags.related = Some(value),
            "--onet" => flags.onet = Some(value),
            "--out" => flags.out = Some(value),
            "--salt" => flags.salt = Some(value.parse().map_err(|_| Failed::new("--salt takes a whole number"))?),
            _ => return Err(Failed::new(format!("{flag}? {HELP}"))),
        }
    }
    // The files may not be redistributed, so they may not be there: that is no failure.
    let named = [flags.links, flags.skills, flags.occupations, flags.relations, flags.related, flags.onet];
    if let Some(missing) = named.into_iter().flatten().find(|f| !Path::new(f).exists()) {
        println!("not measured: {missing} is not there");
        return Ok(());
    }
    match (flags.links, flags.related, flags.onet) {
        (Some(links), None, None) => of_links(Path::new(links), &flags),
        (None, Some(related), Some(onet)) => {
            let asked: Vec<related::Asked> = lines(Path::new(related))?;
            let ranked = related::rank(&asked, Path::new(onet))?;
            let queries = asked.iter().map(|a| json!({ "q": a.soc, "rel": a.right() }));
            put(flags.out, &ranked, queries)
        }
        _ => Err(Failed::new(HELP)),
    }
}

fn of_links(path: &Path, flags: &Flags<'_>) -> Result<(), Failed> {
    let beside = |given: Option<&str>, name: &str| given.map_or_else(|| path.with_file_name(name), PathBuf::from);
    let skills: Vec<TextLine> = lines(&beside(flags.skills, "esco110_skills.jsonl"))?;
    let occupations: Vec<TextLine> = lines(&beside(flags.occupations, "esco110_occupations.jsonl"))?;
    let relations: Vec<RelationLine> = lines(&beside(flags.relations, "esco110_skill_skill.jsonl"))?;
    let rows: Vec<LinkLine> = lines(path)?;
    let sound =
        |r: &LinkLine| r.occ < occupations.len() && r.train.iter().chain(&r.held).all(|s| (*s as usize) < skills.len());
    if !rows.iter().all(sound) {
        return Err(Failed::new(format!("{}: a number that is no line of the other files", path.display())));
    }
    let all = Links {
        skills: skills.len(),
        given: rows.iter().map(|r| r.train.clone()).collect(),
        held: rows.iter().map(|r| r.held.clone()).collect(),
    };
    let all = match flags.salt {
        Some(salt) => all.within(salt),
        None => all,
    };

    // The label counts three times.
    let terms = |t: &TextLine| {
        let names = std::iter::repeat_n(&t.label, 3).chain(&t.alts).chain([&t.desc]);
        names.flat_map(|n| text::words(n)).collect::<Vec<_>>()
    };
    let of_rows = rows.iter().filter_map(|r| occupations.get(r.occ));
    let mut vectors: Vec<Vec<String>> = of_rows.map(terms).collect();
    vectors.extend(skills.iter().map(terms));
    let mut vectors = text::vectors(&vectors);
    let of_skills = vectors.split_off(rows.len());
    let texts = Texts::of(vectors, &of_skills);

    let source = pack_source(&skills, &relations, &all);
    let bytes = compile(&source).map_err(Failed::new)?;
    let pack = Taxonomy::open(&bytes).map_err(Failed::new)?;
    let numbers: Vec<Option<u32>> = pack.skills().map(|s| pack.id(s).parse().ok()).collect();
    println!(
        "{} occupations, {} skills, {} links given, {} held out; the pack has {} neighbours",
        all.given.len(),
        all.skills,
        all.given.iter().map(Vec::len).sum::<usize>(),
        all.held.iter().map(Vec::len).sum::<usize>(),
        pack.skills().map(|s| pack.adjacent(s).count()).sum::<usize>()
    );
    let ranked = links::rank(&all, &texts, &pack, &numbers);
    let (learned, people) = calibrate::without_a_fifth(&all);
    let pack = compile(&pack_source(&skills, &relations, &learned)).map_err(Failed::new)?;
    let pack = Taxonomy::open(&pack).map_err(Failed::new)?;
    calibrate::table(&all, &pack, &numbers, &people);
    let queries = rows.iter().zip(&all.held).map(|(r, held)| json!({ "q": occupations[r.occ].label, "rel": held }));
    put(flags.out, &ranked, queries)
}

/// What a pack would be made of if only the given links were known; ids are the lines' numbers.
fn pack_source(skills: &[TextLine], relations: &[RelationLine], links: &Links) -> PackSource {
    let id = |i: usize| format!("{i:05}");
    let mut out: Vec<SkillSource> = (0..)
        .zip(skills)
        .map(|(i, s)| SkillSource {
            id: id(i),
            label: s.label.clone(),
            aliases: s.alts.clone(),
            ..SkillSource::default()
        })
        .collect();
    for r in relations.iter().filter(|r| r.src != r.dst && r.dst < skills.len()) {
        let relation = if r.rel == "essential" { Relation::Requires } else { Relation::Related };
        if let Some(s) = out.get_mut(r.src) {
            s.relations.push((relation, id(r.dst)));
        }
    }
    let need = |s: &u32| (id(*s as usize), 2.0, true);
    let roles = (0..).zip(&links.given).map(|(i, given)| RoleSource {
        id: id(i),
        label: id(i),
        needs: given.iter().map(need).collect(),
        ..RoleSource::default()
    });
    let sources = vec![SourceNotice { source: "measured".into(), ..SourceNotice::default() }];
    PackSource { sources, skills: out, roles: roles.collect() }
}

fn lines<T: DeserializeOwned>(path: &Path) -> Result<Vec<T>, Failed> {
    let bytes = read(path)?;
    let rows = (1..).zip(bytes.split(|b| *b == b'\n')).filter(|(_, line)| !line.trim_ascii().is_empty());
    rows.map(|(n, line)| {
        serde_json::from_slice(line).map_err(|e| Failed::new(format!("{}, line {n}: {e}", path.display())))
    })
    .collect()
}

/// Writes rankings and questions, where somebody wants them.
fn put<T: serde::Serialize>(
    out: Option<&str>,
    ranked: &[T],
    queries: impl Iterator<Item = serde_json::Value>,
) -> Result<(), Failed> {
    let Some(out) = out else { return Ok(()) };
    let mut text = String::new();
    for r in ranked {
        text += &serde_json::to_string(r).map_err(Failed::new)?;
        text.push('\n');
    }
    write(Path::new(out), text.as_bytes())?;
    let queries: String = queries.map(|q| format!("{q}\n")).collect();
    write(Path::new(&format!("{out}.queries")), queries.as_bytes())
}
