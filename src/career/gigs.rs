//! Internal gigs, matched here: nobody learns who looked.

use super::fit::{p_met, share};
use super::{GapRow, GigRow, SkillName};
use crate::catalog::{Catalogue, Modality};
use crate::clock::{DAY_MS, Now};
use crate::recommend::{ItemRow, ItemState, PRIOR_LEVEL, Person, in_region};
use crate::taxonomy::{SkillId, Taxonomy};

/// Gigs of the person's region that have not ended, best fit first; of equal ones the one that asks least more, then id.
///
/// What a gig expects of a skill is the `from` of what it builds. Dismissed, finished and snoozed gigs are left out.
pub fn gigs(tax: &Taxonomy, cat: &Catalogue, person: &Person<'_>, now: Now) -> Vec<GigRow> {
    let name = |skill: SkillId| SkillName { skill: tax.id(skill).to_owned(), label: tax.label(skill).to_owned() };
    let mut rows = Vec::new();
    for (ix, gig) in cat.of(Modality::Gig) {
        let state = person.items.get(&ix).copied();
        let ended = gig.ends.is_some_and(|ends| ends.saturating_add(DAY_MS) <= now.at.0);
        let hidden = state.is_some_and(|s| s.hides(now.at) && s != ItemState::Running);
        let elsewhere = person.cell.is_some_and(|(_, region)| !in_region(gig, region));
        if ended || hidden || elsewhere || gig.teaches.is_empty() {
            continue;
        }
        let (mut parts, mut meets, mut lacks, mut learns) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        for t in &gig.teaches {
            let estimate = person.estimates.get(&t.skill);
            let (from, to) = (f64::from(t.from), f64::from(t.to));
            let mean = estimate.map_or(PRIOR_LEVEL, |e| e.mean);
            // A gig that begins at nothing expects nothing of this skill.
            if from >= 0.5 {
                let p = p_met(estimate, from);
                parts.push((from, p));
                if p >= 0.5 {
                    meets.push(name(t.skill));
                } else {
                    let SkillName { skill, label } = name(t.skill);
                    lacks.push(GapRow { skill, label, gap: (from - estimate.map_or(0.0, |e| e.mean)).max(0.0) });
                }
            }
            if to > mean + 0.2 {
                learns.push(name(t.skill));
            }
        }
        let open_to_all = parts.is_empty();
        let mut fit = share(parts.into_iter());
        if open_to_all {
            fit = super::Fit { mean: 1.0, low: 1.0, high: 1.0 };
        }
        rows.push(GigRow { item: ItemRow::of(tax, gig, state), fit: fit.into(), meets, lacks, learns });
    }
    let missing = |row: &GigRow| row.lacks.iter().map(|l| l.gap).sum::<f64>();
    crate::order::sort_by(&mut rows, |a, b| {
        let by_fit = b.fit.mean.total_cmp(&a.fit.mean);
        by_fit.then(missing(a).total_cmp(&missing(b))).then_with(|| a.item.id.cmp(&b.item.id))
    });
    rows
}
