//! The opened catalogue and its indexes.

use super::{Actions, ActionsError, read, read_csv};
use super::{CatalogueError, CatalogueWarning, Item, ItemIx, Modality};
use crate::map::Map;
use crate::taxonomy::{Relation, SkillId, Taxonomy};

/// Skills that make another one easier to learn.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Support {
    /// Those that should come first.
    pub(crate) requires: Vec<SkillId>,
    /// Close ones.
    pub(crate) related: Vec<SkillId>,
}

/// Everything that can be recommended, read whole and checked.
#[derive(Debug, Clone)]
pub struct Catalogue {
    version: u64,
    items: Vec<Item>,
    warnings: Vec<CatalogueWarning>,
    by_id: Map<String, ItemIx>,
    by_url: Map<String, ItemIx>,
    /// Without query and closing slash; `None` where several items differ only there.
    by_bare: Map<String, Option<ItemIx>>,
    by_skill: Map<SkillId, Vec<ItemIx>>,
    requires: Vec<Vec<ItemIx>>,
    support: Map<SkillId, Support>,
}

impl Catalogue {
    /// A catalogue with nothing in it.
    pub fn empty() -> Catalogue {
        Catalogue {
            version: 0,
            items: Vec::new(),
            warnings: Vec::new(),
            by_id: Map::new(),
            by_url: Map::new(),
            by_bare: Map::new(),
            by_skill: Map::new(),
            requires: Vec::new(),
            support: Map::new(),
        }
    }

    /// Reads the versioned JSON form.
    ///
    /// # Errors
    /// When the file is not such a catalogue, or one item has a value that cannot be used; the error names it.
    pub fn from_json(bytes: &[u8], tax: &Taxonomy) -> Result<Catalogue, CatalogueError> {
        Ok(Catalogue::build(read::json(bytes, tax)?, tax))
    }

    /// Reads the CSV form: the same columns, lists with `|`, a skill as `id:from>to`.
    ///
    /// # Errors
    /// As [`Catalogue::from_json`].
    pub fn from_csv(bytes: &[u8], tax: &Taxonomy) -> Result<Catalogue, CatalogueError> {
        Ok(Catalogue::build(read_csv::csv(bytes, tax)?, tax))
    }

    /// With the entries of a list beside it.
    ///
    /// # Errors
    /// [`ActionsError::Item`] for an id that the catalogue has.
    pub fn and(self, actions: Actions, tax: &Taxonomy) -> Result<Catalogue, ActionsError> {
        if let Some((at, item)) = actions.items.iter().enumerate().find(|(_, item)| self.find(&item.id).is_some()) {
            let (row, id) = (at as u64 + 1, item.id.clone());
            return Err(ActionsError::Item(CatalogueError::Duplicate { row, id }));
        }
        let mut draft = read::Draft::new(self.version);
        // What the requirements lack is found anew.
        draft.warnings = self.warnings.into_iter().filter(|w| w.code == "catalogue.unknown_skill").collect();
        draft.items = self.items;
        draft.items.extend(actions.items);
        Ok(Catalogue::build(draft, tax))
    }

    fn build(draft: read::Draft, tax: &Taxonomy) -> Catalogue {
        let mut all =
            Catalogue { version: draft.version, items: draft.items, warnings: draft.warnings, ..Catalogue::empty() };
        for (at, item) in all.items.iter().enumerate() {
            let ix = ItemIx(at as u32);
            all.by_id.insert(item.id.clone(), ix);
            if !item.url.is_empty() {
                all.by_url.entry(item.url.clone()).or_insert(ix);
                all.by_bare.entry(bare(&item.url).to_owned()).and_modify(|known| *known = None).or_insert(Some(ix));
            }
            for t in &item.teaches {
                all.by_skill.entry(t.skill).or_default().push(ix);
            }
        }
        all.link_requirements();
        for &skill in all.by_skill.keys() {
            let mut support = Support::default();
            for (relation, other) in tax.relations(skill) {
                match relation {
                    Relation::Requires => support.requires.push(other),
                    Relation::Related => support.related.push(other),
                    _ => {}
                }
            }
            if support != Support::default() {
                all.support.insert(skill, support);
            }
        }
        all
    }

    /// Turns `requires` into indexes; what is not in the catalogue, or would wait for itself, is left out with a warning,
    /// because an item that can never be ready would be lost without anybody noticing.
    fn link_requirements(&mut self) {
        let mut requires: Vec<Vec<ItemIx>> = vec![Vec::new(); self.items.len()];
        for (at, item) in self.items.iter().enumerate() {
            for id in &item.requires {
                let code = match self.by_id.get(id) {
                    Some(&other) if !reaches(&requires, other, ItemIx(at as u32)) => {
                        requires[at].push(other);
                        continue;
                    }
                    Some(_) => "catalogue.requirement_circle",
                    None => "catalogue.unknown_requirement",
                };
                self.warnings.push(CatalogueWarning { code, item: item.id.clone(), detail: id.clone() });
            }
        }
        self.requires = requires;
    }

