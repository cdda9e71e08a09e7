//! What is asked with: the parts of a person's state that steps, roles and gigs depend on, borrowed.

use std::sync::Arc;

use super::{Factors, FeedbackEvent, ItemState};
use crate::catalog::ItemIx;
use crate::clock::Millis;
use crate::map::Map;
/// One piece of evidence. A person has thousands and a reason names three: words are asked for where one is named.
pub use crate::profile::Counted as EvidenceRef;
use crate::profile::{Estimate, Standing};
use crate::taxonomy::{RoleIx, SkillId};

/// Level of a skill of which nothing is known, 0..=5; the profile's prior.
pub const PRIOR_LEVEL: f64 = 0.6;
/// Standard deviation of that level.
pub const PRIOR_SD: f64 = 1.4;

/// A person, as far as recommending goes. Nothing here is stored or leaves.
#[derive(Clone, Copy)]
pub struct Person<'a> {
    /// Skills with any evidence or correction.
    pub estimates: &'a Map<SkillId, Estimate>,
    /// Their evidence that counts, strongest first.
    pub evidence: &'a Map<SkillId, Arc<[EvidenceRef]>>,
    /// The words of a piece of evidence.
    pub titles: &'a dyn Titles,
    /// Items with a state; all others are open.
    pub items: &'a Map<ItemIx, ItemState>,
    /// The goal.
    pub goal: Option<RoleIx>,
    /// Skills that the person asked for.
    pub wishes: &'a [SkillId],
    /// What the person said of items; undone events are not in it.
    pub feedback: &'a [FeedbackEvent],
    /// When items were begun or finished as signals show it; what was said of steps is in `feedback`.
    pub moments: &'a [Millis],
    /// (function, region) that the employer knows.
    pub cell: Option<(&'a str, &'a str)>,
    /// Breaks ties differently for different people, so that equal items are all seen by somebody.
    pub seed: u64,
}

impl Person<'_> {
    /// The estimate of a skill, if it may be used as ground: anything is known and the person does not contest it.
    pub(crate) fn ground(&self, skill: SkillId) -> Option<&Estimate> {
        self.estimates.get(&skill).filter(|e| e.standing != Standing::Contested)
    }
}

/// Who knows the words of evidence.
pub trait Titles {
    /// What a person reads of the evidence with this key; nothing where it is not there.
    fn title(&self, key: u64) -> String;
}

/// A key as the page has it: sixteen hexadecimal digits.
pub(crate) fn evidence_id(key: u64) -> String {
    format!("{key:016x}")
}

/// The estimate a skill would have without one piece of evidence (`None`: nothing would be left of it).
pub type Without<'a> = dyn Fn(SkillId, u64) -> Option<Estimate> + 'a;

/// What can make the steps better, and is not always there.
#[derive(Default, Clone, Copy)]
pub struct Aids<'a> {
    /// The company's item factors.
    pub factors: Option<&'a Factors>,
    /// Replays a skill without one piece of evidence. Without it the effect is worked out from what the evidence `adds`.
    pub without: Option<&'a Without<'a>>,
    /// Minutes that the person has; steps then fit them.
    pub slot: Option<u32>,
    /// How much the person wants to be surprised, 0 (not at all) ..= 1: the bound within which what is unsure of their taste may
    /// reorder steps.
    pub surprise: f64,
}
