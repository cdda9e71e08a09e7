//! When: the minutes before the next half hour, the end of the sprint, the first weeks, before a skill fades.

use super::wants::kept;
use super::{Args, PRIOR_LEVEL, Timing};
use crate::catalog::{Item, Moment};
use crate::clock::{DAY_MS, Millis, Now};
use crate::profile::Estimate;

/// The person's own clock at one call.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Clock {
    /// 1 = Monday ... 7 = Sunday.
    pub(crate) weekday: u32,
    /// Minutes before the next full or half hour, 1..=30.
    pub(crate) left: u32,
    working: bool,
    sprint_end: bool,
}

impl Clock {
    pub(crate) fn new(now: Now) -> Clock {
        let local = now.at.0.saturating_add(i64::from(now.offset_minutes) * 60_000);
        let minute = local.rem_euclid(DAY_MS) / 60_000;
        // 1970-01-01 was a Thursday.
        let weekday = (local.div_euclid(DAY_MS) + 3).rem_euclid(7) as u32 + 1;
        Clock {
            weekday,
            left: 30 - (minute % 30) as u32,
            working: weekday <= 5 && (7 * 60..19 * 60).contains(&minute),
            sprint_end: weekday == 4 || weekday == 5,
        }
    }

    /// Fits the slot that the person gives, or the minutes before the next half hour of a working day.
    fn fits(&self, item: &Item, slot: Option<u32>) -> bool {
        slot.map_or(self.working && item.minutes <= self.left, |slot| item.minutes <= slot)
    }

    /// The timing term: how much now is the item's moment.
    pub(crate) fn term(&self, item: &Item, nearly_empty: bool, slot: Option<u32>) -> f64 {
        let moment = match item.moment {
            Moment::Anytime => 1.0,
            Moment::EndOfSprint if self.sprint_end => 1.2,
            Moment::EndOfSprint => 0.9,
            Moment::Onboarding if nearly_empty => 1.25,
            Moment::Onboarding => 0.6,
        };
        // Of two that help alike, the shorter is begun sooner.
        let length = match item.minutes {
            0..=15 => 1.1,
            16..=45 => 1.05,
            46..=120 => 1.0,
            121..=600 => 0.92,
            _ => 0.85,
        };
        moment * length * if self.fits(item, slot) { 1.1 } else { 1.0 }
    }

    /// The words for it. `fading` is the skill that the step would save, its name and its estimate.
    pub(crate) fn words(
        &self,
        item: &Item,
        nearly_empty: bool,
        fading: Option<(&str, &Estimate)>,
        now: Millis,
        slot: Option<u32>,
    ) -> (Timing, Args) {
        let mut args = Args::new();
        if let Some((label, e)) = fading {
            args.insert("skill", label.into());
            args.insert("days", f64::from(days_left(e, now)).into());
            return (Timing::BeforeItFades, args);
        }
        args.insert("minutes", f64::from(item.minutes).into());
        match item.moment {
            Moment::Onboarding if nearly_empty => return (Timing::Onboarding, args),
            Moment::EndOfSprint => {
                args.insert("weekday", f64::from(if self.weekday == 5 { 5 } else { 4 }).into());
                return (Timing::EndOfSprint, args);
            }
            _ => {}
        }
        if slot.is_some() || self.fits(item, slot) {
            args.insert("left", f64::from(slot.unwrap_or(self.left)).into());
            return (Timing::NowFits, args);
        }
        (Timing::ThisWeek, args)
    }
}

/// Days until another quarter of a level is gone, 1..=365.
fn days_left(e: &Estimate, now: Millis) -> u32 {
    let Some(last) = e.last else { return 365 };
    let passed = now.days_since(last);
    let peak = (e.mean - PRIOR_LEVEL).max(0.0) / kept(passed, e.stability);
    let gone = |days: u32| e.mean - PRIOR_LEVEL - peak * kept(passed + f64::from(days), e.stability);
    // The loss only grows: halve the interval.
    let (mut low, mut high) = (1, 365);
    while low < high {
        let middle = (low + high) / 2;
        if gone(middle) >= 0.25 { high = middle } else { low = middle + 1 }
    }
    low
}
