//! Whom a scenario asks for: people in roles by period, what roles need, and what technology changes about that.
//!
//! All of it is a stated assumption and has no interval of its own. Demand for a skill is at most everybody in the
//! place.

use crate::forecast::{Scenario, ScenarioError};

/// Why a scenario's technology says nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum DemandError {
    /// People of a role are no number, or contradict themselves.
    #[error(transparent)]
    People(#[from] ScenarioError),
    /// A factor below 0, a share outside 0..=1, or no number.
    #[error("a factor or a share is outside its range")]
    Range,
    /// A skill replaced by itself.
    #[error("a skill is replaced by itself")]
    Itself,
    /// More than all of a skill is replaced.
    #[error("more than all of a skill is replaced")]
    TooMuch,
    /// What replaces a skill is itself replaced: what remains would hang on the order.
    #[error("what replaces a skill is itself replaced")]
    Chain,
    /// Two factors of one skill from one period on.
    #[error("a skill has two factors from one period on")]
    Twice,
    /// A place, role or skill that is not there.
    #[error("a place, role or skill is not there")]
    Shape,
}

impl DemandError {
    /// A stable code.
    pub fn code(self) -> &'static str {
        match self {
            DemandError::People(e) => e.code(),
            DemandError::Range => "insight.demand.range",
            DemandError::Itself => "insight.demand.itself",
            DemandError::TooMuch => "insight.demand.too_much",
            DemandError::Chain => "insight.demand.chain",
            DemandError::Twice => "insight.demand.twice",
            DemandError::Shape => "insight.demand.shape",
        }
    }
}

/// People of one role in one place.
#[derive(Debug, Clone, PartialEq)]
pub struct Post {
    /// Which place.
    pub place: usize,
    /// Which role.
    pub role: usize,
    /// How many there are and will be.
    pub people: Scenario,
}

/// A skill's demand times a factor from a period ahead on.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Factor {
    /// Which skill.
    pub skill: usize,
    /// At least 0; 1 changes nothing. Several of one skill multiply.
    pub factor: f64,
    /// Periods ahead, from 1.
    pub from: usize,
}

/// A share of those whose role needs a skill needs another one instead.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Replaced {
    /// Which skill.
    pub skill: usize,
    /// By which.
    pub by: usize,
    /// What share of it, 0..=1.
    pub share: f64,
    /// Periods ahead, from 1.
    pub from: usize,
}

/// What a scenario takes for granted.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Assumed {
    /// Everybody.
    pub posts: Vec<Post>,
    /// The skills that each role needs.
    pub needs: Vec<Vec<usize>>,
    /// Technology that grows or fades.
    pub factors: Vec<Factor>,
    /// Technology that takes another's place.
    pub replaced: Vec<Replaced>,
}

/// A role's share of people who need each skill.
fn required(needs: &[usize], replaced: &[Replaced], ahead: usize, skills: usize) -> Vec<f64> {
    let mut share = vec![0.0; skills];
    let mut add = |skill: usize, by: f64| {
        if let Some(s) = share.get_mut(skill) {
            *s = (*s + by).clamp(0.0, 1.0);
        }
    };
    for skill in needs {
        add(*skill, 1.0);
    }
    for change in replaced.iter().filter(|r| r.from <= ahead && needs.contains(&r.skill)) {
        add(change.skill, -change.share);
        // Who needs the new one already does not need it twice.
        add(change.by, change.share);
    }
    share
}

impl Assumed {
    /// Does it contradict itself?
    ///
    /// # Errors
    /// [`DemandError`].
    pub fn judge(&self, places: usize, skills: usize) -> Result<(), DemandError> {
        let known = self.posts.iter().all(|p| p.place < places && p.role < self.needs.len())
            && self.needs.iter().flatten().all(|s| *s < skills)
            && self.factors.iter().all(|f| f.skill < skills)
            && self.replaced.iter().all(|r| r.skill < skills && r.by < skills);
        if !known {
            return Err(DemandError::Shape);
        }
        let factors = self.factors.iter().all(|f| f.factor.is_finite() && f.factor >= 0.0);
        if !factors || !self.replaced.iter().all(|r| (0.0..=1.0).contains(&r.share)) {
            return Err(DemandError::Range);
        }
        for (i, factor) in self.factors.iter().enumerate() {
            let same = |other: &Factor| other.skill == factor.skill && other.from == factor.from;
            if self.factors.iter().skip(i + 1).any(same) {
                return Err(DemandError::Twice);
            }
        }
        for change in &self.replaced {
            let of = |skill: usize| self.replaced.iter().filter(move |r| r.skill == skill);
            if change.skill == change.by {
                return Err(DemandError::Itself);
            }
            // A rounding of tenths is no contradiction.
            if of(change.skill).map(|r| r.share).sum::<f64>() > 1.0 + 1e-9 {
                return Err(DemandError::TooMuch);
            }
            if of(change.by).next().is_some() {
                return Err(DemandError::Chain);
            }
        }
        Ok(())
    }

