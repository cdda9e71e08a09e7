//! Mobility bridges: from which roles people come nearest to a role, what is missing, and the shortest way the catalogue knows.
//!
//! All of it is about roles as the pack describes them, and about how many people work in them; who among them has more, nobody
//! here knows. Beside each missing skill stands the share of people who hold it where most of the role works, as released: shares
//! of single skills, for nobody is asked which skills the same person has together.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;
use skillkeep::catalog::{Catalogue, Item, ItemIx};
use skillkeep::sync::{Encoding, Partition};
use skillkeep::taxonomy::{Relation, Role, SkillId, Taxonomy};
use skillkeep_insight::planning::bridges::{Lesson, Missing, Need, missing, near, shortest};
use skillkeep_insight::{Noisy, Question as About, Released, Share, Sums};

use crate::action::proposal::teaching;
use crate::insight::company::{PARTITIONS, Place, Question};
use crate::insight::figures::{of, share};
use crate::insight::views::{Figure, How, NoHeldBeside, NoPathSuccess};
use crate::insight::{Company, Shelf};
use crate::problem::Refused;

/// Fewer people than this in a role are not counted out.
const FEW: u64 = 10;
/// Most roles of an answer.
const ROLES: usize = 30;
/// Most missing skills that are named.
const NAMED: usize = 5;
/// Least nearness, most missing skills and most minutes of a role that is a bridge: what a person's own bridges have too.
const BRIDGE: (f64, usize, u32) = (0.45, 4, 1500);

/// The bridges to a role.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Bridges {
    /// Role id.
    pub role: String,
    /// Its name.
    pub label: String,
    /// How many people work in it.
    pub people: Count,
    /// What it asks for, the highest level first.
    pub needs: Vec<NeedRow>,
    /// Whether the server knows a catalogue to find ways in.
    pub catalogue: bool,
    /// Roles, the nearest first.
    pub rows: Vec<Bridge>,
    /// Roles that share something with it and are not among the rows.
    pub left: usize,
    /// Of those, roles that nobody works in.
    pub empty: usize,
    /// Who holds the missing skills where most of a role works.
    pub held: Figure<HeldBeside, NoHeldBeside>,
    /// Of those who work toward the role, how many are there.
    pub success: Figure<PathSuccess, NoPathSuccess>,
}

/// How many people; `null` for fewer than ten, but somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Count(pub Option<u64>);

/// What a role asks of a skill.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct NeedRow {
    /// Skill id.
    pub skill: String,
    /// Its name.
    pub label: String,
    /// Level, 0..=5.
    pub level: f32,
}

/// A role from which one comes.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Bridge {
    /// Role id.
    pub role: String,
    /// Its name.
    pub label: String,
    /// Share of the levels that the target asks for which this role asks for too.
    pub near: f64,
    /// How many people work in it.
    pub people: Count,
    /// Names of the functions where they do, most people first.
    pub functions: Vec<String>,
    /// What is missing, the most first; at most five.
    pub missing: Vec<MissingRow>,
    /// Missing skills that are not named.
    pub more: usize,
    /// Minutes of all that the catalogue has to close it, what must come before included, each item once; None where something
    /// stays open.
    pub minutes: Option<u32>,
    /// Near, with few skills missing and ways of at most 25 hours to all of them.
    pub bridge: bool,
}

/// A missing skill.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct MissingRow {
    /// Skill id.
    pub skill: String,
    /// Its name.
    pub label: String,
    /// Level that the origin asks for; 0 where it asks nothing.
    pub has: f32,
    /// Level that the target asks for.
    pub needs: f32,
    /// Name of a skill that the origin asks for and that is close to it.
    pub close: Option<String>,
    /// Titles of the items that lead there, in their order; None where the catalogue has no way.
    pub way: Option<Vec<String>>,
    /// The cell where its share stands; None where no question asks for it.
    pub cell: Option<String>,
}

/// Who holds missing skills.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct HeldBeside {
    /// One a skill and cell.
    pub rows: Vec<HeldBesideRow>,
    /// The releases.
    pub how: Vec<How>,
}

/// A share.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct HeldBesideRow {
    /// Skill id.
    pub skill: String,
    /// Cell name.
    pub cell: String,
    /// Its name.
    pub label: String,
    /// Period id.
    pub period: String,
    /// People of the cell.
    pub headcount: u64,
    /// Reports counted.
    pub reports: u64,
    /// Who holds it, of those who answered; None where answers cannot be told from none.
    pub share: Option<Share>,
}

/// Of those who work toward a role, how many are there, as last released.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PathSuccess {
    /// A question asks for it.
    pub asked: bool,
    /// One a cell, the widest partition first.
    pub rows: Vec<PathRow>,
    /// The releases.
    pub how: Vec<How>,
}

