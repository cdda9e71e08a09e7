//! How sure a link is: is there a skill in a span at all, is the best candidate the right one, and do the probabilities hold.

use std::path::PathBuf;

use serde::Deserialize;
use skillkeep::taxonomy::{Candidate, LINKABLE, Learned, RIGHT, SURE_FEATURES, Taxonomy, compile_with, probability};
use skillkeep_train::link::Settings;

use super::link::{Question, Target, lines, relevant, source};
use crate::run::Failed;
use crate::table;

const USAGE: &str =
    "cargo x eval sure --targets T.jsonl [--spans S.jsonl,S.jsonl] [--annotations A.csv,A.csv] [--nil N.json] [--fit]";

/// Places in `Candidate::plain`, and from where on a skill counts as another's sister.
const LETTERS: usize = 2;
const SISTER_LETTERS: f32 = 0.3;
const DIRECTION: usize = 3;
const SISTER_DIRECTION: f32 = 0.9;

/// Weight decay of the two layers, by validation across fields: there are some four to five hundred spans.
const RIGHT_DECAY: f64 = 0.005;
const LINKABLE_DECAY: f64 = 0.025;

type Features = [f32; SURE_FEATURES];

/// A line of `--nil`: does the span name a skill of the taxonomy?
#[derive(Deserialize)]
struct Nil {
    q: String,
    linkable: u8,
}

/// Prints AUROC and calibration error; fits the weights where asked to.
///
/// # Errors
/// A flag that is not known, a file that cannot be read.
pub(super) fn sure(args: &[&str]) -> Result<(), Failed> {
    let (mut targets, mut spans, mut annotated, mut nil, mut fit) =
        (PathBuf::new(), Vec::new(), Vec::new(), None, false);
    let mut rest = args.iter();
    while let Some(flag) = rest.next() {
        if *flag == "--fit" {
            fit = true;
            continue;
        }
        let value = rest.next().ok_or_else(|| Failed::new(format!("{flag} wants a value\n{USAGE}")))?;
        match *flag {
            "--targets" => targets = value.into(),
            "--spans" => spans = value.split(',').map(PathBuf::from).collect(),
            "--annotations" => annotated = value.split(',').map(PathBuf::from).collect(),
            "--nil" => nil = Some(PathBuf::from(value)),
            _ => return Err(Failed::new(format!("{flag} is not known\n{USAGE}"))),
        }
    }
    if let Some(missing) = std::iter::once(&targets).chain(&spans).chain(&annotated).chain(&nil).find(|p| !p.exists()) {
        println!("skipped: {} is not here", missing.display());
        return Ok(());
    }
    let source = source(lines::<Target>(&targets)?);
    let table = table::trained(&source, &[], Settings::default())?;
    let tax = Taxonomy::open(
        &compile_with(&source, Learned { table: Some(&table), ..Learned::default() }).map_err(Failed::new)?,
    )
    .map_err(Failed::new)?;
    let (mut right, mut linkable) = (Vec::new(), Vec::new());
    for path in &spans {
        for q in lines::<Question>(path)? {
            let gold = relevant(&tax, &q);
            if gold.is_empty() {
                continue;
            }
            let Some((skill, features)) = tax.best_without(&q.q, &[]) else { continue };
            right.push((features, gold.contains(&skill)));
            linkable.push((features, true));
            // Without its skill a taxonomy still has that one's sisters; "no skill of ours" means that they are not there either.
            let mut gone = gold.clone();
            for skill in &gold {
                let near = |c: &Candidate| c.plain[LETTERS] > SISTER_LETTERS || c.plain[DIRECTION] > SISTER_DIRECTION;
                gone.extend(tax.candidates(tax.label(*skill)).iter().filter(|c| near(c)).map(|c| c.skill));
            }
            if let Some((_, features)) = tax.best_without(&q.q, &gone) {
                right.push((features, false));
                linkable.push((features, false));
            }
        }
    }
    if !right.is_empty() {
        show("spans, and again without their skill: the best is right", &right, &RIGHT);
        show("the same: there is a skill", &linkable, &LINKABLE);
        if fit {
            let weights = logistic(&right, RIGHT_DECAY);
            println!("RIGHT: {weights:.2?}");
            show("RIGHT", &right, &weights);
        }
    }
    let features = |text: &str| tax.best_without(text, &[]).map_or([0.0; SURE_FEATURES], |b| b.1);
    let mut judged = Vec::new();
    for path in &annotated {
        let known: Vec<(Features, bool)> =
            annotations(path)?.into_iter().map(|(span, linkable)| (features(&span), linkable)).collect();
        show(&path.display().to_string(), &known, &LINKABLE);
        judged.extend(known);
    }
    if fit && !judged.is_empty() {
        let weights = logistic(&judged, LINKABLE_DECAY);
        println!("LINKABLE: {weights:.2?}");
        show("LINKABLE on all annotations", &judged, &weights);
    }
    if let Some(path) = nil {
        let at = path.display().to_string();
        let text = std::fs::read_to_string(&path).map_err(|e| Failed::new(format!("{at}: {e}")))?;
        let all: Vec<Nil> = serde_json::from_str(&text).map_err(|e| Failed::new(format!("{at}: {e}")))?;
        let known: Vec<(Features, bool)> = all.iter().map(|n| (features(&n.q), n.linkable == 1)).collect();
        show(&at, &known, &LINKABLE);
    }
    Ok(())
}

