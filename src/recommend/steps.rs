//! The few steps that are shown: the most valuable ones that are unlike each other.

use super::field::Field;
use super::score::{Ground, Terms, difficulty, rows, total};
use super::why::Why;
use super::{Aids, ItemRow, Person, Step};
use crate::catalog::{Catalogue, Item, ItemIx};
use crate::clock::Now;
use crate::taxonomy::Taxonomy;

/// What a second item of the same form is worth beside the first.
const SAME_FORM: f64 = 0.8;
/// What an item is worth beside one that shares a skill with it.
const SHARED_SKILL: f64 = 0.85;
/// What an item is worth beside one with the same first skill: only where there is nothing else.
const SAME_SKILL: f64 = 0.001;

/// The next `count` steps of a person, best first.
///
/// Never what is done, running, dismissed, known, retired, set aside for now, waiting for another item, or a gig. Deterministic:
/// equal values are ordered by id.
pub fn next_steps(tax: &Taxonomy, cat: &Catalogue, person: &Person<'_>, now: Now, count: usize) -> Vec<Step> {
    next_steps_with(tax, cat, person, now, count, &Aids::default())
}

/// [`next_steps`] with the company's item factors and an exact replay of "without this evidence", where they are there.
pub fn next_steps_with(
    tax: &Taxonomy,
    cat: &Catalogue,
    person: &Person<'_>,
    now: Now,
    count: usize,
    aids: &Aids<'_>,
) -> Vec<Step> {
    let ground = Ground::new(tax, cat, person, now, aids);
    let field = Field::new(tax, cat, person, person.estimates, None, now.at);
    let mut all: Vec<(f64, ItemIx, Terms)> = Vec::new();
    for at in 0..cat.items().len() {
        let ix = ItemIx(at as u32);
        if let Some(terms) = ground.terms(&field, ix) {
            all.push((total(&terms), ix, terms));
        }
    }
    let id = |ix: ItemIx| cat.get(ix).map_or("", |item| item.id.as_str());
    crate::order::sort_by(&mut all, |a, b| b.0.total_cmp(&a.0).then_with(|| id(a.1).cmp(id(b.1))));
    let why = Why { tax, cat, person, now, aids, ground: &ground, field: &field };
    let mut chosen = unlike(cat, &all, count);
    crate::order::sort_by(&mut chosen, |a, b| b.0.total_cmp(&a.0).then_with(|| id(a.1).cmp(id(b.1))));
    chosen.into_iter().filter_map(|(_, ix, terms)| step(&why, ix, &terms)).collect()
}

fn step(why: &Why<'_>, ix: ItemIx, terms: &Terms) -> Option<Step> {
    let item = why.cat.get(ix)?;
    let first = item.teaches.first()?;
    let mean = why.field.cell(first.skill)?.mean;
    let fading = why.fading_skill(item, terms);
    let named = fading.and_then(|skill| Some((why.tax.label(skill), why.person.estimates.get(&skill)?)));
    let (timing, timing_args) = why.ground.clock.words(item, why.field.nearly_empty, named, why.now.at);
    Some(Step {
        // A snooze that has run out is open again.
        item: ItemRow::of(why.tax, item, None),
        difficulty: difficulty(first, mean),
        timing,
        timing_args,
        why: why.clauses(ix, item, terms, fading),
        terms: rows(terms),
        total: total(terms),
    })
}

/// Greedy maximal marginal relevance (Carbonell and Goldstein, 1998) over a list sorted by value: an item loses worth beside
/// what is already chosen. Since it never gains, the walk ends at the first item that is not worth the best found so far.
fn unlike(cat: &Catalogue, sorted: &[(f64, ItemIx, Terms)], count: usize) -> Vec<(f64, ItemIx, Terms)> {
    let mut chosen: Vec<(f64, ItemIx, Terms)> = Vec::new();
    while chosen.len() < count.min(sorted.len()) {
        let mut best: Option<(f64, (f64, ItemIx, Terms))> = None;
        for &entry in sorted {
            if best.is_some_and(|(worth, _)| entry.0 <= worth) {
                break;
            }
            if chosen.iter().any(|c| c.1 == entry.1) {
                continue;
            }
            let Some(item) = cat.get(entry.1) else { continue };
            let beside = chosen.iter().filter_map(|c| cat.get(c.1)).map(|other| likeness(item, other)).product::<f64>();
            let worth = entry.0 * beside;
            if best.is_none_or(|(most, _)| worth > most) {
                best = Some((worth, entry));
            }
        }
        match best {
            Some((_, entry)) => chosen.push(entry),
            None => break,
        }
    }
    chosen
}

fn likeness(item: &Item, other: &Item) -> f64 {
    let form = if item.modality == other.modality { SAME_FORM } else { 1.0 };
    let same_first = match (item.teaches.first(), other.teaches.first()) {
        (Some(a), Some(b)) => a.skill == b.skill,
        _ => false,
    };
    let shared = || item.teaches.iter().any(|t| other.teaches.iter().any(|o| o.skill == t.skill));
    form * match same_first {
        true => SAME_SKILL,
        false if shared() => SHARED_SKILL,
        false => 1.0,
    }
}