/// Path success in a cell.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PathRow {
    /// Cell name.
    pub cell: String,
    /// Its name.
    pub label: String,
    /// Period id.
    pub period: String,
    /// People of the cell.
    pub headcount: u64,
    /// Reports counted.
    pub reports: u64,
    /// People of the cell who answered that they work toward it, there or not: with its noise.
    pub toward: Noisy,
    /// Who of them is there; people work toward a role by their own choice, so its interval has sampling in it and noise. None where
    /// too few do.
    pub share: Option<Share>,
}

/// Who works where, by role.
struct Staff<'c> {
    /// People, and functions with theirs.
    roles: BTreeMap<&'c str, (u64, BTreeMap<&'c str, u64>)>,
}

impl<'c> Staff<'c> {
    fn of(company: &'c Company) -> Staff<'c> {
        let mut roles: BTreeMap<&str, (u64, BTreeMap<&str, u64>)> = BTreeMap::new();
        for (post, people) in company.demand.posts().iter().filter(|(_, people)| **people > 0) {
            let (all, functions) = roles.entry(&post.role).or_default();
            *all = all.saturating_add(*people);
            let here = functions.entry(&post.function).or_default();
            *here = here.saturating_add(*people);
        }
        Staff { roles }
    }

    fn people(&self, role: &str) -> u64 {
        self.roles.get(role).map_or(0, |(people, _)| *people)
    }

    /// Ids of the functions where the role works, most people first.
    fn functions(&self, role: &str) -> Vec<&'c str> {
        let Some((_, functions)) = self.roles.get(role) else { return Vec::new() };
        let mut all: Vec<(&str, u64)> = functions.iter().map(|(id, people)| (*id, *people)).collect();
        all.sort_by_key(|(id, people)| (std::cmp::Reverse(*people), *id));
        all.into_iter().map(|(id, _)| id).collect()
    }
}

fn count(people: u64) -> Count {
    Count((people == 0 || people >= FEW).then_some(people))
}

/// What a role asks for: its essential skills, or all where none is essential.
fn needs(taxonomy: &Taxonomy, role: &Role) -> Vec<Need> {
    let any = role.needs.iter().any(|n| n.essential);
    let counted = role.needs.iter().filter(|n| (n.essential || !any) && !taxonomy.retired(n.skill));
    counted.map(|n| Need { skill: n.skill.0 as usize, level: f64::from(n.level) }).collect()
}

fn skill_of(number: usize) -> SkillId {
    SkillId(u32::try_from(number).unwrap_or(u32::MAX))
}

/// The bridges to a role.
///
/// # Errors
/// [`Refused::Figure`] for a role that the pack does not have.
pub fn bridges(
    company: &Company,
    shelf: &Shelf,
    taxonomy: &Taxonomy,
    catalogue: Option<&Catalogue>,
    role: &str,
) -> Result<Bridges, Refused> {
    let ix = taxonomy.find_role(role).ok_or(Refused::Figure)?;
    let target = taxonomy.roles().get(ix.0 as usize).ok_or(Refused::Figure)?;
    let wanted = needs(taxonomy, target);
    let staff = Staff::of(company);
    // Who stands above it on its own ladder would step down.
    let above = |r: &Role| !r.family.is_empty() && r.family == target.family && r.grade > target.grade;
    let mut found: Vec<(f64, &Role, Vec<Need>)> = Vec::new();
    let (mut left, mut empty) = (0, 0);
    for origin in taxonomy.roles().iter().filter(|r| r.id != target.id && !above(r)) {
        let asked = needs(taxonomy, origin);
        let near = near(&asked, &wanted);
        if near <= 0.0 {
            continue;
        }
        if staff.people(&origin.id) == 0 && !staff.roles.is_empty() {
            (left, empty) = (left + 1, empty + 1);
            continue;
        }
        found.push((near, origin, asked));
    }
    let by = |(near, role, _): &(f64, &Role, Vec<Need>)| (*near, staff.people(&role.id));
    found.sort_by(|a, b| {
        let ((a_near, a_people), (b_near, b_people)) = (by(a), by(b));
        b_near.total_cmp(&a_near).then(b_people.cmp(&a_people)).then_with(|| a.1.id.cmp(&b.1.id))
    });
    left += found.len().saturating_sub(ROLES);
    found.truncate(ROLES);
    let ways = Ways { taxonomy, catalogue };
    let mut beside: BTreeMap<(String, String), (&Question, &Place)> = BTreeMap::new();
    let mut rows = Vec::with_capacity(found.len());
    for (near, origin, asked) in &found {
        let functions = staff.functions(&origin.id);
        let mut row = ways.bridge(company, *near, origin, asked, &wanted);
        row.people = count(staff.people(&origin.id));
        row.functions = functions.iter().map(|id| label(company, id).to_owned()).collect();
        for one in &mut row.missing {
            let Some((question, place)) = asked_in(company, &one.skill, functions.first().copied()) else { continue };
            one.cell = Some(place.asked.cell.clone());
            beside.insert((one.skill.clone(), place.asked.cell.clone()), (question, place));
        }
        rows.push(row);
    }
    let mut asks: Vec<NeedRow> = wanted.iter().map(|n| ways.need(*n)).collect();
    asks.sort_by(|a, b| b.level.total_cmp(&a.level));
    Ok(Bridges {
        role: target.id.clone(),
        label: target.label.clone(),
        people: count(staff.people(&target.id)),
        needs: asks,
        catalogue: catalogue.is_some(),
        rows,
        left,
        empty,
        held: held(shelf, &beside),
        success: success(company, shelf, &target.id),
    })
}