    /// People who must have each skill: `[place][skill][period ahead - 1]`.
    ///
    /// # Errors
    /// [`DemandError`].
    pub fn demand(&self, places: usize, skills: usize, periods: usize) -> Result<Vec<Vec<Vec<f64>>>, DemandError> {
        self.judge(places, skills)?;
        let mut all = vec![vec![vec![0.0; periods]; skills]; places];
        let mut everybody = vec![vec![0.0; periods]; places];
        for post in &self.posts {
            let people = post.people.demand(periods)?;
            let needs = self.needs.get(post.role).map_or(&[][..], Vec::as_slice);
            let (Some(here), Some(total)) = (all.get_mut(post.place), everybody.get_mut(post.place)) else { continue };
            for (at, (count, total)) in people.iter().zip(total.iter_mut()).enumerate() {
                *total += count;
                let shares = required(needs, &self.replaced, at + 1, skills);
                for (row, share) in here.iter_mut().zip(shares) {
                    if let Some(cell) = row.get_mut(at) {
                        *cell += count * share;
                    }
                }
            }
        }
        for (here, total) in all.iter_mut().zip(&everybody) {
            for factor in &self.factors {
                let Some(row) = here.get_mut(factor.skill) else { continue };
                row.iter_mut().skip(factor.from.saturating_sub(1)).for_each(|cell| *cell *= factor.factor);
            }
            for row in here.iter_mut() {
                row.iter_mut().zip(total).for_each(|(cell, most)| *cell = cell.min(*most));
            }
        }
        Ok(all)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn people(headcount: f64) -> Scenario {
        Scenario { headcount, required: 1.0, plan: Vec::new(), growth: 0.0, shift: 0.0, expansion: Vec::new() }
    }

    /// Ten who need skill 0, twenty who need 0 and 1, in one place.
    fn assumed() -> Assumed {
        let post = |role, n| Post { place: 0, role, people: people(n) };
        Assumed { posts: vec![post(0, 10.0), post(1, 20.0)], needs: vec![vec![0], vec![0, 1]], ..Assumed::default() }
    }

    #[test]
    fn a_replaced_skill_moves_to_another_and_nobody_needs_one_twice() {
        let mut it = assumed();
        it.replaced.push(Replaced { skill: 0, by: 1, share: 0.5, from: 2 });
        let demand = it.demand(1, 3, 3).unwrap();
        assert_eq!(demand[0][0], [30.0, 15.0, 15.0]);
        // Five of the first ten come to it; the twenty need it already.
        assert_eq!(demand[0][1], [20.0, 25.0, 25.0]);
        assert_eq!(demand[0][2], [0.0; 3]);
    }

    #[test]
    fn a_factor_grows_demand_up_to_everybody() {
        let mut it = assumed();
        it.factors.push(Factor { skill: 1, factor: 1.25, from: 1 });
        it.factors.push(Factor { skill: 1, factor: 2.0, from: 3 });
        assert_eq!(it.demand(1, 2, 3).unwrap()[0][1], [25.0, 25.0, 30.0]);
        it.factors.push(Factor { skill: 1, factor: 0.5, from: 3 });
        assert_eq!(it.demand(1, 2, 3), Err(DemandError::Twice));
    }

    #[test]
    fn contradictions_are_said() {
        let with = |replaced: &[(usize, usize, f64)]| {
            let replaced =
                replaced.iter().map(|(skill, by, share)| Replaced { skill: *skill, by: *by, share: *share, from: 1 });
            Assumed { replaced: replaced.collect(), ..assumed() }.judge(1, 3)
        };
        assert_eq!(with(&[(0, 1, 0.7), (0, 2, 0.3)]), Ok(()));
        assert_eq!(with(&[(0, 1, 0.7), (0, 2, 0.4)]), Err(DemandError::TooMuch));
        assert_eq!(with(&[(0, 0, 0.7)]), Err(DemandError::Itself));
        assert_eq!(with(&[(0, 1, 0.7), (1, 2, 0.4)]), Err(DemandError::Chain));
        assert_eq!(with(&[(0, 1, 1.5)]), Err(DemandError::Range));
        assert_eq!(with(&[(0, 9, 0.5)]), Err(DemandError::Shape));
        assert_eq!(Assumed { needs: vec![vec![7]], ..assumed() }.judge(1, 3), Err(DemandError::Shape));
    }
}
