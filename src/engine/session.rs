//! One file being read: what it holds, whose it is, and what of it would be kept. Nothing is kept before the end.

use serde::{Deserialize, Serialize};

use super::company::Company;
use super::state::Kept;
use crate::clock::{Millis, Now};
use crate::error::EngineError;
use crate::map::{Map, Set};
use crate::signal::{
    Actor, ColumnMapping, ImportConfig, ImportError, Importer, Kind, Place, Refusal, Signal, Sink, Source, importer,
    other_encoding, preview_table, sniff,
};

/// Bytes looked at before the format is known.
const HEAD: usize = 64 * 1024;
/// Refusals that are told one by one; the rest is counted.
const TOLD: usize = 100;
/// People that a scan lists.
const ACTORS: usize = 200;
/// Skills that one signal may be linked to.
const LINKS: usize = 12;
/// Texts whose links are remembered within one import: learning records repeat their titles.
const REMEMBERED: usize = 4096;

/// How a file is to be read.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ReadOptions {
    /// The file's name; shown, and a hint of its format.
    pub name: String,
    /// Its format, where the person said it.
    #[serde(default)]
    pub kind: Option<Source>,
    /// Keys of the actors who are the person. Records without an actor are the person's.
    #[serde(default)]
    pub who: Vec<String>,
    /// Tables: which column means what.
    #[serde(default)]
    pub mapping: Option<ColumnMapping>,
    /// Keep what was read where the file stops in the middle.
    #[serde(default)]
    pub keep_partial: bool,
}

/// How often something happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Tally {
    /// Stable code.
    pub code: String,
    /// Times.
    pub count: u64,
}

/// Somebody in a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ActorCount {
    /// Canonical identity.
    pub key: String,
    /// Name.
    pub name: String,
    /// Records.
    pub count: u64,
}

/// What a first reading of a file found. Nothing is stored.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ScanReport {
    /// Format.
    pub kind: Source,
    /// Records.
    pub records: u64,
    /// Who is in it, most frequent first.
    pub actors: Vec<ActorCount>,
    /// Tables: the header.
    pub columns: Vec<String>,
    /// Tables: a guess at the mapping.
    pub mapping: Option<ColumnMapping>,
    /// Tables: the first rows.
    pub sample: Vec<Vec<String>>,
    /// Where reading stopped, if it did.
    pub error: Option<EngineError>,
}

/// A skill that an import touched.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Touched {
    /// Skill id.
    pub id: String,
    /// Name.
    pub label: String,
    /// New pieces of evidence.
    pub evidence: u64,
}

/// What an import did.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ImportReport {
    /// Number of the import, when something was kept.
    pub import_id: Option<u32>,
    /// The act that undoes it.
    pub act: Option<u64>,
    /// Format.
    pub kind: Source,
    /// File name.
    pub name: String,
    /// New signals.
    pub accepted: u64,
    /// Signals that were there already.
    pub known: u64,
    /// Records of other people: dropped unstored.
    pub not_you: u64,
    /// Signals that the policy does not let count.
    pub off_policy: u64,
    /// Signals older than the policy keeps.
    pub expired: u64,
    /// Well-formed records that say nothing of skill, by reason.
    pub ignored: Vec<Tally>,
    /// Records that break their format's rules.
    pub refused_count: u64,
    /// The first hundred of them.
    pub refused: Vec<Refusal>,
    /// Skills touched, most evidence first.
    pub skills: Vec<Touched>,
    /// Signals that no skill explains; not stored.
    pub unlinked: u64,
    /// Terms of the dictionary's lists that the file names and no skill explains: kept beside the signals, and no more of the words.
    pub terms: Vec<String>,
    /// Signals of earlier imports that a statement in this file voids.
    pub voided: u64,
    /// Where reading stopped, if it did; nothing is stored then, unless the person asked for it.
    pub error: Option<EngineError>,
    /// Signals that could be kept with `keepPartial`.
    pub keepable: u64,
}

/// A signal on its way into the state.
pub(super) struct Staged {
    pub(super) title: String,
    pub(super) context: String,
    pub(super) object: Option<String>,
    pub(super) links: Vec<(u32, f32)>,
    pub(super) kept: Kept,
}

pub(super) struct Session {
    pub(super) options: ReadOptions,
    pub(super) scan: bool,
    now: Now,
    head: Vec<u8>,
    reader: Option<(Source, Box<dyn Importer>)>,
    pub(super) stage: Stage,
    error: Option<ImportError>,
}

