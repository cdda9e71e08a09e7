//! One question asked of everybody: how it is answered, over which cells, with how much noise, and what that costs.

use serde::{Deserialize, Serialize};

use super::{CHANGE_BINS, Day, Experiment, Period};

/// A measure of the dictionary. The order of the fields is the order of the canonical form that tasks are derived from
/// ([`super::entry`]), and every number is whole, so that it is written in one way only.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Measure {
    /// Stable id; never changes meaning.
    pub id: String,
    /// The question, as a person reads it.
    pub question: String,
    /// Why it is asked.
    pub purpose: String,
    /// Who asks.
    pub owner: String,
    /// Who reviewed it.
    pub reviewer: String,
    /// First day on which it may be asked.
    pub starts: Day,
    /// First day on which it may be asked no more.
    pub expires: Day,
    /// How often.
    pub every: Every,
    /// How a profile becomes an answer.
    pub encoding: Encoding,
    /// Over which cells, and how precisely.
    pub asked: Vec<Asked>,
}

/// How often a measure is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Every {
    /// In every quarter.
    Quarter,
    /// In the quarters that end with June and December.
    HalfYear,
    /// In the quarter that ends with December.
    Year,
}

/// One partition of the people, and the noise of its sums.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Asked {
    /// Which cells.
    pub over: Partition,
    /// Variance of **one** aggregator's discrete Gaussian noise; a sum carries twice that.
    pub sigma2: u64,
    /// What a person pays each time, in millionths of zCDP rho: [`micro_rho`] of the encoding's sensitivity and `sigma2`.
    pub micro_rho: u64,
    /// Largest root mean square error of a share that the owner accepts at the published headcounts, in thousandths of a
    /// percentage point.
    pub target_milli_points: u32,
}

/// Disjoint cells that together hold everybody. Within one partition a person is in one cell, so it is paid for once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Partition {
    /// One cell, `all`.
    Company,
    /// `function/ID`.
    Function,
    /// `region/ID`.
    Region,
    /// `function-region/ID/ID`.
    FunctionRegion,
}

impl Partition {
    /// The name of the cell in which somebody of this function and region is.
    pub fn cell(self, function: &str, region: &str) -> String {
        match self {
            Partition::Company => "all".to_owned(),
            Partition::Function => format!("function/{function}"),
            Partition::Region => format!("region/{region}"),
            Partition::FunctionRegion => format!("function-region/{function}/{region}"),
        }
    }
}

/// A fact of a person, told only beside the group that the person gave.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// Not offered a stretch step this period, offered one, took one up.
    Stretch,
    /// Mean confidence of the profile: below one half, below three quarters, higher.
    Confidence,
    /// Contested nothing this period, or something.
    Contested,
    /// How well the best fitting role of the pack fits: below one half, below four fifths, more.
    Fit,
    /// Contested nothing in the twelve months before the period's end; something that she still contests; or all of it settled, by
    /// a level of hers or a confirmation after it.
    Settled,
}

impl Outcome {
    /// How many values it has.
    pub fn values(self) -> usize {
        match self {
            Outcome::Stretch | Outcome::Confidence | Outcome::Fit | Outcome::Settled => 3,
            Outcome::Contested => 2,
        }
    }
}

/// An encoding as it is written: one flat record, since reading a tagged enum makes serde keep every value until it has seen
/// the tag, and that machinery weighs much.
#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct RawEncoding {
    kind: String,
    skills: Option<Vec<String>>,
    levels: Option<Vec<u8>>,
    items: Option<Vec<String>>,
    terms: Option<Vec<String>>,
    clip: Option<u32>,
    attribute: Option<String>,
    with: Option<String>,
    outcome: Option<Outcome>,
    experiment: Option<Experiment>,
    roles: Option<Vec<String>>,
}

impl TryFrom<RawEncoding> for Encoding {
    type Error = &'static str;

