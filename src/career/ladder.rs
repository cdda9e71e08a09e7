//! The roles of one family, upward, and what leads from rung to rung.

use super::fit::role_fit;
use super::plan::{Walk, extend};
use super::roles::gaps;
use super::{LadderRung, RungStep};
use crate::catalog::Catalogue;
use crate::clock::Now;
use crate::recommend::Person;
use crate::taxonomy::{Role, RoleIx, Taxonomy};

/// Share of essential needs from which a rung counts as held.
const HELD: f64 = 0.6;
/// Most steps shown on one rung.
const STEPS: usize = 6;

/// The ladder of a family: grades upward, `here` at the highest rung that is held (none, where none is), and on each rung the
/// items that close its gaps, standing on those of the rungs below.
pub(crate) fn ladder(tax: &Taxonomy, cat: &Catalogue, person: &Person<'_>, family: &str, now: Now) -> Vec<LadderRung> {
    if family.is_empty() {
        return Vec::new();
    }
    let numbered = tax.roles().iter().enumerate().map(|(at, role)| (RoleIx(at as u32), role));
    let mut rungs: Vec<(RoleIx, &Role, f64)> = numbered
        .filter(|(_, role)| role.family == family)
        .map(|(ix, role)| (ix, role, role_fit(role, person.estimates).mean))
        .collect();
    crate::order::sort_by(&mut rungs, |a, b| a.1.grade.cmp(&b.1.grade).then_with(|| a.1.id.cmp(&b.1.id)));
    // Of several held rungs of one grade, the one that fits best.
    let held = rungs.iter().filter(|r| r.2 >= HELD);
    let here = held.max_by(|a, b| a.1.grade.cmp(&b.1.grade).then(a.2.total_cmp(&b.2))).map(|r| r.0);
    let mut walk = Walk::new(person);
    let mut rows = Vec::with_capacity(rungs.len());
    for (ix, role, fit) in rungs {
        let steps = extend(tax, cat, person, role, now, &mut walk);
        let named = steps.iter().take(STEPS).filter_map(|s| cat.get(s.item)).map(|item| RungStep {
            item: item.id.clone(),
            title: item.title.clone(),
            modality: item.modality,
            minutes: item.minutes,
        });
        rows.push(LadderRung {
            role: role.id.clone(),
            label: role.label.clone(),
            grade: role.grade,
            here: here == Some(ix),
            goal: person.goal == Some(ix),
            fit,
            gaps: gaps(tax, person, role),
            steps: named.collect(),
        });
    }
    rows
}
