//! `cargo x eval collab`: a collaborative model learned from noised sums alone, against the same people without noise.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use skillkeep::recommend::Factors;
use skillkeep_train::collab::{Clip, Model, Sums, ease, factors, learn};

use crate::run::{Failed, read};

const USAGE: &str =
    "cargo x eval collab --train F [--test F] --people N (--epsilon E | --rho R) [--items 300] [--width 48] [--runs 3]
  --train    item names of a person on each line, apart by blanks
  --test     given|held; without it every tenth line of --train asks, and a fifth of it is hidden
  --people   people in a release: drawn from --train, with repeats where it has fewer
  --epsilon  at delta 1e-6; --rho: zero-concentrated, one aggregator's noise";
/// Ridge of the model from clear sums, of the people: the best of .01, .03, .1 and .2 at 1 000 to 90 000 people.
const RIDGE: f64 = 0.2;
/// Most numbers an item in the factors file.
const MOST: usize = 64;
/// Delta of the conversion from epsilon.
const DELTA: f64 = 1e-6;
const FLAGS: [&str; 8] = ["--train", "--test", "--people", "--epsilon", "--rho", "--items", "--width", "--runs"];

/// A person who asks: given and held back, by number.
type Query = (Vec<u32>, Vec<u32>);

/// Measures over a few runs, each with people, clip choices and noise of its own.
///
/// # Errors
/// A flag that is not known or is no number, a file that cannot be read.
pub(super) fn collab(args: &[&str]) -> Result<(), Failed> {
    if args.contains(&"--help") {
        println!("{USAGE}");
        return Ok(());
    }
    let mut values: HashMap<&str, &str> = HashMap::new();
    let mut rest = args.iter();
    while let Some(flag) = rest.next() {
        let known = FLAGS.iter().find(|f| *f == flag);
        let known = known.ok_or_else(|| Failed::new(format!("{flag} is not known\n{USAGE}")))?;
        values.insert(known, rest.next().ok_or_else(|| Failed::new(format!("{flag} wants a value\n{USAGE}")))?);
    }
    let number = |flag: &str, otherwise: Option<f64>| match values.get(flag) {
        None => otherwise.ok_or_else(|| Failed::new(USAGE)),
        Some(text) => {
            let number = text.parse::<f64>().ok().filter(|n| n.is_finite() && *n > 0.0);
            number.ok_or_else(|| Failed::new(format!("{flag} wants a number above 0, not {text}")))
        }
    };
    let people = number("--people", None)? as usize;
    let rho = match values.contains_key("--rho") {
        true => number("--rho", None)?,
        false => rho_of(number("--epsilon", None)?, DELTA),
    };
    let (items, width) = (number("--items", Some(300.0))? as usize, number("--width", Some(48.0))? as u32);
    let runs = (number("--runs", Some(3.0))? as u64).max(1);
    let train = PathBuf::from(values.get("--train").ok_or_else(|| Failed::new(USAGE))?);
    let test = values.get("--test").map(PathBuf::from);
    if let Some(missing) = [Some(&train), test.as_ref()].into_iter().flatten().find(|p| !p.exists()) {
        println!("skipped: {} is not here", missing.display());
        return Ok(());
    }
    let lines = text(&train)?;
    let mut sets: Vec<Vec<&str>> = lines.lines().map(|l| l.split_whitespace().collect()).collect();
    let asked = match &test {
        Some(test) => queries(test)?,
        None => hidden(&mut sets),
    };
    let numbers = most_taken(&sets, items);
    let of = |set: &[&str]| set.iter().filter_map(|name| numbers.get(*name).copied()).collect::<Vec<u32>>();
    let sets: Vec<Vec<u32>> = sets.iter().map(|s| of(s)).collect();
    let names = |text: &str| of(&text.split_whitespace().collect::<Vec<_>>());
    let asked: Vec<Query> = asked.iter().map(|(g, h)| (names(g), names(h))).collect();
    let asked: Vec<Query> = asked.into_iter().filter(|(g, h)| !g.is_empty() && !h.is_empty()).collect();
    if sets.is_empty() || asked.is_empty() {
        return Err(Failed::new("nobody to learn from or nobody to ask"));
    }
    report(&sets, &asked, numbers.len(), (people, rho, width, runs))
}

