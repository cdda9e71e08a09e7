//! The page "what leaves this browser", as data; the TypeScript twins are in `pkg/src/types.ts`.

use serde::Serialize;

use super::Receipt;
use crate::sync::{Day, Encoding, Outcome, Partition};

/// A question with the answer that would be given now.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct QuestionView {
    /// Measure id.
    pub id: String,
    /// The question.
    pub question: String,
    /// Why it is asked.
    pub purpose: String,
    /// Who asks.
    pub owner: String,
    /// Who reviewed it.
    pub reviewer: String,
    /// First day on which it is asked no more.
    pub expires: Day,
    /// The person lets it be answered.
    pub on: bool,
    /// What is told, so that the page can say it in its own words.
    pub kind: AnswerKind,
    /// Names of the marks that would be set, in the dictionary's order; of an outcome the one
    /// place, as a number; of a change the arm's name and the hundredths of a level.
    pub marks: Vec<String>,
    /// Of items: those of `marks` that were found helpful.
    pub helped: Vec<String>,
    /// More could have been named than the clip lets through; chance chooses when the report is made.
    pub clipped: bool,
    /// Places of the answer, and how many are set.
    pub places: u32,
    /// Places set.
    pub set: u32,
    /// False where it would be "no answer": said so, nothing known, no group, or nothing left in the ledger.
    pub answered: bool,
    /// The cells it is asked over, with noise and cost.
    pub asked: Vec<AskedView>,
}

/// An encoding without its lists.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct AnswerKind {
    /// `held`, `planes`, `goals`, `items`, `together`, `terms`, `paths`, `change` or `outcome`.
    pub code: &'static str,
    /// Most skills or items that one answer names; of a change the largest one told, in hundredths of a level; none for an outcome.
    pub clip: Option<u32>,
    /// Of an outcome: the attribute that groups are made of.
    pub attribute: Option<String>,
    /// Of an outcome: the second one, where they are made of two at once. A group is then `option * options of this + its option`.
    pub with: Option<String>,
    /// Of an outcome: the fact told beside the group. Its place is `group * values + value`.
    pub outcome: Option<Outcome>,
}

impl From<&Encoding> for AnswerKind {
    fn from(encoding: &Encoding) -> AnswerKind {
        let clipped =
            |code, clip: &u32| AnswerKind { code, clip: Some(*clip), attribute: None, with: None, outcome: None };
        match encoding {
            Encoding::Held { clip, .. } => clipped("held", clip),
            Encoding::Planes { clip, .. } => clipped("planes", clip),
            Encoding::Goals { clip, .. } => clipped("goals", clip),
            Encoding::Items { clip, .. } => clipped("items", clip),
            Encoding::Together { clip, .. } => clipped("together", clip),
            Encoding::Terms { clip, .. } => clipped("terms", clip),
            Encoding::Change { clip, .. } => clipped("change", clip),
            Encoding::Paths { .. } => {
                AnswerKind { code: "paths", clip: None, attribute: None, with: None, outcome: None }
            }
            Encoding::Outcome { attribute, with, outcome } => AnswerKind {
                code: "outcome",
                clip: None,
                attribute: Some(attribute.clone()),
                with: with.clone(),
                outcome: Some(*outcome),
            },
        }
    }
}

/// One partition of a question.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct AskedView {
    /// Which partition.
    pub over: Partition,
    /// The person's cell.
    pub cell: String,
    /// People of the cell.
    pub people: u32,
    /// One aggregator's variance; a sum carries twice that.
    pub sigma2: u64,
    /// Cost in millionths of rho.
    pub micro_rho: u64,
}

/// The page "what leaves this browser".
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct LeavesView {
    /// The period that a report made now would be about; none when nothing is asked or all is answered.
    pub period: Option<PeriodView>,
    /// The next period that will be asked about, when none is open.
    pub next: Option<PeriodView>,
    /// The questions of that period.
    pub questions: Vec<QuestionView>,
    /// Year of the ledger.
    pub year: i32,
    /// The cap, in millionths of rho.
    pub cap: u64,
    /// Spent this year.
    pub spent: u64,
    /// What the next report costs.
    pub cost: u64,
    /// The epsilon that the cap amounts to, and at which delta, as the dictionary writes them.
    pub epsilon: String,
    /// Delta.
    pub delta: String,
    /// The person said that nothing is sent.
    pub nothing: bool,
    /// What can be said of oneself, and what was said.
    pub attributes: Vec<AttributeView>,
    /// Who holds the halves: leader, keeper.
    pub parties: Vec<PartyView>,
    /// Receipts, newest first.
    pub receipts: Vec<Receipt>,
    /// Where the person works is known, so that a report can be made.
    pub cell: bool,
}

/// A period as the page shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PeriodView {
    /// Id.
    pub id: String,
    /// First day.
    pub start: Day,
    /// First day after it.
    pub end: Day,
    /// Sent by itself from this day.
    pub due: Day,
    /// Not taken from this day on.
    pub closes: Day,
    /// True from `due` on.
    pub is_due: bool,
}

/// An attribute and what the person said.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AttributeView {
    /// Id.
    pub id: String,
    /// Name.
    pub label: String,
    /// Options: id and name.
    pub options: Vec<crate::sync::Named>,
    /// Option id, or none.
    pub said: Option<String>,
}

/// One of the two who hold the halves.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PartyView {
    /// `leader` or `keeper`.
    pub role: &'static str,
    /// Name.
    pub name: String,
    /// Who runs it.
    pub operator: String,
    /// Base URL.
    pub url: String,
    /// SHA-256 of its pinned HpkeConfig, hex; empty where none is pinned.
    pub key: String,
}
