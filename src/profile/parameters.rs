//! The numbers behind every level, in one place, so that the people they are about can read and decide them.

use serde::{Deserialize, Serialize};

use crate::error::Coded;
use crate::map::Map;
use crate::signal::Kind;

/// How one kind of evidence is read.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct KindParameters {
    /// The level it points to when it states none, 0..=5.
    pub level: f64,
    /// Standard deviation of one piece around the true level, in levels, > 0.
    pub noise_sd: f64,
    /// Standard deviation that no amount of this kind removes: what it systematically cannot see, and how far people have moved
    /// since. In levels, > 0.
    pub floor_sd: f64,
    /// How much too high this kind runs on average, in levels; subtracted.
    pub bias: f64,
    /// True: it proves "at least this level" and never lowers anything.
    pub at_least: bool,
    /// 0..=1, how much doing it counts as practice.
    pub practice: f64,
    /// 0..=0.95, how far pieces of the same week repeat each other; at most `1 / correlation` of them count in full.
    pub correlation: f64,
}

/// All parameters of the profile. Published, versioned, and the same for everybody.
///
/// `docs/profile-model.md` explains each and names its source.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct Parameters {
    /// Rises with every change.
    pub version: u32,
    /// Level of a skill of which nothing is known, 0..=5.
    pub prior_level: f64,
    /// Standard deviation of that level, > 0.
    pub prior_sd: f64,
    /// Exponent of the forgetting curve, > 0.
    pub fade_power: f64,
    /// What is left of the part above the prior after one stability, 0..1.
    pub fade_kept: f64,
    /// Days of stability after the first piece of evidence, > 0.
    pub first_stability: f64,
    /// Days of stability won per day of gap before a practice, >= 0.
    pub spacing_gain: f64,
    /// A gap counts up to this many stabilities.
    pub spacing_reach: f64,
    /// Practice alone lifts the stability to at most this many days.
    pub most_stability: f64,
    /// Fading is shown from this loss on, in levels.
    pub fading_from: f64,
    /// The outcome from which an assessment says "at least", 0..=1: it has no harder question to ask.
    pub ceiling: f64,
    /// Levels below the item's range that a result of 0 points to.
    pub failed_drop: f64,
    /// The range (from, to) of an assessment whose item is not in the catalogue.
    pub unknown_range: (f64, f64),
    /// The levels that the worst and the best customer outcome point to.
    pub customer_range: (f64, f64),
    /// Standard deviation of a level that the person confirms.
    pub confirm_sd: f64,
    /// Standard deviation of a level that the person claims instead of a contested one.
    pub claim_sd: f64,
    /// Standard deviation of a level that the person adds.
    pub add_sd: f64,
    /// What is left of the part above the prior, and of the weight of further evidence, while the person contests. 0..=1.
    pub contested_share: f64,
    /// Certificates.
    pub certificate: KindParameters,
    /// Assessments whose item is in the catalogue; without it the noise doubles its variance.
    pub assessment: KindParameters,
    /// Finished courses and the like.
    pub completion: KindParameters,
    /// Delivered projects.
    pub project: KindParameters,
    /// Tools in use.
    pub tool_use: KindParameters,
    /// Commits.
    pub commit: KindParameters,
    /// Ratings by peers.
    pub peer_rating: KindParameters,
    /// Ratings by the manager.
    pub manager_rating: KindParameters,
    /// Own ratings.
    pub self_rating: KindParameters,
    /// Outcomes with customers.
    pub customer_outcome: KindParameters,
    /// Mentions in a text.
    pub text_mention: KindParameters,
}

/// One row of the table below.
const fn row(
    level: f64,
    noise_sd: f64,
    floor_sd: f64,
    bias: f64,
    at_least: bool,
    practice: f64,
    correlation: f64,
) -> KindParameters {
    KindParameters { level, noise_sd, floor_sd, bias, at_least, practice, correlation }
}

