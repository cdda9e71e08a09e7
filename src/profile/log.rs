//! The events of one skill in order of time, and the state they lead to.
//!
//! The state is folded once and then carried on: an event that comes last costs one step. Whatever changes the past (a late
//! import, an undo, an expiry) drops the state, and the next question folds this skill's events again, no other skill's.

use std::cell::{Cell, OnceCell, RefCell};
use std::sync::{Arc, LazyLock};

use super::filter::State;
use super::observe::Observation;
use super::{Breakdown, Correct, Counted, Curve, Estimate, Parameters, Standing, normal_cdf};
use crate::clock::{DAY_MS, Millis};
use crate::map::{Map, Set};
use crate::signal::Kind;

/// Points of the curve before now, a fortnight apart: half a year.
const BEFORE: usize = 13;
/// Points of the curve after now: a year.
const AFTER: usize = 26;
/// Dates without a clock time may lie up to a day ahead of UTC; they count at once.
const AHEAD: i64 = DAY_MS;

static PUBLISHED: LazyLock<Arc<Parameters>> = LazyLock::new(|| Arc::new(Parameters::default()));

/// Place of an event: time, evidence (0) before corrections (1), then key. The same set of events has one order.
type Place = (Millis, u8, u64);

#[derive(Debug, Clone, Copy, PartialEq)]
enum Event {
    Evidence(Observation),
    Correction(Correct),
}

/// The state after the events that count, for every question between two times.
#[derive(Debug, Clone)]
struct Folded {
    state: State,
    standing: Standing,
    /// What each event added, in order; the mean before it for a correction.
    adds: Vec<(Place, f64, f64)>,
    /// The evidence among it in the order of its strength, once somebody asked.
    counted: OnceCell<Arc<[Counted]>>,
    /// First moment this state is right for.
    from: Millis,
    /// First moment after which it is not: the next event or expiry.
    until: Millis,
}

/// All that is known of one skill of one person: evidence and the person's own corrections.
///
/// Insertion order does not matter: the same set gives the same answers to the last bit. Questions take the time they are
/// asked for; evidence after it, or expired by then, does not count (dates up to a day ahead do, for the time zones' sake).
#[derive(Debug, Clone)]
pub struct SkillLog {
    parameters: Arc<Parameters>,
    events: Map<Place, Event>,
    /// Where each signal and each act stands.
    signals: Map<u64, Millis>,
    acts: Map<u64, Millis>,
    excluded: Set<u64>,
    folded: RefCell<Option<Folded>>,
    replays: Cell<u64>,
}

impl Default for SkillLog {
    fn default() -> Self {
        Self::new()
    }
}

impl SkillLog {
    /// Nothing known, with the published parameters.
    pub fn new() -> Self {
        Self::with_parameters(PUBLISHED.clone())
    }

    /// Nothing known, with parameters that passed [`Parameters::check`]; logs of one person share them.
    pub fn with_parameters(parameters: Arc<Parameters>) -> Self {
        SkillLog {
            parameters,
            events: Map::new(),
            signals: Map::new(),
            acts: Map::new(),
            excluded: Set::new(),
            folded: RefCell::new(None),
            replays: Cell::new(0),
        }
    }

    /// The numbers behind the levels.
    pub fn parameters(&self) -> &Parameters {
        &self.parameters
    }

    /// True when nothing was inserted and nothing was said.
    pub fn is_empty(&self) -> bool {
        self.events.is_empty()
    }

    /// How often the events of this skill were read from the start. In-order arrival does not raise it.
    pub fn replays(&self) -> u64 {
        self.replays.get()
    }

    /// Takes in a piece of evidence. The same key again replaces the former; the same content again changes nothing.
    pub fn insert(&mut self, o: Observation) {
        if let Some(at) = self.signals.insert(o.key, o.at) {
            if self.events.get(&(at, 0, o.key)) == Some(&Event::Evidence(o)) {
                return;
            }
            self.events.remove(&(at, 0, o.key));
            self.folded.take();
        }
        self.put((o.at, 0, o.key), Event::Evidence(o));
    }

    /// The keys of all evidence that is in, also of what does not count; smallest first.
    pub fn keys(&self) -> impl Iterator<Item = u64> {
        self.signals.keys().copied()
    }

    /// A piece of evidence as it went in.
    pub fn observation(&self, key: u64) -> Option<&Observation> {
        match self.events.get(&(*self.signals.get(&key)?, 0, key))? {
            Event::Evidence(o) => Some(o),
            Event::Correction(_) => None,
        }
    }

