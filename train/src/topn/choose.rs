//! The settings, chosen on people held back from the training file; then the factors, of everybody.

use std::cell::OnceCell;

use skillkeep::recommend::{Factors, FactorsError, ItemFactors, top_k};

use super::measure::{Measured, measure};
use super::people::{Interactions, Question, split};
use super::spectrum::{Spectrum, leading};

/// Most bytes of a file.
pub const BYTES: usize = 256_000;
/// Bytes of a row beside its id and its numbers, and of a file beside its rows.
const BESIDE: (usize, usize) = (10, 20);
/// Most numbers a row: a person's word costs their square.
const MOST: usize = 128;
/// Least numbers a row: a catalogue too large for that leaves out what few people took.
const LEAST: usize = 16;
/// Numbers a row that are tried beside: more, for fewer items, and fewer.
const OTHERS: [usize; 4] = [112, 64, 48, 32];
/// Share of people held back, and the most of them: fewer cannot tell settings apart.
const HELD: (f64, usize) = (0.28, 2_500);
/// Powers of popularity that are taken out.
const POWERS: [f64; 6] = [0.0, 0.2, 0.3, 0.4, 0.5, 0.6];
/// How much of it comes back when items are ranked, in shares of the power; the first is where the search begins. All of it is
/// the exact inverse; a little less shows fewer items that everybody takes anyway.
const BACKS: [f64; 4] = [0.8, 0.9, 0.7, 1.0];
/// Where the filter is one half, as a share of the sum of all eigenvalues.
const SHARES: [f64; 4] = [0.000_25, 0.001, 0.004, 0.016];
/// Ridges of the fold-in; the first is where the search begins.
const RIDGES: [f64; 4] = [50.0, 500.0, 10.0, 2.0];

/// What the factors were made with.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Settings {
    /// Power of popularity that was taken out.
    pub power: f64,
    /// How much of it comes back when items are ranked.
    pub back: f64,
    /// Where the filter is one half, as a share of the sum of all eigenvalues.
    pub share: f64,
    /// Ridge of the fold-in, before it went into the confidences.
    pub ridge: f64,
    /// Numbers a row.
    pub dimensions: usize,
    /// Items that have a row: the most taken.
    pub items: usize,
}

/// Factors and how good they are.
#[derive(Debug, Clone)]
pub struct Trained {
    /// The file.
    pub file: Vec<u8>,
    /// What it was made with.
    pub settings: Settings,
    /// How well the people held back were foreseen, by factors learned from the others.
    pub held: Measured,
    /// How well by what most people take.
    pub popularity: Measured,
    /// How many people were held back.
    pub people: usize,
}

/// Why nothing was trained.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum TopnError {
    /// Settings are chosen on people held back, who need five items.
    #[error("too few people: 20 with five items each are the least")]
    Few,
    /// The file could not be written.
    #[error(transparent)]
    File(#[from] FactorsError),
}

/// Trains factors of at most `bytes` bytes; `ids` are the items' ids by dense number.
///
/// # Errors
/// Too few people, or ids that cannot be written.
pub fn train(all: &Interactions, ids: &[String], bytes: usize) -> Result<Trained, TopnError> {
    let (rest, questions) = split(all, HELD.0, HELD.1);
    if questions.len() < 3 {
        return Err(TopnError::Few);
    }
    let shapes = shapes(&rest, ids, bytes);
    let widest = shapes.iter().map(|s| s.0).max().unwrap_or(1);
    let spectra: Vec<OnceCell<Spectrum>> = POWERS.iter().map(|_| OnceCell::new()).collect();
    let spectrum = |power: f64| {
        let at = POWERS.iter().position(|p| *p == power).unwrap_or(0);
        let near = spectra.iter().find_map(OnceCell::get);
        spectra[at].get_or_init(|| leading(&rest, power, widest, near))
    };
    let mut best: Option<(f64, Settings, Measured)> = None;
    let consider = |settings: Settings, best: &mut Option<(f64, Settings, Measured)>| -> Result<(), TopnError> {
        let file = file(&rest, ids, spectrum(settings.power), settings)?;
        let held = score(&file, &rest, ids, &questions)?;
        let good = held.ndcg10 + held.recall20;
        if best.as_ref().is_none_or(|b| good > b.0) {
            *best = Some((good, settings, held));
        }
        Ok(())
    };
    let (dimensions, items) = shapes.first().copied().unwrap_or((1, 1));
    for power in POWERS {
        for share in SHARES {
            consider(Settings { power, back: BACKS[0], share, ridge: RIDGES[0], dimensions, items }, &mut best)?;
        }
    }
    for (dimensions, items) in shapes.into_iter().skip(1) {
        let Some((_, settings, _)) = best else { break };
        consider(Settings { dimensions, items, ..settings }, &mut best)?;
    }
    for back in BACKS.into_iter().skip(1) {
        let Some((_, settings, _)) = best else { break };
        consider(Settings { back, ..settings }, &mut best)?;
    }
    for ridge in RIDGES.into_iter().skip(1) {
        let Some((_, settings, _)) = best else { break };
        consider(Settings { ridge, ..settings }, &mut best)?;
    }
    let (_, settings, held) = best.ok_or(TopnError::Few)?;
    let order = by_popularity(&rest);
    let popularity = measure(&questions, |given| {
        order.iter().copied().filter(|i| given.binary_search(i).is_err()).take(100).collect()
    });
    let whole = leading(all, settings.power, settings.dimensions, None);
    let file = file(all, ids, &whole, settings)?;
    Ok(Trained { file, settings, held, popularity, people: questions.len() })
}

