//! German text against the sample company's pack, which has German names for most of its skills. Sentences of our own, as people write them.

mod common;

use skillkeep::taxonomy::{Taxonomy, compile};

/// A sentence, and the skills that a reader finds in it.
const SENTENCES: [(&str, &[&str]); 30] = [
    ("Ich habe drei Jahre in der Buchhaltung gearbeitet.", &["bookkeeping"]),
    ("Verantwortlich für das Projektmanagement der neuen Filiale.", &["project_management"]),
    ("Den Staplerschein habe ich seit 2021.", &["forklift"]),
    ("Ersthelferin im Lager, Auffrischung im Mai.", &["first_aid"]),
    ("Auswertung von Daten aus dem Webshop mit Python 3.12 und SQL.", &["data_analysis", "python", "sql"]),
    ("Wir haben die Testautomatisierung für die Kasse aufgebaut.", &["test_automation"]),
    (
        "Bearbeitung von Retouren und Reklamationen bearbeiten am Schalter.",
        &["returns_processing", "complaint_handling"],
    ),
    ("Monatsabschluss und Umsatzsteuer in SAP vorbereitet.", &["month_end_close", "tax_vat"]),
    ("Leitung der Inventuren in zwei Lagern.", &["cycle_counting"]),
    ("Tourenplanung für zwölf Fahrer.", &["route_planning"]),
    ("Gefaehrdungsbeurteilung für die Packstrasse geschrieben.", &["risk_assessment"]),
    ("Workshops moderieren mit bis zu zwanzig Leuten.", &["facilitation"]),
    ("Ich kümmere mich um Datenschutz und Verschlüsselung.", &["data_protection", "cryptography"]),
    ("Datenbankdesign für den Bestand in PostgreSQL.", &["database_design", "postgresql"]),
    ("Barrierefreiheit der Webseiten geprüft und verbessert.", &["web_accessibility"]),
    ("Prognosen erstellen für den Absatz im Winter.", &["forecasting"]),
    ("Schichtplanung für vierzig Mitarbeitende.", &["shift_planning"]),
    ("Einarbeitung neuer Kolleginnen in den Wareneingang.", &["employee_onboarding", "goods_receiving"]),
    ("Gute Kenntnisse in Tabellenkalkulationen.", &["spreadsheets"]),
    ("Verhandeln mit Lieferanten über Preise.", &["negotiation"]),
    ("Brandschutz und Arbeitssicherheit, jährlich unterwiesen.", &["fire_safety", "workplace_safety"]),
    ("Ich habe Kundeninterviews geführt und Prototypen gebaut.", &["customer_interviews", "prototyping"]),
    ("Wartung von Geräten im Kühlhaus.", &["equipment_maintenance"]),
    ("Fehlersuche in verteilten Systemen.", &["debugging", "distributed_systems"]),
    ("Docker, Kubernetes und Linux-Administration seit 2019.", &["docker", "kubernetes", "linux"]),
    ("Gehaltsabrechnungen für 300 Leute.", &["payroll"]),
    ("Ich gebe gern Feedback und betreibe aktives Zuhören.", &["active_listening"]),
    ("Umfragen ausgewertet mit Statistik in R.", &["statistics", "r_language"]),
    ("Personalplanung für das Weihnachtsgeschäft.", &["workforce_planning"]),
    ("Die Ladung der Lastwagen gesichert: Ladungssicherung nach Vorschrift.", &["load_securing"]),
];

fn open() -> Taxonomy {
    Taxonomy::open(&compile(&common::sample::pack()).expect("the sample compiles")).expect("its pack opens")
}

#[test]
fn german_sentences_name_their_skills() {
    let tax = open();
    let mut missed = Vec::new();
    for (text, wanted) in SENTENCES {
        let found: Vec<&str> = tax.link(text).iter().map(|m| tax.id(m.skill)).collect();
        let lacks: Vec<&&str> = wanted.iter().filter(|w| !found.contains(w)).collect();
        if !lacks.is_empty() {
            missed.push(format!("{text}: {found:?} lacks {lacks:?}"));
        }
    }
    println!("{} of {} sentences whole", SENTENCES.len() - missed.len(), SENTENCES.len());
    assert!(missed.len() <= 2, "{missed:#?}");
}

#[test]
fn german_text_names_nothing_that_is_not_there() {
    let tax = open();
    for text in [
        "Am Montag war die Kantine geschlossen.",
        "Wir gehen nach Hause.",
        "Das rote Auto steht vor der Tür, die alte Dame auch.",
    ] {
        let found: Vec<&str> = tax.link(text).iter().map(|m| tax.id(m.skill)).collect();
        assert!(found.is_empty(), "{text}: {found:?}");
    }
}
