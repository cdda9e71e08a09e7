//! What the person sets: which questions are answered, what is said of oneself, and whether anything goes at all.

use serde::Deserialize;

use crate::clock::Now;
use crate::engine::Engine;
use crate::error::EngineError;
use crate::map::Map;
use crate::sync::Day;

/// What the person sets on that page.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(tag = "set", rename_all = "snake_case")]
pub enum SyncSetting {
    /// Answer a question, or give "no answer".
    Answer {
        /// Measure id.
        measure: String,
        /// Yes or no.
        on: bool,
    },
    /// Say something of oneself, or take it back.
    Group {
        /// Attribute id.
        attribute: String,
        /// Option id; none takes it back.
        option: Option<String>,
    },
    /// Send nothing at all, or let reports go.
    Nothing {
        /// True: nothing.
        nothing: bool,
    },
}

impl Engine {
    /// Changes what the person lets be answered. Nothing is sent by it.
    ///
    /// # Errors
    /// `sync.unknown` where the dictionary does not know the measure, attribute or option.
    pub fn sync_set(&mut self, setting: SyncSetting) -> Result<(), EngineError> {
        let dictionary = &self.company.dictionary;
        let unknown = |id: &str| Err(SyncSettingError::Unknown(id.to_owned()).into());
        let sync = &mut self.state.sync;
        match setting {
            SyncSetting::Answer { measure, on } => {
                if !dictionary.measures.iter().any(|m| m.id == measure) {
                    return unknown(&measure);
                }
                if on {
                    sync.no.remove(&measure);
                } else {
                    sync.no.insert(measure);
                }
            }
            SyncSetting::Group { attribute, option } => {
                let Some(known) = dictionary.attribute(&attribute) else { return unknown(&attribute) };
                match option {
                    Some(option) if known.options.iter().any(|o| o.id == option) => {
                        sync.groups.insert(attribute, option);
                    }
                    Some(option) => return unknown(&option),
                    None => {
                        sync.groups.remove(&attribute);
                    }
                }
            }
            SyncSetting::Nothing { nothing } => sync.nothing = nothing,
        }
        Ok(())
    }

    /// Starts the ledger anew, as after a restored backup: every period that has ended counts as answered.
    pub fn sync_restored(&mut self, now: Now) {
        self.state.sync.ledger.since = self.state.sync.ledger.since.max(Day::of(now.at));
    }
}

/// Why a setting was not taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SyncSettingError {
    /// The dictionary does not know it.
    #[error("the dictionary has no {0:?}")]
    Unknown(String),
}

impl crate::error::Coded for SyncSettingError {
    fn code(&self) -> &'static str {
        "sync.unknown"
    }
    fn args(&self) -> Map<&'static str, String> {
        let SyncSettingError::Unknown(id) = self;
        Map::from([("id", id.clone())])
    }
}