/// Spans of a published annotation (columns sentence, span, sub_span, label; a label that is no number means: no such skill here).
fn annotations(path: &std::path::Path) -> Result<Vec<(String, bool)>, Failed> {
    let at = |e: &dyn std::fmt::Display| Failed::new(format!("{}: {e}", path.display()));
    let mut rows = csv::Reader::from_path(path).map_err(|e| at(&e))?;
    let heads = rows.headers().map_err(|e| at(&e))?.clone();
    let column =
        |name: &str| heads.iter().position(|h| h == name).ok_or_else(|| at(&format!("column {name} is missing")));
    let (span, part, label) = (column("span")?, column("sub_span")?, column("label")?);
    let mut all = Vec::new();
    for row in rows.records() {
        let row = row.map_err(|e| at(&e))?;
        let cell = |n: usize| row.get(n).unwrap_or("").trim();
        let text = if cell(part).is_empty() { cell(span) } else { cell(part) };
        all.push((text.to_owned(), cell(label).parse::<f64>().is_ok()));
    }
    Ok(all)
}

fn show(what: &str, all: &[(Features, bool)], weights: &Features) {
    let scored: Vec<(f32, bool)> = all.iter().map(|(f, y)| (probability(f, weights), *y)).collect();
    println!("{what}: {} spans, AUROC {:.3}, calibration error {:.3}", all.len(), auroc(&scored), error(&scored));
}

/// The chance that one that is gets more than one that is not.
fn auroc(scored: &[(f32, bool)]) -> f64 {
    let (mut wins, mut pairs) = (0.0, 0.0);
    for (a, _) in scored.iter().filter(|s| s.1) {
        for (b, _) in scored.iter().filter(|s| !s.1) {
            pairs += 1.0;
            wins += if a > b {
                1.0
            } else if a == b {
                0.5
            } else {
                0.0
            };
        }
    }
    wins / f64::max(pairs, 1.0)
}

/// Expected calibration error over ten bins of equal width.
fn error(scored: &[(f32, bool)]) -> f64 {
    let mut bins = [(0.0, 0.0, 0.0); 10];
    for (p, y) in scored {
        let bin = &mut bins[((p * 10.0) as usize).min(9)];
        *bin = (bin.0 + 1.0, bin.1 + f64::from(*p), bin.2 + f64::from(u8::from(*y)));
    }
    bins.iter().map(|(_, p, y)| (p - y).abs()).sum::<f64>() / scored.len().max(1) as f64
}

/// Logistic regression by gradient steps over features of one scale, with weight decay on that scale; the last one is the constant.
fn logistic(all: &[(Features, bool)], decay: f64) -> Features {
    let n = all.len().max(1) as f64;
    let (mut mean, mut spread) = ([0.0f64; SURE_FEATURES], [1.0f64; SURE_FEATURES]);
    for k in 0..SURE_FEATURES - 1 {
        mean[k] = all.iter().map(|(f, _)| f64::from(f[k])).sum::<f64>() / n;
        spread[k] = (all.iter().map(|(f, _)| (f64::from(f[k]) - mean[k]).powi(2)).sum::<f64>() / n).sqrt().max(1e-6);
    }
    let rows: Vec<([f64; SURE_FEATURES], f64)> = all
        .iter()
        .map(|(f, y)| (std::array::from_fn(|k| (f64::from(f[k]) - mean[k]) / spread[k]), f64::from(u8::from(*y))))
        .collect();
    let mut weights = [0.0f64; SURE_FEATURES];
    for _ in 0..4_000 {
        let mut slope: [f64; SURE_FEATURES] =
            std::array::from_fn(|k| if k + 1 < SURE_FEATURES { decay * weights[k] } else { 0.0 });
        for (x, y) in &rows {
            let sum: f64 = x.iter().zip(&weights).map(|(x, w)| x * w).sum();
            let miss = 1.0 / (1.0 + (-sum).exp()) - y;
            slope.iter_mut().zip(x).for_each(|(s, x)| *s += miss * x / n);
        }
        weights.iter_mut().zip(slope).for_each(|(w, s)| *w -= 0.5 * s);
    }
    let mut out: Features = std::array::from_fn(|k| (weights[k] / spread[k]) as f32);
    let shift: f64 = (0..SURE_FEATURES - 1).map(|k| weights[k] * mean[k] / spread[k]).sum();
    out[SURE_FEATURES - 1] = (weights[SURE_FEATURES - 1] - shift) as f32;
    out
}
