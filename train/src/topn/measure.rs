//! How good ranked lists are, with binary gains.

use super::people::Question;

/// Means over people.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Measured {
    /// NDCG of the first ten.
    pub ndcg10: f64,
    /// NDCG of the first hundred.
    pub ndcg100: f64,
    /// Recall of the first twenty, of at most twenty.
    pub recall20: f64,
}

/// Normalised discounted cumulative gain of the first `k` of a list.
pub fn ndcg(list: &[u32], held: &[u32], k: usize) -> f64 {
    let gain = |at: usize| 1.0 / (at as f64 + 2.0).log2();
    let got: f64 = list.iter().take(k).enumerate().filter(|(_, i)| held.contains(i)).map(|(at, _)| gain(at)).sum();
    let best: f64 = (0..k.min(held.len())).map(gain).sum();
    if best > 0.0 { got / best } else { 0.0 }
}

/// Share of what was held that is among the first `k`; of at most `k`.
pub fn recall(list: &[u32], held: &[u32], k: usize) -> f64 {
    let hits = list.iter().take(k).filter(|i| held.contains(i)).count();
    hits as f64 / k.min(held.len()).max(1) as f64
}

/// Means over questions; `list` ranks at least a hundred items for what is given, without the given.
pub fn measure(questions: &[Question], mut list: impl FnMut(&[u32]) -> Vec<u32>) -> Measured {
    let mut sum = Measured::default();
    for q in questions {
        let ranked = list(&q.given);
        sum.ndcg10 += ndcg(&ranked, &q.held, 10);
        sum.ndcg100 += ndcg(&ranked, &q.held, 100);
        sum.recall20 += recall(&ranked, &q.held, 20);
    }
    let n = questions.len().max(1) as f64;
    Measured { ndcg10: sum.ndcg10 / n, ndcg100: sum.ndcg100 / n, recall20: sum.recall20 / n }
}
