//! What would tell most about a skill: the item after which its level is known best.

use super::score::Ground;
use super::{Aids, PRIOR_LEVEL, PRIOR_SD, Person};
use crate::catalog::{Catalogue, ItemIx, Modality};
use crate::clock::Now;
use crate::taxonomy::{SkillId, Taxonomy};

/// An item and the standard deviation of the level after it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Improve {
    /// The item.
    pub item: ItemIx,
    /// Standard deviation after it, in levels.
    pub sd_after: f64,
}

/// The open item that would shrink the uncertainty of a skill most, or `None` where nothing would by a tenth.
///
/// A result on an item speaks of the level with a noise that depends on its form, and the less, the farther the item's range
/// is from the level; precisions add.
pub fn improve(tax: &Taxonomy, cat: &Catalogue, person: &Person<'_>, now: Now, skill: SkillId) -> Option<Improve> {
    let (mean, sd) = person.estimates.get(&skill).map_or((PRIOR_LEVEL, PRIOR_SD), |e| (e.mean, e.sd));
    let ground = Ground::new(tax, cat, person, now, &Aids::default());
    let mut best: Option<(f64, &str, ItemIx)> = None;
    for &ix in cat.teaching(skill) {
        let Some(item) = cat.get(ix).filter(|_| ground.open(ix)) else { continue };
        let Some(t) = item.teaches.iter().find(|t| t.skill == skill) else { continue };
        let noise = match item.modality {
            Modality::Simulation => 0.6,
            Modality::Practice => 0.7,
            Modality::Project => 0.9,
            Modality::Course => 1.1,
            Modality::QuickRead | Modality::Video | Modality::CoachingPrompt => 1.8,
            Modality::Gig | Modality::Mentor => continue,
        };
        let off = (f64::from(t.from) + f64::from(t.to)) / 2.0 - mean;
        let after = 1.0 / (1.0 / (sd * sd) + 1.0 / (noise * noise + off * off)).sqrt();
        // Of two that tell about the same, the shorter: an hour is worth a hundredth of a level.
        let cost = after + f64::from(item.minutes) / 6000.0;
        if after < 0.9 * sd && best.is_none_or(|(least, id, _)| (cost, item.id.as_str()) < (least, id)) {
            best = Some((cost, &item.id, ix));
        }
    }
    let (cost, _, item) = best?;
    Some(Improve { item, sd_after: cost - f64::from(cat.get(item)?.minutes) / 6000.0 })
}