fn label<'c>(company: &'c Company, function: &'c str) -> &'c str {
    company.dictionary.functions.iter().find(|f| f.id == function).map_or(function, |f| &f.label)
}

/// The question that tells who holds a skill where most of a role works, else in the whole company; and its cell.
fn asked_in<'c>(company: &'c Company, skill: &str, function: Option<&str>) -> Option<(&'c Question, &'c Place)> {
    let narrow = function.and_then(|function| {
        let question = company.held_of(Partition::Function, skill)?;
        let place = question.cells.iter().find(|p| p.asked.cell == Partition::Function.cell(function, ""))?;
        Some((question, place))
    });
    narrow.or_else(|| {
        let question = company.held_of(PARTITIONS[0], skill)?;
        Some((question, question.cells.first()?))
    })
}

fn held(shelf: &Shelf, beside: &BTreeMap<(String, String), (&Question, &Place)>) -> Figure<HeldBeside, NoHeldBeside> {
    let release = |(question, place): &(&Question, &Place)| shelf.get(&place.asked, shelf.newest(question)?);
    // A release answers for many skills.
    let mut seen = BTreeSet::new();
    let once = |released: &Released<&Sums>| {
        let sums = released.get();
        seen.insert((sums.measure.clone(), sums.cell.clone()))
    };
    let found = beside.values().filter_map(release).map(Released::as_ref).filter(once);
    let Some(releases) = Released::collect(found) else { return Figure::Nothing(NoHeldBeside::default()) };
    Figure::Of(releases.map(|all| {
        let row = |((skill, cell), (question, place)): (&(String, String), &(&Question, &Place))| {
            let ours: Vec<&Sums> = all.iter().filter(|s| s.measure == question.measure.id).copied().collect();
            let sums = of(&ours, place)?;
            let at = question.skills().iter().position(|s| s == skill)?;
            Some(HeldBesideRow {
                skill: skill.clone(),
                cell: cell.clone(),
                label: place.label.clone(),
                period: sums.period.id.clone(),
                headcount: sums.headcount,
                reports: sums.reports,
                share: share(sums, at),
            })
        };
        let rows = beside.iter().filter_map(row).collect();
        HeldBeside { rows, how: all.iter().map(|sums| How::of(sums)).collect() }
    }))
}

/// Path success, from every question that lists the role.
fn success(company: &Company, shelf: &Shelf, role: &str) -> Figure<PathSuccess, NoPathSuccess> {
    let place = |question: &Question| match &question.measure.encoding {
        Encoding::Paths { roles } => roles.iter().position(|r| r == role),
        _ => None,
    };
    let mut asked: Vec<(&Question, usize)> = company.questions().iter().filter_map(|q| Some((q, place(q)?))).collect();
    asked.sort_by_key(|(question, _)| question.over);
    let places =
        asked.iter().flat_map(|(question, at)| question.cells.iter().map(move |place| (*question, place, *at)));
    let release = |(question, place, at): (&Question, &'_ Place, usize)| {
        let released = shelf.get(&place.asked, shelf.newest(question)?)?;
        let label = place.label.clone();
        Some(released.as_ref().map(|sums| (sums, label, at)))
    };
    let Some(releases) = Released::collect(places.filter_map(release)) else {
        return Figure::Nothing(NoPathSuccess::new(!asked.is_empty()));
    };
    Figure::Of(releases.map(|all| {
        let row = |(sums, label, at): &(&Sums, String, usize)| {
            let (under_way, there) = (sums.at(2 * at)?, sums.at(2 * at + 1)?);
            Some(PathRow {
                cell: sums.cell.clone(),
                label: label.clone(),
                period: sums.period.id.clone(),
                headcount: sums.headcount,
                reports: sums.reports,
                toward: under_way + there,
                share: Share::of_parts(there, under_way, About::Process).ok(),
            })
        };
        let rows = all.iter().filter_map(row).collect();
        PathSuccess { asked: true, rows, how: all.iter().map(|(sums, ..)| How::of(sums)).collect() }
    }))
}

