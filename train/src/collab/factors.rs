//! From noised sums to the file that the engine reads, so that a release improves everybody's steps.

use skillkeep::recommend::{Factors, FactorsError, ItemFactors};

use super::Sums;
use super::learn::{lift, seen};

/// Ridge of the fold-in, before it goes into the confidences.
const RIDGE: f64 = 2.0;

/// Factors of at most `most` numbers an item, from what stands out of the noise; `ids` by number of the item. `None` where nothing
/// does: then no file must be shipped.
///
/// The score of j for a person who took some items i is the sum of `damp_i V_i f V_j lift_j`: a row is `lift V sqrt(f)`, and a
/// word about an item weighs `damp / lift`.
///
/// # Errors
/// Ids that cannot be written.
pub fn factors(sums: &Sums, ids: &[String], most: usize) -> Result<Option<Vec<u8>>, FactorsError> {
    let seen = seen(sums);
    let mut order: Vec<usize> = (0..seen.left.len()).filter(|k| seen.left[*k] > 0.0).collect();
    order.sort_by(|a, b| seen.left[*b].total_cmp(&seen.left[*a]).then(a.cmp(b)));
    order.truncate(most);
    if order.is_empty() {
        return Ok(None);
    }
    let rows = ids.iter().zip(seen.taken.iter().zip(&seen.damp)).enumerate();
    let rows = rows.map(|(at, (id, (taken, damp)))| {
        let lift = lift(*taken);
        let values = order.iter().map(|k| (seen.directions[(at, *k)] * seen.left[*k].sqrt() * lift) as f32).collect();
        ItemFactors { id: id.clone(), confidence: (damp / lift / RIDGE) as f32, values }
    });
    Factors::write_items(order.len(), &rows.collect::<Vec<_>>()).map(Some)
}
