//! Reading a file: scan it, then take what is the person's.

use super::Engine;
use super::session::{ImportReport, ReadOptions, ScanReport, Session, Tally, Touched, ranked};
use super::state::{Act, Deed, Imported};
use super::terms::Heard;
use crate::clock::Now;
use crate::error::{Coded, EngineError};
use crate::map::Map;
use crate::taxonomy::SkillId;

/// Most signals that are kept of one person.
const MOST: usize = 250_000;

/// Wrong order of calls, or a full log.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ImportCallError {
    /// No scan or import was begun.
    #[error("no import was begun")]
    NotBegun,
    /// The log holds as much as it may.
    #[error("the log holds {MOST} signals; undo an import first")]
    Full,
}

impl Coded for ImportCallError {
    fn code(&self) -> &'static str {
        match self {
            ImportCallError::NotBegun => "import.not_begun",
            ImportCallError::Full => "import.log_full",
        }
    }
}

impl Engine {
    /// Begins to look into a file. Whatever was begun before is dropped.
    pub fn scan_begin(&mut self, options: ReadOptions, now: Now) {
        self.session = Some(Session::new(options, true, now));
    }

    /// Begins to take a file in. Whatever was begun before is dropped.
    pub fn import_begin(&mut self, options: ReadOptions, now: Now) {
        self.session = Some(Session::new(options, false, now));
    }

    /// The next bytes of the file, pieces of any size.
    ///
    /// # Errors
    /// `import.not_begun`. What is wrong in the file is told by the report.
    pub fn push(&mut self, bytes: &[u8]) -> Result<(), EngineError> {
        let session = self.session.as_mut().ok_or(ImportCallError::NotBegun)?;
        session.push(&self.company, bytes);
        Ok(())
    }

    /// Drops what was begun; nothing of it is kept.
    pub fn import_abort(&mut self) {
        self.session = None;
    }

    /// Ends a scan.
    ///
    /// # Errors
    /// `import.not_begun`.
    pub fn scan_finish(&mut self) -> Result<ScanReport, EngineError> {
        let mut session = self.session.take().filter(|s| s.scan).ok_or(ImportCallError::NotBegun)?;
        let (kind, error) = session.finish(&self.company);
        let (columns, mapping, sample) =
            session.preview().map_or((vec![], None, vec![]), |p| (p.columns, Some(p.mapping), p.sample));
        let actors = ranked(std::mem::take(&mut session.stage.actors));
        Ok(ScanReport { kind, records: session.stage.records, actors, columns, mapping, sample, error })
    }

    /// Ends an import: keeps what is new, or nothing where the file could not be read to its end.
    ///
    /// # Errors
    /// `import.not_begun`, `import.log_full`.
    pub fn import_finish(&mut self, now: Now) -> Result<ImportReport, EngineError> {
        let mut session = self.session.take().filter(|s| !s.scan).ok_or(ImportCallError::NotBegun)?;
        let (kind, error) = session.finish(&self.company);
        let stage = session.stage;
        let total = stage.signals.len();
        let (fresh, again): (Vec<_>, Vec<_>) =
            stage.signals.into_iter().partition(|(key, _)| !self.state.signals.contains_key(key));
        let known = (total - fresh.len()) as u64;
        if self.state.signals.len() + fresh.len() > MOST {
            return Err(ImportCallError::Full.into());
        }
        let mut report = ImportReport {
            import_id: None,
            act: None,
            kind,
            name: session.options.name.clone(),
            accepted: 0,
            known,
            not_you: stage.not_you,
            off_policy: stage.off_policy,
            expired: stage.expired,
            ignored: stage.ignored.into_iter().map(|(code, count)| Tally { code, count }).collect(),
            refused_count: stage.refused_count,
            refused: stage.refused,
            skills: Vec::new(),
            unlinked: stage.unlinked,
            terms: Vec::new(),
            voided: 0,
            keepable: if error.is_some() { fresh.len() as u64 } else { 0 },
            error,
        };
        let complete = report.error.is_none() || session.options.keep_partial;
        let voids: Vec<u64> = stage.retracted.into_iter().filter(|key| !self.state.voided.contains_key(key)).collect();
        let heard = self.newly_heard(stage.heard);
        if !complete || (fresh.is_empty() && voids.is_empty() && heard.is_empty()) {
            return Ok(report);
        }
        report.keepable = 0;
        report.accepted = fresh.len() as u64;
        let import = self.state.next_import;
        self.state.next_import += 1;
        if !again.is_empty() {
            self.state.again.insert(import, again.into_iter().map(|(key, _)| key).collect());
        }
        report.terms = heard.iter().map(|h| h.term.clone()).collect();
        self.state.heard.extend(heard.into_iter().map(|h| Heard { import, ..h }));
        report.voided = voids.iter().filter(|key| self.state.signals.contains_key(key)).count() as u64;
        self.state.voided.extend(voids.iter().map(|key| (*key, import)));
        if report.voided > 0 {
            self.rebuild();
        }
        let mut touched: Map<u32, u64> = Map::new();
        let mut order = Vec::with_capacity(fresh.len());
        for (key, staged) in fresh {
            let mut kept = staged.kept;
            kept.import = import;
            kept.title = self.state.word(&staged.title);
            kept.context = self.state.word(&staged.context);
            kept.object = staged.object.as_deref().map(|o| self.state.word(o));
            for (skill, confidence) in staged.links {
                *touched.entry(skill).or_default() += 1;
                let id = self.company.taxonomy.id(SkillId(skill)).to_owned();
                kept.links.push((self.state.word(&id), confidence));
            }
            order.push((kept.at, key));
            self.state.signals.insert(key, kept);
        }
        crate::order::sort(&mut order);
        let found = self.find_words(order.iter().filter_map(|(_, key)| self.state.signals.get(key)));
        for (_, key) in &order {
            if let Some(kept) = self.state.signals.get(key).cloned() {
                self.take_in(*key, &kept, &found);
            }
        }
        // What was said of an evidence before its import was undone and made again holds.
        let said = |a: &&Act| matches!(a.deed, Deed::Exclude { .. } | Deed::Sure { .. });
        for act in self.state.acts.iter().filter(said).cloned().collect::<Vec<_>>() {
            self.perform(&act);
        }
        let name = session.options.name;
        self.state.imports.push(Imported { id: import, at: now.at.0, name, source: kind });
        report.import_id = Some(import);
        report.act = Some(self.keep(Deed::Import { import }, now.at));
        report.skills = touched
            .into_iter()
            .map(|(s, evidence)| {
                let (id, label) = (self.company.taxonomy.id(SkillId(s)), self.company.taxonomy.label(SkillId(s)));
                Touched { id: id.to_owned(), label: label.to_owned(), evidence }
            })
            .collect();
        crate::order::sort_by(&mut report.skills, |a, b| {
            b.evidence.cmp(&a.evidence).then_with(|| a.label.cmp(&b.label))
        });
        Ok(report)
    }
}
