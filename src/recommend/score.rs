//! The value of an item for a person now: nine terms, and their product.

use super::field::Field;
use super::preference::Preference;
use super::surprise::Surprise;
use super::timing::Clock;
use super::{Aids, Difficulty, ItemState, Pace, Person, Term, TermCode, challenge, pace, slot};
use crate::catalog::{Catalogue, Item, ItemIx, Modality, Teaches};
use crate::clock::{DAY_MS, Now};
use crate::map::Map;
use crate::taxonomy::{SkillId, Taxonomy};

/// The factors, in the order of [`CODES`].
pub(crate) type Terms = [f64; 9];
/// Their names.
pub(crate) const CODES: [TermCode; 9] = [
    TermCode::Gap,
    TermCode::Readiness,
    TermCode::Fading,
    TermCode::Preference,
    TermCode::Timing,
    TermCode::Novelty,
    TermCode::Challenge,
    TermCode::Momentum,
    TermCode::Surprise,
];
/// Place of [`TermCode::Momentum`].
pub(crate) const MOMENTUM: usize = 7;
/// Place of [`TermCode::Surprise`].
pub(crate) const SURPRISE: usize = 8;

/// What readiness reaches at most where everything speaks for it: the greatest footing, and a little for rounding.
const MOST_FOOTING: f64 = 1.51;
/// The same of novelty: a practice of something uncertain, 1.06, and what breaks ties, 1.01.
const MOST_NOVELTY: f64 = 1.08;

/// The product, always multiplied in the same order, so that it is the same number everywhere.
pub(crate) fn total(terms: &Terms) -> f64 {
    terms.iter().product()
}

/// What does not change with a piece of evidence: states, feedback, the clock.
pub(crate) struct Ground<'a> {
    pub(crate) cat: &'a Catalogue,
    person: Person<'a>,
    closed: Vec<bool>,
    pub(crate) preference: Preference,
    pub(crate) clock: Clock,
    pub(crate) pace: Pace,
    pub(crate) surprise: Surprise,
    slot: Option<u32>,
    practised: Map<SkillId, u32>,
    goal_function: Option<String>,
}

