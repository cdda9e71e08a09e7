//! Is the catalogue in good health? What its keepers should look at: tags that the text does not bear out, items said twice, items that
//! no role asks for, skills that roles need and nothing teaches.
//!
//! For the content team, on their machine; the browser never asks it. Every finding is a question to a person, not a verdict.

use serde::Serialize;

use super::{Catalogue, Item, ItemIx, Modality};
use crate::clock::{DAY_MS, Millis};
use crate::map::{Map, Set};
use crate::taxonomy::{Relation, SkillId, Taxonomy, WEIGHTS};

/// From this confidence on a skill that the text names and the tags do not is worth a look.
const NAMED: f32 = 0.8;
/// A tag that is not among so many skills nearest to the text is not borne out by it.
const NEAREST: usize = 20;
/// A text of fewer words says too little to judge tags by.
const LEAST_WORDS: usize = 4;
/// Levels by which the items of a skill may fall short of what a role needs.
const SHORT: f32 = 0.25;
/// The highest level from which a beginner can still begin.
const BEGINNING: f32 = 1.0;

/// What is the matter. Its word is its code, and stays.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum FindingCode {
    /// Reading left something out of an item: an unknown skill or requirement, or a circle. `other` is the id.
    LeftOut,
    /// An item that teaches nothing is never recommended.
    NoTags,
    /// Neither title nor summary speaks of a skill that the item is tagged with.
    TagUnsaid,
    /// The text names a skill that the item is not tagged with.
    TagMissing,
    /// Two items open the same address or have the same title. `other` is the second.
    Duplicate,
    /// Two items of one form whose titles are nearly the same.
    NearDuplicate,
    /// No role needs any skill of the item, nor one that builds on it.
    NoRole,
    /// It waits for an item that is retired.
    WaitsForRetired,
    /// Its last day is over.
    Ended,
    /// Roles need the skill, and nothing teaches it.
    NotTaught,
    /// What teaches the skill ends below what a role needs. `value` is the level it reaches, `wanted` the level needed.
    TaughtShort,
    /// Everything that teaches the skill expects some of it. `value` is the lowest level to begin from.
    NoBeginning,
}

impl FindingCode {
    /// All of them, in the order in which they are listed.
    pub const ALL: [FindingCode; 12] = [
        FindingCode::LeftOut,
        FindingCode::NoTags,
        FindingCode::TagUnsaid,
        FindingCode::TagMissing,
        FindingCode::Duplicate,
        FindingCode::NearDuplicate,
        FindingCode::NoRole,
        FindingCode::WaitsForRetired,
        FindingCode::Ended,
        FindingCode::NotTaught,
        FindingCode::TaughtShort,
        FindingCode::NoBeginning,
    ];
}

/// A thing by its id and its name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Labelled {
    /// Stable id.
    pub id: String,
    /// Name or title.
    pub label: String,
}

/// One thing to look at.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Finding {
    /// What is the matter.
    pub code: FindingCode,
    /// The item it is about; none where it is about a skill alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub item: Option<Labelled>,
    /// The skill it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub skill: Option<Labelled>,
    /// The other item, or what was left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub other: Option<Labelled>,
    /// Roles that need the skill.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub roles: Vec<Labelled>,
    /// A level, or a share of words in common.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<f32>,
    /// The level that is needed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub wanted: Option<f32>,
}

impl Finding {
    fn of(code: FindingCode) -> Finding {
        Finding { code, item: None, skill: None, other: None, roles: Vec::new(), value: None, wanted: None }
    }
}

/// What was looked at, and what was found.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Health {
    /// Living items.
    pub items: usize,
    /// Skills that living items teach.
    pub taught: usize,
    /// Skills that roles need.
    pub needed: usize,
    /// By code, then as in the catalogue or by name.
    pub findings: Vec<Finding>,
}

