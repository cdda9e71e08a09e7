//! Text to skills: ranked targets for sentences with known skills.

use std::collections::HashMap;
use std::path::PathBuf;

use serde::Deserialize;
use serde_json::Value;
use skillkeep::taxonomy::{
    Candidate, FEATURES, Learned, PackSource, SkillId, SkillKind, SkillSource, SourceNotice, Taxonomy, WEIGHTS,
    compile_with,
};
use skillkeep_train::link::Settings;

use crate::run::Failed;
use crate::table;

const USAGE: &str = "cargo x eval link --targets T.jsonl --queries Q.jsonl [--out P.jsonl] [--labelled L.jsonl] [--no-table] \
    [--dimensions N] [--rows N] | --targets T.jsonl --tune Q.jsonl,Q.jsonl";
/// Targets a line of the output has.
const RANKED: usize = 100;

#[derive(Default)]
struct Args {
    targets: PathBuf,
    queries: Vec<PathBuf>,
    out: Option<PathBuf>,
    labelled: Vec<PathBuf>,
    table: bool,
    tune: bool,
    settings: Settings,
}

fn parse(args: &[&str]) -> Result<Args, Failed> {
    let mut out = Args { table: true, ..Args::default() };
    let mut rest = args.iter();
    while let Some(flag) = rest.next() {
        if *flag == "--no-table" {
            out.table = false;
            continue;
        }
        let value = rest.next().ok_or_else(|| Failed::new(format!("{flag} wants a value\n{USAGE}")))?;
        let number = || value.parse::<usize>().map_err(|_| Failed::new(format!("{flag}: {value:?} is no number")));
        match *flag {
            "--targets" => out.targets = value.into(),
            "--queries" => out.queries.push(value.into()),
            "--tune" => (out.tune, out.queries) = (true, value.split(',').map(PathBuf::from).collect()),
            "--out" => out.out = Some(value.into()),
            "--labelled" => out.labelled.push(value.into()),
            "--dimensions" => out.settings.dimensions = number()?,
            "--rows" => out.settings.rows = number()?,
            "--epochs" => out.settings.epochs = number()?,
            "--batch" => out.settings.batch = number()?,
            "--seed" => out.settings.seed = number()? as u64,
            _ => return Err(Failed::new(format!("{flag} is not known\n{USAGE}"))),
        }
    }
    if out.targets.as_os_str().is_empty() || out.queries.is_empty() {
        return Err(Failed::new(USAGE));
    }
    Ok(out)
}

/// A target: a line of `--targets`.
#[derive(Deserialize)]
pub(super) struct Target {
    id: Value,
    label: String,
    #[serde(default)]
    alts: Vec<String>,
    #[serde(default)]
    hidden: Vec<String>,
    #[serde(default)]
    desc: String,
    #[serde(default, rename = "type")]
    kind: String,
}

/// A question: a line of `--queries`; `rel` are the ids of its skills, where they are known.
#[derive(Deserialize)]
pub(super) struct Question {
    pub(super) q: String,
    #[serde(default)]
    pub(super) rel: Vec<Value>,
}

pub(super) fn lines<T: for<'a> Deserialize<'a>>(path: &PathBuf) -> Result<Vec<T>, Failed> {
    let at = path.display();
    let text = std::fs::read_to_string(path).map_err(|e| Failed::new(format!("{at}: {e}")))?;
    let all = (1..).zip(text.lines()).filter(|(_, l)| !l.trim().is_empty());
    all.map(|(n, l)| serde_json::from_str(l).map_err(|e| Failed::new(format!("{at}:{n}: {e}")))).collect()
}

/// The id of a target in the pack: its own, as text.
pub(super) fn key(id: &Value) -> String {
    id.as_str().map_or_else(|| id.to_string(), str::to_owned)
}

/// Ranks targets for each question; prints how well, where the answers are known.
///
/// # Errors
/// A flag that is not known, a file that cannot be read or written.
pub(super) fn link(args: &[&str]) -> Result<(), Failed> {
    let args = parse(args)?;
    if let Some(missing) = std::iter::once(&args.targets).chain(&args.queries).find(|p| !p.exists()) {
        println!("skipped: {} is not here", missing.display());
        return Ok(());
    }
    let targets: Vec<Target> = lines(&args.targets)?;
    let ids: HashMap<String, Value> = targets.iter().map(|t| (key(&t.id), t.id.clone())).collect();
    let source = source(targets);
    let mut labelled = Vec::new();
    for path in &args.labelled {
        let all: Vec<Question> = lines(path)?;
        labelled.extend(all.iter().flat_map(|q| q.rel.iter().map(|r| (q.q.clone(), key(r)))));
    }
    let table = args.table.then(|| table::trained(&source, &labelled, args.settings)).transpose()?;
    let pack = compile_with(&source, Learned { table: table.as_ref(), ..Learned::default() }).map_err(Failed::new)?;
    let tax = Taxonomy::open(&pack).map_err(Failed::new)?;
    println!("{} skills, pack {} bytes", tax.len(), pack.len());
    let sets: Vec<Vec<Question>> = args.queries.iter().map(lines).collect::<Result<_, _>>()?;
    if args.tune {
        return tune(&tax, &args.queries, &sets);
    }
    let mut out = String::new();
    for (path, set) in args.queries.iter().zip(&sets) {
        let start = std::time::Instant::now();
        let mut sum = [0.0; 3];
        for q in set {
            let ranked: Vec<SkillId> = tax.rank(&q.q, RANKED).into_iter().map(|r| r.0).collect();
            let values: Vec<&Value> = ranked.iter().filter_map(|s| ids.get(tax.id(*s))).collect();
            out.push_str(&serde_json::to_string(&values).map_err(Failed::new)?);
            out.push('\n');
            let figures = figures(&ranked, &relevant(&tax, q), distinct(&q.rel));
            sum.iter_mut().zip(figures).for_each(|(s, f)| *s += f);
        }
        let [mrr, five, ten] = sum.map(|s| 100.0 * s / set.len().max(1) as f64);
        let each = start.elapsed() / set.len().max(1) as u32;
        println!(
            "{}: {} questions, MRR {mrr:.1}, RP@5 {five:.1}, RP@10 {ten:.1}; {each:.1?} each",
            path.display(),
            set.len()
        );
    }
    match &args.out {
        Some(path) => std::fs::write(path, out).map_err(|e| Failed::new(format!("{}: {e}", path.display()))),
        None => Ok(()),
    }
}