/// What was found so far.
#[derive(Default)]
pub(super) struct Stage {
    who: Set<String>,
    now: Millis,
    pub(super) scan: bool,
    pub(super) records: u64,
    pub(super) actors: Map<String, (String, u64)>,
    pub(super) signals: Map<u64, Staged>,
    /// Signals that a later statement voids; they may have come with an earlier import.
    pub(super) retracted: Set<u64>,
    pub(super) not_you: u64,
    pub(super) off_policy: u64,
    pub(super) expired: u64,
    pub(super) unlinked: u64,
    pub(super) ignored: Map<String, u64>,
    pub(super) refused: Vec<Refusal>,
    pub(super) refused_count: u64,
    /// Terms of the dictionary's lists that were named: when last, in what, and by which signal.
    pub(super) heard: Map<String, (i64, Source, u64)>,
    remembered: Map<String, Vec<(u32, f32)>>,
}

impl Session {
    pub(super) fn new(options: ReadOptions, scan: bool, now: Now) -> Session {
        let who = options.who.iter().cloned().collect();
        let stage = Stage { who, now: now.at, scan, ..Stage::default() };
        Session { options, scan, now, head: Vec::new(), reader: None, stage, error: None }
    }

    /// Takes the next bytes. After an error the rest of the file is passed over.
    pub(super) fn push(&mut self, company: &Company, bytes: &[u8]) {
        if self.error.is_some() {
            return;
        }
        if self.reader.is_none() {
            self.head.extend_from_slice(bytes);
            if self.head.len() >= HEAD {
                self.start(company);
            }
        } else {
            self.feed(company, bytes);
        }
    }

    /// Ends the file. Answers its format and where reading stopped.
    pub(super) fn finish(&mut self, company: &Company) -> (Source, Option<EngineError>) {
        if self.reader.is_none() && self.error.is_none() {
            if self.head.is_empty() {
                self.error = Some(ImportError::Empty);
            } else {
                self.start(company);
            }
        }
        if let (Some((_, reader)), None) = (&mut self.reader, &self.error) {
            self.error = reader.finish(&mut Collector { company, stage: &mut self.stage }).err();
        }
        let kind = self.reader.as_ref().map(|r| r.0).or(self.options.kind).unwrap_or(Source::Text);
        (kind, self.error.take().map(EngineError::from))
    }

    /// The table's header, guess and first rows, where it is a table.
    pub(super) fn preview(&self) -> Option<crate::signal::TablePreview> {
        matches!(self.reader, Some((Source::Table, _))).then(|| preview_table(&self.head)).flatten()
    }

    fn start(&mut self, company: &Company) {
        let Some(source) = self.options.kind.or_else(|| sniff(&self.head, &self.options.name)) else {
            let encoded = other_encoding(&self.head);
            self.error = Some(if encoded { ImportError::Encoding(Place::Line(1)) } else { ImportError::Unknown });
            return;
        };
        let mut config =
            ImportConfig { name: self.options.name.clone(), mapping: self.options.mapping.clone(), now: self.now.at };
        if source == Source::Table && config.mapping.is_none() {
            config.mapping = preview_table(&self.head).map(|p| p.mapping);
        }
        self.reader = Some((source, importer(source, &config)));
        let head = std::mem::take(&mut self.head);
        self.feed(company, &head);
        self.head = head;
        self.head.truncate(HEAD);
    }

    fn feed(&mut self, company: &Company, bytes: &[u8]) {
        if let Some((_, reader)) = &mut self.reader {
            self.error = reader.push(bytes, &mut Collector { company, stage: &mut self.stage }).err();
        }
    }
}

/// Judges each record as it comes: whose, allowed, new, and which skills. The text is dropped right here.
struct Collector<'a> {
    company: &'a Company,
    stage: &'a mut Stage,
}