/// Looks at every item and at every skill that a role needs.
///
/// Time grows with the catalogue's words; nothing is kept. Deterministic.
pub fn health(tax: &Taxonomy, cat: &Catalogue, now: Millis) -> Health {
    let ask = Ask { tax, cat, needs: needs(tax) };
    let mut findings: Vec<Finding> = Vec::new();
    for left_out in cat.warnings() {
        let item = cat.find(&left_out.item).and_then(|ix| cat.get(ix)).map(named);
        let other = Some(Labelled { id: left_out.detail.clone(), label: left_out.code.to_owned() });
        findings.push(Finding { item, other, ..Finding::of(FindingCode::LeftOut) });
    }
    let wanted = ask.wanted();
    let living = || cat.items().iter().enumerate().filter(|(_, item)| !item.retired);
    for (at, item) in living() {
        ask.item(ItemIx(at as u32), item, &wanted, now, &mut findings);
    }
    for pair in cat.duplicates() {
        let code = if pair.alike >= 1.0 { FindingCode::Duplicate } else { FindingCode::NearDuplicate };
        let (item, other) = (cat.get(pair.first).map(named), cat.get(pair.second).map(named));
        findings.push(Finding { item, other, value: Some(pair.alike as f32), ..Finding::of(code) });
    }
    for (&skill, roles) in &ask.needs {
        findings.extend(ask.skill(skill, roles));
    }
    // Stable: what has one code stays as it was found.
    crate::order::sort_by_key(&mut findings, |f| f.code);
    Health {
        items: living().count(),
        taught: cat.taught().filter(|s| ask.teaching(*s).next().is_some()).count(),
        needed: ask.needs.len(),
        findings,
    }
}

/// Role numbers and levels that need a skill.
type Needs = Map<SkillId, Vec<(usize, f32)>>;

fn needs(tax: &Taxonomy) -> Needs {
    let mut all = Needs::new();
    for (at, role) in tax.roles().iter().enumerate() {
        for need in role.needs.iter().filter(|n| !tax.retired(n.skill)) {
            all.entry(need.skill).or_default().push((at, need.level));
        }
    }
    all
}

fn named(item: &Item) -> Labelled {
    Labelled { id: item.id.clone(), label: item.title.clone() }
}

struct Ask<'a> {
    tax: &'a Taxonomy,
    cat: &'a Catalogue,
    needs: Needs,
}

