//! The minutes that a person has: what fits them whole, and what can be begun in them.

use crate::catalog::{Item, Modality};

/// Shortest part of a longer item that is worth beginning, in minutes.
const LEAST_PART: u32 = 10;
/// Most sittings of that length that an item may take: a twentieth of a course is no step.
const SITTINGS: u32 = 8;
/// What a part is worth beside something that is finished in the same time.
const PART: f64 = 0.75;

/// Minutes of an item that are done in a slot: `None` where it neither fits nor can be done in parts.
///
/// Courses and videos are left and taken up again; a practice, a simulation or a conversation is one sitting, and what a project
/// takes is rarely at a desk.
pub(super) fn within(item: &Item, slot: Option<u32>) -> Option<u32> {
    let Some(slot) = slot else { return Some(item.minutes) };
    let parts = matches!(item.modality, Modality::Course | Modality::Video)
        && slot >= LEAST_PART
        && item.minutes <= slot.saturating_mul(SITTINGS);
    match item.minutes <= slot {
        true => Some(item.minutes),
        false => parts.then_some(slot),
    }
}

/// What a slot does to the timing term.
pub(super) fn worth(item: &Item, minutes: u32) -> f64 {
    if minutes < item.minutes { PART } else { 1.0 }
}
