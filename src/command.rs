//! What the page may ask for and do, as data: the same JSON runs natively, through the package and in the vectors.

use serde::{Deserialize, Serialize};

use crate::recommend::Feedback;

/// An act as it crosses: `{ "do": "confirm", … }`. One flat record for all of them, since a tagged enum makes serde keep
/// every value of unknown type until it has seen the tag, and that machinery weighs ten kilobytes.
#[derive(Default, Deserialize)]
#[serde(default)]
struct RawCommand {
    r#do: String,
    skill: Option<String>,
    level: Option<f32>,
    reason: Option<String>,
    claim: Option<f32>,
    note: String,
    evidence: Option<String>,
    role: Option<String>,
    item: Option<String>,
    feedback: Option<Feedback>,
    act: Option<u64>,
    right: Option<bool>,
}

impl TryFrom<RawCommand> for Command {
    type Error = String;

    fn try_from(raw: RawCommand) -> Result<Command, String> {
        Ok(match raw.r#do.as_str() {
            "confirm" => Command::Confirm { skill: needed("skill", raw.skill)?, level: raw.level },
            "contest" => Command::Contest {
                skill: needed("skill", raw.skill)?,
                reason: needed("reason", raw.reason)?,
                claim: raw.claim,
            },
            "add" => {
                Command::Add { skill: needed("skill", raw.skill)?, level: needed("level", raw.level)?, note: raw.note }
            }
            "exclude" => Command::Exclude {
                skill: needed("skill", raw.skill)?,
                evidence: needed("evidence", raw.evidence)?,
                reason: raw.reason.unwrap_or_default(),
            },
            "answer" => Command::Answer {
                skill: needed("skill", raw.skill)?,
                evidence: needed("evidence", raw.evidence)?,
                right: needed("right", raw.right)?,
            },
            "goal" => Command::Goal { role: raw.role },
            "feedback" => {
                Command::Feedback { item: needed("item", raw.item)?, feedback: needed("feedback", raw.feedback)? }
            }
            "read_changes" => Command::ReadChanges,
            "undo" => Command::Undo { act: needed("act", raw.act)? },
            other => return Err(format!("unknown act {other:?}")),
        })
    }
}

fn needed<T>(name: &str, value: Option<T>) -> Result<T, String> {
    value.ok_or_else(|| format!("missing field `{name}`"))
}

/// A share of 1 in hundredths; none for what is no share.
fn hundredths(share: f64) -> u8 {
    (share.clamp(0.0, 1.0) * 100.0).round() as u8
}

/// An act: changes what is kept, and can be undone.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(try_from = "RawCommand")]
pub enum Command {
    /// "Yes, that is right", with an own level or without.
    Confirm {
        /// Skill id.
        skill: String,
        /// Level on 0..=5.
        level: Option<f32>,
    },
    /// "That is wrong", with a reason.
    Contest {
        /// Skill id.
        skill: String,
        /// One sentence; not empty.
        reason: String,
        /// What the person says the level is, 0..=5.
        claim: Option<f32>,
    },
    /// A skill that no signal shows.
    Add {
        /// Skill id.
        skill: String,
        /// Level on 0..=5.
        level: f32,
        /// A note for the person's own record; may be empty.
        note: String,
    },
    /// "Not me", "does not count": this evidence is left out for this skill.
    Exclude {
        /// Skill id.
        skill: String,
        /// Evidence id, hex.
        evidence: String,
        /// May be empty.
        reason: String,
    },
    /// What the person says of a doubtful link, a row of [`Query::Doubts`].
    Answer {
        /// Skill id.
        skill: String,
        /// Evidence id, hex.
        evidence: String,
        /// True: the evidence is about the skill, and that is certain from now on. False: it is left out for this skill.
        right: bool,
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
    /// What changed of her skills was read: it is not told again. Has no number, since there is nothing to take back.
    ReadChanges,
    /// Takes back an act, an import too.
    Undo {
        /// Number of the act.
        act: u64,
    },
}

/// What an act gives back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Applied {
    /// Number to undo it by; none after an undo and where there is nothing to take back.
    pub act: Option<u64>,
}

/// A question as it crosses: `{ "ask": "steps", … }`.
#[derive(Default, Deserialize)]
#[serde(default)]
struct RawQuery {
    ask: String,
    id: Option<String>,
    text: Option<String>,
    count: Option<usize>,
    minutes: Option<u32>,
    surprise: f64,
}

impl TryFrom<RawQuery> for Query {
    type Error = String;

    fn try_from(raw: RawQuery) -> Result<Query, String> {
        Ok(match raw.ask.as_str() {
            "steps" => Query::Steps {
                count: needed("count", raw.count)?,
                minutes: raw.minutes,
                surprise: hundredths(raw.surprise),
            },
            "profile" => Query::Profile,
            "skill" => Query::Skill { id: needed("id", raw.id)? },
            "roles" => Query::Roles,
            "role" => Query::Role { id: needed("id", raw.id)? },
            "gigs" => Query::Gigs,
            "mentors" => Query::Mentors,
            "search_skills" => {
                Query::SearchSkills { text: needed("text", raw.text)?, count: needed("count", raw.count)? }
            }
            "search_items" => {
                Query::SearchItems { text: needed("text", raw.text)?, count: needed("count", raw.count)? }
            }
            "acts" => Query::Acts,
            "imports" => Query::Imports,
            "policy" => Query::Policy,
            "about" => Query::About,
            "leaves" => Query::Leaves,
            "changes" => Query::Changes,
            "doubts" => Query::Doubts,
            other => return Err(format!("unknown question {other:?}")),
        })
    }
}

/// A question: changes nothing.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "RawQuery")]
pub enum Query {
    /// The next steps.
    Steps {
        /// How many, at most 50.
        count: usize,
        /// Minutes that the person has now; none where any length will do.
        minutes: Option<u32>,
        /// How much of a surprise the person wants, in hundredths, 0..=100.
        surprise: u8,
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
    /// Colleagues who offered to help with what the person wants to learn.
    Mentors,
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
    /// The person's skills that are not what they were when she was last told.
    Changes,
    /// At most three doubtful links that her first steps turn on.
    Doubts,
}
