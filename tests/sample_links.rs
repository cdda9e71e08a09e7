//! The sample taxonomy in use: words as they come from records, repositories and CVs find the skill a person would name.

mod common;

use std::collections::BTreeMap;
use std::path::PathBuf;

use skillkeep::taxonomy::{Taxonomy, compile};

type Row = BTreeMap<String, String>;

fn sample() -> Taxonomy {
    let pack = compile(&common::sample::pack()).expect("the sample compiles");
    Taxonomy::open(&pack).expect("its pack opens")
}

/// The skill that `text` is most surely about.
fn best(taxonomy: &Taxonomy, text: &str) -> Option<String> {
    let mentions = taxonomy.link(text);
    mentions
        .iter()
        .max_by(|a, b| a.confidence.total_cmp(&b.confidence).then(b.span.cmp(&a.span)))
        .map(|m| taxonomy.id(m.skill).to_owned())
}

#[test]
fn titles_of_a_public_first_aid_training_are_understood() {
    let taxonomy = sample();
    for title in
        ["CAT Self (routed)", "SOFT-T Buddy (looped)", "SOFT-T Self (routed)", "Care Under Fire Hemorrhage Control"]
    {
        assert_eq!(best(&taxonomy, title).as_deref(), Some("bleeding_control"), "{title}");
    }
    let evaluation = best(&taxonomy, "ASM TCCC Student Course Evaluation");
    assert_eq!(evaluation.as_deref(), Some("first_aid"));
}

#[test]
fn languages_of_a_repository_are_found_by_name() {
    let taxonomy = sample();
    for (name, skill) in [
        ("Rust", "rust"),
        ("TypeScript", "typescript"),
        ("JavaScript", "javascript"),
        ("CSS", "html_css"),
        ("HTML", "html_css"),
        ("Shell", "shell_scripting"),
        ("SQL", "sql"),
        ("Docker", "docker"),
        ("Markdown", "technical_writing"),
        ("Python", "python"),
        ("Go", "go_lang"),
        ("Kotlin", "kotlin"),
        ("Terraform", "terraform"),
        ("dbt", "dbt"),
        ("Kafka", "event_streaming"),
    ] {
        let found = taxonomy.link_name(name).map(|(id, _)| taxonomy.id(id).to_owned());
        assert_eq!(found.as_deref(), Some(skill), "{name}");
    }
}

#[test]
fn skills_named_in_the_sample_record_are_names() {
    let taxonomy = sample();
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/sample-signals/record.csv");
    let mut reader = csv::Reader::from_path(path).expect("the record opens");
    for row in reader.deserialize::<Row>() {
        let row = row.expect("a row");
        for name in row["Skill"].split(';').map(str::trim) {
            assert!(taxonomy.link_name(name).is_some(), "{name} is no skill");
        }
    }
}
