//! Which column means what, and a guess at it from the header's words (English and German).

use serde::{Deserialize, Serialize};

use super::cells::DateOrder;
use crate::signal::Kind;

/// Which column means what. Values are column names as the header writes them.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct ColumnMapping {
    /// What happened: the certificate's name, the project's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Skill names, several split by `|`, `;` or `,`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub skill: Option<String>,
    /// When.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date: Option<String>,
    /// Which kind of evidence the row is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    /// A level on the scale of `level_max`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub level: Option<String>,
    /// A share of points, or passed and failed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub outcome: Option<String>,
    /// When the evidence ends.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expires: Option<String>,
    /// Whom the row is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub who: Option<String>,
    /// Where it belongs: an issuer, a customer, a team.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub context: Option<String>,
    /// The row's own identity.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// Kind of every row where no column says it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kind_of_all: Option<Kind>,
    /// How dates with numbers only are to be read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date_order: Option<DateOrder>,
    /// The top of the level column's scale; 5 where it is absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub level_max: Option<f64>,
}

/// Header words by meaning; the first list that has a column's word takes it. Exact words first, then words inside a longer name.
const WORDS: [(&str, &[&str]); 10] = [
    (
        "expires",
        &[
            "expires",
            "expiry",
            "expiration",
            "expiry date",
            "expires on",
            "valid until",
            "valid to",
            "ablauf",
            "ablaufdatum",
            "gültig bis",
            "gueltig bis",
        ],
    ),
    (
        "date",
        &[
            "date",
            "datum",
            "issued",
            "issue date",
            "completed",
            "completed on",
            "completion date",
            "when",
            "timestamp",
            "month",
            "ausgestellt",
            "abgeschlossen",
            "abschlussdatum",
            "end",
            "end date",
            "finished",
            "time",
        ],
    ),
    (
        "skill",
        &[
            "skill",
            "skills",
            "competency",
            "competence",
            "competencies",
            "capability",
            "kompetenz",
            "kompetenzen",
            "fähigkeit",
            "fähigkeiten",
            "faehigkeit",
            "technology",
            "technologies",
            "tools",
            "topic",
            "thema",
        ],
    ),
    (
        "title",
        &[
            "title",
            "name",
            "certificate",
            "certification",
            "course",
            "project",
            "what",
            "titel",
            "zertifikat",
            "bezeichnung",
            "kurs",
            "projekt",
            "training",
            "activity",
            "description",
            "beschreibung",
        ],
    ),
    ("kind", &["kind", "type", "category", "art", "typ", "kategorie", "source"]),
    (
        "level",
        &["level", "rating", "proficiency", "stufe", "niveau", "bewertung", "einschätzung", "grade level", "stars"],
    ),
    (
        "outcome",
        &[
            "outcome",
            "score",
            "result",
            "points",
            "percent",
            "ergebnis",
            "punkte",
            "prozent",
            "passed",
            "bestanden",
            "note",
        ],
    ),
    (
        "who",
        &[
            "who",
            "email",
            "e-mail",
            "mail",
            "person",
            "employee",
            "user",
            "learner",
            "mitarbeiter",
            "mitarbeiterin",
            "wer",
            "for",
        ],
    ),
    (
        "context",
        &[
            "context",
            "issuer",
            "provider",
            "organisation",
            "organization",
            "customer",
            "client",
            "team",
            "platform",
            "aussteller",
            "anbieter",
            "kunde",
            "kontext",
            "company",
            "firma",
        ],
    ),
    ("id", &["id", "key", "identifier", "kennung", "number", "nummer", "credential id", "no", "nr"]),
];

impl ColumnMapping {
    fn slot(&mut self, name: &str) -> &mut Option<String> {
        match name {
            "expires" => &mut self.expires,
            "date" => &mut self.date,
            "skill" => &mut self.skill,
            "title" => &mut self.title,
            "kind" => &mut self.kind,
            "level" => &mut self.level,
            "outcome" => &mut self.outcome,
            "who" => &mut self.who,
            "context" => &mut self.context,
            _ => &mut self.id,
        }
    }

    /// A guess from the header. The person sees it and can change it.
    pub(crate) fn guess(columns: &[String], file: &str) -> ColumnMapping {
        let mut mapping = ColumnMapping::default();
        let names: Vec<String> = columns.iter().map(|c| crate::lower::text(c.trim()).replace('_', " ")).collect();
        let mut taken = vec![false; columns.len()];
        for exact in [true, false] {
            for (meaning, words) in WORDS {
                if mapping.slot(meaning).is_some() {
                    continue;
                }
                let found = words.iter().find_map(|word| {
                    names.iter().zip(&taken).position(|(name, taken)| {
                        let holds = if exact {
                            name == word
                        } else {
                            word.len() > 3 && name.split([' ', '-', '/', '(']).any(|w| w == *word)
                        };
                        !taken && holds
                    })
                });
                if let Some(at) = found
                    && let (Some(column), Some(flag)) = (columns.get(at), taken.get_mut(at))
                {
                    *mapping.slot(meaning) = Some(column.clone());
                    *flag = true;
                }
            }
        }
        if mapping.kind.is_none() {
            mapping.kind_of_all = Some(kind_of_all(&mapping, &names, file));
        }
        mapping
    }
}

/// The kind of a table whose rows do not say it: by the header's and the file's words.
fn kind_of_all(mapping: &ColumnMapping, names: &[String], file: &str) -> Kind {
    let file = crate::lower::text(file);
    let has = |words: &[&str]| words.iter().any(|w| file.contains(w) || names.iter().any(|n| n.contains(w)));
    if has(&["certific", "zertifik", "credential", "issuer"]) || mapping.expires.is_some() {
        Kind::Certificate
    } else if has(&["project", "projekt"]) {
        Kind::Project
    } else if has(&["customer", "client", "kunde"]) {
        Kind::CustomerOutcome
    } else if has(&["manager", "vorgesetzt"]) {
        Kind::ManagerRating
    } else if has(&["peer", "review", "feedback"]) {
        Kind::PeerRating
    } else if mapping.level.is_some() {
        Kind::SelfRating
    } else if mapping.outcome.is_some() {
        Kind::Assessment
    } else {
        Kind::Completion
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn columns(names: &[&str]) -> Vec<String> {
        names.iter().map(|n| (*n).to_owned()).collect()
    }

    #[test]
    fn headers_in_two_languages_are_understood() {
        let english =
            ColumnMapping::guess(&columns(&["Certificate", "Issuer", "Issue Date", "Valid until", "Skills"]), "x.csv");
        assert_eq!(english.title.as_deref(), Some("Certificate"));
        assert_eq!(english.date.as_deref(), Some("Issue Date"));
        assert_eq!(english.expires.as_deref(), Some("Valid until"));
        assert_eq!(english.context.as_deref(), Some("Issuer"));
        assert_eq!(english.kind_of_all, Some(Kind::Certificate));
        let german =
            ColumnMapping::guess(&columns(&["Datum", "Projekt", "Kunde", "Kompetenzen", "Bewertung"]), "x.csv");
        assert_eq!(german.date.as_deref(), Some("Datum"));
        assert_eq!(german.title.as_deref(), Some("Projekt"));
        assert_eq!(german.skill.as_deref(), Some("Kompetenzen"));
        assert_eq!(german.level.as_deref(), Some("Bewertung"));
        assert_eq!(german.kind_of_all, Some(Kind::Project));
    }
}
