//! The few steps that are shown: the most valuable ones that are unlike each other.

use super::field::Field;
use super::score::{Ground, MOMENTUM, SURPRISE, Terms, difficulty, rows, total};
use super::why::{CLAUSES, Why};
use super::{Aids, Args, ItemRow, Pace, Person, Reason, ReasonCode, Step};
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
    let paced = !matches!(ground.pace, Pace::Unknown | Pace::Even);
    let steady = if paced { without(cat, &all, MOMENTUM, count) } else { None };
    let expected = if ground.surprise.on() { without(cat, &all, SURPRISE, count) } else { None };
    let decided = |plain: &Option<Vec<ItemIx>>, ix| plain.as_ref().is_some_and(|plain| !plain.contains(&ix));
    let decisive = |ix, terms: &Terms| {
        let rhythm = decided(&steady, ix) && terms[MOMENTUM] > 1.0;
        [rhythm, decided(&expected, ix) && terms[SURPRISE] > 1.0]
    };
    chosen.into_iter().filter_map(|(_, ix, terms)| step(&why, ix, &terms, decisive(ix, &terms))).collect()
}

/// What would be chosen of the same items if one term did not count; `None` where there is nothing to choose.
fn without(cat: &Catalogue, all: &[(f64, ItemIx, Terms)], term: usize, count: usize) -> Option<Vec<ItemIx>> {
    if all.len() <= count {
        return None;
    }
    let mut all = all.to_vec();
    for entry in &mut all {
        if let Some(value) = entry.2.get_mut(term) {
            *value = 1.0;
        }
        entry.0 = total(&entry.2);
    }
    crate::order::sort_by(&mut all, |a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    Some(unlike(cat, &all, count).into_iter().map(|(_, ix, _)| ix).collect())
}

/// A step with its reasons. Where only the person's pace, or only chance, brought it here, that is said.
fn step(why: &Why<'_>, ix: ItemIx, terms: &Terms, [paced, chance]: [bool; 2]) -> Option<Step> {
    let item = why.cat.get(ix)?;
    let first = item.teaches.first()?;
    let mean = why.field.cell(first.skill)?.mean;
    let fading = why.fading_skill(item, terms);
    let named = fading.and_then(|skill| Some((why.tax.label(skill), why.person.estimates.get(&skill)?)));
    let (timing, timing_args) = why.ground.clock.words(item, why.field.nearly_empty, named, why.now.at, why.aids.slot);
    let rhythm = if paced { rhythm(why.ground.pace) } else { None };
    let surprise = chance.then(|| Reason { code: ReasonCode::Surprise, args: Args::new(), evidence: Vec::new() });
    let others = usize::from(rhythm.is_some()) + usize::from(surprise.is_some());
    let mut clauses = why.clauses(ix, item, terms, fading, CLAUSES - others);
    clauses.extend(rhythm);
    clauses.extend(surprise);
    Some(Step {
        // A snooze that has run out is open again.
        item: ItemRow::of(why.tax, item, None),
        difficulty: difficulty(first, mean),
        success: why.ground.success(why.field, item),
        part: why.ground.minutes(item).filter(|minutes| *minutes < item.minutes),
        timing,
        timing_args,
        why: clauses,
        terms: rows(terms, &why.ground.surprise),
        total: total(terms),
    })
}

fn rhythm(pace: Pace) -> Option<Reason> {
    let (code, name, count) = match pace {
        Pace::AfterBreak(days) => (ReasonCode::AfterBreak, "days", days),
        Pace::Streak(weeks) => (ReasonCode::Streak, "weeks", weeks),
        Pace::Unknown | Pace::Even => return None,
    };
    let mut args = Args::new();
    args.insert(name, f64::from(count).into());
    Some(Reason { code, args, evidence: Vec::new() })
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