/// (numbers a row, items) that fit into so many bytes: as many items as can have a row, and then fewer with more numbers or
/// fewer numbers.
fn shapes(all: &Interactions, ids: &[String], bytes: usize) -> Vec<(usize, usize)> {
    let order = by_popularity(all);
    let taken = order.iter().filter(|i| all.taken()[**i as usize] > 0).count().max(1);
    let long = ids.iter().map(String::len).sum::<usize>().div_ceil(ids.len().max(1)) + BESIDE.0;
    let room = bytes.saturating_sub(BESIDE.1);
    let fits = |d: usize| (room / (long + d)).min(taken).max(1);
    let all_items = (room / taken).saturating_sub(long).clamp(1, MOST);
    let first = all_items.max(LEAST).min(taken);
    let others = OTHERS.into_iter().filter(|d| *d != first && *d <= taken);
    std::iter::once(first).chain(others).map(|d| (d, fits(d))).collect()
}

/// Items, most taken first, equal ones by number.
pub fn by_popularity(all: &Interactions) -> Vec<u32> {
    let mut order: Vec<u32> = (0..all.items() as u32).collect();
    order.sort_by_key(|i| std::cmp::Reverse(all.taken()[*i as usize]));
    order
}

/// The file of these settings. The spectrum is of `all`, and at least as wide.
fn file(all: &Interactions, ids: &[String], of: &Spectrum, settings: Settings) -> Result<Vec<u8>, FactorsError> {
    let d = settings.dimensions.min(of.values.len());
    let half = settings.share * of.trace;
    let filter: Vec<f64> = of.values.iter().map(|e| (e / (e + half)).sqrt()).take(d).collect();
    let row = |item: &u32| {
        let weight = of.weights[*item as usize];
        let back = weight.powf(-settings.back);
        let values = filter.iter().enumerate().map(|(k, f)| (of.directions[(*item as usize, k)] * f * back) as f32);
        let confidence = (weight / back / settings.ridge) as f32;
        ItemFactors { id: ids[*item as usize].clone(), confidence, values: values.collect() }
    };
    let order = by_popularity(all);
    let some = order.iter().filter(|i| of.weights[**i as usize] > 0.0).take(settings.items);
    Factors::write_items(d, &some.map(row).collect::<Vec<_>>())
}

/// How well a file foresees people.
fn score(file: &[u8], all: &Interactions, ids: &[String], questions: &[Question]) -> Result<Measured, FactorsError> {
    let ranker = Ranker::new(file, all, ids)?;
    Ok(measure(questions, |given| ranker.rank(given, 100)))
}

/// Ranks items as the engine does, with what has no row behind, by popularity.
pub struct Ranker {
    factors: Factors,
    /// Row of each item, and item of each row.
    rows: Vec<Option<u32>>,
    items: Vec<u32>,
    order: Vec<u32>,
}

impl Ranker {
    /// Opens a file for items with these ids.
    ///
    /// # Errors
    /// When the file does not open.
    pub fn new(file: &[u8], all: &Interactions, ids: &[String]) -> Result<Ranker, FactorsError> {
        let factors = Factors::open(file)?;
        let rows: Vec<Option<u32>> = ids.iter().map(|id| factors.row_of(id)).collect();
        let mut pairs: Vec<(u32, u32)> =
            rows.iter().enumerate().filter_map(|(item, row)| Some(((*row)?, item as u32))).collect();
        pairs.sort_unstable();
        let items = pairs.into_iter().map(|p| p.1).collect();
        Ok(Ranker { factors, rows, items, order: by_popularity(all) })
    }

    /// The best `k` items for someone with these, without these.
    pub fn rank(&self, given: &[u32], k: usize) -> Vec<u32> {
        let mut known: Vec<u32> = given.iter().filter_map(|i| self.rows.get(*i as usize).copied().flatten()).collect();
        known.sort_unstable();
        let ratings: Vec<(u32, f32)> = known.iter().map(|row| (*row, 1.0)).collect();
        let mut list: Vec<u32> = match self.factors.fold_in(&ratings, 1.0) {
            None => Vec::new(),
            Some(taste) => top_k(self.factors.values(), self.factors.dimensions(), &taste.vector(), k, &known)
                .into_iter()
                .filter_map(|(row, _)| self.items.get(row as usize).copied())
                .collect(),
        };
        for item in &self.order {
            if list.len() >= k {
                break;
            }
            if !given.contains(item) && !list.contains(item) {
                list.push(*item);
            }
        }
        list
    }
}