pub(super) fn source(targets: Vec<Target>) -> PackSource {
    let skill = |t: Target| SkillSource {
        id: key(&t.id),
        label: t.label,
        aliases: t.alts.into_iter().chain(t.hidden).collect(),
        description: t.desc,
        kind: if t.kind.starts_with("knowledge") { SkillKind::Knowledge } else { SkillKind::Skill },
        ..SkillSource::default()
    };
    PackSource {
        sources: vec![SourceNotice::default()],
        skills: targets.into_iter().map(skill).collect(),
        roles: Vec::new(),
    }
}

fn distinct(ids: &[Value]) -> usize {
    ids.iter().map(key).collect::<std::collections::HashSet<_>>().len()
}

pub(super) fn relevant(tax: &Taxonomy, q: &Question) -> Vec<SkillId> {
    let mut all: Vec<SkillId> = q.rel.iter().filter_map(|r| tax.find(&key(r))).collect();
    all.sort_unstable();
    all.dedup();
    all
}

/// Reciprocal rank of the first, and the share of the answers (of as many as could be) among the first five and ten.
fn figures(ranked: &[SkillId], relevant: &[SkillId], count: usize) -> [f64; 3] {
    let at: Vec<usize> = (1..).zip(ranked).filter(|(_, s)| relevant.contains(s)).map(|(i, _)| i).collect();
    let within = |k: usize| at.iter().filter(|a| **a <= k).count() as f64 / k.min(count).max(1) as f64;
    [at.first().map_or(0.0, |a| 1.0 / *a as f64), within(5), within(10)]
}

/// A question with its candidates.
struct Known {
    candidates: Vec<Candidate>,
    relevant: Vec<SkillId>,
    count: usize,
}

fn mean(sets: &[Vec<Known>], weights: &[f32; FEATURES]) -> (f64, Vec<[f64; 3]>) {
    let mut all = Vec::new();
    for set in sets {
        let mut sum = [0.0; 3];
        for known in set {
            let mut ranked: Vec<(f32, SkillId)> =
                known.candidates.iter().map(|c| (c.score(weights), c.skill)).collect();
            ranked.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
            let ranked: Vec<SkillId> = ranked.into_iter().take(10).map(|r| r.1).collect();
            sum.iter_mut().zip(figures(&ranked, &known.relevant, known.count)).for_each(|(s, f)| *s += f);
        }
        all.push(sum.map(|s| 100.0 * s / set.len().max(1) as f64));
    }
    (all.iter().map(|s| s.iter().sum::<f64>() / 3.0).sum::<f64>() / all.len().max(1) as f64, all)
}

/// Coordinate ascent over the weights of the ranking, from those that are built in.
fn tune(tax: &Taxonomy, names: &[PathBuf], sets: &[Vec<Question>]) -> Result<(), Failed> {
    let known =
        |q: &Question| Known { candidates: tax.candidates(&q.q), relevant: relevant(tax, q), count: distinct(&q.rel) };
    let sets: Vec<Vec<Known>> = sets.iter().map(|s| s.iter().map(known).collect()).collect();
    let mut weights = WEIGHTS;
    let (mut best, all) = mean(&sets, &weights);
    println!("before: {best:.2} {all:.1?}");
    loop {
        let before = best;
        for f in 0..FEATURES {
            for (times, plus) in [(0.8, 0.0), (1.25, 0.0), (1.0, 0.1), (1.0, -0.1), (1.0, 0.03), (1.0, -0.03)] {
                let mut other = weights;
                other[f] = other[f] * times + plus;
                let (value, _) = mean(&sets, &other);
                if value > best + 0.01 {
                    (best, weights) = (value, other);
                }
            }
        }
        if best < before + 0.02 {
            break;
        }
    }
    let (best, all) = mean(&sets, &weights);
    for (name, [mrr, five, ten]) in names.iter().zip(all) {
        println!("{}: MRR {mrr:.1}, RP@5 {five:.1}, RP@10 {ten:.1}", name.display());
    }
    println!("after: {best:.2} {weights:.2?}");
    Ok(())
}