impl Collector<'_> {
    /// Counts a record, and says whether to look at it further.
    fn mine(&mut self, actor: &Actor) -> bool {
        let stage = &mut *self.stage;
        stage.records += 1;
        if stage.scan {
            if !actor.key.is_empty() && (stage.actors.len() < 4 * ACTORS || stage.actors.contains_key(&actor.key)) {
                let slot = stage.actors.entry(actor.key.clone()).or_insert_with(|| (actor.name.clone(), 0));
                slot.1 += 1;
            }
            return false;
        }
        let mine = actor.key.is_empty() || stage.who.contains(&actor.key);
        stage.not_you += u64::from(!mine);
        mine
    }

    fn links(&mut self, signal: &Signal, item: Option<crate::catalog::ItemIx>) -> Vec<(u32, f32)> {
        let mut best: Map<u32, f32> = Map::new();
        if let Some(item) = item.and_then(|ix| self.company.catalogue.items().get(ix.0 as usize)) {
            item.teaches.iter().for_each(|t| raise(&mut best, t.skill.0, 1.0));
        }
        for name in &signal.skills {
            if let Some((skill, confidence)) = self.company.taxonomy.link_name(name) {
                raise(&mut best, skill.0, confidence);
            }
        }
        // A table that names its skills, or an item of the catalogue, needs no guessing from words.
        if best.is_empty() || signal.source == Source::GitLog {
            for (skill, confidence) in self.link_text(&signal.text, signal.source != Source::GitLog) {
                raise(&mut best, skill, confidence);
            }
        }
        let mut links: Vec<(u32, f32)> = best.into_iter().collect();
        crate::order::sort_by(&mut links, |a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        links.truncate(LINKS);
        links
    }

    /// Notes which terms of the dictionary's lists a signal names: its words are gone after this.
    fn listen(&mut self, signal: &Signal) {
        let terms = &self.company.terms;
        if terms.is_empty() {
            return;
        }
        let words = [signal.title.as_str(), signal.text.as_str()];
        for text in words.into_iter().chain(signal.skills.iter().map(String::as_str)) {
            for term in terms.named(text) {
                let new = (signal.at.0, signal.source, signal.key);
                let heard = self.stage.heard.entry(term.to_owned()).or_insert(new);
                *heard = (*heard).max(new);
            }
        }
    }

    fn link_text(&mut self, text: &str, closely: bool) -> Vec<(u32, f32)> {
        if text.is_empty() {
            return Vec::new();
        }
        if let Some(links) = self.stage.remembered.get(text) {
            return links.clone();
        }
        let taxonomy = &self.company.taxonomy;
        let mentions = if closely { taxonomy.link_closely(text) } else { taxonomy.link_names(text) };
        let links: Vec<(u32, f32)> = mentions.iter().map(|m| (m.skill.0, m.confidence)).collect();
        if self.stage.remembered.len() >= REMEMBERED {
            self.stage.remembered.clear();
        }
        self.stage.remembered.insert(text.to_owned(), links.clone());
        links
    }
}

/// Keeps the surest link to a skill.
fn raise(best: &mut Map<u32, f32>, skill: u32, confidence: f32) {
    let slot = best.entry(skill).or_insert(confidence);
    *slot = slot.max(confidence);
}

impl Sink for Collector<'_> {
    fn signal(&mut self, actor: &Actor, signal: Signal) {
        if !self.mine(actor) {
            return;
        }
        let now = self.stage.now;
        if !self.company.policy.allows(signal.source, signal.kind) {
            self.stage.off_policy += 1;
            return;
        }
        if signal.at < now.plus_days(-f64::from(self.company.policy.keep_days(signal.source))) {
            self.stage.expired += 1;
            return;
        }
        if signal.at > now.plus_days(1.0) {
            return self.ignore_code("signal.in_future");
        }
        let item = signal.object.as_deref().and_then(|o| self.company.catalogue.find_object(o));
        if signal.kind == Kind::Activity && (item.is_none() || signal.progress.is_none()) {
            return self.ignore_code("signal.activity_only");
        }
        self.listen(&signal);
        let links = self.links(&signal, item);
        if links.is_empty() && item.is_none() {
            self.stage.unlinked += 1;
            return;
        }
        let kept = Kept {
            source: signal.source,
            kind: signal.kind,
            at: signal.at.0,
            title: 0,
            context: 0,
            object: None,
            outcome: signal.outcome,
            level: signal.level,
            amount: signal.amount,
            expires: signal.expires.map(|e| e.0),
            progress: signal.progress,
            links: Vec::new(),
            import: 0,
        };
        let object = signal.object.filter(|_| item.is_some());
        let staged = Staged { title: signal.title, context: signal.context, object, links, kept };
        self.stage.signals.entry(signal.key).or_insert(staged);
    }

    fn ignore(&mut self, actor: &Actor, code: &'static str) {
        if self.mine(actor) {
            self.ignore_code(code);
        }
    }

    fn retract(&mut self, key: u64) {
        self.stage.signals.remove(&key);
        self.stage.heard.retain(|_, heard| heard.2 != key);
        self.stage.retracted.insert(key);
    }

    fn refuse(&mut self, refusal: Refusal) {
        self.stage.records += 1;
        self.stage.refused_count += 1;
        if self.stage.refused.len() < TOLD {
            self.stage.refused.push(refusal);
        }
    }
}

impl Collector<'_> {
    fn ignore_code(&mut self, code: &str) {
        *self.stage.ignored.entry(code.to_owned()).or_default() += 1;
    }
}

/// The people of a scan, most frequent first.
pub(super) fn ranked(actors: Map<String, (String, u64)>) -> Vec<ActorCount> {
    let mut out: Vec<ActorCount> =
        actors.into_iter().map(|(key, (name, count))| ActorCount { key, name, count }).collect();
    crate::order::sort_by(&mut out, |a, b| b.count.cmp(&a.count).then_with(|| a.key.cmp(&b.key)));
    out.truncate(ACTORS);
    out
}