impl<'a> Ground<'a> {
    pub(crate) fn new(
        tax: &Taxonomy,
        cat: &'a Catalogue,
        person: &Person<'a>,
        now: Now,
        aids: &Aids<'_>,
    ) -> Ground<'a> {
        let mut closed: Vec<bool> = cat.items().iter().map(|item| unfit(item, person, now)).collect();
        let mut practised: Map<SkillId, u32> = Map::new();
        for (&ix, &state) in person.items {
            if let Some(closed) = closed.get_mut(ix.0 as usize) {
                *closed |= state.hides(now.at);
            }
            if matches!(state, ItemState::Done | ItemState::Running)
                && let Some(first) = cat.get(ix).and_then(|item| item.teaches.first())
            {
                *practised.entry(first.skill).or_default() += 1;
            }
        }
        for (at, closed) in closed.iter_mut().enumerate() {
            *closed |= cat.requires(ItemIx(at as u32)).iter().any(|r| !met(*r, cat, person));
        }
        Ground {
            cat,
            person: *person,
            closed,
            preference: Preference::new(cat, person, aids, now.at),
            clock: Clock::new(now),
            pace: pace(person, now.at),
            surprise: Surprise::new(cat, person, aids, now),
            slot: aids.slot,
            practised,
            goal_function: person.goal.and_then(|ix| tax.roles().get(ix.0 as usize)).map(|r| r.function.clone()),
        }
    }

    /// Terms that the item's own do not pass, from what is read without working out a chance; `None` where it must not or need
    /// not be recommended. Their product is no less than that of [`Ground::terms`], to the last bit: no factor is less, and they
    /// are multiplied in the same order.
    pub(crate) fn most(&self, field: &Field, ix: ItemIx) -> Option<Terms> {
        if *self.closed.get(ix.0 as usize)? {
            return None;
        }
        let item = self.cat.get(ix)?;
        let minutes = self.minutes(item)?;
        let (mut gap, mut urgent, mut share) = (0.0, 0.0f64, 1.0);
        for t in &item.teaches {
            let cell = field.cell(t.skill)?;
            gap += share * (cell.weight * gain(t, cell.have, cell.want));
            urgent = urgent.max(share * cell.urgency);
            share *= 0.6;
        }
        if gap <= 0.0 {
            return None;
        }
        let cell = field.cell(item.teaches.first()?.skill)?;
        Some([
            gap / (gap + 0.8),
            cell.support * MOST_FOOTING,
            1.0 + urgent,
            self.preference.of(ix, item),
            self.clock.term(item, field.nearly_empty, self.slot) * slot::worth(item, minutes),
            MOST_NOVELTY,
            1.0,
            self.pace.term(minutes),
            self.surprise.of(ix),
        ])
    }

    /// The terms of an item, or `None` where it must not or need not be recommended.
    pub(crate) fn terms(&self, field: &Field, ix: ItemIx) -> Option<Terms> {
        if *self.closed.get(ix.0 as usize)? {
            return None;
        }
        let item = self.cat.get(ix)?;
        let minutes = self.minutes(item)?;
        let (mut gap, mut ready, mut shares, mut fading, mut manage) = (0.0, 0.0, 0.0, 0.0f64, 0.0);
        let mut share = 1.0;
        for t in &item.teaches {
            let cell = field.cell(t.skill)?;
            gap += share * (cell.weight * gain(t, cell.have, cell.want));
            let (from, to) = (f64::from(t.from), f64::from(t.to));
            let manages = challenge::success(t, cell, self.preference.shift);
            let follows = if from <= 0.25 { 1.0 } else { manages };
            let off = ((from + to) / 2.0 - cell.mean - 0.4 - self.preference.shift) / 1.5;
            ready += share * follows * cell.footing / (1.0 + off * off);
            shares += share;
            manage += share * manages;
            if from <= cell.mean + 0.5 && to >= cell.mean {
                fading = fading.max(share * cell.urgency);
            }
            share *= 0.6;
        }
        if gap <= 0.0 {
            return None;
        }
        let first = item.teaches.first()?;
        let cell = field.cell(first.skill)?;
        let practice = matches!(item.modality, Modality::Practice | Modality::Simulation);
        let mut novelty = 0.93f64.powi(self.practised.get(&first.skill).copied().unwrap_or(0).min(4) as i32);
        novelty *= if practice && cell.uncertain { 1.06 } else { 1.0 };
        if self.person.items.contains_key(&ix) {
            // It was set aside once and comes back: a little later than its equals.
            novelty *= 0.92;
        }
        novelty *= self.elsewhere(item) * (1.0 + 0.01 * unit(self.person.seed, &item.id));
        Some([
            gap / (gap + 0.8),
            cell.support * ready / shares,
            1.0 + fading,
            self.preference.of(ix, item),
            self.clock.term(item, field.nearly_empty, self.slot) * slot::worth(item, minutes),
            novelty,
            challenge::term(manage / shares),
            self.pace.term(minutes),
            self.surprise.of(ix),
        ])
    }

    /// Minutes of an item that the slot takes; `None` where the slot is too short for it.
    pub(crate) fn minutes(&self, item: &Item) -> Option<u32> {
        slot::within(item, self.slot)
    }

    /// P(the person manages it), over the skills of the item by their share in it; as it is said.
    pub(crate) fn success(&self, field: &Field, item: &Item) -> f64 {
        let (mut manage, mut shares, mut share) = (0.0, 0.0, 1.0);
        for t in &item.teaches {
            let Some(cell) = field.cell(t.skill) else { continue };
            manage += share * challenge::success(t, cell, self.preference.shift);
            shares += share;
            share *= 0.6;
        }
        challenge::said(manage / f64::max(shares, 1.0))
    }

    /// Items meant for other functions come after those meant for the person's own or the goal's.
    fn elsewhere(&self, item: &Item) -> f64 {
        let Some((function, _)) = self.person.cell else { return 1.0 };
        let own = |f: &String| f == function || Some(f) == self.goal_function.as_ref();
        if item.functions.is_empty() || item.functions.iter().any(own) { 1.0 } else { 0.6 }
    }

    /// True when the item may be recommended at all.
    pub(crate) fn open(&self, ix: ItemIx) -> bool {
        self.closed.get(ix.0 as usize).is_some_and(|closed| !closed)
    }
}