    /// Forgets a piece of evidence; false when there is none with this key.
    pub fn remove(&mut self, key: u64) -> bool {
        let Some(at) = self.signals.remove(&key) else { return false };
        self.events.remove(&(at, 0, key));
        self.folded.take();
        true
    }

    /// Sets a piece of evidence aside: it stays in the list and does not count. Holds for a later insertion of the key too.
    pub fn exclude(&mut self, key: u64) {
        if self.excluded.insert(key) && self.signals.contains_key(&key) {
            self.folded.take();
        }
    }

    /// Undoes [`SkillLog::exclude`].
    pub fn include(&mut self, key: u64) {
        if self.excluded.remove(&key) && self.signals.contains_key(&key) {
            self.folded.take();
        }
    }

    /// The person's own word, under the number of the act. The same number again replaces the former word.
    pub fn correct(&mut self, act: u64, at: Millis, c: Correct) {
        self.uncorrect(act);
        self.acts.insert(act, at);
        self.put((at, 1, act), Event::Correction(c));
    }

    /// Takes a correction back; false when there is none with this number.
    pub fn uncorrect(&mut self, act: u64) -> bool {
        let Some(at) = self.acts.remove(&act) else { return false };
        self.events.remove(&(at, 1, act));
        self.folded.take();
        true
    }

    /// The level at that time.
    pub fn estimate(&self, now: Millis) -> Estimate {
        self.with(now, |folded| self.describe(folded, now))
    }

    /// What the level at that time consists of.
    pub fn breakdown(&self, now: Millis) -> Breakdown {
        self.with(now, |folded| {
            let p = &*self.parameters;
            let at = folded.state.now(p, now);
            let mut parts = Breakdown {
                prior: p.prior_level,
                evidence: Vec::with_capacity(self.signals.len()),
                corrections: Vec::with_capacity(self.acts.len()),
                fading: at.faded,
            };
            let mut adds = folded.adds.iter().peekable();
            for (place, event) in &self.events {
                let found = adds.next_if(|(folded, _, _)| folded == place);
                let (_, added, before) = found.copied().unwrap_or((*place, 0.0, at.mean));
                match event {
                    Event::Evidence(o) => parts.evidence.push((o.key, added, found.is_some())),
                    Event::Correction(_) => parts.corrections.push((place.2, added, before, before + added)),
                }
            }
            parts
        })
    }

    /// The evidence that counts at that time: strongest first, of equals the newest.
    pub fn counted(&self, now: Millis) -> Arc<[Counted]> {
        self.with(now, |folded| folded.counted.get_or_init(|| self.rank(folded)).clone())
    }

    fn rank(&self, folded: &Folded) -> Arc<[Counted]> {
        // Both are in one order, and walking is quicker than looking each one up.
        let mut adds = folded.adds.iter().peekable();
        let of = |(place, event): (&Place, &Event)| {
            let (_, adds, _) = *adds.next_if(|(folded, ..)| folded == place)?;
            match event {
                Event::Evidence(o) => Some(Counted { key: o.key, kind: o.kind, at: o.at, adds }),
                Event::Correction(_) => None,
            }
        };
        let mut all: Vec<Counted> = self.events.iter().filter_map(of).collect();
        crate::order::sort_by(&mut all, |a, b| b.adds.total_cmp(&a.adds).then(b.at.cmp(&a.at)).then(a.key.cmp(&b.key)));
        all.into()
    }

    /// The level from half a year ago to a year ahead, a point a fortnight.
    pub fn curve(&self, now: Millis) -> Curve {
        let mut points = Vec::with_capacity(BEFORE + AFTER + 1);
        let mut folded: Option<Folded> = None;
        for i in 0..=BEFORE + AFTER {
            let t = Millis(now.0.saturating_add((i as i64 - BEFORE as i64).saturating_mul(14 * DAY_MS)));
            // Between two events or expiries the same state serves, so the year ahead usually costs nothing.
            let fresh = match folded.take() {
                Some(f) if f.from <= t && t < f.until => f,
                _ => self.fold(t),
            };
            let at = fresh.state.now(&self.parameters, t);
            points.push((t, at.mean, at.variance.sqrt()));
            folded = Some(fresh);
        }
        Curve { points, now_index: BEFORE }
    }

    /// 0..=1: how much of the starting variance the evidence has removed at that time.
    pub fn confidence(&self, now: Millis) -> f64 {
        self.parameters.confidence(self.estimate(now).sd)
    }

