//! What a person's feedback says of forms, providers and lengths: bounded, fading, and gone when the feedback is undone.

use super::{Aids, Feedback, ItemState, Person};
use crate::catalog::{Catalogue, Item, ItemIx, Modality};
use crate::clock::Millis;
use crate::map::Map;

/// Least and most that preference does to a step.
const BOUNDS: (f64, f64) = (0.7, 1.4);
/// Days after which a word counts half.
const HALF_DAYS: f64 = 120.0;
/// What one "too easy" or "too hard" moves the level aimed at, and the most that all of them do.
const SHIFT: (f64, f64) = (0.3, 0.9);

/// Multipliers from feedback.
pub(crate) struct Preference {
    forms: [f64; 8],
    helpful: [u32; 8],
    lengths: [f64; 3],
    providers: Map<String, f64>,
    /// Levels by which steps should be harder (positive) or easier.
    pub(crate) shift: f64,
    /// Per item, from the company's factors; empty without them.
    learned: Vec<f32>,
}

/// Position of a modality in a column.
pub(super) fn form(modality: Modality) -> usize {
    match modality {
        Modality::Course => 0,
        Modality::QuickRead => 1,
        Modality::Video => 2,
        Modality::Simulation => 3,
        Modality::Practice => 4,
        Modality::CoachingPrompt => 5,
        Modality::Project => 6,
        // Neither is ever a step.
        Modality::Gig | Modality::Mentor => 7,
    }
}

pub(super) fn length(minutes: u32) -> usize {
    match minutes {
        0..=20 => 0,
        21..=75 => 1,
        _ => 2,
    }
}

impl Preference {
    pub(crate) fn new(cat: &Catalogue, person: &Person<'_>, aids: &Aids<'_>, now: Millis) -> Preference {
        let mut p = Preference {
            forms: [0.0; 8],
            helpful: [0; 8],
            lengths: [0.0; 3],
            providers: Map::new(),
            shift: 0.0,
            learned: Vec::new(),
        };
        for event in person.feedback {
            let Some(item) = cat.get(event.item) else { continue };
            let fresh = 1.0 / (1.0 + now.days_since(event.at) / HALF_DAYS);
            let liking = match event.what {
                Feedback::Helpful => 1.0,
                Feedback::NotHelpful => -1.0,
                Feedback::Done | Feedback::Started => 0.3,
                Feedback::Never => -0.4,
                Feedback::NotNow | Feedback::AlreadyKnow => 0.0,
                Feedback::TooEasy => {
                    p.shift += SHIFT.0 * fresh;
                    0.0
                }
                Feedback::TooHard => {
                    p.shift -= SHIFT.0 * fresh;
                    0.0
                }
            };
            p.helpful[form(item.modality)] += u32::from(event.what == Feedback::Helpful);
            p.forms[form(item.modality)] += liking * fresh;
            p.lengths[length(item.minutes)] += liking * fresh;
            if !item.provider.is_empty() && liking != 0.0 {
                *p.providers.entry(item.provider.clone()).or_default() += liking * fresh;
            }
        }
        p.shift = p.shift.clamp(-SHIFT.1, SHIFT.1);
        p.learned = learned(cat, person, aids);
        p
    }

    /// What feedback does to one item, within [`BOUNDS`].
    pub(crate) fn of(&self, ix: ItemIx, item: &Item) -> f64 {
        let mut sum = 0.15 * self.forms[form(item.modality)] + 0.05 * self.lengths[length(item.minutes)];
        if !self.providers.is_empty()
            && let Some(liking) = self.providers.get(&item.provider)
        {
            sum += 0.05 * liking;
        }
        let learned = self.learned.get(ix.0 as usize).map_or(0.0, |&x| f64::from(x));
        (1.0 + sum + 0.15 * learned).clamp(BOUNDS.0, BOUNDS.1)
    }

    /// How much a form is liked for itself, and how often the person said so.
    pub(crate) fn liked(&self, modality: Modality) -> (f64, u32) {
        (0.15 * self.forms[form(modality)], self.helpful[form(modality)])
    }
}

/// What the person thinks of items, -1..=1, from what was done and said.
pub(super) fn opinions(person: &Person<'_>) -> Map<ItemIx, f32> {
    let mut ratings: Map<ItemIx, f32> = Map::new();
    for (&ix, state) in person.items {
        let value = match state {
            ItemState::Done | ItemState::Running => 1.0,
            ItemState::Dismissed => -0.5,
            ItemState::Snoozed { .. } | ItemState::Known => continue,
        };
        ratings.insert(ix, value);
    }
    for event in person.feedback {
        match event.what {
            Feedback::Helpful => ratings.insert(event.item, 1.0),
            Feedback::NotHelpful => ratings.insert(event.item, -1.0),
            _ => None,
        };
    }
    ratings
}

/// -1..=1 per item from the company's factors, by folding the person in locally; empty without factors or history.
fn learned(cat: &Catalogue, person: &Person<'_>, aids: &Aids<'_>) -> Vec<f32> {
    let Some(factors) = aids.factors else { return Vec::new() };
    let rows: Vec<(u32, f32)> = opinions(person)
        .into_iter()
        .filter_map(|(ix, value)| Some((factors.row_of(&cat.get(ix)?.id)?, value)))
        .collect();
    let Some(taste) = factors.fold_in(&rows, 1.0) else { return Vec::new() };
    let user = taste.vector();
    cat.items().iter().map(|item| factors.row_of(&item.id).map_or(0.0, |r| factors.dot(r, &user).tanh())).collect()
}
