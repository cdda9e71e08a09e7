//! A scenario as a planner writes it, and what it comes to in roles, places and skills.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use skillkeep_insight::forecast::{Market, Scenario};
use skillkeep_insight::planning::{Assumed, Factor, Post as Staffed, Replaced};

use super::error::Wrong;
use super::headcount::{self, Heads};
use super::quarter::{Ahead, Quarter};
use super::store::Series;
use crate::insight::Company;
use crate::insight::demand::Post;

/// Most steps of one kind that a person writes.
const STEPS: usize = 200;
/// Longest name, characters.
const NAME: usize = 100;

/// What changes; empty: everything stays.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Body {
    /// People in roles and places from a quarter on; the last one goes on.
    pub plan: Vec<Heads>,
    /// Growth of roles, on top of the plan.
    pub growth: Vec<Growth>,
    /// New people in a place.
    pub expansion: Vec<Expansion>,
    /// Skills that are needed more or less.
    pub factors: Vec<Shift>,
    /// Skills that another one takes the place of.
    pub replaced: Vec<Swap>,
    /// Skills whose demand follows a series from outside.
    pub market: Vec<Follow>,
}

/// A role's growth.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Growth {
    /// Role id; None for every role that has no line of its own.
    pub role: Option<String>,
    /// Percent a year.
    pub percent: f64,
}

/// New people in a place.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Expansion {
    /// Role id.
    pub role: String,
    /// Function id.
    pub function: String,
    /// Region id.
    pub region: String,
    /// How many more.
    pub people: u32,
    /// From this quarter on.
    pub from: String,
}

/// A skill's demand times a factor.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Shift {
    /// Skill id.
    pub skill: String,
    /// 1 changes nothing.
    pub factor: f64,
    /// From this quarter on.
    pub from: String,
}

/// A skill that another one takes the place of.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Swap {
    /// Skill id.
    pub skill: String,
    /// Skill id of what comes.
    pub by: String,
    /// Percent of those whose role needs it.
    pub percent: f64,
    /// From this quarter on.
    pub from: String,
}

/// A skill's demand that grows as a series does.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Follow {
    /// Skill id.
    pub skill: String,
    /// Name of the series.
    pub series: String,
}

/// Function and region of every place.
pub type Places = Vec<(String, String)>;

/// What a scenario comes to: every place, and every skill that is asked about.
#[derive(Debug, Clone, PartialEq)]
pub struct Comes {
    /// Function and region of each place.
    pub places: Places,
    /// Place of each skill id in the lists.
    pub skills: BTreeMap<String, usize>,
    /// The assumptions.
    pub assumed: Assumed,
}

/// A name as it is kept.
///
/// # Errors
/// [`Wrong::Name`].
pub fn name(text: &str) -> Result<&str, Wrong> {
    let text = text.trim();
    let good = (1..=NAME).contains(&text.chars().count()) && !text.chars().any(char::is_control);
    if good { Ok(text) } else { Err(Wrong::Name) }
}

impl Body {
    /// Does it fit the company, and itself?
    ///
    /// # Errors
    /// [`Wrong`].
    pub fn judge(&self, company: &Company, series: &[Series]) -> Result<(), Wrong> {
        // Which quarter is ahead does not matter for what fits.
        let now = Quarter::of("2000-q1").ok_or(Wrong::Period)?;
        let comes = self.comes(company, series, Ahead::quarterly(now), 1)?;
        comes.assumed.judge(comes.places.len(), comes.skills.len()).map_err(Wrong::from)
    }

    /// What it comes to for so many periods ahead.
    ///
    /// # Errors
    /// [`Wrong`].
    pub fn comes(&self, company: &Company, series: &[Series], ahead: Ahead, periods: usize) -> Result<Comes, Wrong> {
        self.comes_leaning(company, series, ahead, periods, &|_, _| 1.0)
    }

