//! The shapes that cross to the page; `pkg/src/types.ts` says the same.

use serde::Serialize;

use super::ItemState;
use crate::catalog::{Item, Modality};
use crate::clock::Millis;
use crate::map::Map;
use crate::taxonomy::Taxonomy;

/// A value in a message.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(untagged)]
pub enum ArgValue {
    /// Words.
    Text(String),
    /// A number; levels have one decimal.
    Number(f64),
}

impl From<&str> for ArgValue {
    fn from(text: &str) -> Self {
        ArgValue::Text(text.to_owned())
    }
}
impl From<f64> for ArgValue {
    fn from(number: f64) -> Self {
        ArgValue::Number(number)
    }
}

/// Values that fill a message, by name.
pub type Args = Map<&'static str, ArgValue>;

/// How a step stands to the person's level.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Difficulty {
    /// Starts at or below where the person is.
    Foundation,
    /// Fits.
    OnLevel,
    /// Expects a little more than there is.
    Stretch,
}

/// When to do a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Timing {
    /// Fits the minutes before the next half hour: `{minutes, left}`.
    NowFits,
    /// Some time this week: `{minutes}`.
    ThisWeek,
    /// The last days of the sprint: `{weekday}`, 4 = Thursday, 5 = Friday of the person's own week.
    EndOfSprint,
    /// Before a skill fades further: `{skill, days}`, days until the next quarter of a level is gone.
    BeforeItFades,
    /// First weeks: `{minutes}`.
    Onboarding,
}

/// The factors of a step's value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum TermCode {
    /// How much of what is wanted it closes.
    Gap,
    /// How likely the person can follow it now.
    Readiness,
    /// Whether it saves something that fades.
    Fading,
    /// What the person's feedback says of its form.
    Preference,
    /// Whether now is its moment.
    Timing,
    /// Whether it is something new.
    Novelty,
    /// How likely the person is to manage it, where that is too little or too much to learn from.
    Challenge,
    /// Whether its length suits a person after a break or in a streak.
    Momentum,
    /// Whether chance gives it a try, within the bound that the person set; not there without one.
    Surprise,
}

/// One factor and its value.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Term {
    /// Which.
    pub code: TermCode,
    /// Its value, > 0.
    pub value: f64,
}

/// Codes of reasons; the page has a message for each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ReasonCode {
    /// `{skill, have, need, role}`
    GoalGap,
    /// `{skill, have, need, role}`
    RoleGap,
    /// `{skill, evidence, at, level, days}`
    Fading,
    /// `{skill, evidence, at}`
    BuildsOn,
    /// `{skill, evidence, at}`
    UsedUntaught,
    /// `{skill}`, with `{evidence, at}` where some carries it
    Stretch,
    /// `{skill}`
    Foundation,
    /// `{skill}`
    OnLevel,
    /// `{modality, count}`
    Liked,
    /// `{count, role}`
    Opens,
    /// `{skill, functionCount}`
    FirstStep,
    /// `{skill}`
    AskedFor,
    /// `{skill}`
    Uncertain,
    /// `{days}`: shorter than others, since nothing was begun or finished for so long; without it the step would not be here
    AfterBreak,
    /// `{weeks}`: longer than others, after so many weeks in a row
    Streak,
    /// Nothing to fill: only chance, within the person's bound, brought it here
    Surprise,
}

/// One clause of a reason.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Reason {
    /// Which message.
    pub code: ReasonCode,
    /// What fills it, in human words.
    pub args: Args,
    /// Ids of this person's evidence without which the step's total would be lower.
    pub evidence: Vec<String>,
}

/// One skill of an item.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TaughtRow {
    /// Skill id.
    pub id: String,
    /// Its name.
    pub label: String,
    /// Level before, 0..=5.
    pub from: f32,
    /// Level after, 0..=5.
    pub to: f32,
}

/// An item as the page shows it.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
#[expect(missing_docs, reason = "the same fields as `Item`")]
pub struct ItemRow {
    pub id: String,
    pub title: String,
    pub summary: String,
    pub modality: Modality,
    pub minutes: u32,
    pub provider: String,
    pub url: String,
    pub language: String,
    pub skills: Vec<TaughtRow>,
    /// `open`, `running`, `done`, `dismissed`, `snoozed`, `known`, `retired`.
    pub state: &'static str,
    pub starts: Option<Millis>,
    pub ends: Option<Millis>,
    pub contact: String,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub action: bool,
}

impl ItemRow {
    /// The row of an item in a person's state (`None` = open). A tombstone is `retired` unless the person did it.
    pub fn of(tax: &Taxonomy, item: &Item, state: Option<ItemState>) -> ItemRow {
        let state = match state {
            Some(ItemState::Done) => "done",
            Some(ItemState::Known) => "known",
            _ if item.retired => "retired",
            Some(ItemState::Running) => "running",
            Some(ItemState::Dismissed) => "dismissed",
            Some(ItemState::Snoozed { .. }) => "snoozed",
            None => "open",
        };
        let taught = item.teaches.iter().map(|t| TaughtRow {
            id: tax.id(t.skill).to_owned(),
            label: tax.label(t.skill).to_owned(),
            from: t.from,
            to: t.to,
        });
        ItemRow {
            id: item.id.clone(),
            title: item.title.clone(),
            summary: item.summary.clone(),
            modality: item.modality,
            minutes: item.minutes,
            provider: item.provider.clone(),
            url: item.url.clone(),
            language: item.language.clone(),
            skills: taught.collect(),
            state,
            starts: item.starts.map(Millis),
            ends: item.ends.map(Millis),
            contact: item.contact.clone(),
            action: item.action,
        }
    }
}

/// A recommended item with its reason.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Step {
    /// What.
    pub item: ItemRow,
    /// How hard for this person.
    pub difficulty: Difficulty,
    /// How likely the person is to manage it, 0.05..=0.95: never certain.
    pub success: f64,
    /// Minutes of it that fit the slot asked for, where it is longer and can be done in parts.
    pub part: Option<u32>,
    /// When.
    pub timing: Timing,
    /// Fills the timing's message.
    pub timing_args: Args,
    /// One to three clauses, strongest first.
    pub why: Vec<Reason>,
    /// The factors.
    pub terms: Vec<Term>,
    /// Their product.
    pub total: f64,
}
