//! What is proposed about a shortfall, and whether it fits the catalogue and the pack.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use skillkeep::catalog::{ACTIONS_FORMAT, Actions, ActionsError, Catalogue, Item, Modality};
use skillkeep::taxonomy::Taxonomy;

use crate::insight::company::{Company, PARTITIONS, Place, Question, partition_name};
use crate::insight::figures;
use crate::insight::shelf::Shelf;
use crate::store::StoreError;

/// Longest title and whom to write to, characters.
const NAME: usize = 120;
/// Longest summary, characters.
const SUMMARY: usize = 600;
/// Most items of a sprint.
const ITEMS: usize = 12;
/// Most coaches of a line-up.
const COACHES: u32 = 500;

/// Why a proposal or a step is not kept.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ActionError {
    /// A title, a day, an address or a number is missing or too long.
    #[error("the proposal is not complete")]
    Incomplete,
    /// No items, too many, or one that the catalogue does not teach this skill with.
    #[error("a sprint has items of the catalogue that teach the skill")]
    Items,
    /// This server was given no catalogue to choose from.
    #[error("this server knows no catalogue")]
    Catalogue,
    /// Browsers would not take it.
    #[error("the entry does not fit: {0}")]
    Entry(ActionsError),
    /// Nothing of the kind is forecast, so there is nothing to act on.
    #[error("no shortfall of this skill is forecast there")]
    Shortfall,
    /// No such action.
    #[error("there is no such action")]
    Unknown,
    /// Somebody was quicker.
    #[error("the action has another step since it was read")]
    Conflict,
    /// The step does not follow from where the action stands.
    #[error("the action does not stand where this step begins")]
    State,
    /// Whoever proposed it does not decide on it.
    #[error("somebody else than its proposer decides on an action")]
    SecondPerson,
    /// No reason where one is wanted, or one that is too long.
    #[error("this step wants a reason, of at most 2000 characters")]
    Note,
    /// Nothing can be published without a key that browsers believe.
    #[error("this server has no key to sign the list of actions with")]
    NoKey,
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl ActionError {
    /// A stable code.
    pub fn code(&self) -> &str {
        match self {
            ActionError::Incomplete => "action.incomplete",
            ActionError::Items => "action.items",
            ActionError::Catalogue => "action.catalogue",
            ActionError::Entry(_) => "action.entry",
            ActionError::Shortfall => "action.shortfall",
            ActionError::Unknown => "action.unknown",
            ActionError::Conflict => "action.conflict",
            ActionError::State => "action.state",
            ActionError::SecondPerson => "action.second_person",
            ActionError::Note => "action.note",
            ActionError::NoKey => "action.no_key",
            ActionError::Store(e) => e.code(),
        }
    }
}

/// What is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// Items of the catalogue, learned together by a day.
    Sprint,
    /// People who help; how many, never who.
    Coaches,
    /// Work inside the company.
    Gig,
}

/// What somebody planned, as the form sends it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Plan {
    /// What is done.
    pub kind: Kind,
    /// As every browser shows it.
    pub title: String,
    /// The same.
    #[serde(default)]
    pub summary: String,
    /// Of a sprint: ids of the catalogue.
    #[serde(default)]
    pub items: Vec<String>,
    /// Of coaches: how many.
    #[serde(default)]
    pub count: u32,
    /// Of coaches: one meeting; of a gig: all of it. A sprint takes what its items take.
    #[serde(default)]
    pub minutes: u32,
    /// Level one should have, 0..=5; of a sprint that of its items.
    #[serde(default)]
    pub from: f32,
    /// Level after it.
    #[serde(default)]
    pub to: f32,
    /// Further skills of a gig.
    #[serde(default)]
    pub also: Vec<String>,
    /// First day, `2027-01-11`; may be empty.
    #[serde(default)]
    pub starts: String,
    /// Last day.
    #[serde(default)]
    pub ends: String,
    /// Whom to write to: a team's address.
    #[serde(default)]
    pub contact: String,
}

