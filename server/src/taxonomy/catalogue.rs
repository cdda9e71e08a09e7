//! The catalogue beside the vocabulary: what its keepers should look at, worked out once a day.

use std::sync::{Arc, Mutex, PoisonError};

use skillkeep::Millis;
use skillkeep::catalog::{Catalogue, CatalogueError, Health, health};
use skillkeep::sync::Day;
use skillkeep::taxonomy::Taxonomy;

/// A catalogue, and what was last found in it.
#[derive(Debug)]
pub struct CatalogueDesk {
    catalogue: Catalogue,
    /// Items end, so what is found depends on the day.
    last: Mutex<Option<(Day, Arc<Health>)>>,
}

impl CatalogueDesk {
    /// Reads JSON, or CSV where it does not begin as JSON does.
    ///
    /// # Errors
    /// [`CatalogueError`], with the item.
    pub fn read(bytes: &[u8], taxonomy: &Taxonomy) -> Result<CatalogueDesk, CatalogueError> {
        let text = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes).trim_ascii_start();
        let catalogue = if text.starts_with(b"{") {
            Catalogue::from_json(bytes, taxonomy)?
        } else {
            Catalogue::from_csv(bytes, taxonomy)?
        };
        Ok(CatalogueDesk { catalogue, last: Mutex::new(None) })
    }

    /// The catalogue itself.
    pub fn catalogue(&self) -> &Catalogue {
        &self.catalogue
    }

    /// What there is to look at today.
    pub fn health(&self, taxonomy: &Taxonomy, now: Millis) -> Arc<Health> {
        let today = Day::of(now);
        // What is behind the lock is whole at any moment, so a thread that fell over left nothing half done.
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        match &*last {
            Some((day, found)) if *day == today => Arc::clone(found),
            _ => {
                let found = Arc::new(health(taxonomy, &self.catalogue, now));
                *last = Some((today, Arc::clone(&found)));
                found
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use skillkeep::catalog::FindingCode;
    use skillkeep::taxonomy::{PackSource, SkillSource, SourceNotice, compile};

    use super::*;

    fn taxonomy() -> Taxonomy {
        let source = PackSource {
            sources: vec![SourceNotice { source: "test".into(), version: "1".into(), notice: String::new() }],
            skills: vec![SkillSource { id: "sql".into(), label: "SQL".into(), ..SkillSource::default() }],
            roles: Vec::new(),
        };
        Taxonomy::open(&compile(&source).unwrap()).unwrap()
    }

    #[test]
    fn both_forms_are_read_and_a_day_has_one_answer() {
        let tax = taxonomy();
        let json = br#"{"format":"skillkeep-catalogue/1","version":1,"items":[{"id":"a","title":"A","modality":"video","minutes":5,
            "skills":[{"skill":"sql","from":0,"to":1}],"ends":"2026-11-23"}]}"#;
        let csv = "\u{feff}id,title,modality,minutes,skills\na,A,video,5,sql:0>1\n";
        assert_eq!(CatalogueDesk::read(csv.as_bytes(), &tax).unwrap().health(&tax, Millis(0)).items, 1);
        let desk = CatalogueDesk::read(json, &tax).unwrap();
        let day = 86_400_000;
        let first = desk.health(&tax, Millis(1_795_392_000_000));
        assert!(first.findings.is_empty());
        assert!(Arc::ptr_eq(&first, &desk.health(&tax, Millis(1_795_392_000_001))));
        let later = desk.health(&tax, Millis(1_795_392_000_000 + 2 * day));
        assert_eq!(later.findings[0].code, FindingCode::Ended, "another day, another answer");
        assert!(CatalogueDesk::read(b"{", &tax).is_err());
    }
}