    fn try_from(raw: RawEncoding) -> Result<Encoding, &'static str> {
        const WRONG: &str = "not an encoding: a field is missing, or belongs to another kind";
        let RawEncoding { kind, skills, levels, items, terms, clip, attribute, with, outcome, experiment, roles } = raw;
        if kind == "paths" {
            let rest = (skills, levels, items, terms, clip, attribute, with, outcome, experiment);
            return match (roles, rest) {
                (Some(roles), (None, None, None, None, None, None, None, None, None)) => Ok(Encoding::Paths { roles }),
                _ => Err(WRONG),
            };
        }
        if roles.is_some() || (with.is_some() && kind != "outcome") {
            return Err(WRONG);
        }
        if kind == "change" {
            return match (experiment, skills, clip, levels, items, terms, attribute, outcome) {
                (Some(experiment), Some(skills), Some(clip), None, None, None, None, None) => {
                    Ok(Encoding::Change { skills, clip, experiment })
                }
                _ => Err(WRONG),
            };
        }
        if experiment.is_some() {
            return Err(WRONG);
        }
        if kind == "terms" {
            return match (terms, clip, skills, levels, items, attribute, outcome) {
                (Some(terms), Some(clip), None, None, None, None, None) => Ok(Encoding::Terms { terms, clip }),
                _ => Err(WRONG),
            };
        }
        if terms.is_some() {
            return Err(WRONG);
        }
        Ok(match (kind.as_str(), skills, levels, items, clip, attribute, outcome) {
            ("held", Some(skills), None, None, Some(clip), None, None) => Encoding::Held { skills, clip },
            ("goals", Some(skills), None, None, Some(clip), None, None) => Encoding::Goals { skills, clip },
            ("planes", Some(skills), Some(levels), None, Some(clip), None, None) => {
                Encoding::Planes { skills, levels, clip }
            }
            ("items", None, None, Some(items), Some(clip), None, None) => Encoding::Items { items, clip },
            ("together", None, None, Some(items), Some(clip), None, None) => Encoding::Together { items, clip },
            ("outcome", None, None, None, None, Some(attribute), Some(outcome)) => {
                Encoding::Outcome { attribute, with, outcome }
            }
            _ => return Err(WRONG),
        })
    }
}

/// How a profile becomes an answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", try_from = "RawEncoding")]
pub enum Encoding {
    /// Which of these skills are held: P(level >= 1) >= .8 from own evidence, not contested.
    Held {
        /// Stable skill ids.
        skills: Vec<String>,
        /// Most skills that one person may name.
        clip: u32,
    },
    /// Which of these skills are held at each of these levels; a person names at most `clip` skills.
    Planes {
        /// Stable skill ids.
        skills: Vec<String>,
        /// Levels, rising, within 1..=5.
        levels: Vec<u8>,
        /// Most skills that one person may name.
        clip: u32,
    },
    /// Which of these skills the person is working toward.
    Goals {
        /// Stable skill ids.
        skills: Vec<String>,
        /// Most skills that one person may name.
        clip: u32,
    },
    /// Which of these items were completed, and which of those helped.
    Items {
        /// Stable item ids.
        items: Vec<String>,
        /// Most items that one person may name.
        clip: u32,
    },
    /// Which of these items were completed, each and by twos: what is taken together. A collaborative model needs no more.
    Together {
        /// Stable item ids.
        items: Vec<String>,
        /// Most items that one person may name; with them go the pairs of them.
        clip: u32,
    },
    /// Which of these terms the person's records named in the twelve months before the period's end, and no skill of the pack
    /// explains: tools and methods that the vocabulary may lack. The list is published; words that are not on it leave in no form.
    Terms {
        /// Names as people write them.
        terms: Vec<String>,
        /// Most terms that one person may name.
        clip: u32,
    },
    /// An outcome within a group of people.
    Outcome {
        /// Id of an attribute of the dictionary.
        attribute: String,
        /// Id of a second one: the groups are then those of both at once.
        #[serde(skip_serializing_if = "Option::is_none")]
        with: Option<String>,
        /// What is counted.
        outcome: Outcome,
    },
    /// Of these roles the one that the person works toward, and whether she is there: each of its essential needs is more likely
    /// met than not.
    Paths {
        /// Stable role ids.
        roles: Vec<String>,
    },
    /// How far the person's mean level of these skills moved ([`Experiment::window`]), beside her arm of an experiment.
    Change {
        /// Stable skill ids.
        skills: Vec<String>,
        /// Largest change that is told, in hundredths of a level; a larger one counts as this.
        clip: u32,
        /// The rule of the arms.
        experiment: Experiment,
    },
}

