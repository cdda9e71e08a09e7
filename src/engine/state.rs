//! What is kept of a person: signals, acts, imports. Everything else is derived from it, so every act can be undone.

use serde::{Deserialize, Serialize};

use super::changes::Told;
use super::sync::SyncState;
use super::terms::Heard;
use super::{OpenError, OpenOptions};
use crate::clock::Millis;
use crate::error::EngineError;
use crate::map::{Map, Set};
use crate::recommend::Feedback;
use crate::signal::{Kind, Progress, Source};
use crate::store::{self, SNAPSHOT_VERSION, StoreError};
use crate::sync::Day;

/// A signal as it is kept: no text, only the words that a person reads and the skills it was linked to.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Kept {
    pub(super) source: Source,
    pub(super) kind: Kind,
    pub(super) at: i64,
    /// Index in `State::words`.
    pub(super) title: u32,
    /// Index in `State::words`.
    pub(super) context: u32,
    /// Index in `State::words` of the activity's id.
    pub(super) object: Option<u32>,
    pub(super) outcome: Option<f32>,
    pub(super) level: Option<f32>,
    pub(super) amount: f32,
    pub(super) expires: Option<i64>,
    pub(super) progress: Option<Progress>,
    /// (index in `State::words` of the skill's id, confidence of the link).
    pub(super) links: Vec<(u32, f32)>,
    /// Import that brought it.
    pub(super) import: u32,
}

/// One import.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Imported {
    pub(super) id: u32,
    pub(super) at: i64,
    pub(super) name: String,
    pub(super) source: Source,
}

/// What a person did in the portal.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) enum Deed {
    Confirm {
        skill: String,
        level: Option<f32>,
    },
    Contest {
        skill: String,
        reason: String,
        claim: Option<f32>,
    },
    Add {
        skill: String,
        level: f32,
        note: String,
    },
    Exclude {
        skill: String,
        keys: Vec<u64>,
        reason: String,
    },
    Goal {
        role: Option<String>,
    },
    Feedback {
        item: String,
        what: Feedback,
    },
    Import {
        import: u32,
    },
    /// These pieces of evidence are surely about the skill. Last, as a deed is written by its place in this list.
    Sure {
        skill: String,
        keys: Vec<u64>,
    },
}

/// A deed with its number and time.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Act {
    pub(super) id: u64,
    pub(super) at: i64,
    pub(super) deed: Deed,
}

/// What is kept. The serialised fields are the first snapshot format and never change; the second format is the first with
/// [`Again`] after it, the third the second with [`SyncState`] after it, the fourth the third with [`State::told`] after it, the
/// fifth the fourth with [`State::heard`] after it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct State {
    pub(super) tenant: String,
    pub(super) subject: String,
    pub(super) cell: Option<(String, String)>,
    /// Breaks ties between equal steps; drawn once.
    pub(super) seed: u64,
    /// The root file last believed, whole: a newer one must be signed by it.
    pub(super) root: Vec<u8>,
    /// Highest version seen of `manifest` and of each file.
    pub(super) seen: Map<String, u64>,
    pub(super) words: Vec<String>,
    pub(super) signals: Map<u64, Kept>,
    /// Signals that a later statement voids, with the import that said so: they count for nothing until it is undone.
    pub(super) voided: Map<u64, u32>,
    pub(super) imports: Vec<Imported>,
    pub(super) acts: Vec<Act>,
    pub(super) next_act: u64,
    pub(super) next_import: u32,
    /// The ledger and what the person said of the sync; format 3.
    #[serde(skip, default = "SyncState::unborn")]
    pub(super) sync: SyncState,
    /// What she was last told of each skill id that something of hers names; format 4.
    #[serde(skip)]
    pub(super) told: Map<String, Told>,
    /// Terms of the dictionary's lists that her imports named; format 5.
    #[serde(skip)]
    pub(super) heard: Vec<Heard>,
    /// Index of `words`, made when the first word is looked for: opening a profile looks for none.
    #[serde(skip)]
    word_ix: Option<Map<String, u32>>,
    /// Signals that an import brought although an earlier one had: they stay until both are undone. Written after the rest.
    #[serde(skip)]
    pub(super) again: Map<u32, Set<u64>>,
}

/// [`State::again`] as it is written: an import, and the gaps between the places of its signals in the order of keys. A signal
/// that came twice costs a byte or two.
type Again = Vec<(u32, Vec<u32>)>;

impl State {
    pub(super) fn new(tenant: &str, subject: &str, seed: u64, now: Millis) -> State {
        State {
            tenant: tenant.to_owned(),
            subject: subject.to_owned(),
            cell: None,
            seed,
            root: Vec::new(),
            seen: Map::new(),
            words: Vec::new(),
            signals: Map::new(),
            voided: Map::new(),
            imports: Vec::new(),
            acts: Vec::new(),
            next_act: 1,
            next_import: 1,
            sync: SyncState::new(Day::of(now)),
            told: Map::new(),
            heard: Vec::new(),
            word_ix: None,
            again: Map::new(),
        }
    }