fn report(
    sets: &[Vec<u32>],
    asked: &[Query],
    items: usize,
    (people, rho, width, runs): (usize, f64, u32, u64),
) -> Result<(), Failed> {
    let clip = Clip::planned(width, people, items, rho);
    let deviation = clip.deviation(rho);
    let ids: Vec<String> = (0..items).map(|item| item.to_string()).collect();
    let (mut mean, mut bytes) = ([0.0; 5], 0);
    for run in 0..runs {
        let mut state = run + 1;
        let drawn: Vec<&[u32]> = match people <= sets.len() {
            // Without repeats: a random start and every person after it.
            true => {
                let start = below(&mut state, sets.len());
                sets.iter().cycle().skip(start).take(people).map(Vec::as_slice).collect()
            }
            false => (0..people).filter_map(|_| sets.get(below(&mut state, sets.len()))).map(Vec::as_slice).collect(),
        };
        let whole = Sums::clear(drawn.iter().copied(), items, Clip::of(items as u32), run);
        let clear = ease(&whole, RIDGE * people as f64);
        let release = Sums::clear(drawn.iter().copied(), items, clip, run).noised_twice(deviation, run + 100);
        let noised = learn(&release);
        let file = factors(&release, &ids, MOST).map_err(Failed::new)?;
        bytes = bytes.max(file.as_ref().map_or(0, Vec::len));
        let shipped = file.map(|file| Factors::open(&file)).transpose().map_err(Failed::new)?;
        let figures = [
            ndcg(asked, |_| whole.own.clone()),
            ndcg(asked, |given| clear.scores(given)),
            ndcg(asked, |given| noised.scores(given)),
            ndcg(asked, |_| release.own.clone()),
            ndcg(asked, |given| shipped.as_ref().map_or_else(|| release.own.clone(), |f| read_by(f, given))),
        ];
        println!("run {}: {}", run + 1, told(&figures, &noised));
        mean.iter_mut().zip(figures).for_each(|(m, f)| *m += f / runs as f64);
    }
    println!(
        "{people} people ({} different ones there), {items} items, rho {rho:.5}, width {} and weight {} of popularity: noise {:.0} \
         of one aggregator, {} sums a report; {} ask",
        sets.len(),
        clip.width,
        clip.own,
        deviation,
        items * (items + 1) / 2,
        asked.len()
    );
    println!(
        "NDCG@10: popularity {:.4}, clear sums {:.4}, noised sums {:.4}, noised popularity {:.4}; noised to clear {:.3}",
        mean[0],
        mean[1],
        mean[2],
        mean[3],
        mean[2] / mean[1].max(f64::MIN_POSITIVE)
    );
    println!("as a factors file of at most {bytes} bytes, by the engine: {:.4}", mean[4]);
    Ok(())
}

/// Scores as the engine has them from a factors file whose rows are the items.
fn read_by(factors: &Factors, given: &[u32]) -> Vec<f64> {
    let words: Vec<(u32, f32)> = given.iter().map(|item| (*item, 1.0)).collect();
    let taste = factors.fold_in(&words, 1.0).map(|taste| taste.vector()).unwrap_or_default();
    let rows = factors.values().len() / factors.dimensions().max(1);
    (0..rows as u32).map(|row| f64::from(factors.dot(row, &taste))).collect()
}

fn told(f: &[f64; 5], model: &Model) -> String {
    let (signal, kept) = (model.signal, model.kept);
    format!("popularity {:.4}, clear {:.4}, noised {:.4}; signal {signal:.2}, {kept} directions", f[0], f[1], f[2])
}

fn text(path: &Path) -> Result<String, Failed> {
    String::from_utf8(read(path)?).map_err(|e| Failed::new(format!("{}: {e}", path.display())))
}