/// What the circuit proves of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(tag = "vdaf", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum Shape {
    /// `length` bits of which at most `max_weight` are set (Prio3MultihotCountVec).
    Multihot {
        /// Bits.
        length: u32,
        /// Most that may be set.
        max_weight: u32,
    },
    /// One of `length` cells (Prio3Histogram).
    Histogram {
        /// Cells.
        length: u32,
    },
}

impl Shape {
    /// Numbers in a sum.
    pub fn length(self) -> u32 {
        match self {
            Shape::Multihot { length, .. } | Shape::Histogram { length } => length,
        }
    }
}

impl Encoding {
    /// The terms that it lists; none of another kind.
    pub fn terms(&self) -> &[String] {
        match self {
            Encoding::Terms { terms, .. } => terms,
            _ => &[],
        }
    }

    /// The experiment whose arms it tells of; none of another kind.
    pub fn experiment(&self) -> Option<&Experiment> {
        match self {
            Encoding::Change { experiment, .. } => Some(experiment),
            _ => None,
        }
    }

    /// Ids of the attributes beside which an outcome is told; none of another kind.
    pub fn groups(&self) -> impl Iterator<Item = &str> {
        let (first, second) = match self {
            Encoding::Outcome { attribute, with, .. } => (Some(attribute.as_str()), with.as_deref()),
            _ => (None, None),
        };
        first.into_iter().chain(second)
    }

    /// Bits or cells; `options` is how many groups an [`Encoding::Outcome`] tells apart: the options of its attribute, times those of
    /// the second.
    pub fn shape(&self, options: usize) -> Shape {
        let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        let (bits, weight) = match self {
            Encoding::Held { skills, clip } | Encoding::Goals { skills, clip } => (count(skills.len()), *clip),
            Encoding::Planes { skills, levels, clip } => {
                let planes = count(levels.len());
                (count(skills.len()).saturating_mul(planes), clip.saturating_mul(planes))
            }
            Encoding::Items { items, clip } => (count(items.len()).saturating_mul(2), clip.saturating_mul(2)),
            Encoding::Together { items, clip } => {
                (count(alone_and_by_twos(items.len())), count(alone_and_by_twos(*clip as usize)))
            }
            Encoding::Terms { terms, clip } => (count(terms.len()), *clip),
            Encoding::Outcome { outcome, .. } => {
                return Shape::Histogram { length: count(options * outcome.values()).saturating_add(1) };
            }
            Encoding::Change { experiment, .. } => {
                return Shape::Histogram { length: count(experiment.arms.len() * CHANGE_BINS).saturating_add(1) };
            }
            Encoding::Paths { roles } => {
                return Shape::Histogram { length: count(roles.len()).saturating_mul(2).saturating_add(1) };
            }
        };
        // Two bits more: "clipped" and "answered".
        Shape::Multihot { length: bits.saturating_add(2), max_weight: weight.saturating_add(2) }
    }

    /// Squared L2 sensitivity of the sums when one person's answer is exchanged for another: two answers of weight `w` differ in
    /// at most `2 w` bits, and in the "clipped" bit; two cells of a histogram in two. ("Answered" differs only beside an
    /// answer of no bits at all, which is `w + 2` bits away, never farther.)
    pub fn delta2(&self) -> u64 {
        let weight = match self {
            Encoding::Held { clip, .. } | Encoding::Goals { clip, .. } | Encoding::Terms { clip, .. } => {
                u64::from(*clip)
            }
            Encoding::Planes { levels, clip, .. } => u64::from(*clip) * levels.len() as u64,
            Encoding::Items { clip, .. } => u64::from(*clip) * 2,
            Encoding::Together { clip, .. } => alone_and_by_twos(*clip as usize) as u64,
            Encoding::Outcome { .. } | Encoding::Change { .. } | Encoding::Paths { .. } => return 2,
        };
        (2 * weight + 1).max(weight + 2)
    }
}

