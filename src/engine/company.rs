//! The company's side: signed files, checked and opened.

use std::collections::BTreeMap;

use super::state::State;
use super::{Cell, OpenOptions};
use crate::catalog::{Actions, ActionsError, Catalogue};
use crate::error::{Coded, EngineError};
use crate::map::Map;
use crate::recommend::Factors;
use crate::signal::Policy;
use crate::sync::{Dictionary, Named};
use crate::taxonomy::{Taxonomy, Terms};
use crate::trust::{Manifest, Root, TrustError};

/// The bytes that go down to everybody.
#[derive(Debug, Clone, Default)]
pub struct CompanyFiles {
    /// `root.dsse.json`.
    pub root: Vec<u8>,
    /// `manifest.dsse.json`.
    pub manifest: Vec<u8>,
    /// The files that the manifest names, by name.
    pub files: BTreeMap<String, Vec<u8>>,
    /// A catalogue that the host page hands over instead of the signed one (JSON or CSV). The page is trusted; `about` says so.
    pub catalogue: Option<Vec<u8>>,
    /// The signed list of actions that the company published beside its catalogue, where the host has one.
    pub actions: Option<Vec<u8>>,
}

/// Why the options do not fit.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum OpenError {
    /// The snapshot or backup belongs to another company.
    #[error("this belongs to {found:?}, and {expected:?} was opened")]
    OtherTenant {
        /// In the bytes.
        found: String,
        /// In the options.
        expected: String,
    },
    /// A function or region that the dictionary does not list.
    #[error("the dictionary has no {what} {id:?}")]
    UnknownCell {
        /// `function` or `region`.
        what: &'static str,
        /// The id.
        id: String,
    },
}

impl Coded for OpenError {
    fn code(&self) -> &'static str {
        match self {
            OpenError::OtherTenant { .. } => "open.other_tenant",
            OpenError::UnknownCell { .. } => "open.unknown_cell",
        }
    }
    fn args(&self) -> Map<&'static str, String> {
        match self {
            OpenError::OtherTenant { found, expected } => {
                Map::from([("found", found.clone()), ("expected", expected.clone())])
            }
            OpenError::UnknownCell { what, id } => Map::from([("what", (*what).to_owned()), ("id", id.clone())]),
        }
    }
}

/// Under what the highest version of the list of actions is remembered: no file of a manifest has a blank in its name.
const ACTIONS_SEEN: &str = "list of actions";

/// The company's files, believed and opened.
pub struct Company {
    pub(super) root: Root,
    pub(super) manifest: Manifest,
    pub(super) taxonomy: Taxonomy,
    pub(super) catalogue: Catalogue,
    pub(super) catalogue_from_page: bool,
    /// Learned item factors, where the company publishes some.
    pub(super) factors: Option<Factors>,
    pub(super) policy: Policy,
    pub(super) dictionary: Dictionary,
    /// Terms that the dictionary asks about and no skill of the pack explains.
    pub(super) terms: Terms,
}

impl Company {
    /// Checks and opens the files, and remembers their versions in the state so that none ever falls.
    pub(super) fn open(o: &OpenOptions, mut files: CompanyFiles, state: &mut State) -> Result<Company, EngineError> {
        let root = Root::open(&files.root, o.pin.as_deref())?;
        if root.tenant != o.tenant {
            return Err(TrustError::Tenant { found: root.tenant, expected: o.tenant.clone() }.into());
        }
        if !state.root.is_empty() && state.root != files.root {
            Root::open(&state.root, None)?.endorses(&root, &files.root)?;
        }
        let manifest = Manifest::open(&files.manifest, &root)?;
        let mut seen = not_older(&manifest, state)?;
        let taxonomy = Taxonomy::open_believed(manifest.take("packs", &mut files.files)?)?;
        let policy = Policy::parse(manifest.file("policy", &files.files)?)?;
        let dictionary = Dictionary::parse(manifest.file("dictionary", &files.files)?)?;
        let (catalogue, catalogue_from_page) = match &files.catalogue {
            Some(bytes) => (read_catalogue(bytes, &taxonomy)?, true),
            None => (read_catalogue(manifest.file("catalogue", &files.files)?, &taxonomy)?, false),
        };
        let catalogue = match &files.actions {
            Some(bytes) => {
                let actions = Actions::open(bytes, &root, &taxonomy)?;
                let before = seen.entry(ACTIONS_SEEN.to_owned()).or_insert(actions.version);
                if actions.version < *before {
                    return Err(ActionsError::Older { found: actions.version, seen: *before }.into());
                }
                *before = actions.version;
                catalogue.and(actions, &taxonomy)?
            }
            None => catalogue,
        };
        let factors = match manifest.has("factors") {
            true => Some(Factors::open(manifest.file("factors", &files.files)?)?),
            false => None,
        };
        state.seen = seen;
        state.root = files.root;
        let asked = dictionary.measures.iter().flat_map(|m| m.encoding.terms());
        let terms = Terms::unexplained(&taxonomy, asked);
        Ok(Company { root, manifest, taxonomy, catalogue, catalogue_from_page, factors, policy, dictionary, terms })
    }

    /// Takes files that were opened already for somebody else, whose state is `known`: what another person saw of this company
    /// before is held against them all the same.
    pub(super) fn share(&self, known: &State, state: &mut State) -> Result<(), EngineError> {
        if !state.root.is_empty() && state.root != known.root {
            Root::open(&state.root, None)?.endorses(&self.root, &known.root)?;
        }
        state.seen = not_older(&self.manifest, state)?;
        state.root.clone_from(&known.root);
        Ok(())
    }

    pub(super) fn check_cell(&self, cell: &Cell) -> Result<(), OpenError> {
        let known = |list: &[Named], id: &str| list.iter().any(|n| n.id == id);
        if !known(&self.dictionary.functions, &cell.function) {
            return Err(OpenError::UnknownCell { what: "function", id: cell.function.clone() });
        }
        if !known(&self.dictionary.regions, &cell.region) {
            return Err(OpenError::UnknownCell { what: "region", id: cell.region.clone() });
        }
        Ok(())
    }
}

/// The highest versions seen, these among them; refuses files older than what was seen before.
fn not_older(manifest: &Manifest, state: &State) -> Result<Map<String, u64>, TrustError> {
    let mut seen = state.seen.clone();
    let versions = manifest.files.iter().map(|f| (f.name.clone(), f.version));
    for (name, found) in versions.chain([("manifest".to_owned(), manifest.version)]) {
        let before = seen.entry(name.clone()).or_insert(found);
        if found < *before {
            return Err(TrustError::Rollback { name, found, seen: *before });
        }
        *before = found;
    }
    Ok(seen)
}

/// JSON starts with a brace; everything else is CSV.
fn read_catalogue(bytes: &[u8], taxonomy: &Taxonomy) -> Result<Catalogue, EngineError> {
    let first = bytes.iter().find(|b| !b.is_ascii_whitespace() && !matches!(b, 0xEF | 0xBB | 0xBF));
    Ok(match first {
        Some(b'{') => Catalogue::from_json(bytes, taxonomy)?,
        _ => Catalogue::from_csv(bytes, taxonomy)?,
    })
}