    /// The same where a series lies so far from its middle: a part of it by name and quarters ahead.
    ///
    /// # Errors
    /// [`Wrong`].
    pub fn comes_leaning(
        &self,
        company: &Company,
        series: &[Series],
        ahead: Ahead,
        periods: usize,
        lean: &dyn Fn(&str, i32) -> f64,
    ) -> Result<Comes, Wrong> {
        let counts =
            [self.growth.len(), self.expansion.len(), self.factors.len(), self.replaced.len(), self.market.len()];
        if self.plan.len() > headcount::MOST || counts.iter().any(|n| *n > STEPS) {
            return Err(Wrong::Many);
        }
        let skills: BTreeMap<String, usize> =
            company.skills().iter().enumerate().map(|(i, (id, _))| ((*id).to_owned(), i)).collect();
        let skill = |id: &str| skills.get(id).copied().ok_or(Wrong::Skill);
        let from = |text: &str| Quarter::of(text).map(|q| ahead.from(q)).ok_or(Wrong::Period);
        let mut factors: Vec<Factor> = Vec::new();
        for shift in &self.factors {
            let factor = Factor { skill: skill(&shift.skill)?, factor: shift.factor, from: from(&shift.from)? };
            // What began in the past all holds from the next period on; only the same quarter contradicts itself.
            let other = |s: &&Shift| s.skill == shift.skill && s.from == shift.from;
            if self.factors.iter().filter(other).count() > 1 {
                return Err(Wrong::Contradiction);
            }
            merge(&mut factors, factor);
        }
        let mut replaced = Vec::new();
        for swap in &self.replaced {
            let (of, by) = (skill(&swap.skill)?, skill(&swap.by)?);
            replaced.push(Replaced { skill: of, by, share: swap.percent / 100.0, from: from(&swap.from)? });
        }
        for (i, follow) in self.market.iter().enumerate() {
            if self.market.iter().skip(i + 1).any(|f| f.skill == follow.skill) {
                return Err(Wrong::Contradiction);
            }
            let found = series.iter().find(|s| s.name == follow.series).ok_or(Wrong::Series)?;
            let market = Market { source: found.name.clone(), values: found.values.clone() };
            let growth = market.growth().map_err(|_| Wrong::Short)?;
            let (factor, skill) = ((1.0 + growth).powi(ahead.quarters()), skill(&follow.skill)?);
            // A factor holds from its period on: each adds what the lean changed since the one before.
            let mut before = 1.0;
            for from in 1..=periods {
                let now =
                    lean(&follow.series, ahead.quarters().saturating_mul(i32::try_from(from).unwrap_or(i32::MAX)));
                merge(&mut factors, Factor { skill, factor: factor * now / before, from });
                before = now;
            }
        }
        let (places, posts) = self.posts(company, ahead, periods)?;
        let of = |ids: &Vec<String>| ids.iter().filter_map(|id| skills.get(id).copied()).collect();
        let needs = company.demand.roles().iter().map(|r| of(&r.skills)).collect();
        Ok(Comes { places, assumed: Assumed { posts, needs, factors, replaced }, skills })
    }

    /// Growth a period of a role, as a share.
    fn grows(&self, role: &str, ahead: Ahead) -> f64 {
        let own = self.growth.iter().find(|g| g.role.as_deref() == Some(role));
        let line = own.or_else(|| self.growth.iter().find(|g| g.role.is_none()));
        line.map_or(0.0, |g| (1.0 + g.percent / 100.0).powf(f64::from(ahead.quarters()) / 4.0) - 1.0)
    }

    fn posts(&self, company: &Company, ahead: Ahead, periods: usize) -> Result<(Places, Vec<Staffed>), Wrong> {
        for (i, growth) in self.growth.iter().enumerate() {
            if !(growth.percent.is_finite() && (-90.0..=500.0).contains(&growth.percent)) {
                return Err(Wrong::Number);
            }
            let known = |role: &String| company.demand.roles().iter().any(|r| r.id == *role);
            if growth.role.as_ref().is_some_and(|role| !known(role)) {
                return Err(Wrong::Role);
            }
            if self.growth.iter().skip(i + 1).any(|g| g.role == growth.role) {
                return Err(Wrong::Contradiction);
            }
        }
        // Of each post: people now, the plan by quarter, what is added.
        type Told = (u64, BTreeMap<Quarter, u64>, Vec<(usize, f64)>);
        let mut all: BTreeMap<Post, Told> = BTreeMap::new();
        for (post, people) in company.demand.posts() {
            all.entry(post.clone()).or_default().0 = *people;
        }
        for heads in &self.plan {
            heads.judge(company)?;
            let post =
                Post { role: heads.role.clone(), function: heads.function.clone(), region: heads.region.clone() };
            let quarter = Quarter::of(&heads.period).ok_or(Wrong::Period)?;
            if all.entry(post).or_default().1.insert(quarter, heads.headcount).is_some() {
                return Err(Wrong::Contradiction);
            }
        }
        for more in &self.expansion {
            headcount::judge(company, &more.role, &more.function, &more.region)?;
            let from = Quarter::of(&more.from).map(|q| ahead.from(q)).ok_or(Wrong::Period)?;
            let post = Post { role: more.role.clone(), function: more.function.clone(), region: more.region.clone() };
            all.entry(post).or_default().2.push((from, f64::from(more.people)));
        }
        let (functions, regions) = (&company.dictionary.functions, &company.dictionary.regions);
        let places: Places =
            functions.iter().flat_map(|f| regions.iter().map(|r| (f.id.clone(), r.id.clone()))).collect();
        let post = |(post, (now, plan, expansion)): (Post, Told)| {
            let place =
                places.iter().position(|(f, r)| *f == post.function && *r == post.region).ok_or(Wrong::Place)?;
            let role = company.demand.roles().iter().position(|r| r.id == post.role).ok_or(Wrong::Role)?;
            let planned = |at: usize| {
                let last = plan.range(..=ahead.at(at)).next_back();
                last.map_or(now, |(_, people)| *people) as f64
            };
            let people = Scenario {
                headcount: now as f64,
                required: 1.0,
                plan: (1..=periods).map(planned).collect(),
                growth: self.grows(&post.role, ahead),
                shift: 0.0,
                expansion,
            };
            Ok(Staffed { place, role, people })
        };
        let posts = all.into_iter().map(post).collect::<Result<_, Wrong>>()?;
        Ok((places, posts))
    }
}

/// Two factors of a skill from one period on are one.
fn merge(factors: &mut Vec<Factor>, new: Factor) {
    match factors.iter_mut().find(|f| f.skill == new.skill && f.from == new.from) {
        Some(factor) => factor.factor *= new.factor,
        None => factors.push(new),
    }
}