    /// The standard deviation that one more ordinary, clearly linked piece of this kind would leave, in levels.
    pub fn sd_after(&self, kind: Kind, now: Millis) -> f64 {
        let p = &*self.parameters;
        let sd = self.estimate(now).sd;
        match p.of(kind) {
            Some(k) => {
                State::variance_after(sd * sd, 1.0 / (k.noise_sd * k.noise_sd), 1.0 / (k.floor_sd * k.floor_sd)).sqrt()
            }
            None => sd,
        }
    }

    /// Whether evidence of this kind is practice, and so slows the fading.
    pub fn practises(&self, kind: Kind) -> bool {
        self.parameters.of(kind).is_some_and(|k| k.practice > 0.0)
    }

    /// Adds an event, carrying the state on when it comes last.
    fn put(&mut self, place: Place, event: Event) {
        self.events.insert(place, event);
        let slot = self.folded.get_mut();
        let Some(folded) = slot else { return };
        if seen_from(place.0) >= folded.until {
            // Ahead of all that the kept state answers for.
        } else if folded.adds.last().is_some_and(|(last, _, _)| *last > place) {
            *slot = None;
        } else if !self.excluded.contains(&place.2) || place.1 == 1 {
            folded.step(&self.parameters, place, &event);
        }
    }

    /// Asks something of the state that is right for `now`.
    fn with<T>(&self, now: Millis, ask: impl FnOnce(&Folded) -> T) -> T {
        let mut slot = self.folded.borrow_mut();
        if slot.as_ref().is_some_and(|f| now < f.from || f.until <= now) {
            *slot = None;
        }
        ask(slot.get_or_insert_with(|| self.fold(now)))
    }

    /// Reads the events that count at `now`, from the first.
    fn fold(&self, now: Millis) -> Folded {
        self.replays.set(self.replays.get() + 1);
        let mut folded = Folded {
            state: State::new(&self.parameters),
            standing: Standing::Inferred,
            adds: Vec::new(),
            counted: OnceCell::new(),
            from: Millis(i64::MIN),
            until: Millis(i64::MAX),
        };
        for (place, event) in &self.events {
            if seen_from(place.0) > now {
                folded.until = folded.until.min(seen_from(place.0));
                break;
            }
            match event {
                Event::Evidence(o) if self.excluded.contains(&o.key) => {}
                Event::Evidence(Observation { expires: Some(end), .. }) if *end <= now => {
                    folded.from = folded.from.max(*end);
                }
                _ => folded.step(&self.parameters, *place, event),
            }
        }
        folded
    }

    /// The state in the words that leave the profile.
    fn describe(&self, folded: &Folded, now: Millis) -> Estimate {
        let state = &folded.state;
        let at = state.now(&self.parameters, now);
        let sd = at.variance.sqrt();
        // A lookalike of knowledge is not knowledge: without grounds of its own a skill is never held.
        let own = state.grounds > 0 && !state.contested();
        Estimate {
            mean: at.mean,
            sd,
            stability: state.stability,
            last: state.last,
            p_held: if own { normal_cdf((at.mean - 1.0) / sd) } else { 0.0 },
            standing: folded.standing,
            evidence: state.evidence,
            fading: -at.faded_since >= self.parameters.fading_from,
        }
    }
}

impl Folded {
    /// One more event, after all that are in.
    fn step(&mut self, p: &Parameters, place: Place, event: &Event) {
        self.from = self.from.max(seen_from(place.0));
        self.counted.take();
        match event {
            Event::Evidence(o) => {
                match o.expires {
                    Some(end) if end <= self.from => {
                        self.from = self.from.max(end);
                        return;
                    }
                    Some(end) => self.until = self.until.min(end),
                    None => {}
                }
                let added = self.state.evidence(p, o);
                self.adds.push((place, added, 0.0));
            }
            Event::Correction(c) => {
                let before = self.state.now(p, place.0).mean;
                let added = self.state.correct(p, place.0, *c);
                self.standing = match c {
                    Correct::Confirm { .. } => Standing::Confirmed,
                    Correct::Contest { .. } => Standing::Contested,
                    Correct::Add { .. } => Standing::Added,
                };
                self.adds.push((place, added, before));
            }
        }
    }
}

/// The first moment an event of that time counts.
fn seen_from(at: Millis) -> Millis {
    Millis(at.0.saturating_sub(AHEAD))
}