/// Levels toward the wanted one that an item adds. Below `from` a lower level adds nothing: the item begins where it begins.
pub(crate) fn gain(t: &Teaches, have: f64, want: f64) -> f64 {
    (f64::from(t.to).min(want) - have.max(f64::from(t.from))).max(0.0)
}

/// How an item's levels stand to the person's.
pub(crate) fn difficulty(t: &Teaches, mean: f64) -> Difficulty {
    let (from, to) = (f64::from(t.from), f64::from(t.to));
    if from > mean + 0.25 {
        Difficulty::Stretch
    } else if to <= mean + 0.5 || (from <= 0.5 && to <= 2.0 && mean <= 1.0) {
        Difficulty::Foundation
    } else {
        Difficulty::OnLevel
    }
}

/// Names and values of the terms; of [`TermCode::Surprise`] only where the person wants any.
pub(crate) fn rows(terms: &Terms, surprise: &Surprise) -> Vec<Term> {
    let shown = if surprise.on() { CODES.len() } else { SURPRISE };
    CODES.iter().zip(terms).take(shown).map(|(&code, &value)| Term { code, value }).collect()
}

/// Never in steps, whoever asks: tombstones, gigs and mentors (they have their own lists), other regions, what has ended, what teaches nothing.
fn unfit(item: &Item, person: &Person<'_>, now: Now) -> bool {
    item.retired
        || matches!(item.modality, Modality::Gig | Modality::Mentor)
        || item.teaches.is_empty()
        || item.ends.is_some_and(|ends| ends.saturating_add(DAY_MS) <= now.at.0)
        || person.cell.is_some_and(|(_, region)| !in_region(item, region))
}

/// True when an item is offered in a region.
pub(crate) fn in_region(item: &Item, region: &str) -> bool {
    item.regions.is_empty() || region.is_empty() || item.regions.iter().any(|r| r == region)
}

/// True when a required item no longer stands in the way.
pub(crate) fn met(ix: ItemIx, cat: &Catalogue, person: &Person<'_>) -> bool {
    cat.get(ix).is_none_or(|item| item.retired) || person.items.get(&ix).is_some_and(|s| s.completed())
}

/// Required items that still stand in the way.
pub(crate) fn unmet(cat: &Catalogue, person: &Person<'_>, ix: ItemIx) -> Vec<ItemIx> {
    cat.requires(ix).iter().copied().filter(|r| !met(*r, cat, person)).collect()
}

/// True when an item can be part of a plan: offered here and still to come, and so is everything it requires. What is running
/// or snoozed is still to come.
pub(crate) fn plannable(cat: &Catalogue, person: &Person<'_>, ix: ItemIx, now: Now) -> bool {
    plannable_within(cat, person, ix, now, CHAIN)
}

/// Longest chain of requirements that a plan follows; a longer one is no plan.
pub(crate) const CHAIN: usize = 12;

fn plannable_within(cat: &Catalogue, person: &Person<'_>, ix: ItemIx, now: Now, left: usize) -> bool {
    let closed = matches!(person.items.get(&ix), Some(ItemState::Done | ItemState::Dismissed | ItemState::Known));
    let offered = !closed && cat.get(ix).is_some_and(|item| !unfit(item, person, now));
    let Some(left) = left.checked_sub(1) else { return false };
    offered && unmet(cat, person, ix).into_iter().all(|r| plannable_within(cat, person, r, now, left))
}

/// -1..=1, always the same for a seed and an id (FNV-1a, then a final mix).
fn unit(seed: u64, id: &str) -> f64 {
    let mut h = 0xcbf2_9ce4_8422_2325 ^ seed;
    for b in id.bytes() {
        h = (h ^ u64::from(b)).wrapping_mul(0x0100_0000_01b3);
    }
    h ^= h >> 33;
    h = h.wrapping_mul(0xff51_afd7_ed55_8ccd);
    h ^= h >> 33;
    (h >> 11) as f64 / (1u64 << 52) as f64 - 1.0
}