    /// Version the company gave it; 0 for CSV.
    pub fn version(&self) -> u64 {
        self.version
    }
    /// All items, tombstones too; an [`ItemIx`] is an index into it.
    pub fn items(&self) -> &[Item] {
        &self.items
    }
    /// One item.
    pub fn get(&self, ix: ItemIx) -> Option<&Item> {
        self.items.get(ix.0 as usize)
    }
    /// What was left out while reading.
    pub fn warnings(&self) -> &[CatalogueWarning] {
        &self.warnings
    }
    /// By its stable id.
    pub fn find(&self, id: &str) -> Option<ItemIx> {
        self.by_id.get(id).copied()
    }
    /// The item that an activity's IRI means: by id, or by url, also where one of them has a query, a fragment or a
    /// slash at the end that the other has not and no second item is meant.
    pub fn find_object(&self, iri: &str) -> Option<ItemIx> {
        self.find(iri)
            .or_else(|| self.by_url.get(iri).copied())
            .or_else(|| self.by_bare.get(bare(iri)).copied().flatten())
    }
    /// Items that teach a skill, in the catalogue's order; tombstones too.
    pub fn teaching(&self, skill: SkillId) -> &[ItemIx] {
        self.by_skill.get(&skill).map_or(&[], Vec::as_slice)
    }
    /// Items to finish before this one.
    pub fn requires(&self, ix: ItemIx) -> &[ItemIx] {
        self.requires.get(ix.0 as usize).map_or(&[], Vec::as_slice)
    }
    /// Skills that are taught by something.
    pub(crate) fn taught(&self) -> impl Iterator<Item = SkillId> + '_ {
        self.by_skill.keys().copied()
    }
    /// Skills that make this one easier.
    pub(crate) fn support(&self, skill: SkillId) -> Option<&Support> {
        self.support.get(&skill)
    }

    /// Items whose words begin with the words asked for: title before summary before provider; at most `count`.
    pub fn search(&self, text: &str, count: usize) -> Vec<ItemIx> {
        let wanted: Vec<String> = words(text).collect();
        if wanted.is_empty() {
            return Vec::new();
        }
        let mut hits: Vec<(u32, &str, ItemIx)> = Vec::new();
        for (at, item) in self.items.iter().enumerate() {
            if item.retired {
                continue;
            }
            let mut rank = 0;
            let fields = [(4, item.title.as_str()), (2, &item.summary), (1, &item.provider)];
            let all = wanted.iter().all(|w| {
                let best = fields.iter().filter(|(_, field)| words(field).any(|f| f.starts_with(w.as_str())));
                let best = best.map(|(weight, _)| *weight).max().unwrap_or(0);
                rank += best;
                best > 0
            });
            if all {
                hits.push((rank, &item.id, ItemIx(at as u32)));
            }
        }
        crate::order::sort_by(&mut hits, |a, b| b.0.cmp(&a.0).then_with(|| a.1.cmp(b.1)));
        hits.into_iter().take(count).map(|h| h.2).collect()
    }

    /// Items of one form that are published now: gigs, mentors.
    pub fn of(&self, modality: Modality) -> impl Iterator<Item = (ItemIx, &Item)> {
        let numbered = self.items.iter().enumerate().map(|(at, item)| (ItemIx(at as u32), item));
        numbered.filter(move |(_, item)| item.modality == modality && !item.retired)
    }
}

/// Lower-case words of a text.
pub(super) fn words(text: &str) -> impl Iterator<Item = String> + '_ {
    text.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).map(crate::lower::text)
}

/// A url without query, fragment and closing slash.
fn bare(url: &str) -> &str {
    let end = url.find(['?', '#']).unwrap_or(url.len());
    url.get(..end).unwrap_or(url).trim_end_matches('/')
}

/// True when `to` is reached from `from` by requirements that were linked before, or when there are so many of them that
/// nobody could finish them: a hostile file must not cost quadratic time.
fn reaches(requires: &[Vec<ItemIx>], from: ItemIx, to: ItemIx) -> bool {
    let mut seen = crate::map::Set::new();
    let mut open = vec![from];
    while let Some(at) = open.pop() {
        if at == to || seen.len() > 1000 {
            return true;
        }
        if seen.insert(at) {
            open.extend(requires.get(at.0 as usize).into_iter().flatten());
        }
    }
    false
}
