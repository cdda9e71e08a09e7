//! How sure a link is: the probability that the best candidate of a piece of text is the skill it means, and that it means any.
//!
//! A logistic layer over what the ranking saw of the best candidate. Its weights were fitted by `cargo x eval sure --fit` on
//! validation spans, each once as it is and once with its own skill taken out of the taxonomy, so that "no skill of ours" was seen as often.

use super::rank::{Candidate, WEIGHTS};
use super::token::{Token, tokens};
use super::{SkillId, Taxonomy};

/// What is known of the best candidate: how much of the text its closest name holds; how much of that name the text holds; both as one
/// (harmonic mean); runs of letters; direction; its lead over the second; how many words were asked (logarithm); one.
pub const SURE_FEATURES: usize = 8;

type Weights = [f32; SURE_FEATURES];

/// That the best candidate is right.
pub const RIGHT: Weights = [-0.8, 1.51, 1.35, 1.37, 0.31, 1.32, -0.75, -3.48];
/// That the text names a skill of the taxonomy at all.
pub const LINKABLE: Weights = [-0.8, 2.28, 0.72, 1.75, 2.75, 0.02, -0.83, -4.43];

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
        for c in candidates.iter().filter(|c| !without.contains(&c.skill)) {
            let score = c.score(&WEIGHTS);
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
        Some((c.skill, [text, name, both, c.plain[2], c.plain[4], lead, words.ln_1p(), 1.0]))
    }
}
