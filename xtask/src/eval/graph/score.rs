//! How good a ranking is, in percent, averaged over the questions: as `tools` of retrieval benchmarks count.

use std::collections::BTreeSet;

/// Averages over questions, 0..=100.
#[derive(Debug, Default, Clone, Copy)]
pub(super) struct Scores {
    questions: usize,
    mrr: f64,
    map: f64,
    p5: f64,
    r10: f64,
}

impl Scores {
    /// Counts one ranking, best first, without repeats; a question without right answers is passed over.
    pub(super) fn add<T: Ord>(&mut self, ranked: &[T], right: &BTreeSet<T>) {
        if right.is_empty() {
            return;
        }
        let places: Vec<usize> = (1..).zip(ranked).filter(|(_, t)| right.contains(t)).map(|(place, _)| place).collect();
        let within = |k: usize| places.iter().filter(|p| **p <= k).count() as f64;
        self.questions += 1;
        self.mrr += places.first().map_or(0.0, |p| 1.0 / *p as f64);
        self.map += (1..).zip(&places).map(|(i, p)| f64::from(i) / *p as f64).sum::<f64>() / right.len() as f64;
        self.p5 += within(5) / 5.0;
        self.r10 += within(10) / right.len() as f64;
    }

    /// One line of a table.
    pub(super) fn line(&self, name: &str) -> String {
        let n = self.questions.max(1) as f64 / 100.0;
        let (mrr, map, p5, r10) = (self.mrr / n, self.map / n, self.p5 / n, self.r10 / n);
        format!("{name:<44} R@10 {r10:5.2}  MRR {mrr:5.2}  MAP {map:5.2}  P@5 {p5:5.2}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ranking_is_counted_as_the_benchmarks_do() {
        let mut s = Scores::default();
        s.add(&[7, 1, 8, 2], &BTreeSet::from([1, 2, 3]));
        assert_eq!(
            s.line("x").split_whitespace().collect::<Vec<_>>().join(" "),
            "x R@10 66.67 MRR 50.00 MAP 33.33 P@5 40.00"
        );
    }
}