impl Default for Parameters {
    fn default() -> Self {
        Parameters {
            version: 2,
            prior_level: 0.6,
            prior_sd: 1.4,
            fade_power: 0.5,
            fade_kept: 0.9,
            first_stability: 90.0,
            spacing_gain: 0.5,
            spacing_reach: 2.0,
            most_stability: 730.0,
            fading_from: 0.25,
            ceiling: 0.85,
            failed_drop: 1.0,
            unknown_range: (0.5, 3.0),
            customer_range: (1.0, 4.0),
            confirm_sd: 0.3,
            claim_sd: 0.3,
            add_sd: 0.9,
            contested_share: 0.5,
            //                   level noise floor bias at least practice correlation
            certificate: row(3.0, 0.7, 0.5, 0.0, true, 0.5, 0.9),
            assessment: row(2.0, 0.7, 0.5, 0.0, false, 1.0, 0.3),
            completion: row(1.5, 1.1, 0.7, 0.0, true, 0.6, 0.5),
            project: row(2.5, 1.1, 0.6, 0.0, true, 1.0, 0.5),
            tool_use: row(1.8, 1.4, 0.8, 0.0, true, 0.8, 0.6),
            commit: row(2.2, 1.4, 0.7, 0.0, true, 1.0, 0.5),
            peer_rating: row(2.0, 0.9, 0.6, 0.2, false, 0.0, 0.3),
            manager_rating: row(2.0, 0.8, 0.55, 0.1, false, 0.0, 0.8),
            self_rating: row(2.0, 0.9, 0.7, 0.4, false, 0.0, 0.9),
            customer_outcome: row(2.5, 1.3, 0.6, 0.0, false, 0.8, 0.4),
            text_mention: row(1.3, 2.0, 1.0, 0.0, true, 0.0, 0.8),
        }
    }
}

impl Parameters {
    /// The row of a kind; `None` for an activity, which says nothing of skill.
    pub fn of(&self, kind: Kind) -> Option<&KindParameters> {
        Some(match kind {
            Kind::Certificate => &self.certificate,
            Kind::Assessment => &self.assessment,
            Kind::Completion => &self.completion,
            Kind::Project => &self.project,
            Kind::ToolUse => &self.tool_use,
            Kind::Commit => &self.commit,
            Kind::PeerRating => &self.peer_rating,
            Kind::ManagerRating => &self.manager_rating,
            Kind::SelfRating => &self.self_rating,
            Kind::CustomerOutcome => &self.customer_outcome,
            Kind::TextMention => &self.text_mention,
            Kind::Activity => return None,
        })
    }

    /// The k of R(t) = (1 + t / (k S))^-p that makes R(S) = `fade_kept`.
    pub(crate) fn fade_scale(&self) -> f64 {
        if self.fade_power == 0.5 {
            let kept = self.fade_kept * self.fade_kept;
            return kept / (1.0 - kept);
        }
        1.0 / (self.fade_kept.powf(-1.0 / self.fade_power) - 1.0)
    }

    /// 0..=1: how much of the starting variance is gone at this standard deviation.
    pub fn confidence(&self, sd: f64) -> f64 {
        (1.0 - (sd * sd) / (self.prior_sd * self.prior_sd)).clamp(0.0, 1.0)
    }

    /// Are these numbers ones that the model can work with?
    ///
    /// # Errors
    /// The first number that is outside its range.
    pub fn check(&self) -> Result<(), ParametersError> {
        let within = |name: &'static str, value: f64, low: f64, high: f64| {
            if value >= low && value <= high { Ok(()) } else { Err(ParametersError::Range { name, value, low, high }) }
        };
        within("priorLevel", self.prior_level, 0.0, 5.0)?;
        within("priorSd", self.prior_sd, 0.1, 5.0)?;
        within("fadePower", self.fade_power, 0.01, 4.0)?;
        within("fadeKept", self.fade_kept, 0.01, 0.99)?;
        within("firstStability", self.first_stability, 1.0, 36_500.0)?;
        within("spacingGain", self.spacing_gain, 0.0, 10.0)?;
        within("spacingReach", self.spacing_reach, 0.0, 100.0)?;
        within("mostStability", self.most_stability, 1.0, 36_500.0)?;
        within("fadingFrom", self.fading_from, 0.0, 5.0)?;
        within("ceiling", self.ceiling, 0.0, 1.0)?;
        within("failedDrop", self.failed_drop, 0.0, 5.0)?;
        for (name, (low, high)) in [("unknownRange", self.unknown_range), ("customerRange", self.customer_range)] {
            within(name, low, 0.0, 5.0)?;
            within(name, high, low, 5.0)?;
        }
        within("confirmSd", self.confirm_sd, 0.05, 5.0)?;
        within("claimSd", self.claim_sd, 0.05, 5.0)?;
        within("addSd", self.add_sd, 0.05, 5.0)?;
        within("contestedShare", self.contested_share, 0.0, 1.0)?;
        for kind in KINDS {
            let Some(k) = self.of(kind) else { continue };
            within("level", k.level, 0.0, 5.0)?;
            within("noiseSd", k.noise_sd, 0.05, 50.0)?;
            within("floorSd", k.floor_sd, 0.05, 5.0)?;
            within("bias", k.bias, -5.0, 5.0)?;
            within("practice", k.practice, 0.0, 1.0)?;
            within("correlation", k.correlation, 0.0, 0.95)?;
        }
        Ok(())
    }
}