    /// The state that a person is opened with.
    pub(super) fn of(options: &OpenOptions, snapshot: Option<&[u8]>) -> Result<State, EngineError> {
        let mut state = match snapshot {
            Some(bytes) => State::from_snapshot(bytes, options.now.at)?,
            None => State::new(&options.tenant, &options.subject, options.seed, options.now.at),
        };
        if state.tenant != options.tenant {
            return Err(OpenError::OtherTenant { found: state.tenant, expected: options.tenant.clone() }.into());
        }
        // A backup may come from another device, where the host named the person otherwise.
        state.subject.clone_from(&options.subject);
        Ok(state)
    }

    /// Opens a snapshot of any version that was ever written.
    pub(super) fn from_snapshot(bytes: &[u8], now: Millis) -> Result<State, StoreError> {
        let content = |_| StoreError::Content;
        let (version, payload) = store::unseal(bytes)?;
        let (mut state, mut rest) = postcard::take_from_bytes::<State>(payload).map_err(content)?;
        if version >= 2 {
            let (again, more) = postcard::take_from_bytes::<Again>(rest).map_err(content)?;
            state.read_again(&again);
            rest = more;
        }
        // Before there was a ledger nothing was sent; it begins now, and takes what has ended as answered.
        state.sync = SyncState::new(Day::of(now));
        if version >= 3 {
            (state.sync, rest) = postcard::take_from_bytes(rest).map_err(content)?;
        }
        if version >= 4 {
            (state.told, rest) = postcard::take_from_bytes(rest).map_err(content)?;
        }
        if version >= 5 {
            state.heard = postcard::from_bytes(rest).map_err(content)?;
        }
        Ok(state)
    }

    pub(super) fn to_snapshot(&self, told: &Map<String, Told>) -> Vec<u8> {
        // Writing to a Vec fails only for types that postcard cannot write, and these are fixed at compile time.
        let mut payload = postcard::to_stdvec(&self.compact()).unwrap_or_default();
        payload.extend(postcard::to_stdvec(&self.write_again()).unwrap_or_default());
        payload.extend(postcard::to_stdvec(&self.sync).unwrap_or_default());
        payload.extend(postcard::to_stdvec(told).unwrap_or_default());
        payload.extend(postcard::to_stdvec(&self.heard).unwrap_or_default());
        store::seal(SNAPSHOT_VERSION, &payload)
    }

    fn write_again(&self) -> Again {
        let gaps = |keys: &Set<u64>| {
            let mut next = 0;
            let mut gaps = Vec::with_capacity(keys.len());
            for (place, key) in (0u32..).zip(self.signals.keys()) {
                if keys.contains(key) {
                    gaps.push(place - next);
                    next = place + 1;
                }
            }
            gaps
        };
        let all = self.again.iter().map(|(import, keys)| (*import, gaps(keys)));
        all.filter(|(_, gaps)| !gaps.is_empty()).collect()
    }

    fn read_again(&mut self, again: &Again) {
        for (import, gaps) in again {
            let mut keys = self.signals.keys();
            let found = gaps.iter().map_while(|gap| keys.nth(*gap as usize)).copied().collect();
            self.again.insert(*import, found);
        }
    }

    /// Takes an import back. What another import also brought goes over to that one.
    pub(super) fn drop_import(&mut self, import: u32) {
        self.again.remove(&import);
        let again = &mut self.again;
        self.signals.retain(|key, kept| {
            if kept.import != import {
                return true;
            }
            match again.iter_mut().find_map(|(other, keys)| keys.remove(key).then_some(*other)) {
                Some(other) => kept.import = other,
                None => return false,
            }
            true
        });
        self.again.retain(|_, keys| !keys.is_empty());
        self.imports.retain(|i| i.id != import);
        self.heard.retain(|h| h.import != import);
        self.voided.retain(|_, by| *by != import);
    }

    /// The number of a word, adding it when it is new.
    pub(super) fn word(&mut self, word: &str) -> u32 {
        let words = &mut self.words;
        let known =
            self.word_ix.get_or_insert_with(|| words.iter().enumerate().map(|(i, w)| (w.clone(), i as u32)).collect());
        if let Some(ix) = known.get(word) {
            return *ix;
        }
        let ix = words.len() as u32;
        words.push(word.to_owned());
        known.insert(word.to_owned(), ix);
        ix
    }

    pub(super) fn say(&self, ix: u32) -> &str {
        self.words.get(ix as usize).map_or("", String::as_str)
    }

    /// A copy that keeps only the words still in use: what was erased or undone leaves no word behind.
    fn compact(&self) -> State {
        let mut out = State { words: Vec::new(), word_ix: None, signals: Map::new(), ..self.clone() };
        for (key, kept) in &self.signals {
            let mut kept = kept.clone();
            kept.title = out.word(self.say(kept.title));
            kept.context = out.word(self.say(kept.context));
            kept.object = kept.object.map(|o| out.word(self.say(o)));
            for (skill, _) in &mut kept.links {
                *skill = out.word(self.say(*skill));
            }
            out.signals.insert(*key, kept);
        }
        out
    }
}
