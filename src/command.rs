//! What the page may ask for and do, as data: the same JSON runs natively, through the package and in the vectors.

use serde::{Deserialize, Serialize};

use crate::recommend::Feedback;

/// An act: changes what is kept, and can be undone.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(tag = "do", rename_all = "snake_case")]
pub enum Command {
    /// "Yes, that is right", with an own level or without.
    Confirm {
        /// Skill id.
        skill: String,
        /// Level on 0..=5.
        #[serde(default)]
        level: Option<f32>,
    },
    /// "That is wrong", with a reason.
    Contest {
        /// Skill id.
        skill: String,
        /// One sentence; not empty.
        reason: String,
        /// What the person says the level is, 0..=5.
        #[serde(default)]
        claim: Option<f32>,
    },
    /// A skill that no signal shows.
    Add {
        /// Skill id.
        skill: String,
        /// Level on 0..=5.
        level: f32,
        /// A note for the person's own record; may be empty.
        #[serde(default)]
        note: String,
    },
    /// "Not me", "does not count": this evidence is left out for this skill.
    Exclude {
        /// Skill id.
        skill: String,
        /// Evidence id, hex.
        evidence: String,
        /// May be empty.
        #[serde(default)]
        reason: String,
    },
    /// Sets the role to grow toward, or none.
    Goal {
        /// Role id.
        role: Option<String>,
    },
    /// What the person says of a step.
    Feedback {
        /// Item id.
        item: String,
        /// What.
        feedback: Feedback,
    },
    /// Takes back an act, an import too.
    Undo {
        /// Number of the act.
        act: u64,
    },
}

/// What an act gives back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Applied {
    /// Number to undo it by; none after an undo.
    pub act: Option<u64>,
}

/// A question: changes nothing.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(tag = "ask", rename_all = "snake_case")]
pub enum Query {
    /// The next steps.
    Steps {
        /// How many, at most 50.
        count: usize,
    },
    /// Every skill with evidence or a correction.
    Profile,
    /// One skill, whole.
    Skill {
        /// Skill id.
        id: String,
    },
    /// All roles with the person's fit.
    Roles,
    /// One role, compared.
    Role {
        /// Role id.
        id: String,
    },
    /// Gigs that fit.
    Gigs,
    /// Typeahead over skills.
    SearchSkills {
        /// What was typed.
        text: String,
        /// How many, at most 50.
        count: usize,
    },
    /// Search in the catalogue.
    SearchItems {
        /// What was typed.
        text: String,
        /// How many, at most 50.
        count: usize,
    },
    /// The person's acts, newest first.
    Acts,
    /// The imports, newest first.
    Imports,
    /// The signed signal policy.
    Policy,
    /// The company's files, versions and notices.
    About,
    /// What leaves this browser: questions, answers, ledger, receipts.
    Leaves,
}