/// The kinds that have a row.
const KINDS: [Kind; 11] = [
    Kind::Certificate,
    Kind::Assessment,
    Kind::Completion,
    Kind::Project,
    Kind::ToolUse,
    Kind::Commit,
    Kind::PeerRating,
    Kind::ManagerRating,
    Kind::SelfRating,
    Kind::CustomerOutcome,
    Kind::TextMention,
];

/// Why a set of parameters cannot be used.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum ParametersError {
    /// A number is outside its range, or not a number.
    #[error("{name} is {value}; it must lie between {low} and {high}")]
    Range {
        /// The name in the file.
        name: &'static str,
        /// What stands there.
        value: f64,
        /// The least that is allowed.
        low: f64,
        /// The most that is allowed.
        high: f64,
    },
}

impl Coded for ParametersError {
    fn code(&self) -> &'static str {
        match self {
            ParametersError::Range { .. } => "profile.parameter_range",
        }
    }
    fn args(&self) -> Map<&'static str, String> {
        match self {
            ParametersError::Range { name, value, low, high } => Map::from([
                ("name", (*name).to_owned()),
                ("found", value.to_string()),
                ("low", low.to_string()),
                ("high", high.to_string()),
            ]),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_published_numbers_pass_their_own_check_and_survive_json() {
        let p = Parameters::default();
        p.check().unwrap();
        let json = serde_json::to_string(&p).unwrap();
        assert_eq!(serde_json::from_str::<Parameters>(&json).unwrap(), p);
    }

    #[test]
    fn a_council_that_writes_one_number_changes_one_number() {
        let p: Parameters = serde_json::from_str(r#"{"version":2,"firstStability":120}"#).unwrap();
        assert_eq!(p, Parameters { version: 2, first_stability: 120.0, ..Parameters::default() });
        assert!(serde_json::from_str::<Parameters>(r#"{"fristStability":120}"#).is_err());
    }

    #[test]
    fn numbers_the_model_cannot_work_with_are_named() {
        let mut p = Parameters { prior_sd: 0.0, ..Parameters::default() };
        assert_eq!(p.check().unwrap_err().code(), "profile.parameter_range");
        p.prior_sd = f64::NAN;
        assert!(p.check().is_err());
        p = Parameters::default();
        p.commit.correlation = 1.0;
        assert_eq!(p.check().unwrap_err().args()["name"], "correlation");
    }

    /// The page that people read says what the code does.
    #[test]
    fn the_published_table_is_the_table() {
        let page = include_str!("../../docs/profile-model.md");
        let p = Parameters::default();
        for kind in KINDS {
            let k = p.of(kind).unwrap();
            let name = serde_json::to_value(kind).unwrap();
            let row = format!(
                "| {} | {} | {} | {} | {} | {} | {} | {} |",
                name.as_str().unwrap(),
                k.level,
                k.noise_sd,
                k.floor_sd,
                k.bias,
                if k.at_least { "yes" } else { "no" },
                k.practice,
                k.correlation
            );
            assert!(page.contains(&row), "the page lacks {row}");
        }
        for said in [
            format!("level `m0` = {}, standard deviation {}", p.prior_level, p.prior_sd),
            format!("`S` starts at {} days", p.first_stability),
            format!(
                "`{} x practice x min(gap, {} S)` days up to {}",
                p.spacing_gain, p.spacing_reach, p.most_stability
            ),
            format!("when {} has gone", p.fading_from),
            format!("outcome of {} on", p.ceiling),
            format!("taken as ({}, {})", p.unknown_range.0, p.unknown_range.1),
            format!("an observation with noise {} | yes", p.confirm_sd),
            format!("goes there (noise {})", p.claim_sd),
            format!("an observation with noise {} | yes", p.add_sd),
        ] {
            assert!(page.contains(&said), "the page lacks {said:?}");
        }
    }
}