impl Ask<'_> {
    fn skill_named(&self, skill: SkillId) -> Labelled {
        Labelled { id: self.tax.id(skill).to_owned(), label: self.tax.label(skill).to_owned() }
    }

    /// Skills that a role needs, and what those build on.
    fn wanted(&self) -> Set<SkillId> {
        let mut all: Set<SkillId> = Set::new();
        let mut open: Vec<SkillId> = self.needs.keys().copied().collect();
        while let Some(skill) = open.pop() {
            if all.insert(skill) {
                let before = self.tax.relations(skill).into_iter().filter(|(r, _)| *r == Relation::Requires);
                open.extend(before.map(|(_, s)| s));
            }
        }
        all
    }

    /// Living items that teach a skill to whoever begins, gigs and mentors left out: neither is a way to learn it first.
    fn teaching(&self, skill: SkillId) -> impl Iterator<Item = &Item> {
        let items = self.cat.teaching(skill).iter().filter_map(|ix| self.cat.get(*ix));
        items.filter(|item| !item.retired && !matches!(item.modality, Modality::Gig | Modality::Mentor))
    }

    fn item(&self, ix: ItemIx, item: &Item, wanted: &Set<SkillId>, now: Millis, out: &mut Vec<Finding>) {
        let finding = |code| Finding { item: Some(named(item)), ..Finding::of(code) };
        if item.teaches.is_empty() {
            out.push(finding(FindingCode::NoTags));
            return;
        }
        self.tags(item, out);
        // Where there are no roles at all, nothing can be said of them.
        if !wanted.is_empty()
            && !matches!(item.modality, Modality::Gig | Modality::Mentor)
            && !item.teaches.iter().any(|t| wanted.contains(&t.skill))
        {
            out.push(finding(FindingCode::NoRole));
        }
        for before in self.cat.requires(ix).iter().filter_map(|r| self.cat.get(*r)).filter(|b| b.retired) {
            out.push(Finding { other: Some(named(before)), ..finding(FindingCode::WaitsForRetired) });
        }
        if item.ends.is_some_and(|ends| ends.saturating_add(DAY_MS) <= now.0) {
            out.push(finding(FindingCode::Ended));
        }
    }

    /// Tags against what title and summary say.
    fn tags(&self, item: &Item, out: &mut Vec<Finding>) {
        let text = format!("{}. {}", item.title, item.summary);
        if super::catalogue::words(&text).count() < LEAST_WORDS {
            return;
        }
        let mentions = self.tax.link_closely(&text);
        let mut near = self.tax.candidates(&text);
        crate::order::sort_by(&mut near, |a, b| {
            b.score(&WEIGHTS).total_cmp(&a.score(&WEIGHTS)).then(a.skill.cmp(&b.skill))
        });
        near.truncate(NEAREST);
        let said: Set<SkillId> = mentions.iter().map(|m| m.skill).chain(near.iter().map(|c| c.skill)).collect();
        let close = |a: SkillId, b: SkillId| a == b || self.kin(a).any(|k| k == b) || self.kin(b).any(|k| k == a);
        let tags: Vec<SkillId> = item.teaches.iter().map(|t| t.skill).collect();
        let (spoken, unsaid): (Vec<SkillId>, Vec<SkillId>) =
            tags.iter().copied().partition(|tag| said.iter().any(|s| close(*tag, *s)));
        for tag in unsaid {
            // What one role needs together is taught together, and goes without saying.
            if !spoken.iter().any(|s| self.needed_together(*s, tag)) {
                let skill = Some(self.skill_named(tag));
                out.push(Finding { item: Some(named(item)), skill, ..Finding::of(FindingCode::TagUnsaid) });
            }
        }
        let mut told: Set<SkillId> = Set::new();
        for m in mentions.iter().filter(|m| m.confidence >= NAMED) {
            if !item.teaches.iter().any(|t| close(t.skill, m.skill)) && told.insert(m.skill) {
                let skill = Some(self.skill_named(m.skill));
                let value = Some(m.confidence);
                out.push(Finding { item: Some(named(item)), skill, value, ..Finding::of(FindingCode::TagMissing) });
            }
        }
    }

    fn needed_together(&self, a: SkillId, b: SkillId) -> bool {
        let roles = |s| self.needs.get(&s).map_or(&[][..], Vec::as_slice);
        roles(a).iter().any(|(role, _)| roles(b).iter().any(|(other, _)| other == role))
    }

    /// Skills that stand in a relation to one.
    fn kin(&self, skill: SkillId) -> impl Iterator<Item = SkillId> {
        self.tax.relations(skill).into_iter().map(|(_, s)| s)
    }

    fn skill(&self, skill: SkillId, roles: &[(usize, f32)]) -> Option<Finding> {
        let of = |code| Finding {
            skill: Some(self.skill_named(skill)),
            roles: self.named_roles(roles, 0.0),
            ..Finding::of(code)
        };
        let top = self.teaching(skill).flat_map(|i| &i.teaches).filter(|t| t.skill == skill);
        let (low, high) = top.fold((f32::MAX, f32::MIN), |(low, high), t| (low.min(t.from), high.max(t.to)));
        if high == f32::MIN {
            return Some(of(FindingCode::NotTaught));
        }
        let most = roles.iter().map(|r| r.1).fold(0.0, f32::max);
        if low > BEGINNING {
            return Some(Finding { value: Some(low), ..of(FindingCode::NoBeginning) });
        }
        (high < most - SHORT).then(|| Finding {
            roles: self.named_roles(roles, high + SHORT),
            value: Some(high),
            wanted: Some(most),
            ..of(FindingCode::TaughtShort)
        })
    }

    /// Roles that need more than a level.
    fn named_roles(&self, roles: &[(usize, f32)], above: f32) -> Vec<Labelled> {
        let more = roles.iter().filter(|r| r.1 > above).filter_map(|r| self.tax.roles().get(r.0));
        more.map(|role| Labelled { id: role.id.clone(), label: role.label.clone() }).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::recommend::fixture::taxonomy;

    const ITEMS: &str = r#"{"format":"skillkeep-catalogue/1","version":1,"items":[
{"id":"good","title":"First queries","summary":"SQL on real orders, step by step.","modality":"course","minutes":60,"skills":[{"skill":"sql","from":0,"to":3}]},
{"id":"again","title":"First queries","summary":"SQL once more, step by step.","modality":"course","minutes":60,"skills":[{"skill":"sql","from":0,"to":3}]},
{"id":"wrong","title":"Presenting with calm","summary":"Breathing, slides and a story that holds.","modality":"video","minutes":9,"skills":[{"skill":"python","from":1.5,"to":2}]},
{"id":"empty","title":"A morning of nothing","modality":"video","minutes":9,"skills":[{"skill":"juggling","from":0,"to":1}]},
{"id":"old","title":"Queries of old","modality":"course","minutes":60,"skills":[{"skill":"statistics","from":0,"to":4}],"retired":true},
{"id":"after","title":"After the old one","modality":"course","minutes":60,"skills":[{"skill":"feedback","from":0,"to":2}],"requires":["old"],"ends":"2026-01-31"}
]}"#;

    fn found(json: &str) -> (Health, Vec<(FindingCode, String)>) {
        let tax = taxonomy();
        let cat = Catalogue::from_json(json.as_bytes(), &tax).expect("reads");
        let health = health(&tax, &cat, Millis(1_795_000_000_000));
        let about = |f: &Finding| f.item.as_ref().or(f.skill.as_ref()).map_or(String::new(), |l| l.id.clone());
        let list = health.findings.iter().map(|f| (f.code, about(f))).collect();
        (health, list)
    }

    #[test]
    fn every_ailment_is_named_once_and_nothing_that_is_well() {
        let (health, list) = found(ITEMS);
        let has = |code, id: &str| list.iter().filter(|(c, i)| *c == code && i == id).count();
        assert_eq!(has(FindingCode::LeftOut, "empty"), 1);
        assert_eq!(has(FindingCode::NoTags, "empty"), 1);
        assert_eq!(has(FindingCode::TagUnsaid, "wrong"), 1, "nothing in it speaks of Python");
        assert_eq!(has(FindingCode::TagMissing, "wrong"), 1, "it names Presenting");
        assert_eq!(has(FindingCode::Duplicate, "good"), 1);
        assert_eq!(has(FindingCode::WaitsForRetired, "after"), 1);
        assert_eq!(has(FindingCode::Ended, "after"), 1);
        assert_eq!(has(FindingCode::NotTaught, "statistics"), 1, "only a retired item teaches it");
        assert_eq!(has(FindingCode::NotTaught, "selling"), 1);
        assert_eq!(has(FindingCode::NoBeginning, "python"), 1, "it begins at 1.5");
        assert!(!list.iter().any(|(c, i)| i == "good" && *c != FindingCode::Duplicate), "{list:?}");
        assert_eq!((health.items, health.taught), (5, 3));
        let short = health.findings.iter().find(|f| f.code == FindingCode::NotTaught).expect("there");
        assert!(!short.roles.is_empty(), "it says who needs it");
    }

    #[test]
    fn a_skill_taught_to_its_middle_names_the_roles_that_need_more() {
        let half = ITEMS.replace(r#""from":0,"to":3}"#, r#""from":0,"to":2}"#);
        let (health, _) = found(&half);
        let short = health.findings.iter().find(|f| f.code == FindingCode::TaughtShort).expect("SQL ends at 2");
        assert_eq!((short.value, short.wanted), (Some(2.0), Some(3.0)));
        let roles: Vec<&str> = short.roles.iter().map(|r| r.id.as_str()).collect();
        assert_eq!(roles, ["engineer", "scientist"]);
    }

    #[test]
    fn a_catalogue_without_items_has_only_what_is_not_taught() {
        let (health, list) = found(r#"{"format":"skillkeep-catalogue/1","version":1,"items":[]}"#);
        assert_eq!(health.items, 0);
        assert!(list.iter().all(|(c, _)| *c == FindingCode::NotTaught));
        assert_eq!(list.len(), health.needed);
    }
}