/// What the pack and the catalogue know of ways.
struct Ways<'t> {
    taxonomy: &'t Taxonomy,
    catalogue: Option<&'t Catalogue>,
}

impl Ways<'_> {
    fn need(&self, need: Need) -> NeedRow {
        let skill = skill_of(need.skill);
        let (id, label) = (self.taxonomy.id(skill), self.taxonomy.label(skill));
        NeedRow { skill: id.to_owned(), label: label.to_owned(), level: need.level as f32 }
    }

    fn bridge(&self, company: &Company, near: f64, origin: &Role, asked: &[Need], wanted: &[Need]) -> Bridge {
        let all = missing(asked, wanted);
        let mut items: BTreeSet<ItemIx> = BTreeSet::new();
        let mut open = self.catalogue.is_none();
        let mut named = Vec::new();
        for (at, gap) in all.iter().enumerate() {
            let way = self.way(gap);
            match &way {
                None => open = true,
                Some(way) => items.extend(way),
            }
            if at < NAMED {
                named.push(self.row(company, gap, asked, way));
            }
        }
        let minutes = (!open).then(|| self.minutes(items));
        let short = minutes.is_some_and(|m| m <= BRIDGE.2);
        Bridge {
            role: origin.id.clone(),
            label: origin.label.clone(),
            near,
            people: Count(None),
            functions: Vec::new(),
            missing: named,
            more: all.len().saturating_sub(NAMED),
            minutes,
            bridge: near >= BRIDGE.0 && all.len() <= BRIDGE.1 && short,
        }
    }

    fn row(&self, company: &Company, gap: &Missing, asked: &[Need], way: Option<Vec<ItemIx>>) -> MissingRow {
        let skill = skill_of(gap.skill);
        let id = self.taxonomy.id(skill);
        let title = |ix: ItemIx| self.item(ix).map(|item| item.title.clone());
        let named = company.label(id);
        MissingRow {
            skill: id.to_owned(),
            label: if named == id { self.taxonomy.label(skill) } else { named }.to_owned(),
            has: gap.has as f32,
            needs: gap.needs as f32,
            close: if gap.has > 0.0 { None } else { self.close(skill, asked) },
            way: way.map(|way| way.into_iter().filter_map(title).collect()),
            cell: None,
        }
    }

    fn item(&self, ix: ItemIx) -> Option<&Item> {
        self.catalogue.and_then(|c| c.get(ix))
    }

    /// A skill of the origin that is close to one it lacks: the one it asks most of.
    fn close(&self, skill: SkillId, asked: &[Need]) -> Option<String> {
        let kin =
            |r: &Relation| matches!(r, Relation::Related | Relation::Requires | Relation::Broader | Relation::Narrower);
        let near: BTreeSet<usize> =
            self.taxonomy.relations(skill).iter().filter(|(r, _)| kin(r)).map(|(_, s)| s.0 as usize).collect();
        let best = asked.iter().filter(|n| near.contains(&n.skill)).max_by(|a, b| a.level.total_cmp(&b.level))?;
        Some(self.taxonomy.label(skill_of(best.skill)).to_owned())
    }

    /// The shortest way to one skill; what its items require is not yet in it.
    fn way(&self, gap: &Missing) -> Option<Vec<ItemIx>> {
        let catalogue = self.catalogue?;
        let skill = skill_of(gap.skill);
        let offered = teaching(catalogue, self.taxonomy, self.taxonomy.id(skill));
        let mut lessons = Vec::with_capacity(offered.len());
        let mut items = Vec::with_capacity(offered.len());
        for item in offered {
            let Some(taught) = item.teaches.iter().find(|t| t.skill == skill) else { continue };
            let Some(ix) = catalogue.find(&item.id) else { continue };
            let (from, to) = (f64::from(taught.from), f64::from(taught.to));
            lessons.push(Lesson { from, to, minutes: f64::from(item.minutes) });
            items.push(ix);
        }
        let way = shortest(&lessons, gap.has, gap.needs)?;
        Some(way.into_iter().filter_map(|at| items.get(at).copied()).collect())
    }

    /// Minutes of items and of all that they require, each once.
    fn minutes(&self, items: BTreeSet<ItemIx>) -> u32 {
        let Some(catalogue) = self.catalogue else { return 0 };
        let mut open: Vec<ItemIx> = items.iter().copied().collect();
        let mut all = items;
        while let Some(ix) = open.pop() {
            open.extend(catalogue.requires(ix).iter().filter(|before| all.insert(**before)));
        }
        all.iter().filter_map(|ix| catalogue.get(*ix)).fold(0, |sum, item| sum.saturating_add(item.minutes))
    }
}
