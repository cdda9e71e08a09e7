//! Two groups and an outcome that each person has or has not.

use serde::{Deserialize, Serialize};

use crate::ratio::FOUR_FIFTHS;

/// Why a figure cannot be given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ExactError {
    /// A group has nobody.
    #[error("a group has nobody")]
    Empty,
    /// More people have the outcome than there are.
    #[error("more people have the outcome than there are")]
    MoreThanAll,
    /// Everybody has the outcome, or nobody has: nothing can be compared.
    #[error("everybody has the outcome, or nobody has")]
    NoContrast,
    /// The reference group's rate is zero: there is no ratio to it.
    #[error("the reference group's rate is zero")]
    NoReference,
    /// More people than the exact test is meant for; the z test is as good there.
    #[error("too many people for the exact test")]
    TooLarge,
    /// A number that is not one, or outside its range.
    #[error("a number is outside its range")]
    Range,
}

impl ExactError {
    /// A stable code.
    pub fn code(&self) -> &'static str {
        match self {
            ExactError::Empty => "insight.exact.empty",
            ExactError::MoreThanAll => "insight.exact.more_than_all",
            ExactError::NoContrast => "insight.exact.no_contrast",
            ExactError::NoReference => "insight.exact.no_reference",
            ExactError::TooLarge => "insight.exact.too_large",
            ExactError::Range => "insight.exact.range",
        }
    }
}

/// Counts of a group (`a`) and its reference group (`b`), people.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct TwoByTwo {
    /// Of the group, with the outcome.
    pub a_yes: u64,
    /// Of the group, without.
    pub a_no: u64,
    /// Of the reference group, with.
    pub b_yes: u64,
    /// Of the reference group, without.
    pub b_no: u64,
}

impl TwoByTwo {
    /// From selected and all people of each group.
    ///
    /// # Errors
    /// A group has nobody, or more selected than people.
    pub fn of_selected(a: u64, a_all: u64, b: u64, b_all: u64) -> Result<TwoByTwo, ExactError> {
        if a_all == 0 || b_all == 0 {
            return Err(ExactError::Empty);
        }
        match (a_all.checked_sub(a), b_all.checked_sub(b)) {
            (Some(a_no), Some(b_no)) => Ok(TwoByTwo { a_yes: a, a_no, b_yes: b, b_no }),
            _ => Err(ExactError::MoreThanAll),
        }
    }

    /// People of the group.
    pub fn a_all(&self) -> f64 {
        self.a_yes as f64 + self.a_no as f64
    }

    /// People of the reference group.
    pub fn b_all(&self) -> f64 {
        self.b_yes as f64 + self.b_no as f64
    }

    /// Everybody.
    pub fn all(&self) -> f64 {
        self.a_all() + self.b_all()
    }

    /// Selection rate of the group; None where it has nobody.
    pub fn a_rate(&self) -> Option<f64> {
        (self.a_all() > 0.0).then(|| self.a_yes as f64 / self.a_all())
    }

    /// Selection rate of the reference group; None where it has nobody.
    pub fn b_rate(&self) -> Option<f64> {
        (self.b_all() > 0.0).then(|| self.b_yes as f64 / self.b_all())
    }

    /// Both rates.
    ///
    /// # Errors
    /// A group has nobody.
    pub fn rates(&self) -> Result<(f64, f64), ExactError> {
        self.a_rate().zip(self.b_rate()).ok_or(ExactError::Empty)
    }

    /// Rate over rate.
    ///
    /// # Errors
    /// A group has nobody, or the reference group's rate is zero.
    pub fn impact_ratio(&self) -> Result<f64, ExactError> {
        let (a, b) = self.rates()?;
        if b > 0.0 { Ok(a / b) } else { Err(ExactError::NoReference) }
    }

    /// Whether the point ratio lies below four fifths, told by whole numbers: 5 a / n_a < 4 b / n_b, so that exactly four fifths is not
    /// below. Says nothing of luck: read it with [`super::ratio_interval`].
    ///
    /// # Errors
    /// As [`TwoByTwo::impact_ratio`].
    pub fn below_four_fifths(&self) -> Result<bool, ExactError> {
        self.impact_ratio()?;
        let wide =
            |x: u64, y: u64, times: u128| u128::from(x).checked_mul(u128::from(y)).and_then(|v| v.checked_mul(times));
        let all = |yes: u64, no: u64| yes.checked_add(no);
        let sides = all(self.a_yes, self.a_no)
            .zip(all(self.b_yes, self.b_no))
            .and_then(|(na, nb)| wide(self.a_yes, nb, 5).zip(wide(self.b_yes, na, 4)));
        let (group, reference) = sides.ok_or(ExactError::TooLarge)?;
        Ok(group < reference)
    }

    /// How many more of the group would have to be selected to reach four fifths, people; 0 where it is reached.
    ///
    /// # Errors
    /// As [`TwoByTwo::impact_ratio`].
    pub fn to_four_fifths(&self) -> Result<u64, ExactError> {
        if !self.below_four_fifths()? {
            return Ok(0);
        }
        let (_, b) = self.rates()?;
        // A rounded product that lies a hair above a whole number is that number.
        let wanted = (FOUR_FIFTHS * b * self.a_all() - 1e-9).ceil();
        Ok((wanted - self.a_yes as f64).max(0.0) as u64)
    }

    /// Odds ratio of the sample; infinite where only its denominator is zero, None where both are.
    pub fn odds_ratio(&self) -> Option<f64> {
        let (over, under) = (self.a_yes as f64 * self.b_no as f64, self.a_no as f64 * self.b_yes as f64);
        (over > 0.0 || under > 0.0).then(|| over / under)
    }

    /// Without a contrast there is nothing to test.
    pub(crate) fn contrast(&self) -> Result<(f64, f64), ExactError> {
        let rates = self.rates()?;
        let (yes, no) = (self.a_yes as f64 + self.b_yes as f64, self.a_no as f64 + self.b_no as f64);
        if yes > 0.0 && no > 0.0 { Ok(rates) } else { Err(ExactError::NoContrast) }
    }
}

/// Scoring rates: people of each group above the median score of everybody, and the rest (Local Law 144, 6 RCNY 5-300).
///
/// # Errors
/// A group has nobody, or a score is not a number.
pub fn above_median(group: &[f64], reference: &[f64]) -> Result<TwoByTwo, ExactError> {
    if group.is_empty() || reference.is_empty() {
        return Err(ExactError::Empty);
    }
    let mut all: Vec<f64> = group.iter().chain(reference).copied().collect();
    if all.iter().any(|x| !x.is_finite()) {
        return Err(ExactError::Range);
    }
    all.sort_unstable_by(f64::total_cmp);
    let half = all.len() / 2;
    let upper = all.get(half).copied().ok_or(ExactError::Empty)?;
    let median = match all.len() % 2 {
        0 => half.checked_sub(1).and_then(|i| all.get(i)).map_or(upper, |lower| f64::midpoint(*lower, upper)),
        _ => upper,
    };
    let above = |scores: &[f64]| scores.iter().filter(|&&x| x > median).count() as u64;
    TwoByTwo::of_selected(above(group), group.len() as u64, above(reference), reference.len() as u64)
}
