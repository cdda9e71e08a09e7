//! Every group (also of two attributes at once) against the one with the highest rate.

use serde::Serialize;

use crate::exact::{ExactError, Tail, TwoByTwo, fisher, z_test};

/// People of a group with the outcome and in all.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Crossing {
    /// Name.
    pub group: String,
    /// With the outcome.
    pub selected: u64,
    /// All.
    pub people: u64,
}

/// A group against the highest rate.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Against {
    /// Name.
    pub group: String,
    /// Its rate; None where it has nobody.
    pub rate: Option<f64>,
    /// Its part of all people.
    pub share: f64,
    /// It is less than the smallest part that is compared (Local Law 144 lets an auditor leave out less than 2 %).
    pub excluded: bool,
    /// Rate over the highest rate of those compared; None where left out.
    pub ratio: Option<f64>,
    /// The ratio is below four fifths.
    pub below_four_fifths: bool,
    /// Pooled z statistic; 0 for the best group.
    pub z: f64,
    /// Its two-sided p-value.
    pub p: f64,
    /// Fisher's two-sided p-value.
    pub fisher_p: f64,
    /// More of the group who would have to be selected.
    pub to_four_fifths: u64,
}

/// Compares all groups; those with a smaller part of all people than `smallest` are shown and not compared.
///
/// # Errors
/// Nobody at all, more selected than people, or nobody selected in any group that is compared.
pub fn intersections(groups: &[Crossing], smallest: f64) -> Result<Vec<Against>, ExactError> {
    if groups.iter().any(|g| g.selected > g.people) {
        return Err(ExactError::MoreThanAll);
    }
    let all: f64 = groups.iter().map(|g| g.people as f64).sum();
    if all <= 0.0 {
        return Err(ExactError::Empty);
    }
    let rate = |g: &Crossing| (g.people > 0).then(|| g.selected as f64 / g.people as f64);
    let compared = |g: &Crossing| g.people > 0 && g.people as f64 / all >= smallest;
    // The first of equal rates is the best.
    let best =
        groups.iter().enumerate().filter(|(_, g)| compared(g)).fold(None, |best: Option<(usize, f64)>, (i, g)| {
            let found = rate(g).unwrap_or(0.0);
            if best.is_none_or(|(_, most)| found > most) { Some((i, found)) } else { best }
        });
    let (at, most) = best.filter(|(_, most)| *most > 0.0).ok_or(ExactError::NoReference)?;
    let best = groups.get(at).ok_or(ExactError::NoReference)?;
    let row = |(i, g): (usize, &Crossing)| {
        let mut row = Against {
            group: g.group.clone(),
            rate: rate(g),
            share: g.people as f64 / all,
            excluded: !compared(g),
            ratio: rate(g).filter(|_| compared(g)).map(|r| r / most),
            below_four_fifths: false,
            z: 0.0,
            p: 1.0,
            fisher_p: 1.0,
            to_four_fifths: 0,
        };
        if i != at && compared(g) {
            let table = TwoByTwo::of_selected(g.selected, g.people, best.selected, best.people)?;
            row.below_four_fifths = table.below_four_fifths()?;
            row.to_four_fifths = table.to_four_fifths()?;
            // Everybody selected everywhere: no difference to test.
            if let Ok(test) = z_test(&table, Tail::Two) {
                row.z = test.statistic;
                row.p = test.p;
                row.fisher_p = fisher(&table, 0.05)?.p;
            }
        }
        Ok(row)
    };
    groups.iter().enumerate().map(row).collect()
}
