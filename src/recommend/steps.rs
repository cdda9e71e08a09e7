//! The few steps that are shown: the most valuable ones that are unlike each other.

use std::cmp::Ordering;
use std::collections::BinaryHeap;

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
    let why = Why { tax, cat, person, now, aids, ground: &ground, field: &field };
    let mut chosen = unlike(cat, &mut Best::of(cat, &ground, &field, None), count);
    crate::order::sort_by(&mut chosen, |a, b| a.cmp(b).reverse());
    let paced = !matches!(ground.pace, Pace::Unknown | Pace::Even);
    let plain = |term: usize| -> Option<Vec<ItemIx>> {
        let mut best = Best::of(cat, &ground, &field, Some(term));
        // Where there is nothing to choose, nothing decided.
        (best.len() > count).then(|| unlike(cat, &mut best, count).into_iter().map(|c| c.ix).collect())
    };
    let steady = if paced { plain(MOMENTUM) } else { None };
    let expected = if ground.surprise.on() { plain(SURPRISE) } else { None };
    let decided = |plain: &Option<Vec<ItemIx>>, ix| plain.as_ref().is_some_and(|plain| !plain.contains(&ix));
    let decisive = |ix, terms: &Terms| {
        let rhythm = decided(&steady, ix) && terms[MOMENTUM] > 1.0;
        [rhythm, decided(&expected, ix) && terms[SURPRISE] > 1.0]
    };
    let shown = |c: Candidate<'_>| {
        let terms = ground.terms(&field, c.ix)?;
        step(&why, c.ix, &terms, decisive(c.ix, &terms))
    };
    chosen.into_iter().filter_map(shown).collect()
}

/// An item and what it is worth, or at most is; of equal ones that with the smaller id comes first.
#[derive(Clone, Copy, PartialEq)]
struct Candidate<'a> {
    worth: f64,
    /// What it is worth is known, not only what it is at most.
    exact: bool,
    id: &'a str,
    ix: ItemIx,
}

impl Eq for Candidate<'_> {}

impl Ord for Candidate<'_> {
    fn cmp(&self, other: &Self) -> Ordering {
        // Where one may be worth as much as another surely is, it is looked at first.
        self.worth.total_cmp(&other.worth).then(other.exact.cmp(&self.exact)).then_with(|| other.id.cmp(self.id))
    }
}

impl PartialOrd for Candidate<'_> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// All that may be recommended, best first. What an item is worth is worked out when it could be next by what it is at most, and
/// the order is made only as far as somebody looks: of a hundred thousand items some hundreds.
struct Best<'a> {
    ground: &'a Ground<'a>,
    field: &'a Field,
    /// A term that is not to count.
    but: Option<usize>,
    rest: BinaryHeap<Candidate<'a>>,
    sorted: Vec<Candidate<'a>>,
}

impl<'a> Best<'a> {
    fn of(cat: &'a Catalogue, ground: &'a Ground<'a>, field: &'a Field, but: Option<usize>) -> Best<'a> {
        let candidate = |(at, item): (usize, &'a Item)| {
            let ix = ItemIx(at as u32);
            let worth = product(ground.most(field, ix)?, but);
            Some(Candidate { worth, exact: false, id: &item.id, ix })
        };
        let all: Vec<Candidate<'a>> = cat.items().iter().enumerate().filter_map(candidate).collect();
        Best { ground, field, but, rest: all.into(), sorted: Vec::new() }
    }

    fn len(&self) -> usize {
        self.rest.len() + self.sorted.len()
    }

    /// The candidate at this place.
    fn get(&mut self, place: usize) -> Option<Candidate<'a>> {
        while self.sorted.len() <= place {
            let next = self.rest.pop()?;
            if next.exact {
                self.sorted.push(next);
            } else if let Some(terms) = self.ground.terms(self.field, next.ix) {
                self.rest.push(Candidate { worth: product(terms, self.but), exact: true, ..next });
            }
        }
        self.sorted.get(place).copied()
    }
}

/// The value of terms, one of which may not count.
fn product(mut terms: Terms, but: Option<usize>) -> f64 {
    if let Some(value) = but.and_then(|but| terms.get_mut(but)) {
        *value = 1.0;
    }
    total(&terms)
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

/// Greedy maximal marginal relevance (Carbonell and Goldstein, 1998) over candidates, best first: an item loses worth beside
/// what is already chosen. Since it never gains, the walk ends at the first item that is not worth the best found so far.
fn unlike<'a>(cat: &Catalogue, all: &mut Best<'a>, count: usize) -> Vec<Candidate<'a>> {
    let mut chosen: Vec<Candidate<'a>> = Vec::new();
    while chosen.len() < count.min(all.len()) {
        let mut best: Option<(f64, Candidate<'a>)> = None;
        let mut place = 0;
        while let Some(candidate) = all.get(place) {
            place += 1;
            if best.as_ref().is_some_and(|(worth, _)| candidate.worth <= *worth) {
                break;
            }
            if chosen.iter().any(|c| c.ix == candidate.ix) {
                continue;
            }
            let Some(item) = cat.get(candidate.ix) else { continue };
            let beside =
                chosen.iter().filter_map(|c| cat.get(c.ix)).map(|other| likeness(item, other)).product::<f64>();
            let worth = candidate.worth * beside;
            if best.as_ref().is_none_or(|(most, _)| worth > *most) {
                best = Some((worth, candidate));
            }
        }
        match best {
            Some((_, candidate)) => chosen.push(candidate),
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
