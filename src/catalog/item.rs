//! What can be recommended.

use serde::{Deserialize, Serialize};

use crate::taxonomy::SkillId;

/// Index of an item in the opened catalogue. Its string id is what is stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ItemIx(pub u32);

/// The form an item has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Modality {
    /// A course of an hour and more.
    Course,
    /// A text of some minutes.
    QuickRead,
    /// A video.
    Video,
    /// A simulation.
    Simulation,
    /// A graded or hands-on exercise.
    Practice,
    /// A question to take to a manager or a peer.
    CoachingPrompt,
    /// Something to do on the job.
    Project,
    /// An internal gig, with a start, an end and a contact.
    Gig,
    /// A colleague who offered to help people between `from` and `to`, with a contact; `minutes` is one meeting.
    Mentor,
}

/// When an item wants to be done, where it matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Moment {
    /// First weeks in a role.
    Onboarding,
    /// The last days of a sprint.
    EndOfSprint,
    /// Whenever there is time.
    Anytime,
}

/// One skill that an item builds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Teaches {
    /// The skill.
    pub skill: SkillId,
    /// Level a person should have to profit, 0..=5.
    pub from: f32,
    /// Level after it, 0..=5, above `from`.
    pub to: f32,
}

/// One thing that can be recommended.
#[derive(Debug, Clone, PartialEq)]
pub struct Item {
    /// Stable id.
    pub id: String,
    /// Title.
    pub title: String,
    /// One or two sentences.
    pub summary: String,
    /// Form.
    pub modality: Modality,
    /// Minutes it takes.
    pub minutes: u32,
    /// What it builds, strongest first.
    pub teaches: Vec<Teaches>,
    /// Where it opens. May be empty (a coaching prompt).
    pub url: String,
    /// Who offers it.
    pub provider: String,
    /// BCP 47 language.
    pub language: String,
    /// Ids of items to finish before.
    pub requires: Vec<String>,
    /// Best moment.
    pub moment: Moment,
    /// Functions it is meant for (ids); empty = all.
    pub functions: Vec<String>,
    /// Regions it is meant for (ids); empty = all.
    pub regions: Vec<String>,
    /// Gigs: first day, milliseconds UTC.
    pub starts: Option<i64>,
    /// Gigs: last day to raise a hand, milliseconds UTC.
    pub ends: Option<i64>,
    /// Gigs and mentors: whom to write to. Shown to the person; nothing is sent.
    pub contact: String,
    /// A tombstone: never recommended, but still named where a person did it.
    pub retired: bool,
    /// Published beside the catalogue, as something that the company decided to do for a skill ([`super::Actions`]).
    pub action: bool,
}
