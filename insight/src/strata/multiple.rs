//! Many comparisons at once: p-values that keep what they promise together.

use super::pooled::StrataError;

/// What is kept below the level.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Correction {
    /// The expected share of false findings (Benjamini & Hochberg 1995): for independent or positively dependent tests.
    BenjaminiHochberg,
    /// The same under any dependence (Benjamini & Yekutieli 2001).
    BenjaminiYekutieli,
    /// The chance of any false finding (Holm 1979).
    Holm,
    /// The same, coarser.
    Bonferroni,
}

/// Adjusted p-values in the order given: a finding at level q where the adjusted value is at most q.
///
/// # Errors
/// A p-value outside 0..=1.
pub fn adjusted(p: &[f64], correction: Correction) -> Result<Vec<f64>, StrataError> {
    if p.iter().any(|p| !(0.0..=1.0).contains(p)) {
        return Err(StrataError::Range);
    }
    let m = p.len() as f64;
    let mut order: Vec<(usize, f64)> = p.iter().copied().enumerate().collect();
    order.sort_by(|a, b| a.1.total_cmp(&b.1));
    let harmonic: f64 = (1..=p.len()).map(|i| 1.0 / i as f64).sum();
    let mut found = vec![1.0; p.len()];
    let mut put = |at: usize, value: f64| {
        if let Some(slot) = found.get_mut(at) {
            *slot = value.min(1.0);
        }
    };
    match correction {
        Correction::Bonferroni => order.iter().for_each(|&(at, p)| put(at, p * m)),
        Correction::Holm => {
            let mut most = 0.0f64;
            for (rank, &(at, p)) in order.iter().enumerate() {
                most = most.max(p * (m - rank as f64));
                put(at, most);
            }
        }
        Correction::BenjaminiHochberg | Correction::BenjaminiYekutieli => {
            let factor = if correction == Correction::BenjaminiYekutieli { harmonic } else { 1.0 };
            let mut least = f64::INFINITY;
            for (rank, &(at, p)) in order.iter().enumerate().rev() {
                least = least.min(p * factor * m / (rank as f64 + 1.0));
                put(at, least);
            }
        }
    }
    Ok(found)
}
