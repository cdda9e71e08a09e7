//! How sure a link is: the probability that the best candidate of a piece of text is the skill it means, and that it means any.
//!
//! A logistic layer over what the ranking saw of the best candidate, fitted by `cargo x eval sure --fit`: for the first on validation
//! spans, each once as it is and once with its own skill taken out of the taxonomy; for the second on spans that annotators found to be a
//! skill that the taxonomy has, or to be none of it.

use super::rank::{Candidate, WEIGHTS};
use super::token::{Token, tokens};
use super::{SkillId, Taxonomy};

/// What is known of the best candidate: how much of the text its closest name holds; how much of that name the text holds; both as one
/// (harmonic mean); runs of letters; direction; its lead over the second; how many words were asked (logarithm); words of its label;
/// the direction of the whole text to the skill nearest by that alone; one.
pub const SURE_FEATURES: usize = 10;

type Weights = [f32; SURE_FEATURES];

/// That the best candidate is right.
pub const RIGHT: Weights = [0.34, 1.12, 2.33, 0.15, 1.54, 1.10, 0.51, 0.13, 1.96, -10.33];
/// That the text names a skill of the taxonomy at all.
pub const LINKABLE: Weights = [-0.14, 0.52, 1.65, 1.06, -0.47, -0.15, -0.15, 0.11, 1.93, -3.93];

/// The best candidate of a piece of text.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Best {
    /// The skill.
    pub skill: SkillId,
    /// Probability that it is the one meant.
    pub right: f32,
    /// Probability that any skill of the taxonomy is meant.
    pub linkable: f32,
}

/// Log odds to a probability.
pub fn probability(features: &[f32; SURE_FEATURES], weights: &[f32; SURE_FEATURES]) -> f32 {
    let sum: f32 = features.iter().zip(weights).map(|(f, w)| f * w).sum();
    1.0 / (1.0 + (-sum).exp())
}

impl Taxonomy {
    /// The skill that a short piece of text (a clause, a list item) means most likely, and how likely; nothing where no word of it is known.
    pub fn best(&self, text: &str) -> Option<Best> {
        self.best_of(text, &tokens(text))
    }

    pub(super) fn best_of(&self, text: &str, tokens: &[Token]) -> Option<Best> {
        let (skill, features) = self.best_features(text, tokens, &[])?;
        Some(Best { skill, right: probability(&features, &RIGHT), linkable: probability(&features, &LINKABLE) })
    }

    /// The best candidate but for some skills, and what is known of it.
    pub fn best_without(&self, text: &str, without: &[SkillId]) -> Option<(SkillId, [f32; SURE_FEATURES])> {
        self.best_features(text, &tokens(text), without)
    }

    fn best_features(
        &self,
        text: &str,
        tokens: &[Token],
        without: &[SkillId],
    ) -> Option<(SkillId, [f32; SURE_FEATURES])> {
        let candidates = self.candidates_of(text, tokens);
        let (mut best, mut second): (Option<(f32, &Candidate)>, f32) = (None, 0.0);
        let mut nearest = 0f32;
        for c in candidates.iter().filter(|c| !without.contains(&c.skill)) {
            let score = c.score(&WEIGHTS);
            nearest = nearest.max(c.plain[3]);
            match best {
                Some((most, _)) if score <= most => second = second.max(score),
                _ => {
                    second = best.map_or(0.0, |b| b.0);
                    best = Some((score, c));
                }
            }
        }
        let (score, c) = best?;
        let (text, name, words) = self.coverage(tokens, c.skill);
        let both = if text + name > 0.0 { 2.0 * text * name / (text + name) } else { 0.0 };
        let lead = score - second;
        Some((c.skill, [text, name, both, c.plain[2], c.plain[4], lead, words.ln_1p(), c.plain[1], nearest, 1.0]))
    }
}