fn queries(path: &Path) -> Result<Vec<(String, String)>, Failed> {
    let text = text(path)?;
    let split = |(n, line): (usize, &str)| {
        let parts = line.split_once('|').map(|(g, h)| (g.to_owned(), h.to_owned()));
        parts.ok_or_else(|| Failed::new(format!("{}:{}: no | between given and held", path.display(), n + 1)))
    };
    text.lines().enumerate().filter(|(_, l)| !l.trim().is_empty()).map(split).collect()
}

/// Takes every tenth person out, and hides every fifth of their items from a random one on.
fn hidden(sets: &mut Vec<Vec<&str>>) -> Vec<(String, String)> {
    let (mut rest, mut asked, mut state) = (Vec::new(), Vec::new(), 11);
    for (n, set) in sets.drain(..).enumerate() {
        if n % 10 != 0 || set.len() < 5 {
            rest.push(set);
            continue;
        }
        let from = below(&mut state, 5);
        let part = |held: bool| {
            let own = set.iter().enumerate().filter(|(at, _)| (at % 5 == from) == held);
            own.map(|(_, name)| *name).collect::<Vec<_>>().join(" ")
        };
        asked.push((part(false), part(true)));
    }
    *sets = rest;
    asked
}

/// Numbers of the items that most people took.
fn most_taken<'a>(sets: &[Vec<&'a str>], items: usize) -> HashMap<&'a str, u32> {
    let mut counts: HashMap<&str, usize> = HashMap::new();
    sets.iter().flatten().for_each(|name| *counts.entry(name).or_default() += 1);
    let mut order: Vec<(&str, usize)> = counts.into_iter().collect();
    order.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(b.0)));
    order.truncate(items);
    order.into_iter().enumerate().map(|(n, (name, _))| (name, n as u32)).collect()
}

/// Mean NDCG of the first ten, gains 0 and 1, without what was given.
fn ndcg(asked: &[Query], scores: impl Fn(&[u32]) -> Vec<f64>) -> f64 {
    let gain = |at: usize| 1.0 / (at as f64 + 2.0).log2();
    let one = |(given, held): &Query| {
        let scores = scores(given);
        let mut order: Vec<u32> = (0..scores.len() as u32).filter(|item| !given.contains(item)).collect();
        order.sort_by(|&a, &b| scores[b as usize].total_cmp(&scores[a as usize]));
        let hits = order.iter().take(10).enumerate().filter(|(_, item)| held.contains(item));
        hits.map(|(at, _)| gain(at)).sum::<f64>() / (0..held.len().min(10)).map(gain).sum::<f64>().max(1e-12)
    };
    asked.iter().map(one).sum::<f64>() / asked.len().max(1) as f64
}

/// The largest rho whose zero-concentrated privacy is (epsilon, delta) private: proposition 12 of Canonne, Kamath and Steinke,
/// "The discrete Gaussian for differential privacy" (2020), by bisection over rho and a fine grid of orders.
fn rho_of(epsilon: f64, delta: f64) -> f64 {
    let orders: Vec<f64> = (1..4_000).map(|k| 1.0 + 10f64.powf(f64::from(k) / 500.0 - 4.0)).collect();
    let least = |rho: f64| {
        let at = |a: &f64| rho * a + ((1.0 / (a * delta)).ln() + (a - 1.0) * (-1.0 / a).ln_1p()) / (a - 1.0);
        orders.iter().map(at).fold(f64::INFINITY, f64::min)
    };
    let (mut low, mut high) = (1e-9f64, 100.0f64);
    for _ in 0..60 {
        let middle = (low * high).sqrt();
        if least(middle) > epsilon { high = middle } else { low = middle }
    }
    low
}

/// SplitMix64 below `n`.
fn below(state: &mut u64, n: usize) -> usize {
    *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let mut z = *state;
    z = (z ^ z >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ z >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
    ((u128::from(z ^ z >> 31) * n as u128) >> 64) as usize
}

#[cfg(test)]
mod tests {
    #[test]
    fn epsilon_one_is_the_rho_of_the_dictionary() {
        assert!((super::rho_of(1.0, 1e-6) - 0.02436).abs() < 1e-5, "{}", super::rho_of(1.0, 1e-6));
    }
}