/// Ends of an interval; None without limit.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Ends {
    /// The lower one.
    pub low: Option<f64>,
    /// The upper one.
    pub high: Option<f64>,
}

/// The shortfall as the forecast had it on that day.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Seen {
    /// Skill id.
    pub skill: String,
    /// Its name.
    pub label: String,
    /// Cell name.
    pub cell: String,
    /// Its name.
    pub cell_label: String,
    /// How many missing people were asked about.
    pub people: u64,
    /// People who should have the skill.
    pub demand: u64,
    /// Periods ahead.
    pub ahead: u64,
    /// People missing, 95 %.
    pub interval: Ends,
    /// Probability that at least [`Seen::people`] are missing.
    pub probability: f64,
}

/// A proposal.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Proposal {
    /// What it answers.
    pub shortfall: Seen,
    /// What is done.
    pub plan: Plan,
    /// Titles of a sprint's items, as they were.
    pub titles: Vec<String>,
}

/// A proposal as it comes in.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Told {
    /// Skill id.
    pub skill: String,
    /// Cell name.
    pub cell: String,
    /// How many missing people the page asked about.
    pub people: u64,
    /// Why.
    #[serde(default)]
    pub note: String,
    /// What is done.
    pub plan: Plan,
}

/// The widest question about skills that is asked in a cell, and its place.
pub(super) fn asked<'c>(company: &'c Company, cell: &str) -> Option<(&'c Question, &'c Place)> {
    PARTITIONS.into_iter().filter_map(|over| company.held(over)).find_map(|question| {
        let place = question.cells.iter().find(|place| place.asked.cell == cell)?;
        Some((question, place))
    })
}

/// The shortfall as the forecast has it now: what a proposal rests on is looked up here, whatever a page says.
///
/// # Errors
/// [`ActionError::Shortfall`].
pub fn seen(company: &Company, shelf: &Shelf, told: &Told) -> Result<Seen, ActionError> {
    let (question, _) = asked(company, &told.cell).ok_or(ActionError::Shortfall)?;
    let over = partition_name(question.over);
    let figure = figures::shortfalls(company, shelf, Some(over), Some(told.people));
    let figure = figure.map_err(|_| ActionError::Shortfall)?;
    let all = figure.released().ok_or(ActionError::Shortfall)?;
    let row = all.rows.iter().find(|row| row.skill == told.skill && row.cell == told.cell);
    let row = row.ok_or(ActionError::Shortfall)?;
    let end = |value: f64| Some(value).filter(|v| v.is_finite());
    Ok(Seen {
        skill: row.skill.clone(),
        label: row.label.clone(),
        cell: row.cell.clone(),
        cell_label: row.cell_label.clone(),
        people: all.people,
        demand: row.demand,
        ahead: row.ahead as u64,
        interval: Ends { low: end(row.interval.low), high: end(row.interval.high) },
        probability: row.probability,
    })
}

/// Items that a sprint for a skill may have, the catalogue's order.
pub fn teaching<'c>(catalogue: &'c Catalogue, taxonomy: &Taxonomy, skill: &str) -> Vec<&'c Item> {
    let Some(skill) = taxonomy.find(skill) else { return Vec::new() };
    let item = |at: &skillkeep::catalog::ItemIx| catalogue.get(*at).filter(|item| !item.retired);
    let steps = catalogue.teaching(skill).iter().filter_map(item);
    steps.filter(|item| !matches!(item.modality, Modality::Gig | Modality::Mentor)).collect()
}

