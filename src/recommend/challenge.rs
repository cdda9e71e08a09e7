//! How likely the person is to manage an item, and whether that is a good likelihood to learn at.

use super::field::Cell;
use super::normal::normal_cdf;
use crate::catalog::Teaches;

/// The band that one learns in: below it one gives up, above it one is bored (the optimum of Wilson et al., "The eighty five
/// percent rule for optimal learning", 2019, is its upper end).
const BAND: (f64, f64) = (0.6, 0.85);
/// What a whole of probability outside the band costs, and the least that is left.
const SLOPE: f64 = 0.8;
const LEAST: f64 = 0.7;
/// How far below an item's `from` one may be and still follow it as often as not, in levels.
const REACH: f64 = 0.5;
/// Said of nobody: that something is certain, or impossible.
const SAID: (f64, f64) = (0.05, 0.95);

/// P(somebody at this level can follow), from its mean and standard deviation against where the item begins.
pub(crate) fn follows(t: &Teaches, mean: f64, sd: f64) -> f64 {
    normal_cdf((mean + REACH - f64::from(t.from)) / sd)
}

/// The same of one skill of the person; `shift` is what "too easy" and "too hard" said.
pub(super) fn success(t: &Teaches, cell: &Cell, shift: f64) -> f64 {
    follows(t, cell.mean + shift, cell.sd)
}

/// As it is shown: never certain.
pub(super) fn said(p: f64) -> f64 {
    p.clamp(SAID.0, SAID.1)
}

/// The term: 1 inside the band, less the farther outside.
pub(super) fn term(p: f64) -> f64 {
    let outside = (BAND.0 - p).max(p - BAND.1).max(0.0);
    (1.0 - SLOPE * outside).max(LEAST)
}

#[cfg(test)]
mod tests {
    use super::{said, term};

    #[test]
    fn the_band_is_best_and_nothing_is_certain() {
        assert!([0.6, 0.7, 0.85].iter().all(|p| term(*p) == 1.0));
        assert!(term(0.59) < 1.0 && term(0.3) < term(0.5) && term(0.99) < term(0.9));
        assert!((0..=100).all(|p| (0.7..=1.0).contains(&term(f64::from(p) / 100.0))));
        assert!(said(1.0) < 1.0 && said(0.0) > 0.0 && said(0.7) == 0.7);
    }
}
