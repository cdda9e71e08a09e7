//! What a person says of a step, and the state of an item that follows.
//!
//! Every effect is bounded and visible, and undoing is removing the event from the list: nothing else is remembered.

use serde::{Deserialize, Serialize};

use crate::catalog::ItemIx;
use crate::clock::Millis;
use crate::map::Map;
use crate::signal::Progress;

/// Days that "not now" keeps an item away.
pub const SNOOZE_DAYS: f64 = 14.0;

/// What a person can say of a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Feedback {
    /// It helped: more of this form.
    Helpful,
    /// It did not: less of this form.
    NotHelpful,
    /// Away for [`SNOOZE_DAYS`] days; never for good.
    NotNow,
    /// Away until the person takes it back.
    Never,
    /// Begun.
    Started,
    /// Finished.
    Done,
    /// Known already; the engine also takes it as the person's own rating.
    AlreadyKnow,
    /// Aim higher.
    TooEasy,
    /// Aim lower.
    TooHard,
}

impl Feedback {
    /// The name it has in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Feedback::Helpful => "helpful",
            Feedback::NotHelpful => "not_helpful",
            Feedback::NotNow => "not_now",
            Feedback::Never => "never",
            Feedback::Started => "started",
            Feedback::Done => "done",
            Feedback::AlreadyKnow => "already_know",
            Feedback::TooEasy => "too_easy",
            Feedback::TooHard => "too_hard",
        }
    }
}

/// One thing the person said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FeedbackEvent {
    /// Of which item.
    pub item: ItemIx,
    /// What.
    pub what: Feedback,
    /// When, UTC.
    pub at: Millis,
}

/// Where a person stands with an item. No state is "open".
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ItemState {
    /// Begun, not finished.
    Running,
    /// Finished.
    Done,
    /// Never again, unless taken back.
    Dismissed,
    /// Away for a while.
    Snoozed {
        /// First moment it may come back.
        until: Millis,
    },
    /// The person knows it already.
    Known,
}

impl ItemState {
    /// True when the item must not be recommended at `now`.
    pub fn hides(self, now: Millis) -> bool {
        match self {
            ItemState::Snoozed { until } => now < until,
            ItemState::Running | ItemState::Done | ItemState::Dismissed | ItemState::Known => true,
        }
    }
    /// True when what the item teaches can be taken as met by other items that require it.
    pub fn completed(self) -> bool {
        matches!(self, ItemState::Done | ItemState::Known)
    }
}

/// The state of one item from what the person said of it and what the signals show.
///
/// The latest word that sets a state counts, and of words at the same moment the later in the list. A finished item is
/// finished, whatever was said before; a dismissed one stays dismissed even when a late import shows that it was begun.
pub fn state_of(item: ItemIx, events: &[FeedbackEvent], progress: Option<Progress>) -> Option<ItemState> {
    let mut latest: Option<(Millis, ItemState)> = None;
    for event in events.iter().filter(|e| e.item == item) {
        let state = match event.what {
            Feedback::NotNow => ItemState::Snoozed { until: event.at.plus_days(SNOOZE_DAYS) },
            Feedback::Never => ItemState::Dismissed,
            Feedback::Started => ItemState::Running,
            Feedback::Done => ItemState::Done,
            Feedback::AlreadyKnow => ItemState::Known,
            Feedback::Helpful | Feedback::NotHelpful | Feedback::TooEasy | Feedback::TooHard => continue,
        };
        if latest.is_none_or(|(at, _)| at <= event.at) {
            latest = Some((event.at, state));
        }
    }
    let said = latest.map(|(_, state)| state);
    match (progress, said) {
        (Some(Progress::Done), _) => Some(ItemState::Done),
        (Some(Progress::Running), None | Some(ItemState::Snoozed { .. })) => Some(ItemState::Running),
        (_, said) => said,
    }
}

/// The states of all items of which anything is known; `progress` in the order of the items.
pub fn states(events: &[FeedbackEvent], progress: impl Iterator<Item = (ItemIx, Progress)>) -> Map<ItemIx, ItemState> {
    let mut by_item: Map<ItemIx, (Vec<FeedbackEvent>, Option<Progress>)> = Map::new();
    for event in events {
        by_item.entry(event.item).or_default().0.push(*event);
    }
    let mut all: Map<ItemIx, ItemState> = Map::new();
    for (item, progress) in progress {
        match by_item.get_mut(&item) {
            Some(said) => said.1 = Some(progress),
            // Nearly all: signals speak of far more items than the person does.
            None => all.extend(state_of(item, &[], Some(progress)).map(|state| (item, state))),
        }
    }
    for (item, (events, progress)) in by_item {
        all.extend(state_of(item, &events, progress).map(|state| (item, state)));
    }
    all
}