/// Makes a proposal of what was told.
///
/// # Errors
/// [`ActionError`].
pub fn judge(
    mut plan: Plan,
    seen: Seen,
    catalogue: Option<&Catalogue>,
    taxonomy: &Taxonomy,
) -> Result<Proposal, ActionError> {
    plan.title = plan.title.trim().to_owned();
    let short = |text: &str, most: usize| text.chars().count() <= most;
    let dated = plan.kind != Kind::Gig || (!plan.ends.is_empty() && !plan.contact.trim().is_empty());
    let counted = plan.kind != Kind::Coaches || (1..=COACHES).contains(&plan.count);
    let fits = !plan.title.is_empty() && short(&plan.title, NAME) && short(&plan.summary, SUMMARY);
    if !(fits && dated && counted && short(&plan.contact, NAME) && plan.also.len() <= 4) {
        return Err(ActionError::Incomplete);
    }
    let mut titles = Vec::new();
    if plan.kind == Kind::Sprint {
        let offered = teaching(catalogue.ok_or(ActionError::Catalogue)?, taxonomy, &seen.skill);
        let chosen = plan.items.iter().map(|id| offered.iter().copied().find(|item| item.id == *id));
        let chosen: Vec<&Item> = chosen.collect::<Option<_>>().ok_or(ActionError::Items)?;
        let twice = plan.items.iter().enumerate().any(|(at, id)| plan.items.iter().skip(at + 1).any(|o| o == id));
        if chosen.is_empty() || chosen.len() > ITEMS || twice {
            return Err(ActionError::Items);
        }
        let skill = taxonomy.find(&seen.skill);
        let levels = || chosen.iter().flat_map(|i| &i.teaches).filter(|t| Some(t.skill) == skill);
        plan.minutes = chosen.iter().fold(0, |sum: u32, item| sum.saturating_add(item.minutes));
        plan.from = levels().map(|t| t.from).fold(5.0, f32::min);
        plan.to = levels().map(|t| t.to).fold(0.0, f32::max);
        titles = chosen.iter().map(|item| item.title.clone()).collect();
    } else {
        plan.items.clear();
    }
    Ok(Proposal { shortfall: seen, plan, titles })
}

/// The entry that browsers get, in the catalogue's shape.
pub fn entry(number: u64, proposal: &Proposal, provider: &str) -> Value {
    let (seen, plan) = (&proposal.shortfall, &proposal.plan);
    let modality = match plan.kind {
        Kind::Sprint => "course",
        Kind::Coaches => "coaching_prompt",
        Kind::Gig => "gig",
    };
    let titles = proposal.titles.join(" · ");
    let summary: Vec<&str> = [plan.summary.trim(), titles.as_str()].into_iter().filter(|s| !s.is_empty()).collect();
    let also = plan.also.iter().filter(|id| **id != seen.skill);
    let skills: Vec<Value> = std::iter::once(&seen.skill)
        .chain(also)
        .map(|skill| json!({ "skill": skill, "from": level(plan.from), "to": level(plan.to) }))
        .collect();
    let place: Vec<&str> = seen.cell.split('/').collect();
    let (functions, regions) = match place.as_slice() {
        ["function", function] => (vec![*function], vec![]),
        ["region", region] => (vec![], vec![*region]),
        ["function-region", function, region] => (vec![*function], vec![*region]),
        _ => (vec![], vec![]),
    };
    json!({
        "id": format!("action-{number}"), "title": plan.title, "summary": summary.join(" "), "modality": modality,
        "minutes": plan.minutes, "skills": skills, "provider": provider, "functions": functions, "regions": regions,
        "starts": plan.starts, "ends": plan.ends, "contact": plan.contact.trim(),
    })
}

/// A level as a person would write it.
fn level(level: f32) -> f64 {
    (f64::from(level) * 100.0).round() / 100.0
}

/// The list that is signed, of these entries.
pub fn list(tenant: &str, version: u64, entries: &[Value]) -> Vec<u8> {
    json!({ "format": ACTIONS_FORMAT, "tenant": tenant, "version": version, "items": entries }).to_string().into_bytes()
}

/// Whether browsers will take these entries: the same reader as theirs.
///
/// # Errors
/// [`ActionError::Entry`].
pub fn readable(
    entries: &[Value],
    tenant: &str,
    taxonomy: &Taxonomy,
    catalogue: Option<&Catalogue>,
) -> Result<(), ActionError> {
    let actions = Actions::read(&list(tenant, 0, entries), tenant, taxonomy).map_err(ActionError::Entry)?;
    match catalogue {
        Some(catalogue) => catalogue.clone().and(actions, taxonomy).map(drop).map_err(ActionError::Entry),
        None => Ok(()),
    }
}