/// `n` things and the pairs of them.
fn alone_and_by_twos(n: usize) -> usize {
    n.saturating_add(n.saturating_mul(n.saturating_sub(1)) / 2)
}

/// Place of the pair of the items `a` < `b` of `n` in an answer of [`Encoding::Together`]: behind the items, in their order.
pub fn pair_place(n: usize, a: usize, b: usize) -> usize {
    n + a * (2 * n - a - 1) / 2 + (b - a - 1)
}

/// zCDP cost of a Gaussian of variance `sigma2` on sums of squared sensitivity `delta2`, in millionths, rounded up:
/// rho = delta2 / (2 sigma2). [Bun and Steinke 2016, proposition 1.6; Canonne, Kamath and Steinke 2020, theorem 4 for the discrete one]
pub fn micro_rho(delta2: u64, sigma2: u64) -> Option<u64> {
    let (delta2, sigma2) = (u128::from(delta2), u128::from(sigma2));
    if sigma2 == 0 {
        return None;
    }
    u64::try_from((delta2 * 1_000_000).div_ceil(2 * sigma2)).ok()
}

impl Measure {
    /// Is it asked about this period?
    pub fn asked_in(&self, period: &Period) -> bool {
        let (month, _) = period.end.month_day();
        let due = match self.every {
            Every::Quarter => true,
            Every::HalfYear => month == 1 || month == 7,
            Every::Year => month == 1,
        };
        due && self.starts <= period.start && period.end <= self.expires
    }

    /// What a person pays for it in one period, over all partitions.
    pub fn cost(&self) -> u64 {
        self.asked.iter().fold(0, |sum, a| sum.saturating_add(a.micro_rho))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sensitivities_and_shapes() {
        let held = Encoding::Held { skills: vec!["a".into(); 200], clip: 12 };
        assert_eq!(held.shape(0), Shape::Multihot { length: 202, max_weight: 14 });
        assert_eq!(held.delta2(), 25);
        let one = Encoding::Goals { skills: vec!["a".into()], clip: 1 };
        // From "no answer" (nothing set) to one skill, clipped and answered: three bits.
        assert_eq!(one.delta2(), 3);
        let planes = Encoding::Planes { skills: vec!["a".into(); 40], levels: vec![2, 3, 4], clip: 4 };
        assert_eq!(planes.shape(0), Shape::Multihot { length: 122, max_weight: 14 });
        assert_eq!(planes.delta2(), 25);
        let together = Encoding::Together { items: vec!["a".into(); 300], clip: 12 };
        assert_eq!(together.shape(0), Shape::Multihot { length: 45_152, max_weight: 80 });
        assert_eq!(together.delta2(), 157);
        let outcome = Encoding::Outcome { attribute: "gender".into(), with: None, outcome: Outcome::Stretch };
        assert_eq!(outcome.shape(4), Shape::Histogram { length: 13 });
        assert_eq!(outcome.delta2(), 2);
    }

    #[test]
    fn every_pair_has_a_place_of_its_own() {
        let n = 17;
        let places: Vec<usize> = (0..n).flat_map(|a| (a + 1..n).map(move |b| pair_place(n, a, b))).collect();
        assert_eq!(places, (n..alone_and_by_twos(n)).collect::<Vec<_>>());
    }

    #[test]
    fn a_cost_is_rounded_up() {
        assert_eq!(micro_rho(2, 100), Some(10_000));
        assert_eq!(micro_rho(25, 1389), Some(9_000));
        assert_eq!(micro_rho(25, 1388), Some(9_006));
        assert_eq!(micro_rho(25, 0), None);
        assert_eq!(micro_rho(1, u64::MAX), Some(1));
    }
}
