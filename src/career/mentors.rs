//! Colleagues who offered to help, matched here: nobody learns who looked.

use super::{GapRow, MentorRow};
use crate::catalog::{Catalogue, Modality};
use crate::clock::{DAY_MS, Now};
use crate::recommend::{ItemRow, Person, in_region, wanted_gain};
use crate::taxonomy::Taxonomy;

/// Mentors of the person's region for what she wants to learn, the one who helps most first, then id.
///
/// A mentor is there for people between `from` and `to` of a skill. What is wanted is what the steps want: the gaps of her goal or of
/// roles that fit, what she asked for, and what fades. Mentors who help with none of it are left out, and so are those she set aside.
pub fn mentors(tax: &Taxonomy, cat: &Catalogue, person: &Person<'_>, now: Now) -> Vec<MentorRow> {
    let wanted = wanted_gain(tax, cat, person, now);
    let mut rows: Vec<(f64, MentorRow)> = Vec::new();
    for (ix, item) in cat.of(Modality::Mentor) {
        let state = person.items.get(&ix).copied();
        let ended = item.ends.is_some_and(|ends| ends.saturating_add(DAY_MS) <= now.at.0);
        let elsewhere = person.cell.is_some_and(|(_, region)| !in_region(item, region));
        if ended || elsewhere || state.is_some_and(|s| s.hides(now.at)) {
            continue;
        }
        let (mut worth, mut helps) = (0.0, Vec::new());
        for t in &item.teaches {
            let (weight, gap) = wanted(t);
            if gap > 0.0 {
                worth += weight * gap;
                helps.push(GapRow { skill: tax.id(t.skill).to_owned(), label: tax.label(t.skill).to_owned(), gap });
            }
        }
        if worth > 0.0 {
            rows.push((worth, MentorRow { item: ItemRow::of(tax, item, state), helps }));
        }
    }
    crate::order::sort_by(&mut rows, |a, b| b.0.total_cmp(&a.0).then_with(|| a.1.item.id.cmp(&b.1.item.id)));
    rows.into_iter().map(|(_, row)| row).collect()
}
